//! Names and times: what is made from its parts, and which of two edits was the last.

use acceptance::desk::text;
use acceptance::{House, houses};
use contacts::{Card, FieldKey};
use replication::{ConflictPolicy, Rules};
use serde_json::json;
use std::time::Duration;

use crate::bed::at_rest;

#[tokio::test]
async fn a_last_name_edited_in_outlook_alone_takes_the_whole_name_with_it_everywhere() {
    for house in houses().await {
        let person = house.linked("King").await;
        house.adopted(&house.ben, person).await;
        let id = house.anna.contact("King").id;
        let url = format!("{}/v1.0/me/contacts/{id}", house.address);
        let token = house.db.connection(house.anna.mailbox).await.unwrap().token;
        // A program that changes one property and leaves the names made from it as they are.
        let request =
            reqwest::Client::new().patch(url).bearer_auth(token).json_body(&json!({ "surname": "Lovelace" }));
        assert!(request.send().await.unwrap().status().is_success(), "{}", house.name);
        house.settle_both().await;
        for desk in [&house.anna, &house.ben] {
            let contact = desk.contact("Lovelace");
            let names = (text(&contact, "displayName"), text(&contact, "fileAs"));
            assert_eq!(names, ("Ada Lovelace", "Lovelace, Ada"), "{}", house.name);
        }
        let card = house.read(person).await.card;
        let typed = (card.text(FieldKey::FullName), card.text(FieldKey::FileAs));
        assert_eq!(typed, ("", ""), "{}: nobody typed them", house.name);
        house.change(person, FieldKey::LastName, "Byron").await;
        house.settle_both().await;
        assert_eq!(text(&house.anna.contact("Byron"), "fileAs"), "Byron, Ada", "{}", house.name);
        at_rest(&house, &house.anna).await;
    }
}

trait Body {
    fn json_body(self, body: &serde_json::Value) -> Self;
}

impl Body for reqwest::RequestBuilder {
    fn json_body(self, body: &serde_json::Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }
}

async fn newest(house: &House) {
    let rules = Rules { conflict: ConflictPolicy::Newest, ..Rules::default() };
    house.db.change_rules(&house.root, &rules, house.now()).await.unwrap();
}

#[tokio::test]
async fn the_newest_edit_of_a_field_stands_whatever_else_was_edited_since() {
    for house in houses().await {
        newest(&house).await;
        let card = Card::new().with(FieldKey::LastName, "Late").with(FieldKey::JobTitle, "base");
        let person = house.person_with(card.with(FieldKey::Department, "base")).await;
        house.adopted(&house.anna, person).await;
        let later = || house.pass(Duration::from_secs(600));
        later();
        house.change(person, FieldKey::JobTitle, "crm, older").await;
        later();
        let id = house.anna.contact("Late").id;
        house.anna.edit(&id, "jobTitle", "outlook, newer");
        house.anna.edit(&id, "department", "outlook, older");
        later();
        house.change(person, FieldKey::Department, "crm, newer").await;
        house.settle(&house.anna).await;
        let title = house.field(person, FieldKey::JobTitle).await;
        let department = house.field(person, FieldKey::Department).await;
        let expected = ("outlook, newer", "crm, newer");
        assert_eq!((title.as_str(), department.as_str()), expected, "{}", house.name);
        let contact = house.anna.contact("Late");
        assert_eq!((text(&contact, "jobTitle"), text(&contact, "department")), expected, "{}", house.name);
    }
}
