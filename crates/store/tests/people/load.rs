use contacts::person::PartnerCard;
use contacts::{Card, FieldKey, PartnerField};
use store::{
    Chain, LoadOptions, LoadPartner, LoadPerson, LoadSoFar, Loaded, Paging, PersonFilter, PersonPatch,
    StoreError,
};

use crate::house::{House, NOW, houses, named};

const CREATE: LoadOptions = LoadOptions { create_partners: true, partner: None };

fn company(line: u64, external: Option<&str>, name: &str) -> LoadPartner {
    LoadPartner {
        line,
        external_id: external.map(str::to_owned),
        card: PartnerCard::default().with(PartnerField::Name, name),
        inactive: false,
    }
}

fn person(external: Option<&str>, card: Card, company: Option<&str>) -> LoadPerson {
    LoadPerson {
        external_id: external.map(str::to_owned),
        card,
        company: company.map(str::to_owned),
        ..LoadPerson::default()
    }
}

fn word<Id>(loaded: &Loaded<Id>) -> &'static str {
    match loaded {
        Loaded::Created(_) => "created",
        Loaded::Updated(_) => "updated",
        Loaded::Unchanged(_) => "unchanged",
        Loaded::Refused(_) => "refused",
    }
}

async fn load(house: &House, rows: &[LoadPerson], options: LoadOptions) -> Vec<&'static str> {
    let loaded = house.db.load_persons(&house.admin, rows, &options, NOW).await.unwrap();
    loaded.iter().map(word).collect()
}

async fn count(house: &House) -> usize {
    let page = house.db.list_persons(&house.admin, &PersonFilter::default(), &Paging::first(500)).await;
    page.unwrap().items.len()
}

#[tokio::test]
async fn partners_are_loaded_once_and_updated_by_their_external_id() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let rows = [
            company(1, Some("P1"), "Beta KG"),
            company(2, None, "Gamma"),
            company(3, Some("P3"), ""),
            company(4, Some("P1"), "Beta AG"),
            company(5, Some("P5"), "acme gmbh"),
        ];
        let words = async || {
            let loaded = house.db.load_partners(&house.admin, &rows, NOW).await.unwrap();
            loaded.iter().map(word).collect::<Vec<_>>()
        };
        assert_eq!(words().await, ["created", "created", "refused", "refused", "updated"]);
        assert_eq!(words().await, ["unchanged", "unchanged", "refused", "refused", "unchanged"]);
        let acme = house.db.read_partner(&house.admin, house.acme).await.unwrap();
        assert_eq!(acme.external_id.as_deref(), Some("P5"), "known by name alone, it gets its id");
    }
}

#[tokio::test]
async fn loading_a_file_twice_changes_nothing_the_second_time() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let mut ada =
            person(Some("1"), named("Ada", "L").with(FieldKey::Email2, "a@x.de"), Some("ACME gmbh"));
        ada.employee_in_charge = Some("Ben@Example.org".into());
        let rows = [
            ada.clone(),
            person(None, named("Bob", "B"), Some("Acme GmbH")),
            person(None, named("Bob", "B"), Some("Acme GmbH")),
            person(Some("4"), Card::new().with(FieldKey::MobilePhone, "1234567"), Some("Acme GmbH")),
            person(Some("5"), named("C", "C"), Some("Nobody & Co")),
            person(Some("6"), named("D", "D"), None),
            LoadPerson { employee_in_charge: Some("who@x.de".into()), ..ada.clone() },
        ];
        let options = LoadOptions::default();
        let first = load(&house, &rows, options).await;
        assert_eq!(first, ["created", "created", "created", "refused", "refused", "refused", "refused"]);
        let second = load(&house, &rows, options).await;
        assert_eq!(
            second,
            ["unchanged", "unchanged", "unchanged", "refused", "refused", "refused", "refused"]
        );
        assert_eq!(count(&house).await, 3);
        let loaded = house.db.load_persons(&house.admin, &rows[..1], &options, NOW).await.unwrap();
        let id = loaded[0].id().unwrap();
        let record = house.db.read_person(&house.admin, id).await.unwrap();
        assert_eq!(record.card.text(FieldKey::Email1), "a@x.de");
        assert_eq!(record.person.employee_in_charge, Some(house.ben.user));
        assert_eq!(house.db.verify_history(&house.admin, id).await.unwrap(), Chain::Whole { entries: 1 });

        house.linked(id, "a").await;
        ada.card = named("Ada", "King");
        assert_eq!(load(&house, &[ada], options).await, ["updated"]);
        let record = house.db.read_person(&house.admin, id).await.unwrap();
        assert_eq!(record.name, "Ada King");
        assert_eq!(record.card.text(FieldKey::Email1), "a@x.de", "a missing column clears nothing");
        assert!(house.due(id).await);
    }
}

/// Two rows of one file, each with its line.
fn twins(one: LoadPerson, other: LoadPerson) -> [LoadPerson; 2] {
    [LoadPerson { line: 2, ..one }, LoadPerson { line: 3, ..other }]
}

#[tokio::test]
async fn of_two_rows_with_one_external_id_the_later_is_refused_and_both_lines_are_named() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let rows = twins(
            person(Some("z1"), named("Ann", "A"), Some("Acme GmbH")),
            person(Some("z1"), named("Bob", "B"), Some("Acme GmbH")),
        );
        assert_eq!(load(&house, &rows, CREATE).await, ["created", "refused"]);
        assert_eq!(
            load(&house, &rows, CREATE).await,
            ["unchanged", "refused"],
            "and nothing goes to and fro"
        );
        let loaded = house.db.load_persons(&house.admin, &rows, &CREATE, NOW).await.unwrap();
        let record = house.db.read_person(&house.admin, loaded[0].id().unwrap()).await.unwrap();
        assert_eq!((record.name.as_str(), record.person.version), ("Ann A", 1));
        let Loaded::Refused(reason) = &loaded[1] else { panic!("{loaded:?}") };
        assert!(["line 2", "line 3", "\"z1\""].iter().all(|part| reason.contains(part)), "{reason}");
        // Also when they come in different calls of one load.
        let mut so_far = LoadSoFar::default();
        for (row, expected) in rows.iter().zip(["unchanged", "refused"]) {
            let row = std::slice::from_ref(row);
            let loaded =
                house.db.load_more_persons(&house.admin, row, &CREATE, &mut so_far, NOW).await.unwrap();
            assert_eq!(word(&loaded[0]), expected);
        }
        let partners =
            [company(2, Some("p9"), "One"), company(3, Some("p9"), "Two"), company(4, None, "one")];
        for first in ["created", "unchanged"] {
            let loaded = house.db.load_partners(&house.admin, &partners, NOW).await.unwrap();
            assert_eq!(loaded.iter().map(word).collect::<Vec<_>>(), [first, "refused", "refused"]);
        }
    }
}

#[tokio::test]
async fn a_company_that_is_not_what_the_partners_id_names_is_remarked_and_the_id_counts() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.db.load_partners(&house.admin, &[company(2, Some("P1"), "Beta KG")], NOW).await.unwrap();
        let mut row = person(Some("1"), named("A", "A"), Some("Acme GmbH"));
        row.partner_external_id = Some("P1".into());
        let same =
            LoadPerson { company: Some("beta kg".into()), external_id: Some("2".into()), ..row.clone() };
        let mut so_far = LoadSoFar::default();
        let rows = twins(row, same);
        let loaded =
            house.db.load_more_persons(&house.admin, &rows, &CREATE, &mut so_far, NOW).await.unwrap();
        let record = house.db.read_person(&house.admin, loaded[0].id().unwrap()).await.unwrap();
        assert_eq!(record.card.text(FieldKey::Company), "Beta KG");
        let remarks = so_far.take_remarks();
        assert_eq!(
            remarks.iter().map(|remark| (remark.line, remark.field)).collect::<Vec<_>>(),
            [(2, "company")]
        );
        assert!(remarks[0].text.contains("Acme GmbH") && remarks[0].text.contains("Beta KG"), "{remarks:?}");
        assert!(so_far.take_remarks().is_empty());
    }
}

#[tokio::test]
async fn an_unknown_company_is_created_only_when_asked_for_and_once() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let mut rows = vec![
            person(Some("1"), named("A", "A"), Some("Neu GmbH")),
            person(Some("2"), named("B", "B"), Some("neu gmbh")),
        ];
        rows[0].company_phone = Some("030 1".into());
        assert_eq!(load(&house, &rows, LoadOptions::default()).await, ["refused", "refused"]);
        assert_eq!(load(&house, &rows, CREATE).await, ["created", "created"]);
        let found = store::PartnerFilter { q: Some("neu".into()), ..store::PartnerFilter::default() };
        let found =
            house.db.list_partners(&house.admin, &found, None, &Paging::default()).await.unwrap().items;
        assert_eq!((found.len(), found[0].card.text(PartnerField::MainPhone)), (1, "030 1"));
        let nowhere = [person(Some("3"), named("C", "C"), None)];
        let there = LoadOptions { partner: Some(house.acme), ..LoadOptions::default() };
        assert_eq!(load(&house, &nowhere, there).await, ["created"]);
        // The second row of a new company moves there in the same file that creates it.
        let moved = [
            person(Some("9"), named("Z", "Z"), Some("Ganz Neu")),
            person(Some("3"), named("C", "C"), Some("Ganz Neu")),
        ];
        assert_eq!(load(&house, &moved, CREATE).await, ["created", "updated"]);
    }
}

#[tokio::test]
async fn a_person_in_the_bin_is_not_loaded_over_and_only_administrators_load() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let rows = [person(Some("1"), named("A", "A"), Some("Acme GmbH"))];
        let made = house.db.load_persons(&house.admin, &rows, &CREATE, NOW).await.unwrap();
        house.db.delete_person(&house.anna, made[0].id().unwrap(), None, NOW).await.unwrap();
        match house.db.load_persons(&house.admin, &rows, &CREATE, NOW).await.unwrap().remove(0) {
            Loaded::Refused(reason) => assert!(reason.contains("bin"), "{reason}"),
            other => panic!("{other:?}"),
        }
        let refused = house.db.load_persons(&house.anna, &rows, &CREATE, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
    }
}

#[tokio::test]
async fn a_row_without_external_id_is_recognised_after_somebody_edited_the_person() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let rows = [person(None, named("A", "A").with(FieldKey::Email1, "a@x.de"), Some("Acme GmbH"))];
        let made = house.db.load_persons(&house.admin, &rows, &CREATE, NOW).await.unwrap();
        let mut patch = PersonPatch::default();
        patch.card.set(FieldKey::Office, Some(contacts::Value::Text("7".into())));
        house.db.change_person(&house.anna, made[0].id().unwrap(), &patch, None, NOW).await.unwrap();
        assert_eq!(load(&house, &rows, CREATE).await, ["unchanged"]);
        let richer = rows[0].card.clone().with(FieldKey::JobTitle, "Boss").with(FieldKey::Office, "8");
        assert_eq!(load(&house, &[person(None, richer, Some("Acme GmbH"))], CREATE).await, ["updated"]);
        assert_eq!(count(&house).await, 1);
    }
}

#[tokio::test]
async fn many_rows_are_all_loaded() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let rows: Vec<LoadPerson> = (0..1_203)
            .map(|n| {
                let card = named(&format!("First{n}"), "Last").with(FieldKey::Email1, &format!("p{n}@x.de"));
                person(Some(&n.to_string()), card, Some(&format!("Company {}", n % 40)))
            })
            .collect();
        let loaded = house.db.load_persons(&house.admin, &rows, &CREATE, NOW).await.unwrap();
        assert!(loaded.iter().all(|loaded| word(loaded) == "created") && loaded.len() == 1_203);
        assert!(load(&house, &rows, CREATE).await.iter().all(|word| *word == "unchanged"));
    }
}

/// Prints how long 100,000 rows take: `cargo nextest run -p store --release --run-ignored only --no-capture`.
#[tokio::test]
#[ignore = "prints times, proves nothing"]
async fn how_long_a_large_load_takes() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let rows: Vec<LoadPerson> = (0..100_000)
            .map(|n| {
                let card = named(&format!("First{n}"), &format!("Last{}", n % 5_000))
                    .with(FieldKey::Email1, &format!("p{n}@x.de"))
                    .with(FieldKey::MobilePhone, &format!("0171 {:07}", n))
                    .with(FieldKey::BusinessPhone, &format!("030 {:07}", n))
                    .with(FieldKey::BusinessCity, "Berlin");
                person(Some(&n.to_string()), card, Some(&format!("Company {}", n % 5_000)))
            })
            .collect();
        for round in ["new", "again"] {
            let began = std::time::Instant::now();
            for part in rows.chunks(10_000) {
                house.db.load_persons(&house.admin, part, &CREATE, NOW).await.unwrap();
            }
            println!("{round}: {:?}", began.elapsed());
        }
    }
}
