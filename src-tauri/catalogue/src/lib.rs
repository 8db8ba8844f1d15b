//! Atlassian Cloud's OAuth 2.0 scopes and REST operations: which operation accepts which scopes, the smallest set for
//! what an app calls, and finding either in one box.
//!
//! [`Catalogue::built_in`] is where everything starts. The facts stand in two tables (`src/tables/`), read off
//! Atlassian's `OpenAPI` documents; `cargo xtask catalogue` follows newer ones.

mod advice;
mod catalogue;
mod console;
mod description;
pub mod openapi;
mod operation;
mod path;
mod presets;
mod product;
mod recognise;
mod redundancy;
mod risk;
mod scope;
mod search;
mod solve;
pub mod tables;
mod tasks;
mod text;
mod unlock;

pub use advice::{ADVISED_SCOPES, ADVISED_URL_LENGTH, Advice, BREAKING, Remark};
pub use catalogue::Catalogue;
pub use console::ConsoleApi;
pub use operation::{Alternative, Method, NotAMethod, Operation, OperationState, With3lo};
pub use presets::{Preset, PresetId};
pub use product::{NotAProduct, Product};
pub use recognise::{Recognised, RecognisedAs};
pub use redundancy::{Redundancy, RedundantScope};
pub use risk::{Access, Power, Risk};
pub use scope::{CatalogueScope, Evidence, Kind};
pub use search::{HitKind, SearchHit};
pub use solve::{Choice, ChosenScope, Offer, PowerOver, Preference, Solution, Unreachable, UnreachableReason, Wish};
pub use tables::{BadRow, RowProblem, Table};
pub use tasks::Task;
pub use text::{FoundCall, FoundScope};
pub use unlock::{Blocked, Difference, ProductShare, Unlocked};
