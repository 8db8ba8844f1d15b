//! Registrations, from core values to views and from forms to core values.

use trilo_core::registration::{
    AuthorizeUrl, CallbackUrl, Cloud, CloudDraft, Fix, RegistrationDraft, RegistrationFinding, SecretSource, WayBack,
};
use trilo_core::secret::Secret;
use trilo_core::sessions::{CallbackCheck, CallbackFact, ListedRegistration};

use crate::views::{
    AuthorizeUrlView, CallbackCheckView, CallbackFactView, CallbackView, CloudView, ErrorView, FixView,
    RegistrationFindingView, RegistrationForm, RegistrationView, SecretSourceView, WayBackView,
};

impl From<&ListedRegistration> for RegistrationView {
    fn from(listed: &ListedRegistration) -> Self {
        let registration = &listed.registration;
        Self {
            id: registration.id.to_string(),
            name: registration.name.clone(),
            environment: registration.environment,
            cloud: CloudView::from(&registration.cloud),
            client_id: registration.client_id.clone(),
            has_client_secret: listed.has_client_secret,
            callbacks: registration.callbacks.iter().map(CallbackView::from).collect(),
            secret_source: SecretSourceView::from(&registration.secret_source),
            scopes: registration.scopes.to_strings(),
            notes: registration.notes.clone(),
            position: u32::try_from(listed.position).unwrap_or(u32::MAX),
            findings: listed.findings.iter().map(RegistrationFindingView::from).collect(),
            console_steps: registration.console_steps.iter().copied().collect(),
            accounts: u32::try_from(listed.accounts).unwrap_or(u32::MAX),
        }
    }
}

impl From<&Cloud> for CloudView {
    fn from(cloud: &Cloud) -> Self {
        match cloud {
            Cloud::Commercial => Self::Commercial,
            Cloud::Government => Self::Government,
            Cloud::Sandbox(_) => Self::Sandbox,
            Cloud::Custom(endpoints) => Self::Custom {
                authorization_url: endpoints.authorization_url.to_string(),
                api_url: endpoints.api_url.to_string(),
            },
        }
    }
}

impl From<&CallbackUrl> for CallbackView {
    fn from(callback: &CallbackUrl) -> Self {
        let way_back = callback.way_back().into();
        Self { url: callback.as_str().to_owned(), way_back }
    }
}

impl RegistrationForm {
    /// The form as a change of a registration with the given cloud, which alone may stay the sandbox.
    pub(crate) fn draft_for(self, current: &Cloud) -> Result<RegistrationDraft, ErrorView> {
        let cloud = match (&self.cloud, current) {
            (CloudView::Sandbox, Cloud::Sandbox(_)) => CloudDraft::Known(current.clone()),
            _ => self.cloud.clone().try_into()?,
        };
        Ok(RegistrationDraft {
            name: self.name,
            environment: self.environment,
            cloud,
            client_id: self.client_id,
            secret_source: self.secret_source.into(),
            client_secret: self.client_secret.filter(|secret| !secret.trim().is_empty()).map(Secret::new),
            callbacks: self.callbacks,
            scopes: self.scopes,
            notes: self.notes,
        })
    }
}

impl TryFrom<RegistrationForm> for RegistrationDraft {
    type Error = ErrorView;

    fn try_from(form: RegistrationForm) -> Result<Self, ErrorView> {
        form.draft_for(&Cloud::Commercial)
    }
}

impl TryFrom<CloudView> for CloudDraft {
    type Error = ErrorView;

    fn try_from(cloud: CloudView) -> Result<Self, ErrorView> {
        match cloud {
            CloudView::Commercial => Ok(Self::Known(Cloud::Commercial)),
            CloudView::Government => Ok(Self::Known(Cloud::Government)),
            CloudView::Custom { authorization_url, api_url } => Ok(Self::Custom { authorization_url, api_url }),
            CloudView::Sandbox => Err(trilo_core::Error::RegistrationNotFound.into()),
        }
    }
}

impl From<&SecretSource> for SecretSourceView {
    fn from(source: &SecretSource) -> Self {
        match source {
            SecretSource::Sealed => Self::Sealed,
            SecretSource::Environment { variable } => Self::Environment { variable: variable.clone() },
            SecretSource::File { path } => Self::File { path: path.display().to_string() },
            SecretSource::Command { command } => Self::Command { command: command.clone() },
        }
    }
}

impl From<SecretSourceView> for SecretSource {
    fn from(source: SecretSourceView) -> Self {
        match source {
            SecretSourceView::Sealed => Self::Sealed,
            SecretSourceView::Environment { variable } => Self::Environment { variable },
            SecretSourceView::File { path } => Self::File { path: path.into() },
            SecretSourceView::Command { command } => Self::Command { command },
        }
    }
}

impl From<WayBack> for WayBackView {
    fn from(way_back: WayBack) -> Self {
        match way_back {
            WayBack::DeepLink => Self::DeepLink,
            WayBack::Loopback { .. } => Self::Loopback,
            WayBack::Paste => Self::Paste,
        }
    }
}

impl From<&RegistrationFinding> for RegistrationFindingView {
    fn from(finding: &RegistrationFinding) -> Self {
        let fix = finding.fix.as_ref().map(|fix| match fix {
            Fix::ReplaceCallback { from, to } => FixView::ReplaceCallback { from: from.clone(), to: to.clone() },
            Fix::RemoveScope { scope } => FixView::RemoveScope { scope: scope.clone() },
            Fix::AddScope { scope } => FixView::AddScope { scope: scope.clone() },
            Fix::SetEnvironment { environment } => FixView::SetEnvironment { environment: *environment },
        });
        Self { kind: finding.kind, severity: finding.kind.severity(), subject: finding.subject.clone(), fix }
    }
}

impl From<AuthorizeUrl> for AuthorizeUrlView {
    fn from(read: AuthorizeUrl) -> Self {
        Self {
            endpoint: read.endpoint,
            client_id: read.client_id,
            scopes: read.scopes.to_strings(),
            callback: read.callback,
            state: read.state,
            pkce: read.pkce,
            audience: read.audience,
            prompt: read.prompt,
            findings: read.findings.iter().map(RegistrationFindingView::from).collect(),
        }
    }
}

impl From<CallbackCheck> for CallbackCheckView {
    fn from(check: CallbackCheck) -> Self {
        let fact = |fact: CallbackFact| CallbackFactView { kind: fact.kind, value: fact.value, ok: fact.ok };
        Self {
            way_back: check.way_back.into(),
            works: check.works,
            facts: check.facts.into_iter().map(fact).collect(),
            error: check.problem.map(ErrorView::from),
        }
    }
}
