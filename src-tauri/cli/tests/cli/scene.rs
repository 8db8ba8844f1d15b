use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use trilo_sandbox::{GrantType, Landing, Registration, Sandbox, ScriptedBrowser, scopes, stock};
use url::Url;

pub const SECRET: &str = "ATOAcanary-of-the-command-line-client-secret";
pub const CLIENT_ID: &str = "ClientOfTheCommandLine00000000001";
pub const PASSPHRASE: &str = "canary passphrase of a vault";

/// A machine with a data folder, a vault under a passphrase and a sandbox of its own.
pub struct Scene {
    folder: TempDir,
    pub sandbox: Sandbox,
    pub callback: String,
}

impl Scene {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passphrase");
        fs::write(&file, format!("{PASSPHRASE}\n")).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
        let callback = format!("http://localhost:{}/api/auth/atlassian", free_port());
        let registration = Registration {
            name: "Command line".to_owned(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: SECRET.to_owned(),
            callbacks: vec![callback.clone(), stock::DEEP_LINK_CALLBACK.to_owned()],
            scopes: scopes::console_scopes(),
            sharing: true,
            owner: stock::MIRA.to_owned(),
            grant_type: GrantType::AccountLevel,
            reviewed: true,
        };
        let sandbox = Sandbox::builder().registration(registration).start().await.unwrap();
        Self { folder, sandbox, callback }
    }

    /// The same with a registration called `dev`.
    pub async fn registered() -> Self {
        let scene = Self::new().await;
        let added = scene.run(&scene.adding("dev"));
        assert!(added.status.success(), "{}", stderr(&added));
        scene
    }

    /// The same with Mira signed in.
    pub async fn signed_in() -> Self {
        let scene = Self::registered().await;
        let (mut login, url) = scene.begin_login(&[]);
        ScriptedBrowser::new("mira@example.com").visit(&url).await.unwrap();
        assert!(login.wait().unwrap().success());
        scene
    }

    pub fn adding<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        let base = self.sandbox.api_url().to_string();
        // A test's few bytes may stay.
        let base: &str = Box::leak(base.into_boxed_str());
        let mut arguments = vec!["registrations", "add", name, "--client-id", CLIENT_ID];
        arguments.extend(["--client-secret-env", "CANARY_SECRET", "--callback", &self.callback]);
        arguments.extend(["--callback", stock::DEEP_LINK_CALLBACK]);
        arguments.extend(["--authorization-url", base, "--api-url", base]);
        arguments.extend(["--scopes", "read:jira-work read:jira-user"]);
        arguments
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trilo"));
        for name in
            ["TRILO_ACCOUNT", "TRILO_REGISTRATION", "TRILO_API_URL", "TRILO_AUTHORIZATION_URL", "SSH_CONNECTION"]
        {
            command.env_remove(name);
        }
        command.args(arguments).env("TRILO_DATA_DIR", self.folder()).env("CANARY_SECRET", SECRET);
        command.env("TRILO_PASSPHRASE_FILE", self.folder.path().join("passphrase"));
        // The session's own folder is a short path, and this test's alone.
        command.env("XDG_RUNTIME_DIR", self.folder.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// The JSON that a command which succeeds answers.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stdout(&output)))
    }

    /// The JSON that a command answers, however it ends.
    pub fn json_of_any(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
    }

    /// Begins `trilo login --no-browser`, and gives the address that it prints on a line of its own.
    pub fn begin_login(&self, more: &[&str]) -> (Child, Url) {
        let mut arguments = vec!["login", "--registration", "dev", "--no-browser"];
        arguments.extend(more);
        let mut command = self.command(&arguments);
        let mut login = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(login.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        (login, line.trim_end().parse().unwrap_or_else(|error| panic!("{error}: {line:?}")))
    }
}

/// Pastes a text into a command that waits, as a person does.
pub fn paste(child: &mut Child, text: &str) {
    let input = child.stdin.as_mut().unwrap();
    writeln!(input, "{text}").unwrap();
    input.flush().unwrap();
}

/// The address that a person's browser would hand to the program behind a link.
pub async fn link_after_consent(person: &str, url: &Url) -> String {
    match ScriptedBrowser::new(person).visit(url).await {
        Ok(Landing::CustomScheme(url)) => url.to_string(),
        Ok(other) => panic!("{other:?}"),
        Err(error) => panic!("{error}"),
    }
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn code_of(output: &Output) -> String {
    let told: Value = serde_json::from_str(stderr(output).lines().last().unwrap_or_default()).unwrap();
    told["code"].as_str().unwrap().to_owned()
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
