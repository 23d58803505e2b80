use contacts::{Card, FieldKey, OperationId};
use replication::{Leaving, LinkState, Operation, OperationKind, OperationState};
use store::{Chain, Paging, PersonFilter, PersonPatch, ReplicationStore, StoreError};

use crate::house::{NOW, houses, named};

fn leaving(state: &LinkState) -> Option<Leaving> {
    match state {
        LinkState::Leaving { cause, .. } => Some(*cause),
        LinkState::Adopting { .. } | LinkState::Linked | LinkState::Ended { .. } => None,
    }
}

#[tokio::test]
async fn a_deleted_person_leaves_its_mailboxes_and_a_restored_one_stays() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        house.linked(ada, "a").await;
        let stale = house.db.delete_person(&house.anna, ada, Some(7), NOW).await;
        assert!(matches!(stale, Err(StoreError::Conflict { current: 1, .. })));
        house.db.delete_person(&house.anna, ada, Some(1), NOW).await.unwrap();
        house.db.delete_person(&house.anna, ada, None, NOW).await.unwrap();
        assert_eq!(leaving(&house.case(ada).await.link.state), Some(Leaving::PersonDeleted));
        assert!(house.due(ada).await);
        let page = |deleted| PersonFilter { deleted, ..PersonFilter::default() };
        let list = |filter| {
            let db = house.db.clone();
            let anna = house.anna.clone();
            async move { db.list_persons(&anna, &filter, &Paging::default()).await.unwrap().items.len() }
        };
        assert_eq!((list(page(false)).await, list(page(true)).await), (0, 1));
        let edit = house.db.change_person(&house.anna, ada, &PersonPatch::default(), None, NOW).await;
        assert!(matches!(edit, Err(StoreError::Invalid(_))));

        let back = house.db.restore_person(&house.anna, ada, NOW).await.unwrap();
        assert_eq!((back.person.deleted, back.person.version), (None, 3));
        assert_eq!(house.case(ada).await.link.state, LinkState::Linked);
        assert_eq!((list(page(false)).await, list(page(true)).await), (1, 0));
        assert!(house.db.restore_person(&house.anna, ada, NOW).await.is_err());
    }
}

#[tokio::test]
async fn an_erased_person_leaves_nothing_but_a_chain_that_verifies() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada =
            house.person_with(named("Ada", "Lovelace").with(FieldKey::Email1, "ada@secret.example")).await;
        house.linked(ada, "a").await;
        let mut link = house.case(ada).await.link;
        link.outlook = Card::new().with(FieldKey::LastName, "Lovelace");
        let write = store::LinkWrite { link: Box::new(link), due: store::Due::Done };
        house.engine_writes(store::Change { link: Some(write), ..store::Change::default() }).await;
        let mut patch = PersonPatch::default();
        patch.card.set(FieldKey::LastName, Some(contacts::Value::Text("King".into())));
        house.db.change_person(&house.anna, ada, &patch, None, NOW).await.unwrap();

        let refused = house.db.erase_person(&house.anna, ada, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
        house.db.erase_person(&house.admin, ada, NOW).await.unwrap();

        let case = house.case(ada).await;
        assert_eq!((case.person, leaving(&case.link.state)), (None, Some(Leaving::Erased)));
        assert!(case.link.outlook.is_empty() && case.link.crm.fields.is_empty() && case.link.due > 0);
        assert!(matches!(house.db.read_person(&house.admin, ada).await, Err(StoreError::NotFound(_))));
        let told = house.db.list_history(&house.admin, ada, &Paging::default()).await.unwrap().items;
        assert_eq!(told[0].after, Some("erased".into()));
        assert!(
            told[1..].iter().all(|entry| entry.erased && entry.before.is_none() && entry.after.is_none())
        );
        assert_eq!(house.db.verify_history(&house.admin, ada).await.unwrap(), Chain::Whole { entries: 3 });
        assert!(matches!(house.db.verify_history(&house.anna, ada).await, Err(StoreError::NotFound(_))));
        assert!(matches!(house.db.verify_audit(&house.admin).await.unwrap(), Chain::Whole { .. }));
        let card = Card::new().with(FieldKey::Email1, "ada@secret.example");
        assert_eq!(house.db.check_duplicates(&house.admin, &[card], None).await.unwrap(), [vec![]]);
    }
}

#[tokio::test]
async fn no_table_has_a_word_of_an_erased_person() {
    let folder = tempfile::tempdir().unwrap();
    let (houses, _own) = houses().await;
    let house = &houses[0];
    let ada = house.person_with(named("Quirinius", "Xylander")).await;
    house.linked(ada, "a").await;
    let operation = Operation {
        id: OperationId::from_u128(5),
        mailbox: house.mailbox,
        person: ada,
        link: Some(house.case(ada).await.link.id),
        kind: OperationKind::Create { card: named("Quirinius", "Xylander"), stamp: String::new() },
        person_version: 1,
        agreed: std::collections::BTreeMap::new(),
        state: OperationState::Pending,
        attempts: 0,
        not_before: 0,
        run: None,
    };
    let put = store::OperationWrite::Put(Box::new(operation));
    house.engine_writes(store::Change { operations: vec![put], ..store::Change::default() }).await;
    house.db.erase_person(&house.admin, ada, NOW).await.unwrap();
    assert!(house.db.operations(house.mailbox, OperationState::Pending, NOW, 9).await.unwrap().is_empty());
    let copy = folder.path().join("copy.db");
    house.db.backup(&copy).await.unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    for word in ["Quirinius", "Xylander", "xylander"] {
        let found = bytes.windows(word.len()).any(|part| part == word.as_bytes());
        assert!(!found, "{word}");
    }
}

#[tokio::test]
async fn what_the_engine_still_learns_of_an_erased_person_is_not_kept() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        house.linked(ada, "a").await;
        house.db.erase_person(&house.admin, ada, NOW).await.unwrap();
        let mut link = house.case(ada).await.link;
        link.outlook = named("Ada", "Lovelace");
        let told = store::HistoryWrite {
            person: ada,
            mailbox: Some(house.mailbox),
            kind: store::HistoryKind::Sent,
            field: Some("last_name".into()),
            before: None,
            after: Some("Lovelace".into()),
            cause: store::Cause::Crm { user: None },
            run: None,
        };
        let write = store::LinkWrite { link: Box::new(link), due: store::Due::Keep };
        house
            .engine_writes(store::Change {
                link: Some(write),
                history: vec![told],
                ..store::Change::default()
            })
            .await;
        assert!(house.case(ada).await.link.outlook.is_empty());
        let told = house.db.list_history(&house.admin, ada, &Paging::first(1)).await.unwrap().items;
        assert_eq!((told[0].kind, told[0].after.clone()), (store::HistoryKind::Sent, None));
    }
}
