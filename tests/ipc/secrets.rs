//! Every command's answer, from the first run to a forgotten account, and no secret in any but the revealed one.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use trilo_sandbox::{Landing, ScriptedBrowser, stock};

use crate::window::Window;

/// What the web view has seen so far.
struct Seen<'a> {
    window: &'a Window,
    answers: Vec<(String, String)>,
}

impl Seen<'_> {
    fn call(&mut self, command: &str, arguments: Value) -> Value {
        let answer = self.window.call(command, arguments).unwrap_or_else(|error| panic!("{command}: {error}"));
        self.answers.push((command.to_owned(), answer.to_string()));
        answer
    }

    fn contains(&self, secret: &str) -> Vec<&str> {
        let holds = |(command, answer): &(String, String)| answer.contains(secret).then_some(command.clone());
        self.answers.iter().filter(|entry| holds(entry).is_some()).map(|(command, _)| command.as_str()).collect()
    }
}

/// Signs Mira in through the sandbox inside the app, and gives the callback that was pasted.
fn sign_in(seen: &mut Seen) -> (String, url::Url) {
    seen.call("start_sandbox", json!({}));
    let registration = seen.call("list_registrations", json!({}))[0].clone();
    assert_eq!(registration["cloud"]["kind"], "sandbox");
    let callback_url = registration["callbacks"][0]["url"].clone();
    let form = json!({"registration": registration["id"], "callbackUrl": callback_url, "scopes": ["read:jira-work"]});
    let preview = seen.call("preview_authorization", json!({"form": form}));
    assert!(preview["url"].as_str().unwrap().contains("state=…"), "{preview}");
    let id = seen.call("start_sign_in", json!({"form": form}))["id"].clone();
    until(|| seen.call("list_sign_ins", json!({}))[0]["state"] == "waiting");
    let page = seen.window.last_page().unwrap();
    let visit = async { ScriptedBrowser::new(stock::MIRA).visit(&page).await.unwrap() };
    let Landing::CustomScheme(callback) = tauri::async_runtime::block_on(visit) else { panic!("no deep link") };
    assert_eq!(seen.call("paste_callback", json!({"signIn": id, "text": callback})), "accepted");
    until(|| seen.call("list_sign_ins", json!({}))[0]["state"] == "done");
    let account = seen.call("list_sign_ins", json!({}))[0]["account"].as_str().unwrap().to_owned();
    (account, callback)
}

/// Asks every question that there is.
fn ask_everything(seen: &mut Seen, account: &Value) {
    for command in [
        "status",
        "list_presets",
        "list_accounts",
        "list_attempts",
        "list_sign_ins",
        "get_settings",
        "list_registrations",
    ] {
        seen.call(command, json!({}));
    }
    let form = json!({"text": "issue", "scopes": [], "limit": 100});
    seen.call("search_catalogue", json!({ "form": form }));
    let ids = json!({"ids": [account["account"], "nobody"]});
    seen.call("account_avatars", ids);
    let view = seen.call("get_account", account.clone());
    assert_eq!(view["summary"]["name"], "Mira Okafor");
    assert_eq!(view["summary"]["sandbox"], true);
}

fn until(mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition() {
        assert!(Instant::now() < deadline, "it does not happen");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn no_view_but_the_revealed_one_holds_a_secret() {
    let window = Window::open();
    let mut seen = Seen { window: &window, answers: Vec::new() };
    let (account, callback) = sign_in(&mut seen);
    let account = json!({ "account": account });
    let reveal =
        |seen: &mut Seen| seen.call("reveal_token", account.clone())["accessToken"].as_str().unwrap().to_owned();
    let mut tokens = vec![reveal(&mut seen)];
    ask_everything(&mut seen, &account);
    seen.call("refresh_account", account.clone());
    tokens.push(reveal(&mut seen));
    ask_everything(&mut seen, &account);

    assert_ne!(tokens[0].len().min(tokens[1].len()), 0);
    let value = |name: &str| callback.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let told = window.told();
    assert!(told.len() > 5, "events are looked at too");
    seen.answers.extend(told.into_iter().map(|event| ("an event".to_owned(), event)));
    for token in &tokens {
        assert!(seen.contains(token) == ["reveal_token"], "a token is in another answer than the revealed one");
    }
    for secret in [value("code"), value("state"), stock::CLIENT_SECRET.to_owned()] {
        assert_eq!(seen.contains(&secret), Vec::<&str>::new(), "a secret is in an answer to the web view");
    }
    let registration = json!({"registration": seen.call("list_registrations", json!({}))[0]["id"]});
    seen.call("reveal_client_secret", registration);
    assert_eq!(seen.contains(stock::CLIENT_SECRET), ["reveal_client_secret"], "it is shown on the person's wish");
    let form = json!({"account": account["account"], "revoke": true});
    assert_eq!(seen.call("sign_out", json!({ "form": form })), json!({"revocation": "answered", "error": null}));
    assert_eq!(seen.call("list_accounts", json!({})), json!([]));
}

#[test]
fn errors_have_code_message_and_details() {
    let window = Window::open();
    let error = window.call("get_account", json!({"account": "nobody"})).unwrap_err();
    assert_eq!(error, json!({"code": "accountNotFound", "message": "there is no such account", "details": {}}));
    let form = json!({"name": "x", "environment": "any", "cloud": {"kind": "commercial"}, "clientId": "id",
        "secretSource": {"kind": "sealed"}, "clientSecret": "canary-secret", "notes": "",
        "callbacks": ["http://example.com/back"], "scopes": []});
    let error = window.call("add_registration", json!({ "form": form })).unwrap_err();
    assert_eq!(error["code"], "registrationInvalid");
    assert_eq!(error["details"], json!({"field": "callbackUrl", "problem": "notSecure"}));
    assert!(!error.to_string().contains("canary-secret"));
}

#[test]
fn nonsense_from_the_web_view_is_refused_and_nothing_panics() {
    let window = Window::open();
    for (command, arguments) in [
        ("get_account", json!({})),
        ("add_registration", json!({"form": "nonsense"})),
        (
            "update_settings",
            json!({"settings": {"clearClipboardAfter": -1, "lockAfterIdle": null, "lockWithScreen": false, "privateMode": false, "journalDays": 90, "journalMegabytes": 100, "scopePresets": []}}),
        ),
        ("start_sign_in", json!({"form": {"registration": "x", "callbackUrl": "y", "scopes": []}})),
        ("paste_callback", json!({"signIn": "x", "text": "\u{0}".repeat(100_000)})),
        ("open_page", json!({"page": "https://evil.example"})),
    ] {
        assert!(window.call(command, arguments).is_err(), "{command}");
    }
    for (clipboard, idle) in [(5, 5), (45, 0)] {
        let settings = json!({
            "clearClipboardAfter": clipboard, "lockAfterIdle": idle, "lockWithScreen": false, "privateMode": false, "journalDays": 90, "journalMegabytes": 100,
            "scopePresets": []
        });
        let error = window.call("update_settings", json!({ "settings": settings })).unwrap_err();
        assert_eq!(error["code"], "settingInvalid");
    }
}
