//! The field table, and changing which way everything travels.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use contacts::field::FIELDS;
use serde_json::{Value as Json, json};

use crate::bed::{Answer, Bed, Who};

const PATH: &str = "/api/v1/settings/replication";

async fn patch(bed: &Bed, body: &Json) -> Answer {
    bed.json(Who::Administrator, Method::PATCH, PATH, body).await
}

fn field<'a>(settings: &'a Json, key: &str) -> &'a Json {
    settings["fields"].as_array().unwrap().iter().find(|field| field["key"] == key).unwrap()
}

#[tokio::test]
async fn the_field_table_has_every_field_in_the_order_of_the_form() {
    let bed = Bed::new().await;
    let settings = bed.get(Who::Reader, PATH).await.json;
    let keys: Vec<&str> =
        settings["fields"].as_array().unwrap().iter().map(|field| field["key"].as_str().unwrap()).collect();
    assert_eq!(keys, FIELDS.iter().map(|field| field.key.as_str()).collect::<Vec<_>>());
    assert_eq!(
        field(&settings, "birthday"),
        &json!({
            "key": "birthday", "label": { "en": "Birthday", "de": "Geburtstag" }, "group": "personal",
            "kind": "date", "choices": [], "limit": 255, "owner": "person", "on": false, "direction": "off",
            "default_direction": "both", "write_mode": "overwrite", "conflict": null
        })
    );
    assert_eq!(field(&settings, "gender")["choices"], json!(["female", "male"]));
    assert_eq!(
        (&field(&settings, "company")["owner"], &field(&settings, "company")["direction"]),
        (&"partner".into(), &"to_outlook".into())
    );
}

#[tokio::test]
async fn a_field_is_switched_on_and_off_and_its_links_are_looked_at_anew() {
    let bed = Bed::new().await;
    let on = patch(&bed, &json!({ "fields": { "birthday": { "direction": "both", "conflict": "newest" } } }))
        .await;
    assert_eq!((on.status, &on.json["links_due"]), (StatusCode::OK, &1.into()), "{}", on.json);
    assert_eq!(
        (&field(&on.json, "birthday")["on"], &field(&on.json, "birthday")["conflict"]),
        (&true.into(), &"newest".into())
    );
    let off =
        patch(&bed, &json!({ "fields": { "birthday": { "direction": "off", "conflict": null } } })).await;
    assert_eq!(
        (&field(&off.json, "birthday")["on"], &field(&off.json, "birthday")["conflict"]),
        (&false.into(), &Json::Null)
    );
    assert_eq!(field(&off.json, "notes"), field(&on.json, "notes"));
}

#[tokio::test]
async fn every_field_that_outlook_has_a_place_for_can_be_switched_on_at_once() {
    let bed = Bed::new().await;
    let settings = bed.get(Who::Administrator, PATH).await.json;
    let fields = settings["fields"].as_array().unwrap().iter().filter(|field| field["limit"] != 0);
    let fields: serde_json::Map<String, Json> = fields
        .map(|field| {
            (field["key"].as_str().unwrap().to_owned(), json!({ "direction": field["default_direction"] }))
        })
        .collect();
    let answer = patch(&bed, &json!({ "fields": fields })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    let off: Vec<&Json> =
        answer.json["fields"].as_array().unwrap().iter().filter(|field| field["on"] == false).collect();
    assert!(off.iter().all(|field| field["limit"] == 0), "{off:?}");
}

#[tokio::test]
async fn a_preset_sets_every_field_and_keeps_brake_and_country() {
    let bed = Bed::new().await;
    patch(&bed, &json!({ "brake": { "links": 7 }, "country": "AT" })).await;
    let led =
        patch(&bed, &json!({ "preset": "crm_leads", "fields": { "title": { "direction": "off" } } })).await;
    assert_eq!(led.json["preset"], "crm_leads");
    assert_eq!(
        (&led.json["brake"], &led.json["country"]),
        (&json!({ "links": 7, "percent": 10 }), &"AT".into())
    );
    assert_eq!(field(&led.json, "last_name")["direction"], "to_outlook");
    assert_eq!(field(&led.json, "title")["direction"], "off");
}

#[tokio::test]
async fn what_is_not_possible_is_refused_and_nothing_changes() {
    let bed = Bed::new().await;
    let before = bed.get(Who::Administrator, PATH).await.json;
    for (body, said) in [
        (json!({ "fields": { "company": { "direction": "both" } } }), "belongs to the business partner"),
        (json!({ "fields": { "further_phones": { "direction": "both" } } }), "no place"),
        (json!({ "fields": { "telex": { "direction": "both" } } }), "no such field"),
        (json!({ "fields": { "title": { "direction": "sideways" } } }), "both, to_outlook, to_crm, off"),
        (json!({ "fields": { "title": { "on": true } } }), "direction, write_mode"),
        (json!({ "fields": { "title": "off" } }), "needs an object"),
        (json!({ "preset": "chaos" }), "two_way, crm_leads, outlook_leads"),
        (json!({ "conflict": null, "country": "Germany" }), "two-letter"),
        (json!({ "brake": { "percent": 101 } }), "0 to 100"),
        (json!({ "brake": { "links": -1 } }), "whole number"),
    ] {
        let answer = patch(&bed, &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", answer.json);
        assert!(answer.detail().contains(said), "{body}: {}", answer.detail());
        assert_eq!(bed.get(Who::Administrator, PATH).await.json, before, "{body}");
    }
}

#[tokio::test]
async fn settings_changed_meanwhile_are_not_overwritten() {
    let bed = Bed::new().await;
    let base = bed.get(Who::Administrator, PATH).await.header("etag").to_owned();
    let first = patch(&bed, &json!({ "conflict": "outlook" })).await;
    assert_ne!(first.header("etag"), base);
    let request = Request::patch(PATH).header("content-type", "application/json").header("if-match", &base);
    let refused =
        bed.send(Who::Administrator, request, Body::from(json!({ "conflict": "newest" }).to_string())).await;
    assert_eq!(
        (refused.status, &refused.json["current"]["conflict"]),
        (StatusCode::PRECONDITION_FAILED, &"outlook".into())
    );
}
