//! What a person with 10,000 accounts waits for, and what Trilo adds to a round trip.

#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use trilo_core::Core;
use trilo_core::identifier::AccountId;
use trilo_core::ports::{
    Browser, BrowserError, Event, EventSink, KeyStore, LinkHandler, LinkHandling, ManualClock, SystemClock,
};
use trilo_core::registration::{CallbackUrl, Cloud, Endpoints};
use trilo_core::scope::ScopeSet;
use trilo_core::secret::Secret;
use trilo_core::sessions::{Parts, SandboxApp, SignInRequest, SignInState};
use trilo_core::vault::{KeyStoreError, Keys, Vault};
use trilo_sandbox::scripted_browser::{Landing, ScriptedBrowser};
use trilo_sandbox::{Sandbox, stock};
use url::Url;

use support::{fill, registration};

const ACCOUNTS: usize = 10_000;
const DEADLINE: Duration = Duration::from_secs(10);

/// A key store in memory.
#[derive(Default)]
struct KeyMap(Mutex<HashMap<String, Vec<u8>>>);

impl KeyStore for KeyMap {
    fn name(&self) -> &'static str {
        "Bench key store"
    }

    fn state(&self) -> Result<(), KeyStoreError> {
        Ok(())
    }

    fn read(&self, entry: &str) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
        Ok(self.0.lock().unwrap().get(entry).cloned().map(Secret::new))
    }

    fn write(&self, entry: &str, value: &Secret<Vec<u8>>) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().insert(entry.to_owned(), value.expose().clone());
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().remove(entry);
        Ok(())
    }
}

/// Opens no page, hears nothing, and gets every link.
struct Nobody;

impl Browser for Nobody {
    fn open(&self, _: &Url) -> Result<Option<String>, BrowserError> {
        Ok(None)
    }
}

impl EventSink for Nobody {
    fn emit(&self, _: Event) {}
}

impl LinkHandler for Nobody {
    fn check(&self) -> LinkHandling {
        LinkHandling::Here(None)
    }

    fn open(&self, _: &Url) -> Result<(), std::io::Error> {
        Ok(())
    }
}

async fn core(folder: &Path, key_store: &Arc<dyn KeyStore>, clock: Arc<dyn trilo_core::ports::Clock>) -> Core {
    let (data_folder, key_store) = (folder.to_owned(), key_store.clone());
    let (browser, links, events) = (Arc::new(Nobody), Arc::new(Nobody), Arc::new(Nobody));
    Core::open(Parts { data_folder, key_store, passphrase_file: None, browser, links, clock, events }).await.unwrap()
}

fn many_accounts(criterion: &mut Criterion) {
    let (runtime, folder) = (Runtime::new().unwrap(), TempDir::new().unwrap());
    let key_store: Arc<dyn KeyStore> = Arc::new(KeyMap::default());
    let keys = Keys { store: key_store.clone(), deadline: DEADLINE, passphrase: None };
    let open = || runtime.block_on(Vault::open(folder.path(), &keys)).unwrap();
    let account = fill(&open(), &registration(Cloud::Commercial), ACCOUNTS);
    // The clock stands where the tokens were obtained, so all are fresh.
    let opened = || runtime.block_on(core(folder.path(), &key_store, Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH))));
    let token = |core: &Core| runtime.block_on(core.fresh_access_token(&account)).unwrap();

    let mut group = criterion.benchmark_group("10,000 accounts");
    group.sample_size(10);
    group.bench_function("open the vault", |bencher| bencher.iter(open));
    group.bench_function("a token, cold: open the vault by its key store first", |bencher| {
        bencher.iter(|| token(&opened()));
    });
    let core = opened();
    group.bench_function("a token, cached: the vault is open", |bencher| bencher.iter(|| token(&core)));
    group.bench_function("list the accounts", |bencher| bencher.iter(|| core.sessions().unwrap()));
    group.bench_function("list the registrations", |bencher| bencher.iter(|| core.registrations().unwrap()));
}

/// Signs Mira in to a sandbox.
async fn signed_in(sandbox: &Sandbox, core: &Core) -> AccountId {
    let app = SandboxApp {
        endpoints: Endpoints { authorization_url: sandbox.authorization_url(), api_url: sandbox.api_url() },
        client_id: stock::CLIENT_ID.into(),
        client_secret: Secret::new(stock::CLIENT_SECRET.into()),
        scopes: ScopeSet::parse("read:jira-work").unwrap(),
    };
    let registration = core.connect_sandbox(&app).unwrap();
    let request = SignInRequest {
        registration,
        callback_url: CallbackUrl::DEEP_LINK.into(),
        scopes: vec!["read:jira-work".into()],
    };
    let id = core.start_sign_in(&request).unwrap().attempt.id;
    let state = || core.sign_in(&id).unwrap().state;
    while state() == SignInState::Preparing {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let page: Url = core.authorization_url(&id).unwrap().expose().parse().unwrap();
    let Landing::CustomScheme(callback) = ScriptedBrowser::new(stock::MIRA).visit(&page).await.unwrap() else {
        panic!("the browser ended elsewhere")
    };
    core.receive_callback(callback.as_str()).unwrap();
    while state() != SignInState::Ended {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    core.sign_in(&id).unwrap().attempt.account.unwrap()
}

fn refresh(criterion: &mut Criterion) {
    let (runtime, folder) = (Runtime::new().unwrap(), TempDir::new().unwrap());
    let key_store: Arc<dyn KeyStore> = Arc::new(KeyMap::default());
    let sandbox = runtime.block_on(Sandbox::builder().start()).unwrap();
    let core = runtime.block_on(core(folder.path(), &key_store, Arc::new(SystemClock)));
    let account = runtime.block_on(signed_in(&sandbox, &core));

    let mut group = criterion.benchmark_group("beside the sandbox");
    group.sample_size(30);
    group.bench_function("a refresh: renewed, stored, profile and sites read", |bencher| {
        bencher.iter(|| runtime.block_on(core.refresh(&account)).unwrap());
    });
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let page = sandbox.authorization_url().join(".well-known/jwks.json").unwrap();
    group.bench_function("a bare round trip", |bencher| {
        bencher
            .iter(|| runtime.block_on(async { http.get(page.clone()).send().await.unwrap().bytes().await.unwrap() }));
    });
}

criterion_group!(benches, many_accounts, refresh);
criterion_main!(benches);
