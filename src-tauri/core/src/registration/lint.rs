//! What is likely to go wrong with a registration, or with an authorize URL, before anybody tries.

use serde::Serialize;
use url::Url;

use super::{CallbackUrl, Cloud, Environment, Registration, WayBack, is_loopback, mixed_up};
use crate::authorization::request;
use crate::catalogue::{ADVISED_URL_LENGTH, Catalogue, Remark};
use crate::scope::ScopeSet;

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationFinding {
    /// What it is.
    pub kind: FindingKind,
    /// What it is about, such as a scope or a callback URL; empty when the kind says it all.
    pub subject: String,
    /// What would mend it.
    pub fix: Option<Fix>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// A sign-in cannot work.
    Error,
    /// A sign-in is likely to fail.
    Warning,
    /// Good to know.
    Hint,
}

/// A change that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Another callback URL; the developer console needs the same change.
    ReplaceCallback {
        /// The one that is there.
        from: String,
        /// The one to put in its place.
        to: String,
    },
    /// A scope less.
    RemoveScope {
        /// The scope.
        scope: String,
    },
    /// A scope more.
    AddScope {
        /// The scope.
        scope: String,
    },
    /// Another environment.
    SetEnvironment {
        /// The environment.
        environment: Environment,
    },
}

/// What a finding is, as a closed list that every surface keeps words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum FindingKind {
    /// A callback URL sends the code over plain http to another machine.
    CallbackNotHttps,
    /// A callback URL ends in a slash, which Atlassian compares like any other character.
    CallbackTrailingSlash,
    /// A callback URL says `localhost` where the console may have the address, or the other way round.
    CallbackLocalhostOrAddress,
    /// Every callback URL has a scheme of its own; whether the console takes such ones is not known.
    CallbackCustomScheme,
    /// Trilo cannot use the callback URL.
    CallbackUnusable,
    /// There is no callback URL.
    CallbackMissing,
    /// More scopes than Atlassian advises (developer.atlassian.com, "Scopes for OAuth 2.0 (3LO) and Forge apps").
    TooManyScopes,
    /// A scope that Trilo's catalogue does not know.
    ScopeUnknown,
    /// What cannot be a scope (RFC 6749, section 3.3).
    ScopeMalformed,
    /// A scope that Atlassian advertises and its consent page fails on.
    ScopeBreaksConsent,
    /// There is no scope.
    ScopesMissing,
    /// Classic and granular scopes of one product.
    MixedScopes,
    /// There is no client secret.
    SecretMissing,
    /// Where the secret comes from was named by a backup, and no person has confirmed it.
    SecretUnconfirmed,
    /// An app in production whose every callback URL is on this computer.
    ProductionOnLoopback,
    /// The client secret stands in an app-config file that is likely to be shared.
    SecretInSharedFile,
    /// A registration of another environment has the same client id.
    SameClientElsewhere,
    /// It says another environment than the app-config that it follows.
    EnvironmentDiffers,
    /// A registration that is not for production has a callback URL of one that is.
    CallbackOfProduction,
    /// Whether others than the app's owner can sign in is not known: Atlassian tells nobody whether an app is shared.
    SharingUnknown,
    /// The authorize URL is longer than what every browser and gateway takes.
    UrlTooLong,
    /// No `state` (RFC 6749, section 10.12).
    StateMissing,
    /// No PKCE challenge, or none by S256 (RFC 7636).
    PkceMissing,
    /// No `audience`, or one that is not Atlassian's API.
    AudienceMissing,
    /// No `prompt=consent`.
    PromptMissing,
    /// The `response_type` is not `code`, the only one that Atlassian supports.
    ResponseTypeNotCode,
    /// No client id.
    ClientIdMissing,
    /// No `offline_access`, so there will be no refresh token.
    OfflineAccessMissing,
    /// No `read:me`, so nobody will know whose token it is.
    ReadMeMissing,
    /// A parameter occurs twice (forbidden by RFC 6749, section 3.1).
    ParameterRepeated,
    /// The address is not that of Atlassian's consent page.
    EndpointUnknown,
}

impl FindingKind {
    /// How much it matters.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::CallbackNotHttps
            | Self::CallbackUnusable
            | Self::CallbackMissing
            | Self::ScopeMalformed
            | Self::ScopeBreaksConsent
            | Self::ScopesMissing
            | Self::SecretMissing
            | Self::SecretUnconfirmed
            | Self::StateMissing
            | Self::AudienceMissing
            | Self::ResponseTypeNotCode
            | Self::ClientIdMissing
            | Self::ParameterRepeated => Severity::Error,
            Self::TooManyScopes
            | Self::ScopeUnknown
            | Self::PkceMissing
            | Self::OfflineAccessMissing
            | Self::ReadMeMissing
            | Self::SecretInSharedFile
            | Self::SameClientElsewhere
            | Self::EnvironmentDiffers
            | Self::CallbackOfProduction
            | Self::EndpointUnknown => Severity::Warning,
            Self::CallbackTrailingSlash
            | Self::CallbackLocalhostOrAddress
            | Self::CallbackCustomScheme
            | Self::MixedScopes
            | Self::ProductionOnLoopback
            | Self::SharingUnknown
            | Self::UrlTooLong
            | Self::PromptMissing => Severity::Hint,
        }
    }

    pub(super) fn about(self, subject: impl Into<String>) -> RegistrationFinding {
        RegistrationFinding { kind: self, subject: subject.into(), fix: None }
    }
}

impl RegistrationFinding {
    pub(super) fn with_fix(self, fix: Fix) -> Self {
        Self { fix: Some(fix), ..self }
    }
}

/// Looks a registration through beside the others, the worst finding first.
#[must_use]
pub fn lint(
    registration: &Registration,
    has_client_secret: bool,
    others: &[Registration],
    catalogue: &Catalogue,
) -> Vec<RegistrationFinding> {
    let mut findings = Vec::new();
    if registration.source_unconfirmed {
        findings.push(FindingKind::SecretUnconfirmed.about(registration.secret_source.kind()));
    } else if !has_client_secret {
        findings.push(FindingKind::SecretMissing.about(""));
    }
    findings.extend(mixed_up::of_environment(registration, others));
    findings.extend(of_callbacks(registration));
    findings.extend(of_scopes(&registration.scopes.clone().with_always(), catalogue));
    findings.extend(length_of_url(registration));
    worst_first(findings)
}

pub(super) fn worst_first(mut findings: Vec<RegistrationFinding>) -> Vec<RegistrationFinding> {
    findings.sort_by_key(|finding| finding.kind.severity());
    findings
}

fn of_callbacks(registration: &Registration) -> Vec<RegistrationFinding> {
    let callbacks = &registration.callbacks;
    let mut findings: Vec<_> = callbacks.iter().filter_map(|callback| trailing_slash(callback.as_str())).collect();
    for callback in callbacks {
        let other = other_spelling(callback.as_str());
        // One of the two cannot be what the console lists.
        if let Some(to) = other.filter(|other| callbacks.iter().any(|callback| callback.as_str() == other)) {
            let from = callback.as_str().to_owned();
            findings
                .push(FindingKind::CallbackLocalhostOrAddress.about(&from).with_fix(Fix::ReplaceCallback { from, to }));
        }
    }
    let all = |way: fn(WayBack) -> bool| callbacks.iter().map(CallbackUrl::way_back).all(way);
    let is_atlassians = matches!(registration.cloud, Cloud::Commercial | Cloud::Government);
    if is_atlassians && all(|way| way == WayBack::DeepLink) {
        findings.extend(callbacks.first().map(|callback| FindingKind::CallbackCustomScheme.about(callback.as_str())));
    }
    if registration.environment == Environment::Production
        && callbacks.iter().all(|callback| is_loopback(callback.url()))
    {
        findings.extend(callbacks.first().map(|callback| FindingKind::ProductionOnLoopback.about(callback.as_str())));
    }
    findings
}

/// The finding about a slash at the end, which is easily there in one place and not in the other.
pub(super) fn trailing_slash(callback: &str) -> Option<RegistrationFinding> {
    let url = Url::parse(callback).ok()?;
    let without = callback.strip_suffix('/').filter(|_| url.query().is_none() && url.path().len() > 1)?;
    let fix = Fix::ReplaceCallback { from: callback.to_owned(), to: without.to_owned() };
    Some(FindingKind::CallbackTrailingSlash.about(callback).with_fix(fix))
}

/// A loopback callback URL with the address for the name, or the name for the address.
pub(super) fn other_spelling(callback: &str) -> Option<String> {
    let (name, address) = ("http://localhost:", "http://127.0.0.1:");
    let to_address = callback.strip_prefix(name).map(|rest| format!("{address}{rest}"));
    to_address.or_else(|| callback.strip_prefix(address).map(|rest| format!("{name}{rest}")))
}

/// What is to be said of the scopes that are asked for, in their order.
pub(super) fn of_scopes(scopes: &ScopeSet, catalogue: &Catalogue) -> Vec<RegistrationFinding> {
    let mut remarks = catalogue.advice(&scopes.to_strings()).remarks;
    remarks.sort_by_key(|remark| match remark {
        Remark::BreaksConsent { scope }
        | Remark::Unknown { scope, .. }
        | Remark::ManifestOnly { scope }
        | Remark::NotFor3lo { scope } => scopes.iter().position(|asked| asked.as_str() == scope),
        Remark::TooMany { .. } | Remark::UrlTooLong { .. } | Remark::OfflineAccessAlone | Remark::Mixed { .. } => {
            Some(scopes.len())
        }
    });
    remarks.iter().filter_map(finding).collect()
}

/// A remark of the catalogue as a finding. The URL's length is judged with the registration's own values instead.
fn finding(remark: &Remark) -> Option<RegistrationFinding> {
    let without =
        |kind: FindingKind, scope: &String| Some(kind.about(scope).with_fix(Fix::RemoveScope { scope: scope.clone() }));
    match remark {
        Remark::BreaksConsent { scope } => without(FindingKind::ScopeBreaksConsent, scope),
        Remark::Unknown { scope, .. } | Remark::NotFor3lo { scope } => without(FindingKind::ScopeUnknown, scope),
        Remark::TooMany { count } => Some(FindingKind::TooManyScopes.about(count.to_string())),
        Remark::Mixed { product, .. } => Some(FindingKind::MixedScopes.about(product)),
        Remark::ManifestOnly { .. } | Remark::UrlTooLong { .. } | Remark::OfflineAccessAlone => None,
    }
}

fn length_of_url(registration: &Registration) -> Option<RegistrationFinding> {
    let scopes = registration.scopes.clone().with_always();
    let length =
        registration.callbacks.iter().map(|callback| request::length(registration, callback, &scopes)).max()?;
    too_long(length)
}

pub(super) fn too_long(length: usize) -> Option<RegistrationFinding> {
    (length > ADVISED_URL_LENGTH).then(|| FindingKind::UrlTooLong.about(length.to_string()))
}
