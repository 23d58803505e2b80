//! Exports and their runs over HTTP: many in the background, paused and gone on, the plan in detail, the report.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use contacts::{Card, FieldKey, PersonId};
use serde_json::{Value as Json, json};
use store::{LoadOptions, LoadPerson, Viewer};

use crate::bed::{Answer, Bed, Who};

async fn persons(bed: &Bed, count: usize) -> Vec<PersonId> {
    let row = |n: usize| LoadPerson {
        line: n as u64 + 2,
        external_id: Some(format!("many-{n}")),
        card: Card::new().with(FieldKey::LastName, &format!("Many {n:04}")),
        ..LoadPerson::default()
    };
    let rows: Vec<LoadPerson> = (0..count).map(row).collect();
    let options = LoadOptions { partner: Some(bed.partner), ..LoadOptions::default() };
    let now = 1_700_000_000_000_000;
    let loaded = bed.store.load_persons(&Viewer::program(), &rows, &options, now).await.unwrap();
    loaded.iter().map(|one| one.id().unwrap()).collect()
}

async fn post(bed: &Bed, path: &str, body: &Json) -> Answer {
    bed.json(Who::Owner, Method::POST, &format!("/api/v1{path}"), body).await
}

async fn steer(bed: &Bed, run: &str, what: &str) -> Answer {
    let request = Request::builder().method(Method::POST).uri(format!("/api/v1/runs/{run}/{what}"));
    bed.send(Who::Owner, request, Body::empty()).await
}

#[tokio::test]
async fn an_export_of_many_answers_at_once_with_its_total_and_is_prepared_behind() {
    let bed = Bed::new().await;
    let persons = persons(&bed, 350).await;
    let started =
        post(&bed, "/exports", &json!({ "mailbox": bed.mailbox, "contact_persons": persons })).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.json);
    assert_eq!(started.json["counts"]["total"], 350);
    let path = format!("/api/v1/runs/{}", started.json["id"].as_str().unwrap());
    loop {
        let run = bed.get(Who::Owner, &path).await.json;
        assert_eq!(run["counts"]["total"], 350);
        if run["state"] == "running" {
            break;
        }
        assert_eq!(run["state"], "preparing");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_run_is_paused_goes_on_and_refuses_both_when_it_has_ended() {
    let bed = Bed::new().await;
    let run = bed.run.to_string();
    for (what, state) in
        [("pause", "paused"), ("pause", "paused"), ("continue", "running"), ("continue", "running")]
    {
        let answer = steer(&bed, &run, what).await;
        assert_eq!((answer.status, &answer.json["state"]), (StatusCode::OK, &json!(state)), "{what}");
    }
    assert!(bed.engine.0.lock().unwrap().contains(&Some(bed.mailbox)), "the mailbox is woken");
    steer(&bed, &run, "pause").await;
    assert_eq!(steer(&bed, &run, "cancel").await.json["state"], "cancelled");
    for what in ["pause", "continue"] {
        assert_eq!(steer(&bed, &run, what).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    }
}

#[tokio::test]
async fn a_plan_with_details_says_field_by_field_what_would_change() {
    let bed = Bed::new().await;
    let asked = json!({ "mailbox": bed.second, "contact_persons": [bed.person], "dry_run": true });
    let plain = post(&bed, "/exports", &asked).await.json;
    assert_eq!(plain["items"][0]["fields"], Json::Null);
    let mut asked = asked;
    asked["details"] = json!(true);
    let told = post(&bed, "/exports", &asked).await.json;
    let item = &told["items"][0];
    assert_eq!((&item["what"], &item["photo"]), (&json!("create"), &json!("sent")));
    let fields = item["fields"].as_array().unwrap();
    let last = fields.iter().find(|change| change["field"] == "last_name").unwrap();
    assert_eq!((&last["outlook_after"], &last["why"]), (&json!("König"), &json!("sent")));
    assert!(fields.iter().any(|change| change["field"] == "company"), "{told}");

    asked["dry_run"] = json!(false);
    let refused = post(&bed, "/exports", &asked).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let many = persons(&bed, 101).await;
    let asked = json!({ "mailbox": bed.second, "contact_persons": many, "dry_run": true, "details": true });
    assert_eq!(post(&bed, "/exports", &asked).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_report_has_a_line_for_everybody_in_the_language_asked_for() {
    let bed = Bed::new().await;
    let id = bed.run;
    steer(&bed, &id.to_string(), "cancel").await;
    for (language, between, title, end) in
        [("", ",", "Contact person", "Not possible"), ("?language=de", ";", "Kontaktperson", "Nicht möglich")]
    {
        let answer = bed.get(Who::Owner, &format!("/api/v1/runs/{id}/report.csv{language}")).await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert!(answer.header("content-disposition").contains(".csv"));
        let text = String::from_utf8(answer.bytes).unwrap();
        assert!(text.starts_with(&format!("\u{feff}{title}{between}")), "{text}");
        let line = text.lines().nth(1).unwrap();
        assert!(line.contains(&format!("{between}{end}{between}")), "{line}");
        assert!(line.contains(&bed.person.to_string()), "{line}");
        assert_eq!(text.lines().count(), 2);
    }
    // More than one part of it.
    let many = persons(&bed, 2_300).await;
    let started = post(&bed, "/exports", &json!({ "mailbox": bed.mailbox, "contact_persons": many })).await;
    let run = format!("/api/v1/runs/{}", started.json["id"].as_str().unwrap());
    while bed.get(Who::Owner, &run).await.json["state"] == "preparing" {
        tokio::task::yield_now().await;
    }
    let text = String::from_utf8(bed.get(Who::Owner, &format!("{run}/report.csv")).await.bytes).unwrap();
    let lines: std::collections::BTreeSet<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2_301, "one line each, and the headings");

    let wrong = bed.get(Who::Owner, &format!("/api/v1/runs/{id}/report.csv?language=fr")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let stranger = bed.get(Who::Stranger, &format!("/api/v1/runs/{id}/report.csv")).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}
