//! Which account a command means.

use clap::Args;
use trilo_core::Core;
use trilo_core::session::SessionRecord;
use trilo_core::token_request::{self, AccountWish};

use crate::failure::Failure;
use crate::settings::CommandLineSettings;

pub use trilo_core::token_request::registration;

/// Which account is meant.
#[derive(Debug, Clone, Default, Args)]
pub struct AccountChoice {
    /// The account: its name, e-mail address, label, Atlassian account id or Trilo id
    #[arg(long, short, value_name = "ACCOUNT", env = "TRILO_ACCOUNT", hide_env_values = true)]
    pub account: Option<String>,
    /// Only accounts under this registration
    #[arg(long, short, value_name = "NAME", env = "TRILO_REGISTRATION")]
    pub registration: Option<String>,
}

impl AccountChoice {
    /// The wish, with the account that was switched to where none is named.
    pub fn wish(&self) -> Result<AccountWish, Failure> {
        let current = if self.account.is_none() { CommandLineSettings::read()?.account } else { None };
        Ok(AccountWish { account: self.account.clone(), registration: self.registration.clone(), current })
    }

    /// The account that is meant.
    pub fn record(&self, core: &Core) -> Result<SessionRecord, Failure> {
        Ok(token_request::account(core, &self.wish()?)?)
    }
}
