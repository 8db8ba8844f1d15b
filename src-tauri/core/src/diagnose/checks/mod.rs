//! Checks of what Trilo needs to work on this machine, one file each.
//!
//! A check tells what it saw; what that means and what to do is told by each surface in its own words.

mod browser;
mod callback_port;
mod certificates;
mod clock;
mod data_folder;
mod endpoints;
mod key_store;
mod links;
mod neighbours;
mod proxy;
mod registrations;
mod sites;
mod tokens;
mod vault;

use serde::{Deserialize, Serialize};

use crate::Core;

pub use data_folder::make_private;

/// A check, which runs by itself or with all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Check {
    /// The version, and what it runs on.
    Version,
    /// The data folder.
    DataFolder,
    /// The vault.
    Vault,
    /// The key store.
    KeyStore,
    /// The way through proxies.
    Proxy,
    /// The servers: their names, connections and answers.
    Servers,
    /// The servers' certificates.
    Certificates,
    /// The clock.
    Clock,
    /// The callbacks' ports.
    CallbackPorts,
    /// The links that open Trilo.
    Links,
    /// The browser.
    Browser,
    /// The registrations.
    Registrations,
    /// The tokens of all accounts.
    Tokens,
    /// The sites of all accounts.
    Sites,
    /// A Backstage beside Trilo.
    Backstage,
}

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CheckKind {
    /// The version, and what it runs on.
    Version,
    /// The data folder can be written, and is private.
    DataFolder,
    /// The vault opens.
    Vault,
    /// The key store keeps what it is given.
    KeyStore,
    /// Variables that send requests through a proxy.
    Proxy,
    /// The names of the servers are found.
    Name,
    /// The servers take connections.
    Connection,
    /// The servers answer over an encrypted connection.
    Answer,
    /// The servers' certificates come from a public authority.
    Certificate,
    /// This machine's clock agrees with the servers'.
    Clock,
    /// The callback's port is free at both loopback addresses.
    CallbackPort,
    /// Links with Trilo's scheme open Trilo.
    Links,
    /// There is a browser to open.
    Browser,
    /// The registrations have what a sign-in needs.
    Registration,
    /// The tokens are accepted.
    Token,
    /// The sites are reached with them.
    Site,
    /// A Backstage listens beside Trilo.
    Backstage,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CheckState {
    /// As it should be.
    Ok,
    /// It may be in the way.
    Warning,
    /// It is in the way.
    Failed,
    /// There was nothing to check, or something else is in the way.
    Skipped,
}

/// What a check saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckFinding {
    /// What was checked.
    pub check: CheckKind,
    /// What it is about, such as a host; empty when the kind says it all.
    pub subject: String,
    /// How it ended.
    pub state: CheckState,
    /// What was seen; never a secret.
    pub evidence: String,
}

impl CheckKind {
    fn about(self, subject: impl Into<String>, state: CheckState, evidence: impl Into<String>) -> CheckFinding {
        CheckFinding { check: self, subject: subject.into(), state, evidence: evidence.into() }
    }
}

impl Check {
    /// All checks, in the order in which one explains the next.
    pub const ALL: [Self; 15] = [
        Self::Version,
        Self::DataFolder,
        Self::Vault,
        Self::KeyStore,
        Self::Proxy,
        Self::Servers,
        Self::Certificates,
        Self::Clock,
        Self::CallbackPorts,
        Self::Links,
        Self::Browser,
        Self::Registrations,
        Self::Tokens,
        Self::Sites,
        Self::Backstage,
    ];

    /// Looks; takes as long as the slowest server, at most about half a minute.
    ///
    /// Nothing is changed, but for an entry of its own in the key store that is removed again, and a token that has to be
    /// renewed before it can be tried.
    pub async fn run(self, core: &Core) -> Vec<CheckFinding> {
        match self {
            Self::Version => vec![version()],
            Self::DataFolder => vec![data_folder::check(&core.vault_status().data_folder)],
            Self::Vault => vec![vault::check(core)],
            Self::KeyStore => vec![key_store::check(core).await],
            Self::Proxy => proxy::check(core),
            Self::Servers => endpoints::check(core).await,
            Self::Certificates => certificates::check(core).await,
            Self::Clock => vec![clock::check(core).await],
            Self::CallbackPorts => callback_port::check(core).await,
            Self::Links => vec![links::check(core).await],
            Self::Browser => vec![browser::check().await],
            Self::Registrations => registrations::check(core),
            Self::Tokens => tokens::check(core).await,
            Self::Sites => sites::check(core).await,
            Self::Backstage => vec![neighbours::check().await],
        }
    }
}

/// Looks at everything, one check after the other.
pub async fn examine(core: &Core) -> Vec<CheckFinding> {
    let mut findings = Vec::new();
    for check in Check::ALL {
        findings.extend(check.run(core).await);
    }
    findings
}

fn version() -> CheckFinding {
    let evidence = format!("{} on {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    CheckKind::Version.about("", CheckState::Ok, evidence)
}
