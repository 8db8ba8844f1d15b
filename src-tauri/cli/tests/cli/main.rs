//! The built `trilo` against a sandbox, as a script would use it.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may end in a panic")]

mod attempts;
mod catalogue;
mod explain;
mod machine;
mod registrations;
mod scene;
mod sign_in;
mod tokens;
