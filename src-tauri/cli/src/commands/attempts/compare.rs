//! `trilo attempts compare`.

use clap::Args;
use trilo_core::Core;
use trilo_core::diagnose::comparison::{Area, compare};

use crate::failure::Failure;
use crate::output::Output;

/// Compares two attempts.
#[derive(Debug, Args)]
pub struct Compare {
    /// The id of the one, such as that which worked, or the beginning of it
    first: String,
    /// The id of the other
    second: String,
}

impl Compare {
    /// Tells what differs.
    pub fn run(self, core: &Core, output: Output) -> Result<(), Failure> {
        let comparison = compare(&core.attempt_named(&self.first)?, &core.attempt_named(&self.second)?);
        let mut words = String::new();
        for area in Area::ALL {
            let mut of_area = comparison.differences.iter().filter(|one| one.area == area).peekable();
            if of_area.peek().is_some() {
                words.push_str(&format!("{}\n", title(area)));
            }
            for one in of_area {
                let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "(not there)".to_owned());
                words.push_str(&format!("  {}: {} → {}\n", one.subject, value(&one.first), value(&one.second)));
            }
        }
        let same: Vec<_> = comparison.same.iter().map(|area| title(*area).to_lowercase()).collect();
        if !same.is_empty() {
            words.push_str(&format!("The same: {}\n", same.join(", ")));
        }
        output.answer(&comparison, &words)
    }
}

const fn title(area: Area) -> &'static str {
    match area {
        Area::Outcome => "How it ended",
        Area::Registration => "Registration",
        Area::Scopes => "Scopes",
        Area::Callback => "Callback",
        Area::Request => "Requests",
        Area::Network => "Network",
        Area::Versions => "Versions",
    }
}
