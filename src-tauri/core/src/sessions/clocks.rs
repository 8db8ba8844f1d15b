//! This machine's clock beside Atlassian's.

use std::collections::HashMap;

use super::Core;
use crate::atlassian::{HttpError, Network, Skews};
use crate::registration::Endpoints;
use crate::session::SessionRecord;

impl Core {
    /// How far this machine's clock is from others, as last measured.
    #[must_use]
    pub fn clock_skews(&self) -> Skews {
        self.0.http.skews()
    }

    /// Whether this machine reaches others, by its own latest experience.
    #[must_use]
    pub fn network(&self) -> Network {
        self.0.http.network()
    }

    /// The host that renews an account's token; `None` when its registration is gone.
    pub(super) fn authorization_host(&self, record: &SessionRecord) -> Option<String> {
        let endpoints = self.registration(&record.registration).ok()?.cloud.endpoints();
        endpoints.authorization_url.host_str().map(ToOwned::to_owned)
    }

    /// Asks a cloud's authorization server for something small and public: the keys that access tokens are signed with.
    ///
    /// Every answer measures the clock too.
    pub async fn reach(&self, endpoints: &Endpoints) -> Result<(), HttpError> {
        self.0.http.unrecorded().measure(&endpoints.authorization(".well-known/jwks.json")).await
    }

    /// Measures the clock anew.
    ///
    /// A failure changes nothing: every later answer measures too.
    pub(super) async fn measure_clocks(&self) {
        let clouds: HashMap<_, _> = self
            .registrations()
            .unwrap_or_default()
            .into_iter()
            .map(|registration| registration.cloud.endpoints())
            .map(|endpoints| (endpoints.authorization_url.to_string(), endpoints))
            .collect();
        for endpoints in clouds.into_values() {
            let _ = self.reach(&endpoints).await;
        }
    }
}
