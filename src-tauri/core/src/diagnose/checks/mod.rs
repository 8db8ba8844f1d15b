//! Checks of what Trilo needs to work on this machine, one file each.
//!
//! A check tells what it saw; what that means and what to do is told by each surface in its own words.

mod browser;
mod callback_port;
mod clock;
mod data_folder;
mod endpoints;
mod key_store;
mod links;
mod neighbours;
mod proxy;
mod registrations;
mod tokens;
mod vault;

use std::sync::Arc;

use serde::Serialize;

use crate::Core;
use crate::ports::KeyStore;

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
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
    /// The tokens are accepted, and their sites are reached.
    Token,
    /// A Backstage listens beside Trilo.
    Backstage,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

/// Looks at everything; takes as long as the slowest server, at most about half a minute.
///
/// Nothing is changed, but for an entry of its own in the key store that is removed again, and a token that has to be
/// renewed before it can be tried.
pub async fn examine(core: &Core, store: &Arc<dyn KeyStore>) -> Vec<CheckFinding> {
    let mut findings = vec![version()];
    findings.push(data_folder::check(&core.vault_status().data_folder));
    findings.push(vault::check(core));
    findings.push(key_store::check(core, store).await);
    findings.push(proxy::check());
    findings.extend(endpoints::check(core).await);
    findings.push(clock::check(core));
    findings.extend(callback_port::check(core).await);
    findings.push(links::check(core).await);
    findings.push(browser::check().await);
    findings.extend(registrations::check(core));
    findings.extend(tokens::check(core).await);
    findings.push(neighbours::check().await);
    findings
}

fn version() -> CheckFinding {
    let evidence = format!("{} on {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    CheckKind::Version.about("", CheckState::Ok, evidence)
}
