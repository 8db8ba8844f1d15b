use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::catalogue::BadRow;

/// A scope as a row shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScopeRowView {
    /// The scope as it goes over the wire.
    pub scope: String,
    /// The API of the developer console that lists it; empty when none is known.
    pub api: String,
    /// What it lets an app do.
    pub summary: String,
    /// Which kind of scope it is.
    pub kind: ScopeKindView,
    /// The worst that an app may do with it.
    pub risk: RiskView,
    /// Whether the catalogue knows it; one that it does not know may be newer.
    pub known: bool,
    /// Whether every sign-in asks for it.
    pub always: bool,
    /// Whether it comes from a table that the person loaded.
    pub local: bool,
}

/// The kind of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ScopeKindView {
    /// Broad, and recommended by Atlassian where it suffices.
    Classic,
    /// One power over one kind of thing.
    Granular,
    /// Of the account itself, such as `offline_access`.
    General,
}

/// The worst that an app may do with a scope, from harmless to grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RiskView {
    /// Read.
    Read,
    /// Read what is personal.
    PersonalData,
    /// Create and change.
    Write,
    /// Delete.
    Delete,
    /// Change how a site works.
    Admin,
    /// Act as somebody else.
    Impersonation,
    /// Nobody can say: the catalogue does not know the scope.
    Unknown,
}

/// A REST operation as a row shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OperationRowView {
    /// The catalogue's key of it: method and path.
    pub id: String,
    /// The HTTP method.
    pub method: String,
    /// The path below the product's base, with its variables in braces.
    pub path: String,
    /// What it does, in words.
    pub title: String,
    /// The product that it belongs to.
    pub product: String,
    /// Where it stands in its life.
    pub state: OperationStateView,
    /// What the scopes that are chosen let of it.
    pub access: AccessView,
    /// Whether it comes from a table that the person loaded.
    pub local: bool,
}

/// Where an operation stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OperationStateView {
    /// In use.
    Current,
    /// May change without notice.
    Experimental,
    /// To be removed.
    Deprecated,
    /// Gone.
    Removed,
}

/// What a set of scopes lets of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum AccessView {
    /// The set suffices.
    Covered,
    /// The set would suffice with these as well.
    Missing {
        /// The scopes that are missing, the fewest that help.
        scopes: Vec<String>,
    },
    /// No scope opens it for a 3LO app.
    Never,
}

/// What is looked for in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueSearchForm {
    /// Words, a call, scopes, or a text that calls are in. Nothing shows what to begin with.
    pub text: String,
    /// The scopes that are chosen, which operations are measured by.
    pub scopes: Vec<String>,
    /// How many rows of each kind are wanted.
    pub limit: u32,
}

/// What was found in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueFindView {
    /// How the text was read.
    pub read_as: ReadAsView,
    /// The operations, the best first, as far as they were wanted.
    pub operations: Vec<OperationRowView>,
    /// How many operations there are.
    pub operation_count: u32,
    /// The scopes, the best first, as far as they were wanted.
    pub scopes: Vec<ScopeRowView>,
    /// How many scopes there are.
    pub scope_count: u32,
    /// What people do, and the operations that it takes.
    pub tasks: Vec<TaskView>,
    /// The APIs of the developer console that fit.
    pub apis: Vec<ApiView>,
}

/// How a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReadAsView {
    /// As words to look for.
    Words,
    /// As the address of a call, or a command that makes one.
    Call,
    /// As a list of scopes.
    Scopes,
    /// As source code, a log, or another text with calls in it.
    Source,
}

/// An API of the developer console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApiView {
    /// Its name in the console.
    pub name: String,
    /// Its scopes, classic ones first.
    pub scopes: Vec<String>,
    /// How many operations it has.
    pub operations: u32,
}

/// Something that people do with Atlassian's APIs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TaskView {
    /// What it is, in a few words.
    pub title: String,
    /// The ids of the operations that it takes.
    pub operations: Vec<String>,
}

/// Scopes under a name: Trilo's own, or a set that the person saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PresetView {
    /// Its name.
    pub name: String,
    /// What it is for; empty for the person's own.
    pub summary: String,
    /// Its scopes, without the two that always are.
    pub scopes: Vec<String>,
}

/// The page of a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScopePageView {
    /// The scope.
    pub row: ScopeRowView,
    /// The operations that accept it, as far as a page holds them.
    pub operations: Vec<OperationRowView>,
    /// How many there are.
    pub operation_count: u32,
    /// How sure it is that a 3LO app can be given it.
    pub evidence: EvidenceView,
}

/// How sure it is that a 3LO app can be given a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EvidenceView {
    /// Operations name it.
    Operations,
    /// Only the list of scopes names it.
    Documented,
    /// Only apps of another kind are known to get it.
    OtherApps,
    /// The catalogue does not know it.
    Unknown,
}

/// The page of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OperationPageView {
    /// The operation.
    pub row: OperationRowView,
    /// The name that Atlassian's documents give it.
    pub operation_id: String,
    /// The group of the documentation that it stands in.
    pub group: String,
    /// What its path is added to.
    pub base: String,
    /// The sets of scopes that open it; any one suffices. None at all: see `access`.
    pub ways: Vec<WayInView>,
}

/// A set of scopes that opens an operation, all of them together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WayInView {
    /// Of which kind the scopes are.
    pub kind: ScopeKindView,
    /// The scopes.
    pub scopes: Vec<ScopeRowView>,
}

/// What a page of Atlassian's documentation is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum DocumentationForm {
    /// About a scope.
    Scope {
        /// The scope.
        scope: String,
    },
    /// About an operation.
    Operation {
        /// The catalogue's id of it.
        operation: String,
    },
}

/// How much the catalogue knows, and what of it was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueTablesView {
    /// How many scopes it knows.
    pub scopes: u32,
    /// How many operations it knows.
    pub operations: u32,
    /// What the person loaded; nothing when it is the one that came with Trilo.
    pub local: Option<LocalTablesView>,
}

/// Tables that the person loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LocalTablesView {
    /// How many scopes they have.
    pub scopes: u32,
    /// How many operations they have.
    pub operations: u32,
    /// How many of their rows cannot be read.
    pub bad_row_count: u32,
    /// The first of those.
    pub bad_rows: Vec<BadRow>,
}
