//! The Backstage provider as the web view turns it on, and as it answers for the person.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::window::Window;

const APP: &str = "http://localhost:3000";

fn settings(on: bool, port: u16, ids: &[&Value]) -> Value {
    json!({"settings": {
        "on": on, "port": port, "source": {"kind": "registrations", "ids": ids}, "origins": [APP],
        "identity": {"kind": "off"},
    }})
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Opens a popup, which waits while the person is asked; gives its status and its page.
fn popup(port: u16) -> std::thread::JoinHandle<(u16, String)> {
    std::thread::spawn(move || {
        tauri::async_runtime::block_on(async move {
            let client = reqwest::Client::builder().no_proxy().build().unwrap();
            let start = format!("http://localhost:{port}/api/auth/atlassian/start?env=development&origin={APP}");
            let response = client.get(start).send().await.unwrap();
            (response.status().as_u16(), response.text().await.unwrap())
        })
    })
}

fn question(window: &Window) -> Value {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(question) = window.call("list_consent_questions", json!({})).unwrap().get(0) {
            return question.clone();
        }
        assert!(Instant::now() < deadline, "nobody asks");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_frontend_waits_for_the_persons_answer() {
    let window = Window::open();
    window.call("start_sandbox", json!({})).unwrap();
    let registration = window.call("list_registrations", json!({})).unwrap()[0]["id"].clone();
    let port = free_port();
    let served = window.call("update_backstage", settings(true, port, &[&registration])).unwrap();
    assert_eq!(served["state"]["kind"], "on", "{served}");
    assert_eq!(served["state"]["served"]["baseUrl"], format!("http://localhost:{port}/api/auth"));

    let asking = popup(port);
    let asked = question(&window);
    assert_eq!((&asked["origin"], &asked["accounts"]), (&json!(APP), &json!([])));
    let nobody = json!({"id": asked["id"], "answer": {"kind": "allow", "account": "nobody", "remember": true}});
    window.call("answer_consent_question", nobody).unwrap();
    assert_eq!(question(&window), asked, "an account that was not offered is no answer");
    window.call("answer_consent_question", json!({"id": asked["id"], "answer": {"kind": "refuse"}})).unwrap();
    let (status, page) = asking.join().unwrap();
    assert!(status == 403 && page.contains("was refused in Trilo"), "{status} {page}");

    let shown = window.call("get_backstage", json!({})).unwrap();
    assert_eq!(shown["state"]["served"]["requests"][0]["path"], "/api/auth/atlassian/start");
    let off = window.call("update_backstage", settings(false, port, &[&registration])).unwrap();
    assert_eq!(off["state"], json!({"kind": "off"}));
}

#[test]
fn what_cannot_be_served_is_told_and_stays_as_it_was_set() {
    let window = Window::open();
    let nothing = window.call("update_backstage", settings(true, free_port(), &[])).unwrap();
    assert_eq!(nothing["state"]["kind"], "nothingToServe");
    let error = window.call("update_backstage", settings(true, 0, &[])).unwrap_err();
    assert_eq!((&error["code"], &error["details"]["setting"]), (&json!("settingInvalid"), &json!("backstagePort")));
    let mut odd = settings(true, 7007, &[]);
    odd["settings"]["origins"] = json!(["nonsense"]);
    let error = window.call("update_backstage", odd).unwrap_err();
    assert_eq!(error["details"]["setting"], "backstageOrigins");
    let others = window.call("get_settings", json!({})).unwrap();
    window.call("update_settings", json!({ "settings": others })).unwrap();
    let kept = window.call("get_backstage", json!({})).unwrap();
    assert_eq!(kept["settings"], nothing["settings"], "other settings leave these alone");
}

#[test]
fn a_port_that_is_taken_is_told_with_its_holder() {
    let window = Window::open();
    window.call("start_sandbox", json!({})).unwrap();
    let registration = window.call("list_registrations", json!({})).unwrap()[0]["id"].clone();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let busy = window.call("update_backstage", settings(true, port, &[&registration])).unwrap();
    assert_eq!((&busy["state"]["kind"], &busy["state"]["port"]), (&json!("portBusy"), &json!(port)));
}

#[test]
fn a_locked_vault_keeps_questions_and_sessions_to_itself() {
    let window = Window::open();
    window.call("lock_vault", json!({})).unwrap();
    for command in ["get_backstage", "list_consent_questions"] {
        assert_eq!(window.call(command, json!({})).unwrap_err()["code"], "vaultLocked", "{command}");
    }
}
