//! What comes of the scopes and operations that a person chose.

use std::collections::{BTreeMap, HashMap, HashSet};

use trilo_core::catalogue::{Catalogue, ConsoleApi, Preference, Redundancy, Remark, Solution, Wish};
use trilo_core::scope::ScopeSet;

use super::{count, products, set_of};
use crate::views::{
    ChosenScopeView, ConsoleApiView, OperationRowView, PreferenceChangeView, PreferenceView, ScopeAdviceKindView,
    ScopeAdviceView, ScopeChoiceForm, ScopeChoiceView, ScopeRowView,
};

impl From<PreferenceView> for Preference {
    fn from(preference: PreferenceView) -> Self {
        match preference {
            PreferenceView::Least => Self::Automatic,
            PreferenceView::Classic => Self::ClassicOnly,
            PreferenceView::Granular => Self::GranularOnly,
        }
    }
}

/// What comes of a choice.
pub(crate) fn consider(catalogue: &Catalogue, form: &ScopeChoiceForm) -> ScopeChoiceView {
    let solution = solve(catalogue, form, form.prefer);
    let all = asked_for(form, &solution);
    let (set, mut needed_by) = (set_of(&all), needs(&solution));
    let given: HashSet<&str> = form.scopes.iter().map(String::as_str).chain(ScopeSet::ALWAYS).collect();
    let unlocked = catalogue.unlock(&all);
    let near = products(catalogue, &set);
    let is_near = |key: &str| catalogue.operation(key).is_some_and(|operation| near.contains(&operation.product));
    let rows: Vec<_> = all.iter().map(|scope| catalogue.scope_or_unknown(scope)).collect();
    ScopeChoiceView {
        needed: all.iter().filter(|scope| !given.contains(scope.as_str())).cloned().collect(),
        operations: form
            .operations
            .iter()
            .filter_map(|key| catalogue.operation(key))
            .map(|operation| OperationRowView::measured(operation, &set))
            .collect(),
        unlocked: count(unlocked.unlocked.len()),
        deprecated: count(unlocked.deprecated.len()),
        blocked: count(unlocked.blocked.iter().filter(|blocked| is_near(&blocked.operation)).count()),
        console: console(catalogue, &all),
        consent: rows.iter().filter(|row| row.is_known()).map(|row| row.summary.clone()).collect(),
        advice: advice(catalogue, &all),
        others: others(catalogue, form, &all),
        scopes: rows
            .iter()
            .map(|row| ChosenScopeView {
                row: ScopeRowView::from(row),
                needed_by: needed_by.remove(&row.scope).unwrap_or_default(),
                opens: row.operations,
            })
            .collect(),
    }
}

/// The least scopes for the operations beside those chosen by hand. Operations that the preferred kind cannot open are
/// opened by any.
fn solve(catalogue: &Catalogue, form: &ScopeChoiceForm, prefer: PreferenceView) -> Solution {
    let keep: Vec<_> = ScopeSet::ALWAYS.map(str::to_owned).into_iter().chain(form.scopes.iter().cloned()).collect();
    let wish = |preference, keep| Wish { operations: form.operations.clone(), preference, keep };
    let preferred = catalogue.solve(&wish(prefer.into(), keep));
    if preferred.unreachable.is_empty() {
        return preferred;
    }
    catalogue.solve(&wish(Preference::Automatic, preferred.names()))
}

/// Every scope that would be asked for: of every sign-in, by hand, for operations.
fn asked_for(form: &ScopeChoiceForm, solution: &Solution) -> Vec<String> {
    let names = ScopeSet::ALWAYS.map(str::to_owned).into_iter().chain(form.scopes.iter().cloned());
    let mut all = Vec::new();
    for scope in names.chain(solution.names()) {
        if !all.contains(&scope) {
            all.push(scope);
        }
    }
    all
}

fn needs(solution: &Solution) -> HashMap<String, Vec<String>> {
    solution.scopes.iter().map(|chosen| (chosen.scope.scope.clone(), chosen.needed_by.clone())).collect()
}

fn console(catalogue: &Catalogue, all: &[String]) -> Vec<ConsoleApiView> {
    let mut apis: BTreeMap<ConsoleApi, Vec<String>> = BTreeMap::new();
    for scope in all {
        apis.entry(catalogue.scope_or_unknown(scope).api).or_default().push(scope.clone());
    }
    let in_console = apis.into_iter().filter(|(api, _)| api.is_in_console());
    in_console.map(|(api, scopes)| ConsoleApiView { api: api.name().to_owned(), scopes }).collect()
}

fn others(catalogue: &Catalogue, form: &ScopeChoiceForm, now: &[String]) -> Vec<PreferenceChangeView> {
    let change = |prefer| {
        let then = asked_for(form, &solve(catalogue, form, prefer));
        let apart = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|scope| !those.contains(scope)).cloned().collect()
        };
        let (added, removed) = (apart(&then, now), apart(now, &then));
        PreferenceChangeView { prefer, count: count(then.len()), added, removed }
    };
    let other = [PreferenceView::Least, PreferenceView::Classic, PreferenceView::Granular];
    let other = other.into_iter().filter(|prefer| *prefer != form.prefer && !form.operations.is_empty());
    other.map(change).filter(|change| !change.added.is_empty() || !change.removed.is_empty()).collect()
}

/// What to think of, what fails first; remarks of one kind are told as one.
fn advice(catalogue: &Catalogue, all: &[String]) -> Vec<ScopeAdviceView> {
    use ScopeAdviceKindView as Advised;
    let mut told = Told::default();
    for remark in catalogue.advice(all).remarks {
        match remark {
            Remark::BreaksConsent { scope } => told.about(Advised::BreaksConsent, [scope]),
            Remark::NotFor3lo { scope } => told.about(Advised::NotFor3lo, [scope]),
            Remark::Unknown { scope, similar } => told.unknown(scope, similar),
            Remark::ManifestOnly { scope } => told.about(Advised::ManifestOnly, [scope]),
            Remark::TooMany { count } => told.number(Advised::TooMany, count),
            Remark::UrlTooLong { length } => told.number(Advised::UrlLong, length),
            Remark::Mixed { classic, granular, .. } => {
                // The fewer of the two kinds are what one would change.
                told.about(Advised::Mixed, if classic.len() < granular.len() { classic } else { granular });
            }
            // The profile is always asked for too.
            Remark::OfflineAccessAlone => {}
        }
    }
    for scope in catalogue.redundancy(all) {
        if ScopeSet::ALWAYS.contains(&scope.scope.as_str()) {
            continue;
        }
        match scope.redundancy {
            Redundancy::DoesNothingWithout { .. } => told.about(Advised::Idle, [scope.scope]),
            Redundancy::AddsNothingBeyond { .. } => told.about(Advised::Redundant, [scope.scope]),
        }
    }
    told.0.sort_by_key(|advice| gravity(advice.kind));
    told.0
}

/// Remarks, one of a kind.
#[derive(Default)]
struct Told(Vec<ScopeAdviceView>);

impl Told {
    fn of_kind(&mut self, kind: ScopeAdviceKindView) -> &mut ScopeAdviceView {
        let at = self.0.iter().position(|advice| advice.kind == kind).unwrap_or_else(|| {
            self.0.push(ScopeAdviceView { kind, scopes: Vec::new(), count: 0, similar: None });
            self.0.len() - 1
        });
        &mut self.0[at]
    }

    fn about(&mut self, kind: ScopeAdviceKindView, scopes: impl IntoIterator<Item = String>) {
        let advice = self.of_kind(kind);
        advice.scopes.extend(scopes);
        advice.count = count(advice.scopes.len());
    }

    fn unknown(&mut self, scope: String, similar: Option<String>) {
        self.about(ScopeAdviceKindView::Unknown, [scope]);
        let advice = self.of_kind(ScopeAdviceKindView::Unknown);
        advice.similar = similar.filter(|_| advice.scopes.len() == 1);
    }

    fn number(&mut self, kind: ScopeAdviceKindView, number: u32) {
        self.of_kind(kind).count = number;
    }
}

const fn gravity(kind: ScopeAdviceKindView) -> u8 {
    match kind {
        ScopeAdviceKindView::BreaksConsent | ScopeAdviceKindView::NotFor3lo => 0,
        ScopeAdviceKindView::Unknown => 1,
        ScopeAdviceKindView::ManifestOnly => 2,
        ScopeAdviceKindView::TooMany | ScopeAdviceKindView::UrlLong => 3,
        ScopeAdviceKindView::Redundant | ScopeAdviceKindView::Idle => 4,
        ScopeAdviceKindView::Mixed => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(scopes: &[&str], operations: &[&str], prefer: PreferenceView) -> ScopeChoiceView {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let form = ScopeChoiceForm { scopes: owned(scopes), operations: owned(operations), prefer };
        consider(Catalogue::built_in(), &form)
    }

    const ISSUE: &str = "GET /rest/api/3/issue/{issueIdOrKey}";
    /// Takes granular scopes only.
    const SPACES: &str = "GET /wiki/api/v2/spaces";

    #[test]
    fn an_operation_brings_the_scope_that_it_needs() {
        let view = chosen(&[], &[ISSUE], PreferenceView::Least);
        assert_eq!(view.needed, ["read:jira-work"]);
        let row = view.scopes.iter().find(|chosen| chosen.row.scope == "read:jira-work").expect("the scope");
        assert_eq!(row.needed_by, [ISSUE]);
    }

    #[test]
    fn an_operation_that_the_preferred_kind_cannot_open_is_opened_all_the_same() {
        let view = chosen(&[], &[ISSUE, SPACES], PreferenceView::Classic);
        assert!(view.needed.contains(&"read:space:confluence".to_owned()), "{:?}", view.needed);
        assert!(view.needed.contains(&"read:jira-work".to_owned()), "{:?}", view.needed);
    }

    #[test]
    fn another_kind_of_scopes_tells_what_it_would_change() {
        let view = chosen(&[], &[ISSUE], PreferenceView::Classic);
        let granular = view.others.iter().find(|change| change.prefer == PreferenceView::Granular).expect("a change");
        assert_eq!(granular.removed, ["read:jira-work"]);
        assert!(granular.added.len() > 1, "{:?}", granular.added);
    }

    #[test]
    fn what_fails_stands_before_what_is_only_untidy() {
        let view = chosen(&["read:jira-work", "read:issue-details:jira", "openid"], &[], PreferenceView::Least);
        assert_eq!(view.advice.first().map(|advice| advice.kind), Some(ScopeAdviceKindView::BreaksConsent));
    }
}
