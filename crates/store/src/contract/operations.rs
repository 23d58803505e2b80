//! Intended writes as the engine keeps them.

use std::collections::BTreeMap;

use contacts::FieldKey;
use replication::{Operation, OperationKind, OperationState};

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::OperationWrite;

use OperationState::{Pending, Sent};

async fn write(on: &dyn StoreUnderTest, fence: &crate::Fence, operations: Vec<OperationWrite>) {
    commit(on, fence, &[write_operations(operations)]).await;
}

pub async fn a_new_pending_operation_replaces_the_links_pending_one_but_not_its_photo(
    on: &dyn StoreUnderTest,
) {
    let fence = scene(on).await;
    let (link, other) = (linked(1, ADA, MAILBOX, "c1"), linked(2, BOB, MAILBOX, "c2"));
    on.add_link(&link).await;
    on.add_link(&other).await;
    let release = OperationKind::Release { remote_id: "copy".to_owned(), change_key: "k1".to_owned() };
    write(
        on,
        &fence,
        vec![
            put(operation(1, Some(&link), update("c1", patch(&[])))),
            put(operation(2, Some(&link), photo_of("c1"))),
            put(operation(3, Some(&other), update("c2", patch(&[])))),
            put(operation(4, None, release)),
        ],
    )
    .await;
    assert_eq!(ready(on, Pending).await, [1, 2, 3, 4].map(operation_id));
    write(on, &fence, vec![put(operation(5, Some(&link), delete("c1")))]).await;
    assert_eq!(ready(on, Pending).await, [2, 3, 4, 5].map(operation_id));
    write(on, &fence, vec![put(operation(6, Some(&link), photo_of("c1")))]).await;
    assert_eq!(ready(on, Pending).await, [3, 4, 5, 6].map(operation_id));
    // In one commit as well.
    write(
        on,
        &fence,
        vec![
            put(operation(7, Some(&link), update("c1", patch(&[])))),
            put(operation(8, Some(&link), delete("c1"))),
            OperationWrite::Remove(operation_id(3)),
        ],
    )
    .await;
    assert_eq!(ready(on, Pending).await, [4, 6, 8].map(operation_id));
    // Without a link, the contact says which one is meant.
    write(on, &fence, vec![put(operation(9, None, delete("copy"))), put(operation(10, None, delete("c9")))])
        .await;
    assert_eq!(ready(on, Pending).await, [6, 8, 9, 10].map(operation_id));
}

pub async fn a_sent_operation_is_not_replaced(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let link = linked(1, ADA, MAILBOX, "c1");
    on.add_link(&link).await;
    write(on, &fence, vec![put(operation(1, Some(&link), update("c1", patch(&[]))))]).await;
    on.store().send(&fence, NOW, &[operation_id(1)]).await.unwrap();
    write(on, &fence, vec![put(operation(2, Some(&link), delete("c1")))]).await;
    assert_eq!(ready(on, Sent).await, [operation_id(1)]);
    assert_eq!(ready(on, Pending).await, [], "it waits for the sent one");
    let operations = case(on, MAILBOX, ADA).await.operations;
    assert_eq!(operations.iter().map(|o| o.id).collect::<Vec<_>>(), [1, 2].map(operation_id));
    write(on, &fence, vec![OperationWrite::Remove(operation_id(1))]).await;
    assert_eq!(ready(on, Pending).await, [operation_id(2)]);
}

pub async fn operations_are_read_oldest_first_when_their_time_has_come(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let mut writes = Vec::new();
    for (n, not_before) in [(3, NOW), (1, 0), (2, NOW + 1)] {
        let mut waiting = operation(n, None, delete(&format!("c{n}")));
        waiting.not_before = not_before;
        writes.push(put(waiting));
    }
    write(on, &fence, writes).await;
    assert_eq!(ready(on, Pending).await, [1, 3].map(operation_id));
    assert_eq!(ready(on, Sent).await, []);
    let later = on.store().operations(MAILBOX, Pending, i64::MAX, 2).await.unwrap();
    assert_eq!(later.iter().map(|o| o.id).collect::<Vec<_>>(), [1, 2].map(operation_id));
    assert!(on.store().operations(OTHER, Pending, i64::MAX, 2).await.unwrap().is_empty());
}

pub async fn an_operation_comes_back_exactly_as_it_was_written(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let link = linked(1, ADA, MAILBOX, "c1");
    on.add_link(&link).await;
    let written = Operation {
        kind: OperationKind::Update {
            remote_id: "c1".into(),
            change_key: "k1".into(),
            patch: patch(&[(FieldKey::Notes, "a\nb"), (FieldKey::Nickname, "")]),
            before: patch(&[(FieldKey::Nickname, "Countess")]),
            card: ada().with(FieldKey::Notes, "a\nb"),
            stamp: Some("1.2.3.4".into()),
        },
        person_version: 7,
        agreed: BTreeMap::from([(FieldKey::Notes, "f00".into()), (FieldKey::Nickname, String::new())]),
        attempts: 3,
        not_before: 5,
        run: Some(RUN),
        ..operation(1, Some(&link), delete("c1"))
    };
    write(on, &fence, vec![put(written.clone())]).await;
    assert_eq!(case(on, MAILBOX, ADA).await.operations, vec![written]);
}

pub async fn an_operation_that_waits_is_pending_again_or_stays_sent_as_it_was(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    write(on, &fence, vec![put(operation(1, None, delete("c1"))), put(operation(2, None, delete("c2")))])
        .await;
    on.store().send(&fence, NOW, &[1, 2].map(operation_id)).await.unwrap();
    let wait = |n, pending, not_before| OperationWrite::Wait { id: operation_id(n), pending, not_before };
    write(on, &fence, vec![wait(1, true, NOW - 1), wait(2, false, NOW + 9)]).await;
    let (pending, sent) = (
        on.store().operations(MAILBOX, Pending, NOW, 10).await.unwrap(),
        on.store().operations(MAILBOX, Sent, NOW - 9, 10).await.unwrap(),
    );
    assert_eq!((pending[0].id, pending[0].attempts, pending[0].not_before), (operation_id(1), 1, NOW - 1));
    assert_eq!((sent[0].id, sent[0].attempts, sent[0].not_before), (operation_id(2), 1, NOW));
    write(on, &fence, vec![wait(1, true, NOW + 1)]).await;
    assert_eq!(ready(on, Pending).await, []);
}
