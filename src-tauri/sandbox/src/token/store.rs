//! Codes and tokens that were issued; only fingerprints of them are kept.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::random::fingerprint;

/// Life of a code. Atlassian publishes none; its staff quote RFC 6749's ten minutes.
pub(crate) const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// Life of an access token.
pub(crate) const ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(1);
/// A refresh token that rests so long is dead.
const INACTIVITY: SignedDuration = SignedDuration::from_hours(90 * 24);
/// A superseded refresh token passes again so long after its first use.
const REUSE_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// All codes and tokens that are alive, keyed by fingerprint.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Tokens {
    codes: BTreeMap<String, Code>,
    families: BTreeMap<String, Family>,
    refresh: BTreeMap<String, RefreshToken>,
    access: BTreeMap<String, AccessToken>,
}

/// What a code stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    pub person: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scopes: BTreeSet<String>,
    /// For resource-level apps: the only sites that tokens of this code reach.
    pub only_sites: Option<BTreeSet<String>>,
    /// RFC 7636's S256 challenge, if one was sent.
    pub challenge: Option<String>,
    pub expires_at: Timestamp,
}

/// A chain of refresh tokens that began with one consent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Family {
    pub person: String,
    pub client_id: String,
    pub only_sites: Option<BTreeSet<String>>,
    pub started_at: Timestamp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct RefreshToken {
    family: String,
    issued_at: Timestamp,
    superseded_at: Option<Timestamp>,
}

/// What an access token stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    pub person: String,
    pub client_id: String,
    pub scopes: BTreeSet<String>,
    pub only_sites: Option<BTreeSet<String>>,
    pub expires_at: Timestamp,
}

impl Tokens {
    pub fn add_code(&mut self, code: &str, stands_for: Code) {
        self.codes.insert(fingerprint(code), stands_for);
    }

    /// Takes a code of this client out, so that it is good once; an expired one is gone as well.
    pub fn take_code(&mut self, code: &str, client_id: &str, now: Timestamp) -> Option<Code> {
        let key = fingerprint(code);
        if self.codes.get(&key)?.client_id != client_id {
            return None;
        }
        self.codes.remove(&key).filter(|code| now < code.expires_at)
    }

    pub fn start_family(&mut self, id: &str, family: Family) {
        self.families.insert(id.to_owned(), family);
    }

    pub fn add_refresh(&mut self, token: &str, family: &str, now: Timestamp) {
        let family = family.to_owned();
        self.refresh.insert(fingerprint(token), RefreshToken { family, issued_at: now, superseded_at: None });
    }

    pub fn add_access(&mut self, token: &str, stands_for: AccessToken) {
        self.access.insert(fingerprint(token), stands_for);
    }

    /// Uses a refresh token: supersedes it and tells its family.
    ///
    /// A superseded token passes again within ten minutes of its first use; later use ends the whole family, as the
    /// breach detection of rotating refresh tokens does (RFC 9700, section 4.14.2).
    pub fn rotate(
        &mut self,
        token: &str,
        client_id: &str,
        now: Timestamp,
        absolute_life: Option<SignedDuration>,
    ) -> Option<(String, Family)> {
        let key = fingerprint(token);
        let refresh = self.refresh.get(&key)?.clone();
        let family = self.families.get(&refresh.family).filter(|family| family.client_id == client_id)?.clone();
        let id = refresh.family.clone();
        let reused_late = refresh.superseded_at.is_some_and(|at| now.duration_since(at) > REUSE_WINDOW);
        let rested = now.duration_since(refresh.issued_at) > INACTIVITY;
        let too_old = absolute_life.is_some_and(|life| now.duration_since(family.started_at) > life);
        if reused_late || too_old {
            self.end_family(&id);
        }
        if reused_late || rested || too_old {
            return None;
        }
        self.refresh.get_mut(&key)?.superseded_at.get_or_insert(now);
        Some((id, family))
    }

    pub fn access(&self, token: &str, now: Timestamp) -> Option<&AccessToken> {
        self.access.get(&fingerprint(token)).filter(|access| now < access.expires_at)
    }

    /// Ends one refresh token's family, whoever presents it (RFC 7009); access tokens live on until they expire.
    pub fn revoke(&mut self, token: &str, client_id: &str) {
        let key = fingerprint(token);
        if self.access.get(&key).is_some_and(|access| access.client_id == client_id) {
            self.access.remove(&key);
        }
        let Some(family) = self.refresh.get(&key).map(|refresh| refresh.family.clone()) else { return };
        if self.families.get(&family).is_some_and(|family| family.client_id == client_id) {
            self.end_family(&family);
        }
    }

    /// Ends every refresh token of a person, as a change of password does.
    pub fn end_person(&mut self, person: &str) {
        self.families.retain(|_, family| family.person != person);
        self.drop_orphans();
    }

    /// Ends everything issued to one app for one person.
    pub fn end_grant(&mut self, person: &str, client_id: &str) {
        self.families.retain(|_, family| family.person != person || family.client_id != client_id);
        self.access.retain(|_, access| access.person != person || access.client_id != client_id);
        self.codes.retain(|_, code| code.person != person || code.client_id != client_id);
        self.drop_orphans();
    }

    /// Forgets what can never be used again.
    pub fn forget_expired(&mut self, now: Timestamp) {
        self.codes.retain(|_, code| now < code.expires_at);
        self.access.retain(|_, access| now < access.expires_at);
    }

    /// How many refresh token families a person has with an app.
    pub fn families_of(&self, person: &str, client_id: &str) -> usize {
        self.families.values().filter(|family| family.person == person && family.client_id == client_id).count()
    }

    fn end_family(&mut self, id: &str) {
        self.families.remove(id);
        self.drop_orphans();
    }

    fn drop_orphans(&mut self) {
        self.refresh.retain(|_, refresh| self.families.contains_key(&refresh.family));
    }
}
