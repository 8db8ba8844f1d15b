//! Trilo in the place of Backstage's auth back end: `auth.providers.atlassian` over loopback HTTP, on top of the core.
//!
//! A Backstage frontend that uses `atlassianAuthApiRef` signs in against it, gets tokens, refreshes and signs out. What
//! goes over the wire is what `@backstage/plugin-auth-backend` 0.30 and its Atlassian module 0.4 do; where that is
//! unsafe, this does better (see [`serve`]).
//!
//! # To serve
//!
//! ```no_run
//! # async fn example(core: trilo_core::Core) -> Result<(), Box<dyn std::error::Error>> {
//! use trilo_provider::{ServeOptions, Source, serve};
//!
//! let mut options = ServeOptions::new(Source::app_config("app-config.yaml"));
//! options.port = Some(7007);
//! // What `--allow-origin` gives: no person is asked for this origin.
//! options.allow_origin("http://localhost:3000")?;
//! let provider = serve(core, options).await?;
//! println!("{}", provider.announcement());
//! provider.until_interrupted().await;
//! # Ok(())
//! # }
//! ```
//!
//! [`ServeOptions`] says everything there is to choose; [`Source::of_process`] reads the client from the
//! environment (`AUTH_ATLASSIAN_CLIENT_ID`, `AUTH_ATLASSIAN_CLIENT_SECRET`), and the core heeds
//! `TRILO_AUTHORIZATION_URL` and `TRILO_API_URL`. The core may keep everything in memory: nothing here needs a window or a key store.

mod announcement;
mod app;
mod call;
mod callback;
mod consent;
mod cookies;
mod cors;
mod environment;
mod error;
mod flows;
mod front_door;
mod identity;
mod journal;
mod logout;
mod options;
mod origins;
mod own_sign_in;
mod page;
mod parameters;
mod provider;
mod refresh;
mod refusal;
mod renewals;
mod response;
mod sessions;
mod start;

pub use announcement::Announcement;
pub use consent::{AllowOrigins, Consent, ConsentAccount, ConsentAnswer, ConsentChoice, ConsentQuestion};
pub use error::ServeError;
pub use identity::Resolver;
pub use journal::ServedRequest;
pub use options::{CallbackPath, Identity, ServeOptions, Source};
pub use origins::{InvalidOrigin, Origins};
pub use provider::{Provider, interrupted, serve};
pub use sessions::{BrowserSession, KeptSessions, RememberedConsent};
