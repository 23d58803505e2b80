//! What holds for any contact, edited on both sides in any way and merged under any rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::needless_pass_by_value)] // Helpers of tests.
#![allow(clippy::wildcard_enum_match_arm)] // A generator of values, no decision.

use contacts::compare::{same, unchanged};
use contacts::field::{FIELDS, Owner, SLOTS};
use contacts::outlook_form::as_outlook_stores;
use contacts::person::names_someone;
use contacts::{Card, Direction, FieldKey, FieldKind, Patch, Value, WriteMode};
use proptest::prelude::*;
use replication::{ConflictPolicy, FieldOutcome, FieldRule, Outcome, Preset, Rules};

#[path = "../../contacts/tests/support/cards.rs"]
mod cards;
#[path = "support/pair.rs"]
mod pair;
use cards::{card, edited, edits};
use pair::{Answer, Pair};

/// Rules that show only what is unusual in them.
#[derive(Clone)]
struct Ruled(Rules);

impl std::ops::Deref for Ruled {
    type Target = Rules;
    fn deref(&self) -> &Rules {
        &self.0
    }
}

impl std::fmt::Debug for Ruled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let usual = Rules::preset(self.preset);
        write!(f, "{:?}, {:?}", self.preset, self.conflict)?;
        for field in FIELDS.iter().filter(|field| self.field(field.key) != usual.field(field.key)) {
            let rule = self.field(field.key);
            write!(f, ", {} {:?} {:?}", field.key, rule.direction, rule.write_mode)?;
        }
        Ok(())
    }
}

type Edits = Vec<(FieldKey, Option<Value>)>;

/// The presets, with a policy, with every field or the usual ones, and with some fields ruled otherwise.
fn rules() -> impl Strategy<Value = Ruled> {
    let preset = proptest::sample::select(vec![Preset::TwoWay, Preset::CrmLeads, Preset::OutlookLeads]);
    let policy =
        proptest::sample::select(vec![ConflictPolicy::Crm, ConflictPolicy::Outlook, ConflictPolicy::Newest]);
    let direction = proptest::sample::select(vec![
        Direction::Both,
        Direction::Both,
        Direction::ToOutlook,
        Direction::ToCrm,
        Direction::Off,
    ]);
    let mode =
        proptest::sample::select(vec![WriteMode::Overwrite, WriteMode::Overwrite, WriteMode::FillBlanks]);
    let others = proptest::collection::vec((cards::key(), direction, mode), 0..6);
    (preset, policy, any::<bool>(), others).prop_map(|(preset, policy, every, others)| {
        let mut rules = Rules { conflict: policy, ..Rules::preset(preset) };
        if every {
            rules = rules.with_every_field();
        }
        for (key, direction, write_mode) in others {
            for key in unit(key) {
                let direction = match (key.field().owner, key.field().limit, direction) {
                    (_, 0, _) => Direction::Off,
                    (Owner::Partner, _, Direction::Both | Direction::ToCrm) => Direction::ToOutlook,
                    (Owner::Partner | Owner::Person, _, direction) => direction,
                };
                // A name that is made where none is typed leaves no blanks.
                let write_mode = match key {
                    FieldKey::FullName | FieldKey::FileAs => WriteMode::Overwrite,
                    _ => write_mode,
                };
                rules.fields.insert(key, FieldRule { direction, write_mode, conflict: None });
            }
        }
        rules.check().unwrap();
        Ruled(rules)
    })
}

/// The fields that share a numbered list with a field.
fn unit(key: FieldKey) -> Vec<FieldKey> {
    SLOTS.iter().find(|slots| slots.contains(&key)).map_or_else(|| vec![key], |slots| slots.to_vec())
}

/// The fields whose meaning depends on a field's: all of a name are one.
fn entangled(key: FieldKey) -> Vec<FieldKey> {
    use FieldKey::*;
    let name =
        [Title, FirstName, MiddleName, LastName, Suffix, FullName, FileAs, Email1, Email2, Email3, Company];
    if name.contains(&key) { name.to_vec() } else { unit(key) }
}

/// A pair that met once, was merged under the rules, and then edited on both sides.
fn edited_pair() -> impl Strategy<Value = (Pair, Ruled)> {
    let parts = (card(), card(), any::<bool>(), rules(), edits(8), edits(8), any::<bool>());
    parts.prop_map(|(crm, outlook, exported, rules, in_crm, in_outlook, newer)| {
        let mut pair = if exported {
            Pair::in_step(named(crm, &Card::new()), &rules)
        } else {
            let mut pair = Pair::meet(named(crm, &Card::new()), outlook);
            pair.settle(&rules);
            pair
        };
        edit(&mut pair, &in_crm, &in_outlook);
        pair.crm_is_newer = newer;
        (pair, rules)
    })
}

fn edit(pair: &mut Pair, in_crm: &Edits, in_outlook: &Edits) {
    let before = pair.crm.clone();
    pair.crm = named(edited(pair.crm.clone(), in_crm), &before);
    pair.outlook = as_outlook_stores(&edited(pair.outlook.clone(), in_outlook));
}

/// The CRM keeps nobody without a name.
fn named(card: Card, before: &Card) -> Card {
    if names_someone(&card) {
        return card;
    }
    let name = match before.text(FieldKey::LastName) {
        "" => "Somebody",
        name => name,
    };
    card.with(FieldKey::LastName, name)
}

fn direction(rules: &Rules, key: FieldKey) -> Direction {
    rules.field(key).direction
}

/// Every value of a group of fields that is to be found somewhere: whole, or as Outlook holds it.
fn values<'a>(cards: &'a [&'a Card], unit: &'a [FieldKey]) -> impl Iterator<Item = Value> + 'a {
    cards.iter().flat_map(move |card| unit.iter().filter_map(|key| card.get(*key).cloned()))
}

/// Tells whether a value of `before` is among `after`; of a set, whether each entry is.
fn found(key: FieldKey, value: &Value, after: &[Value], rules: &Rules) -> bool {
    match (key.kind(), value) {
        (FieldKind::Set, Value::List(entries)) => entries.iter().all(|entry| {
            after.iter().any(|value| match value {
                Value::List(there) => there.iter().any(|other| {
                    let stored = contacts::outlook_form::entry_as_outlook_stores;
                    stored(other) == stored(entry)
                }),
                Value::Text(_) | Value::Date(_) | Value::Flag => false,
            })
        }),
        (_, value) => after.iter().any(|other| same(key, Some(value), Some(other), rules.country)),
    }
}

fn reported<'a>(outcomes: &'a [Outcome], unit: &'a [FieldKey]) -> impl Iterator<Item = Value> + 'a {
    let of_unit = outcomes.iter().filter(|outcome| unit.contains(&outcome.field));
    of_unit.flat_map(|outcome| outcome.crm.iter().chain(&outcome.outlook).cloned())
}

/// Tells whether a name follows from the parts that a card has.
fn follows(key: FieldKey, value: &Value, card: &Card) -> bool {
    let mut card = card.clone();
    card.set(key, Some(value.clone()));
    matches!(key, FieldKey::FullName | FieldKey::FileAs) && as_outlook_stores(&card).get(key).is_none()
}

/// A name that says no more than its parts is none.
fn own(card: &Card) -> Card {
    let stored = as_outlook_stores(card);
    let mut card = card.clone();
    for key in [FieldKey::FullName, FieldKey::FileAs] {
        if stored.get(key).is_none() {
            card.set(key, None);
        }
    }
    card
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        max_shrink_iters: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn both_sides_end_equal_in_every_field_that_travels_both_ways((mut pair, rules) in edited_pair()) {
        pair.settle(&rules);
        let projected = as_outlook_stores(&pair.crm);
        for field in FIELDS {
            let rule = rules.field(field.key);
            if rule.direction != Direction::Both || rule.write_mode == WriteMode::FillBlanks {
                continue;
            }
            let equal = same(field.key, projected.get(field.key), pair.outlook.get(field.key), rules.country);
            // Two notes that were different when they met stay two.
            let two_notes = field.key == FieldKey::Notes
                && pair.crm.get(field.key).is_some()
                && pair.outlook.get(field.key).is_some()
                && pair.crm_shadow.fields.get(&field.key).is_some_and(|entry| entry.starts_with("apart:"));
            // A name may be typed on one side and be made of parts on the other, where the parts may differ.
            let made = matches!(field.key, FieldKey::FullName | FieldKey::FileAs)
                && projected.get(field.key).is_some() != pair.outlook.get(field.key).is_some()
                && entangled(field.key)
                    .iter()
                    .any(|part| *part != field.key && projected.get(*part) != pair.outlook.get(*part));
            prop_assert!(equal || two_notes || made, "{}: {:?} and {:?}", field.key,
                projected.get(field.key), pair.outlook.get(field.key));
        }
    }

    #[test]
    fn a_second_merge_does_nothing((mut pair, rules) in edited_pair(), lost in any::<bool>()) {
        pair.settle_answered(&rules, if lost { Answer::Lost } else { Answer::Echo });
        let again = pair.plan(&rules);
        prop_assert_eq!(&again.crm_patch, &Patch::new(), "{:?}", again.outcomes);
        prop_assert_eq!(&again.outlook_patch, &Patch::new(), "{:?}", again.outcomes);
        prop_assert_eq!(again.outcomes, vec![]);
        prop_assert_eq!(again.crm_fields, pair.crm_shadow.fields);
    }

    #[test]
    fn outlook_shows_after_the_write_what_was_meant((mut pair, rules) in edited_pair()) {
        let merged = pair.settle_answered(&rules, Answer::Echo);
        let difference = pair.outlook.diff(&merged.outlook_target);
        let of_fields_that_are_on: Vec<FieldKey> =
            difference.iter().map(|(key, _)| key).filter(|key| direction(&rules, *key) != Direction::Off).collect();
        prop_assert_eq!(of_fields_that_are_on, vec![]);
    }

    #[test]
    fn no_value_vanishes_unreported((mut pair, rules) in edited_pair(), first in any::<bool>()) {
        if first {
            pair = Pair { crm_is_newer: pair.crm_is_newer, ..Pair::meet(pair.crm, pair.outlook) };
        }
        let before = (own(&pair.crm), pair.outlook.clone());
        // A name made from the parts as they were, on either side, was left behind when they changed.
        let parts_before = [pair.crm.clone(), pair.outlook_shadow.clone()];
        let outcomes = pair.settle(&rules);
        let projected = as_outlook_stores(&pair.crm);
        for field in FIELDS {
            let unit = unit(field.key);
            let mut after: Vec<Value> = values(&[&pair.crm, &projected, &pair.outlook], &unit).collect();
            after.extend(reported(&outcomes, &unit));
            for value in [before.0.get(field.key), before.1.get(field.key)].into_iter().flatten() {
                let kept = found(field.key, value, &after, &rules)
                    || parts_before.iter().any(|parts| follows(field.key, value, parts))
                    || follows(field.key, value, &pair.crm)
                    || follows(field.key, value, &pair.outlook);
                prop_assert!(kept, "{} {:?} is lost: {:?}", field.key, value, outcomes);
            }
        }
    }

    #[test]
    fn nothing_travels_against_its_direction((mut pair, rules) in edited_pair(), first in any::<bool>()) {
        if first {
            pair = Pair::meet(pair.crm, pair.outlook);
        }
        let before = pair.clone();
        let merged = pair.settle_answered(&rules, Answer::Echo);
        for field in FIELDS {
            let key = field.key;
            let (into_crm, into_outlook) = match direction(&rules, key) {
                Direction::Both => (true, true),
                Direction::ToOutlook => (false, true),
                Direction::ToCrm => (true, false),
                Direction::Off => (false, false),
            };
            prop_assert!(field.owner == Owner::Person || merged.crm_patch.get(key).is_none());
            // Of a name made from its parts nothing is left when it follows them.
            let made = matches!(key, FieldKey::FullName | FieldKey::FileAs)
                && as_outlook_stores(&before.crm).get(key).is_none();
            prop_assert!(into_crm || made || before.crm.get(key) == pair.crm.get(key), "{} in the CRM", key);
            let made = matches!(key, FieldKey::FullName | FieldKey::FileAs) && pair.outlook.get(key).is_none();
            prop_assert!(into_outlook || made || before.outlook.get(key) == pair.outlook.get(key), "{} in Outlook", key);
        }
    }

    #[test]
    fn a_field_that_is_off_is_in_no_patch_and_in_no_shadow((pair, rules) in edited_pair()) {
        let merged = pair.plan(&rules);
        for field in FIELDS.iter().filter(|field| direction(&rules, field.key) == Direction::Off) {
            prop_assert_eq!(merged.crm_patch.get(field.key), None, "{}", field.key);
            prop_assert_eq!(merged.outlook_patch.get(field.key), None, "{}", field.key);
            prop_assert!(!merged.crm_fields.contains_key(&field.key) && !merged.agreed.contains_key(&field.key));
            prop_assert!(merged.outcomes.iter().all(|outcome| outcome.field != field.key));
            prop_assert_eq!(merged.outlook_target.get(field.key), pair.outlook.get(field.key));
        }
    }

    #[test]
    fn filling_blanks_replaces_nothing((mut pair, rules) in edited_pair(), first in any::<bool>()) {
        if first {
            pair = Pair::meet(pair.crm, pair.outlook);
        }
        let before = pair.clone();
        pair.settle(&rules);
        for field in FIELDS.iter().filter(|field| rules.field(field.key).write_mode == WriteMode::FillBlanks) {
            let made = matches!(field.key, FieldKey::FullName | FieldKey::FileAs);
            let numbered = unit(field.key).len() > 1;
            for (before, after) in [(&before.crm, &pair.crm), (&before.outlook, &pair.outlook)] {
                let (before, after) = (before.get(field.key), after.get(field.key));
                let kept = match (before, after) {
                    (Some(Value::List(before)), Some(Value::List(after))) if field.kind == FieldKind::Set => {
                        before.iter().all(|entry| after.contains(entry))
                    }
                    (None, _) => true,
                    (Some(before), after) => Some(before) == after,
                };
                prop_assert!(kept || made || numbered, "{} {:?} became {:?}", field.key, before, after);
            }
        }
    }

    #[test]
    fn edits_of_different_fields_end_alike_in_any_order(
        (mut pair, rules) in edited_pair(),
        in_crm in edits(4),
        in_outlook in edits(4),
    ) {
        pair.settle(&rules);
        let touched: Vec<FieldKey> = in_crm.iter().flat_map(|(key, _)| entangled(*key)).collect();
        let in_outlook: Edits = in_outlook.into_iter().filter(|(key, _)| !touched.contains(key)).collect();
        let none: Edits = Vec::new();
        let run = |steps: &[(&Edits, &Edits, Answer)]| {
            let mut pair = pair.clone();
            for (in_crm, in_outlook, answer) in steps {
                edit(&mut pair, in_crm, in_outlook);
                pair.settle_answered(&rules, *answer);
            }
            pair.settle(&rules);
            (pair.crm, pair.outlook)
        };
        let together = run(&[(&in_crm, &in_outlook, Answer::Echo)]);
        for steps in [
            [(&in_crm, &none, Answer::Echo), (&none, &in_outlook, Answer::Echo)],
            [(&none, &in_outlook, Answer::Echo), (&in_crm, &none, Answer::Echo)],
            [(&in_crm, &none, Answer::NeverSent), (&none, &in_outlook, Answer::Lost)],
            [(&none, &in_outlook, Answer::NeverSent), (&in_crm, &none, Answer::Lost)],
        ] {
            let other = run(&steps);
            prop_assert_eq!(together.0.diff(&other.0), Patch::new(), "in the CRM, {:?}", steps);
            prop_assert_eq!(together.1.diff(&other.1), Patch::new(), "in Outlook, {:?}", steps);
        }
    }

    #[test]
    fn a_write_that_never_went_out_goes_out_with_the_next_merge((mut pair, rules) in edited_pair()) {
        let mut sent = pair.clone();
        sent.settle(&rules);
        pair.settle_answered(&rules, Answer::NeverSent);
        let again = pair.settle_answered(&rules, Answer::Echo);
        prop_assert_eq!(pair.crm.diff(&sent.crm), Patch::new());
        prop_assert_eq!(pair.outlook.diff(&sent.outlook), Patch::new());
        for outcome in again.outcomes {
            prop_assert!(outcome.outcome == FieldOutcome::Send || outcome.field.kind() == FieldKind::Set,
                "reported twice: {:?}", outcome);
        }
        prop_assert_eq!(pair.plan(&rules).outcomes, vec![]);
    }

    #[test]
    fn a_merge_names_what_it_replaces((mut pair, rules) in edited_pair()) {
        let before = pair.clone();
        let merged = pair.settle_answered(&rules, Answer::Echo);
        for (key, after) in merged.crm_patch.iter() {
            let named = unit(key).iter().any(|key| merged.outcomes.iter().any(|outcome| outcome.field == *key));
            prop_assert!(named, "{} became {:?}", key, after);
        }
        for outcome in &merged.outcomes {
            prop_assert!(unchanged(outcome.crm.as_ref(), before.crm.get(outcome.field)));
        }
    }
}
