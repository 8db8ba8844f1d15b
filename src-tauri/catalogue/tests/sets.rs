//! What a set of scopes opens, lacks and has too much of.
#![allow(clippy::unwrap_used, missing_docs, reason = "a failed step fails the test")]

use trilo_catalogue::{Catalogue, ConsoleApi, Power, PresetId, Product, Redundancy, Remark};

fn catalogue() -> &'static Catalogue {
    Catalogue::built_in()
}

#[test]
fn a_set_opens_blocks_and_does_not_know() {
    let unlocked = catalogue().unlock(&["read:jira-work", "read:moon:jira"]);
    let has = |key: &str| unlocked.unlocked.iter().any(|known| known == key);
    assert!(has("GET /rest/api/3/issue/{issueIdOrKey}") && has("GET /rest/api/3/serverInfo"));
    assert!(unlocked.deprecated.contains(&"GET /rest/api/3/search".to_owned()));
    assert_eq!(unlocked.unknown, ["read:moon:jira"]);
    let blocked = |key: &str| unlocked.blocked.iter().find(|blocked| blocked.operation == key).unwrap();
    assert_eq!(blocked("POST /rest/api/3/issue").missing, ["write:jira-work"]);
    let webhook = blocked("POST /rest/api/3/webhook");
    assert!(webhook.begun, "one of its scopes is there");
    assert_eq!(webhook.missing, ["read:field:jira", "read:project:jira", "write:webhook:jira"], "less than managing");
    let jira = unlocked.products.iter().find(|share| share.product == Product::Jira).unwrap();
    assert!(jira.unlocked > 150 && jira.all > 500);
}

#[test]
fn what_only_an_apps_own_user_may_call_is_neither_open_nor_blocked() {
    let unlocked = catalogue().unlock(&["read:email-address:jira"]);
    let key = "GET /rest/api/3/user/email".to_owned();
    assert!(!unlocked.unlocked.contains(&key) && !unlocked.blocked.iter().any(|blocked| blocked.operation == key));
}

#[test]
fn two_sets_differ_in_scopes_operations_and_powers() {
    let difference =
        catalogue().difference(&["read:jira-work", "read:me"], &["read:me", "search:confluence", "write:jira-work"]);
    assert_eq!(difference.added, ["search:confluence", "write:jira-work"]);
    assert_eq!((difference.removed, difference.kept), (vec!["read:jira-work".to_owned()], vec!["read:me".to_owned()]));
    assert!(difference.opened.contains(&"POST /rest/api/3/issue".to_owned()));
    assert!(difference.closed.contains(&"GET /rest/api/3/issue/{issueIdOrKey}".to_owned()));
    let gained: Vec<_> = difference.powers_gained.iter().map(|it| (it.power, it.api)).collect();
    assert_eq!(gained, [(Power::Change, ConsoleApi::Jira), (Power::Read, ConsoleApi::Confluence)]);
}

#[test]
fn a_scope_without_its_company_and_one_too_many_are_told() {
    let told = |scopes: &[&str]| catalogue().redundancy(scopes);
    let alone = told(&["manage:jira-webhook"]);
    let missing = vec!["read:jira-work".to_owned()];
    assert_eq!(alone[0].redundancy, Redundancy::DoesNothingWithout { missing });
    let doubled = told(&["write:jira-work", "delete:issue:jira"]);
    let others = vec!["write:jira-work".to_owned()];
    assert_eq!(doubled.len(), 1);
    assert_eq!(
        (doubled[0].scope.as_str(), &doubled[0].redundancy),
        ("delete:issue:jira", &Redundancy::AddsNothingBeyond { others })
    );
    assert_eq!(told(&["read:jira-work", "write:jira-work", "offline_access", "read:moon:jira"]), []);
}

#[test]
fn every_kind_of_remark_is_made() {
    let remarks = |scopes: &[&str]| catalogue().advice(scopes).remarks;
    assert_eq!(remarks(&["offline_access", "read:me", "read:jira-work"]), []);
    assert_eq!(remarks(&["offline_access"]), [Remark::OfflineAccessAlone]);
    assert_eq!(remarks(&["openid", "read:me"]), [Remark::BreaksConsent { scope: "openid".to_owned() }]);
    let similar = Some("read:jira-work".to_owned());
    assert_eq!(remarks(&["read:jira-wrok"]), [Remark::Unknown { scope: "read:jira-wrok".to_owned(), similar }]);
    assert_eq!(remarks(&["fly:rocket:moon"]), [Remark::Unknown { scope: "fly:rocket:moon".to_owned(), similar: None }]);
    assert_eq!(remarks(&["read:metric:compass"]), [Remark::ManifestOnly { scope: "read:metric:compass".to_owned() }]);
    assert_eq!(remarks(&["read:user:bitbucket"]), [Remark::NotFor3lo { scope: "read:user:bitbucket".to_owned() }]);
    let mixed = Remark::Mixed {
        product: "Jira".to_owned(),
        classic: vec!["read:jira-work".to_owned()],
        granular: vec!["write:issue:jira".to_owned()],
    };
    assert_eq!(remarks(&["write:issue:jira", "read:jira-work", "read:sprint:jira-software"]), [mixed]);
}

#[test]
fn too_many_scopes_make_too_long_a_url() {
    let many: Vec<_> =
        catalogue().scopes().iter().filter(|scope| scope.api == ConsoleApi::Jira && scope.is_for_3lo()).collect();
    let names: Vec<_> = many.iter().map(|scope| &scope.scope).take(90).collect();
    let advice = catalogue().advice(&names);
    assert_eq!(advice.scopes, 90);
    assert!(advice.remarks.contains(&Remark::TooMany { count: 90 }));
    assert!(advice.remarks.contains(&Remark::UrlTooLong { length: advice.url_length }));
    assert!(advice.url_length > 2_000);
}

#[test]
fn the_apis_to_add_in_the_console_are_listed_in_its_order() {
    let advice = catalogue().advice(&[
        "read:page:confluence",
        "read:ops-alert:jira-service-management",
        "read:me",
        "offline_access",
    ]);
    assert_eq!(advice.apis, [ConsoleApi::UserIdentity, ConsoleApi::JsmOps, ConsoleApi::Confluence]);
}

#[test]
fn presets_hold_what_they_promise() {
    for preset in catalogue().presets() {
        assert_eq!(preset.scopes[..2], ["offline_access", "read:me"], "{}", preset.title);
        let known = preset.scopes.iter().map(|scope| catalogue().scope(scope).unwrap());
        let known: Vec<_> = known.collect();
        assert!(known.iter().all(|scope| scope.is_for_3lo()), "{}", preset.title);
        let reads = known.iter().all(|scope| scope.risk.power().only_reads());
        assert_eq!(reads, preset.id != PresetId::ServiceAgent, "{}: {:?}", preset.title, preset.scopes);
        assert_eq!(catalogue().redundancy(&preset.scopes), [], "{}: nothing in it is idle", preset.title);
    }
    let opens = |id: PresetId, operation: &str| {
        catalogue().unlock(&catalogue().preset(id).scopes).unlocked.iter().any(|key| key == operation)
    };
    assert!(opens(PresetId::ReadJira, "GET /rest/agile/1.0/board"));
    assert!(opens(PresetId::ReadConfluence, "GET /wiki/rest/api/search"));
    assert!(opens(PresetId::ReadConfluence, "GET /wiki/api/v2/pages/{id}"));
    assert!(opens(PresetId::ServiceAgent, "POST /rest/servicedeskapi/request/{issueIdOrKey}/comment"));
    assert!(opens(PresetId::BackstageDefaults, "GET /rest/api/3/search/jql"));
    assert!(opens(PresetId::ReadEverything, "GET /api/{cloudId}/v1/alerts"));
}
