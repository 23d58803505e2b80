//! The resources as a CRM uses them: from a new company to its person in Outlook, and back.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value as Json, json};

use crate::bed::{Answer, Bed, GRAPH, Who};

async fn post(bed: &Bed, path: &str, body: &Json) -> Answer {
    bed.json(Who::Owner, Method::POST, path, body).await
}

#[tokio::test]
async fn a_company_its_person_and_the_person_in_outlook() {
    let bed = Bed::new().await;
    let company =
        json!({ "fields": { "name": "Nordwind GmbH", "main_phone": "+49 40 1234-0" }, "external_id": "K1" });
    let company = post(&bed, "/api/v1/business-partners", &company).await;
    assert_eq!((company.status, company.header("etag")), (StatusCode::CREATED, "\"v1\""));
    assert_eq!(
        company.header("location"),
        format!("/api/v1/business-partners/{}", company.json["id"].as_str().unwrap())
    );

    let person = json!({
        "business_partner": company.json["id"],
        "employee_in_charge": bed.owner,
        "external_id": "P1",
        "fields": { "first_name": "Änne", "last_name": "Groß", "email_1": "aenne@nordwind.example",
            "birthday": "1980-02-29", "children": ["Ida", "Ben"], "private": true, "notes": "Zeile 1\r\nZeile 2" }
    });
    let person = post(&bed, "/api/v1/contact-persons", &person).await;
    assert_eq!(
        (person.status, &person.json["duplicates"]),
        (StatusCode::CREATED, &json!([])),
        "{}",
        person.json
    );
    let path = person.header("location").to_owned();
    let read = bed.get(Who::Owner, &path).await.json;
    assert_eq!(read["fields"]["notes"], "Zeile 1\nZeile 2");
    assert_eq!(read["fields"]["birthday"], "1980-02-29");
    assert_eq!(
        (&read["fields"]["company"], &read["fields"]["company_phone"]),
        (&"Nordwind GmbH".into(), &"+49 40 1234-0".into())
    );
    assert_eq!(read["business_partner"], json!({ "id": company.json["id"], "name": "Nordwind GmbH" }));
    assert_eq!(read["created"], json!({ "at": "2023-11-14T22:13:21Z", "by": bed.owner }));
    assert_eq!(
        (&read["photo"], &read["deleted"], &read["not_transferable"]),
        (&Json::Null, &Json::Null, &json!([]))
    );

    let link = format!("{path}/links/{}", bed.mailbox);
    assert_eq!(bed.get(Who::Owner, &link).await.status, StatusCode::NOT_FOUND);
    let adopted = bed.send(Who::Owner, Request::put(&link), Body::empty()).await;
    assert_eq!((adopted.status, &adopted.json["detail"]["state"]), (StatusCode::OK, &"adopting".into()));
    assert_eq!(adopted.json["detail"]["under_way"], true);
    assert_eq!(bed.engine.0.lock().unwrap().as_slice(), [Some(bed.mailbox)]);
    let withdrawn = bed.send(Who::Owner, Request::delete(&link), Body::empty()).await;
    assert_eq!(
        (&withdrawn.json["detail"]["state"], &withdrawn.json["detail"]["leaving"]),
        (&"leaving".into(), &"withdrawn".into())
    );
    let links = bed.get(Who::Owner, &format!("{path}/links")).await;
    assert_eq!(links.json["items"], json!([withdrawn.json]));
}

#[tokio::test]
async fn a_colleague_learns_only_whose_mailbox_a_person_is_in() {
    let bed = Bed::new().await;
    let links = bed.get(Who::Reader, &format!("/api/v1/contact-persons/{}/links", bed.person)).await;
    assert_eq!(
        links.json["items"],
        json!([{ "owner": { "id": bed.owner, "name": "owner" }, "detail": null }])
    );
}

#[tokio::test]
async fn nobody_brings_a_person_into_a_mailbox_whose_owner_may_not_see_it() {
    let bed = Bed::new().await;
    let body = json!({ "address": "stranger@example.com", "token": "t" });
    let mailbox = bed.json(Who::Stranger, Method::POST, "/api/v1/mailboxes", &body).await.json["id"].clone();
    let link = format!("/api/v1/contact-persons/{}/links/{}", bed.person, mailbox.as_str().unwrap());
    let own = bed.send(Who::Stranger, Request::put(&link), Body::empty()).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND);
    let by_administrator = bed.send(Who::Administrator, Request::put(&link), Body::empty()).await;
    assert_eq!(by_administrator.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(by_administrator.detail().contains("may not see"), "{}", by_administrator.detail());
}

#[tokio::test]
async fn a_duplicate_is_told_of_and_one_outside_the_permissions_is_not_named() {
    let bed = Bed::new().await;
    let card = json!({ "fields": { "email_1": "ADA@kunde.example" } });
    let found = post(&bed, "/api/v1/duplicates", &card).await;
    let duplicates = found.json["duplicates"].as_array().unwrap();
    assert_eq!((duplicates.len(), &duplicates[0]["status"]), (1, &json!("certain")));
    assert_eq!(
        duplicates[0]["contact_person"],
        json!({ "id": bed.person, "name": "Ada König", "business_partner": "Kunde GmbH", "inactive": false })
    );
    assert_eq!(
        duplicates[0]["evidence"][0],
        json!({ "reason": "email", "how": "same", "points": 200, "text": "Same e-mail address (ada@kunde.example)" })
    );
    assert!(duplicates[0]["points"].as_i64().unwrap() >= 200);
    let hidden = bed.json(Who::Stranger, Method::POST, "/api/v1/duplicates", &card).await;
    assert_eq!(
        hidden.json["duplicates"],
        json!([{ "status": "certain", "points": 0, "contact_person": null, "evidence": [] }])
    );
    let likely =
        json!({ "fields": { "first_name": "Ada", "last_name": "Koenig" }, "business_partner": bed.partner });
    let found = post(&bed, "/api/v1/duplicates", &likely).await.json["duplicates"][0].clone();
    assert_eq!((&found["status"], &found["contact_person"]["id"]), (&json!("possible"), &json!(bed.person)));
    let told = found["evidence"].as_array().unwrap();
    assert!(told.iter().any(|one| one["text"] == "Same company (Kunde GmbH)"), "{found}");
    let named = json!({ "fields": { "first_name": "Ada", "last_name": "Koenig" }, "company": "Kunde" });
    let found = post(&bed, "/api/v1/duplicates", &named).await.json["duplicates"].clone();
    assert_eq!(found[0]["status"], "possible");
    let own = json!({ "fields": { "email_1": "ada@kunde.example" }, "except": bed.person });
    assert_eq!(post(&bed, "/api/v1/duplicates", &own).await.json["duplicates"], json!([]));
    let second = json!({ "business_partner": bed.partner, "fields": { "last_name": "K", "email_1": "ada@kunde.example" } });
    let created = post(&bed, "/api/v1/contact-persons", &second).await;
    assert_eq!(created.json["duplicates"][0]["contact_person"]["id"], json!(bed.person));
}

#[tokio::test]
async fn what_outlook_cannot_hold_is_told_with_the_person() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let long = "x".repeat(300);
    let body = json!({ "fields": { "department": long, "further_emails": ["a@b.de"] } });
    let answer = bed.json(Who::Owner, Method::PATCH, &path, &body).await;
    assert_eq!(
        answer.json["not_transferable"],
        json!([{ "field": "department", "loss": "cut", "keeps": 255 },
            { "field": "further_emails", "loss": "not_transferable", "keeps": null }])
    );
    assert_eq!(answer.json["fields"]["department"], long);
}

#[tokio::test]
async fn a_partner_with_persons_is_kept_until_they_are_moved() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/business-partners/{}", bed.partner);
    assert_eq!(bed.get(Who::Owner, &path).await.json["links"], 1);
    let kept = bed.send(Who::Owner, Request::delete(&path), Body::empty()).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        kept.detail().contains("2 contact persons") && kept.detail().contains("Move them"),
        "{}",
        kept.detail()
    );
    let moved = post(&bed, &format!("{path}/move-persons"), &json!({ "to": bed.empty_partner })).await;
    assert_eq!(moved.json, json!({ "moved": 2, "left": 0 }));
    let gone = bed.send(Who::Owner, Request::delete(&path), Body::empty()).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(bed.get(Who::Owner, &path).await.status, StatusCode::NOT_FOUND);
    let person = bed.get(Who::Owner, &format!("/api/v1/contact-persons/{}", bed.person)).await;
    assert_eq!(person.json["business_partner"]["name"], "Leer AG");
}

#[tokio::test]
async fn a_change_is_taken_back_and_a_deleted_person_comes_back() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let history = bed.get(Who::Owner, &format!("{path}/history")).await;
    let items = history.json["items"].as_array().unwrap();
    let entry = items.iter().find(|entry| entry["field"] == "nickname").unwrap();
    assert_eq!(
        (&entry["before"], &entry["after"], &entry["cause"]),
        (&Json::Null, &"Addie".into(), &"crm".into())
    );
    assert_eq!(entry["by"], "owner");
    let undo = format!("/api/v1/history/{}/undo", entry["id"].as_str().unwrap());
    let undone = bed.send(Who::Owner, Request::post(undo), Body::empty()).await;
    assert_eq!(undone.json["fields"].get("nickname"), None, "{}", undone.json);
    for nonsense in ["1", "x-1", &format!("{}-999", bed.person.hex())] {
        let answer = bed
            .send(Who::Owner, Request::post(format!("/api/v1/history/{nonsense}/undo")), Body::empty())
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nonsense}");
    }

    assert_eq!(
        bed.send(Who::Owner, Request::delete(&path), Body::empty()).await.status,
        StatusCode::NO_CONTENT
    );
    assert!(bed.get(Who::Owner, &path).await.json["deleted"]["at"].is_string());
    let edit = bed.json(Who::Owner, Method::PATCH, &path, &json!({ "inactive": true })).await;
    assert!(edit.status.is_client_error(), "a person in the bin was changed");
    let back = bed.send(Who::Owner, Request::post(format!("{path}/restore")), Body::empty()).await;
    assert_eq!((back.status, &back.json["deleted"]), (StatusCode::OK, &Json::Null));
}

#[tokio::test]
async fn an_erased_person_is_gone_and_only_the_fact_stays() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let erased = bed.send(Who::Administrator, Request::post(format!("{path}/erase")), Body::empty()).await;
    assert_eq!(erased.status, StatusCode::NO_CONTENT);
    assert_eq!(bed.get(Who::Administrator, &path).await.status, StatusCode::NOT_FOUND);
    let history = bed.get(Who::Administrator, &format!("{path}/history")).await;
    let text = history.json.to_string();
    assert!(!text.contains("Addie") && text.contains("erased"), "{text}");
}

#[tokio::test]
async fn an_export_shows_its_plan_first_and_then_its_run() {
    let bed = Bed::new().await;
    let new = post(&bed, "/api/v1/contact-persons", &bed.new_person("Neu")).await.json["id"].clone();
    let mut body = json!({ "mailbox": bed.mailbox, "contact_persons": [bed.person, new], "dry_run": true });
    let before = bed.everything().await;
    let plan = post(&bed, "/api/v1/exports", &body).await;
    assert_eq!((plan.status, &plan.json["counts"]["create"]), (StatusCode::OK, &2.into()), "{}", plan.json);
    assert_eq!(plan.json["items"].as_array().unwrap().len(), 2);
    assert_eq!(bed.everything().await, before, "a plan changed something");

    body["dry_run"] = false.into();
    let run = post(&bed, "/api/v1/exports", &body).await;
    assert_eq!(
        (run.status, &run.json["kind"], &run.json["counts"]["total"]),
        (StatusCode::ACCEPTED, &"export".into(), &2.into())
    );
    assert!(bed.engine.0.lock().unwrap().contains(&Some(bed.mailbox)));
    let path = run.header("location").to_owned();
    assert_eq!(bed.get(Who::Owner, &path).await.json["id"], run.json["id"]);
    let waiting = bed.get(Who::Owner, &format!("{path}/items?end=waiting")).await;
    assert_eq!(waiting.json["items"].as_array().unwrap().len(), 2, "{}", waiting.json);
    assert_eq!(bed.get(Who::Owner, &format!("{path}/items?end=failed")).await.json["items"], json!([]));
    let cancelled = bed.send(Who::Owner, Request::post(format!("{path}/cancel")), Body::empty()).await;
    assert_eq!(
        (cancelled.status, &cancelled.json["state"]),
        (StatusCode::OK, &"cancelled".into()),
        "{}",
        cancelled.json
    );

    let search = json!({ "mailbox": bed.mailbox, "search": { "q": "neu" }, "dry_run": true });
    assert_eq!(post(&bed, "/api/v1/exports", &search).await.json["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_mailbox_from_its_connection_to_its_farewell() {
    let bed = Bed::new().await;
    let body = json!({ "address": "New@Example.com", "token": "very-secret" });
    let mailbox = post(&bed, "/api/v1/mailboxes", &body).await;
    assert_eq!(
        (mailbox.status, &mailbox.json["state"]),
        (StatusCode::CREATED, &"paused".into()),
        "{}",
        mailbox.json
    );
    assert_eq!(
        (&mailbox.json["address"], &mailbox.json["graph"]),
        (&"new@example.com".into(), &GRAPH.into())
    );
    let path = mailbox.header("location").to_owned();
    let folders = bed.get(Who::Owner, &format!("{path}/folders")).await;
    assert_eq!(folders.json["items"][0], json!({ "id": null, "name": "Kontakte", "contacts": null }));
    let followed =
        bed.json(Who::Owner, Method::PUT, &format!("{path}/folder"), &json!({ "folder": "AAMk1" })).await;
    assert_eq!(followed.json["folder"], "AAMk1");
    let default =
        bed.json(Who::Owner, Method::PUT, &format!("{path}/folder"), &json!({ "folder": null })).await;
    assert_eq!(default.json["folder"], Json::Null);
    let step = async |what: &str, body: &Json| post(&bed, &format!("{path}/{what}"), body).await;
    assert_eq!(step("activate", &json!({})).await.json["state"], "active");
    let run = step("cycle", &json!({})).await;
    assert_eq!((run.status, &run.json["kind"]), (StatusCode::ACCEPTED, &"cycle".into()));
    assert_eq!(step("pause", &json!({})).await.json["state"], "paused");
    assert_eq!(step("cycle", &json!({})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = step("disconnect", &json!({ "contacts": "remove" })).await;
    assert!(
        ["disconnecting", "disconnected"].contains(&gone.json["state"].as_str().unwrap()),
        "{}",
        gone.json
    );
    for answer in [mailbox, bed.get(Who::Administrator, "/api/v1/mailboxes").await] {
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("secret"), "an answer has a token in it");
    }
}

#[tokio::test]
async fn a_token_for_outlook_goes_to_no_address_of_a_user_s_choice() {
    let bed = Bed::new().await;
    let before = bed.everything().await;
    for graph in ["https://evil.example/v1.0", "http://127.0.0.1:1/", "file:///etc/passwd", ""] {
        let body = json!({ "address": "x@example.com", "token": "t", "graph": graph });
        let answer = post(&bed, "/api/v1/mailboxes", &body).await;
        assert_eq!(
            (answer.status, answer.fields()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["graph"]),
            "{graph}"
        );
        let again = json!({ "token": "t", "graph": graph });
        let again = post(&bed, &format!("/api/v1/mailboxes/{}/reconnect", bed.mailbox), &again).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{graph}");
    }
    assert_eq!(bed.everything().await, before);
}

#[tokio::test]
async fn only_an_administrator_disconnects_a_mailbox_without_reaching_it_and_it_is_gone_at_once() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/mailboxes/{}/disconnect", bed.mailbox);
    let force = json!({ "contacts": "leave", "force": true });
    let refused = bed.json(Who::Owner, Method::POST, &path, &force).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.json);
    let waits = bed.json(Who::Owner, Method::POST, &path, &json!({ "contacts": "leave" })).await;
    assert_eq!((&waits.json["state"], &waits.json["unreached"]), (&"disconnecting".into(), &0.into()));
    let gone = bed.json(Who::Administrator, Method::POST, &path, &force).await;
    assert_eq!((gone.status, &gone.json["state"]), (StatusCode::OK, &"disconnected".into()), "{}", gone.json);
    assert_eq!((&gone.json["health"]["links"], &gone.json["unreached"]), (&0.into(), &0.into()));
}

#[tokio::test]
async fn a_mailbox_is_connected_only_with_a_token_that_opens_it() {
    let bed = Bed::new().await;
    let before = bed.everything().await;
    let bogus = json!({ "address": "anna@example.com", "token": "expired" });
    let refused = post(&bed, "/api/v1/mailboxes", &bogus).await;
    assert_eq!((refused.status, refused.fields()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["token"]));
    let again =
        post(&bed, &format!("/api/v1/mailboxes/{}/reconnect", bed.mailbox), &json!({ "token": "expired" }))
            .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    for address in ["eve@x.example/../../users/ben@x.example", "ben@x.example/contacts", "eve@x.example?x="] {
        let odd = post(&bed, "/api/v1/mailboxes", &json!({ "address": address, "token": "t" })).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
    }
    assert_eq!(bed.everything().await, before, "nothing is kept");
    let good = json!({ "address": "anna@example.com", "token": "good" });
    assert_eq!(
        post(&bed, "/api/v1/mailboxes", &good).await.status,
        StatusCode::CREATED,
        "it is nobody's yet"
    );
}

#[tokio::test]
async fn a_body_that_gives_a_property_twice_is_refused() {
    let bed = Bed::new().await;
    let body = format!(
        r#"{{"business_partner":"{}","fields":{{"last_name":"Eins","last_name":"Zwei"}}}}"#,
        bed.partner
    );
    let request = Request::post("/api/v1/contact-persons").header("content-type", "application/json");
    let answer = bed.send(Who::Owner, request, Body::from(body)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.detail().contains("\"last_name\" is given twice"), "{}", answer.detail());
}
