//! From core values to views and from forms to core values.

mod journal;
mod registration;
pub(crate) mod scopes;

use jiff::Timestamp;
use trilo_core::diagnose::{Attempt, AttemptOutcome, Step};
use trilo_core::registration::Registration;
use trilo_core::secret::Secret;
use trilo_core::session::{Renewal, Reporting, Session, Storage, Verdict};
use trilo_core::sessions::{Revocation, SignIn, SignInRequest, SignInState};
use trilo_core::settings::{ScopePreset, Settings};
use trilo_core::token::TokenFormat;
use trilo_core::vault::Rescued;
use url::Url;

use crate::views::{
    AccountSummaryView, AccountView, AttemptView, AuthorizationPreviewView, CallbackView, ErrorView, Milliseconds,
    ParameterView, PersonalDataView, PresetView, ProfileView, RenewalFailureView, RenewalView, RescueView,
    RevocationView, SettingsView, SignInForm, SignInStateView, SignInView, SignedOutView, SiteView, StepView,
    StorageView, TokenFormatView, TokenView, VerdictView,
};

impl From<Rescued> for RescueView {
    fn from(rescued: Rescued) -> Self {
        let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        Self {
            set_aside: rescued.set_aside.display().to_string(),
            registrations: count(rescued.registrations),
            accounts: count(rescued.accounts),
            attempts: count(rescued.attempts),
            lost: count(rescued.lost),
        }
    }
}

impl From<SignInForm> for SignInRequest {
    fn from(form: SignInForm) -> Self {
        Self { registration: form.registration.into(), callback_url: form.callback_url, scopes: form.scopes }
    }
}

impl From<(Url, Vec<(&'static str, String)>)> for AuthorizationPreviewView {
    fn from((endpoint, parameters): (Url, Vec<(&'static str, String)>)) -> Self {
        let mut url = endpoint.clone();
        url.query_pairs_mut().extend_pairs(&parameters);
        // The placeholder stands as it is, so that nobody takes it for a value.
        let url = url.as_str().replace('+', "%20").replace("%E2%80%A6", "…");
        let endpoint = ParameterView { name: "endpoint".into(), value: endpoint.to_string() };
        let parameters = parameters.into_iter().map(|(name, value)| ParameterView { name: name.into(), value });
        Self { url, parameters: std::iter::once(endpoint).chain(parameters).collect() }
    }
}

impl From<&SignIn> for SignInView {
    fn from(sign_in: &SignIn) -> Self {
        let (attempt, registration) = (&sign_in.attempt, &sign_in.registration);
        Self {
            id: attempt.id.to_string(),
            registration: registration.id.to_string(),
            registration_name: registration.name.clone(),
            environment: registration.environment,
            sandbox: registration.cloud.is_sandbox(),
            callback: CallbackView::from(&sign_in.callback),
            scopes: sign_in.scopes.to_strings(),
            started_at: attempt.started_at.into(),
            deadline: sign_in.deadline.into(),
            steps: attempt.steps.iter().map(StepView::from).collect(),
            state: state(sign_in),
            error: attempt.problem.clone().map(ErrorView::from),
            account: attempt.account.as_ref().map(ToString::to_string),
        }
    }
}

fn state(sign_in: &SignIn) -> SignInStateView {
    match (sign_in.state, sign_in.attempt.outcome) {
        (SignInState::Preparing, _) => SignInStateView::Preparing,
        (SignInState::Waiting, _) => SignInStateView::Waiting,
        (SignInState::Completing, _) => SignInStateView::Completing,
        (SignInState::Ended, AttemptOutcome::Succeeded) => SignInStateView::Done,
        (SignInState::Ended, AttemptOutcome::Denied) => SignInStateView::Denied,
        (SignInState::Ended, AttemptOutcome::TimedOut) => SignInStateView::TimedOut,
        (SignInState::Ended, AttemptOutcome::Cancelled | AttemptOutcome::Ignored) => SignInStateView::Cancelled,
        (SignInState::Ended, AttemptOutcome::Failed | AttemptOutcome::UnderWay | AttemptOutcome::Interrupted) => {
            SignInStateView::Failed
        }
    }
}

impl From<&Step> for StepView {
    fn from(step: &Step) -> Self {
        Self {
            kind: step.kind,
            state: step.state,
            fact: step.fact.clone(),
            started_at: step.started_at.map(Milliseconds::from),
            duration: span(step.started_at, step.ended_at),
        }
    }
}

fn span(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<Milliseconds> {
    Some(Milliseconds(to?.as_millisecond() - from?.as_millisecond()))
}

impl AttemptView {
    pub(crate) fn new(attempt: Attempt, registrations: &[Registration]) -> Self {
        let registration = registrations.iter().find(|known| Some(&known.id) == attempt.registration.as_ref());
        Self {
            id: attempt.id.to_string(),
            kind: attempt.kind,
            outcome: attempt.outcome,
            registration_name: registration
                .map(|known| known.name.clone())
                .or_else(|| attempt.circumstances.registration.as_ref().map(|facts| facts.name.clone())),
            account: attempt.account.as_ref().map(ToString::to_string),
            started_at: attempt.started_at.into(),
            duration: span(Some(attempt.started_at), attempt.ended_at),
            steps: attempt.steps.iter().map(StepView::from).collect(),
            error: attempt.problem.map(ErrorView::from),
        }
    }
}

impl AccountSummaryView {
    pub(crate) fn new(session: &Session, registration: Option<&Registration>, now: Timestamp) -> Self {
        let (record, details) = (&session.record, &session.details);
        Self {
            id: record.id.to_string(),
            name: session.name().to_owned(),
            email: details.profile.as_ref().and_then(|profile| profile.email.clone()),
            label: details.label.as_ref().map(|label| label.as_str().to_owned()),
            colour: details.colour,
            is_default: registration.is_some_and(|found| found.default_account.as_ref() == Some(&record.id)),
            has_avatar: details.avatar.is_some(),
            registration: record.registration.to_string(),
            registration_name: registration.map(|registration| registration.name.clone()).unwrap_or_default(),
            environment: registration.map_or(trilo_core::registration::Environment::Any, |found| found.environment),
            sandbox: registration.is_some_and(|registration| registration.cloud.is_sandbox()),
            sign_in_again: record.verdict.is_some(),
            freshness: session.lifetime.freshness(now),
            expires_at: session.lifetime.expires_at.map(Milliseconds::from),
            site_names: details.sites.iter().map(|site| site.name.clone()).collect(),
        }
    }
}

impl AccountView {
    pub(crate) fn new(summary: AccountSummaryView, session: Session, token: &Secret<String>) -> Self {
        let (record, details) = (session.record, session.details);
        let (storage, storage_error) = match session.storage {
            Storage::Vault => (StorageView::Vault, None),
            Storage::Memory => (StorageView::Memory, None),
            Storage::MemoryBecause(problem) => (StorageView::Memory, Some(problem.into())),
        };
        Self {
            summary,
            avatar: details.avatar.map(|avatar| avatar.as_str().to_owned()),
            personal_data: session.reporting.map(PersonalDataView::from),
            profile: details.profile.map(ProfileView::from),
            profile_error: record.profile_problem.clone().map(ErrorView::from),
            token: TokenView {
                masked: masked(token.expose()),
                length: u32::try_from(token.expose().chars().count()).unwrap_or(u32::MAX),
                obtained_at: session.lifetime.obtained_at.into(),
                expires_at: session.lifetime.expires_at.map(Milliseconds::from),
                renewable: record.renewable,
            },
            requested: record.requested.to_strings(),
            granted: record.granted.to_strings(),
            missing: record.missing().to_strings(),
            sites: details.sites.into_iter().map(SiteView::from).collect(),
            sites_error: record.sites_problem.clone().map(ErrorView::from),
            verdict: record.verdict.clone().map(VerdictView::from),
            renewal: session.renewal.into(),
            signed_in_at: record.signed_in_at.into(),
            renewed_at: record.renewed_at.map(Milliseconds::from),
            renewals: record.renewals,
            idle_since: record.idle_since().into(),
            idle_limit: record.idle_limit().map(Milliseconds::from),
            consented_at: record.signed_in_at.into(),
            consent_caution: record.consent_caution().into(),
            storage,
            storage_error,
        }
    }
}

impl From<Reporting> for PersonalDataView {
    fn from(reporting: Reporting) -> Self {
        let state = reporting.state;
        Self {
            reported_at: state.reported_at.map(Milliseconds::from),
            due_at: reporting.due_at.map(Milliseconds::from),
            cycle_days: state.cycle_days,
            last_outcome: state.outcome,
            error: state.failure.map(|failure| failure.problem.into()),
        }
    }
}

impl From<Revocation> for SignedOutView {
    fn from(revocation: Revocation) -> Self {
        match revocation {
            Revocation::NotAsked => Self { revocation: RevocationView::NotAsked, error: None },
            Revocation::Answered => Self { revocation: RevocationView::Answered, error: None },
            Revocation::Failed(problem) => Self { revocation: RevocationView::Failed, error: Some(problem.into()) },
        }
    }
}

impl From<Verdict> for VerdictView {
    fn from(verdict: Verdict) -> Self {
        Self { at: verdict.at.into(), error: verdict.problem.into() }
    }
}

impl From<Renewal> for RenewalView {
    fn from(renewal: Renewal) -> Self {
        let failure = renewal.failure.map(|failure| RenewalFailureView {
            error: failure.problem.into(),
            at: failure.at.into(),
            retry_at: failure.retry_at.into(),
        });
        Self { due_at: renewal.due_at.map(Milliseconds::from), failure }
    }
}

/// The outline of a token: enough to tell two apart, far too little to use.
fn masked(token: &str) -> String {
    const SHOWN: usize = 4;
    const LONG_ENOUGH: usize = 64;
    if token.chars().count() < LONG_ENOUGH {
        return "…".to_owned();
    }
    let start: String = token.chars().take(SHOWN * 2).collect();
    let end: Vec<char> = token.chars().rev().take(SHOWN).collect();
    format!("{start}…{}", end.iter().rev().collect::<String>())
}

impl From<trilo_core::atlassian::Profile> for ProfileView {
    fn from(profile: trilo_core::atlassian::Profile) -> Self {
        let extended = profile.extended_profile.unwrap_or_default();
        Self {
            account_id: profile.account_id,
            name: profile.name,
            nickname: profile.nickname,
            email: profile.email,
            time_zone: profile.zoneinfo,
            locale: profile.locale,
            account_status: profile.account_status,
            account_type: profile.account_type,
            job_title: extended.job_title,
            organization: extended.organization,
            department: extended.department,
            location: extended.location,
        }
    }
}

impl From<trilo_core::atlassian::Site> for SiteView {
    fn from(site: trilo_core::atlassian::Site) -> Self {
        Self {
            products: site.products().into_iter().map(ToOwned::to_owned).collect(),
            cloud_id: site.cloud_id,
            name: site.name,
            url: site.url,
            avatar: site.avatar.map(|avatar| avatar.as_str().to_owned()),
            scopes: site.scopes.to_strings(),
        }
    }
}

impl From<TokenFormatView> for TokenFormat {
    fn from(format: TokenFormatView) -> Self {
        match format {
            TokenFormatView::Raw => Self::Raw,
            TokenFormatView::Header => Self::Header,
            TokenFormatView::Curl => Self::Curl,
            TokenFormatView::Env => Self::Env,
        }
    }
}

impl From<Settings> for SettingsView {
    fn from(settings: Settings) -> Self {
        let scope_presets = settings.scope_presets.into_iter().map(PresetView::from).collect();
        Self {
            clear_clipboard_after: settings.clear_clipboard_after,
            lock_after_idle: settings.lock_after_idle,
            lock_with_screen: settings.lock_with_screen,
            private_mode: settings.private_mode,
            journal_days: settings.journal_days,
            journal_megabytes: settings.journal_megabytes,
            scope_presets,
        }
    }
}

impl From<ScopePreset> for PresetView {
    fn from(ScopePreset { name, scopes }: ScopePreset) -> Self {
        Self { name, summary: String::new(), scopes }
    }
}

impl From<SettingsView> for Settings {
    fn from(settings: SettingsView) -> Self {
        let preset = |preset: PresetView| ScopePreset { name: preset.name, scopes: preset.scopes };
        Self {
            clear_clipboard_after: settings.clear_clipboard_after,
            lock_after_idle: settings.lock_after_idle,
            lock_with_screen: settings.lock_with_screen,
            private_mode: settings.private_mode,
            journal_days: settings.journal_days,
            journal_megabytes: settings.journal_megabytes,
            scope_presets: settings.scope_presets.into_iter().map(preset).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_short_token_shows_nothing_of_itself() {
        assert_eq!(masked("short-but-secret"), "…");
    }

    #[test]
    fn a_long_token_shows_twelve_characters() {
        let token = format!("eyJraWQi{}q8Zw", "x".repeat(2_000));
        assert_eq!(masked(&token), "eyJraWQi…q8Zw");
    }
}
