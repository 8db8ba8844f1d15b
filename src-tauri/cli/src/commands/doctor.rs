//! `trilo doctor`: what keeps Trilo from working on this machine.

use clap::Args;
use serde::Serialize;
use trilo_core::diagnose::checks::{CheckFinding, CheckKind, CheckState, examine};
use trilo_core::registration::Cloud;

use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::shapes::overridden;

/// Looks for what keeps Trilo from working on this machine.
#[derive(Debug, Args)]
pub struct Doctor {}

#[derive(Debug, Serialize)]
struct Finding {
    check: CheckKind,
    title: &'static str,
    subject: String,
    state: CheckState,
    evidence: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'static str>,
}

impl From<CheckFinding> for Finding {
    fn from(finding: CheckFinding) -> Self {
        let CheckFinding { check, subject, state, evidence } = finding;
        let fix = matches!(state, CheckState::Warning | CheckState::Failed).then(|| fix(check));
        Self { check, title: title(check), subject, state, evidence, fix }
    }
}

impl Doctor {
    /// Fails if something is in the way.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::start_quietly().await?;
        composition::note_overrides(output, &Cloud::Commercial);
        let findings: Vec<_> = examine(&core).await.into_iter().map(Finding::from).collect();
        let count = |state| findings.iter().filter(|finding| finding.state == state).count();
        let (failed, warnings) = (count(CheckState::Failed), count(CheckState::Warning));
        let shape = serde_json::json!({
            "ok": failed == 0,
            "failed": failed,
            "warnings": warnings,
            "overrides": overridden(&Cloud::Commercial),
            "findings": findings,
        });
        let mut words: String = findings.iter().map(line).collect();
        words.push_str(&format!("{failed} failed, {warnings} warnings\n"));
        output.answer(&shape, &words)?;
        Ok(if failed == 0 { Exit::Done } else { Exit::Failed })
    }
}

fn line(finding: &Finding) -> String {
    let mark = match finding.state {
        CheckState::Ok => "ok     ",
        CheckState::Warning => "warning",
        CheckState::Failed => "failed ",
        CheckState::Skipped => "skipped",
    };
    let subject = if finding.subject.is_empty() { String::new() } else { format!(" {}", finding.subject) };
    let fix = finding.fix.map(|fix| format!("         → {fix}\n")).unwrap_or_default();
    format!("{mark}  {}{subject}: {}\n{fix}", finding.title, finding.evidence)
}

macro_rules! words {
    ($($check:ident: $title:literal, $fix:literal;)*) => {
        const fn title(check: CheckKind) -> &'static str {
            match check { $(CheckKind::$check => $title,)* }
        }

        const fn fix(check: CheckKind) -> &'static str {
            match check { $(CheckKind::$check => $fix,)* }
        }
    };
}

words! {
    Version: "trilo", "Update trilo.";
    DataFolder: "the data folder", "Make it yours alone (chmod 700), or name another one in TRILO_DATA_DIR.";
    Vault: "the vault", "Give its passphrase, unlock the key store, or see what `trilo vault status` says.";
    KeyStore: "the key store", "Start or unlock it, or use a vault under a passphrase by TRILO_PASSPHRASE_FILE.";
    Proxy: "the proxy", "If requests fail, look whether this proxy is right and lets Atlassian's hosts through.";
    Name: "the name of", "Check DNS and VPN; behind a proxy this may be as it should be.";
    Connection: "the connection to", "Check firewall and VPN; behind a proxy this may be as it should be.";
    Answer: "the answer of", "Check network, proxy and the system's certificates.";
    Certificate: "the certificate of", "Add the authority to the system's trusted ones if it is your network's, or ask for an exception.";
    Clock: "the clock", "Let the system set its time from the network.";
    CallbackPort: "the callback's port", "End what listens there, or sign in with another callback URL.";
    Links: "links that open Trilo", "Start Trilo's window once; the command line itself does not need this.";
    Browser: "the browser", "Use `trilo login --no-browser`, or name a browser in TRILO_BROWSER.";
    Registration: "the registration", "`trilo registrations lint` says what to do.";
    Token: "the token of", "`trilo login` signs in again.";
    Site: "the site", "Its admin may have blocked the app, or the person has no access; `trilo inspect` shows the grant.";
    Backstage: "Backstage", "A sign-in with the callback on this port needs it free; `trilo serve` takes another --port.";
}
