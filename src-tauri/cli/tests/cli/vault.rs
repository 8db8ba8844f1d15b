use std::fs;
use std::process::Stdio;

use crate::scene::{Scene, code_of, stderr, stdout};

/// A file that only its owner may read.
fn private_file(scene: &Scene, name: &str, text: &str) -> String {
    let file = scene.folder().with_file_name(name);
    fs::write(&file, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    file.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_is_replaced_and_the_old_one_opens_nothing_any_more() {
    let scene = Scene::signed_in().await;
    let old = scene.folder().with_file_name("passphrase").to_str().unwrap().to_owned();
    let new = private_file(&scene, "new", "another canary passphrase\n");
    let changed = scene.run(&[
        "vault",
        "key-store",
        "passphrase",
        "--current-passphrase-file",
        &old,
        "--new-passphrase-file",
        &new,
        "--json",
    ]);
    assert!(changed.status.success(), "{}", stderr(&changed));
    assert_eq!(scene.run(&["token", "--json"]).status.code(), Some(4));
    let with_new = scene.command(&["token"]).env("TRILO_PASSPHRASE_FILE", &new).output().unwrap();
    assert!(with_new.status.success(), "{}", stderr(&with_new));
    let short = private_file(&scene, "short", "short");
    let arguments = ["vault", "key-store", "passphrase", "--current-passphrase-file", &new, "--new-passphrase-file"];
    let mut command = scene.command(&[&arguments[..], &[&short, "--json"]].concat());
    let refused = command.env("TRILO_PASSPHRASE_FILE", &new).output().unwrap();
    assert_eq!(code_of(&refused), "passphraseTooShort");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_agent_there_is_nothing_to_lock_and_unlocking_shows_that_it_opens() {
    let scene = Scene::signed_in().await;
    let locked = scene.run(&["vault", "lock"]);
    assert!(stderr(&locked).contains("TRILO_PASSPHRASE_FILE opens it"), "{}", stderr(&locked));
    assert_eq!(scene.json(&["vault", "unlock", "--json"])["state"], "open");
    let mut command = scene.command(&["vault", "unlock", "--json"]);
    let closed = command.env_remove("TRILO_PASSPHRASE_FILE").stdin(Stdio::null()).output().unwrap();
    assert_eq!((closed.status.code(), code_of(&closed).as_str()), (Some(4), "vaultLocked"));
    assert_eq!(scene.json(&["vault", "status", "--json"])["agent"], serde_json::Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manual_and_the_exit_codes_are_there_to_read() {
    let scene = Scene::new().await;
    let folder = scene.folder().with_file_name("man");
    assert!(scene.run(&["manual", folder.to_str().unwrap()]).status.success());
    for page in ["trilo.1", "trilo-agent.1", "trilo-request.1", "trilo-vault-lock.1"] {
        let text = fs::read_to_string(folder.join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.contains(".TH"), "{page}");
    }
    let help = scene.run(&["help", "exit-codes"]);
    assert!(help.status.success() && stdout(&help).contains("130  interrupted"), "{}", stdout(&help));
    assert_eq!(scene.json(&["exit-codes", "--json"])["4"], "the vault or the key store is locked or cannot be used");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_remote_shell_the_address_is_printed_and_forwarding_is_explained() {
    let scene = Scene::registered().await;
    let mut command = scene.command(&["login", "--registration", "dev"]);
    command.env("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22");
    for display in ["DISPLAY", "WAYLAND_DISPLAY", "TRILO_BROWSER"] {
        command.env_remove(display);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut login = command.spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(login.stdout.as_mut().unwrap()), &mut line).unwrap();
    let url: url::Url = line.trim().parse().unwrap();
    trilo_sandbox::ScriptedBrowser::new("mira@example.com").visit(&url).await.unwrap();
    let ended = login.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", stderr(&ended));
    let port = scene.callback.parse::<url::Url>().unwrap().port().unwrap();
    assert!(stderr(&ended).contains(&format!("ssh -L {port}:localhost:{port}")), "{}", stderr(&ended));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_clipboard_that_is_not_there_is_told_and_the_token_is_not_shown_instead() {
    let scene = Scene::signed_in().await;
    let mut command = scene.command(&["token", "--copy", "--json"]);
    for display in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(display);
    }
    let failed = command.stdin(Stdio::null()).output().unwrap();
    assert_eq!((failed.status.code(), code_of(&failed).as_str()), (Some(1), "clipboardUnavailable"));
    assert_eq!(stdout(&failed), "");
}
