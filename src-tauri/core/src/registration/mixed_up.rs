//! Whether a registration is mistaken for one of another environment.

use super::lint::{FindingKind, Fix, RegistrationFinding};
use super::{CallbackUrl, Cloud, Environment, Registration, WayBack};

/// What mixes environments up, and what of a secret may be known in more places than it should be.
pub(super) fn of_environment(registration: &Registration, others: &[Registration]) -> Vec<RegistrationFinding> {
    let mut findings = Vec::new();
    let others: Vec<_> = others.iter().filter(|other| other.id != registration.id).collect();
    if let Some(file) = registration.source.as_ref().and_then(|source| source.secret_in.as_ref()) {
        findings.push(FindingKind::SecretInSharedFile.about(file.display().to_string()));
    }
    findings.extend(differs_from_source(registration));
    let same_app = others.iter().find(|other| {
        other.client_id == registration.client_id
            && other.cloud.endpoints() == registration.cloud.endpoints()
            && are_different(registration.environment, other.environment)
    });
    findings.extend(same_app.map(|other| FindingKind::SameClientElsewhere.about(&*other.name)));
    findings.extend(callback_of_production(registration, &others));
    findings
}

/// Whether others can sign in, of a registration with so many different people signed in.
pub(crate) fn of_sharing(registration: &Registration, people: usize) -> Option<RegistrationFinding> {
    // Two people prove that it is shared; an app for oneself need not be.
    let is_for_others = registration.environment == Environment::Production && people < 2;
    let is_atlassians = matches!(registration.cloud, Cloud::Commercial | Cloud::Government);
    (is_for_others && is_atlassians).then(|| FindingKind::SharingUnknown.about(""))
}

fn differs_from_source(registration: &Registration) -> Option<RegistrationFinding> {
    let source = registration.source.as_ref()?;
    let followed = Environment::named(&source.environment)?;
    let differs = are_different(registration.environment, followed);
    let fix = Fix::SetEnvironment { environment: followed };
    differs.then(|| FindingKind::EnvironmentDiffers.about(&*source.environment).with_fix(fix))
}

fn callback_of_production(registration: &Registration, others: &[&Registration]) -> Option<RegistrationFinding> {
    if !are_different(registration.environment, Environment::Production) {
        return None;
    }
    let in_production: Vec<&CallbackUrl> = others
        .iter()
        .filter(|other| other.environment == Environment::Production && other.cloud == registration.cloud)
        .flat_map(|other| &other.callbacks)
        .collect();
    // What is on this computer is everybody's usual callback and tells nothing.
    let taken = registration
        .callbacks
        .iter()
        .find(|callback| callback.way_back() == WayBack::Paste && in_production.contains(callback))?;
    Some(FindingKind::CallbackOfProduction.about(taken.as_str()))
}

/// Whether two environments cannot be the same one.
fn are_different(one: Environment, other: Environment) -> bool {
    one != Environment::Any && other != Environment::Any && one != other
}
