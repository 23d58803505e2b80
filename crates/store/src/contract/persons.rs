//! What an edit made in Outlook does to a person.

use contacts::{FieldKey, MailboxId, PersonId, UserId};

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::{Applied, Change, PhotoView};
use crate::viewer::Role;

pub async fn an_edit_is_written_once_without_gaps_and_found_by_its_keys(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.add_link(&linked(1, ADA, MAILBOX, "c1")).await;
    let edit = patch(&[
        (FieldKey::Email1, ""),
        (FieldKey::Email2, "Ada@Example.org"),
        (FieldKey::MobilePhone, "0171 2345678"),
    ]);
    assert_eq!(commit(on, &fence, &[write_person(ADA, 1, edit)]).await, [Applied::Done]);
    let card = on.card(ADA).await;
    assert_eq!((card.text(FieldKey::Email1), card.text(FieldKey::Email2)), ("Ada@Example.org", ""));
    let person = case(on, MAILBOX, ADA).await.person.unwrap();
    assert_eq!((person.version, person.changed), (2, NOW));
    assert_eq!(on.found_by("e:ada@example.org").await, [ADA]);
    assert_eq!(on.found_by("m:lovelace|+491712345678").await, [ADA]);
    let edit = patch(&[(FieldKey::Email1, "al@example.org"), (FieldKey::LastName, "King")]);
    commit(on, &fence, &[write_person(ADA, 2, edit)]).await;
    assert_eq!(on.found_by("e:ada@example.org").await, [] as [PersonId; 0]);
    assert_eq!(on.found_by("m:king|+491712345678").await, [ADA]);
}

pub async fn the_business_partner_is_never_changed_from_outlook(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.add_link(&linked(1, ADA, MAILBOX, "c1")).await;
    let edit = patch(&[(FieldKey::Company, "Typed Inc"), (FieldKey::JobTitle, "Countess")]);
    commit(on, &fence, &[write_person(ADA, 1, edit)]).await;
    let seen = case(on, MAILBOX, ADA).await.person.unwrap().card;
    assert_eq!((seen.text(FieldKey::Company), seen.text(FieldKey::JobTitle)), ("Example Ltd", "Countess"));
    assert_eq!(on.card(ADA).await.text(FieldKey::Company), "");
}

pub async fn a_hidden_field_is_never_overwritten_for_who_does_not_see_it(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.edit_person(ADA, &patch(&[(FieldKey::Notes, "secret")]), NOW).await;
    on.hide_field(Role::User, FieldKey::Notes).await;
    let edit = patch(&[(FieldKey::Notes, "mine"), (FieldKey::JobTitle, "Countess")]);
    assert_eq!(commit(on, &fence, &[write_person(ADA, 2, edit)]).await, [Applied::Done]);
    let card = on.card(ADA).await;
    assert_eq!((card.text(FieldKey::Notes), card.text(FieldKey::JobTitle)), ("secret", "Countess"));
}

pub async fn a_photo_is_kept_with_its_rendition(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.add_link(&linked(1, ADA, MAILBOX, "c1")).await;
    for (n, digest) in [(1, "d1"), (2, "d2")] {
        let mut change = write_person(ADA, i64::try_from(n).unwrap(), patch(&[]));
        change.person.as_mut().unwrap().photo = Some(photo(n, digest));
        assert_eq!(commit(on, &fence, &[change]).await, [Applied::Done]);
    }
    let person = case(on, MAILBOX, ADA).await.person.unwrap();
    assert_eq!(person.photo, Some(PhotoView { id: photo(2, "d2").id, digest: "d2".into() }));
    for digest in ["d1", "d2"] {
        let rendition = on.store().rendition(digest).await.unwrap().unwrap();
        assert_eq!(rendition, photo(0, digest).rendition, "a replaced photo stays for the history");
    }
    assert_eq!(on.store().rendition("d3").await.unwrap(), None);
}

pub async fn a_photo_that_lost_is_kept_for_the_history_and_is_not_the_persons(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.add_link(&linked(1, ADA, MAILBOX, "c1")).await;
    let before = case(on, MAILBOX, ADA).await.person;
    for (n, digest) in [(1, "d1"), (2, "d1"), (3, "d2")] {
        let kept = Change { kept_photos: vec![(ADA, photo(n, digest))], ..Change::default() };
        assert_eq!(commit(on, &fence, &[kept]).await, [Applied::Done]);
    }
    assert_eq!(case(on, MAILBOX, ADA).await.person, before, "neither its version nor its photo changed");
    for digest in ["d1", "d2"] {
        assert_eq!(on.store().rendition(digest).await.unwrap(), Some(photo(0, digest).rendition));
    }
    let stale = Change { kept_photos: vec![(ADA, photo(4, "d4"))], ..write_person(ADA, 99, patch(&[])) };
    assert_eq!(commit(on, &fence, &[stale]).await, [Applied::Stale]);
    assert_eq!(on.store().rendition("d4").await.unwrap(), None, "nothing of a stale change is kept");
}

pub async fn an_edit_by_an_owner_who_may_only_read_is_refused_as_stale(on: &dyn StoreUnderTest) {
    let reader = UserId::from_u128(0x102);
    let mailbox = MailboxId::from_u128(0x202);
    scene(on).await;
    on.add_user(reader, Role::Reader, &[]).await;
    on.add_mailbox(mailbox, reader).await;
    let fence = lease(on, mailbox).await;
    for (n, owner) in [(1, MAILBOX), (2, mailbox)] {
        on.add_link(&linked(n, ADA, owner, "c1")).await;
    }
    let seen = case(on, mailbox, ADA).await.person.unwrap();
    assert_eq!((seen.visible, seen.editable), (true, false));
    assert!(case(on, MAILBOX, ADA).await.person.unwrap().editable);
    let edit = write_person(ADA, 1, patch(&[(FieldKey::JobTitle, "Reader")]));
    assert_eq!(on.store().commit(&fence, NOW, &[edit]).await.unwrap(), [Applied::Stale]);
    assert_eq!(on.card(ADA).await, ada());
}
