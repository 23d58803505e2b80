//! Bad input: each refusal is clear and names what is wrong, and the record is as it was.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use contacts::FieldKind;
use contacts::card::{CRM_LINE_LIMIT, CRM_LIST_LIMIT, CRM_TEXT_LIMIT};
use contacts::field::{FIELDS, Owner};
use contacts::person::PARTNER_FIELDS;
use serde_json::{Value as Json, json};

use crate::bed::{Answer, Bed, Who};

async fn raw(bed: &Bed, method: Method, path: &str, media_type: &str, body: impl Into<Body>) -> Answer {
    let request = Request::builder().method(method).uri(path).header("content-type", media_type);
    bed.send(Who::Owner, request, body.into()).await
}

/// The values that a kind of field refuses, each with what the refusal says.
fn bad_values(kind: FieldKind) -> Vec<(Json, &'static str)> {
    let control = (json!("a\u{0}b"), "U+0000");
    let mut bad = match kind {
        FieldKind::Line | FieldKind::Email | FieldKind::Phone | FieldKind::Url => {
            vec![(json!("x".repeat(CRM_LINE_LIMIT + 1)), "longer than"), control, (json!(["x"]), "a text")]
        }
        FieldKind::Text => {
            vec![(json!("x".repeat(CRM_TEXT_LIMIT + 1)), "longer than"), control, (json!(["x"]), "a text")]
        }
        FieldKind::Date => vec![
            (json!("1980-02-30"), "YYYY-MM-DD"),
            (json!("29.02.1980"), "YYYY-MM-DD"),
            (json!(["1980-02-29"]), "YYYY-MM-DD"),
        ],
        FieldKind::List | FieldKind::Set => {
            let many: Vec<String> = (0..=CRM_LIST_LIMIT).map(|number| number.to_string()).collect();
            vec![
                (json!("x"), "a list of texts"),
                (json!(["a", 1]), "a list of texts"),
                (json!(["a\u{7}"]), "U+0007"),
                (json!(many), "longer than"),
            ]
        }
        FieldKind::Choice(_) => {
            vec![(json!("neither"), "one of its words"), (json!(["x"]), "one of its words")]
        }
        FieldKind::Flag => vec![(json!("true"), "true or false"), (json!([]), "true or false")],
    };
    bad.push((json!(7), ""));
    bad.push((json!({ "value": "x" }), ""));
    bad
}

#[tokio::test]
async fn every_field_of_a_person_refuses_what_it_cannot_hold_and_the_person_is_as_it_was() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let before = bed.get(Who::Owner, &path).await.json;
    for field in FIELDS.iter().filter(|field| field.owner == Owner::Person) {
        for (value, said) in bad_values(field.kind) {
            let key = field.key.as_str();
            let good = if key == "title" { "suffix" } else { "title" };
            let body = json!({ "fields": { key: value, good: "Prof." } });
            let answer = bed.json(Who::Owner, Method::PATCH, &path, &body).await;
            let shown = value.to_string().chars().take(60).collect::<String>();
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key}: {shown}");
            assert!(answer.fields().contains(&format!("fields.{key}").as_str()), "{key}: {}", answer.json);
            assert!(answer.detail().contains(said), "{key}: {shown}: {}", answer.detail());
            assert!(answer.detail().contains("Nothing was changed"), "{key}: {}", answer.detail());
        }
    }
    assert_eq!(bed.get(Who::Owner, &path).await.json, before);
}

#[tokio::test]
async fn fields_of_the_business_partner_are_changed_there_only() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let body =
        json!({ "fields": { "company": "Andere", "company_phone": "1", "telex": "x", "title": "Dr." } });
    let answer = bed.json(Who::Owner, Method::PATCH, &path, &body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        answer.fields(),
        ["fields.company", "fields.company_phone", "fields.telex"],
        "{}",
        answer.json
    );
    assert_eq!(bed.get(Who::Owner, &path).await.json["fields"].get("title"), None);
}

#[tokio::test]
async fn every_field_of_a_partner_refuses_what_it_cannot_hold() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/business-partners/{}", bed.partner);
    let before = bed.get(Who::Owner, &path).await.json;
    for (field, _, _) in PARTNER_FIELDS {
        let key = field.as_str();
        for (value, said) in [
            (json!("x".repeat(CRM_TEXT_LIMIT + 1)), "longer than"),
            (json!("a\u{0}b"), "U+0000"),
            (json!(7), "needs a text"),
            (json!(["x"]), "needs a text"),
        ] {
            let answer =
                bed.json(Who::Owner, Method::PATCH, &path, &json!({ "fields": { key: value } })).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key}");
            assert_eq!(answer.fields(), [format!("fields.{key}")], "{}", answer.json);
            assert!(answer.detail().contains(said), "{key}: {}", answer.detail());
        }
    }
    let nameless = bed.json(Who::Owner, Method::PATCH, &path, &json!({ "fields": { "name": " " } })).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bed.get(Who::Owner, &path).await.json, before);
}

#[tokio::test]
async fn what_is_beside_the_fields_is_checked_as_strictly() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let before = bed.everything().await;
    for (body, field) in [
        (json!({ "business_partner": null }), "business_partner"),
        (json!({ "business_partner": "Kunde GmbH" }), "business_partner"),
        (json!({ "business_partner": 1 }), "business_partner"),
        (json!({ "employee_in_charge": "owner@example.com" }), "employee_in_charge"),
        (json!({ "team": [] }), "team"),
        (json!({ "inactive": "yes" }), "inactive"),
        (json!({ "inactive": null }), "inactive"),
        (json!({ "external_id": 7 }), "external_id"),
        (json!({ "external_id": "a\u{1b}[31m" }), "external_id"),
        (json!({ "external_id": "x".repeat(2001) }), "external_id"),
        (json!({ "version": 0 }), "version"),
        (json!({ "version": "3" }), "version"),
        (json!({ "version": 1.5 }), "version"),
        (json!({ "fields": null }), "fields"),
        (json!({ "fields": ["title"] }), "fields"),
        (json!({ "id": "x" }), "id"),
        (json!({ "deleted": null }), "deleted"),
        (json!({ "photo": null }), "photo"),
        (json!({ "created": { "by": null } }), "created"),
        (json!({ "role": "administrator" }), "role"),
    ] {
        let answer = bed.json(Who::Owner, Method::PATCH, &path, &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", answer.json);
        assert_eq!(answer.fields(), [field], "{body}: {}", answer.json);
    }
    for (body, said) in [
        (json!({ "fields": { "last_name": null, "first_name": "", "email_1": [] } }), "a text"),
        (json!({ "fields": { "last_name": null, "first_name": "", "email_1": null } }), "needs a last name"),
        (json!({ "business_partner": bed.person }), "not found"),
        (json!({ "employee_in_charge": bed.person }), "no active user"),
    ] {
        let answer = bed.json(Who::Owner, Method::PATCH, &path, &body).await;
        assert!(answer.status.is_client_error(), "{body}");
        assert!(answer.detail().contains(said), "{body}: {}", answer.detail());
    }
    assert_eq!(bed.everything().await, before);
}

#[tokio::test]
async fn a_create_says_everything_that_is_wrong_at_once_and_makes_nobody() {
    let bed = Bed::new().await;
    let before = bed.everything().await;
    let body = json!({ "fields": { "birthday": "yesterday", "nonsense": 1 }, "inactive": 1, "admin": true });
    let answer = bed.json(Who::Owner, Method::POST, "/api/v1/contact-persons", &body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut fields = answer.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["admin", "business_partner", "fields.birthday", "fields.nonsense", "inactive"]);
    for (body, said) in [
        (json!({ "business_partner": bed.partner }), "needs a last name"),
        (json!({ "business_partner": bed.partner, "fields": { "title": "Dr." } }), "needs a last name"),
        (json!({ "fields": { "last_name": "X" } }), "business_partner: is required"),
    ] {
        let answer = bed.json(Who::Owner, Method::POST, "/api/v1/contact-persons", &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(answer.detail().contains(said), "{body}: {}", answer.detail());
    }
    assert_eq!(bed.everything().await, before);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_with_its_reason() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let before = bed.everything().await;
    let json = "application/json";
    let long = format!("{{\"fields\":{{\"notes\":\"{}\"}}}}", "x".repeat(1024 * 1024));
    for (name, media_type, body, status, said) in [
        ("empty", json, Vec::new(), 400, "no JSON"),
        ("half", json, b"{\"inactive\": tr".to_vec(), 400, "no JSON"),
        ("list", json, b"[]".to_vec(), 400, "no JSON object"),
        ("null", json, b"null".to_vec(), 400, "no JSON object"),
        ("not UTF-8", json, b"{\"external_id\": \"\xff\"}".to_vec(), 400, "byte 17"),
        ("lone surrogate", json, br#"{"external_id": "\ud800"}"#.to_vec(), 400, "no JSON"),
        ("raw NUL", json, b"{\"external_id\": \"a\0b\"}".to_vec(), 400, "no JSON"),
        ("deep", json, "[".repeat(100_000).into_bytes(), 400, "no JSON"),
        ("too long", json, long.into_bytes(), 413, "1048576"),
        ("XML", "application/xml", b"<a/>".to_vec(), 415, "application/merge-patch+json"),
        ("a form", "application/x-www-form-urlencoded", b"inactive=true".to_vec(), 415, "application/json"),
        ("no type", "", b"{}".to_vec(), 415, "missing"),
    ] {
        let answer = raw(&bed, Method::PATCH, &path, media_type, body).await;
        assert_eq!(answer.status.as_u16(), status, "{name}: {}", answer.json);
        assert!(answer.detail().contains(said), "{name}: {}", answer.detail());
        assert!(answer.detail().contains("othing was changed"), "{name}: {}", answer.detail());
    }
    let merge_patch =
        raw(&bed, Method::POST, "/api/v1/duplicates", "application/merge-patch+json", "{}").await;
    assert_eq!(merge_patch.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(bed.everything().await, before);
    let fine =
        raw(&bed, Method::PATCH, &path, "application/json; charset=utf-8", "{\"inactive\": true}").await;
    assert_eq!(fine.status, StatusCode::OK);
}

#[tokio::test]
async fn an_action_that_takes_nothing_refuses_something() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/mailboxes/{}/pause", bed.mailbox);
    let refused = raw(&bed, Method::POST, &path, "application/json", "{\"force\": true}").await;
    assert_eq!((refused.status, refused.fields()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["force"]));
    assert_eq!(raw(&bed, Method::POST, &path, "application/json", "{}").await.status, StatusCode::OK);
    let bare = bed.send(Who::Owner, Request::post(&path), Body::empty()).await;
    assert_eq!(bare.status, StatusCode::OK);
}

#[tokio::test]
async fn a_query_is_read_as_strictly_as_a_body() {
    let bed = Bed::new().await;
    for (query, said) in [
        ("sort=name%3BDROP", "needs one of"),
        ("q=a&q=b", "twice"),
        ("q=%FF", "UTF-8"),
        ("q=a%00b", "U+0000"),
        ("inactive=1", "true or false"),
        ("business_partner=x", "needs an id"),
        ("business_partner=' OR 1=1", "needs an id"),
        ("deleted=", "true or false"),
        ("q=a b c d e f g h i j k", "more than 10 words"),
        ("city=%22", "no letter"),
    ] {
        let answer =
            bed.get(Who::Owner, &format!("/api/v1/contact-persons?{}", query.replace(' ', "+"))).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(answer.detail().contains(said), "{query}: {}", answer.detail());
    }
    for harmless in ["q=%25", "q=%27%20OR%201%3D1", "q=_", "q=%E2%80%AE", "q=*"] {
        let answer = bed.get(Who::Owner, &format!("/api/v1/contact-persons?{harmless}")).await;
        let found = (answer.status, &answer.json["items"]);
        assert_eq!(found, (StatusCode::OK, &json!([])), "{harmless}: {}", answer.json);
    }
}

#[tokio::test]
async fn html_and_right_to_left_signs_are_kept_as_written_and_come_back_as_data() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    for text in [
        "<script>alert(1)</script>",
        "\u{202e}gnp.exe",
        "=1+1",
        "' OR 1=1 --",
        "Zoë 👩‍🚀",
        "\u{1F600}".repeat(100).as_str(),
    ] {
        let answer =
            bed.json(Who::Owner, Method::PATCH, &path, &json!({ "fields": { "nickname": text } })).await;
        assert_eq!((answer.status, &answer.json["fields"]["nickname"]), (StatusCode::OK, &text.into()));
        assert_eq!(answer.header("content-type"), "application/json");
    }
}

#[tokio::test]
async fn an_id_that_is_none_is_a_record_that_does_not_exist() {
    let bed = Bed::new().await;
    for id in ["1", "..", "%00", "%FF", "' OR 1=1", "0192f3c4-5b6a-7c8d-9e0f-1a2b3c4d5e6f"] {
        let id = id.replace(' ', "%20");
        for place in ["contact-persons", "business-partners", "mailboxes", "runs"] {
            let answer = bed.get(Who::Administrator, &format!("/api/v1/{place}/{id}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{place}/{id}");
        }
    }
}

#[tokio::test]
async fn an_export_needs_a_selection_and_only_one() {
    let bed = Bed::new().await;
    let before = bed.everything().await;
    for (body, fields) in [
        (json!({}), vec!["mailbox", "contact_persons"]),
        (json!({ "mailbox": bed.mailbox }), vec!["contact_persons"]),
        (json!({ "mailbox": bed.mailbox, "contact_persons": [], "search": {} }), vec!["search"]),
        (json!({ "mailbox": bed.mailbox, "contact_persons": ["x"] }), vec!["contact_persons"]),
        (json!({ "mailbox": bed.mailbox, "contact_persons": [bed.person], "mode": "all" }), vec!["mode"]),
        (json!({ "mailbox": bed.mailbox, "search": { "order": "name" } }), vec!["search.order"]),
    ] {
        let answer = bed.json(Who::Owner, Method::POST, "/api/v1/exports", &body).await;
        assert_eq!(
            (answer.status, answer.fields()),
            (StatusCode::UNPROCESSABLE_ENTITY, fields),
            "{body}: {}",
            answer.json
        );
    }
    assert_eq!(bed.everything().await, before);
}

#[tokio::test]
async fn a_person_both_exported_and_taken_off_is_refused_by_name() {
    let bed = Bed::new().await;
    for dry_run in [true, false] {
        let body = json!({
            "mailbox": bed.mailbox, "contact_persons": [bed.person], "taken_off": [bed.person],
            "withdraw_taken_off": true, "dry_run": dry_run,
        });
        let refused = bed.json(Who::Owner, Method::POST, "/api/v1/exports", &body).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.json);
        assert!(refused.detail().contains(&bed.person.to_string()), "{}", refused.json);
    }
}

#[tokio::test]
async fn candidates_are_asked_for_a_person_and_an_unknown_contact_is_refused_with_the_reason() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/mailboxes/{}/candidates", bed.mailbox);
    let without = bed.get(Who::Owner, &path).await;
    assert_eq!((without.status.as_u16(), without.fields()), (400, vec!["person"]));
    let none = bed.get(Who::Owner, &format!("{path}?person={}", bed.person)).await;
    assert_eq!((none.status.as_u16(), &none.json["items"]), (200, &json!([])));
    let link = format!("/api/v1/contact-persons/{}/links/{}", bed.person, bed.mailbox);
    let refused = bed.json(Who::Owner, Method::PUT, &link, &json!({ "contact": "AAMkordinary" })).await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.json);
    assert!(refused.detail().contains("immutable"), "{}", refused.json);
}
