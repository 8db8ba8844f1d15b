//! The text that a person has explained. It is held here and nowhere else, so that the view has nothing of it but what
//! was redacted, and a question about it can be answered without sending it again.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use trilo_core::diagnose::explain::{Explained, explain_with};
use trilo_core::secret::Secret;

/// The text at hand, and the file that waits to be read.
#[derive(Debug, Default)]
pub struct Explaining(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    text: Option<Arc<Secret<String>>>,
    waiting: Option<PathBuf>,
}

impl Explaining {
    /// Holds a text until another takes its place, or [`Explaining::forget`].
    pub fn hold(&self, text: Secret<String>) {
        self.held().text = Some(Arc::new(text));
    }

    /// Lets a file wait that was dropped on the window or opened with Trilo.
    pub fn wait_for(&self, file: PathBuf) {
        self.held().waiting = Some(file);
    }

    /// Takes the file that waits.
    pub fn waiting(&self) -> Option<PathBuf> {
        self.held().waiting.take()
    }

    /// Forgets the text. A file goes on waiting: one that came while Trilo was locked is explained once it is not.
    pub fn forget(&self) {
        self.held().text = None;
    }

    /// Explains the text at hand, on a thread of its own; `None` when there is none.
    pub async fn explain(&self, answers: Vec<String>) -> Option<Explained> {
        let text = self.held().text.clone()?;
        let explain = move || {
            let answers: Vec<_> = answers.iter().map(String::as_str).collect();
            explain_with(text.expose(), &answers)
        };
        tauri::async_runtime::spawn_blocking(explain).await.ok()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forgotten_is_not_explained_again() {
        let explaining = Explaining::default();
        explaining.hold(Secret::new("HTTP/1.1 429".to_owned()));
        explaining.wait_for("/nowhere".into());
        let explain = || tauri::async_runtime::block_on(explaining.explain(Vec::new()));
        assert!(explain().is_some());
        explaining.forget();
        assert!(explain().is_none(), "the text is gone");
        assert!(explaining.waiting().is_some(), "and the file still waits");
    }
}
