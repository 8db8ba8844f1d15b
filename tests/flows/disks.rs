//! Disks that are full, that can only be read, and files that are damaged: real ones, as small as can be.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use trilo_core::Code;
use trilo_core::diagnose::AttemptKind;
use trilo_core::session::Storage;
use trilo_core::sessions::VaultState;
use trilo_sandbox::{Effect, Fault, Place};

use crate::machine::Machine;

/// A file system of its own at a folder, unmounted when this value goes, also on a panic.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one of 1 MiB.
    fn at(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        mount(&["-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs"], folder);
        Self(folder.to_owned())
    }

    /// Takes all space that is left.
    fn fill(&self) {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(self.filler()).unwrap();
        let pages = [0_u8; 4096];
        while file.write_all(&pages).is_ok() {}
        while file.write_all(&pages[..1]).is_ok() {}
    }

    fn free(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    fn read_only(&self, read_only: bool) {
        mount(&["-o", if read_only { "remount,bind,ro" } else { "remount,bind,rw" }], &self.0);
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, for a vault in it may still be open when a test fails.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
        // The folder that the test was in could not go as long as this was mounted in it.
        let _ = fs::remove_dir(&self.0).and_then(|()| fs::remove_dir(self.0.parent().unwrap_or(&self.0)));
    }
}

fn mount(options: &[&str], folder: &Path) {
    let output = Command::new("mount").args(options).arg(folder).output().unwrap();
    assert!(output.status.success(), "mounting needs root: {}", String::from_utf8_lossy(&output.stderr));
}

/// Runs the calling test in a namespace where it may mount, when it may not here; returns whether it did.
///
/// That is a process of its own, in which an ordinary user is root over nothing but these file systems.
#[expect(clippy::print_stdout, reason = "it says which way it takes")]
fn seen_elsewhere() -> bool {
    if rustix::process::geteuid().is_root() {
        return false;
    }
    let test = std::thread::current().name().unwrap().to_owned();
    println!("{test}: not root, so in a user namespace");
    let status = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &test, "--nocapture"])
        .status()
        .unwrap();
    assert!(status.success(), "mounting a small disk needs root or user namespaces");
    true
}

/// The vault as a file that nothing has open: tasks of an earlier core may still hold the one that was there.
fn taken_over(file: &Path) -> Vec<u8> {
    let copy = file.with_extension("copy");
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    drop(connection);
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", file.display()));
    }
    let bytes = fs::read(&copy).unwrap();
    fs::rename(copy, file).unwrap();
    bytes
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_full_disk_stops_a_refresh_before_anything_is_sent_and_costs_nothing() {
    if seen_elsewhere() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let disk = SmallDisk::at(&place.path().join("trilo"));
    let machine = Machine::in_folder(place).await;
    let id = machine.sign_in().await.record.id;
    let before = machine.access_token(&id);
    disk.fill();

    let error = machine.core.refresh(&id).await.unwrap_err();
    assert_eq!(error.code(), Code::DiskFull, "{error:?}");
    assert!(error.details()["path"].starts_with(machine.folder().to_str().unwrap()), "{:?}", error.details());
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 0, "nothing was sent");
    assert_eq!(machine.access_token(&id), before);
    assert_eq!(machine.core.fresh_access_token(&id).await.unwrap().expose(), &before);
    assert_eq!(machine.core.session(&id).unwrap().name(), "Mira Okafor");

    let machine = machine.restarted().await;
    if let VaultState::Unavailable(problem) = machine.core.vault_status().state {
        assert_eq!(problem.code, Code::DiskFull, "{problem:?}");
    }
    disk.free();
    machine.core.retry_key_store().await;
    assert_eq!(machine.access_token(&id), before);
    machine.core.refresh(&id).await.expect("there is space again");
    assert_ne!(machine.access_token(&id), before);
}

#[tokio::test]
async fn tokens_that_come_while_the_disk_gets_full_rest_in_memory_until_there_is_space() {
    if seen_elsewhere() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let disk = SmallDisk::at(&place.path().join("trilo"));
    let machine = Machine::in_folder(place).await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::Latency { ms: 1_500 }));
    let renewing = tokio::spawn({
        let (core, id) = (machine.core.clone(), id.clone());
        async move { core.refresh(&id).await }
    });
    let sent = async {
        while machine.core.attempts(1).unwrap()[0].kind != AttemptKind::Refresh {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), sent).await.expect("the intent is noted");
    disk.fill();
    // Profile and sites are read and cannot be stored or can, as the space allows; the tokens count.
    let _ = renewing.await.unwrap();
    let session = machine.core.session(&id).unwrap();
    assert!(
        matches!(&session.storage, Storage::MemoryBecause(problem) if problem.code == Code::DiskFull),
        "{:?}",
        session.storage
    );
    assert_eq!(session.record.renewals, 1);
    let new = machine.access_token(&id);
    disk.free();
    machine.core.renew_stale().await;
    assert_eq!(machine.core.session(&id).unwrap().storage, Storage::Vault);
    let machine = machine.restarted().await;
    assert_eq!(machine.access_token(&id), new);
    machine.core.refresh(&id).await.unwrap();
}

#[tokio::test]
async fn no_half_made_vault_stays_on_a_full_disk() {
    if seen_elsewhere() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("trilo");
    let disk = SmallDisk::at(&folder);
    disk.fill();
    let machine = Machine::without_registration(place).await;
    let VaultState::Unavailable(problem) = machine.core.vault_status().state else {
        panic!("a full disk takes no vault")
    };
    assert_eq!(problem.code, Code::DiskFull, "{problem:?}");
    assert_eq!(names(&folder), ["filler", "locks"]);
    disk.free();
    let machine = machine.restarted().await;
    assert_eq!(machine.core.vault_status().state, VaultState::Open);
    machine.core.add_registration(machine.draft()).unwrap();
}

#[tokio::test]
async fn a_vault_that_can_only_be_read_is_refused_with_its_name_and_stays_as_it_is() {
    if seen_elsewhere() {
        return;
    }
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let folder = machine.folder().join("trilo");
    let (file, mut mounted) = (folder.join("vault.sqlite3"), None);
    let machine = machine
        .restarted_after(|| {
            let bytes = taken_over(&file);
            let disk = SmallDisk::at(&folder);
            fs::write(&file, bytes).unwrap();
            disk.read_only(true);
            mounted = Some(disk);
        })
        .await;
    let disk = mounted.unwrap();
    let VaultState::Unavailable(problem) = machine.core.vault_status().state else { panic!("it cannot be written to") };
    assert_eq!(problem.code, Code::VaultReadOnly, "{problem:?}");
    assert!(problem.details["path"].starts_with(folder.to_str().unwrap()));
    let before = names(&folder);
    machine.core.retry_key_store().await;
    assert_eq!(names(&folder), before);
    disk.read_only(false);
    machine.core.retry_key_store().await;
    assert_eq!(machine.core.session(&id).unwrap().name(), "Mira Okafor");
    machine.core.refresh(&id).await.unwrap();
}

#[tokio::test]
async fn a_damaged_vault_is_rescued_and_at_work_at_once() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let file = machine.folder().join("trilo/vault.sqlite3");
    let machine = machine
        .restarted_after(|| {
            taken_over(&file);
            let connection = rusqlite::Connection::open(&file).unwrap();
            let query = "SELECT rootpage FROM sqlite_schema WHERE name = 'attempt'";
            let root: i64 = connection.query_row(query, [], |row| row.get(0)).unwrap();
            drop(connection);
            let mut bytes = fs::read(&file).unwrap();
            let root = usize::try_from(root).unwrap();
            bytes[(root - 1) * 4096..root * 4096].fill(0xA5);
            fs::write(&file, bytes).unwrap();
        })
        .await;
    let VaultState::Unavailable(problem) = machine.core.vault_status().state else { panic!("it is damaged") };
    assert_eq!((problem.code, problem.details["path"].as_str()), (Code::VaultDamaged, file.to_str().unwrap()));
    let rescued = machine.core.rescue_vault(None).await.unwrap();
    assert_eq!((rescued.registrations, rescued.accounts, rescued.attempts), (1, 1, 0));
    assert!(rescued.set_aside.exists());
    assert_eq!(machine.core.vault_status().state, VaultState::Open);
    machine.core.refresh(&id).await.expect("tokens and client secret came along");
    assert_eq!(machine.core.rescue_vault(None).await.unwrap_err().code(), Code::VaultNotDamaged);
}
