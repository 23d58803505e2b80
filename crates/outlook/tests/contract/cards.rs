//! Random cards.

use contacts::field::{FIELDS, FieldKind};
use contacts::{Card, FieldKey, Value};
use proptest::prelude::*;

fn value_of(key: FieldKey) -> BoxedStrategy<Option<Value>> {
    let texts = |pattern: &'static str| {
        pattern.prop_map(move |text| Value::parse(key, &text).unwrap_or(None)).boxed()
    };
    match key.kind() {
        FieldKind::Line | FieldKind::Email | FieldKind::Phone | FieldKind::Url => {
            texts("\\PC{0,12}|[äß😀a ]{190,260}")
        }
        FieldKind::Text => texts("(\\PC{0,9}\n?){0,4}"),
        FieldKind::List | FieldKind::Set => texts("(\\PC{0,6};?){0,5}"),
        FieldKind::Choice(words) => {
            proptest::sample::select(words).prop_map(move |w| Value::parse(key, w).unwrap()).boxed()
        }
        FieldKind::Date => (900..4400_i16, 1..=12_i8, 1..=28_i8)
            .prop_map(|(y, m, d)| Some(Value::Date(jiff::civil::date(y, m, d))))
            .boxed(),
        FieldKind::Flag => Just(Some(Value::Flag)).boxed(),
    }
}

/// Cards with a random choice of fields, each with a random value: any script, line breaks, too long, too old.
pub fn cards() -> impl Strategy<Value = Card> {
    let fields: Vec<_> = FIELDS
        .iter()
        .map(|field| {
            prop_oneof![3 => Just(None), 2 => value_of(field.key)].prop_map(|value| (field.key, value))
        })
        .collect();
    fields.prop_map(|values| {
        let mut card = Card::new();
        for (key, value) in values {
            card.set(key, value);
        }
        // The CRM keeps numbered values without gaps.
        card.close_gaps();
        card
    })
}
