//! Rescuing what can be read of a damaged vault file into a new one.

mod salvage;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

use super::backup_copy::beside;
use super::error::VaultError;
use super::key_place::KeyPlace;
use super::open::{Place, alone_in, apart, private_file, seal_at};
use super::seal::Seal;
use super::{Keys, Vault, schema, traces};
use salvage::Kept;

/// What became of a damaged vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescued {
    /// The damaged file under its new name.
    pub set_aside: PathBuf,
    /// How many registrations the new vault has.
    pub registrations: usize,
    /// How many accounts it has.
    pub accounts: usize,
    /// How many attempts it has.
    pub attempts: usize,
    /// How many rows are known to be lost.
    pub lost: usize,
}

impl Vault {
    /// Sets a damaged vault file aside and makes a new one of what can be read, under the same id and key.
    ///
    /// The damaged file stays as it is under a name with the time `now`. Of a file that does not even tell its id nothing
    /// is kept, and the next opening makes a new vault. Everything is written before anything is moved.
    ///
    /// # Errors
    /// [`VaultError::NotDamaged`] when there is nothing to rescue; [`VaultError::KeyMismatch`] when the key is gone or
    /// opens nothing. The file then stays where it is.
    pub async fn rescue(folder: &Path, keys: &Keys, now: Timestamp) -> Result<Rescued, VaultError> {
        let place = Place::of(folder);
        prove_damage(&place, keys).await?;
        let alone = place.folder.clone();
        let _alone = apart(move || alone_in(&alone)).await?;
        // Asked again, for another process may have rescued it while this one waited.
        prove_damage(&place, keys).await?;
        let copy = beside(&place.file, ".rescue");
        let rescued = rescue_by_copy(&place, &copy, keys, now).await;
        for unfinished in [copy.clone(), beside(&copy, "-wal"), beside(&copy, "-shm"), remade(&place)] {
            let _ = fs::remove_file(unfinished);
        }
        rescued
    }
}

async fn prove_damage(place: &Place, keys: &Keys) -> Result<(), VaultError> {
    match place.clone().examine().await {
        Err(error) if error.is_damage() => Ok(()),
        Err(error) => Err(error),
        Ok(None) => Err(VaultError::NotDamaged),
        Ok(Some((connection, id))) => {
            let rests = match KeyPlace::read(&connection, &id) {
                Err(error) if error.is_damage() => return Ok(()),
                found => found?,
            };
            let (seal, _) = seal_at(rests, id, keys).await?;
            match seal.matches(&connection) {
                Ok(true) => Err(VaultError::NotDamaged),
                Ok(false) => Err(VaultError::KeyMismatch),
                Err(error) if error.is_damage() => Ok(()),
                Err(error) => Err(error),
            }
        }
    }
}

/// Reads from a copy: `SQLite` folds a log into its file, and the damaged one is to stay as it is.
async fn rescue_by_copy(place: &Place, copy: &Path, keys: &Keys, now: Timestamp) -> Result<Rescued, VaultError> {
    let (from, into) = (place.file.clone(), copy.to_owned());
    let id = apart(move || {
        for suffix in ["", "-wal"] {
            copy_privately(&beside(&from, suffix), &beside(&into, suffix))?;
        }
        let source = salvage::open(&into).ok();
        let id = source.as_ref().and_then(salvage::vault_id);
        // A place that cannot be read is most likely the one that every vault begins with.
        let rests = |id: &str| source.as_ref().and_then(|source| KeyPlace::read(source, id).ok());
        Ok::<_, VaultError>(id.map(|id| (rests(&id).unwrap_or_else(|| KeyPlace::original(&id)), id)))
    })
    .await?;
    let seal = match id {
        Some((rests, id)) => Some((seal_at(rests.clone(), id, keys).await?.0, rests)),
        None => None,
    };
    let (place, copy) = (place.clone(), copy.to_owned());
    apart(move || {
        let kept = seal.map(|(seal, rests)| remake(&remade(&place), &copy, &seal, &rests, now)).transpose()?;
        let set_aside = set_aside(&place, kept.as_ref().map(|_| remade(&place)), now)?;
        let Kept { registrations, accounts, attempts, lost } = kept.unwrap_or_default();
        Ok(Rescued { set_aside, registrations, accounts, attempts, lost })
    })
    .await
}

/// Where the new file is made.
fn remade(place: &Place) -> PathBuf {
    beside(&place.file, ".remade")
}

/// Copies a file of which nobody else may read the copy; one that is not there needs none.
fn copy_privately(from: &Path, into: &Path) -> Result<(), VaultError> {
    let told = |source| VaultError::of_file(into, source);
    let mut source = match fs::File::open(from) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(|source| VaultError::of_file(from, source))?,
    };
    let mut target = new_file(into)?;
    std::io::copy(&mut source, &mut target).map(drop).map_err(told)
}

/// Makes a private file, over what an earlier process could not finish.
fn new_file(path: &Path) -> Result<fs::File, VaultError> {
    let _ = fs::remove_file(path);
    private_file().open(path).map_err(|source| VaultError::of_file(path, source))
}

fn remake(file: &Path, copy: &Path, seal: &Seal, rests: &KeyPlace, now: Timestamp) -> Result<Kept, VaultError> {
    drop(new_file(file)?);
    let remade = || {
        let mut target = Connection::open(file)?;
        target.pragma_update(None, "secure_delete", true)?;
        schema::begin(&mut target, seal, rests)?;
        let kept = salvage::into_new(&mut target, &salvage::open(copy)?, seal, now)?;
        schema::vault_id(&target)?;
        Ok::<_, VaultError>(kept)
    };
    let kept = remade().map_err(|error| error.at(file))?;
    traces::sync(file).map_err(|source| VaultError::of_file(file, source))?;
    Ok(kept)
}

/// Gives the damaged file another name, which no file has, and puts the new one in its place.
fn set_aside(place: &Place, new: Option<PathBuf>, now: Timestamp) -> Result<PathBuf, VaultError> {
    let stamp = now.strftime("%Y%m%dT%H%M%SZ");
    let name = |times: u32| match times {
        1 => beside(&place.file, &format!(".damaged-{stamp}")),
        times => beside(&place.file, &format!(".damaged-{stamp}-{times}")),
    };
    let parts = ["", "-wal", "-shm"];
    let is_free = |path: &PathBuf| parts.iter().all(|part| !beside(path, part).exists());
    let aside = (1..=u32::MAX).map(name).find(is_free).ok_or(VaultError::Damaged)?;
    let told = |source| VaultError::of_file(&aside, source);
    // Both names for a moment, so that at no time there is no vault; where a file can have but one name, a copy.
    fs::hard_link(&place.file, &aside).or_else(|_| fs::copy(&place.file, &aside).map(drop)).map_err(told)?;
    for part in ["-wal", "-shm"] {
        match fs::rename(beside(&place.file, part), beside(&aside, part)) {
            Err(source) if source.kind() != ErrorKind::NotFound => return Err(told(source)),
            Ok(()) | Err(_) => {}
        }
    }
    match new {
        Some(new) => fs::rename(new, &place.file),
        None => fs::remove_file(&place.file),
    }
    .map_err(told)?;
    #[cfg(unix)]
    traces::sync(&place.folder).map_err(told)?;
    Ok(aside)
}
