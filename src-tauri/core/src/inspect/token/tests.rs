#![allow(clippy::unwrap_used)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({"alg": "RS256", "kid": "k1"})), part(claims))
}

fn claims() -> Value {
    json!({
        "iss": "https://auth.atlassian.com", "exp": 1_700_003_600, "iat": 1_700_000_000,
        "scope": "read:me read:jira-work", "https://id.atlassian.com/systemAccountEmail": "app@example.com",
    })
}

#[test]
fn a_token_is_read_from_every_form_that_people_paste() {
    let token = jwt(&claims());
    let answer = json!({"access_token": token, "scope": "read:me", "expires_in": 3600, "refresh_token": "r"});
    for (text, form) in [
        (format!("  {token}\n"), WrittenAs::Token),
        (format!("Authorization: Bearer {token}"), WrittenAs::Header),
        (format!("bearer   {token}"), WrittenAs::Header),
        (format!("curl -s https://api.atlassian.com/me \\\n  -H 'Authorization: Bearer {token}'"), WrittenAs::Curl),
        (format!("curl --oauth2-bearer {token} https://api.atlassian.com/me"), WrittenAs::Curl),
        (format!("curl --header=\"authorization: bearer {token}\" x"), WrittenAs::Curl),
        (answer.to_string(), WrittenAs::Answer),
    ] {
        let reading = TokenReading::read(&text).unwrap();
        assert_eq!((reading.form, reading.token.expose()), (form, &token), "{text}");
        assert_eq!(reading.claimed().unwrap().to_string(), "read:me read:jira-work");
    }
    let answer = TokenReading::read(&answer.to_string()).unwrap().answer.unwrap();
    assert_eq!((answer.expires_in, answer.renewable), (Some(3600), true));
    assert_eq!(answer.scopes.unwrap().to_string(), "read:me");
}

#[test]
fn what_is_no_token_says_why() {
    for (text, why) in [
        ("", NotAToken::Nothing),
        ("hello there", NotAToken::Unknown),
        ("short", NotAToken::Unknown),
        ("{\"error\":\"access_denied\"}", NotAToken::NoAccessToken),
        ("{", NotAToken::NoAccessToken),
        ("Authorization: Basic dXNlcjpwYXNzd29yZA==", NotAToken::OtherScheme),
        ("curl -u me:token https://example.com", NotAToken::NoHeader),
        ("curl -H 'Authorization: Basic abc' https://example.com", NotAToken::OtherScheme),
    ] {
        assert_eq!(TokenReading::read(text).unwrap_err(), why, "{text}");
    }
    assert_eq!(TokenReading::read(&"a".repeat(2_000_000)).unwrap_err(), NotAToken::TooLong);
}

#[test]
fn a_jwt_is_decoded_and_an_opaque_token_is_no_fault() {
    let reading = TokenReading::read(&jwt(&claims())).unwrap();
    let decoded = reading.decoded.as_ref().unwrap();
    assert_eq!((decoded.algorithm.as_deref(), decoded.kind), (Some("RS256"), TokenKind::Access));
    assert_eq!(reading.expires_at().unwrap().as_second(), 1_700_003_600);
    let email = decoded.claims.iter().find(|claim| claim.name.ends_with("systemAccountEmail")).unwrap();
    assert!(email.personal && email.meaning.is_some());
    assert!(TokenReading::read("0123456789abcdefABCDEF-._~").unwrap().decoded.is_none());
    let refresh = jwt(&json!({"https://id.atlassian.com/atl_token_type": "ROTATING_REFRESH_TOKEN"}));
    assert_eq!(TokenReading::read(&refresh).unwrap().decoded.unwrap().kind, TokenKind::Refresh);
}

#[test]
fn nothing_of_a_reading_shows_the_token() {
    let token = jwt(&json!({"sub": "x"}));
    let shown = format!("{:?}", TokenReading::read(&token).unwrap());
    assert!(!shown.contains(&token) && !shown.contains("c2lnbmF0dXJl"), "{shown}");
}

#[test]
fn a_signature_of_no_published_key_proves_nothing() {
    let keys: KeySet = serde_json::from_value(json!({"keys": []})).unwrap();
    let verdict = |token: String| check(&Secret::new(token), &keys);
    assert_eq!(verdict(jwt(&claims())), SignatureVerdict::KeyNotPublished);
    assert_eq!(verdict("0123456789abcdefABCDEF".into()), SignatureVerdict::NotAJwt);
    let none = format!("{}.e30.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#));
    assert_eq!(verdict(none), SignatureVerdict::OtherAlgorithm, "an unsigned token is never good");
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,200}") {
        let _ = TokenReading::read(&text);
    }

    #[test]
    fn any_claims_are_decoded_without_a_panic(header in "\\PC{0,60}", claims in "\\PC{0,120}") {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let _ = Decoded::read(&format!("{}.{}.x", part(&header), part(&claims)));
    }
}
