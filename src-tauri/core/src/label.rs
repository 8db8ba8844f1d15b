//! How a person marks an account of theirs: by a label and a colour.

use serde::{Deserialize, Serialize};

/// A person's own words for an account: never empty, without control characters, at most 60 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(String);

/// A label that is longer than [`Label::MOST`] characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a label has at most {most} characters", most = Label::MOST)]
pub struct LabelTooLong;

impl Label {
    /// How many characters a label may have.
    pub const MOST: usize = 60;

    /// Reads a label as it was typed: control characters and blanks at both ends go; `None` when nothing is left.
    pub fn parse(text: &str) -> Result<Option<Self>, LabelTooLong> {
        let visible: String = text.chars().filter(|character| !character.is_control()).collect();
        let trimmed = visible.trim();
        if trimmed.chars().count() > Self::MOST {
            return Err(LabelTooLong);
        }
        Ok((!trimmed.is_empty()).then(|| Self(trimmed.to_owned())))
    }

    /// The label as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A colour that tells an account from others at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum AccountColour {
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Teal.
    Teal,
    /// Blue.
    Blue,
    /// Violet.
    Violet,
    /// Grey.
    Grey,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Option<String> {
        Label::parse(text).unwrap().map(|label| label.as_str().to_owned())
    }

    #[test]
    fn a_label_is_what_can_be_seen_of_it() {
        assert_eq!(read("  Work \u{7}account\n").as_deref(), Some("Work account"));
        assert_eq!(read(" \t\r\n"), None, "nothing to see is no label");
    }

    #[test]
    fn a_label_has_sixty_characters_whatever_their_bytes() {
        assert!(read(&"ü".repeat(60)).is_some());
        assert_eq!(Label::parse(&"u".repeat(61)), Err(LabelTooLong));
    }
}
