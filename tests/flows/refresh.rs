//! Renewing a token.

use trilo_core::Code;
use trilo_core::diagnose::{AttemptKind, AttemptOutcome};
use trilo_core::sessions::RefreshOutcome;
use trilo_sandbox::{Effect, Fault, Place};

use crate::machine::Machine;

#[tokio::test]
async fn a_refresh_replaces_the_token_and_counts() {
    let machine = Machine::new().await;
    let before = machine.sign_in().await;
    let old = machine.access_token(&before.record.id);
    assert_eq!(machine.core.refresh(&before.record.id).await.unwrap(), RefreshOutcome::Refreshed);
    let after = machine.core.session(&before.record.id).unwrap();
    assert_ne!(machine.access_token(&before.record.id), old);
    assert_eq!(after.record.renewals, 1);
    assert_eq!(after.record.signed_in_at, before.record.signed_in_at);
    let attempt = machine.last_attempt();
    assert_eq!((attempt.kind, attempt.outcome), (AttemptKind::Refresh, AttemptOutcome::Succeeded));
}

#[tokio::test]
async fn an_answer_without_refresh_token_keeps_the_old_one() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::NoRefreshToken));
    machine.core.refresh(&id).await.unwrap();
    assert!(machine.core.session(&id).unwrap().record.renewable);
    machine.core.refresh(&id).await.expect("the old refresh token is still there, inside its leeway");
}

#[tokio::test]
async fn a_fresh_token_is_handed_out_without_asking_and_many_askers_share_one_refresh() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let token = machine.core.fresh_access_token(&id).await.unwrap();
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 0);
    let all = (0..20).map(|_| machine.core.refresh(&id));
    let outcomes = futures_util::future::join_all(all).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 1, "one at a time, and the others take its result");
    assert_ne!(machine.core.fresh_access_token(&id).await.unwrap().expose(), token.expose());
}

#[tokio::test]
async fn only_a_dead_refresh_token_asks_for_a_new_sign_in() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let token = machine.access_token(&id);
    for effect in [
        Effect::ProxyHtml { status: 401 },
        Effect::ProxyHtml { status: 403 },
        Effect::Status { status: 500 },
        Effect::RateLimited { retry_after: None },
        Effect::DropConnection,
        Effect::NotJson,
    ] {
        machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, effect.clone()));
        machine.core.refresh(&id).await.unwrap_err();
        let record = machine.core.session(&id).unwrap().record;
        assert!(record.verdict.is_none() && record.renewable, "{effect:?} proves nothing about the token");
        assert_eq!(machine.access_token(&id), token);
    }
    machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::RevokedGrant));
    let error = machine.core.refresh(&id).await.unwrap_err();
    assert_eq!(error.code(), Code::RefreshTokenDead);
    let verdict = machine.core.session(&id).unwrap().record.verdict.expect("Atlassian said so");
    assert_eq!(verdict.problem.code, Code::RefreshTokenDead);
    let again = machine.sign_in().await;
    assert_eq!(again.record.id, id, "signing in again is the same account");
    assert!(again.record.verdict.is_none());
}

#[tokio::test]
async fn a_refresh_that_is_cancelled_loses_nothing() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let old = machine.access_token(&id);
    machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::Latency { ms: 400 }));
    let (core, account) = (machine.core.clone(), id.clone());
    let waiting = tokio::spawn(async move { core.refresh(&account).await });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    machine.core.cancel_refresh(&id);
    assert_eq!(waiting.await.unwrap().unwrap(), RefreshOutcome::Cancelled);
    let stored = async {
        while machine.access_token(&id) == old {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), stored).await.expect("the renewal is still stored");
}
