//! `trilo config`: settings of the vault, which the window has too, and of the command line.

use clap::Subcommand;
use trilo_core::Core;
use trilo_core::settings::Settings;

use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::settings::{CommandLineSettings, TokensOnTerminal};

/// Reads and changes settings.
#[derive(Debug, Subcommand)]
pub enum Config {
    /// List the settings, their values and what they take
    List,
    /// Write one setting's value
    Get {
        /// Its name
        name: String,
    },
    /// Change a setting
    Set {
        /// Its name
        name: String,
        /// Its new value
        value: String,
    },
}

/// A setting that has a name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    TokensTerminal,
    ClipboardClearAfter,
    LockAfterIdle,
    LockWithScreen,
    PrivateMode,
    JournalDays,
    JournalMegabytes,
}

const ALL: [Setting; 7] = [
    Setting::TokensTerminal,
    Setting::ClipboardClearAfter,
    Setting::LockAfterIdle,
    Setting::LockWithScreen,
    Setting::PrivateMode,
    Setting::JournalDays,
    Setting::JournalMegabytes,
];

impl Setting {
    const fn name(self) -> &'static str {
        match self {
            Self::TokensTerminal => "tokens.terminal",
            Self::ClipboardClearAfter => "clipboard.clear-after",
            Self::LockAfterIdle => "lock.after-idle",
            Self::LockWithScreen => "lock.with-screen",
            Self::PrivateMode => "privacy.private-mode",
            Self::JournalDays => "journal.days",
            Self::JournalMegabytes => "journal.megabytes",
        }
    }

    const fn takes(self) -> &'static str {
        match self {
            Self::TokensTerminal => "allow | refuse: whether tokens are written to a terminal",
            Self::ClipboardClearAfter => "seconds from 10 to 600 | never: when a copied token goes",
            Self::LockAfterIdle => "minutes from 1 to 1440 | never: when the window locks the vault",
            Self::LockWithScreen => "true | false: whether the window locks the vault with the screen",
            Self::PrivateMode => "true | false: whether profiles are kept in memory only",
            Self::JournalDays => "days from 1 to 730: for how long attempts are kept",
            Self::JournalMegabytes => "megabytes from 1 to 1000: how much attempts may take",
        }
    }

    fn named(name: &str) -> Result<Self, Failure> {
        ALL.into_iter().find(|setting| setting.name() == name).ok_or_else(|| Failure::Unusable {
            what: name.to_owned(),
            why: format!("the settings are {}", ALL.map(Self::name).join(", ")),
        })
    }

    fn value(self, vault: &Settings, own: &CommandLineSettings) -> String {
        let or_never = |value: Option<u32>| value.map_or_else(|| "never".to_owned(), |value| value.to_string());
        match self {
            Self::TokensTerminal => match own.tokens_on_terminal {
                TokensOnTerminal::Allow => "allow".to_owned(),
                TokensOnTerminal::Refuse => "refuse".to_owned(),
            },
            Self::ClipboardClearAfter => or_never(vault.clear_clipboard_after),
            Self::LockAfterIdle => or_never(vault.lock_after_idle),
            Self::LockWithScreen => vault.lock_with_screen.to_string(),
            Self::PrivateMode => vault.private_mode.to_string(),
            Self::JournalDays => vault.journal_days.to_string(),
            Self::JournalMegabytes => vault.journal_megabytes.to_string(),
        }
    }

    fn set(self, core: &Core, value: &str) -> Result<(), Failure> {
        let wrong = || Failure::Unusable { what: self.name().to_owned(), why: format!("it takes {}", self.takes()) };
        let number = || if value == "never" { Ok(None) } else { value.parse().map(Some).map_err(|_| wrong()) };
        let count = || value.parse().map_err(|_| wrong());
        let truth = || value.parse().map_err(|_| wrong());
        let settings = core.settings()?;
        let changed = match self {
            Self::TokensTerminal => {
                let tokens_on_terminal = match value {
                    "allow" => TokensOnTerminal::Allow,
                    "refuse" => TokensOnTerminal::Refuse,
                    _ => return Err(wrong()),
                };
                return CommandLineSettings { tokens_on_terminal, ..CommandLineSettings::read()? }.keep();
            }
            Self::ClipboardClearAfter => Settings { clear_clipboard_after: number()?, ..settings },
            Self::LockAfterIdle => Settings { lock_after_idle: number()?, ..settings },
            Self::LockWithScreen => Settings { lock_with_screen: truth()?, ..settings },
            Self::PrivateMode => Settings { private_mode: truth()?, ..settings },
            Self::JournalDays => Settings { journal_days: count()?, ..settings },
            Self::JournalMegabytes => Settings { journal_megabytes: count()?, ..settings },
        };
        core.put_settings(changed)?;
        Ok(())
    }
}

impl Config {
    /// Reads or changes settings.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::open().await?;
        let value = |setting: Setting| -> Result<String, Failure> {
            Ok(setting.value(&core.settings()?, &CommandLineSettings::read()?))
        };
        match self {
            Self::List => {
                let mut values = serde_json::Map::new();
                let mut words = String::new();
                for setting in ALL {
                    let value = value(setting)?;
                    words.push_str(&format!("{} = {value}    # {}\n", setting.name(), setting.takes()));
                    values.insert(setting.name().to_owned(), value.into());
                }
                output.answer(&values, &words)?;
            }
            Self::Get { name } => {
                let value = value(Setting::named(&name)?)?;
                output.answer(&value, &value)?;
            }
            Self::Set { name, value: wanted } => {
                let setting = Setting::named(&name)?;
                setting.set(&core, &wanted)?;
                let value = value(setting)?;
                output.answer(&value, &format!("{} = {value}", setting.name()))?;
            }
        }
        Ok(Exit::Done)
    }
}
