//! Which frontends may ask: exact origins, and patterns as `auth.experimentalExtraAllowedOrigins` has them.

use glob::{MatchOptions, Pattern};
use url::Url;

/// Origins that may ask for tokens.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    exact: Vec<String>,
    patterns: Vec<Pattern>,
}

/// A text that is neither an origin nor a pattern of origins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no origin such as http://localhost:3000")]
pub struct InvalidOrigin(pub String);

/// `*` stays within a part, and letters' case does not matter.
const RULES: MatchOptions =
    MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: false };

impl Origins {
    /// Adds an origin, an address at it, or a pattern.
    pub fn add(&mut self, text: &str) -> Result<(), InvalidOrigin> {
        let invalid = || InvalidOrigin(text.to_owned());
        let trimmed = text.trim().trim_end_matches('/');
        if !trimmed.contains(['*', '?']) {
            let origin = origin_of(trimmed).ok_or_else(invalid)?;
            if !self.exact.contains(&origin) {
                self.exact.push(origin);
            }
            return Ok(());
        }
        if !trimmed.contains("://") {
            return Err(invalid());
        }
        self.patterns.push(Pattern::new(trimmed).map_err(|_| invalid())?);
        Ok(())
    }

    /// Whether an origin, written as a browser writes it, may ask.
    #[must_use]
    pub fn allow(&self, origin: &str) -> bool {
        self.exact.iter().any(|exact| exact == origin)
            || self.patterns.iter().any(|pattern| pattern.matches_with(origin, RULES))
    }

    /// The first exact origin: where a frontend is that does not say.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.exact.first().map(String::as_str)
    }

    /// Whether none may ask.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.patterns.is_empty()
    }

    /// The origins and patterns, as they are shown.
    #[must_use]
    pub fn to_strings(&self) -> Vec<String> {
        self.exact.iter().cloned().chain(self.patterns.iter().map(ToString::to_string)).collect()
    }
}

/// The origin of an address on the web; `None` for anything else.
pub(crate) fn origin_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(texts: &[&str]) -> Origins {
        let mut origins = Origins::default();
        for text in texts {
            origins.add(text).expect("an origin");
        }
        origins
    }

    #[test]
    fn an_address_stands_for_its_origin() {
        let origins = origins(&["http://LOCALHOST:3000/catalog"]);
        assert!(origins.allow("http://localhost:3000"));
        assert!(!origins.allow("http://localhost:3001") && !origins.allow("https://localhost:3000"));
    }

    #[test]
    fn a_star_stays_within_a_part_and_case_does_not_matter() {
        let origins = origins(&["https://*.Example.com"]);
        assert!(origins.allow("https://pr-7.example.com"));
        assert!(!origins.allow("https://evil.test/x.example.com"));
        assert!(!origins.allow("http://pr-7.example.com"));
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in ["*", "localhost:3000", "file:///tmp", ""] {
            assert!(Origins::default().add(text).is_err(), "{text}");
        }
    }
}
