//! Registrations that come from Backstage's app-config.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use trilo_core::app_config::{ConfigFiles, ExportFormat, read_shared};
use trilo_core::registration::{CloudDraft, RegistrationDraft, SecretSource};
use trilo_core::secret::Secret;
use trilo_core::sessions::{ChangedConfig, ConfigReading};
use trilo_core::{Code, Core, Error};
use trilo_sandbox::stock;

use crate::machine::{CLIENT_ID, DEEP_LINK, Machine};

const BASE: &str = "
auth:
  providers:
    atlassian:
      development:
        clientId: ${AUTH_ATLASSIAN_CLIENT_ID}
        clientSecret: ${AUTH_ATLASSIAN_CLIENT_SECRET}
      staging:
        clientId: [broken]
";
const PRODUCTION: &str = "auth: {providers: {atlassian: {production: {clientId: p, clientSecret: q}}}}";

/// A folder with three layers; the development client is not named in any of them.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let local = format!("auth: {{providers: {{atlassian: {{development: {{callbackUrl: '{DEEP_LINK}'}}}}}}}}");
    write(folder.path(), "app-config.yaml", BASE);
    write(folder.path(), "app-config.local.yaml", &local);
    write(folder.path(), "app-config.production.yaml", PRODUCTION);
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

fn values(secret: &str) -> BTreeMap<String, Secret<String>> {
    [("BACKSTAGE_ENV", "production"), ("AUTH_ATLASSIAN_CLIENT_ID", CLIENT_ID), ("AUTH_ATLASSIAN_CLIENT_SECRET", secret)]
        .map(|(name, value)| (name.to_owned(), Secret::new(value.to_owned())))
        .into()
}

async fn read(core: &Core, folder: &Path, secret: &str) -> Result<ConfigReading, Error> {
    let from = ConfigFiles { paths: vec![folder.to_owned()], environment_file: None };
    core.read_app_config(from, values(secret)).await
}

fn development() -> Vec<String> {
    vec!["development".to_owned()]
}

#[tokio::test]
async fn an_environment_of_three_layers_is_filled_imported_followed_and_signed_in_with() {
    let mut machine = Machine::without_registration(tempfile::tempdir().unwrap()).await;
    let folder = folder();
    let first = read(&machine.core, folder.path(), "").await.unwrap();
    let names: Vec<_> = first.environments.iter().map(|read| read.environment.name.as_str()).collect();
    assert_eq!((first.files.len(), names), (3, vec!["development", "staging", "production"]));
    assert_eq!(first.environments[0].environment.missing, ["AUTH_ATLASSIAN_CLIENT_SECRET"]);
    assert!(first.environments[1].environment.error.is_some(), "one broken environment stops no other");
    assert!(machine.core.import_app_config(&first.id, &development(), true).is_err(), "there is no secret yet");

    let filled = read(&machine.core, folder.path(), stock::CLIENT_SECRET).await.unwrap();
    let id = machine.core.import_app_config(&filled.id, &development(), true).unwrap().remove(0);
    assert!(machine.core.changed_app_configs().await.unwrap().is_empty());
    // The sandbox stands in for Atlassian's cloud, which app-config cannot name.
    let here = machine.core.registration(&id).unwrap();
    let draft = RegistrationDraft { name: here.name.clone(), callbacks: vec![DEEP_LINK.into()], ..machine.draft() };
    machine.core.update_registration(&id, draft).unwrap();
    machine.registration = id.clone();
    let account = machine.sign_in().await.record.id;

    let changed = PRODUCTION.replace("production:", "development: {additionalScopes: write:jira-work}, production:");
    write(folder.path(), "app-config.production.yaml", &changed);
    let noticed = machine.core.changed_app_configs().await.unwrap();
    assert_eq!(noticed.iter().map(|changed| &changed.registration).collect::<Vec<_>>(), [&id]);
    let again = read(&machine.core, folder.path(), stock::CLIENT_SECRET).await.unwrap();
    assert_eq!(again.environments[0].known.as_ref(), Some(&id));
    assert_eq!(machine.core.import_app_config(&again.id, &development(), true).unwrap(), std::slice::from_ref(&id));
    assert!(machine.core.changed_app_configs().await.unwrap().is_empty());
    assert!(machine.core.registration(&id).unwrap().scopes.to_string().ends_with("write:jira-work"));
    machine.core.refresh(&account).await.expect("the account is kept");
}

#[tokio::test]
async fn what_was_read_is_held_for_ten_minutes_and_not_beyond_a_lock() {
    let machine = Machine::new().await;
    let folder = folder();
    let gone =
        |id| machine.core.import_app_config(&id, &development(), false).unwrap_err().code() == Code::AppConfigGone;
    let late = read(&machine.core, folder.path(), "some-secret").await.unwrap().id;
    machine.advance(Duration::from_mins(10));
    assert!(gone(late));
    let locked = read(&machine.core, folder.path(), "some-secret").await.unwrap().id;
    machine.core.lock().unwrap();
    machine.core.unlock(None).await.unwrap();
    assert!(gone(locked));
}

const FORMATS: [ExportFormat; 6] = [
    ExportFormat::AppConfig,
    ExportFormat::AppConfigOlder,
    ExportFormat::Dotenv,
    ExportFormat::Json,
    ExportFormat::Share,
    ExportFormat::Link,
];

/// The values of a folder whose development environment is a file of its own, which a typed value names.
fn named(secret: &str) -> BTreeMap<String, Secret<String>> {
    [("PART", "canary-part"), ("SECRET", secret)]
        .map(|(name, value)| (name.to_owned(), Secret::new(value.to_owned())))
        .into()
}

/// A machine with a registration that follows such a folder with a `.env` file.
async fn following() -> (Machine, TempDir, ConfigFiles) {
    let mut machine = Machine::without_registration(tempfile::tempdir().unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    let base = "auth: {providers: {atlassian: {development: {$include: '${PART}.yaml'}}}}";
    write(folder.path(), "app-config.yaml", base);
    write(folder.path(), "canary-part.yaml", "{clientId: '${ID}', clientSecret: '${SECRET}'}");
    write(folder.path(), ".env", "ID=some-client\n");
    let from =
        ConfigFiles { paths: vec![folder.path().to_owned()], environment_file: Some(folder.path().join(".env")) };
    let reading = machine.core.read_app_config(from.clone(), named("canary-secret")).await.unwrap();
    machine.registration = machine.core.import_app_config(&reading.id, &development(), true).unwrap().remove(0);
    (machine, folder, from)
}

/// The draft that would change nothing of a machine's registration.
fn unchanged(machine: &Machine) -> RegistrationDraft {
    let here = machine.core.registration(&machine.registration).unwrap();
    RegistrationDraft {
        name: here.name,
        environment: here.environment,
        cloud: CloudDraft::Known(here.cloud),
        client_id: here.client_id,
        client_secret: None,
        secret_source: here.secret_source,
        callbacks: here.callbacks.iter().map(|callback| callback.as_str().to_owned()).collect(),
        scopes: here.scopes.to_strings(),
        notes: here.notes,
    }
}

fn command() -> SecretSource {
    SecretSource::Command { command: "some-manager canary-argument".into() }
}

#[tokio::test]
async fn what_is_written_out_holds_nothing_that_is_only_of_this_computer() {
    let (machine, _folder, _) = following().await;
    let noted = RegistrationDraft { notes: "canary-notes".into(), ..unchanged(&machine) };
    let commanded = RegistrationDraft { secret_source: command(), ..noted.clone() };
    for draft in [noted, commanded] {
        machine.core.update_registration(&machine.registration, draft).unwrap();
        let here = machine.core.registration(&machine.registration).unwrap();
        assert_eq!(here.source.unwrap().values["PART"], "canary-part");
        assert_eq!(here.notes, "canary-notes");
        for format in FORMATS {
            let written = machine.core.export_registration(&machine.registration, format).unwrap();
            assert!(!written.text.contains("canary"), "{format:?}: {}", written.text);
            assert!(!written.name.contains("canary"), "{format:?}: {}", written.name);
        }
    }
}

#[tokio::test]
async fn a_followed_registration_keeps_where_its_secret_comes_from_and_the_values_that_were_typed() {
    let (machine, folder, from) = following().await;
    assert!(machine.core.changed_app_configs().await.unwrap().is_empty());
    let draft = RegistrationDraft { secret_source: command(), ..unchanged(&machine) };
    machine.core.update_registration(&machine.registration, draft).unwrap();
    write(folder.path(), ".env", "ID=other-client\n");
    let changed = machine.core.changed_app_configs().await.unwrap();
    let expected = ChangedConfig {
        registration: machine.registration.clone(),
        files: from.paths.clone(),
        environment_file: from.environment_file.clone(),
    };
    assert_eq!(changed, [expected]);

    let elsewhere = ConfigFiles { environment_file: None, ..from.clone() };
    let without = machine.core.read_app_config(elsewhere, BTreeMap::new()).await.unwrap();
    assert_eq!(without.environments[0].environment.missing, ["PART"], "these files are not those that are followed");
    let again = machine.core.read_app_config(from, BTreeMap::new()).await.unwrap();
    assert_eq!(again.environments[0].environment.client_id.as_deref(), Some("other-client"));
    assert_eq!(again.environments[0].environment.missing, ["SECRET"]);
    let imported = machine.core.import_app_config(&again.id, &development(), true).unwrap();
    assert_eq!(imported, std::slice::from_ref(&machine.registration));
    let here = machine.core.registration(&machine.registration).unwrap();
    assert_eq!((here.client_id.as_str(), here.secret_source), ("other-client", command()));
    assert!(machine.core.changed_app_configs().await.unwrap().is_empty());
}

#[tokio::test]
async fn two_environments_of_one_app_are_two_registrations() {
    let machine = Machine::without_registration(tempfile::tempdir().unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    let one = "{clientId: same, clientSecret: s}";
    let base = format!("auth: {{providers: {{atlassian: {{qa: {one}, test: {one}}}}}}}");
    write(folder.path(), "app-config.yaml", &base);
    let both = ["qa".to_owned(), "test".to_owned()];
    let known =
        |reading: &ConfigReading| reading.environments.iter().map(|read| read.known.clone()).collect::<Vec<_>>();
    for follow in [false, true, true] {
        let before: Vec<_> = machine.core.registrations().unwrap().into_iter().map(|here| Some(here.id)).collect();
        let reading = read(&machine.core, folder.path(), "").await.unwrap();
        assert_eq!(known(&reading), if before.is_empty() { vec![None, None] } else { before });
        let imported = machine.core.import_app_config(&reading.id, &both, follow).unwrap();
        assert_ne!(imported[0], imported[1]);
        assert_eq!(machine.core.registrations().unwrap().len(), 2);
    }
    let environments = machine.core.registrations().unwrap().into_iter().map(|here| here.source.unwrap().environment);
    assert_eq!(environments.collect::<Vec<_>>(), both);

    let other = tempfile::tempdir().unwrap();
    write(other.path(), "app-config.yaml", &base);
    let reading = read(&machine.core, other.path(), "").await.unwrap();
    assert_eq!(known(&reading), [None, None], "those follow other files");
}

#[tokio::test]
async fn what_was_read_is_held_no_longer_than_it_is_wanted() {
    let machine = Machine::new().await;
    let folder = folder();
    let first = read(&machine.core, folder.path(), "some-secret").await.unwrap().id;
    let second = read(&machine.core, folder.path(), "some-secret").await.unwrap().id;
    machine.core.discard_app_config(&first);
    let import = || machine.core.import_app_config(&second, &[], false).map_err(|error| error.code());
    assert_eq!(import(), Ok(Vec::new()), "another one is held");
    let third = read(&machine.core, folder.path(), "some-secret").await.unwrap().id;
    machine.core.discard_app_config(&third);
    machine.core.discard_app_config(&third);
    assert_eq!(machine.core.import_app_config(&third, &development(), false).unwrap_err().code(), Code::AppConfigGone);
}

#[tokio::test]
async fn what_is_written_out_holds_no_secret_and_can_be_read_again() {
    let machine = Machine::new().await;
    let export = |format| machine.core.export_registration(&machine.registration, format).unwrap().text;
    for format in FORMATS {
        assert!(!export(format).contains(stock::CLIENT_SECRET), "{format:?}");
    }
    for format in [ExportFormat::Share, ExportFormat::Link] {
        let shared = read_shared(&export(format)).unwrap();
        let here = machine.core.registration(&machine.registration).unwrap();
        assert_eq!((shared.client_id, shared.scopes), (here.client_id, here.scopes.to_strings()));
    }
    for format in [ExportFormat::AppConfig, ExportFormat::AppConfigOlder] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "app-config.yaml", &export(format));
        let reading = read(&machine.core, folder.path(), "some-secret").await.unwrap();
        let environment = &reading.environments[0].environment;
        assert_eq!(environment.scopes, ["read:jira-work", "read:jira-user"], "{format:?}");
        assert_eq!(environment.callback.as_deref(), Some(DEEP_LINK));
    }
    for text in
        ["", "{}", "trilo://registration", "trilo://oauth/callback?file=x", "trilo://registration?file={}&file={}"]
    {
        assert_eq!(read_shared(text).unwrap_err().code(), Code::SharedRegistrationUnreadable, "{text}");
    }
}
