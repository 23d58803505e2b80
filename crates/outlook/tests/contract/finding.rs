//! Listing a folder, finding a stamp, listing folders.

use contacts::FieldKey;
use contacts::outlook_form::as_outlook_stores;
use outlook::{ConnectorError, Place};

use super::{World, created, found, listed, new, person, stamp};

pub async fn a_listing_shows_every_contact_whole_page_by_page(world: &impl World) {
    let written = world.folder().create(&(0..25).map(new).collect::<Vec<_>>()).await;
    let id = world.owner_creates(&person(99)).await;
    let contacts = listed(world).await;
    assert_eq!(contacts.len(), 26);
    for (n, written) in written.into_iter().enumerate() {
        let written = written.unwrap();
        let contact = contacts.iter().find(|contact| contact.id == written.id).unwrap();
        assert_eq!((&contact.stamp, &contact.change_key), (&Some(stamp(n)), &written.change_key));
        assert_eq!((&contact.card, &contact.place), (&as_outlook_stores(&person(n)), &Place::Followed));
    }
    let by_hand = contacts.iter().find(|contact| contact.id == id).unwrap();
    assert_eq!((by_hand.stamp.as_ref(), by_hand.card.text(FieldKey::LastName)), (None, "King 99"));
}

pub async fn a_note_that_a_listing_cuts_is_marked_and_read_whole_by_id(world: &impl World) {
    let note = format!("\n{}", "a line\n".repeat(80));
    let id = world.owner_creates(&person(1)).await;
    world.owner_edits(&id, FieldKey::Notes, &note).await;
    let page = world.folder().list(None).await.unwrap();
    let whole = page.contacts[0].card.text(FieldKey::Notes) == note.trim();
    assert!(whole || page.notes_cut == [id.clone()]);
    assert_eq!(found(world, &id).await.card.text(FieldKey::Notes), note.trim());
}

pub async fn a_stamp_is_found_in_any_folder_but_deleted_items(world: &impl World) {
    let ids = world.folder().create(&[new(1), new(2), new(3)]).await;
    let ids: Vec<_> = ids.into_iter().map(|written| written.unwrap().id).collect();
    let other = world.owner_makes_folder("Other").await;
    world.owner_moves(&ids[1], Some(&other)).await;
    world.owner_deletes(&ids[2]).await;
    for (n, place) in [(1, Some(Place::Followed)), (2, Some(Place::Elsewhere(other))), (3, None), (4, None)] {
        let found = world.folder().find(&stamp(n)).await.unwrap();
        assert_eq!(found.first().map(|contact| contact.place.clone()), place, "{n}");
        assert_eq!(found.len(), usize::from(place.is_some()));
    }
}

pub async fn a_copied_contact_is_found_twice_by_its_stamp(world: &impl World) {
    let written = created(world, new(1)).await;
    let copy = world.owner_copies(&written.id).await;
    let mut found: Vec<_> = world.folder().find(&stamp(1)).await.unwrap().into_iter().map(|c| c.id).collect();
    let mut both = vec![written.id, copy];
    found.sort();
    both.sort();
    assert_eq!(found, both);
}

pub async fn the_default_folder_is_listed_first_and_its_folders_after_it(world: &impl World) {
    let other = world.owner_makes_folder("Other").await;
    let folders = world.directory().folders().await.unwrap();
    assert!(folders[0].default);
    assert_eq!(folders.iter().filter(|folder| folder.default).count(), 1);
    let listed = folders.iter().find(|folder| folder.id == other).unwrap();
    assert_eq!(listed.name, "Other");
}

pub async fn another_folder_is_followed_by_its_id_until_it_is_deleted(world: &impl World) {
    let other = world.owner_makes_folder("Other").await;
    let folder = world.following(&other);
    let written = folder.create(&[new(1)]).await.remove(0).unwrap();
    world.owner_creates(&person(2)).await;
    let page = folder.list(None).await.unwrap();
    assert_eq!(page.contacts.len(), 1);
    assert_eq!((&page.contacts[0].id, &page.contacts[0].place), (&written.id, &Place::Followed));
    assert_eq!(found(world, &written.id).await.place, Place::Elsewhere(other.clone()));
    world.owner_deletes_folder(&other).await;
    let gone = world.following(&other).changes(None).await;
    assert!(matches!(gone, Err(ConnectorError::MailboxGone { .. })), "{gone:?}");
    let gone = world.following(&other).list(None).await;
    assert!(matches!(gone, Err(ConnectorError::MailboxGone { .. })), "{gone:?}");
}
