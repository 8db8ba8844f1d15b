use arboard::Clipboard;

/// The text in the clipboard, if there is any.
#[must_use]
pub fn clipboard_text() -> Option<String> {
    let mut clipboard = Clipboard::new().expect("the display has a clipboard");
    clipboard.get_text().ok().filter(|text| !text.is_empty())
}

/// Empties the clipboard.
pub fn clear_clipboard() {
    let mut clipboard = Clipboard::new().expect("the display has a clipboard");
    clipboard.clear().expect("the clipboard can be emptied");
}
