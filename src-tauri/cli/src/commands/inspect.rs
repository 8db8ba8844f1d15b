//! `trilo inspect`: what was asked for, what was granted, and what that opens.

use clap::Args;
use trilo_catalogue::Catalogue;
use trilo_core::scope::ScopeSet;

use crate::choice::AccountChoice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Compares what was asked for with what was granted.
#[derive(Debug, Args)]
pub struct Inspect {
    #[command(flatten)]
    choice: AccountChoice,
}

impl Inspect {
    /// Tells of the grant of the account that is meant.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::open().await?;
        let session = core.session(&self.choice.record(&core)?.id)?;
        let record = &session.record;
        let catalogue = Catalogue::built_in();
        let opens = |scopes: &ScopeSet| catalogue.unlock(&scopes.to_strings());
        let opened = opens(&record.granted);
        let mut sites = Vec::new();
        let mut text = format!(
            "requested  {}\ngranted    {}\nmissing    {}\nopens      {} operations\n",
            record.requested,
            record.granted,
            record.missing(),
            opened.unlocked.len()
        );
        for site in &session.details.sites {
            let unlocked = opens(&site.scopes).unlocked.len();
            text.push_str(&format!("{}  {unlocked} operations by {}\n", site.name, site.scopes));
            sites.push(serde_json::json!({
                "cloud_id": site.cloud_id,
                "name": site.name,
                "scopes": site.scopes,
                "unlocked": unlocked,
            }));
        }
        let shape = serde_json::json!({
            "account": record.id,
            "requested": record.requested,
            "granted": record.granted,
            "missing": record.missing(),
            "unknown": opened.unknown,
            "unlocked": opened.unlocked.len(),
            "operations": opened.unlocked,
            "sites": sites,
        });
        output.answer(&shape, &text)?;
        Ok(Exit::Done)
    }
}
