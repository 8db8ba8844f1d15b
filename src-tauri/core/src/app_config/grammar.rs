//! Every row of the grammar of Backstage's app-config, as its own loader was seen to read it.

#![allow(clippy::unwrap_used)]

use super::tests::{read_folder, variables, with_client_id};
use super::*;

/// `A`, one that is set and empty, a number, one with blanks around it, and one that looks like a variable; `NOPE` is unset.
fn known() -> Variables {
    variables(&[("A", "aval"), ("EMPTY", ""), ("NUM", "42"), ("BLANKS", "  p q  "), ("DOLLAR", "${A}")])
}

/// What becomes of a value.
#[derive(Debug, PartialEq, Eq)]
enum Became {
    Text(String),
    /// The key is gone, and Backstage says that it is missing.
    Gone,
    /// It is there and of no use, such as an empty text.
    Refused,
}
use Became::{Gone, Refused};

fn text(value: &str) -> Became {
    Became::Text(value.to_owned())
}

const BESIDE: [(&str, &str); 7] = [
    ("secret.txt", "from-file \t\n\n"),
    ("empty.txt", "\n"),
    ("sub/p.yaml", "a:\n  b: '${A}-included'\n  f: {$file: near.txt}\n  n: 5\n"),
    ("sub/near.txt", "near"),
    ("p.yml", "a: {b: yml}"),
    ("p.json", "{\"a\": {\"b\": \"json\"}}"),
    ("p.txt", "a: {b: txt}"),
];

/// What the client id becomes that is written so.
fn became(written: &str) -> Became {
    let config = with_client_id(written);
    let files: Vec<_> = std::iter::once(("app-config.yaml", config.as_str())).chain(BESIDE).collect();
    let reading = read_folder(&files, known()).unwrap();
    let environment = &reading.environments[0];
    match (&environment.client_id, &environment.error) {
        (Some(id), _) => Became::Text(id.clone()),
        (None, Some(AppConfigError::Unreadable { problem, .. })) if problem != "clientId is missing" => Refused,
        (None, _) => Gone,
    }
}

#[test]
fn each_row_of_the_substitution_reads_as_it_does_in_backstage() {
    for (written, expected) in [
        ("'${A}'", text("aval")),
        ("'${ A }'", text("aval")),
        ("'x-${A}-y'", text("x-aval-y")),
        ("'${BLANKS}'", text("p q")),
        ("'${NOPE}'", Gone),
        ("'x-${NOPE}-y'", Gone),
        ("'${EMPTY}'", Refused),
        ("'x${EMPTY}'", text("x")),
        ("'${NOPE:-d}'", text("d")),
        ("'${EMPTY:-d}'", text("d")),
        ("'${NOPE:-}'", Gone),
        ("'${NOPE:- a:b }'", text("a:b")),
        ("'${A:-d}'", text("aval")),
        ("'$${A}'", text("${A}")),
        ("'$$${A}'", text("$${A}")),
        ("'a$${A}b${A}'", text("a${A}baval")),
        ("'$A'", text("$A")),
        ("'${NOPE:-${A}}'", text("${NOPE:-aval}")),
        ("'${DOLLAR}'", text("${A}")),
        ("'${NUM}'", text("42")),
        ("'${}'", Gone),
        ("'${A'", text("${A")),
        ("42", Refused),
        ("true", Refused),
        ("null", Gone),
        ("''", Refused),
    ] {
        assert_eq!(became(written), expected, "{written}");
    }
}

#[test]
fn each_row_of_the_includes_reads_as_it_does_in_backstage() {
    for (written, expected) in [
        ("{$env: A}", text("aval")),
        ("{$env: NOPE}", Gone),
        ("{$env: EMPTY}", Refused),
        ("{$env: '${NOPE:-A}'}", text("aval")),
        ("{$file: secret.txt}", text("from-file")),
        ("{$file: empty.txt}", Refused),
        ("{$file: missing.txt}", Refused),
        ("{$file: ../outside.txt}", Refused),
        ("{$file: '${NOPE:-secret}.txt'}", text("from-file")),
        ("{$include: 'sub/p.yaml#a.b'}", text("aval-included")),
        // What an include gives is not looked at for another include.
        ("{$include: 'sub/p.yaml#a.f'}", Refused),
        ("{$include: 'sub/p.yaml#a.n'}", Refused),
        ("{$include: 'sub/p.yaml'}", Refused),
        ("{$include: 'p.yml#a.b'}", text("yml")),
        ("{$include: 'p.json#a.b'}", text("json")),
        ("{$include: 'p.json#a.none'}", Gone),
        ("{$include: 'p.txt#a.b'}", Refused),
        ("{$include: 'missing.yaml#a'}", Refused),
        ("{$env: A, other: 1}", Refused),
        ("{$unknown: A}", Refused),
    ] {
        assert_eq!(became(written), expected, "{written}");
    }
}

#[test]
fn a_list_loses_what_is_unset_and_a_key_is_never_replaced() {
    let config = format!("{}        additionalScopes: [a, '${{NOPE}}', b]\n", with_client_id("id"));
    let reading = read_folder(&[("app-config.yaml", &config)], known()).unwrap();
    assert_eq!(reading.environments[0].scopes[2..], ["a", "b"]);
    let keyed = "auth: {providers: {atlassian: {'${A}': {clientId: id, clientSecret: s}}}}";
    let reading = read_folder(&[("app-config.yaml", keyed)], known()).unwrap();
    assert_eq!(reading.environments[0].name, "${A}");
}

/// The client id that several layers give together.
fn layered(files: &[(&str, &str)], values: &[(&str, &str)]) -> Option<String> {
    let layer = |id: &str| format!("auth: {{providers: {{atlassian: {{development: {id}}}}}}}");
    let files: Vec<_> = files.iter().map(|(name, id)| (*name, layer(id))).collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    read_folder(&files, variables(values)).unwrap().environments.remove(0).client_id
}

#[test]
fn layers_lie_over_each_other_in_backstages_order() {
    const KEY: &str = "APP_CONFIG_auth_providers_atlassian_development_clientId";
    let all = [
        ("app-config.yaml", "{clientId: base, clientSecret: s}"),
        ("app-config.e.yaml", "{clientId: e}"),
        ("app-config.local.yaml", "{clientId: local}"),
        ("app-config.e.local.yaml", "{clientId: e-local}"),
    ];
    let of = |count: usize, values: &[(&str, &str)]| layered(&all[..count], values).unwrap();
    let e = [("BACKSTAGE_ENV", "e")];
    assert_eq!([1, 2, 3, 4].map(|count| of(count, &e)), ["base", "e", "local", "e-local"]);
    assert_eq!([1, 2, 3, 4].map(|count| of(count, &[])), ["base", "base", "local", "local"]);
    assert_eq!(of(4, &[KEY, "BACKSTAGE_ENV"].map(|name| (name, "e"))), "e", "variables come last");
    assert_eq!(of(1, &[(KEY, "\"json\"")]), "json");
    assert_eq!(of(1, &[(KEY, "{not json")]), "{not json", "what is no JSON is a text");
    assert_eq!(layered(&all[..1], &[(KEY, "5")]), None, "a number is no text");
    let removed = [all[0], ("app-config.local.yaml", "{clientId: null}")];
    assert_eq!(layered(&removed, &[]), None, "null removes the key below it");
}

#[test]
fn a_key_of_a_variable_has_parts_of_letters_and_digits() {
    for (key, is_key) in [
        ("APP_CONFIG_a", true),
        ("APP_CONFIG_a1_B-c_d:e", true),
        ("APP_CONFIG_1a", false),
        ("APP_CONFIG_a-", false),
        ("APP_CONFIG_a__b", false),
        ("APP_CONFIG_", false),
    ] {
        // Through a map, since a `.env` file takes no such names.
        let typed = [(key.to_owned(), crate::secret::Secret::new("x".to_owned()))].into();
        let reading =
            read_folder(&[("app-config.yaml", &with_client_id("id"))], Variables::default().with_typed(typed));
        let refused =
            reading.unwrap().findings.iter().any(|finding| finding.kind == FindingKind::ConfigVariableRefused);
        assert_eq!(refused, !is_key, "{key}");
    }
}

#[test]
fn a_secret_in_a_file_that_others_may_have_is_told_without_it() {
    let secret = |value: &str| with_client_id("id").replace("clientSecret: s", &format!("clientSecret: {value}"));
    let told = |name: &str, value: &str| {
        let mut files = vec![("app-config.yaml", "backend: {}".to_owned()), ("part.yaml", "a: canary".to_owned())];
        files.retain(|(file, _)| *file != name);
        files.push((name, secret(value)));
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).chain(BESIDE).collect();
        let reading = read_folder(&files, known()).unwrap();
        assert!(!format!("{:?}", reading.findings).contains("canary"));
        let is_told = reading.findings.iter().any(|finding| finding.kind == FindingKind::SecretInSharedFile);
        assert_eq!(is_told, reading.environments[0].secret_in.is_some());
        is_told
    };
    assert!(told("app-config.yaml", "canary"));
    assert!(told("app-config.yaml", "'${NOPE:-canary}'"), "what stands for an unset variable stands in the file too");
    assert!(told("app-config.yaml", "{$include: 'part.yaml#a'}"));
    assert!(!told("app-config.yaml", "'${A}'"));
    assert!(!told("app-config.yaml", "{$env: A}"));
    assert!(!told("app-config.yaml", "{$file: secret.txt}"));
    assert!(!told("app-config.local.yaml", "canary"), "Backstage's templates keep it out of version control");
}

#[test]
fn environments_with_one_app_are_told() {
    let config = "auth: {providers: {atlassian: {development: {clientId: one, clientSecret: '${A}'}, \
                  production: {clientId: one, clientSecret: '${A}'}, staging: {clientId: two, clientSecret: '${A}'}}}}";
    let reading = read_folder(&[("app-config.yaml", config)], known()).unwrap();
    let told: Vec<_> = reading.findings.iter().map(|finding| (finding.kind, finding.message.as_str())).collect();
    assert_eq!(told, [(FindingKind::SameClient, "production uses the same client id as development")]);
}

#[test]
fn a_typed_variable_of_a_key_is_kept_unless_it_may_hold_a_secret() {
    let kept = |values: &[(&str, &str)]| {
        let typed = values.iter().map(|(name, value)| {
            (format!("APP_CONFIG_auth_providers_atlassian_{name}"), crate::secret::Secret::new((*value).to_owned()))
        });
        let typed = Variables::default().with_typed(typed.collect());
        let mut reading = read_folder(&[("app-config.yaml", &with_client_id("id"))], typed).unwrap();
        reading.environments.remove(0).typed.into_values().collect::<Vec<_>>()
    };
    assert_eq!(kept(&[("development_clientId", "other")]), ["other"]);
    assert_eq!(kept(&[("development_clientSecret", "secret")]), [] as [String; 0]);
    assert_eq!(kept(&[("development", "{\"clientId\": \"x\", \"clientSecret\": \"y\"}")]), [] as [String; 0]);
}
