//! Callbacks: each finds its sign-in or changes nothing and is recorded.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::sign_in::{Running, steps};
use super::vaults::AtWork;
use super::{Core, Earlier, SignIn, SignInState};
use crate::authorization::callback::Place;
use crate::authorization::landing::Landing;
use crate::authorization::loopback::OnCallback;
use crate::authorization::request::AuthorizationRequest;
use crate::authorization::{CallbackRejection, PendingAuthorization, ReceivedCallback};
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::Error;
use crate::identifier::AttemptId;
use crate::ports::lock;
use crate::secret::Secret;

/// How many callbacks that came too early are kept.
const MOST_HELD: usize = 4;
/// How many stray callbacks are recorded within a time: any web page can send some, and must not push out the rest.
const MOST_STRAYS: usize = 20;
const STRAYS_WITHIN: SignedDuration = SignedDuration::from_mins(1);
/// For how long the browser's page waits for the outcome.
const PAGE_WAITS: Duration = Duration::from_secs(20);

impl Core {
    /// Takes a callback that came by deep link or was pasted; the sign-in that it belongs to goes on in the background.
    ///
    /// A callback that belongs to none changes nothing and is recorded.
    pub fn receive_callback(&self, text: &str) -> Result<AttemptId, CallbackRejection> {
        let accepted = ReceivedCallback::parse(text).and_then(|callback| {
            let pending = lock(&self.0.pending).take(&callback, self.now())?;
            Ok((pending, callback))
        });
        match accepted {
            Ok((pending, _)) if self.is_closed() => {
                // Its code is exchanged once there is a place for what comes of it.
                let id = pending.attempt.clone();
                lock(&self.0.pending).add(pending);
                // It comes before those that match nothing yet.
                lock(&self.0.held).insert(0, Secret::new(text.to_owned()));
                Ok(id)
            }
            Ok((pending, callback)) => Ok(self.accept(pending, callback)),
            Err(rejection) => {
                if self.is_closed() {
                    // Its sign-in may be sealed in the vault that is still closed.
                    self.hold(text);
                }
                self.record_stray(&rejection);
                Err(rejection)
            }
        }
    }

    fn is_closed(&self) -> bool {
        matches!(self.0.vaults.at_work(), AtWork::Locked(_) | AtWork::None(_))
    }

    fn hold(&self, text: &str) {
        let mut held = lock(&self.0.held);
        if held.len() < MOST_HELD {
            held.push(Secret::new(text.to_owned()));
        }
    }

    /// Takes the callbacks that came while the vault was closed.
    pub(super) fn deliver_held(&self) {
        for text in std::mem::take(&mut *lock(&self.0.held)) {
            // One that matches nothing is recorded like any other.
            let _ = self.receive_callback(text.expose());
        }
    }

    fn accept(&self, pending: PendingAuthorization, callback: ReceivedCallback) -> AttemptId {
        let id = pending.attempt.clone();
        if let Ok(vault) = self.0.vaults.main() {
            let _ = vault.remove_pending(&id);
        }
        let place = callback.place.as_ref().map_or_else(|| "pasted".to_owned(), Place::to_string);
        self.change(&id, |sign_in, now| {
            sign_in.state = SignInState::Completing;
            sign_in.attempt.step_done(StepKind::CallbackReceived, Some(place), now);
        });
        let core = self.clone();
        tokio::spawn(async move { core.complete(pending, callback.answer).await });
        id
    }

    fn record_stray(&self, rejection: &CallbackRejection) {
        let now = self.now();
        let mut recent = lock(&self.0.strays);
        recent.retain(|time| now.duration_since(*time) < STRAYS_WITHIN);
        if recent.len() >= MOST_STRAYS {
            return;
        }
        recent.push(now);
        drop(recent);
        let mut attempt = Attempt::begin(AttemptKind::StrayCallback, &[], now);
        attempt.end(AttemptOutcome::Ignored, Some(Error::from(rejection.clone()).problem()), now);
        self.record(&attempt);
    }

    /// What the loopback listener does with a request.
    pub(super) fn on_loopback_callback(&self) -> OnCallback {
        let core = Arc::downgrade(&self.0);
        Arc::new(move |address| {
            let core = core.upgrade().map(Core);
            Box::pin(async move {
                match core {
                    Some(core) => core.receive_loopback(&address).await,
                    None => Landing::NotFound,
                }
            })
        })
    }

    /// Takes what came to a port that callbacks come back to, and gives what the browser shall show, once that is known.
    pub async fn receive_loopback(&self, address: &str) -> Landing {
        // A browser's own requests, such as for an icon, carry nothing: they are not worth a record.
        if !address.contains("code=") && !address.contains("error=") {
            self.note_check(address);
            return Landing::NotFound;
        }
        match self.receive_callback(address) {
            Ok(id) => self.outcome_page(&id).await,
            Err(rejection) => Landing::Ignored(rejection.to_string()),
        }
    }

    async fn outcome_page(&self, id: &AttemptId) -> Landing {
        let Some(mut changes) = self.watch_sign_in(id) else { return Landing::StillWorking };
        let ended = changes.wait_for(|state| *state == SignInState::Ended);
        if tokio::time::timeout(PAGE_WAITS, ended).await.is_err() {
            return Landing::StillWorking;
        }
        self.sign_in(id).map_or(Landing::StillWorking, |sign_in| self.landing_of(&sign_in))
    }

    fn landing_of(&self, sign_in: &SignIn) -> Landing {
        match (sign_in.attempt.outcome, &sign_in.attempt.problem) {
            (AttemptOutcome::Denied, _) => Landing::Denied,
            (AttemptOutcome::Succeeded, _) => {
                let session = sign_in.attempt.account.as_ref().and_then(|account| self.session(account).ok());
                session.map_or(Landing::StillWorking, |session| Landing::SignedIn(session.name().to_owned()))
            }
            (_, Some(problem)) => Landing::Failed(problem.message.clone()),
            (_, None) => Landing::StillWorking,
        }
    }

    /// Takes up the sign-ins that an earlier process began and that may still be answered.
    pub(super) async fn take_up_pending(&self) {
        let Ok(vault) = self.0.vaults.main() else { return };
        if self.0.earlier == Earlier::Leave {
            return;
        }
        for pending in vault.pending().unwrap_or_default() {
            if self.sign_in(&pending.attempt).is_ok() {
                continue;
            }
            if pending.deadline <= self.now() {
                let _ = vault.remove_pending(&pending.attempt);
                self.close_overdue(&pending.attempt);
            } else if self.take_up(&pending).is_ok() {
                let (id, callback, deadline) = (pending.attempt.clone(), pending.callback.clone(), pending.deadline);
                lock(&self.0.pending).add(pending);
                // A busy port leaves the other ways back open.
                let _ = self.prepare_way_back(&id, &callback).await;
                let core = self.clone();
                tokio::spawn(async move { core.wait_until(&id, deadline).await });
            }
        }
    }

    fn take_up(&self, pending: &PendingAuthorization) -> Result<(), Error> {
        let registration = self.registration(&pending.registration)?;
        let recorded = self.0.vaults.main()?.attempt(&pending.attempt)?;
        let mut attempt = recorded
            .unwrap_or_else(|| Attempt::begin(AttemptKind::SignIn, &steps(&pending.callback), pending.started_at));
        attempt.id = pending.attempt.clone();
        attempt.registration = Some(registration.id.clone());
        attempt.step_done(StepKind::BrowserOpened, None, self.now());
        attempt.step_begins(StepKind::CallbackReceived, self.now());
        let sign_in = SignIn {
            attempt,
            registration,
            callback: pending.callback.clone(),
            scopes: pending.scopes.clone(),
            deadline: pending.deadline,
            state: SignInState::Waiting,
        };
        let url = AuthorizationRequest::url_of(&sign_in.registration, pending);
        lock(&self.0.running).insert(pending.attempt.clone(), Running::new(sign_in));
        self.keep_url(&pending.attempt, &url);
        Ok(())
    }

    fn close_overdue(&self, id: &AttemptId) {
        let recorded = self.0.vaults.main().ok().and_then(|vault| vault.attempt(id).ok().flatten());
        if let Some(mut attempt) = recorded {
            attempt.end(AttemptOutcome::TimedOut, Some(Error::SignInTimedOut.problem()), self.now());
            self.record(&attempt);
        }
    }
}
