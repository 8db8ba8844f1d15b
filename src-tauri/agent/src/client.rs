//! The side of a command: asks, waits no longer than it has to, and opens nothing but the socket.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::time::Duration;

use trilo_core::secret::Secret;

use crate::listener::{self, Stream};
use crate::place::socket;
use crate::protocol::{Ask, LONGEST, PROTOCOL, Reply, ReplyLine, Wait, ask_line};

/// How long one write or read may take. An agent that is at work says so every second.
const DEADLINE: Duration = Duration::from_secs(4);

/// Asks the agent of a data folder; `None` without one that answers, and then the vault itself is to be asked.
///
/// What keeps the agent waiting is told once for each reason.
pub fn ask(data_folder: &Path, ask: &Ask, waits: impl FnMut(Wait)) -> Option<Reply> {
    let stream = listener::connect(&socket(data_folder), DEADLINE).ok()?;
    match converse(stream, ask, waits) {
        Ok(Reply::Unfit) | Err(_) => None,
        Ok(reply) => Some(reply),
    }
}

fn converse(mut stream: Stream, ask: &Ask, mut waits: impl FnMut(Wait)) -> io::Result<Reply> {
    stream.write_all(ask_line(ask).expose())?;
    let mut reader = BufReader::new(stream);
    let mut told = None;
    loop {
        let line = read_line(&mut reader)?;
        let line: ReplyLine = serde_json::from_slice(line.expose()).map_err(io::Error::other)?;
        if line.protocol != PROTOCOL {
            return Err(io::Error::other("another version of the agent's protocol"));
        }
        if let Some(reply) = line.reply {
            return Ok(reply);
        }
        if line.wait != told {
            told = line.wait;
            told.into_iter().for_each(&mut waits);
        }
    }
}

fn read_line(reader: &mut BufReader<Stream>) -> io::Result<Secret<Vec<u8>>> {
    let mut line = Vec::new();
    let read = reader.by_ref().take(LONGEST).read_until(b'\n', &mut line);
    let line = Secret::new(line);
    if read? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line)
}
