//! Creating, changing, deleting.

use contacts::field::{FIELDS, FieldKind};
use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, FieldKey, Patch, Value};
use outlook::folder::StampChange;
use outlook::{ChangeKey, ContactUpdate, NewContact, Place, ReadOutcome, RemoteId, WriteError};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::{Call, Mishap, World, created, found, listed, new, person, stamp};

/// A card with every field set, in one of two ways.
fn full(way: usize) -> Card {
    let mut card = Card::new();
    for field in FIELDS {
        let text = match field.kind {
            FieldKind::Line | FieldKind::Email | FieldKind::Phone | FieldKind::Url => {
                format!("{} {way} ä😀", field.key)
            }
            FieldKind::Text => format!("{} {way}\nsecond line", field.key),
            FieldKind::Date => ["1815-12-10", "1971-01-01"][way].to_owned(),
            FieldKind::List | FieldKind::Set => format!("b{way};a{way}"),
            FieldKind::Choice(words) => words[way].to_owned(),
            FieldKind::Flag => "true".to_owned(),
        };
        card.set(field.key, Value::parse(field.key, &text).unwrap());
    }
    card
}

fn update(id: &RemoteId, key: &ChangeKey, from: &Card, to: &Card) -> ContactUpdate {
    let patch = as_outlook_stores(from).diff(&as_outlook_stores(to));
    let (id, change_key) = (id.clone(), key.clone());
    ContactUpdate { id, change_key, patch, card: to.clone(), stamp: StampChange::Keep }
}

fn only(id: &RemoteId, key: &ChangeKey, stamp: StampChange) -> ContactUpdate {
    ContactUpdate { id: id.clone(), change_key: key.clone(), patch: Patch::new(), card: person(1), stamp }
}

pub async fn every_field_travels_there_and_back(world: &impl World) {
    let written = created(world, NewContact { card: full(0), stamp: stamp(1) }).await;
    let contact = found(world, &written.id).await;
    assert_eq!(contact.card.diff(&as_outlook_stores(&full(0))), Patch::new());
    assert_eq!(contact.stamp, Some(stamp(1)));
    assert_eq!((contact.place, contact.has_photo), (Place::Followed, false));
    assert_eq!(contact.change_key, written.change_key);
}

pub async fn every_field_is_changed_and_cleared(world: &impl World) {
    let written = created(world, NewContact { card: full(0), stamp: stamp(1) }).await;
    let second = world
        .folder()
        .update(&[update(&written.id, &written.change_key, &full(0), &full(1))])
        .await
        .remove(0);
    let second = second.unwrap();
    let contact = found(world, &written.id).await;
    assert_eq!(contact.card.diff(&as_outlook_stores(&full(1))), Patch::new());
    assert_eq!((contact.stamp, contact.change_key), (Some(stamp(1)), second.change_key.clone()));
    let third = world
        .folder()
        .update(&[update(&written.id, &second.change_key, &full(1), &Card::new())])
        .await
        .remove(0);
    third.unwrap();
    assert_eq!(found(world, &written.id).await.card, Card::new());
}

pub async fn each_field_alone_is_set_in_an_empty_contact_and_cleared_again(world: &impl World) {
    let empty = Card::new().with(FieldKey::Department, "-");
    let mut key = created(world, NewContact { card: empty.clone(), stamp: stamp(1) }).await;
    for field in FIELDS.iter().filter(|field| field.limit > 0 && field.key != FieldKey::Department) {
        let mut one = empty.clone();
        one.set(field.key, full(1).get(field.key).cloned());
        for (from, to) in [(&empty, &one), (&one, &empty)] {
            let answer = world.folder().update(&[update(&key.id, &key.change_key, from, to)]).await.remove(0);
            key = answer.unwrap_or_else(|error| panic!("{}: {error}", field.key));
            assert_eq!(found(world, &key.id).await.card, as_outlook_stores(to), "{}", field.key);
        }
    }
}

pub async fn any_contacts_are_created_and_become_any_others(world: &impl World) {
    let mut random = TestRunner::deterministic();
    let mut draw = || super::cards::cards().new_tree(&mut random).unwrap().current();
    let pairs: Vec<(Card, Card)> = (0..60).map(|_| (draw(), draw())).collect();
    let new =
        pairs.iter().enumerate().map(|(n, (card, _))| NewContact { card: card.clone(), stamp: stamp(n) });
    let written = world.folder().create(&new.collect::<Vec<_>>()).await;
    let mut updates = Vec::new();
    for ((from, to), written) in pairs.iter().zip(written) {
        let written = written.unwrap();
        assert_eq!(
            found(world, &written.id).await.card.diff(&as_outlook_stores(from)),
            Patch::new(),
            "{from:?}"
        );
        updates.push(update(&written.id, &written.change_key, from, to));
    }
    for ((from, to), written) in pairs.iter().zip(world.folder().update(&updates).await) {
        let card = found(world, &written.unwrap().id).await.card;
        assert_eq!(card.diff(&as_outlook_stores(to)), Patch::new(), "{from:?} -> {to:?}");
    }
}

pub async fn a_part_of_an_address_is_cleared_and_the_rest_stays(world: &impl World) {
    let from = person(1).with(FieldKey::HomeCity, "Ulm").with(FieldKey::HomeStreet, "Weg 1");
    let to = from.clone().with(FieldKey::HomeStreet, "");
    let written = created(world, NewContact { card: from.clone(), stamp: stamp(1) }).await;
    world.folder().update(&[update(&written.id, &written.change_key, &from, &to)]).await.remove(0).unwrap();
    assert_eq!(found(world, &written.id).await.card, as_outlook_stores(&to));
}

pub async fn the_answer_to_a_write_says_what_the_server_stored(world: &impl World) {
    let written = created(world, NewContact { card: full(0), stamp: stamp(1) }).await;
    assert!(!written.echoed.is_empty());
    let contact = found(world, &written.id).await;
    for (key, value) in written.echoed.iter() {
        assert_eq!(value, contact.card.get(key), "{key}");
    }
    let mut target = full(0);
    target.set(FieldKey::JobTitle, None);
    let answer =
        world.folder().update(&[update(&written.id, &written.change_key, &full(0), &target)]).await.remove(0);
    assert_eq!(answer.unwrap().echoed.get(FieldKey::JobTitle), Some(None));
}

pub async fn many_are_created_in_the_order_given(world: &impl World) {
    let contacts: Vec<NewContact> = (0..45).map(new).collect();
    let answers = world.folder().create(&contacts).await;
    assert_eq!(answers.len(), 45);
    let ids: Vec<RemoteId> = answers.into_iter().map(|answer| answer.unwrap().id).collect();
    let read = world.folder().read(&ids).await;
    for (n, outcome) in read.into_iter().enumerate() {
        match outcome.unwrap() {
            ReadOutcome::Found(contact) => assert_eq!(contact.stamp, Some(stamp(n))),
            ReadOutcome::Gone => panic!("{n} is gone"),
        }
    }
    assert_eq!(world.living().await, 45);
}

pub async fn one_of_many_fails_alone(world: &impl World) {
    world.mishap(Call::Create, 2, &Mishap::Throttled("0.25"));
    let answers = world.folder().create(&(0..5).map(new).collect::<Vec<_>>()).await;
    for (n, answer) in answers.iter().enumerate() {
        let waits = matches!(
            answer,
            Err(WriteError::NotDone { after: Some(_), .. } | WriteError::Unknown { after: Some(_), .. })
        );
        assert_eq!(waits, n == 2, "{n}: {answer:?}");
        assert_eq!(answer.is_ok(), n != 2, "{n}: {answer:?}");
    }
    assert_eq!(world.living().await, 4);
}

pub async fn a_create_whose_answer_is_lost_is_unknown_and_found_by_its_stamp(world: &impl World) {
    world.mishap(Call::Create, 0, &Mishap::AnswerLost);
    let answer = world.folder().create(&[new(1)]).await.remove(0);
    assert!(matches!(answer, Err(WriteError::Unknown { .. })), "{answer:?}");
    let found = world.folder().find(&stamp(1)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].card, as_outlook_stores(&person(1)));
    assert_eq!(world.living().await, 1);
}

pub async fn a_write_is_never_sent_twice(world: &impl World) {
    for mishap in [Mishap::AnswerLost, Mishap::RequestLost, Mishap::ServerError, Mishap::Throttled("0")] {
        let before = world.living().await;
        world.mishap(Call::Create, 0, &mishap);
        let answer = world.folder().create(&[new(1)]).await.remove(0);
        assert!(answer.is_err(), "{mishap:?}: {answer:?}");
        let had_effect = usize::from(mishap == Mishap::AnswerLost);
        assert_eq!(world.living().await, before + had_effect, "{mishap:?}");
        world.calm();
    }
}

pub async fn a_stale_update_changes_nothing(world: &impl World) {
    let written = created(world, new(1)).await;
    world.owner_edits(&written.id, FieldKey::JobTitle, "Countess").await;
    let to = person(1).with(FieldKey::JobTitle, "Engineer");
    let answer =
        world.folder().update(&[update(&written.id, &written.change_key, &person(1), &to)]).await.remove(0);
    assert_eq!(answer, Err(WriteError::Changed));
    assert_eq!(found(world, &written.id).await.card.text(FieldKey::JobTitle), "Countess");
}

pub async fn of_many_updates_only_the_stale_ones_are_refused(world: &impl World) {
    let written = world.folder().create(&(0..25).map(new).collect::<Vec<_>>()).await;
    let written: Vec<_> = written.into_iter().map(Result::unwrap).collect();
    world.owner_edits(&written[3].id, FieldKey::JobTitle, "Countess").await;
    world.owner_deletes(&written[21].id).await;
    let to = |n| person(n).with(FieldKey::JobTitle, "Engineer");
    let updates: Vec<_> =
        written.iter().enumerate().map(|(n, w)| update(&w.id, &w.change_key, &person(n), &to(n))).collect();
    for (n, answer) in world.folder().update(&updates).await.into_iter().enumerate() {
        match n {
            3 => assert_eq!(answer, Err(WriteError::Changed)),
            // Deleted Items may still hold it, in another version.
            21 => assert!(matches!(answer, Err(WriteError::Gone | WriteError::Changed)), "{answer:?}"),
            _ => {
                let key = answer.unwrap().change_key;
                let contact = found(world, &written[n].id).await;
                assert_eq!((contact.card, contact.change_key), (as_outlook_stores(&to(n)), key));
            }
        }
    }
}

pub async fn an_update_whose_answer_is_lost_is_unknown(world: &impl World) {
    let written = created(world, new(1)).await;
    let to = person(1).with(FieldKey::JobTitle, "Engineer");
    world.mishap(Call::Update, 0, &Mishap::AnswerLost);
    let answer =
        world.folder().update(&[update(&written.id, &written.change_key, &person(1), &to)]).await.remove(0);
    assert!(matches!(answer, Err(WriteError::Unknown { .. })), "{answer:?}");
    assert_eq!(found(world, &written.id).await.card.text(FieldKey::JobTitle), "Engineer");
}

pub async fn stamps_are_set_kept_and_cleared_and_touch_nothing_else(world: &impl World) {
    let id = world.owner_creates(&person(1)).await;
    let before = found(world, &id).await;
    assert_eq!(before.stamp, None);
    let mut key = before.change_key.clone();
    for (change, stamped) in [
        (StampChange::Set(stamp(7)), Some(stamp(7))),
        (StampChange::Keep, Some(stamp(7))),
        (StampChange::Clear, None),
    ] {
        key = world.folder().update(&[only(&id, &key, change)]).await.remove(0).unwrap().change_key;
        let contact = found(world, &id).await;
        assert_eq!((contact.stamp, contact.card), (stamped, before.card.clone()));
    }
}

pub async fn what_others_keep_in_a_contact_is_untouched_by_an_update(world: &impl World) {
    let written = created(world, NewContact { card: full(0), stamp: stamp(1) }).await;
    world.stranger_adds_data(&written.id).await;
    let strange = world.strange_data(&written.id).await;
    let now = found(world, &written.id).await;
    let mut target = now.card.clone();
    for (key, text) in [
        (FieldKey::LastName, "Byron"),
        // The address that the stranger named moves to another place in the list.
        (FieldKey::Email1, "new@example.com"),
        (FieldKey::Email2, now.card.text(FieldKey::Email1)),
        (FieldKey::HomeCity, "Ulm"),
        (FieldKey::Pager, ""),
        (FieldKey::BusinessPhone2, ""),
    ] {
        target = target.with(key, text);
    }
    let answer =
        world.folder().update(&[update(&written.id, &now.change_key, &now.card, &target)]).await.remove(0);
    answer.unwrap();
    assert_eq!(found(world, &written.id).await.card, as_outlook_stores(&target));
    assert_eq!(world.strange_data(&written.id).await, strange);
}

pub async fn a_deleted_contact_goes_to_deleted_items(world: &impl World) {
    let (one, two) = (created(world, new(1)).await, created(world, new(2)).await);
    let answer = world.folder().delete(&[(one.id.clone(), one.change_key.clone())]).await;
    assert_eq!(answer, [Ok(())]);
    match world.folder().read(std::slice::from_ref(&one.id)).await.remove(0).unwrap() {
        ReadOutcome::Found(contact) => assert_eq!(contact.place, Place::Deleted),
        ReadOutcome::Gone => {}
    }
    let left: Vec<RemoteId> = listed(world).await.into_iter().map(|contact| contact.id).collect();
    assert_eq!(left, [two.id]);
    assert_eq!(world.folder().find(&stamp(1)).await.unwrap(), []);
    let again = world.folder().delete(&[(one.id.clone(), one.change_key.clone())]).await.remove(0);
    assert!(matches!(again, Err(WriteError::Gone | WriteError::Changed)), "{again:?}");
}

pub async fn of_many_deletes_only_the_stale_ones_are_refused(world: &impl World) {
    let written = world.folder().create(&(0..22).map(new).collect::<Vec<_>>()).await;
    let written: Vec<_> = written.into_iter().map(Result::unwrap).collect();
    world.owner_edits(&written[5].id, FieldKey::JobTitle, "Countess").await;
    let contacts: Vec<_> = written.iter().map(|w| (w.id.clone(), w.change_key.clone())).collect();
    for (n, answer) in world.folder().delete(&contacts).await.into_iter().enumerate() {
        assert_eq!(answer, if n == 5 { Err(WriteError::Changed) } else { Ok(()) }, "{n}");
    }
    assert_eq!(world.living().await, 1);
}

pub async fn a_delete_whose_answer_is_lost_is_unknown_and_has_happened(world: &impl World) {
    let written = world.folder().create(&[new(1), new(2)]).await;
    let contacts: Vec<_> = written.into_iter().map(Result::unwrap).map(|w| (w.id, w.change_key)).collect();
    world.mishap(Call::Delete, 0, &Mishap::AnswerLost);
    let answers = world.folder().delete(&contacts).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    assert!(answers.iter().any(|answer| matches!(answer, Err(WriteError::Unknown { .. }))), "{answers:?}");
    assert_eq!(world.living().await, 0);
}

pub async fn nothing_is_asked_for_nothing(world: &impl World) {
    world.requests();
    assert!(world.folder().update(&[]).await.is_empty());
    assert!(world.folder().delete(&[]).await.is_empty());
    assert!(world.folder().read(&[]).await.is_empty());
    assert_eq!(world.requests(), 0);
}
