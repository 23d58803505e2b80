//! Every route by every role: the list comes from the description, and a route without a row here fails.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value as Json, json};

use crate::bed::{Bed, GRAPH, Who, picture};
use crate::schema::{Description, Operation};

/// What a route is sent, and what it answers to anonymous, reader, stranger, owner, administrator.
struct Row {
    route: &'static str,
    body: fn(&Bed) -> Json,
    answers: [u16; 5],
}

const fn row(route: &'static str, answers: [u16; 5]) -> Row {
    Row { route, body: |_| Json::Null, answers }
}

const fn with(route: &'static str, body: fn(&Bed) -> Json, answers: [u16; 5]) -> Row {
    Row { route, body, answers }
}

const PUBLIC: [u16; 5] = [200; 5];
/// Everybody who is signed in.
const SIGNED: [u16; 5] = [401, 200, 200, 200, 200];
/// Reading a record of the team.
const READ: [u16; 5] = [401, 200, 404, 200, 200];
/// Changing a record of the team.
const CHANGE: [u16; 5] = [401, 403, 404, 200, 200];
/// Removing a record of the team.
const REMOVE: [u16; 5] = [401, 403, 404, 204, 204];
/// Anything about the owner's mailbox and runs.
const OWN: [u16; 5] = [401, 404, 404, 200, 200];

const TABLE: &[Row] = &[
    row("GET /healthz", PUBLIC),
    row("GET /readyz", PUBLIC),
    row("GET /metrics", PUBLIC),
    row("GET /api/openapi.json", PUBLIC),
    row("GET /api/v1/business-partners", SIGNED),
    with(
        "POST /api/v1/business-partners",
        |_| json!({ "fields": { "name": "Neu" } }),
        [401, 403, 201, 201, 201],
    ),
    row("GET /api/v1/business-partners/{id}", READ),
    with("PATCH /api/v1/business-partners/{id}", |_| json!({ "fields": { "city": "Bonn" } }), CHANGE),
    row("DELETE /api/v1/business-partners/{id}", REMOVE),
    with(
        "POST /api/v1/business-partners/{id}/move-persons",
        |bed| json!({ "to": bed.empty_partner }),
        CHANGE,
    ),
    row("GET /api/v1/contact-persons", SIGNED),
    with("POST /api/v1/contact-persons", |bed| bed.new_person("Neu"), [401, 403, 404, 201, 201]),
    row("GET /api/v1/contact-persons/{id}", READ),
    with("PATCH /api/v1/contact-persons/{id}", |_| json!({ "fields": { "title": "Dr." } }), CHANGE),
    row("DELETE /api/v1/contact-persons/{id}", REMOVE),
    row("POST /api/v1/contact-persons/{id}/restore", CHANGE),
    row("POST /api/v1/contact-persons/{id}/erase", [401, 403, 404, 403, 204]),
    row("GET /api/v1/contact-persons/{id}/photo", READ),
    row("PUT /api/v1/contact-persons/{id}/photo", CHANGE),
    row("DELETE /api/v1/contact-persons/{id}/photo", REMOVE),
    row("GET /api/v1/contact-persons/{id}/photos/{digest}", READ),
    row("GET /api/v1/contact-persons/{id}/links", READ),
    row("GET /api/v1/contact-persons/{id}/links/{mailbox}", OWN),
    row("PUT /api/v1/contact-persons/{id}/links/{mailbox}", OWN),
    row("DELETE /api/v1/contact-persons/{id}/links/{mailbox}", OWN),
    row("POST /api/v1/contact-persons/{id}/links/{mailbox}/retry", OWN),
    row("GET /api/v1/contact-persons/{id}/history", READ),
    row("POST /api/v1/history/{entry}/undo", CHANGE),
    row("GET /api/v1/mailboxes", SIGNED),
    with(
        "POST /api/v1/mailboxes",
        |_| json!({ "address": "third@example.com", "token": "t" }),
        [401, 403, 201, 201, 201],
    ),
    row("GET /api/v1/mailboxes/{id}", OWN),
    row("GET /api/v1/mailboxes/{id}/folders", OWN),
    // What is not linked is its owner's own.
    row("GET /api/v1/mailboxes/{id}/candidates", [401, 404, 404, 200, 403]),
    with("PUT /api/v1/mailboxes/{id}/folder", |_| json!({ "folder": "AAMk1" }), OWN),
    row("POST /api/v1/mailboxes/{id}/activate", OWN),
    row("POST /api/v1/mailboxes/{id}/pause", OWN),
    with("POST /api/v1/mailboxes/{id}/reconnect", |_| json!({ "token": "t", "graph": GRAPH }), OWN),
    with("POST /api/v1/mailboxes/{id}/disconnect", |_| json!({ "contacts": "leave" }), OWN),
    // It is not braked: there is nothing to release.
    row("POST /api/v1/mailboxes/{id}/release-brake", [401, 404, 404, 422, 422]),
    row("POST /api/v1/mailboxes/{id}/cycle", [401, 404, 404, 202, 202]),
    with(
        "POST /api/v1/exports",
        |bed| json!({ "mailbox": bed.mailbox, "contact_persons": [bed.person] }),
        [401, 404, 404, 202, 202],
    ),
    // Not even an administrator imports out of somebody else's mailbox.
    row("GET /api/v1/mailboxes/{id}/import-candidates", [401, 404, 404, 200, 404]),
    with(
        "POST /api/v1/imports",
        |bed| json!({ "mailbox": bed.mailbox, "items": [{ "candidate": "c1", "business_partner": bed.partner }] }),
        [401, 404, 404, 202, 404],
    ),
    row("GET /api/v1/runs", SIGNED),
    row("GET /api/v1/runs/{id}", OWN),
    row("GET /api/v1/runs/{id}/items", OWN),
    row("GET /api/v1/runs/{id}/report.csv", OWN),
    row("POST /api/v1/runs/{id}/pause", OWN),
    row("POST /api/v1/runs/{id}/continue", OWN),
    row("POST /api/v1/runs/{id}/cancel", OWN),
    // Nothing failed: there is nothing to try again.
    row("POST /api/v1/runs/{id}/retry", [401, 404, 404, 422, 422]),
    row("GET /api/v1/settings/replication", SIGNED),
    with(
        "PATCH /api/v1/settings/replication",
        |_| json!({ "conflict": "newest" }),
        [401, 403, 403, 403, 200],
    ),
    with("POST /api/v1/duplicates", |_| json!({ "fields": { "email_1": "ada@kunde.example" } }), SIGNED),
    row("GET /api/v1/users", SIGNED),
    row("GET /api/v1/me", SIGNED),
];

/// Fills a route's placeholders with the records that it is tried on.
fn place(bed: &Bed, operation: &Operation) -> String {
    let id = match operation.path.as_str() {
        "/api/v1/business-partners/{id}" if operation.method == "DELETE" => bed.empty_partner.to_string(),
        path if path.starts_with("/api/v1/business-partners") => bed.partner.to_string(),
        path if path.ends_with("/restore") => bed.deleted.to_string(),
        path if path.starts_with("/api/v1/contact-persons") => bed.person.to_string(),
        path if path.ends_with("/folder") => bed.second.to_string(),
        path if path.starts_with("/api/v1/mailboxes") => bed.mailbox.to_string(),
        _ => bed.run.to_string(),
    };
    let entry = format!("{}-2", bed.person.hex());
    let asked = if operation.path.ends_with("/candidates") {
        format!("{}?person={}", operation.path, bed.person)
    } else {
        operation.path.clone()
    };
    filled(&asked, &id, &bed.mailbox.to_string(), &entry)
}

fn filled(path: &str, id: &str, mailbox: &str, entry: &str) -> String {
    path.replace("{id}", id)
        .replace("{mailbox}", mailbox)
        .replace("{entry}", entry)
        .replace("{digest}", &digest())
}

/// Names the picture that the person has.
fn digest() -> String {
    photo::prepare(&picture(8, 8)).unwrap().original.digest
}

async fn call(bed: &Bed, who: Who, operation: &Operation, path: &str, body: &Json) -> crate::bed::Answer {
    let request = Request::builder().method(operation.method.as_str()).uri(path);
    if operation.path.ends_with("/photo") && operation.method == "PUT" {
        let request = request.header("content-type", "image/png");
        return bed.send(who, request, Body::from(picture(9, 9))).await;
    }
    if body.is_null() {
        return bed.send(who, request, Body::empty()).await;
    }
    let request = request.header("content-type", "application/json");
    bed.send(who, request, Body::from(body.to_string())).await
}

fn route(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn row_of(operation: &Operation) -> &'static Row {
    let route = route(operation);
    TABLE.iter().find(|row| row.route == route).unwrap_or_else(|| panic!("{route} has no row in the table"))
}

#[test]
fn every_route_of_the_description_has_a_row_and_every_row_a_route() {
    let routes: Vec<String> = Description::new().operations().iter().map(route).collect();
    for route in &routes {
        assert!(TABLE.iter().any(|row| row.route == route), "{route} has no row");
    }
    for row in TABLE {
        assert!(routes.iter().any(|route| route == row.route), "{} is no route", row.route);
    }
}

#[tokio::test]
async fn who_may_not_is_refused_on_every_route_and_leaves_everything_as_it_was() {
    let bed = Bed::new().await;
    let before = bed.everything().await;
    for operation in bed.description.operations() {
        let row = row_of(&operation);
        for (who, expected) in Who::ALL.into_iter().zip(row.answers).filter(|(_, status)| *status >= 400) {
            if expected == 422 {
                continue;
            }
            let answer = call(&bed, who, &operation, &place(&bed, &operation), &(row.body)(&bed)).await;
            assert_eq!(answer.status.as_u16(), expected, "{} by {who:?}: {}", row.route, answer.json);
            assert_eq!(answer.header("content-type"), "application/problem+json", "{} by {who:?}", row.route);
        }
    }
    assert_eq!(bed.everything().await, before);
    assert!(bed.engine.0.lock().unwrap().is_empty(), "a refused request woke the engine");
}

#[tokio::test]
async fn who_may_is_answered_as_the_table_says_on_every_route() {
    for operation in Description::new().operations() {
        let row = row_of(&operation);
        for (who, expected) in Who::ALL.into_iter().zip(row.answers) {
            if expected >= 400 && expected != 422 {
                continue;
            }
            let bed = Bed::new().await;
            let answer = call(&bed, who, &operation, &place(&bed, &operation), &(row.body)(&bed)).await;
            assert_eq!(answer.status.as_u16(), expected, "{} by {who:?}: {}", row.route, answer.json);
        }
    }
}

#[tokio::test]
async fn a_record_that_one_may_not_see_is_answered_like_one_that_does_not_exist() {
    let bed = Bed::new().await;
    let nothing = "0192f3c4-5b6a-7c8d-9e0f-1a2b3c4d5e6f";
    for operation in bed.description.operations() {
        let row = row_of(&operation);
        if row.answers[2] != 404 || !operation.path.contains('{') {
            continue;
        }
        let body = (row.body)(&bed);
        let hidden = call(&bed, Who::Stranger, &operation, &place(&bed, &operation), &body).await;
        let missing = filled(&operation.path, nothing, nothing, &format!("{}-1", nothing.replace('-', "")));
        let missing = call(&bed, Who::Stranger, &operation, &missing, &body).await;
        assert_eq!((missing.status, missing.json), (hidden.status, hidden.json), "{}", row.route);
    }
}

#[tokio::test]
async fn what_one_may_not_see_is_in_no_list() {
    let bed = Bed::new().await;
    for path in ["business-partners", "contact-persons", "contact-persons?deleted=true", "mailboxes", "runs"]
    {
        let path = format!("/api/v1/{path}");
        let seen = bed.get(Who::Owner, &path).await;
        assert_ne!(seen.json["items"], json!([]), "{path}");
        let hidden = bed.get(Who::Stranger, &path).await;
        assert_eq!(hidden.json["items"], json!([]), "{path}");
    }
    let found = bed.get(Who::Stranger, "/api/v1/contact-persons?q=ada@kunde.example").await;
    assert_eq!(found.json["items"], json!([]));
}

#[tokio::test]
async fn a_reader_sees_its_own_mailbox_and_changes_nothing_in_it() {
    let bed = Bed::new().await;
    let reader = bed.get(Who::Reader, "/api/v1/me").await.json["id"].clone();
    let body = json!({ "owner": reader, "address": "reader@example.com", "token": "t" });
    let mailbox = bed.json(Who::Administrator, axum::http::Method::POST, "/api/v1/mailboxes", &body).await;
    assert_eq!(mailbox.status, StatusCode::CREATED);
    let path = mailbox.header("location").to_owned();
    assert_eq!(bed.get(Who::Reader, &path).await.json["state"], "paused");
    let activated =
        bed.json(Who::Reader, axum::http::Method::POST, &format!("{path}/activate"), &json!({})).await;
    assert_eq!(activated.status, StatusCode::FORBIDDEN);
    let link = format!("/api/v1/contact-persons/{}/links/{}", bed.person, path.rsplit('/').next().unwrap());
    let adopted = bed.send(Who::Reader, Request::put(link), Body::empty()).await;
    assert_eq!(adopted.status, StatusCode::FORBIDDEN);
    assert_eq!(bed.get(Who::Reader, &path).await.json["state"], "paused");
}

#[tokio::test]
async fn a_right_withdrawn_holds_from_the_next_request_on() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    assert_eq!(bed.get(Who::Reader, &path).await.status, StatusCode::OK);
    let program = store::Viewer::program();
    bed.store.set_team_members(&program, bed.team, &[bed.owner], 1_700_000_000_000_000).await.unwrap();
    assert_eq!(bed.get(Who::Reader, &path).await.status, StatusCode::NOT_FOUND);
    bed.store.set_user_disabled(&program, bed.owner, true, 1_700_000_000_000_000).await.unwrap();
    assert_eq!(bed.get(Who::Owner, &path).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_does_no_more_than_its_scopes_say() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let token = |scopes: &[&str]| store::NewToken {
        user: bed.owner,
        name: "scoped".into(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        expires: None,
    };
    for (scopes, get, patch) in
        [(&["read"][..], 200, 403), (&["write"][..], 200, 200), (&["else"][..], 403, 403)]
    {
        let new = token(scopes);
        let (_, secret) =
            bed.store.create_token(&store::Viewer::program(), &new, 1_700_000_000_000_000).await.unwrap();
        let builder = |method: &str| {
            Request::builder()
                .method(method)
                .uri(&path)
                .header("authorization", format!("Bearer {secret}"))
                .header("content-type", "application/json")
        };
        let read = bed.send(Who::Anonymous, builder("GET"), Body::empty()).await;
        assert_eq!(read.status.as_u16(), get, "{scopes:?}");
        let body = json!({ "fields": { "title": "Dr." } }).to_string();
        let changed = bed.send(Who::Anonymous, builder("PATCH"), Body::from(body)).await;
        assert_eq!(changed.status.as_u16(), patch, "{scopes:?}");
    }
}
