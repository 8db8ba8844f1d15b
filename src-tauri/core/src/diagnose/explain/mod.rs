//! Explanations of texts that a person pasted: what happened, why, and what to do.
//!
//! A text is read by the recogniser of its kind into observations, and those are compared with a table of known failures.
//! Nothing is kept, and whatever is given back went through [`Redaction`].

mod attempt;
mod fact;
mod observation;
mod question;
mod ranking;
mod recognise;
mod rule;

use std::io::{self, ErrorKind};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::diagnose::redaction::Redaction;
use crate::error::Error;
use crate::files::{self, Unread};
use crate::secret::Secret;

pub use attempt::{AttemptExplained, explain_attempt};
pub use fact::{Fact, FactName};
pub use question::{DecidingAnswer, PossibleAnswer, Question};
pub use recognise::{Recognised, Refusal};

use question::Answer;

/// What a text turned out to be, and what explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explained {
    /// What kind of text it is.
    pub recognised: Recognised,
    /// Why it was not read, when it was not.
    pub refusal: Option<Refusal>,
    /// The explanations, the best first; none for a text that nothing is known of.
    pub candidates: Vec<Candidate>,
    /// The one question whose answer would decide between the first of them.
    pub question: Option<Question>,
    /// What can be said for sure.
    pub facts: Vec<Fact>,
    /// The text itself without its secrets, cut to [`Explained::LONGEST_TEXT`] characters.
    pub text: String,
}

/// An explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Its stable code, such as `token.refresh-token-invalid`.
    pub code: &'static str,
    /// Where it happens.
    pub stage: Stage,
    /// What happened.
    pub title: &'static str,
    /// Why.
    pub cause: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// Who can do it.
    pub who: Who,
    /// How sure it is.
    pub confidence: Confidence,
    /// What of the text it rests on, without secrets.
    pub evidence: Vec<String>,
    /// Where to do or read it.
    pub link: Option<&'static str>,
    /// The answer that would make it sure, while the text leaves it open.
    pub question: Option<DecidingAnswer>,
}

/// Where something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// On Atlassian's page in the browser.
    Page,
    /// In an authorize URL, before anybody opens it.
    AuthorizeUrl,
    /// On the way back from the browser.
    Callback,
    /// At the token endpoint.
    Token,
    /// At the list of accessible resources.
    Sites,
    /// At the profile.
    Profile,
    /// At the personal data reporting API.
    PersonalData,
    /// At a product's API behind the gateway.
    Gateway,
    /// In a token itself.
    AccessToken,
    /// On the network.
    Network,
    /// At the key store.
    KeyStore,
    /// In a program or on its computer.
    Machine,
}

/// Who can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Who {
    /// The person who signs in.
    You,
    /// The owner of the OAuth app.
    AppOwner,
    /// An admin of the site or the organization.
    SiteAdmin,
    /// Atlassian.
    Atlassian,
    /// Who runs the network.
    NetworkAdmin,
}

/// How sure an explanation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Confidence {
    /// The text has no other cause that is known.
    Certain,
    /// Most often it is this.
    Likely,
    /// It has been seen.
    Possible,
}

impl Explained {
    /// The most of a text that is given back, in characters.
    pub const LONGEST_TEXT: usize = 20_000;
}

impl Stage {
    const ALL: [Self; 12] = [
        Self::Page,
        Self::AuthorizeUrl,
        Self::Callback,
        Self::Token,
        Self::Sites,
        Self::Profile,
        Self::PersonalData,
        Self::Gateway,
        Self::AccessToken,
        Self::Network,
        Self::KeyStore,
        Self::Machine,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn wire_name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::AuthorizeUrl => "authorizeUrl",
            Self::Callback => "callback",
            Self::Token => "token",
            Self::Sites => "sites",
            Self::Profile => "profile",
            Self::PersonalData => "personalData",
            Self::Gateway => "gateway",
            Self::AccessToken => "accessToken",
            Self::Network => "network",
            Self::KeyStore => "keyStore",
            Self::Machine => "machine",
        }
    }

    /// Whether it can go wrong during any other stage.
    const fn is_everywhere(self) -> bool {
        match self {
            Self::Network | Self::KeyStore | Self::Machine => true,
            Self::Page
            | Self::AuthorizeUrl
            | Self::Callback
            | Self::Token
            | Self::Sites
            | Self::Profile
            | Self::PersonalData
            | Self::Gateway
            | Self::AccessToken => false,
        }
    }
}

/// Explains a text: an error's JSON, a status line, an HTTP exchange, the output of `curl -v`, a HAR file, a callback or
/// authorize URL, a JWT, an error page, or a line of a log.
///
/// # Panics
/// When the operating system has no random numbers for the key of the fingerprints.
#[must_use]
pub fn explain(text: &str) -> Explained {
    explain_with(text, &[])
}

/// Explains a text after questions were answered: each answer is one that a [`PossibleAnswer`] named. Others change
/// nothing.
///
/// # Panics
/// As [`explain`].
#[must_use]
pub fn explain_with(text: &str, answers: &[&str]) -> Explained {
    explain_at(text, answers, Timestamp::now(), Redaction::ephemeral())
}

/// Reads a file whose text is to be explained; what is no UTF-8 in it is replaced. Blocks on the disk.
///
/// # Errors
/// [`Error::FileUnreadable`] for what is no file, cannot be read, or is longer than 16 MiB.
pub fn text_of(path: &Path) -> Result<Secret<String>, Error> {
    let unreadable = |source| Error::FileUnreadable { path: path.to_owned(), source };
    let bytes = files::read(path, recognise::MAX_LENGTH as u64).map_err(|unread| match unread {
        Unread::Failed(error) => unreadable(error),
        Unread::TooLarge => unreadable(io::Error::new(ErrorKind::FileTooLarge, unread)),
    })?;
    Ok(Secret::new(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The page that the explanation of this code leads to.
#[must_use]
pub fn link_of(code: &str) -> Option<&'static str> {
    rule::RULES.iter().find(|rule| rule.code == code)?.link.as_deref()
}

/// As [`explain_with`], at a time and with secrets that are known to be live.
#[must_use]
pub fn explain_at(text: &str, answers: &[&str], now: Timestamp, mut redaction: Redaction) -> Explained {
    let answers: Vec<Answer> = answers.iter().filter_map(|text| Answer::parse(text)).collect();
    let (recognised, observations) = match recognise::recognise(text, now) {
        Ok(read) => (read.recognised, read.observations),
        Err((recognised, refusal)) => return Explained::refused(recognised, refusal),
    };
    let text = match recognised {
        // What of a recording explains anything is among the evidence.
        Recognised::HarFile => String::new(),
        _ => redaction.redact_and_learn(text).chars().take(Explained::LONGEST_TEXT).collect(),
    };
    let (candidates, question) = ranking::rank(&observations, &answers, &redaction);
    let facts = fact::facts(&observations, &redaction);
    Explained { recognised, refusal: None, candidates, question, facts, text }
}

impl Explained {
    const fn refused(recognised: Recognised, refusal: Refusal) -> Self {
        Self {
            recognised,
            refusal: Some(refusal),
            candidates: Vec::new(),
            question: None,
            facts: Vec::new(),
            text: String::new(),
        }
    }
}

#[cfg(test)]
mod tests;
