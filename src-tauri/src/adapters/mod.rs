//! What the core and the window need of this machine.

pub mod agent;
mod clipboard;
mod events;
mod folders;
pub mod links;
pub mod opened;
mod sandbox;
pub mod screen;

pub use clipboard::Clipboard;
pub use events::WindowEvents;
pub use folders::Folders;
pub use sandbox::SandboxMode;
