//! Who may call what: every command stands in exactly one group, and the web view gets no plugin's commands.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn shell() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri")
}

/// Command to the group that allows it.
fn allowed() -> BTreeMap<String, String> {
    let mut commands = BTreeMap::new();
    for file in std::fs::read_dir(shell().join("permissions")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let table: toml::Table = text.parse().unwrap();
        for permission in table["permission"].as_array().unwrap() {
            let group = permission["identifier"].as_str().unwrap();
            for command in permission["commands"]["allow"].as_array().unwrap() {
                let twice = commands.insert(command.as_str().unwrap().to_owned(), group.to_owned());
                assert!(twice.is_none(), "{command} stands in two groups");
            }
        }
    }
    commands
}

#[test]
fn every_command_stands_in_one_group_and_no_other_name_does() {
    let folder = tempfile::tempdir().unwrap();
    let bindings = folder.path().join("bindings.ts");
    trilo_desktop::ipc::export_bindings(&bindings).unwrap();
    let text = std::fs::read_to_string(bindings).unwrap();
    let mut commands: Vec<_> =
        text.split("__TAURI_INVOKE(\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    commands.sort_unstable();
    let allowed = allowed();
    assert_eq!(commands, allowed.keys().collect::<Vec<_>>());
}

#[test]
fn only_revealing_brings_a_secret_into_the_web_view() {
    let reveals: Vec<_> = allowed().into_iter().filter(|(_, group)| group == "reveals").map(|(name, _)| name).collect();
    assert_eq!(reveals, ["reveal_client_secret", "reveal_token"]);
}

#[test]
fn the_web_view_gets_our_groups_and_event_listening_and_nothing_else() {
    let text = std::fs::read_to_string(shell().join("capabilities/main.json")).unwrap();
    let capability: serde_json::Value = serde_json::from_str(&text).unwrap();
    let expected = ["core:event:allow-listen", "core:event:allow-unlisten", "queries", "mutations", "flows", "reveals"];
    assert_eq!(capability["permissions"], serde_json::json!(expected));
    assert!(capability.get("remote").is_none(), "no remote page may call us");
}

#[test]
fn the_configuration_is_as_strict_as_it_must_be() {
    let text = std::fs::read_to_string(shell().join("../tauri.conf.json")).unwrap();
    let config: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(config["app"]["withGlobalTauri"], false);
    let policy = config["app"]["security"]["csp"].as_str().unwrap();
    for part in ["default-src 'self'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(!policy.contains("https:") && !policy.contains('*'), "nothing is loaded from outside: {policy}");
}
