use acceptance::{App, Page, PrivateEnvironment, Role};

const CLIENT_ID: &str = "ClientOfTheRegistrationsTest000001";

/// Adds a registration of an app that is Atlassian's, so that nobody is asked anything yet.
async fn add(page: &Page, name: &str, environment: &str, callback: &str) {
    page.paste("Name", name).await;
    page.choose("Environment", environment).await;
    page.paste("Client id", CLIENT_ID).await;
    page.paste("Client secret", "canary-secret-of-a-registration").await;
    page.paste("Callback URL", callback).await;
    page.press(Role::Checkbox, "read:jira-work").await;
    page.press(Role::Button, "Save").await;
    page.control(Role::Heading, name).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_registration_is_found_and_mended_by_a_button() {
    let environment = PrivateEnvironment::new("findings").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Add a registration").await;
    add(page, "Checkout", "Staging", "http://localhost:7007/api/auth/atlassian/").await;
    page.says("http://localhost:7007/api/auth/atlassian/ ends in a slash").await;
    page.press(Role::Button, "Use http://localhost:7007/api/auth/atlassian").await;
    page.says("Not saved yet").await;
    page.press(Role::Button, "Save").await;
    page.says("Saved").await;
    assert!(!page.text().await.contains("ends in a slash"), "what was mended is found no more");

    page.press(Role::Button, "More").await;
    page.press(Role::MenuItem, "Duplicate").await;
    page.control(Role::Heading, "Checkout (copy)").await;
    page.choose("Environment", "Production").await;
    page.press(Role::Button, "Save").await;
    page.says("Checkout is of another environment and has the same client id").await;
    page.says("An app in production has only callback URLs on this computer").await;
    page.says("Only the app’s owner may be able to sign in").await;
}

#[tokio::test]
async fn registrations_are_ordered_found_and_removed() {
    let environment = PrivateEnvironment::new("registration-list").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Add a registration").await;
    add(page, "Checkout", "Staging", "http://localhost:7007/api/auth/atlassian").await;
    page.press(Role::Button, "Add a registration").await;
    add(page, "Billing", "Development", "http://localhost:7008/api/auth/atlassian").await;
    page.until_these(Role::Option, &["Checkout", "Billing"]).await;
    page.press(Role::Button, "More").await;
    page.press(Role::MenuItem, "Move up").await;
    page.until_these(Role::Option, &["Billing", "Checkout"]).await;

    page.paste("Filter registrations", "check").await;
    page.until_these(Role::Option, &["Checkout"]).await;
    page.paste("Filter registrations", "nothing like it").await;
    page.says("No registration matches “nothing like it”.").await;
    page.paste("Filter registrations", "").await;
    page.press(Role::Option, "Billing").await;
    page.press(Role::Button, "Delete").await;
    page.control(Role::Heading, "Delete Billing?").await;
    page.press(Role::Button, "Delete this registration").await;
    page.until_these(Role::Option, &["Checkout"]).await;
}

#[tokio::test]
async fn an_authorization_url_of_any_program_is_looked_at_and_opened_nowhere() {
    let environment = PrivateEnvironment::new("look").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Add a registration").await;
    add(page, "Checkout", "Staging", "http://localhost:7007/api/auth/atlassian").await;
    page.press(Role::Button, "Other ways to add").await;
    page.press(Role::MenuItem, "Look at an authorization URL…").await;
    page.paste("Authorization URL", "no address at all").await;
    page.press(Role::Button, "Look").await;
    page.says("That is not a").await;
    let url = format!(
        "https://auth.atlassian.com/authorize?audience=api.atlassian.com&client_id={CLIENT_ID}\
         &scope=read%3Ajira-work%20openid&redirect_uri=http%3A%2F%2F127.0.0.1%3A7007%2Fapi%2Fauth%2Fatlassian\
         &response_type=token"
    );
    page.paste("Authorization URL", &url).await;
    page.press(Role::Button, "Look").await;
    page.says("openid makes Atlassian’s consent page fail").await;
    page.says("The URL has no state").await;
    page.says("The URL does not ask for a code").await;
    page.says("Checkout").await;
    page.press(Role::Button, "Close").await;
    assert_eq!(environment.browser().opened(), [], "looking opens nothing");
}

#[tokio::test]
async fn an_app_of_the_government_cloud_signs_in_there() {
    let environment = PrivateEnvironment::new("government").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Add a registration").await;
    page.choose("Cloud", "Atlassian Government Cloud").await;
    add(page, "Agency", "Production", "http://localhost:7007/api/auth/atlassian").await;
    page.says("Atlassian Government Cloud").await;
    page.press(Role::Button, "Sign in").await;
    page.press(Role::Button, "Sign in with").await;
    let opened = environment.browser().wait_for_opened(1).await;
    assert_eq!(opened.host_str(), Some("auth.atlassian-us-gov-mod.com"));
    let audience = opened.query_pairs().find(|(name, _)| name == "audience").map(|(_, value)| value.into_owned());
    assert_eq!(audience.as_deref(), Some("api.atlassian-us-gov-mod.com"));
    page.press(Role::Button, "Cancel").await;
}
