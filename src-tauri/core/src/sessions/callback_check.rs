//! Checking a callback URL without signing in: whether what a browser sends there would reach this Trilo.

use std::sync::Mutex;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;
use url::Url;

use super::Core;
use crate::app_config::is_registration_link;
use crate::error::{Error, Problem};
use crate::identifier::{RegistrationId, random};
use crate::ports::{LinkHandling, lock};
use crate::registration::{CallbackUrl, WayBack};

/// What came of checking a callback URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackCheck {
    /// The way back that the URL means.
    pub way_back: WayBack,
    /// Whether a browser's answer would reach this Trilo.
    pub works: bool,
    /// What was found, in the order in which it was looked at.
    pub facts: Vec<CallbackFact>,
    /// Why it does not work.
    pub problem: Option<Problem>,
}

/// Something that was found while checking a callback URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackFact {
    /// What it is.
    pub kind: CallbackFactKind,
    /// The address or name that it is about; empty when none is known.
    pub value: String,
    /// Whether it is as it should be.
    pub ok: bool,
}

/// What a fact about a callback URL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CallbackFactKind {
    /// Trilo listens at these addresses.
    Listening,
    /// A request to this address reached Trilo.
    Reached,
    /// This program opens Trilo's links.
    Handler,
    /// The system took a link to open.
    Opened,
    /// The link came back to this Trilo.
    CameBack,
    /// The person copies the address out of the browser.
    Pasted,
}

/// What went wrong with a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackCheckFailed {
    /// Trilo listens, and a request by the URL's own name does not arrive.
    #[error("a request to the callback URL does not reach Trilo")]
    NotReached,
    /// The system opened no link.
    #[error("the system could not open a link of Trilo's")]
    NotOpened,
    /// The link did not come back in time.
    #[error("a link of Trilo's did not come back")]
    NotBack,
}

impl CallbackCheckFailed {
    /// The name on the wire.
    #[must_use]
    pub const fn wire_name(self) -> &'static str {
        match self {
            Self::NotReached => "notReached",
            Self::NotOpened => "notOpened",
            Self::NotBack => "notBack",
        }
    }
}

/// The checks that wait for their nonce.
#[derive(Default)]
pub(super) struct CallbackChecks(Mutex<Vec<(String, oneshot::Sender<()>)>>);

/// The parameter that carries a check's nonce.
const NONCE: &str = "nonce";
/// How long a link may take through the system, which may start a program.
const LINK_DEADLINE: Duration = Duration::from_secs(10);
/// How long a request to this machine may take.
const REQUEST_DEADLINE: Duration = Duration::from_secs(3);

impl CallbackChecks {
    /// A fresh nonce, and what hears of its arrival.
    fn begin(&self) -> (String, oneshot::Receiver<()>) {
        let nonce = BASE64_URL_SAFE_NO_PAD.encode(random::<16>());
        let (arrived, arrival) = oneshot::channel();
        let mut waiting = lock(&self.0);
        waiting.retain(|(_, arrived)| !arrived.is_closed());
        waiting.push((nonce.clone(), arrived));
        (nonce, arrival)
    }

    /// Takes note of a nonce that came back; a foreign one does nothing.
    fn arrived(&self, url: &Url) {
        let Some((_, nonce)) = url.query_pairs().find(|(name, _)| name == NONCE) else { return };
        let mut waiting = lock(&self.0);
        let known = |(known, _): &(String, _)| bool::from(known.as_bytes().ct_eq(nonce.as_bytes()));
        if let Some(index) = waiting.iter().position(known) {
            // Nobody may be waiting any more.
            let _ = waiting.swap_remove(index).1.send(());
        }
    }
}

impl Core {
    /// Checks whether what a browser sends to a callback URL of a registration would reach this Trilo.
    ///
    /// A loopback URL is listened on and asked over HTTP; a deep link goes through the system, which has ten seconds to
    /// open it, and then has to come back within ten seconds. Nothing leaves this machine, and no sign-in is disturbed.
    pub async fn check_callback(&self, id: &RegistrationId, callback_url: &str) -> Result<CallbackCheck, Error> {
        let registration = self.registration(id)?;
        let known = registration.callbacks.iter().find(|callback| callback.as_str() == callback_url);
        let callback = known.ok_or(Error::CallbackUnusable)?;
        let mut facts = Vec::new();
        let checked = match callback.way_back() {
            WayBack::Loopback { port } => self.check_loopback(callback, port, &mut facts).await,
            WayBack::DeepLink => self.check_deep_link(&mut facts).await,
            WayBack::Paste => {
                facts.push(fact(CallbackFactKind::Pasted, callback.as_str(), true));
                Ok(())
            }
        };
        let problem = checked.err().map(|error| error.problem());
        Ok(CallbackCheck { way_back: callback.way_back(), works: problem.is_none(), facts, problem })
    }

    async fn check_loopback(
        &self,
        callback: &CallbackUrl,
        port: u16,
        facts: &mut Vec<CallbackFact>,
    ) -> Result<(), Error> {
        let listener = match self.listen(port).await {
            Ok(listener) => listener,
            Err(error) => {
                facts.push(fact(CallbackFactKind::Listening, &port.to_string(), false));
                return Err(error);
            }
        };
        let addresses: Vec<_> = listener.addresses().iter().map(ToString::to_string).collect();
        facts.push(fact(CallbackFactKind::Listening, &addresses.join(", "), true));
        // The browser's own settings are not known here; a proxy of the system's must not answer for this machine.
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let client = client.timeout(REQUEST_DEADLINE).build().map_err(|_| Error::Internal)?;
        let named = callback.url().host_str().unwrap_or_default().to_owned();
        let mut hosts = vec!["127.0.0.1".to_owned(), "[::1]".to_owned()];
        if !hosts.contains(&named) {
            hosts.push(named.clone());
        }
        let mut reaches_named = false;
        for host in hosts {
            let reached = self.reaches(&client, callback.url(), &host).await;
            reaches_named |= reached && host == named;
            facts.push(fact(CallbackFactKind::Reached, &host, reached));
        }
        drop(listener);
        if reaches_named { Ok(()) } else { Err(CallbackCheckFailed::NotReached.into()) }
    }

    /// Whether a request to the callback's port and path at a host arrives in this process.
    async fn reaches(&self, client: &reqwest::Client, callback: &Url, host: &str) -> bool {
        let (nonce, mut arrival) = self.0.checks.begin();
        let mut url = callback.clone();
        if url.set_host(Some(host)).is_err() {
            return false;
        }
        url.query_pairs_mut().clear().append_pair(NONCE, &nonce);
        // Who answers tells nothing: another program may hold one of the addresses. That the nonce arrived does, and it is
        // noted before this process answers.
        client.get(url).send().await.is_ok() && arrival.try_recv().is_ok()
    }

    async fn check_deep_link(&self, facts: &mut Vec<CallbackFact>) -> Result<(), Error> {
        let links = self.0.parts.links.clone();
        let handling = tokio::task::spawn_blocking(move || links.check()).await.map_err(|_| Error::Internal)?;
        let (handler, is_here) = match handling {
            LinkHandling::Here(name) => (name.unwrap_or_default(), true),
            LinkHandling::Elsewhere(name) => (name, false),
            LinkHandling::Nobody => (String::new(), false),
        };
        facts.push(fact(CallbackFactKind::Handler, &handler, is_here));
        let (nonce, arrival) = self.0.checks.begin();
        let link = Url::parse(&format!("{}://{}?{NONCE}={nonce}", CallbackUrl::SCHEME, CallbackUrl::CHECK_HOST));
        let link = link.map_err(|_| Error::Internal)?;
        let links = self.0.parts.links.clone();
        let opening = tokio::task::spawn_blocking(move || links.open(&link));
        let opened = tokio::time::timeout(LINK_DEADLINE, opening).await;
        let opened = matches!(opened, Ok(Ok(Ok(()))));
        facts.push(fact(CallbackFactKind::Opened, "", opened));
        if !opened {
            return Err(CallbackCheckFailed::NotOpened.into());
        }
        let came_back = tokio::time::timeout(LINK_DEADLINE, arrival).await.is_ok_and(|arrived| arrived.is_ok());
        facts.push(fact(CallbackFactKind::CameBack, "", came_back));
        if came_back { Ok(()) } else { Err(CallbackCheckFailed::NotBack.into()) }
    }

    /// Takes a link that the system opened with Trilo: a callback, an offered registration, or the link of a check. The
    /// latter two are no callbacks and leave no record whatever they carry.
    pub fn receive_link(&self, link: &Url) {
        if link.scheme() == CallbackUrl::SCHEME && link.host_str() == Some(CallbackUrl::CHECK_HOST) {
            self.0.checks.arrived(link);
        } else if is_registration_link(link) {
            self.offer_link(link);
        } else {
            // One that belongs to no sign-in is recorded and changes nothing.
            let _ = self.receive_callback(link.as_str());
        }
    }

    /// Takes note of a request to the loopback listener that may be a check's.
    pub(super) fn note_check(&self, address: &str) {
        if let Ok(url) = Url::parse(address) {
            self.0.checks.arrived(&url);
        }
    }
}

fn fact(kind: CallbackFactKind, value: &str, ok: bool) -> CallbackFact {
    CallbackFact { kind, value: value.to_owned(), ok }
}
