//! Authorization requests and the callbacks that answer them (RFC 6749, section 4.1).

pub mod callback;
pub mod landing;
pub mod loopback;
pub mod pending;
pub mod request;

pub use callback::{Answer, CallbackRejection, ReceivedCallback};
pub use pending::{PendingAuthorization, PendingAuthorizations};
pub use request::{AuthorizationRequest, preview};
