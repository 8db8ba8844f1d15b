//! Trilo's agent: a process that holds the vault open hands tokens to the commands of its user.
//!
//! The window is one while it runs, and `trilo agent` is one without a window. A command asks over a socket that only
//! its user can reach, in one line of JSON, and gets one line back; so it opens neither vault nor network. What a lock of
//! the vault closes is closed for commands at the same moment.
//!
//! Without an agent, or with one that does not answer as expected, a command goes to the vault itself:
//! [`Core::token_for`](trilo_core::Core::token_for) gives both the same answer.

mod client;
mod journal;
mod listener;
mod permission;
mod place;
mod program;
mod protocol;
mod server;

pub use client::ask;
pub use listener::NotListening;
pub use permission::{Decision, Question, Questions};
pub use place::socket;
pub use program::Program;
pub use protocol::{Ask, Reply, Vault, Wait};
pub use server::Agent;
