use acceptance::{App, Key, Look, MIRA, Page, PrivateEnvironment, Role, Visit};
use serde_json::Value;
use tokio::time::{Duration, sleep};

use crate::screens::picture;
use crate::steps::{copied_token, sign_in_to_sandbox};

#[tokio::test]
async fn a_tester_sees_what_a_token_may_do_and_proves_it() {
    let environment = PrivateEnvironment::new("inspect").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    page.control_key('3').await;
    page.until_focused("heading Inspect").await;

    // The matrix, by keyboard: from the filter into the grid, and along its cells.
    page.says("6 rows").await;
    page.type_text("/").await;
    page.until_focused("textbox Filter scopes").await;
    page.type_text("read:me").await;
    page.key(Key::Down).await;
    page.until_focused("gridcell Asked: granted").await;
    for _ in 0..4 {
        page.key(Key::Right).await;
    }
    page.until_focused("gridcell northwind: any site").await;
    page.says("It works without a site").await;

    // What it opens, and what one more scope would give.
    page.press(Role::Tab, "Opens").await;
    show_blocked(page).await;
    page.press(Role::Option, "POST Create audit record").await;
    page.says("The token may not call it").await;
    page.says("more operation").await;

    // Proof.
    page.press(Role::Tab, "Probes").await;
    page.press(Role::Button, "Run").await;
    page.says("as expected, 0 surprises").await;
    open_first_probe(page).await;

    // Away with it.
    let stick = tempfile::tempdir().expect("a folder");
    let file = stick.path().join("grant.html");
    page.press(Role::Button, "Report").await;
    page.control(Role::Button, "Write the report").await;
    page.paste("File", &file.display().to_string()).await;
    page.press(Role::Button, "Write the report").await;
    page.control(Role::Heading, "The report is written").await;
    let report = std::fs::read_to_string(&file).expect("the report is where it was to be");
    assert!(report.contains("What this token may do") && report.contains("as expected"));
    for personal in ["mira@example.com", "Mira Okafor"] {
        assert!(!report.contains(personal), "people are told of only on demand: {personal}");
    }
}

#[tokio::test]
async fn a_pasted_token_is_read_here_and_sent_only_on_demand() {
    let environment = PrivateEnvironment::new("inspect-pasted").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    let token = copied_token(page).await;
    page.control_key('3').await;
    page.until_focused("heading Inspect").await;
    paste_token(page, &format!("Authorization: Bearer {token}")).await;
    page.says("Read as an Authorization header").await;
    page.press(Role::Tab, "Token").await;
    page.says("Whose token it is").await;
    choose(page, "Where it is sent", "sandbox").await;
    page.press(Role::Button, "Check the signature").await;
    page.says("The signature is good").await;
    page.press(Role::Button, "Send it and look").await;
    page.says("northwind").await;
    page.control_key('l').await;
    page.control(Role::Heading, "Trilo is locked").await;
    assert!(!page.document().await.contains(&token), "a locked window has forgotten it");
}

/// Chooses the blocked operations; a person presses the words, as the button itself is not drawn.
async fn show_blocked(page: &Page) {
    page.control(Role::Radio, "Blocked").await;
    page.evaluate("document.querySelector('input[type=radio][value=blocked]').click()", vec![]).await;
}

/// Opens the first probe of the list, and waits for its exchange.
async fn open_first_probe(page: &Page) {
    page.evaluate("document.querySelector('[aria-label=Probes] [role=option]').click()", vec![]).await;
    page.control(Role::Button, "Copy the exchange").await;
}

/// Chooses to paste, and puts a text into the field at once.
async fn paste_token(page: &Page, text: &str) {
    page.evaluate(
        "const select = document.querySelector('select[aria-label^=\"Account or token\"]');
        select.value = 'pasted';
        select.dispatchEvent(new Event('change', { bubbles: true }));",
        vec![],
    )
    .await;
    page.control(Role::Textbox, "Token").await;
    page.evaluate(
        "const field = document.querySelector('.paste textarea');
        field.value = arguments[0];
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));",
        vec![text.into()],
    )
    .await;
}

/// Chooses the entry of a selection that has a word in it.
async fn choose(page: &Page, label: &str, word: &str) {
    let script = "const labels = [...document.querySelectorAll('label')];
        const label = labels.find((one) => one.textContent.trim().startsWith(arguments[0]));
        const select = document.getElementById(label.htmlFor);
        const entry = [...select.options].find((one) => one.text.toLowerCase().includes(arguments[1]));
        select.value = entry.value;
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    page.evaluate(script, vec![label.into(), word.into()]).await;
}

/// Notes every frame while the grid is scrolled from its top to its end.
const SCROLL: &str = "
    const grid = document.querySelector('[role=grid]');
    window.frames_seen = [];
    let before = performance.now();
    const step = () => {
        const now = performance.now();
        window.frames_seen.push(now - before);
        before = now;
        grid.scrollTop += 90;
        if (grid.scrollTop + grid.clientHeight < grid.scrollHeight - 1) requestAnimationFrame(step);
        else window.scrolled = true;
    };
    requestAnimationFrame(step);";

#[tokio::test]
#[expect(clippy::print_stdout, reason = "times are for eyes: machines differ")]
async fn a_grant_of_hundreds_of_scopes_is_drawn_and_scrolled() {
    let environment = PrivateEnvironment::new("inspect-large").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Start the sandbox").await;
    page.control(Role::Radio, "Deep link").await;
    page.control_key('3').await;
    page.press(Role::Button, "Paste a token").await;
    let catalogue = trilo_core::catalogue::Catalogue::built_in();
    let scopes: Vec<_> = catalogue.scopes().iter().take(500).map(|scope| scope.scope.clone()).collect();
    let answer = serde_json::json!({ "access_token": "opaque-0123456789abcdef", "scope": scopes.join(" ") });
    let began = std::time::Instant::now();
    paste_token(page, &answer.to_string()).await;
    page.press(Role::Tab, "Grant").await;
    page.says("500 rows").await;
    println!("first paint of 500 rows: {} ms, the driver's looks included", began.elapsed().as_millis());
    let rows = page.evaluate("return document.querySelectorAll('[role=grid] [role=row]').length", vec![]).await;
    assert!(rows.as_u64().is_some_and(|rows| rows < 80), "only the rows in view are drawn: {rows}");
    page.evaluate(SCROLL, vec![]).await;
    while page.evaluate("return window.scrolled === true", vec![]).await != Value::Bool(true) {
        sleep(Duration::from_millis(50)).await;
    }
    let frames = page.evaluate("return window.frames_seen", vec![]).await;
    let mut times: Vec<f64> = frames.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    println!(
        "frames: {}, median {median:.1} ms, worst {:.1} ms",
        times.len(),
        times.last().copied().unwrap_or_default()
    );
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
    let environment = PrivateEnvironment::new(&format!("inspect-{name}")).await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start_with(&environment, look).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    page.control_key('3').await;
    page.says("6 rows").await;
    page.type_text("/").await;
    page.until_focused("textbox Filter scopes").await;
    page.key(Key::Down).await;
    page.says("The sign-in asked for it").await;
    picture(page, "inspect-grant", name).await;
    page.press(Role::Tab, "Opens").await;
    show_blocked(page).await;
    page.press(Role::Option, "POST Create audit record").await;
    page.says("more operation").await;
    picture(page, "inspect-opens", name).await;
    page.press(Role::Tab, "Token").await;
    page.press(Role::Button, "Check the signature").await;
    page.says("The signature is good").await;
    picture(page, "inspect-token", name).await;
    page.press(Role::Tab, "Probes").await;
    picture(page, "inspect-probes-before", name).await;
    page.press(Role::Button, "Run").await;
    page.says("as expected, 0 surprises").await;
    open_first_probe(page).await;
    picture(page, "inspect-probes", name).await;
    page.press(Role::Tab, "Compare").await;
    picture(page, "inspect-compare", name).await;
    page.press(Role::Tab, "History").await;
    page.press(Role::Button, "Expect exactly").await;
    page.says("exactly what you expect").await;
    picture(page, "inspect-history", name).await;
    page.press(Role::Button, "Report").await;
    page.control(Role::Button, "Write the report").await;
    picture(page, "inspect-report", name).await;
}
