use axum::http::StatusCode;

use super::browser::Browser;
use crate::bed::{Bed, Who};

#[tokio::test]
async fn a_run_is_for_whoever_asked_for_it_and_administrators() {
    let bed = Bed::new().await;
    let path = format!("/runs/{}", bed.run);
    for who in [Who::Reader, Who::Stranger] {
        let browser = Browser::signed_in(&bed, who).await;
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{who:?}");
        assert!(browser.post(&format!("{path}/cancel"), &[]).await.status.is_client_error());
        assert!(!browser.get("/runs").await.html.contains(&path));
    }
    for who in [Who::Owner, Who::Administrator] {
        let browser = Browser::signed_in(&bed, who).await;
        let list = browser.get("/runs").await;
        assert!(list.html.contains(&path) && list.html.contains("hx-trigger=\"every 2s\""), "{who:?}");
        let report = browser.get(&path).await;
        assert_eq!(report.status, StatusCode::OK);
        assert!(report.html.contains(&format!("/contact-persons/{}", bed.person)));
    }
}

#[tokio::test]
async fn a_report_follows_filters_is_cancelled_and_tried_again() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/runs/{}", bed.run);
    let part = owner.part(&format!("{path}?end=waiting"), "report").await;
    assert!(part.html.contains("id=\"report\"") && !part.html.contains("<html"));
    let (_, rest) = part.html.split_once("seen=").unwrap();
    let seen = rest.split('"').next().unwrap();
    let again = owner.part(&format!("{path}?end=waiting&seen={seen}"), "report").await;
    assert_eq!(again.status, StatusCode::NO_CONTENT);
    let none = owner.get(&format!("{path}?end=failed")).await;
    assert!(!none.html.contains(&format!("/contact-persons/{}\"", bed.person)));

    assert!(owner.part(&format!("{path}/cancel"), "dialog").await.html.contains("dialog-form"));
    assert_eq!(owner.post(&format!("{path}/cancel"), &[]).await.leads_to(), path);
    let late = owner.post(&format!("{path}/cancel"), &[]).await;
    assert_eq!(late.leads_to(), path);
    let report = owner.get(&path).await;
    assert!(report.html.contains(&format!("{path}/retry")), "what was left out can be tried again");
    assert_eq!(owner.post(&format!("{path}/retry"), &[]).await.leads_to(), path);
}

#[tokio::test]
async fn an_export_is_paused_and_goes_on_with_buttons_that_need_no_script_and_its_report_is_taken_along() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/runs/{}", bed.run);
    assert!(owner.get(&path).await.html.contains(&format!("action=\"{path}/pause\"")));
    assert_eq!(owner.post(&format!("{path}/pause"), &[]).await.leads_to(), path);
    let paused = owner.get(&path).await.html;
    assert!(paused.contains(&format!("action=\"{path}/continue\"")), "it can go on");
    assert!(!paused.contains(&format!("{path}/pause\"")) && paused.contains(&format!("{path}/cancel")));
    assert_eq!(owner.post(&format!("{path}/continue"), &[]).await.leads_to(), path);
    assert!(owner.get(&path).await.html.contains(&format!("{path}/pause\"")));
    assert!(paused.contains(&format!("{path}/report.csv")));
    let report = owner.get(&format!("{path}/report.csv")).await;
    assert_eq!(report.status, StatusCode::OK);
    assert!(report.html.contains("Ada") && report.html.contains("\r\n"), "{}", report.html);
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    for steer in ["pause", "continue"] {
        assert!(stranger.post(&format!("{path}/{steer}"), &[]).await.status.is_client_error());
    }
    assert_eq!(stranger.get(&format!("{path}/report.csv")).await.status, StatusCode::NOT_FOUND);
}
