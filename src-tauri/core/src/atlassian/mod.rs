//! Atlassian's APIs behind an access token.

pub mod avatar;
pub mod http;
pub mod personal_data;
pub mod profile;
pub mod revocation;
pub mod sites;
mod skew;

pub use avatar::Avatar;
pub use http::{Http, HttpClients, HttpError, Network};
pub use personal_data::ReportError;
pub use profile::Profile;
pub use sites::Site;
pub use skew::{ClockReading, Skew, Skews};
