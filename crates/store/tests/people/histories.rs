use contacts::{FieldKey, Patch, PersonId, Value};
use store::{
    Cause, Chain, Change, EntryId, HistoryKind, HistoryWrite, Paging, PersonPatch, PersonWrite, StoreError,
};

use crate::house::{House, NOW, houses, named, partner};

async fn edit(house: &House, person: PersonId, key: FieldKey, text: &str) {
    let mut patch = PersonPatch::default();
    patch.card.set(key, Value::parse(key, text).unwrap());
    house.db.change_person(&house.anna, person, &patch, None, NOW).await.unwrap();
}

#[tokio::test]
async fn a_history_tells_every_change_newest_first_and_page_by_page() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        edit(&house, ada, FieldKey::LastName, "King").await;
        edit(&house, ada, FieldKey::Office, "7").await;
        let first = house.db.list_history(&house.ben, ada, &Paging::first(2)).await.unwrap();
        let told: Vec<_> = first.items.iter().map(|e| (e.field.as_deref(), e.before.clone())).collect();
        assert_eq!(told, [(Some("office"), None), (Some("last_name"), Some("Lovelace".into()))]);
        assert_eq!(first.items[0].by.as_deref(), Some("anna"));
        let rest = Paging { limit: 2, after: first.next };
        let rest = house.db.list_history(&house.ben, ada, &rest).await.unwrap();
        assert_eq!((rest.items[0].kind, rest.items.len()), (HistoryKind::Created, 1));
        assert_eq!(rest.next, None);
        assert_eq!(house.db.verify_history(&house.ben, ada).await.unwrap(), Chain::Whole { entries: 3 });
    }
}

#[tokio::test]
async fn an_edit_is_taken_back_as_an_ordinary_edit() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        house.linked(ada, "a").await;
        edit(&house, ada, FieldKey::LastName, "King").await;
        let entry = house.db.list_history(&house.anna, ada, &Paging::first(1)).await.unwrap().items.remove(0);
        assert!(entry.undoable);
        assert_eq!(entry.id.to_string().parse::<EntryId>().unwrap(), entry.id);
        let back = house.db.undo_entry(&house.anna, entry.id, NOW).await.unwrap();
        assert_eq!((back.name.as_str(), back.person.version), ("Ada Lovelace", 3));
        assert!(house.due(ada).await);
        let told = house.db.list_history(&house.anna, ada, &Paging::default()).await.unwrap().items;
        assert_eq!(
            (told[0].before.clone(), told[0].after.clone()),
            (Some("King".into()), Some("Lovelace".into()))
        );
        assert_eq!(house.db.verify_history(&house.anna, ada).await.unwrap(), Chain::Whole { entries: 3 });
    }
}

#[tokio::test]
async fn the_value_that_lost_a_conflict_is_taken_with_one_call() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        house.linked(ada, "a").await;
        let lost = HistoryWrite {
            person: ada,
            mailbox: Some(house.mailbox),
            kind: HistoryKind::Conflict,
            field: Some("last_name".into()),
            before: Some("Byron".into()),
            after: Some("Lovelace".into()),
            cause: Cause::Outlook { mailbox: house.mailbox },
            run: None,
        };
        house.engine_writes(Change { history: vec![lost], ..Change::default() }).await;
        let seen = house.db.list_history(&house.ben, ada, &Paging::first(1)).await.unwrap().items.remove(0);
        assert_eq!((seen.mailbox, seen.by.as_deref()), (None, Some("anna")), "Ben knows whose, not which");
        let taken = house.db.undo_entry(&house.ben, seen.id, NOW).await.unwrap();
        assert_eq!(taken.card.text(FieldKey::LastName), "Byron");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_back_says_why() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        edit(&house, ada, FieldKey::LastName, "King").await;
        edit(&house, ada, FieldKey::LastName, "Byron").await;
        let id = |number| EntryId { person: ada, number };
        for (number, words) in [(1, "deleting"), (2, "changed again")] {
            match house.db.undo_entry(&house.anna, id(number), NOW).await {
                Err(StoreError::Invalid(text)) => assert!(text.contains(words), "{text}"),
                other => panic!("{other:?}"),
            }
        }
        let missing = house.db.undo_entry(&house.anna, id(9), NOW).await;
        assert!(matches!(missing, Err(StoreError::NotFound(_))));
        house.db.erase_values(ada).await.unwrap();
        match house.db.undo_entry(&house.anna, id(3), NOW).await {
            Err(StoreError::Invalid(text)) => assert!(text.contains("erased"), "{text}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_move_to_another_partner_and_a_photo_are_taken_back() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        let zeta = partner(&house.db, &house.root, "Zeta").await;
        let patch = PersonPatch {
            partner: Some(zeta),
            employee_in_charge: Some(Some(house.ben.user)),
            ..PersonPatch::default()
        };
        house.db.change_person(&house.anna, ada, &patch, None, NOW).await.unwrap();
        for number in [2, 3] {
            house.db.undo_entry(&house.anna, EntryId { person: ada, number }, NOW).await.unwrap();
        }
        let record = house.db.read_person(&house.anna, ada).await.unwrap();
        assert_eq!((record.person.partner, record.person.employee_in_charge), (house.acme, None));

        let photo = |id: u128, bytes: &'static [u8]| store::NewPhoto {
            id: contacts::PhotoId::from_u128(id),
            original: bytes.into(),
            media_type: "image/png".into(),
            digest: photo::digest(bytes),
            width: 1,
            height: 1,
            rendition: bytes.into(),
        };
        for (id, bytes) in [(1, &b"one"[..]), (2, &b"two"[..])] {
            let version = house.db.read_person(&house.anna, ada).await.unwrap().person.version;
            let write = PersonWrite { id: ada, version, patch: Patch::new(), photo: Some(photo(id, bytes)) };
            let told = HistoryWrite {
                person: ada,
                mailbox: Some(house.mailbox),
                kind: HistoryKind::Edited,
                field: Some("photo".into()),
                before: (id == 2).then(|| photo::digest(b"one").into()),
                after: Some(photo::digest(bytes).into()),
                cause: Cause::Outlook { mailbox: house.mailbox },
                run: None,
            };
            house
                .engine_writes(Change { person: Some(write), history: vec![told], ..Change::default() })
                .await;
        }
        let entry = house.db.list_history(&house.anna, ada, &Paging::first(1)).await.unwrap().items.remove(0);
        house.db.undo_entry(&house.anna, entry.id, NOW).await.unwrap();
        let read = house.db.read_photo(&house.anna, ada, store::PhotoSize::Original).await.unwrap().unwrap();
        assert_eq!(read.bytes, b"one");
    }
}

#[tokio::test]
async fn what_the_business_partner_has_is_not_taken_back_in_a_person_and_the_reason_says_so() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        house.linked(ada, "a").await;
        let put_back = |field: &str| HistoryWrite {
            person: ada,
            kind: HistoryKind::PutBack,
            field: Some(field.into()),
            before: Some("Typed in Outlook".into()),
            after: None,
            cause: Cause::Crm { user: None },
            mailbox: Some(house.mailbox),
            run: None,
        };
        let history = vec![put_back("company"), put_back("office")];
        house.engine_writes(Change { history, ..Change::default() }).await;
        let told = house.db.list_history(&house.anna, ada, &Paging::first(2)).await.unwrap().items;
        let undoable: Vec<_> = told.iter().map(|entry| (entry.field.as_deref(), entry.undoable)).collect();
        assert_eq!(undoable, [(Some("office"), true), (Some("company"), false)]);
        match house.db.undo_entry(&house.anna, told[1].id, NOW).await {
            Err(StoreError::Invalid(reason)) => assert!(reason.contains("business partner"), "{reason}"),
            answer => panic!("{answer:?}"),
        }
        let back = house.db.undo_entry(&house.anna, told[0].id, NOW).await.unwrap();
        assert_eq!(back.card.text(FieldKey::Office), "Typed in Outlook");
    }
}
