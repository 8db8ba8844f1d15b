//! What is likely to go wrong with a registration, in words.

use serde::Serialize;
use trilo_core::registration::{FindingKind, Fix, RegistrationFinding, Severity};
use trilo_core::sessions::ListedRegistration;

/// A finding in JSON.
#[derive(Debug, Serialize)]
pub struct FindingShape {
    kind: FindingKind,
    severity: Severity,
    subject: String,
    title: &'static str,
    fix: String,
}

impl From<&RegistrationFinding> for FindingShape {
    fn from(finding: &RegistrationFinding) -> Self {
        Self {
            kind: finding.kind,
            severity: finding.kind.severity(),
            subject: finding.subject.clone(),
            title: title(finding.kind),
            fix: fix(finding),
        }
    }
}

/// Whether a sign-in cannot work because of it.
pub fn is_error(finding: &RegistrationFinding) -> bool {
    finding.kind.severity() == Severity::Error
}

/// A registration's findings, a line each.
pub fn in_words(listed: &ListedRegistration) -> String {
    let line = |finding: &RegistrationFinding| {
        let severity = match finding.kind.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        let subject = if finding.subject.is_empty() { String::new() } else { format!(" ({})", finding.subject) };
        let name = &listed.registration.name;
        format!("{severity}: {name}: {}{subject}\n  → {}\n", title(finding.kind), fix(finding))
    };
    listed.findings.iter().map(line).collect()
}

fn fix(finding: &RegistrationFinding) -> String {
    match &finding.fix {
        Some(Fix::ReplaceCallback { from, to }) => {
            format!("Use {to} in place of {from}, in the developer console too.")
        }
        Some(Fix::RemoveScope { scope }) => format!("Leave {scope} out, or compare its spelling with the console."),
        Some(Fix::AddScope { scope }) => format!("Add {scope}."),
        Some(Fix::SetEnvironment { .. }) | None => advice(finding.kind).to_owned(),
    }
}

macro_rules! words {
    ($($kind:ident: $title:literal, $advice:literal;)*) => {
        const fn title(kind: FindingKind) -> &'static str {
            match kind { $(FindingKind::$kind => $title,)* }
        }

        const fn advice(kind: FindingKind) -> &'static str {
            match kind { $(FindingKind::$kind => $advice,)* }
        }
    };
}

words! {
    CallbackNotHttps: "a callback URL sends the code unencrypted over the network", "Use https, or this machine.";
    CallbackTrailingSlash: "a callback URL ends in a slash", "Atlassian compares every character with the console.";
    CallbackLocalhostOrAddress: "a callback URL may be registered in its other spelling",
        "Keep the one of localhost and 127.0.0.1 that the developer console lists.";
    CallbackCustomScheme: "every callback URL is a deep link", "Add an http://localhost URL in case the console takes none.";
    CallbackUnusable: "a callback URL cannot be used", "Use an http address on this machine, or https to paste from.";
    CallbackMissing: "there is no callback URL", "Add the one that the developer console lists.";
    TooManyScopes: "many scopes are asked for", "Atlassian advises to stay under 50.";
    ScopeUnknown: "a scope is not in Trilo's catalogue", "Compare its spelling with the developer console.";
    ScopeMalformed: "an entry cannot be a scope", "Write it as the developer console does.";
    ScopeBreaksConsent: "a scope makes Atlassian's consent page fail", "Leave it out; read:me tells who signed in.";
    ScopesMissing: "no scope is asked for", "Choose at least one that the developer console lists for the app.";
    MixedScopes: "classic and granular scopes are mixed", "Atlassian advises to use one kind for a product.";
    SecretMissing: "the client secret is not set", "Set it, or say where it comes from.";
    SecretUnconfirmed: "where the client secret comes from was set by a backup",
        "Look at it in Trilo's window and save the registration if you trust it.";
    ProductionOnLoopback: "an app in production has only callback URLs on this machine", "Give it one of its own.";
    SecretInSharedFile: "the client secret stands in a file that others may have",
        "Write a variable there instead; if others have the file, make a new secret in the developer console.";
    SameClientElsewhere: "a registration of another environment has the same client id",
        "A mistake in development would touch production. Give each environment an app of its own.";
    EnvironmentDiffers: "it follows another environment of the app-config than it says",
        "Set the environment to the one that it follows, or look whether it follows the right one.";
    CallbackOfProduction: "a callback URL is that of an app in production", "Use a callback URL of its own.";
    SharingUnknown: "only the app's owner may be able to sign in",
        "If others are refused, turn sharing on in the developer console under Distribution.";
    UrlTooLong: "the authorization URL becomes very long", "Ask for fewer scopes: some gateways cut long addresses.";
    StateMissing: "the URL has no state", "Trilo always sends one.";
    PkceMissing: "the URL has no PKCE challenge by S256", "Trilo always sends one.";
    AudienceMissing: "the URL has no audience api.atlassian.com", "Trilo always sends it.";
    PromptMissing: "the URL does not ask for consent", "Trilo always does.";
    ResponseTypeNotCode: "the URL does not ask for a code", "Trilo always does.";
    ClientIdMissing: "the URL has no client id", "Copy it from the app's Settings page in the developer console.";
    OfflineAccessMissing: "offline_access is not asked for", "Trilo always asks for it.";
    ReadMeMissing: "read:me is not asked for", "Trilo always asks for it; the app needs the User identity API.";
    ParameterRepeated: "a parameter is in the URL twice", "Copy the URL again from the developer console.";
    EndpointUnknown: "the address is not Atlassian's consent page", "Look whether it is from the developer console.";
}
