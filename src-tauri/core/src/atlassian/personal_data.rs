//! The personal data reporting API (`POST https://api.atlassian.com/app/report-accounts/`, scope `report:personal-data`;
//! developer.atlassian.com, "User privacy guide for app developers").

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::http::HttpAnswer;
use super::{Http, HttpError};
use crate::authorization::callback::bounded;
use crate::registration::Endpoints;
use crate::secret::Secret;

/// How many accounts one report may name.
pub const MOST_ACCOUNTS: usize = 90;
/// After how many days to report again where the server does not say.
pub const DEFAULT_CYCLE: u32 = 7;

const MAX_BODY: usize = 256 * 1024;
const LONGEST_CYCLE: u32 = 365;

/// An Atlassian account of which personal data is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredAccount {
    /// Atlassian's account id.
    pub account_id: String,
    /// When the oldest of what is stored was stored.
    pub updated_at: Timestamp,
}

/// What a report brought to light.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportAnswer {
    /// The accounts about which something must be done.
    pub accounts: Vec<ChangedAccount>,
    /// After how many days to report the same accounts again, 1 to 365.
    pub cycle_days: u32,
}

/// An account about which something must be done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangedAccount {
    /// Atlassian's account id.
    pub account_id: String,
    /// What became of it.
    pub status: AccountChange,
}

/// What became of an account since its data was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AccountChange {
    /// It was closed: what is stored must be erased.
    Closed,
    /// Its data changed: what is stored must be read again or erased.
    Updated,
    /// Something that the documentation does not name.
    #[serde(other)]
    Unknown,
}

/// No answer to a report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The report was refused.
    #[error("the report was refused with status {status}, {kind}: {message}")]
    Refused {
        /// The status.
        status: u16,
        /// The `errorType` member, bounded; empty where there is none.
        kind: String,
        /// The `errorMessage` member, bounded; empty where there is none.
        message: String,
    },
    /// Nothing usable came.
    #[error(transparent)]
    Http(#[from] HttpError),
}

impl ReportError {
    /// Whether the access token itself was not accepted.
    #[must_use]
    pub const fn token_rejected(&self) -> bool {
        matches!(self, Self::Http(HttpError::TokenRejected { .. }))
    }
}

#[derive(Deserialize)]
struct Changed {
    accounts: Vec<ChangedAccount>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Refusal {
    error_type: String,
    error_message: String,
}

/// Reports accounts, at most [`MOST_ACCOUNTS`], with the token of any account whose grant has the scope.
pub async fn report(
    http: &Http,
    endpoints: &Endpoints,
    token: &Secret<String>,
    accounts: &[StoredAccount],
) -> Result<ReportAnswer, ReportError> {
    // The slash at the end belongs to the address.
    let url = endpoints.api("app/report-accounts/");
    let body = serde_json::json!({ "accounts": accounts });
    let request = http.client_for(&url).post(url.clone()).bearer_auth(token.expose()).json(&body);
    let answer = http.send(request, &url, MAX_BODY).await?;
    let cycle_days = cycle_days(&answer);
    if answer.status == 204 {
        return Ok(ReportAnswer { accounts: Vec::new(), cycle_days });
    }
    match answer.succeeded() {
        Err(HttpError::Refused { status }) => Err(refused(status, &answer)),
        Err(error) => Err(error.into()),
        Ok(()) => {
            let changed: Changed = serde_json::from_slice(answer.body.expose())
                .map_err(|_| HttpError::Unreadable { what: "an answer to a report" })?;
            Ok(ReportAnswer { accounts: changed.accounts, cycle_days })
        }
    }
}

fn refused(status: u16, answer: &HttpAnswer) -> ReportError {
    let said: Refusal = serde_json::from_slice(answer.body.expose()).unwrap_or_default();
    ReportError::Refused { status, kind: bounded(&said.error_type), message: bounded(&said.error_message) }
}

fn cycle_days(answer: &HttpAnswer) -> u32 {
    let said = answer.headers.get("cycle-period").and_then(|value| value.to_str().ok()?.trim().parse().ok());
    said.unwrap_or(DEFAULT_CYCLE).clamp(1, LONGEST_CYCLE)
}
