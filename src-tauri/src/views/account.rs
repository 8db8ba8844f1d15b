use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::label::AccountColour;
use trilo_core::registration::Environment;
use trilo_core::session::ReportOutcome;
use trilo_core::token::Freshness;

use super::{ErrorView, Milliseconds};

/// An account as a list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "a list shows each by itself")]
pub struct AccountSummaryView {
    /// Trilo's id of it.
    pub id: String,
    /// The person's name; when none is known, the label or Atlassian's account id.
    pub name: String,
    /// The e-mail address, where the person shows it.
    pub email: Option<String>,
    /// The person's own words for it.
    pub label: Option<String>,
    /// The person's colour for it.
    pub colour: Option<AccountColour>,
    /// Whether it is the default of its registration.
    pub is_default: bool,
    /// Whether there is an avatar to ask for.
    pub has_avatar: bool,
    /// The registration's id.
    pub registration: String,
    /// The registration's name.
    pub registration_name: String,
    /// The registration's environment.
    pub environment: Environment,
    /// Whether it is an account of the sandbox.
    pub sandbox: bool,
    /// Whether Atlassian no longer accepts the refresh token.
    pub sign_in_again: bool,
    /// How fresh the access token is.
    pub freshness: Freshness,
    /// When the access token expires.
    pub expires_at: Option<Milliseconds>,
    /// The names of its sites, for filtering.
    pub site_names: Vec<String>,
}

/// An account with all that is known of it, but no token.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// What a list shows.
    pub summary: AccountSummaryView,
    /// The avatar as a `data:` URL.
    pub avatar: Option<String>,
    /// Its reports to the personal data reporting API; `null` when the grant lacks the scope.
    pub personal_data: Option<PersonalDataView>,
    /// The profile, once it could be read.
    pub profile: Option<ProfileView>,
    /// Why the profile could not be read the last time.
    pub profile_error: Option<ErrorView>,
    /// The access token, masked.
    pub token: TokenView,
    /// The scopes that were asked for.
    pub requested: Vec<String>,
    /// The scopes that were granted.
    pub granted: Vec<String>,
    /// Asked for and not granted.
    pub missing: Vec<String>,
    /// The sites of the grant.
    pub sites: Vec<SiteView>,
    /// Why the sites could not be read the last time.
    pub sites_error: Option<ErrorView>,
    /// Why the account has to sign in again, when it has to.
    pub verdict: Option<VerdictView>,
    /// When the token is renewed, and what kept it from being renewed.
    pub renewal: RenewalView,
    /// When the person signed in.
    pub signed_in_at: Milliseconds,
    /// When the token was last renewed.
    pub renewed_at: Option<Milliseconds>,
    /// How often the token was renewed since the sign-in.
    pub renewals: u32,
    /// Since when the refresh token was not used.
    pub idle_since: Milliseconds,
    /// When the refresh token lapses if it is not used (90 days after its last use).
    pub idle_limit: Option<Milliseconds>,
    /// When the person consented; the 365 days run from then.
    pub consented_at: Milliseconds,
    /// When Atlassian may ask for consent again (365 days after the sign-in).
    pub consent_caution: Milliseconds,
    /// Where the session rests.
    pub storage: StorageView,
    /// Why the session could not be stored and rests in memory.
    pub storage_error: Option<ErrorView>,
}

/// The avatar of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountAvatarView {
    /// Trilo's id of the account.
    pub id: String,
    /// The avatar as a `data:` URL.
    pub avatar: String,
}

/// How a person marks an account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountMarkForm {
    /// Trilo's id of the account.
    pub account: String,
    /// The label, at most 60 characters; `null` or blank: none.
    pub label: Option<String>,
    /// The colour; `null`: none.
    pub colour: Option<AccountColour>,
}

/// Which account is the default of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DefaultAccountForm {
    /// The registration's id.
    pub registration: String,
    /// The account's id; `null`: none.
    pub account: Option<String>,
}

/// A wish to sign out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignOutForm {
    /// Trilo's id of the account.
    pub account: String,
    /// Whether Atlassian is asked to revoke the refresh token first.
    pub revoke: bool,
}

/// A sign-out: the account is gone from this computer.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignedOutView {
    /// What became of the revocation.
    pub revocation: RevocationView,
    /// Why it failed.
    pub error: Option<ErrorView>,
}

/// What became of the wish that Atlassian revokes a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RevocationView {
    /// Atlassian was not asked.
    NotAsked,
    /// Atlassian answered with success, which does not prove anything.
    Answered,
    /// Atlassian could not be asked, or answered with an error.
    Failed,
}

/// An account's reports to the personal data reporting API.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonalDataView {
    /// When it was last reported.
    pub reported_at: Option<Milliseconds>,
    /// When it is reported next; `null` while nothing personal of it is stored.
    pub due_at: Option<Milliseconds>,
    /// After how many days it is reported again.
    pub cycle_days: u32,
    /// What the last report brought to light.
    pub last_outcome: Option<ReportOutcome>,
    /// Why it could not be reported, when it was not since.
    pub error: Option<ErrorView>,
}

/// Why an account has to sign in again.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VerdictView {
    /// When Atlassian refused the refresh token.
    pub at: Milliseconds,
    /// What it answered.
    pub error: ErrorView,
}

/// What lies ahead of an access token.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RenewalView {
    /// When it is renewed in the background; `null` when it cannot be, or when its end is not known.
    pub due_at: Option<Milliseconds>,
    /// The last failure, when it was not renewed since.
    pub failure: Option<RenewalFailureView>,
}

/// A renewal that failed and proved nothing about the refresh token.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RenewalFailureView {
    /// Why.
    pub error: ErrorView,
    /// When.
    pub at: Milliseconds,
    /// When it is tried again.
    pub retry_at: Milliseconds,
}

/// The profile of an Atlassian account; what the person hides is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    /// Atlassian's account id.
    pub account_id: String,
    /// The full name.
    pub name: Option<String>,
    /// The nickname.
    pub nickname: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The time zone, such as `Europe/Berlin`.
    pub time_zone: Option<String>,
    /// The locale, such as `en-GB`.
    pub locale: Option<String>,
    /// `active`, `inactive` or `closed`.
    pub account_status: Option<String>,
    /// `atlassian`, `app` or `customer`.
    pub account_type: Option<String>,
    /// The job title.
    pub job_title: Option<String>,
    /// The organisation.
    pub organization: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The location.
    pub location: Option<String>,
}

/// An access token without the token.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    /// The first and last few characters around an ellipsis; only the ellipsis for a short token.
    pub masked: String,
    /// Its length in characters.
    pub length: u32,
    /// When it was obtained.
    pub obtained_at: Milliseconds,
    /// When it expires, where Atlassian said so.
    pub expires_at: Option<Milliseconds>,
    /// Whether there is a refresh token to renew it with.
    pub renewable: bool,
}

/// A site of a grant: one row per cloud id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SiteView {
    /// The cloud id.
    pub cloud_id: String,
    /// The site's name.
    pub name: String,
    /// The site's address.
    pub url: String,
    /// The avatar as a `data:` URL.
    pub avatar: Option<String>,
    /// The products that the scopes speak of, such as `Jira` and `Confluence`.
    pub products: Vec<String>,
    /// The scopes granted on it.
    pub scopes: Vec<String>,
}

/// How a token is written when it is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TokenFormatView {
    /// The token alone.
    Raw,
    /// `Authorization: Bearer …`
    Header,
    /// A `curl` command for the profile.
    Curl,
    /// `export ATLASSIAN_ACCESS_TOKEN=…`
    Env,
}

/// Where a session rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StorageView {
    /// Sealed on disk.
    Vault,
    /// In memory until Trilo ends.
    Memory,
}

/// A copied secret's fate.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CopiedView {
    /// In how many seconds the clipboard is cleared; `null`: it stays.
    pub clears_in: Option<u32>,
}

/// A token that the person asked to see. The only view with a secret.
#[derive(Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevealedTokenView {
    /// The access token.
    pub access_token: String,
}
