//! Why there is no token that is good for what was asked.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem};

/// Why a request for a token is not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NobodySignedIn,
    /// Several accounts may be meant.
    #[error("several accounts may be meant: {}", .0.join(", "))]
    AccountAmbiguous(Vec<String>),
    /// Several registrations may be meant.
    #[error("several registrations may be meant: {}", .0.join(", "))]
    RegistrationAmbiguous(Vec<String>),
    /// No site of that name.
    #[error("there is no such site; there are: {}", .0.join(", "))]
    SiteNotFound(Vec<String>),
    /// Several sites may be meant.
    #[error("several sites may be meant: {}", .0.join(", "))]
    SiteAmbiguous(Vec<String>),
    /// The grant lacks scopes.
    #[error("the grant lacks {0}")]
    ScopesMissing(String),
    /// The token does not live as long as it should.
    #[error("the token is good for {left} seconds, not for {wanted}")]
    LifeTooShort {
        /// What is left of its life, in seconds.
        left: i64,
        /// What was asked for.
        wanted: i64,
    },
    /// The person does not let the program have tokens.
    #[error("{0} may not have tokens")]
    ProgramRefused(String),
    /// The person has to be asked about the program, and there is no window to ask in.
    #[error("nobody can be asked whether {0} may have tokens")]
    NobodyToAsk(String),
    /// An error of the core.
    #[error("{}", .0.message)]
    Problem(Problem),
}

impl Refusal {
    /// The refusal's name, which no error of the core has; `None` for those.
    #[must_use]
    pub const fn name(&self) -> Option<&'static str> {
        match self {
            Self::NobodySignedIn => Some("nobodySignedIn"),
            Self::AccountAmbiguous(_) => Some("accountAmbiguous"),
            Self::RegistrationAmbiguous(_) => Some("registrationAmbiguous"),
            Self::SiteNotFound(_) => Some("siteNotFound"),
            Self::SiteAmbiguous(_) => Some("siteAmbiguous"),
            Self::ScopesMissing(_) => Some("scopesMissing"),
            Self::LifeTooShort { .. } => Some("lifeTooShort"),
            Self::ProgramRefused(_) => Some("programRefused"),
            Self::NobodyToAsk(_) => Some("nobodyToAsk"),
            Self::Problem(_) => None,
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Problem(error.problem())
    }
}
