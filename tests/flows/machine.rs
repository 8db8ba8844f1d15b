//! A machine with Trilo's core on it, a sandbox beside it, and a person.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use acceptance::{KeyMap, OpenedPages, Quiet};
use tempfile::TempDir;
use trilo_core::Core;
use trilo_core::diagnose::{Attempt, AttemptKind};
use trilo_core::identifier::{AccountId, AttemptId, RegistrationId};
use trilo_core::ports::{KeyStore, ManualClock};
use trilo_core::registration::{CloudDraft, Environment, RegistrationDraft, SecretSource};
use trilo_core::secret::Secret;
use trilo_core::session::Session;
use trilo_core::sessions::{Parts, SignIn, SignInRequest, SignInState};
use trilo_core::vault::{Keys, Vault};
use trilo_sandbox::scripted_browser::{Decision, Landing, ScriptedBrowser};
use trilo_sandbox::{Sandbox, stock};
use url::Url;

pub const DEEP_LINK: &str = "trilo://oauth/callback";
pub const PASTED: &str = "https://tools.example/back";
pub const SCOPES: &str = "read:jira-work read:jira-user";
pub const CLIENT_ID: &str = "SandboxFlowTestsClientId00000001";
const PATIENCE: Duration = Duration::from_secs(20);

/// Trilo's core with everything around it.
pub struct Machine {
    pub core: Core,
    pub sandbox: Sandbox,
    pub key_store: Arc<KeyMap>,
    pub registration: RegistrationId,
    pub clock: Arc<ManualClock>,
    pub loopback: String,
    pub opened: Arc<OpenedPages>,
    folder: TempDir,
    passphrase_file: Option<PathBuf>,
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
        Self { core, sandbox, key_store, registration, clock, loopback, opened, folder, passphrase_file: None }
    }

    /// What the process would leave behind if it ended now, opened by the next process.
    pub async fn restarted(self) -> Self {
        self.restarted_after(|| ()).await
    }

    /// The same, when something happens to the disk before the next process starts.
    pub async fn restarted_after(self, meanwhile: impl FnOnce()) -> Self {
        let Self { core, sandbox, key_store, registration, clock, loopback, opened, folder, passphrase_file } = self;
        drop(core);
        meanwhile();
        let parts =
            Parts { passphrase_file: passphrase_file.clone(), ..parts(folder.path(), &key_store, &opened, &clock) };
        let core = Core::open(parts).await.unwrap();
        Self { core, sandbox, key_store, registration, clock, loopback, opened, folder, passphrase_file }
    }

    /// Another process of the same person on this machine.
    pub async fn second_process(&self) -> Core {
        let parts = parts(self.folder.path(), &self.key_store, &self.opened, &self.clock);
        Core::open(Parts { passphrase_file: self.passphrase_file.clone(), ..parts }).await.unwrap()
    }

    /// Puts the vault's passphrase into a file that the next process knows of.
    pub fn put_passphrase_file(&mut self, words: &str) -> PathBuf {
        let file = self.folder.path().join("passphrase");
        std::fs::write(&file, format!("{words}\n")).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        self.passphrase_file = Some(file.clone());
        file
    }

    /// A computer whose key store is locked, before its first vault.
    pub async fn elsewhere_with_locked_key_store(&self) -> (Core, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let key_store = Arc::new(KeyMap::default());
        key_store.lock(true);
        let core = Core::open(parts(folder.path(), &key_store, &self.opened, &self.clock)).await.unwrap();
        (core, folder)
    }

    /// Trilo on another computer of the same person: nothing of it is shared but the time. The folder is its data folder.
    pub async fn elsewhere(&self) -> (Core, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let (key_store, opened) = (Arc::new(KeyMap::default()), Arc::new(OpenedPages::default()));
        let core = Core::open(parts(folder.path(), &key_store, &opened, &self.clock)).await.unwrap();
        (core, folder)
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
        self.begin_with(&self.request(callback_url)).await
    }

    async fn begin_with(&self, request: &SignInRequest) -> (AttemptId, Url) {
        let before = self.opened.all().len();
        let id = self.core.start_sign_in(request).unwrap().attempt.id;
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

    /// Signs a person in by deep link, with scopes of their own.
    pub async fn sign_in_as(&self, person: &str, scopes: &[&str]) -> Session {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let (id, url) = self.begin_with(&SignInRequest { scopes, ..self.request(DEEP_LINK) }).await;
        let callback = match ScriptedBrowser::new(person).visit(&url).await.unwrap() {
            Landing::CustomScheme(callback) => callback,
            other => panic!("the browser ended elsewhere: {other:?}"),
        };
        self.core.receive_callback(callback.as_str()).unwrap();
        self.account_of(&id).await
    }

    /// The vault as another process would open it.
    pub async fn vault(&self) -> Vault {
        let key_store: Arc<dyn KeyStore> = self.key_store.clone();
        let keys = Keys { store: key_store, deadline: PATIENCE, passphrase: None };
        Vault::open(&self.folder().join("trilo"), &keys).await.unwrap()
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

    /// The last attempt with its exchanges, readings of profile and sites aside.
    pub fn last_attempt(&self) -> Attempt {
        let attempts = self.core.attempts(9).unwrap();
        let last = attempts.iter().find(|attempt| attempt.kind != AttemptKind::AccountRead).unwrap();
        self.core.attempt(&last.id).unwrap()
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
        passphrase_file: None,
        browser: opened.clone(),
        links: opened.clone(),
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
        secret_source: SecretSource::Sealed,
        client_secret: Some(Secret::new(stock::CLIENT_SECRET.into())),
        callbacks: vec![DEEP_LINK.into(), loopback.into(), PASTED.into()],
        scopes: SCOPES.split(' ').map(ToOwned::to_owned).collect(),
        notes: String::new(),
    }
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
