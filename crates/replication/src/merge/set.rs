//! A set is merged entry by entry: what one side added or removed since both agreed is added or removed on the
//! other; what neither side put there through Tandem is left alone.

use contacts::card::CRM_LIST_LIMIT;
use contacts::outlook_form::entry_as_outlook_stores;
use contacts::{Direction, FieldKey, Value, WriteMode};

use super::{FieldOutcome, Merging, Outcome, entry};

impl Merging<'_> {
    /// Merges a set. Entries are the same when Outlook would store them alike. What one merge takes over and what it
    /// sends is reported apart.
    pub(super) fn merge_set(&mut self, key: FieldKey) {
        let agreed = entry::set(self.sides.crm_shadow.fields.get(&key));
        let (sends, takes) = match self.rules.field(key).direction {
            Direction::Off => (false, false),
            Direction::Both => (true, true),
            Direction::ToOutlook => (true, false),
            Direction::ToCrm => (false, true),
        };
        let before = self.sides;
        if takes && self.set_to_crm(key, agreed.is_some()) {
            let (crm, outlook) = (before.crm.get(key).cloned(), self.crm.get(key).cloned());
            self.outcomes.push(Outcome { field: key, outcome: FieldOutcome::Take, crm, outlook });
        }
        if sends && let Some(outcome) = self.set_to_outlook(key, agreed.as_deref()) {
            let (crm, outlook) = (before.crm.get(key).cloned(), before.outlook.get(key).cloned());
            self.outcomes.push(Outcome { field: key, outcome, crm, outlook });
        }
    }

    /// Filling blanks only adds entries; it never takes one away.
    fn set_to_outlook(&mut self, key: FieldKey, agreed: Option<&[String]>) -> Option<FieldOutcome> {
        let rule = self.rules.field(key);
        let there = self.sides.outlook.list(key);
        let wanted = self.projected.list(key);
        let known: Vec<String> =
            agreed.unwrap_or_default().iter().map(|e| entry_as_outlook_stores(e)).collect();
        let mut target = there.to_vec();
        if rule.write_mode == WriteMode::Overwrite {
            target.retain(|entry| !known.contains(entry) || wanted.contains(entry));
        }
        let put_back = rule.direction == Direction::ToOutlook;
        for entry in wanted.iter().filter(|entry| put_back || !known.contains(entry)) {
            if !target.contains(entry) && target.len() < key.field().limit {
                target.push(entry.clone());
            }
        }
        let removed = |entry: &String| known.contains(entry) && !there.contains(entry);
        let undone = target.iter().any(removed);
        target.sort();
        let mut before = there.to_vec();
        before.sort();
        if target == before {
            return None;
        }
        self.outlook.set(key, (!target.is_empty()).then_some(Value::List(target)));
        Some(if undone { FieldOutcome::PutBack } else { FieldOutcome::Send })
    }

    /// Takes over what Outlook added and removed; tells whether that was anything.
    fn set_to_crm(&mut self, key: FieldKey, agreed: bool) -> bool {
        let rule = self.rules.field(key);
        let there = self.sides.outlook.list(key);
        let before = self.sides.crm.list(key);
        let base = if agreed { self.sides.outlook_shadow.list(key) } else { &[] };
        let mut target = before.to_vec();
        if rule.write_mode == WriteMode::Overwrite {
            target.retain(|entry| {
                let stored = entry_as_outlook_stores(entry);
                !base.contains(&stored) || there.contains(&stored)
            });
        }
        let had = self.projected.list(key);
        for entry in there.iter().filter(|entry| !base.contains(entry) && !had.contains(entry)) {
            if target.len() < CRM_LIST_LIMIT {
                target.push(entry.clone());
            }
        }
        if target == before {
            return false;
        }
        target.sort();
        self.crm.set(key, (!target.is_empty()).then_some(Value::List(target)));
        true
    }
}
