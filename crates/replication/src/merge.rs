//! THE MERGE: what both sides of a linked contact look like afterwards, field by field.
//!
//! [`decide_field`] is the truth table; [`merge`] applies it to all fields of a card. Values themselves decide
//! nothing beyond blank or not, changed or not, same or not.

use std::collections::{BTreeMap, BTreeSet};

use contacts::compare::{fingerprint, same, unchanged};
use contacts::field::{FIELDS, Owner, SLOTS};
use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, Direction, FieldKey, FieldKind, Patch, Value};

use crate::link::CrmShadow;
use crate::policy::{ConflictPolicy, Rules};

pub(crate) mod entry;
pub(crate) mod names;
mod set;
mod table;

pub use table::{Agreement, FieldCase, FieldOutcome, Guard, decide_field};

use entry::{Noted, TO_SEND};
use names::{MADE, own_value};

/// Both sides of a linked contact, now and when they agreed.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The CRM's card, the business partner's fields included.
    pub crm: &'a Card,
    /// The CRM shadow.
    pub crm_shadow: &'a CrmShadow,
    /// Outlook's card.
    pub outlook: &'a Card,
    /// The Outlook shadow.
    pub outlook_shadow: &'a Card,
    /// The fields that were changed in the CRM before Outlook's contact was, by the clocks of both; for the policy
    /// *newest* only. Outlook knows one time for all of a contact.
    pub older_in_crm: &'a BTreeSet<FieldKey>,
}

/// What happened to a field that did not stay as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The field.
    pub field: FieldKey,
    /// What was decided.
    pub outcome: FieldOutcome,
    /// The CRM's value before.
    pub crm: Option<Value>,
    /// Outlook's value before. Of a set, and of a name made from its parts, that is taken: what the CRM has
    /// afterwards.
    pub outlook: Option<Value>,
}

/// The result of a merge. The Outlook shadow afterwards is Outlook's card as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merge {
    /// What changes in the CRM.
    pub crm_patch: Patch,
    /// What has to be written to Outlook, in Outlook's form.
    pub outlook_patch: Patch,
    /// The whole Outlook card once that is written.
    pub outlook_target: Card,
    /// The CRM shadow's fields from now on.
    pub crm_fields: BTreeMap<FieldKey, String>,
    /// The CRM shadow's fields that hold once the write to Outlook is done.
    pub agreed: BTreeMap<FieldKey, String>,
    /// Every field that was conflicting, taken, sent or put back.
    pub outcomes: Vec<Outcome>,
}

/// Merges both sides of a linked contact.
pub fn merge(sides: &Sides<'_>, rules: &Rules) -> Merge {
    let meant = names::without_those_left_behind(sides, rules);
    let mut merging = Merging {
        sides: Sides { outlook: &meant, ..*sides },
        there: sides.outlook,
        rules,
        projected: as_outlook_stores(sides.crm),
        crm: sides.crm.clone(),
        outlook: meant.clone(),
        decided: Vec::with_capacity(FIELDS.len()),
        outcomes: Vec::new(),
    };
    for field in FIELDS.iter().filter(|field| rules.field(field.key).direction != Direction::Off) {
        match field.kind {
            FieldKind::Set => merging.merge_set(field.key),
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::Date
            | FieldKind::List
            | FieldKind::Choice(_)
            | FieldKind::Flag => merging.merge_field(field.key),
        }
    }
    merging.keep_someone();
    merging.crm.close_gaps();
    merging.outlook.close_gaps();
    merging.names_follow();
    merging.finish()
}

/// A merge under way: both sides as they will be.
struct Merging<'a> {
    sides: Sides<'a>,
    /// Outlook's card as it is there: with names that were left behind when their parts were edited.
    there: &'a Card,
    rules: &'a Rules,
    /// The CRM's card before, in Outlook's form.
    projected: Card,
    crm: Card,
    outlook: Card,
    decided: Vec<Decided>,
    outcomes: Vec<Outcome>,
}

/// What was decided for one field.
struct Decided {
    key: FieldKey,
    guard: Guard,
    /// The fingerprint of the CRM's value before.
    fingerprint: String,
    outcome: FieldOutcome,
}

impl Merging<'_> {
    fn merge_field(&mut self, key: FieldKey) {
        let fingerprint = fingerprint(own_value(self.sides.crm, &self.projected, key));
        let case = self.case(key, &fingerprint);
        let outcome = decide_field(case);
        self.decided.push(Decided { key, guard: case.guard, fingerprint, outcome });
        match outcome {
            FieldOutcome::Nothing | FieldOutcome::Settle => return,
            FieldOutcome::KeepBoth => {}
            FieldOutcome::Send | FieldOutcome::PutBack | FieldOutcome::CrmWins => {
                self.outlook.set(key, self.projected.get(key).cloned());
            }
            FieldOutcome::Take | FieldOutcome::OutlookWins => {
                self.crm.set(key, self.sides.outlook.get(key).cloned());
            }
        }
        self.report(key, outcome);
    }

    fn report(&mut self, key: FieldKey, outcome: FieldOutcome) {
        let (crm, outlook) = (self.sides.crm.get(key).cloned(), self.sides.outlook.get(key).cloned());
        self.outcomes.push(Outcome { field: key, outcome, crm, outlook });
    }

    fn case(&self, key: FieldKey, fingerprint: &str) -> FieldCase {
        let rule = self.rules.field(key);
        let (crm, outlook) = (own_value(self.sides.crm, &self.projected, key), self.sides.outlook.get(key));
        let projected = self.projected.get(key);
        let noted = Noted::read(self.sides.crm_shadow.fields.get(&key));
        let outlook_changed = !unchanged(self.sides.outlook_shadow.get(key), outlook);
        let crm_changed = noted.changed(fingerprint) && !self.name_stays(key, noted)
            || noted.to_put_back() && !outlook_changed;
        // An edit that differs from the other side only in notation still travels; two edits that do, agree.
        let one_sided = noted.agreement == Agreement::Agreed && crm_changed != outlook_changed;
        let agrees = self.name_is_typed_alike(key, noted)
            || if one_sided {
                unchanged(projected, outlook)
            } else {
                same(key, projected, outlook, self.rules.country)
            };
        let no_edit = one_sided && agrees;
        FieldCase {
            direction: rule.direction,
            write_mode: rule.write_mode,
            agreement: noted.agreement,
            crm_changed: crm_changed && !no_edit,
            outlook_changed: outlook_changed && !no_edit,
            crm_blank: crm.is_none(),
            outlook_blank: outlook.is_none(),
            same: agrees,
            cut: projected.is_some() && !unchanged(projected, crm),
            guard: guard(key),
            crm_wins: match self.rules.conflict(key) {
                ConflictPolicy::Crm => true,
                ConflictPolicy::Outlook => false,
                ConflictPolicy::Newest => !self.sides.older_in_crm.contains(&key),
            },
        }
    }

    fn finish(mut self) -> Merge {
        self.leave_names_that_may_not_be_written();
        let mut merge = Merge {
            crm_patch: self.sides.crm.diff(&self.crm),
            outlook_patch: self.there.diff(&self.outlook),
            outcomes: std::mem::take(&mut self.outcomes),
            ..Merge::default()
        };
        self.agree(&mut merge);
        merge.outlook_target = self.outlook;
        merge
    }

    /// Notes what both sides agree on: at once where nothing has to be written to Outlook, else once it is.
    fn agree(&self, merge: &mut Merge) {
        let projected = as_outlook_stores(&self.crm);
        let shadow = &self.sides.crm_shadow.fields;
        for decided in &self.decided {
            let key = decided.key;
            let entry = self.entry(decided, &projected);
            let moved_up = travels(decided.outcome) && writes_list_of(key, &merge.outlook_patch);
            if merge.outlook_patch.get(key).is_none() && !moved_up {
                merge.crm_fields.insert(key, entry);
                continue;
            }
            merge.agreed.insert(key, entry);
            let known = shadow.get(&key);
            let until_then = match (Noted::read(known).agreement, decided.outcome, decided.guard) {
                // Not agreed before it is written: what is typed there meanwhile is not replaced.
                (Agreement::Never | Agreement::Apart, FieldOutcome::Send, Guard::Notes | Guard::Partner) => {
                    known.cloned()
                }
                (_, FieldOutcome::PutBack, _) => Some(entry::to_put_back(&decided.fingerprint)),
                (_, outcome, _) if travels(outcome) || self.was_left_behind(key) => Some(TO_SEND.to_owned()),
                (_, _, _) => known.cloned(),
            };
            merge.crm_fields.extend(until_then.map(|entry| (key, entry)));
        }
        for key in FIELDS.iter().filter(|field| field.kind == FieldKind::Set).map(|field| field.key) {
            if self.rules.field(key).direction == Direction::Off {
                continue;
            }
            let entry = entry::agreed(key, self.crm.get(key));
            if merge.outlook_patch.get(key).is_none() {
                merge.crm_fields.insert(key, entry);
                continue;
            }
            merge.agreed.insert(key, entry);
            merge.crm_fields.extend(shadow.get(&key).map(|known| (key, known.clone())));
        }
    }

    /// Returns what the CRM shadow notes of a field.
    fn entry(&self, decided: &Decided, projected: &Card) -> String {
        let key = decided.key;
        let known = self.sides.crm_shadow.fields.get(&key);
        let value = own_value(&self.crm, projected, key);
        let moved = self.crm.get(key) != self.sides.crm.get(key);
        let equal = || {
            same(key, projected.get(key), self.outlook.get(key), self.rules.country)
                || self.name_follows_in_outlook(key)
        };
        let made = MADE.contains(&key);
        match (Noted::read(known).agreement, known) {
            (_, _) if travels(decided.outcome) || equal() => {
                if moved || made {
                    entry::agreed(key, value)
                } else {
                    decided.fingerprint.clone()
                }
            }
            // A change that may not travel stays one: it is in the conflict should the other side change.
            (Agreement::Agreed, Some(known)) if !moved => known.clone(),
            // It only moved up to close a gap.
            (Agreement::Agreed, _) => entry::agreed(key, value),
            (Agreement::Apart | Agreement::Never, _) => entry::apart(value),
        }
    }
}

/// Tells whether a write to Outlook changes the numbered list that a field stands in.
fn writes_list_of(key: FieldKey, patch: &Patch) -> bool {
    let list = SLOTS.iter().find(|slots| slots.contains(&key)).copied().unwrap_or_default();
    list.iter().any(|slot| patch.get(*slot).is_some())
}

/// Tells whether one side's value becomes the other's.
fn travels(outcome: FieldOutcome) -> bool {
    match outcome {
        FieldOutcome::Send
        | FieldOutcome::Take
        | FieldOutcome::PutBack
        | FieldOutcome::CrmWins
        | FieldOutcome::OutlookWins => true,
        FieldOutcome::Nothing | FieldOutcome::Settle | FieldOutcome::KeepBoth => false,
    }
}

fn guard(key: FieldKey) -> Guard {
    match (key, key.field().owner) {
        (_, Owner::Partner) => Guard::Partner,
        (FieldKey::Notes, Owner::Person) => Guard::Notes,
        (_, Owner::Person) => Guard::Open,
    }
}
