//! The commands, one file each.

pub mod accounts;
pub mod attempts;
pub mod bundle;
pub mod config;
pub mod doctor;
pub mod exec;
pub mod explain;
pub mod inspect;
pub mod login;
pub mod logout;
pub mod manual;
pub mod registrations;
pub mod sandbox;
pub mod scopes;
pub mod serve;
pub mod sites;
pub mod token;
pub mod vault;

use crate::arguments::Command;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Does what the command line says.
pub async fn run(command: Command, output: Output) -> Result<Exit, Failure> {
    match command {
        Command::Login(login) => login.run(output).await,
        Command::Logout(logout) => logout.run(output).await,
        Command::Accounts => accounts::list(output).await,
        Command::Switch(switch) => switch.run(output).await,
        Command::Whoami(whoami) => whoami.run(output).await,
        Command::Sites(sites) => sites.run(output).await,
        Command::Token(token) => token.run(output).await,
        Command::Serve(serve) => serve.run(output).await,
        Command::Exec(exec) => exec.run(output).await,
        Command::Scopes(scopes) => scopes.run(output),
        Command::Inspect(inspect) => inspect.run(output).await,
        Command::Explain(explain) => explain.run(output),
        Command::Doctor(doctor) => doctor.run(output).await,
        Command::Registrations(registrations) => registrations.run(output).await,
        Command::Vault(vault) => vault.run(output).await,
        Command::Config(config) => config.run(output).await,
        Command::Attempts(attempts) => attempts.run(output).await,
        Command::Bundle(bundle) => bundle.run(output).await,
        Command::Sandbox(sandbox) => sandbox.run(output).await,
        Command::Completions(completions) => completions.run(),
        Command::Manual(manual) => manual.run(output),
    }
}
