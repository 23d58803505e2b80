//! A person in the mailboxes of two employees.

use acceptance::desk::text;
use acceptance::{House, houses, pictures};
use contacts::{FieldKey, PersonId};
use replication::Ended;
use store::{HistoryKind, SwitchState};

use crate::bed::{at_rest, edit_position, ended, position};

async fn in_both(house: &House, last: &str) -> PersonId {
    let person = house.linked(last).await;
    house.adopted(&house.ben, person).await;
    person
}

#[tokio::test]
async fn an_edit_in_one_mailbox_reaches_the_crm_and_the_other_mailbox() {
    for house in houses().await {
        let person = in_both(&house, "Shared").await;
        edit_position(&house.anna, "Shared", "Countess");
        house.anna.outlook.set_photo(&house.anna.contact("Shared").id, pictures::portrait(90)).unwrap();
        house.settle_both().await;
        assert_eq!(position(&house, person).await, "Countess", "{}", house.name);
        let contact = house.ben.contact("Shared");
        assert_eq!(text(&contact, "jobTitle"), "Countess", "{}", house.name);
        assert!(contact.photo.is_some(), "{}: its photo too", house.name);
        at_rest(&house, &house.anna).await;
        at_rest(&house, &house.ben).await;
    }
}

#[tokio::test]
async fn different_edits_of_one_field_end_in_one_value_everywhere_and_the_loser_is_in_the_history() {
    for house in houses().await {
        let person = in_both(&house, "Shared").await;
        edit_position(&house.anna, "Shared", "Countess");
        edit_position(&house.ben, "Shared", "Duchess");
        house.settle_both().await;
        let value = position(&house, person).await;
        for desk in [&house.anna, &house.ben] {
            assert_eq!(text(&desk.contact("Shared"), "jobTitle"), value, "{}", house.name);
        }
        let loser = if value == "Countess" { "Duchess" } else { "Countess" };
        let kept = house.history(person).await;
        let conflict = kept.iter().find(|entry| entry.kind == HistoryKind::Conflict).expect("a conflict");
        assert_eq!(conflict.before, Some(loser.into()), "{}", house.name);
    }
}

#[tokio::test]
async fn deleting_in_one_mailbox_leaves_the_other_untouched() {
    for house in houses().await {
        let person = in_both(&house, "Shared").await;
        house.anna.outlook.delete(&house.anna.contact("Shared").id).unwrap();
        house.settle_both().await;
        assert_eq!(ended(house.switch(&house.anna, person).await), Some(Ended::OutlookDelete));
        assert_eq!(house.switch(&house.ben, person).await, SwitchState::Replicated);
        house.change(person, FieldKey::JobTitle, "Countess").await;
        house.settle_both().await;
        assert_eq!(text(&house.ben.contact("Shared"), "jobTitle"), "Countess", "{}", house.name);
        assert_eq!(house.anna.contacts(), [], "{}", house.name);
    }
}
