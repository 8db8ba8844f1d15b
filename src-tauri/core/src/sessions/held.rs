//! What was read for an import and waits for the person's decision.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;

use super::{Core, Inner};
use crate::ports::lock;

/// For how long it is held.
const HELD_FOR: Duration = Duration::from_mins(10);

/// The one thing of its kind that was read last, under an id; it may hold secrets.
pub(super) struct Held<I, T>(Mutex<Option<Kept<I, T>>>);

struct Kept<I, T> {
    id: I,
    value: T,
    until: Timestamp,
}

impl<I, T> Default for Held<I, T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<I: PartialEq, T> Held<I, T> {
    /// Takes it out, if it is still held.
    pub(super) fn take(&self, id: &I, now: Timestamp) -> Option<T> {
        let mut slot = lock(&self.0);
        drop(slot.take_if(|kept| kept.until <= now));
        slot.take_if(|kept| kept.id == *id).map(|kept| kept.value)
    }

    /// A copy of it, if it is still held.
    pub(super) fn get(&self, id: &I, now: Timestamp) -> Option<T>
    where
        T: Clone,
    {
        let mut slot = lock(&self.0);
        drop(slot.take_if(|kept| kept.until <= now));
        slot.as_ref().filter(|kept| kept.id == *id).map(|kept| kept.value.clone())
    }

    /// Drops it; that it is not held is no error.
    pub(super) fn discard(&self, id: &I) {
        drop(lock(&self.0).take_if(|kept| kept.id == *id));
    }

    /// Drops whatever is held.
    pub(super) fn clear(&self) {
        drop(lock(&self.0).take());
    }

    fn put(&self, id: I, value: T, until: Timestamp) {
        *lock(&self.0) = Some(Kept { id, value, until });
    }
}

impl Core {
    /// Holds something for ten minutes, in place of what was held before.
    ///
    /// A timer of its own drops it, so that what nobody comes back to does not stay in memory.
    pub(super) fn hold_for_a_while<I, T>(&self, slot: fn(&Inner) -> &Held<I, T>, id: &I, value: T)
    where
        I: Clone + PartialEq + Send + Sync + 'static,
        T: Send + 'static,
    {
        let until = self.now().saturating_add(HELD_FOR).unwrap_or(Timestamp::MAX);
        slot(&self.0).put(id.clone(), value, until);
        let (core, id) = (Arc::downgrade(&self.0), id.clone());
        tokio::spawn(async move {
            tokio::time::sleep(HELD_FOR).await;
            if let Some(core) = core.upgrade() {
                slot(&core).discard(&id);
            }
        });
    }
}
