//! The change feed.

use contacts::outlook_form::as_outlook_stores;
use contacts::{FieldKey, Value};
use outlook::{ChangeEntry, ConnectorError, Cursor, Place, ReadOutcome};

use super::{World, caught_up, created, found, listed, new, person};

pub async fn the_feed_begins_with_every_contact_once_and_then_is_quiet(world: &impl World) {
    for n in 0..7 {
        world.owner_creates(&person(n)).await;
    }
    let (entries, cursor) = caught_up(world, None).await;
    assert_eq!(entries.len(), 7);
    world.requests();
    let page = world.folder().changes(Some(&cursor)).await.unwrap();
    assert_eq!((page.entries.len(), page.more), (0, false));
    assert_eq!(world.requests(), 1, "an idle look costs one request");
}

pub async fn an_own_write_comes_back_in_the_version_that_its_answer_named(world: &impl World) {
    let (_, cursor) = caught_up(world, None).await;
    let written = created(world, new(1)).await;
    let (entries, _) = caught_up(world, Some(cursor)).await;
    match &entries[..] {
        [ChangeEntry::Changed { id, change_key, .. }] => {
            assert_eq!((id, change_key), (&written.id, &written.change_key));
        }
        other => panic!("{other:?}"),
    }
}

pub async fn an_entry_carries_fields_as_they_are_cleared_ones_included(world: &impl World) {
    let id = world.owner_creates(&person(1).with(FieldKey::JobTitle, "Countess")).await;
    let (_, cursor) = caught_up(world, None).await;
    world.owner_edits(&id, FieldKey::JobTitle, "").await;
    world.owner_edits(&id, FieldKey::LastName, "Byron").await;
    let (entries, _) = caught_up(world, Some(cursor)).await;
    let contact = found(world, &id).await;
    match &entries[..] {
        [ChangeEntry::Changed { change_key, carried, .. }] => {
            assert_eq!(change_key, &contact.change_key);
            assert_eq!(carried.get(FieldKey::JobTitle), Some(None));
            assert_eq!(carried.get(FieldKey::LastName), Some(Some(&Value::Text("Byron".into()))));
            for (key, value) in carried.iter() {
                assert_eq!(value, contact.card.get(key), "{key}");
            }
        }
        other => panic!("{other:?}"),
    }
}

pub async fn an_entry_never_carries_a_note_that_was_cut(world: &impl World) {
    let notes = [format!("\n{}", "line\n".repeat(100)), "\nshort\nnote".to_owned(), "one line".to_owned()];
    for note in &notes {
        let id = world.owner_creates(&person(1)).await;
        world.owner_edits(&id, FieldKey::Notes, note).await;
    }
    let (entries, _) = caught_up(world, None).await;
    for entry in entries {
        let contact = found(world, entry.id()).await;
        assert!(notes.iter().any(|note| note.trim() == contact.card.text(FieldKey::Notes)));
        match entry {
            ChangeEntry::Changed { carried, .. } => {
                let value = carried.get(FieldKey::Notes);
                assert!(value.is_none() || value == Some(contact.card.get(FieldKey::Notes)), "{value:?}");
            }
            ChangeEntry::Removed { .. } => panic!("nothing was removed"),
        }
    }
}

pub async fn a_deleted_contact_is_reported_and_is_gone_or_lies_in_deleted_items(world: &impl World) {
    let id = world.owner_creates(&person(1)).await;
    let (_, cursor) = caught_up(world, None).await;
    world.owner_deletes(&id).await;
    let (entries, _) = caught_up(world, Some(cursor)).await;
    assert_eq!(entries, [ChangeEntry::Removed { id: id.clone() }]);
    match world.folder().read(&[id]).await.remove(0).unwrap() {
        ReadOutcome::Found(contact) => assert_eq!(contact.place, Place::Deleted),
        ReadOutcome::Gone => {}
    }
}

pub async fn a_contact_moved_away_is_reported_removed_and_found_elsewhere(world: &impl World) {
    let id = world.owner_creates(&person(1)).await;
    let other = world.owner_makes_folder("Other").await;
    let (_, cursor) = caught_up(world, None).await;
    world.owner_moves(&id, Some(&other)).await;
    let (entries, _) = caught_up(world, Some(cursor)).await;
    assert_eq!(entries, [ChangeEntry::Removed { id: id.clone() }]);
    let contact = found(world, &id).await;
    assert_eq!((contact.place, contact.card), (Place::Elsewhere(other), as_outlook_stores(&person(1))));
}

pub async fn a_contact_moved_away_and_back_is_there_whatever_the_feed_says(world: &impl World) {
    let id = world.owner_creates(&person(1)).await;
    let other = world.owner_makes_folder("Other").await;
    let (_, cursor) = caught_up(world, None).await;
    world.owner_moves(&id, Some(&other)).await;
    world.owner_moves(&id, None).await;
    let _ = caught_up(world, Some(cursor)).await;
    assert_eq!(found(world, &id).await.place, Place::Followed);
    assert_eq!(listed(world).await.len(), 1);
}

pub async fn a_contact_in_a_folder_that_was_deleted_lies_in_deleted_items(world: &impl World) {
    let id = world.owner_creates(&person(1)).await;
    let other = world.owner_makes_folder("Other").await;
    world.owner_moves(&id, Some(&other)).await;
    world.owner_deletes_folder(&other).await;
    match world.folder().read(&[id]).await.remove(0).unwrap() {
        ReadOutcome::Found(contact) => assert_eq!(contact.place, Place::Deleted),
        ReadOutcome::Gone => {}
    }
}

pub async fn a_cursor_that_the_server_forgot_means_reading_everything_anew(world: &impl World) {
    let id = world.owner_creates(&person(1)).await;
    let (_, cursor) = caught_up(world, None).await;
    world.forget_cursors().await;
    assert_eq!(world.folder().changes(Some(&cursor)).await, Err(ConnectorError::Resync));
    let (entries, cursor) = caught_up(world, None).await;
    assert_eq!(entries[0].id(), &id);
    assert_eq!(caught_up(world, Some(cursor)).await.0, []);
}

pub async fn a_cursor_that_is_none_means_reading_everything_anew(world: &impl World) {
    let cursor = caught_up(world, None).await.1;
    for nonsense in [format!("{}x", cursor.0), "nonsense".into(), "https://evil.example/v1.0/me".into()] {
        let page = world.folder().changes(Some(&Cursor(nonsense.clone()))).await;
        assert_eq!(page, Err(ConnectorError::Resync), "{nonsense}");
    }
}
