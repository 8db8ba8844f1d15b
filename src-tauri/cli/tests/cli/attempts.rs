use std::fs;

use crate::scene::{SECRET, Scene, stderr, stdout};

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_shows_what_was_sent_and_answered_without_a_secret() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    let listed = scene.json(&["attempts", "--kind", "sign-in", "--json"]);
    let id = listed[0]["id"].as_str().unwrap();
    let shown = scene.json(&["attempts", "show", &id[..8], "--json"]);
    let steps = shown["steps"].as_array().unwrap();
    let exchange = |kind: &str| &steps.iter().find(|step| step["kind"] == kind).unwrap()["exchanges"][0];
    let exchanged = exchange("codeExchanged");
    assert_eq!((exchanged["method"].as_str(), exchanged["response"]["status"].as_u64()), (Some("POST"), Some(200)));
    assert!(exchanged["connection"]["address"].as_str().unwrap().starts_with("127.0.0.1:"));
    assert!(exchanged["timings"]["wait"].is_u64() && exchanged["timings"]["connect"].is_u64());
    let told = stdout(&scene.run(&["attempts", "show", id]));
    assert!(told.contains("\"code\": \"‹code#") && told.contains("Bearer ‹token#"), "{told}");
    for secret in [token.as_str(), SECRET, "mira@example.com", "Mira"] {
        assert!(!told.contains(secret) && !shown.to_string().contains(secret), "{secret} must not be told");
    }
    let found =
        |arguments: &[&str]| scene.json(&[&["attempts", "--json"], arguments].concat()).as_array().unwrap().len();
    assert!(found(&["--text", "mira"]) >= 1, "by the account's name, which the journal does not hold");
    assert_eq!(found(&["--text", "oauth/token nowhere"]), 0);
    assert_eq!(found(&["--outcome", "failed"]), 0);
    assert!(stderr(&scene.run(&["attempts", "show", "00000000"])).contains("attemptNotFound"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_previewed_struck_out_written_and_opened_on_another_machine() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    let items = scene.json(&["bundle", "write", "--preview", "--json"]);
    assert!(items.as_array().unwrap().iter().any(|item| item["id"] == "settings"));
    let file = scene.folder().join("bundle.zip");
    let path = file.to_str().unwrap();
    let written = scene.json(&["bundle", "write", "--without", "settings", "--output", path, "--json"]);
    assert_eq!(written["bytes"], fs::metadata(&file).unwrap().len());
    assert!(!scene.run(&["bundle", "write", "--output", path]).status.success(), "nothing is written over");

    let elsewhere = Scene::new().await;
    let opened = elsewhere.json(&["bundle", "open", path, "--json"]);
    assert_eq!((opened["origin"].as_str(), &opened["settings"]), (Some("trilo"), &serde_json::json!({})));
    assert!(opened["attempts"].as_array().unwrap().iter().any(|attempt| attempt["kind"] == "signIn"));
    let told = opened.to_string();
    assert!(!told.contains(token.as_str()) && !told.contains("mira@"));
    let refused = elsewhere.run(&["bundle", "open", elsewhere.folder().join("none").to_str().unwrap(), "--json"]);
    assert!(stderr(&refused).contains("bundleFileUnusable"), "{}", stderr(&refused));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_attempts_are_compared() {
    let scene = Scene::signed_in().await;
    scene.run(&["sites"]);
    let listed = scene.json(&["attempts", "--json"]);
    let id = |at: usize| listed[at]["id"].as_str().unwrap().to_owned();
    let compared = scene.json(&["attempts", "compare", &id(0), &id(0), "--json"]);
    assert_eq!(compared["differences"], serde_json::json!([]));
}
