//! `trilo accounts`, `trilo switch`, `trilo whoami`.

use clap::Args;
use trilo_core::Core;
use trilo_core::session::Session;

use crate::choice::AccountChoice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::settings::CommandLineSettings;
use crate::shapes::{AccountShape, needs_sign_in};

/// Lists the accounts.
pub async fn list(output: Output) -> Result<Exit, Failure> {
    let core = composition::open().await?;
    let current = CommandLineSettings::read()?.account;
    let mut shapes = Vec::new();
    let mut words = String::new();
    for session in core.sessions()? {
        let is_current = current.as_ref() == Some(&session.record.id);
        shapes.push(shape(&core, &session, is_current)?);
        words.push_str(&line(&core, &session, is_current)?);
    }
    if shapes.is_empty() && !output.is_json() {
        output.note("Nobody is signed in. Run `trilo login`.");
    }
    output.answer(&shapes, &words)?;
    Ok(Exit::Done)
}

fn shape(core: &Core, session: &Session, is_current: bool) -> Result<AccountShape, Failure> {
    let registration = core.registration(&session.record.registration)?;
    Ok(AccountShape::of(session, &registration, is_current, core.now()))
}

fn line(core: &Core, session: &Session, is_current: bool) -> Result<String, Failure> {
    let registration = core.registration(&session.record.registration)?;
    let mark = if is_current { '*' } else { ' ' };
    let email = session.details.profile.as_ref().and_then(|profile| profile.email.as_deref()).unwrap_or("-");
    let state = if needs_sign_in(session, core.now()) { "sign in again" } else { "signed in" };
    let id = &session.record.id;
    Ok(format!("{mark} {}  {email}  under {}  {state}  {id}\n", session.name(), registration.name))
}

/// Chooses the account that is meant when none is named.
#[derive(Debug, Args)]
pub struct Switch {
    /// The account: its name, e-mail address, label or id
    #[arg(value_name = "ACCOUNT")]
    account: String,
    /// Only accounts under this registration
    #[arg(long, short, value_name = "NAME")]
    registration: Option<String>,
}

impl Switch {
    /// Makes it the default of its registration as well, which the window shows.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::open().await?;
        let choice = AccountChoice { account: Some(self.account), registration: self.registration };
        let record = choice.record(&core)?;
        core.set_default_account(&record.registration, Some(&record.id))?;
        let settings = CommandLineSettings::read()?;
        CommandLineSettings { account: Some(record.id.clone()), ..settings }.keep()?;
        let session = core.session(&record.id)?;
        let words = format!("{} is meant from now on when no account is named.", session.name());
        output.answer(&shape(&core, &session, true)?, &words)?;
        Ok(Exit::Done)
    }
}

/// Shows who is signed in.
#[derive(Debug, Args)]
pub struct Whoami {
    #[command(flatten)]
    choice: AccountChoice,
    /// Ask Atlassian anew, instead of telling what it said last
    #[arg(long)]
    fresh: bool,
}

impl Whoami {
    /// Tells of the account that is meant.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::open().await?;
        let record = self.choice.record(&core)?;
        let registration = core.registration(&record.registration)?;
        composition::note_overrides(output, &registration.cloud);
        if self.fresh {
            core.look_again(&record.id).await?;
        }
        let session = core.session(&record.id)?;
        let is_current = CommandLineSettings::read()?.account.as_ref() == Some(&record.id);
        let shape = AccountShape::of(&session, &registration, is_current, core.now());
        output.answer(&shape, &in_words(&core, &session, &registration.name))?;
        Ok(Exit::Done)
    }
}

fn in_words(core: &Core, session: &Session, registration: &str) -> String {
    let record = &session.record;
    let email = session.details.profile.as_ref().and_then(|profile| profile.email.clone());
    let sites: Vec<_> = session.details.sites.iter().map(|site| site.name.as_str()).collect();
    let end = session.lifetime.expires_at.map_or_else(|| "at an unknown time".to_owned(), |end| format!("at {end}"));
    let token = if needs_sign_in(session, core.now()) { "sign in again".to_owned() } else { format!("expires {end}") };
    format!(
        "name          {}\ne-mail        {}\naccount id    {}\nregistration  {registration}\ntoken         {token}\n\
         sites         {}\ngranted       {}\n",
        session.name(),
        email.as_deref().unwrap_or("-"),
        record.atlassian_id,
        if sites.is_empty() { "none".to_owned() } else { sites.join(", ") },
        record.granted,
    )
}
