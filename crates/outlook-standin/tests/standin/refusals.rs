//! What the service refuses, in its own words.

use reqwest::Method;
use serde_json::{Value, json};

use crate::bed::{ALICE, Bed, send};

#[tokio::test]
async fn too_many_entries_are_refused_as_captured() {
    let bed = Bed::new().await;
    let emails: Vec<Value> = (0..4).map(|number| json!({"address": format!("{number}@x.test")})).collect();
    for (body, message) in [
        (
            json!({"businessPhones": ["1", "2", "3"]}),
            "The multi value property BusinessPhones has 3 entries, that exceeds the max allowed value of 2",
        ),
        (
            json!({"homePhones": ["1", "2", "3"]}),
            "The multi value property HomePhones has 3 entries, that exceeds the max allowed value of 2",
        ),
        (
            json!({"imAddresses": ["1", "2", "3", "4"]}),
            "The multi value property ImAddresses has 4 entries, that exceeds the max allowed value of 3",
        ),
        (
            json!({"emailAddresses": emails}),
            "The multi value property EmailAddresses has 4 entries, that exceeds the max allowed value of 3",
        ),
    ] {
        let got = bed.post("/me/contacts", body).await;
        assert_eq!((got.status, got.text("/error/message")), (400, message));
    }
    assert!(bed.standin.snapshot(ALICE).is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_changes_nothing() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let path = format!("/me/contacts/{id}");
    for body in [
        json!({"nonsense": 1}),
        json!({"givenName": 1}),
        json!({"businessPhones": "1"}),
        json!({"birthday": "yesterday"}),
        json!({"homeAddress": {"planet": "Mars"}}),
        json!({"emailAddresses": ["a@b.c"]}),
        json!({"emailAddresses": [{"adress": "a@b.c"}]}),
        json!(["givenName"]),
    ] {
        let got = bed.patch(&path, body.clone()).await;
        assert_eq!(got.status, 400, "{body}");
    }
    let raw = send(bed.request(Method::PATCH, &path).body("{")).await;
    assert_eq!((raw.status, raw.code()), (400, "BadRequest"));
    let got = bed.get(&path).await;
    assert_eq!(got.json["displayName"], "A");
}

#[tokio::test]
async fn a_text_longer_than_255_characters_is_refused_but_notes_and_streets_are_not() {
    let bed = Bed::new().await;
    let long = "ä".repeat(256);
    let got = bed.post("/me/contacts", json!({"jobTitle": long})).await;
    assert_eq!((got.status, got.code()), (400, "ErrorPropertyValidationFailure"));
    assert_eq!(bed.post("/me/contacts", json!({"jobTitle": "ä".repeat(255)})).await.status, 201);
    let got = bed.post("/me/contacts", json!({"personalNotes": long, "homeAddress": {"street": long}})).await;
    assert_eq!(got.status, 201);
}

#[tokio::test]
async fn an_envelope_has_a_date_without_offset_and_both_request_ids() {
    let bed = Bed::new().await;
    let got = bed.get("/me/contacts?$select=wellKnownName").await;
    assert_eq!((got.status, got.code()), (400, "BadRequest"));
    assert_eq!(
        got.text("/error/message"),
        "Parsing OData Select and Expand failed: Could not find a property named 'wellKnownName' on type 'microsoft.graph.contact'."
    );
    let date = got.text("/error/innerError/date");
    assert_eq!((date.len(), date.contains('Z')), (19, false));
    assert_eq!(Some(got.text("/error/innerError/request-id")), got.header("request-id"));
    assert!(got.json.pointer("/error/innerError/client-request-id").is_some());
    assert_eq!(got.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn what_graph_does_not_have_is_refused() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    assert_eq!(bed.post(&format!("/me/contacts/{id}/move"), json!({"destinationId": "x"})).await.status, 404);
    let put = send(bed.request(Method::PUT, &format!("/me/contacts/{id}")).json(&json!({}))).await;
    assert_eq!((put.status, put.code()), (405, "ErrorInvalidRequest"));
    assert_eq!(put.text("/error/message"), "The OData request is not supported.");
    assert_eq!(bed.get("/me/contacts/nonsense").await.code(), "ErrorInvalidIdMalformed");
    assert_eq!(bed.get(&format!("/me/contacts/{}", id.to_lowercase())).await.status, 400);
    assert_eq!(bed.get(&format!("/me/contacts/{id}?$expand=photo")).await.status, 400);
}

#[tokio::test]
async fn a_body_beyond_four_megabytes_is_too_large() {
    let bed = Bed::new().await;
    let got = bed.post("/me/contacts", json!({"personalNotes": "x".repeat(4 * 1024 * 1024)})).await;
    assert_eq!(got.status, 413);
    assert!(bed.standin.snapshot(ALICE).is_empty());
}
