//! Sign-ins of Trilo's own that come back to the provider's port.

use std::time::Duration;

use trilo_core::identifier::RegistrationId;
use trilo_core::registration::{CloudDraft, Environment, RegistrationDraft, SecretSource};
use trilo_core::secret::Secret;
use trilo_core::sessions::SignInRequest;
use trilo_provider::CallbackPath;
use trilo_sandbox::{Landing, ScriptedBrowser, stock};
use url::Url;

use crate::support::{CLIENT_ID, Stage};

/// Adds a registration of the sandbox's app with this callback.
fn registered(stage: &Stage, callback_url: &str) -> RegistrationId {
    let draft = RegistrationDraft {
        name: "Mine".into(),
        environment: Environment::Any,
        cloud: CloudDraft::Custom {
            authorization_url: stage.sandbox.authorization_url().into(),
            api_url: stage.sandbox.api_url().into(),
        },
        client_id: CLIENT_ID.into(),
        secret_source: SecretSource::Sealed,
        client_secret: Some(Secret::new(stock::CLIENT_SECRET.into())),
        callbacks: vec![callback_url.to_owned()],
        scopes: vec!["read:jira-work".into()],
        notes: String::new(),
    };
    stage.core.add_registration(draft).unwrap()
}

/// Begins a sign-in of Trilo's own with this callback, and gives the address for the browser.
async fn begun(stage: &Stage, callback_url: &str) -> Url {
    let (registration, callback_url) = (registered(stage, callback_url), callback_url.to_owned());
    let sign_in = stage.core.start_sign_in(&SignInRequest { registration, callback_url, scopes: Vec::new() }).unwrap();
    let sent_out = async {
        loop {
            if let Ok(url) = stage.core.authorization_url(&sign_in.attempt.id) {
                return url.expose().parse().unwrap();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), sent_out).await.expect("the browser is sent out")
}

#[tokio::test]
async fn a_sign_in_of_trilos_own_shares_the_port_and_even_the_callback() {
    let stage = Stage::with(|options| options.callback = CallbackPath::Short).await;
    let callback = stage.url("");
    let url = begun(&stage, &callback).await;
    match ScriptedBrowser::new(stock::MIRA).visit(&url).await.unwrap() {
        Landing::Page { text, .. } => assert!(text.contains("Trilo is signed in as Mira Okafor"), "{text}"),
        other => panic!("no page: {other:?}"),
    }
    assert_eq!(stage.core.sessions().unwrap().len(), 1);
    assert_eq!(stage.provider.sessions(), [], "no frontend was signed in by it");
    stage.sign_in().await;
    assert_eq!(stage.provider.sessions().len(), 1);
}

#[tokio::test]
async fn a_callback_that_shares_the_port_passes_its_test() {
    let stage = Stage::with(|options| options.callback = CallbackPath::Short).await;
    let elsewhere = format!("http://localhost:{}/callback", stage.provider.port());
    for callback in [stage.url(""), elsewhere] {
        let id = registered(&stage, &callback);
        let check = stage.core.check_callback(&id, &callback).await.unwrap();
        assert!(check.works, "{check:?}");
    }
}
