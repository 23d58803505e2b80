//! `/imports` and the candidates of a mailbox, over HTTP.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use contacts::{Card, FieldKey};
use serde_json::{Value as Json, json};

use crate::bed::{Answer, Bed, GONE, UNREAD, Who, contact};

async fn post(bed: &Bed, body: &Json) -> Answer {
    bed.json(Who::Owner, Method::POST, "/api/v1/imports", body).await
}

async fn keyed(bed: &Bed, key: &str, body: &Json) -> Answer {
    let request = Request::post("/api/v1/imports").header("content-type", "application/json");
    bed.send(Who::Owner, request.header("idempotency-key", key), Body::from(body.to_string())).await
}

fn card(first: &str, last: &str, email: &str) -> Card {
    let card = Card::new().with(FieldKey::FirstName, first).with(FieldKey::LastName, last);
    card.with(FieldKey::Email1, email)
}

/// Puts contacts into the mailbox: Outlook gives them two at a time.
fn there(bed: &Bed) {
    let mut secret = card("Sec", "Ret", "secret@x.example");
    secret.set(FieldKey::Private, Some(contacts::Value::Flag));
    *bed.engine.2.lock().unwrap() = vec![
        contact("1", card("Eva", "Adam", "eva@x.example").with(FieldKey::Company, "Kunde GmbH")),
        contact("2", secret),
        contact("3", card("A.", "Known", "ada@kunde.example")),
        contact("4", card("Bo", "Berg", "bo@x.example")),
        contact("5", card("Cy", "Cook", "cy@x.example")),
    ];
}

async fn ended(bed: &Bed, place: &str) -> Json {
    // The engine of these tests stamps nothing: what becomes a person goes on waiting for it.
    for _ in 0..500 {
        let items = bed.get(Who::Owner, &format!("{place}/items?limit=200")).await.json;
        let run = bed.get(Who::Owner, place).await.json;
        if run["state"] != "preparing" {
            return items;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the import is not prepared");
}

#[tokio::test]
async fn candidates_are_listed_part_by_part_with_status_and_suggestions() {
    let bed = Bed::new().await;
    there(&bed);
    let path = format!("/api/v1/mailboxes/{}/import-candidates", bed.mailbox);
    let mut found = Vec::new();
    let mut next = String::new();
    loop {
        let part = bed.get(Who::Owner, &format!("{path}?limit=1{next}")).await;
        assert_eq!(part.status, StatusCode::OK, "{}", part.json);
        found.extend(part.json["items"].as_array().unwrap().clone());
        match part.json["next"].as_str() {
            Some(after) => next = format!("&after={after}"),
            None => break,
        }
    }
    let ids: Vec<&str> = found.iter().map(|item| item["candidate"].as_str().unwrap()).collect();
    assert_eq!(ids, ["1", "3", "4", "5"], "not the private one");
    assert_eq!((&found[0]["kind"], &found[0]["status"]), (&json!("new"), &json!("none")));
    assert_eq!(found[0]["fields"]["last_name"], "Adam");
    assert_eq!(found[1]["status"], "certain");
    assert_eq!(found[1]["duplicates"][0]["contact_person"]["id"], json!(bed.person));
    assert!(!found[1]["duplicates"][0]["evidence"].as_array().unwrap().is_empty());
    let all = bed.get(Who::Owner, &format!("{path}?private=true&limit=200")).await.json;
    assert_eq!(all["items"].as_array().unwrap().len(), 2, "as Outlook gives them");
    let none = bed.get(Who::Owner, &format!("{path}?folder=AAMk1")).await.json;
    assert_eq!(none["items"], json!([]));
    let owner = bed.store.viewer_of(bed.owner).await.unwrap().unwrap();
    assert!(bed.store.waiting_import_drafts(&owner, 0).await.unwrap().is_empty(), "nothing is kept");
}

#[tokio::test]
async fn a_plan_says_what_would_happen_and_changes_nothing() {
    let bed = Bed::new().await;
    there(&bed);
    let items = json!([
        { "candidate": "1", "business_partner": bed.partner, "fields": { "job_title": "Head" } },
        { "candidate": "3", "business_partner": bed.partner },
        { "candidate": "4", "new_business_partner": { "name": "Neu AG" } },
        { "candidate": "3x", "action": "link", "contact_person": bed.person },
        { "candidate": GONE, "business_partner": bed.partner },
    ]);
    let body = json!({ "mailbox": bed.mailbox, "items": items, "dry_run": true });
    let plan = post(&bed, &body).await;
    assert_eq!(plan.status, StatusCode::OK, "{}", plan.json);
    let plan = plan.json;
    assert_eq!((&plan["import"], &plan["skip"]), (&json!(2), &json!(2 + u64::from(plan["link"] == 0))));
    let of = |place: usize| plan["items"][place].clone();
    assert_eq!((&of(0)["action"], &of(0)["fields"]["job_title"]), (&json!("import"), &json!("Head")));
    assert!(of(1)["reason"].as_str().unwrap().contains("certainly"));
    assert_eq!(
        (&of(2)["business_partner"], &of(2)["business_partner_name"]),
        (&Json::Null, &json!("Neu AG"))
    );
    assert!(of(4)["reason"].as_str().unwrap().contains("not in the mailbox"));
    let runs = bed.get(Who::Owner, "/api/v1/runs").await.json;
    assert!(runs["items"].as_array().unwrap().iter().all(|run| run["kind"] != "import"));
}

#[tokio::test]
async fn an_import_runs_and_the_same_key_finds_it_again() {
    let bed = Bed::new().await;
    there(&bed);
    let items = json!([
        { "candidate": "1", "business_partner": bed.partner },
        { "candidate": "3", "business_partner": bed.partner },
        { "candidate": GONE, "business_partner": bed.partner },
    ]);
    let body = json!({ "mailbox": bed.mailbox, "items": items });
    let first = keyed(&bed, "k1", &body).await;
    assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.json);
    let again = keyed(&bed, "k1", &body).await;
    assert_eq!((again.status, &again.json["id"]), (StatusCode::ACCEPTED, &first.json["id"]));
    assert_eq!(first.json["kind"], "import");
    let place = format!("/api/v1/runs/{}", first.json["id"].as_str().unwrap());
    let items = ended(&bed, &place).await;
    let mut ends: Vec<(String, String)> = items["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["contact"].as_str().unwrap().to_owned(), item["end"].as_str().unwrap().to_owned()))
        .collect();
    ends.sort();
    let expected = [("1", "waiting"), ("3", "skipped"), (GONE, "skipped")];
    assert_eq!(ends, expected.map(|(id, end)| (id.to_owned(), end.to_owned())));
    let certain = items["items"].as_array().unwrap().iter().find(|item| item["contact"] == "3").unwrap();
    assert_eq!(certain["same_as"], json!(bed.person));
    let found = bed.get(Who::Owner, "/api/v1/contact-persons?q=eva@x.example").await.json;
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let listed =
        bed.get(Who::Owner, &format!("/api/v1/mailboxes/{}/import-candidates?limit=200", bed.mailbox)).await;
    assert!(
        listed.json["items"].as_array().unwrap().iter().all(|item| item["candidate"] != "1"),
        "on its way"
    );
}

#[tokio::test]
async fn a_contact_that_cannot_be_read_is_no_part_of_an_order() {
    let bed = Bed::new().await;
    there(&bed);
    let items = ["4", UNREAD].map(|id| json!({ "candidate": id, "business_partner": bed.partner }));
    let answer = post(&bed, &json!({ "mailbox": bed.mailbox, "items": items })).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{}", answer.json);
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_said_by_name() {
    let bed = Bed::new().await;
    for (item, field) in [
        (json!({ "business_partner": bed.partner }), "items.0.candidate"),
        (json!({ "candidate": "1" }), "items.0.business_partner"),
        (json!({ "candidate": "1", "action": "keep" }), "items.0.action"),
        (
            json!({ "candidate": "1", "business_partner": bed.partner, "contact_person": bed.person }),
            "items.0.contact_person",
        ),
        (
            json!({ "candidate": "1", "action": "link", "business_partner": bed.partner }),
            "items.0.business_partner",
        ),
        (json!({ "candidate": "1", "business_partner": bed.partner, "x": 1 }), "items.0.x"),
        (json!(7), "items.0"),
    ] {
        let refused = post(&bed, &json!({ "mailbox": bed.mailbox, "items": [item] })).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{item}: {}", refused.json);
        let told: Vec<&str> = refused.json["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["field"].as_str().unwrap())
            .collect();
        assert!(told.contains(&field), "{item}: {told:?}");
    }
    let twice = json!([{ "candidate": "1", "business_partner": bed.partner }, { "candidate": "1", "business_partner": bed.partner }]);
    let refused = post(&bed, &json!({ "mailbox": bed.mailbox, "items": twice })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.json);
}
