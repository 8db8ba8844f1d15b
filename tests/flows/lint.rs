//! What is found in a registration before anybody signs in with it.

use std::collections::BTreeMap;

use trilo_core::app_config::{ConfigFiles, FindingKind as ConfigFindingKind};
use trilo_core::catalogue::Catalogue;
use trilo_core::registration::{
    Cloud, CloudDraft, Environment, FindingKind, Fix, RegistrationDraft, RegistrationFinding, SecretSource,
};

use crate::machine::Machine;

/// The findings of the machine's registration after a change.
fn findings(machine: &Machine, draft: RegistrationDraft) -> Vec<RegistrationFinding> {
    machine.core.update_registration(&machine.registration, draft).unwrap();
    machine.core.listed_registrations().unwrap().remove(0).findings
}

fn kinds(machine: &Machine, draft: RegistrationDraft) -> Vec<FindingKind> {
    findings(machine, draft).iter().map(|finding| finding.kind).collect()
}

#[tokio::test]
async fn a_registration_that_works_has_no_findings() {
    let machine = Machine::new().await;
    assert_eq!(findings(&machine, machine.draft()), []);
}

#[tokio::test]
async fn scopes_that_break_the_consent_page_are_found_with_their_fix() {
    let machine = Machine::new().await;
    let scopes = ["openid", "read:jira-werk", "read:issue:jira", "read:jira-work"].map(ToOwned::to_owned).to_vec();
    let found = findings(&machine, RegistrationDraft { scopes, ..machine.draft() });
    let kinds: Vec<_> = found.iter().map(|finding| (finding.kind, &*finding.subject)).collect();
    let expected = [
        (FindingKind::ScopeBreaksConsent, "openid"),
        (FindingKind::ScopeUnknown, "read:jira-werk"),
        (FindingKind::MixedScopes, "Jira"),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(found[0].fix, Some(Fix::RemoveScope { scope: "openid".into() }));
}

#[tokio::test]
async fn too_many_scopes_and_the_long_url_that_they_make_are_found() {
    let machine = Machine::new().await;
    let granular = Catalogue::built_in().scopes().iter().map(|known| known.scope.as_str());
    let scopes = granular.filter(|scope| scope.ends_with(":jira")).take(60).map(ToOwned::to_owned).collect();
    let found = kinds(&machine, RegistrationDraft { scopes, ..machine.draft() });
    assert_eq!(found, [FindingKind::TooManyScopes, FindingKind::UrlTooLong]);
}

#[tokio::test]
async fn callbacks_that_easily_differ_from_the_console_are_found() {
    let machine = Machine::new().await;
    let callbacks = ["http://localhost:7007/back", "http://127.0.0.1:7007/back", "http://localhost:7007/other/"];
    let callbacks = callbacks.map(ToOwned::to_owned).to_vec();
    let draft = RegistrationDraft { callbacks, environment: Environment::Production, ..machine.draft() };
    let spelling = FindingKind::CallbackLocalhostOrAddress;
    let expected = [FindingKind::CallbackTrailingSlash, spelling, spelling, FindingKind::ProductionOnLoopback];
    assert_eq!(kinds(&machine, draft), expected);
}

#[tokio::test]
async fn a_secret_that_is_not_there_is_found() {
    let machine = Machine::new().await;
    let secret_source = SecretSource::Environment { variable: "TRILO_TEST_NO_SUCH_VARIABLE".into() };
    let draft = RegistrationDraft { secret_source, client_secret: None, ..machine.draft() };
    assert_eq!(kinds(&machine, draft), [FindingKind::SecretMissing]);
}

#[tokio::test]
async fn environments_that_are_mixed_up_are_found() {
    let machine = Machine::new().await;
    let tools = "https://tools.example/back".to_owned();
    let production = RegistrationDraft {
        name: "Live".into(),
        environment: Environment::Production,
        callbacks: vec![tools.clone()],
        ..machine.draft()
    };
    machine.core.add_registration(production).unwrap();
    let found = findings(&machine, RegistrationDraft { callbacks: vec![tools.clone()], ..machine.draft() });
    let found: Vec<_> = found.iter().map(|finding| (finding.kind, &*finding.subject)).collect();
    assert_eq!(found, [(FindingKind::SameClientElsewhere, "Live"), (FindingKind::CallbackOfProduction, &*tools)]);
    let any = RegistrationDraft { environment: Environment::Any, callbacks: vec![tools], ..machine.draft() };
    assert_eq!(kinds(&machine, any), [], "it may be meant for production");
}

#[tokio::test]
async fn whether_an_app_in_production_is_shared_is_a_hint_until_two_people_are_signed_in() {
    let machine = Machine::new().await;
    let callbacks = vec!["https://tools.example/back".to_owned()];
    let draft = RegistrationDraft {
        environment: Environment::Production,
        cloud: CloudDraft::Known(Cloud::Commercial),
        callbacks,
        ..machine.draft()
    };
    assert_eq!(kinds(&machine, draft), [FindingKind::SharingUnknown]);
}

#[tokio::test]
async fn a_followed_app_config_is_looked_through() {
    let machine = Machine::without_registration(tempfile::tempdir().unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    let config = "auth: {providers: {atlassian: {production: {clientId: p, clientSecret: canary-secret}}}}";
    std::fs::write(folder.path().join("app-config.yaml"), config).unwrap();
    let from = ConfigFiles { paths: vec![folder.path().to_owned()], environment_file: None };
    let read = machine.core.read_app_config(from, BTreeMap::default()).await.unwrap();
    assert!(read.findings.iter().any(|finding| finding.kind == ConfigFindingKind::SecretInSharedFile));
    let id = machine.core.import_app_config(&read.id, &["production".to_owned()], true).unwrap().remove(0);
    let listed = machine.core.listed_registrations().unwrap().remove(0);
    let found = listed.findings.iter().find(|finding| finding.kind == FindingKind::SecretInSharedFile).unwrap();
    assert!(found.subject.ends_with("app-config.yaml"), "{found:?}");
    assert!(!format!("{:?}", listed.findings).contains("canary-secret"));
    let draft = RegistrationDraft {
        environment: Environment::Development,
        client_id: "p".into(),
        cloud: CloudDraft::Known(Cloud::Commercial),
        client_secret: None,
        ..machine.draft()
    };
    machine.core.update_registration(&id, draft).unwrap();
    let findings = machine.core.listed_registrations().unwrap().remove(0).findings;
    let differs = findings.into_iter().find(|finding| finding.kind == FindingKind::EnvironmentDiffers).unwrap();
    assert_eq!(differs.fix, Some(Fix::SetEnvironment { environment: Environment::Production }));
}
