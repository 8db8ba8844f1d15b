//! Whether this machine's clock agrees with those that tokens live by.

use jiff::SignedDuration;

use super::{CheckFinding, CheckKind, CheckState, endpoints};
use crate::Core;

/// Tokens are renewed minutes before they end, so that less is in nobody's way.
const TOLERATED: SignedDuration = SignedDuration::from_secs(60);

pub(super) async fn check(core: &Core) -> CheckFinding {
    let mut skews = core.clock_skews();
    if skews.atlassian.or(skews.local).is_none() {
        // Every answer measures.
        for endpoints in endpoints::clouds(core) {
            let _ = core.reach(&endpoints).await;
        }
        skews = core.clock_skews();
    }
    let Some(skew) = skews.atlassian.or(skews.local) else {
        return CheckKind::Clock.about("", CheckState::Skipped, "no server answered, so that nothing was measured");
    };
    let state = if skew.offset.abs() > TOLERATED { CheckState::Warning } else { CheckState::Ok };
    CheckKind::Clock.about("", state, format!("{} s off", skew.offset.as_secs()))
}
