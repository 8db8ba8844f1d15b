//! The requests that reached the sandbox, without anything secret.

use std::collections::{HashMap, VecDeque};

use jiff::Timestamp;
use serde::Serialize;

use crate::faults::Place;

/// How many requests are remembered; counts go on beyond it.
const REMEMBERED: usize = 500;

/// A request that reached the sandbox: no query, no body, no headers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenRequest {
    /// HTTP method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Which part of Atlassian was asked; `None` for the sandbox's own pages.
    pub place: Option<Place>,
    /// When it was answered, by the virtual clock.
    pub time: Timestamp,
    /// The answer's status; `None` where a fault closed the connection instead.
    pub status: Option<u16>,
}

#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    recent: VecDeque<SeenRequest>,
    counts: HashMap<Place, u64>,
}

impl RequestLog {
    pub fn add(&mut self, request: SeenRequest) {
        if let Some(place) = request.place {
            *self.counts.entry(place).or_default() += 1;
        }
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(request);
    }

    pub fn recent(&self) -> Vec<SeenRequest> {
        self.recent.iter().cloned().collect()
    }

    pub fn count(&self, place: Place) -> u64 {
        match place {
            Place::Any => self.counts.values().sum(),
            _ => self.counts.get(&place).copied().unwrap_or_default(),
        }
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
