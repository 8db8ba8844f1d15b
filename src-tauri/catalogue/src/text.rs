//! Finding scopes and calls in any text: source code, a log, a configuration, an authorize URL.

mod calls;
mod scopes;

pub use calls::FoundCall;
pub use scopes::FoundScope;
