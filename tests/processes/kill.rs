//! Processes that end by SIGKILL in the middle of a refresh.

use std::time::Duration;

use trilo_core::identifier::random;
use trilo_sandbox::{Effect, Fault, Place};

use crate::scene::Scene;

/// Past this many readings of the clock a refresh is over; reaching it fails the test rather than ending it early.
const MOST_READINGS: u32 = 200;
/// Kills at a moment that nobody chose.
const RANDOM_KILLS: u32 = 200;

/// The next program gets a good token, with one renewal since, whatever the killed one had done.
async fn assert_nothing_lost(scene: &Scene, before: u32, when: &str) -> u32 {
    let answer = scene.ask().await;
    assert_eq!(answer.renewals, before + 1, "{when}: one renewal made up for everything");
    assert_eq!(scene.ask().await, answer, "{when}: the token is kept");
    answer.renewals
}

#[tokio::test]
async fn a_process_that_dies_at_any_step_loses_no_refresh_token() {
    let mut scene = Scene::new().await;
    let (mut renewals, mut sent_and_lost) = (0, 0);
    for readings in 1..MOST_READINGS {
        scene.expire();
        let asked = scene.refreshes();
        if let Some(answer) = Scene::answer_of(scene.start(1, Some(readings))).await {
            assert_eq!(answer.renewals, renewals + 1, "it was not killed, so it renewed");
            assert!(readings > 8, "the clock is read before and after every step, not only {readings} times");
            assert!(sent_and_lost > 0, "no kill came between the answer and the commit");
            return;
        }
        let killed_after_sending = scene.refreshes() > asked;
        renewals = assert_nothing_lost(&scene, renewals, &format!("killed at reading {readings}")).await;
        sent_and_lost += u32::from(killed_after_sending && scene.refreshes() > asked + 1);
    }
    panic!("a refresh reads the clock less than {MOST_READINGS} times");
}

#[tokio::test]
async fn a_process_that_dies_at_any_moment_loses_no_refresh_token() {
    let mut scene = Scene::new().await;
    scene.expire();
    let began = std::time::Instant::now();
    let mut renewals = scene.ask().await.renewals;
    let whole = began.elapsed();
    for kill in 0..RANDOM_KILLS {
        scene.expire();
        let moment = whole.mul_f64(f64::from(random::<1>()[0]) / 200.0);
        let mut program = scene.start(1, None);
        tokio::time::sleep(moment).await;
        program.start_kill().unwrap();
        program.wait().await.unwrap();
        renewals = assert_nothing_lost(&scene, renewals, &format!("kill {kill} after {moment:?} of {whole:?}")).await;
    }
}

#[tokio::test]
async fn a_process_that_dies_while_the_answer_is_under_way_loses_no_refresh_token() {
    let mut scene = Scene::new().await;
    let mut renewals = 0;
    for _ in 0..20 {
        scene.expire();
        let asked = scene.refreshes();
        scene.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::Latency { ms: 150 }));
        let mut program = scene.start(1, None);
        let sent = async {
            while scene.refreshes() == asked && !scene.sandbox.world().faults().is_empty() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), sent).await.expect("it asks");
        program.start_kill().unwrap();
        program.wait().await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
        renewals = assert_nothing_lost(&scene, renewals, "killed while waiting for the answer").await;
    }
}
