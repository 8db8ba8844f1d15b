//! Failures that a person provokes in the sandbox, to learn how they look and what explains them.

use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_sandbox::{DeadRefreshToken, Effect, Fault, Options, Place, Registration, WorldHandle, stock};

/// A failure to provoke, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Rehearsal {
    /// The console has none of the scopes that are asked for.
    ScopesNotAdded,
    /// The console has another callback URL.
    CallbackNotRegistered,
    /// The app is not shared, and somebody other than its owner signs in.
    NotShared,
    /// The sites' admins block apps that people install themselves.
    SitesBlockApps,
    /// Atlassian's page fails.
    PageFails,
    /// The client secret was replaced in the console.
    SecretReplaced,
    /// The code was used or too old.
    CodeExpired,
    /// The token endpoint fails.
    TokenEndpointFails,
    /// The token endpoint asks to slow down.
    TokenRateLimited,
    /// A proxy answers with a page of its own.
    ProxyAnswers,
    /// A proxy asks for credentials.
    ProxyAsks,
    /// A captive portal leads elsewhere.
    PortalRedirects,
    /// The connection is cut before an answer.
    ConnectionCut,
    /// The answer breaks off in the middle.
    AnswerCut,
    /// The answer is words instead of JSON.
    AnswerNotJson,
    /// The answer is empty.
    AnswerEmpty,
    /// The answer takes longer than anybody waits.
    AnswerLate,
    /// The tokens come without one for renewals.
    NoRefreshToken,
    /// The token cannot read the profile.
    ProfileRefused,
    /// The list of sites fails.
    SitesFail,
    /// The grant was withdrawn before a renewal.
    GrantWithdrawn,
    /// The refresh token is dead, as the documentation words it.
    RefreshTokenUnknown,
    /// The person changed the password.
    PasswordChanged,
    /// The new tokens get lost on their way.
    RenewalLost,
    /// A proxy answers a renewal.
    RenewalProxyAnswers,
    /// The token endpoint fails at a renewal.
    RenewalFails,
}

/// A secret that is nobody's.
const REPLACED: &str = "ATOAsandbox-not-a-real-secret-replaced-in-console";
const ELSEWHERE: &str = "https://tools.example/oauth/callback";
const PORTAL: &str = "https://portal.example/sign-in";
/// Longer than Trilo waits for an answer.
const TOO_LATE_MS: u64 = 35_000;
/// A client that finds its connection cut may try once more on another.
const CUT_TIMES: u32 = 2;

impl Rehearsal {
    /// Makes the failure happen next, and nothing else that was rehearsed before.
    pub fn arm(self, world: &WorldHandle) {
        set_right(world);
        let next = |place, effect| world.set_fault(Fault::once(place, effect));
        let cut = |place, effect| world.set_fault(Fault::new(place, effect).times(CUT_TIMES));
        let app = |change: fn(Registration) -> Registration| world.add_registration(change(stock::registration()));
        match self {
            Self::ScopesNotAdded => app(|app| Registration { scopes: vec!["read:me".into()], ..app }),
            Self::CallbackNotRegistered => app(|app| Registration { callbacks: vec![ELSEWHERE.into()], ..app }),
            Self::NotShared => app(|app| Registration { sharing: false, owner: stock::JONAS.into(), ..app }),
            Self::SitesBlockApps => block_apps(world, true),
            Self::PageFails => next(Place::Authorize, Effect::Status { status: 503 }),
            Self::SecretReplaced => app(|app| Registration { client_secret: REPLACED.into(), ..app }),
            Self::CodeExpired => next(Place::TokenExchange, Effect::ExpiredCode),
            Self::TokenEndpointFails => next(Place::TokenExchange, Effect::Status { status: 503 }),
            Self::TokenRateLimited => next(Place::TokenExchange, Effect::RateLimited { retry_after: Some(30) }),
            Self::ProxyAnswers => next(Place::TokenExchange, Effect::ProxyHtml { status: 403 }),
            Self::ProxyAsks => next(Place::TokenExchange, Effect::ProxyHtml { status: 407 }),
            Self::PortalRedirects => next(Place::TokenExchange, Effect::Redirect { location: PORTAL.into() }),
            Self::ConnectionCut => cut(Place::TokenExchange, Effect::DropConnection),
            Self::AnswerCut => next(Place::TokenExchange, Effect::TruncatedBody),
            Self::AnswerNotJson => next(Place::TokenExchange, Effect::NotJson),
            Self::AnswerEmpty => next(Place::TokenExchange, Effect::EmptyBody),
            Self::AnswerLate => next(Place::TokenExchange, Effect::Latency { ms: TOO_LATE_MS }),
            Self::NoRefreshToken => next(Place::TokenExchange, Effect::NoRefreshToken),
            Self::ProfileRefused => next(Place::Me, Effect::NoScope),
            Self::SitesFail => next(Place::AccessibleResources, Effect::Status { status: 503 }),
            Self::GrantWithdrawn => next(Place::TokenRefresh, Effect::RevokedGrant),
            Self::RefreshTokenUnknown => {
                world.set_options(Options { dead_refresh_token: DeadRefreshToken::InvalidGrant, ..world.options() });
                next(Place::TokenRefresh, Effect::RevokedGrant);
            }
            Self::PasswordChanged => world.people().iter().for_each(|person| world.change_password(&person.id)),
            Self::RenewalLost => cut(Place::TokenRefresh, Effect::DropAfterProcessing),
            Self::RenewalProxyAnswers => next(Place::TokenRefresh, Effect::ProxyHtml { status: 403 }),
            Self::RenewalFails => next(Place::TokenRefresh, Effect::Status { status: 503 }),
        }
    }

    /// Whether it still waits for its moment; a mistake in the set-up stays until it is set right, as does a password.
    pub fn is_pending(self, world: &WorldHandle) -> bool {
        match self {
            Self::ScopesNotAdded
            | Self::CallbackNotRegistered
            | Self::NotShared
            | Self::SitesBlockApps
            | Self::SecretReplaced
            | Self::PasswordChanged => true,
            Self::PageFails
            | Self::CodeExpired
            | Self::TokenEndpointFails
            | Self::TokenRateLimited
            | Self::ProxyAnswers
            | Self::ProxyAsks
            | Self::PortalRedirects
            | Self::ConnectionCut
            | Self::AnswerCut
            | Self::AnswerNotJson
            | Self::AnswerEmpty
            | Self::AnswerLate
            | Self::NoRefreshToken
            | Self::ProfileRefused
            | Self::SitesFail
            | Self::GrantWithdrawn
            | Self::RefreshTokenUnknown
            | Self::RenewalLost
            | Self::RenewalProxyAnswers
            | Self::RenewalFails => !world.faults().is_empty(),
        }
    }
}

/// Sets right whatever a rehearsal changed. What a password ended stays ended.
pub fn set_right(world: &WorldHandle) {
    world.clear_faults();
    world.set_options(Options { dead_refresh_token: DeadRefreshToken::default(), ..world.options() });
    world.add_registration(stock::registration());
    block_apps(world, false);
}

fn block_apps(world: &WorldHandle, blocked: bool) {
    for site in world.sites() {
        world.block_user_apps(&site.id, blocked);
    }
}
