//! Creating, reading and changing a contact.

use outlook_standin::{AddressPatch, EmptyTexts, Quirks};
use reqwest::Method;
use serde_json::json;

use crate::bed::{Bed, immutable, send, values};

#[tokio::test]
async fn a_created_contact_is_answered_whole_with_nulls_for_what_is_unset() {
    let bed = Bed::new().await;
    let sent = json!({
        "givenName": "Ada", "middleName": "Byron", "surname": "Lovelace", "title": "Dr.",
        "birthday": "1815-12-10T00:00:00Z", "businessPhones": ["+31 20 123 4567"],
        "categories": ["Fixture"], "personalNotes": "One\nTwo",
        "emailAddresses": [{"address": "ada@example.test"}, {"address": "ada@home.test", "name": "Ada (home)"}],
        "businessAddress": {"street": "Keizersgracht 1", "city": "Amsterdam", "countryOrRegion": ""},
    });
    let got = bed.post("/me/contacts", sent).await;
    assert_eq!(got.status, 201);
    assert_eq!(got.json["displayName"], "Dr. Ada Byron Lovelace");
    assert_eq!(got.json["birthday"], "1815-12-10T11:59:00Z");
    assert_eq!(
        got.json["emailAddresses"][0],
        json!({"address": "ada@example.test", "name": "ada@example.test"})
    );
    assert_eq!(got.json["emailAddresses"][1]["name"], "Ada (home)");
    assert_eq!(got.json["primaryEmailAddress"]["address"], "ada@example.test");
    assert_eq!(got.json["secondaryEmailAddress"]["address"], "ada@home.test");
    assert!(got.json.get("tertiaryEmailAddress").is_none());
    assert_eq!(got.json["businessAddress"], json!({"city": "Amsterdam", "street": "Keizersgracht 1"}));
    assert_eq!(got.json["otherAddress"], json!({}));
    assert_eq!(got.json["homePhones"], json!([]));
    assert!(got.json["jobTitle"].is_null());
    assert_eq!(got.json["fileAs"], "");
    let etag = format!("W/\"{}\"", got.text("/changeKey"));
    assert_eq!(got.text("/@odata.etag"), etag);
    assert!(got.text("/@odata.context").ends_with("$metadata#users('alice%40example.com')/contacts/$entity"));
    let again = bed.get(&format!("/me/contacts/{}", got.id())).await;
    assert_eq!(again.json, got.json);
}

#[tokio::test]
async fn a_contact_made_in_outlook_has_empty_texts_where_one_made_through_graph_has_nulls() {
    let bed = Bed::new().await;
    let made = bed.outlook().create(None, &values(json!({"givenName": "Test", "surname": "User"}))).unwrap();
    let got = bed.get(&format!("/me/contacts/{}", made.default_id)).await;
    assert_eq!((&got.json["middleName"], &got.json["title"]), (&json!(""), &json!("")));
    assert!(got.json["jobTitle"].is_null());
    let all = Quirks { empty_texts: EmptyTexts::All, ..Quirks::default() };
    bed.standin.set_quirks(all);
    let made = bed.outlook().create(None, &values(json!({"givenName": "Test"}))).unwrap();
    let got = bed.get(&format!("/me/contacts/{}", made.default_id)).await;
    assert_eq!(got.json["jobTitle"], "");
}

#[tokio::test]
async fn a_patch_leaves_what_it_does_not_name_and_replaces_lists_whole() {
    let bed = Bed::new().await;
    let made = bed
        .post("/me/contacts", json!({"givenName": "A", "jobTitle": "Engineer", "categories": ["x", "y"], "homeAddress": {"city": "Bonn", "street": "Weg 1"}}))
        .await;
    let path = format!("/me/contacts/{}", made.id());
    let got = bed
        .patch(&path, json!({"categories": ["z"], "jobTitle": null, "homeAddress": {"city": "Ulm"}}))
        .await;
    assert_eq!(got.status, 200);
    assert_eq!(got.json["givenName"], "A");
    assert_eq!(got.json["categories"], json!(["z"]));
    assert!(got.json["jobTitle"].is_null());
    assert_eq!(got.json["homeAddress"], json!({"city": "Ulm"}));
    assert_ne!(got.json["changeKey"], made.json["changeKey"]);
    let got = bed.patch(&path, json!({"homeAddress": {}, "categories": []})).await;
    assert_eq!((&got.json["homeAddress"], &got.json["categories"]), (&json!({}), &json!([])));
    bed.standin.set_quirks(Quirks { address_patch: AddressPatch::Merges, ..Quirks::default() });
    let _ = bed.patch(&path, json!({"homeAddress": {"city": "Ulm", "street": "Weg 2"}})).await;
    let got = bed.patch(&path, json!({"homeAddress": {"city": "Köln"}})).await;
    assert_eq!(got.json["homeAddress"], json!({"city": "Köln", "street": "Weg 2"}));
}

#[tokio::test]
async fn a_patch_of_a_name_part_makes_a_new_display_name_unless_it_is_sent_along() {
    let bed = Bed::new().await;
    let made = bed.post("/me/contacts", json!({"givenName": "Ada", "displayName": "Countess"})).await;
    let path = format!("/me/contacts/{}", made.id());
    let kept = bed.patch(&path, json!({"surname": "King", "displayName": "Countess"})).await;
    assert_eq!(kept.json["displayName"], "Countess");
    let lost = bed.patch(&path, json!({"surname": "Lovelace"})).await;
    assert_eq!(lost.json["displayName"], "Ada Lovelace");
    bed.standin.set_quirks(Quirks { display_name_regenerated: false, ..Quirks::default() });
    let kept = bed.patch(&path, json!({"surname": "King"})).await;
    assert_eq!(kept.json["displayName"], "Ada Lovelace");
}

#[tokio::test]
async fn a_birthday_keeps_its_utc_date_only() {
    let bed = Bed::new().await;
    for (sent, kept) in [
        ("1991-09-19T21:00:00.000Z", "1991-09-19T11:59:00Z"),
        ("1991-09-20T01:00:00+05:00", "1991-09-19T11:59:00Z"),
        ("1974-07-22", "1974-07-22T11:59:00Z"),
    ] {
        let got = bed.post("/me/contacts", json!({"birthday": sent})).await;
        assert_eq!(got.text("/birthday"), kept);
    }
}

#[tokio::test]
async fn read_only_properties_and_annotations_are_passed_over() {
    let bed = Bed::new().await;
    let sent = json!({
        "@odata.type": "#microsoft.graph.contact", "id": "mine", "changeKey": "mine",
        "createdDateTime": "2001-01-01T00:00:00Z", "parentFolderId": "mine", "givenName": "A",
    });
    let got = bed.post("/me/contacts", sent).await;
    assert_eq!(got.status, 201);
    assert_ne!(got.text("/id"), "mine");
    assert_ne!(got.text("/createdDateTime"), "2001-01-01T00:00:00Z");
}

#[tokio::test]
async fn a_minimal_preference_saves_the_body() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let request = bed.request(Method::PATCH, &format!("/me/contacts/{id}")).json(&json!({"surname": "B"}));
    let got = send(request.header("prefer", "return=minimal")).await;
    assert_eq!((got.status, got.bytes.len()), (204, 0));
    assert_eq!(got.header("preference-applied"), Some("return=minimal"));
    assert_eq!(got.header("content-type"), None);
    assert!(got.header("etag").is_some());
}

#[tokio::test]
async fn select_narrows_and_the_id_and_etag_always_come() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let got = bed.get(&format!("/me/contacts/{id}?$select=givenName")).await;
    let keys: Vec<_> = got.json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["@odata.context", "@odata.etag", "givenName", "id"]);
}

#[tokio::test]
async fn immutable_ids_come_only_when_they_are_preferred() {
    let bed = Bed::new().await;
    let default = bed.contact("A").await;
    let got = bed.get_immutable(&format!("/me/contacts/{default}")).await;
    assert_eq!(got.header("preference-applied"), Some("IdType=ImmutableId"));
    assert_eq!(got.id().len(), 72);
    assert_eq!(default.len(), 152);
    let got = bed.get(&format!("/me/contacts/{}", got.id())).await;
    assert_eq!(got.id(), default);
    assert_eq!(got.header("preference-applied"), None);
}

#[tokio::test]
async fn me_and_users_are_the_same_mailbox() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let user = bed.get("/me").await.id();
    for owner in ["alice@example.com", "ALICE%40example.com", user.as_str()] {
        let got = bed.get(&format!("/users/{owner}/contacts/{id}")).await;
        assert_eq!(got.status, 200, "{owner}");
    }
    let got = bed.get(&format!("/users('{user}')/contacts('{id}')")).await;
    assert_eq!(got.json["givenName"], "A");
}

#[tokio::test]
async fn request_ids_are_given_and_echoed() {
    let bed = Bed::new().await;
    let request = bed.request(Method::GET, "/me/contacts").header("client-request-id", "mine");
    let got = send(request.header("return-client-request-id", "true")).await;
    assert_eq!(got.header("client-request-id"), Some("mine"));
    assert!(got.header("request-id").is_some_and(|id| id.len() == 36));
}

#[tokio::test]
async fn a_chunked_body_is_read_like_any_other() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let bed = Bed::new().await;
    let address = bed.origin.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1.0/me/contacts HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        bed.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(b"8\r\n{\"givenN\r\nc\r\name\":\"Chunk\"\r\n1\r\n}\r\n0\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(answer.contains("\"givenName\":\"Chunk\""));
}

#[tokio::test]
async fn a_stale_if_match_is_refused_where_it_is_honoured() {
    let bed = Bed::new().await;
    let made = bed.post("/me/contacts", json!({"givenName": "A"})).await;
    let (path, old) = (format!("/me/contacts/{}", made.id()), made.text("/@odata.etag").to_owned());
    let patch = |etag: &str, name: &str| {
        bed.request(Method::PATCH, &path).header("if-match", etag).json(&json!({"surname": name}))
    };
    assert_eq!(send(patch(&old, "B")).await.status, 200);
    let refused = send(patch(&old, "C")).await;
    assert_eq!((refused.status, refused.code()), (412, "ErrorIrresolvableConflict"));
    assert_eq!(send(patch("*", "D")).await.status, 200);
    bed.admin(Method::PATCH, "/quirks", json!({"if_match_on_patch": "ignored"})).await;
    assert_eq!(send(patch(&old, "E")).await.status, 200);
    let refused = send(bed.request(Method::DELETE, &path).header("if-match", &old)).await;
    assert_eq!(refused.status, 412);
    let now = bed.get(&path).await.text("/@odata.etag").to_owned();
    assert_eq!(send(bed.request(Method::DELETE, &path).header("if-match", now)).await.status, 204);
}

#[tokio::test]
async fn a_move_changes_the_default_id_and_keeps_the_immutable_one() {
    let bed = Bed::new().await;
    let folder = bed.post("/me/contactFolders", json!({"displayName": "Team"})).await.id();
    let default = bed.contact("A").await;
    let kept = bed.get_immutable(&format!("/me/contacts/{default}")).await.id();
    let _ = bed.outlook().relocate(&default, &folder).unwrap();
    assert_eq!(bed.get(&format!("/me/contacts/{default}")).await.status, 404);
    let got = bed.get_immutable(&format!("/me/contacts/{kept}")).await;
    assert_eq!(got.text("/parentFolderId"), folder);
    bed.standin.set_quirks(Quirks { move_changes_immutable_id: true, ..Quirks::default() });
    let _ = bed.outlook().relocate(&kept, "contacts").unwrap();
    assert_eq!(bed.get_immutable(&format!("/me/contacts/{kept}")).await.status, 404);
}

#[tokio::test]
async fn ids_translate_between_their_forms() {
    let bed = Bed::new().await;
    let default = bed.contact("A").await;
    let immutable_id =
        send(immutable(bed.request(Method::GET, &format!("/me/contacts/{default}")))).await.id();
    let translate = |from: &str, to: &str, id: &str| {
        let body = json!({"inputIds": [id], "sourceIdType": from, "targetIdType": to});
        let request = bed.request(Method::POST, "/me/translateExchangeIds").json(&body);
        async move { send(request).await.text("/value/0/targetId").to_owned() }
    };
    assert_eq!(translate("restId", "restImmutableEntryId", &default).await, immutable_id);
    assert_eq!(translate("restImmutableEntryId", "restId", &immutable_id).await, default);
    let ews = translate("restId", "ewsId", &default).await;
    assert_eq!(ews, default.replace('-', "/").replace('_', "+"));
    assert_eq!(translate("ewsId", "restId", &ews).await, default);
    let bad = json!({"inputIds": [], "sourceIdType": "x", "targetIdType": "restId"});
    assert_eq!(bed.post("/me/translateExchangeIds", bad).await.status, 400);
}
