//! Bundles: what somebody else needs to see why something failed, in one file.
//!
//! A bundle is a zip of `bundle.json`, which Trilo opens again, `exchanges.har` for any tool that reads HAR 1.2, and
//! `summary.md` for people. Whoever made a file that is opened here may mean harm, so it is read within bounds, tamed and
//! redacted anew.

mod draft;
mod file;
mod har;
mod recording;
mod scan;
mod summary;
mod taming;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Attempt;
use super::checks::CheckFinding;
use super::redaction::Redaction;
use super::wire_name;
use crate::files::{self, Unread};

pub use draft::{BundleDraft, BundleItem, BundleItemKind};
pub use scan::Suspicion;

/// The largest file that is opened, in bytes: a browser's recording of a long sign-in with pictures has some.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// What a bundle holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    /// When it was made.
    pub made_at: Timestamp,
    /// The version of the Trilo that made it, and what it ran on.
    #[serde(default)]
    pub versions: BTreeMap<String, String>,
    /// Settings by name.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// What checks saw.
    #[serde(default)]
    pub checks: Vec<BundledCheck>,
    /// The attempts, with their exchanges.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
}

/// What a check saw, in the wire's words, which a newer Trilo may have more of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BundledCheck {
    /// What was checked.
    pub check: String,
    /// What it is about; may be empty.
    pub subject: String,
    /// How it ended.
    pub state: String,
    /// What was seen.
    pub evidence: String,
}

/// A file of another machine that was opened.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedBundle {
    /// The file.
    pub path: PathBuf,
    /// What kind of file it is.
    pub origin: BundleOrigin,
    /// What it holds.
    pub bundle: Bundle,
    /// How many entries of a recording have nothing to do with OAuth.
    pub passed_over: usize,
}

/// What kind of file a bundle was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum BundleOrigin {
    /// A bundle of Trilo's.
    Trilo,
    /// A recording of a browser (HAR).
    Recording,
}

/// A bundle cannot be made or read. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The file is neither a bundle nor a recording.
    #[error("{} cannot be opened: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: Unreadable,
    },
    /// The bundle was made by a newer Trilo.
    #[error("{} was made by a newer Trilo", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// Something in the bundle may be secret or personal, so it was not written.
    #[error("{item} holds {what}, so the bundle was not written")]
    Unsafe {
        /// Which part of it.
        item: String,
        /// What was found.
        what: Suspicion,
    },
    /// The file cannot be read or written.
    #[error("{} cannot be used: {source}", path.display())]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The draft is no longer held.
    #[error("the bundle is no longer held; it has to be put together again")]
    Gone,
}

/// Why a file cannot be opened as a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is neither a zip nor a HAR.
    #[error("it is neither a bundle nor a recording of a browser")]
    OtherKind,
    /// It is larger than any bundle, or unpacks to more.
    #[error("it is too large")]
    TooLarge,
    /// It has more entries, or deeper ones, than any bundle.
    #[error("it has too much in it")]
    TooMuch,
    /// It was cut short or changed, or was never one.
    #[error("it is damaged")]
    Damaged,
    /// It is a recording without any step of OAuth.
    #[error("no step of OAuth is in it")]
    NoSteps,
}

impl Unreadable {
    /// The name on the wire.
    #[must_use]
    pub const fn wire_name(self) -> &'static str {
        match self {
            Self::OtherKind => "otherKind",
            Self::TooLarge => "tooLarge",
            Self::TooMuch => "tooMuch",
            Self::Damaged => "damaged",
            Self::NoSteps => "noSteps",
        }
    }
}

/// Opens a bundle, or the recording of a browser, and lets through what may be shown.
pub(crate) fn open(path: &Path, redaction: &Redaction) -> Result<OpenedBundle, BundleError> {
    let bytes = files::read(path, LARGEST_FILE).map_err(|unread| match unread {
        Unread::Failed(source) => BundleError::FileUnusable { path: path.to_owned(), source },
        Unread::TooLarge => BundleError::Unreadable { path: path.to_owned(), why: Unreadable::TooLarge },
    })?;
    read(&bytes, redaction).map(|opened| OpenedBundle { path: path.to_owned(), ..opened }).map_err(|refusal| {
        let path = path.to_owned();
        match refusal {
            Refusal::Newer => BundleError::Newer { path },
            Refusal::Unreadable(why) => BundleError::Unreadable { path, why },
        }
    })
}

/// Why bytes are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Newer,
    Unreadable(Unreadable),
}

impl From<Unreadable> for Refusal {
    fn from(why: Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

/// Reads the bytes of a bundle or of a recording.
pub(crate) fn read(bytes: &[u8], redaction: &Redaction) -> Result<OpenedBundle, Refusal> {
    let opened = |origin, bundle, passed_over| OpenedBundle { path: PathBuf::new(), origin, bundle, passed_over };
    if file::is_zip(bytes) {
        let mut bundle = file::read(bytes)?;
        taming::tame(&mut bundle, redaction)?;
        Ok(opened(BundleOrigin::Trilo, bundle, 0))
    } else {
        let (mut bundle, passed_over) = recording::read(bytes, redaction.clone())?;
        taming::tame(&mut bundle, redaction)?;
        Ok(opened(BundleOrigin::Recording, bundle, passed_over))
    }
}

impl From<&CheckFinding> for BundledCheck {
    fn from(finding: &CheckFinding) -> Self {
        Self {
            check: wire_name(&finding.check),
            subject: finding.subject.clone(),
            state: wire_name(&finding.state),
            evidence: finding.evidence.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
