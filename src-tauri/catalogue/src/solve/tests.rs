//! The solver against brute force, and what it says of its choices.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::problem::Problem;
use super::*;

/// Scopes of three APIs and of every power, so that each step of the order is met.
const POOL: [&str; 11] = [
    "read:jira-work",
    "write:jira-work",
    "manage:jira-configuration",
    "read:user:jira",
    "read:issue:jira",
    "write:issue:jira",
    "delete:issue:jira",
    "read:servicedesk-request",
    "write:servicedesk-request",
    "read:page:confluence",
    "search:confluence",
];

fn alternatives() -> impl Strategy<Value = Vec<Vec<usize>>> {
    let alternative = btree_set(0..POOL.len(), 1..4).prop_map(|scopes| scopes.into_iter().collect());
    vec(alternative, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_set_is_smaller_by_the_stated_order(needs in vec(alternatives(), 1..9), kept in btree_set(0..POOL.len(), 0..3)) {
        let keep: Vec<String> = kept.iter().map(|scope| POOL[*scope].to_owned()).collect();
        let owned: Vec<Vec<Alternative>> = needs.iter().map(|need| need.iter().map(|it| alternative(it)).collect()).collect();
        let found = solved(&owned, &keep);
        let mask = |scopes: &mut dyn Iterator<Item = usize>| scopes.fold(0_u32, |mask, scope| mask | 1 << scope);
        let set = mask(&mut (0..POOL.len()).filter(|scope| found.contains(POOL[*scope])));
        let masks: Vec<Vec<u32>> =
            needs.iter().map(|need| need.iter().map(|it| mask(&mut it.iter().copied())).collect()).collect();
        let kept = mask(&mut kept.iter().copied());
        let opens = |set: u32| set & kept == kept && masks.iter().all(|need| need.iter().any(|it| set & it == *it));
        prop_assert!(opens(set), "the set must open every operation and have what is kept");
        let best = (0..1_u32 << POOL.len()).filter(|set| opens(*set)).map(order).min();
        prop_assert_eq!(Some(order(set)), best);
    }

    #[test]
    fn the_order_of_the_operations_does_not_matter(needs in vec(alternatives(), 2..9)) {
        let owned: Vec<Vec<Alternative>> = needs.iter().map(|need| need.iter().map(|it| alternative(it)).collect()).collect();
        let mut turned = owned.clone();
        turned.reverse();
        prop_assert_eq!(solved(&owned, &[]), solved(&turned, &[]));
    }
}

fn alternative(scopes: &[usize]) -> Alternative {
    let scopes = scopes.iter().map(|scope| POOL[*scope].to_owned()).collect();
    Alternative { kind: Kind::Granular, scopes }
}

fn solved(needs: &[Vec<Alternative>], keep: &[String]) -> BTreeSet<String> {
    let borrowed: Vec<Vec<&Alternative>> = needs.iter().map(|need| need.iter().collect()).collect();
    let found = Problem::new(Catalogue::built_in(), borrowed.iter().map(Vec::as_slice), keep).solve();
    assert!(found.exact, "a small case never reaches the limit");
    found.scopes.into_iter().map(str::to_owned).collect()
}

/// The order as the documentation states it, written down a second time.
fn order(set: u32) -> (Vec<usize>, usize, usize) {
    let scopes: Vec<_> = (0..POOL.len()).filter(|scope| set & (1 << scope) != 0).map(|scope| POOL[scope]).collect();
    let known: Vec<_> = scopes.iter().filter_map(|scope| Catalogue::built_in().scope(scope)).collect();
    let mut powers: Vec<_> = Power::ALL.into_iter().collect();
    powers.sort_by_key(|power| Reverse(*power));
    let apis = |power: &Power| {
        let with = known.iter().filter(|scope| scope.risk.power() == *power);
        with.map(|scope| scope.api).collect::<BTreeSet<_>>().len()
    };
    let granular = known.iter().filter(|scope| scope.kind == Kind::Granular).count();
    (powers.iter().map(apis).collect(), scopes.len(), granular)
}

fn solution(operations: &[&str], preference: Preference) -> Solution {
    let operations = operations.iter().map(|key| (*key).to_owned()).collect();
    Catalogue::built_in().solve(&Wish { operations, preference, keep: Vec::new() })
}

#[test]
fn classic_is_chosen_where_it_is_no_more_power() {
    let issue = solution(&["GET /rest/api/3/issue/{issueIdOrKey}", "POST /rest/api/3/issue"], Preference::Automatic);
    assert_eq!(issue.names(), ["read:jira-work", "write:jira-work"]);
}

#[test]
fn granular_is_chosen_where_only_it_works_or_where_it_is_less_power() {
    assert_eq!(solution(&["GET /wiki/api/v2/pages/{id}"], Preference::Automatic).names(), ["read:page:confluence"]);
    let settings = solution(&["GET /rest/api/3/application-properties"], Preference::Automatic);
    assert!(settings.scopes.iter().all(|chosen| chosen.scope.risk.power().only_reads()), "{:?}", settings.names());
    let classic = solution(&["GET /rest/api/3/application-properties"], Preference::ClassicOnly);
    assert_eq!(classic.names(), ["manage:jira-configuration"]);
}

#[test]
fn every_chosen_scope_says_who_needs_it_and_every_operation_what_else_there_was() {
    let issue = solution(&["GET /rest/api/3/issue/{issueIdOrKey}"], Preference::Automatic);
    assert_eq!(issue.scopes[0].needed_by, ["GET /rest/api/3/issue/{issueIdOrKey}"]);
    let offers = &issue.choices[0].offers;
    assert_eq!((offers.len(), offers[0].chosen, offers[1].chosen), (2, true, false));
    assert_eq!((offers[0].missing.len(), offers[1].missing.len()), (0, 9));
    assert_eq!(offers[1].risk, Risk::PersonalData);
}

#[test]
fn what_cannot_be_had_is_named_with_the_reason() {
    let asked = [
        ("GET /rest/api/3/user/email", Preference::Automatic, UnreachableReason::AppOnly),
        ("GET /wiki/api/v2/admin-key", Preference::Automatic, UnreachableReason::No3lo),
        (
            "POST /rest/servicedeskapi/customer/skip-permission-check",
            Preference::Automatic,
            UnreachableReason::Unknown3lo,
        ),
        (
            "GET /rest/api/3/workflow/transitions/{transitionId}/properties",
            Preference::Automatic,
            UnreachableReason::Removed,
        ),
        ("GET /rest/nothing", Preference::Automatic, UnreachableReason::NotInCatalogue),
        ("GET /wiki/api/v2/pages", Preference::ClassicOnly, UnreachableReason::NoClassicScopes),
        ("GET /rest/servicedeskapi/assets/workspace", Preference::GranularOnly, UnreachableReason::NoGranularScopes),
        ("POST /rest/api/3/issue", Preference::ReadOnly, UnreachableReason::NeedsMoreThanReading),
    ];
    for (operation, preference, reason) in asked {
        let solved = solution(&[operation], preference);
        let named: Vec<_> = solved.unreachable.iter().map(|it| (it.operation.as_str(), it.reason)).collect();
        assert_eq!((named, solved.scopes.len()), (vec![(operation, reason)], 0));
    }
}

#[test]
fn kept_scopes_are_made_use_of() {
    let wish = Wish {
        operations: vec!["GET /rest/api/3/application-properties".to_owned()],
        keep: vec!["manage:jira-configuration".to_owned(), "new:thing:jira".to_owned()],
        ..Wish::default()
    };
    let solved = Catalogue::built_in().solve(&wish);
    assert_eq!(solved.names(), ["manage:jira-configuration", "new:thing:jira"]);
    assert!(solved.scopes.iter().all(|chosen| chosen.kept));
    assert!(!solved.scopes[1].scope.is_known(), "an unknown scope is kept and marked");
}

#[test]
fn what_any_token_opens_needs_no_scope() {
    let solved = solution(&["GET /rest/api/3/serverInfo"], Preference::Automatic);
    assert_eq!((solved.scopes.len(), solved.choices.len(), solved.unreachable.len()), (0, 1, 0));
}

#[test]
fn all_operations_at_once_are_solved_to_the_end() {
    let operations = Catalogue::built_in().callable().map(|operation| operation.key.clone()).collect();
    let solved = Catalogue::built_in().solve(&Wish { operations, ..Wish::default() });
    assert!(solved.exact, "nothing that the catalogue can ask reaches the limit");
    assert_eq!(solved.unreachable, []);
}
