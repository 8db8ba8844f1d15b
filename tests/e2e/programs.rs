use std::process::{Output, Stdio};

use acceptance::{App, MIRA, PrivateEnvironment, Role, Visit};

use crate::steps::sign_in_to_sandbox;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn refused_with(output: &Output, code: &str) {
    assert!(text(&output.stderr).contains(code), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "");
}

#[tokio::test]
async fn the_window_hands_tokens_to_commands_asks_first_if_told_so_and_nothing_while_it_is_locked() {
    let environment = PrivateEnvironment::new("programs").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    let token = environment.command_line(&["token"]).output().expect("trilo runs");
    assert!(token.status.success(), "{}", text(&token.stderr));

    page.press(Role::Button, "Settings").await;
    page.press(Role::Checkbox, "Ask before a program gets a token").await;
    page.says("Saved").await;
    let mut asking = environment.command_line(&["token"]);
    let asking = asking.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("trilo runs");
    page.press(Role::Checkbox, "Remember my answer for this program").await;
    page.press(Role::Button, "Allow").await;
    let allowed = asking.wait_with_output().expect("trilo runs");
    assert_eq!(text(&allowed.stdout), text(&token.stdout), "{}", text(&allowed.stderr));
    let again = environment.command_line(&["token"]).output().expect("trilo runs");
    assert_eq!(text(&again.stdout), text(&token.stdout), "the answer is remembered");
    page.control(Role::Button, &format!("Forget {}", program())).await;

    page.control_key('l').await;
    page.control(Role::Heading, "Trilo is locked").await;
    refused_with(&environment.command_line(&["token", "--json"]).output().expect("trilo runs"), "vaultLocked");
}

/// This test, as the journal names who calls `trilo`.
fn program() -> String {
    let name = text(&std::fs::read("/proc/self/comm").expect("trilo runs"));
    format!("{} ({})", name.trim_end(), std::env::current_exe().expect("trilo runs").display())
}
