//! What holds for any card that goes to Outlook, and for comparing any two values.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::needless_pass_by_value)] // Helpers of tests.
#![allow(clippy::wildcard_enum_match_arm)] // A generator of values, no decision.

use contacts::compare::{canonical, fingerprint, same, unchanged};
use contacts::field::{FIELDS, FieldKind, SLOTS};
use contacts::normalise::Country;
use contacts::outlook_form::{LossKind, as_outlook_stores, losses};
use contacts::{Card, Patch, Value};
use proptest::prelude::*;

#[path = "support/cards.rs"]
mod cards;
use cards::{card, key, value};

/// Cards of any letters, long and short, with line breaks and blanks anywhere.
fn any_card() -> impl Strategy<Value = Card> {
    let text = prop_oneof![any::<String>(), "[ \r\n\t\u{b}\u{2003}äa\u{308}😀]{0,12}", "[ äß😀]{200,300}"];
    let values = proptest::collection::vec((key(), text), 0..12);
    (card(), values).prop_map(|(mut card, values)| {
        for (key, text) in values {
            // Also such as no form lets in: an old program's, or a damaged one's.
            let value = match key.kind() {
                FieldKind::List | FieldKind::Set => Value::List(text.split(' ').map(str::to_owned).collect()),
                FieldKind::Line | FieldKind::Text | FieldKind::Email | FieldKind::Phone | FieldKind::Url => {
                    Value::Text(text)
                }
                FieldKind::Date | FieldKind::Choice(_) | FieldKind::Flag => continue,
            };
            card.set(key, Some(value));
        }
        card
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn outlooks_form_of_a_card_is_its_own_outlook_form(card in any_card()) {
        let stored = as_outlook_stores(&card);
        prop_assert_eq!(as_outlook_stores(&stored).diff(&stored), Patch::new());
        prop_assert_eq!(losses(&stored), vec![]);
    }

    #[test]
    fn every_value_that_outlook_does_not_hold_whole_is_named(card in card()) {
        let stored = as_outlook_stores(&card);
        let lost = losses(&card);
        let group = |key| SLOTS.iter().find(|slots| slots.contains(&key)).map_or(vec![key], |slots| slots.to_vec());
        let held = |key, value: &Value| {
            group(key).iter().any(|slot| unchanged(stored.get(*slot), Some(value)))
        };
        for (key, value) in card.iter() {
            let made = matches!(key, contacts::FieldKey::FullName | contacts::FieldKey::FileAs);
            prop_assert!(held(key, value) || made || lost.iter().any(|loss| loss.field == key), "{} {:?}", key, value);
        }
        for loss in lost {
            let value = card.get(loss.field);
            match loss.what {
                LossKind::Cut { keeps } => prop_assert_eq!(keeps, loss.field.field().limit),
                LossKind::NotTransferable => prop_assert!(stored.get(loss.field).is_none()),
            }
            prop_assert!(!held(loss.field, value.unwrap()), "{:?} is named and held", loss);
        }
    }

    #[test]
    fn a_canonical_form_is_its_own_canonical_form(card in any_card()) {
        for (_, value) in card.iter() {
            let once = canonical(value);
            prop_assert_eq!(canonical(&once), once.clone(), "of {:?}", value);
            prop_assert!(unchanged(Some(value), Some(&once)));
        }
    }

    #[test]
    fn a_fingerprint_is_the_same_exactly_when_nothing_changed(
        (key, a, b) in key().prop_flat_map(|key| (Just(key), value(key), value(key))),
    ) {
        let (a, b) = (a.as_ref(), b.as_ref());
        prop_assert_eq!(fingerprint(a) == fingerprint(b), unchanged(a, b), "{} {:?} {:?}", key, a, b);
        prop_assert_eq!(same(key, a, b, Country::DE), same(key, b, a, Country::DE));
        prop_assert!(!unchanged(a, b) || same(key, a, b, Country::DE));
    }

    #[test]
    fn a_difference_brings_one_card_to_the_other(a in any_card(), b in any_card()) {
        let mut changed = a.clone();
        changed.apply(&a.diff(&b));
        prop_assert_eq!(changed, b);
    }

    #[test]
    fn a_card_is_the_same_after_being_written_and_read(card in card()) {
        let json = serde_json::to_string(&card).unwrap();
        prop_assert_eq!(serde_json::from_str::<Card>(&json).unwrap(), card);
    }
}

#[test]
fn a_note_that_is_too_long_is_cut_named_and_stays_cut() {
    let card = Card::new().with(contacts::FieldKey::Notes, &"Grüße 😀\n".repeat(5_000));
    let stored = as_outlook_stores(&card);
    let note = stored.text(contacts::FieldKey::Notes);
    assert!((31_990..=32_000).contains(&note.encode_utf16().count()));
    assert_eq!(losses(&card)[0].what, LossKind::Cut { keeps: 32_000 });
    assert_eq!(as_outlook_stores(&stored), stored);
}

#[test]
fn every_value_that_a_card_holds_is_held_by_outlook_or_named_as_lost() {
    let all = FIELDS.iter().fold(Card::new(), |card, field| match field.kind {
        FieldKind::Date => card.with(field.key, "1980-02-29"),
        FieldKind::Choice(words) => card.with(field.key, words[0]),
        FieldKind::Flag => card.with(field.key, "true"),
        FieldKind::Line
        | FieldKind::Text
        | FieldKind::Email
        | FieldKind::Phone
        | FieldKind::Url
        | FieldKind::List
        | FieldKind::Set => card.with(field.key, field.key.as_str()),
    });
    let stored = as_outlook_stores(&all);
    for loss in losses(&all) {
        assert_eq!((loss.what, loss.field.field().limit), (LossKind::NotTransferable, 0));
    }
    for field in FIELDS.iter().filter(|field| field.limit > 0) {
        assert_eq!(stored.get(field.key), all.get(field.key), "{}", field.key);
    }
}
