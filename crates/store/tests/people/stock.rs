//! Taking stock of duplicates among all contact persons.

use contacts::{Card, FieldKey, PersonId};
use store::{Database, DuplicateStatus, Family, SharedKeys, StockTaking, StoreError, Viewer};

use crate::house::{House, NOW, houses, named};

async fn take(db: &Database, viewer: &Viewer) -> StockTaking {
    let taking = db.take_stock(viewer, NOW).await.unwrap();
    while db.go_on_taking_stock(taking, NOW).await.unwrap() {}
    db.stock_taking(viewer).await.unwrap().unwrap()
}

async fn families(house: &House, viewer: &Viewer) -> Vec<Family> {
    house.db.list_families(viewer, 0).await.unwrap().0
}

fn pairs(families: &[Family]) -> Vec<(PersonId, PersonId, DuplicateStatus)> {
    let pairs = families.iter().flat_map(|family| &family.pairs);
    pairs.map(|pair| (pair.one.id, pair.other.id, pair.status)).collect()
}

fn mail(first: &str, mail: &str) -> Card {
    named(first, "Muster").with(FieldKey::Email1, mail)
}

#[tokio::test]
async fn stock_is_taken_of_everybody_and_shows_who_is_there_twice() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        assert_eq!(db.stock_taking(anna).await.unwrap(), None);
        let one = house.person_with(mail("Jan", "jan@muster.de")).await;
        let other = house.person_with(mail("Jan", "JAN@muster.de")).await;
        for n in 0..450 {
            house.person_with(mail(&format!("Vorname{n}"), &format!("a{n}@firma{n}.de"))).await;
        }
        assert!(matches!(db.take_stock(&house.rita, NOW).await, Err(StoreError::NotAllowed(_))));
        let taking = db.take_stock(anna, NOW).await.unwrap();
        assert_eq!((taking.number, taking.expected, taking.ended), (1, 452, None));
        assert_eq!(db.take_stock(&house.ben, NOW).await.unwrap().number, 1, "it is under way");
        assert!(db.go_on_taking_stock(taking, NOW).await.unwrap());
        assert_eq!(db.stock_taking(anna).await.unwrap().unwrap().dealt_with, 200);
        assert_eq!(families(&house, anna).await, [], "none has ended");
        let done = take(db, anna).await;
        assert_eq!((done.dealt_with, done.ended), (452, Some(NOW)));
        let found = families(&house, anna).await;
        assert_eq!(pairs(&found)[0], (one, other, DuplicateStatus::Certain));
        assert!(!found[0].pairs[0].evidence.is_empty());
    }
}

#[tokio::test]
async fn who_shares_an_address_and_nothing_else_is_no_finding_where_addresses_are_shared() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, admin) = (&house.db, &house.admin);
        let of = |first: &str, last: &str| named(first, last).with(FieldKey::Email1, "empfang@muster.de");
        let (jan, eva) =
            (house.person_with(of("Jan", "Weber")).await, house.person_with(of("Eva", "Klein")).await);
        take(db, admin).await;
        assert_eq!(
            pairs(&families(&house, admin).await),
            [(jan, eva, DuplicateStatus::Certain)],
            "literally"
        );
        db.change_shared_keys(admin, SharedKeys { possible_only: true }, NOW).await.unwrap();
        assert_eq!(families(&house, admin).await, [], "as it is judged now");
        take(db, admin).await;
        db.change_shared_keys(admin, SharedKeys::default(), NOW).await.unwrap();
        assert_eq!(families(&house, admin).await, [], "nothing was found");
    }
}

#[tokio::test]
async fn families_are_shown_as_their_persons_are_now_and_as_far_as_one_may_see_them() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let one = house.person_with(mail("Jan", "jan@muster.de")).await;
        let other = house.person_with(mail("Jan", "jan@muster.de")).await;
        let ida = house.person_with(mail("Ida", "ida@laden.de")).await;
        let secret = house.hidden_person(mail("Ida", "ida@laden.de")).await;
        take(db, &house.ben).await;
        assert_eq!(pairs(&families(&house, anna).await).len(), 2);
        assert_eq!(pairs(&families(&house, &house.ben).await), [(one, other, DuplicateStatus::Certain)]);

        db.mark_not_same(anna, one, other, NOW).await.unwrap();
        assert_eq!(pairs(&families(&house, anna).await), [(ida, secret, DuplicateStatus::Certain)]);
        db.unmark_not_same(anna, one, other).await.unwrap();
        assert_eq!(families(&house, anna).await.len(), 2);

        let mut edit = store::PersonPatch::default();
        edit.card.set(FieldKey::Email1, Some(contacts::Value::Text("andere@adresse.de".into())));
        edit.card.set(FieldKey::FirstName, Some(contacts::Value::Text("Waltraud".into())));
        db.change_person(anna, ida, &edit, None, NOW).await.unwrap();
        assert_eq!(families(&house, anna).await.len(), 1, "she is somebody else now");
        db.delete_person(anna, other, None, NOW).await.unwrap();
        assert_eq!(families(&house, anna).await, []);
        db.restore_person(anna, other, NOW).await.unwrap();
        db.erase_person(&house.admin, other, NOW).await.unwrap();
        assert_eq!(families(&house, &house.admin).await, []);
    }
}

#[tokio::test]
async fn two_who_go_on_with_the_same_taking_do_not_do_it_twice() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for _ in 0..3 {
            house.person_with(mail("Jan", "jan@muster.de")).await;
        }
        let taking = house.db.take_stock(&house.anna, NOW).await.unwrap();
        let both: Vec<_> = (0..2)
            .map(|_| {
                let db = house.db.clone();
                tokio::spawn(async move { while db.go_on_taking_stock(taking, NOW).await.unwrap() {} })
            })
            .collect();
        for one in both {
            one.await.unwrap();
        }
        let done = house.db.stock_taking(&house.anna).await.unwrap().unwrap();
        assert_eq!((done.number, done.dealt_with, done.ended), (1, 3, Some(NOW)));
        assert_eq!(pairs(&families(&house, &house.anna).await).len(), 3);
        let again = take(&house.db, &house.anna).await;
        assert_eq!((again.number, again.expected), (2, 3));
        assert_eq!(pairs(&families(&house, &house.anna).await).len(), 3, "those of the last taking");
    }
}
