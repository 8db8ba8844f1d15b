//! What an earlier process began and did not end.

use std::collections::HashSet;

use jiff::SignedDuration;

use super::{Core, Earlier};
use crate::diagnose::AttemptOutcome;
use crate::identifier::AccountId;
use crate::vault::{Intent, Vault};

/// An attempt that is older than this and that nothing waits for was interrupted: no step may take that long.
const LONGEST_ATTEMPT: SignedDuration = SignedDuration::from_mins(5);

impl Core {
    /// The accounts whose refresh token was about to be sent, or was sent without a usable answer.
    pub(super) fn interrupted_accounts(&self) -> HashSet<AccountId> {
        let of = |vault: &Vault| vault.intents().unwrap_or_default();
        let vaults = self.0.vaults.all().unwrap_or_default();
        vaults.iter().flat_map(|vault| of(vault)).map(|(account, _)| account).collect()
    }

    /// Closes attempts that an earlier process left open, as far as nothing waits for their end.
    ///
    /// A sign-in whose callback may still come goes on, and a refresh is closed by the renewal that makes up for it.
    pub(super) fn close_interrupted_attempts(&self) {
        let Ok(vault) = self.0.vaults.main() else { return };
        if self.0.earlier == Earlier::Leave {
            return;
        }
        let (Ok(pending), Ok(intents)) = (vault.pending(), vault.intents()) else { return };
        let waiting: HashSet<_> = pending
            .into_iter()
            .map(|pending| pending.attempt)
            .chain(intents.into_iter().map(|(_, intent)| intent.attempt))
            .collect();
        for mut attempt in vault.attempts_under_way().unwrap_or_default() {
            let old = self.now().duration_since(attempt.started_at) > LONGEST_ATTEMPT;
            if old && !waiting.contains(&attempt.id) {
                attempt.interrupted();
                self.record(&attempt);
            }
        }
    }

    /// Closes the attempt behind an intent, unless it ended by itself without a usable answer.
    pub(super) fn close_attempt(&self, vault: &Vault, intent: &Intent) {
        let Ok(Some(mut attempt)) = vault.attempt(&intent.attempt) else { return };
        if attempt.outcome == AttemptOutcome::UnderWay {
            attempt.interrupted();
            self.record(&attempt);
        }
    }
}
