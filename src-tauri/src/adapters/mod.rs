//! What the core and the window need of this machine.

pub mod agent;
mod clipboard;
mod events;
mod explaining;
mod folders;
pub mod links;
pub mod opened;
mod rehearsal;
mod sandbox;
pub mod screen;

pub use clipboard::Clipboard;
pub use events::WindowEvents;
pub use explaining::Explaining;
pub use folders::Folders;
pub use rehearsal::Rehearsal;
pub use sandbox::SandboxMode;
