//! What a token may really do: an account's, or one that was pasted. A pasted token is neither kept nor, unless the
//! person asks for it, sent.

use jiff::Timestamp;
use trilo_core::Core;
use trilo_core::catalogue::Catalogue;
use trilo_core::identifier::AccountId;
use trilo_core::inspect::compare::{Comparison, Side};
use trilo_core::inspect::token::TokenReading;
use trilo_core::inspect::{Grant, Matrix};
use trilo_core::registration::{Cloud, Endpoints};
use trilo_core::sessions::{InspectedGrant, LookedUp};

use super::{Answer, Trilo};
use crate::convert::inspect;
use crate::views::{
    BaselineView, CellForm, CellView, ComparisonView, GrantAnswerView, GrantHistoryView, GrantSubjectForm, GrantView,
    LookedUpView, MeasuredOperationView, NotATokenView, OperationRowView, ReportForm, SignatureView, TokenSentForm,
    WrittenReportView,
};

/// The grant of an account, of a token that was pasted, or of an earlier answer.
#[tauri::command]
#[specta::specta]
pub async fn inspect_grant(trilo: Trilo<'_>, subject: GrantSubjectForm) -> Answer<GrantAnswerView> {
    let core = trilo.core().await;
    let error = match &subject {
        GrantSubjectForm::Account { account } => core.record_of(&AccountId::from(account.clone()))?.sites_problem,
        GrantSubjectForm::Pasted { .. } | GrantSubjectForm::Earlier { .. } => None,
    };
    Ok(match subject_of(core, subject)? {
        Ok((grant, token)) => {
            let view = GrantView { sites_error: error.map(Into::into), ..GrantView::new(&grant, token.as_ref()) };
            GrantAnswerView { grant: Some(view), refusal: None }
        }
        Err(refusal) => GrantAnswerView { grant: None, refusal: Some(refusal) },
    })
}

/// Why a cell of the grant matrix is as it is; `null` when there is no such cell.
#[tauri::command]
#[specta::specta]
pub async fn explain_cell(trilo: Trilo<'_>, form: CellForm) -> Answer<Option<CellView>> {
    let Ok((grant, _)) = subject_of(trilo.core().await, form.subject)? else { return Ok(None) };
    let explanation = Matrix::of(&grant).explain(&grant, &form.scope, form.column as usize);
    Ok(explanation.map(CellView::from))
}

/// Every operation, with what a set of scopes lets of it.
#[tauri::command]
#[specta::specta]
pub async fn measured_operations(scopes: Vec<String>) -> Answer<Vec<MeasuredOperationView>> {
    Ok(inspect::measured(Catalogue::built_in(), &scopes))
}

/// The operations that more scopes would open.
#[tauri::command]
#[specta::specta]
pub async fn gained_operations(scopes: Vec<String>, added: Vec<String>) -> Answer<Vec<OperationRowView>> {
    Ok(inspect::gained(Catalogue::built_in(), &scopes, &added))
}

/// Sends a pasted token to the profile and the list of sites, because the person asks for it.
#[tauri::command]
#[specta::specta]
pub async fn look_up_token(trilo: Trilo<'_>, form: TokenSentForm) -> Answer<LookedUpView> {
    let core = trilo.core().await;
    let Ok(token) = TokenReading::read(&form.text) else { return Ok(None.into()) };
    let endpoints = endpoints(core, form.registration)?;
    Ok(core.look_up(&token, &endpoints).await.into())
}

/// Checks a pasted token's signature against the published keys of a cloud.
#[tauri::command]
#[specta::specta]
pub async fn check_pasted_signature(trilo: Trilo<'_>, form: TokenSentForm) -> Answer<Option<SignatureView>> {
    let core = trilo.core().await;
    let Ok(token) = TokenReading::read(&form.text) else { return Ok(None) };
    let endpoints = endpoints(core, form.registration)?;
    Ok(Some(core.check_signature(&token, &endpoints).await?.into()))
}

/// Checks the signature of an account's token against the published keys of its cloud.
#[tauri::command]
#[specta::specta]
pub async fn check_account_signature(trilo: Trilo<'_>, account: String) -> Answer<SignatureView> {
    let (core, account) = (trilo.core().await, AccountId::from(account));
    let registration = core.record_of(&account)?.registration;
    let endpoints = endpoints(core, Some(registration.to_string()))?;
    Ok(core.check_signature(&core.inspect(&account)?.token, &endpoints).await?.into())
}

/// The grants of an account over time, and what is expected of them.
#[tauri::command]
#[specta::specta]
pub async fn grant_history(trilo: Trilo<'_>, account: String) -> Answer<GrantHistoryView> {
    history(trilo.core().await, &account.into())
}

/// Expects of an account's grant what it is now.
#[tauri::command]
#[specta::specta]
pub async fn save_baseline(trilo: Trilo<'_>, account: String) -> Answer<GrantHistoryView> {
    let (core, account) = (trilo.core().await, AccountId::from(account));
    core.save_baseline(&account)?;
    history(core, &account)
}

/// Expects nothing more of an account's grant.
#[tauri::command]
#[specta::specta]
pub async fn remove_baseline(trilo: Trilo<'_>, account: String) -> Answer<GrantHistoryView> {
    let (core, account) = (trilo.core().await, AccountId::from(account));
    core.remove_baseline(&account)?;
    history(core, &account)
}

/// What two grants differ in; `null` when one of them cannot be read.
#[tauri::command]
#[specta::specta]
pub async fn compare_grants(
    trilo: Trilo<'_>,
    first: GrantSubjectForm,
    second: GrantSubjectForm,
) -> Answer<Option<ComparisonView>> {
    let core = trilo.core().await;
    let (Ok(first), Ok(second)) = (subject_of(core, first)?, subject_of(core, second)?) else { return Ok(None) };
    let side = |(grant, token): &Subject| Side::of(String::new(), grant, token.as_ref());
    let second = side(&second);
    Ok(Some(ComparisonView::new(Comparison::of(&side(&first), &second), &second.scopes)))
}

/// A path that is free for a report of today.
#[tauri::command]
#[specta::specta]
pub async fn suggest_report_path(
    trilo: Trilo<'_>,
    format: trilo_core::inspect::report::ReportFormat,
) -> Answer<String> {
    let stem = format!("trilo-grant-{}", trilo.core().await.now().strftime("%Y-%m-%d"));
    Ok(trilo.folders().free_path(&stem, format.extension()).display().to_string())
}

/// Writes a report of an account's grant into a new file.
#[tauri::command]
#[specta::specta]
pub async fn write_report(trilo: Trilo<'_>, form: ReportForm) -> Answer<WrittenReportView> {
    let core = trilo.core().await;
    let path = trilo.folders().expand(&form.path);
    let report = core.report(&form.account.clone().into(), (&form).into())?;
    core.write_report(&report, form.format, &path)?;
    Ok(WrittenReportView { path: path.display().to_string() })
}

type Subject = (Grant, Option<TokenReading>);

/// The grant that is meant, or why what was pasted holds none.
fn subject_of(core: &Core, form: GrantSubjectForm) -> Answer<Result<Subject, NotATokenView>> {
    match form {
        GrantSubjectForm::Account { account } => {
            let InspectedGrant { grant, token } = core.inspect(&account.into())?;
            Ok(Ok((grant, Some(token))))
        }
        GrantSubjectForm::Pasted { text, sites } => Ok(match TokenReading::read(&text) {
            Ok(token) => {
                let sites = sites.map(|sites| sites.into_iter().map(Into::into).collect());
                let grant = Grant { sites, ..LookedUp::grant(&token, None) };
                Ok((grant, Some(token)))
            }
            Err(reason) => Err(NotATokenView { reason }),
        }),
        GrantSubjectForm::Earlier { account, at } => {
            let at = Timestamp::from_millisecond(at.0).unwrap_or_default();
            let changes = core.grant_history(&account.into())?;
            let found = changes.into_iter().find(|change| change.record.at.as_millisecond() == at.as_millisecond());
            let record = found.map(|change| change.record);
            let grant = Grant {
                requested: record.as_ref().map(|record| record.requested.clone()),
                answer: record.map(|record| record.granted),
                ..Grant::default()
            };
            Ok(Ok((grant, None)))
        }
    }
}

fn endpoints(core: &Core, registration: Option<String>) -> Answer<Endpoints> {
    Ok(match registration {
        Some(id) => core.registration(&id.into())?.cloud.endpoints(),
        None => Cloud::Commercial.endpoints(),
    })
}

fn history(core: &Core, account: &AccountId) -> Answer<GrantHistoryView> {
    Ok(GrantHistoryView {
        changes: core.grant_history(account)?.into_iter().map(Into::into).collect(),
        baseline: core.baseline(account)?.map(BaselineView::from),
    })
}
