//! A strict stand-in for Atlassian Cloud's OAuth 2.0 (3LO), on loopback.
//!
//! One server plays the authorization server (`auth.atlassian.com`) and the API host (`api.atlassian.com`): authorize
//! and consent pages, token endpoint, `/me`, accessible-resources, API gateway, personal data reporting. It is as
//! strict as the real ones are known to be, answers with their statuses and words, and marks every page as a sandbox.
//! A virtual clock and faults on purpose make the rare reproducible.
//!
//! # Control API
//!
//! Below [`Sandbox::control_url`], in JSON. Changing calls need the header `X-Trilo-Sandbox: 1` ([`CONTROL_HEADER`]).
//! In process, [`WorldHandle`] can do the same.
//!
//! | call | body |
//! | --- | --- |
//! | `GET api/world`, `GET api/requests`, `DELETE api/requests` | |
//! | `POST api/clock` | `{"advance_seconds": 3600}` |
//! | `POST api/faults`, `DELETE api/faults` | a [`Fault`]: `{"where": "me", "effect": {"kind": "not_json"}}` |
//! | `PUT api/options` | [`Options`]: `{"token_style": "opaque"}` |
//! | `POST api/registrations` | a [`Registration`] |
//! | `PUT api/registrations/{client id}/secret` | `{"client_secret": "…"}` |
//! | `POST api/grants/revoke` | `{"person": "…", "client_id": "…"}` |
//! | `POST api/people/password` | `{"person": "…"}` |
//! | `POST api/people/status` | `{"person": "…", "status": "closed"}` |
//! | `POST api/sites/uninstall` | `{"site": "…"}` |
//! | `POST api/sites/block` | `{"site": "…", "blocked": true}` |
//! | `POST api/sites/access` | `{"site": "…", "product": "jira", "person": "…", "allowed": false}` |
//!
//! # Where observers of Atlassian disagree
//!
//! Client secrets belong in the body: HTTP Basic counts as a missing secret. A PKCE challenge that was sent is verified.
//! Each requested product needs a site of the person, not all products on one site. Access tokens live on after a
//! refresh and after a change of password. [`Options`] has the rest.
//!
//! # In a test
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use trilo_sandbox::{Decision, Sandbox, ScriptedBrowser};
//!
//! let sandbox = Sandbox::builder().start().await?;
//! let authorize = sandbox.authorization_url().join("authorize?audience=api.atlassian.com&…")?;
//! let landing = ScriptedBrowser::new("mira@example.com").decision(Decision::Accept).visit(&authorize).await?;
//! # Ok(())
//! # }
//! ```

mod authorize;
mod avatars;
mod bearer;
mod control;
mod discovery;
mod faults;
mod front_door;
mod gateway;
mod me;
mod pages;
mod personal_data;
mod random;
mod resources;
pub mod scopes;
pub mod scripted_browser;
mod server;
mod signing;
mod state;
pub mod stock;
mod token;
mod world;

pub use control::CONTROL_HEADER;
pub use faults::{Effect, Fault, Place};
pub use scopes::Product;
pub use scripted_browser::{BrowserError, Decision, Landing, ScriptedBrowser};
pub use server::{Sandbox, SandboxBuilder, StartError};
pub use state::StateLoad;
pub use world::{
    AccountStatus, DeadRefreshToken, ExtendedProfile, Grant, GrantType, Options, Person, Registration, SeenRequest,
    Site, TokenStyle, WorldHandle,
};
