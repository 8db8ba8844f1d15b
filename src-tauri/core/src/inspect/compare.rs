//! What two grants differ in: two accounts, two tokens, before and after a consent, two environments.

use std::collections::BTreeSet;

use serde::Serialize;
use trilo_catalogue::{Catalogue, Difference};

use super::grant::Grant;
use super::token::TokenReading;

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    /// What a person calls it.
    pub name: String,
    /// What the token may do.
    pub scopes: Vec<String>,
    /// The sites: cloud id, name and scopes; `None` when they are not known.
    pub sites: Option<Vec<(String, String, Vec<String>)>>,
    /// The token's claims, name and value.
    pub claims: Vec<(String, String)>,
}

/// What two sides differ in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// What the first side is called.
    pub first: String,
    /// What the second side is called.
    pub second: String,
    /// Scopes, operations and powers of the one and of the other.
    pub difference: Difference,
    /// The sites of either; `None` when those of one side are not known.
    pub sites: Option<Vec<SiteDifference>>,
    /// Claims that differ.
    pub claims: Vec<ClaimDifference>,
}

/// A site of either side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SiteDifference {
    /// Its name.
    pub name: String,
    /// Whether the first side has it.
    pub in_first: bool,
    /// Whether the second side has it.
    pub in_second: bool,
    /// Scopes that only the second side has on it.
    pub added: Vec<String>,
    /// Scopes that only the first side has on it.
    pub removed: Vec<String>,
}

/// A claim that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ClaimDifference {
    /// Its name.
    pub name: String,
    /// Its value on the first side.
    pub first: Option<String>,
    /// Its value on the second side.
    pub second: Option<String>,
}

impl Side {
    /// A grant with its token as a side.
    #[must_use]
    pub fn of(name: String, grant: &Grant, token: Option<&TokenReading>) -> Self {
        let sites = grant.sites.as_ref().map(|sites| {
            let site = |site: &super::GrantSite| (site.cloud_id.clone(), site.name.clone(), site.scopes.to_strings());
            sites.iter().map(site).collect()
        });
        let decoded = token.and_then(|token| token.decoded.as_ref());
        let claims = decoded.iter().flat_map(|decoded| &decoded.claims);
        Self {
            name,
            scopes: grant.anywhere(),
            sites,
            claims: claims.map(|claim| (claim.name.clone(), claim.value.clone())).collect(),
        }
    }
}

impl Comparison {
    /// Compares two sides.
    #[must_use]
    pub fn of(first: &Side, second: &Side) -> Self {
        Self {
            first: first.name.clone(),
            second: second.name.clone(),
            difference: Catalogue::built_in().difference(&first.scopes, &second.scopes),
            sites: first.sites.as_ref().zip(second.sites.as_ref()).map(|(one, other)| sites(one, other)),
            claims: claims(&first.claims, &second.claims),
        }
    }

    /// Whether both sides may do the same at the same sites.
    #[must_use]
    pub fn is_even(&self) -> bool {
        let even =
            |site: &SiteDifference| site.in_first && site.in_second && site.added.is_empty() && site.removed.is_empty();
        self.difference.added.is_empty() && self.difference.removed.is_empty() && self.sites.iter().flatten().all(even)
    }
}

type Sites = [(String, String, Vec<String>)];

fn sites(first: &Sites, second: &Sites) -> Vec<SiteDifference> {
    let find =
        |sites: &'_ Sites, id: &str| sites.iter().find(|(known, ..)| known == id).map(|(.., scopes)| scopes.clone());
    let mut seen = BTreeSet::new();
    let all = first.iter().chain(second).filter(|(id, ..)| seen.insert(id.clone()));
    all.map(|(id, name, _)| {
        let (one, other) = (find(first, id), find(second, id));
        let (had, has) = (one.clone().unwrap_or_default(), other.clone().unwrap_or_default());
        let apart = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|scope| !those.contains(scope)).cloned().collect()
        };
        SiteDifference {
            name: name.clone(),
            in_first: one.is_some(),
            in_second: other.is_some(),
            added: apart(&has, &had),
            removed: apart(&had, &has),
        }
    })
    .collect()
}

fn claims(first: &[(String, String)], second: &[(String, String)]) -> Vec<ClaimDifference> {
    let find = |claims: &[(String, String)], name: &str| {
        claims.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let names: BTreeSet<&str> = first.iter().chain(second).map(|(name, _)| name.as_str()).collect();
    let each = names.into_iter().map(|name| ClaimDifference {
        name: name.to_owned(),
        first: find(first, name),
        second: find(second, name),
    });
    each.filter(|claim| claim.first != claim.second).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(name: &str, scopes: &str, sites: &[(&str, &str)]) -> Side {
        let words = |text: &str| text.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>();
        Side {
            name: name.into(),
            scopes: words(scopes),
            sites: Some(sites.iter().map(|(id, scopes)| ((*id).into(), (*id).into(), words(scopes))).collect()),
            claims: vec![("aud".into(), name.into()), ("iss".into(), "same".into())],
        }
    }

    #[test]
    fn two_sides_differ_in_scopes_operations_sites_and_claims() {
        let first = side("staging", "read:me read:jira-work", &[("a", "read:jira-work"), ("b", "")]);
        let second = side("production", "read:me read:jira-user", &[("a", "read:jira-user"), ("c", "")]);
        let comparison = Comparison::of(&first, &second);
        assert_eq!(comparison.difference.added, ["read:jira-user"]);
        assert!(comparison.difference.opened.iter().any(|key| key == "GET /rest/api/3/myself"));
        let sites = comparison.sites.as_ref().map(|sites| sites.iter().map(|site| (site.in_first, site.in_second)));
        assert_eq!(sites.map(Iterator::collect), Some(vec![(true, true), (true, false), (false, true)]));
        assert_eq!(comparison.claims.len(), 1, "what is the same is no difference");
        assert!(!comparison.is_even());
        assert!(Comparison::of(&first, &first).is_even());
    }
}
