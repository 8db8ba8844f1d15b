use acceptance::{App, Key, Look, MIRA, Page, PrivateEnvironment, Role, Visit};
use serde_json::Value;
use tokio::time::{Duration, sleep};

use crate::screens::picture;
use crate::steps::{MIRAS_NAME, begin, copied_token, own_sandbox};

const ISSUE: &str = "GET /rest/api/3/issue/{issueIdOrKey}";

#[tokio::test]
async fn an_operation_brings_exactly_the_scopes_that_open_it() {
    let environment = PrivateEnvironment::new("scopes").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Start the sandbox").await;
    page.control(Role::Radio, "Deep link").await;
    open_bench(page).await;
    page.type_text(ISSUE).await;
    page.control(Role::Checkbox, ISSUE).await;
    page.key(Key::Enter).await;
    page.control(Role::Checkbox, "Keep read:jira-work").await;

    page.press(Role::Button, "Sign in with 3 scopes").await;
    assert_eq!(answer_to_the_call(page).await, 200, "what was chosen opens the operation");

    open_bench(page).await;
    page.press(Role::Checkbox, "Keep read:jira-work").await;
    page.press(Role::Button, "Sign in with 2 scopes").await;
    assert_eq!(answer_to_the_call(page).await, 401, "and nothing of it could be left out");
}

/// Signs in with what the form holds, and makes the call with the token that is copied.
async fn answer_to_the_call(page: &Page) -> u16 {
    begin(page, "Deep link").await;
    page.control(Role::Heading, MIRAS_NAME).await;
    page.control(Role::Button, "Copy token").await;
    let (token, api) = (copied_token(page).await, own_sandbox(page).await);
    let call = api.join(&format!("ex/jira/{}/rest/api/3/issue/PAY-1", trilo_sandbox::stock::NORTHWIND)).expect("a URL");
    let answer = reqwest::Client::new().get(call).bearer_auth(token).send().await.expect("the sandbox answers");
    answer.status().as_u16()
}

async fn open_bench(page: &Page) {
    page.control_key('2').await;
    page.until_focused("heading Scopes").await;
    page.type_text("/").await;
    page.until_focused("searchbox Find scopes and operations").await;
}

/// Notes for each key how long it takes until what was typed, and what was found for it, is painted; and every frame.
const WATCH: &str = "
    window.watched = { typed: [], found: [], frames: [] };
    let pressed = 0;
    const painted = (list, since) => requestAnimationFrame(() => setTimeout(() => list.push(performance.now() - since)));
    document.addEventListener('keydown', () => { pressed = performance.now(); painted(watched.typed, pressed); }, true);
    new MutationObserver(() => painted(watched.found, pressed))
        .observe(document.querySelector('[aria-label=Found]'), { subtree: true, childList: true, characterData: true });
    let before = performance.now();
    const frame = () => {
        const now = performance.now();
        watched.frames.push(now - before);
        before = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";

#[tokio::test]
#[expect(clippy::print_stdout, reason = "times are for eyes: machines differ")]
async fn what_is_typed_is_found_as_it_is_typed() {
    let environment = PrivateEnvironment::new("scopes-typing").await;
    let app = App::start(&environment).await;
    let page = app.page();
    open_bench(page).await;
    page.evaluate(WATCH, vec![]).await;
    page.type_text("get issue comment").await;
    page.control(Role::Checkbox, "GET /rest/api/3/issue/{issueIdOrKey}/comment").await;
    sleep(Duration::from_millis(300)).await;
    let watched = page.evaluate("return window.watched", vec![]).await;
    for what in ["typed", "found", "frames"] {
        let mut times: Vec<f64> = watched[what].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        times.sort_by(f64::total_cmp);
        let worst = times.last().copied().unwrap_or_default();
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        println!("{what}: {} times, median {median:.1} ms, worst {worst:.1} ms", times.len());
        assert!(!times.is_empty(), "something is painted: {what}");
    }
}

#[tokio::test]
async fn the_bench_fits_its_window_in_light() {
    tour(Look::Light, "light").await;
}

#[tokio::test]
async fn the_bench_fits_its_window_in_dark() {
    tour(Look::Dark, "dark").await;
}

/// Leaves pictures in `.trilo/screens` for eyes to judge.
async fn tour(look: Look, name: &str) {
    let environment = PrivateEnvironment::new(&format!("scopes-{name}")).await;
    let app = App::start_with(&environment, look).await;
    let page = app.page();
    page.press(Role::Button, "Start the sandbox").await;
    page.control(Role::Radio, "Deep link").await;
    open_bench(page).await;
    picture(page, "scopes-empty", name).await;
    page.type_text("issue").await;
    page.says("operations and").await;
    picture(page, "scopes-found", name).await;
    page.press(Role::Checkbox, ISSUE).await;
    page.control(Role::Checkbox, "Keep read:jira-work").await;
    page.press(Role::Button, &format!("About {ISSUE}")).await;
    page.control(Role::Heading, "Get issue").await;
    picture(page, "scopes-operation", name).await;
    page.press(Role::Button, "Close the page").await;
    let many = "read:quantum-issue:jira openid manage:servicedesk-customer ".to_owned() + &granular();
    search_for(page, &many).await;
    page.press(Role::Button, "Choose all of it").await;
    page.control(Role::Checkbox, "Keep read:quantum-issue:jira").await;
    picture(page, "scopes-many", name).await;
    page.press(Role::Button, "Presets…").await;
    page.control(Role::Heading, "Presets").await;
    picture(page, "scopes-presets", name).await;
}

/// Puts a text into the box at once, as pasting does.
async fn search_for(page: &Page, text: &str) {
    let script = "const box = document.querySelector('[data-filter]');
        box.value = arguments[0];
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    page.evaluate(script, vec![text.into()]).await;
}

/// Sixty granular scopes.
fn granular() -> String {
    let catalogue = trilo_core::catalogue::Catalogue::built_in();
    let scopes = catalogue.scopes().iter().filter(|scope| scope.scope.ends_with(":jira")).take(60);
    scopes.map(|scope| scope.scope.clone()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_newer_table_is_known_at_once_and_marked_as_local() {
    let environment = PrivateEnvironment::new("local-table").await;
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("scopes.tsv");
    let row = "read:tulip:jira\tgranular\tJira API\tread\t0\tdocumented";
    std::fs::write(&table, format!("{}\n{row}\n", trilo_core::catalogue::Table::Scopes.head())).expect("a file");
    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Settings").await;
    page.press(Role::Button, "Load tables…").await;
    page.paste("Files", "/nowhere/scopes.tsv").await;
    page.press(Role::Button, "Load").await;
    page.says("/nowhere/scopes.tsv was not loaded").await;
    page.paste("Files", &table.display().to_string()).await;
    page.press(Role::Button, "Load").await;
    page.says("1 scope and 0 operations of them are marked as local").await;

    open_bench(page).await;
    page.type_text("tulip").await;
    page.control(Role::Checkbox, "read:tulip:jira").await;
    page.says("local table").await;
    page.press(Role::Button, "Settings").await;
    page.press(Role::Button, "Remove what was loaded").await;
    page.says("They came with Trilo").await;
}
