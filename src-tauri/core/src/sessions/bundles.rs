//! Bundles: put together of what is here, written, and opened from elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Core;
use crate::diagnose::bundle::{self, Bundle, BundleDraft, BundleError, BundledCheck, OpenedBundle};
use crate::diagnose::checks::CheckFinding;
use crate::error::Error;
use crate::identifier::{AttemptId, BundleDraftId};
use crate::settings::Settings;

impl Core {
    /// Puts a bundle together of attempts, with versions and settings, and of what checks saw.
    ///
    /// Nothing is written; the draft tells all that would be.
    pub fn draft_bundle(&self, attempts: &[AttemptId], checks: &[CheckFinding]) -> Result<BundleDraft, Error> {
        let attempts = attempts.iter().map(|id| self.attempt(id)).collect::<Result<Vec<_>, _>>()?;
        let bundle = Bundle {
            made_at: self.now(),
            versions: versions(),
            settings: told(&self.settings()?),
            checks: checks.iter().map(BundledCheck::from).collect(),
            attempts,
        };
        Ok(BundleDraft::of(bundle, &self.redaction(), self.live_secrets()))
    }

    /// Holds a draft for ten minutes, in place of an earlier one.
    #[must_use]
    pub fn hold_bundle(&self, draft: BundleDraft) -> BundleDraftId {
        let id = BundleDraftId::random();
        self.hold_for_a_while(|core| &core.bundle, &id, draft);
        id
    }

    /// Writes a draft that is held to a new file, without what was struck out; returns the file's size in bytes.
    pub async fn write_bundle(
        &self,
        id: &BundleDraftId,
        struck: &BTreeSet<String>,
        path: PathBuf,
    ) -> Result<u64, Error> {
        let draft = self.0.bundle.get(id, self.now()).ok_or(BundleError::Gone)?.without(struck);
        let written = tokio::task::spawn_blocking(move || draft.write(&path)).await;
        Ok(written.map_err(|_| Error::Internal)??)
    }

    /// Opens a bundle, or the recording of a browser; nothing of it is kept.
    pub async fn open_bundle(&self, path: PathBuf) -> Result<OpenedBundle, Error> {
        let redaction = self.redaction();
        let opened = tokio::task::spawn_blocking(move || bundle::open(&path, &redaction)).await;
        Ok(opened.map_err(|_| Error::Internal)??)
    }
}

fn versions() -> BTreeMap<String, String> {
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    BTreeMap::from([("trilo".to_owned(), env!("CARGO_PKG_VERSION").to_owned()), ("system".to_owned(), system)])
}

/// The settings that may have to do with a failure; a person's presets do not.
fn told(settings: &Settings) -> BTreeMap<String, String> {
    let Settings {
        clear_clipboard_after: _,
        lock_after_idle,
        lock_with_screen,
        private_mode,
        journal_days,
        journal_megabytes,
        scope_presets: _,
    } = settings;
    let facts = [
        ("lockAfterIdle", lock_after_idle.map_or_else(|| "never".to_owned(), |minutes| minutes.to_string())),
        ("lockWithScreen", lock_with_screen.to_string()),
        ("privateMode", private_mode.to_string()),
        ("journalDays", journal_days.to_string()),
        ("journalMegabytes", journal_megabytes.to_string()),
    ];
    facts.map(|(name, value)| (name.to_owned(), value)).into()
}
