//! Passphrases that protect what Trilo writes.

use crate::secret::Secret;

/// A passphrase that is long enough to protect something with.
///
/// It is taken as typed: neither trimmed nor normalized, so that other programs open with the same text what was
/// protected with it.
#[derive(Debug)]
pub struct Passphrase(Secret<String>);

/// A passphrase has fewer than [`Passphrase::LEAST`] characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a passphrase needs at least {} characters", Passphrase::LEAST)]
pub struct PassphraseTooShort;

impl Passphrase {
    /// The fewest characters of a passphrase.
    pub const LEAST: usize = 12;

    /// Takes a passphrase as a person chose it.
    pub fn new(text: Secret<String>) -> Result<Self, PassphraseTooShort> {
        if text.expose().chars().count() < Self::LEAST {
            return Err(PassphraseTooShort);
        }
        Ok(Self(text))
    }

    /// The passphrase itself.
    #[must_use]
    pub const fn secret(&self) -> &Secret<String> {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_characters_are_enough_and_eleven_are_not() {
        let new = |text: &str| Passphrase::new(Secret::new(text.to_owned()));
        assert!(new("zwölf Zeiche").is_ok(), "characters are counted, not bytes");
        assert!(new("elf Zeichen").is_err());
    }
}
