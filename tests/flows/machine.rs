//! A machine with Trilo's core on it, a sandbox beside it, and a person.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use acceptance::{KeyMap, OpenedPages, Quiet};
use tempfile::TempDir;
use trilo_core::Core;
use trilo_core::diagnose::Attempt;
use trilo_core::identifier::{AccountId, AttemptId, RegistrationId};
use trilo_core::ports::ManualClock;
use trilo_core::registration::{CloudDraft, Environment, RegistrationDraft};
use trilo_core::secret::Secret;
use trilo_core::session::Session;
use trilo_core::sessions::{Parts, SignIn, SignInRequest, SignInState};
use trilo_sandbox::scripted_browser::{Decision, Landing, ScriptedBrowser};
use trilo_sandbox::{Sandbox, stock};
use url::Url;

pub const DEEP_LINK: &str = "trilo://oauth/callback";
pub const PASTED: &str = "https://tools.example/back";
pub const SCOPES: &str = "read:jira-work read:jira-user";
const CLIENT_ID: &str = "SandboxFlowTestsClientId00000001";
const PATIENCE: Duration = Duration::from_secs(20);

/// Trilo's core with everything around it.
pub struct Machine {
    pub core: Core,
    pub sandbox: Sandbox,
    pub key_store: Arc<KeyMap>,
    pub registration: RegistrationId,
    pub clock: Arc<ManualClock>,
    pub loopback: String,
    opened: Arc<OpenedPages>,
    folder: TempDir,
}

impl Machine {
    /// A fresh machine with one registration that knows every way back.
    pub async fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap()).await
    }

    /// The same in a folder that is there already.
    pub async fn in_folder(folder: TempDir) -> Self {
        let mut machine = Self::without_registration(folder).await;
        machine.registration = machine.core.add_registration(machine.draft()).unwrap();
        machine
    }

    /// A machine that knows no registration yet.
    pub async fn without_registration(folder: TempDir) -> Self {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let loopback = format!("http://localhost:{}/api/auth/atlassian", free_port());
        let mut app =
            sandbox.world().registrations().into_iter().find(|app| app.client_id == stock::CLIENT_ID).unwrap();
        app.client_id = CLIENT_ID.into();
        app.callbacks = vec![DEEP_LINK.into(), loopback.clone(), PASTED.into()];
        sandbox.world().add_registration(app);
        let (key_store, opened) = (Arc::new(KeyMap::default()), Arc::new(OpenedPages::default()));
        let clock = Arc::new(ManualClock::at(sandbox.world().now()));
        let core = Core::open(parts(folder.path(), &key_store, &opened, &clock)).await.unwrap();
        let registration = RegistrationId::random();
        Self { core, sandbox, key_store, registration, clock, loopback, opened, folder }
    }

    /// What the process would leave behind if it ended now, opened by the next process.
    pub async fn restarted(self) -> Self {
        self.restarted_after(|| ()).await
    }

    /// The same, when something happens to the disk before the next process starts.
    pub async fn restarted_after(self, meanwhile: impl FnOnce()) -> Self {
        let Self { core, sandbox, key_store, registration, clock, loopback, opened, folder } = self;
        drop(core);
        meanwhile();
        let core = Core::open(parts(folder.path(), &key_store, &opened, &clock)).await.unwrap();
        Self { core, sandbox, key_store, registration, clock, loopback, opened, folder }
    }

    /// Lets time pass, here and at the sandbox.
    pub fn advance(&self, span: Duration) {
        self.clock.advance(span.try_into().unwrap());
        self.sandbox.world().advance_clock(span);
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn draft(&self) -> RegistrationDraft {
        draft(&self.sandbox, &self.loopback)
    }

    pub fn request(&self, callback_url: &str) -> SignInRequest {
        let scopes = SCOPES.split(' ').map(ToOwned::to_owned).collect();
        SignInRequest { registration: self.registration.clone(), callback_url: callback_url.into(), scopes }
    }

    /// Begins a sign-in and waits until the person is in the browser; gives the address that it shows.
    pub async fn begin(&self, callback_url: &str) -> (AttemptId, Url) {
        let before = self.opened.all().len();
        let id = self.core.start_sign_in(&self.request(callback_url)).unwrap().attempt.id;
        let sign_in = self.until(&id, SignInState::Waiting).await;
        assert_eq!(sign_in.state, SignInState::Waiting, "{:?}", sign_in.attempt.problem);
        let opened = async {
            loop {
                if let Some(url) = self.opened.all().get(before) {
                    return url.clone();
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        (id, tokio::time::timeout(PATIENCE, opened).await.expect("the browser is opened"))
    }

    /// Signs Mira in by deep link.
    pub async fn sign_in(&self) -> Session {
        let (id, url) = self.begin(DEEP_LINK).await;
        self.core.receive_callback(decided(&url, Decision::Accept).await.as_str()).unwrap();
        self.account_of(&id).await
    }

    pub async fn account_of(&self, id: &AttemptId) -> Session {
        let ended = self.until(id, SignInState::Ended).await;
        let account = ended.attempt.account.unwrap_or_else(|| panic!("no account: {:?}", ended.attempt.problem));
        self.core.session(&account).unwrap()
    }

    /// Waits for a state, or for the end.
    pub async fn until(&self, id: &AttemptId, state: SignInState) -> SignIn {
        let looked = async {
            loop {
                let sign_in = self.core.sign_in(id).unwrap();
                if sign_in.state == state || sign_in.state == SignInState::Ended {
                    return sign_in;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, looked).await.expect("the sign-in goes on")
    }

    pub fn access_token(&self, account: &AccountId) -> String {
        self.core.access_token(account).unwrap().expose().clone()
    }

    pub fn last_attempt(&self) -> Attempt {
        self.core.attempts(1).unwrap().remove(0)
    }
}

/// What Mira's browser is told to open in the end.
pub async fn decided(url: &Url, decision: Decision) -> Url {
    match ScriptedBrowser::new(stock::MIRA).decision(decision).visit(url).await.unwrap() {
        Landing::CustomScheme(callback) => callback,
        other => panic!("the browser ended elsewhere: {other:?}"),
    }
}

fn parts(folder: &Path, key_store: &Arc<KeyMap>, opened: &Arc<OpenedPages>, clock: &Arc<ManualClock>) -> Parts {
    Parts {
        data_folder: folder.join("trilo"),
        key_store: key_store.clone(),
        browser: opened.clone(),
        links: Arc::new(Quiet),
        clock: clock.clone(),
        events: Arc::new(Quiet),
    }
}

fn draft(sandbox: &Sandbox, loopback: &str) -> RegistrationDraft {
    RegistrationDraft {
        name: "Flow tests".into(),
        environment: Environment::Development,
        cloud: CloudDraft::Custom {
            authorization_url: sandbox.authorization_url().into(),
            api_url: sandbox.api_url().into(),
        },
        client_id: CLIENT_ID.into(),
        client_secret: Some(Secret::new(stock::CLIENT_SECRET.into())),
        callbacks: vec![DEEP_LINK.into(), loopback.into(), PASTED.into()],
        scopes: SCOPES.split(' ').map(ToOwned::to_owned).collect(),
    }
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
