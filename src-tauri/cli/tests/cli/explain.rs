use std::fs;

use trilo_sandbox::{Effect, Fault, Place};

use crate::scene::{Scene, code_of, stdout};

const DEAD: &str = "HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n\
    {\"error\":\"unauthorized_client\",\"error_description\":\"refresh_token is invalid\"}";

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_in_a_file_is_explained_the_best_first() {
    let scene = Scene::new().await;
    let file = scene.folder().with_file_name("answer.txt");
    fs::write(&file, DEAD).unwrap();
    let told = scene.json(&["explain", &file.display().to_string(), "--json"]);
    let best = &told[0];
    assert_eq!((best["stage"].as_str(), best["who"].as_str()), (Some("token"), Some("you")), "{told}");
    for word in ["code", "title", "cause", "fix", "confidence"] {
        assert!(best[word].as_str().is_some_and(|text| !text.is_empty()), "{word} is missing in {best}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_explanation_keeps_the_secrets_of_the_text_to_itself() {
    let scene = Scene::new().await;
    let file = scene.folder().with_file_name("request.txt");
    let secret = "ATOAcanary4cf1b2e7d9a05863";
    let request =
        format!("> POST /oauth/token HTTP/1.1\n> authorization: Bearer {secret}\n\nclient_secret={secret}\n{DEAD}");
    fs::write(&file, request).unwrap();
    for more in [&[][..], &["--json"]] {
        let path = file.display().to_string();
        let output = scene.run(&[&["explain", &path], more].concat());
        assert!(output.status.success());
        assert!(!stdout(&output).contains("canary4cf1"), "{}", stdout(&output));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_text_is_no_failure_and_a_missing_file_is() {
    let scene = Scene::new().await;
    let file = scene.folder().with_file_name("nothing.txt");
    let path = file.display().to_string();
    assert_eq!(code_of(&scene.run(&["explain", &path, "--json"])), "argumentUnusable");
    fs::write(&file, "the coffee is cold").unwrap();
    assert_eq!(scene.json(&["explain", &path, "--json"]), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_is_shown_with_its_explanation_and_an_answer_decides() {
    let scene = Scene::signed_in().await;
    let shown = scene.json(&["attempts", "show", "--json"]);
    assert_eq!((&shown["attempt"]["outcome"], &shown["explanation"]), (&"succeeded".into(), &serde_json::Value::Null));
    scene.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::RevokedGrant));
    scene.run(&["token", "--min-ttl", "3h"]);
    let shown = scene.json(&["attempts", "show", "--json"]);
    assert_eq!(shown["explanation"]["answer"], "403 unauthorized_client: refresh_token is invalid");
    assert_eq!(shown["explanation"]["question"]["id"], "refresh");
    let words = stdout(&scene.run(&["attempts", "show", "--answer", "refresh=elsewhere"]));
    for told in ["It was answered: 403", "renewed the token first", "the app's owner", "It stopped at the renewal"] {
        assert!(words.contains(told), "{told} is missing in {words}");
    }
    let id = shown["attempt"]["id"].as_str().unwrap();
    let by_its_end = scene.json(&["attempts", "show", &id[id.len() - 6..], "--json"]);
    assert_eq!(by_its_end["attempt"]["id"], id);
    assert_eq!(code_of(&scene.run(&["attempts", "show", "nonsense", "--json"])), "argumentUnusable");
}
