//! A Unix socket that only its user can reach.

use std::fs::{self, DirBuilder, File, Metadata, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener as Socket, UnixStream as Connection};
use std::path::{Path, PathBuf};
use std::time::Duration;

use listenfd::ListenFd;
use rustix::process::geteuid;
use tokio::net::{UnixListener, UnixStream};

use super::NotListening;

/// A connection of a command.
pub(crate) type Stream = Connection;

/// Connects to the agent's socket, if it is this user's; every read and write has a deadline.
pub(crate) fn connect(socket: &Path, deadline: Duration) -> io::Result<Stream> {
    let file = fs::symlink_metadata(socket)?;
    if !file.file_type().is_socket() || !is_ours(&file) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let stream = Connection::connect(socket)?;
    stream.set_read_timeout(Some(deadline))?;
    stream.set_write_timeout(Some(deadline))?;
    Ok(stream)
}

/// Whether a file belongs to this process' user.
pub(crate) fn is_ours(file: &Metadata) -> bool {
    file.uid() == geteuid().as_raw()
}

/// The socket that this process listens on.
pub(crate) struct Listener {
    socket: UnixListener,
    /// The socket's file, to remove at the end; `None` if systemd made it.
    made: Option<PathBuf>,
    /// Held as long as this process is the one that listens; the system releases it however the process ends.
    _alone: File,
}

/// A connection whose other end is this user's.
pub(crate) struct Accepted {
    pub(crate) stream: UnixStream,
    /// The other end's process, where the system tells it.
    pub(crate) process: Option<u32>,
}

impl Listener {
    /// Listens on the socket, or takes the one that systemd listens on for this process.
    pub(crate) fn bind(socket: &Path) -> Result<Self, NotListening> {
        let folder = socket.parent().unwrap_or(Path::new("/"));
        make_private(folder)?;
        let given = ListenFd::from_env().take_unix_listener(0)?;
        let alone = alone(&socket.with_extension("lock"), given.is_some())?;
        let (listener, made) = match given {
            Some(given) => (given, None),
            None => (bound(socket)?, Some(socket.to_owned())),
        };
        listener.set_nonblocking(true)?;
        Ok(Self { socket: UnixListener::from_std(listener)?, made, _alone: alone })
    }

    /// The next connection of this user; `None` for one of another.
    pub(crate) async fn accept(&mut self) -> io::Result<Option<Accepted>> {
        let (stream, _) = self.socket.accept().await?;
        let peer = stream.peer_cred()?;
        let process = peer.pid().and_then(|pid| u32::try_from(pid).ok());
        Ok(admits(peer.uid()).then_some(Accepted { stream, process }))
    }
}

/// Whether a user may ask this process. Root may do without asking, so it is no exception.
fn admits(user: u32) -> bool {
    user == geteuid().as_raw()
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(socket) = &self.made {
            // What stays is found to be stale by the next one.
            let _ = fs::remove_file(socket);
        }
    }
}

/// Makes the socket's folder, which nobody else may even look into. What it is in has to be there: where nothing is
/// kept, no data folder is made for a socket.
fn make_private(folder: &Path) -> io::Result<()> {
    const MODE: u32 = 0o700;
    match DirBuilder::new().mode(MODE).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let found = fs::symlink_metadata(folder)?;
    if !found.is_dir() || !is_ours(&found) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the folder belongs to another user"));
    }
    if found.mode() & 0o777 != MODE {
        fs::set_permissions(folder, Permissions::from_mode(MODE))?;
    }
    Ok(())
}

/// Takes the place of the one that listens. Whoever systemd starts waits a little: the window that looked whether
/// somebody listens may have woken it, and holds the place until it has seen so.
fn alone(file: &Path, is_started_by_systemd: bool) -> Result<File, NotListening> {
    const POLL: Duration = Duration::from_millis(50);
    const POLLS: u32 = 40;
    let file = File::create(file)?;
    let mut patience = if is_started_by_systemd { POLLS } else { 0 };
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if patience > 0 => {
                patience -= 1;
                std::thread::sleep(POLL);
            }
            Err(TryLockError::WouldBlock) => return Err(NotListening::Taken),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

/// Makes the socket, in place of one that nobody listens on any more.
fn bound(socket: &Path) -> Result<Socket, NotListening> {
    const MODE: u32 = 0o600;
    if fs::symlink_metadata(socket).is_ok() {
        if Connection::connect(socket).is_ok() {
            // Such as systemd, which starts an agent for the first who asks.
            return Err(NotListening::Taken);
        }
        fs::remove_file(socket)?;
    }
    let listener = Socket::bind(socket)?;
    // Until here the folder keeps others out.
    fs::set_permissions(socket, Permissions::from_mode(MODE))?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[tokio::test]
    async fn the_socket_and_its_folder_are_for_their_user_alone() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("trilo");
        DirBuilder::new().mode(0o755).create(&folder).unwrap();
        let socket = folder.join("agent.sock");
        let listener = Listener::bind(&socket).unwrap();
        assert_eq!((mode(&folder), mode(&socket)), (0o700, 0o600));
        assert!(matches!(Listener::bind(&socket), Err(NotListening::Taken)), "one listens for each data folder");
        drop(listener);
        assert!(!socket.exists());
    }

    #[tokio::test]
    async fn a_socket_that_a_process_left_behind_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        let socket = home.path().join("agent.sock");
        drop(Socket::bind(&socket).unwrap());
        assert!(socket.exists(), "nobody removes it with its process");
        assert!(connect(&socket, Duration::from_secs(1)).is_err());
        let _listener = Listener::bind(&socket).unwrap();
        assert!(connect(&socket, Duration::from_secs(1)).is_ok());
    }

    #[test]
    fn another_user_is_not_admitted_and_root_neither() {
        let own = geteuid().as_raw();
        assert!(admits(own) && !admits(own + 1) && (own == 0 || !admits(0)));
    }

    #[test]
    fn a_link_or_a_file_in_the_sockets_place_is_not_asked() {
        let home = tempfile::tempdir().unwrap();
        let (socket, link) = (home.path().join("real.sock"), home.path().join("agent.sock"));
        let _listener = Socket::bind(&socket).unwrap();
        std::os::unix::fs::symlink(&socket, &link).unwrap();
        assert!(connect(&link, Duration::from_secs(1)).is_err());
    }
}
