//! Probes, as the web view sees them.

use trilo_core::diagnose::explain::Candidate;
use trilo_core::inspect::probe::{Plan, ProbeResult};
use trilo_core::inspect::report::expectation_word;
use trilo_core::sessions::{ProbeRun, ProbeRunState};

use crate::views::{
    Milliseconds, ProbeExplanationView, ProbePlanView, ProbeResultView, ProbeRunStateView, ProbeRunView,
};

impl From<Plan> for ProbePlanView {
    fn from(plan: Plan) -> Self {
        Self { calls: count(plan.calls.len()), uncovered: plan.uncovered }
    }
}

impl From<ProbeRun> for ProbeRunView {
    fn from(run: ProbeRun) -> Self {
        Self {
            state: run.state.into(),
            started_at: run.started_at.into(),
            calls: count(run.calls),
            results: run.results.into_iter().map(ProbeResultView::from).collect(),
            uncovered: run.uncovered,
        }
    }
}

impl From<ProbeRunState> for ProbeRunStateView {
    fn from(state: ProbeRunState) -> Self {
        match state {
            ProbeRunState::Running => Self::Running,
            ProbeRunState::Done => Self::Done,
            ProbeRunState::Cancelled => Self::Cancelled,
            ProbeRunState::HeldOff => Self::HeldOff,
        }
    }
}

impl From<ProbeResult> for ProbeResultView {
    fn from(result: ProbeResult) -> Self {
        let call = result.call;
        Self {
            name: call.probe.name,
            path: call.probe.path,
            product: call.probe.product.name().to_owned(),
            site: call.site.map(|site| site.name),
            covers: call.probe.covers,
            expected: expectation_word(call.expected),
            outcome: result.outcome,
            as_expected: result.as_expected,
            status: result.status,
            duration: Milliseconds::from(result.duration),
            retries: result.retries,
            exchange: result.exchange,
            explanation: result.explanation.map(ProbeExplanationView::from),
            error: result.problem.map(Into::into),
        }
    }
}

impl From<Candidate> for ProbeExplanationView {
    fn from(candidate: Candidate) -> Self {
        Self {
            title: candidate.title.to_owned(),
            cause: candidate.cause.to_owned(),
            fix: candidate.fix.to_owned(),
            who: candidate.who,
            confidence: candidate.confidence,
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
