//! Outlook at its worst: feeds that end in the middle, preconditions that are not kept, answers that are lost.

use acceptance::desk::text;
use acceptance::{House, houses, otherwise, samples};
use contacts::{FieldKey, PersonId};
use outlook_standin::{Effect, Fault, Quirks};
use store::HistoryKind;

use crate::bed::{at_rest, edit_position, position};

async fn many(house: &House, count: usize) -> Vec<PersonId> {
    let mut persons = Vec::new();
    for n in 0..count {
        let person = house.person_with(samples::person(n)).await;
        let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
        house.db.adopt(viewer, person, mailbox, None, house.now()).await.unwrap();
        persons.push(person);
    }
    house.settle(&house.anna).await;
    persons
}

#[tokio::test]
async fn a_feed_that_is_gone_in_the_middle_is_read_anew_and_no_edit_is_missed() {
    for quirks in [Quirks::default(), otherwise()] {
        let house = House::with(Quirks { delta_max_page_size: 5, ..quirks }).await;
        let persons = many(&house, 18).await;
        for n in 0..12 {
            edit_position(&house.anna, &format!("King {n:05}"), "Countess");
        }
        house.anna.outlook.delete(&house.anna.contact("King 00017").id).unwrap();
        let gone = Effect::Status {
            status: 410,
            code: Some("SyncStateNotFound".into()),
            message: None,
            empty: false,
            retry_after: None,
            after_effect: false,
        };
        house.standin.add_fault(Fault::new(gone).kind("delta").skip(1).times(1)).unwrap();
        house.settle(&house.anna).await;
        house.standin.clear_faults();
        for person in &persons[..12] {
            assert_eq!(position(&house, *person).await, "Countess");
        }
        assert_eq!(position(&house, persons[12]).await, "Engineer");
        assert_eq!(house.anna.contacts().len(), 17, "and the delete is noticed, nothing recreated");
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn an_edit_that_the_feed_does_not_tell_of_is_not_overwritten_even_when_if_match_is_ignored() {
    for house in houses().await {
        let person = house.linked("Racer").await;
        // A full mailbox refuses its change feed: the engine sends before it can know of the edits.
        house.admin(&house.anna, "full").await;
        edit_position(&house.anna, "Racer", "Countess");
        let id = house.anna.contact("Racer").id;
        house.anna.edit(&id, "department", "Outlook's");
        house.change(person, FieldKey::Office, "Room 7").await;
        house.change(person, FieldKey::Department, "The CRM's").await;
        house.settle(&house.anna).await;
        let contact = house.anna.contact("Racer");
        assert_eq!(position(&house, person).await, "Countess", "{}", house.name);
        assert_eq!((text(&contact, "jobTitle"), text(&contact, "officeLocation")), ("Countess", "Room 7"));
        assert_eq!(text(&contact, "department"), "The CRM's", "{}: the policy decides", house.name);
        let history = house.history(person).await;
        let conflict = history.iter().find(|entry| entry.kind == HistoryKind::Conflict).expect("a conflict");
        assert_eq!(conflict.before, Some("Outlook's".into()), "{}: and the loser is kept", house.name);
    }
}

#[tokio::test]
async fn lost_answers_to_creates_make_nobody_twice() {
    for house in houses().await {
        house.settle(&house.anna).await;
        house.standin.add_fault(Fault::new(Effect::LostAnswer).kind("create").times(7)).unwrap();
        house.standin.add_fault(Fault::new(Effect::LostRequest).kind("create").times(3)).unwrap();
        let persons = many(&house, 15).await;
        assert_eq!(house.anna.contacts().len(), persons.len(), "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

#[tokio::test]
async fn false_removals_and_double_entries_in_the_feed_change_nothing() {
    for house in houses().await {
        let persons = many(&house, 10).await;
        edit_position(&house.anna, "King 00003", "Countess");
        let noise = Effect::DeltaNoise { duplicate: true, shuffle: true, false_removals: 4 };
        house.standin.add_fault(Fault::new(noise).kind("delta").times(1)).unwrap();
        house.settle(&house.anna).await;
        assert_eq!(house.mailbox(house.anna.mailbox).await.health.links, 10, "{}", house.name);
        assert_eq!(position(&house, persons[3]).await, "Countess", "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}
