//! A refresh whose answer is lost: it was written down first, so it is noticed and made up for.

use std::time::Duration;

use trilo_core::Code;
use trilo_core::diagnose::{AttemptKind, AttemptOutcome, StepKind, StepState};
use trilo_core::identifier::AccountId;
use trilo_core::token::Freshness;
use trilo_sandbox::{Effect, Fault, Place};

use crate::machine::Machine;

const MINUTE: Duration = Duration::from_mins(1);

/// The answer to a refresh is lost after Atlassian rotated the refresh token.
async fn lose_an_answer(machine: &Machine, effect: Effect) -> AccountId {
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, effect));
    machine.core.refresh(&id).await.unwrap_err();
    id
}

fn found_interruption(machine: &Machine) -> bool {
    let attempt = machine.last_attempt();
    let found = |step: &trilo_core::diagnose::Step| {
        step.kind == StepKind::InterruptionFound && step.state == StepState::Done && step.fact.is_some()
    };
    attempt.kind == AttemptKind::Refresh && attempt.steps.iter().any(found)
}

#[tokio::test]
async fn a_lost_answer_is_made_up_for_with_the_old_token_inside_the_reuse_window() {
    for effect in [Effect::DropAfterProcessing, Effect::TruncatedBody, Effect::EmptyBody, Effect::NotJson] {
        let machine = Machine::new().await;
        let id = lose_an_answer(&machine, effect.clone()).await;
        machine.advance(9 * MINUTE);
        machine.core.renew_stale().await;
        let session = machine.core.session(&id).unwrap();
        assert!(
            session.record.verdict.is_none() && session.record.renewals == 1,
            "{effect:?}: {:?}",
            machine.last_attempt()
        );
        assert!(found_interruption(&machine), "{effect:?}");
        assert!(session.renewal.failure.is_none());
        machine.core.refresh(&id).await.expect("the new refresh token is good");
        assert!(!found_interruption(&machine), "it is made up for once");
    }
}

#[tokio::test]
async fn whoever_asks_for_a_token_makes_up_for_it_too() {
    let machine = Machine::new().await;
    let id = lose_an_answer(&machine, Effect::DropAfterProcessing).await;
    let before = machine.access_token(&id);
    let token = machine.core.fresh_access_token(&id).await.unwrap();
    assert_ne!(token.expose(), &before);
    assert!(found_interruption(&machine));
}

#[tokio::test]
async fn the_next_process_makes_up_for_what_the_last_one_left() {
    let machine = Machine::new().await;
    let id = lose_an_answer(&machine, Effect::DropAfterProcessing).await;
    let machine = machine.restarted().await;
    machine.core.renew_stale().await;
    assert!(found_interruption(&machine));
    assert_eq!(machine.core.session(&id).unwrap().record.renewals, 1);
}

#[tokio::test]
async fn a_lost_answer_past_the_reuse_window_is_named_in_the_verdict() {
    let machine = Machine::new().await;
    let id = lose_an_answer(&machine, Effect::DropAfterProcessing).await;
    machine.advance(11 * MINUTE);
    machine.core.renew_stale().await;
    let verdict = machine.core.session(&id).unwrap().record.verdict.expect("Atlassian takes it no more");
    assert_eq!(verdict.problem.code, Code::RefreshTokenDead);
    assert!(verdict.problem.details.contains_key("interruptedAt"), "{verdict:?}");
}

#[tokio::test]
async fn an_outage_while_a_token_may_be_spent_is_tried_again_every_two_minutes_at_least() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::Status { status: 503 }));
    machine.core.refresh(&id).await.unwrap_err();
    for _ in 0..9 {
        machine.advance(MINUTE);
        machine.core.renew_stale().await;
    }
    assert!(
        machine.sandbox.world().count(Place::TokenRefresh) >= 5,
        "{}",
        machine.sandbox.world().count(Place::TokenRefresh)
    );
    machine.sandbox.world().clear_faults();
    machine.advance(2 * MINUTE);
    machine.core.renew_stale().await;
    let session = machine.core.session(&id).unwrap();
    assert_eq!(session.lifetime.freshness(machine.core.now()), Freshness::Fresh);
    assert_eq!(session.record.renewals, 1);
}

#[tokio::test]
async fn a_clear_refusal_leaves_nothing_to_make_up_for() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    for effect in [Effect::RateLimited { retry_after: None }, Effect::DropConnection] {
        machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, effect.clone()));
        machine.core.refresh(&id).await.unwrap_err();
        let ambiguous = matches!(effect, Effect::DropConnection);
        machine.core.refresh(&id).await.unwrap();
        assert_eq!(found_interruption(&machine), ambiguous, "{effect:?}: a connection that breaks tells nothing");
    }
}

#[tokio::test]
async fn attempts_that_a_process_left_open_are_closed_by_a_later_one() {
    let machine = Machine::new().await;
    let (id, _) = machine.begin(crate::machine::DEEP_LINK).await;
    let open = machine.core.attempts(10).unwrap().into_iter().find(|attempt| attempt.id == id).unwrap();
    assert_eq!(open.outcome, AttemptOutcome::UnderWay, "it leaves a trace from the moment the browser is open");
    let machine = machine.restarted().await;
    let open = machine.core.attempts(10).unwrap().into_iter().find(|attempt| attempt.id == id).unwrap();
    assert_eq!(open.outcome, AttemptOutcome::UnderWay, "its callback may still come");
}
