//! Accounts of which personal data is stored are reported to Atlassian, and what it says of them is done.

use std::time::Duration;

use trilo_core::Code;
use trilo_core::diagnose::{AttemptKind, AttemptOutcome, StepKind, StepState};
use trilo_core::identifier::AccountId;
use trilo_core::session::{ReportOutcome, Reporting, Session};
use trilo_core::settings::Settings;
use trilo_sandbox::{AccountStatus, Effect, Fault, Place, stock};

use crate::machine::Machine;

const SCOPES: [&str; 2] = ["read:jira-work", "report:personal-data"];
const DAY: Duration = Duration::from_hours(24);

async fn sign_in(machine: &Machine, person: &str) -> Session {
    machine.sign_in_as(person, &SCOPES).await
}

fn reporting(machine: &Machine, id: &AccountId) -> Reporting {
    machine.core.session(id).unwrap().reporting.expect("its grant has the scope")
}

fn calls(machine: &Machine) -> u64 {
    machine.sandbox.world().count(Place::PersonalData)
}

#[tokio::test]
async fn an_account_is_reported_every_seven_days() {
    let machine = Machine::new().await;
    let session = sign_in(&machine, stock::MIRA).await;
    let id = session.record.id;
    assert_eq!(session.reporting.unwrap().due_at, Some(session.record.signed_in_at + 7 * DAY));
    for (passed, called) in [(6 * DAY, 0), (DAY, 1), (Duration::ZERO, 1), (6 * DAY, 1), (DAY, 2)] {
        machine.advance(passed);
        machine.core.report_due_personal_data().await;
        assert_eq!(calls(&machine), called, "after {passed:?} more");
    }
    let Reporting { state, due_at } = reporting(&machine, &id);
    assert_eq!((state.outcome, state.cycle_days), (Some(ReportOutcome::Unchanged), 7));
    assert_eq!((state.reported_at, due_at), (Some(machine.core.now()), Some(machine.core.now() + 7 * DAY)));
    let attempt = machine.last_attempt();
    assert_eq!((attempt.kind, attempt.outcome), (AttemptKind::PersonalDataReport, AttemptOutcome::Succeeded));
    assert_eq!((attempt.steps[0].kind, attempt.steps[0].fact.as_deref()), (StepKind::PersonalDataReported, Some("1")));
}

#[tokio::test]
async fn a_closed_account_is_erased() {
    let machine = Machine::new().await;
    let (mira, jonas) =
        (sign_in(&machine, stock::MIRA).await.record.id, sign_in(&machine, stock::JONAS).await.record.id);
    machine.advance(7 * DAY);
    machine.sandbox.world().set_account_status(stock::JONAS, AccountStatus::Closed);
    machine.core.report_due_personal_data().await;
    assert_eq!(calls(&machine), 1, "one call reports both");
    assert_eq!(machine.core.session(&jonas).unwrap_err().code(), Code::AccountNotFound);
    assert!(machine.vault().await.tokens(&jonas).unwrap().is_none());
    assert_eq!(reporting(&machine, &mira).state.outcome, Some(ReportOutcome::Unchanged));
}

#[tokio::test]
async fn a_report_by_hand_tells_that_an_account_is_closed() {
    let machine = Machine::new().await;
    let id = sign_in(&machine, stock::MIRA).await.record.id;
    let session = machine.core.report_personal_data(&id).await.unwrap().expect("it is open");
    assert_eq!(session.reporting.unwrap().state.outcome, Some(ReportOutcome::Unchanged));
    machine.sandbox.world().set_account_status(stock::MIRA, AccountStatus::Closed);
    assert!(machine.core.report_personal_data(&id).await.unwrap().is_none());
    assert!(machine.core.sessions().unwrap().is_empty());
}

#[tokio::test]
async fn an_updated_account_is_read_again() {
    let machine = Machine::new().await;
    let id = sign_in(&machine, stock::MIRA).await.record.id;
    machine.advance(7 * DAY);
    machine.sandbox.world().set_account_status(stock::MIRA, AccountStatus::Active);
    machine.advance(Duration::from_mins(1));
    let read = machine.sandbox.world().count(Place::Me);
    machine.core.report_due_personal_data().await;
    assert_eq!(machine.sandbox.world().count(Place::Me), read + 1);
    let session = machine.core.session(&id).unwrap();
    assert_eq!(session.reporting.unwrap().state.outcome, Some(ReportOutcome::Updated));
    assert_eq!(session.details.profile_stored_at, Some(machine.core.now()));
    machine.core.report_personal_data(&id).await.unwrap();
    assert_eq!(reporting(&machine, &id).state.outcome, Some(ReportOutcome::Unchanged), "what is stored is new");
}

#[tokio::test]
async fn an_updated_profile_that_cannot_be_read_again_is_erased() {
    let machine = Machine::new().await;
    let id = sign_in(&machine, stock::MIRA).await.record.id;
    machine.sandbox.world().set_account_status(stock::MIRA, AccountStatus::Active);
    machine.sandbox.world().set_fault(Fault::once(Place::Me, Effect::Status { status: 503 }));
    let session = machine.core.report_personal_data(&id).await.unwrap().expect("the account stays");
    assert!(session.details.profile.is_none() && session.details.avatar.is_none());
    let reporting = session.reporting.unwrap();
    assert_eq!((reporting.state.outcome, reporting.due_at), (Some(ReportOutcome::Updated), None));
    machine.advance(8 * DAY);
    machine.core.report_due_personal_data().await;
    assert_eq!(calls(&machine), 1, "nothing personal is stored any more");
}

#[tokio::test]
async fn the_server_says_when_to_report_again_after_a_failure() {
    let machine = Machine::new().await;
    let id = sign_in(&machine, stock::MIRA).await.record.id;
    machine.advance(7 * DAY);
    machine.sandbox.world().set_fault(Fault::once(Place::PersonalData, Effect::RateLimited { retry_after: Some(600) }));
    machine.core.report_due_personal_data().await;
    let reporting = reporting(&machine, &id);
    assert_eq!(reporting.state.failure.unwrap().problem.code, Code::RateLimited);
    assert_eq!(reporting.due_at, Some(machine.core.now() + Duration::from_mins(10)));
    let attempt = machine.last_attempt();
    assert_eq!((attempt.outcome, attempt.steps[0].state), (AttemptOutcome::Failed, StepState::Failed));
    for (passed, called) in [(9, 1), (1, 2)] {
        machine.advance(Duration::from_mins(passed));
        machine.core.report_due_personal_data().await;
        assert_eq!(calls(&machine), called);
    }
}

#[tokio::test]
async fn an_outage_is_tried_again_after_an_hour_and_told_by_hand() {
    for status in [500, 503] {
        let machine = Machine::new().await;
        let id = sign_in(&machine, stock::MIRA).await.record.id;
        machine.sandbox.world().set_fault(Fault::once(Place::PersonalData, Effect::Status { status }));
        let error = machine.core.report_personal_data(&id).await.unwrap_err();
        assert_eq!(error.code(), Code::ServerFailed);
        assert_eq!(reporting(&machine, &id).due_at, Some(machine.core.now() + Duration::from_hours(1)));
        machine.advance(Duration::from_mins(61));
        machine.core.report_due_personal_data().await;
        let reporting = reporting(&machine, &id);
        assert!(reporting.state.failure.is_none() && calls(&machine) == 2);
    }
}

#[tokio::test]
async fn a_refused_report_is_told_as_what_it_is() {
    let machine = Machine::new().await;
    let id = sign_in(&machine, stock::MIRA).await.record.id;
    machine.sandbox.world().set_fault(Fault::once(Place::PersonalData, Effect::Status { status: 400 }));
    assert_eq!(machine.core.report_personal_data(&id).await.unwrap_err().code(), Code::ReportRefused);
}

#[tokio::test]
async fn one_grant_reports_all_accounts_of_its_registration_and_none_reports_nothing() {
    let machine = Machine::new().await;
    let mira = machine.sign_in().await;
    assert!(mira.reporting.is_none(), "her grant lacks the scope");
    machine.advance(8 * DAY);
    machine.core.report_due_personal_data().await;
    assert_eq!(calls(&machine), 0);
    sign_in(&machine, stock::JONAS).await;
    machine.sandbox.world().set_account_status(stock::MIRA, AccountStatus::Closed);
    machine.core.report_due_personal_data().await;
    assert_eq!(calls(&machine), 1);
    assert!(machine.core.session(&mira.record.id).is_err(), "his token reported her account");
}

#[tokio::test]
async fn a_token_that_is_withdrawn_is_renewed_or_another_one_reports() {
    let machine = Machine::new().await;
    let (mira, jonas) =
        (sign_in(&machine, stock::MIRA).await.record.id, sign_in(&machine, stock::JONAS).await.record.id);
    machine.sandbox.world().set_fault(Fault::once(Place::PersonalData, Effect::RevokedGrant));
    machine.core.report_personal_data(&mira).await.unwrap();
    assert_eq!(machine.core.session(&mira).unwrap().record.renewals, 1);
    machine.sandbox.world().change_password(stock::MIRA);
    machine.advance(8 * DAY);
    machine.core.report_due_personal_data().await;
    for id in [&mira, &jonas] {
        assert_eq!(reporting(&machine, id).state.reported_at, Some(machine.core.now()));
    }
}

#[tokio::test]
async fn ninety_accounts_go_into_a_call() {
    let machine = Machine::new().await;
    let session = sign_in(&machine, stock::MIRA).await;
    let vault = machine.vault().await;
    let tokens = vault.tokens(&session.record.id).unwrap().unwrap();
    for _ in 0..95 {
        let mut record = session.record.clone();
        record.id = AccountId::random();
        record.atlassian_id = format!("712020:{}", record.id);
        vault.put_session(&record, &session.details, &tokens).unwrap();
    }
    machine.advance(7 * DAY);
    machine.core.report_due_personal_data().await;
    assert_eq!(calls(&machine), 2);
    machine.advance(7 * DAY);
    machine.sandbox.world().set_fault(Fault::new(Place::PersonalData, Effect::Status { status: 500 }));
    machine.core.report_due_personal_data().await;
    machine.core.report_due_personal_data().await;
    assert_eq!(calls(&machine), 3, "the first failure ends it for all that are left");
}

#[tokio::test]
async fn an_account_whose_id_is_unknown_is_not_reported() {
    let machine = Machine::new().await;
    machine.sandbox.world().set_fault(Fault::once(Place::Me, Effect::Status { status: 503 }));
    let session = sign_in(&machine, stock::MIRA).await;
    assert_eq!(session.record.atlassian_id, session.record.id.to_string());
    machine.advance(8 * DAY);
    machine.core.report_due_personal_data().await;
    machine.core.report_personal_data(&session.record.id).await.unwrap().expect("it stays");
    assert_eq!(calls(&machine), 0);
}

#[tokio::test]
async fn in_private_mode_nothing_is_stored_and_nothing_reported() {
    let machine = Machine::new().await;
    let id = sign_in(&machine, stock::MIRA).await.record.id;
    machine.core.put_settings(Settings { private_mode: true, ..Settings::default() }).unwrap();
    assert_eq!(reporting(&machine, &id).due_at, None);
    machine.advance(8 * DAY);
    machine.core.report_due_personal_data().await;
    machine.core.report_personal_data(&id).await.unwrap().expect("it stays");
    assert_eq!(calls(&machine), 0);
}
