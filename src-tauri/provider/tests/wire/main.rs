//! What goes over the wire, line by line of what Backstage's own server does, and where this does better.

#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod callback;
mod configuration;
mod consent;
mod cors;
mod door;
mod identity;
mod logout;
mod own_sign_in;
mod popups;
mod refresh;
mod restart;
mod start;
mod watching;
