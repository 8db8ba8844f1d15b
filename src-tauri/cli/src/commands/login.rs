//! `trilo login`.

use std::io::{self, BufRead, IsTerminal};
use std::sync::Arc;

use clap::Args;
use tokio::sync::mpsc;
use trilo_core::diagnose::{AttemptOutcome, Step, StepKind, StepState};
use trilo_core::machine::SystemBrowser;
use trilo_core::ports::{Browser, BrowserError, Event, EventSink};
use trilo_core::registration::{CallbackUrl, Registration, WayBack};
use trilo_core::scope::ScopeSet;
use trilo_core::session::Storage;
use trilo_core::sessions::{SignIn, SignInRequest, SignInState};
use trilo_core::{Core, Error};
use url::Url;

use crate::choice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::settings::CommandLineSettings;
use crate::shapes::AccountShape;

/// Signs in through a browser.
#[derive(Debug, Args)]
pub struct Login {
    /// The registration; the only one when it is not named
    #[arg(long, short, value_name = "NAME", env = "TRILO_REGISTRATION")]
    registration: Option<String>,
    /// Print the address for any browser, and take the address that it comes back to on standard input
    #[arg(long)]
    no_browser: bool,
    /// Which of the registration's callback URLs goes out
    #[arg(long, value_name = "URL")]
    callback: Option<String>,
    /// The scopes to ask for, separated by blanks or commas, in place of the registration's
    #[arg(long, value_name = "SCOPES", num_args = 1..)]
    scopes: Vec<String>,
}

/// What a sign-in hears of while it waits.
enum News {
    Changed(Box<SignIn>),
    Pasted(String),
    InputEnded,
}

impl Login {
    /// Waits until the person has decided, and tells how it ended.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let (sender, mut news) = mpsc::unbounded_channel();
        let remote = is_remote();
        let printed = self.no_browser || remote;
        let browser: Arc<dyn Browser> =
            if printed { Arc::new(PrintedUrl(output)) } else { Arc::new(SystemBrowser::from_environment()) };
        let core = composition::open_with(browser, Arc::new(Changes(sender.clone()))).await?;
        let registration = choice::registration(&core, self.registration.as_deref())?;
        composition::note_overrides(output, &registration.cloud);
        let request = self.request(&registration)?;
        if remote {
            explain_forwarding(output, &request.callback_url);
        }
        let may_paste = printed || io::stdin().is_terminal();
        let sign_in = if may_paste { core.start_sign_in_with_paste(&request)? } else { core.start_sign_in(&request)? };
        if may_paste {
            read_lines(sender);
        }
        let ended = wait(&core, &sign_in, &mut news, output).await?;
        tell(&core, &ended, output)
    }

    fn request(&self, registration: &Registration) -> Result<SignInRequest, Failure> {
        let callback_url = match &self.callback {
            Some(url) => url.clone(),
            None => preferred(registration).ok_or(Error::CallbackUnusable)?.as_str().to_owned(),
        };
        let typed = self.scopes.iter().map(|scopes| scopes.replace(',', " ")).collect::<Vec<_>>().join(" ");
        let scopes = match ScopeSet::parse(&typed) {
            Ok(scopes) if scopes.is_empty() => registration.scopes.clone(),
            Ok(scopes) => scopes,
            Err(error) => {
                return Err(Failure::Unusable { what: "--scopes".to_owned(), why: error.to_string() });
            }
        };
        Ok(SignInRequest { registration: registration.id.clone(), callback_url, scopes: scopes.to_strings() })
    }
}

/// The callback URL that a command can answer best: one that it can listen on, or else any.
fn preferred(registration: &Registration) -> Option<&CallbackUrl> {
    registration.callbacks.iter().find(|callback| is_listened_for(callback)).or_else(|| registration.callbacks.first())
}

/// Whether a command can listen for a callback: links open the window, and other addresses are other machines'.
fn is_listened_for(callback: &CallbackUrl) -> bool {
    match callback.way_back() {
        WayBack::Loopback { .. } => true,
        WayBack::DeepLink | WayBack::Paste => false,
    }
}

/// Whether this is a remote shell without a display, whose browser would be on another machine.
fn is_remote() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    set("SSH_CONNECTION") && !set("DISPLAY") && !set("WAYLAND_DISPLAY") && !set(SystemBrowser::VARIABLE)
}

fn explain_forwarding(output: Output, callback: &str) {
    let Ok(WayBack::Loopback { port }) = CallbackUrl::parse(callback).map(|callback| callback.way_back()) else {
        return;
    };
    output.note(&format!(
        "This is a remote shell, and your browser is on your own machine. Either forward the callback's port before\n\
         you open the address:  ssh -L {port}:localhost:{port} …  or paste the address that the browser ends at here."
    ));
}

async fn wait(
    core: &Core,
    sign_in: &SignIn,
    news: &mut mpsc::UnboundedReceiver<News>,
    output: Output,
) -> Result<SignIn, Failure> {
    let id = &sign_in.attempt.id;
    let mut only_pasted = !is_listened_for(&sign_in.callback);
    let mut input_ended = false;
    let mut told = 0;
    loop {
        let heard = tokio::select! {
            heard = news.recv() => heard,
            _ = tokio::signal::ctrl_c() => {
                core.cancel_sign_in(id)?;
                continue;
            }
        };
        match heard {
            Some(News::Changed(changed)) if changed.attempt.id == *id => {
                told = tell_steps(&changed, told, output);
                if let Some(why) = not_listening(&changed).filter(|_| !only_pasted) {
                    output.note(&format!("{why}: only pasting the address that the browser ends at works now."));
                    only_pasted = true;
                }
                if changed.state == SignInState::Ended {
                    return Ok(*changed);
                }
            }
            Some(News::Pasted(address)) => {
                if let Err(rejection) = core.receive_callback(&address) {
                    // It changed nothing: the person can paste another one.
                    output.tell(&Error::from(rejection).into());
                }
            }
            Some(News::InputEnded) => input_ended = true,
            Some(News::Changed(_)) => {}
            None => return Err(Error::Internal.into()),
        }
        if input_ended && only_pasted {
            // No answer can come any more.
            core.cancel_sign_in(id)?;
            input_ended = false;
        }
    }
}

/// Why the callback cannot arrive, if that is so.
fn not_listening(sign_in: &SignIn) -> Option<&str> {
    let failed = |step: &&Step| step.kind == StepKind::Listening && step.state == StepState::Failed;
    sign_in.attempt.steps.iter().find(failed)?.fact.as_deref()
}

/// Tells of the steps that were done since, to a person who watches.
fn tell_steps(sign_in: &SignIn, told: usize, output: Output) -> usize {
    let done: Vec<_> = sign_in.attempt.steps.iter().filter(|step| step.state == StepState::Done).collect();
    for step in done.iter().skip(told) {
        let fact = step.fact.as_deref().map(|fact| format!(" ({fact})")).unwrap_or_default();
        output.progress(&format!("  ✓ {}{fact}", step_words(step.kind)));
    }
    done.len().max(told)
}

const fn step_words(kind: StepKind) -> &'static str {
    match kind {
        StepKind::KeyStoreChecked => "the vault can keep what comes",
        StepKind::Listening => "listening for the callback",
        StepKind::DeepLinkChecked => "links open Trilo's window",
        StepKind::BrowserOpened => "the address was handed out",
        StepKind::CallbackReceived => "the answer came",
        StepKind::CodeExchanged => "the code was exchanged",
        StepKind::InterruptionFound => "an interrupted refresh was found",
        StepKind::IntentNoted => "the refresh was noted",
        StepKind::TokenRenewed => "the token was renewed",
        StepKind::ProfileRead => "the profile was read",
        StepKind::SitesRead => "the sites were read",
        StepKind::Stored => "the account was stored",
        StepKind::RevocationAsked => "Atlassian was asked to revoke",
        StepKind::PersonalDataReported => "personal data was reported",
        StepKind::OriginChecked => "the origin was looked at",
        StepKind::ConsentAsked => "the person was asked",
        StepKind::FrontendAnswered => "the frontend was answered",
        StepKind::ProgramRecognised => "the program was looked at",
        StepKind::ProgramAnswered => "the program was answered",
    }
}

fn tell(core: &Core, ended: &SignIn, output: Output) -> Result<Exit, Failure> {
    let attempt = &ended.attempt;
    let account = match (attempt.outcome, &attempt.account, &attempt.problem) {
        (AttemptOutcome::Succeeded, Some(account), _) => account,
        (AttemptOutcome::Denied, ..) => return Err(Failure::Denied),
        (AttemptOutcome::Cancelled, ..) => return Err(Failure::Cancelled),
        (_, _, Some(problem)) => return Err(Failure::Recorded(problem.clone())),
        (_, _, None) => return Err(Error::Internal.into()),
    };
    let session = core.session(account)?;
    if let Storage::MemoryBecause(problem) = &session.storage {
        // The process ends now, and the session with it.
        return Err(Failure::Recorded(problem.clone()));
    }
    let settings = CommandLineSettings::read()?;
    if settings.account.as_ref().is_none_or(|known| core.record_of(known).is_err()) {
        CommandLineSettings { account: Some(account.clone()), ..settings }.keep()?;
    }
    let is_current = CommandLineSettings::read()?.account.as_ref() == Some(account);
    let registration = core.registration(&session.record.registration)?;
    let missing = session.record.missing();
    if !missing.is_empty() {
        output.note(&format!("warning: not granted: {missing}"));
    }
    let sites: Vec<_> = session.details.sites.iter().map(|site| site.name.as_str()).collect();
    let words = format!("Signed in as {} on {}.", session.name(), sites.join(", "));
    output.answer(&AccountShape::of(&session, &registration, is_current, core.now()), &words)?;
    Ok(Exit::Done)
}

/// Hands lines of standard input on, from a thread that nothing waits for.
fn read_lines(sender: mpsc::UnboundedSender<News>) {
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            let line = line.trim().to_owned();
            if !line.is_empty() && sender.send(News::Pasted(line)).is_err() {
                return;
            }
        }
        // Nobody may be waiting any more.
        let _ = sender.send(News::InputEnded);
    });
}

/// Prints the address on a line of its own, for a browser that may be anywhere.
struct PrintedUrl(Output);

impl Browser for PrintedUrl {
    fn open(&self, url: &Url) -> Result<Option<String>, BrowserError> {
        self.0.note("Open this address in a browser. The address that it comes back to can be pasted here as well.");
        if self.0.is_json() {
            // Standard output is for the answer.
            self.0.note(url.as_str());
            return Ok(None);
        }
        Output::write(format!("{url}\n").as_bytes())
            .map(|()| None)
            .map_err(|failure| BrowserError { command: None, source: io::Error::other(failure) })
    }
}

/// Tells the command of its sign-in.
struct Changes(mpsc::UnboundedSender<News>);

impl EventSink for Changes {
    fn emit(&self, event: Event) {
        match event {
            Event::SignInChanged(sign_in) => {
                // Nobody may be waiting any more.
                let _ = self.0.send(News::Changed(sign_in));
            }
            Event::AccountsChanged
            | Event::AttemptsChanged
            | Event::BackstageChanged
            | Event::ConsentAsked
            | Event::OffersChanged
            | Event::ProbesChanged
            | Event::QuestionsChanged
            | Event::StatusChanged => {}
        }
    }
}
