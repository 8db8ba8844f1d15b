//! Atlassian's APIs behind an access token.

pub mod avatar;
pub mod http;
pub mod profile;
pub mod sites;
mod skew;

pub use avatar::Avatar;
pub use http::{Http, HttpError, Network};
pub use profile::Profile;
pub use sites::Site;
pub use skew::Skew;
