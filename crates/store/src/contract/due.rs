//! Work that waits on links.

use contacts::{FieldKey, LinkId};
use replication::{Ended, LinkState, OperationState, Problem};

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::{Applied, Due};

async fn due(on: &dyn StoreUnderTest, mailbox: contacts::MailboxId) -> Vec<LinkId> {
    let cases = on.store().due(mailbox, None, 100).await.unwrap();
    cases.iter().map(|case| case.link.id).collect()
}

fn problem(parked: bool) -> Option<Problem> {
    Some(Problem { reason: "refused".into(), since: NOW, attempts: 1, parked })
}

pub async fn work_is_done_unless_something_new_became_due_meanwhile(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.add_link(&linked(1, ADA, MAILBOX, "c1")).await;
    on.edit_person(ADA, &patch(&[(FieldKey::LastName, "King")]), NOW).await;
    assert_eq!(due(on, MAILBOX).await, [link_id(1)]);
    let read = case(on, MAILBOX, ADA).await.link;
    on.edit_person(ADA, &patch(&[(FieldKey::LastName, "Byron")]), NOW).await;
    assert_eq!(commit(on, &fence, &[write_link(read, Due::Done)]).await, [Applied::Done]);
    assert_eq!(due(on, MAILBOX).await, [link_id(1)], "the second edit waits");
    for (written, expected) in [(Due::Keep, 1), (Due::Done, 0), (Due::Keep, 0), (Due::Again, 1)] {
        let read = case(on, MAILBOX, ADA).await.link;
        assert_eq!(commit(on, &fence, &[write_link(read, written)]).await, [Applied::Done]);
        assert_eq!(due(on, MAILBOX).await.len(), expected, "{written:?}");
    }
}

pub async fn an_edit_takes_the_problem_off_and_wins_over_the_one_written_meanwhile(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let mut link = linked(1, ADA, MAILBOX, "c1");
    link.problem = problem(true);
    on.add_link(&link).await;
    on.edit_person(ADA, &patch(&[(FieldKey::LastName, "King")]), NOW).await;
    let mut read = case(on, MAILBOX, ADA).await.link;
    assert_eq!(read.problem, None);
    on.edit_person(ADA, &patch(&[(FieldKey::LastName, "Byron")]), NOW).await;
    read.problem = problem(true);
    assert_eq!(commit(on, &fence, &[write_link(read, Due::Done)]).await, [Applied::Done]);
    assert_eq!(due(on, MAILBOX).await, [link_id(1)], "it is not parked behind the problem of before");
}

pub async fn due_links_are_those_that_can_be_worked_on(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    for n in 1..=7u128 {
        let person = contacts::PersonId::from_u128(0x310 + n);
        on.add_person(person, &ada(), NOW).await;
        let mut link = linked(n, person, MAILBOX, &format!("c{n}"));
        link.due = 1;
        match n {
            1 => link.due = 0,
            2 => link.problem = problem(true),
            3 => link.problem = problem(false),
            4 => link.state = LinkState::Ended { by: Ended::Withdrawn, user: None, at: NOW },
            _ => {}
        }
        on.add_link(&link).await;
        if n == 5 || n == 6 {
            let mut write = operation(n, Some(&link), delete(&format!("c{n}")));
            write.state = if n == 5 { OperationState::Sent } else { OperationState::Pending };
            commit(on, &fence, &[write_operations(vec![put(write)])]).await;
        }
    }
    assert_eq!(due(on, MAILBOX).await, [link_id(3), link_id(6), link_id(7)]);
    assert!(due(on, OTHER).await.is_empty());
    let page = on.store().due(MAILBOX, Some(link_id(3)), 1).await.unwrap();
    assert_eq!(page.len(), 1);
    assert_eq!((page[0].link.id, page[0].operations.len()), (link_id(6), 1));
}

pub async fn an_edit_from_one_mailbox_makes_the_persons_links_in_others_due(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let own = linked(1, ADA, MAILBOX, "c1");
    let mut other = linked(2, ADA, OTHER, "c1");
    other.problem = problem(true);
    for link in [&own, &other, &linked(3, BOB, OTHER, "c2")] {
        on.add_link(link).await;
    }
    let mut change = write_person(ADA, 1, patch(&[(FieldKey::LastName, "King")]));
    change.link = write_link(own, Due::Done).link;
    assert_eq!(commit(on, &fence, &[change]).await, [Applied::Done]);
    assert_eq!(due(on, MAILBOX).await, [], "its own link is dealt with");
    assert_eq!(due(on, OTHER).await, [link_id(2)]);
    assert_eq!(case(on, OTHER, ADA).await.link.row, other.row, "marking is no change of the link itself");
}
