//! What somebody outside offers to add, through a link or a file.

use trilo_core::identifier::OfferId;

use super::{Answer, Trilo};
use crate::views::OfferView;

/// The offers that wait for a decision, the oldest first.
#[tauri::command]
#[specta::specta]
pub async fn list_offers(trilo: Trilo<'_>) -> Answer<Vec<OfferView>> {
    Ok(trilo.core().await.offers()?.into_iter().map(OfferView::from).collect())
}

/// Takes an offer away, whatever was decided.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_offer(trilo: Trilo<'_>, id: String) -> Answer<()> {
    trilo.core().await.dismiss_offer(&OfferId::from(id));
    Ok(())
}
