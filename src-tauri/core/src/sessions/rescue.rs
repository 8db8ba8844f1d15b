//! Rescuing a damaged vault.

use super::Core;
use crate::error::Error;
use crate::vault::{Rescued, Vault};

/// For how long the key store may take: it may ask the person for a password.
const DEADLINE: std::time::Duration = std::time::Duration::from_mins(2);

impl Core {
    /// Sets a damaged vault aside, makes a new one of what can be read, and opens that.
    ///
    /// # Errors
    /// When the vault is not damaged, or when there is no key or no space for a new one; everything then stays as it is.
    pub async fn rescue_vault(&self) -> Result<Rescued, Error> {
        let parts = &self.0.parts;
        let rescued = Vault::rescue(&parts.data_folder, &parts.key_store, DEADLINE, self.now()).await?;
        self.retry_key_store().await;
        Ok(rescued)
    }
}
