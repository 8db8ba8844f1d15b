//! Whether servers and sites answer.

use serde::de::IgnoredAny;

use super::Core;
use crate::atlassian::{HttpError, Site};
use crate::error::Error;
use crate::identifier::AccountId;
use crate::registration::Endpoints;

impl Core {
    /// Asks a cloud's authorization server for something small and public: the keys that access tokens are signed with.
    ///
    /// Every answer measures the clock too.
    pub async fn reach(&self, endpoints: &Endpoints) -> Result<(), HttpError> {
        self.0.http.measure(&endpoints.authorization(".well-known/jwks.json")).await
    }

    /// Asks a site who the token's person is, by the product that its scopes are for; `None` when they are for neither
    /// Jira nor Confluence.
    pub(crate) async fn reach_site(&self, account: &AccountId, site: &Site) -> Option<Result<(), Error>> {
        let has =
            |words: &[&str]| site.scopes.iter().any(|scope| words.iter().any(|word| scope.as_str().contains(word)));
        let path = if has(&["jira", "servicedesk", "servicemanagement"]) {
            format!("ex/jira/{}/rest/api/3/myself", site.cloud_id)
        } else if has(&["confluence"]) {
            format!("ex/confluence/{}/wiki/rest/api/user/current", site.cloud_id)
        } else {
            return None;
        };
        Some(self.ask(account, &path).await)
    }

    async fn ask(&self, account: &AccountId, path: &str) -> Result<(), Error> {
        let url = self.registration(&self.record_of(account)?.registration)?.cloud.endpoints().api(path);
        let token = self.fresh_access_token(account).await?;
        self.0.http.get_json::<IgnoredAny>(&url, &token, "an answer of the site").await?;
        Ok(())
    }
}
