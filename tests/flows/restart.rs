//! What survives the end of the process, and what must not be found afterwards.

use acceptance::Canary;
use trilo_core::sessions::SignInState;
use trilo_sandbox::scripted_browser::Decision;
use trilo_sandbox::stock;

use crate::machine::{DEEP_LINK, Machine, decided};

#[tokio::test]
async fn a_person_is_still_signed_in_after_a_restart() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let token = machine.access_token(&id);
    let machine = machine.restarted().await;
    assert_eq!(machine.core.session(&id).unwrap().name(), "Mira Okafor");
    assert_eq!(machine.access_token(&id), token);
    machine.core.refresh(&id).await.expect("the refresh token and the client secret are still there");
}

#[tokio::test]
async fn a_link_that_starts_trilo_finds_its_sign_in() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    let machine = machine.restarted().await;
    assert_eq!(machine.core.sign_in(&id).unwrap().state, SignInState::Waiting, "it is taken up where it was");
    machine.core.receive_callback(decided(&url, Decision::Accept).await.as_str()).unwrap();
    assert_eq!(machine.account_of(&id).await.name(), "Mira Okafor");
    let machine = machine.restarted().await;
    assert!(machine.core.sign_ins().is_empty(), "an ended sign-in is not taken up again");
}

#[tokio::test]
async fn no_secret_is_found_in_the_data_folder() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let callback = decided(&url, Decision::Accept).await;
    let code = callback.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    machine.core.receive_callback(callback.as_str()).unwrap();
    let account = machine.account_of(&id).await.record.id;
    let first = machine.access_token(&account);
    machine.core.refresh(&account).await.unwrap();
    let canaries = [
        Canary::new("the client secret", stock::CLIENT_SECRET),
        Canary::new("the state", &state),
        Canary::new("the code", &code),
        Canary::new("the first access token", &first),
        Canary::new("the second access token", &machine.access_token(&account)),
        Canary::new("the e-mail address", "mira@example.com"),
    ];
    for canary in canaries {
        let finds = canary.look_in_folder(machine.folder());
        assert!(finds.is_empty(), "{finds:?}");
    }
}
