//! A person who is asked, and an agent that does what they say.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may end in a panic")]
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;
use tokio::sync::Notify;
use trilo_agent::{Agent, Ask, Decision, Questions, Reply, Wait};
use trilo_core::Core;
use trilo_core::machine::SystemBrowser;
use trilo_core::ports::{Event, EventSink, LinkHandler, LinkHandling, SystemClock};
use trilo_core::sessions::Parts;
use trilo_core::settings::Settings;
use trilo_core::token_request::{Refusal, TokenRequest};
use trilo_core::vault::SystemKeyStore;
use url::Url;

/// A data folder whose vault has nobody in it, an agent for it, and a person who can be asked.
struct Desk {
    folder: TempDir,
    core: Core,
    questions: Questions,
    asked: Arc<Notify>,
}

impl Desk {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let passphrase = folder.path().join("passphrase");
        fs::write(&passphrase, "canary passphrase of a vault").unwrap();
        fs::set_permissions(&passphrase, Permissions::from_mode(0o600)).unwrap();
        let parts = Parts {
            data_folder: folder.path().join("data"),
            key_store: Arc::new(SystemKeyStore),
            passphrase_file: Some(passphrase),
            browser: Arc::new(SystemBrowser::from_environment()),
            links: Arc::new(NoLinks),
            clock: Arc::new(SystemClock),
            events: Arc::new(Unheard),
        };
        let core = Core::open_for_command(parts).await.unwrap();
        core.put_settings(Settings { ask_programs: true, ..Settings::default() }).unwrap();
        let asked = Arc::new(Notify::new());
        let tell = Arc::clone(&asked);
        let questions = Questions::new(Arc::new(move || tell.notify_one()));
        let agent = Agent::listen(core.clone(), &folder.path().join("data"), Some(questions.clone())).unwrap();
        tokio::spawn(agent.serve());
        Self { folder, core, questions, asked }
    }

    /// Asks for a token as a command does; gives the answer, and what it was told while it waited.
    async fn ask(&self) -> (Reply, Vec<Wait>) {
        let folder: PathBuf = self.folder.path().join("data");
        let asks = move || {
            let mut waits = Vec::new();
            let reply = trilo_agent::ask(&folder, &Ask::Token(TokenRequest::default()), |wait| waits.push(wait));
            (reply.expect("the agent answers"), waits)
        };
        tokio::task::spawn_blocking(asks).await.unwrap()
    }

    async fn decide(&self, decision: Decision) {
        while self.questions.waiting().is_empty() {
            self.asked.notified().await;
        }
        // The command is told that somebody is asked.
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        self.questions.answer(&self.questions.waiting()[0].id, decision);
    }
}

/// What a program that is let through gets here.
fn is_let_through(reply: &Reply) -> bool {
    matches!(reply, Reply::Refused(Refusal::NobodySignedIn))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_decides_and_is_asked_again_only_if_they_said_so() {
    let desk = Desk::open().await;
    let ((reply, waits), ()) = tokio::join!(desk.ask(), desk.decide(Decision::RefuseOnce));
    assert!(matches!(reply, Reply::Refused(Refusal::ProgramRefused(_))), "{reply:?}");
    assert_eq!(waits, [Wait::Asking], "who waits knows for whom");
    let ((reply, _), ()) = tokio::join!(desk.ask(), desk.decide(Decision::AllowOnce));
    assert!(is_let_through(&reply), "{reply:?}");
    let ((reply, _), ()) = tokio::join!(desk.ask(), desk.decide(Decision::AllowAlways));
    assert!(is_let_through(&reply), "{reply:?}");
    let (reply, waits) = desk.ask().await;
    assert!(is_let_through(&reply) && waits.is_empty(), "the answer is remembered: {reply:?}");
    assert_eq!(desk.core.settings().unwrap().programs.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_refused_gets_nothing_though_nobody_is_asked() {
    let desk = Desk::open().await;
    tokio::join!(desk.ask(), desk.decide(Decision::RefuseAlways));
    let settings = desk.core.settings().unwrap();
    desk.core.put_settings(Settings { ask_programs: false, ..settings }).unwrap();
    let (reply, waits) = desk.ask().await;
    assert!(matches!(reply, Reply::Refused(Refusal::ProgramRefused(_))) && waits.is_empty(), "{reply:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_while_the_person_is_asked_keeps_the_token_back() {
    let desk = Desk::open().await;
    let lock_and_allow = async {
        while desk.questions.waiting().is_empty() {
            desk.asked.notified().await;
        }
        desk.core.lock().unwrap();
        desk.questions.answer(&desk.questions.waiting()[0].id, Decision::AllowOnce);
    };
    let ((reply, _), ()) = tokio::join!(desk.ask(), lock_and_allow);
    assert!(
        matches!(&reply, Reply::Refused(Refusal::Problem(problem)) if problem.code == trilo_core::Code::VaultLocked),
        "{reply:?}"
    );
}

struct Unheard;

impl EventSink for Unheard {
    fn emit(&self, _: Event) {}
}

struct NoLinks;

impl LinkHandler for NoLinks {
    fn check(&self) -> LinkHandling {
        LinkHandling::Nobody
    }

    fn open(&self, _: &Url) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
