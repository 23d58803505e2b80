use axum::http::StatusCode;
use store::{SwitchState, Viewer};

use super::browser::Browser;
use crate::bed::{Bed, Mood, Who};

async fn state(bed: &Bed, mailbox: contacts::MailboxId) -> Option<SwitchState> {
    let link = bed.store.read_link(&Viewer::program(), bed.person, mailbox).await.unwrap();
    link.map(|link| link.detail.unwrap().state)
}

fn seen(html: &str) -> &str {
    let (_, rest) = html.split_once("switch?seen=").unwrap();
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn the_switch_shows_each_own_mailbox_and_is_silent_while_nothing_changes() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/contact-persons/{}/switch", bed.person);
    let part = owner.part(&path, "switch").await;
    assert_eq!(part.status, StatusCode::OK);
    assert!(part.html.starts_with("<section id=\"switch\"") && !part.html.contains("<html"));
    assert!(part.html.contains("owner@example.com") && part.html.contains("second@example.com"));
    assert!(part.html.contains("every 1s"), "it is under way");
    let again = owner.part(&format!("{path}?seen={}", seen(&part.html)), "switch").await;
    assert_eq!((again.status, again.size), (StatusCode::NO_CONTENT, 0));
    assert!(owner.get(&path).await.html.contains("<html"), "a page of its own without script");
}

#[tokio::test]
async fn adopting_and_withdrawing_answer_at_once_with_what_is_under_way() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/contact-persons/{}/switch/{}", bed.person, bed.second);
    let part = owner.post_part(&format!("{path}/adopt"), "switch", &[]).await;
    assert_eq!(part.status, StatusCode::OK, "{}", part.html);
    assert!(part.html.contains("id=\"switch\"") && part.html.contains(&format!("{path}/withdraw")));
    assert_eq!(state(&bed, bed.second).await, Some(SwitchState::Adopting));
    assert!(bed.engine.0.lock().unwrap().contains(&Some(bed.second)));

    let asked = owner.part(&format!("{path}/withdraw"), "dialog").await;
    assert!(asked.html.contains("dialog-form") && !asked.html.contains("<html"));
    assert!(asked.html.contains("Deleted Items") && asked.html.contains("second@example.com"));
    let part = owner.post_part(&format!("{path}/withdraw"), "switch", &[]).await;
    assert!(part.html.contains("#toasts") && part.html.contains(&format!("action=\"{path}/adopt\"")), "undo");
    assert!(matches!(state(&bed, bed.second).await, Some(SwitchState::Leaving(_))));

    let plain = owner.post(&format!("{path}/adopt"), &[]).await;
    assert_eq!(plain.leads_to(), format!("/contact-persons/{}", bed.person), "without script");
    let back = owner.post(&format!("{path}/retry"), &[("back", "switch")]).await;
    assert_eq!(back.leads_to(), format!("/contact-persons/{}/switch", bed.person));
}

#[tokio::test]
async fn readers_look_and_others_find_nothing() {
    let bed = Bed::new().await;
    let path = format!("/contact-persons/{}/switch", bed.person);
    let reader = Browser::signed_in(&bed, Who::Reader).await;
    let shown = reader.get(&path).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(!shown.html.contains("role=\"switch\"") && shown.html.contains("owner"), "a colleague's mailbox");
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get("/contact-persons/none/switch").await.status, StatusCode::NOT_FOUND);
    for action in ["adopt", "withdraw", "retry", "choose"] {
        let path = format!("{path}/{}/{action}", bed.mailbox);
        assert_eq!(reader.post(&path, &[]).await.status, StatusCode::FORBIDDEN, "{action}");
        let refused = stranger.post(&path, &[("contact", "x")]).await.status;
        assert_eq!(refused, StatusCode::NOT_FOUND, "{action}");
    }
    assert_eq!(state(&bed, bed.mailbox).await, Some(SwitchState::Adopting), "as it was");
}

#[tokio::test]
async fn choosing_says_when_there_is_nothing_to_choose_and_refuses_what_is_not_there() {
    let bed = Bed::with(Mood::Fails, web::PATIENCE).await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/contact-persons/{}/switch/{}/choose", bed.person, bed.mailbox);
    let asked = owner.part(&path, "dialog").await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.html.contains("/retry"), "{}", asked.html);
    let nothing = owner.post_part(&path, "dialog", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = owner.post(&path, &[("contact", "AAMk<b>")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(gone.header("set-cookie").contains("tandem-flash=failed"), "{:?}", gone.headers);
}
