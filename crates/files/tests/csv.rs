//! Tables of contact persons and business partners in the dialects that people have.

#![allow(clippy::unwrap_used)] // In tests a panic is the report.

use std::io::Cursor;

use contacts::FieldKey::*;
use contacts::{PartnerField, Value};
use files::csv::{Options, SlashDates, read_partners, read_persons};
use files::{FileError, PersonRecord, Refused};
use jiff::civil::date;

type Row = Result<PersonRecord, Refused>;

fn persons(bytes: &[u8]) -> Vec<Row> {
    read_persons(Cursor::new(bytes), Options::default()).unwrap().collect()
}

fn refusal(bytes: &[u8]) -> Refused {
    persons(bytes).into_iter().find_map(Result::err).unwrap()
}

#[test]
fn a_german_export_of_classic_outlook_is_read_with_all_its_oddities() {
    let bytes = include_bytes!("data/outlook-classic-de.windows-1252.csv");
    let mut reading = read_persons(Cursor::new(bytes), Options::default()).unwrap();
    assert_eq!(reading.warnings(), vec![], "every column is known");
    let rows: Vec<Row> = reading.by_ref().collect();

    let first = rows[0].as_ref().unwrap();
    let card = &first.card;
    assert_eq!((card.text(Title), card.text(FirstName)), ("Frau Dr.", "Jördis"));
    assert_eq!(card.text(BusinessStreet), "Hauptstraße 5\nHinterhaus\n2. Stock");
    assert_eq!((card.text(BusinessCity), card.text(BusinessState)), ("Görlitz", "Sachsen"));
    assert_eq!((card.text(BusinessPhone), card.text(MobilePhone)), ("+49 3581 100-1", "0171 1234567"));
    assert_eq!((card.text(Email1), card.text(Email2)), ("j.grossmann@käse.example", ""));
    assert_eq!(card.get(Birthday), Some(&Value::Date(date(1980, 3, 22))));
    assert_eq!((card.get(Anniversary), card.text(Gender)), (None, "female"));
    assert_eq!(card.list(Categories), ["Kunde", "VIP"]);
    assert_eq!(card.list(Children), ["Mia", "Max"]);
    assert_eq!(card.text(Notes), "Erste Zeile\nzweite; mit \"Anführung\"");
    assert_eq!(card.get(Private), Some(&Value::Flag), "by its sensitivity");
    assert_eq!((card.text(Spouse), card.text(Manager)), ("Jürgen", "Käte Kühn"));
    assert_eq!(first.company.as_deref(), Some("Käse & Söhne GmbH"));
    assert_eq!(first.company_phone.as_deref(), Some("03581 100-0"));
    assert_eq!((card.get(Company), card.get(CompanyPhone)), (None, None), "they belong to the partner");
    assert_eq!(first.warnings.len(), 1);
    assert!(first.warnings[0].message.contains("/o=Firma"), "{:?}", first.warnings);

    let second = rows[1].as_ref().unwrap();
    assert_eq!((second.line, second.card.text(LastName)), (4, "Öberg"));
    assert_eq!((second.card.get(Birthday), second.card.get(Gender)), (None, None));

    let (bad_date, too_short) = (rows[2].as_ref().unwrap_err(), rows[3].as_ref().unwrap_err());
    assert_eq!((bad_date.line, too_short.line), (5, 6));
    assert!(bad_date.reason.contains("Geburtstag") && bad_date.reason.contains("31.2.1980"), "{bad_date}");
    assert!(bad_date.reason.contains("does not exist") && !bad_date.reason.contains("slashes"), "{bad_date}");
    assert!(too_short.reason.contains("3 values"), "{too_short}");

    let last = rows[4].as_ref().unwrap();
    assert_eq!((last.line, last.card.text(FirstName), rows.len()), (7, "Letzte", 5));
    assert!(last.warnings[0].message.contains("Vertraulich"), "{:?}", last.warnings);

    let left_out: Vec<String> = reading.warnings().into_iter().map(|warning| warning.field).collect();
    assert_eq!(left_out, ["Rückmeldung", "Telex", "E-Mail: Angezeigter Name"]);
}

#[test]
fn an_english_export_of_classic_outlook_is_read() {
    let bytes = include_bytes!("data/outlook-classic-en.csv");
    let rows = persons(bytes);
    let card = &rows[0].as_ref().unwrap().card;
    assert_eq!(card.get(Birthday), Some(&Value::Date(date(1815, 12, 10))), "month first");
    assert_eq!(card.text(BusinessCountry), "United Kingdom", "the old name of the column");
    assert_eq!((card.text(Email1), card.text(Email2)), ("ada@example.org", "ada@home.example"), "no gap");
    assert_eq!((card.text(MobilePhone), card.text(User1)), ("+44 7700 900123", "=x"), "unprotected");
    assert_eq!(card.get(Private), Some(&Value::Flag));
    assert_eq!(card.list(Categories), ["Poetry", "Science"]);
    let options = Options { slash_dates: SlashDates::DayFirst };
    let other = read_persons(Cursor::new(bytes), options).unwrap().next().unwrap().unwrap();
    assert_eq!(other.card.get(Birthday), Some(&Value::Date(date(1815, 10, 12))));
}

#[test]
fn an_export_of_the_new_outlook_is_read() {
    let mut reading =
        read_persons(Cursor::new(include_bytes!("data/outlook-new.utf-8.csv")), Options::default()).unwrap();
    let record = reading.next().unwrap().unwrap();
    let card = &record.card;
    assert_eq!((card.text(LastName), card.text(PhoneticLastName)), ("山田", "やまだ"));
    assert_eq!((card.text(PhoneticCompany), card.text(Im1)), ("れい", "taro@chat.example"));
    assert_eq!(card.text(BusinessStreet), "1-2-3\nChiyoda");
    assert_eq!((card.text(WebPage), card.text(PersonalWebPage)), ("", "https://taro.example"));
    assert_eq!(card.get(Birthday), Some(&Value::Date(date(1970, 1, 31))));
    assert_eq!(record.company.as_deref(), Some("株式会社例"));
    assert!(reading.next().is_none());
    assert_eq!(reading.warnings()[0].field, "Location");
}

#[test]
fn tandems_own_columns_are_read_with_what_only_they_can_say() {
    let mut reading =
        read_persons(Cursor::new(include_bytes!("data/tandem.csv")), Options::default()).unwrap();
    assert_eq!(
        reading.fields(),
        [FirstName, LastName, Company, Email1, FurtherEmails, Birthday, Children, Categories]
    );
    let record = reading.next().unwrap().unwrap();
    assert_eq!(record.external_id.as_deref(), Some("P-1"));
    assert_eq!(record.partner_external_id.as_deref(), Some("B-7"));
    assert_eq!(record.employee_in_charge.as_deref(), Some("erika@crm.example"));
    assert_eq!(record.photo_file.as_deref(), Some("sule.jpg"));
    assert_eq!(record.card.list(FurtherEmails), ["a@example.com", "c@example.com"]);
    assert!(!record.inactive);
    assert!(reading.next().unwrap().unwrap().inactive);
    assert!(reading.next().is_none());
}

#[test]
fn business_partners_are_read_by_key_and_label_and_need_a_name() {
    let mut reading = read_partners(Cursor::new(include_bytes!("data/partners.csv"))).unwrap();
    assert_eq!(reading.warnings().len(), 1, "one column is not understood: {:?}", reading.warnings());
    assert_eq!(reading.warnings()[0].field, "Umsatz");
    let partner = reading.next().unwrap().unwrap();
    assert_eq!(partner.external_id.as_deref(), Some("B-7"));
    assert_eq!(partner.card.text(PartnerField::MainPhone), "+49 30 1");
    assert_eq!(partner.card.text(PartnerField::PostalCode), "10115");
    assert_eq!(partner.card.text(PartnerField::City), "Berlin");
    assert_eq!(partner.card.text(PartnerField::Notes), "Zeile 1\nZeile 2");
    let refused = reading.next().unwrap().unwrap_err();
    assert_eq!(refused.line, 4);
    assert!(refused.reason.contains("no name"), "{refused}");
}

#[test]
fn every_encoding_and_delimiter_gives_the_same_person() {
    let utf8 = "Nachname;Vorname;E-Mail-Adresse\r\nMüller;Jörg;joerg@example.de\r\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xFEFF).chain(utf8.encode_utf16()).flat_map(bytes).collect()
    };
    let files = [
        utf8.as_bytes().to_vec(),
        format!("\u{feff}{utf8}").into_bytes(),
        utf8.chars().map(|letter| letter as u32 as u8).collect(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        utf8.replace(';', ",").into_bytes(),
        utf8.replace(';', "\t").into_bytes(),
        utf8.replace("\r\n", "\n").into_bytes(),
        utf8.replace("\r\n", "\r").into_bytes(),
        utf8.trim_end().as_bytes().to_vec(),
        format!("sep=;\r\n{utf8}").into_bytes(),
    ];
    for (place, file) in files.iter().enumerate() {
        let rows = persons(file);
        let record = rows[0].as_ref().unwrap();
        assert_eq!(record.card.text(LastName), "Müller", "file {place}");
        assert_eq!(record.card.text(Email1), "joerg@example.de", "file {place}");
        assert_eq!((rows.len(), record.line), (1, if place == 10 { 3 } else { 2 }), "file {place}");
    }
}

#[test]
fn a_damaged_character_refuses_its_row_and_spoils_no_other() {
    let file = [
        b"last_name,first_name\nM\xC3\xBCller,J\xC3\xB6rg\nM\xFCller,Ute\n".as_slice(),
        b"Gro\xC3\x9F,Ida\n",
    ]
    .concat();
    let rows = persons(&file);
    assert_eq!(rows[0].as_ref().unwrap().card.text(FirstName), "Jörg");
    assert_eq!(rows[1].as_ref().unwrap_err().line, 3);
    assert_eq!(rows[2].as_ref().unwrap().card.text(LastName), "Groß");
}

#[test]
fn lines_are_counted_over_line_breaks_in_cells_and_blank_rows() {
    let rows = persons(b"last_name,notes\r\n\r\nA,\"1\r\n2\r\n3\"\r\n,\r\nB,x\r\nC,\"\n\n\"\r\nD,\r\n");
    let lines: Vec<u64> = rows.iter().map(|row| row.as_ref().unwrap().line).collect();
    assert_eq!(lines, [3, 7, 8, 11]);
}

#[test]
fn a_quotation_mark_that_is_not_closed_costs_no_more_than_the_lines_it_swallows() {
    let mut file = b"last_name,notes\nA,x\nB,\"never closed\n".to_vec();
    for number in 0..120_000 {
        file.extend_from_slice(format!("Person{number},0\n").as_bytes());
    }
    let rows = persons(&file);
    let refused: Vec<&Refused> = rows.iter().filter_map(|row| row.as_ref().err()).collect();
    assert_eq!((refused.len(), refused[0].line), (1, 3));
    let last = rows.last().unwrap().as_ref().unwrap();
    assert_eq!((last.card.text(LastName), last.line), ("Person119999", 120_003));
    let after = rows[2].as_ref().unwrap();
    assert!(refused[0].reason.contains(&format!("the lines 3 to {}", after.line - 1)), "{}", refused[0]);
}

#[test]
fn a_row_of_more_than_a_megabyte_is_refused_and_the_next_one_read() {
    let long = format!("last_name,notes\nA,{}\nB,x\n", "n".repeat(1_100_000));
    let rows = persons(long.as_bytes());
    assert_eq!(rows[0].as_ref().unwrap_err().line, 2);
    assert_eq!(rows[1].as_ref().unwrap().line, 3);
}

#[test]
fn what_can_be_mended_in_the_file_refuses_the_row_with_column_and_reason() {
    for (file, column, part) in [
        ("last_name,birthday\nA,22/3/1980\n", "birthday", "month/day/year"),
        ("last_name,birthday\nA,22.3.80\n", "birthday", "YYYY-MM-DD"),
        ("last_name,private\nA,maybe\n", "private", "neither yes nor no"),
        ("last_name,inactive\nA,perhaps\n", "inactive", "neither yes nor no"),
        ("last_name,photo\nA,../secret.jpg\n", "photo", "folder"),
        ("last_name,photo\nA,/etc/passwd\n", "photo", "folder"),
        ("last_name,photo\nA,C:\\x.jpg\n", "photo", "folder"),
        ("last_name,title\nA,b\u{7}c\n", "title", "U+0007"),
        ("last_name,company\nA,b\u{7}c\n", "company", "U+0007"),
        ("last_name,email_1\nA,x,y\n", "", "3 values"),
    ] {
        let refused = refusal(file.as_bytes());
        assert_eq!(refused.line, 2, "{file}");
        assert!(refused.reason.contains(part) && refused.reason.contains(column), "{file}: {refused}");
    }
    let long = format!("last_name,title\nA,{}\n", "x".repeat(2_001));
    assert!(refusal(long.as_bytes()).reason.contains("longer than 2000"));
}

#[test]
fn a_column_that_is_not_understood_is_one_warning_and_a_nameless_one_only_when_it_has_something() {
    let file = "last_name,Shoe size,\nA,44,\nB,45,lost\n";
    let mut reading = read_persons(Cursor::new(file), Options::default()).unwrap();
    assert_eq!(reading.by_ref().filter(Result::is_ok).count(), 2);
    let warnings = reading.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert_eq!(warnings[0].field, "Shoe size");
    assert!(warnings[1].message.contains("in it: 1"), "{warnings:?}");
}

#[test]
fn a_file_that_is_no_table_of_persons_is_refused_as_a_whole() {
    let open = |bytes: &[u8]| read_persons(Cursor::new(bytes.to_vec()), Options::default()).map(|_| ());
    assert!(matches!(open(b""), Err(FileError::Empty)));
    assert!(matches!(open(b"\n\n"), Err(FileError::Empty)));
    assert!(matches!(open(b"A,B\n1,2\n"), Err(FileError::NoHeader { .. })));
    assert!(matches!(open(b"PK\x03\x04xxxx"), Err(FileError::NotText { .. })));
    assert!(matches!(open(b"last_name,Nachname\nA,B\n"), Err(FileError::SameColumnTwice { .. })));
}

#[test]
fn a_word_for_the_gender_that_outlook_does_not_know_is_left_out_with_a_warning() {
    let rows = persons("Nachname;Geschlecht\nA;divers\n".as_bytes());
    let record = rows[0].as_ref().unwrap();
    assert_eq!(record.card.get(Gender), None);
    assert!(record.warnings[0].message.contains("divers"));
}
