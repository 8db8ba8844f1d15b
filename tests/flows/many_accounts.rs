//! Several accounts under one registration: told apart by label and colour, one of them the default, and thousands at work.

use std::collections::HashSet;
use std::time::Duration;

use trilo_core::Code;
use trilo_core::identifier::AccountId;
use trilo_core::label::AccountColour;
use trilo_core::registration::Registration;
use trilo_sandbox::stock;

use crate::machine::Machine;

const SCOPES: [&str; 1] = ["read:jira-work"];

fn registration(machine: &Machine) -> Registration {
    machine.core.registration(&machine.registration).unwrap()
}

async fn mira_and_jonas(machine: &Machine) -> (AccountId, AccountId) {
    let mira = machine.sign_in_as(stock::MIRA, &SCOPES).await.record.id;
    (mira, machine.sign_in_as(stock::JONAS, &SCOPES).await.record.id)
}

#[tokio::test]
async fn the_first_account_of_a_registration_is_its_default_and_the_next_one_takes_its_place() {
    let machine = Machine::new().await;
    let (mira, jonas) = mira_and_jonas(&machine).await;
    assert_eq!(registration(&machine).default_account, Some(mira.clone()));
    machine.core.sign_out(&mira, false).await.unwrap();
    assert_eq!(registration(&machine).default_account, Some(jonas.clone()));
    machine.core.sign_out(&jonas, false).await.unwrap();
    assert_eq!(registration(&machine).default_account, None);
}

#[tokio::test]
async fn the_default_is_what_the_person_says() {
    let machine = Machine::new().await;
    let (mira, jonas) = mira_and_jonas(&machine).await;
    machine.core.set_default_account(&machine.registration, Some(&jonas)).unwrap();
    machine.core.sign_out(&mira, false).await.unwrap();
    assert_eq!(registration(&machine).default_account, Some(jonas.clone()), "another's going changes nothing");
    machine.core.update_registration(&machine.registration, machine.draft()).unwrap();
    assert_eq!(registration(&machine).default_account, Some(jonas), "nor does a change of the registration");
    machine.core.set_default_account(&machine.registration, None).unwrap();
    assert_eq!(registration(&machine).default_account, None);
}

#[tokio::test]
async fn an_account_of_another_registration_is_no_default() {
    let machine = Machine::new().await;
    let mira = machine.sign_in().await.record.id;
    let other = machine.core.add_registration(machine.draft()).unwrap();
    let error = machine.core.set_default_account(&other, Some(&mira)).unwrap_err();
    assert_eq!(error.code(), Code::AccountNotFound);
    let error = machine.core.set_default_account(&"nothing".into(), None).unwrap_err();
    assert_eq!(error.code(), Code::RegistrationNotFound);
}

#[tokio::test]
async fn label_and_colour_stay_through_refresh_sign_in_and_restart_and_are_sealed() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.core.mark(&id, Some("  Release\u{0} captain of northwind "), Some(AccountColour::Teal)).unwrap();
    machine.core.refresh(&id).await.unwrap();
    assert_eq!(machine.sign_in().await.record.id, id);
    let machine = machine.restarted().await;
    let details = machine.core.session(&id).unwrap().details;
    assert_eq!(details.label.unwrap().as_str(), "Release captain of northwind");
    assert_eq!(details.colour, Some(AccountColour::Teal));
    let label = acceptance::Canary::new("the label", "Release captain of northwind");
    assert_eq!(label.look_in_folder(machine.folder()), []);
    machine.core.mark(&id, Some("  "), None).unwrap();
    let details = machine.core.session(&id).unwrap().details;
    assert!(details.label.is_none() && details.colour.is_none());
}

#[tokio::test]
async fn a_label_that_is_too_long_changes_nothing() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let error = machine.core.mark(&id, Some(&"x".repeat(61)), Some(AccountColour::Red)).unwrap_err();
    assert_eq!((error.code(), error.details()["most"].as_str()), (Code::LabelTooLong, "60"));
    assert_eq!(machine.core.session(&id).unwrap().details.colour, None);
    assert_eq!(machine.core.mark(&"nobody".into(), None, None).unwrap_err().code(), Code::AccountNotFound);
}

#[tokio::test]
async fn avatars_are_told_of_those_who_have_one() {
    let machine = Machine::new().await;
    let (mira, sumi) = (machine.sign_in().await.record.id, machine.sign_in_as(stock::SUMI, &SCOPES).await.record.id);
    let asked = [mira.clone(), sumi, "nobody".into()];
    let fetched = async {
        while machine.core.session(&mira).unwrap().details.avatar.is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), fetched).await.unwrap();
    let avatars = machine.core.avatars(&asked).unwrap();
    assert_eq!(avatars.iter().map(|(id, _)| id).collect::<Vec<_>>(), [&mira], "Sumi hides hers, and nobody has none");
}

#[tokio::test]
async fn a_thousand_accounts_are_listed_each_once() {
    let machine = Machine::new().await;
    let session = machine.sign_in().await;
    let vault = machine.vault().await;
    let tokens = vault.tokens(&session.record.id).unwrap().unwrap();
    for _ in 1..1_000 {
        let mut record = session.record.clone();
        record.id = AccountId::random();
        record.atlassian_id = format!("712020:{}", record.id);
        vault.put_session(&record, &session.details, &tokens).unwrap();
    }
    let sessions = machine.core.sessions().unwrap();
    let ids: HashSet<_> = sessions.iter().map(|session| &session.record.id).collect();
    assert_eq!((sessions.len(), ids.len()), (1_000, 1_000));
    assert_eq!(machine.core.listed_registrations().unwrap()[0].accounts, 1_000);
    let last = &sessions.last().unwrap().record.id;
    assert_eq!(machine.core.fresh_access_token(last).await.unwrap().expose(), tokens.access_token.expose());
}
