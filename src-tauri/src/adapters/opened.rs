//! Files that the system opened with Trilo: arguments of a start, and what was dropped on the window.

use std::path::{Path, PathBuf};

use trilo_core::Core;
use trilo_core::registration::CallbackUrl;
use url::Url;

/// The files that a command line names, its program's name first; links go another way.
pub fn files_of(arguments: impl IntoIterator<Item = impl AsRef<str>>, folder: &Path) -> Vec<PathBuf> {
    arguments.into_iter().skip(1).filter_map(|argument| file_of(argument.as_ref(), folder)).collect()
}

/// The files whose contents are offered, and the others, which are texts to explain. Blocks on the disk.
pub fn sorted(files: Vec<PathBuf>) -> (Vec<PathBuf>, Vec<PathBuf>) {
    files.into_iter().partition(|file| Core::is_offer(file))
}

/// The whole path of a file that is named by its path or, as file managers may do, by its URL.
fn file_of(argument: &str, folder: &Path) -> Option<PathBuf> {
    if argument.is_empty() || argument.starts_with('-') {
        return None;
    }
    match Url::parse(argument) {
        Ok(url) if url.scheme() == "file" => url.to_file_path().ok(),
        Ok(url) if url.scheme() == CallbackUrl::SCHEME => None,
        Ok(_) | Err(_) => Some(folder.join(argument)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_path_or_its_url_and_a_link_is_none() {
        let files = |argument: &str| files_of(["trilo-desktop", argument], Path::new("/home/mira"));
        assert_eq!(files("ours.trilo"), [Path::new("/home/mira/ours.trilo")]);
        assert_eq!(files("/srv/ours.trilo"), [Path::new("/srv/ours.trilo")]);
        assert_eq!(files("file:///srv/our%20app.trilo"), [Path::new("/srv/our app.trilo")]);
        let none = ["", "--flag", "trilo://registration?file=x", "trilo://oauth/callback?code=c&state=s"];
        assert!(none.into_iter().all(|argument| files(argument).is_empty()));
    }
}
