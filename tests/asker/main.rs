//! A program beside the window that asks Trilo's core for an account's token, for the tests with several processes.
//!
//! `asker <data folder> <key folder> <account> <seconds ahead> <threads> [readings]`: it asks on so many threads at once
//! and prints the fingerprint of the token and how often it was renewed. With `readings`, the process ends by SIGKILL
//! when the core reads the clock for the so-manieth time; the core reads it before and after every step.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use acceptance::{KeyFolder, OpenedPages, Quiet};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tokio::runtime::Runtime;
use trilo_core::Core;
use trilo_core::error::Error;
use trilo_core::identifier::AccountId;
use trilo_core::ports::Clock;
use trilo_core::sessions::Parts;

/// The machine's clock with the sandbox's lead, which may end the process.
struct EndingClock {
    ahead: SignedDuration,
    readings: Option<AtomicU32>,
}

impl Clock for EndingClock {
    fn now(&self) -> Timestamp {
        if self.readings.as_ref().is_some_and(|left| left.fetch_sub(1, Ordering::Relaxed) == 1) {
            end_at_once();
        }
        Timestamp::now() + self.ahead
    }
}

#[cfg(unix)]
fn end_at_once() {
    use rustix::process::{Signal, getpid, kill_process};
    let _ = kill_process(getpid(), Signal::KILL);
}

/// Ends without unwinding, the nearest thing to SIGKILL here.
#[cfg(not(unix))]
fn end_at_once() {
    std::process::abort();
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [folder, keys, account, ahead, threads, readings @ ..] = &arguments[..] else {
        eprintln!("asker <data folder> <key folder> <account> <seconds ahead> <threads> [readings]");
        return ExitCode::from(2);
    };
    let number = |text: &str| text.parse::<u32>().expect("a number");
    let clock = EndingClock {
        ahead: SignedDuration::from_secs(number(ahead).into()),
        readings: readings.first().map(|readings| AtomicU32::new(number(readings))),
    };
    let runtime = Runtime::new().expect("a runtime");
    match ask(&runtime, Path::new(folder), Path::new(keys), &account.as_str().into(), clock, number(threads)) {
        Ok(answer) => {
            println!("{answer}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{:?}: {error}", error.code());
            ExitCode::FAILURE
        }
    }
}

fn ask(
    runtime: &Runtime,
    folder: &Path,
    keys: &Path,
    account: &AccountId,
    clock: EndingClock,
    threads: u32,
) -> Result<String, Error> {
    let core = runtime.block_on(Core::open(Parts {
        data_folder: folder.to_owned(),
        key_store: Arc::new(KeyFolder::at(keys)),
        passphrase_file: None,
        browser: Arc::new(OpenedPages::default()),
        links: Arc::new(Quiet),
        clock: Arc::new(clock),
        events: Arc::new(Quiet),
    }))?;
    let fingerprints = std::thread::scope(|scope| {
        let asking: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| runtime.block_on(core.fresh_access_token(account)))).collect();
        let answers = asking.into_iter().map(|asking| asking.join().unwrap_or(Err(Error::Internal)));
        answers.map(|token| Ok(fingerprint(token?.expose()))).collect::<Result<Vec<_>, Error>>()
    })?;
    let first = fingerprints.first().cloned().unwrap_or_default();
    let same = fingerprints.iter().all(|fingerprint| *fingerprint == first);
    let renewals = core.session(account)?.record.renewals;
    Ok(format!("{} {renewals}", if same { first } else { "different".to_owned() }))
}

fn fingerprint(token: &str) -> String {
    format!("{:x}", Sha256::digest(token)).chars().take(16).collect()
}
