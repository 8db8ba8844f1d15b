//! Browsers that are signed in, and origins that a person said yes to.
//!
//! A browser holds a random id; here rests its digest beside the account, so that neither the file nor a copy of it opens
//! anything. Beside a vault on disk they rest in a file, so that a restart signs nobody out; otherwise in memory.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use trilo_core::Core;
use trilo_core::identifier::{AccountId, random};
use trilo_core::scope::ScopeSet;
use trilo_core::sessions::VaultState;

use crate::app::lock;

const FILE: &str = "backstage.json";
const LOCK: &str = "backstage.lock";
/// How many browsers stay signed in; the one that was used least lately makes room.
const MOST: usize = 500;

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BrowserSession {
    /// A digest of the id in the browser's cookie, by which it is ended.
    pub digest: String,
    /// The environment.
    pub environment: String,
    /// The account behind it.
    pub account: AccountId,
    /// The origin that signed in.
    pub origin: String,
    /// When that was.
    pub signed_in_at: Timestamp,
    /// When it last got a token.
    pub used_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Whether the account came to Trilo by it; then it goes with the last such session.
    pub brought_account: bool,
}

/// A yes that is not asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RememberedConsent {
    /// The origin.
    pub origin: String,
    /// The environment.
    pub environment: String,
    /// The scopes.
    pub scopes: ScopeSet,
    /// The account that was chosen, if one was.
    pub account: Option<AccountId>,
    /// When.
    pub given_at: Timestamp,
}

/// Sessions and consents of a provider that has stopped, for the next one of the same process to go on with. Beside a
/// vault on disk they rest in its file instead.
#[derive(Debug, Clone, Default)]
pub struct KeptSessions(Kept);

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    sessions: Vec<BrowserSession>,
    consents: Vec<RememberedConsent>,
}

/// What begins a session.
pub(crate) struct NewSession<'a> {
    pub environment: &'a str,
    pub account: &'a AccountId,
    pub origin: &'a str,
    pub life: Duration,
    pub brought_account: bool,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Sessions {
    kept: Mutex<Kept>,
    folder: Option<PathBuf>,
}

impl Sessions {
    /// Those that rest beside a core's vault; without one on disk, those that were kept.
    pub(crate) fn beside(core: &Core, before: KeptSessions) -> Self {
        let status = core.vault_status();
        let folder = (status.state == VaultState::Open).then_some(status.data_folder);
        // A file that cannot be read signs browsers out, which is all that it may do.
        let kept = folder.as_deref().map_or(before.0, |folder| read(folder).unwrap_or_default());
        Self { kept: Mutex::new(kept), folder }
    }

    /// What the next provider of this process goes on with.
    pub(crate) fn kept(&self) -> KeptSessions {
        KeptSessions(lock(&self.kept).clone())
    }

    /// Signs a browser in, and gives the id for its cookie.
    pub(crate) fn begin(&self, new: &NewSession<'_>, now: Timestamp) -> String {
        let id = BASE64_URL_SAFE_NO_PAD.encode(random::<32>());
        let session = BrowserSession {
            digest: digest(&id),
            environment: new.environment.to_owned(),
            account: new.account.clone(),
            origin: new.origin.to_owned(),
            signed_in_at: now,
            used_at: now,
            ends_at: end(now, new.life),
            brought_account: new.brought_account,
        };
        self.change(|kept| {
            kept.sessions.retain(|session| session.ends_at > now);
            if kept.sessions.len() >= MOST {
                kept.sessions.sort_by_key(|session| std::cmp::Reverse(session.used_at));
                kept.sessions.truncate(MOST - 1);
            }
            kept.sessions.push(session);
        });
        id
    }

    /// The session of a cookie.
    pub(crate) fn find(&self, id: &str, now: Timestamp) -> Option<BrowserSession> {
        let digest = digest(id);
        let live = |session: &&BrowserSession| session.digest == digest && session.ends_at > now;
        lock(&self.kept).sessions.iter().find(live).cloned()
    }

    /// Notes that a session got a token, which lengthens it.
    pub(crate) fn used(&self, session: &BrowserSession, life: Duration, now: Timestamp) {
        self.change(|kept| {
            if let Some(kept) = kept.sessions.iter_mut().find(|kept| kept.digest == session.digest) {
                kept.used_at = now;
                kept.ends_at = end(now, life);
            }
        });
    }

    /// Ends a session. Gives its account when that came by sessions of which this was the last.
    pub(crate) fn end(&self, digest: &str) -> Option<AccountId> {
        self.change(|kept| {
            let at = kept.sessions.iter().position(|session| session.digest == digest)?;
            let ended = kept.sessions.remove(at);
            let mut others = kept.sessions.iter_mut().filter(|session| session.account == ended.account);
            match others.next() {
                Some(other) => {
                    other.brought_account |= ended.brought_account;
                    None
                }
                None => ended.brought_account.then_some(ended.account),
            }
        })
    }

    /// All sessions.
    pub(crate) fn all(&self) -> Vec<BrowserSession> {
        lock(&self.kept).sessions.clone()
    }

    /// All remembered consents.
    pub(crate) fn consents(&self) -> Vec<RememberedConsent> {
        lock(&self.kept).consents.clone()
    }

    /// The consent that was remembered for an origin, if it covers these scopes.
    pub(crate) fn consent(&self, origin: &str, environment: &str, scopes: &ScopeSet) -> Option<RememberedConsent> {
        let covers = |consent: &&RememberedConsent| {
            consent.origin == origin && consent.environment == environment && scopes.without(&consent.scopes).is_empty()
        };
        lock(&self.kept).consents.iter().find(covers).cloned()
    }

    /// Remembers a consent in place of an earlier one.
    pub(crate) fn remember(&self, consent: RememberedConsent) {
        self.change(|kept| {
            kept.consents.retain(|other| other.origin != consent.origin || other.environment != consent.environment);
            kept.consents.push(consent);
        });
    }

    /// Forgets an origin's consents, and gives the digests of its sessions, which are to be ended.
    pub(crate) fn forget_origin(&self, origin: &str) -> Vec<String> {
        self.change(|kept| {
            kept.consents.retain(|consent| consent.origin != origin);
            let sessions = kept.sessions.iter().filter(|session| session.origin == origin);
            sessions.map(|session| session.digest.clone()).collect()
        })
    }

    /// Makes a change, here and in the file: what another process wrote there meanwhile is taken in first.
    fn change<T>(&self, change: impl FnOnce(&mut Kept) -> T) -> T {
        let mut kept = lock(&self.kept);
        let Some(folder) = &self.folder else { return change(&mut kept) };
        let turn = File::create(folder.join(LOCK)).and_then(|file| file.lock().map(|()| file));
        if let Ok(fresh) = read(folder) {
            *kept = fresh;
        }
        let value = change(&mut kept);
        // A disk that takes nothing costs a new sign-in after the next start, and nothing now.
        let _ = write(folder, &kept);
        drop(turn);
        value
    }
}

fn end(now: Timestamp, life: Duration) -> Timestamp {
    now.saturating_add(life).unwrap_or(Timestamp::MAX)
}

fn digest(id: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(id.as_bytes()))
}

fn read(folder: &Path) -> io::Result<Kept> {
    Ok(serde_json::from_slice(&fs::read(folder.join(FILE))?)?)
}

/// Replaces the file whole; `tempfile` lets nobody but its owner read it.
fn write(folder: &Path, kept: &Kept) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(kept)?)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(FILE))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions(folder: Option<&Path>) -> Sessions {
        Sessions { kept: Mutex::default(), folder: folder.map(Path::to_owned) }
    }

    fn begin(sessions: &Sessions, account: &AccountId, brought_account: bool) -> String {
        let (environment, origin, life) = ("development", "http://localhost:3000", Duration::from_mins(1));
        sessions.begin(&NewSession { environment, account, origin, life, brought_account }, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn an_account_goes_with_the_last_session_that_brought_it() {
        let (sessions, account) = (sessions(None), AccountId::random());
        let (first, second) = (begin(&sessions, &account, true), begin(&sessions, &account, false));
        assert_eq!(sessions.end(&digest(&first)), None, "another browser still uses it");
        assert_eq!(sessions.end(&digest(&second)), Some(account));
        assert_eq!(sessions.end(&digest(&second)), None);
    }

    #[test]
    fn a_session_ends_by_itself() {
        let sessions = sessions(None);
        let id = begin(&sessions, &AccountId::random(), false);
        assert!(sessions.find(&id, Timestamp::UNIX_EPOCH).is_some());
        assert!(sessions.find(&id, end(Timestamp::UNIX_EPOCH, Duration::from_mins(1))).is_none());
    }

    #[test]
    fn the_file_holds_no_id_and_two_processes_share_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (sessions(Some(folder.path())), sessions(Some(folder.path())));
        let id = begin(&one, &AccountId::random(), false);
        begin(&two, &AccountId::random(), false);
        let text = fs::read_to_string(folder.path().join(FILE)).expect("a file");
        assert!(!text.contains(&id), "a copy of the file signs nobody in");
        assert_eq!(two.all().len(), 2, "neither wrote over the other");
    }
}
