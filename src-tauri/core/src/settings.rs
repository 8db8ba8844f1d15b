//! What a person can set.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::diagnose::journal::JournalBounds;
use crate::scope::Scope;

/// Trilo's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// For how many days attempts are kept.
    pub journal_days: u32,
    /// How many megabytes of attempts are kept at most.
    pub journal_megabytes: u32,
    /// Sets of scopes that the person saved, the oldest first.
    pub scope_presets: Vec<ScopePreset>,
}

/// A set of scopes under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScopePreset {
    /// The person's name for it.
    pub name: String,
    /// The scopes, without those of every sign-in; some may be newer than the catalogue.
    pub scopes: Vec<String>,
}

impl ScopePreset {
    /// The longest name, in characters.
    pub const NAME_LENGTH: usize = 80;

    /// The most scopes in one.
    pub const SCOPES: usize = 1_000;

    fn is_valid(&self) -> bool {
        let name = self.name.trim();
        !name.is_empty()
            && name.chars().count() <= Self::NAME_LENGTH
            && self.scopes.len() <= Self::SCOPES
            && self.scopes.iter().all(|scope| Scope::parse(scope).is_ok())
    }
}

impl Settings {
    /// The seconds that [`Settings::clear_clipboard_after`] may take.
    pub const CLEAR_CLIPBOARD: std::ops::RangeInclusive<u32> = 10..=600;

    /// The minutes that [`Settings::lock_after_idle`] may take: up to a day.
    pub const LOCK_AFTER_IDLE: std::ops::RangeInclusive<u32> = 1..=1_440;

    /// The days that [`Settings::journal_days`] may take: up to two years.
    pub const JOURNAL_DAYS: std::ops::RangeInclusive<u32> = 1..=730;

    /// The megabytes that [`Settings::journal_megabytes`] may take.
    pub const JOURNAL_MEGABYTES: std::ops::RangeInclusive<u32> = 1..=1_000;

    /// How much the journal keeps.
    #[must_use]
    pub fn journal_bounds(&self) -> JournalBounds {
        JournalBounds { days: self.journal_days, bytes: u64::from(self.journal_megabytes) * 1_000_000 }
    }

    /// The most presets that are kept.
    pub const SCOPE_PRESETS: usize = 200;

    /// Checks the values.
    pub fn validated(self) -> Result<Self, SettingError> {
        if self.clear_clipboard_after.is_some_and(|seconds| !Self::CLEAR_CLIPBOARD.contains(&seconds)) {
            return Err(SettingError::ClearClipboardAfter);
        }
        if self.lock_after_idle.is_some_and(|minutes| !Self::LOCK_AFTER_IDLE.contains(&minutes)) {
            return Err(SettingError::LockAfterIdle);
        }
        if !Self::JOURNAL_DAYS.contains(&self.journal_days) {
            return Err(SettingError::JournalDays);
        }
        if !Self::JOURNAL_MEGABYTES.contains(&self.journal_megabytes) {
            return Err(SettingError::JournalMegabytes);
        }
        let names: BTreeSet<_> = self.scope_presets.iter().map(|preset| preset.name.trim()).collect();
        let all_differ = names.len() == self.scope_presets.len() && names.len() <= Self::SCOPE_PRESETS;
        if !all_differ || !self.scope_presets.iter().all(ScopePreset::is_valid) {
            return Err(SettingError::ScopePresets);
        }
        Ok(self)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            clear_clipboard_after: Some(45),
            lock_after_idle: None,
            lock_with_screen: false,
            private_mode: false,
            journal_days: 90,
            journal_megabytes: 100,
            scope_presets: Vec::new(),
        }
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
    /// Attempts are kept for a day to two years.
    #[error("attempts can be kept for 1 to 730 days")]
    JournalDays,
    /// Attempts may take a megabyte to a gigabyte.
    #[error("attempts can take 1 to 1,000 megabytes")]
    JournalMegabytes,
    /// Presets have names that differ, and scopes that can be asked for.
    #[error("a preset needs a name of its own, of up to 80 characters, and scopes that can be asked for")]
    ScopePresets,
}

impl SettingError {
    /// The setting's name on the wire.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::ClearClipboardAfter => "clearClipboardAfter",
            Self::LockAfterIdle => "lockAfterIdle",
            Self::JournalDays => "journalDays",
            Self::JournalMegabytes => "journalMegabytes",
            Self::ScopePresets => "scopePresets",
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
    fn presets_have_names_of_their_own_and_scopes_that_can_be_asked_for() {
        let preset = |name: &str, scope: &str| ScopePreset { name: name.into(), scopes: vec![scope.into()] };
        let set = |scope_presets| Settings { scope_presets, ..Settings::default() }.validated();
        assert!(set(vec![preset("Bot", "read:jira-work"), preset("Agent", "read:brand-new:jira")]).is_ok());
        for refused in [
            vec![preset("Bot", "read:me"), preset(" Bot ", "read:me")],
            vec![preset(" ", "read:me")],
            vec![preset("Bot", "two words")],
        ] {
            assert_eq!(set(refused.clone()), Err(SettingError::ScopePresets), "{refused:?} must be refused");
        }
    }

    #[test]
    fn the_vault_is_locked_after_a_minute_to_a_day_or_never() {
        let set = |minutes| Settings { lock_after_idle: minutes, ..Settings::default() }.validated();
        assert!(set(None).is_ok() && set(Some(1)).is_ok() && set(Some(1_440)).is_ok());
        assert_eq!(set(Some(0)), Err(SettingError::LockAfterIdle));
        assert!(set(Some(1_441)).is_err());
    }
}
