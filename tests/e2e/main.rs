//! The built app in its window, as a person meets it: from the first run to a token that works, by every way back, and
//! when things go wrong.
//!
//! The app runs under WebKitGTK's driver, the scripted browser stands for the person's browser, and links go through
//! the desktop. All of it needs the private session of `cargo xtask test` or `cargo xtask session`.

mod app_config;
mod backup;
mod bad_input;
mod clipboard;
mod endings;
mod first_run;
mod guide;
mod journal;
mod key_store;
mod keyboard;
mod locking;
mod many_accounts;
mod offers;
mod personal_data;
mod rescue;
mod scopes;
mod screens;
mod secrets;
mod steps;
mod troubles;
mod ways_back;
