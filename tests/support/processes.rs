//! Processes of the app that nobody but the system knows, such as one that a link started.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The ids of the processes that run a program and have a variable in their environment.
pub(crate) fn running(program: &Path, variable: &str, value: &Path) -> Vec<u32> {
    let wanted = format!("{variable}={}", value.display());
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| {
        fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|file| file == program)
            && fs::read(format!("/proc/{pid}/environ"))
                .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|entry| entry == wanted.as_bytes()))
    })
    .collect()
}

/// Ends a process of ours by force, and waits until it is gone.
pub(crate) fn end(pid: u32) {
    // It may have ended by itself meanwhile.
    let _ = Command::new("kill").args(["-KILL", &pid.to_string()]).output();
    let deadline = Instant::now() + Duration::from_secs(5);
    while is_running(pid) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A process that has ended but that nobody has taken note of does not run.
fn is_running(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, fields)| !fields.trim_start().starts_with(['Z', 'X']))
}
