use arboard::Clipboard;

/// The text in the clipboard, if there is any.
#[must_use]
pub fn clipboard_text() -> Option<String> {
    let mut clipboard = Clipboard::new().expect("the display has a clipboard");
    clipboard.get_text().ok().filter(|text| !text.is_empty())
}

/// Copies a text, as a person does elsewhere; it is there for as long as what is returned.
#[must_use]
pub fn copy_elsewhere(text: &str) -> Clipboard {
    let mut clipboard = Clipboard::new().expect("the display has a clipboard");
    clipboard.set_text(text).expect("the clipboard takes a text");
    clipboard
}

/// Empties the clipboard.
pub fn clear_clipboard() {
    let mut clipboard = Clipboard::new().expect("the display has a clipboard");
    clipboard.clear().expect("the clipboard can be emptied");
}
