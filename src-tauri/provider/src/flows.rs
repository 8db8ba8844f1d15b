//! Sign-ins between start and callback: kept here, so that what goes through the browser is opaque.

use std::collections::HashMap;
use std::sync::Mutex;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use trilo_core::identifier::{AccountId, random};

use crate::app::lock;

/// How many sign-ins may wait at once: any page can begin some.
const MOST: usize = 200;

/// A sign-in between start and callback.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    /// Ties the callback to the browser that began: its cookie has the same.
    pub nonce: String,
    pub environment: String,
    pub origin: String,
    pub way: Way,
    /// Accounts that were there before: one that was not came by this sign-in.
    pub known_accounts: Vec<AccountId>,
    pub deadline: Timestamp,
    /// Whether its callback came already.
    pub answered: bool,
}

/// How the frontend wants to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    Popup,
    Redirect(String),
}

/// All of them, by a digest of their `state`.
#[derive(Debug, Default)]
pub(crate) struct Flows(Mutex<HashMap<[u8; 32], Flow>>);

impl Flows {
    /// Keeps a sign-in until its deadline; the oldest one makes room.
    pub(crate) fn begin(&self, state: &str, flow: Flow, now: Timestamp) {
        let mut flows = lock(&self.0);
        flows.retain(|_, flow| flow.deadline > now);
        while flows.len() >= MOST {
            let oldest = flows.iter().min_by_key(|(_, flow)| flow.deadline).map(|(key, _)| *key);
            let Some(oldest) = oldest else { break };
            flows.remove(&oldest);
        }
        flows.insert(key(state), flow);
    }

    /// The sign-in of a callback, as long as one is accepted.
    pub(crate) fn find(&self, state: &str, now: Timestamp) -> Option<Flow> {
        lock(&self.0).get(&key(state)).filter(|flow| flow.deadline > now).cloned()
    }

    /// Marks a sign-in as answered; `false` when it was before.
    pub(crate) fn answer(&self, state: &str) -> bool {
        lock(&self.0).get_mut(&key(state)).is_some_and(|flow| !std::mem::replace(&mut flow.answered, true))
    }
}

impl Flow {
    /// Whether the browser that brings the callback is the one that began.
    pub(crate) fn is_of(&self, nonce: &str) -> bool {
        self.nonce.as_bytes().ct_eq(nonce.as_bytes()).into()
    }
}

/// Sixteen random bytes in base64.
pub(crate) fn nonce() -> String {
    BASE64_STANDARD.encode(random::<16>())
}

fn key(state: &str) -> [u8; 32] {
    Sha256::digest(state.as_bytes()).into()
}
