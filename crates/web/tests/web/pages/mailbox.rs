use std::time::Duration;

use axum::http::StatusCode;
use store::{MailboxState, Viewer};

use super::browser::Browser;
use crate::bed::{Bed, GRAPH, Mood, Who};

async fn state(bed: &Bed, mailbox: contacts::MailboxId) -> MailboxState {
    bed.store.read_mailbox(&Viewer::program(), mailbox, 1).await.unwrap().state
}

#[tokio::test]
async fn a_mailbox_is_for_its_owner_and_administrators() {
    let bed = Bed::new().await;
    let path = format!("/mailboxes/{}", bed.mailbox);
    for who in [Who::Reader, Who::Stranger] {
        let browser = Browser::signed_in(&bed, who).await;
        for place in ["", "/live", "/folder", "/problems", "/brake"] {
            let got = browser.get(&format!("{path}{place}")).await;
            assert_eq!(got.status, StatusCode::NOT_FOUND, "{who:?} {place}");
        }
        for place in ["/activate", "/pause", "/run", "/disconnect", "/problems/retry", "/brake/release"] {
            let got = browser.post(&format!("{path}{place}"), &[("contacts", "leave")]).await;
            assert!(got.status.is_client_error(), "{who:?} {place}");
        }
        assert!(!browser.get("/mailboxes").await.html.contains("owner@example.com"));
    }
    let administrator = Browser::signed_in(&bed, Who::Administrator).await;
    assert_eq!(administrator.get(&path).await.status, StatusCode::OK);
    assert!(administrator.get("/mailboxes").await.html.contains("owner@example.com"));
    assert!(!administrator.get("/mailbox").await.html.contains("owner@example.com"), "mine alone");
    assert_eq!(state(&bed, bed.mailbox).await, MailboxState::Active);
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let mine = owner.get("/mailbox").await.html;
    assert!(mine.contains("owner@example.com") && mine.contains("second@example.com"));
}

#[tokio::test]
async fn connecting_tries_the_connection_and_leads_to_the_look_before_the_first_cycle() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Stranger).await;
    assert!(browser.get("/mailbox").await.html.contains("/mailbox/connect"));
    let good = [("address", "Stranger@Example.com"), ("token", "good"), ("graph", GRAPH)];
    for (wrong, field) in [
        (("address", "nobody"), "#field-address"),
        (("token", "a b"), "#field-token"),
        (("token", "expired"), "#field-token"),
        (("graph", "https://evil.example"), "#field-graph"),
    ] {
        let fields: Vec<_> =
            good.iter().copied().filter(|(name, _)| *name != wrong.0).chain([wrong]).collect();
        let got = browser.post("/mailbox/connect", &fields).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(got.html.contains(field), "{wrong:?}");
        assert!(!got.html.contains("<b>has expired") && !got.html.contains("value=\"expired\""));
    }
    let all = Viewer::program();
    assert_eq!(bed.store.list_mailboxes(&all, 1).await.unwrap().len(), 2, "nothing was connected");

    let connected = browser.post("/mailbox/connect", &good).await;
    assert_eq!(connected.status, StatusCode::SEE_OTHER, "{}", connected.html);
    let path = connected.leads_to().to_owned();
    let look = browser.get(&path).await;
    assert!(look.html.contains("activate-title") && look.html.contains("travel-title"));
    assert!(!look.html.contains("good</"), "the token is never shown");
    let folder = browser.part(&format!("{path}/folder"), "folder").await;
    assert!(folder.html.contains("Kunden") && !folder.html.contains("<html"));
    assert_eq!(browser.post(&format!("{path}/folder"), &[("folder", "AAMk1")]).await.leads_to(), path);
    assert_eq!(browser.post(&format!("{path}/activate"), &[]).await.leads_to(), path);
    let active = browser.get(&path).await;
    assert!(!active.html.contains("activate-title"));
    let taken = browser.post("/mailbox/connect", &good).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY, "connected already");

    let reader = Browser::signed_in(&bed, Who::Reader).await;
    assert_eq!(reader.get("/mailbox/connect").await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.post("/mailbox/connect", &good).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn pausing_resuming_and_running_answer_with_the_part_or_lead_back() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/mailboxes/{}", bed.mailbox);
    let live = owner.part(&format!("{path}/live"), "mailbox").await;
    let (_, rest) = live.html.split_once("live?seen=").unwrap();
    let seen = rest.split('"').next().unwrap();
    let again = owner.part(&format!("{path}/live?seen={seen}"), "mailbox").await;
    assert_eq!(again.status, StatusCode::NO_CONTENT);

    let run = owner.post_part(&format!("{path}/run"), "mailbox", &[]).await;
    assert!(run.html.contains("id=\"mailbox\"") && run.html.contains("/runs/"), "{}", run.html);
    let paused = owner.post_part(&format!("{path}/pause"), "mailbox", &[]).await;
    assert!(paused.html.contains(&format!("{path}/activate")), "resume, and undo");
    assert_eq!(state(&bed, bed.mailbox).await, MailboxState::Paused);
    let refused = owner.post(&format!("{path}/run"), &[]).await;
    assert!(refused.header("set-cookie").contains("tandem-flash=failed"), "not while it is paused");
    assert_eq!(owner.post(&format!("{path}/activate"), &[]).await.leads_to(), path);
    assert_eq!(state(&bed, bed.mailbox).await, MailboxState::Active);
}

#[tokio::test]
async fn disconnecting_asks_what_becomes_of_the_contacts() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/mailboxes/{}/disconnect", bed.second);
    let asked = owner.part(&path, "dialog").await;
    assert!(asked.html.contains("value=\"leave\"") && asked.html.contains("value=\"remove\""));
    let nothing = owner.post_part(&path, "dialog", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(state(&bed, bed.second).await, MailboxState::Paused);
    let done = owner.post_part(&path, "dialog", &[("contacts", "leave")]).await;
    assert_eq!(done.leads_to(), format!("/mailboxes/{}", bed.second));
    assert_eq!(state(&bed, bed.second).await, MailboxState::Disconnected);
    assert_eq!(owner.get(&format!("/mailboxes/{}", bed.second)).await.status, StatusCode::OK);

    let forget = format!("/mailboxes/{}/forget", bed.mailbox);
    assert_eq!(owner.post(&forget, &[]).await.status, StatusCode::FORBIDDEN);
    let administrator = Browser::signed_in(&bed, Who::Administrator).await;
    assert!(administrator.part(&forget, "dialog").await.html.contains("dialog-form"));
    administrator.post(&forget, &[]).await;
    assert_eq!(state(&bed, bed.mailbox).await, MailboxState::Disconnected);
}

#[tokio::test]
async fn a_mailbox_that_does_not_answer_is_told_in_plain_words() {
    let bed = Bed::with(Mood::Fails, Duration::from_secs(5)).await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let folder = owner.part(&format!("/mailboxes/{}/folder", bed.mailbox), "folder").await;
    assert_eq!(folder.status, StatusCode::OK);
    assert!(folder.html.contains("callout failed") && folder.html.contains("/folder"));
    let fields = [("address", "x@example.com"), ("token", "t"), ("graph", GRAPH)];
    let connect = owner.post("/mailbox/connect", &fields).await;
    assert_eq!(connect.status, StatusCode::UNPROCESSABLE_ENTITY);
    let again = owner.post(&format!("/mailboxes/{}/reconnect", bed.mailbox), &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a token is tried before it is kept");
}

#[tokio::test]
async fn a_new_token_is_kept_once_outlook_accepts_it() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/mailboxes/{}/reconnect", bed.mailbox);
    assert!(!owner.get(&path).await.html.contains("secret-of-graph"));
    let refused = owner.post(&path, &[("token", "expired"), ("graph", GRAPH)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = owner.post(&path, &[("token", "fresh"), ("graph", GRAPH)]).await;
    assert_eq!(done.leads_to(), format!("/mailboxes/{}", bed.mailbox));
    assert_eq!(bed.store.connection(bed.mailbox).await.unwrap().token, "fresh");
}

#[tokio::test]
async fn problems_and_brake_say_so_when_there_are_none() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/mailboxes/{}", bed.mailbox);
    for place in ["/problems", "/brake"] {
        assert_eq!(owner.get(&format!("{path}{place}")).await.status, StatusCode::OK, "{place}");
    }
    let refused = owner.post(&format!("{path}/brake/release"), &[]).await;
    assert!(refused.header("set-cookie").contains("tandem-flash=failed"), "it is not on");
    let none = owner.post(&format!("{path}/problems/retry"), &[]).await;
    assert_eq!(none.leads_to(), path);
    let one = owner.post(&format!("{path}/problems/{}/retry", bed.person), &[]).await;
    assert_eq!(one.leads_to(), format!("{path}/problems"));
}
