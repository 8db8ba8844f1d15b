//! Beginning a sign-in: prove the key store, prepare the way back, open the browser, wait.

use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use url::Url;

use super::Core;
use crate::atlassian::Http;
use crate::authorization::loopback::{Loopback, LoopbackError};
use crate::authorization::request::{AuthorizationRequest, DEADLINE, Parameters};
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::Error;
use crate::identifier::{AccountId, AttemptId, RegistrationId};
use crate::ports::{Event, LinkHandling, lock};
use crate::registration::{CallbackUrl, Registration, WayBack, scopes};
use crate::scope::ScopeSet;
use crate::secret::Secret;

/// How often and how long a socket of our own may take to close.
const CLOSING_POLLS: u32 = 40;
const CLOSING_POLL: Duration = Duration::from_millis(25);

/// How many ended sign-ins are kept in the list.
const MOST_ENDED: usize = 20;

/// What a person chose before signing in.
#[derive(Debug, Clone)]
pub struct SignInRequest {
    /// The registration.
    pub registration: RegistrationId,
    /// Which of its callback URLs goes out.
    pub callback_url: String,
    /// The scopes to ask for, besides the two that always are.
    pub scopes: Vec<String>,
}

/// A sign-in under way, or just ended.
#[derive(Debug, Clone, PartialEq)]
pub struct SignIn {
    /// Its record, with steps and outcome.
    pub attempt: Attempt,
    /// The registration that it is under.
    pub registration: Registration,
    /// The callback URL that goes out.
    pub callback: CallbackUrl,
    /// The scopes that are asked for.
    pub scopes: ScopeSet,
    /// Until when a callback is accepted.
    pub deadline: Timestamp,
    /// Where it stands.
    pub state: SignInState,
}

/// Where a sign-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInState {
    /// Trilo prepares.
    Preparing,
    /// The person is in the browser.
    Waiting,
    /// The callback came.
    Completing,
    /// It has ended; the attempt's outcome says how.
    Ended,
}

/// A sign-in with what keeps it going.
pub(super) struct Running {
    pub(super) sign_in: SignIn,
    /// The authorize URL, which carries `state`.
    url: Option<Secret<String>>,
    listener: Option<Arc<Loopback>>,
    task: Option<tokio::task::AbortHandle>,
    changes: watch::Sender<SignInState>,
}

impl Core {
    /// Begins a sign-in and returns at once; [`Event::SignInChanged`] tells how it goes on.
    pub fn start_sign_in(&self, request: &SignInRequest) -> Result<SignIn, Error> {
        let (registration, callback, asked) = self.checked(request)?;
        let now = self.now();
        let mut attempt = Attempt::begin(AttemptKind::SignIn, &steps(&callback), now);
        attempt.registration = Some(registration.id.clone());
        attempt.circumstances.asking(&registration, &callback, &asked);
        let sign_in = SignIn {
            attempt,
            registration: registration.clone(),
            callback,
            scopes: asked,
            deadline: now + DEADLINE,
            state: SignInState::Preparing,
        };
        let id = sign_in.attempt.id.clone();
        self.drop_oldest_ended();
        lock(&self.0.running).insert(id.clone(), Running::new(sign_in.clone()));
        self.record(&sign_in.attempt);
        let (core, attempt) = (self.clone(), id.clone());
        let task = tokio::spawn(async move { core.prepare_and_wait(attempt, registration).await }).abort_handle();
        self.with_running(&id, |running| running.task = Some(task));
        Ok(sign_in)
    }

    /// The parameters that a sign-in would send, with placeholders for what is made at the start.
    pub fn preview_sign_in(&self, request: &SignInRequest) -> Result<(Url, Parameters), Error> {
        let (registration, callback, asked) = self.checked(request)?;
        let endpoint = registration.cloud.endpoints().authorization("authorize");
        Ok((endpoint, crate::authorization::preview(&registration, &callback, &asked)))
    }

    /// The sign-ins under way or just ended, the oldest first.
    #[must_use]
    pub fn sign_ins(&self) -> Vec<SignIn> {
        let mut all: Vec<_> = lock(&self.0.running).values().map(|running| running.sign_in.clone()).collect();
        all.sort_by_key(|sign_in| sign_in.attempt.started_at);
        all
    }

    /// One of them.
    pub fn sign_in(&self, id: &AttemptId) -> Result<SignIn, Error> {
        self.with_running(id, |running| running.sign_in.clone()).ok_or(Error::SignInNotFound)
    }

    /// Ends a sign-in that waits. One whose callback came goes on: its token is not thrown away.
    pub fn cancel_sign_in(&self, id: &AttemptId) -> Result<(), Error> {
        let state = self.sign_in(id)?.state;
        // Taking the pending value away decides: a callback that was faster has it, and the sign-in goes on.
        if self.withdraw(id) || state == SignInState::Preparing {
            if let Some(task) = self.with_running(id, |running| running.task.take()).flatten() {
                task.abort();
            }
            self.end(id, AttemptOutcome::Cancelled, None);
        }
        Ok(())
    }

    /// Removes an ended sign-in from the list.
    pub fn dismiss_sign_in(&self, id: &AttemptId) -> Result<(), Error> {
        match lock(&self.0.running).entry(id.clone()) {
            Entry::Occupied(entry) if entry.get().sign_in.state == SignInState::Ended => {
                entry.remove();
                Ok(())
            }
            Entry::Occupied(_) => Ok(()),
            Entry::Vacant(_) => Err(Error::SignInNotFound),
        }
    }

    /// Opens the authorize URL of a waiting sign-in once more.
    pub async fn open_browser_again(&self, id: &AttemptId) -> Result<(), Error> {
        let url = self.authorization_url(id)?;
        let url = Url::parse(url.expose()).map_err(|_| Error::Internal)?;
        self.open_browser(url).await.map(drop)
    }

    /// The authorize URL of a waiting sign-in. It carries `state`, so it is handed out on the person's wish only.
    pub fn authorization_url(&self, id: &AttemptId) -> Result<Secret<String>, Error> {
        self.with_running(id, |running| running.url.clone()).flatten().ok_or(Error::SignInNotFound)
    }

    pub(super) fn drop_oldest_ended(&self) {
        let ended: Vec<_> = self.sign_ins().into_iter().filter(|sign_in| sign_in.state == SignInState::Ended).collect();
        for sign_in in ended.iter().take(ended.len().saturating_sub(MOST_ENDED)) {
            lock(&self.0.running).remove(&sign_in.attempt.id);
        }
    }

    fn checked(&self, request: &SignInRequest) -> Result<(Registration, CallbackUrl, ScopeSet), Error> {
        let registration = self.registration(&request.registration)?;
        let known = registration.callbacks.iter().find(|callback| callback.as_str() == request.callback_url);
        let callback = known.cloned().ok_or(Error::CallbackUnusable)?;
        let asked = scopes(&request.scopes)?.with_always();
        Ok((registration, callback, asked))
    }

    async fn prepare_and_wait(self, id: AttemptId, registration: Registration) {
        match self.prepare(&id, &registration).await {
            Err(error) => {
                self.withdraw(&id);
                self.end(&id, AttemptOutcome::Failed, Some(&error));
            }
            Ok(Some(deadline)) => self.wait_until(&id, deadline).await,
            Ok(None) => {}
        }
    }

    /// Gives the deadline, or nothing when the person cancelled meanwhile.
    async fn prepare(&self, id: &AttemptId, registration: &Registration) -> Result<Option<Timestamp>, Error> {
        self.step_begins(id, StepKind::KeyStoreChecked);
        let fact = self.prove_key_store().await?;
        self.step_done(id, StepKind::KeyStoreChecked, Some(fact.to_owned()));

        let sign_in = self.sign_in(id)?;
        self.prepare_way_back(id, &sign_in.callback).await?;

        let request = AuthorizationRequest::new(id.clone(), registration, sign_in.callback, sign_in.scopes, self.now());
        let (url, deadline) = (request.url, request.pending.deadline);
        self.0.vaults.main()?.put_pending(&request.pending)?;
        lock(&self.0.pending).add(request.pending);
        // From here on the answer may come, even before the browser's command returns.
        let waits = self.change(id, |sign_in, now| {
            sign_in.deadline = deadline;
            sign_in.state = SignInState::Waiting;
            sign_in.attempt.step_begins(StepKind::BrowserOpened, now);
        });
        if !waits {
            self.withdraw(id);
            return Ok(None);
        }
        self.keep_url(id, &url);
        let browser = self.open_browser(url).await?;
        self.step_done(id, StepKind::BrowserOpened, browser);
        self.step_begins(id, StepKind::CallbackReceived);
        self.record_so_far(id);
        Ok(Some(deadline))
    }

    /// Starting a browser runs programs, so it is done on a thread that may wait for them.
    async fn open_browser(&self, url: Url) -> Result<Option<String>, Error> {
        let browser = self.0.parts.browser.clone();
        let opened = tokio::task::spawn_blocking(move || browser.open(&url)).await;
        Ok(opened.map_err(|_| Error::Internal)??)
    }

    /// Keeps the authorize URL for as long as the sign-in waits.
    pub(super) fn keep_url(&self, id: &AttemptId, url: &Url) {
        self.with_unfinished(id, |running| running.url = Some(Secret::new(url.to_string())));
    }

    /// Makes sure that the answer can arrive, before the person is sent away.
    pub(super) async fn prepare_way_back(&self, id: &AttemptId, callback: &CallbackUrl) -> Result<(), Error> {
        match callback.way_back() {
            WayBack::Loopback { port } => {
                self.step_begins(id, StepKind::Listening);
                let listener = self.listen(port).await?;
                let addresses: Vec<_> = listener.addresses().iter().map(ToString::to_string).collect();
                self.with_unfinished(id, |running| running.listener = Some(listener));
                self.step_done(id, StepKind::Listening, Some(addresses.join(", ")));
            }
            WayBack::DeepLink => {
                self.step_begins(id, StepKind::DeepLinkChecked);
                match self.link_handling() {
                    LinkHandling::Here(name) => self.step_done(id, StepKind::DeepLinkChecked, name),
                    // Pasting the address still works, so this is shown and stops nothing.
                    LinkHandling::Elsewhere(_) | LinkHandling::Nobody => {
                        self.step_failed(id, StepKind::DeepLinkChecked);
                    }
                }
            }
            WayBack::Paste => {}
        }
        Ok(())
    }

    /// Listens on a port once, however many sign-ins wait on it.
    pub(super) async fn listen(&self, port: u16) -> Result<Arc<Loopback>, Error> {
        let mut listeners = self.0.listeners.lock().await;
        if let Some(listener) = listeners.get(&port).and_then(std::sync::Weak::upgrade) {
            return Ok(listener);
        }
        // A listener of ours that just went may still be closing its socket.
        let mut patience = if listeners.remove(&port).is_some() { CLOSING_POLLS } else { 0 };
        let listener = loop {
            match Loopback::bind(port, self.on_loopback_callback()).await {
                Err(LoopbackError::Busy { .. }) if patience > 0 => {
                    patience -= 1;
                    tokio::time::sleep(CLOSING_POLL).await;
                }
                bound => break Arc::new(bound?),
            }
        };
        listeners.insert(port, Arc::downgrade(&listener));
        Ok(listener)
    }

    pub(super) async fn wait_until(&self, id: &AttemptId, deadline: Timestamp) {
        let left = deadline.duration_since(self.now()).max(SignedDuration::ZERO);
        tokio::time::sleep(left.unsigned_abs()).await;
        if self.withdraw(id) {
            self.end(id, AttemptOutcome::TimedOut, Some(&Error::SignInTimedOut));
        }
    }

    /// Forgets what a callback would need; one that still comes is late. `false` when a callback was faster.
    pub(super) fn withdraw(&self, id: &AttemptId) -> bool {
        let waited = lock(&self.0.pending).withdraw(id).is_some();
        if let Ok(vault) = self.0.vaults.main() {
            let _ = vault.remove_pending(id);
        }
        waited
    }

    pub(super) fn step_begins(&self, id: &AttemptId, kind: StepKind) {
        self.change(id, |sign_in, now| sign_in.attempt.step_begins(kind, now));
    }

    pub(super) fn step_done(&self, id: &AttemptId, kind: StepKind, fact: Option<String>) {
        self.change(id, |sign_in, now| sign_in.attempt.step_done(kind, fact, now));
    }

    pub(super) fn step_failed(&self, id: &AttemptId, kind: StepKind) {
        self.change(id, |sign_in, now| sign_in.attempt.step_failed(kind, now));
    }

    /// Keeps what was sent for a step, and what was answered.
    pub(super) fn step_exchanged(&self, id: &AttemptId, kind: StepKind, http: &Http) {
        self.change(id, |sign_in, _| sign_in.attempt.exchanged(kind, http.take_exchanges()));
    }

    pub(super) fn set_account(&self, id: &AttemptId, account: &AccountId) {
        self.change(id, |sign_in, _| sign_in.attempt.account = Some(account.clone()));
    }

    /// Keeps an attempt that has not ended, so that it leaves a trace should Trilo end before it does.
    pub(super) fn record_so_far(&self, id: &AttemptId) {
        if let Some(attempt) = self.with_unfinished(id, |running| running.sign_in.attempt.clone()) {
            self.record(&attempt);
        }
    }

    /// Ends a sign-in, which is kept in the list until it is dismissed.
    pub(super) fn end(&self, id: &AttemptId, outcome: AttemptOutcome, error: Option<&Error>) {
        let ends = self.change(id, |sign_in, now| {
            sign_in.attempt.end(outcome, error.map(Error::problem), now);
            sign_in.state = SignInState::Ended;
        });
        if !ends {
            return;
        }
        // The listener goes with the last sign-in that needs it, after the answers under way.
        let ended = self.with_running(id, |running| {
            running.listener = None;
            running.url = None;
            running.sign_in.attempt.clone()
        });
        if let Some(attempt) = ended {
            self.record(&attempt);
        }
    }

    /// Changes a sign-in and tells of it, in the order of the changes. `false` when it has ended: that is final.
    pub(super) fn change(&self, id: &AttemptId, change: impl FnOnce(&mut SignIn, Timestamp)) -> bool {
        let now = self.now();
        let changed = self.with_unfinished(id, |running| {
            change(&mut running.sign_in, now);
            running.changes.send_replace(running.sign_in.state);
            self.emit(Event::SignInChanged(Box::new(running.sign_in.clone())));
        });
        changed.is_some()
    }

    fn with_unfinished<T>(&self, id: &AttemptId, act: impl FnOnce(&mut Running) -> T) -> Option<T> {
        let act = |running: &mut Running| (running.sign_in.state != SignInState::Ended).then(|| act(running));
        self.with_running(id, act).flatten()
    }

    pub(super) fn watch_sign_in(&self, id: &AttemptId) -> Option<watch::Receiver<SignInState>> {
        self.with_running(id, |running| running.changes.subscribe())
    }

    fn with_running<T>(&self, id: &AttemptId, act: impl FnOnce(&mut Running) -> T) -> Option<T> {
        lock(&self.0.running).get_mut(id).map(act)
    }
}

impl Running {
    pub(super) fn new(sign_in: SignIn) -> Self {
        let changes = watch::Sender::new(sign_in.state);
        Self { sign_in, url: None, listener: None, task: None, changes }
    }
}

/// The steps that lie ahead of a sign-in.
pub(super) fn steps(callback: &CallbackUrl) -> Vec<StepKind> {
    let way_back = match callback.way_back() {
        WayBack::DeepLink => Some(StepKind::DeepLinkChecked),
        WayBack::Loopback { .. } => Some(StepKind::Listening),
        WayBack::Paste => None,
    };
    let after = [
        StepKind::BrowserOpened,
        StepKind::CallbackReceived,
        StepKind::CodeExchanged,
        StepKind::ProfileRead,
        StepKind::SitesRead,
        StepKind::Stored,
    ];
    std::iter::once(StepKind::KeyStoreChecked).chain(way_back).chain(after).collect()
}
