//! [`Viewer`]: who reads or writes, and what that allows.

use std::collections::BTreeSet;

use contacts::{FieldKey, TeamId, UserId};
use serde::{Deserialize, Serialize};

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, settings and other users' mailboxes included.
    Administrator,
    /// Reads and writes what it may see; connects its own mailbox.
    User,
    /// Reads what it may see.
    Reader,
}

impl Role {
    /// Returns the stable name, as in the API and in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::User => "user",
            Role::Reader => "reader",
        }
    }

    /// Finds a role by its stable name.
    pub fn parse(name: &str) -> Option<Role> {
        match name {
            "administrator" => Some(Role::Administrator),
            "user" => Some(Role::User),
            "reader" => Some(Role::Reader),
            _ => None,
        }
    }
}

/// Who reads or writes: every function of the store that touches people's data takes one.
///
/// A viewer sees a record when the record has no team, or one of the viewer's teams, or is shared with the
/// viewer or one of its teams, or has the viewer as employee in charge; an administrator sees all. It sees of a
/// record all fields but the hidden ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The user.
    pub user: UserId,
    /// Its role.
    pub role: Role,
    /// Its teams.
    pub teams: Vec<TeamId>,
    /// The fields it does not see.
    pub hidden: BTreeSet<FieldKey>,
}

impl Viewer {
    /// Tells whether it may change settings, users and other users' mailboxes.
    pub fn administers(&self) -> bool {
        self.role == Role::Administrator
    }

    /// Tells whether it may write at all.
    pub fn writes(&self) -> bool {
        match self.role {
            Role::Administrator | Role::User => true,
            Role::Reader => false,
        }
    }
}

impl Viewer {
    /// Makes the viewer as which the program itself acts: its command line, its first start. It sees and may do
    /// everything, and no user's name stands under what it does.
    pub fn program() -> Self {
        Viewer {
            user: UserId::from_u128(0),
            role: Role::Administrator,
            teams: Vec::new(),
            hidden: BTreeSet::new(),
        }
    }

    /// Returns the user whose name stands under what this viewer does; none for the program.
    pub fn acting(&self) -> Option<UserId> {
        (self.user != UserId::from_u128(0)).then_some(self.user)
    }
}
