//! To the wire and back: every field, whole contacts and changes.

#![allow(clippy::wildcard_enum_match_arm)] // In a test every other case is a failure.

use super::*;
use contacts::Patch;
use contacts::field::{FIELDS, FieldKind};
use proptest::prelude::*;

#[path = "../../tests/contract/cards.rs"]
mod arbitrary;
use arbitrary::cards;

use crate::folder::{ChangeKey, RemoteId};

/// What the service would hold after a POST of the body.
fn posted(body: &Contact) -> Contact {
    let mut held = Contact::default();
    patched(&mut held, body);
    held
}

/// What the service does with a PATCH.
fn patched(held: &mut Contact, body: &Contact) {
    let merge = |held: &mut serde_json::Value, body: serde_json::Value| {
        for (name, value) in body.as_object().unwrap() {
            held[name] = value.clone();
            if let Some(parts) = held[name].as_object_mut() {
                parts.retain(|_, part| !part.is_null());
            }
        }
    };
    let mut properties = held.extended.clone();
    for new in &body.extended {
        properties.retain(|old| old.id != new.id);
        properties.push(new.clone());
    }
    let mut json = serde_json::to_value(&*held).unwrap();
    merge(&mut json, serde_json::to_value(body).unwrap());
    *held = serde_json::from_value(json).unwrap();
    held.extended = properties;
}

fn changed(current: &Contact, patch: &Patch, card: &Card, stamp: StampChange) -> Option<Contact> {
    let update = ContactUpdate {
        id: RemoteId("1".into()),
        change_key: ChangeKey("k".into()),
        patch: patch.clone(),
        card: card.clone(),
        stamp,
    };
    super::update(current, &update)
}

/// Changes a held contact so that it becomes `target`, as replication does.
fn brought_to(held: &mut Contact, target: &Card) {
    let (now, target) = (read::card(held), as_outlook_stores(target));
    if let Some(body) = changed(held, &now.diff(&target), &target, StampChange::Keep) {
        patched(held, &body);
    }
}

fn new(card: &Card) -> NewContact {
    NewContact { card: card.clone(), stamp: "1.a.b.c".into() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn what_is_created_reads_back_as_outlook_stores_it(card in cards()) {
        let held = posted(&create(&new(&card)));
        prop_assert_eq!(read::card(&held).diff(&as_outlook_stores(&card)), Patch::new());
        prop_assert_eq!(held.property(STAMP), Some("1.a.b.c"));
    }

    #[test]
    fn a_change_brings_the_contact_to_the_target_and_a_second_one_finds_nothing(a in cards(), b in cards()) {
        let mut held = posted(&create(&new(&a)));
        brought_to(&mut held, &b);
        prop_assert_eq!(read::card(&held).diff(&as_outlook_stores(&b)), Patch::new());
        let nothing = read::card(&held).diff(&as_outlook_stores(&b));
        prop_assert_eq!(changed(&held, &nothing, &b, StampChange::Keep), None);
    }
}

#[test]
fn every_field_alone_travels_there_is_changed_and_is_cleared() {
    for field in FIELDS.iter().filter(|field| field.limit > 0) {
        let [first, second] = match field.kind {
            FieldKind::Date => ["1970-01-01", "2001-12-31"],
            FieldKind::Choice(words) => [words[0], words[1]],
            FieldKind::Flag => ["true", "true"],
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::List
            | FieldKind::Set => ["Größe 1", "b; c"],
        };
        let (one, two) = (Card::new().with(field.key, first), Card::new().with(field.key, second));
        let mut held = posted(&create(&new(&one)));
        assert_eq!(read::card(&held), as_outlook_stores(&one), "{}", field.key);
        brought_to(&mut held, &two);
        assert_eq!(read::card(&held), as_outlook_stores(&two), "{}", field.key);
        brought_to(&mut held, &Card::new());
        assert!(read::card(&held).is_empty(), "{}", field.key);
    }
}

fn ada() -> Card {
    let card = Card::new().with(FieldKey::FirstName, "Ada").with(FieldKey::LastName, "King");
    card.with(FieldKey::Title, "Dr.").with(FieldKey::MobilePhone, "0171 1")
}

fn only(key: FieldKey, text: &str) -> Patch {
    let mut patch = Patch::new();
    patch.set(key, Value::parse(key, text).unwrap());
    patch
}

#[test]
fn a_change_of_one_field_sends_that_field_and_the_name_that_is_shown_and_nothing_else() {
    let mut held = posted(&create(&new(&ada())));
    held.display_name = Tri::Value("Dr. Ada King".into());
    let body = changed(&held, &only(FieldKey::MobilePhone, "0171 2"), &ada(), StampChange::Keep).unwrap();
    let json = serde_json::to_string(&body).unwrap();
    assert_eq!(json, r#"{"displayName":"Dr. Ada King","mobilePhone":"0171 2"}"#);
}

#[test]
fn a_name_that_somebody_typed_stays_and_one_made_from_the_parts_follows_them() {
    let mut held = posted(&create(&new(&ada())));
    for (shown, filed, after) in [
        ("Lady Lovelace", "Lovelace", ("Lady Lovelace", "Lovelace")),
        ("Dr. Ada King", "King, Ada", ("Ada Byron", "Byron, Ada")),
        ("Ada King", "Ada King", ("Ada Byron", "Ada Byron")),
        ("", "", ("Ada Byron", "Byron, Ada")),
    ] {
        held.display_name = Tri::Value(shown.into());
        held.file_as = Tri::Value(filed.into());
        let body = changed(&held, &only(FieldKey::LastName, "Byron"), &ada(), StampChange::Keep).unwrap();
        assert_eq!(body.display_name, Tri::Value(after.0.into()), "{shown}");
        assert_eq!(body.file_as, Tri::Value(after.1.into()), "{filed}");
    }
}

#[test]
fn an_address_that_stays_keeps_its_name_and_parts_that_are_not_changed_stay() {
    let current: Contact = serde_json::from_str(
        r#"{"emailAddresses":[{"name":"Ada (home)","address":"ada@home.example","type":"x"},
            {"name":"b@x.de","address":"b@x.de"},{"name":"c","address":"c@x.de"}],
            "homeAddress":{"city":"Ulm","postOfficeBox":"7"},"homePhones":["1","2"],
            "businessAddress":{"city":"Ulm","state":"BW"},"otherAddress":{"city":"Ulm"}}"#,
    )
    .unwrap();
    let mut patch = Patch::new();
    patch.set(FieldKey::Email1, Some(Value::Text("c@x.de".into())));
    patch.set(FieldKey::Email2, Some(Value::Text("ADA@home.example".into())));
    patch.set(FieldKey::Email3, None);
    patch.set(FieldKey::HomeStreet, Some(Value::Text("Weg 1\nHof".into())));
    patch.set(FieldKey::HomePhone, None);
    patch.set(FieldKey::BusinessCity, None);
    patch.set(FieldKey::OtherCity, None);
    let body = changed(&current, &patch, &Card::new(), StampChange::Keep).unwrap();
    let json = serde_json::to_value(&body).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "displayName": "c@x.de",
            "fileAs": "c@x.de",
            "emailAddresses": [
                {"address": "c@x.de", "name": "c"},
                {"address": "ADA@home.example", "name": "Ada (home)", "type": "x"},
            ],
            "homeAddress": {"street": "Weg 1\nHof", "city": "Ulm", "postOfficeBox": "7"},
            "homePhones": ["2"],
            "businessAddress": {"city": null, "state": "BW"},
            "otherAddress": {},
        })
    );
}

#[test]
fn stamping_a_contact_touches_nothing_but_the_stamp() {
    let held = posted(&create(&new(&ada())));
    for (stamp, value) in [(StampChange::Set("1.x".into()), Some("1.x")), (StampChange::Clear, None)] {
        let body = changed(&held, &Patch::new(), &ada(), stamp).unwrap();
        let json = serde_json::to_value(&body).unwrap();
        let properties = serde_json::json!([{"id": STAMP, "value": value}]);
        assert_eq!(json, serde_json::json!({"singleValueExtendedProperties": properties}));
    }
    assert_eq!(changed(&held, &Patch::new(), &ada(), StampChange::Keep), None);
}

#[test]
fn numbers_and_flags_are_cleared_by_zero_and_false_and_the_private_flag_is_written_twice() {
    let mut patch = Patch::new();
    for key in [
        FieldKey::Gender,
        FieldKey::MailingAddress,
        FieldKey::Private,
        FieldKey::Anniversary,
        FieldKey::Pager,
    ] {
        patch.set(key, None);
    }
    let body = changed(&Contact::default(), &patch, &Card::new(), StampChange::Keep).unwrap();
    let sent = |id: &str| body.extended.iter().find(|p| p.id == id).unwrap().value.as_deref();
    use super::super::property as p;
    assert_eq!(sent(p::GENDER), Some("0"));
    assert_eq!(sent(p::MAILING_ADDRESS), Some("0"));
    assert_eq!((sent(PRIVATE), sent(SENSITIVITY)), (Some("false"), Some("0")));
    assert_eq!((sent(p::ANNIVERSARY), sent(p::PAGER)), (None, None));
}
