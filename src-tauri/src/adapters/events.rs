//! Changes on their way to the window.

use tauri::{AppHandle, Manager};
use tauri_specta::Event as _;
use trilo_core::ports::{Event, EventSink};

use crate::Desktop;
use crate::desktop::show_window;
use crate::ipc::{
    AccountsChanged, AttemptsChanged, BackstageChanged, OffersChanged, ProbesChanged, QuestionsChanged, SignInChanged,
    StatusChanged,
};
use crate::views::SignInView;

/// Sends the core's events to the window.
pub struct WindowEvents(pub AppHandle);

impl EventSink for WindowEvents {
    /// A window that is gone needs no news, so failures to send are of no interest.
    fn emit(&self, event: Event) {
        match event {
            Event::SignInChanged(sign_in) => {
                let _ = SignInChanged(SignInView::from(&*sign_in)).emit(&self.0);
            }
            Event::AccountsChanged => {
                let _ = AccountsChanged.emit(&self.0);
            }
            Event::AttemptsChanged => {
                let _ = AttemptsChanged.emit(&self.0);
            }
            Event::BackstageChanged => {
                let _ = BackstageChanged.emit(&self.0);
            }
            Event::ConsentAsked => {
                show_window(&self.0);
                let _ = BackstageChanged.emit(&self.0);
            }
            Event::OffersChanged => {
                let _ = OffersChanged.emit(&self.0);
            }
            Event::ProbesChanged => {
                let _ = ProbesChanged.emit(&self.0);
            }
            Event::QuestionsChanged => {
                let _ = QuestionsChanged.emit(&self.0);
                if self.0.try_state::<Desktop>().is_some_and(|desktop| !desktop.questions().waiting().is_empty()) {
                    // The program waits for a person who may look elsewhere.
                    show_window(&self.0);
                }
            }
            Event::StatusChanged => {
                let app = self.0.clone();
                tauri::async_runtime::spawn(async move {
                    let desktop = app.state::<Desktop>();
                    let _ = StatusChanged(desktop.status().await).emit(&app);
                    // The vault may be open now, and with it what the provider needs.
                    desktop.follow_backstage().await;
                });
            }
        }
    }
}
