//! `trilo probe`: safe calls that prove what a token may do, for people and for CI.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::Args;
use trilo_core::Core;
use trilo_core::identifier::AccountId;
use trilo_core::inspect::probe::{ProbeResult, Suite};
use trilo_core::inspect::report::{Report, ReportFormat};
use trilo_core::sessions::{ProbeChoice, ProbeRun, ProbeRunState, ReportWish};
use trilo_core::token_request;

use crate::choice::AccountChoice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Makes safe calls, all of them GET, and compares what comes with what the grant lets expect.
///
/// Ends with 0 when everything came as expected, with 1 after a surprise.
#[derive(Debug, Args)]
pub struct Probe {
    /// A suite of your own (TOML); without one, every scope that a safe call can show is probed
    suite: Option<PathBuf>,
    #[command(flatten)]
    choice: AccountChoice,
    /// Only at this site: its name, host or cloud id. May be repeated
    #[arg(long = "site", value_name = "SITE")]
    sites: Vec<String>,
    /// Write the results as JUnit's XML into this file, for CI; an older one is replaced
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

impl Probe {
    /// Runs the probes of the account that is meant.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let suite = self.suite.as_deref().map(read_suite).transpose()?;
        let core = composition::open().await?;
        let record = self.choice.record(&core)?;
        composition::note_overrides(output, &core.registration(&record.registration)?.cloud);
        let sites = self.chosen_sites(&core, &record.id)?;
        let told = |result: &ProbeResult| output.progress(&line(result));
        let run = core.run_probes(&record.id, &ProbeChoice { sites, suite }, told).await?;
        let report = report(&core, &record.id, &run)?;
        if let Some(file) = &self.junit {
            write(file, &report.write(ReportFormat::Junit))?;
        }
        let whole: serde_json::Value =
            serde_json::from_str(&report.write(ReportFormat::Json)).map_err(|_| trilo_core::Error::Internal)?;
        output.answer(&whole["probes"], &in_words(&run))?;
        Ok(if run.is_as_expected() { Exit::Done } else { Exit::Failed })
    }

    fn chosen_sites(&self, core: &Core, account: &AccountId) -> Result<Option<HashSet<String>>, Failure> {
        if self.sites.is_empty() {
            return Ok(None);
        }
        let known = core.session(account)?.details.sites;
        let chosen =
            self.sites.iter().map(|name| token_request::site(&known, Some(name)).map(|site| site.cloud_id.clone()));
        Ok(Some(chosen.collect::<Result<_, _>>()?))
    }
}

fn read_suite(file: &Path) -> Result<Suite, Failure> {
    Suite::open(file).map_err(|error| trilo_core::Error::from(error).into())
}

fn report(core: &Core, account: &AccountId, run: &ProbeRun) -> Result<Report, Failure> {
    let report = core.report(account, ReportWish::default())?;
    Ok(Report { probes: Some(run.results.clone()), ..report })
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let unusable =
        |error: std::io::Error| Failure::Unusable { what: file.display().to_string(), why: error.to_string() };
    std::fs::write(file, text).map_err(unusable)
}

fn line(result: &ProbeResult) -> String {
    let site = result.call.site.as_ref().map_or("account", |site| site.name.as_str());
    let status = result.status.map_or_else(|| "–".to_owned(), |status| status.to_string());
    let verdict = match result.as_expected {
        Some(true) => "ok",
        Some(false) => "surprise",
        None => "not made",
    };
    format!("{verdict:<9} {status:<4} {site}  GET {}", result.call.probe.path)
}

fn in_words(run: &ProbeRun) -> String {
    let mut text = String::new();
    for result in &run.results {
        text.push_str(&line(result));
        text.push('\n');
        let surprise = result.as_expected == Some(false);
        if let Some(why) = result.explanation.as_ref().filter(|_| surprise) {
            text.push_str(&format!("          {}\n          {}\n          → {}\n", why.title, why.cause, why.fix));
        }
    }
    let (expected, surprises, not_made) = run.tally();
    text.push_str(&format!("\n{expected} as expected, {surprises} surprises, {not_made} not made\n"));
    if run.state == ProbeRunState::HeldOff {
        text.push_str("Atlassian asked for a longer pause than a run waits for. Try again later.\n");
    }
    if !run.uncovered.is_empty() {
        text.push_str(&format!("no safe call shows: {}\n", run.uncovered.join(" ")));
    }
    text
}
