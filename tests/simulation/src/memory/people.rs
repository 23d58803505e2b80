//! What people do in the CRM.

use contacts::outlook_form::as_outlook_stores;
use contacts::{LinkId, MailboxId, Patch, PersonId, UserId};
use replication::{Leaving, Link, LinkState};
use store::NewPhoto;

use super::Memory;
use crate::world::FIELDS;

impl Memory {
    /// Marks every live link of a person due, but one; what kept them from being in step is over.
    pub fn mark_due(&mut self, person: PersonId, but: Option<LinkId>) {
        for link in self.links.values_mut().filter(|l| l.person == person && Some(l.id) != but) {
            if !link.ended() {
                link.due += 1;
                link.problem = None;
            }
        }
    }

    /// Notes which values a person has as of its version, for the look at what is written to Outlook.
    pub fn note_values(&mut self, id: PersonId) {
        let Some(person) = self.persons.get(&id) else { return };
        let projected = as_outlook_stores(&person.card);
        for field in FIELDS {
            let Some(value) = projected.get(field).map(|value| value.to_json().to_string()) else { continue };
            let known = self.values.entry((id, field)).or_default();
            if known.last().is_none_or(|(_, last)| *last != value) {
                known.push((person.version, value));
            }
        }
    }

    /// Finds a person's link in a mailbox.
    pub fn link_of(&mut self, person: PersonId, mailbox: MailboxId) -> Option<&mut Link> {
        self.links.values_mut().find(|link| link.person == person && link.mailbox == mailbox)
    }

    /// A user edits a person: its version rises, and its live links become due.
    pub fn edit(&mut self, id: PersonId, patch: &Patch, at: i64) {
        let Some(person) = self.persons.get_mut(&id) else { return };
        person.card.apply(patch);
        person.version += 1;
        person.changed = at;
        self.note_values(id);
        self.mark_due(id, None);
    }

    /// A user gives a person a photo, as an edit.
    pub fn give_photo(&mut self, id: PersonId, photo: &NewPhoto, at: i64) {
        let kept = self.keep_photo(photo);
        let Some(person) = self.persons.get_mut(&id) else { return };
        person.photo = Some(kept);
        person.version += 1;
        person.changed = at;
        self.mark_due(id, None);
    }

    /// A user removes a person's photo, as an edit.
    pub fn remove_photo(&mut self, id: PersonId, at: i64) {
        let Some(person) = self.persons.get_mut(&id) else { return };
        person.photo = None;
        person.version += 1;
        person.changed = at;
        self.mark_due(id, None);
    }

    /// A user turns a live link to leave.
    pub fn send_away(&mut self, id: LinkId, cause: Leaving, by: Option<UserId>) {
        let Some(link) = self.links.get_mut(&id).filter(|link| !link.ended()) else { return };
        link.state = LinkState::Leaving { cause, by };
        link.due += 1;
        link.row += 1;
        link.problem = None;
    }

    /// A user turns all live links of a person to leave.
    pub fn send_all_away(&mut self, person: PersonId, cause: Leaving, by: Option<UserId>) {
        let links: Vec<LinkId> = self.links.values().filter(|l| l.person == person).map(|l| l.id).collect();
        for link in links {
            self.send_away(link, cause, by);
        }
    }
}
