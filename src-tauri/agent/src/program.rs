//! Which program asks. A help for the person, no proof: programs of one user can pretend to be each other.

use std::fmt;

use trilo_core::authorization::callback::bounded;

/// A program that asks for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its name, such as that of a script.
    pub name: String,
    /// Its file, where the system tells it; of a script, that of its interpreter.
    pub file: Option<String>,
}

impl Program {
    /// The program of a process, or the one that called it if the process is `trilo` itself.
    #[must_use]
    pub fn of(process: Option<u32>) -> Self {
        process.and_then(system::program_of).unwrap_or_else(|| match process {
            Some(process) => Self { name: format!("process {process}"), file: None },
            None => Self { name: "a program".to_owned(), file: None },
        })
    }

    #[cfg(target_os = "linux")]
    fn new(name: &str, file: Option<&str>) -> Self {
        Self { name: bounded(name), file: file.map(bounded) }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(formatter, "{} ({file})", self.name),
            None => formatter.write_str(&self.name),
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;
    use std::path::PathBuf;

    use super::Program;

    /// The name of the command line, which asks on behalf of its caller.
    const COMMAND_LINE: &str = "trilo";
    /// How many of Trilo's processes may call each other.
    const DEEPEST: usize = 4;

    pub(super) fn program_of(process: u32) -> Option<Program> {
        let mut process = process;
        for _ in 0..DEEPEST {
            let file = fs::read_link(format!("/proc/{process}/exe")).ok();
            let is_ours = file.as_ref().and_then(|file| file.file_name()).is_some_and(|name| name == COMMAND_LINE);
            match parent_of(process).filter(|parent| is_ours && *parent > 1) {
                Some(parent) => process = parent,
                None => return named(process, file.as_ref()),
            }
        }
        None
    }

    fn named(process: u32, file: Option<&PathBuf>) -> Option<Program> {
        let name = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
        Some(Program::new(name.trim_end(), file.and_then(|file| file.to_str())))
    }

    /// The fourth field of `stat` (`proc_pid_stat(5)`); the second one is a name that may hold anything.
    fn parent_of(process: u32) -> Option<u32> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub(super) const fn program_of(_: u32) -> Option<super::Program> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_name_and_file() {
        let program = Program::of(Some(std::process::id()));
        assert!(program.file.is_some_and(|file| file.contains("trilo_agent")), "the test's own file");
        assert_eq!(Program::of(Some(u32::MAX)).name, format!("process {}", u32::MAX));
    }
}
