//! The Backstage provider, from its values to views and from forms to settings.

use std::path::PathBuf;

use trilo_core::Core;
use trilo_core::error::{Code, Problem};
use trilo_core::identifier::AccountId;
use trilo_core::settings::{BackstageIdentity, BackstageSettings, BackstageSource, SettingError};
use trilo_provider::{ConsentAnswer, ConsentChoice, ConsentQuestion, Provider, ServeError, ServedRequest};

use crate::adapters::Folders;
use crate::backstage::Serving;
use crate::views::{
    BackstageIdentityView, BackstageSettingsView, BackstageSourceView, BackstageStateView, BrowserSessionView,
    ConsentAccountView, ConsentAnswerForm, ConsentQuestionView, ErrorView, RememberedConsentView,
    ServedEnvironmentView, ServedRequestView, ServedView,
};

impl From<BackstageSettings> for BackstageSettingsView {
    fn from(settings: BackstageSettings) -> Self {
        let BackstageSettings { on, port, source, origins, identity } = settings;
        let text = |path: PathBuf| path.display().to_string();
        let source = match source {
            BackstageSource::Registrations { ids } => {
                BackstageSourceView::Registrations { ids: ids.iter().map(ToString::to_string).collect() }
            }
            BackstageSource::AppConfig { files, environment_file } => BackstageSourceView::AppConfig {
                files: files.into_iter().map(text).collect(),
                environment_file: environment_file.map(text),
            },
        };
        let identity = match identity {
            BackstageIdentity::Off => BackstageIdentityView::Off,
            BackstageIdentity::AsConfigured => BackstageIdentityView::AsConfigured,
            BackstageIdentity::EmailLocalPart => BackstageIdentityView::EmailLocalPart,
            BackstageIdentity::Email => BackstageIdentityView::Email,
            BackstageIdentity::Fixed { entity } => BackstageIdentityView::Fixed { entity },
        };
        Self { on, port, source, origins, identity }
    }
}

impl BackstageSettingsView {
    /// The settings, with typed paths as a command line takes them.
    pub(crate) fn settings(self, folders: &Folders) -> BackstageSettings {
        let Self { on, port, source, origins, identity } = self;
        let source = match source {
            BackstageSourceView::Registrations { ids } => {
                BackstageSource::Registrations { ids: ids.into_iter().map(Into::into).collect() }
            }
            BackstageSourceView::AppConfig { files, environment_file } => BackstageSource::AppConfig {
                files: files.iter().map(|file| folders.expand(file)).collect(),
                environment_file: environment_file.as_deref().map(|file| folders.expand(file)),
            },
        };
        let identity = match identity {
            BackstageIdentityView::Off => BackstageIdentity::Off,
            BackstageIdentityView::AsConfigured => BackstageIdentity::AsConfigured,
            BackstageIdentityView::EmailLocalPart => BackstageIdentity::EmailLocalPart,
            BackstageIdentityView::Email => BackstageIdentity::Email,
            BackstageIdentityView::Fixed { entity } => BackstageIdentity::Fixed { entity },
        };
        BackstageSettings { on, port, source, origins, identity }
    }
}

impl BackstageStateView {
    pub(crate) fn of(serving: &Serving, core: &Core) -> Self {
        match serving {
            Serving::Off => Self::Off,
            Serving::On(provider) => Self::On { served: ServedView::of(provider, core) },
            Serving::Failed(ServeError::Busy { port, holder }) => {
                Self::PortBusy { port: *port, holder: holder.as_ref().map(|holder| holder.name.clone()) }
            }
            Serving::Failed(ServeError::NothingToServe { problems, missing }) => {
                Self::NothingToServe { problems: problems.clone(), missing: missing.clone() }
            }
            Serving::Failed(error) => Self::Failed { error: error.into() },
        }
    }
}

impl ServedView {
    fn of(provider: &Provider, core: &Core) -> Self {
        let announcement = provider.announcement();
        let name = |account: &AccountId| core.session(account).ok().map(|session| session.name().to_owned());
        let mut sessions = provider.sessions();
        sessions.sort_by_key(|session| std::cmp::Reverse(session.signed_in_at));
        let consents = provider.consents().into_iter().map(|consent| RememberedConsentView {
            name: consent.account.as_ref().and_then(name),
            origin: consent.origin,
            environment: consent.environment,
            scopes: consent.scopes.to_strings(),
            given_at: consent.given_at.into(),
        });
        let sessions = sessions.into_iter().map(|session| BrowserSessionView {
            digest: session.digest,
            environment: session.environment,
            name: name(&session.account),
            account: session.account.to_string(),
            origin: session.origin,
            signed_in_at: session.signed_in_at.into(),
            used_at: session.used_at.into(),
        });
        let environments = announcement.environments.iter().map(|environment| ServedEnvironmentView {
            name: environment.name.clone(),
            client_id: environment.client_id.clone(),
            callback: environment.callback.clone(),
            identity: environment.identity.clone(),
        });
        Self {
            base_url: announcement.base_url.clone(),
            port: provider.port(),
            environment: announcement.environment.clone(),
            environments: environments.collect(),
            origins: announcement.origins.clone(),
            notes: announcement.notes.clone(),
            sessions: sessions.collect(),
            consents: consents.collect(),
            requests: provider.requests().into_iter().map(ServedRequestView::from).collect(),
        }
    }
}

impl From<ServedRequest> for ServedRequestView {
    fn from(request: ServedRequest) -> Self {
        let ServedRequest { at, method, path, origin, status, refusal } = request;
        Self { at: at.into(), method, path, origin, status, refusal }
    }
}

impl From<(u32, ConsentQuestion)> for ConsentQuestionView {
    fn from((id, question): (u32, ConsentQuestion)) -> Self {
        let account = |account: trilo_provider::ConsentAccount| ConsentAccountView {
            id: account.id.to_string(),
            name: account.name,
        };
        Self {
            id,
            origin: question.origin,
            environment: question.environment,
            registration: question.registration,
            scopes: question.scopes.to_strings(),
            accounts: question.accounts.into_iter().map(account).collect(),
        }
    }
}

impl From<ConsentAnswerForm> for ConsentAnswer {
    fn from(form: ConsentAnswerForm) -> Self {
        match form {
            ConsentAnswerForm::Refuse => Self::Refused,
            ConsentAnswerForm::Allow { account, remember } => {
                let choice = account.map_or(ConsentChoice::AtlassianPage, |id| ConsentChoice::Account(id.into()));
                Self::Allowed { choice, remember }
            }
        }
    }
}

impl From<&ServeError> for ErrorView {
    fn from(error: &ServeError) -> Self {
        let own = |code, details: &[(&str, String)]| Problem {
            code,
            message: error.to_string(),
            details: details.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        };
        match error {
            ServeError::Core(error) => error.problem(),
            ServeError::Busy { port, .. } => own(Code::PortBusy, &[("port", port.to_string())]),
            ServeError::PortRefused(_) => own(Code::PortRefused, &[]),
            ServeError::AppConfig(error) => trilo_core::Error::from(error.clone()).problem(),
            ServeError::Origin(_) => {
                own(Code::SettingInvalid, &[("setting", SettingError::BackstageOrigins.setting().to_owned())])
            }
            // The window asks for none of these: it takes registrations and app-configs.
            ServeError::NothingToServe { .. } | ServeError::VariablesUnset(_) => own(Code::Internal, &[]),
        }
        .into()
    }
}
