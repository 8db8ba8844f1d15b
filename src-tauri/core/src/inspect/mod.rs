//! What a token may really do: the grant by each of its sources, what it opens, proof of it, and reports.
//!
//! A [`Grant`] is everything that is known of one token. [`Matrix`] lays its sources side by side, [`Matrix::explain`]
//! says why a cell is as it is, [`opened`](operations::measure) tells what it opens, [`probe`] tries it.

pub mod baseline;
pub mod compare;
mod explanation;
mod grant;
pub mod history;
mod matrix;
pub mod operations;
pub mod probe;
pub mod report;
pub mod token;

pub use explanation::{CellExplanation, Mend};
pub use grant::{Grant, GrantSite};
pub use matrix::{Cell, Column, ColumnKind, Counts, Matrix, Row};
