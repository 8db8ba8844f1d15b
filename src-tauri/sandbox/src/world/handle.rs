//! The powers of the control API, in process.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::requests::RequestLog;
use super::{AccountStatus, Grant, Options, Person, Registration, SeenRequest, Site, World};
use crate::authorize::PendingConsent;
use crate::faults::{self, Effect, Fault, Place};
use crate::scopes::Product;
use crate::signing::Signer;
use crate::state;

/// A handle on a running sandbox's world; cheap to clone.
#[derive(Clone)]
pub struct WorldHandle {
    inner: Arc<Inner>,
}

struct Inner {
    world: Mutex<World>,
    log: Mutex<RequestLog>,
    faults: Mutex<Vec<Fault>>,
    /// Consent pages that are open, by the opaque id in their form.
    pending: Mutex<HashMap<String, PendingConsent>>,
    /// Why the state file could not be written last.
    save_failure: Mutex<Option<String>>,
    signer: Arc<Signer>,
    origin: String,
    state_file: Option<PathBuf>,
}

#[expect(clippy::must_use_candidate, reason = "whether there was something to change is for those who care")]
impl WorldHandle {
    /// The time by the sandbox's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.read(World::now)
    }

    /// Sets the sandbox's clock forward.
    pub fn advance_clock(&self, by: Duration) {
        self.change(|world| world.advance(by));
    }

    /// Everybody who can log in.
    #[must_use]
    pub fn people(&self) -> Vec<Person> {
        self.read(|world| world.people.clone())
    }

    /// Every site.
    #[must_use]
    pub fn sites(&self) -> Vec<Site> {
        self.read(|world| world.sites.clone())
    }

    /// Every registration.
    #[must_use]
    pub fn registrations(&self) -> Vec<Registration> {
        self.read(|world| world.registrations.clone())
    }

    /// Every grant that is in force.
    #[must_use]
    pub fn grants(&self) -> Vec<Grant> {
        self.read(|world| world.grants.clone())
    }

    /// How many chains of refresh tokens a person has with an app: one per consent with `offline_access`.
    #[must_use]
    pub fn refresh_token_families(&self, person: &str, client_id: &str) -> usize {
        self.read(|world| world.tokens.families_of(person, client_id))
    }

    /// Adds a registration, or replaces the one with the same client id.
    pub fn add_registration(&self, registration: Registration) {
        self.change(|world| {
            world.registrations.retain(|known| known.client_id != registration.client_id);
            world.registrations.push(registration);
        });
    }

    /// Rotates a client secret; the old one is dead at once. Tells whether the client is known.
    pub fn set_secret(&self, client_id: &str, secret: &str) -> bool {
        self.change(|world| {
            let registration = world.registrations.iter_mut().find(|known| known.client_id == client_id);
            registration.map(|registration| secret.clone_into(&mut registration.client_secret)).is_some()
        })
    }

    /// Ends a grant and every token under it, as "Connected apps" does. Tells whether there was one.
    pub fn revoke_grant(&self, person: &str, client_id: &str) -> bool {
        self.change(|world| world.revoke(person, client_id))
    }

    /// Removes every app from a site, as its admin would. Tells whether one was installed.
    pub fn uninstall(&self, site: &str) -> bool {
        self.change(|world| world.uninstall(site))
    }

    /// Lets a site's admin block or allow user-installed apps. Tells whether the site is known.
    pub fn block_user_apps(&self, site: &str, blocked: bool) -> bool {
        self.change(|world| {
            let site = world.sites.iter_mut().find(|known| known.id == site);
            site.map(|site| site.blocks_user_apps = blocked).is_some()
        })
    }

    /// Changes a person's password: every refresh token of theirs is dead, access tokens live until they expire.
    pub fn change_password(&self, person: &str) {
        self.change(|world| {
            world.tokens.end_person(person);
            world.logins.retain(|_, who| who != person);
        });
    }

    /// Lets a person use a product of a site, or no longer. Tells whether the site is known and has the product.
    pub fn set_product_access(&self, site: &str, product: Product, person: &str, allowed: bool) -> bool {
        self.change(|world| {
            let site = world.sites.iter_mut().find(|known| known.id == site);
            let Some(people) = site.and_then(|site| site.products.get_mut(&product)) else { return false };
            people.retain(|id| id != person);
            people.extend(allowed.then(|| person.to_owned()));
            true
        })
    }

    /// Closes or reopens an account, which also counts as a change of its personal data. Tells whether it is known.
    pub fn set_account_status(&self, person: &str, status: AccountStatus) -> bool {
        self.change(|world| {
            let now = world.now();
            let Some(person) = world.people.iter_mut().find(|known| known.id == person) else { return false };
            (person.status, person.updated_at) = (status, now);
            true
        })
    }

    /// The world's settings.
    #[must_use]
    pub fn options(&self) -> Options {
        self.read(|world| world.options)
    }

    /// Changes the world's settings.
    pub fn set_options(&self, options: Options) {
        self.change(|world| world.options = options);
    }

    /// Adds a fault. Faults are not kept in the state file.
    pub fn set_fault(&self, fault: Fault) {
        lock(&self.inner.faults).push(fault);
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        lock(&self.inner.faults).clear();
    }

    /// The faults that are still in force.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        lock(&self.inner.faults).clone()
    }

    /// The latest requests, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.inner.log).recent()
    }

    /// How many requests reached a place since the start or since [`Self::forget_requests`].
    #[must_use]
    pub fn count(&self, place: Place) -> u64 {
        lock(&self.inner.log).count(place)
    }

    /// Forgets the requests seen so far and their counts.
    pub fn forget_requests(&self) {
        lock(&self.inner.log).clear();
    }

    /// Why the state file could not be written after the latest change, if so.
    #[must_use]
    pub fn save_failure(&self) -> Option<String> {
        lock(&self.inner.save_failure).clone()
    }
}

impl WorldHandle {
    pub(crate) fn new(world: World, signer: Arc<Signer>, origin: String, state_file: Option<PathBuf>) -> Self {
        let inner = Inner {
            world: Mutex::new(world),
            log: Mutex::default(),
            faults: Mutex::default(),
            pending: Mutex::default(),
            save_failure: Mutex::default(),
            signer,
            origin,
            state_file,
        };
        Self { inner: Arc::new(inner) }
    }

    pub(crate) fn read<R>(&self, look: impl FnOnce(&World) -> R) -> R {
        look(&lock(&self.inner.world))
    }

    /// Changes the world and saves it before anybody else can see or change it.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut World) -> R) -> R {
        let mut world = lock(&self.inner.world);
        let result = change(&mut world);
        if let Some(path) = &self.inner.state_file {
            let saved = state::save(path, &world, &self.inner.signer);
            *lock(&self.inner.save_failure) = saved.err().map(|failure| failure.to_string());
        }
        result
    }

    pub(crate) fn signer(&self) -> &Signer {
        &self.inner.signer
    }

    /// Scheme, host and port, without a slash at the end.
    pub(crate) fn origin(&self) -> &str {
        &self.inner.origin
    }

    pub(crate) fn take_effects(&self, place: Place) -> Vec<Effect> {
        faults::take(&mut lock(&self.inner.faults), place)
    }

    pub(crate) fn log(&self, request: SeenRequest) {
        lock(&self.inner.log).add(request);
    }

    pub(crate) fn open_consent(&self, id: String, consent: PendingConsent) {
        let mut pending = lock(&self.inner.pending);
        pending.retain(|_, open| !open.is_stale(consent.opened_at));
        pending.insert(id, consent);
    }

    pub(crate) fn close_consent(&self, id: &str) -> Option<PendingConsent> {
        lock(&self.inner.pending).remove(id)
    }
}

impl fmt::Debug for WorldHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorldHandle").field("origin", &self.inner.origin).finish_non_exhaustive()
    }
}

/// A panic while the lock was held leaves plain values behind, never half a change that matters here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
