//! Leases and fences.

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::{Feed, Health, StagedWhat, StoreError};

pub async fn a_lease_is_held_by_one_engine_and_changes_hands_with_a_higher_epoch(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let store = on.store();
    assert_eq!(store.lease(MAILBOX, RIVAL, NOW + 1, NOW + LEASE).await.unwrap(), None, "it is held");
    let extended = store.lease(MAILBOX, ENGINE, NOW + 1, NOW + 2 * LEASE).await.unwrap().unwrap();
    assert_eq!(extended, fence, "extending keeps the epoch");
    assert_eq!(store.lease(MAILBOX, RIVAL, NOW + LEASE + 1, NOW + 3 * LEASE).await.unwrap(), None);
    let taken = store.lease(MAILBOX, RIVAL, NOW + 2 * LEASE, NOW + 4 * LEASE).await.unwrap().unwrap();
    assert!(taken.epoch > fence.epoch && taken.holder == RIVAL);
    assert_eq!(store.lease(MAILBOX, ENGINE, NOW + 2 * LEASE, NOW + 4 * LEASE).await.unwrap(), None);
    assert!(store.lease(OTHER, ENGINE, NOW, NOW + LEASE).await.unwrap().is_some(), "another mailbox is free");
}

pub async fn a_lease_given_back_is_taken_with_a_higher_epoch_even_by_the_same_engine(
    on: &dyn StoreUnderTest,
) {
    let fence = scene(on).await;
    let store = on.store();
    store.release(&fence).await.unwrap();
    assert!(matches!(store.set_feed(&fence, &Feed::default()).await, Err(StoreError::Fenced)));
    let again = lease(on, MAILBOX).await;
    assert!(again.epoch > fence.epoch);
    store.release(&fence).await.unwrap();
    store.set_feed(&again, &Feed::default()).await.unwrap();
}

pub async fn whoever_lost_the_lease_writes_nothing(on: &dyn StoreUnderTest) {
    let old = scene(on).await;
    let link = linked(1, ADA, MAILBOX, "c1");
    on.add_link(&link).await;
    let store = on.store();
    store.lease(MAILBOX, RIVAL, NOW + LEASE, NOW + 2 * LEASE).await.unwrap().unwrap();

    let feed = Feed { cursor: Some("next".into()), ..Feed::default() };
    let page = [("c1".to_owned(), StagedWhat::Removed)];
    let mut changed = link.clone();
    changed.change_key = "k2".into();
    let change = write_link(changed, crate::Due::Done);
    assert!(matches!(store.stage(&old, &page, &feed).await, Err(StoreError::Fenced)));
    assert!(matches!(store.set_feed(&old, &feed).await, Err(StoreError::Fenced)));
    assert!(matches!(store.set_health(&old, None, &Health::default()).await, Err(StoreError::Fenced)));
    assert!(matches!(store.commit(&old, NOW, &[change]).await, Err(StoreError::Fenced)));
    assert!(matches!(store.send(&old, NOW, &[operation_id(1)]).await, Err(StoreError::Fenced)));

    assert_eq!(store.mailbox(MAILBOX).await.unwrap().unwrap().feed, Feed::default());
    assert!(store.staged(MAILBOX, 0, 10).await.unwrap().is_empty());
    assert_eq!(case(on, MAILBOX, ADA).await.link, link);
}

pub async fn there_is_no_lease_for_an_unknown_mailbox(on: &dyn StoreUnderTest) {
    let unknown = contacts::MailboxId::from_u128(0x2ff);
    assert_eq!(on.store().lease(unknown, ENGINE, NOW, NOW + LEASE).await.unwrap(), None);
    assert_eq!(on.store().mailbox(unknown).await.unwrap(), None);
}
