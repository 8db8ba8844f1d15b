use std::io::Write;
use std::process::Stdio;

use serde_json::Value;
use trilo_sandbox::{Effect, Fault, Place};

use crate::scene::{SECRET, Scene, stderr, stdout};

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_is_told_and_reported_without_secrets_or_people() {
    let scene = Scene::signed_in().await;
    let shape = scene.json(&["inspect", "--json"]);
    assert_eq!(shape["sites"][0]["name"], "northwind");
    assert!(shape["matrix"]["rows"].as_array().unwrap().len() >= 4);
    let token = stdout(&scene.run(&["token"]));
    for format in ["markdown", "csv", "json", "html"] {
        let report = stdout(&scene.run(&["inspect", "--report", format]));
        assert!(report.contains("read:jira-work"), "{format}: {report}");
        for told in [&token, SECRET, "mira@example.com", "Mira"] {
            assert!(!report.contains(told), "{format} tells {told}");
        }
    }
    let personal = stdout(&scene.run(&["inspect", "--report", "markdown", "--personal"]));
    assert!(personal.contains("Mira Okafor"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_from_standard_input_is_read_and_asked_about_nowhere() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    scene.sandbox.world().forget_requests();
    let mut child =
        scene.command(&["inspect", "--stdin", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("Authorization: Bearer {token}").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let shape: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((shape["form"].as_str(), shape["jwt"].as_bool()), (Some("header"), Some(true)));
    assert!(!stdout(&output).contains(&token));
    assert!(scene.sandbox.world().requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn probes_prove_a_grant_and_a_surprise_fails_the_build() {
    let scene = Scene::signed_in().await;
    let (suite, junit) = (scene.folder().with_file_name("suite.toml"), scene.folder().with_file_name("out.xml"));
    std::fs::write(&suite, "every-scope = true\n[[probe]]\nget = \"/rest/api/3/project/search\"\n").unwrap();
    let (suite, file) = (suite.to_str().unwrap(), junit.to_str().unwrap());
    let proven = scene.run(&["probe", suite, "--junit", file]);
    assert_eq!(proven.status.code(), Some(0), "{}{}", stdout(&proven), stderr(&proven));
    assert!(std::fs::read_to_string(&junit).unwrap().contains("failures=\"0\""));
    scene.sandbox.world().set_fault(Fault::new(Place::Gateway, Effect::Status { status: 404 }));
    let surprised = scene.run(&["probe", suite, "--junit", file]);
    assert_eq!(surprised.status.code(), Some(1));
    let report = std::fs::read_to_string(&junit).unwrap();
    assert!(report.contains("<failure") && report.contains("expected allowed, came not found (404)"), "{report}");
    assert!(!report.contains(&stdout(&scene.run(&["token"]))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suite_that_cannot_be_read_is_a_wrong_command_line() {
    let scene = Scene::registered().await;
    let suite = scene.folder().with_file_name("suite.toml");
    std::fs::write(&suite, "[[probe]]\npost = \"/rest/api/3/issue\"\n").unwrap();
    let refused = scene.run(&["probe", suite.to_str().unwrap(), "--json"]);
    assert_eq!((refused.status.code(), crate::scene::code_of(&refused).as_str()), (Some(2), "suiteUnreadable"));
}
