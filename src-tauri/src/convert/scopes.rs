//! The catalogue, as the web view sees it.

mod choice;
mod search;
mod tables;

use std::collections::HashSet;

use trilo_core::catalogue::{
    Catalogue, CatalogueScope, ConsoleApi, Evidence, Kind, Operation, OperationState, Preset, Product, Risk, With3lo,
};
use trilo_core::scope::ScopeSet;
use url::Url;

use crate::views::{
    AccessView, DocumentationForm, EvidenceView, OpenedOperationsForm, OpenedView, OperationPageView, OperationRowView,
    OperationStateView, PresetView, RiskView, ScopeKindView, ScopePageView, ScopeRowView, WayInView,
};

pub(crate) use self::choice::consider;
pub(crate) use self::search::search;
pub(crate) use self::tables::tables;

/// How many operations the page of a scope holds.
const PAGE: usize = 60;

impl From<&CatalogueScope> for ScopeRowView {
    fn from(scope: &CatalogueScope) -> Self {
        Self {
            scope: scope.scope.clone(),
            api: api_name(scope.api).to_owned(),
            summary: scope.summary.clone(),
            kind: scope.kind.into(),
            risk: if scope.is_known() { scope.risk.into() } else { RiskView::Unknown },
            known: scope.is_known(),
            always: ScopeSet::ALWAYS.contains(&scope.scope.as_str()),
            local: scope.local,
        }
    }
}

/// The name of the API that lists a scope; empty where the console needs no entry.
fn api_name(api: ConsoleApi) -> &'static str {
    if api == ConsoleApi::None { "" } else { api.name() }
}

impl From<Kind> for ScopeKindView {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Classic => Self::Classic,
            Kind::Granular => Self::Granular,
            Kind::General => Self::General,
        }
    }
}

impl From<Risk> for RiskView {
    fn from(risk: Risk) -> Self {
        match risk {
            Risk::Read => Self::Read,
            Risk::PersonalData => Self::PersonalData,
            Risk::Write => Self::Write,
            Risk::Delete => Self::Delete,
            Risk::Admin => Self::Admin,
            Risk::Impersonation => Self::Impersonation,
        }
    }
}

impl From<Evidence> for EvidenceView {
    fn from(evidence: Evidence) -> Self {
        match evidence {
            Evidence::Openapi => Self::Operations,
            Evidence::Documented => Self::Documented,
            Evidence::AppManifestList => Self::OtherApps,
            Evidence::None => Self::Unknown,
        }
    }
}

impl From<OperationState> for OperationStateView {
    fn from(state: OperationState) -> Self {
        match state {
            OperationState::Current => Self::Current,
            OperationState::Experimental => Self::Experimental,
            OperationState::Deprecated => Self::Deprecated,
            OperationState::Removed => Self::Removed,
        }
    }
}

impl From<Preset> for PresetView {
    fn from(preset: Preset) -> Self {
        let optional = preset.scopes.into_iter().filter(|scope| !ScopeSet::ALWAYS.contains(&scope.as_str()));
        Self { name: preset.title, summary: preset.summary, scopes: optional.collect() }
    }
}

impl OperationRowView {
    /// A row, with what a set of scopes lets of the operation.
    pub(crate) fn measured(operation: &Operation, set: &HashSet<&str>) -> Self {
        Self {
            id: operation.key.clone(),
            method: operation.method.to_string(),
            path: operation.path.clone(),
            title: title(operation),
            product: operation.product.name().to_owned(),
            state: operation.state.into(),
            access: access(operation, set),
            local: operation.local,
        }
    }
}

/// The operation's id as words: `getIssue` is "Get issue"; an operation without one is called by its path.
fn title(operation: &Operation) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for character in operation.id.chars().map(|character| if character == '_' { ' ' } else { character }) {
        let starts = character.is_ascii_uppercase() && before.is_ascii_lowercase();
        if starts {
            words.push(' ');
        }
        match (words.is_empty(), starts) {
            (true, _) => words.push(character.to_ascii_uppercase()),
            (false, true) => words.push(character.to_ascii_lowercase()),
            (false, false) => words.push(character),
        }
        before = character;
    }
    if words.is_empty() { operation.path.clone() } else { words }
}

fn access(operation: &Operation, set: &HashSet<&str>) -> AccessView {
    let callable = operation.with_3lo == With3lo::Yes && operation.state != OperationState::Removed;
    if !callable {
        return AccessView::Never;
    }
    let lacks = |scopes: &[String]| -> Vec<String> {
        scopes.iter().filter(|scope| !set.contains(scope.as_str())).cloned().collect()
    };
    let missing = operation.alternatives.iter().map(|way| lacks(&way.scopes)).min_by_key(Vec::len);
    match missing {
        Some(scopes) if !scopes.is_empty() => AccessView::Missing { scopes },
        Some(_) | None => AccessView::Covered,
    }
}

/// Operations by what a set of scopes lets of them.
pub(crate) fn opened(catalogue: &Catalogue, form: &OpenedOperationsForm) -> Vec<OperationRowView> {
    let set = set_of(&form.scopes);
    let near = products(catalogue, &set);
    let rows = catalogue.callable().filter(|operation| near.contains(&operation.product));
    let rows = rows.map(|operation| OperationRowView::measured(operation, &set));
    let mut rows: Vec<_> = rows
        .filter(|row| match (form.which, &row.access) {
            (OpenedView::Unlocked, access) => *access == AccessView::Covered,
            (OpenedView::Deprecated, access) => {
                *access == AccessView::Covered && row.state == OperationStateView::Deprecated
            }
            (OpenedView::Blocked, access) => matches!(access, AccessView::Missing { .. }),
        })
        .collect();
    rows.sort_by_key(|row| match &row.access {
        AccessView::Missing { scopes } => scopes.len(),
        AccessView::Covered | AccessView::Never => 0,
    });
    rows.truncate(form.limit as usize);
    rows
}

/// The products of which a set opens something.
fn products(catalogue: &Catalogue, set: &HashSet<&str>) -> HashSet<Product> {
    let open = catalogue.callable().filter(|operation| operation.satisfied_by(|scope| set.contains(scope)));
    open.map(|operation| operation.product).collect()
}

fn set_of(scopes: &[String]) -> HashSet<&str> {
    scopes.iter().map(String::as_str).collect()
}

/// The page of a scope, which the catalogue need not know.
pub(crate) fn scope_page(catalogue: &Catalogue, scope: &str, chosen: &[String]) -> ScopePageView {
    let known = catalogue.scope_or_unknown(scope);
    let set = set_of(chosen);
    let operations: Vec<_> = catalogue.operations_of(scope).collect();
    ScopePageView {
        row: ScopeRowView::from(&known),
        operation_count: count(operations.len()),
        operations: operations.into_iter().take(PAGE).map(|found| OperationRowView::measured(found, &set)).collect(),
        evidence: known.evidence.into(),
    }
}

/// The page of an operation.
pub(crate) fn operation_page(catalogue: &Catalogue, key: &str, chosen: &[String]) -> Option<OperationPageView> {
    let operation = catalogue.operation(key)?;
    let scopes =
        |names: &[String]| names.iter().map(|name| ScopeRowView::from(&catalogue.scope_or_unknown(name))).collect();
    Some(OperationPageView {
        row: OperationRowView::measured(operation, &set_of(chosen)),
        operation_id: operation.id.clone(),
        group: operation.group.clone(),
        base: operation.gateway_base.clone(),
        ways: operation
            .alternatives
            .iter()
            .map(|way| WayInView { kind: way.kind.into(), scopes: scopes(&way.scopes) })
            .collect(),
    })
}

/// The page of Atlassian's documentation about a scope or an operation.
pub(crate) fn documentation(catalogue: &Catalogue, about: &DocumentationForm) -> Option<Url> {
    let address = match about {
        DocumentationForm::Operation { operation } => catalogue.operation(operation)?.documentation.as_str(),
        DocumentationForm::Scope { scope } => scopes_page(catalogue.scope_or_unknown(scope).api),
    };
    Url::parse(address).ok()
}

/// Where Atlassian lists the scopes of an API.
const fn scopes_page(api: ConsoleApi) -> &'static str {
    match api {
        ConsoleApi::Confluence => {
            "https://developer.atlassian.com/cloud/confluence/scopes-for-oauth-2-3LO-and-forge-apps/"
        }
        ConsoleApi::PersonalDataReporting => {
            "https://developer.atlassian.com/cloud/jira/platform/user-privacy-developer-guide/"
        }
        ConsoleApi::None | ConsoleApi::UserIdentity => {
            "https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/"
        }
        ConsoleApi::Compass => "https://developer.atlassian.com/cloud/compass/",
        ConsoleApi::Bitbucket => "https://developer.atlassian.com/cloud/bitbucket/rest/intro/#authentication",
        ConsoleApi::Jira
        | ConsoleApi::JiraServiceManagement
        | ConsoleApi::JsmIncident
        | ConsoleApi::JsmOps
        | ConsoleApi::Unlisted => {
            "https://developer.atlassian.com/cloud/jira/platform/scopes-for-oauth-2-3LO-and-forge-apps/"
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str, scopes: &[&str]) -> OperationRowView {
        let operation = Catalogue::built_in().operation(key).expect("an operation of the catalogue");
        OperationRowView::measured(operation, &scopes.iter().copied().collect())
    }

    #[test]
    fn an_operation_is_called_by_its_id_in_words() {
        assert_eq!(row("GET /rest/api/3/issue/{issueIdOrKey}", &[]).title, "Get issue");
    }

    #[test]
    fn the_fewest_scopes_that_help_are_what_is_missing() {
        let key = "GET /rest/api/3/issue/{issueIdOrKey}";
        let scopes = vec!["read:jira-work".to_owned()];
        assert_eq!(row(key, &[]).access, AccessView::Missing { scopes });
        assert_eq!(row(key, &["read:jira-work"]).access, AccessView::Covered);
    }
}
