//! The mailbox and its change feed.

use contacts::{FieldKey, Patch};

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::{Change, Feed, Health, MailboxState, StagedWhat};

fn changed(key: &str, carried: Patch) -> StagedWhat {
    StagedWhat::Changed { change_key: key.to_owned(), carried }
}

fn feed(cursor: &str) -> Feed {
    Feed { cursor: Some(cursor.to_owned()), resyncing: true, sweep_due: true, swept: 7 }
}

pub async fn a_page_and_its_cursor_are_staged_together(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let store = on.store();
    let page = [("c2".to_owned(), changed("k", Patch::new())), ("c1".to_owned(), StagedWhat::Removed)];
    store.stage(&fence, &page, &feed("one")).await.unwrap();
    assert_eq!(store.mailbox(MAILBOX).await.unwrap().unwrap().feed, feed("one"));
    let staged = store.staged(MAILBOX, 0, 10).await.unwrap();
    let ids: Vec<&str> = staged.iter().map(|entry| entry.remote_id.as_str()).collect();
    assert_eq!(ids, ["c2", "c1"], "in the order of the feed");
    assert_eq!(staged[0].what, changed("k", Patch::new()));
    let first = store.staged(MAILBOX, 0, 1).await.unwrap();
    let rest = store.staged(MAILBOX, first[0].number, 10).await.unwrap();
    assert_eq!(rest, staged[1..]);
    store.stage(&fence, &[], &feed("two")).await.unwrap();
    assert_eq!(store.mailbox(MAILBOX).await.unwrap().unwrap().feed, feed("two"));
}

pub async fn what_an_earlier_entry_carried_is_kept_beneath_a_later_one(on: &dyn StoreUnderTest) {
    use FieldKey::{FirstName, LastName, Notes};
    let fence = scene(on).await;
    let store = on.store();
    let one = patch(&[(FirstName, "Ada"), (LastName, "Byron")]);
    let two = patch(&[(LastName, "Lovelace"), (Notes, "")]);
    let page = [("c1".to_owned(), changed("k1", one.clone())), ("c2".to_owned(), changed("k1", one.clone()))];
    store.stage(&fence, &page, &feed("one")).await.unwrap();
    let page = [
        ("c1".to_owned(), changed("k2", two.clone())),
        ("c2".to_owned(), StagedWhat::Removed),
        ("c3".to_owned(), changed("k1", one)),
        ("c3".to_owned(), changed("k2", two.clone())),
        ("c2".to_owned(), changed("k9", two.clone())),
    ];
    store.stage(&fence, &page, &feed("two")).await.unwrap();
    let staged = store.staged(MAILBOX, 0, 10).await.unwrap();
    let what: Vec<_> = staged.iter().map(|entry| (entry.remote_id.as_str(), entry.what.clone())).collect();
    let both = patch(&[(FirstName, "Ada"), (LastName, "Lovelace"), (Notes, "")]);
    assert_eq!(
        what,
        [
            ("c1", changed("k2", both.clone())),
            ("c3", changed("k2", both.clone())),
            ("c2", changed("k9", both))
        ]
    );
}

pub async fn what_was_carried_before_a_removal_is_kept_beneath_it(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let store = on.store();
    let edit = patch(&[(FieldKey::FirstName, "Ada")]);
    let page = [
        ("edited".to_owned(), changed("k1", edit.clone())),
        ("same".to_owned(), changed("k1", Patch::new())),
        ("twice".to_owned(), changed("k1", edit.clone())),
        ("twice".to_owned(), StagedWhat::Removed),
    ];
    store.stage(&fence, &page, &feed("one")).await.unwrap();
    let gone = |id: &str| (id.to_owned(), StagedWhat::Removed);
    store.stage(&fence, &[gone("edited"), gone("same"), gone("twice")], &feed("two")).await.unwrap();
    let staged = store.staged(MAILBOX, 0, 10).await.unwrap();
    let what: Vec<_> = staged.iter().map(|entry| (entry.remote_id.as_str(), entry.what.clone())).collect();
    let looked_for = changed("", edit);
    let expected = [("edited", looked_for.clone()), ("same", StagedWhat::Removed), ("twice", looked_for)];
    assert_eq!(what, expected, "an edit that was seen before a removal is not lost by it");
}

pub async fn an_entry_dealt_with_goes_and_a_later_one_of_the_same_contact_stays(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let store = on.store();
    let page = [("c1".to_owned(), StagedWhat::Removed), ("c2".to_owned(), StagedWhat::Removed)];
    store.stage(&fence, &page, &feed("one")).await.unwrap();
    let read = store.staged(MAILBOX, 0, 10).await.unwrap();
    let news = [("c2".to_owned(), changed("k2", Patch::new()))];
    store.stage(&fence, &news, &feed("two")).await.unwrap();
    let dealt_with: Vec<(String, i64)> =
        read.iter().map(|entry| (entry.remote_id.clone(), entry.number)).collect();
    commit(on, &fence, &[Change { staged: dealt_with, ..Change::default() }]).await;
    let left = store.staged(MAILBOX, 0, 10).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].remote_id.as_str(), &left[0].what), ("c2", &changed("k2", Patch::new())));
    assert!(left[0].number > read[1].number);
}

pub async fn the_feed_of_one_mailbox_is_not_another_ones(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let other = lease(on, OTHER).await;
    let store = on.store();
    let page = [("c1".to_owned(), StagedWhat::Removed)];
    store.stage(&fence, &page, &feed("one")).await.unwrap();
    store.stage(&other, &page, &feed("other")).await.unwrap();
    let staged = store.staged(OTHER, 0, 10).await.unwrap();
    let dealt_with = vec![("c1".to_owned(), staged[0].number)];
    store.commit(&other, NOW, &[Change { staged: dealt_with, ..Change::default() }]).await.unwrap();
    assert_eq!(store.staged(MAILBOX, 0, 10).await.unwrap().len(), 1);
    assert!(store.staged(OTHER, 0, 10).await.unwrap().is_empty());
    assert_eq!(store.mailbox(MAILBOX).await.unwrap().unwrap().feed, feed("one"));
}

pub async fn a_mailbox_that_is_being_disconnected_stays_so_until_it_is_disconnected(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let store = on.store();
    let state = async || store.mailbox(MAILBOX).await.unwrap().unwrap().state;
    let set = async |state| store.set_health(&fence, Some(state), &Health::default()).await.unwrap();
    assert_eq!(state().await, MailboxState::Active);
    set(MailboxState::Active).await;
    set(MailboxState::Disconnected).await;
    assert_eq!(state().await, MailboxState::Active, "only a person disconnects");
    set(MailboxState::Braked).await;
    assert_eq!(state().await, MailboxState::Braked);
    set(MailboxState::Active).await;
    set(MailboxState::ReconnectNeeded).await;
    assert_eq!(state().await, MailboxState::Braked, "only a person releases the brake");
    on.disconnect(MAILBOX).await;
    set(MailboxState::ReconnectNeeded).await;
    assert_eq!(state().await, MailboxState::Disconnecting);
    set(MailboxState::Disconnected).await;
    assert_eq!(state().await, MailboxState::Disconnected);
}

pub async fn health_comes_back_as_it_was_written(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let health = Health {
        last_cycle: 1,
        next_cycle: 2,
        error: Some("no answer".into()),
        failures: 3,
        brake: Some((21, 100)),
        brake_released: true,
        quiet: 4,
        hold_until: 5,
    };
    on.store().set_health(&fence, None, &health).await.unwrap();
    let record = on.store().mailbox(MAILBOX).await.unwrap().unwrap();
    assert_eq!((record.health, record.state, record.owner), (health, MailboxState::Active, OWNER));
}
