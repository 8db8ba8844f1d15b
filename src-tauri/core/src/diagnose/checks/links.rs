//! Who opens links with Trilo's scheme.

use super::{CheckFinding, CheckKind, CheckState};
use crate::Core;
use crate::ports::LinkHandling;
use crate::registration::CallbackUrl;

pub(super) async fn check(core: &Core) -> CheckFinding {
    let core = core.clone();
    // Asking runs programs.
    let handling = tokio::task::spawn_blocking(move || core.link_handling()).await.unwrap_or(LinkHandling::Nobody);
    let (state, evidence) = match handling {
        LinkHandling::Here(name) => (CheckState::Ok, name.unwrap_or_else(|| "this program".to_owned())),
        LinkHandling::Elsewhere(name) => (CheckState::Ok, name),
        LinkHandling::Nobody => (CheckState::Warning, "no program is registered".to_owned()),
    };
    CheckKind::Links.about(format!("{}:", CallbackUrl::SCHEME), state, evidence)
}
