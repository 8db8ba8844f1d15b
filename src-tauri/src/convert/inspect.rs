//! Grants and tokens, as the web view sees them.

use std::collections::HashSet;

use trilo_core::catalogue::{Catalogue, Operation, With3lo};
use trilo_core::inspect::compare::Comparison;
use trilo_core::inspect::history::GrantChange;
use trilo_core::inspect::token::{Claim, Decoded, SignatureVerdict, TokenReading};
use trilo_core::inspect::{CellExplanation, Column, ColumnKind, Grant, GrantSite, Matrix, Mend, baseline, operations};
use trilo_core::scope::{Scope, ScopeSet};
use trilo_core::sessions::{LookedUp, ReportWish};

use crate::views::{
    BaselineView, CellView, ClaimView, ComparisonView, DecodedView, EffectiveSiteView, ErrorView, GrantChangeView,
    GrantColumnKindView, GrantColumnView, GrantRowView, GrantSiteView, GrantView, LookedUpView, MeasuredOperationView,
    MendView, Milliseconds, OperationRowView, ReportForm, SignatureView, TokenReadingView,
};

impl GrantView {
    pub(crate) fn new(grant: &Grant, token: Option<&TokenReading>) -> Self {
        let matrix = Matrix::of(grant);
        let row = |row: trilo_core::inspect::Row| GrantRowView {
            scope: row.scope.to_string(),
            api: row.api.name().to_owned(),
            operations: row.operations,
            cells: row.cells,
        };
        let site = |site: &GrantSite| EffectiveSiteView {
            cloud_id: site.cloud_id.clone(),
            name: site.name.clone(),
            effective: grant.effective(&site.cloud_id),
        };
        Self {
            columns: matrix.columns.into_iter().map(GrantColumnView::from).collect(),
            rows: matrix.rows.into_iter().map(row).collect(),
            counts: matrix.counts,
            sites: grant.sites.iter().flatten().map(site).collect(),
            anywhere: grant.anywhere(),
            token: token.map(TokenReadingView::from),
            sites_error: None,
        }
    }
}

impl From<Column> for GrantColumnView {
    fn from(column: Column) -> Self {
        let (kind, cloud_id) = match column.kind {
            ColumnKind::Requested => (GrantColumnKindView::Requested, None),
            ColumnKind::Registration => (GrantColumnKindView::Registration, None),
            ColumnKind::Answer => (GrantColumnKindView::Answer, None),
            ColumnKind::Claim => (GrantColumnKindView::Claim, None),
            ColumnKind::Site { cloud_id, .. } => (GrantColumnKindView::Site, Some(cloud_id)),
        };
        Self { kind, name: column.name, cloud_id, known: column.known }
    }
}

impl From<CellExplanation> for CellView {
    fn from(explanation: CellExplanation) -> Self {
        let mend = |kind: Mend| MendView { kind, text: kind.words().to_owned() };
        Self {
            summary: Catalogue::built_in().scope_or_unknown(&explanation.scope).summary,
            says: explanation.says,
            cause: explanation.cause,
            confidence: explanation.confidence,
            mends: explanation.mends.into_iter().map(mend).collect(),
        }
    }
}

impl From<&TokenReading> for TokenReadingView {
    fn from(reading: &TokenReading) -> Self {
        let answer = reading.answer.as_ref();
        let life = answer.and_then(|answer| answer.expires_in);
        Self {
            form: reading.form,
            length: u32::try_from(reading.length).unwrap_or(u32::MAX),
            expires_in: life.map(|seconds| Milliseconds(i64::try_from(seconds).unwrap_or(i64::MAX))),
            renewable: answer.map(|answer| answer.renewable),
            decoded: reading.decoded.as_ref().map(DecodedView::from),
        }
    }
}

impl From<&Decoded> for DecodedView {
    fn from(decoded: &Decoded) -> Self {
        Self {
            kind: decoded.kind,
            algorithm: decoded.algorithm.clone(),
            header: decoded.header.iter().map(ClaimView::from).collect(),
            claims: decoded.claims.iter().map(ClaimView::from).collect(),
            scopes: decoded.scopes.as_ref().map(ScopeSet::to_strings),
            issued_at: decoded.issued_at.map(Milliseconds::from),
            expires_at: decoded.expires_at.map(Milliseconds::from),
        }
    }
}

impl From<&Claim> for ClaimView {
    fn from(claim: &Claim) -> Self {
        Self {
            name: claim.name.clone(),
            value: claim.value.clone(),
            meaning: claim.meaning.map(ToOwned::to_owned),
            time: claim.time.map(Milliseconds::from),
        }
    }
}

impl From<SignatureVerdict> for SignatureView {
    fn from(verdict: SignatureVerdict) -> Self {
        Self { words: verdict.words().to_owned(), verdict }
    }
}

impl From<GrantSiteView> for GrantSite {
    fn from(site: GrantSiteView) -> Self {
        let scopes = site.scopes.iter().filter_map(|scope| Scope::parse(scope).ok()).collect();
        Self { cloud_id: site.cloud_id, name: site.name, url: site.url, scopes }
    }
}

impl From<Option<LookedUp>> for LookedUpView {
    fn from(looked_up: Option<LookedUp>) -> Self {
        let Some(LookedUp { profile, sites }) = looked_up else {
            return Self { sent: false, profile: None, profile_error: None, sites: None, sites_error: None };
        };
        let (profile, profile_error) = parted(profile);
        let (sites, sites_error) = parted(sites);
        let site = |site: trilo_core::atlassian::Site| GrantSiteView {
            scopes: site.scopes.to_strings(),
            cloud_id: site.cloud_id,
            name: site.name,
            url: site.url,
        };
        Self {
            sent: true,
            profile: profile.map(Into::into),
            profile_error,
            sites: sites.map(|sites| sites.into_iter().map(site).collect()),
            sites_error,
        }
    }
}

fn parted<T>(result: Result<T, trilo_core::Problem>) -> (Option<T>, Option<ErrorView>) {
    match result {
        Ok(value) => (Some(value), None),
        Err(problem) => (None, Some(problem.into())),
    }
}

impl From<GrantChange> for GrantChangeView {
    fn from(change: GrantChange) -> Self {
        Self {
            narrowed: change.narrowed(),
            at: change.record.at.into(),
            by: change.record.by,
            granted: u32::try_from(change.record.granted.len()).unwrap_or(u32::MAX),
            added: change.added.to_strings(),
            removed: change.removed.to_strings(),
        }
    }
}

impl From<(baseline::Baseline, baseline::Drift)> for BaselineView {
    fn from((baseline, drift): (baseline::Baseline, baseline::Drift)) -> Self {
        Self {
            scopes: baseline.scopes.to_strings(),
            saved_at: baseline.saved_at.into(),
            unexpected: drift.unexpected.to_strings(),
            missing: drift.missing.to_strings(),
        }
    }
}

impl ComparisonView {
    pub(crate) fn new(comparison: Comparison, second: &[String]) -> Self {
        let catalogue = Catalogue::built_in();
        let set: HashSet<&str> = second.iter().map(String::as_str).collect();
        let rows = |keys: &[String]| {
            let operations = keys.iter().filter_map(|key| catalogue.operation(key));
            operations.map(|operation| OperationRowView::measured(operation, &set)).collect()
        };
        Self {
            even: comparison.is_even(),
            opened: rows(&comparison.difference.opened),
            closed: rows(&comparison.difference.closed),
            added: comparison.difference.added,
            removed: comparison.difference.removed,
            kept: comparison.difference.kept,
            sites: comparison.sites,
            claims: comparison.claims,
        }
    }
}

impl From<&ReportForm> for ReportWish {
    fn from(form: &ReportForm) -> Self {
        Self {
            opens: form.opens,
            token: form.token,
            probes: form.probes,
            history: form.history,
            personal: form.personal,
        }
    }
}

/// Every operation that is not gone, with what a set of scopes lets of it.
pub(crate) fn measured(catalogue: &Catalogue, scopes: &[String]) -> Vec<MeasuredOperationView> {
    let set: HashSet<&str> = scopes.iter().map(String::as_str).collect();
    let all = operations::measure(catalogue, scopes).into_iter();
    all.map(|one| MeasuredOperationView {
        row: OperationRowView::measured(one.operation, &set),
        unknown: one.operation.with_3lo == With3lo::Unknown,
    })
    .collect()
}

/// The operations that more scopes would open.
pub(crate) fn gained(catalogue: &Catalogue, scopes: &[String], added: &[String]) -> Vec<OperationRowView> {
    let then: HashSet<&str> = scopes.iter().chain(added).map(String::as_str).collect();
    let row = |operation: &Operation| OperationRowView::measured(operation, &then);
    operations::gained(catalogue, scopes, added).into_iter().map(row).collect()
}
