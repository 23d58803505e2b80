//! What a mailbox's owner may not change: whole persons, as a reader, or fields that are hidden from it.
//!
//! An edit made there in Outlook is like one of a field that travels to Outlook only: it is put back, and its value is
//! kept in the history. Of a field that would travel to the CRM only nothing is put back, since nothing of it may go
//! out; the edit stays in Outlook and is kept in the history as well.

use std::borrow::Cow;

use contacts::compare::unchanged;
use contacts::field::{FIELDS, Field};
use contacts::{Direction, Value};
use replication::{Merge, Rules};
use store::{HistoryKind, HistoryWrite, LinkCase, PersonView};

use crate::cycle::Running;

/// Returns what is left of a direction when nothing may be taken over.
pub(crate) fn outwards(direction: Direction) -> Direction {
    match direction {
        Direction::Both | Direction::ToOutlook => Direction::ToOutlook,
        Direction::ToCrm | Direction::Off => Direction::Off,
    }
}

fn restricted(person: &PersonView, field: &Field) -> bool {
    person.visible && (!person.editable || person.hidden.contains(&field.key))
}

impl Running<'_> {
    /// Returns the rules by which a person is merged: nothing is taken over that the mailbox's owner may not change.
    pub(crate) fn rules_for(&self, person: &PersonView) -> Cow<'_, Rules> {
        if !FIELDS.iter().any(|field| restricted(person, field)) {
            return Cow::Borrowed(&self.rules);
        }
        let mut rules = self.rules.clone();
        for field in FIELDS.iter().filter(|field| restricted(person, field)) {
            let mut rule = rules.field(field.key);
            rule.direction = outwards(rule.direction);
            rules.fields.insert(field.key, rule);
        }
        Cow::Owned(rules)
    }

    /// Keeps edits of fields that travel to the CRM only and that the owner may not change: they stay in Outlook.
    pub(crate) fn not_taken(
        &self,
        case: &LinkCase,
        person: &PersonView,
        merged: &Merge,
    ) -> Vec<HistoryWrite> {
        let inwards = |field: &&Field| match self.rules.field(field.key).direction {
            Direction::ToCrm => restricted(person, field),
            Direction::Both | Direction::ToOutlook | Direction::Off => false,
        };
        let mut entries = Vec::new();
        for field in FIELDS.iter().filter(inwards) {
            let there = merged.outlook_target.get(field.key);
            if let Some(edit) = there.filter(|_| !unchanged(case.link.outlook.get(field.key), there)) {
                let (name, before) = (Some(field.key.as_str()), Some(Value::to_json(edit)));
                entries.push(self.entry(&case.link, HistoryKind::Conflict, name, before, None));
            }
        }
        entries
    }
}
