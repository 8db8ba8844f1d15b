//! Who opens links with Trilo's scheme.

use super::{CheckFinding, CheckKind, CheckState};
use crate::Core;
use crate::ports::LinkHandling;
use crate::registration::CallbackUrl;

pub(super) async fn check(core: &Core) -> CheckFinding {
    let (core, opens_itself) = (core.clone(), core.receives_links());
    // Asking runs programs.
    let handling = tokio::task::spawn_blocking(move || core.link_handling()).await.unwrap_or(LinkHandling::Nobody);
    let (state, evidence) = match handling {
        LinkHandling::Here(name) => (CheckState::Ok, name.unwrap_or_else(|| "this program".to_owned())),
        // The window's own links go to another program, or to another copy of it.
        LinkHandling::Elsewhere(name) if opens_itself => (CheckState::Warning, name),
        LinkHandling::Elsewhere(name) => (CheckState::Ok, name),
        LinkHandling::Nobody => (CheckState::Warning, "no program is registered".to_owned()),
    };
    CheckKind::Links.about(format!("{}:", CallbackUrl::SCHEME), state, evidence)
}
