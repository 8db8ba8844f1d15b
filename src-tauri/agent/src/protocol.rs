//! What a command and the agent say to each other: one line of JSON each, and a line for every second of waiting.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use trilo_core::registration::{API_URL_VARIABLE, AUTHORIZATION_URL_VARIABLE};
use trilo_core::secret::Secret;
use trilo_core::token_request::{GoodToken, Refusal, TokenFacts, TokenRequest};

/// The version of what is said; another version is not understood.
pub const PROTOCOL: u32 = 1;
/// No line is longer, in bytes: many times a token with its scopes.
pub(crate) const LONGEST: u64 = 256 * 1024;

/// What a command asks.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ask {
    /// For a token.
    Token(TokenRequest),
    /// How the vault is.
    Status,
    /// To lock the vault.
    Lock,
    /// To unlock the vault, with its passphrase where it has one.
    Unlock(Option<Secret<String>>),
}

/// What the agent answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply {
    /// A token.
    Token {
        /// The token.
        token: Secret<String>,
        /// What belongs to it.
        facts: Box<TokenFacts>,
    },
    /// No token, and why.
    Refused(Refusal),
    /// How the vault is now.
    Vault(Vault),
    /// The agent cannot say; the command has to look itself.
    Unfit,
}

/// How the vault of an agent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Vault {
    /// Open.
    Open,
    /// Locked by somebody.
    Locked,
    /// Never opened yet.
    Closed,
}

/// Why an answer takes its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Wait {
    /// The token is renewed, or the vault is opened.
    Working,
    /// The person is asked.
    Asking,
}

/// A line of a command.
#[derive(Debug, Deserialize)]
pub(crate) struct AskLine {
    pub(crate) protocol: u32,
    /// The variables that change where Atlassian is; an agent with others would answer for another Atlassian.
    #[serde(default)]
    pub(crate) overrides: BTreeMap<String, String>,
    pub(crate) ask: Ask,
}

/// A line of the agent.
#[derive(Debug, Deserialize)]
pub(crate) struct ReplyLine {
    pub(crate) protocol: u32,
    #[serde(default)]
    pub(crate) wait: Option<Wait>,
    #[serde(default)]
    pub(crate) reply: Option<Reply>,
}

/// The variables of this process that change where Atlassian is.
pub(crate) fn overrides() -> BTreeMap<String, String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    [AUTHORIZATION_URL_VARIABLE, API_URL_VARIABLE]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), set(name)?)))
        .collect()
}

// The lines are written here and nowhere else: a secret has no general way into JSON.

pub(crate) fn ask_line(ask: &Ask) -> Secret<Vec<u8>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    enum Written<'a> {
        Token(&'a TokenRequest),
        Status,
        Lock,
        Unlock(Option<&'a str>),
    }
    #[derive(Serialize)]
    struct Line<'a> {
        protocol: u32,
        overrides: BTreeMap<String, String>,
        ask: Written<'a>,
    }
    let ask = match ask {
        Ask::Token(request) => Written::Token(request),
        Ask::Status => Written::Status,
        Ask::Lock => Written::Lock,
        Ask::Unlock(passphrase) => Written::Unlock(passphrase.as_ref().map(|passphrase| passphrase.expose().as_str())),
    };
    line(&Line { protocol: PROTOCOL, overrides: overrides(), ask })
}

pub(crate) fn reply_line(reply: &Reply) -> Secret<Vec<u8>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    enum Written<'a> {
        Token { token: &'a str, facts: &'a TokenFacts },
        Refused(&'a Refusal),
        Vault(Vault),
        Unfit,
    }
    #[derive(Serialize)]
    struct Line<'a> {
        protocol: u32,
        reply: Written<'a>,
    }
    let reply = match reply {
        Reply::Token { token, facts } => Written::Token { token: token.expose(), facts },
        Reply::Refused(refusal) => Written::Refused(refusal),
        Reply::Vault(vault) => Written::Vault(*vault),
        Reply::Unfit => Written::Unfit,
    };
    line(&Line { protocol: PROTOCOL, reply })
}

pub(crate) fn wait_line(wait: Wait) -> Secret<Vec<u8>> {
    line(&serde_json::json!({ "protocol": PROTOCOL, "wait": wait }))
}

fn line(value: &impl Serialize) -> Secret<Vec<u8>> {
    // Only maps with keys that are no texts cannot be written, and there are none; an empty line is not understood.
    let mut text = serde_json::to_vec(value).unwrap_or_default();
    text.push(b'\n');
    Secret::new(text)
}

impl From<GoodToken> for Reply {
    fn from(GoodToken { token, facts }: GoodToken) -> Self {
        Self::Token { token, facts: Box::new(facts) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_asked_and_answered_arrives_as_it_was_sent() {
        let asked: AskLine =
            serde_json::from_slice(ask_line(&Ask::Unlock(Some("words".to_owned().into()))).expose()).unwrap();
        assert_eq!(asked.protocol, PROTOCOL);
        assert!(matches!(asked.ask, Ask::Unlock(Some(passphrase)) if passphrase.expose() == "words"));
        let refusal = Refusal::LifeTooShort { left: 1, wanted: 2 };
        let answered: ReplyLine =
            serde_json::from_slice(reply_line(&Reply::Refused(refusal.clone())).expose()).unwrap();
        assert!(matches!(answered.reply, Some(Reply::Refused(arrived)) if arrived == refusal));
        let waiting: ReplyLine = serde_json::from_slice(wait_line(Wait::Asking).expose()).unwrap();
        assert_eq!(waiting.wait, Some(Wait::Asking));
    }

    #[test]
    fn a_token_does_not_show_in_debug_output() {
        let reply = Ask::Unlock(Some("canary".to_owned().into()));
        assert!(!format!("{reply:?}").contains("canary"));
    }
}
