//! Tokens are renewed a little before they expire, by a clock that the test moves.

use std::time::Duration;

use trilo_core::token::Freshness;
use trilo_sandbox::{Effect, Fault, Place};

use crate::machine::Machine;

const MINUTE: Duration = Duration::from_mins(1);

fn freshness(machine: &Machine, id: &trilo_core::identifier::AccountId) -> Freshness {
    machine.core.session(id).unwrap().lifetime.freshness(machine.core.now())
}

#[tokio::test]
async fn a_token_is_renewed_five_minutes_before_its_end_and_not_earlier() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.advance(54 * MINUTE);
    machine.core.renew_stale().await;
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 0, "it is still fresh");
    machine.advance(2 * MINUTE);
    assert_eq!(freshness(&machine, &id), Freshness::Expiring);
    machine.core.renew_stale().await;
    assert_eq!(freshness(&machine, &id), Freshness::Fresh);
    machine.core.renew_stale().await;
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 1);
}

#[tokio::test]
async fn a_computer_that_slept_renews_what_expired_meanwhile() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.advance(30 * 24 * 60 * MINUTE);
    assert_eq!(freshness(&machine, &id), Freshness::Expired);
    machine.core.renew_stale().await;
    assert_eq!(freshness(&machine, &id), Freshness::Fresh);
}

#[tokio::test]
async fn failures_are_tried_again_after_growing_pauses() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::Status { status: 503 }));
    machine.advance(56 * MINUTE);
    for (passed, asked) in [(0, 1), (29, 1), (2, 2), (31, 2), (30, 3), (100, 3), (21, 4)] {
        machine.advance(Duration::from_secs(passed));
        machine.core.renew_stale().await;
        assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), asked, "after {passed} more seconds");
    }
    machine.sandbox.world().clear_faults();
    machine.advance(15 * MINUTE);
    machine.core.renew_stale().await;
    assert_eq!(freshness(&machine, &id), Freshness::Fresh, "nothing was lost by the outage");
}

#[tokio::test]
async fn the_server_says_when_to_come_back() {
    let machine = Machine::new().await;
    machine.sign_in().await;
    let fault = Effect::RateLimited { retry_after: Some(600) };
    machine.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, fault));
    machine.advance(56 * MINUTE);
    machine.core.renew_stale().await;
    machine.advance(9 * MINUTE);
    machine.core.renew_stale().await;
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 1);
    machine.advance(2 * MINUTE);
    machine.core.renew_stale().await;
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 2);
}

#[tokio::test]
async fn a_dead_refresh_token_is_not_sent_again() {
    let machine = Machine::new().await;
    machine.sign_in().await;
    machine.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::RevokedGrant));
    machine.advance(56 * MINUTE);
    for _ in 0..3 {
        machine.core.renew_stale().await;
        machine.advance(20 * MINUTE);
    }
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 1);
}

#[tokio::test]
async fn nothing_is_begun_before_sleep_and_everything_is_looked_at_after_it() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.advance(56 * MINUTE);
    machine.core.pause_renewals();
    machine.core.renew_stale().await;
    assert_eq!(
        machine.sandbox.world().count(Place::TokenRefresh),
        0,
        "a renewal that sleep cuts off may cost its answer"
    );
    machine.core.resume_renewals();
    machine.core.renew_stale().await;
    assert_eq!(freshness(&machine, &id), Freshness::Fresh);
}

#[tokio::test]
async fn waking_up_ends_the_pauses_from_before_sleep() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::Status { status: 503 }));
    machine.advance(56 * MINUTE);
    machine.core.renew_stale().await;
    let failure = machine.core.session(&id).unwrap().renewal.failure.expect("it is shown");
    assert_eq!(failure.problem.code, trilo_core::Code::ServerFailed);
    assert!(failure.retry_at > machine.core.now());
    machine.sandbox.world().clear_faults();
    machine.core.resume_renewals();
    machine.core.renew_stale().await;
    assert!(machine.core.session(&id).unwrap().renewal.failure.is_none());
}

#[tokio::test]
async fn a_token_that_is_withdrawn_early_is_renewed_once() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::once(Place::Me, Effect::RevokedGrant));
    machine.core.refresh(&id).await.unwrap();
    let session = machine.core.session(&id).unwrap();
    assert_eq!(
        session.record.renewals, 2,
        "one renewal that was asked for, and one for the token that was not accepted"
    );
    assert!(session.record.profile_problem.is_none(), "the renewed token reads the profile");
    machine.sandbox.world().set_fault(Fault::new(Place::Me, Effect::RevokedGrant));
    machine.core.refresh(&id).await.unwrap();
    let session = machine.core.session(&id).unwrap();
    assert_eq!(session.record.renewals, 4, "once, not for ever");
    assert!(session.record.profile_problem.is_some());
}

#[tokio::test]
async fn many_askers_share_one_failure() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.advance(61 * MINUTE);
    machine.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::Status { status: 503 }));
    let answers = futures_util::future::join_all((0..20).map(|_| machine.core.fresh_access_token(&id))).await;
    assert!(
        answers.iter().all(|answer| answer.as_ref().is_err_and(|error| error.code() == trilo_core::Code::ServerFailed))
    );
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 1);
}

#[tokio::test]
async fn a_token_that_is_still_good_is_handed_out_during_an_outage() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let token = machine.access_token(&id);
    machine.advance(57 * MINUTE);
    machine.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::Status { status: 503 }));
    assert_eq!(machine.core.fresh_access_token(&id).await.unwrap().expose(), &token);
    machine.advance(4 * MINUTE);
    machine.core.fresh_access_token(&id).await.expect_err("it has expired");
}
