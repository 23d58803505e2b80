//! [`Plan`]: everything that a schedule follows from.

use std::collections::BTreeSet;

use engine::Bug;
use serde::{Deserialize, Serialize};

use crate::faults::Fault;

/// What the World knew when a seed was kept: later editions draw more, and otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    /// One stream of chance for the whole schedule; its acts and faults are the first ones.
    First,
    /// A stream of chance for every turn, so that schedules can be shrunk; all faults, and all acts but the next one's.
    Second,
    /// Imports, links instead and re-links besides.
    #[default]
    Third,
}

/// What the CRM's data lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// The in-memory twin of the store.
    #[default]
    Twin,
    /// SQLite, in memory.
    Sqlite,
}

/// A place in a schedule at which a fault strikes: the n-th hit of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct Point {
    /// The turn.
    pub turn: u32,
    /// Which hit of the turn.
    pub hit: u32,
}

impl From<(u32, u32)> for Point {
    fn from((turn, hit): (u32, u32)) -> Self {
        Point { turn, hit }
    }
}

impl From<Point> for (u32, u32) {
    fn from(point: Point) -> Self {
        (point.turn, point.hit)
    }
}

/// A phase of a schedule: its number, and the turns of its chaos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its number: its chance follows from it.
    pub number: u32,
    /// The turns of its chaos that are played.
    pub turns: Vec<u32>,
}

impl Phase {
    /// The number of a turn within the schedule.
    pub fn turn(&self, turn: u32) -> u32 {
        self.number * 10_000 + 1 + turn
    }

    /// The number under which its beginning draws.
    pub fn begins(&self) -> u32 {
        self.number * 10_000
    }

    /// The number under which its quiet draws.
    pub fn rests(&self) -> u32 {
        self.number * 10_000 + 9_999
    }
}

/// What is taken away of a schedule. The default takes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Knobs {
    /// Kinds of fault that never strike.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub without: BTreeSet<Fault>,
    /// The only places at which faults strike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strikes: Option<BTreeSet<Point>>,
    /// The only phases and turns that are played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phases: Option<Vec<Phase>>,
    /// At most this many persons to begin with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persons: Option<u32>,
    /// At most this many mailboxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mailboxes: Option<u32>,
    /// At most this many nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nodes: Option<u32>,
}

/// How a world is made.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// The edition of the World that it was drawn in.
    pub edition: Edition,
    /// A planted bug.
    pub bug: Option<Bug>,
    /// What the CRM's data lies in.
    pub kept: Kept,
    /// What is taken away.
    pub knobs: Knobs,
    /// Whether to print what happens.
    pub trace: bool,
}

impl Plan {
    /// The plan of a seed, whole.
    pub fn of(seed: u64) -> Self {
        Plan { seed, ..Plan::default() }
    }

    /// The same with a planted bug.
    pub fn with(self, bug: Option<Bug>) -> Self {
        Plan { bug, ..self }
    }

    /// The same on another store.
    pub fn on(self, kept: Kept) -> Self {
        Plan { kept, ..self }
    }

    /// The same, told line by line.
    pub fn traced(self) -> Self {
        Plan { trace: true, ..self }
    }
}

/// How a schedule went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// What must never happen and did, each beginning with the number of its invariant.
    pub complaints: Vec<String>,
    /// What happened, if somebody wanted to know.
    pub trace: Vec<String>,
    /// The phases and turns that were played.
    pub phases: Vec<Phase>,
    /// Where faults struck.
    pub struck: BTreeSet<Point>,
    /// Persons in the world to begin with.
    pub persons: u32,
}

impl Life {
    /// The invariants that were broken, by their numbers.
    pub fn broken(&self) -> BTreeSet<&str> {
        self.complaints.iter().map(|complaint| invariant(complaint)).collect()
    }
}

/// The invariant that a complaint is about, by its number.
pub fn invariant(complaint: &str) -> &str {
    complaint.split(':').next().unwrap_or_default()
}
