use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

use crate::page::Page;

impl Page {
    /// Presses a key and lets it go.
    pub async fn key(&self, key: Key) {
        self.keys(&[char::from(key)]).await;
    }

    /// Presses a key while Control is held.
    pub async fn control_key(&self, key: char) {
        self.keys(&[char::from(Key::Control), key]).await;
    }

    /// Types a text, key by key, to whatever has the keyboard.
    pub async fn type_text(&self, text: &str) {
        for character in text.chars() {
            self.keys(&[character]).await;
        }
    }

    /// Goes on with Tab until the element with the keyboard is described so, such as `button Sign in`.
    pub async fn tab_to(&self, description: &str) {
        for _ in 0..80 {
            if self.focused().await.starts_with(description) {
                return;
            }
            self.key(Key::Tab).await;
        }
        self.fail(&format!("Tab does not lead to “{description}”")).await;
    }

    /// Holds the keys down in order, and lets them go in reverse order.
    async fn keys(&self, keys: &[char]) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.iter().copied() {
            actions = actions.then(KeyAction::Down { value });
        }
        for value in keys.iter().rev().copied() {
            actions = actions.then(KeyAction::Up { value });
        }
        if let Err(error) = self.client().perform_actions(actions).await {
            self.fail(&format!("keys cannot be pressed: {error}")).await;
        }
    }
}
