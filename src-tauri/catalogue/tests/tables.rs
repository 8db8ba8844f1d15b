//! The fact tables: whole, free of repetitions, and right where somebody looked by hand.
#![allow(clippy::unwrap_used, missing_docs, reason = "a failed step fails the test")]

use std::collections::BTreeSet;

use trilo_catalogue::{
    Access, Catalogue, ConsoleApi, Evidence, Kind, Method, Operation, OperationState, Product, Risk, RowProblem, Table,
    With3lo, tables,
};

fn catalogue() -> &'static Catalogue {
    Catalogue::built_in()
}

fn operation(key: &str) -> &'static Operation {
    catalogue().operation(key).unwrap_or_else(|| panic!("{key} is in the catalogue"))
}

#[test]
fn every_row_is_read_and_none_stands_twice() {
    let (_, bad) = Catalogue::with_local(tables::SCOPES, tables::OPERATIONS);
    assert_eq!(bad, []);
    assert_eq!(catalogue().scopes().len(), tables::SCOPES.lines().count() - 1);
    assert_eq!(catalogue().operations().len(), tables::OPERATIONS.lines().count() - 1);
    let keys: BTreeSet<_> = catalogue().operations().iter().map(|operation| &operation.key).collect();
    assert_eq!(keys.len(), catalogue().operations().len());
    let names: BTreeSet<_> = catalogue().scopes().iter().map(|scope| &scope.scope).collect();
    assert_eq!(names.len(), catalogue().scopes().len());
}

#[test]
fn every_scope_that_an_operation_names_exists() {
    let named = catalogue().operations().iter().flat_map(|it| &it.alternatives).flat_map(|it| &it.scopes);
    for scope in named {
        assert!(catalogue().is_known(scope), "{scope} has no row");
    }
}

#[test]
fn the_counts_of_uses_agree_with_the_table() {
    for line in tables::SCOPES.lines().skip(1) {
        let cells: Vec<_> = line.split('\t').collect();
        assert_eq!(catalogue().scope(cells[0]).unwrap().operations.to_string(), cells[4], "{}", cells[0]);
    }
}

#[test]
fn each_product_has_its_operations() {
    let counts = Product::ALL.map(|product| catalogue().operations().iter().filter(|it| it.product == product).count());
    assert_eq!(counts, [620, 105, 74, 204, 348, 1, 1, 1]);
    let evidence = |evidence| catalogue().scopes().iter().filter(|scope| scope.evidence == evidence).count();
    let counts = [Evidence::Openapi, Evidence::Documented, Evidence::AppManifestList, Evidence::None].map(evidence);
    assert_eq!(counts, [384, 14, 173, 0]);
}

#[test]
fn every_operation_is_found_at_its_own_path() {
    for operation in catalogue().operations() {
        assert_eq!(catalogue().at(operation.method, &operation.path).unwrap().key, operation.key);
    }
}

#[test]
fn every_alternative_has_scopes_and_no_classic_one_is_a_granular_scope() {
    for alternative in catalogue().operations().iter().flat_map(|operation| &operation.alternatives) {
        let kind = |scope: &String| catalogue().scope(scope).unwrap().kind;
        assert!(!alternative.scopes.is_empty());
        match alternative.kind {
            Kind::Classic => assert!(alternative.scopes.iter().all(|scope| kind(scope) == Kind::Classic)),
            Kind::Granular => assert!(alternative.scopes.iter().any(|scope| kind(scope) == Kind::Granular)),
            Kind::General => assert!(alternative.scopes.iter().all(|scope| kind(scope) == Kind::General)),
        }
    }
}

#[test]
fn anchors_agree_with_the_documentation() {
    let anchors: [(&str, &str, &str); 12] = [
        (
            "GET /rest/api/3/myself",
            "read:jira-user",
            "read:application-role:jira read:group:jira read:user:jira read:avatar:jira",
        ),
        (
            "GET /rest/api/3/search/jql",
            "read:jira-work",
            "read:issue-details:jira read:audit-log:jira read:avatar:jira read:field-configuration:jira read:issue-meta:jira",
        ),
        ("DELETE /rest/api/3/issue/{issueIdOrKey}", "write:jira-work", "delete:issue:jira"),
        (
            "POST /rest/api/3/webhook",
            "read:jira-work manage:jira-webhook",
            "read:field:jira read:project:jira write:webhook:jira",
        ),
        ("POST /rest/api/3/version", "manage:jira-project", "write:project-version:jira read:project-version:jira"),
        ("GET /rest/agile/1.0/board", "", "read:board-scope:jira-software read:project:jira"),
        (
            "POST /rest/servicedeskapi/request",
            "write:servicedesk-request",
            "read:request:jira-service-management write:request:jira-service-management read:user:jira",
        ),
        ("GET /api/{cloudId}/v1/alerts", "", "read:ops-alert:jira-service-management"),
        ("GET /wiki/rest/api/search", "search:confluence", "read:content-details:confluence"),
        ("PUT /wiki/api/v2/pages/{id}", "", "write:page:confluence"),
        ("GET /me", "", "read:me"),
        ("POST /app/report-accounts/", "", "report:personal-data"),
    ];
    for (key, classic, granular) in anchors {
        let scopes = |is_classic: bool| {
            let of_kind = operation(key).alternatives.iter().find(|it| (it.kind == Kind::Classic) == is_classic);
            of_kind.map_or(String::new(), |alternative| alternative.scopes.join(" "))
        };
        assert_eq!((scopes(true).as_str(), scopes(false).as_str()), (classic, granular), "{key}");
    }
    assert_eq!(operation("GET /rest/api/3/user/email").with_3lo, With3lo::AppOnly);
    assert_eq!(operation("GET /rest/api/3/search").state, OperationState::Deprecated);
    assert!(operation("GET /rest/api/3/serverInfo").anonymous);
}

#[test]
fn scopes_know_their_console_api_kind_and_risk() {
    let anchors = [
        ("read:jira-work", Kind::Classic, ConsoleApi::Jira, Access::Read, Risk::Read),
        ("read:jira-user", Kind::Classic, ConsoleApi::Jira, Access::Read, Risk::PersonalData),
        ("write:issue:jira", Kind::Granular, ConsoleApi::Jira, Access::Write, Risk::Write),
        ("delete:page:confluence", Kind::Granular, ConsoleApi::Confluence, Access::Delete, Risk::Delete),
        ("manage:jira-configuration", Kind::Classic, ConsoleApi::Jira, Access::Manage, Risk::Admin),
        ("redact:issue:jira", Kind::Granular, ConsoleApi::Jira, Access::Redact, Risk::Delete),
        (
            "write:servicedesk-request",
            Kind::Classic,
            ConsoleApi::JiraServiceManagement,
            Access::Write,
            Risk::Impersonation,
        ),
        ("read:ops-alert:jira-service-management", Kind::Granular, ConsoleApi::JsmOps, Access::Read, Risk::Read),
        ("report:personal-data", Kind::General, ConsoleApi::PersonalDataReporting, Access::Report, Risk::PersonalData),
        ("offline_access", Kind::General, ConsoleApi::None, Access::Other, Risk::Read),
    ];
    for (name, kind, api, access, risk) in anchors {
        let scope = catalogue().scope(name).unwrap();
        assert_eq!((scope.kind, scope.api, scope.access, scope.risk), (kind, api, access, risk), "{name}");
    }
    assert!(
        catalogue().scopes().iter().all(|scope| scope.summary.ends_with('.') && !scope.summary.contains("not known"))
    );
}

#[test]
fn links_and_bases_are_addresses() {
    for operation in catalogue().operations() {
        assert!(url::Url::parse(&operation.documentation).is_ok(), "{}", operation.documentation);
        assert!(operation.address().starts_with("https://api.atlassian.com/"), "{}", operation.address());
    }
}

#[test]
fn jiras_second_version_and_paths_without_wiki_are_known() {
    let found = |method, path| catalogue().at(method, path).map(|operation| operation.key.as_str());
    assert_eq!(found(Method::Post, "/rest/api/2/issue"), Some("POST /rest/api/3/issue"));
    assert_eq!(found(Method::Get, "/rest/api/latest/issue/ABC-1"), Some("GET /rest/api/3/issue/{issueIdOrKey}"));
    assert_eq!(found(Method::Get, "/api/v2/pages/12"), Some("GET /wiki/api/v2/pages/{id}"));
    assert_eq!(found(Method::Get, "/rest/api/3/nothing"), None);
}

#[test]
fn a_local_table_replaces_adds_and_is_marked() {
    let scopes = "scope\tkind\tconsole_api\taccess\toperations\tevidence\n\
        read:rocket:jira\tgranular\tJira API\tread\t0\topenapi\n";
    let head = tables::OPERATIONS.lines().next().unwrap();
    let operations = format!(
        "{head}\njira\tv3\tGET\t/rest/api/3/myself\tgetCurrentUser\tMyself\t\tread:rocket:jira\tno\tcurrent\tyes\n\
        jira\tv3\tGET\t/rest/api/3/rocket\tgetRocket\tRockets\t\tread:stage:jira\tno\tcurrent\tyes\n"
    );
    let (local, bad) = Catalogue::with_local(scopes, &operations);
    assert_eq!(bad, []);
    let myself = local.operation("GET /rest/api/3/myself").unwrap();
    assert_eq!(
        (myself.local, myself.alternatives[0].scopes.as_slice()),
        (true, ["read:rocket:jira".to_owned()].as_slice())
    );
    assert!(local.scope("read:rocket:jira").is_some_and(|scope| scope.local && scope.operations == 1));
    let stranger = local.scope("read:stage:jira").unwrap();
    assert!(!stranger.is_known() && stranger.local, "a scope without a row is kept and marked");
    assert!(local.operation("GET /rest/api/3/issue/{issueIdOrKey}").is_some_and(|operation| !operation.local));
    assert_eq!(local.search("getRocket", 5)[0].key, "GET /rest/api/3/rocket");
}

#[test]
fn bad_rows_are_told_with_their_lines_and_the_others_count() {
    let scopes = "scope\tkind\tconsole_api\taccess\toperations\tevidence\n\
        read:a:jira\tgranular\tJira API\tread\t0\topenapi\n\
        read:b:jira\tmystic\tJira API\tread\t0\topenapi\n\
        read:c:jira\tgranular\tJira API\n\
        read:d:jira\tgranular\tMoon API\tread\t0\topenapi\n\
        read:a:jira\tgranular\tJira API\tread\t0\topenapi\n\
        re\"d\tgranular\tJira API\tread\t0\topenapi\n\
        read:e:jira\tgranular\tJira API\tread\t0\trumour\n\
        read:f:jira\tgranular\tJira API\tread\t0\topenapi\n";
    let (local, bad) = Catalogue::with_local(scopes, "");
    let mut told: Vec<_> = bad.iter().map(|row| (row.line, row.problem)).collect();
    told.sort_unstable_by_key(|(line, _)| *line);
    let expected = [
        (3, RowProblem::UnknownKind),
        (4, RowProblem::Unreadable),
        (5, RowProblem::UnknownApi),
        (6, RowProblem::Repeated),
        (7, RowProblem::NotAScope),
        (8, RowProblem::UnknownEvidence),
    ];
    assert_eq!(told, expected);
    assert!(local.is_known("read:a:jira") && local.is_known("read:f:jira"));
    let (_, bad) = Catalogue::with_local("", "this is no table\n");
    assert_eq!((bad[0].table, bad[0].line, bad[0].problem), (Table::Operations, 1, RowProblem::WrongHead));
}
