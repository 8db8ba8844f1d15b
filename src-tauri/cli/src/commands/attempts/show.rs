//! `trilo attempts show`.

use clap::Args;
use trilo_core::Core;

use super::shapes::{AttemptShape, whole};
use crate::failure::Failure;
use crate::output::Output;

/// Shows an attempt.
#[derive(Debug, Args)]
pub struct Show {
    /// Its id, or the beginning of it
    id: String,
}

impl Show {
    /// Tells everything that is known of an attempt.
    pub fn run(self, core: &Core, output: Output) -> Result<(), Failure> {
        let attempt = core.attempt_named(&self.id)?;
        output.answer(&AttemptShape::from(&attempt), &whole(&attempt))
    }
}
