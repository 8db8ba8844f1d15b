//! The tokens of an account, as the vault seals them.

use serde::{Deserialize, Serialize};

use crate::secret::{self, Secret};

/// The tokens of an account.
///
/// They are serialized for one purpose: the vault seals them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredTokens {
    /// The access token: opaque, of any length.
    #[serde(serialize_with = "secret::for_sealing")]
    pub access_token: Secret<String>,
    /// The refresh token, where there is one.
    #[serde(serialize_with = "secret::option_for_sealing")]
    pub refresh_token: Option<Secret<String>>,
}
