#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;
use std::path::Path;

use super::*;
use crate::catalogue::Catalogue;
use crate::secret::Secret;

pub(super) fn variables(values: &[(&str, &str)]) -> Variables {
    // Through a file, for what is typed may not be empty.
    let folder = tempfile::tempdir().unwrap();
    let text: String = values.iter().flat_map(|(name, value)| [*name, "='", *value, "'\n"]).collect();
    std::fs::write(folder.path().join(".env"), text).unwrap();
    Variables::default().with_typed(BTreeMap::new()).with_file(&folder.path().join(".env")).unwrap()
}

fn known() -> Variables {
    variables(&[("A", "aval")])
}

pub(super) fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        std::fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    }
}

pub(super) fn read_folder(files: &[(&str, &str)], variables: Variables) -> Result<Reading, AppConfigError> {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    read(&ConfigFiles { paths: vec![folder.path().to_owned()], environment_file: None }, variables)
}

/// An app-config whose client id is a text of YAML.
pub(super) fn with_client_id(value: &str) -> String {
    format!(
        "auth:\n  providers:\n    atlassian:\n      development:\n        clientSecret: s\n        clientId: {value}\n"
    )
}

#[test]
fn files_that_include_each_other_end() {
    let text = "auth:\n  providers:\n    atlassian: {$include: again.yaml}\n";
    let again = "development: {$include: again.yaml}\n";
    let reading = read_folder(&[("app-config.yaml", text), ("again.yaml", again)], known()).unwrap();
    assert!(reading.environments[0].error.is_some());
}

#[test]
fn a_file_that_cannot_be_read_says_line_and_column() {
    for (text, line) in
        [("a: 1\na: 2\n", 2), ("a: 1\n---\nb: 2\n", 2), ("a: [\n", 2), ("%YAML 1.1\n---\na: 1\n", 1), ("a: *x\n", 1)]
    {
        let Err(AppConfigError::Unreadable { place, .. }) = read_folder(&[("app-config.yaml", text)], known()) else {
            panic!("{text:?} is read")
        };
        assert_eq!(place.line, Some(line), "{text:?}");
        assert!(place.column.is_some());
    }
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}, ", level - 1).repeat(9);
        text.extend([format!("a{level}: &a{level} [{alias}]\n")]);
    }
    assert!(matches!(read_folder(&[("app-config.yaml", &text)], known()), Err(AppConfigError::Unreadable { .. })));
}

#[test]
fn later_layers_win_and_variables_win_over_all() {
    let base = "auth: {providers: {atlassian: {development: {clientId: base, clientSecret: s, callbackUrl: 'https://a.example', scopes: a b}}}}";
    let local = "auth: {providers: {atlassian: {development: {clientId: local, callbackUrl: null}, gone: null}}}";
    let production =
        "auth: {providers: {atlassian: {development: {clientSecret: '${NOPE}'}, production: {clientId: 5}}}}";
    let files =
        [("app-config.yaml", base), ("app-config.local.yaml", local), ("app-config.production.yaml", production)];
    let one = read_folder(&files, known()).unwrap();
    assert_eq!(one.environments.len(), 1);
    assert_eq!(one.environments[0].client_id.as_deref(), Some("local"));
    assert_eq!(one.environments[0].callback, None);
    assert!(one.findings.iter().any(|finding| finding.kind == FindingKind::LayerNotRead));
    let values = [("BACKSTAGE_ENV", "production"), ("APP_CONFIG_auth_providers_atlassian_development_clientId", "v")];
    let all = read_folder(&files, variables(&values)).unwrap();
    assert_eq!(all.environments[0].client_id.as_deref(), Some("v"));
    assert!(all.environments[0].client_secret.is_some(), "what vanished leaves what was there");
    assert!(all.environments[1].error.is_some(), "a broken environment stands beside a good one");
    assert!(all.environments[0].error.is_none());
}

#[test]
fn scopes_are_read_of_either_generation() {
    let scopes = |key: &str| {
        let text = format!("{}        {key}\n", with_client_id("id"));
        read_folder(&[("app-config.yaml", &text)], known()).unwrap().environments.remove(0).scopes
    };
    assert_eq!(scopes("scopes: offline_access read:me write:jira-work"), ["write:jira-work"]);
    let current = ["read:jira-work", "read:jira-user", "a", "b"];
    assert_eq!(scopes("additionalScopes: 'a|b, a'"), current);
    assert_eq!(scopes("additionalScopes: [a, '${NOPE}', b]"), current);
}

#[test]
fn no_secret_is_in_the_debug_output_of_what_was_read() {
    let typed = BTreeMap::from([("S".to_owned(), Secret::new("canary-secret".to_owned()))]);
    let text = with_client_id("id").replace("clientSecret: s", "clientSecret: ${S}");
    let reading = read_folder(&[("app-config.yaml", &text)], Variables::default().with_typed(typed)).unwrap();
    assert_eq!(reading.environments[0].client_secret.as_ref().unwrap().expose(), "canary-secret");
    assert!(!format!("{reading:?}").contains("canary-secret"));
    assert!(reading.environments[0].typed.is_empty(), "what a secret needs is not kept");
}

#[test]
fn what_is_unset_or_broken_above_a_value_is_told() {
    let atlassian = "{development: {clientId: a, clientSecret: '${A}'}}";
    let stage = "{$include: '${STAGE}.yaml'}";
    for (text, environments) in [
        (format!("auth: {stage}"), 0),
        (format!("auth: {{providers: {stage}}}"), 0),
        (format!("auth: {{providers: {{atlassian: {stage}}}}}"), 0),
        (format!("auth: {{providers: {{atlassian: {{development: {stage}}}}}}}"), 1),
        (format!("auth: {{providers: {{atlassian: {atlassian}}}}}\nbackend: {stage}"), 1),
        (format!("auth: {{providers: {{atlassian: {atlassian}}}}}\nbackend: {{baseUrl: '${{STAGE}}'}}"), 1),
    ] {
        let unset = read_folder(&[("app-config.yaml", &text)], known()).unwrap();
        let missing = unset.environments.iter().flat_map(|environment| &environment.missing).chain(&unset.missing);
        assert_eq!(missing.collect::<Vec<_>>(), ["STAGE"], "{text}");
        assert_eq!(unset.environments.len(), environments, "{text}");
        assert_eq!(unset.findings.len(), 1, "{text}: {:?}", unset.findings);
        assert_eq!(unset.findings[0].kind, FindingKind::VariableUnset);
        let broken = text.replace(stage, "{$file: none}").replace("'${STAGE}'", "{$file: none}");
        let broken = read_folder(&[("app-config.yaml", &broken)], known()).unwrap();
        assert!(broken.environments.iter().all(|environment| environment.error.is_some()), "{text}");
        assert_eq!(broken.findings.len(), 1, "{text}: {:?}", broken.findings);
        assert_eq!(broken.findings[0].kind, FindingKind::ValueRefused);
    }
    let text = format!("auth: {{providers: {{atlassian: {atlassian}}}}}\nbackend: 5\n");
    assert!(read_folder(&[("app-config.yaml", &text)], known()).unwrap().environments[0].error.is_some());
    let text = with_client_id("{$include: 'p.yaml#none'}");
    let gone = read_folder(&[("app-config.yaml", &text), ("p.yaml", "a: 1")], known()).unwrap();
    assert!(gone.environments[0].error.is_some(), "a part that is not there leaves the client id missing");
}

#[test]
fn the_same_files_read_the_same_with_the_values_that_are_kept() {
    let part = "clientId: id\nclientSecret: '${SECRET}'\ncallbackUrl: {$include: 'url-${URL}.json#a'}\n\
                additionalScopes: {$include: '${SCOPES}.yaml'}\n";
    let files = [
        ("app-config.yaml", "auth: {$include: '${AUTH}.yaml'}\nbackend: {baseUrl: 'https://${HOST}'}"),
        ("top.yaml", "providers: {atlassian: {development: {$include: '${STAGE}.yaml'}, other: {clientId: '${ID}'}}}"),
        ("dev.yaml", part),
        ("url-a.json", "{\"a\": \"https://a.example\"}"),
        ("all.yaml", "['${SCOPE}']"),
    ];
    let values = [
        ("AUTH", "top"),
        ("HOST", "h"),
        ("STAGE", "dev"),
        ("ID", "i"),
        ("URL", "a"),
        ("SCOPES", "all"),
        ("SCOPE", "s"),
        ("SECRET", "x"),
    ];
    let typed = values.map(|(name, value)| (name.to_owned(), Secret::new(value.to_owned())));
    let reading = read_folder(&files, Variables::default().with_typed(typed.into())).unwrap();
    let [development, other] = reading.environments.as_slice() else { panic!("{reading:?}") };
    let names = |environment: &ConfigEnvironment| environment.typed.keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(names(development), "AUTH SCOPE SCOPES STAGE URL");
    assert_eq!(names(other), "AUTH HOST ID");
    assert_eq!(other.callback.as_deref(), Some("https://h/api/auth/atlassian/handler/frame"));
    for environment in [development, other] {
        let kept = environment.typed.iter().map(|(name, value)| (name.clone(), Secret::new(value.clone()))).collect();
        let again = read_folder(&files, Variables::default().with_typed(kept)).unwrap();
        let again = again.environments.iter().find(|again| again.name == environment.name).unwrap();
        assert_eq!(digest(again), digest(environment));
    }
}

#[test]
fn nothing_nests_without_bound() {
    let key = |parts: usize| format!("APP_CONFIG_{}", vec!["a"; parts].join("_"));
    let text = with_client_id("id");
    let found = |parts| {
        let reading = read_folder(&[("app-config.yaml", &text)], variables(&[(&key(parts), "x")])).unwrap();
        reading.findings.iter().any(|finding| finding.kind == FindingKind::ConfigVariableRefused)
    };
    assert_eq!((found(64), found(65), found(20_000)), (false, true, true));
    let nested = |levels: usize, inner: &str| format!("{}{inner}{}", "[".repeat(levels), "]".repeat(levels));
    let is_read = |outer: usize, inner: usize| {
        let text = format!("a: &a {}\nb: {}\n", nested(inner, ""), nested(outer, "*a"));
        read_folder(&[("app-config.yaml", &text)], known()).is_ok()
    };
    assert!(is_read(32, 32));
    assert!(!is_read(32, 34), "an alias is as deep as what it stands for");
    let chain: Vec<_> = (1..2_000).map(|level| format!("a{level}: &a{level} [*a{}]", level - 1)).collect();
    assert!(read_folder(&[("app-config.yaml", &format!("a0: &a0 x\n{}", chain.join("\n")))], known()).is_err());
}

#[test]
fn files_that_include_each_other_at_their_deepest_are_read_in_a_small_stack() {
    let nested = |inner: &str| format!("{}{inner}{}", "{a: ".repeat(60), "}".repeat(60));
    let names: Vec<String> = (0..20).map(|file| format!("f{file}.yaml")).collect();
    let texts: Vec<String> = (1..=20).map(|next| nested(&format!("{{$include: f{next}.yaml}}"))).collect();
    let top = "auth: {providers: {atlassian: {development: {$include: f0.yaml}}}}";
    let files = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let reading = read_folder(&[vec![("app-config.yaml", top)], files].concat(), known()).unwrap();
    assert!(reading.environments[0].error.is_some());
}

#[test]
fn a_scope_is_unknown_by_the_same_check_as_a_registrations() {
    let text = format!(
        "{}        additionalScopes: [read:issue:jira, read:a:b:jira, read:x:bitbucket, 'a\"b', write:jira-work]\n",
        with_client_id("id")
    );
    let reading = read_folder(&[("app-config.yaml", &text)], known()).unwrap();
    assert_eq!(
        reading.environments[0].unknown_scopes(Catalogue::built_in()),
        ["read:a:b:jira", "read:x:bitbucket", "a\"b"]
    );
}
