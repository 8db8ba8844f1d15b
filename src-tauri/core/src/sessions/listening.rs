//! Ports of this machine that callbacks come back to.

use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::watch;

use super::Core;
use crate::authorization::loopback::{Loopback, LoopbackError};
use crate::diagnose::StepKind;
use crate::error::Error;
use crate::identifier::AttemptId;
use crate::ports::LinkHandling;
use crate::registration::{CallbackUrl, WayBack};

/// How often and how long a socket of our own may take to close.
const CLOSING_POLLS: u32 = 40;
const CLOSING_POLL: Duration = Duration::from_millis(25);

/// A port that another server of ours listens on, and that sign-ins come back to as well while this is kept.
#[derive(Debug)]
pub struct SharedPort {
    _listener: Arc<Loopback>,
    /// Tells whoever asks for the port that it is still listened on.
    _held: watch::Receiver<()>,
}

impl Core {
    /// Lets sign-ins come back to a port that another server of ours listens on. It hands what it does not know to
    /// [`Core::receive_loopback`].
    pub async fn share_port(&self, port: u16, addresses: Vec<SocketAddr>) -> SharedPort {
        let (listener, held) = Loopback::shared(addresses);
        let listener = Arc::new(listener);
        self.0.listeners.lock().await.insert(port, Arc::downgrade(&listener));
        SharedPort { _listener: listener, _held: held }
    }

    /// Makes sure that the answer can arrive, before the person is sent away.
    pub(super) async fn prepare_way_back(&self, id: &AttemptId, callback: &CallbackUrl) -> Result<(), Error> {
        match callback.way_back() {
            WayBack::Loopback { port } => {
                self.step_begins(id, StepKind::Listening);
                let listener = self.listen(port).await?;
                let addresses: Vec<_> = listener.addresses().iter().map(ToString::to_string).collect();
                self.keep_listener(id, listener);
                self.step_done(id, StepKind::Listening, Some(addresses.join(", ")));
            }
            WayBack::DeepLink => {
                self.step_begins(id, StepKind::DeepLinkChecked);
                match self.link_handling() {
                    LinkHandling::Here(name) => self.step_done(id, StepKind::DeepLinkChecked, name),
                    // Pasting the address still works, so this is shown and stops nothing.
                    LinkHandling::Elsewhere(_) | LinkHandling::Nobody => {
                        self.change(id, |sign_in, now| sign_in.attempt.step_failed(StepKind::DeepLinkChecked, now));
                    }
                }
            }
            WayBack::Paste => {}
        }
        Ok(())
    }

    /// Listens on a port once, however many sign-ins wait on it.
    pub(super) async fn listen(&self, port: u16) -> Result<Arc<Loopback>, Error> {
        let mut listeners = self.0.listeners.lock().await;
        let known = listeners.get(&port).and_then(Weak::upgrade);
        if let Some(listener) = known.filter(|listener| listener.is_open()) {
            return Ok(listener);
        }
        // A listener of ours that just went may still be closing its socket.
        let mut patience = if listeners.remove(&port).is_some() { CLOSING_POLLS } else { 0 };
        let listener = loop {
            match Loopback::bind(port, self.on_loopback_callback()).await {
                Err(LoopbackError::Busy { .. }) if patience > 0 => {
                    patience -= 1;
                    tokio::time::sleep(CLOSING_POLL).await;
                }
                bound => break Arc::new(bound?),
            }
        };
        listeners.insert(port, Arc::downgrade(&listener));
        Ok(listener)
    }
}
