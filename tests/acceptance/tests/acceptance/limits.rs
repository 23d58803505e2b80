//! The brake, and an export of a thousand.

use std::collections::HashMap;

use acceptance::desk::text;
use acceptance::{House, samples};
use contacts::{FieldKey, PersonId};
use engine::CycleError;
use outlook_standin::{Quirks, StoredContact};
use store::{
    EndState, ExportMode, ExportRequest, LoadOptions, LoadPerson, MailboxState, Paging, RunCounts, RunState,
    Selection,
};

use crate::bed::{at_rest, position};

/// Loads persons as a file would be and returns them.
async fn loaded(house: &House, count: usize) -> Vec<PersonId> {
    let row = |n: usize| LoadPerson {
        line: n as u64 + 2,
        external_id: Some(format!("p-{n}")),
        card: samples::person(n),
        ..LoadPerson::default()
    };
    let rows: Vec<LoadPerson> = (0..count).map(row).collect();
    let options = LoadOptions { partner: Some(house.acme), ..LoadOptions::default() };
    let loaded = house.db.load_persons(&house.root, &rows, &options, house.now()).await.unwrap();
    loaded.iter().map(|one| one.id().unwrap()).collect()
}

fn export(house: &House, persons: Vec<PersonId>) -> ExportRequest {
    ExportRequest {
        mailbox: house.anna.mailbox,
        persons: Selection::Ids(persons),
        mode: ExportMode::NewAndChanged,
        taken_off: vec![],
        withdraw_taken_off: false,
        photos: true,
    }
}

#[tokio::test]
async fn the_brake_stops_a_cycle_that_would_end_too_much_until_a_person_releases_it() {
    let house = House::with(Quirks::default()).await;
    let persons = loaded(&house, 30).await;
    let request = export(&house, persons.clone());
    house.db.start_export(&house.anna.viewer, &request, None, house.now()).await.unwrap();
    house.settle(&house.anna).await;
    let contacts = house.anna.contacts();
    for contact in &contacts[..21] {
        house.anna.outlook.delete(&contact.id).unwrap();
    }
    let stopped = house.cycle(&house.anna).await;
    assert!(matches!(stopped, Err(CycleError::Braked { ending: 21, links: 30 })), "{stopped:?}");
    let view = house.mailbox(house.anna.mailbox).await;
    assert_eq!((view.state, view.health.brake), (MailboxState::Braked, Some((21, 30))));
    assert_eq!(view.health.links, 30, "nothing has ended");
    house.next_day();
    let still = house.cycle(&house.anna).await;
    assert!(matches!(still, Err(CycleError::NotActive(_))), "{still:?}");
    house.db.release_brake(&house.anna.viewer, house.anna.mailbox, house.now()).await.unwrap();
    house.settle(&house.anna).await;
    let view = house.mailbox(house.anna.mailbox).await;
    assert_eq!((view.state, view.health.links, view.health.brake), (MailboxState::Active, 9, None));
    assert_eq!(house.anna.contacts().len(), 9);
    for person in &persons {
        assert!(house.read(*person).await.person.deleted.is_none());
    }
}

#[tokio::test]
async fn an_export_of_a_thousand_counts_honestly_and_the_next_cycle_asks_one_question() {
    let house = House::with(Quirks::default()).await;
    let persons = loaded(&house, 1_000).await;
    // One equal contact is there already, one lies there twice, and one person goes to the bin meanwhile.
    let typed = |n: usize| {
        serde_json::json!({"givenName": "Ada", "surname": format!("King {n:05}"),
        "emailAddresses": [{"address": format!("ada{n}@example.com")}]})
    };
    for n in [0, 1, 1] {
        house.anna.type_in(typed(n));
    }
    house.settle(&house.anna).await;
    house.db.delete_person(&house.root, persons[2], None, house.now()).await.unwrap();
    let request = export(&house, persons.clone());
    let plan = house.db.plan_export(&house.anna.viewer, &request).await.unwrap().counts;
    assert_eq!((plan.create, plan.link, plan.choose, plan.not_possible), (997, 1, 1, 1));
    let viewer = &house.anna.viewer;
    let run = house.db.start_export(viewer, &request, None, house.now()).await.unwrap();
    house.settle(&house.anna).await;
    let shown = house.db.read_run(viewer, run).await.unwrap();
    let expected = RunCounts { total: 1_000, created: 997, linked: 1, failed: 2, ..RunCounts::default() };
    assert_eq!((shown.state, shown.counts), (RunState::Done, expected));
    let failed =
        house.db.list_run_items(viewer, run, Some(EndState::Failed), &Paging::first(10)).await.unwrap();
    assert!(failed.items.iter().all(|item| item.reason.is_some()), "each says why");
    let contacts = house.anna.contacts();
    let stamped = contacts.iter().filter(|contact| acceptance::desk::stamp(contact).is_some()).count();
    assert_eq!((contacts.len(), stamped), (997 + 3, 998), "as counted in the mailbox");
    at_rest(&house, &house.anna).await;
    one_percent_travels(&house, &persons).await;
}

async fn one_percent_travels(house: &House, persons: &[PersonId]) {
    for (n, person) in persons.iter().enumerate().skip(100).take(10) {
        house.change(*person, FieldKey::JobTitle, &format!("Position {n}")).await;
    }
    let contacts = by_name(house);
    for n in 200..210 {
        house.anna.edit(&contacts[&last_name(n)].id, "jobTitle", &format!("Position {n}"));
    }
    house.standin.clear_counts();
    house.settle(&house.anna).await;
    let counts = house.standin.counts();
    assert!(counts.requests <= 12, "in proportion to the changes: {:?}", counts.by_kind);
    let contacts = by_name(house);
    for n in (100..110).chain(200..210) {
        let expected = format!("Position {n}");
        assert_eq!(text(&contacts[&last_name(n)], "jobTitle"), expected);
        assert_eq!(position(house, persons[n]).await, expected);
    }
    at_rest(house, &house.anna).await;
}

fn last_name(n: usize) -> String {
    format!("King {n:05}")
}

fn by_name(house: &House) -> HashMap<String, StoredContact> {
    let contacts = house.anna.contacts().into_iter();
    contacts.map(|contact| (text(&contact, "surname").to_owned(), contact)).collect()
}
