//! The output of `curl -v`: `>` is sent, `<` is received, `*` is curl's own.

use super::exchange::{exchanges, observed};
use super::{body, log};
use crate::diagnose::explain::observation::Observation;

/// Reads it, when it is that.
pub(super) fn read(text: &str) -> Option<Vec<Observation>> {
    let starts = |mark: &str| text.lines().filter(|line| line.starts_with(mark)).count();
    let (sent, received, own) = (starts("> "), starts("< "), starts("* "));
    let is_failure = text.lines().any(|line| line.starts_with("curl: ("));
    if received == 0 && own == 0 && !is_failure || sent + received + own < 2 && !is_failure {
        return None;
    }
    let mut observations = observed(exchanges(text.lines().filter_map(wire)));
    let words: Vec<&str> = text.lines().filter(|line| line.starts_with("* ") || line.starts_with("curl: (")).collect();
    let mut own = Observation::default();
    body::say(&mut own, &log::tail(&words.join("\n")));
    observations.push(own);
    Some(observations)
}

/// What of a line went over the wire.
fn wire(line: &str) -> Option<&str> {
    match line.as_bytes() {
        [b'>' | b'<', b' ', ..] => Some(&line[2..]),
        [b'>' | b'<'] => Some(""),
        [b'*' | b'{' | b'}', b' ', ..] if line.starts_with("* ") || line.ends_with(" bytes data]") => None,
        _ if line.starts_with("curl: (") => None,
        _ => Some(line),
    }
}
