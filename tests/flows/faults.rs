//! What goes wrong between Trilo and Atlassian, by intent.

use trilo_core::Code;
use trilo_core::sessions::SignInState;
use trilo_sandbox::scripted_browser::Decision;
use trilo_sandbox::{Effect, Fault, Place, stock};

use crate::machine::{DEEP_LINK, Machine, SCOPES, decided};

/// How a sign-in ends when the exchange meets a fault.
async fn exchange_with(effect: Effect) -> trilo_core::Problem {
    let machine = Machine::new().await;
    machine.sandbox.world().set_fault(Fault::new(Place::TokenExchange, effect));
    let (id, url) = machine.begin(DEEP_LINK).await;
    machine.core.receive_callback(decided(&url, Decision::Accept).await.as_str()).unwrap();
    let ended = machine.until(&id, SignInState::Ended).await.attempt;
    assert!(machine.core.sessions().unwrap().is_empty());
    ended.problem.expect("the sign-in fails")
}

#[tokio::test]
async fn each_fault_of_the_exchange_has_its_own_code() {
    let cases = [
        (Effect::Status { status: 503 }, Code::ServerFailed),
        (Effect::RateLimited { retry_after: Some(7) }, Code::RateLimited),
        (Effect::RateLimited { retry_after: None }, Code::RateLimited),
        (Effect::DropConnection, Code::Unreachable),
        (Effect::TruncatedBody, Code::Unreachable),
        (Effect::ProxyHtml { status: 401 }, Code::ProxyAnswered),
        (Effect::ProxyHtml { status: 407 }, Code::ProxyAnswered),
        (Effect::ProxyHtml { status: 403 }, Code::ProxyAnswered),
        (Effect::Redirect { location: "https://captive.example/".into() }, Code::ProxyAnswered),
        (Effect::ExpiredCode, Code::CodeRejected),
        (Effect::EmptyBody, Code::ProxyAnswered),
    ];
    for (effect, code) in cases {
        assert_eq!(exchange_with(effect.clone()).await.code, code, "{effect:?}");
    }
}

#[tokio::test]
async fn retry_after_is_passed_on() {
    let problem = exchange_with(Effect::RateLimited { retry_after: Some(7) }).await;
    assert_eq!(problem.details["retryAfter"], "7");
}

#[tokio::test]
async fn a_wrong_client_secret_is_told_from_a_refusal_by_the_person() {
    let machine = Machine::new().await;
    machine.sandbox.world().set_secret("SandboxFlowTestsClientId00000001", "ATOA-rotated-in-the-console");
    let (id, url) = machine.begin(DEEP_LINK).await;
    machine.core.receive_callback(decided(&url, Decision::Accept).await.as_str()).unwrap();
    let problem = machine.until(&id, SignInState::Ended).await.attempt.problem.unwrap();
    assert_eq!(problem.code, Code::ClientRejected);
    assert_eq!((problem.details["status"].as_str(), problem.details["error"].as_str()), ("401", "access_denied"));
}

#[tokio::test]
async fn an_answer_without_scope_means_as_requested() {
    let machine = Machine::new().await;
    machine.sandbox.world().set_fault(Fault::new(Place::TokenExchange, Effect::NoScope));
    let session = machine.sign_in().await;
    assert_eq!(session.record.granted.to_string(), format!("offline_access read:me {SCOPES}"));
}

#[tokio::test]
async fn an_answer_without_refresh_token_signs_in_and_says_that_it_cannot_be_renewed() {
    let machine = Machine::new().await;
    machine.sandbox.world().set_fault(Fault::new(Place::TokenExchange, Effect::NoRefreshToken));
    let session = machine.sign_in().await;
    assert!(!session.record.renewable && session.record.idle_limit().is_none());
    let error = machine.core.refresh(&session.record.id).await.unwrap_err();
    assert_eq!(error.code(), Code::RefreshTokenMissing);
}

#[tokio::test]
async fn a_failing_profile_or_site_list_does_not_cost_the_session() {
    for (place, code) in [
        (Place::Me, Effect::Status { status: 503 }),
        (Place::Me, Effect::NotJson),
        (Place::AccessibleResources, Effect::ProxyHtml { status: 403 }),
        (Place::AccessibleResources, Effect::TruncatedBody),
    ] {
        let machine = Machine::new().await;
        machine.sandbox.world().set_fault(Fault::new(place, code));
        let session = machine.sign_in().await;
        let problems = [&session.record.profile_problem, &session.record.sites_problem];
        assert_eq!(problems.iter().filter(|problem| problem.is_some()).count(), 1, "{place:?} {problems:?}");
        machine.sandbox.world().clear_faults();
        machine.core.refresh(&session.record.id).await.unwrap();
        let session = machine.core.session(&session.record.id).unwrap();
        assert_eq!(session.name(), "Mira Okafor", "what failed is read by the next refresh");
        assert!(session.record.profile_problem.is_none() && session.record.sites_problem.is_none());
        assert!(!session.details.sites.is_empty(), "{}", stock::NORTHWIND);
    }
}
