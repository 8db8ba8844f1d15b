//! The page that hands an https callback on to the deep link: its policy, its script, and a sign-in through it.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use trilo_core::Code;
use trilo_core::sessions::SignInState;

use crate::machine::{Machine, PASTED};

fn page() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/bounce/index.html");
    std::fs::read_to_string(file).unwrap()
}

/// What stands between a start and an end tag, without attributes.
fn inside(page: &str, tag: &str) -> String {
    let (_, rest) = page.split_once(&format!("<{tag}>")).unwrap();
    rest.split_once(&format!("</{tag}>")).unwrap().0.to_owned()
}

/// The address that the page's script goes to when it is opened with a query.
fn forwarded(query: &str) -> Option<String> {
    let stub = format!(
        "const out = []; globalThis.location = {{ search: {query:?}, replace: (link) => out.push(link) }}; \
         globalThis.document = {{ getElementById: () => ({{}}) }}; {} console.log(JSON.stringify(out));",
        inside(&page(), "script")
    );
    let run = Command::new("node").args(["-e", &stub]).output().expect("the checks of the web UI need Node.js as well");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let out: Vec<String> = serde_json::from_slice(&run.stdout).unwrap();
    out.into_iter().next()
}

#[test]
fn the_policy_names_the_script_and_the_style_that_are_there_and_nothing_is_loaded() {
    let page = page();
    for tag in ["script", "style"] {
        let hash = BASE64_STANDARD.encode(Sha256::digest(inside(&page, tag)));
        assert!(page.contains(&format!("{tag}-src 'sha256-{hash}'")), "the {tag} does not run: its hash is {hash}");
        assert_eq!(page.matches(&format!("<{tag}")).count(), 1);
    }
    assert!(page.contains("default-src 'none'") && page.contains(r#"name="referrer" content="no-referrer""#));
    assert!(!page.contains("src=") && !page.contains("http://") && !page.contains("https://"));
}

#[test]
fn only_the_answer_goes_on_and_only_when_each_parameter_is_there_once() {
    let good = "trilo://oauth/callback?code=a%2Bb%20c&state=s";
    assert_eq!(forwarded("?state=s&code=a%2Bb+c&other=x").as_deref(), Some(good));
    let denied = "trilo://oauth/callback?state=s&error=access_denied&error_description=no";
    assert_eq!(forwarded("?error=access_denied&error_description=no&state=s").as_deref(), Some(denied));
    for query in
        ["", "?code=a", "?state=s", "?code=a&code=b&state=s", "?code=a&state=s&state=s", "?code=a&error=e&state=s"]
    {
        assert_eq!(forwarded(query), None, "{query}");
    }
    let hostile = forwarded("?code=javascript:alert(1)%26state%3Dx%23&state=%0a%22%3E").unwrap();
    assert_eq!(hostile, "trilo://oauth/callback?code=javascript%3Aalert%281%29%26state%3Dx%23&state=%0A%22%3E");
}

#[tokio::test]
async fn a_sign_in_to_an_https_callback_goes_on_with_what_the_page_hands_over() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(PASTED).await;
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let link = forwarded(&format!("?code=made-up&state={state}")).unwrap();
    machine.core.receive_link(&link.parse().unwrap());
    let ended = machine.until(&id, SignInState::Ended).await;
    assert_eq!(ended.attempt.problem.unwrap().code, Code::CodeRejected, "the code arrived and was sent");
}
