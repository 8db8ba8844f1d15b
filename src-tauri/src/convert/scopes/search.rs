//! The one box: what a text was read as, and what it leads to.

use std::collections::HashSet;

use trilo_core::catalogue::{Catalogue, CatalogueScope, ConsoleApi, HitKind, Kind};
use trilo_core::scope::ScopeSet;

use super::{count, set_of};
use crate::views::{
    ApiView, CatalogueFindView, CatalogueSearchForm, OperationRowView, ReadAsView, ScopeRowView, TaskView,
};

/// Nobody reads on to what is found behind so many.
const MOST: usize = 400;

/// Finds scopes, operations, tasks and APIs.
pub(crate) fn search(catalogue: &Catalogue, form: &CatalogueSearchForm) -> CatalogueFindView {
    let text = form.text.trim();
    let found = if text.is_empty() {
        beginning(catalogue)
    } else if let Some(api) = ConsoleApi::ALL.into_iter().find(|api| api.is_in_console() && api.name() == text) {
        of_api(catalogue, api)
    } else {
        read(catalogue, text).unwrap_or_else(|| by_words(catalogue, text))
    };
    found.view(catalogue, form)
}

/// What was found, by key.
struct Found {
    read_as: ReadAsView,
    operations: Vec<String>,
    scopes: Vec<String>,
    tasks: Vec<String>,
    apis: Vec<ConsoleApi>,
}

impl Found {
    const fn nothing(read_as: ReadAsView) -> Self {
        Self { read_as, operations: Vec::new(), scopes: Vec::new(), tasks: Vec::new(), apis: Vec::new() }
    }

    fn view(self, catalogue: &Catalogue, form: &CatalogueSearchForm) -> CatalogueFindView {
        let (set, limit) = (set_of(&form.scopes), form.limit as usize);
        let operations = self.operations.iter().take(limit).filter_map(|key| catalogue.operation(key));
        let scopes = self.scopes.iter().take(limit).map(|scope| catalogue.scope_or_unknown(scope));
        let tasks = self.tasks.iter().take(limit).filter_map(|id| catalogue.task(id));
        CatalogueFindView {
            read_as: self.read_as,
            operations: operations.map(|operation| OperationRowView::measured(operation, &set)).collect(),
            operation_count: count(self.operations.len()),
            scopes: scopes.map(|scope| ScopeRowView::from(&scope)).collect(),
            scope_count: count(self.scopes.len()),
            tasks: tasks
                .map(|task| TaskView { title: task.title.clone(), operations: task.operations.clone() })
                .collect(),
            apis: self.apis.into_iter().map(|api| api_view(catalogue, api)).collect(),
        }
    }
}

/// What to begin with: what people do, the APIs, and all scopes but the granular ones.
fn beginning(catalogue: &Catalogue) -> Found {
    let begins = |scope: &&CatalogueScope| {
        let optional = !ScopeSet::ALWAYS.contains(&scope.scope.as_str());
        optional && scope.kind != Kind::Granular && scope.is_for_3lo() && scope.api.is_in_console()
    };
    let mut classic: Vec<_> = catalogue.scopes().iter().filter(begins).collect();
    classic.sort_by_key(|scope| scope.api);
    Found {
        scopes: classic.into_iter().map(|scope| scope.scope.clone()).collect(),
        tasks: catalogue.tasks().iter().map(|task| task.id.clone()).collect(),
        apis: ConsoleApi::ALL.into_iter().filter(|api| api.is_in_console()).collect(),
        ..Found::nothing(ReadAsView::Words)
    }
}

fn of_api(catalogue: &Catalogue, api: ConsoleApi) -> Found {
    Found { scopes: scopes_of(catalogue, api), ..Found::nothing(ReadAsView::Words) }
}

/// A text that means something by itself: a call, scopes, or code with both.
fn read(catalogue: &Catalogue, text: &str) -> Option<Found> {
    if !text.contains('\n')
        && let Some(call) = catalogue.recognise(text)
        // What is still being typed is looked for by its words when it leads nowhere.
        && (!call.operations.is_empty() || text.contains("://"))
    {
        let mut found = Found { operations: call.operations, ..Found::nothing(ReadAsView::Call) };
        if !text.contains("://") {
            let more = by_words(catalogue, text).operations;
            found.operations.extend(more.into_iter().filter(|key| !text.contains(key.as_str())));
            dedup(&mut found.operations);
        }
        return Some(found);
    }
    let scopes: Vec<_> = catalogue.scopes_in_text(text).into_iter().map(|found| found.scope).collect();
    let calls: Vec<_> = catalogue.operations_in_text(text).into_iter().flat_map(|call| call.operations).collect();
    let is_code = text.contains('\n') && !calls.is_empty();
    if is_code || text.len() > LONGEST_TYPED && scopes.len() < 2 {
        let mut found = Found { operations: calls, scopes, ..Found::nothing(ReadAsView::Source) };
        dedup(&mut found.operations);
        return Some(found);
    }
    let unknown_alone = scopes.len() == 1 && scopes[0] == text && !catalogue.is_known(text);
    if scopes.len() > 1 || unknown_alone && by_words(catalogue, text).scopes.is_empty() {
        return Some(Found { scopes, ..Found::nothing(ReadAsView::Scopes) });
    }
    None
}

/// What is longer was pasted, in bytes.
const LONGEST_TYPED: usize = 200;

fn by_words(catalogue: &Catalogue, text: &str) -> Found {
    let mut found = Found::nothing(ReadAsView::Words);
    for hit in catalogue.search(text, MOST) {
        match hit.kind {
            HitKind::Operation => found.operations.push(hit.key),
            HitKind::Scope if ScopeSet::ALWAYS.contains(&hit.key.as_str()) => {}
            HitKind::Scope => found.scopes.push(hit.key),
            HitKind::Task => found.tasks.push(hit.key),
            HitKind::Api => found.apis.extend(ConsoleApi::ALL.into_iter().find(|api| api.name() == hit.key)),
        }
    }
    found
}

fn dedup(keys: &mut Vec<String>) {
    let mut seen = HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
}

fn api_view(catalogue: &Catalogue, api: ConsoleApi) -> ApiView {
    let scopes = scopes_of(catalogue, api);
    let uses = |operation: &&trilo_core::catalogue::Operation| {
        let mut needed = operation.alternatives.iter().flat_map(|way| &way.scopes);
        needed.any(|name| catalogue.scope(name).is_some_and(|scope| scope.api == api))
    };
    let operations = count(catalogue.callable().filter(uses).count());
    ApiView { name: api.name().to_owned(), scopes, operations }
}

/// The scopes of an API: those that a 3LO app can be given first, classic before granular.
fn scopes_of(catalogue: &Catalogue, api: ConsoleApi) -> Vec<String> {
    let mut scopes: Vec<_> = catalogue.scopes().iter().filter(|scope| scope.api == api).collect();
    scopes.sort_by_key(|scope| (!scope.is_for_3lo(), scope.kind));
    scopes.into_iter().map(|scope| scope.scope.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> CatalogueFindView {
        let form = CatalogueSearchForm { text: text.to_owned(), scopes: Vec::new(), limit: 20 };
        search(Catalogue::built_in(), &form)
    }

    const ISSUE: &str = "GET /rest/api/3/issue/{issueIdOrKey}";

    #[test]
    fn a_real_call_leads_to_its_operation() {
        let url = "https://api.atlassian.com/ex/jira/11223344-a1b2-4c3d-8e4f-5a6b7c8d9e01/rest/api/3/issue/PAY-1?fields=summary";
        let found = find(&format!("curl -H 'Accept: application/json' '{url}'"));
        assert_eq!((found.read_as, found.operation_count), (ReadAsView::Call, 1));
        assert_eq!(found.operations[0].id, ISSUE);
    }

    #[test]
    fn scopes_in_any_separator_are_read_and_unknown_ones_are_kept() {
        let found = find("read:jira-work,read:quantum-issue:jira; read:jira-user");
        assert_eq!(found.read_as, ReadAsView::Scopes);
        let known: Vec<_> = found.scopes.iter().map(|row| (row.scope.as_str(), row.known)).collect();
        assert_eq!(known, [("read:jira-work", true), ("read:quantum-issue:jira", false), ("read:jira-user", true)]);
    }

    #[test]
    fn source_code_leads_to_what_it_calls() {
        let found = find("const one = await get(`/rest/api/3/issue/${key}`);\nawait get('/rest/api/3/myself');\n");
        assert_eq!(found.read_as, ReadAsView::Source);
        assert!(found.operations.iter().any(|row| row.id == ISSUE), "{:?}", found.operations);
    }

    #[test]
    fn the_name_of_an_api_lists_its_scopes_and_nothing_shows_where_to_begin() {
        assert!(find("Confluence API").scopes.iter().all(|row| row.api == "Confluence API"));
        let beginning = find("");
        assert!(!beginning.tasks.is_empty() && !beginning.apis.is_empty() && beginning.operations.is_empty());
    }
}
