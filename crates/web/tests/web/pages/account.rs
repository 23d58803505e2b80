//! The account page: language, look, password, sessions.

use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, mail};
use crate::bed::{Bed, Who};

#[tokio::test]
async fn the_language_follows_the_browser_until_somebody_chooses_and_then_the_user_everywhere() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    assert!(browser.get("/account").await.html.contains("<html lang=\"en\""));
    let chosen = browser.post("/account/look", &[("language", "de"), ("back", "/account")]).await;
    assert_eq!(chosen.leads_to(), "/account");
    assert!(browser.get("/account").await.html.contains("<html lang=\"de\""));
    let elsewhere = Browser::signed_in(&bed, Who::Owner).await;
    assert!(elsewhere.get("/account").await.html.contains("<html lang=\"de\""));
}

#[tokio::test]
async fn language_and_look_are_chosen_before_signing_in_too() {
    let bed = Bed::new().await;
    let browser = Browser::open(&bed);
    browser.post("/account/look", &[("language", "de"), ("theme", "dark"), ("back", "/sign-in")]).await;
    let page = browser.get("/sign-in").await.html;
    assert!(page.contains("<html lang=\"de\" data-theme=\"dark\"") && page.contains("Anmelden"));
    let away = browser.post("/account/look", &[("theme", "neon"), ("back", "//evil.example")]).await;
    assert_eq!((away.leads_to(), browser.cookie("tandem-theme").as_deref()), ("/", Some("dark")));
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_the_old_one_and_other_sessions_end() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let other = Browser::open(&bed);
    other.post("/sign-in", &[("mail", mail(Who::Owner)), ("password", PASSWORD)]).await;
    assert_eq!(other.get("/account").await.status, StatusCode::OK);
    let new = "a pony in the rain";
    for (old, again, expected) in
        [(PASSWORD, "another", "error-again"), ("not the old one", new, "error-old")]
    {
        let got =
            browser.post("/account/password", &[("old", old), ("password", new), ("again", again)]).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(got.html.contains(expected) && !got.html.contains(new), "{expected}");
    }
    let got =
        browser.post("/account/password", &[("old", PASSWORD), ("password", new), ("again", new)]).await;
    assert_eq!(got.leads_to(), "/account");
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    assert!(other.get("/account").await.leads_to().starts_with("/sign-in"));
}

#[tokio::test]
async fn what_was_done_is_said_once_on_the_next_page() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    assert_eq!(browser.post("/account/sessions/end", &[]).await.leads_to(), "/account");
    let said = "All other sessions are ended.";
    assert!(browser.get("/account").await.html.contains(said));
    assert!(!browser.get("/account").await.html.contains(said));
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let all = store::Viewer::program();
    let user = bed.store.find_user(&all, "owner@example.com").await.unwrap().unwrap().id;
    let viewer = bed.store.viewer_of(user).await.unwrap().unwrap();
    let session = bed.store.list_sessions(&viewer, 1_700_000_001_000_000).await.unwrap()[0].id;
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    let got = stranger.post(&format!("/account/sessions/{session}/end"), &[]).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.get("/account").await.status, StatusCode::OK);
}
