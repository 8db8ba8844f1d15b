//! What is written where: answers to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::failure::Failure;

/// The two outputs of a command.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
}

impl Output {
    /// Answers in JSON, or in words.
    #[must_use]
    pub const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether answers are JSON.
    #[must_use]
    pub const fn is_json(self) -> bool {
        self.json
    }

    /// Writes an answer: as JSON if that was asked for, or else the words.
    pub fn answer(self, value: &impl Serialize, words: &str) -> Result<(), Failure> {
        if !self.json {
            return Self::line(words);
        }
        let mut text = serde_json::to_string_pretty(value).map_err(|_| trilo_core::Error::Internal)?;
        text.push('\n');
        Self::write(text.as_bytes())
    }

    /// Writes words to standard output; a last line without an end gets one.
    fn line(words: &str) -> Result<(), Failure> {
        let end = if words.is_empty() || words.ends_with('\n') { "" } else { "\n" };
        Self::write(format!("{words}{end}").as_bytes())
    }

    /// Writes bytes to standard output as they are.
    pub fn write(bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::Output)
    }

    /// Writes a remark to standard error.
    #[expect(clippy::unused_self, reason = "who has no output has nothing to remark either")]
    pub fn note(self, words: &str) {
        // Without a standard error there is nobody to tell.
        let _ = writeln!(io::stderr(), "{words}");
    }

    /// Writes a remark that is of use only to a person who watches.
    pub fn progress(self, words: &str) {
        if io::stderr().is_terminal() {
            self.note(words);
        }
    }

    /// Tells a failure on standard error.
    pub fn tell(self, failure: &Failure) {
        if failure.is_silent() {
            return;
        }
        if self.json {
            let told = serde_json::to_string(&failure.problem()).unwrap_or_default();
            return self.note(&told);
        }
        let told = failure.told();
        self.note(&format!("error: {} ({})", told.title, failure.problem().code));
        self.note(&format!("  {}", told.why));
        self.note(&format!("  → {}", told.next));
    }
}
