//! The way between a command and the agent, as the system has it.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{Accepted, Listener, Stream, connect, is_ours};
#[cfg(windows)]
pub(crate) use windows::{Accepted, Listener, Stream, connect};

/// Why a process does not listen.
#[derive(Debug, thiserror::Error)]
pub enum NotListening {
    /// Another process does.
    #[error("another process answers for this data folder")]
    Taken,
    /// The system does not let it.
    #[error(transparent)]
    Failed(#[from] std::io::Error),
}
