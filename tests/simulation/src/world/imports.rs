//! Imports: somebody lists contacts, looks at them for a while, and makes contact persons of some. Between listing
//! and reading again anything may happen on either side; between reading again and carrying out, what happens within
//! a moment: one thing that somebody does, and what the engines do meanwhile.

use contacts::{Card, LinkId, PersonId, RunId};
use engine::{Bug, Clock, Ids};
use matching::duplicate::certain;
use outlook::Place;
use replication::{CrmShadow, Link, LinkState, imported};
use store::EndState;

use super::owners::names_on;
use super::{World, mailbox_id};
use crate::memory::{Memory, MemoryPerson, OWNER, chooses};

/// A contact on somebody's list.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    mailbox: usize,
    contact: String,
    /// As it was read last: when it was listed, or again when its turn came.
    card: Card,
}

impl World {
    /// Somebody imports, step by step.
    pub(super) fn import(&mut self, mailbox: usize) {
        if self.closed(mailbox) || self.sqlite.is_some() {
            return;
        }
        match self.chance.below(3) {
            0 => self.list_contact(mailbox),
            _ => self.go_on_importing(),
        }
    }

    /// A contact without stamp is listed; it may be on several lists.
    fn list_contact(&mut self, mailbox: usize) {
        let Some(contact) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let card = {
            let model = self.outlook[mailbox].state();
            let Some(found) = model.contacts.get(&contact).filter(|found| found.stamp.is_none()) else {
                return;
            };
            found.card.clone()
        };
        self.note(format!("list {mailbox}/{contact} for an import"));
        self.listed.push(Listed { mailbox, contact, card });
    }

    fn go_on_importing(&mut self) {
        let places: Vec<usize> = (0..self.listed.len()).collect();
        let Some(place) = self.chance.pick(&places).copied() else { return };
        let mut listed = self.listed.remove(place);
        if self.closed(listed.mailbox) {
            // Its drafts go with a mailbox, and what an import has not come to is left alone.
            return self.listed.retain(|other| other.mailbox != listed.mailbox);
        }
        let unchecked = self.plan.bug == Some(Bug::ImportUnchecked);
        if unchecked {
            return self.carry(&listed, true);
        }
        // Read again: what is gone, or has a stamp by now, is left alone.
        let now = {
            let model = self.outlook[listed.mailbox].state();
            let found = model.contacts.get(&listed.contact);
            let found = found.filter(|found| found.place != Place::Deleted && found.stamp.is_none());
            found.map(|found| found.card.clone())
        };
        match now {
            Some(card) => {
                self.note(format!("read {}/{} again", listed.mailbox, listed.contact));
                listed.card = card;
                self.reading = Some(listed);
            }
            None => self.note(format!("{}/{} is not imported any more", listed.mailbox, listed.contact)),
        }
    }

    /// In one step: nobody is the same, nobody else takes the contact, and there are a person and its link.
    pub(super) fn carry(&mut self, listed: &Listed, unchecked: bool) {
        if self.closed(listed.mailbox) {
            return;
        }
        let (id, run) = (PersonId(self.ids.next()), RunId(self.ids.next()));
        let (fresh, now) = (LinkId(self.ids.next()), self.clock.now());
        let mailbox = mailbox_id(listed.mailbox);
        let mut state = self.store.state();
        let taken = state.links.values().any(|link| {
            let chosen = chooses(link, &listed.contact);
            let linked = !link.ended() && link.remote_id.as_deref() == Some(listed.contact.as_str());
            link.mailbox == mailbox && (chosen || linked)
        });
        let country = state.rules.country;
        let same =
            state.persons.values().any(|known| !known.deleted && certain(&known.card, &listed.card, country));
        if (taken || same) && !unchecked {
            return;
        }
        let made =
            imported(&Card::new(), &listed.card, &contacts::Patch::new(), &state.rules, &Default::default());
        if !contacts::person::names_someone(&made.card) {
            return;
        }
        let mut link = Link { run: Some(run), ..Link::adopting(fresh, id, mailbox, 1) };
        link.state = LinkState::Adopting { chosen: Some(listed.contact.clone()), imported: true };
        link.asked_by = Some(OWNER);
        link.outlook = listed.card.clone();
        link.crm = CrmShadow { version: 1, fields: made.shadow };
        state.persons.insert(id, MemoryPerson::new(id, made.card.clone(), now));
        state.links.insert(fresh, link);
        state.run_mailboxes.insert(run, mailbox);
        state.run_items.insert((run, id), (EndState::Waiting, None));
        state.note_values(id);
        drop(state);
        self.note(format!("import {}/{} as {id}", listed.mailbox, listed.contact));
        for (field, value) in made.card.iter() {
            self.initial_values.insert((id, field, value.to_json().to_string()));
        }
        // Of an earlier life of the contact, perhaps: nobody knows what its names were made of.
        self.unknowable.extend(names_on(&listed.card));
        self.imports.push(Imported { person: id, mailbox: listed.mailbox, contact: listed.contact.clone() });
        self.look_at_import(id);
    }

    /// Invariant 4, looked at the moment that a person is made: nobody is certainly the same, by comparing everybody.
    fn look_at_import(&mut self, id: PersonId) {
        let state = self.store.state();
        let Some(new) = state.persons.get(&id) else { return };
        let others = state.persons.values().filter(|known| known.id != id && !known.deleted);
        let same = others.filter(|known| certain(&known.card, &new.card, state.rules.country));
        let complaints: Vec<String> =
            same.map(|known| format!("4: {id} was imported and is certainly {}", known.id)).collect();
        drop(state);
        self.complaints.extend(complaints);
    }

    /// Somebody links a contact to a person instead of importing it, or links one again.
    pub(super) fn link_instead(&mut self, mailbox: usize) {
        if self.closed(mailbox) || self.sqlite.is_some() {
            return;
        }
        let Some(contact) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let stamp = {
            let model = self.outlook[mailbox].state();
            model.contacts.get(&contact).and_then(|found| found.stamp.clone())
        };
        let of = stamp.as_deref().and_then(replication::Stamp::parse).map(|stamp| stamp.person);
        let Some(person) = (if stamp.is_some() { of } else { self.any_person() }) else { return };
        let fresh = LinkId(self.ids.next());
        let mut state = self.store.state();
        if !may_be_linked(&state, person, mailbox, &contact) {
            return;
        }
        let chosen = LinkState::adopting(Some(contact.clone()));
        match state.link_of(person, mailbox_id(mailbox)) {
            None => {
                let link = Link { state: chosen, ..Link::adopting(fresh, person, mailbox_id(mailbox), 1) };
                state.links.insert(fresh, link);
            }
            Some(link) => {
                link.let_go();
                (link.state, link.elsewhere, link.stamp, link.in_step) = (chosen, None, None, 0);
                (link.due, link.row, link.problem) = (link.due + 1, link.row + 1, None);
            }
        }
        drop(state);
        self.note(format!("link {mailbox}/{contact} to {person}"));
        self.unsettled.insert(person);
        self.adopted.insert((person, mailbox));
        self.ended_by_people.remove(&(person, mailbox));
    }
}

/// Tells whether a person is there, to be seen, without a contact in the mailbox, and the contact nobody's.
fn may_be_linked(state: &Memory, person: PersonId, mailbox: usize, contact: &str) -> bool {
    let id = mailbox_id(mailbox);
    let known = state.persons.get(&person);
    let there = known.is_some_and(|known| !known.deleted && !known.hidden_from.contains(&id));
    let mut links = state.links.values().filter(|link| link.mailbox == id && !link.ended());
    there
        && !links.any(|link| {
            link.person == person || link.remote_id.as_deref() == Some(contact) || chooses(link, contact)
        })
}

/// A contact that became a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The person.
    pub person: PersonId,
    /// The mailbox.
    pub mailbox: usize,
    /// The contact.
    pub contact: String,
}
