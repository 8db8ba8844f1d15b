//! Whether there is a browser to open.

use super::{CheckFinding, CheckKind, CheckState};
use crate::machine::{SystemBrowser, handler_of};

pub(super) async fn check() -> CheckFinding {
    if std::env::var_os(SystemBrowser::VARIABLE).is_some_and(|line| !line.is_empty()) {
        // The line may have arguments that are nobody's business.
        return CheckKind::Browser.about("", CheckState::Ok, format!("{} names one", SystemBrowser::VARIABLE));
    }
    let handler = tokio::task::spawn_blocking(|| handler_of("https")).await.unwrap_or_default();
    match handler {
        Some(name) => CheckKind::Browser.about("", CheckState::Ok, name),
        None if cfg!(target_os = "linux") => {
            CheckKind::Browser.about("", CheckState::Warning, "no program is registered for https")
        }
        None => CheckKind::Browser.about("", CheckState::Skipped, "this system does not tell"),
    }
}
