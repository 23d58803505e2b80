//! The omniscient look at both sides at a quiet point: what must hold whatever happened (docs/reliability.md).

mod counts;
mod names;
mod order;

use std::collections::BTreeMap;

use contacts::compare::unchanged;
use contacts::outlook_form::as_outlook_stores;
use contacts::person::with_partner;
use contacts::{FieldKey, PersonId};
use outlook::Place;
use replication::{Ended, LinkState, Stamp};
use store::HistoryKind;

use crate::memory::MemoryPerson;
use crate::world::{FIELDS, MAILBOXES, World, ended, mailbox_id};

/// Looks at everything; what does not hold is added to the world's complaints.
pub fn check(world: &mut World) {
    let mut complaints = Vec::new();
    for outlook in &world.outlook {
        complaints.append(&mut outlook.state().complaints);
    }
    for mailbox in 0..MAILBOXES {
        at_most_one(world, mailbox, &mut complaints);
        links_and_contacts(world, mailbox, &mut complaints);
        no_resurrection(world, mailbox, &mut complaints);
        foreign_untouched(world, mailbox, &mut complaints);
        outlook_writes_kept(world, mailbox, &mut complaints);
        order::never_older(world, mailbox, &mut complaints);
    }
    crm_writes_kept(world, &mut complaints);
    one_sided_edits_stand(world, &mut complaints);
    one_person_per_contact(world, &mut complaints);
    counts::honest_counts(world, &mut complaints);
    names::nobody_typed_them(world, &mut complaints);
    world.complaints.append(&mut complaints);
}

/// Invariant 3: one live contact per person and mailbox, and one per create.
fn at_most_one(world: &World, mailbox: usize, complaints: &mut Vec<String>) {
    let model = world.outlook[mailbox].state();
    let mut stamped: BTreeMap<PersonId, u32> = BTreeMap::new();
    let mut created: BTreeMap<&str, u32> = BTreeMap::new();
    for contact in model.contacts.values().filter(|contact| contact.place != Place::Deleted) {
        // A copy that its owner carried to another folder is seen by nobody who follows this one.
        let seen = contact.place == Place::Followed;
        if let Some(stamp) = contact.stamp.as_deref().and_then(Stamp::parse).filter(|_| seen) {
            *stamped.entry(stamp.person).or_default() += 1;
        }
        // One that its owner deleted before anybody knew of it, and took back later, was rightly created anew.
        let deleted = world.deleted_contacts.contains(&(mailbox, contact.id.clone()));
        if let Some(with) = contact.created_with.as_ref().filter(|_| !deleted) {
            *created.entry(with).or_default() += 1;
        }
    }
    let state = world.store.state();
    for (person, count) in stamped.iter().filter(|(_, count)| **count > 1) {
        let live = state
            .links
            .values()
            .any(|link| link.person == *person && link.mailbox == mailbox_id(mailbox) && !link.ended());
        if live {
            complaints.push(format!("3: {person} has {count} contacts in {mailbox}"));
        }
    }
    for (stamp, count) in created.iter().filter(|(_, count)| **count > 1) {
        complaints.push(format!("3: {stamp} was created {count} times in {mailbox}"));
    }
}

/// Invariant 4: of one contact at most one person is made, save after that person was deleted or its link had ended.
fn one_person_per_contact(world: &World, complaints: &mut Vec<String>) {
    let state = world.store.state();
    let mut made: BTreeMap<(usize, &str), Vec<PersonId>> = BTreeMap::new();
    for import in &world.imports {
        let link = state
            .links
            .values()
            .find(|link| link.person == import.person && link.mailbox == mailbox_id(import.mailbox));
        // One whose contact was taken from it may have got another one since.
        let of_it = |link: &&replication::Link| match &link.state {
            LinkState::Adopting { chosen, .. } => chosen.as_ref() == Some(&import.contact),
            LinkState::Linked | LinkState::Leaving { .. } => link.remote_id.as_ref() == Some(&import.contact),
            LinkState::Ended { .. } => false,
        };
        let lives = link.filter(of_it).is_some()
            && state.persons.get(&import.person).is_some_and(|person| !person.deleted);
        if lives {
            made.entry((import.mailbox, &import.contact)).or_default().push(import.person);
        }
    }
    for ((mailbox, contact), persons) in made.into_iter().filter(|(_, persons)| persons.len() > 1) {
        complaints.push(format!("4: {mailbox}/{contact} became {persons:?}"));
    }
}

/// Invariants 6, 7 and 17: a live link has its contact, equal in every field; an ended one ended for a reason, and
/// its contact is gone or not ours any more, unless its owner took it back.
fn links_and_contacts(world: &World, mailbox: usize, complaints: &mut Vec<String>) {
    let model = world.outlook[mailbox].state();
    let state = world.store.state();
    for link in state.links.values().filter(|link| link.mailbox == mailbox_id(mailbox)) {
        let contact = link.remote_id.as_ref().and_then(|id| model.contacts.get(id));
        match &link.state {
            LinkState::Linked => {
                let Some(contact) = contact.filter(|contact| contact.place != Place::Deleted) else {
                    complaints.push(format!(
                        "6: {} is linked to {:?}, which is not there",
                        link.person, link.remote_id
                    ));
                    continue;
                };
                let Some(person) = state.persons.get(&link.person) else { continue };
                if person.deleted || person.hidden_from.contains(&link.mailbox) {
                    complaints.push(format!("17: {} is still in {mailbox}", link.person));
                }
                let projected = as_outlook_stores(&person.card);
                for field in FIELDS {
                    if !unchanged(projected.get(field), contact.card.get(field)) {
                        complaints.push(format!(
                            "7: {} {field}: the CRM has {:?}, {mailbox}/{} has {:?}",
                            link.person,
                            projected.get(field),
                            contact.id,
                            contact.card.get(field)
                        ));
                    }
                }
                let there = contact.card.list(FieldKey::Categories);
                for ours in projected.list(FieldKey::Categories).iter().filter(|ours| !there.contains(ours)) {
                    complaints.push(format!("7: {mailbox}/{} lacks the category {ours}", contact.id));
                }
                if !model.photos_refused.contains(&contact.id) {
                    photos_settled(link, person, contact, complaints);
                }
            }
            LinkState::Adopting { .. } | LinkState::Leaving { .. } => {
                let parked = link.problem.as_ref().is_some_and(|problem| problem.parked);
                if !parked {
                    complaints.push(format!("24: {} in {mailbox} stays {:?}", link.person, link.state));
                }
            }
            LinkState::Ended { by: Ended::OutlookDelete, .. } => {
                let by_owner = link
                    .remote_id
                    .as_ref()
                    .is_some_and(|id| world.deleted_contacts.contains(&(mailbox, id.clone())));
                // Between its last reading and its import somebody else may have linked and withdrawn it.
                let imported = world.imports.iter().any(|import| {
                    import.person == link.person && Some(&import.contact) == link.remote_id.as_ref()
                });
                let gone = contact.is_none_or(|contact| contact.place == Place::Deleted);
                if !(by_owner || imported && gone) {
                    complaints.push(format!("6: {} in {mailbox} ended without a delete", link.person));
                }
            }
            LinkState::Ended { by, .. } => {
                let back = |id| world.restored.contains(&(mailbox, id));
                let ours = contact.is_some_and(|contact| {
                    let alive = contact.place != Place::Deleted && !back(contact.id.clone());
                    let stamp = contact.stamp.as_deref().and_then(Stamp::parse);
                    alive && stamp.is_some_and(|stamp| stamp.person == link.person)
                });
                if ours {
                    let (person, contact) = (link.person, &link.remote_id);
                    complaints.push(format!("17: {person} has left {mailbox} ({by:?}), {contact:?} has not"));
                }
            }
        }
    }
}

/// Invariant 19: both sides' pictures count as the same, or one side has none.
fn photos_settled(
    link: &replication::Link,
    person: &MemoryPerson,
    contact: &crate::outlook_model::ModelContact,
    complaints: &mut Vec<String>,
) {
    let crm = person.photo.as_ref().map(|photo| photo.digest.clone());
    let there = contact.photo.as_ref().map(|bytes| format!("d:{}", String::from_utf8_lossy(bytes)));
    if let (Some(crm), Some(there)) = (&crm, &there)
        && crm != there
    {
        complaints
            .push(format!("19: {} has {crm}, its contact {there}, shadow {:?}", link.person, link.photo));
    }
}

/// Invariant 5: what people ended stays ended.
fn no_resurrection(world: &World, mailbox: usize, complaints: &mut Vec<String>) {
    let state = world.store.state();
    for link in state.links.values().filter(|link| link.mailbox == mailbox_id(mailbox)) {
        let came_back = ended(link).is_none() && link.problem.is_none();
        if came_back && world.ended_by_people.contains(&(link.person, mailbox)) {
            let person = state.persons.get(&link.person);
            // A right taken and given back within one phase ends nothing, nor does a delete taken back at once.
            let wavered = world.unsettled.contains(&link.person) && person.is_some_and(|p| !p.deleted);
            let contact = link.remote_id.as_ref();
            let deleted = contact.is_some_and(|id| world.deleted_contacts.contains(&(mailbox, id.clone())));
            let model = world.outlook[mailbox].state();
            let created_anew = contact.and_then(|id| model.contacts.get(id)).is_some_and(|contact| {
                contact.created_with.is_some() && contact.created > world.phase_began()
            });
            if created_anew && !world.adopted_since(link.person, mailbox) && (!wavered || !deleted) {
                complaints.push(format!("5: {} is back in {mailbox} without anybody's wish", link.person));
            }
        }
    }
}

/// Invariant 10: what the owner put there and is not ours is as it was.
fn foreign_untouched(world: &World, mailbox: usize, complaints: &mut Vec<String>) {
    let model = world.outlook[mailbox].state();
    for contact in model.contacts.values() {
        let categories = contact.card.list(FieldKey::Categories);
        for own in contact.own_categories.iter().filter(|own| !categories.contains(own)) {
            complaints.push(format!("10: {mailbox}/{} lost the category {own}", contact.id));
        }
    }
}

/// Invariant 2: a value that the engine wrote over or removed in Outlook is in the person or in its history.
fn outlook_writes_kept(world: &World, mailbox: usize, complaints: &mut Vec<String>) {
    let mut model = world.outlook[mailbox].state();
    let state = world.store.state();
    let made = |field: FieldKey| matches!(field, FieldKey::FullName | FieldKey::FileAs);
    for lost in std::mem::take(&mut model.overwritten) {
        if made(lost.field) {
            // Here nobody types them: they follow the parts of the name.
            continue;
        }
        let Some(person) = Stamp::parse(&lost.stamp).and_then(|stamp| state.persons.get(&stamp.person))
        else {
            continue;
        };
        let json = lost.value.to_json();
        let shown = with_partner(&person.card, &person.partner);
        let current = shown.get(lost.field) == Some(&lost.value);
        let remembered = person.history.iter().map(|entry| &entry.told).any(|entry| {
            entry.field.as_deref() == Some(lost.field.as_str())
                && (entry.before.as_ref() == Some(&json) || entry.after.as_ref() == Some(&json))
        });
        let given = world.initial_values.contains(&(person.id, lost.field, json.to_string()));
        if !(current || remembered || given) {
            complaints.push(format!("2: {} {} of {} is lost", lost.field, lost.value.to_text(), person.id));
        }
    }
}

/// Invariants 1 and 22: the history of every field is one chain that ends at the current value.
fn crm_writes_kept(world: &World, complaints: &mut Vec<String>) {
    let state = world.store.state();
    for person in state.persons.values() {
        for field in FIELDS {
            let mut value: Option<Option<serde_json::Value>> = None;
            // What was erased is no link of the chain of values any more.
            let entries = person.history.iter().skip(person.erased).map(|entry| &entry.told);
            let entries = entries.filter(|entry| entry.field.as_deref() == Some(field.as_str()));
            for entry in entries {
                let changes = match entry.kind {
                    HistoryKind::Edited => true,
                    // Under the World's rules the CRM wins: a conflict never changes its value.
                    HistoryKind::Conflict => false,
                    HistoryKind::Sent
                    | HistoryKind::PutBack
                    | HistoryKind::Created
                    | HistoryKind::Deleted
                    | HistoryKind::Restored
                    | HistoryKind::Exported
                    | HistoryKind::Linked
                    | HistoryKind::Revived
                    | HistoryKind::LinkEnded
                    | HistoryKind::CopyReleased
                    | HistoryKind::Problem => false,
                };
                if !changes {
                    continue;
                }
                if value.as_ref().is_some_and(|value| *value != entry.before) {
                    complaints.push(format!(
                        "1: {} {field}: {:?} was replaced unseen by {entry:?}",
                        person.id, value
                    ));
                }
                value = Some(entry.after.clone());
            }
            let current = person.card.get(field).map(contacts::Value::to_json);
            if value.is_some_and(|value| value != current) {
                complaints.push(format!(
                    "1: {} {field} is {current:?}, which the history does not know",
                    person.id
                ));
            }
        }
    }
}

/// Invariant 9: where one side alone edited a field between two quiet points, its last value stands everywhere.
fn one_sided_edits_stand(world: &World, complaints: &mut Vec<String>) {
    let state = world.store.state();
    for ((person, field), writes) in &world.writes {
        let Some(known) = state.persons.get(person).filter(|known| !known.deleted) else { continue };
        if world.unsettled.contains(person) || writes.by.len() != 1 {
            continue;
        }
        for value in writes.by.values() {
            let nameless = value.is_none() && *field == FieldKey::LastName;
            if known.card.get(*field) != value.as_ref() && !nameless {
                complaints.push(format!(
                    "9: {person} {field} is {:?}, its only edit was {value:?}",
                    known.card.get(*field)
                ));
            }
        }
    }
}
