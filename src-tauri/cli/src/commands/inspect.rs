//! `trilo inspect`: what was asked for, what was granted, what that opens, and reports of it.

use std::io::Read;

use clap::{Args, ValueEnum};
use trilo_catalogue::Catalogue;
use trilo_core::inspect::report::ReportFormat;
use trilo_core::inspect::token::TokenReading;
use trilo_core::inspect::{Grant, Matrix};
use trilo_core::scope::ScopeSet;
use trilo_core::session::Session;
use trilo_core::sessions::ReportWish;

use crate::choice::AccountChoice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// More than any token answer has.
const MOST: u64 = 2 << 20;

/// Compares what was asked for with what was granted, on each site; or reads a token that is given.
#[derive(Debug, Args)]
pub struct Inspect {
    #[command(flatten)]
    choice: AccountChoice,
    /// Write a report of everything that is known, without probes, to standard output
    #[arg(long, value_name = "FORMAT")]
    report: Option<Format>,
    /// Tell names, account ids and addresses of people in the report
    #[arg(long, requires = "report")]
    personal: bool,
    /// Read a token, an Authorization header, a curl command or a token answer from standard input. It is neither kept
    /// nor sent
    #[arg(long, conflicts_with_all = ["report", "account", "registration"])]
    stdin: bool,
}

/// In which form a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Markdown, for tickets and pages
    Markdown,
    /// The matrix as CSV, for spreadsheets
    Csv,
    /// JSON, for programs
    Json,
    /// One HTML file that needs nothing else
    Html,
}

impl From<Format> for ReportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Markdown => Self::Markdown,
            Format::Csv => Self::Csv,
            Format::Json => Self::Json,
            Format::Html => Self::Html,
        }
    }
}

impl Inspect {
    /// Tells of the grant of the account that is meant, or of the token that is given.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        if self.stdin {
            return token_from_input(output);
        }
        let core = composition::open().await?;
        let account = self.choice.record(&core)?.id;
        if let Some(format) = self.report {
            let wish = ReportWish { opens: true, token: true, probes: false, history: true, personal: self.personal };
            Output::write(core.report(&account, wish)?.write(format.into()).as_bytes())?;
            return Ok(Exit::Done);
        }
        let (session, inspected) = (core.session(&account)?, core.inspect(&account)?);
        output.answer(&shape(&session, &inspected.grant), &in_words(&session, &inspected.grant))?;
        Ok(Exit::Done)
    }
}

fn shape(session: &Session, grant: &Grant) -> serde_json::Value {
    let record = &session.record;
    let opened = opens(&record.granted);
    let sites = session.details.sites.iter().map(|site| {
        serde_json::json!({
            "cloud_id": site.cloud_id,
            "name": site.name,
            "scopes": site.scopes,
            "effective": grant.effective(&site.cloud_id),
            "unlocked": opens(&site.scopes).unlocked.len(),
        })
    });
    serde_json::json!({
        "account": record.id,
        "requested": record.requested,
        "granted": record.granted,
        "missing": record.missing(),
        "claim": grant.claim,
        "unknown": opened.unknown,
        "unlocked": opened.unlocked.len(),
        "operations": opened.unlocked,
        "sites": sites.collect::<Vec<_>>(),
        "matrix": Matrix::of(grant),
    })
}

fn in_words(session: &Session, grant: &Grant) -> String {
    let record = &session.record;
    let mut text = format!(
        "requested  {}\ngranted    {}\nmissing    {}\nopens      {} operations\n",
        record.requested,
        record.granted,
        record.missing(),
        opens(&record.granted).unlocked.len()
    );
    for site in &session.details.sites {
        let unlocked = opens(&site.scopes).unlocked.len();
        text.push_str(&format!("{}  {unlocked} operations by {}\n", site.name, site.scopes));
    }
    let matrix = Matrix::of(grant);
    for scope in &record.missing() {
        let Some(why) = matrix.explain(grant, scope.as_str(), ANSWER) else { continue };
        text.push_str(&format!("\n{scope} is missing\n  {}\n", why.cause.unwrap_or(why.says)));
        text.extend(why.mends.iter().map(|mend| format!("  → {}\n", mend.words())));
    }
    text
}

/// The column of the token answer: what it lacks tells most, and the columns of sites repeat it.
const ANSWER: usize = 2;

fn opens(scopes: &ScopeSet) -> trilo_catalogue::Unlocked {
    Catalogue::built_in().unlock(&scopes.to_strings())
}

/// Reads a token without opening the vault: nothing of this machine has to do with it.
fn token_from_input(output: Output) -> Result<Exit, Failure> {
    let unusable = |why: String| Failure::Unusable { what: "standard input".to_owned(), why };
    let mut text = String::new();
    std::io::stdin().lock().take(MOST).read_to_string(&mut text).map_err(|error| unusable(error.to_string()))?;
    let reading = TokenReading::read(&text).map_err(|why| unusable(why.to_string()))?;
    let scopes = reading.claimed().or_else(|| reading.answer.as_ref().and_then(|answer| answer.scopes.as_ref()));
    let claims = reading.decoded.iter().flat_map(|decoded| &decoded.claims);
    let shape = serde_json::json!({
        "form": reading.form,
        "length": reading.length,
        "jwt": reading.decoded.is_some(),
        "scopes": scopes,
        "expires_at": reading.expires_at(),
        "claims": claims.clone().map(|claim| (claim.name.clone(), claim.value.clone().into()))
            .collect::<serde_json::Map<String, serde_json::Value>>(),
    });
    let mut words = format!("{} characters", reading.length);
    words.push_str(if reading.decoded.is_some() { ", a JWT; nobody promises that\n" } else { ", opaque\n" });
    for claim in claims {
        let time = claim.time.map(|time| format!(" ({time})")).unwrap_or_default();
        words.push_str(&format!("{}  {}{time}\n", claim.name, claim.value));
    }
    if let Some(scopes) = scopes {
        words.push_str(&format!("opens  {} operations\n", opens(scopes).unlocked.len()));
    }
    output.answer(&shape, &words)?;
    Ok(Exit::Done)
}
