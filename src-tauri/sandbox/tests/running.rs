//! Starting, stopping, ports, the state file, and both binaries.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use support::{App, SCOPES};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use trilo_sandbox::{Landing, Sandbox, ScriptedBrowser, StartError, StateLoad, stock};

#[test]
fn a_sandbox_can_move_between_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Sandbox>();
    check::<ScriptedBrowser>();
}

#[tokio::test]
async fn a_taken_port_is_an_error_unless_it_was_only_preferred() {
    let first = Sandbox::builder().start().await.unwrap();
    let taken = Sandbox::builder().port(first.port()).start().await;
    assert!(matches!(taken, Err(StartError::Listen { port, .. }) if port == first.port()));
    let second = Sandbox::builder().prefer_port(first.port()).start().await.unwrap();
    assert_ne!(first.port(), second.port());
    let port = second.port();
    second.shutdown().await;
    let third = Sandbox::builder().prefer_port(port).start().await.unwrap();
    assert_eq!(third.port(), port);
}

#[tokio::test]
async fn a_dropped_sandbox_stops() {
    let app = App::start().await;
    let url = app.url("me");
    let App { sandbox, client, .. } = app;
    assert_eq!(client.get(url.clone()).send().await.unwrap().status(), 401);
    drop(sandbox);
    for _ in 0..50 {
        if client.get(url.clone()).send().await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the sandbox still answers a second after it was dropped");
}

#[tokio::test]
async fn tokens_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/state.json");
    let start = || Sandbox::builder().state_file(path.clone()).start();
    let app = App::with(start().await.unwrap());
    assert_eq!(app.sandbox.state_load(), &StateLoad::Fresh);
    app.sandbox.world().advance_clock(Duration::from_hours(5));
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    let (now, key) = (app.sandbox.world().now(), key_set(&app).await);
    app.sandbox.shutdown().await;

    let saved = fs::read_to_string(&path).unwrap();
    assert!(!saved.contains(tokens["refresh_token"].as_str().unwrap()), "only fingerprints of tokens are kept");

    let app = App::with(start().await.unwrap());
    assert_eq!(app.sandbox.state_load(), &StateLoad::Restored);
    assert!(app.sandbox.world().now() >= now);
    assert_eq!(key_set(&app).await, key);
    assert_eq!(app.get("me", &tokens).await.0, 200);
    assert_eq!(app.refresh(&tokens).await.0, 200);
    assert_eq!(app.sandbox.world().save_failure(), None);
}

async fn key_set(app: &App) -> String {
    app.client.get(app.url(".well-known/jwks.json")).send().await.unwrap().text().await.unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn the_state_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let sandbox = Sandbox::builder().state_file(path.clone()).start().await.unwrap();
    sandbox.world().advance_clock(Duration::from_secs(1));
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_damaged_state_file_is_moved_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    fs::write(&path, "{\"world\":").unwrap();
    let sandbox = Sandbox::builder().state_file(path.clone()).start().await.unwrap();
    let moved_to = folder.path().join("state.damaged");
    assert_eq!(sandbox.state_load(), &StateLoad::Damaged { moved_to: moved_to.clone() });
    assert_eq!(fs::read_to_string(moved_to).unwrap(), "{\"world\":");
    assert_eq!(sandbox.world().people().len(), 5, "the stock world is there");
}

#[tokio::test]
async fn a_state_file_that_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let started = Sandbox::builder().state_file(folder.path().to_owned()).start().await;
    assert!(matches!(started, Err(StartError::StateFile { .. })), "{started:?}");
}

/// Answers one request like an app's loopback listener.
async fn listen_once(listener: TcpListener) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = vec![0; 8192];
    let length = stream.read(&mut request).await.unwrap();
    let page = "<title>Signed in</title><p>You can close this page</p>";
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{page}", page.len());
    stream.write_all(answer.as_bytes()).await.unwrap();
    String::from_utf8_lossy(&request[..length]).into_owned()
}

#[tokio::test]
async fn the_browser_follows_a_loopback_callback_on_either_address() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let Ok(listener) = TcpListener::bind(address).await else { continue };
        let callback = format!("http://localhost:{}/callback", listener.local_addr().unwrap().port());
        let app = App::start().await;
        let mut registration = app.sandbox.world().registrations().remove(0);
        registration.callbacks = vec![callback.clone()];
        app.sandbox.world().add_registration(registration);
        let listening = tokio::spawn(listen_once(listener));
        let landing = app.visit_with("Mira Okafor", "redirect_uri", Some(&callback)).await;
        let Landing::Page { status, title, text, url } = landing else { panic!("{landing:?}") };
        assert_eq!((status, title.as_str(), text.as_str()), (200, "Signed in", "You can close this page"));
        assert!(url.as_str().starts_with(&callback), "{url}");
        assert!(listening.await.unwrap().starts_with("GET /callback?code=ey"));
    }
}

#[tokio::test]
async fn a_listener_that_is_gone_is_told() {
    let app = App::start().await;
    let mut registration = app.sandbox.world().registrations().remove(0);
    registration.callbacks = vec!["http://localhost:9/callback".to_owned()];
    app.sandbox.world().add_registration(registration);
    let mut parameters = app.parameters(SCOPES);
    parameters.retain(|(name, _)| *name != "redirect_uri");
    parameters.push(("redirect_uri", "http://localhost:9/callback".to_owned()));
    let visit = ScriptedBrowser::new("Mira Okafor").visit(&app.authorize_url(&parameters)).await;
    assert_eq!(visit.unwrap_err().to_string(), "no answer from http://localhost:9");
}

fn browse(url: &str, arguments: &[&str]) -> (bool, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scripted-browser"));
    let output = command.args(["--person", "mira@example.com"]).args(arguments).arg(url).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scripted_browser_prints_the_callback_or_what_went_wrong() {
    let app = App::start().await;
    let url = app.authorize_url(&app.parameters(SCOPES)).to_string();
    let (done, out, _) = browse(&url, &["--print-callback", "--site", "payments-lab"]);
    assert!(done && out.starts_with("trilo://oauth/callback?code="), "{out}");
    let (done, out, _) = browse(&url, &["--print-callback", "--decision", "cancel"]);
    assert!(done && out.starts_with("trilo://oauth/callback?error=access_denied"), "{out}");
    let (done, out, _) = browse(&url, &["--decision", "stop"]);
    assert!(done && out.starts_with("Trilo sandbox app asks for access"), "{out}");
    let (done, _, errors) = browse(&url.replace("audience", "nothing"), &[]);
    let words = "Something went wrong\nThe authorize request was incomplete or invalid";
    assert!(!done && errors.contains(words), "{errors}");
}

#[test]
fn the_binary_says_how_to_use_it() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilo-sandbox"));
    let mut sandbox = command.args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
    let said: Vec<_> = lines.map(Result::unwrap).take_while(|line| !line.starts_with("stop")).collect();
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
    let said = said.join("\n");
    for words in ["authorization  http://127.0.0.1:", "/sandbox/", stock::CLIENT_ID, stock::CLIENT_SECRET] {
        assert!(said.contains(words), "{words} is missing in:\n{said}");
    }
}
