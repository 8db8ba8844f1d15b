//! What somebody outside offers to add: links and files that the system opened with Trilo. Nothing is added by itself.

use std::path::{Path, PathBuf};

use url::Url;

use super::{Core, VaultState};
use crate::app_config::{AppConfigError, LONGEST_SHARED, Place, SharedRegistration, is_layer_name, read_shared};
use crate::catalogue::Catalogue;
use crate::error::{Error, Problem};
use crate::files;
use crate::identifier::OfferId;
use crate::ports::{Event, lock};
use crate::registration::RegistrationFinding;

/// How many offers wait at most: any web page can send links, and must not fill the memory.
const MOST_WAITING: usize = 8;
/// How many files of one drop are looked at.
const MOST_FILES: usize = 16;

/// Something that was offered, until a person decides about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Under which it waits.
    pub id: OfferId,
    /// The file that it came from; `None` for a link, whose sender nobody knows.
    pub file: Option<PathBuf>,
    /// What is offered.
    pub content: OfferContent,
}

/// What is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferContent {
    /// A registration that another person shared.
    Registration {
        /// The registration.
        shared: Box<SharedRegistration>,
        /// What is likely to go wrong with it.
        findings: Vec<RegistrationFinding>,
    },
    /// Backstage's app-config, which is read only when the person goes on.
    AppConfig {
        /// The files in their order, or one folder.
        files: Vec<PathBuf>,
    },
    /// Nothing that can be added, and why.
    Refused(Problem),
}

impl Core {
    /// The offers that wait, the oldest first.
    ///
    /// # Errors
    /// [`Error::VaultLocked`] while the vault is locked: they wait, for a person has to decide who may be somebody else.
    pub fn offers(&self) -> Result<Vec<Offer>, Error> {
        if self.vault_status().state == VaultState::Locked {
            return Err(Error::VaultLocked);
        }
        Ok(lock(&self.0.offers).clone())
    }

    /// Takes an offer away, whatever was decided; none being there is no error.
    pub fn dismiss_offer(&self, id: &OfferId) {
        lock(&self.0.offers).retain(|offer| offer.id != *id);
        self.emit(Event::OffersChanged);
    }

    /// Offers the registration of a link.
    pub(super) fn offer_link(&self, link: &Url) {
        self.offer(None, of_shared(link.as_str(), &self.catalogue()));
    }

    /// Whether a file is one whose contents are offered: an app-config, or a registration that was shared. Blocks on the
    /// disk.
    #[must_use]
    pub fn is_offer(path: &Path) -> bool {
        is_layer_name(path)
            || path.extension().is_some_and(|end| end.eq_ignore_ascii_case("trilo"))
            || matches!(of_file(path, Catalogue::built_in()), OfferContent::Registration { .. })
    }

    /// Offers what files hold that the system opened with Trilo, or that were dropped on its window.
    ///
    /// Paths are whole ones. App-configs among them are layers of one, in their order.
    pub async fn offer_files(&self, paths: Vec<PathBuf>) {
        let (layers, others): (Vec<_>, Vec<_>) =
            paths.into_iter().take(MOST_FILES).partition(|path| is_layer_name(path));
        if let Some(first) = layers.first() {
            self.offer(Some(first.clone()), OfferContent::AppConfig { files: layers });
        }
        for path in others {
            let (file, catalogue) = (path.clone(), self.catalogue());
            let read = tokio::task::spawn_blocking(move || of_file(&file, &catalogue)).await;
            self.offer(Some(path), read.unwrap_or_else(|_| OfferContent::Refused(Error::Internal.problem())));
        }
    }

    fn offer(&self, file: Option<PathBuf>, content: OfferContent) {
        let mut offers = lock(&self.0.offers);
        let is_known = offers.iter().any(|offer| offer.file == file && offer.content == content);
        if !is_known && offers.len() < MOST_WAITING {
            offers.push(Offer { id: OfferId::random(), file, content });
        }
        drop(offers);
        self.emit(Event::OffersChanged);
    }
}

fn of_shared(text: &str, catalogue: &Catalogue) -> OfferContent {
    let read = read_shared(text).and_then(|shared| Ok((shared.findings(catalogue)?, shared)));
    match read {
        Ok((findings, shared)) => OfferContent::Registration { shared: Box::new(shared), findings },
        Err(error) => OfferContent::Refused(error.problem()),
    }
}

/// Blocks on the disk.
fn of_file(path: &Path, catalogue: &Catalogue) -> OfferContent {
    let unreadable = |problem: String| {
        let error = AppConfigError::Unreadable { place: Place::whole(path), problem };
        OfferContent::Refused(Error::from(error).problem())
    };
    match files::read(path, LONGEST_SHARED as u64) {
        Err(error) => unreadable(error.to_string()),
        Ok(bytes) => match std::str::from_utf8(&bytes) {
            Ok(text) => of_shared(text, catalogue),
            Err(_) => unreadable("it is no UTF-8".into()),
        },
    }
}
