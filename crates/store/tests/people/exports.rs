use contacts::{FieldKey, PersonId};
use replication::{Leaving, LinkState};
use store::{
    Candidate, CandidateKind, CandidateWrite, Change, EndState, ExportRequest, IdempotencyKey, Paging,
    PersonFilter, PlanCounts, Planned, ReplicationStore, RunCounts, RunItemWrite, RunState, Selection,
    StoreError,
};

use crate::house::{House, NOW, export_of, houses, named};

async fn candidate(house: &House, remote: &str, email: &str) {
    let candidate = Candidate {
        remote_id: remote.into(),
        change_key: "k".into(),
        kind: CandidateKind::Unstamped,
        private: false,
    };
    let put = CandidateWrite::Put { candidate, keys: vec![format!("e:{email}")], person: None };
    house.engine_writes(Change { candidates: vec![put], ..Change::default() }).await;
}

/// Ends an item as the engine does.
async fn engine_ends(house: &House, run: contacts::RunId, person: PersonId, end: EndState) {
    let mut link = house.case(person).await.link;
    assert_eq!(link.run.take(), Some(run));
    let write = store::LinkWrite { link: Box::new(link), due: store::Due::Done };
    let item = RunItemWrite { run, person, end, reason: None };
    house.engine_writes(Change { link: Some(write), run_items: vec![item], ..Change::default() }).await;
}

#[tokio::test]
async fn a_plan_says_what_would_happen_to_whom_and_changes_nothing() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let new = house.person("New").await;
        let equal = house.person_with(named("Equ", "Al").with(FieldKey::Email1, "equal@x.de")).await;
        let twice = house.person_with(named("Twi", "Ce").with(FieldKey::Email1, "twice@x.de")).await;
        for (remote, email) in [("e", "equal@x.de"), ("t1", "twice@x.de"), ("t2", "twice@x.de")] {
            candidate(&house, remote, email).await;
        }
        let (in_step, waiting, off) =
            (house.person("Step").await, house.person("Wait").await, house.person("Off").await);
        for (person, remote) in [(in_step, "s"), (waiting, "w"), (off, "o")] {
            house.linked(person, remote).await;
        }
        let patch = store::PersonPatch { inactive: Some(true), ..store::PersonPatch::default() };
        house.db.change_person(&house.anna, waiting, &patch, None, NOW).await.unwrap();
        let gone = house.person("Gone").await;
        house.db.delete_person(&house.anna, gone, None, NOW).await.unwrap();
        let nobody = PersonId::from_u128(1);
        let request = ExportRequest {
            taken_off: vec![off],
            withdraw_taken_off: true,
            ..export_of(&house, vec![new, equal, twice, in_step, waiting, gone, nobody, new])
        };
        let plan = house.db.plan_export(&house.anna, &request).await.unwrap();
        let expected = [
            (new, Planned::Create),
            (equal, Planned::Link),
            (twice, Planned::Choose),
            (in_step, Planned::Unchanged),
            (waiting, Planned::Update),
            (gone, Planned::NotPossible),
            (nobody, Planned::NotPossible),
            (off, Planned::Withdraw),
        ];
        let found: Vec<_> = plan.items.iter().map(|item| (item.person, item.what)).collect();
        assert_eq!(found, expected);
        let counts = PlanCounts {
            create: 1,
            update: 1,
            link: 1,
            choose: 1,
            withdraw: 1,
            unchanged: 1,
            not_possible: 2,
        };
        assert_eq!(plan.counts, counts);
        let named = plan.items.iter().map(|item| item.candidates.clone()).collect::<Vec<_>>();
        assert_eq!(named.concat(), ["t1", "t2"], "what there is to choose is named, and nothing else");
        assert_eq!(plan.items[2].candidates.len(), 2);
        assert!(
            plan.items.iter().filter(|item| item.what == Planned::NotPossible).all(|i| i.reason.is_some())
        );
        assert!(house.db.list_runs(&house.anna, &Paging::default()).await.unwrap().items.is_empty());
        assert!(house.db.cases_of(house.mailbox, &[new, equal]).await.unwrap().is_empty());
        let kept = ExportRequest { withdraw_taken_off: false, ..request };
        let plan = house.db.plan_export(&house.anna, &kept).await.unwrap();
        assert!(plan.items.iter().all(|item| item.person != off), "what was taken off stays as it is");
    }
}

#[tokio::test]
async fn a_person_both_exported_and_taken_off_is_named_and_nothing_happens() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (one, other) = (house.person("One").await, house.person("Other").await);
        house.linked(other, "o").await;
        for withdraw_taken_off in [true, false] {
            let request = ExportRequest {
                taken_off: vec![other],
                withdraw_taken_off,
                ..export_of(&house, vec![one, other])
            };
            for refused in [
                house.db.plan_export(&house.anna, &request).await.map(|_| ()),
                house.db.start_export(&house.anna, &request, None, NOW).await.map(|_| ()),
            ] {
                match refused {
                    Err(StoreError::Invalid(reason)) => {
                        assert!(reason.contains(&other.to_string()), "{reason}")
                    }
                    answer => panic!("{answer:?}"),
                }
            }
        }
        assert!(house.db.list_runs(&house.anna, &Paging::default()).await.unwrap().items.is_empty());
        assert_eq!(house.case(other).await.link.state, LinkState::Linked);
    }
}

#[tokio::test]
async fn a_run_says_until_when_microsofts_limit_holds_it() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let run = house.db.start_export(&house.anna, &export_of(&house, vec![ada]), None, NOW).await.unwrap();
        assert_eq!(house.db.read_run(&house.anna, run).await.unwrap().hold_until, 0);
        let fence = house.fence().await;
        let health = store::Health { hold_until: NOW + 5, ..store::Health::default() };
        house.db.set_health(&fence, None, &health).await.unwrap();
        house.db.release(&fence).await.unwrap();
        assert_eq!(house.db.read_run(&house.anna, run).await.unwrap().hold_until, NOW + 5);
        engine_ends(&house, run, ada, EndState::Created).await;
        assert_eq!(house.db.read_run(&house.anna, run).await.unwrap().hold_until, 0, "it has ended");
    }
}

#[tokio::test]
async fn every_item_of_an_export_has_one_end_and_the_counts_add_up() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (new, in_step, off) =
            (house.person("New").await, house.person("Step").await, house.person("Off").await);
        house.linked(in_step, "s").await;
        house.linked(off, "o").await;
        let request = ExportRequest {
            taken_off: vec![off],
            withdraw_taken_off: true,
            ..export_of(&house, vec![new, in_step, PersonId::from_u128(1)])
        };
        let run = house.db.start_export(&house.anna, &request, None, NOW).await.unwrap();
        let counts = RunCounts { total: 4, waiting: 2, unchanged: 1, failed: 1, ..RunCounts::default() };
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((read.state, read.counts), (RunState::Running, counts));
        assert_eq!(house.case(new).await.link.state, LinkState::adopting(None));
        assert!(matches!(
            house.case(off).await.link.state,
            LinkState::Leaving { cause: Leaving::Withdrawn, .. }
        ));
        engine_ends(&house, run, new, EndState::Created).await;
        engine_ends(&house, run, off, EndState::Withdrawn).await;
        let counts =
            RunCounts { total: 4, created: 1, withdrawn: 1, unchanged: 1, failed: 1, ..RunCounts::default() };
        for _ in 0..2 {
            let read = house.db.read_run(&house.anna, run).await.unwrap();
            assert_eq!((read.state, read.counts, read.finished), (RunState::Done, counts, Some(NOW)));
        }
        let failed = house
            .db
            .list_run_items(&house.anna, run, Some(EndState::Failed), &Paging::default())
            .await
            .unwrap()
            .items;
        assert_eq!((failed.len(), failed[0].name.as_str()), (1, ""));
        assert!(failed[0].reason.is_some());
        let page = house.db.list_run_items(&house.anna, run, None, &Paging::first(3)).await.unwrap();
        let rest = Paging { limit: 3, after: page.next };
        let rest = house.db.list_run_items(&house.anna, run, None, &rest).await.unwrap();
        assert_eq!((page.items.len(), rest.items.len(), rest.next), (3, 1, None));
        assert!(matches!(house.db.read_run(&house.ben, run).await, Err(StoreError::NotFound(_))));
    }
}

#[tokio::test]
async fn an_export_with_nothing_to_do_is_done_at_once() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let run = house.db.start_export(&house.anna, &export_of(&house, vec![]), None, NOW).await.unwrap();
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((read.state, read.finished), (RunState::Done, Some(NOW)));
    }
}

#[tokio::test]
async fn a_whole_search_is_exported_and_the_same_key_starts_it_once() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for n in 0..350 {
            house.person_with(named(&format!("N{n}"), "Many")).await;
        }
        house.hidden_person(named("Not", "Bens")).await;
        let filter = PersonFilter { q: Some("many".into()), ..PersonFilter::default() };
        let request = ExportRequest { persons: Selection::Search(filter), ..export_of(&house, vec![]) };
        let key = IdempotencyKey::new("k", "POST /exports", b"x");
        let run = house.db.start_export(&house.anna, &request, Some(&key), NOW).await.unwrap();
        let again = house.db.start_export(&house.anna, &request, Some(&key), NOW).await.unwrap();
        assert_eq!(run, again);
        let read = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((read.counts.total, read.counts.waiting), (350, 350));
        assert_eq!(house.db.due(house.mailbox, None, 500).await.unwrap().len(), 350);
        let other = IdempotencyKey::new("k", "POST /exports", b"y");
        let refused = house.db.start_export(&house.anna, &request, Some(&other), NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
        house.db.resume_exports(NOW).await.unwrap();
        assert_eq!(house.db.read_run(&house.anna, run).await.unwrap().counts.total, 350);
    }
}

#[tokio::test]
async fn a_later_run_takes_items_over_and_the_earlier_one_ends() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let first =
            house.db.start_export(&house.anna, &export_of(&house, vec![ada]), None, NOW).await.unwrap();
        let second =
            house.db.start_export(&house.anna, &export_of(&house, vec![ada]), None, NOW).await.unwrap();
        let ended = house.db.read_run(&house.anna, first).await.unwrap();
        assert_eq!((ended.state, ended.counts.failed, ended.counts.unchanged), (RunState::Done, 0, 1));
        engine_ends(&house, second, ada, EndState::Created).await;
        assert_eq!(house.db.read_run(&house.anna, second).await.unwrap().counts.created, 1);
    }
}

#[tokio::test]
async fn what_has_not_begun_is_cancelled_and_may_be_tried_again() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (new, off, step) =
            (house.person("New").await, house.person("Off").await, house.person("Step").await);
        house.linked(off, "o").await;
        house.linked(step, "s").await;
        let patch = store::PersonPatch { inactive: Some(true), ..store::PersonPatch::default() };
        house.db.change_person(&house.anna, step, &patch, None, NOW).await.unwrap();
        let request = ExportRequest {
            taken_off: vec![off],
            withdraw_taken_off: true,
            ..export_of(&house, vec![new, step])
        };
        let run = house.db.start_export(&house.anna, &request, None, NOW).await.unwrap();
        let read = house.db.cancel_run(&house.anna, run, NOW + 1).await.unwrap();
        assert_eq!((read.state, read.counts.failed, read.finished), (RunState::Cancelled, 3, Some(NOW + 1)));
        let cause = LinkState::Leaving { cause: Leaving::Withdrawn, by: Some(house.anna.user) };
        assert_eq!(house.case(new).await.link.state, cause, "the engine ends it without a contact");
        assert_eq!(house.case(off).await.link.state, LinkState::Linked);
        assert!(house.due(step).await, "an edit travels, run or not");
        for person in [new, off, step] {
            assert_eq!(house.case(person).await.link.run, None);
        }
        let again = house.db.retry_run(&house.anna, run, NOW + 2).await.unwrap();
        assert_eq!((again.state, again.counts.waiting, again.finished), (RunState::Running, 3, None));
        for (person, end) in [(new, EndState::Created), (off, EndState::Withdrawn), (step, EndState::Updated)]
        {
            engine_ends(&house, run, person, end).await;
        }
        let done = house.db.read_run(&house.anna, run).await.unwrap();
        assert_eq!((done.state, done.counts.failed), (RunState::Done, 0));
        assert!(matches!(house.db.cancel_run(&house.anna, run, NOW).await, Err(StoreError::Invalid(_))));
        assert!(matches!(house.db.retry_run(&house.anna, run, NOW).await, Err(StoreError::Invalid(_))));
    }
}

#[tokio::test]
async fn nobody_exports_into_anothers_mailbox() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let request = export_of(&house, vec![ada]);
        let plan = house.db.plan_export(&house.ben, &request).await;
        assert!(matches!(plan, Err(StoreError::NotFound(_))));
        let run = house.db.start_export(&house.ben, &request, None, NOW).await;
        assert!(matches!(run, Err(StoreError::NotFound(_))));
        house.db.start_export(&house.admin, &request, None, NOW).await.unwrap();
    }
}
