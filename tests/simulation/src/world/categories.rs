//! Categories on both sides: the CRM's, and those that an owner puts on a contact for itself.

use std::collections::BTreeSet;

use contacts::{Card, FieldKey, Value};
use engine::Clock;
use outlook::Place;

use super::{World, patch};

impl World {
    pub(super) fn categories_of_person(&mut self) {
        let Some(id) = self.any_person() else { return };
        let name = format!("crm{}", self.chance.below(3));
        let mut state = self.store.state();
        let Some(person) = state.persons.get(&id).filter(|person| !person.deleted) else { return };
        let value = toggled(&person.card, &name);
        state.edit(id, &patch(FieldKey::Categories, value), self.clock.now());
        drop(state);
        self.note(format!("category {name} of person {id}"));
    }

    pub(super) fn categories_of_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let name = format!("own{}", self.chance.below(3));
        let now = self.clock.now();
        let mut model = self.outlook[mailbox].state();
        let Some(contact) = model.contacts.get_mut(&id) else { return };
        let value = toggled(&contact.card, &name);
        contact.card.set(FieldKey::Categories, value);
        contact.own_categories = own(&contact.card);
        model.touch(&id, now);
        drop(model);
        self.note(format!("category {name} of contact {mailbox}/{id}"));
    }
}

/// The categories that an owner put there.
fn own(card: &Card) -> BTreeSet<String> {
    card.list(FieldKey::Categories).iter().filter(|name| name.starts_with("own")).cloned().collect()
}

/// The categories with one more, or without it if it was there.
fn toggled(card: &Card, name: &str) -> Option<Value> {
    let mut names = card.list(FieldKey::Categories).to_vec();
    let before = names.len();
    names.retain(|known| known != name);
    if names.len() == before {
        names.push(name.to_owned());
        names.sort();
    }
    (!names.is_empty()).then_some(Value::List(names))
}
