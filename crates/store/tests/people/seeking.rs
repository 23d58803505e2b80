//! Searches of which many fit, viewers from whom something is hidden, and changes at the same moment.

use std::collections::BTreeSet;

use contacts::FieldKey;
use store::{
    Count, LoadOptions, LoadPerson, NewPerson, Paging, PartnerPatch, PersonFilter, PersonOrder, PersonSort,
    Viewer,
};

use crate::house::{House, NOW, houses, named};

fn searching(q: &str) -> PersonFilter {
    PersonFilter { q: Some(q.into()), ..PersonFilter::default() }
}

async fn load(house: &House, rows: Vec<LoadPerson>) {
    let options = LoadOptions { create_partners: false, partner: Some(house.acme) };
    house.db.load_persons(&house.admin, &rows, &options, NOW).await.unwrap();
}

/// Reads every page; returns the names in their order.
async fn pages(house: &House, viewer: &Viewer, q: &str, sort: Option<PersonSort>) -> Vec<String> {
    let (mut found, mut paging) = (Vec::new(), Paging::first(300));
    loop {
        let page = house.db.list_persons_sorted(viewer, &searching(q), sort, &paging).await.unwrap();
        found.extend(page.items.into_iter().map(|record| record.name));
        match page.next {
            Some(next) => paging.after = Some(next),
            None => return found,
        }
    }
}

#[tokio::test]
async fn neither_count_nor_page_tells_how_many_fit_by_what_is_hidden() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let row = |n: u64| LoadPerson {
            line: n,
            card: named("P", &format!("Nr{n}")).with(FieldKey::Email1, &format!("nr{n}@geheim.example")),
            ..LoadPerson::default()
        };
        load(&house, (0..1_200).map(row).collect()).await;
        house.person_with(named("Ada", "Geheim")).await;
        let reader = Viewer { hidden: [FieldKey::Email1].into(), ..house.anna.clone() };
        assert_eq!(
            house.db.count_persons(&house.anna, &searching("geheim")).await.unwrap(),
            Count::MoreThan(1_000)
        );
        for (q, expected) in [("geheim", 1), ("geheim.example", 0), ("@geheim", 0)] {
            let count = house.db.count_persons(&reader, &searching(q)).await.unwrap();
            assert_eq!(count, Count::Exactly(expected), "{q}");
            let by_city = PersonSort { by: PersonOrder::City, descending: false };
            for sort in [None, Some(by_city)] {
                let page = house
                    .db
                    .list_persons_sorted(&reader, &searching(q), sort, &Paging::first(50))
                    .await
                    .unwrap();
                assert_eq!((page.items.len() as u64, page.next), (expected, None), "{q} {sort:?}");
            }
        }
    }
}

#[tokio::test]
async fn many_that_fit_go_by_their_employees_in_charge_when_that_is_asked_for() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let users = house.db.list_users(&house.root).await.unwrap();
        let mail =
            |viewer: &Viewer| users.iter().find(|user| user.id == viewer.user).map(|user| user.mail.clone());
        let (anna, ben) = (mail(&house.anna), mail(&house.ben));
        let row = |n: u64| LoadPerson {
            line: n,
            card: named("Karl", &format!("Quast {n:03}")),
            employee_in_charge: [ben.clone(), None, anna.clone()][usize::try_from(n % 3).unwrap()].clone(),
            ..LoadPerson::default()
        };
        load(&house, (0..600).map(row).collect()).await;
        let sort = |descending| Some(PersonSort { by: PersonOrder::EmployeeInCharge, descending });
        let up = pages(&house, &house.anna, "quast", sort(false)).await;
        let mut down = pages(&house, &house.anna, "quast", sort(true)).await;
        down.reverse();
        assert_eq!(up.iter().collect::<BTreeSet<_>>().len(), 600);
        assert_eq!(up, down);
        let third = |name: &String| name.rsplit(' ').next().unwrap().parse::<u64>().unwrap() % 3;
        let thirds: Vec<u64> = up.iter().map(third).collect();
        assert!(thirds[..200].iter().all(|third| *third == 2), "Anna comes first");
        assert!(thirds[200..400].iter().all(|third| *third == 0), "then Ben");
        assert!(thirds[400..].iter().all(|third| *third == 1), "nobody comes last");
    }
}

#[tokio::test]
async fn a_person_created_while_its_company_gets_another_name_is_found_by_the_new_one() {
    let (houses, _folder) = houses().await;
    for house in houses {
        for round in 0..6 {
            let name = [(contacts::PartnerField::Name, Some(format!("Firmenname{round}x")))].into();
            let patch = PartnerPatch { card: name, ..PartnerPatch::default() };
            let new = |n: usize| NewPerson::new(house.acme, named("Otto", &format!("Neu {round} {n}")));
            let created = [new(0), new(1), new(2), new(3)];
            let create = |n: usize| house.db.create_person(&house.admin, &created[n], NOW);
            let rename = house.db.change_partner(&house.admin, house.acme, &patch, None, NOW);
            let (a, b, renamed, c, d) = tokio::join!(create(0), create(1), rename, create(2), create(3));
            for created in [a, b, c, d] {
                created.unwrap();
            }
            renamed.unwrap();
            house.db.renew_search().await.unwrap();
            let count = house.db.count_persons(&house.anna, &searching(&format!("firmenname{round}x"))).await;
            assert_eq!(count.unwrap(), Count::Exactly(4 * (round + 1)), "round {round}");
        }
    }
}
