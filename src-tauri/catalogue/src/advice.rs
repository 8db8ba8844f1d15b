//! What is to be said of a set of scopes before anybody signs in with it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use url::Url;

use crate::catalogue::Catalogue;
use crate::console::ConsoleApi;
use crate::scope::{CatalogueScope, Evidence, Kind};

/// How many scopes an app should stay below (developer.atlassian.com, "Scopes for OAuth 2.0 (3LO) and Forge apps").
pub const ADVISED_SCOPES: usize = 50;
/// No limit is published; this length goes through everything between here and there, in characters.
pub const ADVISED_URL_LENGTH: usize = 2_000;
/// Atlassian's metadata names these, and its consent page ends in "Something went wrong" for apps that ask for one.
pub const BREAKING: [&str; 5] = ["openid", "profile", "email", "address", "phone"];

/// What is to be said of a set of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    /// How many scopes there are.
    pub scopes: u32,
    /// How long an authorize URL with them is, in characters: with a client id of 32 characters and a callback of 42.
    pub url_length: u32,
    /// The APIs that must be added to the app in the developer console, in its order.
    pub apis: Vec<ConsoleApi>,
    /// What to look at.
    pub remarks: Vec<Remark>,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Remark {
    /// Atlassian's consent page fails on this scope.
    BreaksConsent {
        /// The scope.
        scope: String,
    },
    /// The catalogue does not have this scope; it may be newer, or misspelt.
    Unknown {
        /// The scope.
        scope: String,
        /// A known scope that looks like it.
        similar: Option<String>,
    },
    /// Only the manifest of Forge apps knows this scope; whether a 3LO app can have it is unknown.
    ManifestOnly {
        /// The scope.
        scope: String,
    },
    /// Belongs to another OAuth than 3LO.
    NotFor3lo {
        /// The scope.
        scope: String,
    },
    /// As many scopes as Atlassian advises to stay below, or more.
    TooMany {
        /// How many.
        count: u32,
    },
    /// The authorize URL is longer than what every browser and gateway takes.
    UrlTooLong {
        /// Its length, in characters.
        length: u32,
    },
    /// A refresh token, and nothing that it would be good for.
    OfflineAccessAlone,
    /// Classic and granular scopes of one product; it works, and Atlassian advises one kind.
    Mixed {
        /// The product's name.
        product: String,
        /// Its classic scopes.
        classic: Vec<String>,
        /// Its granular scopes.
        granular: Vec<String>,
    },
}

impl Catalogue {
    /// What is to be said of a set of scopes.
    #[must_use]
    pub fn advice<S: AsRef<str>>(&self, scopes: &[S]) -> Advice {
        let set: BTreeSet<&str> = scopes.iter().map(AsRef::as_ref).collect();
        let known: Vec<_> = set.iter().map(|scope| self.scope_or_unknown(scope)).collect();
        let length = url_length(scopes.iter().map(AsRef::as_ref));
        let mut remarks: Vec<_> = known.iter().filter_map(|scope| self.of_scope(scope)).collect();
        let count = u32::try_from(set.len()).unwrap_or(u32::MAX);
        if set.len() >= ADVISED_SCOPES {
            remarks.push(Remark::TooMany { count });
        }
        if length as usize > ADVISED_URL_LENGTH {
            remarks.push(Remark::UrlTooLong { length });
        }
        if set.iter().eq(["offline_access"].iter()) {
            remarks.push(Remark::OfflineAccessAlone);
        }
        remarks.extend(mixed(&known));
        let apis: BTreeSet<_> = known.iter().map(|scope| scope.api).filter(|api| api.is_in_console()).collect();
        Advice { scopes: count, url_length: length, apis: apis.into_iter().collect(), remarks }
    }

    fn of_scope(&self, known: &CatalogueScope) -> Option<Remark> {
        let scope = known.scope.clone();
        if BREAKING.contains(&scope.as_str()) {
            return Some(Remark::BreaksConsent { scope });
        }
        if known.api == ConsoleApi::Bitbucket {
            return Some(Remark::NotFor3lo { scope });
        }
        match known.evidence {
            Evidence::Openapi | Evidence::Documented => None,
            Evidence::AppManifestList => Some(Remark::ManifestOnly { scope }),
            Evidence::None => Some(Remark::Unknown { similar: self.similar(&scope), scope }),
        }
    }

    /// The known scope that takes the fewest changes to get to, three at most.
    fn similar(&self, scope: &str) -> Option<String> {
        let distance = |known: &CatalogueScope| (strsim::osa_distance(scope, &known.scope), !known.is_for_3lo());
        let nearest = self.scopes().iter().filter(|known| known.is_known()).min_by_key(|known| distance(known))?;
        (distance(nearest).0 <= 3).then(|| nearest.scope.clone())
    }
}

impl CatalogueScope {
    /// The name of its product, such as "Jira Software"; of scopes without a product, the console's name of the API.
    #[must_use]
    pub fn product_name(&self) -> &'static str {
        match self.api {
            ConsoleApi::Jira if self.scope.ends_with(":jira-software") => "Jira Software",
            ConsoleApi::Jira => "Jira",
            ConsoleApi::JiraServiceManagement | ConsoleApi::JsmIncident | ConsoleApi::JsmOps => {
                "Jira Service Management"
            }
            ConsoleApi::Confluence => "Confluence",
            ConsoleApi::Compass => "Compass",
            ConsoleApi::Bitbucket => "Bitbucket",
            ConsoleApi::None | ConsoleApi::UserIdentity | ConsoleApi::PersonalDataReporting | ConsoleApi::Unlisted => {
                self.api.name()
            }
        }
    }
}

fn mixed(scopes: &[CatalogueScope]) -> Vec<Remark> {
    let mut products: BTreeMap<&str, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for scope in scopes.iter().filter(|scope| scope.is_known()) {
        let (classic, granular) = products.entry(scope.product_name()).or_default();
        match scope.kind {
            Kind::Classic => classic.push(scope.scope.clone()),
            Kind::Granular => granular.push(scope.scope.clone()),
            Kind::General => {}
        }
    }
    let both = products.into_iter().filter(|(_, (classic, granular))| !classic.is_empty() && !granular.is_empty());
    both.map(|(product, (classic, granular))| Remark::Mixed { product: product.to_owned(), classic, granular })
        .collect()
}

/// The length of an authorize URL (developer.atlassian.com, "OAuth 2.0 (3LO) apps"), blanks as `%20`.
fn url_length<'a>(scopes: impl Iterator<Item = &'a str>) -> u32 {
    const CALLBACK: &str = "http://localhost:7007/api/auth/atlassian/h";
    let made = "x".repeat(43);
    let scope = scopes.collect::<Vec<_>>().join(" ");
    let parameters = [
        ("audience", "api.atlassian.com"),
        ("client_id", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ("scope", scope.as_str()),
        ("redirect_uri", CALLBACK),
        ("state", made.as_str()),
        ("response_type", "code"),
        ("prompt", "consent"),
        ("code_challenge", made.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let url = Url::parse_with_params("https://auth.atlassian.com/authorize", parameters);
    let length = url.map_or(0, |url| url.as_str().replace('+', "%20").len());
    u32::try_from(length).unwrap_or(u32::MAX)
}
