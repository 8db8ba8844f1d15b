//! Token sets, and the endpoint that gives them.

pub mod endpoint;
mod format;
mod freshness;
mod set;

pub use endpoint::{Refusal, TokenEndpoint, TokenError};
pub use format::TokenFormat;
pub use freshness::Freshness;
pub use set::TokenSet;
