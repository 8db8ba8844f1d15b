//! Why nothing is served.

use trilo_core::app_config::AppConfigError;
use trilo_core::authorization::loopback::{Holder, LoopbackError};
use trilo_core::error::Error;

use crate::announcement::discovery;
use crate::options::BACKSTAGE_PORT;
use crate::origins::InvalidOrigin;

/// Why nothing is served. The texts are for a person at a terminal, and hold no secret.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another program listens there.
    #[error("{}", busy(*port, holder.as_ref()))]
    Busy {
        /// The port.
        port: u16,
        /// Who listens, where the system tells.
        holder: Option<Holder>,
    },
    /// The system does not let Trilo listen there.
    #[error(transparent)]
    PortRefused(LoopbackError),
    /// Variables that a client needs are not set.
    #[error("not set: {}. Set them, or name an app-config or a registration.", .0.join(", "))]
    VariablesUnset(Vec<String>),
    /// The app-config cannot be read.
    #[error(transparent)]
    AppConfig(#[from] AppConfigError),
    /// No environment can be served.
    #[error("there is no environment to serve below auth.providers.atlassian{}", listed(problems, missing))]
    NothingToServe {
        /// What is wrong with each.
        problems: Vec<String>,
        /// Variables that are not set.
        missing: Vec<String>,
    },
    /// An origin cannot be read.
    #[error(transparent)]
    Origin(#[from] InvalidOrigin),
    /// Of the core.
    #[error(transparent)]
    Core(#[from] Error),
}

impl From<LoopbackError> for ServeError {
    fn from(error: LoopbackError) -> Self {
        match error {
            LoopbackError::Busy { port, holder } => Self::Busy { port, holder },
            refused @ LoopbackError::Refused { .. } => Self::PortRefused(refused),
        }
    }
}

fn busy(port: u16, holder: Option<&Holder>) -> String {
    let by = holder.map(|holder| format!(" by {} (process {})", holder.name, holder.pid)).unwrap_or_default();
    if port != BACKSTAGE_PORT {
        return format!("port {port} is in use{by}. Choose another one.");
    }
    let other = BACKSTAGE_PORT + 1;
    format!(
        "port {port} is in use{by}: most likely Backstage's own back end, whose default it is. Stop that, or serve on \
         another port, such as {other}, register that port's callback, and send only `auth` there by the frontend's \
         configuration:\n\n{}",
        discovery(other)
    )
}

fn listed(problems: &[String], missing: &[String]) -> String {
    let unset = (!missing.is_empty()).then(|| format!("variables that are not set: {}", missing.join(", ")));
    problems.iter().cloned().chain(unset).fold(String::new(), |text, problem| format!("{text}\n  {problem}"))
}
