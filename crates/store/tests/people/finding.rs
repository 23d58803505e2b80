use contacts::FieldKey;
use store::{Paging, PersonFilter};

use crate::house::{House, NOW, houses, named, partner};

async fn names(house: &House, filter: PersonFilter) -> Vec<String> {
    let page = house.db.list_persons(&house.anna, &filter, &Paging::default()).await.unwrap();
    page.items.into_iter().map(|record| record.name).collect()
}

#[tokio::test]
async fn persons_are_found_by_the_beginning_of_any_word_address_number_or_company() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house
            .person_with(
                named("Jörg", "Müller")
                    .with(FieldKey::Email1, "joe@Firma.de")
                    .with(FieldKey::MobilePhone, "0171 2345678"),
            )
            .await;
        house.person_with(named("Ursula", "von der Leyen")).await;
        house.person_with(named("Anna", "Muellerin").with(FieldKey::Nickname, "Nuschi")).await;
        for (q, expected) in [
            ("müll", vec!["Jörg Müller", "Anna Muellerin"]),
            ("JOERG muell", vec!["Jörg Müller"]),
            ("leyen", vec!["Ursula von der Leyen"]),
            ("nusch", vec!["Anna Muellerin"]),
            ("joe@firma", vec!["Jörg Müller"]),
            ("0171 2345678", vec!["Jörg Müller"]),
            ("+49 171 23456", vec!["Jörg Müller"]),
            ("ller", vec![]),
            ("x'; DROP TABLE link; --", vec![]),
            ("%", vec![]),
        ] {
            let filter = PersonFilter { q: Some(q.into()), ..PersonFilter::default() };
            assert_eq!(names(&house, filter).await, expected, "{q}");
        }
        let filter = PersonFilter { q: Some("acme".into()), ..PersonFilter::default() };
        assert_eq!(names(&house, filter).await.len(), 3);
    }
}

#[tokio::test]
async fn filters_hold_together() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person_with(named("Ada", "A").with(FieldKey::BusinessCity, "Köln")).await;
        let bob = house.person_with(named("Bob", "B").with(FieldKey::HomeCity, "Koelnische Mark")).await;
        let zeta = partner(&house.db, &house.root, "Zeta").await;
        house.linked(bob, "b").await;
        let patch = store::PersonPatch {
            partner: Some(zeta),
            inactive: Some(true),
            employee_in_charge: Some(Some(house.ben.user)),
            ..store::PersonPatch::default()
        };
        house.db.change_person(&house.anna, ada, &patch, None, NOW).await.unwrap();
        let all = PersonFilter::default();
        for (filter, expected) in [
            (PersonFilter { business_partner: Some(zeta), ..all.clone() }, vec!["Ada A"]),
            (PersonFilter { employee_in_charge: Some(house.ben.user), ..all.clone() }, vec!["Ada A"]),
            (PersonFilter { inactive: Some(true), ..all.clone() }, vec!["Ada A"]),
            (PersonFilter { inactive: Some(false), ..all.clone() }, vec!["Bob B"]),
            (PersonFilter { replicated: Some(house.mailbox), ..all.clone() }, vec!["Bob B"]),
            (PersonFilter { city: Some("köln".into()), ..all.clone() }, vec!["Ada A", "Bob B"]),
            (PersonFilter { city: Some("köln".into()), inactive: Some(true), ..all.clone() }, vec!["Ada A"]),
            (PersonFilter { deleted: true, ..all.clone() }, vec![]),
        ] {
            assert_eq!(names(&house, filter.clone()).await, expected, "{filter:?}");
        }
        let filter = PersonFilter { replicated: Some(house.mailbox), ..all };
        let refused = house.db.list_persons(&house.ben, &filter, &Paging::default()).await;
        assert!(refused.is_err(), "Ben does not learn what is in Anna's mailbox");
    }
}

#[tokio::test]
async fn every_person_is_on_exactly_one_page_even_of_one_name() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for n in 0..7 {
            house.person_with(named(if n < 5 { "Max" } else { "Moritz" }, "Muster Mann")).await;
        }
        let (mut ids, mut paging) = (std::collections::BTreeSet::new(), Paging::first(2));
        loop {
            let page = house.db.list_persons(&house.anna, &PersonFilter::default(), &paging).await.unwrap();
            assert!(page.items.len() <= 2);
            ids.extend(page.items.iter().map(|record| record.person.id));
            match page.next {
                Some(next) => paging.after = Some(next),
                None => break,
            }
        }
        assert_eq!(ids.len(), 7);
        let nowhere = Paging { limit: 2, after: Some("2".into()) };
        assert!(house.db.list_persons(&house.anna, &PersonFilter::default(), &nowhere).await.is_err());
    }
}
