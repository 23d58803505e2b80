//! What can go wrong, and how often.

use serde::{Deserialize, Serialize};

use crate::chance::Chance;
use crate::plan::Edition;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A request that never arrives.
    RequestLost,
    /// An answer that is lost after the effect.
    AnswerLost,
    /// Throttling before the effect.
    Throttled,
    /// A server error with unknown effect.
    ServerError,
    /// Entries of the feed doubled or reordered.
    FeedShuffled,
    /// A page of the feed cut short.
    PageCut,
    /// The feed's position forgotten.
    Resync,
    /// A removal reported that did not happen.
    FalseRemoval,
    /// The database busy: nothing was written.
    Busy,
    /// The program killed.
    Crash,
    /// A photo that fails, or whose time runs out.
    Photo,
    /// The token is expired or the consent revoked: the owner has to connect again.
    SignIn,
    /// The mailbox is not found, as while it is moved.
    MailboxGone,
    /// The mailbox is full: its feed and creates are refused.
    MailboxFull,
    /// A photo is said not to be there.
    PhotoMissing,
    /// A photo is refused for good.
    PhotoTooBig,
    /// The database fails (full, I/O): nothing was written.
    DatabaseFailed,
    /// The database's answer is lost: the commit holds, and nobody was told.
    CommitUnheard,
    /// A node stands still for long, and goes on.
    Asleep,
    /// A contact has another id after a move.
    IdChanged,
}

impl Fault {
    /// Every kind; those of the first edition come first.
    pub const ALL: [Fault; 20] = [
        Fault::RequestLost,
        Fault::AnswerLost,
        Fault::Throttled,
        Fault::ServerError,
        Fault::FeedShuffled,
        Fault::PageCut,
        Fault::Resync,
        Fault::FalseRemoval,
        Fault::Busy,
        Fault::Crash,
        Fault::Photo,
        Fault::SignIn,
        Fault::MailboxGone,
        Fault::MailboxFull,
        Fault::PhotoMissing,
        Fault::PhotoTooBig,
        Fault::DatabaseFailed,
        Fault::CommitUnheard,
        Fault::Asleep,
        Fault::IdChanged,
    ];
    /// How many of them the first edition knew.
    const FIRST: usize = 11;

    /// The highest chance per call, in per mille.
    const fn most(self) -> u32 {
        match self {
            Fault::RequestLost => 80,
            Fault::AnswerLost => 160,
            Fault::Throttled => 90,
            Fault::ServerError | Fault::Resync | Fault::Crash => 60,
            Fault::FeedShuffled => 300,
            Fault::PageCut => 100,
            Fault::FalseRemoval => 30,
            Fault::Busy => 40,
            Fault::Photo | Fault::IdChanged => 150,
            Fault::SignIn | Fault::MailboxGone => 15,
            Fault::MailboxFull | Fault::Asleep => 20,
            Fault::PhotoMissing | Fault::PhotoTooBig => 80,
            Fault::DatabaseFailed | Fault::CommitUnheard => 20,
        }
    }
}

/// The chance of each fault per call, in per mille.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    rates: [u32; Fault::ALL.len()],
}

impl Faults {
    /// Draws a subset with rates of its own.
    pub fn draw(chance: &Chance, edition: Edition) -> Self {
        let known = match edition {
            Edition::First => Fault::FIRST,
            Edition::Second | Edition::Third => Fault::ALL.len(),
        };
        let mut faults = Faults::default();
        for (rate, fault) in faults.rates.iter_mut().zip(Fault::ALL).take(known) {
            *rate = if chance.of(500) { chance.below(fault.most()) + 1 } else { 0 };
        }
        faults
    }

    /// Returns a fault's chance per call, in per mille.
    pub fn rate(&self, fault: Fault) -> u32 {
        self.rates.get(fault as usize).copied().unwrap_or(0)
    }

    /// Tells whether none of some faults can strike.
    pub fn none_of(&self, faults: &[Fault]) -> bool {
        faults.iter().all(|fault| self.rate(*fault) == 0)
    }
}
