#![allow(clippy::unwrap_used)]

use super::*;

fn set(text: &str) -> ScopeSet {
    ScopeSet::parse(text).unwrap()
}

fn site(name: &str, scopes: &str) -> GrantSite {
    GrantSite {
        cloud_id: name.to_owned(),
        name: name.to_owned(),
        url: format!("https://{name}.atlassian.net"),
        scopes: set(scopes),
    }
}

fn grant() -> Grant {
    let asked = "offline_access read:me read:jira-work write:jira-work search:confluence";
    let granted = "offline_access read:me read:jira-work write:jira-work manage:jira-webhook";
    Grant {
        requested: Some(set(asked)),
        registration: Some(set("offline_access read:me read:jira-work write:jira-work")),
        answer: Some(set(granted)),
        claim: Some(set("offline_access read:me read:jira-work manage:jira-webhook")),
        sites: Some(vec![
            site("northwind", "read:jira-work write:jira-work manage:jira-webhook read:confluence-user"),
            site("payments-lab", "read:jira-work"),
        ]),
        earlier: ScopeSet::default(),
    }
}

fn cells(grant: &Grant, scope: &str) -> Vec<Cell> {
    Matrix::of(grant).row(scope).unwrap().cells.clone()
}

#[test]
fn each_source_speaks_for_itself() {
    use Cell::{Absent, Extra, Granted, Missing, NoProduct, NotSiteBound, OtherSites};
    let grant = grant();
    assert_eq!(cells(&grant, "read:jira-work"), [Granted; 6]);
    assert_eq!(
        cells(&grant, "write:jira-work"),
        [Granted, Granted, Granted, Missing, Extra, OtherSites],
        "the answer promised it, the token does not carry it, and one site lists it all the same"
    );
    assert_eq!(cells(&grant, "search:confluence"), [Granted, Missing, Missing, Missing, Missing, NoProduct]);
    assert_eq!(cells(&grant, "manage:jira-webhook"), [Absent, Absent, Extra, Extra, Extra, OtherSites]);
    assert_eq!(cells(&grant, "read:me"), [Granted, Granted, Granted, Granted, NotSiteBound, NotSiteBound]);
    assert_eq!(cells(&grant, "read:confluence-user")[4], Extra);
}

#[test]
fn a_source_that_says_nothing_is_unknown_everywhere() {
    use Cell::{Granted, NotSiteBound, Unknown};
    let grant = Grant { claim: Some(set("read:jira-work read:me")), ..Grant::default() };
    assert_eq!(cells(&grant, "read:jira-work"), [Unknown, Unknown, Unknown, Granted, Unknown]);
    assert_eq!(cells(&grant, "read:me")[4], NotSiteBound);
    let matrix = Matrix::of(&grant);
    assert_eq!(matrix.columns.iter().filter(|column| column.known).count(), 1);
    assert_eq!(matrix.counts, Counts { requested: 0, granted: 2, missing: 0, extra: 0, sites: 0 });
}

#[test]
fn rows_stand_by_api_and_numbers_tell_the_whole() {
    let matrix = Matrix::of(&grant());
    let apis: Vec<_> = matrix.rows.iter().map(|row| row.api).collect();
    let mut once = apis.clone();
    once.dedup();
    assert_eq!(once.len(), once.iter().collect::<HashSet<_>>().len(), "an API has one block of rows: {apis:?}");
    assert_eq!(matrix.counts, Counts { requested: 5, granted: 4, missing: 2, extra: 1, sites: 2 });
    assert!(matrix.rows.iter().all(|row| row.cells.len() == matrix.columns.len()));
}
