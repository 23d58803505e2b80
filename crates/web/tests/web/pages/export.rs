use axum::http::StatusCode;
use contacts::{Card, FieldKey, PersonId};
use store::{NewPerson, SwitchState, Viewer};

use super::browser::{Browser, Got, mail};
use crate::bed::{Bed, Who};

/// Adds persons that everybody sees and the owner is in charge of.
async fn add(bed: &Bed, count: u32, what: &str) -> Vec<PersonId> {
    let mut made = Vec::new();
    for number in 0..count {
        let card = Card::new()
            .with(FieldKey::FirstName, "Zoë")
            .with(FieldKey::LastName, &format!("{what}{number:03}"));
        let new = NewPerson { employee_in_charge: Some(bed.owner), ..NewPerson::new(bed.partner, card) };
        let person = bed.store.create_person(&Viewer::program(), &new, 1_700_000_000_000_001).await.unwrap();
        made.push(person.record.person.id);
    }
    made
}

async fn viewer(bed: &Bed, who: Who) -> Viewer {
    let user = bed.store.find_user(&Viewer::program(), mail(who)).await.unwrap().unwrap().id;
    bed.store.viewer_of(user).await.unwrap().unwrap()
}

/// Searches for everybody and returns the draft's path.
async fn search(browser: &Browser, fields: &[(&str, &str)]) -> String {
    let got = browser.post("/export", fields).await;
    assert!(got.leads_to().starts_with("/export/"), "{} {}", got.status, got.html);
    got.leads_to().to_owned()
}

/// The names that stand in a list of the assignment table, in order.
fn names(html: &str, side: &str) -> Vec<String> {
    let (_, pane) = html.split_once(&format!("id=\"rows-{side}\"")).unwrap();
    let pane = pane.split("</div>").next().unwrap();
    let label = |rest: &str| rest.split_once("<bdi>").unwrap().1.split("</bdi>").next().unwrap().to_owned();
    pane.split("<label ").skip(1).map(label).collect()
}

/// The places of a list's rows.
fn places(html: &str, side: &str) -> Vec<String> {
    let sign = format!("id=\"{side}-");
    let rows = html.split(sign.as_str()).skip(1);
    rows.map(|rest| rest.split('"').next().unwrap().to_owned())
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .collect()
}

fn good(got: &Got) -> &str {
    assert_eq!(got.status, StatusCode::OK, "{}", got.html);
    &got.html
}

#[tokio::test]
async fn an_export_goes_from_the_search_to_its_run_without_script() {
    let bed = Bed::new().await;
    let persons = add(&bed, 3, "Öz").await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let mask = owner.get("/export").await;
    assert!(good(&mask).contains("Search and edit"));
    assert!(mask.html.contains("Only contact persons you are in charge of are found."));

    let path = search(&owner, &[("q", ""), ("inactive", "false")]).await;
    let table = owner.get(&path).await;
    assert_eq!(names(good(&table), "found"), ["Zoë Öz000", "Zoë Öz001", "Zoë Öz002"]);
    assert!(names(&table.html, "selected").is_empty());

    let all = places(&table.html, "found");
    let moved = owner.post(&format!("{path}/move"), &[("do", "add"), ("p", &all[0]), ("p", &all[2])]).await;
    assert_eq!(moved.leads_to(), path);
    let table = owner.get(&path).await;
    assert_eq!(names(&table.html, "found"), ["Zoë Öz001"]);
    assert_eq!(names(&table.html, "selected"), ["Zoë Öz000", "Zoë Öz002"]);

    let review = owner.get(&format!("{path}/review")).await;
    assert!(good(&review).contains("2 contact persons are selected"));
    assert_eq!(owner.post(&format!("{path}/review"), &[]).await.leads_to(), format!("{path}/options"));
    let options = owner.get(&format!("{path}/options")).await;
    assert!(good(&options).contains("Create 2") && options.html.contains("Export 2 contact persons"));
    let detail = owner.part(&format!("{path}/plan/{}", persons[0]), "dialog").await;
    assert!(good(&detail).contains("Öz000") && detail.html.contains("goes to Outlook"));

    let run = owner.post(&format!("{path}/run"), &[]).await.leads_to().to_owned();
    assert!(run.starts_with("/runs/"), "{run}");
    assert_eq!(owner.post(&format!("{path}/run"), &[]).await.leads_to(), run, "a second click, the same run");
    assert_eq!(owner.get(&path).await.leads_to(), run, "the other tab is led there, too");
    let viewer = viewer(&bed, Who::Owner).await;
    let switches = bed.store.list_switches(&viewer, bed.mailbox, &persons).await.unwrap();
    assert_eq!(switches.len(), 2);
    assert!(switches.values().all(|switch| switch.state == SwitchState::Adopting));
}

#[tokio::test]
async fn exit_leaves_nothing_behind_at_any_step() {
    let bed = Bed::new().await;
    add(&bed, 2, "Öz").await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let before = bed.everything().await;
    for step in ["", "/review", "/options"] {
        let path = search(&owner, &[("inactive", "")]).await;
        owner.post(&format!("{path}/move"), &[("do", "add-all")]).await;
        if step == "/options" {
            owner.post(&format!("{path}/review"), &[]).await;
        }
        good(&owner.get(&format!("{path}{step}")).await);
        assert!(good(&owner.part(&format!("{path}/exit"), "dialog").await).contains("dialog-form"));
        assert_eq!(owner.post(&format!("{path}/exit"), &[]).await.leads_to(), "/");
        for gone in ["", "/review", "/options", "/exit"] {
            assert_eq!(owner.get(&format!("{path}{gone}")).await.leads_to(), "/export", "{gone}");
        }
        assert_eq!(owner.post(&format!("{path}/run"), &[]).await.leads_to(), "/export");
        assert_eq!(owner.post(&format!("{path}/move"), &[("do", "add-all")]).await.leads_to(), "/export");
        let viewer = viewer(&bed, Who::Owner).await;
        assert_eq!(bed.store.waiting_export_drafts(&viewer, 1_700_000_000_000_009).await.unwrap(), []);
    }
    assert_eq!(bed.everything().await, before);
}

#[tokio::test]
async fn a_draft_is_its_users_alone() {
    let bed = Bed::new().await;
    add(&bed, 2, "Öz").await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = search(&owner, &[]).await;
    for who in [Who::Stranger, Who::Administrator] {
        let other = Browser::signed_in(&bed, who).await;
        assert_eq!(other.get(&path).await.leads_to(), "/export", "{who:?}");
        assert_eq!(other.post(&format!("{path}/move"), &[("do", "add-all")]).await.leads_to(), "/export");
        other.post(&format!("{path}/exit"), &[]).await;
        assert!(!other.get("/export").await.html.contains(&path));
    }
    let reader = Browser::signed_in(&bed, Who::Reader).await;
    let start = reader.get("/").await.html;
    assert!(
        !start.contains("href=\"/export\"") && !start.contains("action=\"/import\""),
        "they are not offered"
    );
    assert!(owner.get("/").await.html.contains("href=\"/export\""));
    for place in ["/export", path.as_str()] {
        assert_eq!(reader.get(place).await.status, StatusCode::FORBIDDEN);
    }
    assert!(owner.get("/export").await.html.contains(&path), "it waits for its user");
    assert!(names(good(&owner.get(&path).await), "selected").is_empty());
}

#[tokio::test]
async fn the_restriction_of_a_role_is_changed_by_administrators_only() {
    let bed = Bed::new().await;
    add(&bed, 1, "Öz").await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    assert_eq!(owner.get("/export/restrictions").await.status, StatusCode::FORBIDDEN);
    assert!(owner.post("/export/restrictions", &[]).await.status.is_client_error());
    let path = search(&owner, &[]).await;
    assert_eq!(names(&owner.get(&path).await.html, "found").len(), 1, "Ada has nobody in charge");

    let administrator = Browser::signed_in(&bed, Who::Administrator).await;
    assert!(good(&administrator.get("/export/restrictions").await).contains("checked"));
    assert_eq!(
        administrator.post("/export/restrictions", &[("administrator", "on")]).await.leads_to(),
        "/export"
    );
    assert!(
        !owner.get("/export").await.html.contains("Only contact persons you are in charge of are found.")
    );
    let path = search(&owner, &[]).await;
    let table = owner.get(&path).await;
    assert_eq!(names(&table.html, "found"), ["Zoë Öz000"]);
    assert_eq!(
        names(&table.html, "selected"),
        ["Ada König"],
        "already exported: on the right from the start"
    );
    assert!(table.html.contains("exported contact person"));
}

#[tokio::test]
async fn a_wrong_mask_is_shown_again_with_what_was_typed() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let date = owner.post("/export", &[("changed_since", "31.12.2026"), ("q", "kö<b>")]).await;
    assert_eq!(date.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(date.html.contains("This is no date") && date.html.contains("value=\"kö&#60;b&#62;\""));
    let partner = owner.post("/export", &[("business_partner_text", "Nirgends AG")]).await;
    assert!(
        partner.status == StatusCode::UNPROCESSABLE_ENTITY
            && partner.html.contains("Choose a business partner")
    );
    let nobody = owner.post("/export", &[("q", "qqqqqqqqqq")]).await;
    assert!(
        nobody.status == StatusCode::UNPROCESSABLE_ENTITY
            && nobody.html.contains("Nobody you are in charge of")
    );
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    assert!(good(&stranger.get("/export").await).contains("Connect your mailbox first"));
    assert_eq!(stranger.post("/export", &[("q", "x")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_search_is_saved_used_shared_and_deleted() {
    let bed = Bed::new().await;
    add(&bed, 1, "Öz").await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let nameless = owner.post("/export/searches", &[("q", "öz")]).await;
    assert!(
        nameless.status == StatusCode::UNPROCESSABLE_ENTITY
            && nameless.html.contains("Give the search a name")
    );
    let team = bed.team.to_string();
    let fields = [("q", "öz"), ("city", "Köln"), ("search_name", "VIP <b>"), ("search_team", team.as_str())];
    let saved = owner.post("/export/searches", &fields).await;
    assert!(saved.leads_to().starts_with("/export?saved="), "{}", saved.html);
    let used = owner.get(saved.leads_to()).await;
    assert!(used.html.contains("value=\"öz\"") && used.html.contains("value=\"Köln\""));
    assert!(used.html.contains("VIP &#60;b&#62;") && used.html.contains("shared with Sales"));
    let id = saved.leads_to().rsplit('=').next().unwrap();
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    assert!(!stranger.get("/export").await.html.contains("VIP"));
    stranger.post(&format!("/export/searches/{id}/delete"), &[]).await;
    assert!(owner.get("/export").await.html.contains("VIP"));
    owner.post(&format!("/export/searches/{id}/delete"), &[]).await;
    assert!(!owner.get("/export").await.html.contains("VIP"));
}

#[tokio::test]
async fn a_move_under_a_filter_takes_what_is_shown_and_answers_briefly() {
    let bed = Bed::new().await;
    add(&bed, 130, "Öz").await;
    add(&bed, 7, "Huber").await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = search(&owner, &[]).await;
    let filtered = owner.part(&format!("{path}?found_q=huber"), "assign").await;
    assert_eq!(names(good(&filtered), "found").len(), 7);
    assert!(!filtered.html.contains("<html") && filtered.html.contains("7 of 137 shown by the filter"));
    let fields = [("do", "add-all"), ("found_q", "huber"), ("found_from", "0")];
    let moved = owner.post_part(&format!("{path}/move"), "assign", &fields).await;
    assert!(good(&moved).contains("7 contact persons moved to Selected datasets."));
    // A range reaches beyond the rows that are shown.
    let fields = [("do", "add"), ("range", "20-119"), ("found_from", "0")];
    let moved = owner.post_part(&format!("{path}/move"), "assign", &fields).await;
    assert!(good(&moved).contains("contact persons moved to Selected datasets."));
    assert_eq!(names(&moved.html, "selected").len(), 50, "a window of them");
    assert!(moved.html.len() < 30_000, "{} bytes", moved.html.len());
    let nothing = owner.post_part(&format!("{path}/move"), "assign", &[("do", "remove")]).await;
    assert!(good(&nothing).contains("Nobody was picked"));
    let empty = owner.post(&format!("{path}/move"), &[("do", "remove-all")]).await;
    assert_eq!(empty.leads_to(), path);
    let none = owner.post(&format!("{path}/review"), &[]).await;
    assert_eq!(none.leads_to(), path, "nobody is selected: back to the table, with a word");
}
