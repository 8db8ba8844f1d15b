//! Backups as the web view makes and takes them.

use serde_json::{Value, json};

use crate::window::Window;

const PASSPHRASE: &str = "correct horse battery staple";

fn add_registration(window: &Window) {
    let form = json!({"name": "Jira tools", "environment": "any", "cloud": {"kind": "commercial"}, "clientId": "id",
        "secretSource": {"kind": "sealed"}, "clientSecret": "canary-secret", "notes": "", "callbacks": ["trilo://oauth/callback"], "scopes": ["read:jira-work"]});
    window.call("add_registration", json!({ "form": form })).unwrap();
}

fn form(path: &Value, passphrase: &str) -> Value {
    json!({"form": {"path": path, "passphrase": passphrase}})
}

#[test]
fn a_backup_goes_from_window_to_window() {
    let (here, there) = (Window::open(), Window::open());
    add_registration(&here);
    let path = here.call("suggest_backup_path", json!({})).unwrap();
    assert!(path.as_str().unwrap().contains("/trilo-backup-20"), "{path}");
    let exported = here.call("export_backup", form(&path, PASSPHRASE)).unwrap();
    assert_eq!((&exported["path"], &exported["registrations"], &exported["accounts"]), (&path, &json!(1), &json!(0)));
    let next = here.call("suggest_backup_path", json!({})).unwrap();
    assert_ne!(next, path, "a second one of the day is called otherwise");

    let preview = there.call("preview_backup", form(&path, PASSPHRASE)).unwrap();
    let items = json!([
        {"kind": "registration", "name": "Jira tools", "of": null, "action": "add", "because": "new"},
        {"kind": "settings", "name": "", "of": null, "action": "skip", "because": "same"},
    ]);
    assert_eq!(preview["items"], items);
    assert!(!preview.to_string().contains("canary-secret"));
    let imported = there.call("import_backup", json!({"id": preview["id"]})).unwrap();
    assert_eq!(imported, json!({"added": 1, "replaced": 0, "skipped": 1, "failed": []}));
    let registration = there.call("list_registrations", json!({})).unwrap()[0].clone();
    assert_eq!((&registration["name"], &registration["hasClientSecret"]), (&json!("Jira tools"), &json!(true)));
    let again = there.call("import_backup", json!({"id": preview["id"]})).unwrap_err();
    assert_eq!(again["code"], "backupGone");
    assert_eq!(there.call("discard_backup_preview", json!({"id": "unknown"})), Ok(Value::Null));
}

#[test]
fn a_tilde_is_the_persons_own_folder() {
    let window = Window::open();
    let exported = window.call("export_backup", form(&json!("~/mine.age"), PASSPHRASE)).unwrap();
    let path = exported["path"].as_str().unwrap();
    assert!(path.starts_with('/') && path.ends_with("/mine.age") && !path.contains('~'), "{path}");
}

#[test]
fn a_short_passphrase_is_refused_before_a_file_is_made() {
    let window = Window::open();
    let error = window.call("export_backup", form(&json!("~/mine.age"), "eleven char")).unwrap_err();
    assert_eq!((&error["code"], &error["details"]), (&json!("passphraseTooShort"), &json!({"least": "12"})));
    assert!(!error.to_string().contains("eleven char"));
    let missing = window.call("preview_backup", form(&json!("~/mine.age"), PASSPHRASE)).unwrap_err();
    assert_eq!(missing["code"], "backupFileUnusable");
}
