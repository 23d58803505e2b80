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
            ("müller", vec!["Jörg Müller", "Anna Muellerin"]),
            ("Muller", vec!["Jörg Müller", "Anna Muellerin"]),
            ("JOERG muell", vec!["Jörg Müller"]),
            ("leyen", vec!["Ursula von der Leyen"]),
            ("nusch", vec!["Anna Muellerin"]),
            ("joe@firma", vec!["Jörg Müller"]),
            ("0171 2345678", vec!["Jörg Müller"]),
            ("+49 171 23456", vec!["Jörg Müller"]),
            ("0171 / 23", vec!["Jörg Müller"]),
            ("2345", vec!["Jörg Müller"]),
            ("234567", vec!["Jörg Müller"]),
            ("ller", vec!["Jörg Müller", "Anna Muellerin"]),
            ("uelle joe", vec!["Jörg Müller"]),
            ("firma.de", vec!["Jörg Müller"]),
            ("Mülelr", vec!["Jörg Müller"]),
            ("Nüller", vec!["Jörg Müller"]),
            ("anna acme", vec!["Anna Muellerin"]),
            ("anna leyen", vec![]),
            ("mu", vec!["Jörg Müller", "Anna Muellerin"]),
            ("m", vec!["Jörg Müller", "Anna Muellerin"]),
            ("xyz", vec![]),
            ("0172 23", vec![]),
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

#[tokio::test]
async fn a_city_in_which_there_is_nothing_to_look_for_finds_nobody_and_a_blank_one_everybody() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person_with(named("Ada", "A").with(FieldKey::BusinessCity, "Berlin")).await;
        house.person("Bob").await;
        for (city, expected) in [("berl", 1), ("--", 0), ("…", 0), (" ", 2), ("", 2)] {
            let filter = PersonFilter { city: Some(city.into()), ..PersonFilter::default() };
            assert_eq!(names(&house, filter).await.len(), expected, "{city:?}");
        }
    }
}

fn searching(q: &str) -> PersonFilter {
    PersonFilter { q: Some(q.into()), ..PersonFilter::default() }
}

#[tokio::test]
async fn the_best_come_first_a_whole_word_before_a_beginning_before_a_part_before_a_slip() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for (first, last) in [
            ("Eva", "Bauer"),
            ("Bauer", "Zorn"),
            ("Ina", "Bauernfeind"),
            ("Udo", "Neubauer"),
            ("Kai", "Bayer"),
        ] {
            house.person_with(named(first, last)).await;
        }
        house.person_with(named("Ute", "Stadt").with(FieldKey::BusinessCity, "Bauer")).await;
        let found = names(&house, searching("bauer")).await;
        let expected =
            ["Eva Bauer", "Bauer Zorn", "Ute Stadt", "Ina Bauernfeind", "Udo Neubauer", "Kai Bayer"];
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_list_of_many_that_fit_has_everybody_once_and_the_best_first() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let row = |n: u64| store::LoadPerson {
            line: n,
            card: match n % 4 {
                0 => named(&format!("Ada {n:03}"), "Müller"),
                1 => named("Mueller", &format!("Zorn {n:03}")),
                2 => named("Eva", &format!("Muellerin {n:03}")),
                _ => named("Udo", &format!("Altmueller {n:03}")),
            },
            ..store::LoadPerson::default()
        };
        let rows: Vec<store::LoadPerson> = (0..640).map(row).collect();
        let options = store::LoadOptions { create_partners: false, partner: Some(house.acme) };
        house.db.load_persons(&house.admin, &rows, &options, NOW).await.unwrap();
        for q in ["müller", "muller", "mueller a", "mueller acme"] {
            let (mut found, mut paging) = (Vec::new(), Paging::first(90));
            loop {
                let page = house.db.list_persons(&house.anna, &searching(q), &paging).await.unwrap();
                found.extend(page.items.into_iter().map(|record| record.name));
                match page.next {
                    Some(next) => paging.after = Some(next),
                    None => break,
                }
            }
            let distinct: std::collections::BTreeSet<&String> = found.iter().collect();
            assert_eq!((found.len(), distinct.len()), (640, 640), "{q}");
            if q == "müller" {
                assert!(found[..160].iter().all(|name| name.ends_with("Müller")), "{found:?}");
                assert!(found[..160].is_sorted(), "by name");
                assert!(found[160..320].iter().all(|name| name.starts_with("Mueller")));
            }
        }
        let sort = store::PersonSort { by: store::PersonOrder::Name, descending: true };
        let filter = searching("mueller");
        let (mut found, mut paging) = (Vec::new(), Paging::first(100));
        loop {
            let page = house.db.list_persons_sorted(&house.anna, &filter, Some(sort), &paging).await.unwrap();
            found.extend(page.items.into_iter().map(|record| record.name));
            match page.next {
                Some(next) => paging.after = Some(next),
                None => break,
            }
        }
        assert_eq!(found.len(), 640);
        assert!(found[0].ends_with("Zorn 637"), "{}", found[0]);
        assert_eq!(house.db.count_persons(&house.anna, &filter).await.unwrap(), store::Count::Exactly(640));
    }
}

#[tokio::test]
async fn lists_go_in_every_order_both_ways_without_gap_or_repetition() {
    use store::PersonOrder::{Changed, City, Company, Created, EmployeeInCharge, Name};
    let (houses, _folder) = houses().await;
    for house in houses {
        let zeta = partner(&house.db, &house.root, "Zeta").await;
        for (n, city) in ["Ulm", "Bonn", "", "Ulm", "Aachen", "Bonn", "Kiel"].into_iter().enumerate() {
            let mut new = store::NewPerson::new(
                if n % 3 == 0 { zeta } else { house.acme },
                named("Person", &format!("Nr {n}")).with(FieldKey::BusinessCity, city),
            );
            new.employee_in_charge = [Some(house.ben.user), None, Some(house.anna.user)][n % 3];
            house.db.create_person(&house.admin, &new, NOW + n as i64).await.unwrap();
        }
        for by in [Name, Company, City, Changed, Created, EmployeeInCharge] {
            let mut ways = Vec::new();
            for (descending, q) in
                [(false, None), (true, None), (false, Some("person")), (true, Some("person"))]
            {
                let sort = Some(store::PersonSort { by, descending });
                let filter = PersonFilter { q: q.map(str::to_owned), ..PersonFilter::default() };
                let (mut found, mut paging) = (Vec::new(), Paging::first(2));
                loop {
                    let page =
                        house.db.list_persons_sorted(&house.anna, &filter, sort, &paging).await.unwrap();
                    found.extend(page.items.into_iter().map(|record| record.name));
                    match page.next {
                        Some(next) => paging.after = Some(next),
                        None => break,
                    }
                }
                if descending {
                    found.reverse();
                }
                ways.push(found);
            }
            assert_eq!(ways[0].len(), 7, "{by:?}");
            assert!(ways.iter().all(|way| *way == ways[0]), "{by:?} {ways:?}");
        }
        let first = house.db.list_persons(&house.anna, &PersonFilter::default(), &Paging::first(2)).await;
        let other = Some(store::PersonSort { by: City, descending: false });
        let paging = Paging { limit: 2, after: first.unwrap().next };
        let filter = PersonFilter::default();
        let refused = house.db.list_persons_sorted(&house.anna, &filter, other, &paging).await;
        assert!(refused.is_err(), "a place in one order is none in another");
    }
}

#[tokio::test]
async fn a_new_name_of_a_company_is_found_with_all_its_persons_and_the_old_one_with_none() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let rows: Vec<store::LoadPerson> = (0..350)
            .map(|n| store::LoadPerson {
                line: n,
                card: named("P", &format!("Nr{n}")),
                ..store::LoadPerson::default()
            })
            .collect();
        let options = store::LoadOptions { create_partners: false, partner: Some(house.acme) };
        house.db.load_persons(&house.admin, &rows, &options, NOW).await.unwrap();
        let name = [(contacts::PartnerField::Name, Some("Quittenhof AG".to_owned()))].into();
        let patch = store::PartnerPatch { card: name, ..store::PartnerPatch::default() };
        house.db.change_partner(&house.admin, house.acme, &patch, None, NOW).await.unwrap();
        house.db.renew_search().await.unwrap();
        let count = |q: &str| {
            let (db, anna, filter) = (house.db.clone(), house.anna.clone(), searching(q));
            async move { db.count_persons(&anna, &filter).await.unwrap() }
        };
        assert_eq!(count("quittenhof").await, store::Count::Exactly(350));
        assert_eq!(count("Quitenhof").await, store::Count::Exactly(350), "with a typing slip");
        assert_eq!(count("acme").await, store::Count::Exactly(0));
        assert_eq!(house.db.search_waiting().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn filters_of_replication_category_and_change_hold() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let set = contacts::Value::List(vec!["VIP Kunden".into()]);
        let mut card = named("Ada", "A")
            .with(FieldKey::BusinessCity, "Berlin")
            .with(FieldKey::BusinessPostalCode, "10 115");
        card.set(FieldKey::Categories, Some(set));
        let ada = house.person_with(card).await;
        let bob = house.person_with(named("Bob", "B")).await;
        house.linked(bob, "b").await;
        let mine = store::PersonPatch {
            employee_in_charge: Some(Some(house.anna.user)),
            ..store::PersonPatch::default()
        };
        house.db.change_person(&house.anna, ada, &mine, None, NOW + 5).await.unwrap();
        let all = PersonFilter::default();
        for (filter, expected) in [
            (PersonFilter { mine: true, ..all.clone() }, vec!["Ada A"]),
            (PersonFilter { not_replicated: Some(house.mailbox), ..all.clone() }, vec!["Ada A"]),
            (PersonFilter { postal_code: Some("101".into()), ..all.clone() }, vec!["Ada A"]),
            (PersonFilter { category: Some("vip kunden".into()), ..all.clone() }, vec!["Ada A"]),
            (PersonFilter { category: Some("vip".into()), ..all.clone() }, vec![]),
            (PersonFilter { changed_since: Some(NOW + 5), ..all.clone() }, vec!["Ada A"]),
            (PersonFilter { attention: true, ..all.clone() }, vec![]),
            (PersonFilter { mine: true, q: Some("bob".into()), ..all.clone() }, vec![]),
            (PersonFilter { mine: true, q: Some("ada".into()), ..all.clone() }, vec!["Ada A"]),
        ] {
            assert_eq!(names(&house, filter.clone()).await, expected, "{filter:?}");
            let count = house.db.count_persons(&house.anna, &filter).await.unwrap();
            assert_eq!(count, store::Count::Exactly(expected.len() as u64), "{filter:?}");
        }
    }
}

#[tokio::test]
async fn what_is_hidden_from_somebody_is_not_found_by_in_any_way() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let card = named("Ada", "Zorn")
            .with(FieldKey::Email1, "geheim@example.org")
            .with(FieldKey::HomePhone, "030 7654321")
            .with(FieldKey::MobilePhone, "0171 1112223");
        house.person_with(card).await;
        let hidden = [FieldKey::Email1, FieldKey::HomePhone, FieldKey::Company].into();
        let ben = store::Viewer { hidden, ..house.anna.clone() };
        for (q, found) in [
            ("geheim", 0),
            ("geheim@example.org", 0),
            ("765432", 0),
            ("acme", 0),
            ("01711112", 1),
            ("zorn", 1),
        ] {
            let page = house.db.list_persons(&ben, &searching(q), &Paging::default()).await.unwrap();
            assert_eq!(page.items.len(), found, "{q}");
            let count = house.db.count_persons(&ben, &searching(q)).await.unwrap();
            assert_eq!(count, store::Count::Exactly(found as u64), "{q}");
            assert!(names(&house, searching(q)).await.len() == 1, "{q}");
        }
        let sort = Some(store::PersonSort { by: store::PersonOrder::Company, descending: false });
        let all = PersonFilter::default();
        let refused = house.db.list_persons_sorted(&ben, &all, sort, &Paging::default()).await;
        assert!(refused.is_err(), "the order would tell");
    }
}
