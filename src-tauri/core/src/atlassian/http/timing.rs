//! How long the parts of a request take that only the connection itself sees.
//!
//! Resolver and connector run within the request's own task, so they find its stopwatch there. A connection that is
//! shared with another request is set up under that one's.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tower_layer::Layer;
use tower_service::Service;

use crate::diagnose::exchange::Timings;
use crate::ports::lock;

tokio::task_local! {
    static RUNNING: Stopwatch;
}

/// Measures one request.
#[derive(Debug, Clone, Default)]
pub(super) struct Stopwatch(Arc<Mutex<Marks>>);

#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    dns: Option<Duration>,
    /// With finding the name's address and agreeing on encryption.
    connect: Option<Duration>,
    connected_at: Option<Instant>,
}

impl Stopwatch {
    /// Lets a request be measured.
    pub(super) async fn measure<T>(&self, request: impl Future<Output = T>) -> T {
        RUNNING.scope(self.clone(), request).await
    }

    /// What was measured by now of a request that began and was answered, and whether a connection was made for it.
    pub(super) fn timings(&self, started: Instant, answered_at: Option<Instant>) -> (Timings, bool) {
        let marks = *lock(&self.0);
        let asked_at = marks.connected_at.unwrap_or(started);
        let timings = Timings {
            dns: marks.dns.map(microseconds),
            connect: marks.connect.map(|whole| microseconds(whole.saturating_sub(marks.dns.unwrap_or_default()))),
            tls: None,
            wait: answered_at.map(|at| microseconds(at.saturating_duration_since(asked_at))),
            receive: answered_at.map(|at| microseconds(at.elapsed())),
            total: microseconds(started.elapsed()),
        };
        (timings, marks.connected_at.is_some())
    }

    fn mark(watch: Option<&Self>, note: impl FnOnce(&mut Marks)) {
        if let Some(watch) = watch {
            note(&mut lock(&watch.0));
        }
    }

    fn running() -> Option<Self> {
        RUNNING.try_with(Clone::clone).ok()
    }
}

fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Finds the addresses of names as the system does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let watch = Stopwatch::running();
        Box::pin(async move {
            let started = Instant::now();
            let found: io::Result<Vec<SocketAddr>> =
                tokio::net::lookup_host((name.as_str(), 0)).await.map(Iterator::collect);
            Stopwatch::mark(watch.as_ref(), |marks| marks.dns = Some(started.elapsed()));
            Ok(Box::new(found?.into_iter()) as Addrs)
        })
    }
}

/// Measures connecting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Connecting;

/// A connector that is measured.
#[derive(Debug, Clone)]
pub(super) struct Measured<S>(S);

impl<S> Layer<S> for Connecting {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Measured<S> {
        Measured(inner)
    }
}

impl<R, S> Service<R> for Measured<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let (watch, started) = (Stopwatch::running(), Instant::now());
        let connecting = self.0.call(request);
        Box::pin(async move {
            let connected = connecting.await;
            Stopwatch::mark(watch.as_ref(), |marks| {
                marks.connect = Some(started.elapsed());
                marks.connected_at = connected.is_ok().then(Instant::now);
            });
            connected
        })
    }
}
