//! A REST operation, and the scopes that it accepts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::product::Product;
use crate::scope::Kind;

/// The HTTP method of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or asks with a body.
    Post,
    /// Replaces.
    Put,
    /// Changes in part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Every method that an operation of the catalogue has.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The method as it goes over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A word that is no method of an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no HTTP method")]
pub struct NotAMethod(pub String);

impl FromStr for Method {
    type Err = NotAMethod;

    /// Reads a method in any case.
    fn from_str(word: &str) -> Result<Self, NotAMethod> {
        let found = Self::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(word));
        found.ok_or_else(|| NotAMethod(word.to_owned()))
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// How far an operation is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum OperationState {
    /// To be used.
    Current,
    /// May change without notice.
    Experimental,
    /// Will go away.
    Deprecated,
    /// Is gone; kept so that an old call can be explained.
    Removed,
}

impl OperationState {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Experimental => "experimental",
            Self::Deprecated => "deprecated",
            Self::Removed => "removed",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Current, Self::Experimental, Self::Deprecated, Self::Removed].into_iter().find(|it| it.word() == word)
    }
}

/// Whether an operation can be called with a token of OAuth 2.0 (3LO).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum With3lo {
    /// Yes, with one of its alternatives.
    Yes,
    /// Only an app's own user may call it, whatever the scopes.
    AppOnly,
    /// Its documentation names no OAuth scheme.
    No,
    /// Nothing is known.
    Unknown,
}

impl With3lo {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::AppOnly => "app-only",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Yes, Self::AppOnly, Self::No, Self::Unknown].into_iter().find(|it| it.word() == word)
    }
}

/// Scopes that suffice for an operation when all of them are there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// Classic or granular, as the documentation files it.
    pub kind: Kind,
    /// All of these are needed together.
    pub scopes: Vec<String>,
}

/// A REST operation of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Method and path, such as `GET /rest/api/3/myself`: unique, and how everything else refers to it.
    pub key: String,
    /// The product.
    pub product: Product,
    /// The version of the product's API.
    pub version: String,
    /// The method.
    pub method: Method,
    /// The path after [`Product::gateway_base`], with `{names}` for what varies.
    pub path: String,
    /// Its id in the documentation, such as `getIssue`; may be empty.
    pub id: String,
    /// The documentation's group.
    pub group: String,
    /// Any one of these suffices; none means that any valid token does, as far as [`Operation::with_3lo`] allows.
    pub alternatives: Vec<Alternative>,
    /// Whether it can be called without a token.
    pub anonymous: bool,
    /// How far it is in its life.
    pub state: OperationState,
    /// Whether a 3LO token can call it.
    pub with_3lo: With3lo,
    /// The page of Atlassian's documentation.
    pub documentation: String,
    /// What stands in front of the path, see [`Product::gateway_base`].
    pub gateway_base: String,
    /// Whether it comes from a table that was loaded at run time.
    pub local: bool,
}

impl Operation {
    /// The key of a method and a path.
    #[must_use]
    pub fn key_of(method: Method, path: &str) -> String {
        format!("{method} {path}")
    }

    /// The whole address of a call, `{cloudid}` for the site.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}{}", self.gateway_base, self.path)
    }

    /// Whether a set of scopes has one of the alternatives in whole; without alternatives any set does.
    pub fn satisfied_by(&self, has: impl Fn(&str) -> bool) -> bool {
        self.alternatives.is_empty()
            || self.alternatives.iter().any(|alternative| alternative.scopes.iter().all(|scope| has(scope)))
    }
}

/// The documentation's page of a group of operations.
pub(crate) fn documentation(product: Product, version: &str, group: &str) -> String {
    let base = "https://developer.atlassian.com/cloud";
    let slug: String = group
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' })
        .collect();
    let page = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let rest = match product {
        Product::Jira => format!("jira/platform/rest/v3/api-group-{page}"),
        Product::JiraSoftware => format!("jira/software/rest/api-group-{page}"),
        Product::JiraServiceManagement => format!("jira/service-desk/rest/api-group-{page}"),
        Product::JiraServiceManagementOps => format!("jira/service-desk-ops/rest/v2/api-group-{page}"),
        Product::Confluence => format!("confluence/rest/{version}/api-group-{page}"),
        Product::UserIdentity => {
            return format!(
                "{base}/jira/platform/oauth-2-3lo-apps/#how-do-i-retrieve-the-public-profile-of-the-authenticated-user-"
            );
        }
        Product::Oauth => return format!("{base}/jira/platform/oauth-2-3lo-apps/#3-1-get-the-cloudid-for-your-site"),
        Product::PersonalData => return format!("{base}/jira/platform/user-privacy-developer-guide"),
    };
    format!("{base}/{rest}/")
}
