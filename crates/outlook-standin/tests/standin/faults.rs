//! Faults on demand.

use reqwest::Method;
use serde_json::json;

use crate::bed::{ALICE, Bed, send};

#[tokio::test]
async fn a_lost_request_has_no_effect_and_a_lost_answer_has_one() {
    let bed = Bed::new().await;
    let create = || bed.request(Method::POST, "/me/contacts").json(&json!({"givenName": "A"})).send();
    bed.fault(json!({"kind": "create", "times": 1, "effect": {"type": "lost_request"}})).await;
    assert!(create().await.is_err());
    assert!(bed.standin.snapshot(ALICE).is_empty());
    bed.fault(json!({"kind": "create", "times": 1, "effect": {"type": "lost_answer"}})).await;
    assert!(create().await.is_err());
    assert_eq!(bed.standin.snapshot(ALICE).len(), 1);
    assert_eq!(create().await.unwrap().status(), 201);
}

#[tokio::test]
async fn a_429_carries_the_retry_after_it_is_told_to_or_none() {
    let bed = Bed::new().await;
    for text in ["2.128", "soon", "0"] {
        bed.fault(json!({"times": 1, "effect": {"type": "throttle", "retry_after": text}})).await;
        let got = bed.get("/me/contacts").await;
        assert_eq!((got.status, got.header("retry-after")), (429, Some(text)));
    }
    bed.fault(json!({"times": 1, "effect": {"type": "throttle"}})).await;
    assert_eq!(bed.get("/me/contacts").await.header("retry-after"), None);
    bed.fault(json!({"times": 1, "effect": {"type": "throttle", "after_effect": true}})).await;
    assert_eq!(bed.post("/me/contacts", json!({"givenName": "A"})).await.status, 429);
    assert_eq!(bed.standin.snapshot(ALICE).len(), 1);
}

#[tokio::test]
async fn server_errors_come_with_and_without_a_body() {
    let bed = Bed::new().await;
    bed.fault(
        json!({"times": 1, "effect": {"type": "status", "status": 503, "empty": true, "retry_after": "3"}}),
    )
    .await;
    let got = bed.get("/me/contacts").await;
    assert_eq!((got.status, got.bytes.len(), got.header("content-type")), (503, 0, None));
    assert_eq!(got.header("retry-after"), Some("3"));
    bed.fault(json!({"times": 1, "effect": {"type": "status", "status": 500}})).await;
    assert_eq!(bed.get("/me/contacts").await.code(), "ErrorInternalServerError");
    bed.fault(json!({"kind": "delta", "times": 1, "effect": {"type": "status", "status": 410}})).await;
    assert_eq!(bed.get("/me/contacts").await.status, 200, "another kind is spared");
    assert_eq!(bed.get("/me/contacts/delta").await.code(), "SyncStateNotFound");
}

#[tokio::test]
async fn a_cut_answer_ends_in_the_middle_of_its_body() {
    let bed = Bed::new().await;
    let _ = bed.contact("A").await;
    bed.fault(json!({"kind": "list", "times": 1, "effect": {"type": "cut"}})).await;
    let response = bed.request(Method::GET, "/me/contacts").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
    assert_eq!(bed.get("/me/contacts").await.status, 200);
}

#[tokio::test]
async fn a_slow_request_is_performed_all_the_same() {
    let bed = Bed::new().await;
    bed.fault(json!({"times": 1, "effect": {"type": "slow", "milliseconds": 30}})).await;
    let started = std::time::Instant::now();
    assert_eq!(bed.get("/me/contacts").await.status, 200);
    assert!(started.elapsed() >= std::time::Duration::from_millis(30));
}

#[tokio::test]
async fn faults_are_narrowed_listed_and_removed() {
    let bed = Bed::new().await;
    bed.fault(json!({"method": "GET", "path": "contacts\\?\\$top=3$", "skip": 1, "effect": {"type": "status", "status": 502}})).await;
    assert_eq!(bed.get("/me/contacts?$top=3").await.status, 200);
    assert_eq!(bed.get("/me/contacts?$top=3").await.status, 502);
    assert_eq!(bed.get("/me/contacts").await.status, 200);
    let listed = bed.admin(Method::GET, "/faults", json!(null)).await;
    assert_eq!((&listed.json[0]["struck"], &listed.json[0]["effect"]["type"]), (&json!(1), &json!("status")));
    let id = listed.json[0]["id"].as_u64().unwrap();
    assert_eq!(bed.admin(Method::DELETE, &format!("/faults/{id}"), json!(null)).await.status, 204);
    assert_eq!(bed.get("/me/contacts?$top=3").await.status, 200);
    for wrong in [
        json!({}),
        json!({"effect": {"type": "fire"}}),
        json!({"path": "(", "effect": {"type": "cut"}}),
        json!({"probability": 2, "effect": {"type": "cut"}}),
    ] {
        assert_eq!(bed.admin(Method::POST, "/faults", wrong.clone()).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn chances_follow_their_seed() {
    let mut sequences = Vec::new();
    for _ in 0..2 {
        let bed = Bed::new().await;
        bed.fault(json!({"probability": 0.5, "seed": 42, "effect": {"type": "status", "status": 503}})).await;
        let mut sequence = Vec::new();
        for _ in 0..20 {
            sequence.push(bed.get("/me/contacts").await.status);
        }
        sequences.push(sequence);
    }
    assert_eq!(sequences[0], sequences[1]);
    assert!(sequences[0].contains(&503) && sequences[0].contains(&200));
}

#[tokio::test]
async fn a_fault_after_the_effect_answers_an_error_although_it_was_done() {
    let bed = Bed::new().await;
    bed.fault(json!({"kind": "create", "times": 1, "effect": {"type": "status", "status": 504, "after_effect": true, "empty": true}})).await;
    let got = send(bed.request(Method::POST, "/me/contacts").json(&json!({"givenName": "A"}))).await;
    assert_eq!((got.status, bed.standin.snapshot(ALICE).len()), (504, 1));
}
