//! Nothing secret that was pasted is given back.

use proptest::prelude::*;

use super::super::*;
use crate::fuzz::cases;
use crate::secret::Secret;

/// The core of every secret; no shape of this program's words.
fn canary() -> impl Strategy<Value = String> {
    "CANARY[a-zA-Z0-9]{10,20}"
}

/// Places whose names give a secret away, whatever its shape.
fn named() -> Vec<&'static str> {
    vec![
        "HTTP/1.1 401 X\nset-cookie: cloud.session.token=§; Path=/\n\n",
        "> GET /me HTTP/1.1\n> Authorization: Bearer §\n> Cookie: a=§\n>\n< HTTP/1.1 401 \n<\n{\"code\":401}",
        "POST /oauth/token HTTP/1.1\nHost: auth.atlassian.com\n\n{\"grant_type\":\"authorization_code\",\"code\":\"§\",\"client_secret\":\"§\"}\n\nHTTP/1.1 400 X\n\n{\"error\":\"invalid_request\"}",
        "POST /oauth/token HTTP/1.1\n\ngrant_type=refresh_token&refresh_token=§&client_secret=§\n\nHTTP/1.1 403 X\n\n{\"error\":\"unauthorized_client\",\"error_description\":\"refresh_token is invalid\"}",
        "{\"access_token\":\"§\",\"refresh_token\":\"§\",\"scope\":\"read:me\"}",
        "{\"access_token\":\"§\",\"scope\":\"read:me\"}",
        "http://localhost:7007/back?code=§&state=§",
        "http://localhost:7007/back?error=access_denied&state=§",
        "https://auth.atlassian.com/authorize?client_id=x&state=§&code_challenge=§&redirect_uri=https%3A%2F%2Fme%3A§%40a.example",
        "https://id.atlassian.com/error?error=invalid_request&error_description=state%3D§&code=§",
        "Traceback (most recent call last):\nOAuthError: (invalid_grant) refresh_token='§' client_secret=\"§\"",
        "AxiosError: failed { error: 'access_denied', headers: { Authorization: 'Bearer §', Cookie: 'a=§' } }",
        "ERROR {\\\"error\\\":\\\"invalid_grant\\\",\\\"refresh_token\\\":\\\"§\\\"}",
        "{\"log\":{\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"https://auth.atlassian.com/oauth/token\",\"postData\":{\"text\":\"client_secret=§\"}},\"response\":{\"status\":401,\"headers\":[{\"name\":\"Set-Cookie\",\"value\":\"§\"}],\"content\":{\"text\":\"{\\\"error\\\":\\\"access_denied\\\",\\\"error_description\\\":\\\"code=§\\\"}\"}}}]}}",
        "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"http://localhost:7007/back?code=§&state=§\"}}]}}",
        "curl -u me:§ https://acme.atlassian.net\ncurl: (60) SSL certificate problem: certificate has expired",
        "* Connected to https://me:§@proxy.example\n> CONNECT a:443 HTTP/1.1\n> Proxy-Authorization: Basic §\n>\n< HTTP/1.1 407 X\n<\n",
        "<html><body>Something went wrong <input name=\"x\" value=\"1\"> state=§ </body></html>",
    ]
}

/// Secrets that their own shape gives away, wherever they stand.
fn shaped(canary: &str) -> Vec<String> {
    vec![
        format!("eyJhbGciOiJIUzI1NiJ9.eyJh{canary}.c2ln{canary}"),
        format!("ATOAx{canary}"),
        format!("ATATT3x{canary}"),
        format!("{canary}@example.com"),
        format!("Bearer {canary}12"),
        format!("https://user:{canary}@a.example/"),
        format!("Zq81kLmN2p{canary}"),
    ]
}

fn said(text: &str) -> String {
    let explained = explain(text);
    format!("{explained:?} {}", serde_json::to_string(&explained).unwrap())
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_secret_in_its_place_never_comes_back(
        canary in canary(),
        place in prop::sample::select(named()),
        around in "[ -~\n]{0,30}",
        is_around in any::<bool>(),
    ) {
        let text = place.replace('§', &canary);
        let text = if is_around { format!("{text}\n{around}") } else { text };
        prop_assert!(!said(&text).contains(&canary), "{text}\n{}", said(&text));
    }

    #[test]
    fn a_secret_of_a_known_shape_never_comes_back(canary in canary(), at in 0_usize..7, before in "[ -~\n]{0,40}", after in "[ -~\n]{0,40}") {
        let secret = shaped(&canary)[at].clone();
        let text = format!("{before} {secret} {after}");
        prop_assert!(!said(&text).contains(&canary), "{text}\n{}", said(&text));
    }

    #[test]
    fn a_live_secret_never_comes_back_however_it_is_written(
        secret in "[a-z ]{2}[!-~]{6,30}",
        before in "[ -~\n]{0,60}",
        after in "[ -~\n]{0,60}",
    ) {
        let text = format!("{before}{secret}{after} {{\"error\":\"access_denied\",\"message\":{}}}", serde_json::Value::from(secret.as_str()));
        let redaction = Redaction::new([3; 32], vec![Secret::new(secret.clone())]);
        prop_assert!(!redaction.redact(&text).contains(&secret));
        let explained = explain_at(&text, &[], Timestamp::UNIX_EPOCH, redaction);
        prop_assert!(!explained.text.contains(&secret), "{}", explained.text);
        prop_assert!(explained.candidates.iter().flat_map(|one| &one.evidence).all(|text| !text.contains(&secret)));
    }
}

#[test]
fn no_example_gives_back_what_it_has_of_secrets() {
    for (code, text) in super::examples() {
        for secret in ["s3cr3t-s3cr3t", "r3fr3sh", "a1b2c3d4e5", "c2lnbmF0dXJl", "eyJhbGciOiJ"] {
            let said = said(&text);
            assert!(!said.contains(secret), "{code}: {said}");
        }
    }
}
