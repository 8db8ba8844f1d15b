//! The last net before anything is shown or kept: it knows the live secrets and the shapes of others.
//!
//! What is redacted leaves its kind and a short keyed fingerprint, such as `‹token#3f9a2c›`, so that the question whether
//! two places hold the same token can be answered without the token.

mod shapes;

use sha2::{Digest, Sha256};

use crate::secret::Secret;

use shapes::Kind;

/// Replaces secrets in texts.
#[derive(Debug, Clone)]
pub struct Redaction {
    key: Secret<[u8; 32]>,
    live: Vec<Secret<String>>,
}

/// Shorter values occur by chance; only their places give them away.
const SHORTEST_KNOWN: usize = 6;

struct Span {
    start: usize,
    end: usize,
    kind: Kind,
}

impl Redaction {
    /// A redaction whose fingerprints compare with those of every other redaction under the same key.
    #[must_use]
    pub fn new(key: [u8; 32], live: Vec<Secret<String>>) -> Self {
        let mut redaction = Self { key: Secret::new(key), live: Vec::new() };
        redaction.know(live);
        redaction
    }

    /// A redaction under a key of its own, whose fingerprints compare with no other's.
    ///
    /// # Panics
    /// When the operating system has no random numbers.
    #[must_use]
    pub fn ephemeral() -> Self {
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("the operating system has random numbers");
        Self::new(key, Vec::new())
    }

    /// Adds secrets that are to be found wherever they stand, also percent-encoded or escaped as in JSON.
    pub fn know(&mut self, secrets: impl IntoIterator<Item = Secret<String>>) {
        for secret in secrets {
            let value = secret.expose();
            if value.len() < SHORTEST_KNOWN {
                continue;
            }
            let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            let percent = encoded.replace('+', "%20");
            let escaped = serde_json::Value::from(value.as_str()).to_string();
            let escaped = escaped.trim_matches('"').to_owned();
            for form in [encoded, percent, escaped] {
                if form != *value {
                    self.live.push(Secret::new(form));
                }
            }
            self.live.push(secret);
        }
    }

    /// The text without its secrets; redacting twice changes nothing more.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.replace(text, &self.spans(text))
    }

    /// The text without its secrets, after which the same secrets are known wherever they stand alone.
    pub(super) fn redact_and_learn(&mut self, text: &str) -> String {
        let spans = self.spans(text);
        let redacted = self.replace(text, &spans);
        let mut found: Vec<&str> = spans.iter().map(|span| &text[span.start..span.end]).collect();
        found.sort_unstable();
        found.dedup();
        let found = found.into_iter().take(MOST_LEARNT).filter(|value| value.len() <= LONGEST_LEARNT);
        self.know(found.map(|value| Secret::new(value.to_owned())).collect::<Vec<_>>());
        redacted
    }

    /// A short keyed digest: equal values have equal ones, and it does not lead back.
    #[must_use]
    pub fn fingerprint(&self, value: &str) -> String {
        // The key has a fixed length and most of the digest is cut, so that no extension of it is of use.
        let digest = Sha256::new().chain_update(self.key.expose()).chain_update(value.as_bytes()).finalize();
        digest.iter().take(3).fold(String::new(), |mut text, byte| {
            for digit in [byte >> 4, byte & 0xF] {
                text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
            text
        })
    }

    /// The text without the secrets that are known, whatever else in it has the shape of one.
    pub(super) fn redact_known(&self, text: &str) -> String {
        self.replace(text, &joined(self.known_in(text)))
    }

    /// The mark that stands for a removed value; its name tells what the value was.
    pub(super) fn mark(&self, name: &str, value: &str) -> String {
        let kind = if Self::is_secret_name(name) { Kind::of_name(name).name() } else { "removed" };
        format!("‹{kind}#{}›", self.fingerprint(value))
    }

    /// Whether what stands under a name is secret wherever it stands.
    pub(super) fn is_secret_name(name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        Kind::of_name(&name) != Kind::Secret
            || ["secret", "verifier", "assertion", "key", "challenge", "nonce"].iter().any(|word| name.contains(word))
    }

    fn spans(&self, text: &str) -> Vec<Span> {
        let mut spans = self.known_in(text);
        spans.extend(shapes::find(text).map(|(range, kind)| Span { start: range.start, end: range.end, kind }));
        joined(spans)
    }

    fn known_in(&self, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        for secret in &self.live {
            let found = text.match_indices(secret.expose().as_str());
            spans.extend(found.map(|(start, value)| Span { start, end: start + value.len(), kind: Kind::Secret }));
        }
        spans
    }
    fn replace(&self, text: &str, spans: &[Span]) -> String {
        let mut redacted = String::with_capacity(text.len());
        let mut at = 0;
        for Span { start, end, kind } in spans {
            redacted.push_str(&text[at..*start]);
            let fingerprint = self.fingerprint(&text[*start..*end]);
            redacted.extend(["‹", kind.name(), "#", fingerprint.as_str(), "›"]);
            at = *end;
        }
        redacted.push_str(&text[at..]);
        redacted
    }
}

/// Spans in their order, with those that overlap made one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            Some(_) | None => joined.push(span),
        }
    }
    joined
}

/// Enough for every exchange of a sign-in; a text with more of them is met by the shapes alone.
const MOST_LEARNT: usize = 200;
/// Longer values are bodies rather than secrets.
const LONGEST_LEARNT: usize = 32 * 1024;

#[cfg(test)]
mod tests;
