#![allow(clippy::unwrap_used)]
use super::*;

fn redacted(text: &str) -> String {
    Redaction::new([7; 32], Vec::new()).redact(text)
}

#[test]
fn a_secret_is_found_by_the_name_beside_it() {
    for text in [
        "code=canary-1&x=y",
        "https://a.example/cb?state=canary-1#end",
        r#"{"client_secret":"canary-1"}"#,
        r#"{"refresh_token": "canary-1, with words"}"#,
        r#"{\"access_token\":\"canary-1\"}"#,
        "{'refresh_token': 'canary-1'}",
        "ATLASSIAN_CLIENT_SECRET=canary-1",
        "clientSecret: canary-1",
        "Authorization: Basic canary-1",
        "authorization: Bearer canary-1",
        r#""Authorization": "Bearer canary-1""#,
        r#"{"name":"Authorization","value":"Bearer canary-1"}"#,
        r#"{"value":"Bearer canary-1","name":"Authorization"}"#,
        r#"{"name":"code","value":"canary-1"}"#,
        "Cookie: a=canary-1; b=canary-1",
        "set-cookie: sid=canary-1; Path=/",
        "curl -u me:canary-1 https://a.example",
        "curl -H 'Cookie: a=canary-1'",
        "https://me:canary-1@proxy.example:3128",
        "redirect_uri=http%3A%2F%2Fa%3Fcode%3Dcanary-1",
        "code_verifier = canary-1",
        "password: canary-1",
        "Cookie: a=\"x\"; b=canary-1",
        r#"{"cookie":"a=\"x\"; s=canary-1"}"#,
        "Authorization: Digest username=\"x\", response=\"canary-1\"",
        r#"{"name":"code","comment":"","value":"canary-1"}"#,
        r#"{"name":"Cookie","comment":null,"value":"canary-1"}"#,
        "[('code', 'canary-1'), ('x', 'y')]",
        r#"{"code":["canary-1"]}"#,
        "code%253Dcanary-1",
        "code[]=canary-1",
        "curl -ume:canary-1 https://a.example",
        "code=a,canary-1",
        "code=401,canary-1;canary-1 and more",
        "token: refresh_token: canary-1",
        r#"{"token": "refresh_token": "canary-1"}"#,
        "token=code=canary-1",
        "-----BEGIN PRIVATE KEY-----\ncanary-1\n-----END PRIVATE KEY-----",
    ] {
        let shown = redacted(text);
        assert!(!shown.contains("canary-1"), "{text} became {shown}");
        assert_eq!(redacted(&shown), shown, "redacting twice changes nothing more");
    }
}

#[test]
fn a_secret_is_found_by_its_shape_alone() {
    for secret in [
        "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl",
        "eyJhbGciOiJIUzI1NiJ9eyJhIjoxfQ",
        "ATOAQh8sJk2lM4nP6qR8",
        "ada.lovelace@example.com",
        "ada%40example.com",
        "Zx81kLmN2pQr5tUv8wXy0zAb",
        "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    ] {
        let shown = redacted(&format!("it said <{secret}> today"));
        assert!(!shown.contains(secret), "{secret} became {shown}");
    }
}

#[test]
fn short_credentials_are_found_behind_their_scheme() {
    for (text, secret) in [
        ("Bearer abc1", "abc1"),
        ("sent with bearer qwerty today", "qwerty"),
        ("Basic bTo=", "bTo="),
        ("DPoP k1", "k1"),
        ("Bearer%20abc1", "abc1"),
    ] {
        assert!(!redacted(text).contains(secret), "{text} became {}", redacted(text));
    }
}

#[test]
fn what_support_needs_stays() {
    for text in [
        "atl-traceid: 0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        r#"{"name":"atl-traceid","value":"0f1e2d3c4b5a69788796a5b4c3d2e1f0"}"#,
        r#"{"traceId":"0f1e2d3c4b5a69788796a5b4c3d2e1f0"}"#,
        "traceparent: 00-0f1e2d3c4b5a69788796a5b4c3d2e1f0-00f067aa0ba902b7-01",
        r#"WWW-Authenticate: Bearer realm="api", error="x""#,
        "a bearer token was expected, basic auth was sent",
        "Basic setup is done",
        "error=unauthorized,status=401",
        "code=401,message=Unauthorized",
        r#"{"code":401,"message":"Unauthorized; scope does not match"}"#,
        "code: 'ENOTFOUND'",
        "code=ERR_BAD_REQUEST",
        "https://api.atlassian.com/ex/jira/11223344-a1b2-3b33-c444-def123456789/rest/api/3/issue",
        r#"{"token_type":"Bearer","expires_in":3600}"#,
        "TokenError: Unauthorized",
        "error=unauthorized_client error_description=refresh_token is invalid",
        "2026-10-01T10:00:00.000Z INFO OAuth2AuthorizationCodeAuthenticationProvider failed",
    ] {
        assert_eq!(redacted(text), text);
    }
}

#[test]
fn a_live_secret_is_found_wherever_and_however_it_is_written() {
    let redaction = Redaction::new([7; 32], vec![Secret::new("p@ss word\"1".into())]);
    for text in ["p@ss word\"1", "x=p%40ss+word%221", "x=p%40ss%20word%221", r#"a p@ss word\"1 b"#] {
        let shown = redaction.redact(text);
        assert!(!shown.contains("ss"), "{text} became {shown}");
    }
}

#[test]
fn equal_values_have_equal_fingerprints_under_one_key_only() {
    let (one, other) = (Redaction::new([1; 32], Vec::new()), Redaction::new([2; 32], Vec::new()));
    assert_eq!(one.fingerprint("a"), one.fingerprint("a"));
    assert_ne!(one.fingerprint("a"), one.fingerprint("b"));
    assert_ne!(one.fingerprint("a"), other.fingerprint("a"), "a fingerprint is no dictionary's key");
}
