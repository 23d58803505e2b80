//! Saved cases: schedules that failed once, shrunk, one a line.

use serde::{Deserialize, Serialize};

use crate::plan::{Edition, Kept, Knobs, Plan};

/// A saved case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What was wrong, in words.
    pub why: String,
    /// The seed.
    pub seed: u64,
    /// The edition of the World that it was drawn in.
    #[serde(default = "second")]
    pub edition: Edition,
    /// What the CRM's data lay in.
    #[serde(default)]
    pub kept: Kept,
    /// The planted bug that it was found with; none: the engine's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bug: Option<String>,
    /// What was taken away.
    #[serde(default)]
    pub knobs: Knobs,
}

/// The edition of a case that does not say.
fn second() -> Edition {
    Edition::Second
}

impl Case {
    /// Keeps a plan.
    pub fn of(plan: &Plan, why: &str) -> Self {
        Case {
            why: why.to_owned(),
            seed: plan.seed,
            edition: plan.edition,
            kept: plan.kept,
            bug: plan.bug.map(|bug| format!("{bug:?}")),
            knobs: plan.knobs.clone(),
        }
    }

    /// Makes the plan of it.
    pub fn plan(&self) -> Plan {
        let bug = self.bug.as_deref().and_then(named);
        let (seed, edition, kept) = (self.seed, self.edition, self.kept);
        Plan { seed, edition, kept, bug, knobs: self.knobs.clone(), trace: false }
    }
}

/// Finds a planted bug by its name.
pub fn named(name: &str) -> Option<engine::Bug> {
    engine::Bug::ALL.iter().copied().find(|bug| format!("{bug:?}") == name)
}

/// Reads saved cases, one a line.
///
/// # Errors
/// The line that is none, in words.
pub fn read(text: &str) -> Result<Vec<Case>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| format!("line {}: {error}", number + 1))
        })
        .collect()
}
