//! `trilo token`: a token that is good for now, written the way that its user needs it.

use std::io::{self, IsTerminal};
use std::time::Duration;

use clap::{Args, ValueEnum};
use jiff::SignedDuration;
use trilo_core::scope::ScopeSet;
use trilo_core::secret::Secret;
use trilo_core::token::TokenFormat;
use trilo_core::token_request::{GoodToken, SiteWish, TokenRequest};

use crate::choice::AccountChoice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::obtain::obtain;
use crate::output::Output;
use crate::settings::{CommandLineSettings, TokensOnTerminal};
use crate::shapes::overridden;

/// Writes a token that is good for now, renewed first where it has to be.
#[derive(Debug, Args)]
pub struct Token {
    #[command(flatten)]
    choice: AccountChoice,
    /// How it is written; --json stands for json
    #[arg(long, short, value_enum, default_value_t = Format::Raw)]
    format: Format,
    #[command(flatten)]
    demands: Demands,
    /// Copy it to the clipboard, from where it goes after a while, instead of writing it
    #[arg(long)]
    copy: bool,
}

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The token alone
    Raw,
    /// An HTTP header
    Header,
    /// A curl command that reads the profile
    Curl,
    /// A line that sets a variable in a shell
    Env,
    /// An object with the token, its end and its scopes
    Json,
    /// A line of a .netrc file, for tools that take its password for a bearer token
    Netrc,
    /// What a credential_process writes: {"Version", "Token", "Expiration"}, on one line
    CredentialProcess,
}

/// What a token has to be good for.
#[derive(Debug, Clone, Default, Args)]
pub struct Demands {
    /// Only if the grant reaches this site: its name, address or cloud id
    #[arg(long, value_name = "SITE")]
    pub site: Option<String>,
    /// Only if these scopes are granted, separated by blanks or commas
    #[arg(long, value_name = "SCOPES", num_args = 1..)]
    pub scopes_needed: Vec<String>,
    /// Renew it unless it is good for that long: seconds, or such as 10m
    #[arg(long, alias = "valid-for", value_name = "SPAN", value_parser = span)]
    pub min_ttl: Option<SignedDuration>,
}

fn span(text: &str) -> Result<SignedDuration, jiff::Error> {
    text.parse().map(SignedDuration::from_secs).or_else(|_| text.parse())
}

impl Demands {
    /// The request that makes these demands.
    pub fn of(&self, choice: &AccountChoice) -> Result<TokenRequest, Failure> {
        let scopes = self.scopes_needed.iter().map(|scopes| scopes.replace(',', " ")).collect::<Vec<_>>().join(" ");
        let scopes = ScopeSet::parse(&scopes)
            .map_err(|error| Failure::Unusable { what: "--scopes-needed".to_owned(), why: error.to_string() })?;
        Ok(TokenRequest {
            account: choice.wish()?,
            site: self.site.clone().map_or(SiteWish::Any, SiteWish::Named),
            scopes,
            good_for: self.min_ttl.map(|span| span.as_secs()),
            renewed: false,
        })
    }
}

impl Token {
    /// Writes or copies the token.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let on_terminal = io::stdout().is_terminal() && !self.copy;
        if on_terminal && CommandLineSettings::read()?.tokens_on_terminal == TokensOnTerminal::Refuse {
            return Err(Failure::TerminalRefused);
        }
        let good = obtain(&self.demands.of(&self.choice)?, output).await?;
        composition::note_overrides(output, &good.facts.cloud);
        let format = if output.is_json() { Format::Json } else { self.format };
        let text = written(format, &good);
        if self.copy {
            return copy(output, text, good.facts.clear_clipboard_after).await;
        }
        let mut line = Secret::new(text.expose().clone().into_bytes());
        if format != Format::Raw || io::stdout().is_terminal() {
            line = Secret::new([text.expose().as_bytes(), b"\n"].concat());
        }
        Output::write(line.expose())?;
        Ok(Exit::Done)
    }
}

fn written(format: Format, GoodToken { token, facts }: &GoodToken) -> Secret<String> {
    let endpoints = facts.cloud.endpoints();
    match format {
        Format::Raw => TokenFormat::Raw.write(token, &endpoints),
        Format::Header => TokenFormat::Header.write(token, &endpoints),
        Format::Curl => TokenFormat::Curl.write(token, &endpoints),
        Format::Env => TokenFormat::Env.write(token, &endpoints),
        Format::Netrc => {
            let host = endpoints.api_url.host_str().unwrap_or_default();
            Secret::new(format!("machine {host} login bearer password {}", token.expose()))
        }
        Format::Json => {
            let mut answer = serde_json::json!({
                "access_token": token.expose(),
                "token_type": "Bearer",
                "expires_at": facts.expires_at.map(|end| end.to_string()),
                "expires_in": facts.expires_in,
                "scope": facts.granted.to_string(),
                "scopes": facts.granted.to_strings(),
                "account": facts.account,
                "account_id": facts.atlassian_id,
                "registration": facts.registration,
                "api_url": endpoints.api_url,
                "cloud_id": facts.cloud_id,
            });
            let overrides = overridden(&facts.cloud);
            if !overrides.is_empty() {
                answer["overrides"] = serde_json::json!(overrides);
            }
            Secret::new(format!("{answer:#}"))
        }
        Format::CredentialProcess => {
            let answer = serde_json::json!({
                "Version": 1,
                "Token": token.expose(),
                "Expiration": facts.expires_at.map(|end| end.to_string()),
            });
            Secret::new(answer.to_string())
        }
    }
}

/// Copies a token and stays until it goes: the clipboard of a display lives with its owner.
async fn copy(output: Output, text: Secret<String>, seconds: Option<u32>) -> Result<Exit, Failure> {
    let unavailable = |error: arboard::Error| {
        Failure::Recorded(trilo_core::error::Problem {
            code: trilo_core::Code::ClipboardUnavailable,
            message: error.to_string(),
            details: std::collections::BTreeMap::new(),
        })
    };
    let mut clipboard = arboard::Clipboard::new().map_err(unavailable)?;
    set(&mut clipboard, text.expose()).map_err(unavailable)?;
    let stays = seconds.map_or_else(|| "until you press Ctrl-C".to_owned(), |seconds| format!("for {seconds} seconds"));
    output.note(&format!("The token is in the clipboard {stays}."));
    let span = seconds.map_or(Duration::MAX, |seconds| Duration::from_secs(seconds.into()));
    tokio::select! {
        () = tokio::time::sleep(span) => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    // What others copied since then is theirs.
    if clipboard.get_text().is_ok_and(|now| Secret::new(now).expose() == text.expose()) {
        clipboard.clear().map_err(unavailable)?;
    }
    Ok(Exit::Done)
}

/// Keeps it out of clipboard histories where the system knows how.
fn set(clipboard: &mut arboard::Clipboard, text: &str) -> Result<(), arboard::Error> {
    #[cfg(target_os = "linux")]
    let set = arboard::SetExtLinux::exclude_from_history(clipboard.set());
    #[cfg(target_os = "macos")]
    let set = arboard::SetExtApple::exclude_from_history(clipboard.set());
    #[cfg(windows)]
    let set = arboard::SetExtWindows::exclude_from_history(clipboard.set());
    set.text(text.to_owned())
}
