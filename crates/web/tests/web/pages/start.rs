use std::net::IpAddr;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use store::{
    Cause, Change, Credentials, HistoryKind, HistoryWrite, Password, PasswordLasts, ReplicationStore as _,
};
use uuid::Uuid;

use super::browser::{Browser, PASSWORD, give_password, mail};
use crate::bed::{Bed, Who};

/// The time of the bed's requests.
const NOW: i64 = 1_700_000_000_000_000 + 1_000_000;

/// How many steps of the first minutes are shown, and how many of them are ticked.
fn steps(html: &str) -> (usize, usize) {
    let Some((_, guide)) = html.split_once("<ol class=\"steps\">") else { return (0, 0) };
    let guide = guide.split("</ol>").next().unwrap();
    (guide.matches("<li").count(), guide.matches("<li class=\"done\"").count())
}

/// Writes an entry into the history, as the engine of the owner's mailbox does.
async fn happens(bed: &Bed, kind: HistoryKind, cause: Cause, at: i64) {
    let after = (kind == HistoryKind::LinkEnded).then(|| "withdrawn".into());
    let (person, mailbox) = (bed.person, Some(bed.mailbox));
    let entry = HistoryWrite { person, mailbox, kind, field: None, before: None, after, cause, run: None };
    let fence = bed.store.lease(bed.mailbox, Uuid::from_u128(7), at, at + 1).await.unwrap().unwrap();
    bed.store.commit(&fence, at, &[Change { history: vec![entry], ..Change::default() }]).await.unwrap();
    bed.store.release(&fence).await.unwrap();
}

#[tokio::test]
async fn the_first_minutes_tick_what_this_user_did_and_nothing_that_was_there_before() {
    let bed = Bed::new().await;
    let mine = Cause::Crm { user: Some(bed.owner) };
    happens(&bed, HistoryKind::Exported, mine, NOW - 500_000).await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    assert_eq!(steps(&owner.get("/").await.html), (8, 1), "the mailbox is connected, and that is all");
    happens(&bed, HistoryKind::Exported, mine, NOW).await;
    happens(&bed, HistoryKind::Edited, Cause::Outlook { mailbox: bed.mailbox }, NOW + 1).await;
    assert_eq!(steps(&owner.get("/").await.html), (8, 3));
    happens(&bed, HistoryKind::LinkEnded, mine, NOW + 2).await;
    assert_eq!(steps(&owner.get("/").await.html), (8, 4));
    // A change of one's own, taken back.
    let (all, newest) = (store::Viewer::program(), store::Paging::first(50));
    let history = bed.store.list_history(&all, bed.person, &newest);
    let entry =
        history.await.unwrap().items.into_iter().find(|entry| entry.field.as_deref() == Some("nickname"));
    let number = entry.unwrap().id.number;
    let undone = owner.post(&format!("/contact-persons/{}/history/{number}/undo", bed.person), &[]).await;
    assert!(undone.leads_to().contains("/contact-persons/"), "{:?}", undone.status);
    assert_eq!(steps(&owner.get("/").await.html), (8, 5));
    let reader = Browser::signed_in(&bed, Who::Reader).await;
    assert_eq!(steps(&reader.get("/").await.html), (0, 0));
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    assert_eq!(steps(&stranger.get("/").await.html), (9, 0), "sees nobody: begins with a person");
}

#[tokio::test]
async fn the_first_minutes_are_put_away_and_brought_back() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    assert_eq!(steps(&owner.get("/").await.html).0, 8);
    assert_eq!(owner.post("/first-minutes/hide", &[]).await.leads_to(), "/");
    let without = owner.get("/").await;
    assert_eq!(steps(&without.html), (0, 0));
    assert!(without.html.contains("action=\"/first-minutes/show\""), "the toast takes it back");
    owner.post("/first-minutes/show", &[]).await;
    assert_eq!(steps(&owner.get("/").await.html).0, 8);
}

#[tokio::test]
async fn polls_do_not_count_as_use_of_a_session() {
    let bed = Bed::new().await;
    give_password(&bed, Who::Owner, PasswordLasts::UntilChanged).await;
    let (viewer, password) =
        (bed.store.viewer_of(bed.owner).await.unwrap().unwrap(), Password::new(PASSWORD));
    let (address, agent) = (IpAddr::from([127, 0, 0, 1]), "Firefox");
    let with = Credentials { mail: mail(Who::Owner), password: &password, address, agent, replaces: None };
    let began = NOW - 3_600_000_000;
    let token = bed.store.sign_in(&with, began).await.unwrap().token;
    let last_seen = || async { bed.store.list_sessions(&viewer, NOW).await.unwrap()[0].last_seen };
    let browser = Browser::open(&bed);
    let ask = |poll: bool| {
        let request = Request::get("/pulse?seen=x").header("cookie", format!("tandem={token}"));
        let request = request.header("hx-request", "true").header("sec-fetch-site", "same-origin");
        let request = if poll { request.header("tandem-poll", "1") } else { request };
        browser.send(request, Body::empty())
    };
    assert_eq!((ask(true).await.status, last_seen().await), (StatusCode::OK, began));
    assert_eq!((ask(false).await.status, last_seen().await), (StatusCode::OK, NOW));
}

#[tokio::test]
async fn a_second_mailbox_is_not_proposed_with_the_address_of_the_first() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    assert!(!owner.get("/mailbox/connect").await.html.contains("value=\"owner@example.com\""));
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    assert!(stranger.get("/mailbox/connect").await.html.contains("value=\"stranger@example.com\""));
}

#[tokio::test]
async fn typing_begins_in_the_first_field_of_a_form() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let focused = |html: &str| {
        let (before, _) = html.split_once(" autofocus").unwrap();
        before.rsplit_once("<input id=\"").unwrap().1.split('"').next().unwrap().to_owned()
    };
    let edit = owner.get(&format!("/contact-persons/{}/edit", bed.person)).await.html;
    assert_eq!(focused(&edit), "field-first_name");
    assert_eq!(focused(&owner.get("/contact-persons/new").await.html), "field-business_partner");
    let wrong = owner.post("/contact-persons/new", &[("last_name", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut inputs = wrong.html.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    assert!(!inputs.any(|input| input.contains(" autofocus")), "what is wrong is read first");
}
