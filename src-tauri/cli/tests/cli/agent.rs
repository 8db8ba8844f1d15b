//! The agent: the same answers, faster, and closed by a lock.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::scene::{Scene, code_of, stderr, stdout};

/// A running `trilo agent`, which ends with the test.
struct RunningAgent {
    process: Child,
    socket: String,
}

impl RunningAgent {
    fn start(scene: &Scene) -> Self {
        Self::of(scene.command(&["agent", "--json"]))
    }

    fn of(mut command: Command) -> Self {
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut told = BufReader::new(process.stdout.as_mut().unwrap());
        let mut text = String::new();
        while !text.ends_with("}\n") {
            assert!(told.read_line(&mut text).unwrap() > 0, "{text}");
        }
        let told: Value = serde_json::from_str(&text).unwrap();
        Self { process, socket: told["socket"].as_str().unwrap().to_owned() }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for RunningAgent {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// A command that can reach the vault only through the agent.
fn without_passphrase(scene: &Scene, arguments: &[&str]) -> Output {
    let mut command = scene.command(arguments);
    command.env_remove("TRILO_PASSPHRASE_FILE").stdin(Stdio::null()).output().unwrap()
}

/// The path of the socket of an agent that is not there, in its folder.
fn prepared_socket(scene: &Scene) -> String {
    let socket = scene.json_of_any(&["agent", "status", "--json"])["socket"].as_str().unwrap().to_owned();
    fs::create_dir_all(std::path::Path::new(&socket).parent().unwrap()).unwrap();
    socket
}

/// A token's JSON without what passes with time.
fn timeless(output: &Output) -> Value {
    let mut told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(output)));
    told.as_object_mut().unwrap().remove("expires_in");
    told
}

/// What `trilo attempts` tells of programs, once it tells something: it is written after the answer.
fn requests(scene: &Scene) -> Vec<Value> {
    let begun = Instant::now();
    loop {
        let attempts = scene.json(&["attempts", "--json"]);
        let all = attempts.as_array().unwrap().iter().filter(|attempt| attempt["kind"] == "programRequest");
        let requests: Vec<_> = all.cloned().collect();
        if !requests.is_empty() {
            return requests;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "no request was recorded");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_agent_and_without_the_answers_are_the_same() {
    let scene = Scene::signed_in().await;
    let questions: [&[&str]; 7] = [
        &["token"],
        &["token", "--format", "env"],
        &["token", "--site", "northwind", "--format", "header"],
        &["token", "--scopes-needed", "write:jira-work", "--json"],
        &["token", "--site", "nowhere", "--json"],
        &["token", "--account", "nobody", "--json"],
        &["exec", "--site", "northwind", "--", "sh", "-c", "echo $TRILO_TOKEN $ATLASSIAN_CLOUD_ID $ATLASSIAN_API_URL"],
    ];
    let answers = |scene: &Scene| {
        questions.map(|question| {
            let output = scene.run(question);
            (output.status.code(), stdout(&output), stderr(&output))
        })
    };
    let (before, json) = (answers(&scene), timeless(&scene.run(&["token", "--site", "northwind", "--json"])));
    let agent = RunningAgent::start(&scene);
    assert_eq!(answers(&scene), before);
    assert_eq!(timeless(&scene.run(&["token", "--site", "northwind", "--json"])), json);
    let alone = without_passphrase(&scene, &["token"]);
    assert_eq!(stdout(&alone), before[0].1, "the agent has the vault's key, the command has not: {}", stderr(&alone));
    drop(agent);
    assert_eq!(code_of(&without_passphrase(&scene, &["token", "--json"])), "vaultLocked");
    assert_eq!(answers(&scene), before, "a socket that an agent left behind is in nobody's way");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_closes_the_agent_and_every_command_until_it_is_unlocked() {
    let scene = Scene::signed_in().await;
    let _agent = RunningAgent::start(&scene);
    assert!(without_passphrase(&scene, &["token"]).status.success());
    assert_eq!(scene.json(&["vault", "lock", "--json"])["state"], "locked");
    for command in [["token", "--json"], ["accounts", "--json"]] {
        let refused = scene.run(&command);
        assert_eq!((refused.status.code(), code_of(&refused).as_str()), (Some(4), "vaultLocked"));
        assert_eq!(stdout(&refused), "");
    }
    assert_eq!(scene.json(&["agent", "status", "--json"])["vault"], "locked");
    let wrong = scene.folder().with_file_name("wrong");
    fs::write(&wrong, "not the passphrase at all").unwrap();
    fs::set_permissions(&wrong, fs::Permissions::from_mode(0o600)).unwrap();
    let mut command = scene.command(&["vault", "unlock", "--json"]);
    let refused = command.env("TRILO_PASSPHRASE_FILE", &wrong).output().unwrap();
    assert_eq!(code_of(&refused), "passphraseWrong");
    assert_eq!(scene.json(&["vault", "unlock", "--json"])["state"], "open");
    assert!(without_passphrase(&scene, &["token"]).status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_starts_without_the_passphrase_gets_it_later() {
    let scene = Scene::signed_in().await;
    let mut command = scene.command(&["agent", "--json"]);
    command.env_remove("TRILO_PASSPHRASE_FILE");
    let _agent = RunningAgent::of(command);
    assert_eq!(scene.json(&["agent", "status", "--json"])["vault"], "closed");
    assert!(scene.run(&["token"]).status.success(), "nobody locked it, so a command may open the vault itself");
    assert!(!without_passphrase(&scene, &["token"]).status.success());
    assert!(scene.run(&["vault", "unlock"]).status.success());
    assert!(without_passphrase(&scene, &["token"]).status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_in_the_journal_with_the_program_that_asked_and_without_the_token() {
    let scene = Scene::signed_in().await;
    let _agent = RunningAgent::start(&scene);
    let script = scene.folder().with_file_name("deploy.sh");
    fs::write(&script, format!("#!/bin/sh\n'{}' token > /dev/null\nexit 0\n", env!("CARGO_BIN_EXE_trilo"))).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
    let mut command = scene.command(&[]);
    let mut as_script = Command::new(&script);
    for (name, value) in command.stdin(Stdio::null()).get_envs() {
        value.map(|value| as_script.env(name, value));
    }
    assert!(as_script.status().unwrap().success());
    let request = requests(&scene).remove(0);
    assert_eq!(request["outcome"], "succeeded");
    assert!(request["account"].is_string() && request["registration_id"].is_string());
    let program = request["steps"][0]["fact"].as_str().unwrap();
    assert!(program.starts_with("deploy.sh ("), "{program}");
    assert!(!request.to_string().contains(&stdout(&scene.run(&["token"]))));
    assert!(stdout(&scene.run(&["attempts"])).contains("program request by deploy.sh"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_has_to_be_asked_about_is_refused_without_a_window() {
    let scene = Scene::signed_in().await;
    let _agent = RunningAgent::start(&scene);
    scene.json(&["config", "set", "agent.ask-programs", "true", "--json"]);
    let refused = scene.run(&["token", "--json"]);
    assert_eq!((refused.status.code(), code_of(&refused).as_str()), (Some(8), "nobodyToAsk"));
    let request = requests(&scene).remove(0);
    assert_eq!(request["outcome"], "denied");
    let program = request["steps"][0]["fact"].as_str().unwrap();
    scene.json(&["agent", "allow", program, "--json"]);
    assert!(scene.run(&["token"]).status.success(), "the answer is remembered");
    scene.json(&["agent", "refuse", program, "--json"]);
    let refused = scene.run(&["token", "--json"]);
    assert_eq!((refused.status.code(), code_of(&refused).as_str()), (Some(8), "programRefused"));
    assert_eq!(scene.json(&["agent", "programs", "--json"])[0]["allowed"], false);
    assert_eq!(scene.json(&["agent", "forget", program, "--json"]), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_answer_as_an_agent_does_is_passed_by() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    let socket = prepared_socket(&scene);
    for answer in ["{\"protocol\":2,\"reply\":{\"secret\":\"x\"}}\n", "no json\n", ""] {
        let _ = fs::remove_file(&socket);
        let listener = UnixListener::bind(&socket).unwrap();
        let other = std::thread::spawn(move || {
            // The token's own question, and then the vault's.
            for _ in 0..2 {
                let (mut stream, _) = listener.accept().unwrap();
                BufReader::new(stream.try_clone().unwrap()).read_line(&mut String::new()).unwrap();
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        assert_eq!(stdout(&scene.run(&["token"])), token, "{answer:?}");
        other.join().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_hangs_keeps_a_command_only_for_a_while() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    let agent = RunningAgent::start(&scene);
    agent.signal("-STOP");
    let begun = Instant::now();
    let answered = scene.run(&["token"]);
    agent.signal("-CONT");
    assert_eq!(stdout(&answered), token);
    assert!(begun.elapsed() < Duration::from_secs(40), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_question_is_answered_without_a_secret_and_silence_is_ended() {
    let scene = Scene::signed_in().await;
    let agent = RunningAgent::start(&scene);
    let ask = |line: &str| {
        let mut stream = UnixStream::connect(&agent.socket).unwrap();
        stream.write_all(line.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    for line in
        ["\n", "{}\n", "{\"protocol\":2,\"ask\":\"status\"}\n", "{\"protocol\":1,\"ask\":{\"everything\":{}}}\n"]
    {
        assert_eq!(ask(line), "{\"protocol\":1,\"reply\":\"unfit\"}\n", "{line:?}");
    }
    let overridden =
        "{\"protocol\":1,\"overrides\":{\"TRILO_API_URL\":\"http://localhost:1\"},\"ask\":{\"token\":{}}}\n";
    assert_eq!(ask(overridden), "{\"protocol\":1,\"reply\":\"unfit\"}\n", "it would be of another Atlassian");
    let begun = Instant::now();
    assert_eq!(UnixStream::connect(&agent.socket).unwrap().read_to_string(&mut String::new()).unwrap(), 0);
    assert!(begun.elapsed() < Duration::from_secs(10), "who says nothing is not waited for");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_user_gets_neither_in_nor_an_answer() {
    let scene = Scene::signed_in().await;
    let agent = RunningAgent::start(&scene);
    let socket = std::path::Path::new(&agent.socket);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(socket), mode(socket.parent().unwrap())), (0o600, 0o700));
    let asks = "import socket,sys\ns=socket.socket(socket.AF_UNIX)\ns.settimeout(20)\ns.connect(sys.argv[1])\n\
                s.sendall(b'{\"protocol\":1,\"ask\":{\"token\":{}}}\\n')\nprint(len(s.recv(100000)))";
    let as_nobody = |socket: &str| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "python3", "-c", asks, socket]);
        command.output().ok()
    };
    let probe = Command::new("setpriv").args(["--reuid=65534", "--clear-groups", "python3", "--version"]).output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        // Only root can become another user, and only with python3 can it ask as one.
        return;
    }
    let refused = as_nobody(&agent.socket).unwrap();
    assert!(!refused.status.success(), "the folder keeps others out");
    assert!(stderr(&refused).contains("Permission"), "{}", stderr(&refused));
    // Even through a door that somebody opened.
    for path in socket.ancestors().take_while(|path| path.starts_with(std::env::temp_dir()) || *path == socket) {
        if path != std::env::temp_dir() {
            fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        }
    }
    let refused = as_nobody(&agent.socket).unwrap();
    assert!(stdout(&refused).trim() == "0" || stderr(&refused).contains("Connection reset"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_one_agent_for_each_data_folder() {
    let scene = Scene::signed_in().await;
    let agent = RunningAgent::start(&scene);
    let second = scene.run(&["agent", "--json"]);
    assert_eq!((second.status.code(), code_of(&second).as_str()), (Some(2), "argumentUnusable"));
    let other = Scene::registered().await;
    let beside = RunningAgent::start(&other);
    assert_ne!(beside.socket, agent.socket);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_takes_the_socket_that_it_is_given() {
    let scene = Scene::signed_in().await;
    let socket = prepared_socket(&scene);
    let given = "import os,socket,sys\ns=socket.socket(socket.AF_UNIX)\ns.bind(sys.argv[1])\ns.listen()\n\
                 os.dup2(s.fileno(),3)\nos.set_inheritable(3,True)\nos.environ.update(LISTEN_FDS='1',LISTEN_PID=str(os.getpid()))\n\
                 os.execv(sys.argv[2],sys.argv[2:])";
    let trilo = scene.command(&[]);
    let mut command = Command::new("python3");
    command.args(["-c", given, &socket, env!("CARGO_BIN_EXE_trilo"), "agent", "--json"]);
    for (name, value) in trilo.get_envs() {
        value.map(|value| command.env(name, value));
    }
    if Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let mut agent = RunningAgent::of(command);
    assert!(without_passphrase(&scene, &["token"]).status.success());
    agent.signal("-TERM");
    assert!(agent.process.wait().unwrap().success(), "it ends when it is asked to");
    assert!(std::path::Path::new(&socket).exists(), "the socket stays with who made it");
}
