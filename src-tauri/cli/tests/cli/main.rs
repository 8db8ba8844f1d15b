//! The built `trilo` against a sandbox, as a script would use it.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may end in a panic")]

mod agent;
mod catalogue;
mod explain;
mod inspect;
mod machine;
mod registrations;
mod requests;
mod scene;
mod sign_in;
mod terminal;
mod tokens;
mod vault;
