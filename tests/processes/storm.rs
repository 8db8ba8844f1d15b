//! Many askers at once, in many processes.

use futures_util::future::join_all;

use crate::scene::Scene;

const PROCESSES: usize = 8;
const THREADS: u32 = 50;

#[tokio::test]
async fn eight_processes_with_fifty_threads_each_send_one_refresh() {
    let mut scene = Scene::new().await;
    for round in 1..=5 {
        scene.expire();
        let asked = scene.refreshes();
        let programs: Vec<_> = (0..PROCESSES).map(|_| scene.start(THREADS, None)).collect();
        let answers = join_all(programs.into_iter().map(Scene::answer_of)).await;
        let first = answers[0].as_ref().unwrap();
        assert!(answers.iter().all(|answer| answer.as_ref() == Some(first)), "{answers:?}");
        assert_eq!((first.renewals, scene.refreshes()), (round, asked + 1), "round {round}");
    }
}
