//! Photos: which way they go, what removes one, what an export leaves out, and where the one that lost is.

use acceptance::{Desk, House, houses, pictures};
use bytes::Bytes;
use contacts::PersonId;
use store::{
    EndState, ExportMode, ExportRequest, HistoryEntry, HistoryKind, Paging, PhotoSize, ReplicationStore,
    Selection,
};

use crate::bed::at_rest;

async fn photo(house: &House, person: PersonId) -> Option<Vec<u8>> {
    let photo = house.db.read_photo(&house.root, person, PhotoSize::Rendition).await.unwrap();
    photo.map(|photo| photo.bytes)
}

fn shown(desk: &Desk, last: &str) -> Option<Vec<u8>> {
    desk.outlook.photo(&desk.contact(last).id).map(|(bytes, _)| bytes.to_vec())
}

#[tokio::test]
async fn a_photo_goes_to_the_side_that_never_had_one() {
    for house in houses().await {
        let (here, there) = (house.person("Here").await, house.linked("There").await);
        house.db.set_photo(&house.root, here, &pictures::prepared(40), house.now()).await.unwrap();
        house.adopted(&house.anna, here).await;
        house.anna.outlook.set_photo(&house.anna.contact("There").id, pictures::portrait(200)).unwrap();
        house.settle(&house.anna).await;
        let sent = shown(&house.anna, "Here").expect("Outlook shows it");
        assert_eq!(Some(&sent), photo(&house, here).await.as_ref(), "{}: the rendition", house.name);
        assert!(sent.len() <= 48 * 1024);
        let taken = photo(&house, there).await.expect("the CRM has it");
        assert!(pictures::alike(&taken, &pictures::portrait(200)), "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

/// A person with a photo of a shade on both sides.
async fn on_both(house: &House, last: &str, shade: u8) -> PersonId {
    let person = house.person(last).await;
    house.db.set_photo(&house.root, person, &pictures::prepared(shade), house.now()).await.unwrap();
    house.adopted(&house.anna, person).await;
    assert!(shown(&house.anna, last).is_some(), "{}", house.name);
    person
}

fn puts(desk: &Desk, last: &str, picture: Bytes) {
    desk.outlook.set_photo(&desk.contact(last).id, picture).unwrap();
}

async fn comes_to_rest(house: &House) {
    house.settle(&house.anna).await;
    house.next_day();
    house.settle(&house.anna).await;
    at_rest(house, &house.anna).await;
}

#[tokio::test]
async fn a_photo_removed_in_the_crm_goes_from_outlook_and_a_new_one_travels() {
    for house in houses().await {
        let person = on_both(&house, "Here", 40).await;
        house.db.remove_photo(&house.root, person, house.now()).await.unwrap();
        comes_to_rest(&house).await;
        assert_eq!((photo(&house, person).await, shown(&house.anna, "Here")), (None, None), "{}", house.name);
        puts(&house.anna, "Here", pictures::portrait(250));
        house.settle(&house.anna).await;
        let taken = photo(&house, person).await.expect("the new one is taken over");
        assert!(pictures::alike(&taken, &pictures::portrait(250)), "{}", house.name);
    }
}

#[tokio::test]
async fn a_photo_that_is_gone_from_outlook_is_kept_in_the_crm_and_a_new_one_travels() {
    for house in houses().await {
        let person = on_both(&house, "There", 120).await;
        puts(&house.anna, "There", Bytes::new());
        comes_to_rest(&house).await;
        assert!(photo(&house, person).await.is_some(), "{}: the CRM's is kept", house.name);
        assert_eq!(shown(&house.anna, "There"), None, "{}: the removal there stands", house.name);
        house.db.set_photo(&house.root, person, &pictures::prepared(10), house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(shown(&house.anna, "There"), photo(&house, person).await, "{}", house.name);
    }
}

#[tokio::test]
async fn a_photo_replaced_in_outlook_beats_its_removal_in_the_crm() {
    for house in houses().await {
        let person = on_both(&house, "Here", 40).await;
        house.db.remove_photo(&house.root, person, house.now()).await.unwrap();
        puts(&house.anna, "Here", pictures::portrait(200));
        comes_to_rest(&house).await;
        let taken = photo(&house, person).await.expect("an edit beats a removal");
        assert!(pictures::alike(&taken, &pictures::portrait(200)), "{}", house.name);
        assert!(shown(&house.anna, "Here").is_some(), "{}", house.name);
    }
}

#[tokio::test]
async fn the_history_of_a_photo_that_is_replaced_tells_which_one_outlook_had() {
    for house in houses().await {
        let person = on_both(&house, "Here", 40).await;
        house.db.set_photo(&house.root, person, &pictures::prepared(200), house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let photos = house.history(person).await.into_iter();
        let sent =
            photos.filter(|entry| entry.kind == HistoryKind::Sent && entry.field.as_deref() == Some("photo"));
        let sent: Vec<_> = sent.map(|entry| (entry.before, entry.after)).collect();
        assert_eq!(sent.len(), 2, "{}", house.name);
        let first = sent.iter().position(|(before, _)| before.is_none()).expect("there was none at first");
        assert_eq!(sent[1 - first].0, sent[first].1, "{}: what was sent before", house.name);
        assert!(sent[first].1.is_some() && sent[1 - first].1 != sent[first].1, "{}", house.name);
    }
}

async fn photo_entry(house: &House, person: PersonId, kind: HistoryKind) -> HistoryEntry {
    let entries = house.history(person).await.into_iter();
    let mut found = entries.filter(|entry| entry.kind == kind && entry.field.as_deref() == Some("photo"));
    found.next().expect("there is one")
}

#[tokio::test]
async fn the_photo_that_lost_a_conflict_is_kept_and_taking_it_back_brings_it_to_both_sides() {
    for house in houses().await {
        let person = on_both(&house, "Twice", 40).await;
        house.db.set_photo(&house.root, person, &pictures::prepared(90), house.now()).await.unwrap();
        puts(&house.anna, "Twice", pictures::portrait(200));
        comes_to_rest(&house).await;
        let ours = photo(&house, person).await.expect("the CRM's stands");
        assert!(pictures::alike(&ours, &pictures::portrait(90)), "{}", house.name);
        assert_eq!(shown(&house.anna, "Twice"), Some(ours), "{}", house.name);

        let entry = photo_entry(&house, person, HistoryKind::Conflict).await;
        assert!(entry.kept.before && entry.kept.after && entry.undoable, "{}: {entry:?}", house.name);
        let digest = entry.before.as_ref().and_then(|before| before.as_str()).unwrap();
        let kept = house.db.read_kept_photo(&house.root, person, digest, PhotoSize::Original).await.unwrap();
        let kept = kept.expect("the loser is kept whole");
        assert!(pictures::alike(&kept.bytes, &pictures::portrait(200)), "{}", house.name);

        house.db.undo_entry(&house.root, entry.id, house.now()).await.unwrap();
        comes_to_rest(&house).await;
        for bytes in [photo(&house, person).await, shown(&house.anna, "Twice")] {
            assert!(pictures::alike(&bytes.unwrap(), &pictures::portrait(200)), "{}", house.name);
        }
        let digest = digest.to_owned();
        house.db.erase_person(&house.root, person, house.now()).await.unwrap();
        assert!(house.db.rendition(&digest).await.unwrap().is_none(), "{}: it is erased too", house.name);
    }
}

async fn export(house: &House, persons: &[PersonId], photos: bool) -> Vec<EndState> {
    let request = ExportRequest {
        mailbox: house.anna.mailbox,
        persons: Selection::Ids(persons.to_vec()),
        mode: ExportMode::NewAndChanged,
        taken_off: vec![],
        withdraw_taken_off: false,
        photos,
    };
    let run = house.db.start_export(&house.anna.viewer, &request, None, house.now()).await.unwrap();
    house.settle(&house.anna).await;
    let items = house.db.list_run_items(&house.root, run, None, &Paging::first(9)).await.unwrap().items;
    items.into_iter().map(|item| item.end).collect()
}

#[tokio::test]
async fn an_export_without_photos_leaves_them_out_until_one_with_photos_takes_them_along() {
    for house in houses().await {
        let person = house.person("Plain").await;
        house.db.set_photo(&house.root, person, &pictures::prepared(40), house.now()).await.unwrap();
        assert_eq!(export(&house, &[person], false).await, [EndState::Created], "{}", house.name);
        comes_to_rest(&house).await;
        house.change(person, contacts::FieldKey::JobTitle, "Countess").await;
        comes_to_rest(&house).await;
        assert_eq!(shown(&house.anna, "Plain"), None, "{}: an edit does not bring it either", house.name);
        assert_eq!(export(&house, &[person], false).await, [EndState::Unchanged], "{}", house.name);
        assert_eq!(export(&house, &[person], true).await, [EndState::Updated], "{}", house.name);
        comes_to_rest(&house).await;
        assert_eq!(shown(&house.anna, "Plain"), photo(&house, person).await, "{}", house.name);
        assert_eq!(export(&house, &[person], true).await, [EndState::Unchanged], "{}", house.name);
    }
}

#[tokio::test]
async fn a_photo_left_out_travels_once_it_changes_and_the_picture_in_its_place_is_kept() {
    for house in houses().await {
        let (new, other) = (house.person("New").await, house.person("Other").await);
        for person in [new, other] {
            house.db.set_photo(&house.root, person, &pictures::prepared(40), house.now()).await.unwrap();
        }
        export(&house, &[new, other], false).await;
        house.db.set_photo(&house.root, new, &pictures::prepared(90), house.now()).await.unwrap();
        puts(&house.anna, "Other", pictures::portrait(200));
        comes_to_rest(&house).await;
        assert_eq!(shown(&house.anna, "New"), photo(&house, new).await, "{}", house.name);
        let taken = photo(&house, other).await.unwrap();
        assert!(pictures::alike(&taken, &pictures::portrait(200)), "{}", house.name);
    }
}

#[tokio::test]
async fn an_export_without_photos_onto_an_equal_contact_leaves_both_pictures() {
    for house in houses().await {
        let card = contacts::Card::new()
            .with(contacts::FieldKey::LastName, "Equal")
            .with(contacts::FieldKey::Email1, "equal@example.org");
        let person = house.person_with(card).await;
        house.db.set_photo(&house.root, person, &pictures::prepared(40), house.now()).await.unwrap();
        let contact = serde_json::json!({ "surname": "Equal",
            "emailAddresses": [{ "address": "equal@example.org", "name": "Equal" }] });
        house.anna.type_in(contact);
        puts(&house.anna, "Equal", pictures::portrait(200));
        house.settle(&house.anna).await;
        assert_eq!(export(&house, &[person], false).await, [EndState::Linked], "{}", house.name);
        comes_to_rest(&house).await;
        assert!(pictures::alike(&shown(&house.anna, "Equal").unwrap(), &pictures::portrait(200)));
        assert!(pictures::alike(&photo(&house, person).await.unwrap(), &pictures::portrait(40)));
        // Ours, once it goes, does not lose theirs.
        assert_eq!(export(&house, &[person], true).await.len(), 1);
        comes_to_rest(&house).await;
        assert!(pictures::alike(&shown(&house.anna, "Equal").unwrap(), &pictures::portrait(40)));
        let entry = photo_entry(&house, person, HistoryKind::Conflict).await;
        assert!(entry.kept.before, "{}: {entry:?}", house.name);
    }
}
