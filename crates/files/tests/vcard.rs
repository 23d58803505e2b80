//! Cards by Outlook and by other programs.

#![allow(clippy::unwrap_used)] // In tests a panic is the report.

use contacts::FieldKey::*;
use contacts::{FieldKey, Value};
use files::vcard::read;
use files::{FileError, PersonRecord, Refused};
use jiff::civil::date;

fn cards(bytes: &[u8]) -> Vec<Result<PersonRecord, Refused>> {
    read(bytes).unwrap().collect()
}

fn card(body: &str) -> PersonRecord {
    let mut cards = cards(format!("BEGIN:VCARD\n{body}\nEND:VCARD\n").as_bytes());
    assert_eq!(cards.len(), 1);
    cards.remove(0).unwrap()
}

fn warned(record: &PersonRecord) -> Vec<&str> {
    record.warnings.iter().map(|warning| warning.field.as_str()).collect()
}

#[test]
fn a_card_by_outlook_is_read_without_loss() {
    let mut cards = cards(include_bytes!("data/outlook.2.1.vcf"));
    let record = cards.remove(0).unwrap();
    assert!(cards.is_empty());
    let expected: &[(FieldKey, &str)] = &[
        (Title, "Frau Dr."),
        (FirstName, "Jördis"),
        (MiddleName, "Maria Anna"),
        (LastName, "Größmann"),
        (Department, "Einkauf"),
        (JobTitle, "Leiterin"),
        (Profession, "Kauffrau"),
        (Office, "Zimmer 3"),
        (Manager, "Chef"),
        (Assistant, "Hilfe"),
        (Email1, "j@example.de"),
        (WebPage, "http://firma.example"),
        (Im1, "j@chat.example"),
        (BusinessPhone, "+49 3581 100-1"),
        (MobilePhone, "0171 1234567"),
        (HomePhone, "03581 55"),
        (BusinessFax, "+49 3581 100-9"),
        (BusinessStreet, "Hauptstraße 5, Hof"),
        (BusinessPostalCode, "02826"),
        (BusinessCity, "Görlitz"),
        (BusinessState, "Sachsen"),
        (BusinessCountry, "Deutschland"),
        (HomeStreet, "Am Weg 1\nHaus 2"),
        (HomePostalCode, "02763"),
        (HomeCity, "Zittau"),
        (MailingAddress, "business"),
        (Spouse, "Jo"),
        (Notes, "Erste Zeile: C:\\neu\nzweite Zeile ä;\n\nEND:OF NOTE"),
    ];
    for (key, text) in expected {
        assert_eq!(record.card.text(*key), *text, "{key}");
    }
    assert_eq!(record.card.get(Birthday), Some(&Value::Date(date(1980, 3, 22))));
    assert_eq!(record.card.get(Anniversary), Some(&Value::Date(date(2011, 1, 13))));
    assert_eq!(record.card.iter().count(), expected.len() + 2, "and nothing else: {:?}", record.card);
    assert_eq!(record.company.as_deref(), Some("Käse, Söhne & Co"));
    assert_eq!(record.company_phone.as_deref(), Some("+49 3581 100-0"));
    assert!(record.photo.unwrap().starts_with(b"GIF89a"));
    let warnings: Vec<&str> = record.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("callback") && warnings[1].contains("privat.example"), "{warnings:?}");
}

#[test]
fn cards_by_other_programs_are_read_and_a_broken_one_loses_only_itself() {
    let cards = cards(include_bytes!("data/several.vcf"));
    let refused: Vec<&Refused> = cards.iter().filter_map(|card| card.as_ref().err()).collect();
    let lines: Vec<u64> = refused.iter().map(|refused| refused.line).collect();
    assert_eq!(lines, [35, 44, 49, 50], "{refused:?}");
    assert!(refused[0].reason.contains("END:VCARD is missing"));
    assert!(refused[1].reason.contains("distribution list"));
    assert!(refused[2].reason.contains("outside"));
    assert!(refused[3].reason.contains("NOTE in line 53"), "{}", refused[3]);
    let read: Vec<&PersonRecord> = cards.iter().filter_map(|card| card.as_ref().ok()).collect();
    let names: Vec<&str> = read.iter().map(|record| record.card.text(LastName)).collect();
    assert_eq!(names, ["van der Berg", "After", "Ondřej Čtyři"]);
}

#[test]
fn a_card_of_version_3_is_read_with_apples_labels() {
    let cards = cards(include_bytes!("data/several.vcf"));
    let record = cards[0].as_ref().unwrap();
    let card = &record.card;
    assert_eq!(record.external_id.as_deref(), Some("urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1"));
    assert_eq!(record.company.as_deref(), Some("Acme; Zonen"));
    for (key, text) in [
        (FirstName, "Jan, Piet"),
        (FullName, "Jan Piet van der Berg"),
        (Nickname, "JP, Jantje"),
        (Department, "R&D, Lab 2"),
        (MobilePhone, "+31 20 1"),
        (BusinessPhone, "+31 20 2"),
        (BusinessPhone2, "+31 20 3"),
        (OtherPhone, "+31 20 5"),
        (Email1, "one@example.nl"),
        (Email2, "two@example.nl"),
        (Email3, "three@example.nl"),
        (HomeStreet, "Kerkstraat 1\nApt 4"),
        (HomeCity, "Amsterdam"),
        (Notes, "Line one\nline two, with comma; and \\ backslash"),
        (Spouse, "Kees"),
        (Im1, "skype:jan.piet"),
    ] {
        assert_eq!(card.text(key), text, "{key}");
    }
    assert_eq!(card.list(FurtherPhones), ["+31 20 4", "+31 20 6"]);
    assert_eq!(card.list(FurtherEmails), ["four@example.nl"]);
    assert_eq!(card.list(Categories), ["Klant", "VIP, echt"]);
    assert_eq!(card.get(Private), Some(&Value::Flag));
    assert_eq!(card.get(Anniversary), Some(&Value::Date(date(2001, 2, 3))));
    assert_eq!(card.get(Birthday), None, "without its year");
    assert_eq!(record.photo, None);
    assert_eq!(warned(record), ["EMAIL", "BDAY", "PHOTO", "X-CUSTOM"]);
}

#[test]
fn a_card_of_version_4_is_read_by_preference_and_without_guessing() {
    let cards = cards(include_bytes!("data/several.vcf"));
    let record = cards.last().unwrap().as_ref().unwrap();
    let card = &record.card;
    assert_eq!((card.text(Email1), card.text(Email2)), ("a@example.cz", "b@example.cz"));
    assert_eq!((card.text(MobilePhone), card.text(HomePhone)), ("+420-1 ext. 5", "1"));
    assert_eq!((card.text(Gender), card.text(Im1), card.text(Spouse)), ("male", "xmpp:o@example.cz", "Ema"));
    assert_eq!(card.list(Children), ["Eva"]);
    assert_eq!(card.get(Anniversary), Some(&Value::Date(date(2020, 1, 1))));
    assert!(record.photo.as_deref().unwrap().starts_with(b"GIF89a"));
    let partial = record.warnings.iter().find(|warning| warning.field == "BDAY").unwrap();
    assert!(partial.message.contains("--0412"), "{partial:?}");
    assert_eq!(warned(record), ["BDAY", "SOUND", "FN"]);
}

#[test]
fn the_character_set_is_found_property_by_property() {
    let file = [
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN:M\xFCller\r\n".as_slice(),
        b"NICKNAME:J\xC3\xB6rg\r\n",
        b"TITLE;CHARSET=ISO-8859-2:P\xF8edseda\r\n",
        b"ROLE;QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=9Cber\r\n",
        b"X-MS-MANAGER;ENCODING=QUOTED-PRINTABLE:=DCber\r\n",
        b"X-MS-SPOUSE;ENCODING=QUOTED-PRINTABLE:=C3=9Cber\r\nEND:VCARD\r\n",
    ]
    .concat();
    let record = cards(&file).remove(0).unwrap();
    for (key, text) in [
        (LastName, "Müller"),
        (Nickname, "Jörg"),
        (JobTitle, "Předseda"),
        (Profession, "Über"),
        (Manager, "Über"),
        (Spouse, "Über"),
    ] {
        assert_eq!(record.card.text(key), text, "{key}");
    }
    let utf16: Vec<u8> = std::iter::once(0xFEFFu16)
        .chain("BEGIN:VCARD\nVERSION:3.0\nN:Müller;;;;\nEND:VCARD".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(cards(&utf16).remove(0).unwrap().card.text(LastName), "Müller");
}

#[test]
fn a_card_within_a_card_is_left_out_with_a_warning_and_the_outer_one_is_whole() {
    let record = card("VERSION:2.1\nN:Outer;Olga\nAGENT:\nBEGIN:VCARD\nN:Inner;Ida\nEND:VCARD\nTITLE:Boss");
    assert_eq!((record.card.text(LastName), record.card.text(JobTitle)), ("Outer", "Boss"));
    assert_eq!(warned(&record), ["AGENT"]);
}

#[test]
fn a_photo_packed_without_indentation_and_a_broken_one() {
    let record = card(
        "VERSION:2.1\nN:A\nPHOTO;JPEG;BASE64:R0lGODlhAQABAIAAAAAAAP\n///yH5BAEAAAAALAAAAAABAAEA\nAAIBRAA7\n\nTITLE:X",
    );
    assert!(record.photo.unwrap().starts_with(b"GIF89a"));
    assert_eq!(record.card.text(JobTitle), "X");
    let record = card("VERSION:3.0\nN:A;;;;\nPHOTO;ENCODING=b:@@@not base64@@@");
    assert_eq!((record.photo.is_none(), warned(&record)), (true, vec!["PHOTO"]));
}

#[test]
fn dates_are_read_in_all_notations_and_their_times_are_mentioned() {
    for (text, warns) in [
        ("19800322", false),
        ("1980-03-22", false),
        ("1980-03-22T00:00:00Z", false),
        ("19800322T230000Z", true),
    ] {
        let record = card(&format!("VERSION:3.0\nN:A;;;;\nBDAY:{text}"));
        assert_eq!(record.card.get(Birthday), Some(&Value::Date(date(1980, 3, 22))), "{text}");
        assert_eq!(!record.warnings.is_empty(), warns, "{text}");
    }
    for text in ["1980", "1980-03", "---22", "circa 1800", "--04-12"] {
        let record = card(&format!("VERSION:4.0\nN:A;;;;\nBDAY:{text}"));
        assert_eq!(record.card.get(Birthday), None, "{text}");
        assert!(record.warnings[0].message.contains(text), "{text}");
    }
}

#[test]
fn a_line_that_is_no_property_is_mentioned_with_its_number() {
    let record = card("VERSION:3.0\nN:A;;;;\nthis is nothing");
    assert_eq!(record.warnings[0].field, "line 4");
    assert!(record.warnings[0].message.contains("this is nothing"));
}

#[test]
fn a_second_value_for_one_place_is_mentioned_and_the_same_one_is_not() {
    let record =
        card("VERSION:3.0\nN:A;;;;\nTITLE:Boss\nTITLE:Boss\nTITLE:Chief\nURL:x.example\nURL:x.example");
    assert_eq!(record.card.text(JobTitle), "Boss");
    assert_eq!(warned(&record), ["TITLE"]);
    assert!(record.warnings[0].message.contains("Chief"));
}

#[test]
fn a_file_that_ends_within_a_card_and_one_without_any_are_refused() {
    let cards = cards(b"BEGIN:VCARD\nN:A\nEND:VCARD\nBEGIN:VCARD\nN:B\n");
    assert_eq!(cards[0].as_ref().unwrap().card.text(LastName), "A");
    assert_eq!(cards[1].as_ref().unwrap_err().line, 4);
    assert!(matches!(read(b"hello"), Err(FileError::NoCard)));
    assert!(matches!(read(b""), Err(FileError::Empty)));
}
