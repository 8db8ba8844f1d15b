use std::time::Duration;

use crate::scene::{Scene, code_of, stderr, stdout};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_written_in_every_format() {
    let scene = Scene::signed_in().await;
    let raw = stdout(&scene.run(&["token"]));
    assert_eq!(raw.trim(), raw, "a pipe gets the token and nothing else");
    let of = |format: &str| stdout(&scene.run(&["token", "--format", format]));
    assert_eq!(of("header").trim_end(), format!("Authorization: Bearer {raw}"));
    assert_eq!(of("env").trim_end(), format!("export ATLASSIAN_ACCESS_TOKEN={raw}"));
    assert!(of("curl").starts_with("curl --header "));
    assert!(of("netrc").contains(&format!("password {raw}")));
    let json = scene.json(&["token", "--format", "json"]);
    assert_eq!(json["access_token"], raw.as_str());
    assert_eq!(json["token_type"], "Bearer");
    assert!(json["expires_in"].as_i64().unwrap() > 3_000);
    assert_eq!(scene.json(&["token", "--json"])["access_token"], raw.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_does_not_do_is_not_written() {
    let scene = Scene::signed_in().await;
    let lacking = scene.run(&["token", "--scopes-needed", "read:jira-work write:jira-work", "--json"]);
    assert_eq!((lacking.status.code(), code_of(&lacking).as_str()), (Some(6), "scopesMissing"));
    assert_eq!(stdout(&lacking), "");
    let elsewhere = scene.run(&["token", "--site", "nowhere", "--json"]);
    assert_eq!((elsewhere.status.code(), code_of(&elsewhere).as_str()), (Some(7), "siteNotFound"));
    let too_long = scene.run(&["token", "--min-ttl", "2h", "--json"]);
    assert_eq!((too_long.status.code(), code_of(&too_long).as_str()), (Some(1), "lifeTooShort"));
    let by_name = scene.run(&["token", "--account", "mira@example.com", "--site", "northwind"]);
    assert!(by_name.status.success(), "{}", stderr(&by_name));
    assert_eq!(scene.run(&["token", "--account", "nobody"]).status.code(), Some(7));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_renewed_for_the_span_that_is_asked_for() {
    let scene = Scene::signed_in().await;
    let before = stdout(&scene.run(&["token"]));
    // Part of what the command promises is real time: a second of the token's hour has to be over.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let after = stdout(&scene.run(&["token", "--valid-for", "3599"]));
    assert!(before != after, "a second of its life is over, so it is renewed");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_program_gets_the_token_in_its_environment_alone() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    let print = |variable: &str| format!("printf %s \"${variable}\"");
    let shown = scene.run(&["exec", "--", "sh", "-c", &print("TRILO_TOKEN")]);
    assert_eq!(stdout(&shown), token);
    let shown = scene.run(&["exec", "--var", "JIRA_TOKEN", "--", "sh", "-c", &print("JIRA_TOKEN$TRILO_TOKEN")]);
    assert_eq!(stdout(&shown), token);
    let hidden = scene.run(&["exec", "--", "sh", "-c", &print("TRILO_PASSPHRASE_FILE")]);
    assert_eq!(stdout(&hidden), "", "what opens the vault is not handed on");
    assert_eq!(scene.run(&["exec", "--", "sh", "-c", "exit 42"]).status.code(), Some(42));
    assert_eq!(scene.run(&["exec", "--", "no-such-program-anywhere"]).status.code(), Some(127));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_tools_get_a_token_the_way_they_ask_for_it() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    let process = scene.json(&["token", "--format", "credential-process"]);
    assert_eq!((&process["Version"], &process["Token"]), (&1.into(), &token.as_str().into()));
    assert!(process["Expiration"].as_str().unwrap().ends_with('Z'));
    let file = scene.folder().with_file_name(".env");
    std::fs::write(&file, "A=1\nJIRA_TOKEN=old\n").unwrap();
    let written = scene.run(&["env", "write", file.to_str().unwrap(), "JIRA_TOKEN"]);
    assert!(written.status.success(), "{}", stderr(&written));
    assert!(!(stdout(&written) + &stderr(&written)).contains(&token));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("A=1\nJIRA_TOKEN={token}\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn git_gets_a_token_for_the_gateway_and_for_no_other_host() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    let gateway = scene.sandbox.api_url().to_string();
    let (protocol, host) = gateway.trim_end_matches('/').split_once("://").unwrap();
    let ask = |question: &str| {
        let file = scene.folder().with_file_name("question");
        std::fs::write(&file, question).unwrap();
        let input = std::fs::File::open(&file).unwrap();
        scene.command(&["git-credential", "get"]).stdin(input).output().unwrap()
    };
    let old = stdout(&ask(&format!("protocol={protocol}\nhost={host}\n\n")));
    assert!(old.starts_with(&format!("username=bearer\npassword={token}\npassword_expiry_utc=")), "{old}");
    let new = stdout(&ask(&format!("capability[]=authtype\nprotocol={protocol}\nhost={host}\n\n")));
    assert!(new.contains(&format!("authtype=Bearer\ncredential={token}\n")), "{new}");
    let refused = ask("protocol=https\nhost=bitbucket.org\n\n");
    assert_eq!((refused.status.code(), stdout(&refused).as_str()), (Some(0), ""));
    assert!(stderr(&refused).contains("OAuth of its own"));
    for other in ["protocol=https\nhost=example.org\n\n", "protocol=ftp\nhost=HOST\n\n", ""] {
        assert_eq!(stdout(&ask(&other.replace("HOST", host))), "", "{other:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_another_passphrase_is_told_as_that() {
    let scene = Scene::registered().await;
    let wrong = scene.folder().with_file_name("another");
    std::fs::write(&wrong, "another passphrase altogether\n").unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&wrong, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let mut command = scene.command(&["registrations", "list", "--json"]);
    let refused = command.env("TRILO_PASSPHRASE_FILE", &wrong).stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!((refused.status.code(), code_of(&refused).as_str()), (Some(4), "passphraseWrong"));
    assert!(scene.run(&["registrations", "list"]).status.success(), "nothing was changed");
}
