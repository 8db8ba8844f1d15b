//! Registrations as other programs and people take them; never with a secret.

use super::shared::SharedRegistration;
use crate::registration::{Environment, Registration};

/// The variables that Backstage's documentation names.
const CLIENT_ID: &str = "AUTH_ATLASSIAN_CLIENT_ID";
const CLIENT_SECRET: &str = "AUTH_ATLASSIAN_CLIENT_SECRET";

/// How a registration is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A block of app-config with `additionalScopes`.
    AppConfig,
    /// The same with `scopes`, as Backstage took it until 2024.
    AppConfigOlder,
    /// A `.env` file; the secret stays empty.
    Dotenv,
    /// JSON with the name of a variable in place of the secret.
    Json,
    /// Trilo's own file for others.
    Share,
    /// The same as a `trilo://registration` link.
    Link,
}

/// A registration that was written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// A name for the file.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Writes a registration out, without its secret.
#[must_use]
pub fn export(registration: &Registration, format: ExportFormat) -> Exported {
    let (name, text) = match format {
        ExportFormat::AppConfig => {
            ("app-config.atlassian.yaml", app_config(registration, &current_scopes(registration)))
        }
        ExportFormat::AppConfigOlder => {
            let scopes = format!("        scopes: {}\n", quoted(&registration.scopes.to_string()));
            ("app-config.atlassian.yaml", app_config(registration, &scopes))
        }
        ExportFormat::Dotenv => {
            (".env", format!("{CLIENT_ID}={}\n{CLIENT_SECRET}=\n", dotenv(&registration.client_id)))
        }
        ExportFormat::Json => ("registration.json", json(registration)),
        ExportFormat::Share => ("registration.trilo", SharedRegistration::from(registration).to_json()),
        ExportFormat::Link => ("registration.txt", SharedRegistration::from(registration).to_link()),
    };
    Exported { name: name.to_owned(), text }
}

fn app_config(registration: &Registration, scopes: &str) -> String {
    let environment = match registration.environment {
        Environment::Staging => "staging",
        Environment::Production => "production",
        Environment::Development | Environment::Any => "development",
    };
    let callback = registration
        .callbacks
        .first()
        .map_or_else(String::new, |callback| format!("        callbackUrl: {}\n", quoted(callback.as_str())));
    format!(
        "auth:\n  environment: {environment}\n  providers:\n    atlassian:\n      {environment}:\n        \
         clientId: ${{{CLIENT_ID}}}\n        clientSecret: ${{{CLIENT_SECRET}}}\n{callback}{scopes}"
    )
}

fn current_scopes(registration: &Registration) -> String {
    if registration.scopes.is_empty() {
        return String::new();
    }
    let lines = registration.scopes.iter().map(|scope| format!("          - {}\n", quoted(scope.as_str())));
    format!("        additionalScopes:\n{}", lines.collect::<String>())
}

/// A text as YAML and Backstage's substitution take it for what it is.
fn quoted(text: &str) -> String {
    // JSON's strings are YAML's, and no text of ours needs `${…}` replaced.
    serde_json::Value::from(text.replace("${", "$${")).to_string()
}

/// A value as readers of `.env` files take it for what it is; bare where it can be, for some readers keep quotes.
fn dotenv(value: &str) -> String {
    let is_bare = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    if value.chars().all(is_bare) {
        value.to_owned()
    } else if value.contains('\'') {
        let escape = |character: char| match character {
            '\\' | '"' | '$' => format!("\\{character}"),
            other => other.to_string(),
        };
        format!("\"{}\"", value.chars().map(escape).collect::<String>())
    } else {
        format!("'{value}'")
    }
}

fn json(registration: &Registration) -> String {
    let value = serde_json::json!({
        "clientId": registration.client_id,
        "clientSecret": format!("${{{CLIENT_SECRET}}}"),
        "callbackUrls": registration.callbacks,
        "scopes": registration.scopes,
    });
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_an_env_file_is_read_as_it_is() {
        for value in ["abc", "a.b-c_1", "a#b", "#", "$HOME", "a$b{c}", "a'b", "a\"b", "'\"$\\#'", "a\\b", "=", "`x`"] {
            let text = format!("{CLIENT_ID}={}\n{CLIENT_SECRET}=\n", dotenv(value));
            let read: Vec<_> =
                dotenvy::from_read_iter(text.as_bytes()).collect::<Result<_, _>>().expect("every line is read");
            assert_eq!(read[0], (CLIENT_ID.to_owned(), value.to_owned()), "{text}");
            assert_eq!(read[1], (CLIENT_SECRET.to_owned(), String::new()));
        }
        assert_eq!(dotenv("AbC012"), "AbC012");
    }
}
