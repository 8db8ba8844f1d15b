use serde::{Deserialize, Serialize};
use specta::Type;

use super::{OperationRowView, ScopeRowView};

/// What a person chose: scopes by hand, and operations that need some.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScopeChoiceForm {
    /// The scopes chosen by hand.
    pub scopes: Vec<String>,
    /// The ids of the operations that have to work.
    pub operations: Vec<String>,
    /// Which scopes are to open the operations, where several would do.
    pub prefer: PreferenceView,
}

/// Which scopes are to open operations, where several would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PreferenceView {
    /// The least power, then the fewest.
    Least,
    /// Classic ones.
    Classic,
    /// Granular ones.
    Granular,
}

/// What comes of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScopeChoiceView {
    /// The scopes that the operations add to those chosen by hand.
    pub needed: Vec<String>,
    /// Every scope that would be asked for, the two of every sign-in first.
    pub scopes: Vec<ChosenScopeView>,
    /// The operations that were chosen.
    pub operations: Vec<OperationRowView>,
    /// How many operations the set opens.
    pub unlocked: u32,
    /// How many of these are deprecated.
    pub deprecated: u32,
    /// How many operations of the same APIs stay closed.
    pub blocked: u32,
    /// What to add in the developer console.
    pub console: Vec<ConsoleApiView>,
    /// What the consent page will say, a line each.
    pub consent: Vec<String>,
    /// What a person should think of.
    pub advice: Vec<ScopeAdviceView>,
    /// What other preferences would change.
    pub others: Vec<PreferenceChangeView>,
}

/// A scope that is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChosenScopeView {
    /// The scope.
    pub row: ScopeRowView,
    /// The chosen operations that need it.
    pub needed_by: Vec<String>,
    /// How many operations of the catalogue use it.
    pub opens: u32,
}

/// What to add under Permissions in the developer console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleApiView {
    /// The API's name.
    pub api: String,
    /// Its scopes that are chosen.
    pub scopes: Vec<String>,
}

/// Something to think of before signing in with a set of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScopeAdviceView {
    /// What it is.
    pub kind: ScopeAdviceKindView,
    /// The scopes that it is about.
    pub scopes: Vec<String>,
    /// A number that it is about, such as how many scopes or characters there are.
    pub count: u32,
    /// A known scope that looks like the only unknown one.
    pub similar: Option<String>,
}

/// What there is to think of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ScopeAdviceKindView {
    /// Atlassian advises to stay below 50 scopes.
    TooMany,
    /// The authorize URL is longer than some browsers and proxies take.
    UrlLong,
    /// The consent page fails with these.
    BreaksConsent,
    /// Everything that these open is open without them.
    Redundant,
    /// These open nothing by themselves.
    Idle,
    /// The catalogue does not know these.
    Unknown,
    /// Only apps of another kind are known to get these.
    ManifestOnly,
    /// These belong to another OAuth than 3LO.
    NotFor3lo,
    /// Classic and granular scopes of the same product are mixed.
    Mixed,
}

/// What another preference would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PreferenceChangeView {
    /// The preference.
    pub prefer: PreferenceView,
    /// How many scopes would be asked for.
    pub count: u32,
    /// The scopes that would come.
    pub added: Vec<String>,
    /// The scopes that would go.
    pub removed: Vec<String>,
}

/// Which operations are listed for a set of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenedOperationsForm {
    /// The set.
    pub scopes: Vec<String>,
    /// Which of the operations.
    pub which: OpenedView,
    /// How many at most.
    pub limit: u32,
}

/// Operations by what a set of scopes lets of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OpenedView {
    /// Those that it opens.
    Unlocked,
    /// Those of the same APIs that stay closed, the nearest first.
    Blocked,
    /// Those that it opens and that are to be removed.
    Deprecated,
}
