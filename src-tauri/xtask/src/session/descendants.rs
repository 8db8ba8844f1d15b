//! Everything that was started in a session, however it was started, ends with it.

use std::thread::{self, sleep};
use std::time::{Duration, Instant};
use std::{fs, io};

use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, wait};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// How long a process may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(5);

/// From now on, orphans among our descendants become our children, so that none is lost from sight.
pub fn adopt_orphans() -> rustix::io::Result<()> {
    set_child_subreaper(Some(getpid()))
}

/// From now on, Ctrl-C and the like end our descendants instead of us, so that we can still clean up after them.
pub fn take_interruptions() -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    thread::spawn(move || {
        for _ in signals.forever() {
            send(Signal::TERM);
            sleep(GRACE);
            send(Signal::KILL);
        }
    });
    Ok(())
}

/// Asks all our descendants to end, and ends those that do not.
pub fn end() {
    send(Signal::TERM);
    let deadline = Instant::now() + GRACE;
    while !reap_all() && Instant::now() < deadline {
        sleep(Duration::from_millis(20));
    }
    while !reap_all() {
        send(Signal::KILL);
        sleep(Duration::from_millis(20));
    }
}

fn send(signal: Signal) {
    for pid in descendants() {
        // It may have ended meanwhile.
        let _ = kill_process(pid, signal);
    }
}

/// Takes note of children that have ended; `true` when there is none left.
fn reap_all() -> bool {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) => {}
            Ok(None) => return false,
            Err(_) => return true,
        }
    }
}

fn descendants() -> Vec<Pid> {
    let processes = processes();
    let mut found = vec![getpid()];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(processes.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    found.split_off(1)
}

/// Every process and its parent.
fn processes() -> Vec<(Pid, Pid)> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter_map(|pid| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        Some((Pid::from_raw(pid)?, parent(&stat)?))
    })
    .collect()
}

/// The parent's id is the second field after the name, which is in parentheses and may hold anything.
fn parent(stat: &str) -> Option<Pid> {
    let (_, fields) = stat.rsplit_once(')')?;
    Pid::from_raw(fields.split_whitespace().nth(1)?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_hide_the_parent() {
        assert_eq!(parent("42 (odd) name (x)) S 7 42 42 0").map(Pid::as_raw_nonzero).map(i32::from), Some(7));
    }

    #[test]
    fn the_first_process_has_no_parent() {
        assert_eq!(parent("1 (init) S 0 1 1 0"), None);
    }
}
