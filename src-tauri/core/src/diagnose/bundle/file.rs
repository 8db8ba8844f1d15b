//! The zip of a bundle.
//!
//! Nothing is unpacked to disk, so no name in a zip leads anywhere: the one entry that Trilo reads is asked for by name.

use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{Bundle, BundleError, Refusal, Unreadable, har, summary};

const CONTENTS: &str = "bundle.json";
const FORMAT: &str = "trilo-bundle";
/// The version of the contents that this program writes, and the newest that it reads.
const VERSION: u32 = 1;
/// The most bytes that the contents may unpack to, whatever the zip says of itself.
const LARGEST_CONTENTS: u64 = 32 * 1024 * 1024;
/// The most entries of a zip that is looked into; a bundle has three.
const MOST_ENTRIES: usize = 64;

/// What says that contents are such.
#[derive(Serialize, Deserialize)]
struct Head {
    format: String,
    version: u32,
}

/// The contents with their head.
#[derive(Serialize)]
struct Sheet<'a> {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    bundle: &'a Bundle,
}

/// The texts of a bundle under their names.
pub(super) fn parts(bundle: &Bundle) -> [(&'static str, String); 3] {
    let sheet = Sheet { head: Head { format: FORMAT.to_owned(), version: VERSION }, bundle };
    let contents = serde_json::to_string_pretty(&sheet).unwrap_or_default();
    let recording = serde_json::to_string_pretty(&har::written(bundle)).unwrap_or_default();
    [(CONTENTS, contents), ("exchanges.har", recording), ("summary.md", summary::written(bundle))]
}

/// Writes a new file that only its owner can read, whole or not at all; returns its size in bytes.
pub(super) fn write(path: &Path, parts: &[(&'static str, String)]) -> Result<u64, BundleError> {
    let unusable = |source| BundleError::FileUnusable { path: path.to_owned(), source };
    let bytes = zipped(parts).map_err(unusable)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut part = tempfile::Builder::new().prefix(".trilo-bundle-").tempfile_in(folder).map_err(unusable)?;
    part.write_all(&bytes).map_err(unusable)?;
    part.as_file().sync_all().map_err(unusable)?;
    part.persist_noclobber(path).map_err(|failed| unusable(failed.error))?;
    // Not every file system lets a folder be synchronized; the bundle's own bytes are safe by now.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(bytes.len() as u64)
}

pub(super) fn zipped(parts: &[(&'static str, String)]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
}

/// Reads the contents out of a zip, within bounds.
pub(super) fn read(bytes: &[u8]) -> Result<Bundle, Refusal> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if zip.len() > MOST_ENTRIES {
        return Err(Unreadable::TooMuch.into());
    }
    let contents = zip.by_name(CONTENTS).map_err(|_| Unreadable::OtherKind)?;
    let mut text = Vec::new();
    contents.take(LARGEST_CONTENTS + 1).read_to_end(&mut text).map_err(|error| match error.kind() {
        ErrorKind::OutOfMemory => Unreadable::TooLarge,
        _ => Unreadable::Damaged,
    })?;
    if text.len() as u64 > LARGEST_CONTENTS {
        return Err(Unreadable::TooLarge.into());
    }
    // First whose it is, for a newer Trilo may have changed everything else. Depth is bounded by the parser.
    let head: Head = serde_json::from_slice(&text).map_err(|_| Unreadable::OtherKind)?;
    if head.format != FORMAT {
        return Err(Unreadable::OtherKind.into());
    }
    if head.version > VERSION {
        return Err(Refusal::Newer);
    }
    Ok(serde_json::from_slice(&text).map_err(|_| Unreadable::Damaged)?)
}
