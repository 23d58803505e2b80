//! Duplicates: told while typing, taken stock of, said not to be the same; and the switch.

use std::time::Duration;

use axum::http::StatusCode;
use contacts::{Card, FieldKey, PersonId};
use store::{NewPerson, Viewer};

use super::browser::{Browser, Got};
use crate::bed::{Bed, Who};

const NOW: i64 = 1_700_000_000_500_000;

async fn person(bed: &Bed, card: Card) -> PersonId {
    let new = NewPerson::new(bed.partner, card);
    bed.store.create_person(&Viewer::program(), &new, NOW).await.unwrap().record.person.id
}

fn mueller() -> Card {
    Card::new()
        .with(FieldKey::FirstName, "Jörg")
        .with(FieldKey::LastName, "Müller")
        .with(FieldKey::BusinessPhone, "030 7654321")
}

/// Goes on taking stock beside the page, until it is taken; looks.
async fn taken(bed: &Bed, browser: &Browser) -> Got {
    let root = Viewer::program();
    loop {
        let taking = bed.store.stock_taking(&root).await.unwrap().unwrap();
        if taking.ended.is_some() {
            return browser.get("/duplicates").await;
        }
        bed.store.go_on_taking_stock(taking, NOW).await.unwrap();
    }
}

#[tokio::test]
async fn possible_duplicates_are_told_of_with_their_reasons_while_typing() {
    let bed = Bed::new().await;
    person(&bed, mueller()).await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let partner = bed.partner.to_string();
    let typed = [
        ("business_partner", &*partner),
        ("first_name", "Joerg"),
        ("last_name", "Mueller"),
        ("business_phone", "+49 30 7654321"),
    ];
    let told = browser.post_part("/contact-persons/duplicates", "duplicates", &typed).await.html;
    assert!(told.contains("possibly the same") && told.contains("Jörg Müller"), "{told}");
    assert!(told.contains("Same last name (Mueller / Müller)"), "{told}");
    assert!(told.contains("Same phone number (+49307654321)"), "{told}");
    assert!(!told.contains("certainly"), "{told}");
    let asked = browser.post("/contact-persons/new", &typed).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.html.contains("name=\"anyway\"") && asked.html.contains("Jörg Müller"));
    let yes = [typed[0], typed[1], typed[2], typed[3], ("anyway", "yes")];
    assert_eq!(browser.post("/contact-persons/new", &yes).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_edit_asks_once_when_it_makes_somebody_the_same_and_not_when_they_were_before() {
    let bed = Bed::new().await;
    let other = person(&bed, Card::new().with(FieldKey::LastName, "Anders")).await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/contact-persons/{other}/edit");
    let partner = bed.partner.to_string();
    let form = |mail, anyway| {
        [("business_partner", partner.clone()), ("business_partner_text", "Kunde GmbH".into())]
            .into_iter()
            .chain([("last_name", "Anders".to_owned()), ("email_1", String::from(mail))])
            .chain([("anyway", String::from(anyway))])
            .collect::<Vec<(&str, String)>>()
    };
    let post = async |mail, anyway| {
        let values = form(mail, anyway);
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post(&path, &values).await
    };
    let asked = post("ada@kunde.example", "").await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.html);
    assert!(asked.html.contains("Save all the same") && asked.html.contains("Ada König"));
    assert_eq!(post("ada@kunde.example", "yes").await.status, StatusCode::SEE_OTHER);
    assert_eq!(post("ADA@kunde.example", "").await.status, StatusCode::SEE_OTHER, "that is known by now");
}

#[tokio::test]
async fn stock_is_taken_shown_with_rights_and_who_is_not_the_same_is_remembered_and_taken_back() {
    let bed = Bed::new().await;
    let (one, other) = (person(&bed, mueller()).await, person(&bed, mueller()).await);
    let reader = Browser::signed_in(&bed, Who::Reader).await;
    assert_eq!(reader.post("/duplicates", &[]).await.status, StatusCode::FORBIDDEN);
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    assert!(browser.get("/duplicates").await.html.contains("Nobody has looked"));
    assert_eq!(browser.post("/duplicates", &[]).await.leads_to(), "/duplicates");
    let got = taken(&bed, &browser).await.html;
    assert!(got.contains(&format!("/contact-persons/{one}")) && got.contains("Same phone number"), "{got}");
    assert!(!reader.get("/duplicates").await.html.contains("/duplicates/not-the-same\"><input"));

    let pair = [("one", one.to_string()), ("other", other.to_string()), ("after", "0".into())];
    let pair: Vec<(&str, &str)> = pair.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(reader.post("/duplicates/not-the-same", &pair).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.post("/duplicates/not-the-same", &pair).await.leads_to(), "/duplicates?after=0");
    assert!(browser.get("/duplicates").await.html.contains("No duplicates"));
    assert!(browser.get("/duplicates/not-the-same").await.html.contains("May be the same"));
    let back = format!("/duplicates/perhaps-the-same?one={one}&other={other}");
    assert_eq!(browser.post(&back, &[]).await.leads_to(), "/duplicates");
    assert!(browser.get("/duplicates").await.html.contains("Same phone number"));
    let nobody = [("one", "x"), ("other", "y")];
    assert_eq!(browser.post("/duplicates/not-the-same", &nobody).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn stock_is_taken_behind_whoever_asked_for_it() {
    let bed = Bed::new().await;
    person(&bed, mueller()).await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    browser.post("/duplicates", &[]).await;
    let ended = async {
        let root = Viewer::program();
        while bed.store.stock_taking(&root).await.unwrap().unwrap().ended.is_none() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ended).await.unwrap();
    assert!(browser.get("/duplicates").await.html.contains("Looked through"));
}

#[tokio::test]
async fn the_switch_is_for_administrators_and_says_how_many_it_concerns() {
    let bed = Bed::new().await;
    let shared = |first| {
        Card::new()
            .with(FieldKey::FirstName, first)
            .with(FieldKey::LastName, "P")
            .with(FieldKey::Email1, "p@praxis.de")
    };
    person(&bed, shared("Anna")).await;
    person(&bed, shared("Bernd")).await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    assert_eq!(owner.get("/duplicates/settings").await.status, StatusCode::FORBIDDEN);
    let yes = [("possible_only", "yes")];
    assert_eq!(owner.post("/duplicates/settings", &yes).await.status, StatusCode::FORBIDDEN);
    let browser = Browser::signed_in(&bed, Who::Administrator).await;
    let shown = browser.get("/duplicates/settings").await.html;
    assert!(shown.contains("concerns 2 contact persons"), "{shown}");
    assert!(browser.get("/replication-settings").await.html.contains("/duplicates/settings"));
    browser.post("/duplicates/settings", &yes).await;
    assert!(bed.store.read_shared_keys(&Viewer::program()).await.unwrap().possible_only);
    browser.post("/duplicates/settings", &[]).await;
    assert!(!bed.store.read_shared_keys(&Viewer::program()).await.unwrap().possible_only);
}
