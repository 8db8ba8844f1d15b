//! Tokens are renewed a little before they expire, by a clock that the test moves.

use std::time::Duration;

use trilo_core::token::Freshness;
use trilo_sandbox::{Effect, Fault, Place};

use crate::machine::Machine;

const MINUTE: Duration = Duration::from_mins(1);

fn freshness(machine: &Machine, id: &trilo_core::identifier::AccountId) -> Freshness {
    Freshness::at(machine.core.now(), machine.core.session(id).unwrap().record.expires_at)
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
