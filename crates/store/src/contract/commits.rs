//! Writing changes: each whole or not at all.

use contacts::{FieldKey, LinkId};
use replication::{Ended, Link, LinkState, OperationState};

use crate::contract::StoreUnderTest;
use crate::contract::setting::*;
use crate::replication_store::{
    Applied, Candidate, CandidateKind, CandidateWrite, Cause, Change, Due, HistoryKind, HistoryWrite,
    StoreError,
};

fn told(kind: HistoryKind, field: &str) -> HistoryWrite {
    HistoryWrite {
        person: ADA,
        mailbox: Some(MAILBOX),
        kind,
        field: Some(field.to_owned()),
        before: Some("old".into()),
        after: None,
        cause: Cause::Outlook { mailbox: MAILBOX },
        run: Some(RUN),
    }
}

/// A change of everything that hangs on a link.
fn everything(link: Link, version: i64) -> Change {
    let candidate = Candidate {
        remote_id: "c8".into(),
        change_key: "k".into(),
        kind: CandidateKind::Unstamped,
        private: false,
    };
    Change {
        operations: vec![put(operation(1, Some(&link), update("c1", patch(&[]))))],
        history: vec![told(HistoryKind::Edited, "last_name")],
        candidates: vec![CandidateWrite::Put { candidate, keys: vec!["e:a@b.de".into()], person: None }],
        person: write_person(ADA, version, patch(&[(FieldKey::LastName, "King")])).person,
        ..write_link(link, Due::Done)
    }
}

async fn nothing_of_it_was_written(on: &dyn StoreUnderTest) {
    assert_eq!(on.card(ADA).await, ada());
    assert!(ready(on, OperationState::Pending).await.is_empty());
    assert!(on.history(ADA).await.is_empty());
    assert!(on.store().candidates(MAILBOX, None, 10).await.unwrap().is_empty());
}

pub async fn a_stale_link_is_refused_alone(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let (ada_link, bob_link) = (linked(1, ADA, MAILBOX, "c1"), linked(2, BOB, MAILBOX, "c2"));
    on.add_link(&ada_link).await;
    on.add_link(&bob_link).await;
    on.withdraw(ada_link.id, replication::Leaving::Withdrawn).await;
    let mut bobs = bob_link;
    bobs.change_key = "k2".into();
    let applied = commit(on, &fence, &[everything(ada_link, 1), write_link(bobs, Due::Done)]).await;
    assert_eq!(applied, [Applied::Stale, Applied::Done]);
    assert_eq!(case(on, MAILBOX, BOB).await.link.change_key, "k2");
    nothing_of_it_was_written(on).await;
    let ada_now = case(on, MAILBOX, ADA).await.link;
    assert!(matches!(ada_now.state, LinkState::Leaving { .. }) && ada_now.due > 0);
}

pub async fn a_stale_person_takes_its_whole_change_with_it(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let link = linked(1, ADA, MAILBOX, "c1");
    on.add_link(&link).await;
    let applied = commit(on, &fence, &[everything(link.clone(), 7)]).await;
    assert_eq!(applied, [Applied::Stale]);
    nothing_of_it_was_written(on).await;
    assert_eq!(case(on, MAILBOX, ADA).await.link, link);
    assert_eq!(commit(on, &fence, &[everything(link, 1)]).await, [Applied::Done]);
    assert_eq!(on.card(ADA).await.text(FieldKey::LastName), "King");
    assert_eq!(on.history(ADA).await.len(), 1);
    on.delete_person(ADA, NOW).await;
    let late = write_person(ADA, 2, patch(&[(FieldKey::LastName, "Byron")]));
    assert_eq!(commit(on, &fence, &[late]).await, [Applied::Stale], "what is in the bin stays as it is");
}

pub async fn of_two_changes_of_one_link_the_second_is_stale(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let link = linked(1, ADA, MAILBOX, "c1");
    on.add_link(&link).await;
    let (mut one, mut two) = (link.clone(), link);
    (one.change_key, two.change_key) = ("one".into(), "two".into());
    let applied = commit(on, &fence, &[write_link(one, Due::Done), write_link(two, Due::Done)]).await;
    assert_eq!(applied, [Applied::Done, Applied::Stale]);
    assert_eq!(case(on, MAILBOX, ADA).await.link.change_key, "one");
    let edit = |text| write_person(BOB, 1, patch(&[(FieldKey::FirstName, text)]));
    assert_eq!(commit(on, &fence, &[edit("Rob"), edit("Bert")]).await, [Applied::Done, Applied::Stale]);
    assert_eq!(on.card(BOB).await.text(FieldKey::FirstName), "Rob");
}

pub async fn a_contact_belongs_to_one_live_link_at_most(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    on.add_link(&linked(1, ADA, MAILBOX, "c1")).await;
    on.add_link(&adopting(2, BOB, MAILBOX)).await;
    on.add_link(&adopting(3, BOB, OTHER)).await;
    let taking = linked(2, BOB, MAILBOX, "c1");
    let applied = commit(on, &fence, &[write_link(taking, Due::Done)]).await;
    assert_eq!(applied, [Applied::Stale], "the contact is another person's");
    assert_eq!(case(on, MAILBOX, BOB).await.link.remote_id, None);
    let other = lease(on, OTHER).await;
    let elsewhere = linked(3, BOB, OTHER, "c1");
    assert_eq!(commit(on, &other, &[write_link(elsewhere, Due::Done)]).await, [Applied::Done]);
}

pub async fn a_contact_passes_from_an_ended_link_to_another_in_one_commit(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    // The one that takes it has the lower id: order in the table must not matter.
    let mut giving = linked(2, ADA, MAILBOX, "c1");
    on.add_link(&giving).await;
    on.add_link(&adopting(1, BOB, MAILBOX)).await;
    giving.state = LinkState::Ended { by: Ended::DisconnectLeave, user: None, at: NOW };
    let taking = linked(1, BOB, MAILBOX, "c1");
    let changes = [write_link(giving, Due::Done), write_link(taking, Due::Done)];
    assert_eq!(commit(on, &fence, &changes).await, [Applied::Done, Applied::Done]);
    let live = on.store().live(MAILBOX, None, 10).await.unwrap();
    assert_eq!(live.iter().map(|case| case.link.id).collect::<Vec<LinkId>>(), [link_id(1)]);
    assert_eq!(case(on, MAILBOX, ADA).await.link.remote_id.as_deref(), Some("c1"), "the tombstone keeps it");
}

pub async fn a_change_never_reaches_into_another_mailbox(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let theirs = linked(1, ADA, OTHER, "c1");
    on.add_link(&theirs).await;
    let other = lease(on, OTHER).await;
    let operation = operation(1, Some(&theirs), delete("c1"));
    commit(on, &other, &[write_operations(vec![put(operation.clone())])]).await;

    let store = on.store();
    let mut changed = theirs.clone();
    changed.change_key = "k2".into();
    let refused = store.commit(&fence, NOW, &[write_link(changed, Due::Done)]).await;
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    let refused = store.commit(&fence, NOW, &[write_operations(vec![put(operation.clone())])]).await;
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    commit(on, &fence, &[write_operations(vec![crate::OperationWrite::Remove(operation.id)])]).await;
    assert!(store.send(&fence, NOW, &[operation.id]).await.unwrap().is_empty());
    let case = case(on, OTHER, ADA).await;
    assert_eq!((case.link, case.operations), (theirs, vec![operation]));
}

pub async fn history_is_written_with_its_change_and_in_order(on: &dyn StoreUnderTest) {
    let fence = scene(on).await;
    let two = vec![told(HistoryKind::Conflict, "last_name"), told(HistoryKind::Sent, "first_name")];
    commit(on, &fence, &[Change { history: two, ..Change::default() }]).await;
    let one = vec![HistoryWrite {
        before: None,
        after: Some(serde_json::json!(["a"])),
        ..told(HistoryKind::PutBack, "children")
    }];
    on.store().commit(&fence, NOW + 1, &[Change { history: one, ..Change::default() }]).await.unwrap();
    let history = on.history(ADA).await;
    let kinds: Vec<HistoryKind> = history.iter().map(|told| told.kind).collect();
    assert_eq!(kinds, [HistoryKind::Conflict, HistoryKind::Sent, HistoryKind::PutBack]);
    let last = &history[2];
    assert_eq!((last.field.as_deref(), last.at, last.run), (Some("children"), NOW + 1, Some(RUN)));
    assert_eq!((&last.before, &last.after), (&None, &Some(serde_json::json!(["a"]))));
    assert_eq!(history[0].before, Some("old".into()));
}
