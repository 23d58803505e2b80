//! What every page has: headers, refusals in the person's language, live parts, assets.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use super::browser::{Browser, PASSWORD, mail};
use crate::bed::{Bed, Mood, Who};

const DOORS: [&str; 4] = ["/", "/account", "/export", "/import"];

#[tokio::test]
async fn every_page_of_ours_needs_a_session_and_is_answered_with_one() {
    let bed = Bed::new().await;
    let anonymous = Browser::open(&bed);
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    for path in DOORS {
        assert!(anonymous.get(path).await.leads_to().starts_with("/sign-in"), "{path}");
        assert_eq!(owner.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn every_page_good_or_bad_forbids_inline_script_framing_and_guessing() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    for path in
        ["/", "/sign-in", "/nothing/here", "/assets/tandem.css", "/assets/nothing", "/account/password"]
    {
        let got = browser.get(path).await;
        let policy = got.header("content-security-policy");
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(got.header("x-content-type-options"), "nosniff", "{path}");
        assert!(got.header("strict-transport-security").starts_with("max-age="), "{path}");
        assert!(
            !got.header("referrer-policy").is_empty() && !got.header("x-request-id").is_empty(),
            "{path}"
        );
    }
    assert_eq!(browser.get("/account").await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn what_another_site_begins_is_refused_in_plain_words_and_changes_nothing() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    for headers in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("origin", "https://evil.example"), ("host", "tandem.example")],
        vec![("origin", "null"), ("host", "tandem.example")],
        vec![],
    ] {
        for path in ["/sign-out", "/account/look", "/sign-in", "/account/sessions/end"] {
            let got = browser
                .post_with(path, &headers, &[("mail", mail(Who::Owner)), ("password", PASSWORD)])
                .await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
            assert!(got.html.contains("Nothing was changed"), "{path}");
        }
    }
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    let own = [("origin", "http://tandem.example"), ("host", "tandem.example")];
    assert_eq!(
        browser.post_with("/account/look", &own, &[("theme", "dark")]).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn an_address_without_a_page_says_so_in_the_person_s_language_and_programs_get_their_own() {
    let bed = Bed::new().await;
    let browser = Browser::open(&bed);
    let request = Request::get("/nowhere").header("accept-language", "de-AT");
    let got = browser.send(request, Body::empty()).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert!(got.html.contains("<html lang=\"de\"") && got.html.contains("Hier ist nichts"));
    for path in ["/api/nothing", "/api/v1/nothing", "/metrics/x", "/healthz/x"] {
        let got = browser.get(path).await;
        assert_eq!(
            (got.status, got.header("content-type")),
            (StatusCode::NOT_FOUND, "application/problem+json")
        );
    }
}

#[tokio::test]
async fn a_method_that_a_page_does_not_know_is_told_which_it_knows() {
    let bed = Bed::new().await;
    let browser = Browser::open(&bed);
    let got = browser.post("/account", &[]).await;
    assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(got.header("allow").contains("GET") && got.html.contains("<html"));
}

#[tokio::test]
async fn a_part_asked_for_without_a_session_reloads_the_page_instead_of_showing_the_sign_in_within_it() {
    let bed = Bed::new().await;
    let got = Browser::open(&bed).part("/pulse", "pulse").await;
    assert_eq!(
        (got.status, got.header("hx-refresh"), got.html.as_str()),
        (StatusCode::UNAUTHORIZED, "true", "")
    );
}

#[tokio::test]
async fn a_live_part_is_answered_only_when_it_has_changed() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let first = browser.part("/pulse", "pulse").await;
    assert_eq!(first.status, StatusCode::OK);
    assert!(first.html.trim_start().starts_with("<a id=\"pulse\""), "{}", first.html);
    let seen =
        first.html.split("hx-get=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert_eq!(browser.part(&seen, "pulse").await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_the_address_that_names_their_content() {
    let bed = Bed::new().await;
    let browser = Browser::open(&bed);
    let page = browser.get("/sign-in").await.html;
    for name in
        ["/assets/tandem.css?v=", "/assets/tandem.js?v=", "/assets/icons.svg?v=", "/assets/mark.svg?v="]
    {
        let Some(place) = page.find(name) else {
            assert!(name.contains("icons"), "{name}");
            continue;
        };
        let address: String = page[place..].chars().take_while(|c| !matches!(c, '"' | '#')).collect();
        let got = browser.get(&address).await;
        assert_eq!(got.header("cache-control"), "public, max-age=31536000, immutable", "{address}");
        let known = Request::get(&address).header("if-none-match", got.header("etag"));
        assert_eq!(browser.send(known, Body::empty()).await.status, StatusCode::NOT_MODIFIED);
        let old = browser.get(&format!("{name}0123")).await;
        assert_eq!((old.status, old.header("cache-control")), (StatusCode::OK, "no-cache"));
    }
}

#[tokio::test]
async fn the_first_view_is_under_100_kb_and_later_ones_under_30() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let page = browser.get("/").await.html;
    let mut first = 0;
    let mut addresses = vec!["/".to_owned()];
    for rest in page.split("/assets/").skip(1) {
        addresses.push(format!(
            "/assets/{}",
            rest.chars().take_while(|c| !matches!(c, '"' | '#')).collect::<String>()
        ));
    }
    addresses.sort();
    addresses.dedup();
    for address in addresses {
        let request = Request::get(&address).header("accept-encoding", "gzip, br");
        let got = browser.send(request, Body::empty()).await;
        assert!(!got.header("content-encoding").is_empty(), "{address}");
        let size = got.size;
        assert!(address != "/" || size < 30_000, "{address}: {size}");
        first += size;
    }
    assert!(first < 100_000, "{first}");
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_told_as_a_page() {
    let bed = Bed::with(Mood::Answers, web::PATIENCE).await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    bed.store.close().await.unwrap();
    let got = browser.get("/account").await;
    assert!(got.status.is_server_error(), "{}", got.status);
    assert!(got.html.contains("<html") && !got.html.contains("sqlx"), "{}", got.html);
}
