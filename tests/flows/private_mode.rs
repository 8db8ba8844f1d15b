//! Private mode: who somebody is rests in memory only.

use std::time::Duration;

use acceptance::Canary;
use trilo_core::identifier::AccountId;
use trilo_core::session::AccountDetails;
use trilo_core::settings::Settings;
use trilo_sandbox::{Place, stock};

use crate::machine::Machine;

fn switch(machine: &Machine, private_mode: bool) {
    machine.core.put_settings(Settings { private_mode, ..Settings::default() }).unwrap();
}

/// What the vault's file holds of an account, opened as another process would.
async fn stored(machine: &Machine, id: &AccountId) -> AccountDetails {
    machine.vault().await.session(id).unwrap().unwrap().1
}

async fn with_avatar(machine: &Machine, id: &AccountId) {
    let fetched = async {
        while machine.core.session(id).unwrap().details.avatar.is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), fetched).await.expect("the avatar comes");
}

async fn assert_nothing_is_stored(machine: &Machine, id: &AccountId) {
    let details = stored(machine, id).await;
    assert!(details.profile.is_none() && details.avatar.is_none() && details.profile_stored_at.is_none());
    for (what, text) in [("the name with its key", "\"name\":\"Mira Okafor\""), ("the e-mail", "mira@example.com")] {
        assert_eq!(Canary::new(what, text).look_in_folder(machine.folder()), []);
    }
}

#[tokio::test]
async fn switching_it_on_wipes_what_is_stored_and_keeps_it_in_memory() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    with_avatar(&machine, &id).await;
    machine.core.mark(&id, Some("Work"), None).unwrap();
    assert!(stored(&machine, &id).await.profile.is_some());
    switch(&machine, true);
    assert_nothing_is_stored(&machine, &id).await;
    let details = stored(&machine, &id).await;
    assert!(!details.sites.is_empty() && details.label.is_some(), "sites and label stay");
    let session = machine.core.session(&id).unwrap();
    assert!(session.name() == "Mira Okafor" && session.details.avatar.is_some());
}

#[tokio::test]
async fn nothing_is_stored_by_sign_in_refresh_and_avatar() {
    let machine = Machine::new().await;
    switch(&machine, true);
    let id = machine.sign_in().await.record.id;
    with_avatar(&machine, &id).await;
    assert_nothing_is_stored(&machine, &id).await;
    machine.core.refresh(&id).await.unwrap();
    machine.advance(Duration::from_mins(56));
    machine.core.renew_stale().await;
    machine.core.mark(&id, Some("Work"), None).unwrap();
    with_avatar(&machine, &id).await;
    assert_nothing_is_stored(&machine, &id).await;
    assert_eq!(machine.core.session(&id).unwrap().name(), "Mira Okafor");
    assert_eq!(machine.sign_in().await.record.id, id, "the account is known by its id");
    assert_nothing_is_stored(&machine, &id).await;
}

#[tokio::test]
async fn after_a_restart_the_name_is_unknown_until_the_profile_is_read_again() {
    let machine = Machine::new().await;
    switch(&machine, true);
    let id = machine.sign_in().await.record.id;
    let machine = machine.restarted().await;
    assert_eq!(machine.core.session(&id).unwrap().name(), stock::MIRA, "without a label, the account id");
    machine.core.mark(&id, Some("Work"), None).unwrap();
    assert_eq!(machine.core.session(&id).unwrap().name(), "Work");
    machine.core.read_unknown_profiles().await;
    assert_eq!(machine.core.session(&id).unwrap().name(), "Mira Okafor");
    let asked = machine.sandbox.world().count(Place::Me);
    machine.core.read_unknown_profiles().await;
    assert_eq!(machine.sandbox.world().count(Place::Me), asked, "it is read once");
    assert_nothing_is_stored(&machine, &id).await;
}

#[tokio::test]
async fn a_token_is_not_renewed_for_the_sake_of_a_name() {
    let machine = Machine::new().await;
    switch(&machine, true);
    let id = machine.sign_in().await.record.id;
    machine.advance(Duration::from_hours(2));
    let machine = machine.restarted().await;
    let asked = machine.sandbox.world().count(Place::Me);
    machine.core.read_unknown_profiles().await;
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 0);
    assert_eq!(machine.sandbox.world().count(Place::Me), asked);
    machine.core.refresh(&id).await.unwrap();
    assert_eq!(machine.core.session(&id).unwrap().name(), "Mira Okafor", "a refresh by hand reads it");
}

#[tokio::test]
async fn switching_it_off_stores_what_is_in_memory() {
    let machine = Machine::new().await;
    switch(&machine, true);
    let id = machine.sign_in().await.record.id;
    with_avatar(&machine, &id).await;
    switch(&machine, false);
    let details = stored(&machine, &id).await;
    assert!(details.profile.is_some() && details.avatar.is_some() && details.profile_stored_at.is_some());
    let machine = machine.restarted().await;
    assert_eq!(machine.core.session(&id).unwrap().name(), "Mira Okafor");
}

#[tokio::test]
async fn what_rested_in_memory_goes_into_the_vault_without_its_profile() {
    let machine = Machine::new().await;
    machine.core.keep_in_memory();
    let id = machine.sign_in().await.record.id;
    switch(&machine, true);
    machine.core.store_in_vault(&id).unwrap();
    assert_nothing_is_stored(&machine, &id).await;
    assert_eq!(machine.core.session(&id).unwrap().name(), "Mira Okafor");
}
