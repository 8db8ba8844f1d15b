//! `trilo sites`.

use clap::Args;

use crate::choice::AccountChoice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::shapes::SiteShape;

/// Lists the sites of a grant.
#[derive(Debug, Args)]
pub struct Sites {
    #[command(flatten)]
    choice: AccountChoice,
    /// Ask Atlassian anew, instead of telling what it said last
    #[arg(long)]
    fresh: bool,
}

impl Sites {
    /// Tells of the sites of the account that is meant.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::open().await?;
        let record = self.choice.record(&core)?;
        composition::note_overrides(output, &core.registration(&record.registration)?.cloud);
        if self.fresh {
            core.look_again(&record.id).await?;
        }
        let sites = core.session(&record.id)?.details.sites;
        let shapes: Vec<_> = sites.iter().map(SiteShape::from).collect();
        let line = |site: &trilo_core::atlassian::Site| {
            format!("{}  {}  {}  {}\n", site.name, site.url, site.cloud_id, site.products().join(", "))
        };
        if sites.is_empty() && !output.is_json() {
            output.note("The grant reaches no site.");
        }
        output.answer(&shapes, &sites.iter().map(line).collect::<String>())?;
        Ok(Exit::Done)
    }
}
