//! What people do in the CRM.

use bytes::Bytes;
use contacts::{FieldKey, LinkId, PersonId, PhotoId, Value};
use engine::{Clock, Ids};
use replication::{Leaving, Link, LinkState};
use store::{Cause, HistoryKind, HistoryWrite, NewPhoto};

use super::{FIELDS, MAILBOXES, World, mailbox_id, patch};
use crate::memory::{MemoryEntry, MemoryPerson, OWNER};

impl World {
    pub(super) fn create_person(&mut self) {
        let id = PersonId(self.ids.next());
        let card = self.card();
        let person = MemoryPerson::new(id, card, self.clock.now());
        for (field, value) in person.card.iter() {
            self.initial_values.insert((id, field, value.to_json().to_string()));
        }
        self.note(format!("create person {id}"));
        self.store.state().persons.insert(id, person);
        self.store.state().note_values(id);
    }

    pub(super) fn edit_person(&mut self) {
        let Some(id) = self.any_person() else { return };
        let field = self.chance.pick(&FIELDS).copied().unwrap_or(FieldKey::JobTitle);
        let value = self.value(field);
        let now = self.clock.now();
        let mut state = self.store.state();
        let Some(person) = state.persons.get_mut(&id).filter(|p| !p.deleted) else { return };
        let before = person.card.get(field).cloned();
        let mut card = person.card.clone();
        card.set(field, value.clone());
        if !contacts::person::names_someone(&card) {
            return;
        }
        let told = edited(id, field, before, value.clone());
        person.history.push(MemoryEntry { at: now, told });
        state.edit(id, &patch(field, value.clone()), now);
        drop(state);
        self.note(format!("edit person {id} {field} {value:?}"));
        self.wrote(id, field, None, value);
    }

    pub(super) fn adopt(&mut self, mailbox: usize) {
        let Some(person) = self.any_person().filter(|_| !self.closed(mailbox)) else { return };
        let id = mailbox_id(mailbox);
        let fresh = LinkId(self.ids.next());
        let mut state = self.store.state();
        if state.persons.get(&person).is_none_or(|p| p.deleted || p.hidden_from.contains(&id)) {
            return;
        }
        match state.link_of(person, id) {
            None => {
                state.links.insert(fresh, Link::adopting(fresh, person, id, 1));
            }
            Some(link) => {
                let again = match &link.state {
                    LinkState::Ended { .. } => Some(LinkState::adopting(None)),
                    LinkState::Leaving { .. } if link.remote_id.is_some() => Some(LinkState::Linked),
                    LinkState::Leaving { .. } => Some(LinkState::adopting(None)),
                    LinkState::Adopting { .. } | LinkState::Linked => None,
                };
                if let Some(again) = again {
                    if link.ended() {
                        link.let_go();
                    }
                    link.state = again;
                    link.due += 1;
                    link.row += 1;
                    link.problem = None;
                }
            }
        }
        drop(state);
        self.note(format!("adopt {person} in {mailbox}"));
        self.unsettled.insert(person);
        self.adopted.insert((person, mailbox));
        self.ended_by_people.remove(&(person, mailbox));
    }

    pub(super) fn withdraw(&mut self, mailbox: usize) {
        let Some(person) = self.any_person() else { return };
        let mut state = self.store.state();
        let Some(link) = state.link_of(person, mailbox_id(mailbox)) else { return };
        match link.state {
            LinkState::Adopting { .. } | LinkState::Linked => {
                let id = link.id;
                state.send_away(id, Leaving::Withdrawn, Some(OWNER));
            }
            LinkState::Leaving { .. } | LinkState::Ended { .. } => return,
        }
        drop(state);
        self.note(format!("withdraw {person} from {mailbox}"));
        self.unsettled.insert(person);
        self.ended_by_people.insert((person, mailbox));
    }

    pub(super) fn person_comes_or_goes(&mut self) {
        if self.chance.of(500) {
            return self.create_person();
        }
        let Some(id) = self.any_person() else { return };
        let mut state = self.store.state();
        let Some(person) = state.persons.get_mut(&id) else { return };
        person.deleted = !person.deleted;
        person.version += 1;
        let gone = person.deleted;
        if gone {
            state.send_all_away(id, Leaving::PersonDeleted, Some(OWNER));
        }
        drop(state);
        self.note(format!("person {id} deleted: {gone}"));
        self.unsettled.insert(id);
        for mailbox in 0..MAILBOXES {
            self.ended_by_people.insert((id, mailbox));
        }
    }

    pub(super) fn photo_of_person(&mut self, picture: Bytes) {
        let Some(id) = self.any_person() else { return };
        let mut state = self.store.state();
        if state.persons.get(&id).is_none_or(|person| person.deleted) {
            return;
        }
        let photo = NewPhoto {
            id: PhotoId::from_u128(u128::from(self.values)),
            original: picture.clone(),
            media_type: "image/jpeg".to_owned(),
            digest: format!("d:p{}", self.values),
            width: 1,
            height: 1,
            rendition: picture,
        };
        state.give_photo(id, &photo, self.clock.now());
        drop(state);
        self.note(format!("photo of person {id}"));
    }

    pub(super) fn remove_photo_of_person(&mut self) {
        let Some(id) = self.any_person() else { return };
        let mut state = self.store.state();
        if state.persons.get(&id).is_none_or(|person| person.deleted || person.photo.is_none()) {
            return;
        }
        state.remove_photo(id, self.clock.now());
        drop(state);
        self.note(format!("photo of person {id} is removed"));
    }

    pub(super) fn hide(&mut self, mailbox: usize) {
        let Some(id) = self.any_person() else { return };
        let mut state = self.store.state();
        let Some(person) = state.persons.get_mut(&id) else { return };
        let box_id = mailbox_id(mailbox);
        if !person.hidden_from.remove(&box_id) && self.chance.of(300) {
            person.hidden_from.insert(box_id);
        }
        state.mark_due(id, None);
        drop(state);
        self.note(format!("rights of {mailbox} on {id} changed"));
        self.unsettled.insert(id);
        self.ended_by_people.insert((id, mailbox));
    }
}

fn edited(person: PersonId, field: FieldKey, before: Option<Value>, after: Option<Value>) -> HistoryWrite {
    HistoryWrite {
        person,
        mailbox: None,
        kind: HistoryKind::Edited,
        field: Some(field.as_str().to_owned()),
        before: before.map(|value| value.to_json()),
        after: after.map(|value| value.to_json()),
        cause: Cause::Crm { user: Some(OWNER) },
        run: None,
    }
}
