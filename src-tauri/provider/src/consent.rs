//! Who decides whether an origin may have tokens.

use std::future::ready;
use std::pin::Pin;

use trilo_core::identifier::AccountId;
use trilo_core::scope::ScopeSet;

use crate::origins::{InvalidOrigin, Origins};

/// Decides whether an origin may have tokens: the window asks the person, a headless Trilo was told at its start.
///
/// It is asked at each start of a sign-in that no remembered answer covers, and when an origin wants the session of
/// another one. Dropping the future ends the question.
pub trait Consent: Send + Sync {
    /// Asks, and waits for the answer.
    fn ask(&self, question: ConsentQuestion) -> Pin<Box<dyn Future<Output = ConsentAnswer> + Send + '_>>;
}

/// “`http://localhost:3000` wants tokens of … with these scopes.”
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentQuestion {
    /// The origin that wants tokens.
    pub origin: String,
    /// The environment that it named.
    pub environment: String,
    /// The registration's name.
    pub registration: String,
    /// The scopes that the tokens would have.
    pub scopes: ScopeSet,
    /// Accounts that are signed in with all of these scopes, the default one first: each can be chosen at once.
    pub accounts: Vec<ConsentAccount>,
}

/// An account that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentAccount {
    /// The account.
    pub id: AccountId,
    /// The person's name.
    pub name: String,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// The origin gets nothing.
    Refused,
    /// The origin gets nothing this time, because nobody answered.
    Unanswered,
    /// The origin gets tokens.
    Allowed {
        /// Whose.
        choice: ConsentChoice,
        /// Whether the same origin with the same scopes is no longer asked about, until it is revoked.
        remember: bool,
    },
}

/// Whose tokens an origin gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentChoice {
    /// Those of whoever signs in on Atlassian's page.
    AtlassianPage,
    /// Those of an account that is signed in.
    Account(AccountId),
}

/// Says yes for origins that were named beforehand, and no for any other; asks nobody.
#[derive(Debug, Clone, Default)]
pub struct AllowOrigins {
    origins: Origins,
    reuse_accounts: bool,
}

impl AllowOrigins {
    /// Adds an origin, or a pattern of origins.
    pub fn add(&mut self, text: &str) -> Result<(), InvalidOrigin> {
        self.origins.add(text)
    }

    /// Gives the tokens of an account that is signed in with enough scopes at once, without Atlassian's page.
    pub const fn reuse_accounts(&mut self) {
        self.reuse_accounts = true;
    }

    fn decide(&self, question: &ConsentQuestion) -> ConsentAnswer {
        if !self.origins.allow(&question.origin) {
            return ConsentAnswer::Refused;
        }
        let account = question.accounts.first().filter(|_| self.reuse_accounts);
        let choice = account.map_or(ConsentChoice::AtlassianPage, |account| ConsentChoice::Account(account.id.clone()));
        ConsentAnswer::Allowed { choice, remember: false }
    }
}

impl Consent for AllowOrigins {
    fn ask(&self, question: ConsentQuestion) -> Pin<Box<dyn Future<Output = ConsentAnswer> + Send + '_>> {
        Box::pin(ready(self.decide(&question)))
    }
}
