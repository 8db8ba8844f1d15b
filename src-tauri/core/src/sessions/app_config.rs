//! App-config: read it, take environments in, follow it, write registrations out.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::Core;
use crate::app_config::{
    self, AppConfigError, ConfigEnvironment, ConfigFiles, ExportFormat, Exported, Finding, Reading, Variables, digest,
};
use crate::error::Error;
use crate::identifier::{AppConfigId, RegistrationId};
use crate::ports::Event;
use crate::registration::{
    CallbackUrl, Cloud, CloudDraft, ConfigSource, Field, FieldProblem, InvalidRegistration, Registration,
    RegistrationDraft, SecretSource,
};
use crate::secret::Secret;

/// An app-config that was read.
#[derive(Debug, Clone)]
pub struct ConfigReading {
    /// Under which it is held.
    pub id: AppConfigId,
    /// The files.
    pub files: Vec<PathBuf>,
    /// The environments.
    pub environments: Vec<ReadEnvironment>,
    /// Variables that are not set, and without which there are no environments.
    pub missing: Vec<String>,
    /// What else there is to know.
    pub findings: Vec<Finding>,
}

/// An environment, and what importing it would update.
#[derive(Debug, Clone)]
pub struct ReadEnvironment {
    /// The environment.
    pub environment: ConfigEnvironment,
    /// The registration that it would update.
    pub known: Option<RegistrationId>,
}

/// A registration whose app-config says something else now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedConfig {
    /// The registration.
    pub registration: RegistrationId,
    /// The files, or the folder.
    pub files: Vec<PathBuf>,
    /// The `.env` file.
    pub environment_file: Option<PathBuf>,
}

impl Core {
    /// Reads an app-config and holds it for ten minutes, in place of one that was read before.
    ///
    /// For files that are followed, the values that were typed at their import stand in for those that are not typed.
    pub async fn read_app_config(
        &self,
        from: ConfigFiles,
        mut values: BTreeMap<String, Secret<String>>,
    ) -> Result<ConfigReading, Error> {
        let registrations = self.0.vaults.main()?.registrations()?;
        self.0.app_config.clear();
        values.retain(|_, value| !value.expose().trim().is_empty());
        for source in registrations.iter().filter_map(|registration| registration.source.as_ref()) {
            if source.paths == from.paths && source.environment_file == from.environment_file {
                for (name, value) in &source.values {
                    values.entry(name.clone()).or_insert_with(|| Secret::new(value.clone()));
                }
            }
        }
        let reading = read_apart(from.clone(), Variables::of_process().with_typed(values)).await?;
        let known = known(&registrations, &from, &reading.environments);
        let read = |(environment, known): (&ConfigEnvironment, Option<&Registration>)| ReadEnvironment {
            environment: environment.clone(),
            known: known.map(|registration| registration.id.clone()),
        };
        let environments = reading.environments.iter().zip(known).map(read).collect();
        let id = AppConfigId::random();
        // Locked meanwhile, nothing may be held any more.
        self.0.vaults.main()?;
        self.hold_for_a_while(|core| &core.app_config, &id, (from, reading.environments));
        let Reading { files, missing, findings, .. } = reading;
        Ok(ConfigReading { id, files, environments, missing, findings })
    }

    /// Drops an app-config that was read; none being held is no error.
    pub fn discard_app_config(&self, id: &AppConfigId) {
        self.0.app_config.discard(id);
    }

    /// Adds or updates the registrations of environments that were read; their accounts stay.
    ///
    /// With `follow` each keeps the link to the files. Every environment is checked before anything changes.
    pub fn import_app_config(
        &self,
        id: &AppConfigId,
        names: &[String],
        follow: bool,
    ) -> Result<Vec<RegistrationId>, Error> {
        let vault = self.0.vaults.main()?;
        let registrations = vault.registrations()?;
        let (from, environments) = self.0.app_config.get(id, self.now()).ok_or(AppConfigError::Gone)?;
        let known = known(&registrations, &from, &environments);
        let mut drafts = Vec::new();
        for (environment, known) in environments.iter().zip(known) {
            if !names.contains(&environment.name) {
                continue;
            }
            let draft = draft(environment, known)?;
            draft.clone().into_registration(RegistrationId::random())?;
            drafts.push((environment, known.map(|registration| registration.id.clone()), draft));
        }
        let mut imported = Vec::new();
        for (environment, known, draft) in drafts {
            let registration = match known {
                Some(id) => self.update_registration(&id, draft).map(|()| id)?,
                None => self.add_registration(draft)?,
            };
            let source = follow.then(|| ConfigSource {
                paths: from.paths.clone(),
                environment_file: from.environment_file.clone(),
                environment: environment.name.clone(),
                values: environment.typed.clone(),
                digest: digest(environment),
                secret_in: environment.secret_in.clone(),
            });
            vault.change_registration(&registration, |registration| registration.source = source)?;
            imported.push(registration);
        }
        self.discard_app_config(id);
        self.emit(Event::AccountsChanged);
        Ok(imported)
    }

    /// The registrations whose files say something else than when they were imported, or cannot be read any more.
    pub async fn changed_app_configs(&self) -> Result<Vec<ChangedConfig>, Error> {
        let process = Variables::of_process();
        // Several registrations may follow environments of the same files.
        let mut read = BTreeMap::new();
        let mut changed = Vec::new();
        for registration in self.0.vaults.main()?.registrations()? {
            let Some(source) = registration.source else { continue };
            let ConfigSource { paths, environment_file, environment, values, digest, secret_in: _ } = source;
            let from = ConfigFiles { paths: paths.clone(), environment_file: environment_file.clone() };
            let key = (paths.clone(), environment_file.clone(), values.clone());
            let now = match read.entry(key) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    let values = values.into_iter().map(|(name, value)| (name, Secret::new(value))).collect();
                    entry.insert(digests(from, process.clone().with_typed(values)).await?)
                }
            };
            if now.get(&environment) != Some(&digest) {
                changed.push(ChangedConfig { registration: registration.id, files: paths, environment_file });
            }
        }
        Ok(changed)
    }

    /// Writes a registration out, without its secret.
    pub fn export_registration(&self, id: &RegistrationId, format: ExportFormat) -> Result<Exported, Error> {
        Ok(app_config::export(&self.registration(id)?, format))
    }
}

async fn read_apart(from: ConfigFiles, variables: Variables) -> Result<Reading, Error> {
    let read = tokio::task::spawn_blocking(move || app_config::read(&from, variables));
    Ok(read.await.map_err(|_| Error::Internal)??)
}

/// What each environment says, as digests; nothing for files that cannot be read.
async fn digests(from: ConfigFiles, variables: Variables) -> Result<BTreeMap<String, String>, Error> {
    match read_apart(from, variables).await {
        Ok(reading) => Ok(reading.environments.iter().map(|found| (found.name.clone(), digest(found))).collect()),
        Err(Error::AppConfig(_)) => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

/// For each environment the registration that follows it, or else one of the same app that follows nothing.
///
/// No registration is that of two environments.
fn known<'a>(
    registrations: &'a [Registration],
    from: &ConfigFiles,
    environments: &[ConfigEnvironment],
) -> Vec<Option<&'a Registration>> {
    let mut taken = HashSet::new();
    let mut matches: Vec<Option<&Registration>> = Vec::new();
    for environment in environments {
        let found = registrations.iter().find(|registration| {
            let source = registration.source.as_ref();
            source.is_some_and(|source| source.paths == from.paths && source.environment == environment.name)
        });
        taken.extend(found.map(|registration| &registration.id));
        matches.push(found);
    }
    for (environment, found) in environments.iter().zip(&mut matches).filter(|(_, found)| found.is_none()) {
        *found = registrations.iter().find(|registration| {
            Some(&registration.client_id) == environment.client_id.as_ref()
                // Backstage knows no cloud but the commercial one.
                && registration.cloud == Cloud::Commercial
                && registration.environment == environment.environment()
                && registration.source.is_none()
                && !taken.contains(&registration.id)
        });
        taken.extend(found.map(|registration| &registration.id));
    }
    matches
}

fn draft(environment: &ConfigEnvironment, known: Option<&Registration>) -> Result<RegistrationDraft, Error> {
    if let Some(error) = &environment.error {
        return Err(error.clone().into());
    }
    let empty = |field| InvalidRegistration { field, problem: FieldProblem::Empty };
    let client_id = environment.client_id.clone().ok_or_else(|| empty(Field::ClientId))?;
    let secret_source = known.map(kept_secret_source).unwrap_or_default();
    let client_secret = environment.client_secret.clone().filter(|_| secret_source.is_sealed());
    if client_secret.is_none() && secret_source.is_sealed() {
        return Err(empty(Field::ClientSecret).into());
    }
    // Backstage knows no cloud but the commercial one.
    let cloud = CloudDraft::from(known.map_or(&Cloud::Commercial, |registration| &registration.cloud));
    let kept = known.into_iter().flat_map(|registration| &registration.callbacks);
    let mut callbacks: Vec<String> =
        environment.callback.iter().cloned().chain(kept.map(|callback| callback.as_str().to_owned())).collect();
    if callbacks.is_empty() {
        callbacks.push(CallbackUrl::LOOPBACK.to_owned());
    }
    let name = known.map_or_else(|| format!("Backstage {}", environment.name), |known| known.name.clone());
    let environment_of = environment.environment();
    let scopes = environment.scopes.clone();
    Ok(RegistrationDraft {
        name,
        environment: environment_of,
        cloud,
        client_id,
        client_secret,
        secret_source,
        callbacks,
        scopes,
        notes: known.map(|registration| registration.notes.clone()).unwrap_or_default(),
    })
}

/// Where the secret of a known registration comes from after an import.
fn kept_secret_source(known: &Registration) -> SecretSource {
    // A source that no person has confirmed never gave a secret, and an import may not confirm it.
    if known.source_unconfirmed { SecretSource::Sealed } else { known.secret_source.clone() }
}
