//! What the benchmarks are made of: a registration, and accounts with all that a real one has.

use jiff::Timestamp;
use serde_json::json;
use trilo_core::identifier::{AccountId, RegistrationId};
use trilo_core::registration::{CallbackUrl, Cloud, Environment, Registration, SecretSource};
use trilo_core::scope::ScopeSet;
use trilo_core::secret::Secret;
use trilo_core::session::{AccountDetails, ReportState, SessionRecord};
use trilo_core::vault::{StoredTokens, Vault};

const TOKEN_LENGTH: usize = 2_500;
const AVATAR_LENGTH: usize = 6_000;

pub fn registration(cloud: Cloud) -> Registration {
    Registration {
        id: RegistrationId::random(),
        name: "Bench".into(),
        environment: Environment::Any,
        cloud,
        client_id: "9f2kQvT1m0Zr".into(),
        secret_source: SecretSource::Sealed,
        source_unconfirmed: false,
        callbacks: vec![CallbackUrl::parse(CallbackUrl::DEEP_LINK).unwrap()],
        scopes: ScopeSet::default(),
        notes: String::new(),
        default_account: None,
        source: None,
        console_steps: std::collections::BTreeSet::new(),
    }
}

/// Puts accounts into a vault and gives the last one.
pub fn fill(vault: &Vault, registration: &Registration, accounts: usize) -> AccountId {
    vault.put_registration(registration, Some(&Secret::new("secret".into()))).unwrap();
    let (details, mut last) = (details(), AccountId::random());
    for _ in 0..accounts {
        let record = record(registration);
        vault.put_session(&record, &details, &tokens()).unwrap();
        last = record.id;
    }
    last
}

fn record(registration: &Registration) -> SessionRecord {
    let scopes = ScopeSet::parse("read:jira-work read:jira-user").unwrap().with_always();
    SessionRecord {
        id: AccountId::random(),
        registration: registration.id.clone(),
        atlassian_id: AccountId::random().to_string(),
        requested: scopes.clone(),
        granted: scopes,
        signed_in_at: Timestamp::UNIX_EPOCH,
        renewed_at: None,
        renewals: 0,
        verdict: None,
        obtained_at: Timestamp::UNIX_EPOCH,
        expires_at: None,
        clock: None,
        renewable: true,
        profile_problem: None,
        sites_problem: None,
        report: ReportState::default(),
    }
}

fn details() -> AccountDetails {
    let profile = json!({"account_id": "557058:1", "name": "Mira Okafor", "email": "mira@example.com"});
    let site = |name: &str| {
        json!({"cloudId": name, "name": name, "url": format!("https://{name}.example"), "scopes": ["read:jira-work"],
            "avatarUrl": null, "avatar": null})
    };
    serde_json::from_value(json!({
        "profile": profile,
        "avatar": format!("data:image/png;base64,{}", "A".repeat(AVATAR_LENGTH)),
        "sites": [site("northwind"), site("payments-lab")],
    }))
    .unwrap()
}

fn tokens() -> StoredTokens {
    let token = || Secret::new("t".repeat(TOKEN_LENGTH));
    StoredTokens { access_token: token(), refresh_token: Some(token()) }
}
