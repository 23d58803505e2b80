//! Two people at one record: different fields merge, the same field gives a clear choice.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value as Json, json};

use crate::bed::{Answer, Bed, Who};

async fn patch(bed: &Bed, path: &str, etag: Option<&str>, body: &Json) -> Answer {
    let mut request = Request::patch(path).header("content-type", "application/merge-patch+json");
    if let Some(etag) = etag {
        request = request.header("if-match", etag);
    }
    bed.send(Who::Owner, request, Body::from(body.to_string())).await
}

#[tokio::test]
async fn different_fields_merge_and_the_same_field_is_refused_with_the_current_values() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let base = bed.get(Who::Owner, &path).await.header("etag").to_owned();
    let first = patch(&bed, &path, Some(&base), &json!({ "fields": { "job_title": "Leitung" } })).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.json);
    assert_ne!(first.header("etag"), base);

    let second = patch(&bed, &path, Some(&base), &json!({ "fields": { "department": "Einkauf" } })).await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.json);
    assert_eq!(second.json["fields"]["job_title"], "Leitung");

    let refused =
        patch(&bed, &path, Some(&base), &json!({ "fields": { "job_title": "Chef", "title": "Dr." } })).await;
    assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(refused.fields(), ["job_title"]);
    assert_eq!(refused.json["current"]["fields"]["job_title"], "Leitung");
    assert_eq!(refused.json["current"]["version"], second.json["version"]);
    let now = bed.get(Who::Owner, &path).await;
    assert_eq!(now.json, refused.json["current"]);
    assert_eq!(now.json["fields"]["title"], Json::Null);

    let decided = format!("\"v{}\"", refused.json["current"]["version"]);
    let decided = patch(&bed, &path, Some(&decided), &json!({ "fields": { "job_title": "Chef" } })).await;
    assert_eq!(decided.json["fields"]["job_title"], "Chef");
}

#[tokio::test]
async fn the_version_in_the_body_is_a_base_like_the_one_in_the_header() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let version = bed.get(Who::Owner, &path).await.json["version"].as_i64().unwrap();
    patch(&bed, &path, None, &json!({ "inactive": true })).await;
    let refused =
        patch(&bed, &path, None, &json!({ "version": version, "inactive": false, "team": null })).await;
    assert_eq!((refused.status, refused.fields()), (StatusCode::PRECONDITION_FAILED, vec!["inactive"]));
    let both = patch(&bed, &path, Some("\"v1\""), &json!({ "version": 2, "inactive": false })).await;
    assert_eq!(both.status, StatusCode::BAD_REQUEST);
    let future = patch(&bed, &path, Some("\"v99\""), &json!({ "inactive": false })).await;
    assert_eq!(future.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(bed.get(Who::Owner, &path).await.json["inactive"], true);
}

#[tokio::test]
async fn without_a_base_the_last_one_wins_and_nothing_changed_is_no_new_version() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    patch(&bed, &path, None, &json!({ "fields": { "job_title": "Leitung" } })).await;
    let last = patch(&bed, &path, None, &json!({ "fields": { "job_title": "Chef" } })).await;
    assert_eq!(last.json["fields"]["job_title"], "Chef");
    let same = patch(&bed, &path, Some("*"), &json!({ "fields": { "job_title": "Chef" } })).await;
    assert_eq!(same.json["version"], last.json["version"]);
    let cleared = patch(&bed, &path, None, &json!({ "fields": { "job_title": null } })).await;
    assert_eq!(cleared.json["fields"].get("job_title"), None);
}

#[tokio::test]
async fn an_if_match_that_is_no_etag_is_refused() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    for wrong in ["v1", "1", "\"1\"", "\"vx\"", "\"v1\", \"v2\"", "\"v-1\""] {
        let answer = patch(&bed, &path, Some(wrong), &json!({ "inactive": true })).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(answer.detail().contains("If-Match"), "{}", answer.detail());
    }
    assert_eq!(bed.get(Who::Owner, &path).await.json["inactive"], false);
}

#[tokio::test]
async fn a_delete_based_on_an_old_version_is_refused() {
    let bed = Bed::new().await;
    for path in [
        format!("/api/v1/contact-persons/{}", bed.person),
        format!("/api/v1/business-partners/{}", bed.empty_partner),
    ] {
        let base = bed.get(Who::Owner, &path).await.header("etag").to_owned();
        patch(&bed, &path, None, &json!({ "inactive": true })).await;
        let request = Request::delete(&path).header("if-match", &base);
        let refused = bed.send(Who::Owner, request, Body::empty()).await;
        assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED, "{path}");
        assert_eq!(refused.json["current"]["inactive"], true, "{path}");
        let now = bed.get(Who::Owner, &path).await.header("etag").to_owned();
        let request = Request::delete(&path).header("if-match", now);
        assert_eq!(
            bed.send(Who::Owner, request, Body::empty()).await.status,
            StatusCode::NO_CONTENT,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_business_partner_merges_as_a_person_does() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/business-partners/{}", bed.partner);
    let base = bed.get(Who::Owner, &path).await.header("etag").to_owned();
    let named = patch(&bed, &path, Some(&base), &json!({ "fields": { "name": "Kunde SE" } })).await;
    assert_eq!((named.json["name"].clone(), named.json["links_due"].clone()), ("Kunde SE".into(), 1.into()));
    let other = patch(&bed, &path, Some(&base), &json!({ "fields": { "city": "Bonn" } })).await;
    assert_eq!((other.status, &other.json["links_due"]), (StatusCode::OK, &0.into()));
    let refused = patch(&bed, &path, Some(&base), &json!({ "fields": { "name": "Kunde AG" } })).await;
    assert_eq!((refused.status, refused.fields()), (StatusCode::PRECONDITION_FAILED, vec!["name"]));
    assert_eq!(refused.json["current"]["name"], "Kunde SE");
}
