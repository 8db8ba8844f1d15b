//! A named pipe of this machine. Its default rights let others read but not write, and who cannot ask gets no answer.
//!
//! Not tested: there was no such machine.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::windows::named_pipe::{NamedPipeServer, ServerOptions};

use super::NotListening;

/// A connection of a command.
pub(crate) type Stream = File;

/// Connects to the agent's pipe. The system gives a pipe's file no deadline; the agent keeps its own.
pub(crate) fn connect(pipe: &Path, _: Duration) -> io::Result<Stream> {
    OpenOptions::new().read(true).write(true).open(pipe)
}

/// The pipe that this process listens on.
pub(crate) struct Listener {
    path: PathBuf,
    next: NamedPipeServer,
}

/// A connection of a process that may write to the pipe.
pub(crate) struct Accepted {
    pub(crate) stream: NamedPipeServer,
    /// Not told without code that the compiler cannot check.
    pub(crate) process: Option<u32>,
}

impl Listener {
    /// Makes the pipe, unless another process has.
    pub(crate) fn bind(path: &Path) -> Result<Self, NotListening> {
        let made = ServerOptions::new().first_pipe_instance(true).reject_remote_clients(true).create(path);
        match made {
            Ok(next) => Ok(Self { path: path.to_owned(), next }),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(NotListening::Taken),
            Err(error) => Err(error.into()),
        }
    }

    /// The next connection.
    pub(crate) async fn accept(&mut self) -> io::Result<Option<Accepted>> {
        self.next.connect().await?;
        let next = ServerOptions::new().reject_remote_clients(true).create(&self.path)?;
        let stream = std::mem::replace(&mut self.next, next);
        Ok(Some(Accepted { stream, process: None }))
    }
}
