//! The side of the agent: admits, asks the person where that is wished, answers, and records.

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use trilo_core::secret::Secret;
use trilo_core::sessions::VaultState;
use trilo_core::token_request::{Refusal, TokenFacts, TokenRequest};
use trilo_core::{Core, Error};

use crate::journal::{Entry, Journal};
use crate::listener::{Accepted, Listener, NotListening};
use crate::permission::{Decision, Questions};
use crate::place::socket;
use crate::program::Program;
use crate::protocol::{Ask, AskLine, LONGEST, PROTOCOL, Reply, Vault, Wait, overrides, reply_line, wait_line};

/// How long a command may take to say what it wants, and to take what it gets.
const DEADLINE: Duration = Duration::from_secs(4);
/// How often a command is told that it has to wait.
const PATIENCE: Duration = Duration::from_secs(1);
/// How many commands are answered at once.
const AT_ONCE: usize = 64;
/// How long nothing is accepted after the system refused to: it has no more files to open, and needs time.
const RECOVERY: Duration = Duration::from_millis(200);

/// An agent that listens.
pub struct Agent {
    listener: Listener,
    desk: Arc<Desk>,
}

/// What answers need.
struct Desk {
    core: Core,
    /// Where the person can be asked; `None` without a window.
    questions: Option<Questions>,
    journal: Journal,
}

impl Agent {
    /// Listens for commands of a data folder, which has one agent at most.
    pub fn listen(core: Core, data_folder: &Path, questions: Option<Questions>) -> Result<Self, NotListening> {
        let listener = Listener::bind(&socket(data_folder))?;
        Ok(Self { listener, desk: Arc::new(Desk { core, questions, journal: Journal::default() }) })
    }

    /// Answers for as long as the process lives.
    pub async fn serve(mut self) -> Infallible {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            // The semaphore is never closed, so that a place comes in the end.
            let place = Arc::clone(&places).acquire_owned().await;
            match self.listener.accept().await {
                Ok(Some(accepted)) => {
                    let desk = Arc::clone(&self.desk);
                    tokio::spawn(async move {
                        // A command that went away needs no answer.
                        let _ = desk.converse(accepted).await;
                        drop(place);
                    });
                }
                Ok(None) => {}
                Err(_) => tokio::time::sleep(RECOVERY).await,
            }
        }
    }
}

impl Desk {
    async fn converse(&self, Accepted { stream, process }: Accepted) -> io::Result<()> {
        let (reader, mut writer) = tokio::io::split(stream);
        let mut reader = BufReader::new(reader);
        let line = timeout(DEADLINE, read_line(&mut reader)).await??;
        let is_asking = AtomicBool::new(false);
        let mut answering = pin!(self.answer(line, process, &is_asking));
        let (reply, entry) = loop {
            tokio::select! {
                answer = &mut answering => break answer,
                () = tokio::time::sleep(PATIENCE) => {
                    let wait = if is_asking.load(Ordering::Relaxed) { Wait::Asking } else { Wait::Working };
                    write(&mut writer, &wait_line(wait)).await?;
                }
                // Nothing more is said, so that this ends only when the command does.
                _ = reader.read_u8() => return Ok(()),
            }
        };
        let written = write(&mut writer, &reply_line(&reply)).await;
        if let Some(entry) = entry {
            self.journal.record(self.core.clone(), entry);
        }
        written
    }

    async fn answer(
        &self,
        line: Secret<Vec<u8>>,
        process: Option<u32>,
        is_asking: &AtomicBool,
    ) -> (Reply, Option<Entry>) {
        let asked = serde_json::from_slice::<AskLine>(line.expose()).ok();
        let asked = asked.filter(|line| line.protocol == PROTOCOL && line.overrides == overrides());
        match asked.map(|line| line.ask) {
            None => (Reply::Unfit, None),
            Some(Ask::Status) => (self.vault(), None),
            Some(Ask::Lock) => (self.core.lock().map_or_else(refused, |()| self.vault()), None),
            Some(Ask::Unlock(passphrase)) => {
                (self.core.unlock(passphrase).await.map_or_else(refused, |_| self.vault()), None)
            }
            Some(Ask::Token(request)) => match self.openness() {
                Vault::Open => self.answer_program(&request, Program::of(process), is_asking).await,
                Vault::Locked => (refused(Error::VaultLocked), None),
                Vault::Closed => (Reply::Unfit, None),
            },
        }
    }

    async fn answer_program(
        &self,
        request: &TokenRequest,
        program: Program,
        is_asking: &AtomicBool,
    ) -> (Reply, Option<Entry>) {
        let began = self.core.now();
        if self.questions.is_none() {
            // Without a window, it is its commands that a person uses Trilo by.
            self.core.note_activity();
        }
        self.core.follow_key().await;
        let (asked, permitted) = self.permission(&program, is_asking).await;
        let answer = match permitted {
            Ok(()) => self.core.token_for(request).await,
            Err(refusal) => Err(refusal),
        };
        let told: Result<TokenFacts, Refusal> = answer.as_ref().map(|good| good.facts.clone()).map_err(Clone::clone);
        let reply = answer.map_or_else(Reply::Refused, Reply::from);
        (reply, Some(Entry { program, asked, answer: told, began }))
    }

    /// Whether a program may have tokens, and what the person said if they were asked.
    async fn permission(&self, program: &Program, is_asking: &AtomicBool) -> (Option<Decision>, Result<(), Refusal>) {
        let refused = || Err(Refusal::ProgramRefused(program.name.clone()));
        let key = program.to_string();
        let settings = match self.core.settings() {
            Ok(settings) => settings,
            Err(error) => return (None, Err(error.into())),
        };
        match (settings.decision_about(&key), &self.questions) {
            (Some(false), _) => (None, refused()),
            (Some(true), _) => (None, Ok(())),
            (None, _) if !settings.ask_programs => (None, Ok(())),
            (None, None) => (None, Err(Refusal::NobodyToAsk(program.name.clone()))),
            (None, Some(questions)) => {
                is_asking.store(true, Ordering::Relaxed);
                let decision = questions.ask(program).await;
                is_asking.store(false, Ordering::Relaxed);
                if decision.is_kept() {
                    self.keep(&key, decision.allows());
                }
                (Some(decision), if decision.allows() { Ok(()) } else { refused() })
            }
        }
    }

    fn keep(&self, program: &str, allowed: bool) {
        // One that cannot be kept is asked for again.
        if let Ok(settings) = self.core.settings() {
            let _ = self.core.put_settings(settings.with_decision(program, Some(allowed)));
        }
    }

    fn openness(&self) -> Vault {
        match self.core.vault_status().state {
            VaultState::Open | VaultState::MemoryOnly => Vault::Open,
            VaultState::Locked if self.core.was_locked() => Vault::Locked,
            VaultState::Locked | VaultState::Unavailable(_) => Vault::Closed,
        }
    }

    fn vault(&self) -> Reply {
        Reply::Vault(self.openness())
    }
}

fn refused(error: Error) -> Reply {
    Reply::Refused(error.into())
}

async fn read_line(reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Secret<Vec<u8>>> {
    let mut line = Vec::new();
    let read = reader.take(LONGEST).read_until(b'\n', &mut line).await;
    let line = Secret::new(line);
    if read? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line)
}

async fn write(writer: &mut (impl AsyncWrite + Unpin), line: &Secret<Vec<u8>>) -> io::Result<()> {
    let written = async {
        writer.write_all(line.expose()).await?;
        writer.flush().await
    };
    timeout(DEADLINE, written).await?
}
