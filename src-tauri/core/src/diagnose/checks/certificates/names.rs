//! The names and the last day in a certificate (RFC 5280, section 4.1), and nothing else of it.
//!
//! The parsers of certificates bring eight crates along for what are a few nested lengths here.

use std::str::from_utf8;

/// What a person is told of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Certificate {
    /// Whom it is for.
    pub(super) subject: String,
    /// Who signed it.
    pub(super) issuer: String,
    /// Its last day, such as `2027-03-01`.
    pub(super) last_day: String,
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT_IDENTIFIER: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
/// The version, which the first certificates lack.
const EXPLICIT_0: u8 = 0xA0;
/// `2.5.4.3`, `id-at-commonName`.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// `2.5.4.10`, `id-at-organizationName`.
const ORGANIZATION: &[u8] = &[0x55, 0x04, 0x0A];

impl Certificate {
    /// Reads a certificate in DER; `None` for what is none.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let mut to_be_signed = Der(Der(Der(der).take(SEQUENCE)?).take(SEQUENCE)?);
        if to_be_signed.0.first() == Some(&EXPLICIT_0) {
            to_be_signed.next()?;
        }
        let (_serial, _algorithm) = (to_be_signed.next()?, to_be_signed.next()?);
        let issuer = name(to_be_signed.take(SEQUENCE)?)?;
        let mut validity = Der(to_be_signed.take(SEQUENCE)?);
        let (_from, (tag, until)) = (validity.next()?, validity.next()?);
        let subject = name(to_be_signed.take(SEQUENCE)?)?;
        Some(Self { subject, issuer, last_day: day(tag, from_utf8(until).ok()?)? })
    }
}

/// What is left of a run of values, each a tag, a length and its contents.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The next value's tag and contents.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7F => (usize::from(first), rest),
            // No certificate is longer than three bytes can tell.
            0x81..=0x83 => {
                let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
                (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
            }
            _ => return None,
        };
        let (contents, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, contents))
    }

    /// The contents of the next value, which has to be of this tag.
    fn take(&mut self, wanted: u8) -> Option<&'a [u8]> {
        self.next().filter(|(tag, _)| *tag == wanted).map(|(_, contents)| contents)
    }
}

/// The common name and the organization, as far as they are there.
fn name(contents: &[u8]) -> Option<String> {
    let (mut common, mut organization) = (None, None);
    let mut parts = Der(contents);
    while !parts.0.is_empty() {
        let mut part = Der(Der(parts.take(SET)?).take(SEQUENCE)?);
        let (kind, (_, text)) = (part.take(OBJECT_IDENTIFIER)?, part.next()?);
        let text = String::from_utf8_lossy(text).chars().filter(|character| !character.is_control()).collect();
        match kind {
            COMMON_NAME => common = Some::<String>(text),
            ORGANIZATION => organization = Some::<String>(text),
            _ => {}
        }
    }
    Some(match (common, organization) {
        (Some(common), Some(organization)) if !common.contains(&organization) => format!("{common} ({organization})"),
        (Some(common), _) => common,
        (None, Some(organization)) => organization,
        (None, None) => "somebody without a name".to_owned(),
    })
}

/// `YYMMDD…` until 2049, `YYYYMMDD…` from then on (RFC 5280, section 4.1.2.5).
fn day(tag: u8, time: &str) -> Option<String> {
    let (century, time) = match tag {
        UTC_TIME if *time.as_bytes().first()? < b'5' => ("20", time),
        UTC_TIME => ("19", time),
        _ => (time.get(..2)?, time.get(2..)?),
    };
    Some(format!("{century}{}-{}-{}", time.get(..2)?, time.get(2..4)?, time.get(4..6)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &[u8] = include_bytes!("inspected.der");

    #[test]
    fn a_certificate_tells_whom_it_is_for_and_who_signed_it() {
        let read = Certificate::read(REAL).unwrap_or_else(|| panic!("it is one"));
        assert_eq!(read.subject, "auth.atlassian.com");
        assert_eq!(read.issuer, "Zscaler Intermediate Root CA (Zscaler Inc.)");
        assert!(read.last_day.starts_with("20") && read.last_day.len() == 10, "{}", read.last_day);
        assert_eq!(day(0x18, "20500102030405Z").as_deref(), Some("2050-01-02"));
        assert_eq!(day(UTC_TIME, "991231000000Z").as_deref(), Some("1999-12-31"));
    }

    #[test]
    fn what_is_cut_or_changed_anywhere_is_read_without_harm() {
        for end in 0..REAL.len() {
            let _ = Certificate::read(&REAL[..end]);
            for byte in [0, 0x7F, 0x80, 0x83, 0xFF] {
                let mut changed = REAL.to_vec();
                changed[end] = byte;
                let _ = Certificate::read(&changed);
            }
        }
    }
}
