//! Trilo's core: OAuth 2.0 (3LO) against Atlassian Cloud, the vault, and the use cases on top of them.
//!
//! The core knows no window. What it needs of the machine comes through the few traits in [`ports`]; what it does is
//! reached through [`sessions::Core`].

pub mod app_config;
pub mod atlassian;
pub mod authorization;
pub mod backup;
pub mod diagnose;
pub mod error;
mod files;
#[cfg(test)]
mod fuzz;
pub mod identifier;
pub mod inspect;
pub mod label;
pub mod local_tables;
pub mod machine;
pub mod passphrase;
pub mod ports;
pub mod registration;
pub mod scope;
pub mod secret;
pub mod session;
pub mod sessions;
pub mod settings;
pub mod token;
pub mod token_request;
pub mod vault;

pub use error::{Code, Error, Problem};
pub use sessions::Core;
pub use trilo_catalogue as catalogue;
