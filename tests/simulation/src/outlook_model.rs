//! The model of Outlook: one mailbox, in memory, with everything that goes wrong on the way to it.

mod feed;
mod folder;
mod mailbox;
mod way;
mod writes;

use std::sync::{Arc, Mutex, MutexGuard};

use contacts::MailboxId;
use outlook::{ChangeKey, Place, ReadOutcome, RemoteContact, RemoteId};

pub use mailbox::{Complaint, Effect, Model, ModelContact, Overwritten, Sent};

use crate::chance::{Chance, Trace};
use crate::memory::MemoryStore;
use crate::surroundings::WorldClock;

/// One mailbox of the model as a contact folder.
#[derive(Clone)]
pub struct OutlookModel {
    name: &'static str,
    state: Arc<Mutex<Model>>,
    chance: Chance,
    clock: WorldClock,
    trace: Trace,
    /// What the CRM has, to judge what is written: as of the last act of people where it lies in a database.
    crm: Option<(MemoryStore, MailboxId)>,
    /// Whether a contact in Deleted Items is found by its id.
    deleted_found: bool,
    /// How long a created contact is not found by its stamp, in microseconds.
    index_lag: i64,
}

impl OutlookModel {
    /// Makes an empty mailbox; what is unconfirmed of Outlook is drawn.
    pub fn new(name: &'static str, chance: Chance, clock: WorldClock, trace: Trace) -> Self {
        let deleted_found = chance.of(500);
        let index_lag = if chance.of(300) { 20_000_000 } else { 0 };
        OutlookModel {
            name,
            state: Arc::new(Mutex::new(Model::default())),
            chance,
            clock,
            trace,
            crm: None,
            deleted_found,
            index_lag,
        }
    }

    /// The same, judging what is written by what the CRM has of it, under its mailbox's id there.
    #[must_use]
    pub fn judged_by(self, crm: MemoryStore, mailbox: MailboxId) -> Self {
        OutlookModel { crm: Some((crm, mailbox)), ..self }
    }

    /// Looks at everything.
    pub fn state(&self) -> MutexGuard<'_, Model> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn remote(&self, contact: &ModelContact) -> RemoteContact {
        RemoteContact {
            id: RemoteId(contact.id.clone()),
            change_key: ChangeKey(format!("k{}", contact.key)),
            place: contact.place.clone(),
            card: contact.card.clone(),
            stamp: contact.stamp.clone(),
            has_photo: contact.photo.is_some(),
            modified: contact.modified,
        }
    }

    fn look(&self, id: &str) -> ReadOutcome {
        match self.state().contacts.get(id) {
            Some(contact) if contact.place != Place::Deleted || self.deleted_found => {
                ReadOutcome::Found(Box::new(self.remote(contact)))
            }
            Some(_) | None => ReadOutcome::Gone,
        }
    }
}
