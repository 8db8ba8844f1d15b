//! `trilo bundle`: a file for whoever helps, and such files of others.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde::Serialize;
use trilo_core::diagnose::bundle::{BundleDraft, BundleItem, BundleItemKind, BundleOrigin, OpenedBundle};
use trilo_core::diagnose::checks::examine;
use trilo_core::diagnose::journal::AttemptSearch;
use trilo_core::ports::KeyStore;
use trilo_core::vault::SystemKeyStore;

use super::attempts::shapes::{AttemptShape, whole};
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// How many attempts go into a bundle for which none is named.
const LATEST: usize = 10;

/// Makes bundles and opens those of others.
#[derive(Debug, Subcommand)]
pub enum Bundle {
    /// Write attempts, versions and settings into one file, without secrets
    Write(Write),
    /// Show what is in a bundle, or in the recording of a browser (HAR); nothing of it is kept
    #[command(visible_alias = "inspect")]
    Open(Open),
}

/// Writes a bundle.
#[derive(Debug, Args)]
pub struct Write {
    /// Ids of attempts, or the beginnings of them; without any, the ten latest
    attempts: Vec<String>,
    /// The new file
    #[arg(long, short = 'o', value_name = "FILE", required_unless_present = "preview")]
    output: Option<PathBuf>,
    /// Take in what `trilo doctor` sees
    #[arg(long)]
    checks: bool,
    /// Show all that would go in, and write nothing
    #[arg(long)]
    preview: bool,
    /// Strike out an item that --preview names; may be given more than once
    #[arg(long, value_name = "ITEM")]
    without: Vec<String>,
}

/// Opens a bundle.
#[derive(Debug, Args)]
pub struct Open {
    /// The file
    file: PathBuf,
}

#[derive(Debug, Serialize)]
struct ItemShape {
    id: String,
    kind: BundleItemKind,
    subject: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct OpenedShape<'a> {
    origin: BundleOrigin,
    made_at: String,
    passed_over: usize,
    versions: &'a std::collections::BTreeMap<String, String>,
    settings: &'a std::collections::BTreeMap<String, String>,
    checks: &'a [trilo_core::diagnose::bundle::BundledCheck],
    attempts: Vec<AttemptShape>,
}

impl From<BundleItem> for ItemShape {
    fn from(item: BundleItem) -> Self {
        let BundleItem { id, kind, subject, text } = item;
        Self { id, kind, subject, text }
    }
}

impl Bundle {
    /// Makes or opens a bundle.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        match self {
            Self::Write(write) => write.run(output).await,
            Self::Open(open) => open.run(output).await,
        }
    }
}

impl Write {
    async fn run(self, output: Output) -> Result<Exit, Failure> {
        let draft = self.draft().await?.without(&self.without.iter().cloned().collect::<BTreeSet<_>>());
        if self.preview {
            let items = draft.items();
            let words = items
                .iter()
                .map(|item| format!("{}  {}\n{}\n\n", item.id, item.subject, item.text))
                .collect::<String>();
            let shapes: Vec<_> = items.into_iter().map(ItemShape::from).collect();
            output.answer(&shapes, &words)?;
            return Ok(Exit::Done);
        }
        let file = self.output.unwrap_or_default();
        let bytes = draft.write(&file).map_err(trilo_core::Error::from)?;
        let (attempts, file) = (draft.bundle().attempts.len(), file.display().to_string());
        let words = format!(
            "{file}: {attempts} attempts, {bytes} bytes. No secret that Trilo holds and no e-mail address is in it."
        );
        output.answer(&serde_json::json!({ "path": file, "attempts": attempts, "bytes": bytes }), &words)?;
        Ok(Exit::Done)
    }

    async fn draft(&self) -> Result<BundleDraft, Failure> {
        let core = composition::open().await?;
        let mut attempts = Vec::new();
        for name in &self.attempts {
            attempts.push(core.attempt_named(name)?.id);
        }
        if attempts.is_empty() {
            let latest = core.search_attempts(&AttemptSearch::default(), LATEST)?.attempts;
            attempts.extend(latest.into_iter().map(|attempt| attempt.id));
        }
        let store: Arc<dyn KeyStore> = Arc::new(SystemKeyStore);
        let checks = if self.checks { examine(&core, &store).await } else { Vec::new() };
        Ok(core.draft_bundle(&attempts, &checks)?)
    }
}

impl Open {
    async fn run(self, output: Output) -> Result<Exit, Failure> {
        // A file of others is looked at without this machine's vault, which may be locked or not there.
        let opened = composition::in_memory().await?.open_bundle(self.file).await?;
        let bundle = &opened.bundle;
        let shape = OpenedShape {
            origin: opened.origin,
            made_at: bundle.made_at.to_string(),
            passed_over: opened.passed_over,
            versions: &bundle.versions,
            settings: &bundle.settings,
            checks: &bundle.checks,
            attempts: bundle.attempts.iter().map(AttemptShape::from).collect(),
        };
        output.answer(&shape, &in_words(&opened))?;
        Ok(Exit::Done)
    }
}

fn in_words(opened: &OpenedBundle) -> String {
    let bundle = &opened.bundle;
    let mut words = match opened.origin {
        BundleOrigin::Trilo => format!("A bundle of another machine, made {}.\n", bundle.made_at),
        BundleOrigin::Recording => format!(
            "The recording of a browser, begun {}; {} entries have nothing to do with OAuth.\n",
            bundle.made_at, opened.passed_over
        ),
    };
    for (name, value) in bundle.versions.iter().chain(&bundle.settings) {
        words.push_str(&format!("{name}: {value}\n"));
    }
    for check in &bundle.checks {
        words.push_str(&format!("{}  {} {}: {}\n", check.state, check.check, check.subject, check.evidence));
    }
    words.push('\n');
    words.extend(bundle.attempts.iter().map(whole));
    words
}
