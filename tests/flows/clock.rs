//! Clocks that are wrong, and clocks that are set while Trilo runs.

use std::time::Duration;

use jiff::SignedDuration;
use trilo_core::token::Freshness;
use trilo_sandbox::Place;

use crate::machine::Machine;

const MINUTE: Duration = Duration::from_mins(1);

fn skew_in_minutes(machine: &Machine) -> i64 {
    machine.core.clock_skews().local.expect("an answer told").offset.as_secs().saturating_add(30).div_euclid(60)
}

#[tokio::test]
async fn a_clock_that_is_right_has_no_skew() {
    let machine = Machine::new().await;
    assert!(machine.core.clock_skews().local.is_none(), "nobody was asked yet");
    machine.sign_in().await;
    assert_eq!(machine.core.clock_skews().local.unwrap().offset, SignedDuration::ZERO);
}

#[tokio::test]
async fn a_wrong_clock_is_measured_and_costs_no_renewal_and_no_expired_token() {
    let machine = Machine::new().await;
    machine.clock.advance(SignedDuration::from_hours(-3));
    let id = machine.sign_in().await.record.id;
    assert_eq!(skew_in_minutes(&machine), 180);
    machine.advance(54 * MINUTE);
    machine.core.renew_stale().await;
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 0);
    machine.advance(2 * MINUTE);
    machine.core.renew_stale().await;
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 1);
    let session = machine.core.session(&id).unwrap();
    assert_eq!(session.lifetime.freshness(machine.core.now()), Freshness::Fresh);
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_expired_token_look_fresh() {
    let machine = Machine::new().await;
    machine.clock.advance(SignedDuration::from_hours(2));
    let id = machine.sign_in().await.record.id;
    assert_eq!(skew_in_minutes(&machine), -120, "two hours ahead");
    // The clock is put right; the next answer tells.
    machine.clock.advance(SignedDuration::from_hours(-2));
    machine.core.refresh(&id).await.unwrap();
    assert_eq!(skew_in_minutes(&machine), 0);
    let other = machine.core.session(&id).unwrap();
    assert_eq!(other.lifetime.expires_at, other.record.expires_at, "one clock now, so nothing is moved");

    // Set ahead and measured by another answer: the end that was noted before moves with the clock.
    machine.clock.advance(SignedDuration::from_hours(5));
    let before = machine.core.session(&id).unwrap();
    assert_eq!(before.lifetime.freshness(machine.core.now()), Freshness::Expired, "not measured yet");
    machine.core.refresh(&id).await.unwrap();
    let after = machine.core.session(&id).unwrap();
    assert_eq!(after.lifetime.freshness(machine.core.now()), Freshness::Fresh);
}

#[tokio::test]
async fn one_accounts_answer_corrects_the_others() {
    let machine = Machine::new().await;
    let first = machine.sign_in().await.record.id;
    machine.clock.advance(SignedDuration::from_mins(-50));
    machine.sandbox.world().advance_clock(20 * MINUTE);
    machine.core.refresh(&first).await.unwrap();
    let session = machine.core.session(&first).unwrap();
    let left = session.lifetime.expires_at.unwrap().duration_since(machine.core.now());
    assert!((left.as_secs() - 3_600).abs() <= 2, "an hour from now by this clock, however wrong: {left}");
    assert_eq!(skew_in_minutes(&machine), 70);
}
