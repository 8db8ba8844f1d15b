//! How far this machine's clock is from Atlassian's, by the `Date` header of its answers (RFC 9110, section 6.6.1).

use std::sync::Mutex;

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use reqwest::header::{AGE, DATE, HeaderMap};

use crate::ports::lock;

/// A measured difference between Atlassian's clock and this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skew {
    /// Atlassian's time minus this machine's; zero when no difference could be told from the time that an answer takes.
    pub offset: SignedDuration,
    /// When it was measured, by this machine's clock.
    pub measured_at: Timestamp,
}

/// The differences to the clocks that tokens live by. A server on this machine, such as the sandbox, has a clock of its own
/// that may be set at will, so it tells nothing about Atlassian's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Skews {
    /// To Atlassian, or to other machines that play it.
    pub atlassian: Option<Skew>,
    /// To servers on this machine.
    pub local: Option<Skew>,
}

/// What a clock was ahead by when a token was obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClockReading {
    /// The server's time minus this machine's.
    pub offset: SignedDuration,
    /// Whether the server is on this machine.
    pub local: bool,
}

impl Skews {
    /// The reading of the clock that a server lives by, where it was measured.
    #[must_use]
    pub fn reading(&self, local: bool) -> Option<ClockReading> {
        let skew = if local { self.local } else { self.atlassian };
        skew.map(|skew| ClockReading { offset: skew.offset, local })
    }
}

/// The last measurement.
#[derive(Debug, Default)]
pub(crate) struct SkewMeter(Mutex<Option<Skew>>);

/// A change by less than this is of no interest to anybody.
const NEWS: SignedDuration = SignedDuration::from_secs(10);
/// The header counts whole seconds.
const RESOLUTION: SignedDuration = SignedDuration::from_secs(1);

impl SkewMeter {
    pub(crate) fn last(&self) -> Option<Skew> {
        *lock(&self.0)
    }

    /// Measures by an answer that came between two readings of this machine's clock; returns whether that is news: another
    /// difference than before by [`NEWS`] or more.
    ///
    /// An answer out of a cache tells an older time (RFC 9111, section 5.1), so it is passed over.
    pub(crate) fn measure(&self, headers: &HeaderMap, sent: Timestamp, received: Timestamp) -> bool {
        if headers.contains_key(AGE) {
            return false;
        }
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let Some(theirs) = date.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok()) else { return false };
        let skew = Skew { offset: offset(theirs, sent, received), measured_at: received };
        let before = lock(&self.0).replace(skew).map_or(SignedDuration::ZERO, |before| before.offset);
        skew.offset.saturating_sub(before).abs() >= NEWS
    }
}

fn offset(theirs: Timestamp, sent: Timestamp, received: Timestamp) -> SignedDuration {
    let took = received.duration_since(sent).max(SignedDuration::ZERO);
    let ours = sent.saturating_add(took / 2).unwrap_or(received);
    let offset = theirs.saturating_add(RESOLUTION / 2).unwrap_or(theirs).duration_since(ours);
    if offset.abs() <= RESOLUTION + took / 2 { SignedDuration::ZERO } else { offset }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn measured(date: &str, age: bool) -> Option<Skew> {
        let (meter, mut headers) = (SkewMeter::default(), HeaderMap::new());
        headers.insert(DATE, date.parse().unwrap());
        if age {
            headers.insert(AGE, "300".parse().unwrap());
        }
        let news = meter.measure(&headers, at("2026-11-24T10:00:00Z"), at("2026-11-24T10:00:02Z"));
        assert_eq!(news, meter.last().is_some_and(|skew| skew.offset != SignedDuration::ZERO));
        assert!(!meter.measure(&headers, at("2026-11-24T10:00:00Z"), at("2026-11-24T10:00:02Z")), "it is known");
        meter.last()
    }

    #[test]
    fn what_the_header_cannot_tell_counts_as_no_difference() {
        let offset = |date| measured(date, false).unwrap().offset;
        assert_eq!(offset("Tue, 24 Nov 2026 10:00:01 GMT"), SignedDuration::ZERO);
        assert_eq!(offset("Tue, 24 Nov 2026 10:00:02 GMT"), SignedDuration::ZERO, "the answer took two seconds");
        assert_eq!(offset("Tue, 24 Nov 2026 10:03:01 GMT"), SignedDuration::from_millis(180_500));
        assert_eq!(offset("Tue, 24 Nov 2026 09:00:01 GMT"), SignedDuration::from_millis(-3_599_500));
    }

    #[test]
    fn a_cached_answer_and_nonsense_measure_nothing() {
        assert_eq!(measured("Tue, 24 Nov 2026 10:03:01 GMT", true), None);
        assert_eq!(measured("yesterday", false), None);
    }
}
