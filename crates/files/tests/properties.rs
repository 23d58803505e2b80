//! What holds for any file.

#![allow(clippy::unwrap_used)] // In tests a panic is the report.

use std::io::Cursor;

use contacts::field::{FIELDS, FieldKind, Owner};
use contacts::{Card, FieldKey, Value};
use files::PersonRecord;
use files::csv::{Options, read_partners, read_persons, write_persons};
use proptest::prelude::*;

/// Texts with everything that quoting, formulas, lists and line ends trip over.
fn awkward() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~äöüßŁ€😀\n\t]{0,20}",
        "['=+@\\-]{1,4}[a-z;,\"\\\\]{0,6}",
        "\\PC{0,12}",
        Just("'+49 (0)30 1\"2;3,4".to_owned()),
    ]
}

fn value(key: FieldKey, text: &str, entries: &[String], day: u16) -> Option<Value> {
    match key.kind() {
        FieldKind::Line | FieldKind::Text | FieldKind::Email | FieldKind::Phone | FieldKind::Url => {
            Value::parse(key, text).unwrap_or(None)
        }
        FieldKind::List | FieldKind::Set => {
            let json = serde_json::json!(entries);
            Value::from_json(key, &json).unwrap_or(None)
        }
        FieldKind::Choice(words) => Some(Value::Text(words[usize::from(day) % words.len()].to_owned())),
        FieldKind::Date => {
            let first = jiff::civil::date(1600, 1, 1);
            Some(Value::Date(first.checked_add(jiff::Span::new().days(i64::from(day) * 4)).unwrap()))
        }
        FieldKind::Flag => Some(Value::Flag),
    }
}

prop_compose! {
    fn a_person()(
        texts in proptest::collection::vec((any::<prop::sample::Index>(), awkward()), 1..12),
        entries in proptest::collection::vec(awkward(), 0..4),
        day in any::<u16>(),
        external_id in "['=A-Z0-9\\-]{1,8}",
        inactive in any::<bool>(),
        company in proptest::option::of("['=+@A-Z][a-zß;,\"]{0,8}"),
        photo in proptest::option::of("[a-z=-]{1,5}\\.jpg"),
    ) -> PersonRecord {
        let own: Vec<FieldKey> =
            FIELDS.iter().filter(|field| field.owner == Owner::Person).map(|field| field.key).collect();
        let mut card = Card::new();
        for (place, text) in &texts {
            let key = own[place.index(own.len())];
            card.set(key, value(key, text, &entries, day));
        }
        card.close_gaps();
        PersonRecord {
            card,
            external_id: Some(external_id),
            inactive,
            company_phone: company.clone(),
            partner_external_id: company.clone(),
            employee_in_charge: company.clone(),
            company,
            photo_file: photo,
            ..PersonRecord::default()
        }
    }
}

fn written(persons: &[PersonRecord]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_persons(&mut bytes, persons).unwrap();
    bytes
}

proptest! {
    #[test]
    fn a_person_written_and_read_back_is_the_same(persons in proptest::collection::vec(a_person(), 1..4)) {
        let bytes = written(&persons);
        let read: Vec<PersonRecord> = read_persons(Cursor::new(&bytes), Options::default())
            .unwrap()
            .map(|row| PersonRecord { line: 0, ..row.unwrap() })
            .collect();
        prop_assert_eq!(read, persons);
    }

    #[test]
    fn no_cell_that_is_written_starts_like_a_formula(person in a_person()) {
        let bytes = written(&[person]);
        let mut table = csv::Reader::from_reader(bytes.as_slice());
        for row in table.records() {
            for cell in &row.unwrap() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused_and_never_make_the_reader_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let with_header = [b"last_name;notes;birthday;private;email_1\n".as_slice(), &bytes].concat();
        for file in [&bytes, &with_header] {
            if let Ok(persons) = read_persons(Cursor::new(file), Options::default()) {
                persons.for_each(drop);
            }
            if let Ok(partners) = read_partners(Cursor::new(file)) {
                partners.for_each(drop);
            }
        }
        let with_frame = [b"BEGIN:VCARD\n".as_slice(), &bytes, b"\nEND:VCARD\n"].concat();
        for file in [&bytes, &with_frame] {
            if let Ok(cards) = files::vcard::read(file) {
                cards.for_each(drop);
            }
        }
    }

    #[test]
    fn any_lines_that_look_like_a_card_are_read_or_refused(
        lines in proptest::collection::vec(
            prop_oneof![
                "(N|FN|TEL|ADR|NOTE|BDAY|PHOTO|ORG|EMAIL|item1\\.TEL|GENDER|UID)(;[A-Z=\\-\",a-z0-9]{0,12}){0,2}:[ -~äß]{0,30}",
                "[ \t][ -~]{0,20}",
                "(BEGIN|END):VCARD",
                "VERSION:[234]\\.[01]",
            ],
            0..20,
        ),
    ) {
        let body = lines.join("\r\n");
        let file = format!("BEGIN:VCARD\r\n{body}\r\nEND:VCARD\r\nBEGIN:VCARD\r\nN:Last;;;;\r\nEND:VCARD\r\n");
        let cards: Vec<_> = files::vcard::read(file.as_bytes()).unwrap().collect();
        let last = cards.last().unwrap().as_ref().unwrap();
        // Whatever went before, the last card is whole.
        prop_assert_eq!(last.card.text(FieldKey::LastName), "Last");
    }

    #[test]
    fn every_row_is_read_or_refused_exactly_once(
        names in proptest::collection::vec("[a-zäöü \"]{1,8}", 1..30),
    ) {
        // Unbalanced quotation marks may join rows; without them the count is exact.
        let names: Vec<String> =
            names.iter().map(|name| name.replace('"', "")).filter(|name| !name.trim().is_empty()).collect();
        let file = format!("last_name,title\n{}", names.iter().map(|name| format!("{name},x\n")).collect::<String>());
        let rows = read_persons(Cursor::new(file.as_bytes()), Options::default()).unwrap().count();
        prop_assert_eq!(rows, names.len());
    }
}
