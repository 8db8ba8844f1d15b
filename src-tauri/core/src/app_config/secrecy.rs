//! Nothing that is told of an app-config holds a secret of it, however the secret got into it.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write;

use super::tests::{read_folder, with_client_id};
use super::*;
use crate::error::Error;
use crate::secret::Secret;

/// One that could be the name of a variable, and one that could not.
const CANARIES: [&str; 2] = ["ATOAcanary3xFfGF0", "canary/s3cret-x=y"];

/// Everything that is told of what was read.
fn told(reading: &Result<Reading, AppConfigError>) -> String {
    let of_error = |error: &AppConfigError| {
        let error = Error::from(error.clone());
        format!("{error} {error:?} {:?}\n", error.details())
    };
    let reading = match reading {
        Ok(reading) => reading,
        Err(error) => return of_error(error),
    };
    let mut told = format!("{:?} {:?} {:?}\n", reading.files, reading.missing, reading.findings);
    for environment in &reading.environments {
        let ConfigEnvironment { name, client_id, client_secret, callback, scopes, missing, error, secret_in, typed: _ } =
            environment;
        writeln!(told, "{name} {client_id:?} {client_secret:?} {callback:?} {scopes:?} {missing:?} {secret_in:?}")
            .unwrap();
        told += &error.as_ref().map(of_error).unwrap_or_default();
    }
    told
}

/// Texts of YAML that put a secret to a wrong use.
fn uses(canary: &str) -> Vec<String> {
    let mut uses: Vec<String> = [
        "'${S}'",
        "{$file: '${S}'}",
        "{$file: '${S}', other: 1}",
        "{$file: '../${S}'}",
        "{$file: ['${S}']}",
        "{$file: 'folder/${S}'}",
        "{$env: '${S}'}",
        "{$env: 'x ${S}'}",
        "{$include: '${S}'}",
        "{$include: '${S}.yaml'}",
        "{$include: 'part.yaml#${S}'}",
        "{$include: 'part.yaml#a.${S}'}",
        "{$include: 'part.yaml#a.b.${S}.c'}",
        "{$include: 'again.yaml#a'}",
        "{$include: 'again.yaml'}",
        "{$include: 'broken.yaml'}",
        "{$include: 'tag.yaml'}",
        "{$include: 'bytes.yaml'}",
        "['${S}']",
        "{a: '${S}'}",
        "'${S}-${NOPE}'",
        "'${NOPE:-${S}}'",
        "'${ ${S} }'",
    ]
    .map(ToOwned::to_owned)
    .into();
    if canary.contains('/') {
        // A name that looks like a variable's is told where it stands in the file itself.
        uses.extend([format!("{{$env: '{canary}'}}"), format!("'${{{canary}}}'")]);
    }
    uses.extend([format!("{{$file: '{canary}'}}"), format!("{{$include: 'part.yaml#a.b.{canary}'}}")]);
    uses
}

fn read_with(text: &str, canary: &str) -> Result<Reading, AppConfigError> {
    let [again, broken, tag, bytes] = [
        format!("a: {{$file: '${{S}}'}}\nb: {{$file: '{canary}'}}\n"),
        format!("a: {canary}: [ {canary}\n"),
        format!("a: !!{} {canary}\n", &canary[..4]),
        format!("a: {canary}\u{0}\n"),
    ];
    let files = [
        ("app-config.yaml", text),
        ("part.yaml", "a: {b: x}"),
        ("again.yaml", &again),
        ("broken.yaml", &broken),
        ("tag.yaml", &tag),
        ("bytes.yaml", &bytes),
        ("folder/x", "x"),
    ];
    let typed = BTreeMap::from([("S".to_owned(), Secret::new(canary.to_owned()))]);
    read_folder(&files, Variables::default().with_typed(typed))
}

#[test]
fn a_secret_that_is_put_to_a_wrong_use_is_told_nowhere() {
    let secret = |value: &str| with_client_id("id").replace("clientSecret: s", &format!("clientSecret: {value}"));
    for canary in CANARIES {
        for value in uses(canary) {
            let texts = [secret(&value), format!("{}        after: {value}\n", secret(&value))];
            for text in texts {
                let told = told(&read_with(&text, canary));
                assert!(!told.contains(canary), "{text}\n{told}");
            }
        }
    }
}

#[test]
fn a_secret_in_what_lies_above_an_environment_is_told_nowhere() {
    // What would show a text by right, such as a callback URL, is left out.
    for canary in CANARIES {
        for value in uses(canary).into_iter().filter(|value| value.contains("$file") || value.contains("$include")) {
            for text in [
                value.clone(),
                format!("auth: {value}"),
                format!("auth: {{providers: {value}}}"),
                format!("auth: {{providers: {{atlassian: {value}}}}}"),
                format!("auth: {{providers: {{atlassian: {{development: {value}}}}}}}"),
                format!("{}backend: {value}", with_client_id("id")),
                format!("{}backend: {{baseUrl: {value}}}", with_client_id("id")),
                with_client_id(&value),
                format!("{}        callbackUrl: {value}\n", with_client_id("id")),
                format!("{}        additionalScopes: [{value}]\n", with_client_id("id")),
                format!("{}        scopes: {value}\n", with_client_id("id")),
            ] {
                let told = told(&read_with(&text, canary));
                assert!(!told.contains(canary), "{text}\n{told}");
            }
        }
    }
}
