//! What a write of the engine does to a contact, and what it must not do.

use contacts::outlook_form::as_outlook_stores;
use contacts::{FieldKey, Patch};
use engine::Clock;
use outlook::folder::StampChange;
use outlook::{ChangeKey, ContactUpdate, NewContact, Place, RemoteId, WriteError, Written};

use contacts::Value;
use replication::Stamp;

use super::{Effect, ModelContact, OutlookModel, Overwritten};
use crate::memory::chooses;

impl OutlookModel {
    pub(super) fn update_one(&self, update: &ContactUpdate) -> Result<Written, WriteError> {
        let now = self.clock.now();
        let mut state = self.state();
        let Some(contact) = state.contacts.get(&update.id.0).filter(|c| c.place != Place::Deleted).cloned()
        else {
            return Err(WriteError::Gone);
        };
        if format!("k{}", contact.key) != update.change_key.0 {
            return Err(WriteError::Changed);
        }
        if contact.stamp.is_none() && !matches!(update.stamp, StampChange::Set(_)) {
            state.complaints.push(format!("10: {}: wrote to {} which is not ours", self.name, contact.id));
        }
        let stamp = contact.stamp.clone().or(match &update.stamp {
            StampChange::Set(stamp) => Some(stamp.clone()),
            StampChange::Keep | StampChange::Clear => None,
        });
        for (field, value) in update.patch.iter() {
            if let (Some(before), Some(stamp)) = (contact.card.get(field), &stamp)
                && Some(before) != value
                && field != FieldKey::Categories
            {
                let value = before.clone();
                state.overwritten.push(Overwritten { stamp: stamp.clone(), field, value });
            }
        }
        let key = state.touch(&update.id.0, now);
        self.trace.note(|| {
            format!(
                "    {} engine updates {} to k{key}: {:?} {:?}",
                self.name, update.id, update.patch, update.stamp
            )
        });
        state.writes += 1;
        if let Some(stamp) = &stamp {
            let effect = match &update.stamp {
                StampChange::Set(_) => Effect::Stamped,
                StampChange::Keep | StampChange::Clear => Effect::Updated,
            };
            let wrote = as_stored(&update.patch);
            state.did(effect, &update.id.0, stamp, &wrote);
        }
        let mut echoed = Patch::new();
        if let Some(contact) = state.contacts.get_mut(&update.id.0) {
            contact.card.apply(&update.patch);
            contact.card = as_outlook_stores(&contact.card);
            match &update.stamp {
                StampChange::Keep => {}
                StampChange::Set(stamp) => contact.stamp = Some(stamp.clone()),
                StampChange::Clear => contact.stamp = None,
            }
            for (field, _) in update.patch.iter() {
                echoed.set(field, contact.card.get(field).cloned());
            }
        }
        Ok(Written { id: update.id.clone(), change_key: ChangeKey(format!("k{key}")), echoed })
    }

    /// Tells whether the CRM has another e-mail of a person by now.
    fn has_other_mail(&self, stamp: &Stamp, mail: Option<&Value>) -> bool {
        let Some((crm, _)) = &self.crm else { return false };
        let state = crm.state();
        state.persons.get(&stamp.person).is_none_or(|person| person.card.get(FieldKey::Email1) != mail)
    }

    /// Tells whether a contact is chosen for somebody, though it has no stamp yet.
    fn is_taken(&self, contact: &str) -> bool {
        let Some((crm, mailbox)) = &self.crm else { return false };
        let state = crm.state();
        state.links.values().any(|link| link.mailbox == *mailbox && chooses(link, contact))
    }

    pub(super) fn create_one(&self, contact: &NewContact) -> Written {
        let now = self.clock.now();
        let mut state = self.state();
        let mail = contact.card.get(FieldKey::Email1);
        let equal = state.contacts.values().filter(|known| {
            let there = known.there_before.is_some() && !self.is_taken(&known.id);
            mail.is_some() && there && known.card.get(FieldKey::Email1) == mail
        });
        let untouched = |known: &&ModelContact| {
            let as_it_was = known.there_before == Some(known.key) && known.place == Place::Followed;
            as_it_was && known.stamp.is_none()
        };
        let equal: Vec<&ModelContact> = equal.collect();
        // The e-mail that the contact is created with was edited since the engine looked: what is equal to the old one
        // is not the person any more, and what was written is mended by the update that follows.
        let edited_since =
            Stamp::parse(&contact.stamp).is_some_and(|stamp| self.has_other_mail(&stamp, mail));
        if let [only] = equal.as_slice()
            && untouched(only)
            && !edited_since
        {
            let only = only.id.clone();
            // It was there, alone, equal and untouched, before anything was read: it is to be linked.
            let complaint = format!("3: {}: a contact was created although {only} is there", self.name);
            state.complaints.push(complaint);
        }
        let id = state.add(&contact.card, now);
        state.writes += 1;
        let card = as_outlook_stores(&contact.card);
        let mut echoed = Patch::new();
        for (key, value) in card.iter() {
            echoed.set(key, Some(value.clone()));
        }
        state.did(Effect::Created, &id, &contact.stamp, &echoed);
        let mut key = 0;
        if let Some(made) = state.contacts.get_mut(&id) {
            made.stamp = Some(contact.stamp.clone());
            made.created_with = Some(contact.stamp.clone());
            self.trace.note(|| {
                format!(
                    "    {} engine creates {} as {:?} {}",
                    self.name, made.id, contact.card, contact.stamp
                )
            });
            key = made.key;
        }
        Written { id: RemoteId(id), change_key: ChangeKey(format!("k{key}")), echoed }
    }

    pub(super) fn delete_one(&self, id: &str, change_key: &str) -> Result<(), WriteError> {
        let now = self.clock.now();
        let mut state = self.state();
        let Some(contact) = state.contacts.get(id).filter(|c| c.place != Place::Deleted).cloned() else {
            return Err(WriteError::Gone);
        };
        if format!("k{}", contact.key) != change_key {
            return Err(WriteError::Changed);
        }
        match &contact.stamp {
            Some(stamp) => {
                for (field, value) in contact.card.iter().filter(|(f, _)| *f != FieldKey::Categories) {
                    let (stamp, value) = (stamp.clone(), value.clone());
                    state.overwritten.push(Overwritten { stamp, field, value });
                }
            }
            None => {
                let complaint = format!("10: {}: removed {id} which is not ours", self.name);
                state.complaints.push(complaint);
            }
        }
        self.trace.note(|| format!("    {} engine deletes {id}", self.name));
        state.place(id, &Place::Deleted, now);
        state.writes += 1;
        Ok(())
    }
}

/// What Outlook makes of the values of a patch.
fn as_stored(patch: &Patch) -> Patch {
    let mut card = contacts::Card::new();
    card.apply(patch);
    let card = as_outlook_stores(&card);
    let mut stored = Patch::new();
    for (field, value) in card.iter() {
        stored.set(field, Some(value.clone()));
    }
    stored
}
