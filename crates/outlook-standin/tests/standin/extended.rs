//! Single-value extended properties: stored, expanded, found, cleared, copied.

use outlook_standin::Quirks;
use reqwest::Method;
use serde_json::json;

use crate::bed::{ALICE, Bed, STAMP, encoded, send};

fn by_stamp(value: &str) -> String {
    let filter =
        format!("singleValueExtendedProperties/Any(ep: ep/id eq '{STAMP}' and ep/value eq '{value}')");
    format!("/me/contacts?$filter={}", encoded(&filter))
}

fn expand(ids: &[&str]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("id eq '{id}'")).collect();
    format!("$expand={}", encoded(&format!("singleValueExtendedProperties($filter={})", ids.join(" or "))))
}

async fn stamped(bed: &Bed, value: &str) -> String {
    let got = bed
        .post(
            "/me/contacts",
            json!({"givenName": "A", "singleValueExtendedProperties": [{"id": STAMP, "value": value}]}),
        )
        .await;
    assert_eq!(got.status, 201, "{}", got.json);
    assert!(got.json.get("singleValueExtendedProperties").is_none(), "a write never echoes them");
    got.id()
}

#[tokio::test]
async fn they_are_read_by_expand_only_and_in_the_spelling_of_the_request() {
    let bed = Bed::new().await;
    let id = stamped(&bed, "1.ab.cd").await;
    let plain = bed.get(&format!("/me/contacts/{id}")).await;
    assert!(plain.json.get("singleValueExtendedProperties").is_none());
    let upper = STAMP.replace("5d7a3b1e", "5D7A3B1E");
    let got = bed.get(&format!("/me/contacts/{id}?{}", expand(&[&upper, "String 0x3A24"]))).await;
    assert_eq!(got.json["singleValueExtendedProperties"], json!([{"id": upper, "value": "1.ab.cd"}]));
    assert!(got.text("/singleValueExtendedProperties@odata.context").contains("$metadata"));
    let none = bed.get(&format!("/me/contacts/{id}?{}", expand(&["String 0x3A24"]))).await;
    assert!(none.json.get("singleValueExtendedProperties").is_none());
    let listed = bed.get(&format!("/me/contacts?{}&$select=id", expand(&[STAMP]))).await;
    assert_eq!(listed.json["value"][0]["singleValueExtendedProperties"][0]["value"], "1.ab.cd");
}

#[tokio::test]
async fn a_filter_finds_values_without_and_names_with_regard_to_case() {
    let bed = Bed::new().await;
    let id = stamped(&bed, "1.AB.cd").await;
    assert_eq!(bed.get(&by_stamp("1.ab.CD")).await.names("id"), [id.as_str()]);
    assert!(bed.get(&by_stamp("1.ab")).await.values().is_empty());
    let other_name = by_stamp("1.ab.cd").replace("CrmStamp", "crmstamp");
    assert!(bed.get(&other_name).await.values().is_empty());
    let contains =
        format!("singleValueExtendedProperties/any(p: p/id eq '{STAMP}' and contains(p/value,'B.C'))");
    assert_eq!(bed.get(&format!("/me/contacts?$filter={}", encoded(&contains))).await.values().len(), 1);
}

#[tokio::test]
async fn numbers_are_compared_by_cast() {
    let bed = Bed::new().await;
    let property = "Integer {00062004-0000-0000-C000-000000000046} Id 0x8022";
    for value in ["1", "2", "10"] {
        let _ = bed.post("/me/contacts", json!({"givenName": value, "singleValueExtendedProperties": [{"id": property, "value": value}]})).await;
    }
    let filter = format!(
        "singleValueExtendedProperties/Any(ep: ep/id eq '{property}' and cast(ep/value, Edm.Int32) gt 1)"
    );
    let got = bed.get(&format!("/me/contacts?$filter={}", encoded(&filter))).await;
    assert_eq!(got.names("givenName"), ["2", "10"]);
}

#[tokio::test]
async fn null_clears_a_text_and_is_refused_for_numbers_and_flags() {
    let bed = Bed::new().await;
    let path = format!("/me/contacts/{}", stamped(&bed, "x").await);
    let write = |id: &str, value: serde_json::Value| json!({"singleValueExtendedProperties": [{"id": id, "value": value}]});
    assert_eq!(bed.patch(&path, write(STAMP, json!(null))).await.status, 200);
    assert!(bed.get(&by_stamp("x")).await.values().is_empty());
    assert!(bed.standin.snapshot(ALICE)[0].extended.is_empty());
    let flag = "Boolean {00062008-0000-0000-C000-000000000046} Id 0x8506";
    assert_eq!(bed.patch(&path, write(flag, json!("true"))).await.status, 200);
    let refused = bed.patch(&path, write(flag, json!(null))).await;
    assert_eq!((refused.status, refused.code()), (400, "ErrorInvalidProperty"));
    assert_eq!(bed.patch(&path, write(flag, json!("perhaps"))).await.status, 400);
    let number = bed.patch(&path, write("Integer 0x0036", json!(2))).await;
    assert_eq!(number.status, 400, "values are always texts");
}

#[tokio::test]
async fn a_malformed_id_is_refused_wherever_it_stands() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let body = json!({"singleValueExtendedProperties": [{"id": "CrmStamp", "value": "x"}]});
    for got in [
        bed.patch(&format!("/me/contacts/{id}"), body).await,
        bed.get(&format!("/me/contacts/{id}?{}", expand(&["CrmStamp"]))).await,
        bed.get(&by_stamp("x").replace(&encoded("String "), "")).await,
    ] {
        assert_eq!((got.status, got.code()), (400, "ErrorInvalidProperty"), "{}", got.json);
        assert!(
            got.text("/error/message")
                .starts_with("PropertyId values may only be in one of the following formats")
        );
    }
}

#[tokio::test]
async fn a_patch_of_one_leaves_the_others() {
    let bed = Bed::new().await;
    let path = format!("/me/contacts/{}", stamped(&bed, "x").await);
    let fax = json!({"singleValueExtendedProperties": [{"id": "String 0x3A24", "value": "+49 1"}]});
    let _ = bed.patch(&path, fax).await;
    let _ = bed.patch(&path, json!({"jobTitle": "Chief"})).await;
    let got = bed.get(&format!("{path}?{}", expand(&["String 0x3a24", STAMP]))).await;
    assert_eq!(got.json["singleValueExtendedProperties"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_copy_in_outlook_carries_them_along() {
    let bed = Bed::new().await;
    let id = stamped(&bed, "twice").await;
    let copy = bed.outlook().copy(&id, None).unwrap();
    let found = bed.get(&by_stamp("twice")).await;
    assert_eq!(found.names("id"), [id.as_str(), copy.default_id.as_str()]);
}

#[tokio::test]
async fn has_picture_follows_the_photo() {
    let bed = Bed::new().await;
    let has_picture = "Boolean {00062004-0000-0000-C000-000000000046} Id 0x8015";
    let id = bed.contact("A").await;
    let path = format!("/me/contacts/{id}?{}", expand(&[has_picture]));
    assert!(bed.get(&path).await.json.get("singleValueExtendedProperties").is_none());
    let put = bed.request(Method::PUT, &format!("/me/contacts/{id}/photo/$value"));
    assert_eq!(send(put.header("content-type", "image/jpeg").body(crate::bed::jpeg(9, 8))).await.status, 200);
    assert_eq!(bed.get(&path).await.json["singleValueExtendedProperties"][0]["value"], "true");
}

#[tokio::test]
async fn an_index_that_lags_finds_a_new_contact_later_on_the_stand_ins_clock() {
    let bed = Bed::with(Quirks { filter_index_lag: 5_000, ..Quirks::default() }).await;
    bed.admin(Method::POST, "/clock", json!({"freeze": true})).await;
    let _ = stamped(&bed, "late").await;
    assert!(bed.get(&by_stamp("late")).await.values().is_empty());
    bed.admin(Method::POST, "/clock", json!({"advance_seconds": 5.0})).await;
    assert_eq!(bed.get(&by_stamp("late")).await.values().len(), 1);
}
