//! Backstage's app-config: registrations as `auth.providers.atlassian` describes them, read as Backstage reads them.
//!
//! The rules are those of `@backstage/config-loader` 1.11 and `@backstage/config` 1.3.
//! YAML comes from `saphyr-parser`: it is maintained, never panics on bad input, and gives every value's line and column
//! before anything is expanded, so that repeated keys, anchors and several documents can be treated as Backstage does.

mod environment;
mod export;
mod layers;
mod served;
mod shared;
mod substitution;
mod tree;
mod variables;
mod yaml;

#[cfg(test)]
mod secrecy;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::Serialize;

pub use environment::ConfigEnvironment;
pub(crate) use environment::digest;
pub use export::{ExportFormat, Exported, export};
pub(crate) use layers::{Reading, read};
pub use served::{ReadToServe, ServedConfig, ServedEnvironment, SignInResolver, read_served};
pub use shared::{SharedRegistration, read_shared};
pub use tree::Place;
pub(crate) use variables::Variables;

/// The largest file that is read, in bytes.
pub(crate) const LARGEST: u64 = 1024 * 1024;

/// What is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigFiles {
    /// Files in the order of `--config`, or one folder.
    pub paths: Vec<PathBuf>,
    /// A `.env` file.
    pub environment_file: Option<PathBuf>,
}

/// An app-config that cannot be read. No variant holds a value of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppConfigError {
    /// There is no such file, or no app-config in the folder.
    #[error("there is no app-config at {}", path.display())]
    NotFound {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("{place}: {problem}")]
    Unreadable {
        /// Where.
        place: Place,
        /// Why, in English.
        problem: String,
    },
    /// What was read is no longer held.
    #[error("the app-config is no longer held; it has to be read again")]
    Gone,
    /// A text is no registration that was shared.
    #[error("this is no registration that Trilo can read: {problem}")]
    SharedUnreadable {
        /// Why, in English.
        problem: &'static str,
    },
}

/// Something to know of an app-config that does not keep it from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// Where.
    pub place: Place,
    /// The same for developers, in English; never with a value of the file.
    pub message: String,
}

/// What there is to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
// A registration's findings have kinds of their own, and TypeScript has one room for names.
#[serde(rename = "AppConfigFindingKind", rename_all = "camelCase")]
pub enum FindingKind {
    /// A variable has no value, and the key that uses it vanishes.
    VariableUnset,
    /// A value is of another type than Backstage takes, or broken.
    ValueRefused,
    /// Backstage refuses `scopes` and `scope` today; Trilo reads them.
    OlderScopesKey,
    /// A merge key (`<<`) merges nothing in YAML 1.2.
    MergeKeyIgnored,
    /// A layer lies in the folder and is not read, because `BACKSTAGE_ENV` does not name it.
    LayerNotRead,
    /// An `APP_CONFIG_…` variable cannot be read.
    ConfigVariableRefused,
}
