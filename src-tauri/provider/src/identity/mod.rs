//! Backstage identity for the sign-in page: a token that a frontend takes, signed with a key that lives as long as this
//! process. For development only, because no real back end trusts that key.

mod issuer;
mod resolver;
mod routes;

pub(crate) use issuer::{BackstageIdentity, Issuer};
pub use resolver::Resolver;
pub(crate) use resolver::{IdentityError, User};
pub(crate) use routes::routes;
