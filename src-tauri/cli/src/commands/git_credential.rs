//! `trilo git-credential`: git's protocol for credentials (gitcredentials(7), git-credential(1)).
//!
//! A token of Atlassian's OAuth 2.0 (3LO) is good at the API gateway alone. Bitbucket has an OAuth of its own, and sites
//! take no bearer tokens of apps, so that nothing is answered for them: a wrong credential would lock the next helper out.

use std::collections::HashMap;
use std::io::{self, Read};

use clap::{Args, ValueEnum};
use trilo_core::registration::Cloud;
use trilo_core::token_request::{GoodToken, TokenRequest};

use crate::choice::AccountChoice;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::obtain::obtain;
use crate::output::Output;

/// Answers git's questions for credentials.
#[derive(Debug, Args)]
pub struct GitCredential {
    #[command(flatten)]
    choice: AccountChoice,
    /// What git asks for
    #[arg(value_enum)]
    action: Action,
}

/// What git asks a helper for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Action {
    /// A credential for the host on standard input
    Get,
    /// Keep a credential; Trilo keeps its own
    Store,
    /// Forget a credential; Trilo renews its own
    Erase,
}

/// The most that git writes is a few lines.
const LONGEST: u64 = 64 * 1024;

impl GitCredential {
    /// Answers with a token, or with nothing, whereupon git asks the next helper.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let mut asked = String::new();
        let unreadable =
            |error: io::Error| Failure::Unusable { what: "standard input".to_owned(), why: error.to_string() };
        io::stdin().lock().take(LONGEST).read_to_string(&mut asked).map_err(unreadable)?;
        let asked = Asked::parse(&asked);
        if self.action != Action::Get {
            return Ok(Exit::Done);
        }
        if let Some(why) = asked.why_not() {
            output.note(&format!("trilo: {why}"));
            return Ok(Exit::Done);
        }
        if !asked.may_be_gateway() && self.choice.account.is_none() && self.choice.registration.is_none() {
            return Ok(Exit::Done);
        }
        let good = obtain(&TokenRequest { account: self.choice.wish()?, ..TokenRequest::default() }, output).await?;
        let gateway = good.facts.cloud.endpoints().api_url;
        let port = gateway.port().map(|port| format!(":{port}")).unwrap_or_default();
        let is_gateway = asked.host == format!("{}{port}", gateway.host_str().unwrap_or_default());
        if is_gateway && asked.protocol == gateway.scheme() {
            Output::write(asked.answer(&good).as_bytes())?;
        }
        Ok(Exit::Done)
    }
}

/// What git writes: a key and a value on each line.
#[derive(Debug, Default)]
struct Asked {
    protocol: String,
    host: String,
    /// Whether git takes a bearer token as such (from 2.46 on).
    takes_bearer: bool,
}

impl Asked {
    fn parse(text: &str) -> Self {
        let takes_bearer = text.lines().any(|line| line == "capability[]=authtype");
        let mut values: HashMap<_, _> = text.lines().filter_map(|line| line.split_once('=')).collect();
        let mut value = |name| values.remove(name).unwrap_or_default().to_owned();
        Self { protocol: value("protocol"), host: value("host"), takes_bearer }
    }

    /// Why a host of Atlassian's gets nothing.
    fn why_not(&self) -> Option<String> {
        let host = self.host.split(':').next().unwrap_or_default();
        let is_below = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        if is_below("bitbucket.org") {
            return Some(format!("{host} has an OAuth of its own; use its app passwords or Git Credential Manager."));
        }
        let is_site = is_below("atlassian.net") || is_below("jira.com");
        is_site.then(|| format!("{host} takes no tokens of OAuth apps; they are good at api.atlassian.com."))
    }

    /// Whether it may be a gateway: Atlassian's, or one that runs on this machine. For another one an account or a
    /// registration is named; git gets no slower for other hosts, and nobody is asked about them.
    fn may_be_gateway(&self) -> bool {
        let host = self.host.rsplit_once(':').map_or(self.host.as_str(), |(host, _)| host);
        let gateways = [Cloud::Commercial, Cloud::Government].map(|cloud| cloud.endpoints().api_url);
        let is_atlassians = gateways.iter().any(|gateway| gateway.host_str() == Some(host));
        is_atlassians || ["localhost", "127.0.0.1", "[::1]"].contains(&host)
    }

    fn answer(&self, good: &GoodToken) -> String {
        let token = good.token.expose();
        let end =
            good.facts.expires_at.map(|end| format!("password_expiry_utc={}\n", end.as_second())).unwrap_or_default();
        if self.takes_bearer {
            return format!("capability[]=authtype\nauthtype=Bearer\ncredential={token}\nephemeral=1\n{end}");
        }
        format!("username=bearer\npassword={token}\n{end}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_where_these_tokens_are_of_no_use_are_told_why() {
        let asked = |host: &str| Asked::parse(&format!("protocol=https\nhost={host}\n\n"));
        for host in ["bitbucket.org", "api.bitbucket.org", "northwind.atlassian.net"] {
            assert!(asked(host).why_not().is_some(), "{host}");
        }
        assert!(asked("api.atlassian.com").why_not().is_none());
        assert!(asked("notbitbucket.org").why_not().is_none());
        assert!(!asked("github.com").may_be_gateway() && asked("api.atlassian.com").may_be_gateway());
    }
}
