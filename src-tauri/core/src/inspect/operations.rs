//! What a set of scopes opens: every operation of the catalogue, allowed or not, and what one more scope would give.

use std::collections::HashSet;
use std::hash::BuildHasher;

use serde::Serialize;
use trilo_catalogue::{Catalogue, Operation, OperationState, Product, With3lo};

use super::grant::Grant;

/// Whether a set of scopes opens an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "access")]
pub enum Access {
    /// It does.
    Allowed,
    /// It does, and the operation will go away.
    Deprecated,
    /// It would with these scopes as well.
    #[serde(rename_all = "camelCase")]
    Blocked {
        /// What the alternative that lacks the fewest lacks.
        missing: Vec<String>,
    },
    /// No scope opens it for a 3LO app.
    Never,
    /// Nobody says whether a 3LO app can call it.
    Unknown,
}

/// An operation with what a set of scopes lets of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measured<'a> {
    /// The operation.
    #[serde(skip)]
    pub operation: &'a Operation,
    /// Whether it is open.
    pub access: Access,
}

/// How much of a product a set of scopes opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// The product.
    pub product: Product,
    /// Operations that are open, deprecated ones included.
    pub allowed: u32,
    /// Operations that would be with more scopes.
    pub blocked: u32,
    /// Open operations that will go away.
    pub deprecated: u32,
    /// Operations that nothing is known of.
    pub unknown: u32,
}

/// Every operation that is not gone, with what a set of scopes lets of it.
#[must_use]
pub fn measure<'a>(catalogue: &'a Catalogue, scopes: &[String]) -> Vec<Measured<'a>> {
    let set: HashSet<&str> = scopes.iter().map(String::as_str).collect();
    let there = catalogue.operations().iter().filter(|operation| operation.state != OperationState::Removed);
    there.map(|operation| Measured { operation, access: access(operation, &set) }).collect()
}

/// Whether a set of scopes opens an operation.
#[must_use]
pub fn access<S: BuildHasher>(operation: &Operation, set: &HashSet<&str, S>) -> Access {
    match operation.with_3lo {
        With3lo::AppOnly | With3lo::No => return Access::Never,
        With3lo::Unknown => return Access::Unknown,
        With3lo::Yes => {}
    }
    let lacks = |scopes: &[String]| -> Vec<String> {
        scopes.iter().filter(|scope| !set.contains(scope.as_str())).cloned().collect()
    };
    let missing = operation.alternatives.iter().map(|way| lacks(&way.scopes)).min_by_key(Vec::len);
    match missing {
        Some(missing) if !missing.is_empty() => Access::Blocked { missing },
        Some(_) | None if operation.state == OperationState::Deprecated => Access::Deprecated,
        Some(_) | None => Access::Allowed,
    }
}

/// How much of each product a set of scopes opens, products of which nothing is known left out.
#[must_use]
pub fn shares(measured: &[Measured<'_>]) -> Vec<Share> {
    let share = |product| {
        let mut share = Share { product, allowed: 0, blocked: 0, deprecated: 0, unknown: 0 };
        for one in measured.iter().filter(|one| one.operation.product == product) {
            match one.access {
                Access::Allowed => share.allowed += 1,
                Access::Deprecated => {
                    share.allowed += 1;
                    share.deprecated += 1;
                }
                Access::Blocked { .. } => share.blocked += 1,
                Access::Unknown => share.unknown += 1,
                Access::Never => {}
            }
        }
        share
    };
    Product::ALL.into_iter().map(share).filter(|share| share.allowed + share.blocked + share.unknown > 0).collect()
}

/// The operations that a set of scopes would open with more scopes.
#[must_use]
pub fn gained<'a>(catalogue: &'a Catalogue, scopes: &[String], added: &[String]) -> Vec<&'a Operation> {
    let now: HashSet<&str> = scopes.iter().map(String::as_str).collect();
    let then: HashSet<&str> = now.iter().copied().chain(added.iter().map(String::as_str)).collect();
    let opens = |operation: &Operation, set: &HashSet<&str>| operation.satisfied_by(|scope| set.contains(scope));
    catalogue.callable().filter(|operation| opens(operation, &then) && !opens(operation, &now)).collect()
}

/// What a grant opens on each of its sites, and apart from them.
#[must_use]
pub fn of_sites(catalogue: &Catalogue, grant: &Grant) -> Vec<(String, Vec<Share>)> {
    let sites = grant.sites.iter().flatten();
    let each = sites.map(|site| (site.name.clone(), shares(&measure(catalogue, &grant.effective(&site.cloud_id)))));
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Vec<String> {
        text.split(' ').map(ToOwned::to_owned).collect()
    }

    #[test]
    fn an_operation_is_allowed_blocked_or_out_of_reach() {
        let catalogue = Catalogue::built_in();
        let has = scopes("read:jira-work read:me");
        let measured = measure(catalogue, &has);
        let of = |key: &str| measured.iter().find(|one| one.operation.key == key).map(|one| one.access.clone());
        assert_eq!(of("GET /rest/api/3/project/search"), Some(Access::Allowed));
        assert_eq!(of("GET /rest/api/3/myself"), Some(Access::Blocked { missing: scopes("read:jira-user") }));
        assert!(measured.iter().any(|one| one.access == Access::Never), "some are closed to every 3LO app");
        assert!(measured.iter().any(|one| one.access == Access::Deprecated));
        let jira = shares(&measured).into_iter().find(|share| share.product == Product::Jira);
        assert!(jira.is_some_and(|jira| jira.allowed > 100 && jira.blocked > 100));
    }

    #[test]
    fn one_more_scope_gives_what_it_opens_and_nothing_that_was_open() {
        let gained = gained(Catalogue::built_in(), &scopes("read:jira-work"), &scopes("read:jira-user"));
        let keys: Vec<_> = gained.iter().map(|operation| operation.key.as_str()).collect();
        assert!(keys.contains(&"GET /rest/api/3/myself"));
        assert!(!keys.contains(&"GET /rest/api/3/project/search"));
    }
}
