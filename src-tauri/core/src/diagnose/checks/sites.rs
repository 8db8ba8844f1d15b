//! Whether each site answers to the token that was granted for it.

use super::{CheckFinding, CheckKind, CheckState};
use crate::Core;
use crate::atlassian::{HttpError, Site};
use crate::error::Error;
use crate::identifier::AccountId;

pub(super) async fn check(core: &Core) -> Vec<CheckFinding> {
    let mut findings = Vec::new();
    for record in core.records().unwrap_or_default() {
        let Ok(session) = core.session(&record.id) else { continue };
        for site in session.details.sites {
            findings.push(reached(core, &record.id, &site).await);
        }
    }
    if findings.is_empty() {
        findings.push(CheckKind::Site.about("", CheckState::Skipped, "no account has a site"));
    }
    findings
}

async fn reached(core: &Core, account: &AccountId, site: &Site) -> CheckFinding {
    let told = |state, evidence: String| CheckKind::Site.about(&site.name, state, evidence);
    match core.reach_site(account, site).await {
        None => told(CheckState::Skipped, "it has neither Jira nor Confluence among its scopes".to_owned()),
        Some(Ok(())) => told(CheckState::Ok, "it answers".to_owned()),
        Some(Err(Error::Http(HttpError::Refused { status: 401 }))) => {
            told(CheckState::Ok, "it answers; the scopes do not let the check read more".to_owned())
        }
        Some(Err(Error::Http(error @ (HttpError::Refused { .. } | HttpError::RateLimited { .. })))) => {
            told(CheckState::Warning, error.to_string())
        }
        Some(Err(error)) => told(CheckState::Failed, error.to_string()),
    }
}
