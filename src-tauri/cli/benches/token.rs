//! `trilo token` beside its likes, in one run on one machine: with an agent and without, with the vault's key under a
//! passphrase and in the system's key store, against `secret-tool lookup` and `gh auth token`.
//!
//! Wants a key store on the bus and hyperfine; `cargo xtask bench` sees to both. Only ratios are told: the times are this
//! machine's.

#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement may end in a panic, tells by printing, and shares its scene with the tests"
)]

#[path = "../tests/cli/scene.rs"]
mod scene;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use self::scene::Scene;

/// What the others are measured by.
const MEASURE: &str = "secret-tool lookup";
const TOKEN: &str = concat!("'", env!("CARGO_BIN_EXE_trilo"), "' token");

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let scene = Scene::signed_in().await;
    store_secret();
    let mut times = vec![(MEASURE, seconds(&scene, "secret-tool lookup bench trilo"))];
    match of_gh(&scene) {
        Some(time) => times.push(("gh auth token", time)),
        None => println!("skipped: gh is not installed"),
    }
    times.push(("trilo token, passphrase, no agent", seconds(&scene, TOKEN)));
    let agent = Agent::start(&scene);
    times.push(("trilo token, passphrase, agent", seconds(&scene, TOKEN)));
    drop(agent);
    let moved = scene.run(&["vault", "key-store", "system"]);
    if moved.status.success() {
        times.push(("trilo token, key store, no agent", seconds(&scene, TOKEN)));
        let _agent = Agent::start(&scene);
        times.push(("trilo token, key store, agent", seconds(&scene, TOKEN)));
    } else {
        println!("skipped: the vault's key does not go into the key store: {}", scene::stderr(&moved));
    }
    println!("\n{:<36}  times {MEASURE}", "");
    for (what, time) in &times {
        println!("{what:<36}  {:.2}", time / times[0].1);
    }
}

/// The median of a command's time, in seconds.
fn seconds(scene: &Scene, command: &str) -> f64 {
    let file = scene.folder().with_file_name("times.json");
    let export = ["--export-json", file.to_str().unwrap()];
    let mut hyperfine = in_scene(scene, "hyperfine");
    let quiet = hyperfine.args(["--shell=none", "--warmup=5", "--style=none", "--output=pipe"]).stdout(Stdio::null());
    assert!(quiet.args(export).arg(command).status().unwrap().success(), "{command}");
    let told: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    told["results"][0]["median"].as_f64().unwrap()
}

/// A program with the variables that `trilo` has in a scene.
fn in_scene(scene: &Scene, program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, value) in scene.command(&[]).get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

fn store_secret() {
    let mut command = Command::new("secret-tool");
    let mut store = command.args(["store", "--label=bench", "bench", "trilo"]).stdin(Stdio::piped()).spawn().unwrap();
    store.stdin.take().unwrap().write_all(&[b'x'; 2_000]).unwrap();
    assert!(store.wait().unwrap().success(), "there is a key store on the bus");
}

/// gh with a token in a file of its own, which is its fastest way.
fn of_gh(scene: &Scene) -> Option<f64> {
    Command::new("gh").arg("--version").output().ok()?;
    let folder = scene.folder().with_file_name("gh");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("hosts.yml"), "github.com:\n    oauth_token: gho_bench\n    user: bench\n").unwrap();
    Some(seconds(scene, &format!("env GH_CONFIG_DIR='{}' gh auth token", folder.display())))
}

/// A running agent.
struct Agent(Child);

impl Agent {
    fn start(scene: &Scene) -> Self {
        let mut agent = scene.command(&["agent"]).stdout(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        BufReader::new(agent.stdout.as_mut().unwrap()).read_line(&mut String::new()).unwrap();
        Self(agent)
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}
