//! Flows of the core against the sandbox, over real HTTP on loopback.
//!
//! Two parts are stand-ins here, and real in the end-to-end tests: the key store (a map, so that no desktop session is
//! needed) and the browser (the scripted one).

#![allow(clippy::unwrap_used)]

mod app_config;
mod backup;
mod bounce;
mod callback_check;
mod callbacks;
mod clock;
mod console_steps;
#[cfg(target_os = "linux")]
mod disks;
mod endings;
mod faults;
mod interruptions;
mod journal;
mod keeping;
mod keeping_fresh;
mod key_stores;
mod lint;
mod locking;
mod machine;
mod many_accounts;
mod offers;
mod personal_data;
mod private_mode;
mod refresh;
mod restart;
#[cfg(unix)]
mod secret_sources;
mod sign_in;
mod sign_out;
