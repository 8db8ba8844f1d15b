//! Sign-ins for another server of ours: the browser is there already, and the callback comes to that server.

use jiff::SignedDuration;
use url::Url;

use super::sign_in::Running;
use super::{Core, SignIn, SignInState};
use crate::authorization::request::AuthorizationRequest;
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::Error;
use crate::identifier::{AttemptId, RegistrationId};
use crate::ports::lock;
use crate::registration::{CallbackUrl, Registration};
use crate::scope::ScopeSet;

/// What another server of ours asks of Atlassian for a browser that it serves.
#[derive(Debug, Clone)]
pub struct HostedSignIn {
    /// The registration.
    pub registration: RegistrationId,
    /// Where that server takes the callback; it need not be among the registration's.
    pub callback: CallbackUrl,
    /// The scopes to ask for, in this order; the two that always are follow where they are not among them.
    pub scopes: ScopeSet,
    /// For how long a callback is accepted.
    pub patience: SignedDuration,
}

const STEPS: [StepKind; 6] = [
    StepKind::KeyStoreChecked,
    StepKind::CallbackReceived,
    StepKind::CodeExchanged,
    StepKind::ProfileRead,
    StepKind::SitesRead,
    StepKind::Stored,
];

impl Core {
    /// Begins a sign-in and gives the authorize URL, which carries `state`, for the browser that asked.
    ///
    /// Trilo neither opens a browser nor listens: the caller gives the callback to [`Core::receive_callback`]. It does not
    /// outlive the process, because the caller's part of it does not.
    pub async fn host_sign_in(&self, request: HostedSignIn) -> Result<(SignIn, Url), Error> {
        let registration = self.registration(&request.registration)?;
        let now = self.now();
        let mut attempt = Attempt::begin(AttemptKind::SignIn, &STEPS, now);
        attempt.registration = Some(registration.id.clone());
        attempt.circumstances.asking(&registration, &request.callback, &request.scopes);
        let sign_in = SignIn {
            attempt,
            registration: registration.clone(),
            callback: request.callback,
            scopes: request.scopes.iter().chain(ScopeSet::default().with_always().iter()).cloned().collect(),
            deadline: now.saturating_add(request.patience).unwrap_or(now),
            state: SignInState::Preparing,
        };
        let id = sign_in.attempt.id.clone();
        self.drop_oldest_ended();
        lock(&self.0.running).insert(id.clone(), Running::new(sign_in.clone()));
        match self.prepare_hosted(&id, &registration, sign_in).await {
            Ok(url) => Ok((self.sign_in(&id)?, url)),
            Err(error) => {
                self.end(&id, AttemptOutcome::Failed, Some(&error));
                Err(error)
            }
        }
    }

    /// Waits until a sign-in has ended, and gives it with its outcome.
    pub async fn sign_in_ended(&self, id: &AttemptId) -> Result<SignIn, Error> {
        let mut changes = self.watch_sign_in(id).ok_or(Error::SignInNotFound)?;
        // A sign-in that was dismissed meanwhile is not found below.
        let _ = changes.wait_for(|state| *state == SignInState::Ended).await;
        self.sign_in(id)
    }

    async fn prepare_hosted(&self, id: &AttemptId, registration: &Registration, of: SignIn) -> Result<Url, Error> {
        self.step_begins(id, StepKind::KeyStoreChecked);
        let fact = self.prove_key_store().await?;
        self.step_done(id, StepKind::KeyStoreChecked, Some(fact.to_owned()));
        let deadline = of.deadline;
        let mut request = AuthorizationRequest::new(id.clone(), registration, of.callback, of.scopes, self.now());
        request.pending.deadline = deadline;
        lock(&self.0.pending).add(request.pending);
        self.change(id, |sign_in, now| {
            sign_in.state = SignInState::Waiting;
            sign_in.attempt.step_begins(StepKind::CallbackReceived, now);
        });
        self.record_so_far(id);
        let (core, id) = (self.clone(), id.clone());
        tokio::spawn(async move { core.wait_until(&id, deadline).await });
        Ok(request.url)
    }
}
