//! Scopes and sets of scopes (RFC 6749, section 3.3).

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// One scope, such as `read:jira-work`.
///
/// Visible ASCII without blanks, quotes and backslashes, as RFC 6749 section 3.3 allows, and at most
/// [`Scope::MAX_LENGTH`] characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

/// A text that cannot be a scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a scope: {0:?}")]
pub struct NotAScope(pub String);

impl Scope {
    /// The longest scope that is accepted, in characters.
    pub const MAX_LENGTH: usize = 120;

    /// Reads a scope.
    pub fn parse(text: &str) -> Result<Self, NotAScope> {
        let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
        if text.is_empty() || text.len() > Self::MAX_LENGTH || !text.bytes().all(allowed) {
            return Err(NotAScope(text.chars().take(Self::MAX_LENGTH).collect()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The scope as it goes over the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Scope {
    type Error = NotAScope;

    fn try_from(text: String) -> Result<Self, NotAScope> {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A set of scopes that keeps the order in which they were added.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeSet(Vec<Scope>);

impl ScopeSet {
    /// The scopes that every sign-in asks for: a refresh token, and the profile.
    pub const ALWAYS: [&'static str; 2] = ["offline_access", "read:me"];

    /// Reads a list separated by blanks, as in a token answer.
    pub fn parse(text: &str) -> Result<Self, NotAScope> {
        text.split_whitespace().map(Scope::parse).collect()
    }

    /// This set with the scopes that every sign-in asks for in front.
    #[must_use]
    pub fn with_always(self) -> Self {
        Self::ALWAYS.into_iter().map(|text| Scope(text.to_owned())).chain(self.0).collect()
    }

    /// Those of this set that the other does not have.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let other: HashSet<_> = other.iter().collect();
        self.iter().filter(|scope| !other.contains(scope)).cloned().collect()
    }

    /// Whether a scope is in the set.
    #[must_use]
    pub fn contains(&self, scope: &Scope) -> bool {
        self.0.contains(scope)
    }

    /// The scopes in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Scope> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes as texts.
    #[must_use]
    pub fn to_strings(&self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut seen = HashSet::new();
        Self(scopes.into_iter().filter(|scope| seen.insert(scope.clone())).collect())
    }
}

impl<'a> IntoIterator for &'a ScopeSet {
    type Item = &'a Scope;
    type IntoIter = std::slice::Iter<'a, Scope>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            if index > 0 {
                formatter.write_str(" ")?;
            }
            formatter.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_set_keeps_order_and_drops_duplicates() {
        let set = ScopeSet::parse("write:jira-work  read:me write:jira-work").unwrap();
        assert_eq!(set.to_string(), "write:jira-work read:me");
    }

    #[test]
    fn the_two_scopes_of_every_sign_in_come_first_and_once() {
        let set = ScopeSet::parse("read:jira-work read:me").unwrap().with_always();
        assert_eq!(set.to_string(), "offline_access read:me read:jira-work");
    }

    #[test]
    fn what_rfc_6749_forbids_is_no_scope() {
        for text in ["", "two words", "quote\"", "back\\slash", "ümlaut", "new\nline"] {
            assert!(Scope::parse(text).is_err(), "{text:?} must be refused before it reaches a URL");
        }
    }
}
