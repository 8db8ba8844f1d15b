use std::fs;

use crate::scene::{CLIENT_ID, SECRET, Scene, code_of, stderr, stdout};

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_added_listed_exported_and_removed_without_its_secret_being_seen() {
    let scene = Scene::new().await;
    let mut adding = scene.adding("dev");
    adding.push("--json");
    let added = scene.json(&adding);
    assert_eq!(added["client_id"], CLIENT_ID);
    assert_eq!(added["callbacks"][0], scene.callback.as_str());
    let listed = scene.json(&["registrations", "list", "--json"]);
    assert_eq!(listed[0]["has_client_secret"], true, "the variable was read into the vault");
    for arguments in [["registrations", "show", "dev"], ["registrations", "export", "dev"]] {
        let shown = scene.run(&arguments);
        assert!(shown.status.success());
        assert!(!(stdout(&shown) + &stderr(&shown)).contains(SECRET), "{arguments:?}");
    }
    assert!(scene.run(&["registrations", "remove", "dev"]).status.success());
    assert_eq!(scene.json(&["registrations", "list", "--json"]), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variable_that_is_not_set_and_a_second_registration_of_a_name_are_refused() {
    let scene = Scene::registered().await;
    assert_eq!(scene.run(&scene.adding("dev")).status.code(), Some(2));
    let arguments = ["registrations", "add", "x", "--client-id", "y", "--client-secret-env", "NOT_SET", "--json"];
    let refused = scene.run(&arguments);
    assert_eq!((refused.status.code(), code_of(&refused).as_str()), (Some(2), "variableUnset"));
}

#[tokio::test(flavor = "multi_thread")]
async fn environments_of_an_app_config_are_imported() {
    let scene = Scene::new().await;
    let file = scene.folder().with_file_name("app-config.yaml");
    let text = format!(
        "auth:\n  providers:\n    atlassian:\n      development:\n        clientId: {CLIENT_ID}\n        \
         clientSecret: ${{CANARY_SECRET}}\n        callbackUrl: {}\n      staging:\n        clientId: abc\n        \
         clientSecret: ${{NOT_SET}}\n",
        scene.callback
    );
    fs::write(&file, text).unwrap();
    let imported = scene.json(&["registrations", "import", file.to_str().unwrap(), "--json"]);
    assert_eq!(imported["imported"][0]["environment"], "development");
    assert_eq!(imported["imported"][0]["registration"]["client_id"], CLIENT_ID);
    assert_eq!(imported["skipped"][0]["environment"], "staging");
    assert!(!imported.to_string().contains(SECRET));
    let again = scene.json(&["registrations", "import", file.to_str().unwrap(), "--json"]);
    assert_eq!(again["imported"][0]["action"], "update", "the same app is no second registration");
}
