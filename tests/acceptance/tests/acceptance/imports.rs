//! Imports, through the real store, engine and connector: what becomes of a contact, and what does not.

use std::collections::BTreeMap;

use acceptance::desk::{is_of, stamp, text};
use acceptance::{Desk, House, houses, in_outlook, pictures, samples};
use contacts::field::{FIELDS, Owner};
use contacts::{Direction, FieldKey, Patch, PersonId, RunId};
use outlook::folder::{ContactFolder, Place, ReadOutcome, RemoteContact, RemoteId};
use outlook_standin::{Effect, Fault, StoredContact};
use replication::Rules;
use serde_json::{Value as Json, json};
use store::{
    Assign, EndState, HistoryKind, ImportAction, ImportOrderItem, OutlookContact, Paging, PhotoSize, RunItem,
    RunState,
};

use crate::bed::at_rest;

/// Reads contacts as the program does.
async fn read(desk: &Desk, ids: &[String]) -> Vec<OutlookContact> {
    let ids: Vec<RemoteId> = ids.iter().cloned().map(RemoteId).collect();
    let found = desk.folder.read(&ids).await.into_iter().map(Result::unwrap);
    let alive = found.filter_map(|outcome| match outcome {
        ReadOutcome::Found(contact) if contact.place != Place::Deleted => Some(*contact),
        ReadOutcome::Found(_) | ReadOutcome::Gone => None,
    });
    alive.map(known).collect()
}

fn known(contact: RemoteContact) -> OutlookContact {
    OutlookContact {
        id: contact.id.0,
        change_key: contact.change_key.0,
        card: contact.card,
        stamp: contact.stamp,
        has_photo: contact.has_photo,
    }
}

/// Begins an import of contacts into the company.
async fn begun(house: &House, desk: &Desk, ids: &[String]) -> RunId {
    let items: Vec<ImportOrderItem> = read(desk, ids)
        .await
        .into_iter()
        .map(|contact| {
            let action =
                ImportAction::Import { partner: Assign::Existing(house.acme), completed: Patch::new() };
            ImportOrderItem { contact, action }
        })
        .collect();
    house.db.begin_import(&desk.viewer, desk.mailbox, &items, None, house.now()).await.unwrap().run
}

/// Makes persons of the contacts of a run, as they are now; nothing is stamped yet.
async fn carried(house: &House, desk: &Desk, run: RunId) {
    while let Some(batch) = house.db.next_import_batch(run, house.now()).await.unwrap() {
        let now = read(desk, &batch.contacts).await;
        house.db.carry_import_batch(run, &batch, &now, house.now()).await.unwrap();
    }
}

async fn imported(house: &House, desk: &Desk, ids: &[String]) -> Vec<RunItem> {
    let run = begun(house, desk, ids).await;
    carried(house, desk, run).await;
    house.settle(desk).await;
    items(house, desk, run, ids).await
}

/// Reads the items of a run that has ended, in the order of the contacts.
async fn items(house: &House, desk: &Desk, run: RunId, ids: &[String]) -> Vec<RunItem> {
    let read = house.db.read_run(&desk.viewer, run).await.unwrap();
    assert_eq!(read.state, RunState::Done, "{}: {:?}", house.name, read.counts);
    let mut items =
        house.db.list_run_items(&desk.viewer, run, None, &Paging::first(500)).await.unwrap().items;
    items.sort_by_key(|item| ids.iter().position(|id| item.contact.as_ref() == Some(id)));
    items
}

fn type_in(desk: &Desk, first: &str, last: &str) -> StoredContact {
    desk.type_in(json!({ "givenName": first, "surname": last }))
}

/// A contact without its versions and without the stamp: what an import may not change.
fn but_stamp(contact: &StoredContact) -> (BTreeMap<String, Json>, BTreeMap<String, String>, String) {
    let mut extended = contact.extended.clone();
    extended.retain(|id, _| !id.contains("TandemStamp"));
    (contact.properties.clone(), extended, contact.folder_id.clone())
}

fn found(desk: &Desk, id: &str) -> StoredContact {
    desk.outlook.read(id).unwrap()
}

async fn every_field_on(house: &House) {
    let mut rules = Rules::default();
    for field in FIELDS.iter().filter(|field| field.limit > 0) {
        rules.fields.entry(field.key).and_modify(|rule| rule.direction = field.direction);
    }
    house.db.change_rules(&house.root, &rules, house.now()).await.unwrap();
}

/// Checks that a person has every field that is on as its contact has it, and the contact nothing new but its stamp.
async fn equal_field_by_field(
    house: &House,
    person: PersonId,
    before: &StoredContact,
    after: &StoredContact,
) {
    assert!(is_of(after, person), "{}", house.name);
    assert_eq!(but_stamp(after), but_stamp(before), "{}: nothing changes but the stamp", house.name);
    let rules = house.db.read_rules(&house.root).await.unwrap();
    let card = house.read(person).await.person.card;
    for field in FIELDS.iter().filter(|field| field.owner == Owner::Person && field.limit > 0) {
        let made = matches!(field.key, FieldKey::FullName | FieldKey::FileAs);
        let expected = in_outlook::value(after, field.key);
        match rules.field(field.key).direction {
            Direction::Off => assert_eq!(card.get(field.key), None, "{} {}", house.name, field.key),
            // A name made of its parts is no value of its own.
            _ if made && card.get(field.key).is_none() => {}
            Direction::Both | Direction::ToOutlook | Direction::ToCrm => {
                assert_eq!(card.get(field.key), expected.as_ref(), "{} {}", house.name, field.key)
            }
        }
    }
}

#[tokio::test]
async fn every_field_that_is_on_and_the_photo_are_in_the_crm_and_the_contact_is_as_it_was() {
    for house in houses().await {
        every_field_on(&house).await;
        let mut ids = Vec::new();
        for n in 0..4 {
            // Written by another program through Graph: our connector without our stamp.
            let new = outlook::folder::NewContact { card: samples::everything(n), stamp: "not ours".into() };
            let written = house.anna.folder.create(&[new]).await.remove(0).unwrap();
            let id = written.id.0.clone();
            let update = outlook::folder::ContactUpdate {
                id: written.id,
                change_key: written.change_key,
                patch: Patch::new(),
                card: samples::everything(n),
                stamp: outlook::folder::StampChange::Clear,
            };
            house.anna.folder.update(&[update]).await.remove(0).unwrap();
            house
                .anna
                .outlook
                .set_photo(&id, pictures::portrait(u8::try_from(40 + n * 40).unwrap()))
                .unwrap();
            ids.push(id);
        }
        let before: Vec<StoredContact> = ids.iter().map(|id| found(&house.anna, id)).collect();
        assert!(before.iter().all(|contact| stamp(contact).is_none()));
        let items = imported(&house, &house.anna, &ids).await;
        for (n, (item, before)) in items.iter().zip(&before).enumerate() {
            assert_eq!((item.end, &item.reason), (EndState::Imported, &None), "{}", house.name);
            let after = found(&house.anna, &before.id);
            equal_field_by_field(&house, item.person, before, &after).await;
            assert_eq!(after.photo, before.photo, "{}", house.name);
            let photo = house.db.read_photo(&house.root, item.person, PhotoSize::Rendition).await.unwrap();
            let photo = photo.expect("the CRM has the photo").bytes;
            let shade = u8::try_from(40 + n * 40).unwrap();
            assert!(pictures::alike(&photo, &pictures::portrait(shade)), "{}", house.name);
            let history = house.history(item.person).await;
            let conflict = history.iter().find(|entry| entry.kind == HistoryKind::Conflict);
            assert_eq!(conflict, None, "{}", house.name);
        }
        at_rest(&house, &house.anna).await;
        house.next_day();
        house.settle(&house.anna).await;
        for before in &before {
            assert_eq!(but_stamp(&found(&house.anna, &before.id)), but_stamp(before), "{}", house.name);
        }
    }
}

#[tokio::test]
async fn an_import_takes_the_photo_even_where_photos_travel_to_outlook_only() {
    for house in houses().await {
        let rules = Rules { photo: Direction::ToOutlook, ..Rules::default() };
        house.db.change_rules(&house.root, &rules, house.now()).await.unwrap();
        let id = type_in(&house.anna, "Gerda", "Scheibe").id;
        house.anna.outlook.set_photo(&id, pictures::portrait(80)).unwrap();
        let item = imported(&house, &house.anna, std::slice::from_ref(&id)).await.remove(0);
        assert_eq!((item.end, &item.reason), (EndState::Imported, &None), "{}", house.name);
        let shows = async |shade: u8| {
            let photo = house.db.read_photo(&house.root, item.person, PhotoSize::Rendition).await.unwrap();
            pictures::alike(&photo.expect("the CRM has the photo").bytes, &pictures::portrait(shade))
        };
        assert!(shows(80).await, "{}", house.name);
        at_rest(&house, &house.anna).await;
        // From then on photos travel as the rules say.
        house.anna.outlook.set_photo(&id, pictures::portrait(200)).unwrap();
        house.next_day();
        house.settle(&house.anna).await;
        assert!(shows(80).await, "{}", house.name);
    }
}

#[tokio::test]
async fn an_imported_contact_replicates_from_then_on_in_both_directions() {
    for house in houses().await {
        let ids = [type_in(&house.anna, "Eva", "Both").id];
        let person = imported(&house, &house.anna, &ids).await[0].person;
        house.anna.edit(&ids[0], "jobTitle", "Countess");
        house.change(person, FieldKey::Department, "Analytics").await;
        house.settle(&house.anna).await;
        assert_eq!(house.field(person, FieldKey::JobTitle).await, "Countess", "{}", house.name);
        assert_eq!(text(&found(&house.anna, &ids[0]), "department"), "Analytics", "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn a_company_text_stays_as_it_is_and_a_gap_stays_one_until_the_partner_changes() {
    for house in houses().await {
        let with = house.anna.type_in(json!({ "surname": "With", "companyName": "Acme, Süd" })).id;
        let without = type_in(&house.anna, "", "Without").id;
        let ids = [with, without];
        imported(&house, &house.anna, &ids).await;
        house.next_day();
        house.settle(&house.anna).await;
        let shown = |id: &String| text(&found(&house.anna, id), "companyName").to_owned();
        assert_eq!(ids.each_ref().map(shown), ["Acme, Süd", ""], "{}", house.name);
        let mut patch = store::PartnerPatch::default();
        patch.card.insert(contacts::PartnerField::Name, Some("Acme SE".into()));
        house.db.change_partner(&house.root, house.acme, &patch, None, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(ids.each_ref().map(shown), ["Acme SE", "Acme SE"], "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn an_edit_between_reading_and_stamping_travels_and_nothing_else_of_the_contact_changes() {
    for house in houses().await {
        let id = type_in(&house.anna, "Eva", "Between").id;
        house.anna.edit(&id, "jobTitle", "Before");
        let run = begun(&house, &house.anna, std::slice::from_ref(&id)).await;
        carried(&house, &house.anna, run).await;
        house.anna.edit(&id, "jobTitle", "After");
        house.anna.edit(&id, "department", "New");
        let before = found(&house.anna, &id);
        house.settle(&house.anna).await;
        let person = items(&house, &house.anna, run, std::slice::from_ref(&id)).await[0].person;
        let after = found(&house.anna, &id);
        assert_eq!(but_stamp(&after), but_stamp(&before), "{}", house.name);
        assert_eq!(house.field(person, FieldKey::JobTitle).await, "After", "{}", house.name);
        assert_eq!(house.field(person, FieldKey::Department).await, "New", "{}", house.name);
        let kinds: Vec<HistoryKind> =
            house.history(person).await.into_iter().map(|entry| entry.kind).collect();
        assert!(!kinds.contains(&HistoryKind::Conflict), "{}: {kinds:?}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn an_edit_at_the_very_moment_of_stamping_is_not_overwritten() {
    for house in houses().await {
        let id = type_in(&house.anna, "Eva", "Moment").id;
        let run = begun(&house, &house.anna, std::slice::from_ref(&id)).await;
        carried(&house, &house.anna, run).await;
        house.standin.add_fault(Fault::new(Effect::LostAnswer).kind("update").times(2)).unwrap();
        let first = house.cycle(&house.anna).await;
        assert!(first.is_ok() || first.is_err(), "whatever became of it");
        house.anna.edit(&id, "jobTitle", "After");
        house.settle(&house.anna).await;
        let person = items(&house, &house.anna, run, std::slice::from_ref(&id)).await[0].person;
        assert_eq!(house.field(person, FieldKey::JobTitle).await, "After", "{}", house.name);
        assert_eq!(text(&found(&house.anna, &id), "jobTitle"), "After", "{}", house.name);
        assert!(is_of(&found(&house.anna, &id), person), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 1, "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn a_contact_deleted_before_it_is_stamped_leaves_the_person_and_says_so() {
    for house in houses().await {
        let id = type_in(&house.anna, "Eva", "Deleted").id;
        let run = begun(&house, &house.anna, std::slice::from_ref(&id)).await;
        carried(&house, &house.anna, run).await;
        house.anna.outlook.delete(&id).unwrap();
        house.settle(&house.anna).await;
        let item = items(&house, &house.anna, run, std::slice::from_ref(&id)).await.remove(0);
        assert_eq!(item.end, EndState::Failed, "{}", house.name);
        assert!(item.reason.unwrap().contains("deleted in Outlook"), "{}", house.name);
        assert!(house.read(item.person).await.person.deleted.is_none(), "{}: it is kept", house.name);
        assert!(house.anna.contacts().is_empty(), "{}: nothing is created", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn what_is_gone_linked_or_another_installations_when_its_turn_comes_is_skipped() {
    for house in houses().await {
        let ids = ["Gone", "Foreign", "Fine"].map(|last| type_in(&house.anna, "Eva", last).id);
        let run = begun(&house, &house.anna, &ids).await;
        house.anna.outlook.delete(&ids[0]).unwrap();
        let contact = &house.anna.folder.read(&[RemoteId(ids[1].clone())]).await.remove(0).unwrap();
        let ReadOutcome::Found(contact) = contact else { panic!("it is there") };
        let foreign = replication::Stamp {
            installation: contacts::InstallationId::from_u128(7),
            person: PersonId::from_u128(8),
            operation: contacts::OperationId::from_u128(9),
        };
        let update = outlook::folder::ContactUpdate {
            id: contact.id.clone(),
            change_key: contact.change_key.clone(),
            patch: Patch::new(),
            card: contact.card.clone(),
            stamp: outlook::folder::StampChange::Set(foreign.to_string()),
        };
        house.anna.folder.update(&[update]).await.remove(0).unwrap();
        carried(&house, &house.anna, run).await;
        house.settle(&house.anna).await;
        let ends: Vec<EndState> =
            items(&house, &house.anna, run, &ids).await.iter().map(|item| item.end).collect();
        assert_eq!(ends, [EndState::Skipped, EndState::Skipped, EndState::Imported], "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn a_program_that_is_killed_between_the_person_and_the_stamp_goes_on_and_makes_nobody_twice() {
    for mut house in houses().await {
        let ids: Vec<String> =
            (0..60).map(|n| type_in(&house.anna, "Eva", &format!("Kill {n}")).id).collect();
        let run = begun(&house, &house.anna, &ids).await;
        let batch = house.db.next_import_batch(run, house.now()).await.unwrap().unwrap();
        let now = read(&house.anna, &batch.contacts).await;
        house.db.carry_import_batch(run, &batch, &now, house.now()).await.unwrap();
        house.restart().await;
        assert_eq!(
            house.db.unfinished_imports().await.unwrap(),
            [(run, house.anna.mailbox)],
            "{}",
            house.name
        );
        house.standin.add_fault(Fault::new(Effect::LostAnswer).kind("update").times(9)).unwrap();
        let half = house.cycle(&house.anna).await;
        assert!(half.is_ok() || half.is_err(), "whatever became of it");
        house.restart().await;
        carried(&house, &house.anna, run).await;
        house.settle(&house.anna).await;
        let items = items(&house, &house.anna, run, &ids).await;
        assert!(items.iter().all(|item| item.end == EndState::Imported), "{}", house.name);
        assert_eq!((items.len(), house.anna.contacts().len()), (60, 60), "{}", house.name);
        for (item, id) in items.iter().zip(&ids) {
            assert!(is_of(&found(&house.anna, id), item.person), "{}", house.name);
        }
        let all =
            house.db.list_persons(&house.root, &store::PersonFilter::default(), &Paging::first(500)).await;
        assert_eq!(all.unwrap().items.len(), 60, "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn two_users_who_import_the_same_persons_at_once_get_one_of_each() {
    for house in houses().await {
        let mut ids = Vec::new();
        for desk in [&house.anna, &house.ben] {
            let typed = (0..10).map(|n| {
                let mail = format!("same{n}@example.com");
                let mails = json!([{ "address": mail, "name": mail }]);
                desk.type_in(
                    json!({ "givenName": "Eva", "surname": format!("Same {n}"), "emailAddresses": mails }),
                )
                .id
            });
            ids.push(typed.collect::<Vec<String>>());
        }
        let annas = begun(&house, &house.anna, &ids[0]).await;
        let bens = begun(&house, &house.ben, &ids[1]).await;
        tokio::join!(carried(&house, &house.anna, annas), carried(&house, &house.ben, bens));
        house.settle_both().await;
        let (annas, bens) = (
            items(&house, &house.anna, annas, &ids[0]).await,
            items(&house, &house.ben, bens, &ids[1]).await,
        );
        for (one, other) in annas.iter().zip(&bens) {
            let ends = [one.end, other.end];
            assert!(
                ends.contains(&EndState::Imported) && ends.contains(&EndState::Skipped),
                "{}: {ends:?}",
                house.name
            );
        }
        let all =
            house.db.list_persons(&house.root, &store::PersonFilter::default(), &Paging::first(500)).await;
        assert_eq!(all.unwrap().items.len(), 10, "{}", house.name);
        let stamped = house.ben.contacts().iter().filter(|contact| stamp(contact).is_some()).count();
        let skipped = bens.iter().filter(|item| item.end == EndState::Skipped).count();
        assert_eq!(stamped + skipped, 10, "{}: what was not imported is as it was", house.name);
    }
}

#[tokio::test]
async fn a_contact_with_umlauts_three_addresses_and_an_html_note_in_another_folder_is_imported_where_it_lies()
{
    for house in houses().await {
        every_field_on(&house).await;
        let folder = house.anna.outlook.create_folder("Kunden & Freunde").unwrap();
        let mails: Vec<Json> = ["jörg@müller.example", "j.mueller@x.example", "JM@Y.example"]
            .iter()
            .map(|mail| json!({ "address": mail, "name": "Jörg" }))
            .collect();
        let values = json!({
            "givenName": "Jörg-François", "surname": "Müller-Ñandú", "emailAddresses": mails,
            "personalNotes": "<html><body><p>Größe <b>XL</b> &amp; mehr</p></body></html>",
            "jobTitle": "Geschäftsführer", "businessPhones": ["030 / 12 34 56", "+49 (0)30 99"],
        });
        let Json::Object(values) = values else { panic!("an object") };
        let id = house.anna.outlook.create(Some(&folder), &values).unwrap().id;
        let before = found(&house.anna, &id);
        let item = imported(&house, &house.anna, std::slice::from_ref(&id)).await.remove(0);
        assert_eq!(item.end, EndState::Imported, "{}: {item:?}", house.name);
        let after = found(&house.anna, &id);
        equal_field_by_field(&house, item.person, &before, &after).await;
        assert_eq!(after.folder_id, before.folder_id, "{}", house.name);
        assert!(house.link(&house.anna, item.person).await.elsewhere.is_some(), "{}", house.name);
        house.change(item.person, FieldKey::JobTitle, "Prokurist").await;
        house.settle(&house.anna).await;
        assert_eq!(text(&found(&house.anna, &id), "jobTitle"), "Prokurist", "{}", house.name);
    }
}

#[tokio::test]
async fn contacts_that_other_programs_wrote_as_vcards_are_imported_field_by_field() {
    const CARDS: [&[u8]; 2] = [
        include_bytes!("../../../../crates/files/tests/data/several.vcf"),
        include_bytes!("../../../../crates/files/tests/data/outlook.2.1.vcf"),
    ];
    for house in houses().await {
        every_field_on(&house).await;
        let mut ids = Vec::new();
        for record in CARDS.iter().flat_map(|bytes| files::vcard::read(bytes).unwrap()).flatten() {
            let mut card = contacts::outlook_form::as_outlook_stores(&record.card);
            let company = record
                .company
                .as_deref()
                .and_then(|text| contacts::Value::parse(FieldKey::Company, text).ok());
            card.set(FieldKey::Company, company.flatten());
            let new = outlook::folder::NewContact { card: card.clone(), stamp: "x".into() };
            let written = house.anna.folder.create(&[new]).await.remove(0).unwrap();
            ids.push(written.id.0.clone());
            let update = outlook::folder::ContactUpdate {
                id: written.id,
                change_key: written.change_key,
                patch: Patch::new(),
                card,
                stamp: outlook::folder::StampChange::Clear,
            };
            house.anna.folder.update(&[update]).await.remove(0).unwrap();
        }
        let before: Vec<StoredContact> = ids.iter().map(|id| found(&house.anna, id)).collect();
        let items = imported(&house, &house.anna, &ids).await;
        let mut equal = 0;
        for (item, before) in items.iter().zip(&before) {
            // Among them may be the same person twice: that one is skipped.
            if item.end == EndState::Imported {
                equal_field_by_field(&house, item.person, before, &found(&house.anna, &before.id)).await;
                equal += 1;
            }
        }
        assert!(equal >= 2, "{}: {:?}", house.name, items.iter().map(|item| item.end).collect::<Vec<_>>());
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn link_instead_and_relink_merge_both_sides_for_the_first_time() {
    for house in houses().await {
        let mails = json!([{ "address": "paula@example.com", "name": "Paula" }]);
        let typed = house.anna.type_in(
            json!({ "givenName": "P.", "surname": "Post", "emailAddresses": mails, "jobTitle": "Head" }),
        );
        let card = contacts::Card::new().with(FieldKey::FirstName, "Paula").with(FieldKey::LastName, "Post");
        let person = house.person_with(card.with(FieldKey::Email1, "paula@example.com")).await;
        let link = async |id: &String| {
            let contact = read(&house.anna, std::slice::from_ref(id)).await.remove(0);
            let items = [ImportOrderItem { contact, action: ImportAction::Link(Some(person)) }];
            let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
            let run = house.db.begin_import(viewer, mailbox, &items, None, house.now()).await.unwrap().run;
            carried(&house, &house.anna, run).await;
            house.settle(&house.anna).await;
            items_of(&house, run, id).await
        };
        assert_eq!(link(&typed.id).await.end, EndState::Linked, "{}", house.name);
        assert_eq!(house.field(person, FieldKey::JobTitle).await, "Head", "{}: filled", house.name);
        assert_eq!(text(&found(&house.anna, &typed.id), "givenName"), "Paula", "{}: the policy", house.name);
        let lost = house.history(person).await.into_iter().find(|entry| entry.kind == HistoryKind::Conflict);
        assert_eq!(lost.unwrap().before, Some("P.".into()), "{}: the loser is kept", house.name);

        // Withdrawn, taken out of Deleted Items, and linked again.
        house.db.withdraw(&house.anna.viewer, person, house.anna.mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let gone = house.anna.deleted().remove(0);
        let back = house.anna.outlook.restore(&gone.id, None).unwrap();
        let relinked = link(&back.id).await;
        assert_eq!((relinked.end, relinked.person), (EndState::Linked, person), "{}", house.name);
        assert_eq!(house.anna.contacts().len(), 1, "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

async fn items_of(house: &House, run: RunId, id: &String) -> RunItem {
    items(house, &house.anna, run, std::slice::from_ref(id)).await.remove(0)
}
