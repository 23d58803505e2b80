//! The admin API: edits as in Outlook, counters, quirks, clock, reset.

use reqwest::Method;
use serde_json::json;

use crate::bed::{ALICE, Bed, STAMP, jpeg, send};

const CONTACTS: &str = "/mailboxes/alice@example.com/contacts";

#[tokio::test]
async fn a_person_creates_edits_moves_copies_deletes_and_restores() {
    let bed = Bed::new().await;
    let made = bed.admin(Method::POST, CONTACTS, json!({"givenName": "Hand", "surname": "Made"})).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.json["by_hand"], true);
    let contact = format!("{CONTACTS}/{}", made.text("/id"));
    let edited = bed.admin(Method::PATCH, &contact, json!({"jobTitle": "Chief"})).await;
    assert_eq!(edited.text("/properties/jobTitle"), "Chief");
    let folder =
        bed.admin(Method::POST, "/mailboxes/alice@example.com/folders", json!({"name": "Team"})).await;
    let moved =
        bed.admin(Method::POST, &format!("{contact}/move"), json!({"folder": folder.text("/id")})).await;
    assert_eq!(moved.text("/folder_name"), "Team");
    let copied = bed.admin(Method::POST, &format!("{contact}/copy"), json!({"folder": "contacts"})).await;
    assert_eq!((copied.status, copied.text("/folder_name")), (201, "Kontakte"));
    assert_ne!(copied.text("/id"), made.text("/id"));
    assert_eq!(bed.admin(Method::DELETE, &contact, json!(null)).await.status, 204);
    assert_eq!(bed.admin(Method::GET, CONTACTS, json!(null)).await.json.as_array().unwrap().len(), 1);
    let all = bed.admin(Method::GET, &format!("{CONTACTS}?deleted=true"), json!(null)).await;
    assert_eq!(all.json.as_array().unwrap().len(), 2);
    let restored = bed.admin(Method::POST, &format!("{contact}/restore"), json!({})).await;
    assert_eq!((restored.status, restored.text("/folder_name")), (200, "Kontakte"));
}

#[tokio::test]
async fn photos_are_set_and_removed_by_hand() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let url = format!("{}/standin{CONTACTS}/{id}/photo", bed.origin);
    let set = send(bed.client.put(&url).body(jpeg(3, 16))).await;
    assert_eq!((&set.json["photo"]["width"], set.status), (&json!(16), 200));
    assert_eq!(send(bed.client.get(&url)).await.header("content-type"), Some("image/jpeg"));
    let removed = send(bed.client.delete(&url)).await;
    assert!(removed.json["photo"].is_null());
}

#[tokio::test]
async fn mistakes_are_answered_with_what_to_do() {
    let bed = Bed::new().await;
    let got = bed.admin(Method::POST, "/mailboxes/nobody@x.test/contacts", json!({})).await;
    assert_eq!(got.status, 404);
    assert!(got.text("/error").contains("GET /standin/mailboxes"));
    let id = bed.contact("A").await;
    let path = format!("{CONTACTS}/{id}/move");
    assert_eq!(bed.admin(Method::POST, &path, json!({"folder": "Nowhere"})).await.status, 404);
    assert_eq!(bed.admin(Method::POST, &path, json!({})).await.status, 400);
    assert_eq!(bed.admin(Method::POST, CONTACTS, json!({"nonsense": 1})).await.status, 400);
    assert_eq!(bed.admin(Method::PATCH, "/quirks", json!({"nonsense": 1})).await.status, 400);
    assert_eq!(bed.admin(Method::POST, "/mailboxes", json!({"address": "no address"})).await.status, 400);
}

#[tokio::test]
async fn the_snapshot_shows_everything() {
    let bed = Bed::new().await;
    let body = json!({"givenName": "A", "emailAddresses": [{"address": "a@b.c"}], "singleValueExtendedProperties": [{"id": STAMP, "value": "1.x"}]});
    let id = bed.post("/me/contacts", body).await.id();
    let got = bed.admin(Method::GET, "/snapshot/alice@example.com", json!(null)).await;
    assert_eq!(got.json[0]["extended"][STAMP], "1.x");
    assert_eq!(got.json[0]["properties"]["givenName"], "A");
    assert_eq!(got.json[0]["default_id"], id.as_str());
    let direct = bed.standin.snapshot(ALICE);
    assert_eq!(serde_json::to_value(&direct).unwrap(), got.json);
}

#[tokio::test]
async fn requests_are_counted_by_kind() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let _ = bed.get("/me/contacts").await;
    let _ = bed.get("/me/contacts?$filter=givenName%20eq%20'A'").await;
    let _ = bed.get("/me/contacts/delta").await;
    let part = json!({"id": "1", "method": "GET", "url": format!("/me/contacts/{id}")});
    let _ = bed.post("/$batch", json!({"requests": [part]})).await;
    let _ = bed.delete(&format!("/me/contacts/{id}")).await;
    let got = bed.admin(Method::GET, "/counters", json!(null)).await;
    assert_eq!(got.json["requests"], 6);
    assert_eq!(
        got.json["by_kind"],
        json!({"batch": 1, "batch_part": 1, "create": 1, "delete": 1, "delta": 1, "find": 1, "get": 1, "list": 1})
    );
    assert_eq!(got.json["mailboxes"][ALICE]["by_kind"]["create"], 1);
    assert!(got.json["bytes_in"].as_u64().unwrap() > 0 && got.json["bytes_out"].as_u64().unwrap() > 0);
    let _ = bed.admin(Method::DELETE, "/counters", json!(null)).await;
    assert_eq!(bed.standin.counts().requests, 0);
}

#[tokio::test]
async fn a_reset_returns_to_the_start_and_keeps_the_tokens() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let link = bed.get("/me/contacts/delta").await.text("/@odata.deltaLink").to_owned();
    let _ = bed.admin(Method::PATCH, "/quirks", json!({"file_as_empty": false})).await;
    let _ = bed.admin(Method::POST, "/clock", json!({"advance_seconds": 3600})).await;
    bed.fault(json!({"effect": {"type": "cut"}})).await;
    assert_eq!(bed.admin(Method::POST, "/reset", json!(null)).await.status, 204);
    assert_eq!(bed.get(&format!("/me/contacts/{id}")).await.status, 404);
    assert_eq!(bed.get(&link).await.status, 410);
    assert!(bed.get("/me/contacts").await.values().is_empty());
    assert!(bed.standin.quirks().file_as_empty);
    assert_eq!(bed.admin(Method::GET, "/clock", json!(null)).await.json["offset_seconds"], 0);
    assert_ne!(bed.contact("B").await, id, "ids are never used twice");
}

#[tokio::test]
async fn the_clock_can_be_moved_and_frozen_and_dates_follow_it() {
    let bed = Bed::new().await;
    let frozen = bed.admin(Method::POST, "/clock", json!({"freeze": true, "advance_seconds": 86400})).await;
    assert_eq!(frozen.json["frozen"], true);
    let got = bed.post("/me/contacts", json!({"givenName": "A"})).await;
    assert_eq!(got.text("/createdDateTime"), frozen.text("/now"));
    assert_eq!(bed.admin(Method::GET, "/clock", json!(null)).await.text("/now"), frozen.text("/now"));
    let thawed = bed.admin(Method::POST, "/clock", json!({"freeze": false})).await;
    assert_eq!(thawed.json["frozen"], false);
}

#[tokio::test]
async fn mailboxes_can_be_added_while_it_runs() {
    let bed = Bed::new().await;
    let added = bed.admin(Method::POST, "/mailboxes", json!({"address": "carol@example.com"})).await;
    assert_eq!(added.status, 201);
    let got = send(bed.client.get(format!("{}/v1.0/me", bed.origin)).bearer_auth(added.text("/token"))).await;
    assert_eq!(got.text("/mail"), "carol@example.com");
}
