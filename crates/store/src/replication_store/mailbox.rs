//! A mailbox as the engine sees it: its state, its feed, how it fares, and who may write.

use contacts::{MailboxId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The right to write for a mailbox: checked by every commit in its own statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fence {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// The engine that holds the lease.
    pub holder: Uuid,
    /// Rises with every change of holder.
    pub epoch: i64,
}

/// Whether a mailbox takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum MailboxState {
    /// Its owner has not looked at folder, preset and fields yet, or has paused it.
    Paused,
    /// It is replicated.
    Active,
    /// It has to be connected again; nothing is changed anywhere meanwhile.
    ReconnectNeeded,
    /// The brake stopped it; a person has to release it.
    Braked,
    /// It is being disconnected: its links end, then it goes.
    Disconnecting,
    /// It is disconnected.
    Disconnected,
}

impl MailboxState {
    /// Returns the state from which the program, and not a person, brings a mailbox into this one; none: only a
    /// person does. So a cycle that began before a person paused or disconnected the mailbox cannot undo that.
    pub fn reached_by_itself_from(self) -> Option<MailboxState> {
        match self {
            MailboxState::ReconnectNeeded | MailboxState::Braked => Some(MailboxState::Active),
            MailboxState::Disconnected => Some(MailboxState::Disconnecting),
            MailboxState::Paused | MailboxState::Active | MailboxState::Disconnecting => None,
        }
    }

    /// Tells whether a mailbox in this state is written to.
    pub fn takes_part(self) -> bool {
        match self {
            MailboxState::Active | MailboxState::Disconnecting => true,
            MailboxState::Paused
            | MailboxState::ReconnectNeeded
            | MailboxState::Braked
            | MailboxState::Disconnected => false,
        }
    }
}

/// Where a mailbox's change feed stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Feed {
    /// Where to go on; none: from the beginning.
    pub cursor: Option<String>,
    /// Whether the reading from the beginning is under way: what it does not mention is a candidate for
    /// removal when it ends.
    pub resyncing: bool,
    /// Whether a sweep has to follow (after a resync).
    pub sweep_due: bool,
    /// When the last sweep began that came to its end, in microseconds since 1970 UTC; zero: there was none.
    pub swept: i64,
}

impl Feed {
    /// Tells whether the mailbox's contacts are known: all were read once, and the feed was read to its end since.
    /// Before that nobody can say that no equal contact is there, and none is created.
    pub fn knows_the_contacts(&self) -> bool {
        self.swept > 0 && !self.sweep_due
    }
}

/// How a mailbox fares, for people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Health {
    /// When the last cycle ended, in microseconds since 1970 UTC.
    pub last_cycle: i64,
    /// When the next cycle is to begin.
    pub next_cycle: i64,
    /// What kept the last cycle from ending well.
    pub error: Option<String>,
    /// How many cycles in a row failed.
    pub failures: u32,
    /// How many links the brake saw ending, of how many.
    pub brake: Option<(u32, u32)>,
    /// Whether a person released the brake for the next cycle.
    pub brake_released: bool,
    /// Outlook asked not to be called before this time; zero: it did not.
    #[serde(default)]
    pub hold_until: i64,
    /// How many cycles in a row found nothing to do: the base of adaptive polling.
    pub quiet: u32,
}

/// A connected mailbox as the engine sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxRecord {
    /// Its identity.
    pub id: MailboxId,
    /// The user whose rights decide what may be in it.
    pub owner: UserId,
    /// Whether that user may still sign in. While not, the mailbox rests: nothing is changed anywhere.
    pub owner_active: bool,
    /// Whether a person asked for a cycle that has not ended yet: it compares the whole folder.
    pub asked: bool,
    /// Its address, for people.
    pub address: String,
    /// The folder followed; none: the default one.
    pub folder: Option<String>,
    /// Whether it takes part.
    pub state: MailboxState,
    /// Where its change feed stands.
    pub feed: Feed,
    /// How it fares.
    pub health: Health,
}
