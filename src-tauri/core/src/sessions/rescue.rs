//! Rescuing a damaged vault.

use super::Core;
use super::vaults::WITH_PROMPT;
use crate::error::Error;
use crate::secret::Secret;
use crate::vault::{Rescued, Vault};

impl Core {
    /// Sets a damaged vault aside, makes a new one of what can be read, and opens that. A vault under a passphrase needs
    /// it for this.
    ///
    /// # Errors
    /// When the vault is not damaged, or when there is no key or no space for a new one; everything then stays as it is.
    pub async fn rescue_vault(&self, passphrase: Option<Secret<String>>) -> Result<Rescued, Error> {
        let keys = self.keys(WITH_PROMPT, passphrase.clone())?;
        let rescued = Vault::rescue(&self.0.parts.data_folder, &keys, self.now()).await?;
        // What comes of opening it is told by the vault's state.
        if self.try_to_open(WITH_PROMPT, passphrase).await.is_ok() {
            self.take_up_vault().await;
        }
        self.vault_changed();
        Ok(rescued)
    }
}
