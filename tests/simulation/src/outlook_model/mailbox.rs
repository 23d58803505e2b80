//! What lies in a mailbox, and what its feed has to tell.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, FieldKey, Patch, PersonId, Value};
use outlook::Place;
use replication::Stamp;

use crate::faults::Faults;

/// A contact of the model.
#[derive(Debug, Clone)]
pub struct ModelContact {
    /// Its id.
    pub id: String,
    /// Its version.
    pub key: u64,
    /// Where it lies.
    pub place: Place,
    /// Its fields.
    pub card: Card,
    /// Its stamp.
    pub stamp: Option<String>,
    /// Its photo.
    pub photo: Option<Bytes>,
    /// When it was changed last.
    pub modified: i64,
    /// When it was created.
    pub created: i64,
    /// The stamp that the engine created it with.
    pub created_with: Option<String>,
    /// Whether the owner deleted it and has not restored it since.
    pub deleted_by_owner: bool,
    /// Whether it was moved out of the followed folder ever: the feed never reports it again.
    pub moved_away: bool,
    /// Its version when the mailbox was connected, if it was there before.
    pub there_before: Option<u64>,
    /// Categories that the owner put there.
    pub own_categories: BTreeSet<String>,
}

#[derive(Debug, Clone)]
pub(super) enum Logged {
    Changed,
    Removed,
}

/// What the model noticed that must never happen.
pub type Complaint = String;

/// A value of Outlook that was overwritten or removed by the engine: it must be known to the CRM by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overwritten {
    /// The stamp of the contact.
    pub stamp: String,
    /// The field.
    pub field: FieldKey,
    /// The value.
    pub value: Value,
}

/// What the engine did to a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It was created.
    Created,
    /// It was given a stamp.
    Stamped,
    /// Its fields were written.
    Updated,
}

/// A value that the engine wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The contact.
    pub contact: String,
    /// Its stamp.
    pub stamp: String,
    /// The field.
    pub field: FieldKey,
    /// The value as JSON.
    pub value: String,
}

/// The state of one mailbox.
#[derive(Debug, Default)]
pub struct Model {
    /// All contacts that were ever there, deleted ones included (until purged).
    pub contacts: BTreeMap<String, ModelContact>,
    pub(super) log: Vec<(String, Logged)>,
    pub(super) generation: u64,
    next_id: u64,
    next_key: u64,
    pub(super) hold_until: i64,
    /// Whether a call before the end of a wait is complained about: only where nobody could forget the wait.
    pub strict_hold: bool,
    /// Whether an equal photo sent again is complained about: only where one node is at work at a time.
    pub strict_photo: bool,
    /// What must never happen and did.
    pub complaints: Vec<Complaint>,
    /// Values of Outlook that the engine wrote over or removed.
    pub overwritten: Vec<Overwritten>,
    /// Values that the engine wrote, in order.
    pub sent: Vec<Sent>,
    /// How often the engine did what to whose contact.
    pub effects: BTreeMap<(PersonId, Effect), u32>,
    /// Contacts whose photo was refused, or said not to be there: both sides may differ in it.
    pub photos_refused: BTreeSet<String>,
    /// Contacts whose photo Outlook last denied although it was there: to send it again is right.
    pub denied: BTreeSet<String>,
    /// Persons whose contact's photo was denied at any time.
    pub denied_photos: BTreeSet<PersonId>,
    /// Writes that the engine made.
    pub writes: u64,
    /// Whether faults happen.
    pub faults: Faults,
}

impl Model {
    /// Adds a contact in the followed folder; returns its id.
    pub fn add(&mut self, card: &Card, now: i64) -> String {
        self.next_id += 1;
        let id = format!("c{}", self.next_id);
        let contact = ModelContact {
            id: id.clone(),
            key: 0,
            place: Place::Followed,
            card: as_outlook_stores(card),
            stamp: None,
            photo: None,
            modified: now,
            created: now,
            created_with: None,
            deleted_by_owner: false,
            moved_away: false,
            there_before: None,
            own_categories: BTreeSet::new(),
        };
        self.contacts.insert(id.clone(), contact);
        self.touch(&id, now);
        id
    }

    /// Gives a contact a new version and tells the feed; returns the version.
    pub fn touch(&mut self, id: &str, now: i64) -> u64 {
        self.next_key += 1;
        let key = self.next_key;
        if let Some(contact) = self.contacts.get_mut(id) {
            contact.key = key;
            contact.modified = now;
            if contact.place == Place::Followed && !contact.moved_away {
                self.log.push((id.to_owned(), Logged::Changed));
            }
        }
        key
    }

    /// Notes what the engine did, for the omniscient look.
    pub fn did(&mut self, effect: Effect, contact: &str, stamp: &str, wrote: &Patch) {
        if let Some(stamp) = Stamp::parse(stamp) {
            *self.effects.entry((stamp.person, effect)).or_default() += 1;
        }
        for (field, value) in wrote.iter() {
            let Some(value) = value.map(|value| value.to_json().to_string()) else { continue };
            let (contact, stamp) = (contact.to_owned(), stamp.to_owned());
            self.sent.push(Sent { contact, stamp, field, value });
        }
    }

    /// Gives a contact another id, as some moves do; returns it.
    pub fn rename(&mut self, id: &str, now: i64) -> Option<String> {
        let mut contact = self.contacts.remove(id)?;
        self.next_id += 1;
        let fresh = format!("c{}", self.next_id);
        self.log.push((id.to_owned(), Logged::Removed));
        contact.id = fresh.clone();
        contact.moved_away = contact.place != Place::Followed;
        self.contacts.insert(fresh.clone(), contact);
        self.touch(&fresh, now);
        Some(fresh)
    }

    /// Moves a contact.
    pub fn place(&mut self, id: &str, place: &Place, now: i64) {
        let Some(contact) = self.contacts.get_mut(id) else { return };
        let was = std::mem::replace(&mut contact.place, place.clone());
        if was == Place::Followed && *place != Place::Followed {
            self.log.push((id.to_owned(), Logged::Removed));
        }
        if matches!(place, Place::Elsewhere(_)) {
            contact.moved_away = true;
        }
        self.touch(id, now);
    }
}
