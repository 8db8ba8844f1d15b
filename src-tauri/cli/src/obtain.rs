//! A token from the agent, or else from the vault itself; both answer alike.

use trilo_agent::{Ask, Reply, Vault, Wait};
use trilo_core::registration::commercial_override;
use trilo_core::token_request::{GoodToken, Refusal, TokenRequest};
use trilo_core::{Code, Error, machine};

use crate::composition;
use crate::failure::Failure;
use crate::output::Output;

/// The token that is good for what is demanded.
pub async fn obtain(request: &TokenRequest, output: Output) -> Result<GoodToken, Failure> {
    commercial_override().map_err(Error::from)?;
    match trilo_agent::ask(&machine::data_folder(), &Ask::Token(request.clone()), |wait| tell(output, wait)) {
        Some(Reply::Token { token, facts }) => return Ok(GoodToken { token, facts: *facts }),
        // A person at the terminal can still give the vault's passphrase.
        Some(Reply::Refused(Refusal::Problem(problem))) if problem.code == Code::VaultLocked => {}
        Some(Reply::Refused(refusal)) => return Err(refusal.into()),
        Some(Reply::Vault(_) | Reply::Unfit) | None => {}
    }
    Ok(composition::open().await?.token_for(request).await?)
}

/// How the vault of the agent is; `None` without an agent.
pub fn vault_of_agent() -> Option<Vault> {
    match trilo_agent::ask(&machine::data_folder(), &Ask::Status, |_| {}) {
        Some(Reply::Vault(vault)) => Some(vault),
        Some(Reply::Token { .. } | Reply::Refused(_) | Reply::Unfit) | None => None,
    }
}

fn tell(output: Output, wait: Wait) {
    match wait {
        Wait::Asking => output.note("Trilo's window asks whether this program may have tokens. Answer it there."),
        Wait::Working => output.progress("The token is renewed …"),
    }
}
