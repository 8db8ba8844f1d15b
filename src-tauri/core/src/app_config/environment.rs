//! One environment of `auth.providers.atlassian`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::tree::{Node, Place, Value};
use super::variables::Variables;
use super::{AppConfigError, Finding, FindingKind};
use crate::catalogue::Catalogue;
use crate::registration::Environment;
use crate::scope::ScopeSet;
use crate::secret::Secret;

/// What Backstage asks for in any case, next to the scopes that every sign-in asks for.
const REQUIRED: [&str; 2] = ["read:jira-work", "read:jira-user"];
/// Where the environments stand.
pub(super) const PROVIDER: [&str; 3] = ["auth", "providers", "atlassian"];
/// Where the base URL of Backstage's back end stands.
pub(super) const BASE_URL: [&str; 2] = ["backend", "baseUrl"];
/// Where Backstage's back end answers the callback.
const CALLBACK_PATH: &str = "/api/auth/atlassian/handler/frame";

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
    /// The file in which the client secret stands as it is, where others may read it too.
    pub secret_in: Option<PathBuf>,
    /// Typed values that its readable part needs.
    pub(crate) typed: BTreeMap<String, String>,
}

impl ConfigEnvironment {
    /// Which of Trilo's environments it is.
    #[must_use]
    pub fn environment(&self) -> Environment {
        Environment::named(&self.name).unwrap_or(Environment::Any)
    }

    /// Scopes that a catalogue does not know, by the same check as for a registration.
    #[must_use]
    pub fn unknown_scopes(&self, catalogue: &Catalogue) -> Vec<String> {
        self.scopes.iter().filter(|scope| !catalogue.is_known(scope)).cloned().collect()
    }
}

/// A digest of what an environment says, without its secret.
#[must_use]
pub(crate) fn digest(environment: &ConfigEnvironment) -> String {
    let ConfigEnvironment { name, client_id, callback, scopes, secret_in, .. } = environment;
    let mut parts = vec![serde_json::json!(name), serde_json::json!(client_id), serde_json::json!(callback)];
    parts.push(serde_json::json!(scopes));
    // Left out otherwise, so that digests from before it was looked at stay good.
    parts.extend(secret_in.as_ref().map(|_| serde_json::Value::from("secret in a shared file")));
    let parts = serde_json::Value::from(parts);
    URL_SAFE_NO_PAD.encode(Sha256::digest(parts.to_string()))
}

/// The environments, and the variables without which there are none.
pub(super) fn environments(
    config: &Node,
    variables: &Variables,
    findings: &mut Vec<Finding>,
) -> (Vec<ConfigEnvironment>, Vec<String>) {
    let mut above =
        Reader { name: "", variables, findings, problem: None, missing: BTreeSet::new(), typed: BTreeMap::new() };
    let provider = above.descend(config, &PROVIDER);
    if let Some(provider) = provider {
        above.note(provider);
    }
    let entries = match provider {
        Some(Node { value: Value::Object(entries), .. }) => entries.as_slice(),
        Some(node) => {
            above.tell(node, &PROVIDER.join("."), "an object");
            &[]
        }
        None => &[],
    };
    let Reader { typed, missing, .. } = above;
    let mut read = Vec::new();
    for (name, node) in entries.iter().filter(|(_, node)| !matches!(node.value, Value::Null)) {
        let typed = typed.clone();
        let reader = Reader { name, variables, findings, problem: None, missing: BTreeSet::new(), typed };
        read.push(reader.environment(node, config));
    }
    findings.extend(same_clients(&read, entries));
    // What lies above several environments is told once.
    let mut told = BTreeSet::new();
    findings.retain(|finding| told.insert((finding.place.to_string(), finding.message.clone())));
    (read, missing.into_iter().collect())
}

/// Environments that use the app of an earlier one.
fn same_clients(read: &[ConfigEnvironment], entries: &[(String, Node)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, environment) in read.iter().enumerate().filter(|(_, environment)| environment.client_id.is_some()) {
        if let Some(earlier) = read[..at].iter().find(|earlier| earlier.client_id == environment.client_id) {
            let node = entries.iter().find(|(name, _)| *name == environment.name).map(|(_, node)| node);
            let place = node.map(|node| node.get("clientId").unwrap_or(node).place.clone()).unwrap_or_default();
            let message = format!("{} uses the same client id as {}", environment.name, earlier.name);
            findings.push(Finding { kind: FindingKind::SameClient, place, message });
        }
    }
    findings
}

/// Reads one environment, or what lies above all of them.
struct Reader<'a> {
    name: &'a str,
    variables: &'a Variables,
    findings: &'a mut Vec<Finding>,
    problem: Option<AppConfigError>,
    missing: BTreeSet<String>,
    typed: BTreeMap<String, String>,
}

impl Reader<'_> {
    fn environment(mut self, node: &Node, config: &Node) -> ConfigEnvironment {
        self.note(node);
        let is_object = matches!(node.value, Value::Object(_));
        if !is_object {
            self.tell(node, self.name, "an object");
        }
        let client_secret =
            node.get("clientSecret").and_then(|secret| self.text(secret, &self.label("clientSecret"))).map(Secret::new);
        let secret_in = node.get("clientSecret").and_then(|secret| self.shared_secret(secret));
        let client_id = self.noted(node, "clientId");
        let callback = self.noted(node, "callbackUrl").or_else(|| self.made_callback(config));
        let scopes = self.scopes(node);
        let of_secret = node.get("clientSecret").map(|node| node.variables.clone()).unwrap_or_default();
        self.typed.retain(|name, _| !of_secret.contains(name));
        if let Some(names) = self.variables.typed_value(super::layers::ENVIRONMENTS) {
            // Without it other layers would be read the next time.
            self.typed.insert(super::layers::ENVIRONMENTS.to_owned(), names.to_owned());
        }
        for (key, value) in [("clientId", client_id.is_some()), ("clientSecret", client_secret.is_some())] {
            if is_object && !value && node.get(key).is_none_or(is_nothing) {
                self.fail(&node.place, format!("{key} is missing"));
            }
        }
        ConfigEnvironment {
            name: self.name.to_owned(),
            client_id,
            client_secret,
            callback,
            scopes,
            missing: self.missing.into_iter().collect(),
            error: self.problem,
            secret_in,
            typed: self.typed,
        }
    }

    /// The file in which a secret stands, unless it is one that stays on its computer; that is told.
    fn shared_secret(&mut self, secret: &Node) -> Option<PathBuf> {
        let is_there = matches!(&secret.value, Value::Text(text) if !text.expose().is_empty());
        if !is_there || !secret.written || stays_here(&secret.place.file) {
            return None;
        }
        let message = format!("the client secret of {} stands in a file that is likely to be shared", self.name);
        let place = secret.place.clone();
        self.findings.push(Finding { kind: FindingKind::SecretInSharedFile, place, message });
        Some(secret.place.file.clone())
    }

    /// The callback URL that Backstage makes of its base URL.
    fn made_callback(&mut self, config: &Node) -> Option<String> {
        let base = self.descend(config, &BASE_URL)?;
        self.note(base);
        let base = self.text(base, &BASE_URL.join("."))?;
        Some(format!("{}{CALLBACK_PATH}", base.trim_end_matches('/')))
    }

    /// What a path leads to; why it leads nowhere is told, and what it leads through is noted.
    fn descend<'n>(&mut self, config: &'n Node, path: &[&str]) -> Option<&'n Node> {
        let mut node = config;
        for (depth, key) in path.iter().enumerate() {
            self.note(node);
            if !matches!(node.value, Value::Object(_) | Value::Null) {
                self.tell(node, &path[..depth].join("."), "an object");
            }
            node = node.get(key)?;
        }
        Some(node)
    }

    /// The text of a key that is no secret.
    fn noted(&mut self, node: &Node, key: &str) -> Option<String> {
        let node = node.get(key)?;
        self.note(node);
        self.text(node, &self.label(key))
    }

    /// Notes the typed values that a value needs.
    fn note(&mut self, node: &Node) {
        for name in &node.variables {
            if let Some(value) = self.variables.typed_value(name) {
                self.typed.insert(name.clone(), value.to_owned());
            }
        }
    }

    /// A text; why it is none is told.
    fn text(&mut self, node: &Node, label: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) if !text.expose().is_empty() => return Some(text.expose().clone()),
            Value::Text(_) => self.fail(&node.place, format!("{label} is empty")),
            Value::Null => {}
            Value::Boolean | Value::Number | Value::List(_) | Value::Object(_) | Value::Unset(_) | Value::Broken(_) => {
                self.tell(node, label, "a text");
            }
        }
        None
    }

    /// Tells why a value is of no use.
    fn tell(&mut self, node: &Node, label: &str, wanted: &str) {
        match &node.value {
            Value::Unset(names) => {
                let place = node.place.clone();
                for name in names {
                    self.missing.insert(name.clone());
                    let message = format!("{name} is not set, so {label} is missing");
                    self.findings.push(Finding { kind: FindingKind::VariableUnset, place: place.clone(), message });
                }
                if names.is_empty() {
                    let message = format!("what {label} stands for is not there");
                    self.findings.push(Finding { kind: FindingKind::ValueRefused, place, message });
                }
            }
            Value::Broken(problem) => self.fail(&node.place, format!("{label}: {problem}")),
            Value::Null | Value::Boolean | Value::Number | Value::Text(_) | Value::List(_) | Value::Object(_) => {
                self.fail(&node.place, format!("{label} is {}, not {wanted}", node.kind()));
            }
        }
    }

    fn scopes(&mut self, node: &Node) -> Vec<String> {
        let older: Vec<&str> = ["scope", "scopes"].into_iter().filter(|key| node.get(key).is_some()).collect();
        let mut scopes = Vec::new();
        for key in &older {
            let place = node.get(key).map(|node| node.place.clone()).unwrap_or_default();
            let message = format!("Backstage refuses {key} today; additionalScopes takes its place");
            self.findings.push(Finding { kind: FindingKind::OlderScopesKey, place, message });
            scopes.extend(self.scope_list(node, key, |character| character == ' '));
        }
        if older.is_empty() {
            scopes.extend(REQUIRED.map(ToOwned::to_owned));
        }
        scopes.extend(self.scope_list(node, "additionalScopes", |character| {
            character.is_whitespace() || matches!(character, '|' | ',')
        }));
        let mut seen = BTreeSet::new();
        scopes.retain(|scope| !ScopeSet::ALWAYS.contains(&scope.as_str()) && seen.insert(scope.clone()));
        scopes
    }

    fn scope_list(&mut self, node: &Node, key: &str, separates: fn(char) -> bool) -> Vec<String> {
        let Some(node) = node.get(key) else { return Vec::new() };
        self.note(node);
        let label = self.label(key);
        let split = |text: String, separates: fn(char) -> bool| -> Vec<String> {
            text.split(separates).filter(|scope| !scope.is_empty()).map(ToOwned::to_owned).collect()
        };
        if let Value::List(elements) = &node.value {
            // An element with a blank is two scopes on the wire.
            let texts: Vec<String> =
                elements.iter().filter_map(|element| self.scope_element(element, &label)).collect();
            return texts.into_iter().flat_map(|text| split(text, |character| character == ' ')).collect();
        }
        self.text(node, &label).map(|text| split(text, separates)).unwrap_or_default()
    }

    fn scope_element(&mut self, element: &Node, label: &str) -> Option<String> {
        self.note(element);
        self.text(element, label)
    }

    fn label(&self, key: &str) -> String {
        format!("{key} of {}", self.name)
    }

    fn fail(&mut self, place: &Place, problem: String) {
        self.findings.push(Finding { kind: FindingKind::ValueRefused, place: place.clone(), message: problem.clone() });
        self.problem.get_or_insert(AppConfigError::Unreadable { place: place.clone(), problem });
    }
}

/// Whether a layer is one that Backstage's templates keep out of version control: `*.local.yaml`.
fn stays_here(file: &Path) -> bool {
    let stem = file.file_stem().unwrap_or_default();
    Path::new(stem).extension().is_some_and(|end| end == "local")
}

/// Whether there is nothing, for no reason that was told.
const fn is_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Unset(names) => names.is_empty(),
        Value::Boolean | Value::Number | Value::Text(_) | Value::List(_) | Value::Object(_) | Value::Broken(_) => false,
    }
}
