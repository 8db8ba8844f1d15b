//! What explains texts, attempts and this machine: with secrets in what is pasted, and none in what comes back.

use serde_json::json;

use crate::window::Window;

const CANARY: &str = "canary-in-a-paste";

#[test]
fn a_pasted_text_is_explained_and_comes_back_without_its_secrets() {
    let window = Window::open();
    let text = format!("POST /oauth/token\n\n{{\"error\":\"access_denied\",\"client_secret\":\"{CANARY}\"}}");
    let explained = window.call("explain_text", json!({ "text": text })).unwrap();
    assert!(!explained.to_string().contains(CANARY), "{explained}");
    let asked = window.call("explain_text", json!({ "text": r#"{"error":"access_denied"}"# })).unwrap();
    assert_eq!(asked["question"]["answers"][1]["answer"], "where=token");
    let again = window.call("explain_again", json!({ "answers": ["where=token"], "file": null })).unwrap();
    assert_eq!(again["candidates"][0]["code"], "token.client-secret-rejected");
    assert_eq!(again["question"], json!(null));
    window.call("forget_explained", json!({})).unwrap();
    assert_eq!(window.call("explain_again", json!({ "answers": [], "file": null })).unwrap(), json!(null));
    assert_eq!(window.call("explain_file", json!({})).unwrap(), json!(null), "no file waits");
}

#[test]
fn the_page_of_an_explanation_is_one_of_the_tables_and_no_other() {
    let window = Window::open();
    for code in ["https://evil.example/", "nonsense", ""] {
        window.call("open_explanation_page", json!({ "code": code })).unwrap();
    }
    assert_eq!(window.call("explain_attempt", json!({ "attempt": "none", "answers": [] })).unwrap(), json!(null));
}

#[test]
fn checks_are_run_one_by_one_and_the_data_folder_is_made_private() {
    let window = Window::open();
    let checks = window.call("list_checks", json!({})).unwrap();
    assert_eq!(checks.as_array().map(Vec::len), Some(15));
    let found = window.call("run_check", json!({ "check": "keyStore" })).unwrap();
    assert_eq!(found[0]["state"], "ok", "{found}");
    window.call("make_data_folder_private", json!({})).unwrap();
    let found = window.call("run_check", json!({ "check": "dataFolder" })).unwrap();
    assert_eq!(found[0]["state"], "ok", "{found}");
}

#[test]
fn a_failure_is_armed_in_the_sandbox_and_set_right() {
    let window = Window::open();
    window.call("rehearse", json!({ "rehearsal": "secretReplaced" })).unwrap();
    let status = window.call("start_sandbox", json!({})).unwrap();
    assert_eq!(status["sandbox"]["rehearsing"], json!(null), "without a sandbox nothing is armed");
    let armed = window.call("rehearse", json!({ "rehearsal": "proxyAnswers" })).unwrap();
    assert_eq!(armed["sandbox"]["rehearsing"], "proxyAnswers");
    let right = window.call("rehearse", json!({ "rehearsal": null })).unwrap();
    assert_eq!(right["sandbox"]["rehearsing"], json!(null));
}

#[test]
fn each_failure_that_the_window_names_can_be_armed() {
    let bindings = include_str!("../../ui/src/backend/bindings.ts");
    let (_, names) = bindings.split_once("export type Rehearsal =").unwrap();
    let names: Vec<_> = names.split(';').next().unwrap().split('"').skip(1).step_by(2).collect();
    assert!(names.len() > 20, "{names:?}");
    let window = Window::open();
    window.call("start_sandbox", json!({})).unwrap();
    for name in names {
        let armed = window.call("rehearse", json!({ "rehearsal": name })).unwrap();
        assert_eq!(armed["sandbox"]["rehearsing"], name);
    }
}
