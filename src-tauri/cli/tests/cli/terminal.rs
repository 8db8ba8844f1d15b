//! A person at a terminal, which tmux plays.
#![cfg(unix)]

use std::process::Command;
use std::time::{Duration, Instant};

use trilo_sandbox::ScriptedBrowser;
use url::Url;

use crate::scene::{PASSPHRASE, Scene, stdout};

/// A terminal with a shell in it.
struct Terminal {
    /// tmux's server, which is this test's alone.
    folder: std::path::PathBuf,
}

impl Terminal {
    /// `None` on a machine without tmux.
    fn open(scene: &Scene) -> Option<Self> {
        Command::new("tmux").arg("-V").output().ok()?;
        let terminal = Self { folder: scene.folder().parent().unwrap().to_owned() };
        let mut command = terminal.tmux(&["-f", "/dev/null", "new-session", "-d", "-x", "160", "-y", "50"]);
        let trilo = scene.command(&[]);
        for (name, value) in trilo.get_envs().filter(|(name, _)| *name != "TRILO_PASSPHRASE_FILE") {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let folder = std::path::Path::new(env!("CARGO_BIN_EXE_trilo")).parent().unwrap().display();
        let path = format!("{folder}:{}", std::env::var("PATH").unwrap());
        let opened =
            command.args(["env", "-u", "TRILO_PASSPHRASE_FILE", "PS1=$ "]).env("PATH", path).arg("sh").output();
        assert!(opened.unwrap().status.success());
        Some(terminal)
    }

    fn tmux(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("tmux");
        command.env_remove("TMUX").env("TMUX_TMPDIR", &self.folder).args(arguments);
        command
    }

    fn types(&self, text: &str) {
        assert!(self.tmux(&["send-keys", text, "Enter"]).status().unwrap().success());
    }

    /// What the terminal shows, lines that were broken put together.
    fn shows(&self) -> String {
        stdout(&self.tmux(&["capture-pane", "-p", "-J", "-S", "-200"]).output().unwrap())
    }

    fn waits_for(&self, words: &str) -> String {
        let begun = Instant::now();
        loop {
            let shown = self.shows();
            if shown.contains(words) {
                return shown;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "{words:?} does not come:\n{shown}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Its server may have ended with its last shell.
        let _ = self.tmux(&["kill-server"]).output();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_gets_a_token_at_a_terminal() {
    let scene = Scene::registered().await;
    let Some(terminal) = Terminal::open(&scene) else { return };
    terminal.types("trilo login --registration dev --no-browser");
    terminal.waits_for("Passphrase of the vault:");
    terminal.types("not the right passphrase");
    terminal.waits_for("passphraseWrong");
    terminal.types("clear; trilo login --registration dev --no-browser");
    terminal.waits_for("Passphrase of the vault:");
    terminal.types(PASSPHRASE);
    let shown = terminal.waits_for("/authorize?");
    let url: Url = shown.lines().find(|line| line.starts_with("http")).unwrap().trim().parse().unwrap();
    ScriptedBrowser::new("mira@example.com").visit(&url).await.unwrap();
    let shown = terminal.waits_for("Signed in as Mira Okafor");
    assert!(shown.contains("✓ the code was exchanged"), "a person who watches sees it go on:\n{shown}");
    assert!(!shown.contains(PASSPHRASE), "what is typed for a secret is not shown");
    terminal.types("clear; trilo config set tokens.terminal refuse");
    terminal.waits_for("Passphrase of the vault:");
    terminal.types(PASSPHRASE);
    terminal.waits_for("tokens.terminal = refuse");
    terminal.types("clear; trilo token; echo code $?");
    let shown = terminal.waits_for("code 1");
    assert!(shown.contains("terminalRefused"), "{shown}");
    terminal.types("clear; trilo token | wc -c");
    terminal.waits_for("Passphrase of the vault:");
    terminal.types(PASSPHRASE);
    let token = stdout(&scene.run(&["token"]));
    terminal.waits_for(&format!("\n{}\n", token.len()));
    assert!(!terminal.shows().contains(&token));
}
