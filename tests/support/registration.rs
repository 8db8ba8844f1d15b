use trilo_sandbox::{Sandbox, stock};
use url::Url;

use crate::controls::Role;
use crate::page::Page;
use crate::wiretap::Wiretap;

/// Where a registration's authorization server and API are.
pub struct Endpoints {
    authorization: Url,
    api: Url,
}

impl From<&Sandbox> for Endpoints {
    fn from(sandbox: &Sandbox) -> Self {
        Self { authorization: sandbox.authorization_url(), api: sandbox.api_url() }
    }
}

impl From<&Wiretap> for Endpoints {
    fn from(wiretap: &Wiretap) -> Self {
        Self { authorization: wiretap.url().clone(), api: wiretap.url().clone() }
    }
}

/// Registers the sandbox's app by hand on the first run, as a person does with an app of Atlassian's: under custom
/// endpoints, with both callback URLs.
pub async fn register_app(page: &Page, endpoints: impl Into<Endpoints>, name: &str) {
    let endpoints = endpoints.into();
    page.press(Role::Button, "Add a registration").await;
    page.paste("Name", name).await;
    page.choose("Cloud", "Custom endpoints").await;
    page.paste("Authorization URL", endpoints.authorization.as_str()).await;
    page.paste("API URL", endpoints.api.as_str()).await;
    page.paste("Client id", stock::CLIENT_ID).await;
    page.paste("Client secret", stock::CLIENT_SECRET).await;
    assert_eq!(page.value("Callback URL").await, stock::LOOPBACK_CALLBACK, "what local tools use is there already");
    page.press(Role::Button, "Add the deep link").await;
    page.press(Role::Checkbox, "read:jira-work").await;
    page.press(Role::Button, "Save").await;
    page.control(Role::Heading, name).await;
}
