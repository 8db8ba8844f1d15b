//! The IPC surface on Tauri's mock runtime: the list of commands, their shapes, their permissions, and no secret in any view.

mod bindings;



