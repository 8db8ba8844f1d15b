use std::fs;

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
