//! Bundles: what goes into one, and what is in one of another machine.

use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::diagnose::bundle::{BundleItemKind, BundleOrigin};

use super::{Milliseconds, WholeAttemptView};

/// A bundle that was put together and is held for ten minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BundleDraftView {
    /// Under which it is held.
    pub id: String,
    /// All that goes in.
    pub items: Vec<BundleItemView>,
    /// A path that is free for it.
    pub path: String,
}

/// A part of a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BundleItemView {
    /// By which it is struck out.
    pub id: String,
    /// What it is.
    pub kind: BundleItemKind,
    /// What it is about.
    pub subject: String,
    /// All that goes in of it.
    pub text: String,
}

/// Writing a bundle.
#[derive(Debug, Clone, PartialEq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BundleForm {
    /// The draft.
    pub id: String,
    /// The items that are struck out.
    pub struck: Vec<String>,
    /// The new file.
    pub path: String,
}

/// A bundle that was written.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WrittenBundleView {
    /// The file.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u32,
}

/// A file of another machine that was opened; nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenedBundleView {
    /// The file.
    pub path: String,
    /// What kind of file it is.
    pub origin: BundleOrigin,
    /// When it was made, or began.
    pub made_at: Milliseconds,
    /// Versions and settings, by name.
    pub facts: Vec<(String, String)>,
    /// What checks saw: what, how it ended, what was seen.
    pub checks: Vec<(String, String, String)>,
    /// The attempts, the newest first.
    pub attempts: Vec<WholeAttemptView>,
    /// How many entries of a recording have nothing to do with OAuth.
    pub passed_over: u32,
}
