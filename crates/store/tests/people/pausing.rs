//! Runs that are paused and go on, that are filled behind whoever asked, and that a crash interrupts.

use contacts::{OperationId, PersonId, RunId};
use replication::{Leaving, LinkState, Operation, OperationKind, OperationState};
use store::{
    EndState, ExportRequest, Farewell, PersonPatch, ReplicationStore, RunCounts, RunState, StoreError,
};

use crate::house::{House, NOW, export_of, houses, named};

/// Starts an export of persons that withdraws one who was taken off the list.
async fn export_without(house: &House, persons: Vec<PersonId>, off: PersonId) -> RunId {
    let request =
        ExportRequest { taken_off: vec![off], withdraw_taken_off: true, ..export_of(house, persons) };
    house.db.start_export(&house.anna, &request, None, NOW).await.unwrap()
}

/// Three persons by name; the last one is in the mailbox.
async fn two_and_one_in_the_mailbox(house: &House) -> (PersonId, PersonId, PersonId) {
    let (ada, bob, off) = (house.person("Ada").await, house.person("Bob").await, house.person("Off").await);
    house.linked(off, "o").await;
    (ada, bob, off)
}

async fn many(house: &House, count: usize) -> Vec<PersonId> {
    let mut persons = Vec::new();
    for n in 0..count {
        persons.push(house.person_with(named(&format!("N{n}"), "Many")).await);
    }
    persons
}

async fn state(house: &House, run: RunId) -> (RunState, RunCounts) {
    let read = house.db.read_run(&house.anna, run).await.unwrap();
    (read.state, read.counts)
}

async fn due(house: &House) -> Vec<PersonId> {
    let cases = house.db.due(house.mailbox, None, 500).await.unwrap();
    cases.into_iter().map(|case| case.link.person).collect()
}

async fn pending(house: &House) -> usize {
    house.db.operations(house.mailbox, OperationState::Pending, i64::MAX, 500).await.unwrap().len()
}

/// The create of an adopted person's contact.
pub async fn create_of(house: &House, person: PersonId) -> Operation {
    Operation {
        id: OperationId::from_u128(5),
        mailbox: house.mailbox,
        person,
        link: Some(house.case(person).await.link.id),
        kind: OperationKind::Create { card: named("A", "B"), stamp: String::new() },
        person_version: 1,
        agreed: std::collections::BTreeMap::new(),
        state: OperationState::Pending,
        attempts: 0,
        not_before: 0,
        run: None,
    }
}

/// Tells whether the mailbox is woken by work that waits, its time not having come.
async fn woken(house: &House) -> bool {
    let fence = house.fence().await;
    let health = store::Health { next_cycle: NOW + 1_000_000_000, ..store::Health::default() };
    house.db.set_health(&fence, None, &health).await.unwrap();
    house.db.release(&fence).await.unwrap();
    house.db.mailboxes_to_run(NOW + 10_000_000).await.unwrap().contains(&house.mailbox)
}

#[tokio::test]
async fn a_paused_run_holds_back_what_has_not_begun_and_edits_of_linked_contacts_travel() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (new, off, step) =
            (house.person("New").await, house.person("Off").await, house.person("Step").await);
        house.linked(off, "o").await;
        house.linked(step, "s").await;
        let edit = PersonPatch { inactive: Some(true), ..PersonPatch::default() };
        house.db.change_person(&house.anna, step, &edit, None, NOW).await.unwrap();
        let run = export_without(&house, vec![new, step], off).await;
        assert_eq!(due(&house).await.len(), 3);
        for _ in 0..2 {
            let paused = house.db.pause_run(&house.anna, run).await.unwrap();
            assert_eq!((paused.state, paused.counts.waiting), (RunState::Paused, 3));
        }
        assert_eq!(due(&house).await, [step], "the edit of a linked contact travels");
        assert!(woken(&house).await);
        house.engine_links(step, "s").await;
        assert!(!woken(&house).await, "nobody asks for a cycle because of what is held back");
        let view = house.db.read_mailbox(&house.anna, house.mailbox, NOW).await.unwrap();
        assert_eq!((view.health.due, view.health.idle), (0, true));

        let went_on = house.db.continue_run(&house.anna, run, NOW).await.unwrap();
        assert_eq!(went_on.state, RunState::Running);
        let mut all = due(&house).await;
        all.sort();
        let mut expected = vec![new, off];
        expected.sort();
        assert_eq!(all, expected);
        assert!(house.db.mailboxes_to_run(NOW).await.unwrap().contains(&house.mailbox), "it is woken");
    }
}

#[tokio::test]
async fn what_was_decided_before_the_pause_is_not_sent_either() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let run = house.db.start_export(&house.anna, &export_of(&house, vec![ada]), None, NOW).await.unwrap();
        let operation = create_of(&house, ada).await;
        house
            .engine_writes(store::Change {
                operations: vec![store::OperationWrite::Put(Box::new(operation.clone()))],
                ..store::Change::default()
            })
            .await;
        assert_eq!(pending(&house).await, 1);
        house.db.pause_run(&house.anna, run).await.unwrap();
        assert_eq!(pending(&house).await, 0, "it is not offered");
        let fence = house.fence().await;
        let sent = house.db.send(&fence, NOW, &[operation.id]).await.unwrap();
        assert!(sent.is_empty(), "nor sent by an engine that had read it before");
        house.db.continue_run(&house.anna, run, NOW).await.unwrap();
        assert_eq!(pending(&house).await, 1, "it was kept");
        assert_eq!(house.db.send(&fence, NOW, &[operation.id]).await.unwrap(), [operation.id]);
        house.db.release(&fence).await.unwrap();
        house.db.pause_run(&house.anna, run).await.unwrap();
        let sent = house.db.operations(house.mailbox, OperationState::Sent, i64::MAX, 10).await.unwrap();
        assert_eq!(sent.len(), 1, "what was sent is found out about, paused or not");
    }
}

#[tokio::test]
async fn a_paused_run_is_cancelled_and_nothing_of_it_happens() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (new, off) = (house.person("New").await, house.person("Off").await);
        house.linked(off, "o").await;
        let run = export_without(&house, vec![new], off).await;
        house.db.pause_run(&house.anna, run).await.unwrap();
        let cancelled = house.db.cancel_run(&house.anna, run, NOW + 1).await.unwrap();
        assert_eq!((cancelled.state, cancelled.counts.failed), (RunState::Cancelled, 2));
        assert_eq!(cancelled.finished, Some(NOW + 1));
        assert_eq!(house.case(off).await.link.state, LinkState::Linked);
        for refused in [
            house.db.pause_run(&house.anna, run).await.map(|_| ()),
            house.db.continue_run(&house.anna, run, NOW).await.map(|_| ()),
        ] {
            assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn what_a_person_switches_by_hand_does_not_wait_for_a_paused_run() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bob, off) = two_and_one_in_the_mailbox(&house).await;
        let run = export_without(&house, vec![ada, bob], off).await;
        house.db.pause_run(&house.anna, run).await.unwrap();
        house.db.adopt(&house.anna, ada, house.mailbox, None, NOW).await.unwrap();
        house.db.withdraw(&house.anna, bob, house.mailbox, NOW).await.unwrap();
        house.db.adopt(&house.anna, off, house.mailbox, None, NOW).await.unwrap();
        let mut free = due(&house).await;
        free.sort();
        let mut expected = vec![ada, bob, off];
        expected.sort();
        assert_eq!(free, expected);
        assert_eq!(house.case(ada).await.link.state, LinkState::adopting(None));
        assert_eq!(house.case(off).await.link.state, LinkState::Linked);
        let (ended, counts) = state(&house, run).await;
        assert_eq!((ended, counts.failed), (RunState::Done, 3), "nothing is left of the run");
    }
}

#[tokio::test]
async fn a_deleted_person_and_a_disconnected_mailbox_do_not_wait_for_a_paused_run() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bob, off) = two_and_one_in_the_mailbox(&house).await;
        let run = export_without(&house, vec![ada, bob], off).await;
        house.db.pause_run(&house.anna, run).await.unwrap();
        house.db.delete_person(&house.anna, ada, None, NOW).await.unwrap();
        assert_eq!(due(&house).await, [ada]);
        house.db.erase_person(&house.admin, bob, NOW).await.unwrap();
        assert_eq!(due(&house).await.len(), 2, "an erased person never waits");
        house.db.disconnect_mailbox(&house.anna, house.mailbox, Farewell::Leave, NOW).await.unwrap();
        assert_eq!(state(&house, run).await.0, RunState::Running);
        assert_eq!(due(&house).await.len(), 3, "everything leaves");
        let leaving = LinkState::Leaving { cause: Leaving::Withdrawn, by: Some(house.anna.user) };
        assert_eq!(house.case(off).await.link.state, leaving);
        let again = house.db.pause_run(&house.anna, run).await;
        assert!(matches!(again, Err(StoreError::Invalid(_))), "{again:?}");
    }
}

#[tokio::test]
async fn nobody_pauses_anothers_run_and_a_cycle_is_not_paused() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let run = house.db.start_export(&house.anna, &export_of(&house, vec![ada]), None, NOW).await.unwrap();
        for stranger in [&house.ben, &house.rita] {
            let paused = house.db.pause_run(stranger, run).await;
            assert!(matches!(paused, Err(StoreError::NotFound(_))));
            let went_on = house.db.continue_run(stranger, run, NOW).await;
            assert!(matches!(went_on, Err(StoreError::NotFound(_))));
        }
        house.db.set_user_role(&house.root, house.anna.user, store::Role::Reader, NOW).await.unwrap();
        let reads = house.db.viewer_of(house.anna.user).await.unwrap().unwrap();
        assert!(matches!(house.db.pause_run(&reads, run).await, Err(StoreError::NotAllowed(_))));
        house.db.pause_run(&house.admin, run).await.unwrap();
        let retried = house.db.retry_run(&house.admin, run, NOW).await;
        assert!(matches!(retried, Err(StoreError::Invalid(_))), "{retried:?}");
        let cycle = house.db.start_cycle(&house.admin, house.mailbox, NOW).await.unwrap();
        assert!(matches!(house.db.pause_run(&house.admin, cycle).await, Err(StoreError::Invalid(_))));
    }
}

#[tokio::test]
async fn a_large_export_answers_at_once_with_its_total_and_is_filled_behind() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let persons = many(&house, 310).await;
        let small = export_of(&house, persons[..300].to_vec());
        let begun = house.db.begin_export(&house.anna, &small, None, NOW).await.unwrap();
        assert!(!begun.is_large());
        house.db.cancel_run(&house.anna, begun.run, NOW).await.unwrap();
        house.db.fill_export(begun.run, NOW).await.unwrap();

        let request = export_of(&house, persons.clone());
        let begun = house.db.begin_export(&house.anna, &request, None, NOW).await.unwrap();
        assert!(begun.is_large());
        let (preparing, counts) = state(&house, begun.run).await;
        assert_eq!((preparing, counts.total, counts.waiting), (RunState::Preparing, 310, 310));
        house.db.fill_export(begun.run, NOW).await.unwrap();
        for _ in 0..2 {
            let (running, counts) = state(&house, begun.run).await;
            assert_eq!((running, counts.total, counts.waiting), (RunState::Running, 310, 310));
            house.db.fill_export(begun.run, NOW).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_run_paused_while_it_is_prepared_is_prepared_and_waits() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let persons = many(&house, 20).await;
        let begun = house.db.begin_export(&house.anna, &export_of(&house, persons), None, NOW).await.unwrap();
        house.db.pause_run(&house.anna, begun.run).await.unwrap();
        assert_eq!(
            house.db.continue_run(&house.anna, begun.run, NOW).await.unwrap().state,
            RunState::Preparing
        );
        house.db.pause_run(&house.anna, begun.run).await.unwrap();
        house.db.resume_exports(NOW).await.unwrap();
        let (paused, counts) = state(&house, begun.run).await;
        assert_eq!((paused, counts.total, counts.waiting), (RunState::Paused, 20, 20));
        assert!(due(&house).await.is_empty());
        let run = house.db.continue_run(&house.anna, begun.run, NOW).await.unwrap();
        assert_eq!(run.state, RunState::Running);
        assert_eq!(due(&house).await.len(), 20);
    }
}

#[tokio::test]
async fn a_run_cancelled_while_it_is_prepared_names_everybody_and_does_nothing() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let persons = many(&house, 20).await;
        let begun = house.db.begin_export(&house.anna, &export_of(&house, persons), None, NOW).await.unwrap();
        let cancelled = house.db.cancel_run(&house.anna, begun.run, NOW).await.unwrap();
        assert_eq!((cancelled.state, cancelled.finished), (RunState::Cancelled, None));
        house.db.resume_exports(NOW + 1).await.unwrap();
        let ended = house.db.read_run(&house.anna, begun.run).await.unwrap();
        assert_eq!((ended.state, ended.finished), (RunState::Cancelled, Some(NOW + 1)));
        assert_eq!((ended.counts.total, ended.counts.failed), (20, 20));
        let items = house.db.list_run_items_after(&house.anna, begun.run, None, 100).await.unwrap();
        assert!(items.iter().all(|item| item.end == EndState::Failed && !item.name.is_empty()));
        assert!(due(&house).await.is_empty());
        let again = house.db.retry_run(&house.anna, begun.run, NOW + 2).await.unwrap();
        assert_eq!((again.state, again.counts.waiting), (RunState::Running, 20));
        assert_eq!(due(&house).await.len(), 20);
    }
}

#[tokio::test]
async fn a_run_whose_mailbox_is_disconnected_while_it_is_prepared_ends_and_says_why() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let persons = many(&house, 5).await;
        let begun = house.db.begin_export(&house.anna, &export_of(&house, persons), None, NOW).await.unwrap();
        house.db.disconnect_mailbox(&house.anna, house.mailbox, Farewell::Leave, NOW).await.unwrap();
        house.db.fill_export(begun.run, NOW).await.unwrap();
        let (done, counts) = state(&house, begun.run).await;
        assert_eq!((done, counts.failed), (RunState::Done, 5));
        let items = house.db.list_run_items_after(&house.anna, begun.run, None, 2).await.unwrap();
        assert_eq!(items.len(), 2);
        assert!(items[0].reason.as_ref().unwrap().starts_with("the mailbox is disconnected"));
        let rest = house.db.list_run_items_after(&house.anna, begun.run, Some(items[1].person), 9).await;
        assert_eq!(rest.unwrap().len(), 3);
        let theirs = house.db.list_run_items_after(&house.ben, begun.run, None, 2).await;
        assert!(matches!(theirs, Err(StoreError::NotFound(_))));
    }
}

#[tokio::test]
async fn a_cancelled_run_ends_with_what_was_under_way() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bob) = (house.person("Ada").await, house.person("Bob").await);
        let run =
            house.db.start_export(&house.anna, &export_of(&house, vec![ada, bob]), None, NOW).await.unwrap();
        let create = create_of(&house, ada).await;
        house.engine_sends(create).await;
        let cancelled = house.db.cancel_run(&house.anna, run, NOW).await.unwrap();
        assert_eq!((cancelled.counts.waiting, cancelled.counts.failed), (1, 1));
        assert_eq!((cancelled.state, cancelled.finished), (RunState::Cancelled, None));
        let item = store::RunItemWrite { run, person: ada, end: EndState::Created, reason: None };
        house.engine_writes(store::Change { run_items: vec![item], ..store::Change::default() }).await;
        let ended = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((ended.state, ended.finished), (RunState::Cancelled, Some(NOW)));
        assert_eq!(ended.counts.created, 1);
    }
}
