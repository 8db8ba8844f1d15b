//! Token sets, and the endpoint that gives them.

pub mod endpoint;
mod format;
mod lifetime;
mod set;

pub use endpoint::{Refusal, TokenEndpoint, TokenError};
pub use format::TokenFormat;
pub use lifetime::{Freshness, Lifetime};
pub use set::TokenSet;
