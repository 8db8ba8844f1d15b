//! A scope with what a person should know of it.

use serde::{Deserialize, Serialize};

use crate::console::ConsoleApi;
use crate::description::describe;
use crate::risk::{Access, Risk};

/// Of which kind a scope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// One scope for many operations; Atlassian recommends these.
    Classic,
    /// `verb:object:product`; an operation needs all of its group.
    Granular,
    /// Belongs to the account or the sign-in rather than to a product.
    General,
}

/// Where it is known from that a scope exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Evidence {
    /// An `OpenAPI` document names it.
    Openapi,
    /// One of Atlassian's pages about scopes names it.
    Documented,
    /// Only the manifest of Forge apps knows it; whether a 3LO app can have it is unknown.
    AppManifestList,
    /// Nobody: it was asked for, and the catalogue does not have it.
    None,
}

/// A scope of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CatalogueScope {
    /// The scope as it goes over the wire.
    pub scope: String,
    /// Classic, granular or general.
    pub kind: Kind,
    /// Where the console lists it.
    pub api: ConsoleApi,
    /// Its first word.
    pub access: Access,
    /// How dangerous it is.
    pub risk: Risk,
    /// Where it is known from.
    pub evidence: Evidence,
    /// What it lets an app do, in one sentence.
    pub summary: String,
    /// How many operations accept it, alone or with others.
    pub operations: u32,
    /// Whether it comes from a table that was loaded at run time.
    pub local: bool,
}

impl CatalogueScope {
    /// A scope that no table has, with what its words tell.
    #[must_use]
    pub fn unknown(scope: &str) -> Self {
        let parts: Vec<_> = scope.split(':').collect();
        let (kind, api) = match parts.as_slice() {
            [_, _, product] => (Kind::Granular, ConsoleApi::of_suffix(product)),
            _ => (Kind::Classic, ConsoleApi::Unlisted),
        };
        Self::new(scope, kind, api, Evidence::None)
    }

    pub(crate) fn new(scope: &str, kind: Kind, api: ConsoleApi, evidence: Evidence) -> Self {
        Self {
            scope: scope.to_owned(),
            kind,
            api,
            access: Access::of_scope(scope),
            risk: Risk::of_scope(scope),
            evidence,
            summary: describe(scope),
            operations: 0,
            local: false,
        }
    }

    /// Whether the catalogue knows it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.evidence != Evidence::None
    }

    /// Whether it is known that a 3LO app can be given it.
    #[must_use]
    pub fn is_for_3lo(&self) -> bool {
        match self.evidence {
            Evidence::Openapi | Evidence::Documented => true,
            Evidence::AppManifestList | Evidence::None => false,
        }
    }
}
