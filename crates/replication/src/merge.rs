//! THE MERGE: what both sides of a linked contact look like afterwards, field by field.
//!
//! [`decide_field`] is the truth table; [`merge`] applies it to all fields of a card. Values themselves decide
//! nothing beyond blank or not, changed or not, same or not.

use std::collections::BTreeMap;

use contacts::compare::{fingerprint, same, unchanged};
use contacts::field::{FIELDS, Owner};
use contacts::outlook_form::as_outlook_stores;
use contacts::person::names_someone;
use contacts::{Card, Direction, FieldKey, FieldKind, Patch, Value, WriteMode};
use serde::{Deserialize, Serialize};

use crate::link::CrmShadow;
use crate::policy::{ConflictPolicy, Rules};

/// A CRM shadow entry that no value has: the CRM's value still has to travel.
const TO_SEND: &str = "to send";
const SET: &str = "set:";

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
    /// Whether the CRM was changed after Outlook, by the clocks of both; for the policy *newest* only.
    pub crm_is_newer: bool,
}

/// What happens to one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum FieldOutcome {
    /// Nothing changed, or the field is off.
    Nothing,
    /// Both sides say the same, or may differ as they do.
    Settle,
    /// The CRM's value goes to Outlook.
    Send,
    /// Outlook's value goes to the CRM.
    Take,
    /// Outlook's edit is undone by the CRM's value, because the field travels to Outlook only.
    PutBack,
    /// A conflict: the CRM's value stands, Outlook's is kept in the history.
    CrmWins,
    /// A conflict: Outlook's value stands, the CRM's is kept in the history.
    OutlookWins,
    /// A conflict in which nothing is replaced: each side keeps its own.
    KeepBoth,
}

/// One line's inputs of the truth table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldCase {
    /// Which way the field travels.
    pub direction: Direction,
    /// How it is written.
    pub write_mode: WriteMode,
    /// Whether both sides never agreed on it before.
    pub first: bool,
    /// Whether the CRM's value changed since both agreed.
    pub crm_changed: bool,
    /// Whether Outlook's value changed since both agreed.
    pub outlook_changed: bool,
    /// Whether the CRM has no value.
    pub crm_blank: bool,
    /// Whether Outlook has no value.
    pub outlook_blank: bool,
    /// Whether both say the same in every notation.
    pub same: bool,
    /// Whether nothing of it may be replaced before both sides agreed (notes, a business partner's fields).
    pub irreplaceable: bool,
    /// Whether the CRM's value wins a conflict.
    pub crm_wins: bool,
}

/// THE TRUTH TABLE of one field.
pub fn decide_field(case: FieldCase) -> FieldOutcome {
    use Direction::{Both, Off, ToCrm, ToOutlook};
    use FieldOutcome::{CrmWins, KeepBoth, Nothing, OutlookWins, PutBack, Send, Settle, Take};
    let fill = case.write_mode == WriteMode::FillBlanks;
    let conflict = |direction| match (direction, case.crm_wins) {
        (ToOutlook, _) | (Both, true) => CrmWins,
        (ToCrm, _) | (Both, false) => OutlookWins,
        (Off, _) => Nothing,
    };
    match (case.direction, case.first, case.crm_changed, case.outlook_changed) {
        (Off, _, _, _) | (_, false, false, false) => Nothing,
        (direction, true, _, _) => match (case.same, case.crm_blank, case.outlook_blank, direction) {
            (true, _, _, _) => Settle,
            (false, false, true, Both | ToOutlook) => Send,
            (false, true, false, Both | ToCrm) => Take,
            (false, false, true, ToCrm) | (false, true, false, ToOutlook) => Settle,
            (false, _, _, _) if case.irreplaceable || fill => KeepBoth,
            (false, _, _, direction) => conflict(direction),
        },
        (Both | ToOutlook, false, true, false) if fill && !case.outlook_blank => Settle,
        (Both | ToOutlook, false, true, false) => Send,
        (ToCrm, false, true, false) => Settle,
        (Both | ToCrm, false, false, true) if fill && !case.crm_blank => Settle,
        (Both | ToCrm, false, false, true) => Take,
        (ToOutlook, false, false, true) if fill && !case.outlook_blank => Settle,
        (ToOutlook, false, false, true) => PutBack,
        (direction, false, true, true) => match (case.same, fill, case.crm_blank, case.outlook_blank) {
            (true, _, _, _) => Settle,
            (false, true, false, false) => KeepBoth,
            (false, true, true, _) if direction != ToOutlook => Take,
            (false, true, _, true) if direction != ToCrm => Send,
            (false, true, _, _) => Settle,
            (false, false, _, _) => conflict(direction),
        },
    }
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
    /// Outlook's value before.
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
    let projected = as_outlook_stores(sides.crm);
    let mut crm_target = sides.crm.clone();
    let mut outlook_target = sides.outlook.clone();
    let mut result = Merge::default();
    for field in FIELDS {
        let direction = rules.field(field.key).direction;
        if direction == Direction::Off {
            continue;
        }
        if let FieldKind::Set = field.kind {
            merge_set(field.key, direction, sides, &mut crm_target, &mut outlook_target);
            continue;
        }
        let outcome = decide_field(case(field.key, sides, &projected, rules));
        let (crm, outlook) = (sides.crm.get(field.key).cloned(), sides.outlook.get(field.key).cloned());
        match outcome {
            FieldOutcome::Nothing | FieldOutcome::Settle => continue,
            FieldOutcome::KeepBoth => {}
            FieldOutcome::Send | FieldOutcome::PutBack | FieldOutcome::CrmWins => {
                outlook_target.set(field.key, projected.get(field.key).cloned());
            }
            FieldOutcome::Take | FieldOutcome::OutlookWins => {
                crm_target.set(field.key, sides.outlook.get(field.key).cloned());
            }
        }
        result.outcomes.push(Outcome { field: field.key, outcome, crm, outlook });
    }
    keep_someone(sides, rules, &projected, &mut crm_target, &mut outlook_target, &mut result.outcomes);
    crm_target.close_gaps();
    outlook_target.close_gaps();
    result.crm_patch = sides.crm.diff(&crm_target);
    result.outlook_patch = sides.outlook.diff(&outlook_target);
    agree(sides, rules, &crm_target, &mut result);
    result.outlook_target = outlook_target;
    result
}

fn case(key: FieldKey, sides: &Sides<'_>, projected: &Card, rules: &Rules) -> FieldCase {
    let rule = rules.field(key);
    let (crm, outlook) = (sides.crm.get(key), sides.outlook.get(key));
    let agreed = sides.crm_shadow.fields.get(&key);
    let crm_changed = agreed.is_none_or(|entry| *entry != fingerprint(crm));
    let outlook_changed = !unchanged(sides.outlook_shadow.get(key), outlook);
    // An edit that differs from the other side only in notation still travels; two edits that do, agree.
    let one_sided = agreed.is_some() && crm_changed != outlook_changed;
    let agrees = if one_sided {
        unchanged(projected.get(key), outlook)
    } else {
        same(key, projected.get(key), outlook, rules.country)
    };
    let field = key.field();
    FieldCase {
        direction: rule.direction,
        write_mode: rule.write_mode,
        first: agreed.is_none(),
        crm_changed: crm_changed && !(one_sided && agrees && crm_changed),
        outlook_changed: outlook_changed && !(one_sided && agrees && outlook_changed),
        crm_blank: projected.get(key).is_none(),
        outlook_blank: outlook.is_none(),
        same: agrees,
        irreplaceable: key == FieldKey::Notes || field.owner == Owner::Partner,
        crm_wins: match rules.conflict(key) {
            ConflictPolicy::Crm => true,
            ConflictPolicy::Outlook => false,
            ConflictPolicy::Newest => sides.crm_is_newer,
        },
    }
}

/// A set is merged entry by entry: what one side added or removed since both agreed is added or removed on the
/// other; what neither side put there through Tandem is left alone.
fn merge_set(
    key: FieldKey,
    direction: Direction,
    sides: &Sides<'_>,
    crm_target: &mut Card,
    outlook_target: &mut Card,
) {
    let entries = |card: &Card| card.list(key).to_vec();
    let (crm, outlook, shadow) = (entries(sides.crm), entries(sides.outlook), entries(sides.outlook_shadow));
    let agreed = set_shadow(sides.crm_shadow, key);
    let known = agreed.clone().unwrap_or_default();
    if direction != Direction::ToCrm {
        let mut target = outlook.clone();
        target.retain(|entry| !known.contains(entry) || crm.contains(entry));
        let wanted = crm.iter().filter(|e| direction == Direction::ToOutlook || !known.contains(e));
        target.extend(wanted.filter(|e| !outlook.contains(e)).cloned().collect::<Vec<_>>());
        outlook_target.set(key, (!target.is_empty()).then_some(Value::List(target)));
    }
    if direction != Direction::ToOutlook {
        let base = if agreed.is_some() { shadow } else { Vec::new() };
        let mut target = crm.clone();
        target.retain(|entry| !base.contains(entry) || outlook.contains(entry));
        target.extend(outlook.iter().filter(|e| !base.contains(e) && !crm.contains(e)).cloned());
        target.sort();
        crm_target.set(key, (!target.is_empty()).then_some(Value::List(target)));
    }
}

fn set_shadow(shadow: &CrmShadow, key: FieldKey) -> Option<Vec<String>> {
    shadow
        .fields
        .get(&key)
        .and_then(|entry| entry.strip_prefix(SET))
        .and_then(|json| serde_json::from_str(json).ok())
}

fn shadow_entry(key: FieldKey, value: Option<&Value>) -> String {
    match (key.kind(), value) {
        (FieldKind::Set, Some(Value::List(entries))) => {
            format!("{SET}{}", serde_json::Value::from(entries.clone()))
        }
        (FieldKind::Set, _) => format!("{SET}[]"),
        (_, value) => fingerprint(value),
    }
}

/// A contact person keeps a name or an e-mail: where Outlook's edits would clear the last of them, they are put
/// back.
fn keep_someone(
    sides: &Sides<'_>,
    rules: &Rules,
    projected: &Card,
    crm_target: &mut Card,
    outlook_target: &mut Card,
    outcomes: &mut Vec<Outcome>,
) {
    if names_someone(crm_target) || !names_someone(sides.crm) {
        return;
    }
    use FieldKey::{Email1, Email2, Email3, FirstName, LastName};
    for key in [LastName, FirstName, Email1, Email2, Email3] {
        let Some(value) = sides.crm.get(key) else { continue };
        crm_target.set(key, Some(value.clone()));
        outcomes.retain(|outcome| outcome.field != key);
        let outcome = match rules.field(key).direction {
            Direction::Both | Direction::ToOutlook => {
                outlook_target.set(key, projected.get(key).cloned());
                FieldOutcome::PutBack
            }
            Direction::ToCrm | Direction::Off => FieldOutcome::KeepBoth,
        };
        let outlook = sides.outlook.get(key).cloned();
        outcomes.push(Outcome { field: key, outcome, crm: Some(value.clone()), outlook });
    }
}

/// Notes what both sides agree on: at once where nothing has to be written to Outlook, else once it is.
fn agree(sides: &Sides<'_>, rules: &Rules, crm_target: &Card, result: &mut Merge) {
    for field in FIELDS {
        if rules.field(field.key).direction == Direction::Off {
            continue;
        }
        let entry = shadow_entry(field.key, crm_target.get(field.key));
        if result.outlook_patch.get(field.key).is_none() {
            result.crm_fields.insert(field.key, entry);
            continue;
        }
        result.agreed.insert(field.key, entry);
        let until_then = match (field.kind, sides.crm_shadow.fields.get(&field.key)) {
            (FieldKind::Set, known) => known.cloned(),
            (_, _) => Some(TO_SEND.to_owned()),
        };
        if let Some(until_then) = until_then {
            result.crm_fields.insert(field.key, until_then);
        }
    }
}
