use axum::http::StatusCode;
use contacts::{Direction, FieldKey};
use store::Viewer;

use super::browser::{Browser, Got};
use crate::bed::{Bed, Who};

/// The values that a form would be sent with.
fn values(got: &Got) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for input in got.html.split("<input").skip(1) {
        let tag = input.split('>').next().unwrap();
        let text = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            Some(rest.split('"').next()?.to_owned())
        };
        if let (Some(name), Some(value)) = (text("name"), text("value")) {
            values.push((name, value));
        }
    }
    for select in got.html.split("<select").skip(1) {
        let (_, rest) = select.split_once(" name=\"").unwrap();
        let name = rest.split('"').next().unwrap().to_owned();
        let options = select.split("</select>").next().unwrap();
        let chosen = options
            .split("<option value=\"")
            .skip(1)
            .find(|option| option.split('>').next().is_some_and(|tag| tag.contains(" selected")));
        values.push((name, chosen.map_or("", |rest| rest.split('"').next().unwrap()).to_owned()));
    }
    values
}

fn with<'a>(values: &'a [(String, String)], changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = values.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| name == other));
    kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(changed.iter().copied()).collect()
}

#[tokio::test]
async fn settings_are_for_administrators() {
    let bed = Bed::new().await;
    for who in [Who::Reader, Who::Owner] {
        let browser = Browser::signed_in(&bed, who).await;
        assert_eq!(browser.get("/replication-settings").await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.post("/replication-settings", &[]).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn what_a_change_does_is_shown_before_it_is_saved() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Administrator).await;
    let form = values(&browser.get("/replication-settings").await);
    let unchanged = browser.post("/replication-settings", &with(&form, &[])).await;
    assert_eq!(unchanged.leads_to(), "/replication-settings");

    let changed = with(&form, &[("way-birthday", "both"), ("links", "50")]);
    let review = browser.post("/replication-settings", &changed).await;
    assert_eq!(review.status, StatusCode::OK, "{}", review.html);
    assert!(review.html.contains("Birthday") && review.html.contains("value=\"save\""));
    let rules = bed.store.read_rules(&Viewer::program()).await.unwrap();
    assert_eq!(rules.field(FieldKey::Birthday).direction, Direction::Off, "nothing is saved yet");

    let sent = values(&review);
    let saved = browser.post("/replication-settings", &with(&sent, &[("step", "save")])).await;
    assert_eq!(saved.leads_to(), "/replication-settings", "{}", saved.html);
    let rules = bed.store.read_rules(&Viewer::program()).await.unwrap();
    assert_eq!(rules.field(FieldKey::Birthday).direction, Direction::Both);
    assert_eq!(rules.brake.links, 50);

    let late = browser.post("/replication-settings", &with(&sent, &[("step", "save")])).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody was faster");
}

#[tokio::test]
async fn wrong_values_are_told_beside_their_fields() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Administrator).await;
    let form = values(&browser.get("/replication-settings?preset=crm_leads").await);
    for (field, value) in [("links", "many"), ("percent", "101"), ("country", "<b>")] {
        let got = browser.post("/replication-settings", &with(&form, &[(field, value)])).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(got.html.contains(&format!("#field-{field}")), "{field}");
    }
}
