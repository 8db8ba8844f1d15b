//! One environment of `auth.providers.atlassian`.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::tree::{Node, Place, Value};
use super::variables::Variables;
use super::{AppConfigError, Finding, FindingKind};
use crate::catalogue::CLASSIC;
use crate::registration::Environment;
use crate::scope::ScopeSet;
use crate::secret::Secret;

/// What Backstage asks for in any case, next to the scopes that every sign-in asks for.
const REQUIRED: [&str; 2] = ["read:jira-work", "read:jira-user"];
/// Where Backstage's back end answers the callback.
const CALLBACK_PATH: &str = "/api/auth/atlassian/handler/frame";
/// How the products are called at the end of a granular scope.
const PRODUCTS: [&str; 5] = ["jira", "jira-software", "jira-service-management", "confluence", "bitbucket"];

/// An environment, as far as it could be made out.
#[derive(Debug, Clone)]
pub struct ConfigEnvironment {
    /// Its name, such as `development`.
    pub name: String,
    /// The client id.
    pub client_id: Option<String>,
    /// The client secret.
    pub client_secret: Option<Secret<String>>,
    /// The callback URL: the one that is written, or the one that Backstage makes of its base URL.
    pub callback: Option<String>,
    /// The scopes that Backstage would ask for, without those of every sign-in.
    pub scopes: Vec<String>,
    /// Variables that are not set.
    pub missing: Vec<String>,
    /// What is wrong with it.
    pub error: Option<AppConfigError>,
    /// Typed values that its readable part needs.
    pub typed: BTreeMap<String, String>,
}

impl ConfigEnvironment {
    /// Which of Trilo's environments it is.
    #[must_use]
    pub fn environment(&self) -> Environment {
        match self.name.as_str() {
            "development" => Environment::Development,
            "staging" => Environment::Staging,
            "production" => Environment::Production,
            _ => Environment::Any,
        }
    }

    /// Scopes that neither the catalogue lists nor have the form of a granular scope.
    #[must_use]
    pub fn unknown_scopes(&self) -> Vec<String> {
        let is_granular = |scope: &str| {
            scope.split(':').count() >= 3 && scope.rsplit(':').next().is_some_and(|end| PRODUCTS.contains(&end))
        };
        let is_known = |scope: &str| CLASSIC.iter().any(|entry| entry.scope == scope) || is_granular(scope);
        self.scopes.iter().filter(|scope| !is_known(scope)).cloned().collect()
    }
}

/// A digest of what an environment says, without its secret.
#[must_use]
pub fn digest(environment: &ConfigEnvironment) -> String {
    let ConfigEnvironment { name, client_id, callback, scopes, .. } = environment;
    let parts = serde_json::json!([name, client_id, callback, scopes]);
    URL_SAFE_NO_PAD.encode(Sha256::digest(parts.to_string()))
}

pub(super) fn environments(
    config: &Node,
    variables: &Variables,
    findings: &mut Vec<Finding>,
) -> Vec<ConfigEnvironment> {
    let base = config.at(&["backend", "baseUrl"]).and_then(text).map(|url| url.trim_end_matches('/').to_owned());
    let Some(provider) = config.at(&["auth", "providers", "atlassian"]) else { return Vec::new() };
    let Value::Object(entries) = &provider.value else {
        refuse(findings, provider, "auth.providers.atlassian", "an object");
        return Vec::new();
    };
    let mut read = Vec::new();
    for (name, node) in entries.iter().filter(|(_, node)| !matches!(node.value, Value::Null)) {
        let mut reader =
            Reader { name, node, variables, findings, problem: None, missing: BTreeSet::new(), typed: BTreeMap::new() };
        read.push(reader.environment(base.as_deref()));
    }
    read
}

struct Reader<'a> {
    name: &'a str,
    node: &'a Node,
    variables: &'a Variables,
    findings: &'a mut Vec<Finding>,
    problem: Option<AppConfigError>,
    missing: BTreeSet<String>,
    typed: BTreeMap<String, String>,
}

impl Reader<'_> {
    fn environment(&mut self, base: Option<&str>) -> ConfigEnvironment {
        if !matches!(self.node.value, Value::Object(_)) {
            self.wrong(self.node, "", "an object");
        }
        let client_secret = self.text("clientSecret").map(Secret::new);
        self.typed.clear();
        let client_id = self.text("clientId");
        let written = self.text("callbackUrl");
        let scopes = self.scopes();
        let of_secret = self.node.get("clientSecret").map(|node| node.variables.clone()).unwrap_or_default();
        self.typed.retain(|name, _| !of_secret.contains(name));
        if let Some(names) = self.variables.typed_value(super::layers::ENVIRONMENTS) {
            // Without it other layers would be read the next time.
            self.typed.insert(super::layers::ENVIRONMENTS.to_owned(), names.to_owned());
        }
        for (key, value) in [("clientId", client_id.is_some()), ("clientSecret", client_secret.is_some())] {
            let node = self.node.get(key);
            if !value && node.is_none_or(|node| matches!(node.value, Value::Null)) {
                self.fail(&self.node.place.clone(), format!("{key} is missing"));
            }
        }
        ConfigEnvironment {
            name: self.name.to_owned(),
            client_id,
            client_secret,
            callback: written.or_else(|| base.map(|base| format!("{base}{CALLBACK_PATH}"))),
            scopes,
            missing: std::mem::take(&mut self.missing).into_iter().collect(),
            error: self.problem.take(),
            typed: std::mem::take(&mut self.typed),
        }
    }

    /// The text of a key; what vanished is noted, and what is no text.
    fn text(&mut self, key: &str) -> Option<String> {
        let node = self.node.get(key)?;
        self.element(node, key)
    }

    fn element(&mut self, node: &Node, key: &str) -> Option<String> {
        for name in &node.variables {
            if let Some(value) = self.variables.typed_value(name) {
                self.typed.insert(name.clone(), value.to_owned());
            }
        }
        match &node.value {
            Value::Text(text) if !text.expose().is_empty() => return Some(text.expose().clone()),
            Value::Text(_) => self.fail(&node.place, format!("{key} is empty")),
            Value::Null => {}
            Value::Unset => {
                for name in &node.variables {
                    self.missing.insert(name.clone());
                    let message = format!("{name} is not set, so {key} of {} is missing", self.name);
                    let place = node.place.clone();
                    self.findings.push(Finding { kind: FindingKind::VariableUnset, place, message });
                }
            }
            Value::Broken(problem) => self.fail(&node.place, problem.clone()),
            Value::Boolean | Value::Number | Value::List(_) | Value::Object(_) => self.wrong(node, key, "a text"),
        }
        None
    }

    fn scopes(&mut self) -> Vec<String> {
        let older: Vec<&str> = ["scope", "scopes"].into_iter().filter(|key| self.node.get(key).is_some()).collect();
        let mut scopes = Vec::new();
        for key in &older {
            let place = self.node.get(key).map(|node| node.place.clone()).unwrap_or_default();
            let message = format!("Backstage refuses {key} today; additionalScopes takes its place");
            self.findings.push(Finding { kind: FindingKind::OlderScopesKey, place, message });
            scopes.extend(self.scope_list(key, |character| character == ' '));
        }
        if older.is_empty() {
            scopes.extend(REQUIRED.map(ToOwned::to_owned));
        }
        scopes.extend(
            self.scope_list("additionalScopes", |character| {
                character.is_whitespace() || matches!(character, '|' | ',')
            }),
        );
        let mut seen = BTreeSet::new();
        scopes.retain(|scope| !ScopeSet::ALWAYS.contains(&scope.as_str()) && seen.insert(scope.clone()));
        scopes
    }

    fn scope_list(&mut self, key: &str, separates: fn(char) -> bool) -> Vec<String> {
        let Some(node) = self.node.get(key) else { return Vec::new() };
        let split = |text: String, separates: fn(char) -> bool| -> Vec<String> {
            text.split(separates).filter(|scope| !scope.is_empty()).map(ToOwned::to_owned).collect()
        };
        if let Value::List(elements) = &node.value {
            // An element with a blank is two scopes on the wire.
            let texts: Vec<String> = elements.iter().filter_map(|element| self.element(element, key)).collect();
            return texts.into_iter().flat_map(|text| split(text, |character| character == ' ')).collect();
        }
        self.element(node, key).map(|text| split(text, separates)).unwrap_or_default()
    }

    fn wrong(&mut self, node: &Node, key: &str, wanted: &str) {
        let key = if key.is_empty() { self.name } else { key };
        self.fail(&node.place, format!("{key} is {}, not {wanted}", node.kind()));
    }

    fn fail(&mut self, place: &Place, problem: String) {
        let finding = Finding { kind: FindingKind::ValueRefused, place: place.clone(), message: problem.clone() };
        self.findings.push(finding);
        self.problem.get_or_insert(AppConfigError::Unreadable { place: place.clone(), problem });
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text.expose()),
        Value::Null
        | Value::Boolean
        | Value::Number
        | Value::List(_)
        | Value::Object(_)
        | Value::Unset
        | Value::Broken(_) => None,
    }
}

fn refuse(findings: &mut Vec<Finding>, node: &Node, key: &str, wanted: &str) {
    let message = format!("{key} is {}, not {wanted}", node.kind());
    findings.push(Finding { kind: FindingKind::ValueRefused, place: node.place.clone(), message });
}
