//! Sign-ins that wait for their callback, routed by `state`.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::callback::{CallbackRejection, ReceivedCallback};
use crate::identifier::{AttemptId, RegistrationId};
use crate::registration::CallbackUrl;
use crate::scope::ScopeSet;
use crate::secret::{self, Secret};

/// What completing a sign-in needs; only its callback can take it out again.
///
/// It is serialized for one purpose: the vault seals it, so that a link that starts Trilo finds its sign-in.
#[derive(Debug, Serialize, Deserialize)]
pub struct PendingAuthorization {
    /// The attempt.
    pub attempt: AttemptId,
    /// The registration that it is for.
    pub registration: RegistrationId,
    /// The `state` that went out (RFC 6749, section 10.12).
    #[serde(serialize_with = "secret::for_sealing")]
    pub(super) state: Secret<String>,
    /// The PKCE verifier (RFC 7636, section 4.1).
    #[serde(serialize_with = "secret::for_sealing")]
    pub verifier: Secret<String>,
    /// The callback URL that went out, needed again at the exchange.
    pub callback: CallbackUrl,
    /// The scopes that were asked for.
    pub scopes: ScopeSet,
    /// When it began.
    pub started_at: Timestamp,
    /// Until when a callback is accepted.
    pub deadline: Timestamp,
}

/// All sign-ins that wait, and the states of those that no longer do.
#[derive(Debug, Default)]
pub struct PendingAuthorizations {
    waiting: Vec<PendingAuthorization>,
    ended: VecDeque<Ended>,
}

/// A state that is no longer good, kept as a digest.
#[derive(Debug)]
struct Ended {
    digest: [u8; 32],
    rejection: CallbackRejection,
}

/// How many ended states are remembered, to tell a replay from a stranger.
const REMEMBERED: usize = 64;

impl PendingAuthorizations {
    /// Adds a sign-in that waits from now on.
    pub fn add(&mut self, pending: PendingAuthorization) {
        self.waiting.push(pending);
    }

    /// Takes out the sign-in that a callback answers. Anything else changes nothing.
    ///
    /// Every waiting state is compared in constant time, so that timing tells nothing about them.
    pub fn take(
        &mut self,
        callback: &ReceivedCallback,
        now: Timestamp,
    ) -> Result<PendingAuthorization, CallbackRejection> {
        self.end_overdue(now);
        let received = callback.state.expose().as_bytes();
        let mut found = None;
        for (index, pending) in self.waiting.iter().enumerate() {
            if bool::from(pending.state.expose().as_bytes().ct_eq(received)) {
                found = Some(index);
            }
        }
        let Some(index) = found else { return Err(self.rejection_of(received)) };
        if let Some(place) = &callback.place
            && !place.answers(&self.waiting[index].callback)
        {
            let expected = self.waiting[index].callback.as_str().to_owned();
            return Err(CallbackRejection::WrongPlace { expected, received: place.to_string() });
        }
        Ok(self.end(index, CallbackRejection::Replayed))
    }

    /// Takes out a sign-in that the person cancelled or that ran out of time; a callback to it is late from now on.
    pub fn withdraw(&mut self, attempt: &AttemptId) -> Option<PendingAuthorization> {
        let index = self.waiting.iter().position(|pending| pending.attempt == *attempt)?;
        Some(self.end(index, CallbackRejection::Late))
    }

    fn end_overdue(&mut self, now: Timestamp) {
        while let Some(index) = self.waiting.iter().position(|pending| pending.deadline <= now) {
            self.end(index, CallbackRejection::Late);
        }
    }

    fn end(&mut self, index: usize, rejection: CallbackRejection) -> PendingAuthorization {
        let pending = self.waiting.swap_remove(index);
        if self.ended.len() == REMEMBERED {
            self.ended.pop_front();
        }
        self.ended.push_back(Ended { digest: digest(pending.state.expose().as_bytes()), rejection });
        pending
    }

    fn rejection_of(&self, received: &[u8]) -> CallbackRejection {
        let received = digest(received);
        let ended = self.ended.iter().find(|ended| bool::from(ended.digest.ct_eq(&received)));
        ended.map_or(CallbackRejection::Unmatched, |ended| ended.rejection.clone())
    }
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::SignedDuration;

    use super::*;

    fn pending(state: &str) -> PendingAuthorization {
        PendingAuthorization {
            attempt: AttemptId::random(),
            registration: RegistrationId::random(),
            state: Secret::new(state.into()),
            verifier: Secret::new("v".into()),
            callback: CallbackUrl::parse(CallbackUrl::DEEP_LINK).unwrap(),
            scopes: ScopeSet::default(),
            started_at: Timestamp::UNIX_EPOCH,
            deadline: Timestamp::UNIX_EPOCH + super::super::request::DEADLINE,
        }
    }

    fn callback(state: &str) -> ReceivedCallback {
        ReceivedCallback::parse(&format!("trilo://oauth/callback?code=c&state={state}")).unwrap()
    }

    fn waiting(states: &[&str]) -> PendingAuthorizations {
        let mut all = PendingAuthorizations::default();
        for state in states {
            all.add(pending(state));
        }
        all
    }

    #[test]
    fn a_callback_takes_its_own_sign_in_and_no_other() {
        let mut all = waiting(&["one", "two"]);
        assert_eq!(all.take(&callback("two"), Timestamp::UNIX_EPOCH).unwrap().state.expose(), "two");
        assert_eq!(all.waiting.len(), 1, "the other one goes on waiting");
    }

    #[test]
    fn a_replayed_callback_is_told_from_a_strange_one() {
        let mut all = waiting(&["one"]);
        all.take(&callback("one"), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(all.take(&callback("one"), Timestamp::UNIX_EPOCH).unwrap_err(), CallbackRejection::Replayed);
        assert_eq!(all.take(&callback("forged"), Timestamp::UNIX_EPOCH).unwrap_err(), CallbackRejection::Unmatched);
    }

    #[test]
    fn a_callback_after_the_deadline_or_a_cancellation_is_late() {
        let mut all = waiting(&["one", "two"]);
        let attempt = all.waiting[1].attempt.clone();
        all.withdraw(&attempt).unwrap();
        assert_eq!(all.take(&callback("two"), Timestamp::UNIX_EPOCH).unwrap_err(), CallbackRejection::Late);
        let after = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(5);
        assert_eq!(all.take(&callback("one"), after).unwrap_err(), CallbackRejection::Late);
    }

    #[test]
    fn a_callback_to_the_wrong_place_leaves_the_sign_in_waiting() {
        let mut all = waiting(&["one"]);
        let stray = ReceivedCallback::parse("http://localhost:7007/api/auth/atlassian?code=c&state=one").unwrap();
        assert!(matches!(all.take(&stray, Timestamp::UNIX_EPOCH), Err(CallbackRejection::WrongPlace { .. })));
        assert!(all.take(&callback("one"), Timestamp::UNIX_EPOCH).is_ok(), "nothing was lost by the stray callback");
    }
}
