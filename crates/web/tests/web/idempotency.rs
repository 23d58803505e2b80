//! The same request again: done once, answered alike.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value as Json, json};

use crate::bed::{Answer, Bed, Who};

async fn post(bed: &Bed, who: Who, path: &str, key: &str, body: &Json) -> Answer {
    let request =
        Request::post(path).header("content-type", "application/json").header("idempotency-key", key);
    bed.send(who, request, Body::from(body.to_string())).await
}

async fn named(bed: &Bed, name: &str) -> usize {
    let found = bed.get(Who::Administrator, &format!("/api/v1/contact-persons?q={name}")).await;
    found.json["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_create_sent_twice_makes_one_person_and_two_equal_answers() {
    let bed = Bed::new().await;
    let body = bed.new_person("Zweimal");
    let first = post(&bed, Who::Owner, "/api/v1/contact-persons", "key-1", &body).await;
    let again = post(&bed, Who::Owner, "/api/v1/contact-persons", "key-1", &body).await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!((again.status, &again.json), (first.status, &first.json));
    for header in ["location", "etag"] {
        assert!(!first.header(header).is_empty());
        assert_eq!(again.header(header), first.header(header));
    }
    assert_eq!(named(&bed, "Zweimal").await, 1);
    let partner = json!({ "fields": { "name": "Zweimal AG" } });
    let first = post(&bed, Who::Owner, "/api/v1/business-partners", "key-2", &partner).await;
    let again = post(&bed, Who::Owner, "/api/v1/business-partners", "key-2", &partner).await;
    assert_eq!(again.json["id"], first.json["id"]);
}

#[tokio::test]
async fn a_key_used_for_another_request_is_refused_and_nothing_is_done() {
    let bed = Bed::new().await;
    post(&bed, Who::Owner, "/api/v1/contact-persons", "key", &bed.new_person("Erste")).await;
    let other = post(&bed, Who::Owner, "/api/v1/contact-persons", "key", &bed.new_person("Andere")).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", other.json);
    assert_eq!(named(&bed, "Andere").await, 0);
    let partner = json!({ "fields": { "name": "Andere AG" } });
    let elsewhere = post(&bed, Who::Owner, "/api/v1/business-partners", "key", &partner).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_key_belongs_to_its_user_alone() {
    let bed = Bed::new().await;
    let body = bed.new_person("Eigene");
    let first = post(&bed, Who::Owner, "/api/v1/contact-persons", "key", &body).await;
    let other = post(&bed, Who::Administrator, "/api/v1/contact-persons", "key", &body).await;
    assert_eq!(other.status, StatusCode::CREATED);
    assert_ne!(other.json["id"], first.json["id"]);
}

#[tokio::test]
async fn a_refused_request_frees_its_key() {
    let bed = Bed::new().await;
    let taken =
        json!({ "business_partner": bed.partner, "external_id": "X1", "fields": { "last_name": "Eins" } });
    bed.json(Who::Owner, axum::http::Method::POST, "/api/v1/contact-persons", &taken).await;
    let refused = post(&bed, Who::Owner, "/api/v1/contact-persons", "key", &taken).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mended = post(&bed, Who::Owner, "/api/v1/contact-persons", "key", &bed.new_person("Zwei")).await;
    assert_eq!(mended.status, StatusCode::CREATED, "{}", mended.json);
}

#[tokio::test]
async fn two_at_once_with_one_key_make_one_person() {
    let bed = Bed::new().await;
    let body = bed.new_person("Zugleich");
    let path = "/api/v1/contact-persons";
    let (a, b, c) = tokio::join!(
        post(&bed, Who::Owner, path, "key", &body),
        post(&bed, Who::Owner, path, "key", &body),
        post(&bed, Who::Owner, path, "key", &body),
    );
    for answer in [&a, &b, &c] {
        let fine = [StatusCode::CREATED, StatusCode::SERVICE_UNAVAILABLE].contains(&answer.status);
        assert!(fine, "{} {}", answer.status, answer.json);
    }
    assert_eq!(named(&bed, "Zugleich").await, 1);
}

#[tokio::test]
async fn an_export_sent_twice_is_one_run() {
    let bed = Bed::new().await;
    let body = json!({ "mailbox": bed.mailbox, "contact_persons": [bed.person] });
    let first = post(&bed, Who::Owner, "/api/v1/exports", "key", &body).await;
    let again = post(&bed, Who::Owner, "/api/v1/exports", "key", &body).await;
    assert_eq!(first.status, StatusCode::ACCEPTED);
    assert_eq!(
        (again.json["id"].clone(), again.header("location")),
        (first.json["id"].clone(), first.header("location"))
    );
    let other = json!({ "mailbox": bed.mailbox, "contact_persons": [] });
    let other = post(&bed, Who::Owner, "/api/v1/exports", "key", &other).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let bed = Bed::new().await;
    let before = bed.everything().await;
    for key in ["", "with blank", "ä", &"x".repeat(201)] {
        let answer = post(&bed, Who::Owner, "/api/v1/contact-persons", key, &bed.new_person("Nie")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{key}");
    }
    assert_eq!(bed.everything().await, before);
}

#[tokio::test]
async fn an_answer_is_not_given_again_to_somebody_who_lost_the_right() {
    let bed = Bed::new().await;
    let all = store::Viewer::program();
    let secret = bed.store.add_team(&all, "Secret", 1_700_000_000_000_000).await.unwrap().id;
    let body = bed.new_person("Verloren");
    let first = post(&bed, Who::Owner, "/api/v1/contact-persons", "key", &body).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let id: contacts::PersonId = first.json["id"].as_str().unwrap().parse().unwrap();
    let away = store::PersonPatch {
        team: Some(Some(secret)),
        employee_in_charge: Some(None),
        ..store::PersonPatch::default()
    };
    bed.store.change_person(&all, id, &away, None, 1_700_000_000_000_100).await.unwrap();
    let again = post(&bed, Who::Owner, "/api/v1/contact-persons", "key", &body).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "{}", again.json);
    assert!(!again.json.to_string().contains("Verloren"));
    assert_eq!(named(&bed, "Verloren").await, 1, "nothing was done again");
}
