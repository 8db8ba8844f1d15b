//! Everything the web view can see. No view has a field for a secret, but for [`RevealedTokenView`] and
//! [`RevealedClientSecretView`].

mod account;
mod app_config;
mod attempt;
mod backup;
mod bundle;
mod journal;
mod offer;
mod registration;
mod scope_choice;
mod scopes;
mod sign_in;
mod status;

pub use account::*;
pub use app_config::*;
pub use attempt::*;
pub use backup::*;
pub use bundle::*;
pub use journal::*;
pub use offer::*;
pub use registration::*;
pub use scope_choice::*;
pub use scopes::*;
pub use sign_in::*;
pub use status::*;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::error::{Code, Problem};

/// A point in time, as milliseconds since the Unix epoch, or a span of milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Milliseconds(pub i64);

/// An error on its way to the web view, whose words for it are keyed by `code`.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ErrorView {
    /// What went wrong.
    pub code: Code,
    /// The same for developers and logs, in English.
    pub message: String,
    /// Facts for the words to use, such as `port`, `process`, `field` or `description`.
    pub details: BTreeMap<String, String>,
}

impl From<jiff::Timestamp> for Milliseconds {
    fn from(time: jiff::Timestamp) -> Self {
        Self(time.as_millisecond())
    }
}

impl From<std::time::Duration> for Milliseconds {
    fn from(span: std::time::Duration) -> Self {
        Self(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
    }
}

impl From<Problem> for ErrorView {
    fn from(problem: Problem) -> Self {
        Self { code: problem.code, message: problem.message, details: problem.details }
    }
}

impl From<trilo_core::Error> for ErrorView {
    fn from(error: trilo_core::Error) -> Self {
        error.problem().into()
    }
}
