//! The shell: Trilo's window around [`trilo_core`], and nothing that does not need Tauri.

mod adapters;
mod backstage;
mod commands;
mod convert;
mod desktop;
pub mod ipc;
pub mod views;

pub use adapters::Folders;
pub use desktop::{Desktop, run};
