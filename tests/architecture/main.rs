//! Rules of the code base that no compiler checks.

mod dependencies;
mod sources;
