//! Looking contacts up by id.

use contacts::FieldKey;
use contacts::outlook_form::as_outlook_stores;
use outlook::{ReadOutcome, RemoteId};

use super::{Call, Mishap, World, created, new, person};

pub async fn contacts_are_read_in_the_order_asked_and_a_missing_one_is_gone(world: &impl World) {
    let mut ids = Vec::new();
    for n in 0..23 {
        ids.push(world.owner_creates(&person(n)).await);
    }
    world.owner_deletes(&ids[4]).await;
    // A second time takes it out of Deleted Items.
    world.owner_deletes(&ids[4]).await;
    ids.reverse();
    for (at, outcome) in world.folder().read(&ids).await.into_iter().enumerate() {
        let n = 22 - at;
        match outcome.unwrap() {
            ReadOutcome::Gone => assert_eq!(n, 4),
            ReadOutcome::Found(contact) => assert_eq!(contact.card, as_outlook_stores(&person(n))),
        }
    }
}

pub async fn an_id_that_never_was_is_not_taken_for_a_contact(world: &impl World) {
    let id = created(world, new(1)).await.id;
    let answers = world.folder().read(&[RemoteId("nonsense".into()), id.clone()]).await;
    assert!(!matches!(answers[0], Ok(ReadOutcome::Found(_))), "{:?}", answers[0]);
    assert!(matches!(answers[1], Ok(ReadOutcome::Found(_))), "{:?}", answers[1]);
}

pub async fn a_contact_whose_look_up_fails_is_neither_found_nor_gone(world: &impl World) {
    let ids =
        [created(world, new(1)).await.id, created(world, new(2)).await.id, created(world, new(3)).await.id];
    world.mishap(Call::Read, 1, &Mishap::ServerError);
    let answers = world.folder().read(&ids).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_err()).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| !matches!(answer, Ok(ReadOutcome::Gone))), "{answers:?}");
}

pub async fn an_empty_contact_made_by_hand_has_no_values(world: &impl World) {
    let id = world.owner_creates(&contacts::Card::new()).await;
    let contact = super::found(world, &id).await;
    assert!(contact.card.is_empty(), "{:?}", contact.card);
    assert_eq!((contact.stamp, contact.has_photo), (None, false));
    assert!(contact.modified > 0);
}

pub async fn a_name_made_by_the_server_from_its_parts_is_no_value(world: &impl World) {
    let card = person(1).with(FieldKey::Title, "Dr.").with(FieldKey::Suffix, "Jr.");
    let id = world.owner_creates(&card).await;
    assert_eq!(super::found(world, &id).await.card, as_outlook_stores(&card));
    world.owner_edits(&id, FieldKey::FullName, "Lady Lovelace").await;
    assert_eq!(super::found(world, &id).await.card.text(FieldKey::FullName), "Lady Lovelace");
}
