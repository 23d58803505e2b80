//! Files that other programs wrote, loaded, exported, and read back from Outlook field by field.

use std::io::Cursor;

use acceptance::{House, houses, in_outlook, pictures, samples};
use contacts::field::FIELDS;
use contacts::outlook_form::{display_name, file_as};
use contacts::{Card, FieldKey, PersonId, Value};
use files::PersonRecord;
use replication::Rules;
use store::{ExportMode, ExportRequest, LoadOptions, LoadPerson, PhotoSize, RunCounts, RunState, Selection};

const FILES: [(&str, &[u8]); 3] = [
    ("de", include_bytes!("../../../../crates/files/tests/data/outlook-classic-de.windows-1252.csv")),
    ("en", include_bytes!("../../../../crates/files/tests/data/outlook-classic-en.csv")),
    ("new", include_bytes!("../../../../crates/files/tests/data/outlook-new.utf-8.csv")),
];
const CARDS: [&[u8]; 2] = [
    include_bytes!("../../../../crates/files/tests/data/several.vcf"),
    include_bytes!("../../../../crates/files/tests/data/outlook.2.1.vcf"),
];

/// Reads every sample file, and a table of our own in which every field has a value.
fn records() -> Vec<PersonRecord> {
    let mut records = Vec::new();
    for (_, bytes) in FILES {
        records.extend(csv(bytes));
    }
    for bytes in CARDS {
        records.extend(files::vcard::read(bytes).unwrap().flatten());
    }
    let everything: Vec<PersonRecord> = (0..6).map(full_record).collect();
    let mut table = Vec::new();
    files::csv::write_persons(&mut table, &everything).unwrap();
    let mut read = csv(&table);
    for (n, record) in read.iter_mut().enumerate() {
        record.photo = Some(pictures::portrait(u8::try_from(n * 30).unwrap()).to_vec());
    }
    records.extend(read);
    records
}

fn csv(bytes: &[u8]) -> Vec<PersonRecord> {
    let options = files::csv::Options::default();
    files::csv::read_persons(Cursor::new(bytes), options).unwrap().flatten().collect()
}

fn full_record(n: usize) -> PersonRecord {
    PersonRecord {
        external_id: Some(format!("full-{n}")),
        card: samples::everything(n),
        company: Some("Everything Ltd".to_owned()),
        company_phone: Some("+49 3581 100-0".to_owned()),
        ..PersonRecord::default()
    }
}

/// What the CRM has of a record: its card and the partner's fields.
fn expected(record: &PersonRecord) -> Card {
    let mut card = record.card.clone();
    let company = record.company.as_deref().unwrap_or("Acme GmbH");
    card.set(FieldKey::Company, Some(Value::Text(company.to_owned())));
    card.set(FieldKey::CompanyPhone, record.company_phone.clone().map(Value::Text));
    card
}

async fn every_field_on(house: &House) {
    let mut rules = Rules::default();
    for field in FIELDS.iter().filter(|field| field.limit > 0) {
        rules.fields.entry(field.key).and_modify(|rule| rule.direction = field.direction);
    }
    house.db.change_rules(&house.root, &rules, house.now()).await.unwrap();
}

async fn load(house: &House, records: &[PersonRecord]) -> Vec<PersonId> {
    let rows: Vec<LoadPerson> = records
        .iter()
        .map(|record| LoadPerson {
            line: record.line,
            external_id: record.external_id.clone(),
            card: record.card.clone(),
            company: record.company.clone(),
            company_phone: record.company_phone.clone(),
            ..LoadPerson::default()
        })
        .collect();
    let options = LoadOptions { create_partners: true, partner: Some(house.acme) };
    let loaded = house.db.load_persons(&house.root, &rows, &options, house.now()).await.unwrap();
    let persons: Vec<PersonId> =
        loaded.iter().map(|one| one.id().unwrap_or_else(|| panic!("{one:?}"))).collect();
    for (person, record) in persons.iter().zip(records) {
        if let Some(photo) = &record.photo {
            let prepared = photo::prepare(photo).unwrap();
            house.db.set_photo(&house.root, *person, &prepared, house.now()).await.unwrap();
        }
    }
    persons
}

#[tokio::test]
async fn what_other_programs_wrote_is_in_outlook_field_by_field_with_its_photos() {
    for house in houses().await {
        every_field_on(&house).await;
        let records = records();
        assert!(records.len() >= 14, "{} records were read", records.len());
        let persons = load(&house, &records).await;
        let request = ExportRequest {
            mailbox: house.anna.mailbox,
            persons: Selection::Ids(persons.clone()),
            mode: ExportMode::New,
            taken_off: vec![],
            withdraw_taken_off: false,
            photos: true,
        };
        let viewer = &house.anna.viewer;
        let run = house.db.start_export(viewer, &request, None, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let shown = house.db.read_run(viewer, run).await.unwrap();
        let total = persons.len() as u64;
        assert_eq!(
            shown.counts,
            RunCounts { total, created: total, ..RunCounts::default() },
            "{}",
            house.name
        );
        assert_eq!(shown.state, RunState::Done);
        let contacts = house.anna.contacts();
        assert_eq!(contacts.len(), persons.len(), "{}", house.name);
        for (person, record) in persons.iter().zip(&records) {
            let contact =
                contacts.iter().find(|one| acceptance::desk::is_of(one, *person)).expect("it is there");
            compare(&expected(record), contact, &house.name);
            photos(&house, *person, record, contact).await;
        }
        crate::bed::at_rest(&house, &house.anna).await;
    }
}

fn compare(card: &Card, contact: &outlook_standin::StoredContact, name: &str) {
    for field in FIELDS.iter().filter(|field| field.limit > 0) {
        let wanted = match (field.key, card.get(field.key)) {
            // Without one of its own a contact shows what its parts say.
            (FieldKey::FullName, None) => Some(Value::Text(display_name(card))),
            (FieldKey::FileAs, None) => Some(Value::Text(file_as(card))),
            (_, value) => value.cloned(),
        };
        let stored = in_outlook::value(contact, field.key);
        assert_eq!(stored, wanted, "{name}: {} of {:?}", field.key, card.text(FieldKey::LastName));
    }
}

async fn photos(
    house: &House,
    person: PersonId,
    record: &PersonRecord,
    contact: &outlook_standin::StoredContact,
) {
    let there = house.anna.outlook.photo(&contact.id).map(|(bytes, _)| bytes.to_vec());
    let rendition = house.db.read_photo(&house.root, person, PhotoSize::Rendition).await.unwrap();
    assert_eq!(there.is_some(), record.photo.is_some(), "{}", house.name);
    if let (Some(there), Some(given)) = (there, &record.photo) {
        assert_eq!(Some(&there), rendition.map(|photo| photo.bytes).as_ref(), "{}", house.name);
        // Of one transparent pixel there is nothing to compare.
        let pixel = given.starts_with(b"GIF");
        assert!(pixel || pictures::alike(&there, given), "{}: it shows the same", house.name);
        assert!(there.len() <= 48 * 1024 && there.starts_with(&[0xff, 0xd8]), "a JPEG of at most 48 KB");
    }
}

#[tokio::test]
async fn every_field_typed_in_outlook_comes_to_the_crm() {
    for house in houses().await {
        every_field_on(&house).await;
        let card = samples::everything(2);
        let model = house.person_with(card.clone()).await;
        house.adopted(&house.ben, model).await;
        let person = house.linked("Blank").await;
        let id = house.anna.contact("Blank").id;
        house.anna.outlook.edit(&id, &values(&house.ben.contacts()[0])).unwrap();
        house.settle(&house.anna).await;
        let taken = house.read(person).await.card;
        for (key, value) in card.iter().filter(|(key, _)| *key != FieldKey::Categories) {
            assert_eq!(taken.get(key), Some(value), "{}: {key}", house.name);
        }
        crate::bed::at_rest(&house, &house.anna).await;
    }
}

/// All values of a contact but its stamp, as somebody would type them.
fn values(contact: &outlook_standin::StoredContact) -> serde_json::Map<String, serde_json::Value> {
    let mut values: serde_json::Map<_, _> = contact.properties.clone().into_iter().collect();
    let own = contact.extended.iter().filter(|(id, _)| !id.contains("TandemStamp"));
    let extended: Vec<_> = own.map(|(id, value)| serde_json::json!({"id": id, "value": value})).collect();
    values.insert("singleValueExtendedProperties".into(), extended.into());
    values
}
