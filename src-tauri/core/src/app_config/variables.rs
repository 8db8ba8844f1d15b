//! Where variables come from: what was typed, a `.env` file, the process environment.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::AppConfigError;
use super::layers::read_file;
use super::tree::Place;
use crate::secret::Secret;

/// The variables that an app-config may use; what was typed comes before a `.env` file, and that before the environment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables {
    typed: BTreeMap<String, Secret<String>>,
    file: BTreeMap<String, Secret<String>>,
    process: Arc<BTreeMap<String, Secret<String>>>,
}

impl Variables {
    /// Those of the process environment.
    pub(crate) fn of_process() -> Self {
        let text = |text: std::ffi::OsString| text.into_string().ok();
        let process =
            std::env::vars_os().filter_map(|(name, value)| Some((text(name)?, Secret::new(text(value)?)))).collect();
        Self { process: Arc::new(process), ..Self::default() }
    }

    /// These with what was typed.
    #[must_use]
    pub(crate) fn with_typed(self, values: BTreeMap<String, Secret<String>>) -> Self {
        // An empty field is one that was not filled in.
        let typed = values.into_iter().filter(|(_, value)| !value.expose().trim().is_empty()).collect();
        Self { typed, ..self }
    }

    /// These with those of a `.env` file.
    pub(super) fn with_file(mut self, path: &Path) -> Result<Self, AppConfigError> {
        let text = read_file(path)?;
        let mut place = Place::whole(path);
        for item in dotenvy::from_read_iter(text.trim_start_matches('\u{feff}').as_bytes()) {
            let (name, value) = item.map_err(|error| {
                // The error holds the whole line, which may be a secret; only where it stands is told.
                if let dotenvy::Error::LineParse(line, _) = error {
                    place.line =
                        text.lines().position(|other| other == line.trim_end_matches(['\n', '\r'])).map(|at| at + 1);
                }
                AppConfigError::Unreadable { place: place.clone(), problem: "this is no line of a .env file".into() }
            })?;
            self.file.insert(name, Secret::new(value));
        }
        Ok(self)
    }

    /// The value of a variable, without blanks around it; `None` when it is not set.
    pub(super) fn get(&self, name: &str) -> Option<Secret<String>> {
        let found = [&self.typed, &self.file, &*self.process].into_iter().find_map(|values| values.get(name));
        found.map(|value| Secret::new(value.expose().trim().to_owned()))
    }

    /// The typed value of a variable.
    pub(super) fn typed_value(&self, name: &str) -> Option<&str> {
        self.typed.get(name).map(|value| value.expose().as_str())
    }

    /// The variables with a prefix and a value, in order.
    pub(super) fn starting_with(&self, prefix: &str) -> BTreeMap<&str, &str> {
        let all = self.process.iter().chain(&self.file).chain(&self.typed);
        all.filter(|(name, value)| name.starts_with(prefix) && !value.expose().is_empty())
            .map(|(name, value)| (name.as_str(), value.expose().as_str()))
            .collect()
    }
}
