use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A secret that must not be found anywhere it does not belong, in any of its guises.
pub struct Canary {
    what: String,
    guises: Vec<(&'static str, Vec<u8>)>,
}

/// A place where a secret was found.
#[derive(Debug, PartialEq, Eq)]
pub struct Find {
    /// What was found, by name.
    pub what: String,
    /// How it was written.
    pub guise: &'static str,
    /// Where.
    pub place: PathBuf,
}

impl Canary {
    /// Looks out for a secret, which `what` names without giving it away.
    ///
    /// # Panics
    ///
    /// When the secret is so short that it would be found by chance.
    #[must_use]
    pub fn new(what: &str, secret: &str) -> Self {
        assert!(secret.len() >= 16, "{what} is too short to be told from chance");
        let mut guises = vec![("as it is", secret.as_bytes().to_vec()), ("as UTF-16", utf16(secret))];
        guises.push(("as hexadecimal digits", hexadecimal(secret, b"0123456789abcdef")));
        guises.push(("as hexadecimal digits", hexadecimal(secret, b"0123456789ABCDEF")));
        // Where it stands in the encoded whole decides how its bytes fall into groups of three.
        for skipped in 0..3 {
            let tail = &secret.as_bytes()[skipped..];
            let whole = &tail[..tail.len() - tail.len() % 3];
            guises.push(("as Base64", STANDARD_NO_PAD.encode(whole).into_bytes()));
            guises.push(("as Base64", URL_SAFE_NO_PAD.encode(whole).into_bytes()));
        }
        let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        guises.push(("URL-encoded", encoded.into_bytes()));
        Self { what: what.to_owned(), guises }
    }

    /// Every file below a folder that holds the secret.
    #[must_use]
    pub fn look_in_folder(&self, folder: &Path) -> Vec<Find> {
        let mut finds = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                finds.extend(self.look_in_folder(&path));
            } else if let Ok(bytes) = fs::read(&path) {
                finds.extend(self.look_in(&bytes, &path));
            }
        }
        finds
    }

    /// Whether a text, called `place`, holds the secret.
    #[must_use]
    pub fn look_in_text(&self, text: &str, place: &str) -> Vec<Find> {
        self.look_in(text.as_bytes(), Path::new(place))
    }

    fn look_in(&self, bytes: &[u8], place: &Path) -> Vec<Find> {
        let found = self.guises.iter().find(|(_, guise)| contains(bytes, guise));
        found
            .map(|(guise, _)| Find { what: self.what.clone(), guise, place: place.to_path_buf() })
            .into_iter()
            .collect()
    }
}

fn hexadecimal(text: &str, digits: &[u8; 16]) -> Vec<u8> {
    text.bytes().flat_map(|byte| [digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    let mut rest = haystack;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        if rest[at..].starts_with(needle) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a/very+secret token, with 32 bytes";

    #[test]
    fn every_guise_is_found() {
        let canary = Canary::new("the token", SECRET);
        let inside = format!("{{\"key\":\"{SECRET}\"}}");
        for (guise, text) in [
            ("as it is", inside.clone().into_bytes()),
            ("as Base64", STANDARD_NO_PAD.encode(&inside).into_bytes()),
            ("as Base64", STANDARD_NO_PAD.encode(format!("x{inside}")).into_bytes()),
            ("as Base64", URL_SAFE_NO_PAD.encode(format!("xy{inside}")).into_bytes()),
            ("as UTF-16", utf16(&inside)),
            ("as hexadecimal digits", hexadecimal(&inside, b"0123456789ABCDEF")),
            ("URL-encoded", b"code=a%2Fvery%2Bsecret+token%2C+with+32+bytes&state=x".to_vec()),
        ] {
            let finds = canary.look_in(&text, Path::new("here"));
            assert_eq!(finds.first().map(|find| find.guise), Some(guise), "{guise} must be found");
        }
    }

    #[test]
    fn a_file_at_any_depth_is_looked_into() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("deep").join("log");
        fs::create_dir(folder.path().join("deep")).expect("a folder");
        fs::write(&file, format!("token={SECRET}\n")).expect("a file");
        let finds = Canary::new("the token", SECRET).look_in_folder(folder.path());
        assert_eq!(finds, [Find { what: "the token".to_owned(), guise: "as it is", place: file }]);
    }

    #[test]
    fn another_secret_is_not_found() {
        let canary = Canary::new("the token", SECRET);
        assert_eq!(canary.look_in_text("a/very+secret token, with 31 bytes", "here"), []);
    }
}
