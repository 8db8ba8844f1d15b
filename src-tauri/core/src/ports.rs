//! What the core needs of the machine it runs on.

use std::fmt;
use std::io;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::secret::Secret;
use crate::sessions::SignIn;
use crate::vault::key_store::KeyStoreError;

/// A way to show a page to the person.
pub trait Browser: Send + Sync {
    /// Opens a page in the person's own browser, without waiting for it to be read.
    ///
    /// Returns the browser's name where it is known.
    fn open(&self, url: &Url) -> Result<Option<String>, BrowserError>;
}

/// The browser could not be started.
#[derive(Debug, thiserror::Error)]
#[error("the browser could not be started")]
pub struct BrowserError {
    /// The command that failed, without its arguments.
    pub command: Option<String>,
    /// Why.
    #[source]
    pub source: io::Error,
}

/// What time it is.
pub trait Clock: Send + Sync {
    /// Now, by this machine's clock.
    fn now(&self) -> Timestamp;
}

/// Who is told of changes.
pub trait EventSink: Send + Sync {
    /// Takes note of a change; must neither block nor call back.
    fn emit(&self, event: Event);
}

/// A change that a surface may want to show.
#[derive(Debug, Clone)]
pub enum Event {
    /// A sign-in moved on.
    SignInChanged(Box<SignIn>),
    /// An account came, went or changed.
    AccountsChanged,
    /// An attempt was recorded.
    AttemptsChanged,
    /// The vault's state changed.
    StatusChanged,
    /// Somebody outside offers something to add, or an offer is gone.
    OffersChanged,
    /// A run of probes moved on.
    ProbesChanged,
    /// A program asks whether it may have tokens, or needs no answer any more.
    QuestionsChanged,
    /// The Backstage provider was turned on or off, answered a frontend, or lost a question.
    BackstageChanged,
    /// A frontend wants tokens, and the person is to be asked.
    ConsentAsked,
}

/// Where the vault's key rests.
///
/// Calls may block for as long as the system likes; the core calls them on threads of their own and with a deadline.
pub trait KeyStore: Send + Sync {
    /// The key store's own name, such as `Secret Service`.
    fn name(&self) -> &'static str;

    /// Tells whether the store could keep something, without asking the person anything.
    fn state(&self) -> Result<(), KeyStoreError>;

    /// Reads an entry; `None` when there is none.
    fn read(&self, entry: &str) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError>;

    /// Writes an entry.
    fn write(&self, entry: &str, value: &Secret<Vec<u8>>) -> Result<(), KeyStoreError>;

    /// Removes an entry; none being there is no error.
    fn remove(&self, entry: &str) -> Result<(), KeyStoreError>;
}

/// Who opens links with Trilo's scheme.
pub trait LinkHandler: Send + Sync {
    /// Tells who does, or that this program does not learn of such links.
    fn check(&self) -> LinkHandling;

    /// Whether this program is one that such links are for.
    fn receives(&self) -> bool {
        true
    }

    /// Gives a link to the system to open, as a browser would; who opens it decides the system.
    fn open(&self, link: &Url) -> io::Result<()>;
}

/// Who opens links with Trilo's scheme on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkHandling {
    /// This program; the text names the system's entry for it where there is one.
    Here(Option<String>),
    /// Another program, by name.
    Elsewhere(String),
    /// Nobody.
    Nobody,
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until it is moved, for tests and benches.
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    /// Sets the clock to a time.
    #[must_use]
    pub const fn at(time: Timestamp) -> Self {
        Self(Mutex::new(time))
    }

    /// Moves the clock on.
    pub fn advance(&self, span: SignedDuration) {
        *lock(&self.0) += span;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *lock(&self.0)
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ManualClock").field(&self.now()).finish()
    }
}

/// Locks a mutex whose contents stay valid even if a holder panicked.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
