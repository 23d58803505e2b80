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

impl Running<'_> {
    /// Returns the rules by which a person is merged.
    pub(crate) fn rules_for(&self, person: &PersonView) -> Cow<'_, Rules> {
        person.rules(&self.rules)
    }

    /// Keeps edits of fields that travel to the CRM only and that the owner may not change: they stay in Outlook.
    pub(crate) fn not_taken(
        &self,
        case: &LinkCase,
        person: &PersonView,
        merged: &Merge,
    ) -> Vec<HistoryWrite> {
        let inwards = |field: &&Field| match self.rules.field(field.key).direction {
            Direction::ToCrm => person.restricts(field),
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
