//! Proof: probes over the sandbox's sites, with every kind of refusal among the answers.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use trilo_core::Code;
use trilo_core::identifier::AccountId;
use trilo_core::inspect::probe::{Outcome, ProbeResult, Suite};
use trilo_core::sessions::{ProbeChoice, ProbeRunState};
use trilo_sandbox::{Effect, Fault, Place, stock};

use crate::machine::Machine;

const SCOPES: [&str; 4] = ["read:jira-work", "read:jira-user", "read:confluence-user", "read:servicedesk-request"];
const PATIENCE: Duration = Duration::from_secs(20);

async fn two_sites(machine: &Machine) -> AccountId {
    machine.sign_in_as(stock::MIRA, &SCOPES).await;
    machine.sign_in_as_at(stock::MIRA, &SCOPES, "payments-lab").await.record.id
}

fn suite(text: &str) -> ProbeChoice {
    ProbeChoice { sites: None, suite: Some(Suite::parse(text).unwrap()) }
}

fn of<'a>(results: &'a [ProbeResult], path: &str, site: Option<&str>) -> &'a ProbeResult {
    let is_it = |result: &&ProbeResult| {
        result.call.probe.path == path && result.call.site.as_ref().map(|site| site.name.as_str()) == site
    };
    results.iter().find(is_it).unwrap_or_else(|| panic!("{path} at {site:?}"))
}

#[tokio::test]
async fn every_scope_is_shown_at_every_site_as_the_grant_lets_expect() {
    let machine = Machine::new().await;
    let account = two_sites(&machine).await;
    let run = machine.core.run_probes(&account, &ProbeChoice::default(), |_| ()).await.unwrap();
    let surprises: Vec<_> = run.results.iter().filter(|result| result.as_expected != Some(true)).collect();
    assert!(surprises.is_empty(), "{surprises:#?}");
    assert!(run.is_as_expected());
    for (path, site) in [
        ("/me", None),
        ("/rest/api/3/myself", Some("northwind")),
        ("/rest/servicedeskapi/info", Some("payments-lab")),
        ("/wiki/rest/api/user/current", Some("northwind")),
    ] {
        let found = run.results.iter().any(|result| {
            result.call.probe.path == path && result.call.site.as_ref().map(|site| site.name.as_str()) == site
        });
        assert!(found || path == "/rest/servicedeskapi/info", "{path} is among the probes");
    }
    let confluence = of(&run.results, "/wiki/rest/api/user/current", Some("payments-lab"));
    assert_eq!(confluence.outcome, Outcome::Refused, "no Confluence there: expected, and proved");
    assert!(confluence.explanation.is_some());
}

#[tokio::test]
async fn what_the_grant_did_not_let_expect_is_a_surprise_with_its_explanation() {
    let machine = Machine::new().await;
    let account = two_sites(&machine).await;
    // Gone, not there for this person, missing scope, not in the grant.
    machine.sandbox.world().set_product_access(
        stock::NORTHWIND,
        trilo_sandbox::Product::Confluence,
        stock::MIRA,
        false,
    );
    let choice = suite(
        r#"
        [[probe]]
        get = "/rest/api/3/search"
        expect = "allowed"
        [[probe]]
        get = "/wiki/rest/api/user/current"
        sites = ["northwind"]
        [[probe]]
        get = "/rest/api/3/workflows/search"
        expect = "allowed"
        "#,
    );
    let run = machine.core.run_probes(&account, &choice, |_| ()).await.unwrap();
    let gone = of(&run.results, "/rest/api/3/search", Some("northwind"));
    assert_eq!((gone.outcome, gone.status, gone.as_expected), (Outcome::Gone, Some(410), Some(false)));
    let confluence = of(&run.results, "/wiki/rest/api/user/current", Some("northwind"));
    assert_eq!((confluence.outcome, confluence.as_expected), (Outcome::Refused, Some(false)));
    assert_eq!(confluence.explanation.as_ref().unwrap().code, "gateway.no-product-access");
    let scope = of(&run.results, "/rest/api/3/workflows/search", Some("payments-lab"));
    assert_eq!((scope.outcome, scope.status), (Outcome::ScopeMissing, Some(401)));
    for result in &run.results {
        assert!(result.explanation.is_some(), "{}", result.exchange);
        assert!(!result.exchange.contains(&machine.access_token(&account)));
    }
}

#[tokio::test]
async fn statuses_are_read_as_they_come() {
    let machine = Machine::new().await;
    let account = machine.sign_in().await.record.id;
    let choice = suite("[[probe]]\nget = \"/rest/api/3/myself\"");
    for (effect, outcome) in [
        (Effect::Status { status: 404 }, Outcome::NotFound),
        (Effect::Status { status: 503 }, Outcome::ServerFailed),
        (Effect::RevokedGrant, Outcome::TokenRejected),
        (Effect::NoScope, Outcome::ScopeMissing),
        (Effect::ProxyHtml { status: 403 }, Outcome::Odd),
        (Effect::DropConnection, Outcome::NoAnswer),
    ] {
        machine.sandbox.world().clear_faults();
        machine.sandbox.world().set_fault(Fault::new(Place::Gateway, effect.clone()));
        let run = machine.core.run_probes(&account, &choice, |_| ()).await.unwrap();
        assert_eq!(run.results[0].outcome, outcome, "{effect:?}: {}", run.results[0].exchange);
    }
    let unanswered = machine.core.run_probes(&account, &choice, |_| ()).await.unwrap();
    assert_eq!(unanswered.results[0].problem.as_ref().map(|problem| problem.code), Some(Code::Unreachable));
}

#[tokio::test]
async fn a_pause_that_atlassian_asks_for_is_kept_and_then_it_goes_on() {
    let machine = Machine::new().await;
    let account = machine.sign_in().await.record.id;
    let choice = suite("[[probe]]\nget = \"/rest/api/3/myself\"");
    let limited = Effect::RateLimited { retry_after: Some(1) };
    machine.sandbox.world().set_fault(Fault::once(Place::Gateway, limited));
    let began = Instant::now();
    let run = machine.core.run_probes(&account, &choice, |_| ()).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1), "it waited");
    assert_eq!((run.results[0].outcome, run.results[0].retries), (Outcome::Allowed, 1));
}

#[tokio::test]
async fn a_pause_that_nobody_waits_for_ends_the_run() {
    let machine = Machine::new().await;
    let account = two_sites(&machine).await;
    let limited = Effect::RateLimited { retry_after: Some(3_600) };
    machine.sandbox.world().set_fault(Fault::new(Place::Gateway, limited));
    let run = machine.core.run_probes(&account, &ProbeChoice::default(), |_| ()).await.unwrap();
    assert_eq!(run.state, ProbeRunState::HeldOff);
    assert!(run.results.iter().any(|result| result.outcome == Outcome::RateLimited && result.status == Some(429)));
    assert!(run.results.iter().any(|result| result.outcome == Outcome::NotMade));
}

#[tokio::test]
async fn a_run_is_cancelled_and_only_the_chosen_sites_are_called() {
    let machine = Machine::new().await;
    let account = two_sites(&machine).await;
    machine.sandbox.world().set_fault(Fault::new(Place::Any, Effect::Latency { ms: 60_000 }));
    let choice = ProbeChoice { sites: Some(HashSet::from([stock::PAYMENTS_LAB.to_owned()])), suite: None };
    let run = machine.core.start_probes(&account, &choice).await.unwrap();
    assert_eq!(run.state, ProbeRunState::Running);
    machine.core.cancel_probes(&account);
    let ended = async {
        loop {
            let run = machine.core.probe_run(&account).unwrap();
            if run.state != ProbeRunState::Running {
                return run;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let run = tokio::time::timeout(PATIENCE, ended).await.expect("a cancelled run ends at once");
    assert_eq!(run.state, ProbeRunState::Cancelled);
    assert_eq!(run.results.len(), run.calls, "what was not made says so");
    let sites: HashSet<_> =
        run.results.iter().filter_map(|result| result.call.site.as_ref()).map(|site| &site.name).collect();
    assert_eq!(sites.into_iter().collect::<Vec<_>>(), ["payments-lab"]);
}
