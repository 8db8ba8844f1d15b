//! What a person can set.

use serde::{Deserialize, Serialize};

/// Trilo's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// After how many seconds a copied token is cleared from the clipboard; `None`: never.
    pub clear_clipboard_after: Option<u32>,
    /// Whether profiles and avatars are kept in memory only, never in the vault.
    pub private_mode: bool,
}

impl Settings {
    /// The seconds that [`Settings::clear_clipboard_after`] may take.
    pub const CLEAR_CLIPBOARD: std::ops::RangeInclusive<u32> = 10..=600;

    /// Checks the values.
    pub fn validated(self) -> Result<Self, SettingError> {
        match self.clear_clipboard_after {
            Some(seconds) if !Self::CLEAR_CLIPBOARD.contains(&seconds) => Err(SettingError::ClearClipboardAfter),
            _ => Ok(self),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self { clear_clipboard_after: Some(45), private_mode: false }
    }
}

/// A setting with a value that it cannot take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// Clearing the clipboard takes 10 to 600 seconds.
    #[error("the clipboard can be cleared after 10 to 600 seconds")]
    ClearClipboardAfter,
}

impl SettingError {
    /// The setting's name on the wire.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::ClearClipboardAfter => "clearClipboardAfter",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_may_stay_in_the_clipboard_for_ten_seconds_to_ten_minutes_or_for_good() {
        let set = |seconds| Settings { clear_clipboard_after: seconds, ..Settings::default() }.validated();
        assert!(set(None).is_ok() && set(Some(10)).is_ok() && set(Some(600)).is_ok());
        assert!(set(Some(9)).is_err() && set(Some(601)).is_err());
    }
}
