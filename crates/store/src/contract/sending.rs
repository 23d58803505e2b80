//! Committing the intent: what may be sent at that very moment.

use contacts::FieldKey;
use replication::{Ended, Leaving, LinkState, OperationState};

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::{EndState, Fence, Health, HistoryKind, MailboxState};
use crate::viewer::Role;

use OperationState::{Pending, Sent};

async fn send(on: &dyn StoreUnderTest, fence: &Fence, numbers: &[u128]) -> Vec<contacts::OperationId> {
    let ids: Vec<_> = numbers.iter().map(|n| operation_id(*n)).collect();
    on.store().send(fence, NOW, &ids).await.unwrap()
}

pub async fn sending_counts_an_attempt_and_returns_what_is_to_be_sent(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let (ada_link, bob_link) = (linked(1, ADA, MAILBOX, "c1"), adopting(2, BOB, MAILBOX));
    on.add_link(&ada_link).await;
    on.add_link(&bob_link).await;
    let operations = vec![
        put(operation(1, Some(&ada_link), update("c1", patch(&[(FieldKey::LastName, "King")])))),
        put(operation(2, Some(&bob_link), create(bob()))),
    ];
    commit(on, &fence, &[write_operations(operations)]).await;
    assert_eq!(send(on, &fence, &[2, 9, 1]).await, [2, 1].map(operation_id), "in the order asked");
    let sent = on.store().operations(MAILBOX, Sent, NOW, 10).await.unwrap();
    assert_eq!(sent.iter().map(|o| (o.attempts, o.not_before)).collect::<Vec<_>>(), [(1, NOW), (1, NOW)]);
    assert_eq!(send(on, &fence, &[1, 2]).await, [], "they are sent already");
}

pub async fn nothing_is_sent_for_a_link_while_an_earlier_write_is_unknown(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let link = linked(1, ADA, MAILBOX, "c1");
    on.add_link(&link).await;
    let operations = vec![
        put(operation(1, Some(&link), update("c1", patch(&[])))),
        put(operation(2, Some(&link), photo_of("c1"))),
    ];
    commit(on, &fence, &[write_operations(operations)]).await;
    assert_eq!(send(on, &fence, &[1, 2]).await, [operation_id(1)], "one at a time");
    assert_eq!(send(on, &fence, &[2]).await, []);
    assert_eq!(case(on, MAILBOX, ADA).await.operations.len(), 2, "the other waits");
}

pub async fn a_right_lost_before_sending_turns_the_link_to_leave(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.add_run(RUN, MAILBOX, &[ADA]).await;
    let mut link = linked(1, ADA, MAILBOX, "c1");
    link.run = Some(RUN);
    on.add_link(&link).await;
    let operations = vec![
        put(operation(1, Some(&link), update("c1", patch(&[(FieldKey::LastName, "King")])))),
        put(operation(2, Some(&link), photo_of("c1"))),
    ];
    commit(on, &fence, &[write_operations(operations)]).await;
    on.restrict_person(ADA, Some(TEAM)).await;
    assert_eq!(send(on, &fence, &[1, 2]).await, []);
    let case = case(on, MAILBOX, ADA).await;
    assert_eq!(case.link.state, LinkState::Leaving { cause: Leaving::RightLost, by: None });
    assert!(case.link.due > 0 && case.link.row > link.row && case.link.run.is_none());
    assert!(case.operations.is_empty());
    assert_eq!(on.run_item(RUN, ADA).await.0, EndState::Failed);
    assert!(on.run_done(RUN).await);
}

pub async fn a_right_lost_before_sending_ends_the_item_of_the_run_that_the_link_belongs_to_by_now(
    on: &dyn StoreUnderTest,
) {
    let later = contacts::RunId::from_u128(0x701);
    let fence = scene(on).await;
    on.add_run(RUN, MAILBOX, &[ADA]).await;
    on.add_run(later, MAILBOX, &[ADA]).await;
    let mut link = adopting(1, ADA, MAILBOX);
    link.run = Some(later);
    on.add_link(&link).await;
    // Decided for the first run; the later one has taken the link over since.
    let create = replication::Operation { run: Some(RUN), ..operation(1, Some(&link), create(ada())) };
    commit(on, &fence, &[write_operations(vec![put(create)])]).await;
    on.restrict_person(ADA, Some(TEAM)).await;
    assert_eq!(send(on, &fence, &[1]).await, []);
    assert_eq!(on.run_item(later, ADA).await.0, EndState::Failed);
    assert_eq!(on.run_item(RUN, ADA).await.0, EndState::Waiting, "that is for who took it over to end");
    assert_eq!(on.history(ADA).await.last().and_then(|told| told.run), Some(later));
}

pub async fn a_right_lost_before_creating_ends_the_link(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let link = adopting(1, ADA, MAILBOX);
    on.add_link(&link).await;
    commit(on, &fence, &[write_operations(vec![put(operation(1, Some(&link), create(ada())))])]).await;
    on.restrict_person(ADA, Some(TEAM)).await;
    assert_eq!(send(on, &fence, &[1]).await, []);
    let case = case(on, MAILBOX, ADA).await;
    assert_eq!(case.link.state, LinkState::Ended { by: Ended::RightLost, user: None, at: NOW });
    assert!(case.operations.is_empty());
    let history = on.history(ADA).await;
    assert_eq!(history.last().map(|told| told.kind), Some(HistoryKind::LinkEnded));
}

pub async fn a_field_hidden_before_sending_makes_the_link_due_anew(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let (link, other) = (linked(1, ADA, MAILBOX, "c1"), linked(2, BOB, MAILBOX, "c2"));
    on.add_link(&link).await;
    on.add_link(&other).await;
    let operations = vec![
        put(operation(1, Some(&link), update("c1", patch(&[(FieldKey::Notes, "secret")])))),
        put(operation(2, Some(&other), update("c2", patch(&[(FieldKey::Notes, "")])))),
    ];
    commit(on, &fence, &[write_operations(operations)]).await;
    on.hide_field(Role::User, FieldKey::Notes).await;
    assert_eq!(send(on, &fence, &[1, 2]).await, [operation_id(2)], "taking the value away may go");
    let case = case(on, MAILBOX, ADA).await;
    assert_eq!((case.link.state, case.operations), (LinkState::Linked, vec![]));
    assert!(case.link.due > 0);
}

pub async fn nothing_is_sent_for_a_link_that_is_leaving(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let link = adopting(1, ADA, MAILBOX);
    on.add_link(&link).await;
    commit(on, &fence, &[write_operations(vec![put(operation(1, Some(&link), create(ada())))])]).await;
    on.withdraw(link.id, Leaving::Withdrawn).await;
    assert_eq!(send(on, &fence, &[1]).await, [], "the wish was taken back");
    let case = case(on, MAILBOX, ADA).await;
    assert_eq!(case.link.state, LinkState::Leaving { cause: Leaving::Withdrawn, by: None });
    assert!(case.link.due > 0 && case.operations.is_empty());
}

pub async fn a_removal_is_sent_whatever_the_owner_may_see(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let link = linked(1, ADA, MAILBOX, "c1");
    on.add_link(&link).await;
    on.restrict_person(ADA, Some(TEAM)).await;
    on.withdraw(link.id, Leaving::RightLost).await;
    commit(on, &fence, &[write_operations(vec![put(operation(1, Some(&link), delete("c1")))])]).await;
    assert_eq!(send(on, &fence, &[1]).await, [operation_id(1)]);
    assert_eq!(ready(on, Pending).await, []);
}

pub async fn nothing_is_sent_to_a_mailbox_that_does_not_take_part_any_more(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let link = linked(1, ADA, MAILBOX, "c1");
    on.add_link(&link).await;
    let operations =
        vec![put(operation(1, Some(&link), update("c1", patch(&[(FieldKey::LastName, "King")]))))];
    commit(on, &fence, &[write_operations(operations)]).await;
    on.store().set_health(&fence, Some(MailboxState::Braked), &Health::default()).await.unwrap();
    assert_eq!(send(on, &fence, &[1]).await, []);
    let waiting = on.store().operations(MAILBOX, Pending, NOW, 10).await.unwrap();
    assert_eq!(waiting.iter().map(|o| (o.id, o.attempts)).collect::<Vec<_>>(), [(operation_id(1), 0)]);
}
