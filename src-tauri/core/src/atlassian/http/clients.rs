//! The clients and their deadlines.

use std::sync::LazyLock;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
const DEADLINE: Duration = Duration::from_secs(30);
const AVATAR_REDIRECTS: usize = 3;

/// The clients, each made when it is first needed: reading the system's certificates takes longer than a token in the
/// vault.
pub(super) struct Clients {
    /// By the system's proxy settings, without redirects.
    pub direct: LazyLock<Client>,
    /// For addresses of this machine, which no proxy may see.
    pub loopback: LazyLock<Client>,
    /// For pictures: a few redirects are allowed, since no secret goes along.
    pub pictures: LazyLock<Client>,
}

impl Clients {
    /// On a system without any CA certificate they trust nobody: encrypted connections then fail one by one, and
    /// everything else works.
    pub(super) const fn new() -> Self {
        Self {
            direct: LazyLock::new(|| built(builder)),
            loopback: LazyLock::new(|| built(|| builder().no_proxy())),
            pictures: LazyLock::new(|| {
                built(|| builder().redirect(Policy::limited(AVATAR_REDIRECTS)).https_only(true))
            }),
        }
    }
}

fn builder() -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("Trilo/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_DEADLINE)
        .timeout(DEADLINE)
        .redirect(Policy::none())
}

fn built(builder: impl Fn() -> ClientBuilder) -> Client {
    let trusting = builder().build();
    trusting.unwrap_or_else(|_| builder().tls_certs_only([]).build().expect("a client that trusts nobody"))
}
