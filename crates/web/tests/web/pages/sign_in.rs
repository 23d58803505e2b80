//! Signing in and out, and what a session may do and for how long.

use axum::http::StatusCode;
use store::{PasswordLasts, Viewer};

use super::browser::{Browser, PASSWORD, give_password, mail};
use crate::bed::{Bed, Who};

#[tokio::test]
async fn a_page_asks_to_sign_in_and_leads_back_to_where_one_was() {
    let bed = Bed::new().await;
    give_password(&bed, Who::Owner, PasswordLasts::UntilChanged).await;
    let browser = Browser::open(&bed);
    let got = browser.get("/account?a=1&b=x").await;
    assert_eq!(
        (got.status, got.leads_to()),
        (StatusCode::SEE_OTHER, "/sign-in?next=%2Faccount%3Fa%3D1%26b%3Dx")
    );
    let page = browser.get(got.leads_to()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("name=\"next\" value=\"/account?a=1&#38;b=x\""), "{}", page.html);
    let fields = [("mail", mail(Who::Owner)), ("password", PASSWORD), ("next", "/account?a=1&b=x")];
    let entered = browser.post("/sign-in", &fields).await;
    assert_eq!((entered.status, entered.leads_to()), (StatusCode::SEE_OTHER, "/account?a=1&b=x"));
    let account = browser.get("/account").await;
    assert!(account.status == StatusCode::OK && account.html.contains("owner@example.com"));
}

#[tokio::test]
async fn signing_in_leads_to_our_own_pages_only() {
    let bed = Bed::new().await;
    give_password(&bed, Who::Owner, PasswordLasts::UntilChanged).await;
    let fields = [("mail", mail(Who::Owner)), ("password", PASSWORD), ("next", "/contact-persons?q=ä b")];
    let entered = Browser::open(&bed).post("/sign-in", &fields).await;
    assert_eq!(entered.leads_to(), "/contact-persons?q=%C3%A4 b", "in letters that a header may have");
    for next in ["//evil.example", "https://evil.example/", "/\\evil.example", ""] {
        let fields = [("mail", mail(Who::Owner)), ("password", PASSWORD), ("next", next)];
        let entered = Browser::open(&bed).post("/sign-in", &fields).await;
        assert_eq!(entered.leads_to(), "/", "{next}");
    }
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_are_told_alike_and_the_password_is_not_shown_again() {
    let bed = Bed::new().await;
    give_password(&bed, Who::Owner, PasswordLasts::UntilChanged).await;
    let browser = Browser::open(&bed);
    let wrong =
        browser.post("/sign-in", &[("mail", mail(Who::Owner)), ("password", "quite another one")]).await;
    let unknown =
        browser.post("/sign-in", &[("mail", "who@example.com"), ("password", "quite another one")]).await;
    for got in [&wrong, &unknown] {
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(got.html.contains("role=\"alert\"") && !got.html.contains("quite another one"));
    }
    assert_eq!(wrong.html.replace("owner@", "who@"), unknown.html);
    assert_eq!(browser.cookie("tandem"), None);
}

#[tokio::test]
async fn the_session_s_cookie_is_hidden_bound_to_the_host_and_new_at_every_sign_in() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let first = browser.cookie("tandem").unwrap();
    let fields = [("mail", mail(Who::Owner)), ("password", PASSWORD)];
    let again = browser.post("/sign-in", &fields).await;
    let line = again.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!line.contains("Domain") && first.len() >= 40);
    assert_ne!(browser.cookie("tandem"), Some(first.clone()));
    // The one before has ended: nobody who knew it goes on.
    let thief = Browser::open(&bed);
    thief.set_cookie("tandem", &first);
    assert_eq!(thief.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_at_sign_out_and_when_its_user_is_disabled() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let token = browser.cookie("tandem").unwrap();
    let left = browser.post("/sign-out", &[]).await;
    assert_eq!((left.leads_to(), browser.cookie("tandem")), ("/sign-in", None));
    browser.set_cookie("tandem", &token);
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);

    let other = Browser::signed_in(&bed, Who::Reader).await;
    assert_eq!(other.get("/account").await.status, StatusCode::OK);
    let all = Viewer::program();
    let user = bed.store.find_user(&all, mail(Who::Reader)).await.unwrap().unwrap().id;
    bed.store.set_user_disabled(&all, user, true, 1_700_000_002_000_000).await.unwrap();
    assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_password_given_by_somebody_else_is_changed_before_anything_else() {
    let bed = Bed::new().await;
    give_password(&bed, Who::Owner, PasswordLasts::UntilSignIn).await;
    let browser = Browser::open(&bed);
    browser.post("/sign-in", &[("mail", mail(Who::Owner)), ("password", PASSWORD)]).await;
    for path in ["/", "/account"] {
        assert_eq!(browser.get(path).await.leads_to(), "/account/password", "{path}");
    }
    assert_eq!(browser.get("/account/password").await.status, StatusCode::OK);
    let own = "a pony in the rain";
    let fields = [("old", PASSWORD), ("password", own), ("again", own)];
    assert_eq!(browser.post("/account/password", &fields).await.leads_to(), "/", "on to what one came for");
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn with_users_there_is_nothing_to_set_up() {
    let bed = Bed::new().await;
    give_password(&bed, Who::Administrator, PasswordLasts::UntilChanged).await;
    assert_eq!(Browser::open(&bed).get("/set-up").await.leads_to(), "/sign-in");
}

#[tokio::test]
async fn what_was_typed_while_the_session_ended_goes_through_the_sign_in() {
    let bed = Bed::new().await;
    give_password(&bed, Who::Owner, PasswordLasts::UntilChanged).await;
    let browser = Browser::open(&bed);
    let partner = bed.partner.to_string();
    let typed = [
        ("first_name", "Zoë \"<b>"),
        ("last_name", "Öztürk & Söhne"),
        ("business_partner", partner.as_str()),
    ];
    let asked = browser.post("/contact-persons/new", &typed).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert!(asked.html.contains("What you typed is kept") && asked.html.contains("name=\"password\""));
    let held = asked.html.split("name=\"typed\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let held = held.replace("&#38;", "&");
    let fields = [
        ("mail", mail(Who::Owner)),
        ("password", "wrong"),
        ("next", "/contact-persons/new"),
        ("typed", &held),
    ];
    let wrong = browser.post("/sign-in", &fields).await;
    assert!(wrong.html.contains("name=\"typed\""), "a slip in the password loses nothing");
    let fields = [
        ("mail", mail(Who::Owner)),
        ("password", PASSWORD),
        ("next", "/contact-persons/new"),
        ("typed", &held),
    ];
    let offered = browser.post("/sign-in", &fields).await;
    assert_eq!(offered.status, StatusCode::OK);
    assert!(offered.html.contains("action=\"/contact-persons/new\""), "{}", offered.html);
    assert!(offered.html.contains("Öztürk &#38; Söhne") && !offered.html.contains("<b>"));
    assert_eq!(browser.get("/contact-persons").await.status, StatusCode::OK, "signed in");
    let saved = browser.post("/contact-persons/new", &typed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);

    let stranger = Browser::open(&bed);
    let secret = stranger.post("/mailboxes/new", &[("token", "secret")]).await;
    assert!(!secret.html.contains("secret"), "only the long forms without secrets are kept");
}
