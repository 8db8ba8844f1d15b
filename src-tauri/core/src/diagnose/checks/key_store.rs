//! Whether the system's key store keeps what it is given, by a round trip with an entry of its own.

use super::{CheckFinding, CheckKind, CheckState};
use crate::Core;
use crate::vault::{KeyStoreKind, key_store};

pub(super) async fn check(core: &Core) -> CheckFinding {
    let store = core.key_store();
    let told = |state, evidence: String| CheckKind::KeyStore.about(store.name(), state, evidence);
    let status = core.vault_status();
    if status.key_store == KeyStoreKind::Passphrase || (!status.exists && status.passphrase_file) {
        return told(CheckState::Skipped, "the vault's key is under a passphrase".to_owned());
    }
    match key_store::prove(&store).await {
        Ok(took) => told(CheckState::Ok, format!("a round trip took {} ms", took.as_millis())),
        Err(error) => told(CheckState::Failed, error.to_string()),
    }
}
