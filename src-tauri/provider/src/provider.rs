//! A running provider.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use trilo_core::Core;
use trilo_core::authorization::loopback::listeners_on;
use trilo_core::sessions::SharedPort;

use crate::announcement::{AnnouncedEnvironment, Announcement};
use crate::app::{App, Inner};
use crate::environment::{self, Sourced};
use crate::error::ServeError;
use crate::front_door::router;
use crate::identity::Issuer;
use crate::journal::ServedRequest;
use crate::options::{BACKSTAGE_PORT, ServeOptions};
use crate::origins::{InvalidOrigin, Origins, origin_of};
use crate::refusal::MOUNT;
use crate::sessions::{BrowserSession, KeptSessions, RememberedConsent, Sessions};

/// For how long answers under way may finish.
const GRACE: Duration = Duration::from_secs(5);

/// A running provider; dropping it stops it, [`Provider::stop`] lets answers under way finish.
pub struct Provider {
    app: App,
    announcement: Announcement,
    stop: watch::Sender<()>,
    /// Trilo's own sign-ins come back here too.
    _port: SharedPort,
    serving: JoinSet<()>,
}

/// Serves `auth.providers.atlassian` on both loopback addresses, with a core's accounts, scopes and vault behind it.
///
/// Other than Backstage's own server it refuses `/refresh` from an origin that may not ask before anything is spent,
/// refuses a `Host` that is not this machine's, keeps `redirectUrl` within the allowed origins, stores a rotated token
/// before it asks for anything else, renews once for all tabs, takes an answer without scopes for what was asked, and
/// puts an opaque id into the cookie instead of Atlassian's token.
///
/// # Errors
/// When nothing can be served: the port is busy, no environment is whole, or the vault is closed.
pub async fn serve(core: Core, options: ServeOptions) -> Result<Provider, ServeError> {
    let sourced = environment::read(&core, &options).await?;
    if sourced.environments.is_empty() {
        let broken = sourced.broken.iter().map(|(name, why)| format!("{name}: {why}"));
        return Err(ServeError::NothingToServe { problems: broken.collect(), missing: sourced.missing });
    }
    let listeners = listeners_on(options.port.or(sourced.port).unwrap_or(BACKSTAGE_PORT)).await?;
    let addresses: Vec<_> = listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect();
    let port = addresses.first().map_or(0, SocketAddr::port);
    let shared = core.share_port(port, addresses).await;
    let (app, announcement) = composed(core, options, sourced, port)?;
    let (stop, stopped) = watch::channel(());
    let mut serving = JoinSet::new();
    for listener in listeners {
        serving.spawn(run(listener, app.clone(), stopped.clone()));
    }
    Ok(Provider { app, announcement, stop, _port: shared, serving })
}

impl Provider {
    /// What is served, for a person.
    #[must_use]
    pub const fn announcement(&self) -> &Announcement {
        &self.announcement
    }

    /// The port on both loopback addresses.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.app.port
    }

    /// The browsers that are signed in.
    #[must_use]
    pub fn sessions(&self) -> Vec<BrowserSession> {
        self.app.sessions.all()
    }

    /// The consents that were remembered.
    #[must_use]
    pub fn consents(&self) -> Vec<RememberedConsent> {
        self.app.sessions.consents()
    }

    /// The latest requests of frontends, the newest first.
    #[must_use]
    pub fn requests(&self) -> Vec<ServedRequest> {
        self.app.journal.latest()
    }

    /// Marks a change whenever a request was answered, which may have changed any of the others.
    #[must_use]
    pub fn answered(&self) -> watch::Receiver<()> {
        self.app.journal.answered()
    }

    /// Signs a browser out, by its session's digest.
    pub async fn end_session(&self, digest: &str) {
        self.app.end_session(digest).await;
    }

    /// Takes back what an origin was allowed, and signs its browsers out; it is asked about again.
    pub async fn revoke_origin(&self, origin: &str) {
        for digest in self.app.sessions.forget_origin(origin) {
            self.app.end_session(&digest).await;
        }
    }

    /// Stops, after the answers under way, and gives what the next one goes on with.
    pub async fn stop(mut self) -> KeptSessions {
        // The servers wait for this sender to go.
        drop(self.stop);
        let served = async { while self.serving.join_next().await.is_some() {} };
        // What takes longer, such as a question that nobody answers, is cut off.
        let _ = tokio::time::timeout(GRACE, served).await;
        self.app.sessions.kept()
    }

    /// Serves until somebody presses Ctrl-C or the system asks the process to end, then stops.
    pub async fn until_interrupted(self) {
        interrupted().await;
        drop(self.stop().await);
    }
}

/// Waits until somebody presses Ctrl-C or the system asks the process to end.
#[cfg(unix)]
pub async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

/// Waits until somebody presses Ctrl-C.
#[cfg(not(unix))]
pub async fn interrupted() {
    drop(tokio::signal::ctrl_c().await);
}

async fn run(listener: TcpListener, app: App, mut stopped: watch::Receiver<()>) {
    // The channel never carries a value: it "changes" when its sender is dropped.
    let stopped = async move {
        let _ = stopped.changed().await;
    };
    let listener = listener.tap_io(|stream| {
        // Without it small answers may wait for an acknowledgement; a socket that cannot is only slower.
        let _ = stream.set_nodelay(true);
    });
    // A server that cannot go on has nobody left to tell.
    let _ = axum::serve(listener, router(app)).with_graceful_shutdown(stopped).await;
}

/// The environment that a frontend names unless its configuration says another: the first one where `development`, which
/// Backstage itself takes, is not served.
fn usual(environments: &[AnnouncedEnvironment]) -> String {
    let development = environments.iter().find(|environment| environment.name == environment::DEFAULT);
    let environment = development.or_else(|| environments.first());
    environment.map_or(environment::DEFAULT, |environment| environment.name.as_str()).to_owned()
}

fn composed(core: Core, options: ServeOptions, sourced: Sourced, port: u16) -> Result<(App, Announcement), ServeError> {
    let frontend = options.frontend(sourced.app_base_url.as_deref());
    let app_origin = origin_of(&frontend).ok_or_else(|| InvalidOrigin(frontend.clone()))?;
    let app_host = url::Url::parse(&app_origin).ok().and_then(|url| url.host_str().map(ToOwned::to_owned));
    let mut origins = Origins::default();
    origins.add(&app_origin)?;
    sourced.extra_origins.iter().try_for_each(|pattern| origins.add(pattern))?;
    options.origins.to_strings().iter().try_for_each(|pattern| origins.add(pattern))?;
    let base_url = format!("http://localhost:{port}{MOUNT}");
    let mut announcement = Announcement {
        base_url: base_url.clone(),
        environments: Vec::new(),
        origins: origins.to_strings(),
        environment: String::new(),
        notes: sourced.notes,
    };
    if !sourced.missing.is_empty() {
        announcement.notes.push(format!("not set: {}", sourced.missing.join(", ")));
    }
    announcement.notes.extend(sourced.broken.iter().map(|(name, why)| format!("{name} is not served: {why}")));
    let mut environments = std::collections::BTreeMap::new();
    for planned in sourced.environments {
        let (environment, note) = planned.served_on(&core, port, &options, app_host.as_deref())?;
        announcement.notes.extend(note);
        announcement.environments.push(AnnouncedEnvironment {
            name: environment.name.clone(),
            client_id: environment.registration.client_id.clone(),
            callback: environment.callback.as_str().to_owned(),
            scopes: environment.scopes.clone().with_always().to_string(),
            identity: environment.resolver.as_ref().map(ToString::to_string),
        });
        environments.insert(environment.name.clone(), Arc::new(environment));
    }
    announcement.environment = sourced.environment.unwrap_or_else(|| usual(&announcement.environments));
    let inner = Inner {
        sessions: Sessions::beside(&core, options.kept),
        core,
        port,
        origins,
        app_origin,
        environments,
        broken: sourced.broken,
        allowed: options.allowed,
        consent: options.consent,
        identity: Issuer::new(base_url),
        flows: crate::flows::Flows::default(),
        renewals: crate::renewals::Renewals::default(),
        pace: crate::front_door::Pace::default(),
        journal: crate::journal::Journal::default(),
    };
    Ok((App(Arc::new(inner)), announcement))
}
