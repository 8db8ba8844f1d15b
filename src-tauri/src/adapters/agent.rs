//! The window as the agent of the command line.

use std::time::Duration;

use trilo_agent::{Agent, Ask, NotListening, Questions};
use trilo_core::{Core, machine};

/// How often it is looked whether another agent has gone, or is to be locked.
const LOOKS_EVERY: Duration = Duration::from_secs(1);

/// Answers commands for as long as the window lives.
///
/// While another process answers for this data folder, a lock in the window is told there, since it closes all of Trilo.
pub async fn answer_commands(core: Core, questions: Questions) {
    let mut was_told = false;
    loop {
        match Agent::listen(core.clone(), &machine::data_folder(), Some(questions.clone())) {
            Ok(agent) => match agent.serve().await {},
            Err(NotListening::Taken) => {}
            // The socket goes into the data folder, which comes with the first vault.
            Err(NotListening::Failed(error)) if error.kind() == std::io::ErrorKind::NotFound => {}
            // Commands find no agent then, and open the vault themselves.
            Err(NotListening::Failed(_)) => return,
        }
        let is_locked = core.was_locked();
        if is_locked && !was_told {
            // An agent that has just gone needs no word.
            let lock = || trilo_agent::ask(&machine::data_folder(), &Ask::Lock, |_| {});
            let _ = tauri::async_runtime::spawn_blocking(lock).await;
        }
        was_told = is_locked;
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}
