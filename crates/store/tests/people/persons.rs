use contacts::{Card, FieldKey, Patch, Value};
use store::{NewPerson, PersonPatch, PhotoSize, StoreError};

use crate::house::{NOW, houses, named, partner};

fn patch(fields: &[(FieldKey, &str)]) -> PersonPatch {
    let mut card = Patch::new();
    for (key, text) in fields {
        card.set(*key, Value::parse(*key, text).unwrap());
    }
    PersonPatch { card, ..PersonPatch::default() }
}

#[tokio::test]
async fn a_person_needs_a_partner_and_a_name_or_an_address() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let nameless = NewPerson::new(house.acme, Card::new().with(FieldKey::MobilePhone, "0171 1"));
        assert!(matches!(db.create_person(anna, &nameless, NOW).await, Err(StoreError::Invalid(_))));
        let nowhere = NewPerson::new(contacts::PartnerId::from_u128(1), named("Ada", "L"));
        assert!(matches!(db.create_person(anna, &nowhere, NOW).await, Err(StoreError::NotFound(_))));
        let company = NewPerson::new(house.acme, named("Ada", "L").with(FieldKey::Company, "Acme"));
        assert!(matches!(db.create_person(anna, &company, NOW).await, Err(StoreError::Invalid(_))));
        let address = NewPerson::new(house.acme, Card::new().with(FieldKey::Email2, "a@x.de"));
        let made = db.create_person(anna, &address, NOW).await.unwrap().record;
        assert_eq!(made.person.card.text(FieldKey::Email1), "a@x.de", "slots have no gaps");
        assert_eq!((made.name.as_str(), made.partner_name.as_str()), ("a@x.de", "Acme GmbH"));
        assert_eq!(made.card.text(FieldKey::Company), "Acme GmbH");
        let emptied =
            db.change_person(anna, made.person.id, &patch(&[(FieldKey::Email1, "")]), None, NOW).await;
        assert!(matches!(emptied, Err(StoreError::Invalid(_))));
        assert_eq!(db.read_person(anna, made.person.id).await.unwrap(), made);
    }
}

#[tokio::test]
async fn edits_of_different_fields_merge_and_of_the_same_field_conflict() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        let db = &house.db;
        db.change_person(&house.anna, ada, &patch(&[(FieldKey::JobTitle, "Chief")]), Some(1), NOW)
            .await
            .unwrap();
        let department = patch(&[(FieldKey::Department, "R&D")]);
        let merged = db.change_person(&house.ben, ada, &department, Some(1), NOW).await.unwrap();
        assert_eq!(merged.person.version, 3);
        assert_eq!(merged.card.text(FieldKey::JobTitle), "Chief");
        let clash = patch(&[(FieldKey::JobTitle, "Boss"), (FieldKey::Office, "7")]);
        match db.change_person(&house.ben, ada, &clash, Some(1), NOW).await {
            Err(StoreError::Conflict { current: 3, fields }) => assert_eq!(fields, ["job_title"]),
            other => panic!("{other:?}"),
        }
        assert_eq!(db.read_person(&house.ben, ada).await.unwrap(), merged, "nothing was written");
        db.change_person(&house.ben, ada, &clash, Some(3), NOW).await.unwrap();
    }
}

#[tokio::test]
async fn an_edit_taken_over_from_outlook_counts_as_somebody_elses_edit() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        house.linked(ada, "a").await;
        let mut taken = Patch::new();
        taken.set(FieldKey::JobTitle, Some(Value::Text("Countess".into())));
        let person = store::PersonWrite { id: ada, version: 1, patch: taken, photo: None };
        house.engine_writes(store::Change { person: Some(person), ..store::Change::default() }).await;
        let clash = patch(&[(FieldKey::JobTitle, "Boss")]);
        match house.db.change_person(&house.ben, ada, &clash, Some(1), NOW).await {
            Err(StoreError::Conflict { fields, .. }) => assert_eq!(fields, ["job_title"]),
            other => panic!("{other:?}"),
        }
        let other = patch(&[(FieldKey::Office, "7")]);
        let merged = house.db.change_person(&house.ben, ada, &other, Some(1), NOW).await.unwrap();
        assert_eq!(merged.card.text(FieldKey::JobTitle), "Countess");
    }
}

#[tokio::test]
async fn a_change_makes_the_links_due_and_an_edit_without_change_does_nothing() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        house.linked(ada, "a").await;
        let same = patch(&[(FieldKey::LastName, "Lovelace")]);
        let kept = house.db.change_person(&house.anna, ada, &same, None, NOW + 5).await.unwrap();
        assert_eq!((kept.person.version, kept.person.changed.at), (1, NOW));
        assert!(!house.due(ada).await);
        let king = patch(&[(FieldKey::LastName, "King")]);
        let changed = house.db.change_person(&house.anna, ada, &king, None, NOW + 5).await.unwrap();
        assert_eq!((changed.person.version, changed.person.changed.by), (2, Some(house.anna.user)));
        assert!(house.due(ada).await);
    }
}

#[tokio::test]
async fn a_person_moves_to_another_partner_and_gets_somebody_in_charge() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        let zeta = partner(&house.db, &house.root, "Zeta").await;
        let change = PersonPatch {
            partner: Some(zeta),
            employee_in_charge: Some(Some(house.ben.user)),
            inactive: Some(true),
            external_id: Some(Some("P1".into())),
            ..PersonPatch::default()
        };
        let record = house.db.change_person(&house.anna, ada, &change, Some(1), NOW).await.unwrap();
        assert_eq!((record.partner_name.as_str(), record.person.inactive), ("Zeta", true));
        assert_eq!(record.person.employee_in_charge, Some(house.ben.user));
        assert_eq!(house.db.read_person(&house.anna, ada).await.unwrap(), record);
        let stranger = contacts::UserId::from_u128(99);
        let wrong = PersonPatch { employee_in_charge: Some(Some(stranger)), ..PersonPatch::default() };
        let refused = house.db.change_person(&house.anna, ada, &wrong, None, NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
        let bob = house.person("Bob").await;
        let taken = PersonPatch { external_id: Some(Some("P1".into())), ..PersonPatch::default() };
        let refused = house.db.change_person(&house.anna, bob, &taken, None, NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
    }
}

fn picture(bytes: &[u8]) -> photo::Prepared {
    let picture = |bytes: Vec<u8>| photo::Picture {
        digest: photo::digest(&bytes),
        bytes,
        media_type: "image/jpeg",
        width: 1,
        height: 1,
    };
    photo::Prepared { original: picture(bytes.to_vec()), rendition: picture(vec![9]) }
}

#[tokio::test]
async fn a_photo_is_kept_replaced_and_removed() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        house.linked(ada, "a").await;
        let (db, anna) = (&house.db, &house.anna);
        assert_eq!(db.read_photo(anna, ada, PhotoSize::Original).await.unwrap(), None);
        db.set_photo(anna, ada, &picture(b"one"), NOW).await.unwrap();
        let read = db.read_photo(anna, ada, PhotoSize::Original).await.unwrap().unwrap();
        assert_eq!((read.bytes.as_slice(), read.media_type.as_str()), (&b"one"[..], "image/jpeg"));
        let small = db.read_photo(anna, ada, PhotoSize::Rendition).await.unwrap().unwrap();
        assert_eq!(small.bytes, [9]);
        assert!(house.due(ada).await);
        let version = db.read_person(anna, ada).await.unwrap().person.version;
        db.set_photo(anna, ada, &picture(b"one"), NOW).await.unwrap();
        assert_eq!(db.read_person(anna, ada).await.unwrap().person.version, version, "the same photo");
        db.remove_photo(anna, ada, NOW).await.unwrap();
        assert_eq!(db.read_photo(anna, ada, PhotoSize::Original).await.unwrap(), None);
        let kinds = db.list_history(anna, ada, &store::Paging::default()).await.unwrap().items;
        assert_eq!(kinds.iter().filter(|entry| entry.field.as_deref() == Some("photo")).count(), 2);
    }
}

#[tokio::test]
async fn creating_a_certain_duplicate_tells_who_is_there_already() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "L").with(FieldKey::Email1, "Ada@X.de")).await;
        let secret = house.hidden_person(named("Ida", "M").with(FieldKey::MobilePhone, "0171 2345678")).await;
        let card =
            named("A", "M").with(FieldKey::Email3, "ada@x.de").with(FieldKey::MobilePhone, "+49 171 2345678");
        let found =
            house.db.check_duplicates(&house.ben, std::slice::from_ref(&card), None).await.unwrap().remove(0);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].person.as_ref().unwrap().id, ada);
        assert!(
            matches!(&found[0].evidence[0].reason, store::Reason::Email { ours, .. } if ours == "ada@x.de")
        );
        assert_eq!(found[1].person, None, "what Ben may not see has no name");
        let cards = std::slice::from_ref(&card);
        let found = house.db.check_duplicates(&house.anna, cards, Some(ada)).await.unwrap().remove(0);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].person.as_ref().unwrap().id, secret);
        let made = house.db.create_person(&house.ben, &NewPerson::new(house.acme, card), NOW).await.unwrap();
        assert_eq!(made.duplicates.len(), 2);
    }
}

#[tokio::test]
async fn of_many_edits_at_once_every_acknowledged_one_is_kept() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "Lovelace")).await;
        let fields = [FieldKey::Office, FieldKey::Department, FieldKey::Manager, FieldKey::Assistant];
        let editing: Vec<_> = (0..16)
            .map(|n| {
                let (db, anna) = (house.db.clone(), house.anna.clone());
                let change = patch(&[(fields[n % 4], &n.to_string())]);
                tokio::spawn(
                    async move { db.change_person(&anna, ada, &change, Some(1), NOW).await.map(|_| n) },
                )
            })
            .collect();
        let mut kept = Vec::new();
        for edit in editing {
            match edit.await.unwrap() {
                Ok(n) => kept.push(n),
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(kept.len(), 4, "one per field, the others are told");
        let record = house.db.read_person(&house.anna, ada).await.unwrap();
        assert_eq!(record.person.version, 5);
        for n in kept {
            assert_eq!(record.card.text(fields[n % 4]), n.to_string());
        }
        let chain = house.db.verify_history(&house.anna, ada).await.unwrap();
        assert_eq!(chain, store::Chain::Whole { entries: 5 });
    }
}
