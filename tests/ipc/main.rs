//! The IPC surface on Tauri's mock runtime: commands, their permissions, the generated TypeScript, and no secret in any
//! view but the revealed one. The window is a mock here; the end-to-end tests use the real one.

#![allow(clippy::unwrap_used)]

mod backstage;
mod backup;
mod bindings;
mod explain;
mod permissions;
mod secrets;
mod window;
