//! Whether the tokens are accepted, and how many sites they reach.

use super::{CheckFinding, CheckKind, CheckState};
use crate::Core;
use crate::error::Error;
use crate::identifier::AccountId;

pub(super) async fn check(core: &Core) -> Vec<CheckFinding> {
    let records = match core.records() {
        Ok(records) if records.is_empty() => {
            return vec![CheckKind::Token.about("", CheckState::Skipped, "nobody is signed in")];
        }
        Ok(records) => records,
        Err(error) => return vec![CheckKind::Token.about("", CheckState::Skipped, error.to_string())],
    };
    let mut findings = Vec::new();
    for record in records {
        let finding = match tried(core, &record.id).await {
            Ok(0) => {
                CheckKind::Token.about(record.id.as_str(), CheckState::Warning, "it is accepted and reaches no site")
            }
            Ok(sites) => {
                let evidence = format!("it is accepted and reaches {sites} sites");
                CheckKind::Token.about(record.id.as_str(), CheckState::Ok, evidence)
            }
            Err(error) => CheckKind::Token.about(record.id.as_str(), CheckState::Failed, error.to_string()),
        };
        findings.push(finding);
    }
    findings
}

async fn tried(core: &Core, account: &AccountId) -> Result<usize, Error> {
    core.look_again(account).await?;
    let session = core.session(account)?;
    match session.record.sites_problem.or(session.record.profile_problem) {
        Some(problem) => Err(Error::Renewal(problem)),
        None => Ok(session.details.sites.len()),
    }
}
