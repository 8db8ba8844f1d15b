//! Attempts with their exchanges, comparisons and bundles.

use trilo_core::diagnose::bundle::{BundleItem, OpenedBundle};
use trilo_core::diagnose::comparison::{Comparison, Difference};
use trilo_core::diagnose::exchange::{Message, Timings};
use trilo_core::diagnose::journal::AttemptSearch;
use trilo_core::diagnose::{Attempt, Exchange, StepKind};
use trilo_core::identifier::AttemptId;
use trilo_core::registration::Registration;

use crate::views::{
    AttemptSearchForm, AttemptView, BundleItemView, ComparisonView, DifferenceView, ExchangeView, MessageView,
    OpenedBundleView, TimingsView, WholeAttemptView,
};

impl From<AttemptSearchForm> for AttemptSearch {
    fn from(form: AttemptSearchForm) -> Self {
        Self {
            text: form.text,
            kinds: form.kinds,
            outcomes: form.outcomes,
            code: form.code,
            since: form.since.and_then(|since| jiff::Timestamp::from_millisecond(since.0).ok()),
            before: form.before.map(AttemptId::from),
            ..Self::default()
        }
    }
}

impl WholeAttemptView {
    pub(crate) fn new(attempt: Attempt, registrations: &[Registration]) -> Self {
        let exchanges = attempt.exchanges().map(|(step, exchange)| ExchangeView::new(step, exchange)).collect();
        let circumstances = attempt.circumstances.clone();
        let ran_on = [circumstances.version, circumstances.program, circumstances.system];
        Self {
            attempt: AttemptView::new(attempt, registrations),
            exchanges,
            ran_on: ran_on.into_iter().filter(|fact| !fact.is_empty()).collect(),
            callback: circumstances.callback,
            scopes: circumstances.scopes,
        }
    }
}

impl ExchangeView {
    fn new(step: StepKind, exchange: &Exchange) -> Self {
        let connection = exchange.connection.clone();
        Self {
            step,
            sender: exchange.sender,
            method: exchange.method.clone(),
            url: exchange.url.clone(),
            started_at: exchange.started_at.into(),
            request: MessageView::from(&exchange.request),
            status: exchange.response.as_ref().map(|response| response.status),
            response: exchange.response.as_ref().map(|response| MessageView::from(&response.message)),
            failure: exchange.failure.clone(),
            address: connection.address,
            http_version: connection.http_version,
            tls_version: connection.tls_version,
            reused: connection.reused,
            timings: TimingsView::from(exchange.timings),
        }
    }
}

impl From<&Message> for MessageView {
    fn from(message: &Message) -> Self {
        let body = message.body.as_ref();
        Self {
            headers: message.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect(),
            body: body.and_then(|body| body.text.clone()),
            cut: body.is_some_and(|body| body.cut),
            size: body.map_or(0, |body| u32::try_from(body.size).unwrap_or(u32::MAX)),
        }
    }
}

impl From<Timings> for TimingsView {
    fn from(timings: Timings) -> Self {
        let Timings { dns, connect, tls, wait, receive, total } = timings;
        // An exchange takes seconds.
        let fit = |part: u64| u32::try_from(part).unwrap_or(u32::MAX);
        Self {
            dns: dns.map(fit),
            connect: connect.map(fit),
            tls: tls.map(fit),
            wait: wait.map(fit),
            receive: receive.map(fit),
            total: fit(total),
        }
    }
}

impl From<Comparison> for ComparisonView {
    fn from(comparison: Comparison) -> Self {
        let difference = |Difference { area, subject, first, second }| DifferenceView { area, subject, first, second };
        Self { differences: comparison.differences.into_iter().map(difference).collect(), same: comparison.same }
    }
}

impl From<BundleItem> for BundleItemView {
    fn from(BundleItem { id, kind, subject, text }: BundleItem) -> Self {
        Self { id, kind, subject, text }
    }
}

impl From<OpenedBundle> for OpenedBundleView {
    fn from(opened: OpenedBundle) -> Self {
        let bundle = opened.bundle;
        let check = |check: trilo_core::diagnose::bundle::BundledCheck| {
            (format!("{} {}", check.check, check.subject).trim().to_owned(), check.state, check.evidence)
        };
        Self {
            path: opened.path.display().to_string(),
            origin: opened.origin,
            made_at: bundle.made_at.into(),
            facts: bundle.versions.into_iter().chain(bundle.settings).collect(),
            checks: bundle.checks.into_iter().map(check).collect(),
            attempts: bundle.attempts.into_iter().map(|attempt| WholeAttemptView::new(attempt, &[])).collect(),
            passed_over: u32::try_from(opened.passed_over).unwrap_or(u32::MAX),
        }
    }
}
