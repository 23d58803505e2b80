//! Random cards whose values meet: few different ones for each field, among them the awkward.

#![allow(dead_code)] // Each test uses its part.

use contacts::field::FIELDS;
use contacts::{Card, FieldKey, FieldKind, Value};
use proptest::prelude::*;

/// Texts that can be a field's value: one in several notations, cut by Outlook, or made from others.
fn texts(key: FieldKey) -> Vec<String> {
    let texts: &[&str] = match key.kind() {
        FieldKind::Line => match key {
            FieldKey::FullName | FieldKey::FileAs => {
                &["Ada King", "King, Ada", "Lady Lovelace", "Dr. Ada King", "ada@x.de", "Müller"]
            }
            FieldKey::FirstName => &["Ada", "Charles"],
            FieldKey::LastName => &["King", "Müller", "Mu\u{308}ller", "Lovelace"],
            FieldKey::Company => &["Acme", "Acme Ltd"],
            _ => &["one", "One", "Größe", "Gro\u{308}ße", "  two "],
        },
        FieldKind::Email => {
            &["ada@x.de", "ADA@X.de", "ada@müller.de", "charles@y.org", "ask Ada", "ask Charles"]
        }
        FieldKind::Phone => &["030 1234567", "+49 30 1234567", "0171 2345678", "none", "030 1234567 (desk)"],
        FieldKind::Url => &["https://x.de", "x.de"],
        FieldKind::Text => &["line one\nline two", "line one\r\nline two ", "other", " indented\n\n\nlines"],
        FieldKind::Date => &["1980-02-29", "2001-12-31", "0815-01-01"],
        FieldKind::List | FieldKind::Set => &["a", "a;b", "b;c", "c;b", "d"],
        FieldKind::Choice(words) => words,
        FieldKind::Flag => &["true"],
    };
    let mut texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    match key.kind() {
        FieldKind::Line => {
            texts.extend([format!("{key}{}", "x".repeat(300)), format!("{key} {} y", "😀 ".repeat(127))])
        }
        FieldKind::List | FieldKind::Set => texts.extend([
            format!("{}1;{}2", "e".repeat(255), "e".repeat(255)),
            (0..60).map(|number| format!("entry {number}")).collect::<Vec<_>>().join(";"),
        ]),
        FieldKind::Text
        | FieldKind::Email
        | FieldKind::Phone
        | FieldKind::Url
        | FieldKind::Date
        | FieldKind::Choice(_)
        | FieldKind::Flag => {}
    }
    texts
}

/// A value of a field, or none.
pub fn value(key: FieldKey) -> impl Strategy<Value = Option<Value>> {
    let values: Vec<Option<Value>> =
        texts(key).iter().map(|text| Value::parse(key, text).unwrap()).chain([None]).collect();
    proptest::sample::select(values)
}

/// Fields, those more often that depend on each other.
pub fn key() -> impl Strategy<Value = FieldKey> {
    use FieldKey::*;
    let entangled = vec![
        FirstName,
        LastName,
        Title,
        FullName,
        FileAs,
        Email1,
        Email2,
        Email3,
        BusinessPhone,
        BusinessPhone2,
        Company,
        Notes,
        Categories,
        MobilePhone,
    ];
    let all: Vec<FieldKey> = FIELDS.iter().map(|field| field.key).collect();
    prop_oneof![proptest::sample::select(entangled), proptest::sample::select(all)]
}

/// Some fields with new values.
pub fn edits(most: usize) -> impl Strategy<Value = Vec<(FieldKey, Option<Value>)>> {
    let edit = key().prop_flat_map(|key| value(key).prop_map(move |value| (key, value)));
    proptest::collection::vec(edit, 0..=most)
}

/// Cards with some fields set.
pub fn card() -> impl Strategy<Value = Card> {
    edits(16).prop_map(|edits| edited(Card::new(), &edits))
}

/// Returns the card after edits, kept without gaps as the CRM keeps it.
pub fn edited(mut card: Card, edits: &[(FieldKey, Option<Value>)]) -> Card {
    for (key, value) in edits {
        card.set(*key, value.clone());
    }
    card.close_gaps();
    card
}
