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
