//! Starting and stopping a sandbox.

use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::routing::{any, get, post};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use crate::signing::Signer;
use crate::state::{self, StateLoad};
use crate::world::{Registration, WorldHandle};
use crate::{authorize, avatars, control, discovery, front_door, gateway, me, personal_data, resources, stock, token};

/// How long open connections may finish after a shutdown began.
const GRACE: Duration = Duration::from_secs(2);
/// How long to wait after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// A running sandbox; dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    handle: WorldHandle,
    url: Url,
    port: u16,
    state_load: StateLoad,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

/// Why a sandbox could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The port is taken, or may not be used.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port that was asked for; 0 stands for any free one.
        port: u16,
        /// What the operating system says.
        source: io::Error,
    },
    /// The state file is there but cannot be read.
    #[error("cannot use the state file {path}")]
    StateFile {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

/// How a sandbox will be; see [`Sandbox::builder`].
#[derive(Debug, Default)]
pub struct SandboxBuilder {
    port: Port,
    state_file: Option<PathBuf>,
    registrations: Vec<Registration>,
}

#[derive(Debug, Clone, Copy, Default)]
enum Port {
    #[default]
    Free,
    Exactly(u16),
    Preferably(u16),
}

impl Sandbox {
    /// Begins to describe a sandbox with the stock world on a free port.
    #[must_use]
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// The base that plays `https://auth.atlassian.com`, with a slash at the end.
    #[must_use]
    pub fn authorization_url(&self) -> Url {
        self.url.clone()
    }

    /// The base that plays `https://api.atlassian.com`, with a slash at the end.
    #[must_use]
    pub fn api_url(&self) -> Url {
        self.url.clone()
    }

    /// The control page; the control API is at `api/…` below it.
    #[must_use]
    pub fn control_url(&self) -> Url {
        let mut url = self.url.clone();
        url.set_path("/sandbox/");
        url
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The control API's powers, in process.
    #[must_use]
    pub fn world(&self) -> &WorldHandle {
        &self.handle
    }

    /// What became of the state file at start.
    #[must_use]
    pub fn state_load(&self) -> &StateLoad {
        &self.state_load
    }

    /// Stops the sandbox and waits until open connections are done, for two seconds at most.
    pub async fn shutdown(self) {
        drop(self.stop);
        // A task that panicked or was cancelled serves nothing any more, which is all that is wanted here.
        let _ = self.serving.await;
    }
}

impl SandboxBuilder {
    /// Listens on this port or not at all; 0 means a free one.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        let port = if port == 0 { Port::Free } else { Port::Exactly(port) };
        Self { port, ..self }
    }

    /// Listens on this port if it is free, else on another.
    #[must_use]
    pub fn prefer_port(self, port: u16) -> Self {
        Self { port: Port::Preferably(port), ..self }
    }

    /// Goes on with the world in this file if it exists, and saves the world there after each change.
    ///
    /// The file replaces the stock world. A damaged one is moved aside; see [`Sandbox::state_load`].
    #[must_use]
    pub fn state_file(self, path: PathBuf) -> Self {
        Self { state_file: Some(path), ..self }
    }

    /// Adds a registration. The first one replaces the stock registrations.
    #[must_use]
    pub fn registration(mut self, registration: Registration) -> Self {
        self.registrations.push(registration);
        self
    }

    /// Starts the sandbox on the current Tokio runtime.
    ///
    /// # Panics
    /// If the operating system has no randomness to give.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let (state_load, restored) = match &self.state_file {
            Some(path) => state::load(path).map_err(|source| StartError::StateFile { path: path.clone(), source })?,
            None => (StateLoad::Fresh, None),
        };
        let (mut world, signer) = match restored {
            Some((world, signer)) => (world, signer.into()),
            None => (stock::world(), Signer::shared()),
        };
        if !self.registrations.is_empty() {
            world.registrations = self.registrations;
        }
        let (listener, port) = self.port.listen().await?;
        let origin = format!("http://127.0.0.1:{port}");
        let url = Url::parse(&origin).expect("an IPv4 address and a port make a URL");
        let handle = WorldHandle::new(world, signer, origin, self.state_file);
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(serve(listener, handle.clone(), stopped));
        Ok(Sandbox { handle, url, port, state_load, stop, serving })
    }
}

impl Port {
    async fn listen(self) -> Result<(TcpListener, u16), StartError> {
        let wanted = match self {
            Self::Free => 0,
            Self::Exactly(port) | Self::Preferably(port) => port,
        };
        let listener = match (self, bind(wanted).await) {
            (Self::Preferably(_), Err(_)) => bind(0).await,
            (_, bound) => bound,
        };
        let with_port = listener.and_then(|listener| listener.local_addr().map(|address| (listener, address.port())));
        with_port.map_err(|source| StartError::Listen { port: wanted, source })
    }
}

async fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

async fn serve(listener: TcpListener, handle: WorldHandle, mut stopped: oneshot::Receiver<()>) {
    let router = routes().with_state(handle.clone());
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stopped => break,
        };
        let Ok((stream, _)) = accepted else {
            // A client that is gone already, or a lack of descriptors, which does not pass at once.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let (handle, router) = (handle.clone(), router.clone());
        let service = service_fn(move |request| front_door::answer(handle.clone(), router.clone(), request));
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        tokio::spawn(connections.watch(connection));
    }
    drop(listener);
    // Past the grace period the remaining connections belong to clients that do not let go.
    let _ = tokio::time::timeout(GRACE, connections.shutdown()).await;
}

fn routes() -> Router<WorldHandle> {
    Router::new()
        .route("/authorize", get(authorize::authorize))
        .route("/authorize/decision", post(authorize::decide))
        .route("/error", get(authorize::error))
        .route("/oauth/token", post(token::token))
        .route("/oauth/revoke", post(token::revoke))
        .route("/.well-known/jwks.json", get(discovery::key_set))
        .route("/me", get(me::me))
        .route("/oauth/token/accessible-resources", get(resources::accessible_resources))
        .route("/ex/{*rest}", any(gateway::gateway))
        .route("/jsm/ops/{*rest}", any(gateway::gateway))
        .route("/app/report-accounts/", post(personal_data::report_accounts))
        .route("/sandbox/login", get(authorize::switch).post(authorize::login))
        .route("/sandbox/avatars/person/{id}", get(avatars::person))
        .route("/sandbox/avatars/site/{id}", get(avatars::site))
        .merge(control::routes())
}
