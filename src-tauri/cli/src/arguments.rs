//! The command line.

use clap::{Parser, Subcommand};

use crate::commands::{
    accounts, attempts, bundle, config, doctor, exec, explain, inspect, login, logout, manual, registrations, sandbox,
    scopes, serve, sites, token, vault,
};
use crate::exit::EXIT_CODES;

/// Atlassian tokens for shells and scripts: the accounts of Trilo's window, on the command line.
#[derive(Debug, Parser)]
#[command(name = "trilo", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Arguments {
    /// Answer in JSON; errors go to standard error as {"code", "message", "details"}
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `trilo` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign in through a browser
    Login(login::Login),
    /// Sign out: wipe an account from this machine
    Logout(logout::Logout),
    /// List the accounts that are signed in
    Accounts,
    /// Choose the account that is meant when none is named
    Switch(accounts::Switch),
    /// Show who is signed in
    Whoami(accounts::Whoami),
    /// List the sites of a grant
    Sites(sites::Sites),
    /// Write a token that is good for now
    Token(token::Token),
    /// Run a program with a token in its environment
    Exec(exec::Exec),
    /// Search and explain scopes; tell what operations need and what scopes open
    #[command(subcommand)]
    Scopes(scopes::Scopes),
    /// Compare what was asked for with what was granted, and tell what it opens
    Inspect(inspect::Inspect),
    /// Explain an answer, an address, a page or a log: what happened, why, and what to do
    Explain(explain::Explain),
    /// Look for what keeps Trilo from working on this machine
    Doctor(doctor::Doctor),
    /// Add, list, import, export and check registrations of OAuth apps
    #[command(subcommand)]
    Registrations(registrations::Registrations),
    /// Look at the vault, move its key, back it up and restore it
    #[command(subcommand)]
    Vault(vault::VaultCommand),
    /// Read and change settings
    #[command(subcommand)]
    Config(config::Config),
    /// Show what Trilo tried lately, and how it ended
    Attempts(attempts::Attempts),
    /// Put what others need to help into one file without secrets, and open such files
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// Serve auth.providers.atlassian to Backstage frontends, with Trilo's accounts behind it
    Serve(serve::Serve),
    /// Run a strict stand-in for Atlassian Cloud on this machine
    #[command(subcommand)]
    Sandbox(sandbox::SandboxCommand),
    /// Write a completion script for a shell
    Completions(manual::Completions),
    /// Write the manual pages into a folder
    Manual(manual::Manual),
}
