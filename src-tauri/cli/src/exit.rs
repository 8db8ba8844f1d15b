//! How `trilo` ends: numbers that scripts may rely on.

use std::collections::BTreeMap;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::output::Output;

/// Why a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It did what it was asked to.
    Done,
    /// It failed in a way that has no number of its own.
    Failed,
    /// The command line is wrong.
    Usage,
    /// Nobody is signed in, or the account has to sign in again.
    SignInNeeded,
    /// The vault or the key store is locked or cannot be used.
    VaultClosed,
    /// The network, a proxy or the server failed.
    Network,
    /// A scope or a right is missing.
    ScopeMissing,
    /// There is no registration, account or site of that name, or more than one.
    NotFound,
    /// The person refused, or did not answer in time.
    Declined,
    /// It was interrupted from the keyboard.
    Interrupted,
    /// What a program that was run ended with.
    Of(u8),
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::SignInNeeded => 3,
            Self::VaultClosed => 4,
            Self::Network => 5,
            Self::ScopeMissing => 6,
            Self::NotFound => 7,
            Self::Declined => 8,
            Self::Interrupted => 130,
            Self::Of(number) => number,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

/// Tells what the numbers mean.
pub fn tell(output: Output) -> Result<Exit, Failure> {
    let meanings: BTreeMap<_, _> = EXIT_CODES.lines().filter_map(|line| line.trim().split_once("  ")).collect();
    output.answer(&meanings, EXIT_CODES)?;
    Ok(Exit::Done)
}

/// The numbers in words, for `trilo help` and the manual.
pub const EXIT_CODES: &str = "\
Exit codes:
    0  done
    1  failed; standard error says why
    2  the command line is wrong
    3  nobody is signed in, or the account has to sign in again
    4  the vault or the key store is locked or cannot be used
    5  the network, a proxy or Atlassian's server failed
    6  a scope or a right is missing
    7  no registration, account or site of that name, or more than one
    8  the person refused, or did not answer in time
  130  interrupted from the keyboard
`trilo exec` ends as the program that it runs does.";
