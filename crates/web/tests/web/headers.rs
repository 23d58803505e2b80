//! What every answer has, good or bad; and what happens when something inside goes wrong.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};

use crate::bed::{Bed, Mood, Who};

#[tokio::test]
async fn every_answer_is_dressed_errors_and_photos_too() {
    let bed = Bed::new().await;
    let person = format!("/api/v1/contact-persons/{}", bed.person);
    let mut ids = BTreeSet::new();
    for (who, path, status) in [
        (Who::Owner, person.clone(), 200),
        (Who::Owner, format!("{person}/photo"), 200),
        (Who::Anonymous, person.clone(), 401),
        (Who::Stranger, person, 404),
        (Who::Owner, "/api/v1/nothing".into(), 404),
        (Who::Owner, "/api/nothing".into(), 404),
        (Who::Anonymous, "/healthz".into(), 200),
        (Who::Anonymous, "/api/openapi.json".into(), 200),
    ] {
        let answer = bed.get(who, &path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.header("strict-transport-security").starts_with("max-age="), "{path}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(ids.insert(answer.header("x-request-id").to_owned()), "{path}: an id came twice");
    }
}

#[tokio::test]
async fn a_request_cannot_choose_its_own_id() {
    let bed = Bed::new().await;
    let request = Request::get("/healthz").header("x-request-id", "mine");
    let answer = bed.send(Who::Anonymous, request, Body::empty()).await;
    assert_ne!(answer.header("x-request-id"), "mine");
}

#[tokio::test]
async fn no_token_and_a_wrong_one_are_answered_alike_with_a_challenge() {
    let bed = Bed::new().await;
    let plain = bed.get(Who::Anonymous, "/api/v1/me").await;
    assert_eq!(
        (plain.status, plain.header("www-authenticate")),
        (StatusCode::UNAUTHORIZED, "Bearer realm=\"tandem\"")
    );
    let good = bed.token(Who::Owner).to_owned();
    for wrong in [
        "Bearer nonsense".to_owned(),
        "Bearer ".to_owned(),
        "Basic b3duZXI6b3duZXI=".to_owned(),
        good.clone(),
        format!("Bearer {good}x"),
        format!("Bearer {}", "x".repeat(100_000)),
    ] {
        let request = Request::get("/api/v1/me").header("authorization", &wrong);
        let answer = bed.send(Who::Anonymous, request, Body::empty()).await;
        assert_eq!((answer.status, &answer.json), (plain.status, &plain.json), "{wrong:.40}");
    }
    let twice = Request::get("/api/v1/me")
        .header("authorization", format!("Bearer {good}"))
        .header("authorization", "Bearer other");
    assert_eq!(bed.send(Who::Anonymous, twice, Body::empty()).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_unknown_method_is_refused_and_told_what_there_is() {
    let bed = Bed::new().await;
    let answer = bed.send(Who::Owner, Request::delete("/api/v1/contact-persons"), Body::empty()).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let allowed: BTreeSet<&str> = answer.header("allow").split(',').collect();
    assert_eq!(allowed, BTreeSet::from(["GET", "HEAD", "POST"]));
}

#[tokio::test]
async fn a_head_is_answered_like_a_get_without_its_body() {
    let bed = Bed::new().await;
    let path = format!("/api/v1/contact-persons/{}", bed.person);
    let answer = bed.send(Who::Owner, Request::head(&path), Body::empty()).await;
    assert_eq!((answer.status, answer.bytes.len()), (StatusCode::OK, 0));
    assert!(answer.header("etag").starts_with("\"v"));
}

#[tokio::test]
async fn a_panic_is_a_problem_and_the_next_request_is_served() {
    let bed = Bed::with(Mood::Panics, web::PATIENCE).await;
    let answer = bed.get(Who::Owner, &format!("/api/v1/mailboxes/{}/folders", bed.mailbox)).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(!answer.detail().contains("no folder today"), "{}", answer.detail());
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(bed.get(Who::Owner, "/api/v1/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_request_that_hangs_is_given_up() {
    let bed = Bed::with(Mood::Hangs, Duration::from_millis(50)).await;
    let answer = bed.get(Who::Owner, &format!("/api/v1/mailboxes/{}/folders", bed.mailbox)).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "1"));
}

#[tokio::test]
async fn outlook_s_silence_is_told_in_words() {
    let bed = Bed::with(Mood::Fails, web::PATIENCE).await;
    let answer = bed.get(Who::Owner, &format!("/api/v1/mailboxes/{}/folders", bed.mailbox)).await;
    assert_eq!(
        (answer.status, answer.detail()),
        (StatusCode::BAD_GATEWAY, "Outlook is away; try again later")
    );
}

#[tokio::test]
async fn the_probes_tell_of_life_readiness_and_figures() {
    let bed = Bed::new().await;
    assert_eq!(bed.get(Who::Anonymous, "/healthz").await.json["status"], "alive");
    assert_eq!(bed.get(Who::Anonymous, "/readyz").await.json["status"], "ready");
    assert_eq!(bed.get(Who::Anonymous, "/metrics").await.bytes, b"tandem_up 1\n");
    bed.store.close().await.unwrap();
    assert_eq!(bed.get(Who::Anonymous, "/healthz").await.status, StatusCode::OK);
    let answer =
        bed.send(Who::Anonymous, Request::builder().method(Method::GET).uri("/readyz"), Body::empty()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}
