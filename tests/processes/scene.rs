//! A data folder with one account in it, a sandbox beside it, and programs that ask for the account's token.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use acceptance::{KeyFolder, OpenedPages, Quiet};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use trilo_core::Core;
use trilo_core::identifier::AccountId;
use trilo_core::ports::ManualClock;
use trilo_core::registration::{CloudDraft, Environment, RegistrationDraft, SecretSource};
use trilo_core::secret::Secret;
use trilo_core::sessions::{Parts, SignInRequest, SignInState};
use trilo_sandbox::{Landing, Place, Sandbox, ScriptedBrowser, stock};

const PATIENCE: Duration = Duration::from_mins(1);
const CALLBACK: &str = "trilo://oauth/callback";

pub struct Scene {
    pub sandbox: Sandbox,
    pub account: AccountId,
    ahead: Duration,
    folder: TempDir,
}

/// How a program ended that was not killed.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// The fingerprint of the token that it got on all its threads.
    pub token: String,
    /// How often the account's token was renewed.
    pub renewals: u32,
}

impl Scene {
    /// Signs Mira in, in this process, which then lets go of the vault.
    pub async fn new() -> Self {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let opened = Arc::new(OpenedPages::default());
        let core = Core::open(Parts {
            data_folder: folder.path().join("trilo"),
            key_store: Arc::new(KeyFolder::at(&folder.path().join("keys"))),
            passphrase_file: None,
            browser: opened.clone(),
            links: Arc::new(Quiet),
            clock: Arc::new(ManualClock::at(sandbox.world().now())),
            events: Arc::new(Quiet),
        })
        .await
        .unwrap();
        let account = sign_in(&core, &sandbox, &opened).await;
        Self { sandbox, account, ahead: Duration::ZERO, folder }
    }

    /// Lets the token expire, and with it the reuse window of every refresh token that was spent before.
    pub fn expire(&mut self) {
        let hour = Duration::from_mins(61);
        self.ahead += hour;
        self.sandbox.world().advance_clock(hour);
    }

    pub fn refreshes(&self) -> u64 {
        self.sandbox.world().count(Place::TokenRefresh)
    }

    /// A program that asks on so many threads and ends by SIGKILL at a reading of the clock.
    pub fn start(&self, threads: u32, readings: Option<u32>) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asker"));
        command.arg(self.folder.path().join("trilo")).arg(self.folder.path().join("keys")).arg(self.account.as_str());
        command.arg(self.ahead.as_secs().to_string()).arg(threads.to_string());
        command.args(readings.map(|readings| readings.to_string()));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap()
    }

    /// The answer of a program; `None` when it was killed.
    pub async fn answer_of(program: Child) -> Option<Answer> {
        let output = tokio::time::timeout(PATIENCE, program.wait_with_output()).await.expect("it ends").unwrap();
        let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        output.status.code()?;
        assert!(output.status.success(), "no token: {complained}");
        let (token, renewals) = said.trim().split_once(' ').expect("a fingerprint and a number");
        assert_ne!(token, "different", "every thread gets the same token");
        Some(Answer { token: token.to_owned(), renewals: renewals.parse().unwrap() })
    }

    /// Asks for the token in a program that nobody kills.
    pub async fn ask(&self) -> Answer {
        Self::answer_of(self.start(1, None)).await.expect("nobody kills it")
    }
}

async fn sign_in(core: &Core, sandbox: &Sandbox, opened: &OpenedPages) -> AccountId {
    let mut app = sandbox.world().registrations().into_iter().find(|app| app.client_id == stock::CLIENT_ID).unwrap();
    app.callbacks = vec![CALLBACK.into()];
    sandbox.world().add_registration(app);
    let scopes = vec!["read:jira-work".to_owned()];
    let registration = core
        .add_registration(RegistrationDraft {
            name: "Processes".into(),
            environment: Environment::Development,
            cloud: CloudDraft::Custom {
                authorization_url: sandbox.authorization_url().into(),
                api_url: sandbox.api_url().into(),
            },
            client_id: stock::CLIENT_ID.into(),
            secret_source: SecretSource::Sealed,
            client_secret: Some(Secret::new(stock::CLIENT_SECRET.into())),
            callbacks: vec![CALLBACK.into()],
            scopes: scopes.clone(),
            notes: String::new(),
        })
        .unwrap();
    let request = SignInRequest { registration, callback_url: CALLBACK.into(), scopes };
    let id = core.start_sign_in(&request).unwrap().attempt.id;
    let landing = tokio::time::timeout(PATIENCE, async {
        while opened.all().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        ScriptedBrowser::new(stock::MIRA).visit(&opened.all()[0]).await.unwrap()
    });
    let Ok(Landing::CustomScheme(callback)) = landing.await else { panic!("the browser ends at the callback") };
    core.receive_callback(callback.as_str()).unwrap();
    let ended = async {
        while core.sign_in(&id).unwrap().state != SignInState::Ended {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.unwrap();
    core.sign_in(&id).unwrap().attempt.account.expect("signed in")
}

#[tokio::test]
async fn a_program_beside_gets_the_token_that_was_signed_in() {
    let scene = Scene::new().await;
    let first = scene.ask().await;
    assert_eq!((first.renewals, scene.refreshes()), (0, 0));
    assert_eq!(scene.ask().await, first);
}
