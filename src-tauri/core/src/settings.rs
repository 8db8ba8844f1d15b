//! What a person can set.

use serde::{Deserialize, Serialize};

/// Trilo's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// After how many seconds a copied token is cleared from the clipboard; `None`: never.
    pub clear_clipboard_after: Option<u32>,
    /// After how many minutes without use the vault is locked; `None`: never.
    pub lock_after_idle: Option<u32>,
    /// Whether the vault is locked with the screen.
    pub lock_with_screen: bool,
    /// Whether profiles and avatars are kept in memory only, never in the vault.
    pub private_mode: bool,
}

impl Settings {
    /// The seconds that [`Settings::clear_clipboard_after`] may take.
    pub const CLEAR_CLIPBOARD: std::ops::RangeInclusive<u32> = 10..=600;

    /// The minutes that [`Settings::lock_after_idle`] may take: up to a day.
    pub const LOCK_AFTER_IDLE: std::ops::RangeInclusive<u32> = 1..=1_440;

    /// Checks the values.
    pub fn validated(self) -> Result<Self, SettingError> {
        if self.clear_clipboard_after.is_some_and(|seconds| !Self::CLEAR_CLIPBOARD.contains(&seconds)) {
            return Err(SettingError::ClearClipboardAfter);
        }
        if self.lock_after_idle.is_some_and(|minutes| !Self::LOCK_AFTER_IDLE.contains(&minutes)) {
            return Err(SettingError::LockAfterIdle);
        }
        Ok(self)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self { clear_clipboard_after: Some(45), lock_after_idle: None, lock_with_screen: false, private_mode: false }
    }
}

/// A setting with a value that it cannot take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// Clearing the clipboard takes 10 to 600 seconds.
    #[error("the clipboard can be cleared after 10 to 600 seconds")]
    ClearClipboardAfter,
    /// Locking after idle time takes a minute to a day.
    #[error("the vault can be locked after 1 to 1,440 minutes")]
    LockAfterIdle,
}

impl SettingError {
    /// The setting's name on the wire.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::ClearClipboardAfter => "clearClipboardAfter",
            Self::LockAfterIdle => "lockAfterIdle",
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

    #[test]
    fn the_vault_is_locked_after_a_minute_to_a_day_or_never() {
        let set = |minutes| Settings { lock_after_idle: minutes, ..Settings::default() }.validated();
        assert!(set(None).is_ok() && set(Some(1)).is_ok() && set(Some(1_440)).is_ok());
        assert_eq!(set(Some(0)), Err(SettingError::LockAfterIdle));
        assert!(set(Some(1_441)).is_err());
    }
}
