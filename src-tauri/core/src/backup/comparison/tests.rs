#![allow(clippy::unwrap_used)]

use jiff::SignedDuration;

use super::*;
use crate::registration::{CallbackUrl, Endpoints, Environment, SecretSource};
use crate::scope::ScopeSet;
use crate::session::AccountDetails;
use crate::vault::StoredTokens;

/// A registration that is like no other but by its client id and cloud.
pub(in crate::backup) fn registration(name: &str) -> SavedRegistration {
    let registration = Registration {
        id: RegistrationId::random(),
        name: name.to_owned(),
        environment: Environment::Production,
        cloud: Cloud::Commercial,
        client_id: "client-id".to_owned(),
        secret_source: SecretSource::Sealed,
        source_unconfirmed: false,
        callbacks: vec![CallbackUrl::parse(CallbackUrl::DEEP_LINK).unwrap()],
        scopes: ScopeSet::parse("read:jira-work").unwrap(),
        notes: String::new(),
        default_account: None,
        source: None,
        console_steps: std::collections::BTreeSet::new(),
    };
    SavedRegistration { registration, client_secret: Some(Secret::new("client-secret".to_owned())) }
}

/// An account with tokens of some minutes after the epoch.
pub(in crate::backup) fn account(registration: &Registration, person: &str, minutes: i64) -> SavedAccount {
    let at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
    let record = SessionRecord {
        id: AccountId::random(),
        registration: registration.id.clone(),
        atlassian_id: person.to_owned(),
        requested: ScopeSet::default(),
        granted: ScopeSet::default(),
        signed_in_at: Timestamp::UNIX_EPOCH,
        renewed_at: Some(at),
        renewals: 1,
        verdict: None,
        clock: None,
        report: crate::session::ReportState::default(),
        obtained_at: at,
        expires_at: None,
        renewable: true,
        profile_problem: None,
        sites_problem: None,
    };
    let tokens = StoredTokens {
        access_token: Secret::new(format!("access-{person}-{minutes}")),
        refresh_token: Some(Secret::new(format!("refresh-{person}-{minutes}"))),
    };
    SavedAccount { record, details: AccountDetails::default(), tokens }
}

fn contents(registrations: Vec<SavedRegistration>, accounts: Vec<SavedAccount>) -> Contents {
    let (made_at, made_by) = (Timestamp::UNIX_EPOCH, "0.1.0".to_owned());
    Contents { made_at, made_by, registrations, accounts, settings: Settings::default() }
}

fn here(registrations: &[&SavedRegistration], accounts: &[&SavedAccount]) -> Here {
    Here {
        registrations: registrations.iter().map(|saved| (*saved).clone()).collect(),
        accounts: accounts.iter().map(|saved| saved.record.clone()).collect(),
        settings: Settings::default(),
    }
}

fn of_registrations(plan: &Plan) -> Vec<Because> {
    plan.registrations.iter().map(|planned| planned.because).collect()
}

fn of_accounts(plan: &Plan) -> Vec<Because> {
    plan.accounts.iter().map(|planned| planned.because).collect()
}

fn changed(saved: &SavedRegistration, change: impl FnOnce(&mut Registration)) -> SavedRegistration {
    let mut saved = saved.clone();
    change(&mut saved.registration);
    saved
}

#[test]
fn everything_is_new_where_nothing_is() {
    let app = registration("App");
    let accounts = vec![account(&app.registration, "mira", 1), account(&app.registration, "noor", 1)];
    let contents = contents(vec![app.clone()], accounts);
    let plan = Plan::of(&contents, &here(&[], &[]));
    assert_eq!(of_registrations(&plan), [Because::New]);
    assert_eq!(of_accounts(&plan), [Because::New, Because::New]);
    assert_eq!(plan.settings, Because::Same);
    assert_eq!(plan.registrations[0].registration, app.registration, "it keeps its id");
}

#[test]
fn a_registration_is_known_by_its_id_or_by_its_app_and_environment() {
    let app = registration("App");
    let renamed = changed(&app, |registration| registration.name = "Renamed".into());
    let other_id = changed(&app, |registration| registration.id = RegistrationId::random());
    let other_environment = changed(&other_id, |registration| registration.environment = Environment::Staging);
    let judged = |saved: &SavedRegistration| {
        let accounts = vec![account(&saved.registration, "mira", 1)];
        let plan = Plan::of(&contents(vec![saved.clone()], accounts), &here(&[&app], &[]));
        assert_eq!(plan.accounts[0].record.registration, plan.registrations[0].registration.id, "it maps its accounts");
        (plan.registrations[0].because, plan.registrations[0].registration.id == app.registration.id)
    };
    assert_eq!(judged(&app), (Because::Same, true));
    assert_eq!(judged(&renamed), (Because::Newer, true), "it worked for an account, and nothing here did");
    assert_eq!(judged(&other_id), (Because::Same, true));
    assert_eq!(judged(&other_environment), (Because::New, false));
}

#[test]
fn another_app_under_a_known_id_is_added_beside_it() {
    let app = registration("App");
    let endpoints = Endpoints {
        authorization_url: "https://evil.example".parse().unwrap(),
        api_url: "https://evil.example".parse().unwrap(),
    };
    for other in [
        changed(&app, |registration| registration.client_id = "another".into()),
        changed(&app, |registration| registration.cloud = Cloud::Custom(endpoints)),
    ] {
        let accounts = vec![account(&other.registration, "mira", 9)];
        let known = account(&app.registration, "mira", 1);
        let plan = Plan::of(&contents(vec![other], accounts), &here(&[&app], &[&known]));
        assert_eq!(of_registrations(&plan), [Because::New]);
        assert_ne!(plan.registrations[0].registration.id, app.registration.id);
        assert_eq!(of_accounts(&plan), [Because::New], "tokens of another app replace none here");
    }
}

#[test]
fn two_registrations_of_one_app_stay_two() {
    let app = registration("First");
    let second = changed(&app, |registration| {
        registration.id = RegistrationId::random();
        registration.name = "Second".into();
    });
    let elsewhere = changed(&app, |registration| registration.id = RegistrationId::random());
    let plan = Plan::of(&contents(vec![second.clone(), app.clone()], Vec::new()), &here(&[], &[]));
    assert_eq!(of_registrations(&plan), [Because::New, Because::New]);
    let plan = Plan::of(&contents(vec![second, app], Vec::new()), &here(&[&elsewhere], &[]));
    assert_eq!(of_registrations(&plan), [Because::Older, Because::New], "one here is not two of the backup's");
}

#[test]
fn a_registration_here_stays_unless_the_backups_is_known_to_be_of_more_use() {
    let app = registration("App");
    let edited = changed(&app, |registration| registration.name = "Edited".into());
    let without_secret = SavedRegistration { client_secret: None, ..app.clone() };
    let (early, late) = (account(&app.registration, "mira", 1), account(&app.registration, "noor", 2));
    let judged = |saved: &SavedRegistration, theirs: &[i64], here_too: &SavedRegistration, ours: &[&SavedAccount]| {
        let accounts = theirs.iter().map(|at| account(&saved.registration, "ona", *at)).take(1).collect();
        Plan::of(&contents(vec![saved.clone()], accounts), &here(&[here_too], ours)).registrations[0].because
    };
    assert_eq!(judged(&edited, &[], &app, &[]), Because::Older, "nothing says that it is newer");
    assert_eq!(judged(&edited, &[1], &app, &[&late]), Because::Older);
    assert_eq!(judged(&edited, &[2], &app, &[&early, &late]), Because::Older);
    assert_eq!(judged(&edited, &[3], &app, &[&early, &late]), Because::Newer);
    assert_eq!(judged(&app, &[], &without_secret, &[&late]), Because::Newer, "here it can do nothing");
    assert_eq!(judged(&without_secret, &[9], &app, &[]), Because::Older, "a secret is not taken away");
}

#[test]
fn an_older_token_never_replaces_a_newer_one() {
    let app = registration("App");
    let judged = |theirs: i64, here_minutes: i64, edit: &dyn Fn(&mut SessionRecord, &mut SessionRecord)| {
        let mut saved = account(&app.registration, "mira", theirs).record;
        let mut here = account(&app.registration, "mira", here_minutes).record;
        edit(&mut saved, &mut here);
        judge_account(&saved, Some(&here))
    };
    let dead_here = |_: &mut SessionRecord, here: &mut SessionRecord| here.verdict = Some(verdict());
    let spent_in_backup = |saved: &mut SessionRecord, _: &mut SessionRecord| saved.verdict = Some(verdict());
    let never_renewed = |saved: &mut SessionRecord, _: &mut SessionRecord| saved.renewed_at = None;
    assert_eq!(judged(5, 5, &|_, _| {}), Because::Same);
    assert_eq!(judged(4, 5, &|_, _| {}), Because::Older);
    assert_eq!(judged(6, 5, &|_, _| {}), Because::Newer);
    assert_eq!(judged(6, 5, &never_renewed), Because::Newer, "a new sign-in counts like a renewal");
    assert_eq!(judged(4, 5, &dead_here), Because::Older, "an older token is spent, whatever became of the newer one");
    assert_eq!(judged(6, 5, &dead_here), Because::Newer);
    assert_eq!(judged(6, 5, &spent_in_backup), Because::Older);
}

#[test]
fn an_account_keeps_the_id_that_it_has_here() {
    let app = registration("App");
    let known = account(&app.registration, "mira", 1);
    let plan =
        Plan::of(&contents(vec![app.clone()], vec![account(&app.registration, "mira", 2)]), &here(&[&app], &[&known]));
    assert_eq!(of_accounts(&plan), [Because::Newer]);
    assert_eq!(plan.accounts[0].record.id, known.record.id);
    let mut unread = account(&app.registration, "mira", 2);
    unread.record.id = known.record.id.clone();
    unread.record.atlassian_id = known.record.id.to_string();
    let plan = Plan::of(&contents(vec![app.clone()], vec![unread]), &here(&[&app], &[&known]));
    assert_eq!(of_accounts(&plan), [Because::Newer], "one whose profile was never read is known by Trilo's id");
}

#[test]
fn an_account_never_takes_the_place_of_another_with_its_id() {
    let (app, other) = (registration("App"), changed(&registration("Other"), |other| other.client_id = "other".into()));
    let known = account(&app.registration, "mira", 1);
    let mut intruder = account(&other.registration, "noor", 9);
    intruder.record.id = known.record.id.clone();
    let plan = Plan::of(&contents(vec![other], vec![intruder]), &here(&[&app], &[&known]));
    assert_eq!(of_accounts(&plan), [Because::New]);
    assert_ne!(plan.accounts[0].record.id, known.record.id);
}

#[test]
fn of_one_person_twice_in_a_backup_the_latest_counts() {
    let app = registration("App");
    let accounts = [3, 5, 4].map(|minutes| account(&app.registration, "mira", minutes)).into();
    let plan = Plan::of(&contents(vec![app], accounts), &here(&[], &[]));
    assert_eq!(of_accounts(&plan), [Because::Older, Because::New, Because::Older]);
}

#[test]
fn an_account_without_its_registration_is_skipped_though_one_with_that_id_is_here() {
    let app = registration("App");
    let plan = Plan::of(&contents(Vec::new(), vec![account(&app.registration, "mira", 9)]), &here(&[&app], &[]));
    assert_eq!(of_accounts(&plan), [Because::RegistrationMissing]);
    assert_eq!(plan.accounts[0].because.action(), Action::Skip);
}

#[test]
fn a_sandbox_stays_where_it_listens_now() {
    let at = |port: u16| {
        let url: url::Url = format!("http://127.0.0.1:{port}").parse().unwrap();
        Cloud::Sandbox(Endpoints { authorization_url: url.clone(), api_url: url })
    };
    let known = changed(&registration("Sandbox"), |sandbox| sandbox.cloud = at(7008));
    let saved = changed(&registration("Sandbox"), |sandbox| sandbox.cloud = at(9999));
    let plan = Plan::of(&contents(vec![saved], Vec::new()), &here(&[&known], &[]));
    assert_eq!(of_registrations(&plan), [Because::Same]);
    assert_eq!(plan.registrations[0].registration.cloud, at(7008));
}

#[test]
fn items_are_named_in_the_order_of_the_backup() {
    let app = registration("App");
    let contents = contents(vec![app.clone()], vec![account(&app.registration, "mira", 1)]);
    let items = Plan::of(&contents, &here(&[], &[])).items(&contents);
    let told: Vec<_> = items.iter().map(|item| (item.kind, &*item.name, item.of.as_deref())).collect();
    let expected = [
        (ItemKind::Registration, "App", None),
        (ItemKind::Account, "mira", Some("App")),
        (ItemKind::Settings, "", None),
    ];
    assert_eq!(told, expected);
}

fn verdict() -> crate::session::Verdict {
    crate::session::Verdict { problem: crate::Error::RefreshTokenMissing.problem(), at: Timestamp::UNIX_EPOCH }
}
