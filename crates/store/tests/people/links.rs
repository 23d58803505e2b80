use contacts::OperationId;
use replication::{Ended, Leaving, LinkState, Operation, OperationKind, OperationState, Problem};
use store::{
    Candidate, CandidateKind, CandidateWrite, Change, Due, Farewell, LinkWrite, StoreError, SwitchState,
};

use crate::house::{House, NOW, houses, mailbox, named};

async fn turn(house: &House, person: contacts::PersonId, state: LinkState, remote: Option<&str>) {
    let mut link = house.case(person).await.link;
    (link.state, link.remote_id) = (state, remote.map(str::to_owned));
    let change = LinkWrite { link: Box::new(link), due: Due::Done };
    house.engine_writes(Change { link: Some(change), ..Change::default() }).await;
}

fn switch(view: &store::LinkView) -> SwitchState {
    view.detail.as_ref().unwrap().state
}

#[tokio::test]
async fn the_table_of_the_switch() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna, mailbox) = (&house.db, &house.anna, house.mailbox);
        let ended = LinkState::Ended { by: Ended::OutlookDelete, user: None, at: NOW };
        let leaving = LinkState::Leaving { cause: Leaving::Withdrawn, by: None };
        for (name, state, remote, adopted, withdrawn) in [
            ("A", None, None, LinkState::adopting(None), None),
            ("B", Some(LinkState::Linked), Some("b"), LinkState::Linked, Some(Leaving::Withdrawn)),
            ("C", Some(leaving.clone()), Some("c"), LinkState::Linked, Some(Leaving::Withdrawn)),
            ("D", Some(ended.clone()), Some("d"), LinkState::adopting(None), None),
        ] {
            let person = house.person(name).await;
            if let Some(state) = &state {
                house.linked(person, name).await;
                turn(&house, person, state.clone(), remote).await;
            }
            let before = db.read_link(anna, person, mailbox).await.unwrap();
            let view = db.adopt(anna, person, mailbox, None, NOW).await.unwrap();
            let link = house.case(person).await.link;
            assert_eq!(link.state, adopted, "{name}");
            match &state {
                Some(LinkState::Linked) => assert_eq!(Some(&view), before.as_ref(), "nothing to do"),
                _ => assert!(link.due > 0, "{name}"),
            }
            assert_eq!(
                db.adopt(anna, person, mailbox, None, NOW).await.unwrap(),
                view,
                "once more is nothing"
            );

            if let Some(state) = state {
                turn(&house, person, state, remote).await;
                let view = db.withdraw(anna, person, mailbox, NOW).await.unwrap();
                match withdrawn {
                    Some(cause) => assert_eq!(switch(&view), SwitchState::Leaving(cause), "{name}"),
                    None => assert!(matches!(switch(&view), SwitchState::Ended { .. }), "{name}"),
                }
                assert_eq!(db.withdraw(anna, person, mailbox, NOW).await.unwrap(), view);
            } else {
                let view = db.withdraw(anna, person, mailbox, NOW).await.unwrap();
                assert_eq!(switch(&view), SwitchState::Leaving(Leaving::Withdrawn));
            }
        }
        let never = house.person("E").await;
        assert!(matches!(db.withdraw(anna, never, mailbox, NOW).await, Err(StoreError::NotFound(_))));
    }
}

#[tokio::test]
async fn a_contact_about_to_be_linked_is_let_go_when_nothing_was_sent_and_followed_when_something_was() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for (name, sent) in [("A", false), ("B", true)] {
            let person = house.person(name).await;
            house.db.adopt(&house.anna, person, house.mailbox, None, NOW).await.unwrap();
            let chosen = LinkState::adopting(Some(name.into()));
            turn(&house, person, chosen, Some(name)).await;
            if sent {
                house.engine_sends(operation(&house, person, 5).await).await;
            }
            house.db.withdraw(&house.anna, person, house.mailbox, NOW).await.unwrap();
            let link = house.case(person).await.link;
            assert_eq!(link.remote_id.is_some(), sent, "an unstamped contact is its owner's");
        }
    }
}

async fn operation(house: &House, person: contacts::PersonId, id: u128) -> Operation {
    Operation {
        id: OperationId::from_u128(id),
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

#[tokio::test]
async fn a_problem_goes_when_somebody_tries_again() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        house.linked(ada, "a").await;
        let mut link = house.case(ada).await.link;
        link.problem = Some(Problem { reason: "too long".into(), since: NOW, attempts: 1, parked: true });
        let change = LinkWrite { link: Box::new(link), due: Due::Done };
        house.engine_writes(Change { link: Some(change), ..Change::default() }).await;
        let view = house.db.read_link(&house.anna, ada, house.mailbox).await.unwrap().unwrap();
        assert_eq!(view.detail.unwrap().problem.unwrap().reason, "too long");
        let view = house.db.retry_link(&house.anna, ada, house.mailbox, NOW).await.unwrap();
        let detail = view.detail.unwrap();
        assert_eq!((detail.problem, detail.under_way), (None, true));
    }
}

#[tokio::test]
async fn a_link_parked_for_choosing_is_not_under_way_and_names_the_equal_contacts() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "A").with(contacts::FieldKey::Email1, "ada@x.de")).await;
        for remote in ["c2", "c1"] {
            let kind = CandidateKind::Unstamped;
            let candidate =
                Candidate { remote_id: remote.into(), change_key: "k".into(), kind, private: false };
            let put = CandidateWrite::Put { candidate, keys: vec!["e:ada@x.de".into()], person: None };
            house.engine_writes(Change { candidates: vec![put], ..Change::default() }).await;
        }
        house.db.adopt(&house.anna, ada, house.mailbox, None, NOW).await.unwrap();
        let waits =
            house.db.read_link(&house.anna, ada, house.mailbox).await.unwrap().unwrap().detail.unwrap();
        assert_eq!((waits.under_way, waits.candidates.len()), (true, 0));
        let mut link = house.case(ada).await.link;
        link.problem = Some(Problem { reason: "choose".into(), since: NOW, attempts: 1, parked: true });
        let parked = LinkWrite { link: Box::new(link), due: Due::Keep };
        house.engine_writes(Change { link: Some(parked), ..Change::default() }).await;
        let read =
            house.db.read_link(&house.anna, ada, house.mailbox).await.unwrap().unwrap().detail.unwrap();
        assert_eq!((read.state, read.under_way), (SwitchState::Adopting, false));
        assert_eq!(
            (read.problem.unwrap().reason.as_str(), read.candidates),
            ("choose", vec!["c1".into(), "c2".into()])
        );
        let listed = house.db.list_links(&house.anna, ada).await.unwrap().remove(0).detail.unwrap();
        assert_eq!(listed.candidates, ["c1", "c2"]);
        let hidden = house.db.list_equal_contacts(&house.ben, ada, house.mailbox).await;
        assert!(matches!(hidden, Err(StoreError::NotFound(_))), "a colleague is told of no contact");
        match house.db.adopt(&house.anna, ada, house.mailbox, Some("AAMkordinary"), NOW).await {
            Err(StoreError::Invalid(reason)) => assert!(reason.contains("immutable"), "{reason}"),
            answer => panic!("{answer:?}"),
        }
        let chosen = house.db.adopt(&house.anna, ada, house.mailbox, Some("c2"), NOW).await.unwrap();
        let chosen = chosen.detail.unwrap();
        assert_eq!((chosen.problem, chosen.under_way, chosen.candidates.len()), (None, true, 0));
    }
}

#[tokio::test]
async fn only_a_contact_that_can_be_linked_is_taken_and_an_own_stamp_is_found_again() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (ada, bob) = (house.person("Ada").await, house.person("Bob").await);
        for (remote, kind, person) in [
            ("plain", CandidateKind::Unstamped, None),
            ("bobs", CandidateKind::Relink, Some(bob)),
            ("foreign", CandidateKind::Foreign, None),
        ] {
            let candidate =
                Candidate { remote_id: remote.into(), change_key: "k".into(), kind, private: false };
            let put = CandidateWrite::Put { candidate, keys: vec![], person };
            house.engine_writes(Change { candidates: vec![put], ..Change::default() }).await;
        }
        for refused in ["nowhere", "bobs", "foreign"] {
            let answer = house.db.adopt(&house.anna, ada, house.mailbox, Some(refused), NOW).await;
            assert!(matches!(answer, Err(StoreError::Invalid(_))), "{refused}");
        }
        house.db.adopt(&house.anna, ada, house.mailbox, Some("plain"), NOW).await.unwrap();
        let chosen = |remote: &str| LinkState::adopting(Some(remote.into()));
        assert_eq!(house.case(ada).await.link.state, chosen("plain"));
        house.db.adopt(&house.anna, bob, house.mailbox, None, NOW).await.unwrap();
        assert_eq!(house.case(bob).await.link.state, chosen("bobs"), "no second contact is made");
    }
}

#[tokio::test]
async fn colleagues_see_whose_mailbox_it_is_and_no_more() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        house.linked(ada, "a").await;
        let bens = mailbox(&house.db, &house.ben, "ben@example.org").await;
        house.db.adopt(&house.ben, ada, bens, None, NOW).await.unwrap();
        let seen = house.db.list_links(&house.ben, ada).await.unwrap();
        let names: Vec<_> = seen.iter().map(|l| (l.owner_name.as_str(), l.detail.is_some())).collect();
        assert_eq!(names, [("anna", false), ("ben", true)]);
        let all = house.db.list_links(&house.admin, ada).await.unwrap();
        assert!(all.iter().all(|link| link.detail.is_some()));
        for answer in [
            house.db.adopt(&house.ben, ada, house.mailbox, None, NOW).await,
            house.db.withdraw(&house.ben, ada, house.mailbox, NOW).await,
            house.db.retry_link(&house.ben, ada, house.mailbox, NOW).await,
        ] {
            assert!(matches!(answer, Err(StoreError::NotFound(_))), "{answer:?}");
        }
        house.db.withdraw(&house.admin, ada, house.mailbox, NOW).await.unwrap();
    }
}

#[tokio::test]
async fn nobody_is_put_into_a_mailbox_whose_owner_may_not_see_it_or_that_is_leaving() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let bens = mailbox(&house.db, &house.ben, "ben@example.org").await;
        let secret = house.hidden_person(named("S", "Secret")).await;
        let refused = house.db.adopt(&house.admin, secret, bens, None, NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
        assert_eq!(house.db.list_links(&house.admin, secret).await.unwrap(), []);
        let ada = house.person("Ada").await;
        house.db.delete_person(&house.ben, ada, None, NOW).await.unwrap();
        assert!(matches!(
            house.db.adopt(&house.ben, ada, bens, None, NOW).await,
            Err(StoreError::Invalid(_))
        ));
        let bob = house.person("Bob").await;
        house.db.disconnect_mailbox(&house.ben, bens, Farewell::Leave, NOW).await.unwrap();
        assert!(matches!(
            house.db.adopt(&house.ben, bob, bens, None, NOW).await,
            Err(StoreError::Invalid(_))
        ));
    }
}

#[tokio::test]
async fn however_many_ask_at_once_a_person_has_one_link_in_a_mailbox() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let request = store::ExportRequest {
            mailbox: house.mailbox,
            persons: store::Selection::Ids(vec![ada]),
            mode: store::ExportMode::NewAndChanged,
            taken_off: vec![],
            withdraw_taken_off: false,
            photos: true,
        };
        let asking: Vec<_> = (0..8)
            .map(|n| {
                let (db, anna, mailbox, request) =
                    (house.db.clone(), house.anna.clone(), house.mailbox, request.clone());
                tokio::spawn(async move {
                    if n % 2 == 0 {
                        db.adopt(&anna, ada, mailbox, None, NOW).await.map(|_| ())
                    } else {
                        db.start_export(&anna, &request, None, NOW).await.map(|_| ())
                    }
                })
            })
            .collect();
        for asked in asking {
            asked.await.unwrap().unwrap();
        }
        assert_eq!(house.db.list_links(&house.anna, ada).await.unwrap().len(), 1);
        let runs = house.db.list_runs(&house.anna, &store::Paging::default()).await.unwrap().items;
        let waiting: u64 = runs.iter().map(|run| run.counts.waiting).sum();
        assert_eq!((runs.len(), waiting), (4, 1), "one run waits for it, the others were told");
    }
}

#[tokio::test]
async fn a_list_knows_the_switches_of_its_persons_and_who_may_change_them() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna, mailbox) = (&house.db, &house.anna, house.mailbox);
        let (linked, never) = (house.person("Linked").await, house.person("Never").await);
        house.linked(linked, "l").await;
        let secret = house.hidden_person(named("Sec", "Ret")).await;
        let asked = [linked, never, secret];

        let switches = db.list_switches(anna, mailbox, &asked).await.unwrap();
        let states: Vec<_> = switches.iter().map(|(person, detail)| (*person, detail.state)).collect();
        assert_eq!(states, [(linked, SwitchState::Replicated)]);
        assert_eq!(db.list_switches(anna, mailbox, &[]).await.unwrap().len(), 0);
        let other = db.list_switches(&house.ben, mailbox, &asked).await;
        assert!(matches!(other, Err(StoreError::NotFound(_))), "a colleague's mailbox: {other:?}");

        let may = db.changeable_persons(&house.ben, &asked).await.unwrap();
        assert_eq!(may, [linked, never].into(), "not the one of another team");
        let reader = store::Viewer { role: store::Role::Reader, ..house.ben.clone() };
        assert_eq!(db.changeable_persons(&reader, &asked).await.unwrap(), [].into());
    }
}
