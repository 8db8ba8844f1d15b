use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use trilo_sandbox::{Decision, ScriptedBrowser, stock};

use crate::scene::{Scene, link_after_consent, paste, stderr, stdout};

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_elsewhere_answers_by_the_loopback_callback() {
    let scene = Scene::registered().await;
    let (login, url) = scene.begin_login(&[]);
    assert_eq!(url.path(), "/authorize");
    ScriptedBrowser::new("mira@example.com").visit(&url).await.unwrap();
    let ended = login.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", stderr(&ended));
    assert!(stdout(&ended).contains("Signed in as Mira Okafor"));
    let who = scene.json(&["whoami", "--json"]);
    assert_eq!(who["account_id"], stock::MIRA);
    assert_eq!(who["email"], "mira@example.com");
    let sites = scene.json(&["sites", "--json"]);
    assert_eq!(sites[0]["cloud_id"], stock::NORTHWIND);
    assert!(scene.run(&["logout"]).status.success());
    assert_eq!(scene.run(&["whoami"]).status.code(), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_address_ends_the_sign_in_after_a_wrong_one_changed_nothing() {
    let scene = Scene::registered().await;
    let (mut login, url) = scene.begin_login(&["--callback", stock::DEEP_LINK_CALLBACK]);
    paste(&mut login, "trilo://oauth/callback?code=forged&state=forged");
    let address = link_after_consent("mira@example.com", &url).await;
    paste(&mut login, &address);
    let ended = login.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", stderr(&ended));
    assert!(stderr(&ended).contains("callbackUnmatched"), "{}", stderr(&ended));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_another_program_has_leaves_pasting() {
    let scene = Scene::registered().await;
    let port = scene.callback.parse::<url::Url>().unwrap().port().unwrap();
    let other = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let of_other = other.try_clone().unwrap();
    let asked = std::thread::spawn(move || what_is_asked(&of_other));
    let (mut login, url) = scene.begin_login(&[]);
    ScriptedBrowser::new("mira@example.com").visit(&url).await.unwrap();
    let asked = asked.join().unwrap();
    paste(&mut login, &format!("http://localhost:{port}{asked}"));
    let ended = login.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", stderr(&ended));
    assert!(stderr(&ended).contains(&format!("port {port} is in use")), "{}", stderr(&ended));
    let (mut login, _) = scene.begin_login(&[]);
    drop(login.stdin.take());
    assert_eq!(login.wait().unwrap().code(), Some(130), "nothing can come any more, so that nothing waits for it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_in_the_browser_has_an_exit_code_of_its_own() {
    let scene = Scene::registered().await;
    let (login, url) = scene.begin_login(&[]);
    ScriptedBrowser::new("mira@example.com").decision(Decision::Cancel).visit(&url).await.unwrap();
    assert_eq!(login.wait_with_output().unwrap().status.code(), Some(8));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_written_where_nobody_asked_for_one() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    assert!(token.len() > 100);
    for arguments in [
        &["whoami", "--json"][..],
        &["accounts", "--json"],
        &["attempts", "--json"],
        &["doctor", "--json"],
        &["inspect"],
    ] {
        let output = scene.run(arguments);
        let written = stdout(&output) + &stderr(&output);
        for secret in [token.as_str(), crate::scene::SECRET, "canary passphrase"] {
            assert!(!written.contains(secret), "{arguments:?} must not tell it");
        }
    }
    for entry in std::fs::read_dir(scene.folder()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        let found = bytes.windows(token.len()).any(|window| window == token.as_bytes());
        assert!(!found, "{} holds the token in the clear", entry.path().display());
    }
}

/// What a browser asks a program for that knows nothing of it.
fn what_is_asked(other: &TcpListener) -> String {
    let (mut stream, _) = other.accept().unwrap();
    let mut line = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    reader.read_line(&mut line).unwrap();
    let mut header = String::from("-");
    while !header.trim().is_empty() {
        header.clear();
        reader.read_line(&mut header).unwrap();
    }
    stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    line.split(' ').nth(1).unwrap().to_owned()
}
