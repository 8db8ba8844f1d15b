//! Atlassian's APIs behind an access token.

pub mod avatar;
pub mod http;
pub mod profile;
pub mod sites;

pub use avatar::Avatar;
pub use http::{Http, HttpError};
pub use profile::Profile;
pub use sites::Site;
