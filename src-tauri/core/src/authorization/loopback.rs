//! Listening for callbacks on this machine (RFC 8252, section 7.3), on both of its loopback addresses.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::landing::Landing;

/// What is done with a callback: takes its whole address, gives what the browser shall show.
pub type OnCallback = Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = Landing> + Send>> + Send + Sync>;

/// A listener for callbacks; it stops when dropped, after the answers under way.
#[derive(Debug)]
pub struct Loopback {
    addresses: Vec<SocketAddr>,
    /// Dropping the sender tells the servers to stop; they hold the other end while they listen.
    stop: watch::Sender<()>,
}

/// Trilo cannot listen on the callback's port.
#[derive(Debug, thiserror::Error)]
pub enum LoopbackError {
    /// Another program listens there.
    #[error("port {port} is in use")]
    Busy {
        /// The port.
        port: u16,
        /// Who listens, where the system tells.
        holder: Option<Holder>,
    },
    /// The system does not allow it.
    #[error("the system does not allow listening on port {port}")]
    Refused {
        /// The port.
        port: u16,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// The process that listens on a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its name.
    pub name: String,
    /// Its process id.
    pub pid: u32,
}

impl Loopback {
    /// Listens on a port of `127.0.0.1` and of `::1`, since `localhost` may mean either to a browser.
    ///
    /// A machine without IPv6 is served on 127.0.0.1 alone.
    pub async fn bind(port: u16, on_callback: OnCallback) -> Result<Self, LoopbackError> {
        let listeners = listeners_on(port).await?;
        let (stop, stopped) = watch::channel(());
        let addresses = listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect();
        for listener in listeners {
            tokio::spawn(serve(listener, port, on_callback.clone(), stopped.clone()));
        }
        Ok(Self { addresses, stop })
    }

    /// Stands for sockets that another server of ours listens on, for as long as it holds the other end.
    pub(crate) fn shared(addresses: Vec<SocketAddr>) -> (Self, watch::Receiver<()>) {
        let (stop, held) = watch::channel(());
        (Self { addresses, stop }, held)
    }

    /// Whether somebody still listens.
    pub(crate) fn is_open(&self) -> bool {
        !self.stop.is_closed()
    }

    /// The addresses that are listened on.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }
}

/// Sockets on both loopback addresses of this machine, on the same port; 0 stands for any free one.
pub async fn listeners_on(port: u16) -> Result<Vec<TcpListener>, LoopbackError> {
    let refused = |error| failure(port, error);
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
    let port = first.local_addr().map_err(refused)?.port();
    let mut listeners = vec![first];
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        Ok(listener) => listeners.push(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(failure(port, error)),
        Err(_) => {}
    }
    Ok(listeners)
}

fn failure(port: u16, error: io::Error) -> LoopbackError {
    match error.kind() {
        io::ErrorKind::AddrInUse => LoopbackError::Busy { port, holder: holder_of(port) },
        _ => LoopbackError::Refused { port, source: error },
    }
}

fn holder_of(port: u16) -> Option<Holder> {
    let listeners = listeners::get_all().ok()?;
    let found = listeners.into_iter().find(|listener| {
        listener.socket.port() == port
            && matches!(listener.protocol, listeners::Protocol::TCP)
            && matches!(listener.state, listeners::SocketState::Listen)
    })?;
    Some(Holder { name: found.process.name, pid: found.process.pid })
}

#[derive(Clone)]
struct Door {
    port: u16,
    on_callback: OnCallback,
}

async fn serve(listener: TcpListener, port: u16, on_callback: OnCallback, mut stopped: watch::Receiver<()>) {
    let router = Router::new().fallback(answer).with_state(Door { port, on_callback });
    // The channel never carries a value: it "changes" when its sender is dropped. A server that cannot go on has
    // nobody left to tell; the sign-in then ends by its deadline.
    let _ = axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            let _ = stopped.changed().await;
        })
        .await;
}

async fn answer(State(door): State<Door>, request: Request) -> Response {
    let landing = match address(&request, door.port) {
        Err(landing) => landing,
        Ok(url) => (door.on_callback)(url).await,
    };
    page(&landing)
}

/// The names under which this machine is its own.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The address that the browser shows, or why the request is not a browser's way back.
///
/// Only our own names are accepted in `Host`, so that no other name can be pointed here (DNS rebinding).
fn address(request: &Request, port: u16) -> Result<String, Landing> {
    if request.method() != Method::GET {
        return Err(Landing::NotAllowed);
    }
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_ours(host, port) {
        return Err(Landing::NotAllowed);
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    Ok(format!("http://{host}{path}"))
}

/// Whether a `Host` header names this machine by a name of its own, with this port.
#[must_use]
pub fn is_ours(host: &str, port: u16) -> bool {
    // Browsers leave out the port that a scheme has anyway.
    let suffixes = if port == 80 { vec![String::new(), ":80".to_owned()] } else { vec![format!(":{port}")] };
    suffixes.iter().any(|suffix| host.strip_suffix(suffix.as_str()).is_some_and(|name| NAMES.contains(&name)))
}

/// The page that tells a browser how its callback ended.
#[must_use]
pub fn page(landing: &Landing) -> Response {
    let status = StatusCode::from_u16(landing.status()).unwrap_or(StatusCode::OK);
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    (status, headers, landing.html()).into_response()
}
