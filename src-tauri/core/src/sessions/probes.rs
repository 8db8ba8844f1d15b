//! Running probes: a few at once, with a pause where Atlassian asks for one, until they are done or cancelled.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::{Core, InspectedGrant};
use crate::atlassian::HttpError;
use crate::diagnose::redaction::Redaction;
use crate::error::Error;
use crate::identifier::AccountId;
use crate::inspect::probe::{Plan, ProbeAnswer, ProbeCall, ProbeResult, Suite, plan};
use crate::ports::{Event, lock};
use crate::registration::Endpoints;
use crate::secret::Secret;

/// How many calls are under way at once.
const AT_ONCE: usize = 4;
/// How often a call is made once more when Atlassian asks to wait.
const MOST_RETRIES: u32 = 2;
/// Longer than this nobody waits: the run ends.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// A run of some hundred calls is done by then, and so should its token be good until then.
const RUN: SignedDuration = SignedDuration::from_mins(5);

/// What is to be probed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProbeChoice {
    /// The sites, by cloud id; `None` for all.
    pub sites: Option<HashSet<String>>,
    /// Probes of the person's own; `None` for those that show every scope.
    pub suite: Option<Suite>,
}

/// An account's grant with what would be called for it.
#[derive(Debug)]
pub struct ProbedGrant {
    /// The plan.
    pub plan: Plan,
    /// Where the calls go.
    pub endpoints: Endpoints,
}

/// A run of probes.
#[derive(Debug, Clone)]
pub struct ProbeRun {
    /// How it is going.
    pub state: ProbeRunState,
    /// When it began.
    pub started_at: Timestamp,
    /// How many calls there are.
    pub calls: usize,
    /// What came so far, in the order of the plan.
    pub results: Vec<ProbeResult>,
    /// Scopes that no safe call shows.
    pub uncovered: Vec<String>,
}

/// How a run is going.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeRunState {
    /// Calls are under way.
    Running,
    /// Every call was made.
    Done,
    /// The person stopped it.
    Cancelled,
    /// Atlassian asked for a longer pause than anybody waits for.
    HeldOff,
}

/// The latest run of each account.
#[derive(Default)]
pub(super) struct ProbeRuns(Mutex<HashMap<AccountId, Kept>>);

struct Kept {
    run: ProbeRun,
    /// Results by their place in the plan.
    placed: Vec<Option<ProbeResult>>,
    cancel: watch::Sender<bool>,
}

impl ProbeRuns {
    /// Stops all runs and forgets what they found.
    pub(super) fn forget(&self) {
        for kept in lock(&self.0).drain() {
            let _ = kept.1.cancel.send(true);
        }
    }
}

/// What the calls of one run share.
struct Shared {
    endpoints: Endpoints,
    token: Secret<String>,
    redaction: Redaction,
    cancelled: watch::Receiver<bool>,
    /// Until when Atlassian asked to wait; `Err` when that is too long.
    pause: Mutex<Result<Option<Instant>, ()>>,
}

impl Core {
    /// What would be called for an account.
    pub fn plan_probes(&self, account: &AccountId, choice: &ProbeChoice) -> Result<ProbedGrant, Error> {
        let InspectedGrant { grant, .. } = self.inspect(account)?;
        let sites = choice.sites.as_ref();
        let plan = choice.suite.as_ref().map_or_else(|| plan(&grant, sites), |suite| suite.plan(&grant, sites));
        let endpoints = self.registration(&self.record_of(account)?.registration)?.cloud.endpoints();
        Ok(ProbedGrant { plan, endpoints })
    }

    /// Begins a run for an account, in place of an earlier one; [`Event::ProbesChanged`] tells when there is news.
    pub async fn start_probes(&self, account: &AccountId, choice: &ProbeChoice) -> Result<ProbeRun, Error> {
        let probed = self.plan_probes(account, choice)?;
        let token = self.access_token_good_for(account, RUN).await?;
        let (cancel, cancelled) = watch::channel(false);
        let calls = probed.plan.calls.len();
        let run = ProbeRun {
            state: ProbeRunState::Running,
            started_at: self.now(),
            calls,
            results: Vec::new(),
            uncovered: probed.plan.uncovered.clone(),
        };
        let kept = Kept { run: run.clone(), placed: vec![None; calls], cancel };
        if let Some(earlier) = lock(&self.0.probes.0).insert(account.clone(), kept) {
            let _ = earlier.cancel.send(true);
        }
        let (core, account, stopped) = (self.clone(), account.clone(), cancelled.clone());
        let began = run.started_at;
        tokio::spawn(async move {
            let told = |at, result| core.note_probe(&account, began, at, result);
            let held_off = core.make_calls(probed, token, cancelled, told).await;
            let state = match (*stopped.borrow(), held_off) {
                (true, _) => ProbeRunState::Cancelled,
                (false, true) => ProbeRunState::HeldOff,
                (false, false) => ProbeRunState::Done,
            };
            core.end_probes(&account, began, state);
        });
        Ok(run)
    }

    /// Runs probes to their end, for a program that waits; `told` hears of each, with its place in the plan.
    pub async fn run_probes(
        &self,
        account: &AccountId,
        choice: &ProbeChoice,
        told: impl Fn(&ProbeResult),
    ) -> Result<ProbeRun, Error> {
        let probed = self.plan_probes(account, choice)?;
        let token = self.access_token_good_for(account, RUN).await?;
        let (calls, uncovered, started_at) = (probed.plan.calls.len(), probed.plan.uncovered.clone(), self.now());
        let placed = Mutex::new(vec![None; calls]);
        let (_cancel, cancelled) = watch::channel(false);
        let put = |at: usize, result: ProbeResult| {
            told(&result);
            lock(&placed)[at] = Some(result);
        };
        let held_off = self.make_calls(probed, token, cancelled, put).await;
        let state = if held_off { ProbeRunState::HeldOff } else { ProbeRunState::Done };
        let results = placed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let results = results.into_iter().flatten().collect();
        Ok(ProbeRun { state, started_at, calls, results, uncovered })
    }

    /// The latest run of an account; `None` when there was none since Trilo was started or locked.
    #[must_use]
    pub fn probe_run(&self, account: &AccountId) -> Option<ProbeRun> {
        let runs = lock(&self.0.probes.0);
        let kept = runs.get(account)?;
        Some(ProbeRun { results: kept.placed.iter().flatten().cloned().collect(), ..kept.run.clone() })
    }

    /// Stops a run; what came so far stays.
    pub fn cancel_probes(&self, account: &AccountId) {
        if let Some(kept) = lock(&self.0.probes.0).get(account) {
            let _ = kept.cancel.send(true);
        }
    }

    fn note_probe(&self, account: &AccountId, began: Timestamp, at: usize, result: ProbeResult) {
        let mut runs = lock(&self.0.probes.0);
        // A newer run has taken its place, or the vault was locked.
        let Some(kept) = runs.get_mut(account).filter(|kept| kept.run.started_at == began) else { return };
        if let Some(place) = kept.placed.get_mut(at) {
            *place = Some(result);
        }
        drop(runs);
        self.emit(Event::ProbesChanged);
    }

    fn end_probes(&self, account: &AccountId, began: Timestamp, state: ProbeRunState) {
        if let Some(kept) = lock(&self.0.probes.0).get_mut(account).filter(|kept| kept.run.started_at == began) {
            kept.run.state = state;
        }
        self.emit(Event::ProbesChanged);
    }

    /// Makes the calls of a plan, a few at once; tells whether Atlassian asked to wait too long.
    async fn make_calls(
        &self,
        probed: ProbedGrant,
        token: Secret<String>,
        cancelled: watch::Receiver<bool>,
        told: impl Fn(usize, ProbeResult),
    ) -> bool {
        let mut redaction = Redaction::ephemeral();
        redaction.know([token.clone()]);
        let pause = Mutex::new(Ok(None));
        let shared = Arc::new(Shared { endpoints: probed.endpoints, token, redaction, cancelled, pause });
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        let mut calls = JoinSet::new();
        for (at, call) in probed.plan.calls.into_iter().enumerate() {
            let (core, shared, turns) = (self.clone(), shared.clone(), turns.clone());
            calls.spawn(async move {
                let _turn = turns.acquire_owned().await;
                (at, core.make_call(call, &shared).await)
            });
        }
        while let Some(made) = calls.join_next().await {
            if let Ok((at, result)) = made {
                told(at, result);
            }
        }
        lock(&shared.pause).is_err()
    }

    async fn make_call(&self, call: ProbeCall, shared: &Shared) -> ProbeResult {
        let url = call.url(&shared.endpoints);
        let mut retries = 0;
        loop {
            if !shared.wait().await {
                return ProbeResult::not_made(call);
            }
            let began = Instant::now();
            let mut cancelled = shared.cancelled.clone();
            let answer = tokio::select! {
                answer = self.0.http.call(&url, &shared.token) => answer,
                _ = cancelled.wait_for(|cancelled| *cancelled) => return ProbeResult::not_made(call),
            };
            let answer = match answer {
                Ok(answer) => answer,
                Err(error) => return unanswered(call, error, began.elapsed()),
            };
            let wait = (answer.status == 429).then(|| answer.retry_after());
            let answer = ProbeAnswer::of(&answer);
            if let Some(asked) = wait.filter(|_| retries < MOST_RETRIES) {
                let seconds = asked.unwrap_or_else(|| 1 << retries);
                if shared.hold(Duration::from_secs(seconds)) {
                    retries += 1;
                    continue;
                }
            }
            let took = (began.elapsed(), retries);
            return ProbeResult::answered(call, &url, &answer, took, (&shared.redaction, self.now()));
        }
    }
}

fn unanswered(call: ProbeCall, error: HttpError, took: Duration) -> ProbeResult {
    ProbeResult::unanswered(call, Error::from(error).problem(), took)
}

impl Shared {
    /// Waits as long as Atlassian asked to; `false` when the call is not to be made.
    async fn wait(&self) -> bool {
        loop {
            let until = match *lock(&self.pause) {
                Err(()) => return false,
                Ok(until) => until.filter(|until| *until > Instant::now()),
            };
            let mut cancelled = self.cancelled.clone();
            if *cancelled.borrow() {
                return false;
            }
            let Some(until) = until else { return true };
            tokio::select! {
                () = tokio::time::sleep_until(until.into()) => {}
                _ = cancelled.wait_for(|cancelled| *cancelled) => return false,
            }
        }
    }

    /// Has every call of the run wait; `false` when that would be too long, which ends the run.
    fn hold(&self, wait: Duration) -> bool {
        let mut pause = lock(&self.pause);
        if wait > LONGEST_WAIT {
            *pause = Err(());
            return false;
        }
        let until = Instant::now() + wait;
        match &mut *pause {
            Ok(held) => *held = Some(held.map_or(until, |held| held.max(until))),
            Err(()) => return false,
        }
        true
    }
}

/// What a run came to, for a line of words.
impl ProbeRun {
    /// How many came as expected, how many were a surprise, how many were not made.
    #[must_use]
    pub fn tally(&self) -> (usize, usize, usize) {
        let count = |verdict: Option<bool>| self.results.iter().filter(|result| result.as_expected == verdict).count();
        (count(Some(true)), count(Some(false)), self.calls - count(Some(true)) - count(Some(false)))
    }

    /// Whether every call that was made came as expected, and every call was made.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        self.results.len() == self.calls && self.results.iter().all(|result| result.as_expected == Some(true))
    }
}
