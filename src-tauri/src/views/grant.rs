use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::diagnose::explain::Confidence;
use trilo_core::inspect::compare::{ClaimDifference, SiteDifference};
use trilo_core::inspect::history::GrantedBy;
use trilo_core::inspect::report::ReportFormat;
use trilo_core::inspect::{Cell, Counts, Mend};

use super::{ErrorView, Milliseconds, NotATokenView, OperationRowView, ProfileView, TokenReadingView};

/// Whose grant is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum GrantSubjectForm {
    /// An account that is signed in.
    #[serde(rename_all = "camelCase")]
    Account {
        /// Trilo's id of it.
        account: String,
    },
    /// A token that was pasted, with the sites that a look-up gave for it.
    #[serde(rename_all = "camelCase")]
    Pasted {
        /// What was pasted.
        text: String,
        /// The sites, once they were looked up.
        sites: Option<Vec<GrantSiteView>>,
    },
    /// An earlier grant of an account.
    #[serde(rename_all = "camelCase")]
    Earlier {
        /// Trilo's id of the account.
        account: String,
        /// When its answer came.
        at: Milliseconds,
    },
}

/// A grant, or why the text that was pasted holds no token.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrantAnswerView {
    /// The grant.
    pub grant: Option<GrantView>,
    /// Why there is none.
    pub refusal: Option<NotATokenView>,
}

/// A grant by all of its sources.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrantView {
    /// The sources.
    pub columns: Vec<GrantColumnView>,
    /// The scopes, by API.
    pub rows: Vec<GrantRowView>,
    /// The numbers above them.
    pub counts: Counts,
    /// The sites, with what a call to each may rest on.
    pub sites: Vec<EffectiveSiteView>,
    /// What the token may do anywhere.
    pub anywhere: Vec<String>,
    /// The token, as far as it tells.
    pub token: Option<TokenReadingView>,
    /// Why the sites could not be read the last time.
    pub sites_error: Option<ErrorView>,
}

/// A column of the grant matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrantColumnView {
    /// Which source it is.
    pub kind: GrantColumnKindView,
    /// What it is called; a site by its name.
    pub name: String,
    /// The site's cloud id.
    pub cloud_id: Option<String>,
    /// Whether the source says anything.
    pub known: bool,
}

/// A source of the grant matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum GrantColumnKindView {
    /// What the sign-in asked for.
    Requested,
    /// What the registration lists.
    Registration,
    /// The answer of the token endpoint.
    Answer,
    /// The token's own claim.
    Claim,
    /// A site.
    Site,
}

/// A row of the grant matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrantRowView {
    /// The scope.
    pub scope: String,
    /// The API of the developer console that lists it.
    pub api: String,
    /// How many operations accept it.
    pub operations: u32,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// A site with what a call to it may rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EffectiveSiteView {
    /// The cloud id.
    pub cloud_id: String,
    /// The name.
    pub name: String,
    /// What the token carries, as far as the site lists it.
    pub effective: Vec<String>,
}

/// A site of a grant, as a look-up gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrantSiteView {
    /// The cloud id.
    pub cloud_id: String,
    /// The name.
    pub name: String,
    /// The address.
    pub url: String,
    /// The scopes that are listed for it.
    pub scopes: Vec<String>,
}

/// Which cell is to be explained.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CellForm {
    /// Whose grant it is.
    pub subject: GrantSubjectForm,
    /// The scope.
    pub scope: String,
    /// The place of the column, from 0.
    pub column: u32,
}

/// What a cell means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CellView {
    /// What the source says, in a sentence.
    pub says: String,
    /// Why that is so.
    pub cause: Option<String>,
    /// How sure the cause is.
    pub confidence: Confidence,
    /// What to do, in this order.
    pub mends: Vec<MendView>,
    /// What the scope lets an app do.
    pub summary: String,
}

/// A step that mends a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MendView {
    /// Which step it is.
    pub kind: Mend,
    /// The step in words.
    pub text: String,
}

/// An operation with what a set of scopes lets of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasuredOperationView {
    /// The operation.
    pub row: OperationRowView,
    /// Whether nobody says if a 3LO app can call it.
    pub unknown: bool,
}

/// What Atlassian told of a token that was pasted.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LookedUpView {
    /// Whether it was sent: a refresh token or a code is not.
    pub sent: bool,
    /// Whose it is.
    pub profile: Option<ProfileView>,
    /// Why that is not known.
    pub profile_error: Option<ErrorView>,
    /// Where it reaches.
    pub sites: Option<Vec<GrantSiteView>>,
    /// Why that is not known.
    pub sites_error: Option<ErrorView>,
}

/// The grants of an account over time, and what is expected of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrantHistoryView {
    /// The grants, the newest first.
    pub changes: Vec<GrantChangeView>,
    /// What is expected.
    pub baseline: Option<BaselineView>,
}

/// A grant with what changed since the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrantChangeView {
    /// When the answer came.
    pub at: Milliseconds,
    /// What it answered.
    pub by: GrantedBy,
    /// How many scopes it granted.
    pub granted: u32,
    /// Scopes that the grant before had not.
    pub added: Vec<String>,
    /// Scopes that only the grant before had.
    pub removed: Vec<String>,
    /// Whether a refresh came back with less.
    pub narrowed: bool,
}

/// What is expected of a grant, and how far it is from that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BaselineView {
    /// The scopes, exactly.
    pub scopes: Vec<String>,
    /// When it was saved.
    pub saved_at: Milliseconds,
    /// Granted and not expected.
    pub unexpected: Vec<String>,
    /// Expected and not granted.
    pub missing: Vec<String>,
}

/// What two grants differ in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonView {
    /// Scopes of the second only.
    pub added: Vec<String>,
    /// Scopes of the first only.
    pub removed: Vec<String>,
    /// Scopes of both.
    pub kept: Vec<String>,
    /// Operations that only the second opens.
    pub opened: Vec<OperationRowView>,
    /// Operations that only the first opens.
    pub closed: Vec<OperationRowView>,
    /// The sites of either; `null` when those of one are not known.
    pub sites: Option<Vec<SiteDifference>>,
    /// Claims that differ.
    pub claims: Vec<ClaimDifference>,
    /// Whether both may do the same at the same sites.
    pub even: bool,
}

/// What a report should hold, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a box that the person ticks")]
pub struct ReportForm {
    /// Trilo's id of the account.
    pub account: String,
    /// In which form it is written.
    pub format: ReportFormat,
    /// The path of a new file; a leading `~` stands for the person's own folder.
    pub path: String,
    /// What it opens on each site.
    pub opens: bool,
    /// The token's claims.
    pub token: bool,
    /// The latest probes.
    pub probes: bool,
    /// The grants over time.
    pub history: bool,
    /// Names, account ids and addresses of people.
    pub personal: bool,
}

/// A report that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WrittenReportView {
    /// The file.
    pub path: String,
}
