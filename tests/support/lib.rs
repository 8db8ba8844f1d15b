//! The vocabulary of the acceptance tests: a person at the app's window, a scripted browser, a key store to lock.
//!
//! Everything here needs the private session that `cargo xtask test` and `cargo xtask session` start: a display, a bus
//! and a key store of its own. What is expected and does not come fails with a picture and the words of the page in
//! `.trilo/e2e`.

// Panicking is how a test says that something is not as it must be.
#![allow(clippy::missing_panics_doc)]

mod app;
mod canary;
mod clipboard;
mod controls;
mod evidence;
mod key_store;
mod keyboard;
mod page;
mod person;
mod private;
mod processes;
mod programs;
mod registration;
mod screen;
mod stand_ins;
mod wiretap;

pub use app::{App, Look};
pub use canary::{Canary, Find};
pub use clipboard::{clear_clipboard, clipboard_text, copy_elsewhere};
pub use controls::{Control, Role};
pub use evidence::folder as evidence_folder;
pub use fantoccini::key::Key;
pub use key_store::LockedKeyStore;
pub use page::{PATIENCE, Page};
pub use person::{Browser, MIRA, Visit};
pub use private::PrivateEnvironment;
pub use registration::{Endpoints, register_app};
pub use screen::lock_screen;
pub use stand_ins::{KeyFolder, KeyMap, OpenedPages, Quiet};
pub use wiretap::Wiretap;
