use acceptance::{App, MIRA, PrivateEnvironment, Role, Visit, register_app};
use trilo_sandbox::{Sandbox, stock};

use crate::steps::{MIRAS_NAME, begin};

#[tokio::test]
async fn a_closed_account_is_erased_when_it_is_reported() {
    let environment = PrivateEnvironment::new("personal-data").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    register_app(page, &sandbox, "Payments tooling").await;
    page.press(Role::Checkbox, "report:personal-data").await;
    page.press(Role::Button, "Save").await;
    page.press(Role::Button, "Sign in").await;
    begin(page, "Deep link").await;
    page.control(Role::Heading, MIRAS_NAME).await;
    page.press(Role::Button, "Report now").await;
    page.says("Atlassian’s data is the same as here").await;
    assert!(sandbox.world().set_account_status(stock::MIRA, trilo_sandbox::AccountStatus::Closed));
    page.press(Role::Button, "Report now").await;
    page.says("No accounts yet.").await;
}

#[tokio::test]
async fn private_mode_writes_no_profile_and_reads_it_again_at_the_next_start() {
    let environment = PrivateEnvironment::new("private-mode").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    crate::steps::sign_in_to(&sandbox, page).await;
    page.press(Role::Button, "Settings").await;
    page.press(Role::Checkbox, "Private mode").await;
    page.says("Saved").await;
    app.end(&environment).await;
    let asked = |place| sandbox.world().count(place);
    let before = asked(trilo_sandbox::Place::Me);
    let app = App::start(&environment).await;
    app.page().control(Role::Option, MIRAS_NAME).await;
    assert!(asked(trilo_sandbox::Place::Me) > before, "the name is not known until it is read again");
}
