//! Whether the files that client secrets come from are there, without asking the disk at every listing.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::ports::lock;
use crate::registration::SecretSource;

/// For how long an answer of the disk is taken for what it says now: the list is read anew with every change of an account,
/// and a file may lie on a disk elsewhere.
const GOOD_FOR: Duration = Duration::from_secs(10);

/// What is known of files.
#[derive(Default)]
pub(super) struct SecretFiles(Mutex<HashMap<PathBuf, (Instant, Option<bool>)>>);

impl SecretFiles {
    /// Whether the source's secret is at hand, for a file by a late answer where there is one.
    pub(super) fn look(&self, source: &SecretSource, ask: impl FnOnce() -> Option<bool>) -> Option<bool> {
        let SecretSource::File { path } = source else { return ask() };
        if let Some((at, known)) = lock(&self.0).get(path)
            && at.elapsed() < GOOD_FOR
        {
            return *known;
        }
        let answer = ask();
        let mut known = lock(&self.0);
        known.retain(|_, (at, _)| at.elapsed() < GOOD_FOR);
        known.insert(path.clone(), (Instant::now(), answer));
        answer
    }

    /// Forgets all answers, for what was just changed is looked at anew.
    pub(super) fn forget(&self) {
        lock(&self.0).clear();
    }
}
