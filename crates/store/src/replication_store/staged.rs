//! Entries of the change feed that wait.

use contacts::Patch;
use serde::{Deserialize, Serialize};

/// What a staged entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StagedWhat {
    /// The contact was created or changed; `carried` are the fields that the feed showed of a linked contact
    /// (nothing is kept of an unlinked one).
    Changed {
        /// Its version, empty when it is not known.
        change_key: String,
        /// The fields the feed carried.
        carried: Patch,
    },
    /// The contact is said to be gone from the folder.
    Removed,
}

impl StagedWhat {
    /// Returns what is staged when `self` comes after an earlier entry of the same contact: the fields that the
    /// earlier one carried are kept beneath.
    pub fn after(self, earlier: &StagedWhat) -> StagedWhat {
        let StagedWhat::Changed { carried: before, .. } = earlier else { return self };
        let (change_key, carried) = match self {
            StagedWhat::Changed { change_key, carried } => (change_key, carried),
            StagedWhat::Removed if before.is_empty() => return StagedWhat::Removed,
            StagedWhat::Removed => (String::new(), Patch::new()),
        };
        let mut both = before.clone();
        for (key, value) in carried.iter() {
            both.set(key, value.cloned());
        }
        StagedWhat::Changed { change_key, carried: both }
    }
}

/// One entry of the change feed that waits to be dealt with. A later entry of the same contact replaces an
/// earlier one and has a higher number; what an earlier one carried is kept beneath what the later one carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// Rises with every staging in the mailbox.
    pub number: i64,
    /// The contact.
    pub remote_id: String,
    /// What is said of it.
    pub what: StagedWhat,
}
