//! Plays a person in front of the sandbox: `scripted-browser --person mira@example.com <authorize URL>`.

use std::error::Error as _;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use tokio::process::Command;
use trilo_sandbox::{Decision, Landing, ScriptedBrowser};
use url::Url;

/// A browser that logs in to the sandbox, decides, and follows the way back to the app.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Address to open, such as the app's authorize URL.
    url: Url,
    /// Account id, full name or e-mail address.
    #[arg(long)]
    person: String,
    /// Site to choose: name, host or cloud id.
    #[arg(long)]
    site: Option<String>,
    /// What to do on the consent page.
    #[arg(long, value_enum, default_value_t = Choice::Accept)]
    decision: Choice,
    /// Prints a callback of the app's own scheme instead of opening it.
    #[arg(long)]
    print_callback: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Choice {
    Accept,
    Cancel,
    /// Leave the consent page open.
    Stop,
}

impl From<Choice> for Decision {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::Accept => Self::Accept,
            Choice::Cancel => Self::Cancel,
            Choice::Stop => Self::Stop,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let browser = ScriptedBrowser::new(&arguments.person).decision(arguments.decision.into());
    let browser = match &arguments.site {
        Some(site) => browser.site(site),
        None => browser,
    };
    match browser.visit(&arguments.url).await {
        Ok(landing) => report(landing, arguments.print_callback).await,
        Err(error) => {
            let reason = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            fail(&format!("{error}{reason}"))
        }
    }
}

async fn report(landing: Landing, print_callback: bool) -> ExitCode {
    match landing {
        Landing::Page { status, title, text, url } => {
            // The address carries the code: only its place is told.
            say(&format!("{status} {title}\n{text}\nat {}{}", url.origin().ascii_serialization(), url.path()));
            if status < 400 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Landing::CustomScheme(url) if print_callback => {
            say(url.as_str());
            ExitCode::SUCCESS
        }
        Landing::CustomScheme(url) => open(&url).await,
        Landing::ErrorPage { title, text, .. } => fail(&format!("{title}\n{text}")),
        Landing::Consent { title, text, .. } => {
            say(&format!("{title}\n{text}"));
            ExitCode::SUCCESS
        }
    }
}

/// Hands the callback to the desktop, as a browser would.
async fn open(url: &Url) -> ExitCode {
    match Command::new("gio").arg("open").arg(url.as_str()).status().await {
        Ok(status) if status.success() => {
            say(&format!("opened {}:", url.scheme()));
            ExitCode::SUCCESS
        }
        Ok(status) => fail(&format!("gio could not open {}: links ({status})", url.scheme())),
        Err(error) => fail(&format!("gio could not be run: {error}")),
    }
}

fn say(text: &str) {
    // A reader that has gone away is no failure of the visit.
    let _ = writeln!(io::stdout(), "{text}");
}

fn fail(text: &str) -> ExitCode {
    // Without a standard error there is nobody to tell.
    let _ = writeln!(io::stderr(), "scripted-browser: {text}");
    ExitCode::FAILURE
}
