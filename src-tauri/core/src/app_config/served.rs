//! What an app-config says to a server that plays Backstage's back end.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Span, SpanRelativeTo};

use super::environment::{BASE_URL, PROVIDER};
use super::layers::read;
use super::tree::{Node, Value};
use super::variables::Variables;
use super::{AppConfigError, ConfigEnvironment, ConfigFiles, Finding};

/// An app-config as a server needs it.
#[derive(Debug, Clone, Default)]
pub struct ServedConfig {
    /// The environment that the frontend asks for (`auth.environment`).
    pub environment: Option<String>,
    /// Where the frontend is (`app.baseUrl`).
    pub app_base_url: Option<String>,
    /// Where the back end is (`backend.baseUrl`).
    pub backend_base_url: Option<String>,
    /// Patterns of further origins (`auth.experimentalExtraAllowedOrigins`).
    pub extra_origins: Vec<String>,
    /// What each environment says beyond a registration.
    pub environments: BTreeMap<String, ServedEnvironment>,
}

/// What an environment says beyond a registration.
#[derive(Debug, Clone, Default)]
pub struct ServedEnvironment {
    /// The callback URL, where one is written.
    pub callback_url: Option<String>,
    /// How long a session's cookie lasts, where that is written and can be read.
    pub session_duration: Option<Duration>,
    /// How people become users, in order.
    pub resolvers: Vec<SignInResolver>,
}

/// A sign-in resolver as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInResolver {
    /// Its name.
    pub name: String,
    /// The domains of its `allowedDomains`; empty when there are none.
    pub allowed_domains: Vec<String>,
}

/// An app-config with everything that a server needs.
#[derive(Debug, Clone)]
pub struct ReadToServe {
    /// The files that were read, in their order.
    pub files: Vec<PathBuf>,
    /// The environments.
    pub environments: Vec<ConfigEnvironment>,
    /// The rest.
    pub served: ServedConfig,
    /// Variables that are not set, and without which there are no environments.
    pub missing: Vec<String>,
    /// What else there is to know.
    pub findings: Vec<Finding>,
}

/// Reads an app-config for a server, with the variables of this process.
pub async fn read_served(from: ConfigFiles) -> Result<ReadToServe, AppConfigError> {
    let reading = tokio::task::spawn_blocking(move || read(&from, Variables::of_process()));
    let reading = reading.await.map_err(|_| AppConfigError::Gone)??;
    Ok(ReadToServe {
        files: reading.files,
        environments: reading.environments,
        served: reading.served,
        missing: reading.missing,
        findings: reading.findings,
    })
}

/// Takes out of a merged config what only a server needs.
pub(super) fn served(config: &Node) -> ServedConfig {
    let environments = match at(config, &PROVIDER).map(|node| &node.value) {
        Some(Value::Object(entries)) => entries.iter().map(|(name, node)| (name.clone(), environment(node))).collect(),
        Some(
            Value::Null
            | Value::Boolean
            | Value::Number
            | Value::Text(_)
            | Value::List(_)
            | Value::Unset(_)
            | Value::Broken(_),
        )
        | None => BTreeMap::new(),
    };
    ServedConfig {
        environment: text(at(config, &["auth", "environment"])),
        app_base_url: text(at(config, &["app", "baseUrl"])),
        backend_base_url: text(at(config, &BASE_URL)),
        extra_origins: texts(at(config, &["auth", "experimentalExtraAllowedOrigins"])),
        environments,
    }
}

fn environment(node: &Node) -> ServedEnvironment {
    let resolvers = list(at(node, &["signIn", "resolvers"])).iter().filter_map(resolver).collect();
    ServedEnvironment {
        callback_url: text(node.get("callbackUrl")),
        session_duration: text(node.get("sessionDuration")).and_then(|written| duration(&written)),
        resolvers,
    }
}

fn resolver(node: &Node) -> Option<SignInResolver> {
    Some(SignInResolver { name: text(node.get("resolver"))?, allowed_domains: texts(node.get("allowedDomains")) })
}

fn at<'n>(node: &'n Node, path: &[&str]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, key| node.get(key))
}

fn text(node: Option<&Node>) -> Option<String> {
    match &node?.value {
        Value::Text(text) if !text.expose().is_empty() => Some(text.expose().clone()),
        Value::Text(_)
        | Value::Null
        | Value::Boolean
        | Value::Number
        | Value::List(_)
        | Value::Object(_)
        | Value::Unset(_)
        | Value::Broken(_) => None,
    }
}

fn list(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.value) {
        Some(Value::List(elements)) => elements,
        Some(
            Value::Text(_)
            | Value::Null
            | Value::Boolean
            | Value::Number
            | Value::Object(_)
            | Value::Unset(_)
            | Value::Broken(_),
        )
        | None => &[],
    }
}

/// The texts of a list; a text alone counts as a list of one.
fn texts(node: Option<&Node>) -> Vec<String> {
    let elements = list(node).iter().filter_map(|element| text(Some(element)));
    text(node).into_iter().chain(elements).collect()
}

/// A duration as Backstage writes it: ISO 8601 beginning with `P`, or a number with a unit. A bare number is none.
fn duration(written: &str) -> Option<Duration> {
    let span: Span = written.trim().parse().ok()?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    (duration > SignedDuration::ZERO).then(|| duration.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_as_backstage_writes_it_and_a_bare_number_is_none() {
        let seconds = |written: &str| duration(written).map(|duration| duration.as_secs());
        assert_eq!(seconds("P1D"), Some(86_400));
        assert_eq!(seconds("PT90M"), Some(5_400));
        assert_eq!(seconds("24h"), Some(86_400));
        assert_eq!(seconds("2 days"), Some(172_800));
        assert_eq!(seconds("24"), None);
        assert_eq!(seconds("-1h"), None);
    }
}
