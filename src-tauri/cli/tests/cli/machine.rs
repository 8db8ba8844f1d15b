use crate::scene::{Scene, code_of, stderr, stdout};

#[tokio::test(flavor = "multi_thread")]
async fn without_its_passphrase_the_vault_stays_closed_and_says_what_to_do() {
    let scene = Scene::registered().await;
    let mut command = scene.command(&["registrations", "list", "--json"]);
    let output = command.env_remove("TRILO_PASSPHRASE_FILE").stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!((output.status.code(), code_of(&output).as_str()), (Some(4), "vaultLocked"));
    let mut command = scene.command(&["registrations", "list"]);
    let output = command.env_remove("TRILO_PASSPHRASE_FILE").stdin(std::process::Stdio::null()).output().unwrap();
    assert!(stderr(&output).contains("TRILO_PASSPHRASE_FILE"), "{}", stderr(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_tells_every_check_with_what_it_saw() {
    let scene = Scene::signed_in().await;
    let found = scene.run(&["doctor", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&stdout(&found)).unwrap();
    let findings = told["findings"].as_array().unwrap();
    for check in [
        "version",
        "dataFolder",
        "vault",
        "proxy",
        "name",
        "connection",
        "answer",
        "clock",
        "callbackPort",
        "links",
        "browser",
        "registration",
        "certificate",
        "token",
        "site",
        "backstage",
        "keyStore",
    ] {
        assert!(findings.iter().any(|finding| finding["check"] == check), "{check} is missing in {told}");
    }
    assert_eq!(told["ok"], found.status.success());
    let token = findings.iter().find(|finding| finding["check"] == "token").unwrap();
    assert_eq!(token["state"], "ok", "{token}");
}

#[tokio::test(flavor = "multi_thread")]
async fn overridden_endpoints_act_and_are_shown() {
    let scene = Scene::new().await;
    let base = scene.sandbox.api_url().to_string();
    let with = |arguments: &[&str]| {
        let mut command = scene.command(arguments);
        command.env("TRILO_API_URL", &base).env("TRILO_AUTHORIZATION_URL", &base).output().unwrap()
    };
    let added =
        with(&["registrations", "add", "x", "--client-id", "y", "--client-secret-env", "CANARY_SECRET", "--json"]);
    assert!(added.status.success(), "{}", stderr(&added));
    assert!(stderr(&added).contains("TRILO_API_URL is set"));
    let shape: serde_json::Value = serde_json::from_str(&stdout(&added)).unwrap();
    assert_eq!(shape["overrides"]["TRILO_AUTHORIZATION_URL"], base.as_str());
    assert_eq!(shape["cloud"], "commercial");
    let mut wrong = scene.command(&["registrations", "list", "--json"]);
    let wrong = wrong.env("TRILO_API_URL", "http://example.com").output().unwrap();
    assert!(!wrong.status.success(), "an override that is not safe is no reason to go to Atlassian");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_forbids_and_a_backup_brings_everything_back() {
    let scene = Scene::signed_in().await;
    assert_eq!(scene.json(&["config", "set", "tokens.terminal", "refuse", "--json"]), "refuse");
    assert_eq!(scene.json(&["config", "get", "tokens.terminal", "--json"]), "refuse");
    assert_eq!(scene.run(&["config", "set", "tokens.terminal", "perhaps"]).status.code(), Some(2));
    let passphrase = scene.folder().with_file_name("passphrase");
    let file = scene.folder().with_file_name("backup.age");
    let (passphrase, file) = (passphrase.to_str().unwrap(), file.to_str().unwrap());
    let written = scene.json(&["vault", "backup", file, "--passphrase-file", passphrase, "--json"]);
    assert_eq!((&written["registrations"], &written["accounts"]), (&1.into(), &1.into()));
    assert!(scene.run(&["registrations", "remove", "dev"]).status.success());
    let restored = scene.json(&["vault", "restore", file, "--passphrase-file", passphrase, "--json"]);
    assert_eq!(restored["failed"], serde_json::json!([]));
    assert!(scene.run(&["token"]).status.success());
    assert_eq!(scene.json(&["vault", "status", "--json"])["state"], "open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_command_line_has_the_usual_exit_code_and_help_names_them_all() {
    let scene = Scene::new().await;
    assert_eq!(scene.run(&["no-such-command"]).status.code(), Some(2));
    assert!(stdout(&scene.run(&["--help"])).contains("Exit codes"));
    assert!(stdout(&scene.run(&["completions", "bash"])).contains("trilo"));
}

#[tokio::test(flavor = "multi_thread")]
async fn backstages_contract_is_served_from_an_app_config() {
    use std::io::{BufReader, Read};
    let scene = Scene::new().await;
    let file = scene.folder().with_file_name("app-config.yaml");
    let text = "auth:\n  environment: development\n  providers:\n    atlassian:\n      development:\n        \
        clientId: abc\n        clientSecret: ${CANARY_SECRET}\n";
    std::fs::write(&file, text).unwrap();
    let arguments = ["serve", "--config", file.to_str().unwrap(), "--port", "0", "--memory", "--json"];
    let mut served = scene.command(&arguments).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(served.stdout.take().unwrap());
    let mut text = Vec::new();
    // The announcement is one object; then nothing more comes.
    while !text.ends_with(b"\n}\n") {
        let mut byte = [0];
        told.read_exact(&mut byte).unwrap();
        text.push(byte[0]);
    }
    served.kill().unwrap();
    served.wait().unwrap();
    let told: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(told["environments"][0]["client_id"], "abc");
    assert!(told["base_url"].as_str().unwrap().ends_with("/api/auth"), "{told}");
    assert!(!scene.folder().exists(), "memory writes nothing");
}
