//! What a mailbox's owner may not change: it is not taken over, nothing is lost, and the history tells.

use std::collections::{BTreeMap, BTreeSet};

use acceptance::desk::text;
use acceptance::{House, houses, pictures};
use contacts::{FieldKey, PersonId};
use store::{HistoryEntry, HistoryKind, PhotoSize, Role};

use crate::bed::{at_rest, edit_position, position};

/// The entries that tell of an edit made in Outlook.
async fn told(house: &House, person: PersonId, field: &str) -> Vec<HistoryEntry> {
    let entries = house.history(person).await.into_iter();
    let from_outlook =
        |kind| matches!(kind, HistoryKind::Edited | HistoryKind::PutBack | HistoryKind::Conflict);
    entries
        .filter(|e| e.field.as_deref() == Some(field) && e.mailbox.is_some() && from_outlook(e.kind))
        .collect()
}

#[tokio::test]
async fn an_edit_of_a_hidden_field_is_put_back_and_kept_and_never_told_as_taken() {
    for house in houses().await {
        let person = house.linked("Hidden").await;
        house.change(person, FieldKey::JobTitle, "Secret position").await;
        let hidden = BTreeMap::from([(Role::User, BTreeSet::from([FieldKey::JobTitle]))]);
        house.db.change_hidden_fields(&house.root, &hidden, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(text(&house.anna.contact("Hidden"), "jobTitle"), "", "{}: it is not shown", house.name);
        edit_position(&house.anna, "Hidden", "Countess");
        house.settle(&house.anna).await;
        assert_eq!(position(&house, person).await, "Secret position", "{}: the CRM's stands", house.name);
        assert_eq!(text(&house.anna.contact("Hidden"), "jobTitle"), "", "{}: it is put back", house.name);
        let told = told(&house, person, "job_title").await;
        let kinds: Vec<_> = told.iter().map(|entry| (entry.kind, entry.before.clone())).collect();
        assert_eq!(kinds, [(HistoryKind::PutBack, Some("Countess".into()))], "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn a_readers_edits_in_outlook_are_put_back_and_kept_in_the_history() {
    for house in houses().await {
        let person = house.linked("Reader").await;
        house.change(person, FieldKey::JobTitle, "Mathematician").await;
        house.db.set_photo(&house.root, person, &pictures::prepared(40), house.now()).await.unwrap();
        house.settle(&house.anna).await;
        let (user, contact) = (house.anna.viewer.user, house.anna.contact("Reader").id);
        house.db.set_user_role(&house.root, user, Role::Reader, house.now()).await.unwrap();
        edit_position(&house.anna, "Reader", "Countess");
        house.anna.outlook.set_photo(&contact, pictures::portrait(200)).unwrap();
        house.settle(&house.anna).await;
        assert_eq!(position(&house, person).await, "Mathematician", "{}", house.name);
        assert_eq!(text(&house.anna.contact("Reader"), "jobTitle"), "Mathematician", "{}", house.name);
        let entries = told(&house, person, "job_title").await;
        let kinds: Vec<_> = entries.iter().map(|entry| (entry.kind, entry.before.clone())).collect();
        assert_eq!(kinds, [(HistoryKind::PutBack, Some("Countess".into()))], "{}", house.name);
        let there = house.anna.outlook.photo(&contact).unwrap().0;
        assert!(pictures::alike(&there, &pictures::portrait(40)), "{}: the photo too", house.name);
        let photo = told(&house, person, "photo").await.remove(0);
        assert!(photo.kind == HistoryKind::Conflict && photo.kept.before, "{}: {photo:?}", house.name);
        at_rest(&house, &house.anna).await;

        // What changes in the CRM still reaches its mailbox, and once it may write again its edits count again.
        house.change(person, FieldKey::JobTitle, "Programmer").await;
        house.settle(&house.anna).await;
        assert_eq!(text(&house.anna.contact("Reader"), "jobTitle"), "Programmer", "{}", house.name);
        house.db.set_user_role(&house.root, user, Role::User, house.now()).await.unwrap();
        edit_position(&house.anna, "Reader", "Countess");
        house.settle(&house.anna).await;
        assert_eq!(position(&house, person).await, "Countess", "{}", house.name);
        let kept = house.db.read_photo(&house.root, person, PhotoSize::Rendition).await.unwrap().unwrap();
        assert!(pictures::alike(&kept.bytes, &pictures::portrait(40)), "{}", house.name);
    }
}
