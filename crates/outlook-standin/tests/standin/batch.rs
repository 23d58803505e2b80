//! `$batch` and its quirks.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use outlook_standin::Quirks;
use reqwest::Method;
use serde_json::{Value, json};

use crate::bed::{ALICE, Bed, immutable, jpeg, send};

/// Sends a batch and returns the answers by the ids of their requests.
async fn batch(bed: &Bed, requests: Vec<Value>) -> BTreeMap<String, Value> {
    let got = bed.post("/$batch", json!({"requests": requests})).await;
    assert_eq!(got.status, 200, "{}", got.json);
    let responses = got.json["responses"].as_array().unwrap().iter();
    responses.map(|response| (response["id"].as_str().unwrap().to_owned(), response.clone())).collect()
}

fn create(id: &str, name: &str) -> Value {
    json!({
        "id": id, "method": "POST", "url": "/me/contacts",
        "headers": {"Content-Type": "application/json"}, "body": {"givenName": name},
    })
}

#[tokio::test]
async fn parts_are_performed_and_fail_alone() {
    let bed = Bed::new().await;
    let missing = bed.contact("A").await;
    let _ = bed.delete(&format!("/me/contacts/{missing}")).await;
    let parts = vec![
        create("1", "B"),
        json!({"id": "2", "method": "GET", "url": format!("/me/contacts/{missing}")}),
        json!({"id": "3", "method": "GET", "url": "me/contacts?$select=givenName"}),
        json!({"id": "4", "method": "DELETE", "url": "/me/contacts/nonsense"}),
    ];
    let answers = batch(&bed, parts).await;
    assert_eq!(answers["1"]["status"], 201);
    assert_eq!(answers["1"]["body"]["givenName"], "B");
    assert!(answers["1"]["headers"]["Content-Type"].as_str().unwrap().starts_with("application/json"));
    assert_eq!(answers["2"]["body"]["error"]["code"], "ErrorItemNotFound");
    assert_eq!(answers["3"]["status"], 200);
    assert_eq!(answers["4"]["status"], 400);
}

#[tokio::test]
async fn answers_come_in_another_order() {
    let bed = Bed::new().await;
    let parts: Vec<Value> = (0..5).map(|id| create(&id.to_string(), "A")).collect();
    let got = bed.post("/$batch", json!({"requests": parts})).await;
    let ids: Vec<_> =
        got.json["responses"].as_array().unwrap().iter().map(|part| part["id"].clone()).collect();
    assert_ne!(ids[0], "0");
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn envelopes_are_held_to_their_rules() {
    let bed = Bed::new().await;
    let many: Vec<Value> = (0..21).map(|id| create(&id.to_string(), "A")).collect();
    for requests in [
        json!(many),
        json!([]),
        json!([create("1", "A"), create("1", "B")]),
        json!([{"id": "1", "method": "GET"}]),
        json!([{"id": "1", "method": "GET", "url": "https://elsewhere.example/me"}]),
        json!([{"id": "1", "method": "GET", "url": "/me/contacts", "dependsOn": ["9"]}]),
        json!([{"id": "1", "method": "POST", "url": "/me/contacts", "body": {"givenName": "A"}}]),
    ] {
        assert_eq!(bed.post("/$batch", json!({"requests": requests})).await.status, 400, "{requests}");
    }
    assert!(bed.standin.snapshot(ALICE).is_empty());
    let all = batch(&bed, (0..20).map(|id| create(&id.to_string(), "A")).collect()).await;
    assert_eq!(all.values().filter(|answer| answer["status"] == 201).count(), 20);
}

#[tokio::test]
async fn a_part_whose_dependency_failed_is_not_performed() {
    let bed = Bed::new().await;
    let mut second = create("2", "A");
    second["dependsOn"] = json!(["1"]);
    let mut third = create("3", "B");
    third["dependsOn"] = json!(["2"]);
    let answers =
        batch(&bed, vec![json!({"id": "1", "method": "GET", "url": "/me/contacts/x"}), second, third]).await;
    assert_eq!((&answers["2"]["status"], &answers["3"]["status"]), (&json!(424), &json!(424)));
    assert!(bed.standin.snapshot(ALICE).is_empty());
}

#[tokio::test]
async fn a_chain_is_performed_in_its_order() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let patch = |number: usize| {
        let after: Vec<String> =
            number.checked_sub(1).into_iter().map(|before: usize| before.to_string()).collect();
        json!({
            "id": number.to_string(), "method": "PATCH", "url": format!("/me/contacts/{id}"), "dependsOn": after,
            "headers": {"Content-Type": "application/json"}, "body": {"surname": number.to_string()},
        })
    };
    let answers = batch(&bed, (0..10).rev().map(patch).collect()).await;
    assert!(answers.values().all(|answer| answer["status"] == 200));
    assert_eq!(bed.get(&format!("/me/contacts/{id}")).await.text("/surname"), "9");
}

#[tokio::test]
async fn binary_bodies_travel_as_base64_both_ways() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let (photo, url) = (jpeg(50, 16), format!("/me/contacts/{id}/photo/$value"));
    let put = json!({"id": "1", "method": "PUT", "url": url, "headers": {"Content-Type": "image/jpeg"}, "body": STANDARD.encode(&photo)});
    let get = json!({"id": "2", "method": "GET", "url": url, "dependsOn": ["1"]});
    let answers = batch(&bed, vec![put, get]).await;
    assert_eq!(answers["1"]["status"], 200);
    assert!(answers["1"]["body"].is_null());
    assert_eq!(answers["2"]["headers"]["Content-Type"], "image/jpeg");
    assert_eq!(STANDARD.decode(answers["2"]["body"].as_str().unwrap()).unwrap(), photo);
}

#[tokio::test]
async fn a_preference_on_the_envelope_does_not_reach_the_parts() {
    let bed = Bed::new().await;
    let mut with = create("2", "B");
    with["headers"]["Prefer"] = json!("IdType=\"ImmutableId\"");
    let body = json!({"requests": [create("1", "A"), with]});
    let got = send(immutable(bed.request(Method::POST, "/$batch").json(&body))).await;
    let length = |id: &str| {
        let part = got.json["responses"].as_array().unwrap().iter().find(|part| part["id"] == id).unwrap();
        part["body"]["id"].as_str().unwrap().len()
    };
    assert_eq!((length("1"), length("2")), (152, 72));
}

#[tokio::test]
async fn parts_reach_the_mailbox_four_at_a_time_and_more_would_be_throttled() {
    let bed = Bed::new().await;
    let parts = || (0..20).map(|id| create(&id.to_string(), "A")).collect::<Vec<_>>();
    let fine = batch(&bed, parts()).await;
    assert!(fine.values().all(|answer| answer["status"] == 201));
    bed.standin.set_quirks(Quirks { batch_parallel_parts: 20, ..Quirks::default() });
    let crowded = batch(&bed, parts()).await;
    let throttled: Vec<_> = crowded.values().filter(|answer| answer["status"] == 429).collect();
    assert_eq!(throttled.len(), 16);
    assert_eq!(throttled[0]["headers"]["Retry-After"], "1");
    assert_eq!(throttled[0]["body"]["error"]["code"], "ApplicationThrottled");
}

#[tokio::test]
async fn every_part_counts_against_the_window() {
    let bed = Bed::new().await;
    bed.admin(Method::PATCH, "/throttle", json!({"requests": 3})).await;
    let answers = batch(&bed, (0..5).map(|id| create(&id.to_string(), "A")).collect()).await;
    let statuses: Vec<_> = answers.values().map(|answer| answer["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 201, 201, 429, 429]);
    assert_eq!(bed.standin.snapshot(ALICE).len(), 3);
}

#[tokio::test]
async fn one_part_can_fail_alone_and_half_a_batch_can_be_lost() {
    let bed = Bed::new().await;
    bed.fault(json!({"part": 2, "times": 1, "effect": {"type": "status", "status": 503}})).await;
    bed.fault(json!({"part": 3, "times": 1, "effect": {"type": "lost_answer"}})).await;
    let answers = batch(&bed, (1..5).map(|id| create(&id.to_string(), &format!("N{id}"))).collect()).await;
    let statuses: Vec<_> = answers.values().map(|answer| answer["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 503, 504, 201]);
    assert_eq!(bed.standin.snapshot(ALICE).len(), 3, "the lost answer had its effect");
    bed.fault(json!({"kind": "batch", "times": 1, "effect": {"type": "half_batch", "parts": 2}})).await;
    let body = json!({"requests": [create("1", "A"), create("2", "B"), create("3", "C")]});
    let lost = bed.request(Method::POST, "/$batch").json(&body).send().await;
    assert!(lost.is_err());
    assert_eq!(bed.standin.snapshot(ALICE).len(), 5);
}

#[tokio::test]
async fn a_batch_without_a_token_is_refused_whole() {
    let bed = Bed::new().await;
    let got = send(
        bed.client.post(format!("{}/v1.0/$batch", bed.origin)).json(&json!({"requests": [create("1", "A")]})),
    )
    .await;
    assert_eq!((got.status, got.code()), (401, "InvalidAuthenticationToken"));
}
