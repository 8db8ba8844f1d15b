//! Several processes on one vault, and processes that are killed.
//!
//! They are real processes with the real vault, locks and HTTP. Only the key store is a stand-in: a folder of files, for
//! it has to serve hundreds of processes without a desktop session.

#![allow(clippy::unwrap_used)]

mod kill;
mod scene;
mod storm;
