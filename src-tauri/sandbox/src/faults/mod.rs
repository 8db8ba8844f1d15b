//! Faults on purpose: what goes wrong, where, and how often.

mod apply;
mod place;

use serde::{Deserialize, Serialize};

pub(crate) use self::apply::{Answer, after, before};
pub use self::place::Place;

/// Something that goes wrong on purpose.
///
/// In the control API's JSON: `{"where":"token_refresh","times":2,"effect":{"kind":"latency","ms":500}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Which requests it meets.
    #[serde(rename = "where")]
    pub place: Place,
    /// How many requests it still meets; `None` until it is cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// What happens to them.
    pub effect: Effect,
}

/// What a fault does to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Effect {
    /// The answer comes late.
    Latency {
        /// Delay in milliseconds.
        ms: u64,
    },
    /// The service answers with this status, e.g. 503, and does nothing.
    Status {
        /// HTTP status code.
        status: u16,
    },
    /// The service answers 429.
    RateLimited {
        /// Seconds of `Retry-After`; without, only `X-Failure-Category` is sent.
        retry_after: Option<u64>,
    },
    /// The connection is closed before anything was done.
    DropConnection,
    /// The work is done, tokens rotate, then the connection is closed without an answer.
    DropAfterProcessing,
    /// The work is done; the connection breaks in the middle of the body.
    TruncatedBody,
    /// A proxy on the way answers with a page of HTML.
    ProxyHtml {
        /// The proxy's status: 401, 403, 407 or 502.
        status: u16,
    },
    /// The grant seems revoked: dead refresh token, or 401 for an access token.
    RevokedGrant,
    /// The code seems expired.
    ExpiredCode,
    /// The work is done; the token answer lacks its refresh token.
    NoRefreshToken,
    /// A token answer lacks `scope`; elsewhere the token's scopes do not match.
    NoScope,
    /// The work is done; the answer is 200 with words instead of JSON.
    NotJson,
    /// The work is done; the answer is 200 with nothing in it.
    EmptyBody,
    /// The service answers 302 to another address.
    Redirect {
        /// Where to.
        location: String,
    },
}

impl Fault {
    /// A fault that stays until it is cleared.
    #[must_use]
    pub fn new(place: Place, effect: Effect) -> Self {
        Self { place, times: None, effect }
    }

    /// A fault that meets the next request only.
    #[must_use]
    pub fn once(place: Place, effect: Effect) -> Self {
        Self::new(place, effect).times(1)
    }

    /// Limits the fault to the next so many requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }
}

/// The effects that meet a request at a place; counts the faults down.
pub(crate) fn take(faults: &mut Vec<Fault>, place: Place) -> Vec<Effect> {
    let mut effects = Vec::new();
    for fault in faults.iter_mut().filter(|fault| fault.place.covers(place) && fault.times != Some(0)) {
        effects.push(fault.effect.clone());
        fault.times = fault.times.map(|times| times - 1);
    }
    faults.retain(|fault| fault.times != Some(0));
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_used_up() {
        let mut faults = vec![Fault::new(Place::Any, Effect::EmptyBody).times(2)];
        assert_eq!(take(&mut faults, Place::Me).len(), 1);
        assert_eq!(take(&mut faults, Place::Gateway).len(), 1);
        assert_eq!(take(&mut faults, Place::Me), []);
        assert_eq!(faults, []);
    }

    #[test]
    fn a_fault_elsewhere_is_left_alone() {
        let mut faults = vec![Fault::once(Place::TokenRefresh, Effect::DropConnection)];
        assert_eq!(take(&mut faults, Place::TokenExchange), []);
        assert_eq!(faults.len(), 1);
    }
}
