//! The service's limits, on a clock that tests move.

use outlook_standin::Limits;
use reqwest::Method;
use serde_json::json;

use crate::bed::{Bed, send};

#[tokio::test]
async fn the_fifth_request_in_flight_is_refused() {
    let bed = Bed::new().await;
    bed.standin.set_limits(Limits { latency_ms: 400, ..Limits::default() });
    let requests = (0..8).map(|_| send(bed.request(Method::GET, "/me/contacts")));
    let statuses: Vec<u16> =
        futures::future::join_all(requests).await.into_iter().map(|got| got.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 4, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 4);
    let got = bed.admin(Method::GET, "/mailboxes/alice@example.com", json!(null)).await;
    assert!(got.json["most_in_flight"].as_u64().unwrap() > 4);
}

#[tokio::test]
async fn another_mailbox_has_limits_of_its_own() {
    let bed = Bed::new().await;
    bed.admin(Method::PATCH, "/throttle", json!({"requests": 1})).await;
    assert_eq!(bed.get("/me/contacts").await.status, 200);
    assert_eq!(bed.get("/me/contacts").await.status, 429);
    let bobs = bed.standin.tokens()[1].1.clone();
    let got = send(bed.client.get(format!("{}/v1.0/me/contacts", bed.origin)).bearer_auth(bobs)).await;
    assert_eq!(got.status, 200);
}

#[tokio::test]
async fn ten_thousand_requests_in_ten_minutes_and_then_the_clock_has_to_move() {
    let bed = Bed::new().await;
    assert_eq!((bed.standin.limits().requests, bed.standin.limits().window_seconds), (10_000, 600));
    bed.admin(Method::POST, "/clock", json!({"freeze": true})).await;
    bed.admin(Method::PATCH, "/throttle", json!({"requests": 5})).await;
    for _ in 0..5 {
        assert_eq!(bed.get("/me/contacts").await.status, 200);
    }
    let got = bed.get("/me/contacts").await;
    assert_eq!(
        (got.status, got.code(), got.header("retry-after")),
        (429, "ApplicationThrottled", Some("600"))
    );
    assert!(got.json.pointer("/error/innerError").is_none());
    bed.admin(Method::POST, "/clock", json!({"advance_seconds": 599})).await;
    assert_eq!(bed.get("/me/contacts").await.header("retry-after"), Some("1"));
    bed.admin(Method::POST, "/clock", json!({"advance_seconds": 1})).await;
    assert_eq!(bed.get("/me/contacts").await.status, 200);
}

#[tokio::test]
async fn uploads_are_limited_by_their_bytes() {
    let bed = Bed::new().await;
    bed.admin(Method::PATCH, "/throttle", json!({"upload_bytes": 100})).await;
    let body = json!({"personalNotes": "x".repeat(60)});
    assert_eq!(bed.post("/me/contacts", body.clone()).await.status, 201);
    let got = bed.post("/me/contacts", body.clone()).await;
    assert_eq!(got.status, 429);
    assert!(got.header("retry-after").is_some());
    bed.standin.advance(std::time::Duration::from_secs(301));
    assert_eq!(bed.post("/me/contacts", body).await.status, 201);
}

#[tokio::test]
async fn limits_can_be_switched_off() {
    let bed = Bed::new().await;
    bed.admin(Method::PATCH, "/throttle", json!({"requests": 1, "enabled": false})).await;
    for _ in 0..3 {
        assert_eq!(bed.get("/me/contacts").await.status, 200);
    }
    let wrong = bed.admin(Method::PATCH, "/throttle", json!({"reqests": 1})).await;
    assert_eq!(wrong.status, 400);
}
