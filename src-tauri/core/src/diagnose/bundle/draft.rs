//! A bundle before it is written: every item can be looked at and struck out.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::{Bundle, BundleError, file, scan, wire_name};
use crate::diagnose::redaction::Redaction;
use crate::diagnose::{Attempt, Exchange};
use crate::secret::Secret;

/// A bundle that was put together and not written yet.
#[derive(Debug, Clone)]
pub struct BundleDraft {
    bundle: Bundle,
    live: Vec<Secret<String>>,
}

/// A part of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleItem {
    /// By which it is struck out.
    pub id: String,
    /// What it is.
    pub kind: BundleItemKind,
    /// What it is about, in the wire's words.
    pub subject: String,
    /// All that goes into the bundle of it.
    pub text: String,
}

/// What a part of a bundle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum BundleItemKind {
    /// The versions of Trilo and of the system.
    Versions,
    /// The settings.
    Settings,
    /// What a check saw.
    Check,
    /// An attempt.
    Attempt,
    /// An exchange of the attempt before it; without the attempt it goes as well.
    Exchange,
}

impl BundleDraft {
    /// Puts a bundle together: everything goes through the last net once more, and this machine's names go.
    pub(crate) fn of(mut bundle: Bundle, redaction: &Redaction, live: Vec<Secret<String>>) -> Self {
        let home = std::env::home_dir().map(|home| home.display().to_string()).filter(|home| home.len() > 1);
        let homeless = |text: &str| home.as_deref().map_or_else(|| text.to_owned(), |home| text.replace(home, "~"));
        for attempt in &mut bundle.attempts {
            attempt.each_own_text(|text| *text = redaction.redact(&homeless(text)));
            attempt
                .each_exchange(|exchange| exchange.each_text(|text| *text = redaction.redact_known(&homeless(text))));
        }
        for check in &mut bundle.checks {
            for text in [&mut check.subject, &mut check.evidence] {
                *text = redaction.redact(&homeless(text));
            }
        }
        Self { bundle, live }
    }

    /// Its items, in the order of the file.
    #[must_use]
    pub fn items(&self) -> Vec<BundleItem> {
        let mut items = Vec::new();
        if !self.bundle.versions.is_empty() {
            items.push(item("versions", BundleItemKind::Versions, String::new(), &self.bundle.versions));
        }
        if !self.bundle.settings.is_empty() {
            items.push(item("settings", BundleItemKind::Settings, String::new(), &self.bundle.settings));
        }
        for (at, check) in self.bundle.checks.iter().enumerate() {
            let subject = format!("{} {}", check.check, check.subject);
            items.push(item(&check_id(at), BundleItemKind::Check, subject.trim().to_owned(), check));
        }
        for attempt in &self.bundle.attempts {
            let id = attempt_id(attempt);
            let subject = format!("{} {}", wire_name(&attempt.kind), wire_name(&attempt.outcome));
            let mut alone = attempt.clone();
            alone.each_exchanges(Vec::clear);
            items.push(item(&id, BundleItemKind::Attempt, subject, &alone));
            for (at, (_, exchange)) in attempt.exchanges().enumerate() {
                let subject = format!("{} {}", exchange.method, exchange.url);
                items.push(item(&exchange_id(&id, at), BundleItemKind::Exchange, subject, exchange));
            }
        }
        items
    }

    /// The same without some items; ids that are none strike nothing out.
    #[must_use]
    pub fn without(mut self, struck: &BTreeSet<String>) -> Self {
        let bundle = &mut self.bundle;
        if struck.contains("versions") {
            bundle.versions.clear();
        }
        if struck.contains("settings") {
            bundle.settings.clear();
        }
        let mut at = 0..;
        bundle.checks.retain(|_| !struck.contains(&check_id(at.next().unwrap_or_default())));
        bundle.attempts.retain(|attempt| !struck.contains(&attempt_id(attempt)));
        for attempt in &mut bundle.attempts {
            let (id, mut at) = (attempt_id(attempt), 0..);
            let kept = |_: &Exchange, at: usize| !struck.contains(&exchange_id(&id, at));
            attempt.each_exchanges(|exchanges| {
                exchanges.retain(|exchange| kept(exchange, at.next().unwrap_or_default()));
            });
        }
        self
    }

    /// Proves that nothing secret or personal is in it, writes it to a new file, and returns the file's size in bytes.
    pub fn write(&self, path: &Path) -> Result<u64, BundleError> {
        for item in self.items() {
            scan::prove(&item.text, &self.live).map_err(|what| BundleError::Unsafe { item: item.id, what })?;
        }
        let parts = file::parts(&self.bundle);
        for (name, text) in &parts {
            scan::prove(text, &self.live).map_err(|what| BundleError::Unsafe { item: (*name).to_owned(), what })?;
        }
        file::write(path, &parts)
    }

    /// A step to put something into that the net would have caught.
    #[cfg(test)]
    pub(super) fn leak(&mut self) -> &mut crate::diagnose::Step {
        &mut self.bundle.attempts[0].steps[0]
    }

    /// What it holds.
    #[must_use]
    pub const fn bundle(&self) -> &Bundle {
        &self.bundle
    }
}

fn item(id: &str, kind: BundleItemKind, subject: String, value: &impl Serialize) -> BundleItem {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    BundleItem { id: id.to_owned(), kind, subject, text }
}

fn check_id(at: usize) -> String {
    format!("check/{at}")
}

fn attempt_id(attempt: &Attempt) -> String {
    format!("attempt/{}", attempt.id)
}

fn exchange_id(attempt: &str, at: usize) -> String {
    format!("{attempt}/exchange/{at}")
}
