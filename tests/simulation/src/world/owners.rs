//! What the mailboxes' owners do in Outlook.

use bytes::Bytes;
use contacts::outlook_form::{as_outlook_stores, display_name, file_as};
use contacts::{Card, FieldKey, Value};
use engine::Clock;
use outlook::Place;
use replication::Stamp;

use super::{FIELDS, World, mailbox_id};
use crate::faults::Fault;
use crate::outlook_model::Overwritten;
use crate::plan::Edition;

impl World {
    pub(super) fn edit_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let field = self.chance.pick(&FIELDS).copied().unwrap_or(FieldKey::JobTitle);
        let value = self.value(field);
        let now = self.clock.now();
        let known = self.known_names(mailbox, &id);
        let linked = self.person_of(mailbox, &id).is_some();
        let mut left = Vec::new();
        {
            let mut model = self.outlook[mailbox].state();
            let Some(contact) = model.contacts.get_mut(&id) else { return };
            let shown = (display_name(&contact.card), file_as(&contact.card));
            contact.card.set(field, value.clone());
            if field == FieldKey::LastName && linked && self.plan.edition >= Edition::Second {
                // Not every program makes the whole name anew with its parts.
                contact.card = left_behind(&contact.card, shown);
                left = names_on(&contact.card);
            }
            model.touch(&id, now);
        }
        self.unknowable.extend(left.into_iter().filter(|name| !known.contains(name)));
        self.note(format!("edit contact {mailbox}/{id} {field} {value:?}"));
        if let Some(person) = self.person_of(mailbox, &id) {
            self.wrote(person, field, Some(mailbox), value);
        }
    }

    /// The names that follow from what the engine remembers of a contact, or from what the CRM has of its person.
    fn known_names(&self, mailbox: usize, contact: &str) -> Vec<String> {
        let Some(person) = self.person_of(mailbox, contact) else { return Vec::new() };
        let state = self.store.state();
        let link = state
            .links
            .values()
            .find(|link| link.person == person && link.mailbox == mailbox_id(mailbox) && !link.ended());
        let crm = state.persons.get(&person).map(|person| as_outlook_stores(&person.card));
        let cards = link.map(|link| link.outlook.clone()).into_iter().chain(crm);
        cards.flat_map(|card| [display_name(&card), file_as(&card)]).collect()
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
        let let_go = self.person_of(mailbox, &id).is_none();
        let (stamp, names) = {
            let mut model = self.outlook[mailbox].state();
            // Unconfirmed of Outlook: what comes back from Deleted Items may never be in the feed again.
            // The daily sweep sees it: only a world that has one may hide it.
            let unseen = self.moves && self.plan.edition >= Edition::Second && self.chance.of(500);
            if let Some(contact) = model.contacts.get_mut(&id) {
                contact.moved_away |= unseen;
            }
            model.place(&id, &Place::Followed, now);
            let Some(contact) = model.contacts.get_mut(&id) else { return };
            contact.deleted_by_owner = false;
            let (stamp, card) = (contact.stamp.clone(), contact.card.clone());
            // What was removed with it, and perhaps not heard of, is there again.
            let back = |lost: &Overwritten| {
                Some(&lost.stamp) == stamp.as_ref() && card.get(lost.field) == Some(&lost.value)
            };
            model.overwritten.retain(|lost| !back(lost));
            (stamp, names_on(&card))
        };
        if let_go {
            // Its link has forgotten what the contact's names were made of.
            self.unknowable.extend(names);
        }
        self.note(format!("restore contact {mailbox}/{id}"));
        self.restored.insert((mailbox, id));
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

    pub(super) fn photo_of_contact(&mut self, mailbox: usize, picture: Option<Bytes>) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let now = self.clock.now();
        let mut model = self.outlook[mailbox].state();
        let removed = picture.is_none();
        if let Some(contact) = model.contacts.get_mut(&id) {
            contact.photo = picture;
        }
        model.touch(&id, now);
        drop(model);
        self.note(format!("photo of contact {mailbox}/{id}, removed: {removed}"));
    }

    pub(super) fn move_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let now = self.clock.now();
        let person = self.person_of(mailbox, &id);
        let mut model = self.outlook[mailbox].state();
        let followed = model.contacts.get(&id).is_some_and(|contact| contact.place == Place::Followed);
        let to = if followed { Place::Elsewhere("other".to_owned()) } else { Place::Followed };
        model.place(&id, &to, now);
        let faults = model.faults;
        let renamed =
            self.chance.strikes(Fault::IdChanged, &faults).then(|| model.rename(&id, now)).flatten();
        let stamp = model.contacts.get(renamed.as_ref().unwrap_or(&id)).and_then(|c| c.stamp.clone());
        drop(model);
        self.note(format!("move contact {mailbox}/{id} {renamed:?}"));
        if renamed.is_some() {
            // By its id it is not found any more: a link may end by that, and live again where the contact is found.
            let renamed = renamed.filter(|_| self.deleted_contacts.contains(&(mailbox, id.clone())));
            self.deleted_contacts.extend(renamed.map(|renamed| (mailbox, renamed)));
            self.deleted_contacts.insert((mailbox, id));
            if let Some(stamp) = stamp.as_deref().and_then(Stamp::parse) {
                self.unsettled.insert(stamp.person);
                self.ended_by_people.remove(&(stamp.person, mailbox));
            } else {
                // An imported one that is not stamped yet is nobody's from now on, and what was typed there stays there.
                self.unsettled.extend(person);
            }
        }
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
            contact.own_categories = original.own_categories.clone();
        }
        drop(model);
        self.unknowable.extend(names_on(&original.card));
        self.note(format!("copy contact {mailbox}/{id} to {copy}"));
        if let Some(person) = original.stamp.as_deref().and_then(Stamp::parse).map(|stamp| stamp.person) {
            self.unsettled.insert(person);
            self.ended_by_people.remove(&(person, mailbox));
        }
    }
}

/// The whole names that a contact holds of its own.
pub(super) fn names_on(card: &Card) -> Vec<String> {
    [FieldKey::FullName, FieldKey::FileAs]
        .into_iter()
        .filter_map(|key| card.get(key))
        .map(Value::to_text)
        .collect()
}

/// A contact of which only a part of the name was edited: the whole is shown as before.
fn left_behind(card: &Card, (display, filed): (String, String)) -> Card {
    let mut card = card.clone();
    for (key, name) in [(FieldKey::FullName, display), (FieldKey::FileAs, filed)] {
        card.set(key, Some(Value::Text(name)).filter(|name| !name.to_text().is_empty()));
    }
    as_outlook_stores(&card)
}
