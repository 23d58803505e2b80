use contacts::{Card, FieldKey, PersonId};
use replication::{LinkState, Problem};
use store::{
    Candidate, CandidateKind, CandidateWrite, Change, Departing, Due, Feed, LinkWrite, Paging,
    ReplicationStore as _, StagedWhat, StoreError, SwitchState,
};

use crate::house::{House, NOW, houses};

async fn trouble(house: &House, person: PersonId, parked: bool) {
    let mut link = house.case(person).await.link;
    link.problem = Some(Problem { reason: "refused".into(), since: NOW, attempts: 2, parked });
    let link = Some(LinkWrite { link: Box::new(link), due: Due::Keep });
    house.engine_writes(Change { link, ..Change::default() }).await;
}

#[tokio::test]
async fn links_that_wait_for_a_person_are_listed_by_name_and_tried_again_together() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, mailbox) = (&house.db, house.mailbox);
        let mut persons = Vec::new();
        for name in ["A <b>", "B", "C"] {
            persons.push(house.person(name).await);
            house.linked(persons[persons.len() - 1], name).await;
        }
        for (person, parked) in persons.iter().zip([true, true, false]) {
            trouble(&house, *person, parked).await;
        }
        let first = db.list_troubled_links(&house.anna, mailbox, &Paging::first(1)).await.unwrap();
        let paging = Paging { limit: 1, after: first.next.clone() };
        let second = db.list_troubled_links(&house.anna, mailbox, &paging).await.unwrap();
        assert_eq!(second.next, None);
        let listed: Vec<_> = first.items.iter().chain(&second.items).collect();
        assert_eq!(listed.iter().map(|link| link.person).collect::<Vec<_>>(), persons[..2]);
        assert_eq!(listed[0].name.as_deref(), Some("A <b>"));
        assert_eq!((listed[0].state, listed[0].problem.attempts), (SwitchState::Replicated, 2));

        let foreign = db.list_troubled_links(&house.ben, mailbox, &Paging::first(9)).await;
        assert!(matches!(foreign, Err(StoreError::NotFound(_))));
        let foreign = db.retry_troubled_links(&house.ben, mailbox, NOW).await;
        assert!(matches!(foreign, Err(StoreError::NotFound(_))));
        assert_eq!(db.retry_troubled_links(&house.anna, mailbox, NOW).await.unwrap(), 2);
        let none = db.list_troubled_links(&house.anna, mailbox, &Paging::first(9)).await.unwrap();
        assert!(none.items.is_empty() && house.due(persons[0]).await);
    }
}

#[tokio::test]
async fn what_the_brake_holds_back_is_listed_with_why() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, mailbox) = (&house.db, house.mailbox);
        let mut persons = Vec::new();
        for name in ["stays", "gone", "withdrawn", "deleted"] {
            let person = house.person(name).await;
            house.linked(person, name).await;
            persons.push(person);
        }
        let fence = house.fence().await;
        let removed = [("gone".to_owned(), StagedWhat::Removed), ("unknown".to_owned(), StagedWhat::Removed)];
        db.stage(&fence, &removed, &Feed::default()).await.unwrap();
        db.release(&fence).await.unwrap();
        db.withdraw(&house.anna, persons[2], mailbox, NOW).await.unwrap();
        db.delete_person(&house.root, persons[3], None, NOW).await.unwrap();

        let departing = db.list_departing_links(&house.anna, mailbox, &Paging::first(9)).await.unwrap();
        let listed: Vec<_> = departing.items.iter().map(|link| (link.person, link.why)).collect();
        assert_eq!(
            listed,
            [
                (persons[1], Departing::GoneFromFolder),
                (persons[2], Departing::Withdrawn),
                (persons[3], Departing::PersonDeleted),
            ]
        );
        assert!(departing.items[0].name.is_some());
        let page = db.list_departing_links(&house.admin, mailbox, &Paging::first(2)).await.unwrap();
        assert_eq!(page.items.len(), 2);
        let paging = Paging { limit: 2, after: page.next };
        let rest = db.list_departing_links(&house.admin, mailbox, &paging).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));
        let foreign = db.list_departing_links(&house.ben, mailbox, &Paging::first(9)).await;
        assert!(matches!(foreign, Err(StoreError::NotFound(_))));
    }
}

#[tokio::test]
async fn the_contacts_to_choose_from_are_those_that_are_certainly_the_person() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, mailbox) = (&house.db, house.mailbox);
        let card =
            Card::new().with(FieldKey::LastName, "K\u{f6}nig").with(FieldKey::Email1, "ada@kunde.example");
        let person = house.person_with(card.clone()).await;
        let keys: Vec<String> =
            matching::duplicate::certain_keys(&card, contacts::normalise::Country::DE).into_iter().collect();
        let candidate = |id: &str, kind| CandidateWrite::Put {
            candidate: Candidate { remote_id: id.into(), change_key: "1".into(), kind, private: false },
            keys: keys.clone(),
            person: None,
        };
        house
            .engine_writes(Change {
                candidates: vec![
                    candidate("one", CandidateKind::Unstamped),
                    candidate("two", CandidateKind::Unstamped),
                    candidate("foreign", CandidateKind::Foreign),
                ],
                ..Change::default()
            })
            .await;
        assert_eq!(db.list_equal_contacts(&house.anna, person, mailbox).await.unwrap(), ["one", "two"]);
        let foreign = db.list_equal_contacts(&house.ben, person, mailbox).await;
        assert!(matches!(foreign, Err(StoreError::NotFound(_))));
        house.linked(person, "one").await;
        assert!(matches!(house.case(person).await.link.state, LinkState::Linked));
        assert!(db.list_equal_contacts(&house.anna, person, mailbox).await.unwrap().is_empty());
    }
}
