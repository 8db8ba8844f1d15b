//! The clipboard, written by Rust and never by the web view.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use trilo_core::error::Code;
use trilo_core::secret::Secret;

use crate::views::ErrorView;

/// A thread that owns the clipboard: under X11 its owner must live for as long as others may paste.
pub struct Clipboard(Sender<Order>);

enum Order {
    Copy {
        text: Secret<String>,
        clear_after: Option<Duration>,
        secret: bool,
        done: oneshot::Sender<Result<(), arboard::Error>>,
    },
    ClearNow(Sender<()>),
}

impl Clipboard {
    /// Starts the thread.
    pub fn start() -> Self {
        let (orders, received) = channel();
        std::thread::Builder::new()
            .name("clipboard".to_owned())
            .spawn(move || Owner::default().serve(&received))
            .map(drop)
            .unwrap_or_default();
        Self(orders)
    }

    /// Copies something that may stay.
    pub async fn copy(&self, text: &Secret<String>) -> Result<(), ErrorView> {
        self.order(text, None, false).await
    }

    /// Copies a secret: kept out of clipboard histories where the system knows how, and cleared after some seconds if it
    /// is still there.
    pub async fn copy_and_clear(&self, text: &Secret<String>, seconds: Option<u32>) -> Result<(), ErrorView> {
        self.order(text, seconds.map(|seconds| Duration::from_secs(seconds.into())), true).await
    }

    /// Clears a secret that is still there, because Trilo ends.
    pub fn clear_now(&self) {
        let (done, cleared) = channel();
        if self.0.send(Order::ClearNow(done)).is_ok() {
            let _ = cleared.recv_timeout(Duration::from_secs(1));
        }
    }

    async fn order(&self, text: &Secret<String>, clear_after: Option<Duration>, secret: bool) -> Result<(), ErrorView> {
        let (done, answer) = oneshot::channel();
        let _ = self.0.send(Order::Copy { text: text.clone(), clear_after, secret, done });
        match answer.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(unavailable(&error.to_string())),
            Err(_) => Err(unavailable("the clipboard's thread ended")),
        }
    }
}

fn unavailable(message: &str) -> ErrorView {
    ErrorView {
        code: Code::ClipboardUnavailable,
        message: message.to_owned(),
        details: std::collections::BTreeMap::new(),
    }
}

#[derive(Default)]
struct Owner {
    clipboard: Option<arboard::Clipboard>,
    /// The secret that was copied last, and when it is to go.
    secret: Option<(Secret<String>, Option<Instant>)>,
}

impl Owner {
    fn serve(mut self, orders: &std::sync::mpsc::Receiver<Order>) {
        loop {
            let order = match self.secret.as_ref().and_then(|(_, due)| *due) {
                Some(due) => orders.recv_timeout(due.saturating_duration_since(Instant::now())),
                None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match order {
                Ok(Order::Copy { text, clear_after, secret, done }) => {
                    let _ = done.send(self.copy(text, clear_after, secret));
                }
                Ok(Order::ClearNow(done)) => {
                    self.clear();
                    let _ = done.send(());
                }
                Err(RecvTimeoutError::Timeout) => self.clear(),
                Err(RecvTimeoutError::Disconnected) => return self.clear(),
            }
        }
    }

    fn copy(
        &mut self,
        text: Secret<String>,
        clear_after: Option<Duration>,
        secret: bool,
    ) -> Result<(), arboard::Error> {
        if self.clipboard.is_none() {
            self.clipboard = Some(arboard::Clipboard::new()?);
        }
        let Some(clipboard) = self.clipboard.as_mut() else { return Err(arboard::Error::ClipboardNotSupported) };
        let set = if secret { out_of_history(clipboard.set()) } else { clipboard.set() };
        set.text(text.expose().clone())?;
        self.secret = secret.then(|| (text, clear_after.map(|span| Instant::now() + span)));
        Ok(())
    }

    /// Clears the clipboard if it still holds the secret; what others copied since then is theirs.
    fn clear(&mut self) {
        let (Some((secret, _)), Some(clipboard)) = (self.secret.take(), self.clipboard.as_mut()) else { return };
        if clipboard.get_text().is_ok_and(|text| Secret::new(text).expose() == secret.expose()) {
            let _ = clipboard.clear();
        }
    }
}

#[cfg(target_os = "linux")]
fn out_of_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtLinux;
    set.exclude_from_history()
}

#[cfg(target_os = "macos")]
fn out_of_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtApple;
    set.exclude_from_history()
}

#[cfg(windows)]
fn out_of_history(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows;
    set.exclude_from_cloud().exclude_from_history().exclude_from_monitoring()
}
