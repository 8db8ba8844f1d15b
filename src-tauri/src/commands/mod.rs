//! Commands by noun; each parses, calls the core, converts.

pub mod accounts;
pub mod app_config;
pub mod backup;
pub mod journal;
pub mod offers;
pub mod registrations;
pub mod sandbox;
pub mod scopes;
pub mod settings;
pub mod sign_in;
pub mod status;
pub mod tokens;
pub mod vault;

use crate::views::ErrorView;

/// What every command gives.
type Answer<T> = Result<T, ErrorView>;

/// Tauri's handle to the one piece of state.
type Trilo<'a> = tauri::State<'a, crate::Desktop>;
