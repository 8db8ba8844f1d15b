use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

use crate::clipboard;
use crate::controls::Role;
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

    /// Pastes a text into a text field, in place of what is there.
    pub async fn paste(&self, field: &str, text: &str) {
        self.press(Role::Textbox, field).await;
        // The test holds the clipboard until the page has read it.
        let _clipboard = clipboard::copy_elsewhere(text);
        self.control_key('a').await;
        self.control_key('v').await;
        let problem = format!("nothing can be pasted into “{field}”");
        self.wait(&problem, async || (self.value(field).await == text).then_some(())).await;
    }

    /// Pastes a text into a field that takes it away at once, and waits for what the page says then.
    pub async fn hand_over(&self, field: &str, text: &str, words: &str) {
        self.press(Role::Textbox, field).await;
        let _clipboard = clipboard::copy_elsewhere(text);
        self.control_key('v').await;
        self.says(words).await;
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
    pub async fn keys(&self, keys: &[char]) {
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
