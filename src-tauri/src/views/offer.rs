use serde::Serialize;
use specta::Type;
use trilo_core::sessions::{Offer, OfferContent};

use super::{ErrorView, RegistrationFindingView, SharedRegistrationView};

/// Something that was offered from outside, until the person decides about it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct OfferView {
    /// Under which it waits.
    pub id: String,
    /// The file that it came from; `null` for a link, whose sender nobody knows.
    pub file: Option<String>,
    /// What is offered.
    pub content: OfferContentView,
}

/// What is offered.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum OfferContentView {
    /// A registration that another person shared.
    Registration {
        /// The registration.
        shared: SharedRegistrationView,
        /// What is likely to go wrong with it, the worst first.
        findings: Vec<RegistrationFindingView>,
    },
    /// Backstage's app-config; nothing of it was read yet.
    AppConfig {
        /// The files in their order, or one folder.
        files: Vec<String>,
    },
    /// Nothing that can be added, and why.
    Refused {
        /// Why.
        error: ErrorView,
    },
}

impl From<Offer> for OfferView {
    fn from(offer: Offer) -> Self {
        Self {
            id: offer.id.to_string(),
            file: offer.file.map(|file| file.display().to_string()),
            content: match offer.content {
                OfferContent::Registration { shared, findings } => OfferContentView::Registration {
                    shared: (*shared).into(),
                    findings: findings.iter().map(RegistrationFindingView::from).collect(),
                },
                OfferContent::AppConfig { files } => {
                    OfferContentView::AppConfig { files: files.iter().map(|file| file.display().to_string()).collect() }
                }
                OfferContent::Refused(problem) => OfferContentView::Refused { error: problem.into() },
            },
        }
    }
}
