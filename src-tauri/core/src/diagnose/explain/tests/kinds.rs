//! Each kind of text is recognised and read.

use super::super::*;
use super::first;
use crate::error::Code;

fn kind(text: &str) -> Recognised {
    explain(text).recognised
}

const CURL: &str = "*   Trying 104.192.142.12:443...\n* Connected to auth.atlassian.com (104.192.142.12) port 443\n\
    > POST /oauth/token HTTP/2\n> Host: auth.atlassian.com\n> user-agent: curl/8.5.0\n>\n< HTTP/2 403\n\
    < content-type: application/json\n< atl-traceid: 0123456789abcdef0123456789abcdef\n<\n\
    {\"error\":\"invalid_grant\",\"error_description\":\"Unknown or invalid refresh token.\"}\n* Connection #0 left intact";

#[test]
fn each_kind_is_known_by_its_look() {
    for (text, expected) in [
        (r#"{"error":"x_y"}"#, Recognised::Json),
        ("HTTP/2 403", Recognised::StatusLine),
        ("401 Unauthorized\nx-failure-category: FAILURE_CLIENT_SCOPE_CHECK", Recognised::StatusLine),
        ("GET /me HTTP/1.1\nHost: api.atlassian.com\n\nHTTP/1.1 403 Forbidden\n\n", Recognised::HttpExchange),
        (CURL, Recognised::CurlOutput),
        (r#"{"log":{"entries":[]}}"#, Recognised::HarFile),
        ("trilo://oauth/callback?code=c&state=s", Recognised::CallbackUrl),
        ("?error=access_denied&state=s", Recognised::CallbackUrl),
        ("https://auth.atlassian.com/authorize?client_id=x", Recognised::AuthorizeUrl),
        ("eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln", Recognised::Jwt),
        ("<!doctype html><title>Oops</title>", Recognised::Page),
        ("The callback URL is invalid", Recognised::Page),
        ("2026-10-01T10:00:00Z ERROR it broke", Recognised::LogLine),
    ] {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn the_output_of_curl_tells_stage_status_and_trace() {
    assert_eq!(first(CURL, &["refresh=alone"]), Some("token.refresh-token-unknown"));
    let facts = explain(CURL).facts;
    let has = |name, value: &str| facts.iter().any(|fact| fact.name == name && fact.value == value);
    assert!(has(FactName::Status, "403"), "{facts:?}");
    assert!(has(FactName::Request, "POST auth.atlassian.com/oauth/token"), "{facts:?}");
    assert!(has(FactName::TraceId, "0123456789abcdef0123456789abcdef"), "{facts:?}");
}

#[test]
fn the_steps_of_a_sign_in_are_found_in_a_recording() {
    let entry = |method: &str, url: &str, post: &str, status: u16, body: &str, redirect: &str| {
        serde_json::json!({
            "request": {"method": method, "url": url, "postData": {"text": post}},
            "response": {"status": status, "headers": [], "content": {"text": body}, "redirectURL": redirect},
        })
    };
    let token = "https://auth.atlassian.com/oauth/token";
    let har = serde_json::json!({"log": {"version": "1.2", "entries": [
        entry("GET", "https://tracker.example/pixel?error=none", "", 200, "", ""),
        entry("POST", token, r#"{"grant_type":"refresh_token"}"#, 200, r#"{"access_token":"a","refresh_token":"b"}"#, ""),
        entry("POST", token, r#"{"grant_type":"refresh_token"}"#, 403,
            r#"{"error":"unauthorized_client","error_description":"refresh_token is invalid"}"#, ""),
    ]}});
    assert_eq!(first(&har.to_string(), &[]), Some("token.refresh-raced"));
    let error = "https://id.atlassian.com/error?error=unauthorized_client&error_description=redirect_uri%20is%20not%20registered%20for%20client%3A%20x";
    let har = serde_json::json!({"log": {"entries": [
        entry("GET", "https://auth.atlassian.com/authorize", "", 302, "", error),
    ]}});
    assert_eq!(first(&har.to_string(), &[]), Some("page.redirect-uri-not-registered"));
}

#[test]
fn a_log_line_is_read_in_each_notation() {
    for (text, code) in [
        (
            r#"ERROR token refresh failed: {\"error\":\"invalid_grant\",\"error_description\":\"Unknown or invalid refresh token.\"}"#,
            "token.refresh-token-unknown",
        ),
        (
            "oauthlib.oauth2.rfc6749.errors.InvalidGrantError: (invalid_grant) Unknown or invalid refresh token.",
            "token.refresh-token-unknown",
        ),
        (
            "AxiosError: Request failed with status code 401\n  url: 'https://auth.atlassian.com/oauth/token',\n  data: { error: 'access_denied', error_description: 'Unauthorized' }",
            "token.client-secret-rejected",
        ),
        (
            "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://auth.atlassian.com/oauth/token {'error': 'access_denied', 'error_description': 'Unauthorized'}",
            "token.client-secret-rejected",
        ),
        ("HTTPError: 403 Client Error for url: https://api.atlassian.com/me", "profile.refused"),
        (
            "[1] 2026-01-01T00:00:00 auth error GET /callback?error=access_denied&error_description=User+did+not+authorize+the+request 302",
            "callback.denied",
        ),
    ] {
        assert_eq!(first(text, &["refresh=alone"]), Some(code), "{text}");
    }
}

#[test]
fn the_words_of_a_page_are_those_between_its_tags() {
    let page = "<!DOCTYPE html><html><head><style>.a{}</style><script>var scope = 'Something went wrong';</script></head>\
        <body><h1>Access denied</h1><p>This app requires access to a Jira &amp; Confluence site which you don&#39;t have</p></body></html>";
    assert_eq!(first(page, &[]), Some("page.no-product-access"));
}

#[test]
fn the_place_of_a_bare_status_is_asked_for() {
    let explained = explain("HTTP/1.1 401 Unauthorized");
    let question = explained.question.unwrap();
    assert_eq!(question.id, "where");
    assert_eq!(first("HTTP/1.1 401 Unauthorized", &["where=profile"]), Some("profile.unauthorized"));
}

#[test]
fn a_file_is_read_as_its_text_and_a_folder_or_one_too_large_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("some.log");
    std::fs::write(&file, b"error \xFF").unwrap();
    assert_eq!(text_of(&file).unwrap().expose(), "error \u{fffd}");
    assert_eq!(text_of(folder.path()).unwrap_err().code(), Code::FileUnreadable);
    std::fs::write(&file, "x".repeat((16 << 20) + 1)).unwrap();
    let error = text_of(&file).unwrap_err();
    assert_eq!(error.details()["problem"], "it is too large");
}
