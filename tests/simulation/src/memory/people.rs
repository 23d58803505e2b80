//! What people do in the CRM.

use contacts::{LinkId, MailboxId, Patch, PersonId, UserId};
use replication::{Leaving, Link, LinkState};
use store::NewPhoto;

use super::Memory;

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
