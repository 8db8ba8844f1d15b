//! How the window serves Backstage frontends.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::SettingError;
use crate::identifier::RegistrationId;

/// How the window serves Backstage frontends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BackstageSettings {
    /// Whether it serves, now and after each start.
    pub on: bool,
    /// The port on this machine.
    pub port: u16,
    /// Where registrations come from.
    pub source: BackstageSource,
    /// Origins, and patterns of origins, that may ask.
    pub origins: Vec<String>,
    /// How people become users of Backstage; for development only.
    pub identity: BackstageIdentity,
}

/// Where registrations come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum BackstageSource {
    /// The vault: each registration serves the environment that it is for.
    Registrations {
        /// Which, in this order.
        ids: Vec<RegistrationId>,
    },
    /// An app-config.
    AppConfig {
        /// A folder, or files in the order of Backstage's `--config`.
        files: Vec<PathBuf>,
        /// A `.env` file whose variables it may use.
        environment_file: Option<PathBuf>,
    },
}

/// How people become users of Backstage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum BackstageIdentity {
    /// Not at all: a frontend gets tokens and profiles, and its sign-in page refuses.
    Off,
    /// As the resolvers of the app-config say.
    AsConfigured,
    /// The user that is called like the part of the e-mail address before `@`.
    EmailLocalPart,
    /// The user that is called like the e-mail address.
    Email,
    /// Always the same user.
    Fixed {
        /// Such as `user:default/guest`.
        entity: String,
    },
}

impl BackstageSettings {
    /// The most origins and patterns.
    pub const ORIGINS: usize = 100;

    /// The longest text of an origin or a user, in characters.
    pub const LENGTH: usize = 200;

    pub(super) fn check(&self) -> Result<(), SettingError> {
        let fits = |text: &String| !text.trim().is_empty() && text.chars().count() <= Self::LENGTH;
        if self.port == 0 {
            return Err(SettingError::BackstagePort);
        }
        if self.origins.len() > Self::ORIGINS || !self.origins.iter().all(fits) {
            return Err(SettingError::BackstageOrigins);
        }
        match &self.identity {
            BackstageIdentity::Fixed { entity } if !fits(entity) => Err(SettingError::BackstageUser),
            BackstageIdentity::Fixed { .. }
            | BackstageIdentity::Off
            | BackstageIdentity::AsConfigured
            | BackstageIdentity::EmailLocalPart
            | BackstageIdentity::Email => Ok(()),
        }
    }
}

impl Default for BackstageSettings {
    /// What Backstage itself takes: its port, and where `yarn start` serves a frontend.
    fn default() -> Self {
        Self {
            on: false,
            port: 7007,
            source: BackstageSource::Registrations { ids: Vec::new() },
            origins: vec!["http://localhost:3000".to_owned()],
            identity: BackstageIdentity::Off,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::settings::Settings;

    fn checked(change: impl FnOnce(&mut BackstageSettings)) -> Result<Settings, SettingError> {
        let mut settings = Settings::default();
        change(&mut settings.backstage);
        settings.validated()
    }

    #[test]
    fn a_port_origins_and_a_user_are_checked() {
        assert!(checked(|_| ()).is_ok());
        assert_eq!(checked(|backstage| backstage.port = 0), Err(SettingError::BackstagePort));
        assert_eq!(checked(|backstage| backstage.origins.push(" ".into())), Err(SettingError::BackstageOrigins));
        let nobody = BackstageIdentity::Fixed { entity: String::new() };
        assert_eq!(checked(|backstage| backstage.identity = nobody), Err(SettingError::BackstageUser));
    }

    #[test]
    fn settings_that_were_kept_before_there_was_a_provider_leave_it_off() {
        let settings: Settings = serde_json::from_str(r#"{"lockWithScreen": true}"#).unwrap();
        assert_eq!(settings.backstage, BackstageSettings::default());
    }
}
