//! What becomes of a contact that is imported: the card of the contact person, and the shadows of its link. Pure.

use std::collections::{BTreeMap, BTreeSet};

use contacts::compare::same;
use contacts::field::{FIELDS, Field, Owner};
use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, Direction, FieldKey, FieldKind, Patch, Value, WriteMode};

use crate::link::CrmShadow;
use crate::merge::entry;
use crate::merge::names::own_value;
use crate::merge::{Sides, merge};
use crate::policy::{FieldRule, Rules};

/// A contact person made from a contact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Its own fields: every one that is on, and what was completed.
    pub card: Card,
    /// The fields of the link's CRM shadow; its Outlook shadow is the contact's card as it was read. By both, nothing
    /// has to be written to the contact, save what was completed.
    pub shadow: BTreeMap<FieldKey, String>,
}

/// Makes a contact person from a contact as it was read. Every field that is on is taken over, whichever way it
/// travels later: the person has no value of its own that could stand against it. `partner` has the business partner's
/// fields: a company text that says something else stays in Outlook as it is, until the partner changes. `completed`
/// was typed for the import and goes to Outlook as every edit does. Nothing of `hidden` fields is taken.
pub fn imported(
    partner: &Card,
    outlook: &Card,
    completed: &Patch,
    rules: &Rules,
    hidden: &BTreeSet<FieldKey>,
) -> Imported {
    let inwards = inwards(rules, hidden);
    let sides = Sides {
        crm: partner,
        crm_shadow: &CrmShadow::default(),
        outlook,
        outlook_shadow: outlook,
        older_in_crm: &BTreeSet::new(),
    };
    let mut crm = partner.clone();
    crm.apply(&merge(&sides, &inwards).crm_patch);
    let shadow = shadow(&crm, outlook, &inwards, hidden);
    crm.apply(completed);
    crm.close_gaps();
    let mut card = Card::new();
    for (key, value) in crm.iter().filter(|(key, _)| key.field().owner == Owner::Person) {
        card.set(key, Some(value.clone()));
    }
    Imported { card, shadow }
}

/// Returns the rules by which a person without fields takes over what a contact has.
fn inwards(rules: &Rules, hidden: &BTreeSet<FieldKey>) -> Rules {
    let mut inwards = rules.clone();
    for field in FIELDS {
        let mut rule: FieldRule = rules.field(field.key);
        rule.write_mode = WriteMode::Overwrite;
        rule.direction = match (rule.direction, field.owner) {
            (Direction::Off, _) => Direction::Off,
            (_, Owner::Person) if hidden.contains(&field.key) => Direction::Off,
            (Direction::Both | Direction::ToOutlook | Direction::ToCrm, Owner::Person) => Direction::ToCrm,
            (Direction::Both | Direction::ToOutlook | Direction::ToCrm, Owner::Partner) => {
                Direction::ToOutlook
            }
        };
        inwards.fields.insert(field.key, rule);
    }
    inwards
}

/// Notes of every field that is on that nobody changed anything in it since: the sides agree as they are.
fn shadow(
    crm: &Card,
    outlook: &Card,
    rules: &Rules,
    hidden: &BTreeSet<FieldKey>,
) -> BTreeMap<FieldKey, String> {
    let projected = as_outlook_stores(crm);
    let on =
        |field: &&Field| rules.field(field.key).direction != Direction::Off && !hidden.contains(&field.key);
    let entry = |field: &Field| {
        let key = field.key;
        let value: Option<&Value> = match field.kind {
            FieldKind::Set => crm.get(key),
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::Date
            | FieldKind::List
            | FieldKind::Choice(_)
            | FieldKind::Flag => own_value(crm, &projected, key),
        };
        // A gap in Outlook would be filled at once if the sides counted as apart.
        let other =
            outlook.get(key).is_some() && !same(key, projected.get(key), outlook.get(key), rules.country);
        match (field.owner, other) {
            (Owner::Partner, true) => (key, entry::apart(value)),
            (Owner::Partner, false) | (Owner::Person, _) => (key, entry::agreed(key, value)),
        }
    };
    FIELDS.iter().filter(on).map(entry).collect()
}

#[cfg(test)]
#[path = "imported_tests.rs"]
mod tests;
