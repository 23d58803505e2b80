//! What the mailboxes' owners do in Outlook.

use bytes::Bytes;
use contacts::FieldKey;
use engine::Clock;
use outlook::Place;
use replication::Stamp;

use super::{FIELDS, World};

impl World {
    pub(super) fn edit_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let field = self.chance.pick(&FIELDS).copied().unwrap_or(FieldKey::JobTitle);
        let value = self.value(field);
        let now = self.clock.now();
        {
            let mut model = self.outlook[mailbox].state();
            let Some(contact) = model.contacts.get_mut(&id) else { return };
            contact.card.set(field, value.clone());
            model.touch(&id, now);
        }
        self.note(format!("edit contact {mailbox}/{id} {field} {value:?}"));
        if let Some(person) = self.person_of(mailbox, &id) {
            self.wrote(person, field, Some(mailbox), value);
        }
    }

    pub(super) fn delete_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let now = self.clock.now();
        {
            let mut model = self.outlook[mailbox].state();
            model.place(&id, &Place::Deleted, now);
            if let Some(contact) = model.contacts.get_mut(&id) {
                contact.deleted_by_owner = true;
            }
        }
        self.note(format!("delete contact {mailbox}/{id}"));
        self.deleted_contacts.insert((mailbox, id.clone()));
        if let Some(person) = self.person_of(mailbox, &id) {
            self.unsettled.insert(person);
            self.ended_by_people.insert((person, mailbox));
        }
    }

    pub(super) fn restore_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place == Place::Deleted) else { return };
        let now = self.clock.now();
        let stamp = {
            let mut model = self.outlook[mailbox].state();
            model.place(&id, &Place::Followed, now);
            let Some(contact) = model.contacts.get_mut(&id) else { return };
            contact.deleted_by_owner = false;
            contact.stamp.clone()
        };
        self.note(format!("restore contact {mailbox}/{id}"));
        if let Some(stamp) = stamp.as_deref().and_then(Stamp::parse) {
            self.unsettled.insert(stamp.person);
            self.ended_by_people.remove(&(stamp.person, mailbox));
        }
    }

    pub(super) fn new_contact(&mut self, mailbox: usize) {
        let mut card = self.card();
        // Now and then somebody whom the CRM knows.
        if self.chance.of(500)
            && let Some(person) = self.any_person()
            && let Some(known) = self.store.state().persons.get(&person)
        {
            card.set(FieldKey::Email1, known.card.get(FieldKey::Email1).cloned());
        }
        let now = self.clock.now();
        let id = self.outlook[mailbox].state().add(&card, now);
        self.note(format!("new contact {mailbox}/{id}"));
    }

    pub(super) fn photo_of_contact(&mut self, mailbox: usize, picture: Bytes) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let now = self.clock.now();
        let mut model = self.outlook[mailbox].state();
        if let Some(contact) = model.contacts.get_mut(&id) {
            contact.photo = Some(picture);
        }
        model.touch(&id, now);
        drop(model);
        self.note(format!("photo of contact {mailbox}/{id}"));
    }

    pub(super) fn move_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let now = self.clock.now();
        let mut model = self.outlook[mailbox].state();
        let followed = model.contacts.get(&id).is_some_and(|contact| contact.place == Place::Followed);
        let to = if followed { Place::Elsewhere("other".to_owned()) } else { Place::Followed };
        model.place(&id, &to, now);
        drop(model);
        self.note(format!("move contact {mailbox}/{id}"));
    }

    pub(super) fn copy_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place == Place::Followed) else { return };
        let now = self.clock.now();
        let mut model = self.outlook[mailbox].state();
        let Some(original) = model.contacts.get(&id).cloned() else { return };
        let copy = model.add(&original.card, now);
        if let Some(contact) = model.contacts.get_mut(&copy) {
            contact.stamp = original.stamp.clone();
            contact.photo = original.photo.clone();
        }
        drop(model);
        self.note(format!("copy contact {mailbox}/{id} to {copy}"));
        if let Some(person) = original.stamp.as_deref().and_then(Stamp::parse).map(|stamp| stamp.person) {
            self.unsettled.insert(person);
            self.ended_by_people.remove(&(person, mailbox));
        }
    }
}
