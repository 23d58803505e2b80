use axum::http::StatusCode;
use contacts::{Card, FieldKey, PersonId};
use store::{Count, NewPerson, PersonFilter, SwitchState, Viewer};

use super::browser::{Browser, mail};
use crate::bed::{Bed, Who};

/// Adds a person that everybody sees, unless it is the team's.
async fn add(bed: &Bed, first: &str, last: &str, team: bool) -> PersonId {
    let card = Card::new().with(FieldKey::FirstName, first).with(FieldKey::LastName, last);
    let card = card.with(FieldKey::BusinessCity, "Kassel").with(FieldKey::BusinessPhone, "+49 561 998877");
    let new = NewPerson { team: team.then_some(bed.team), ..NewPerson::new(bed.partner, card) };
    let made = bed.store.create_person(&Viewer::program(), &new, 1_700_000_000_000_001).await.unwrap();
    made.record.person.id
}

async fn viewer(bed: &Bed, who: Who) -> Viewer {
    let user = bed.store.find_user(&Viewer::program(), mail(who)).await.unwrap().unwrap().id;
    bed.store.viewer_of(user).await.unwrap().unwrap()
}

/// The names of the rows, in order, as they stand in the check boxes.
fn rows(html: &str) -> Vec<String> {
    let name = |rest: &str| {
        rest.split("</bdi>").next().unwrap_or_default().replace("<mark>", "").replace("</mark>", "")
    };
    html.split("class=\"row-link\"")
        .skip(1)
        .filter_map(|rest| rest.split_once("<bdi>"))
        .map(|(_, rest)| name(rest))
        .collect()
}

#[tokio::test]
async fn everybody_sees_in_the_list_what_it_may_see_and_nothing_else() {
    let bed = Bed::new().await;
    add(&bed, "Zoë", "Öztürk", false).await;
    for (who, sees) in [(Who::Owner, 2), (Who::Reader, 2), (Who::Stranger, 1), (Who::Administrator, 2)] {
        let got = Browser::signed_in(&bed, who).await.get("/contact-persons").await;
        assert_eq!((got.status, rows(&got.html).len()), (StatusCode::OK, sees), "{who:?}");
        assert_eq!(got.html.contains("Ada König"), who != Who::Stranger);
        assert_eq!(got.html.contains("name=\"id\""), who != Who::Reader, "{who:?} selects");
        assert!(!got.html.contains("Ada Weg"), "the bin is another list");
    }
    let stranger = Browser::open(&bed).get("/contact-persons?q=x").await;
    assert!(stranger.leads_to().starts_with("/sign-in?next="));
}

#[tokio::test]
async fn search_filters_and_order_are_in_the_address() {
    let bed = Bed::new().await;
    let zoe = add(&bed, "Zoë", "Öztürk", true).await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let found = |query: &'static str| {
        let owner = &owner;
        async move { rows(&owner.get(&format!("/contact-persons?{query}")).await.html) }
    };
    let (ada, zoe_name) = ("Ada König", "Zoë Öztürk");
    assert_eq!(found("q=ozturk").await, [zoe_name]);
    assert_eq!(found("q=0561%20998").await, [zoe_name]);
    assert_eq!(found("q=kass").await, [zoe_name]);
    assert_eq!(found("sort=name").await, [ada, zoe_name]);
    assert_eq!(found("sort=-name").await, [zoe_name, ada]);
    assert_eq!(found("replicated=true").await, [ada], "it is about to be created");
    assert_eq!(found("replicated=false").await, [zoe_name]);
    assert_eq!(found("deleted=true").await, ["Ada Weg"]);
    assert_eq!(found("mine=true").await, Vec::<String>::new());
    assert_eq!(found("city=kassel&q=z").await, [zoe_name]);
    assert_eq!(found("after=nonsense").await.len(), 2, "a place that is none is the beginning");

    let marked = owner.get("/contact-persons?q=oztu").await.html;
    assert!(marked.contains("<mark>Öztü</mark>rk"), "what was found stands out");
    let part = owner.part("/contact-persons?q=ozturk", "persons-list").await;
    assert!(part.html.contains(&zoe.hex()) && !part.html.contains("<html"), "the part alone");
    let nobody = owner.get("/contact-persons?q=zzzzzz&mine=true").await.html;
    assert!(
        nobody.contains("Nobody found") && nobody.contains("href=\"/contact-persons?mine=true\""),
        "one filter less"
    );
}

#[tokio::test]
async fn a_long_list_goes_on_and_back_without_gap_or_repetition() {
    let bed = Bed::new().await;
    for number in 0..120 {
        add(&bed, "P", &format!("N{number:03}"), true).await;
    }
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let first = owner.get("/contact-persons?sort=name").await.html;
    let way = |html: &str, rel: &str| {
        let link = html.split("<a class=\"button\"").find(|link| link.contains(&format!("rel=\"{rel}\"")))?;
        let href = link.split("href=\"").nth(1)?.split('"').next()?;
        Some(href.replace("&#38;", "&").replace("&amp;", "&"))
    };
    let second = owner.get(&way(&first, "next").unwrap()).await.html;
    let third = owner.get(&way(&second, "next").unwrap()).await.html;
    let all = [rows(&first), rows(&second), rows(&third)].concat();
    assert_eq!(all.len(), 121);
    assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 121);
    assert_eq!(
        (way(&third, "next"), rows(&owner.get(&way(&third, "prev").unwrap()).await.html)),
        (None, rows(&second))
    );
    assert!(first.contains("121 contact persons"));
}

#[tokio::test]
async fn columns_are_chosen_and_stay_chosen() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    assert!(owner.get("/contact-persons").await.html.contains("<td class=\"of-phone\""));
    let fields = [("column", "mail"), ("column", "changed"), ("column", "telex"), ("back", "//evil.example")];
    let chosen = owner.post("/contact-persons/columns", &fields).await;
    assert_eq!(chosen.leads_to(), "/contact-persons");
    let html = owner.get("/contact-persons").await.html;
    assert!(html.contains("<td class=\"of-changed\"") && !html.contains("<td class=\"of-phone\""));
    let fields = [("column", "phone"), ("back", "/contact-persons?q=ada")];
    let part = owner.post_part("/contact-persons/columns", "persons-list", &fields).await;
    assert!(part.html.contains("<td class=\"of-phone\"") && part.html.contains("<mark>Ada</mark>"));
}

#[tokio::test]
async fn several_are_replicated_some_of_which_cannot_and_it_is_taken_back() {
    let bed = Bed::new().await;
    let (zoe, gone) = (add(&bed, "Zoë", "Öztürk", true).await.to_string(), bed.deleted.to_string());
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let asked = owner.part(&format!("/contact-persons/replicate?id={zoe}&id={gone}"), "dialog").await;
    assert!(asked.html.contains("Replicate 2 contact persons?"), "{}", asked.html);
    assert!(asked.html.contains("One contact is created in Outlook") && asked.html.contains("Is in the bin"));
    assert!(asked.html.contains("Ada Weg") && asked.html.contains(">Replicate 1<"), "{}", asked.html);

    let fields = [("id", zoe.as_str()), ("id", gone.as_str()), ("back", "/contact-persons?q=z")];
    let done = owner.post("/contact-persons/replicate", &fields).await;
    assert_eq!(done.leads_to(), "/contact-persons?q=z");
    let page = owner.get("/contact-persons?q=z").await.html;
    assert!(page.contains("1 could not") && page.contains("Being created"), "{page}");
    let undo = page.split("action=\"/contact-persons/replicate/").nth(1).unwrap().split('"').next().unwrap();
    let undo = format!("/contact-persons/replicate/{}", undo.replace("&#38;", "&"));
    assert_eq!(owner.post(&undo, &[]).await.leads_to(), "/contact-persons?q=z");
    let me = viewer(&bed, Who::Owner).await;
    let link =
        bed.store.read_link(&me, zoe.parse().unwrap(), bed.mailbox).await.unwrap().unwrap().detail.unwrap();
    assert_ne!(link.state, SwitchState::Adopting, "taken back");
}

#[tokio::test]
async fn several_are_withdrawn_and_it_is_taken_back() {
    let bed = Bed::new().await;
    let ada = bed.person.to_string();
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let asked = owner.get(&format!("/contact-persons/withdraw?id={ada}")).await;
    assert!(
        asked.html.contains("goes to Deleted Items") && asked.html.contains("<html"),
        "a page without script"
    );
    let done = owner
        .post_part("/contact-persons/withdraw", "persons-list", &[("id", &ada), ("back", "/contact-persons")])
        .await;
    assert!(
        done.html.contains("id=\"persons-list\"") && done.html.contains("leaves the mailbox"),
        "{}",
        done.html
    );
    let me = viewer(&bed, Who::Owner).await;
    let state = async || {
        let link = bed.store.read_link(&me, bed.person, bed.mailbox).await.unwrap().unwrap();
        link.detail.unwrap().state
    };
    assert_ne!(state().await, SwitchState::Adopting);
    let undo =
        done.html.split("action=\"/contact-persons/withdraw/").nth(1).unwrap().split('"').next().unwrap();
    owner.post(&format!("/contact-persons/withdraw/{}", undo.replace("&#38;", "&")), &[]).await;
    assert_eq!(state().await, SwitchState::Adopting, "on its way again");
}

#[tokio::test]
async fn the_employee_in_charge_changes_where_that_is_allowed_and_is_taken_back() {
    let bed = Bed::new().await;
    let (zoe, ada) = (add(&bed, "Zoë", "Öztürk", false).await, bed.person);
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    let (zoe_id, ada_id, owner_id) = (zoe.to_string(), ada.to_string(), bed.owner.to_string());
    let asked = stranger
        .part(&format!("/contact-persons/employee-in-charge?id={zoe_id}&id={ada_id}"), "dialog")
        .await;
    assert!(
        asked.html.contains("One contact person gets the employee")
            && asked.html.contains("Somebody you may not see")
    );
    let both = [("id", zoe_id.as_str()), ("id", ada_id.as_str())];
    let missing = stranger.post_part("/contact-persons/employee-in-charge", "persons-list", &both).await;
    assert_eq!(
        (missing.status, missing.header("hx-retarget")),
        (StatusCode::UNPROCESSABLE_ENTITY, "#dialog")
    );

    let done = stranger
        .post("/contact-persons/employee-in-charge", &[both[0], both[1], ("employee", &owner_id)])
        .await;
    assert_eq!(done.leads_to(), "/contact-persons");
    let all = Viewer::program();
    let in_charge = async |id| bed.store.read_person(&all, id).await.unwrap().person.employee_in_charge;
    assert_eq!((in_charge(zoe).await, in_charge(ada).await), (Some(bed.owner), None));
    let page = stranger.get("/contact-persons").await.html;
    assert!(page.contains("1 stayed as they were"), "{page}");
    let undo = page
        .split("action=\"/contact-persons/employee-in-charge/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    stranger.post(&format!("/contact-persons/employee-in-charge/{}", undo.replace("&#38;", "&")), &[]).await;
    assert_eq!(in_charge(zoe).await, None, "as it was");
}

#[tokio::test]
async fn readers_change_nobody_and_others_mailboxes_are_not_shown() {
    let bed = Bed::new().await;
    let reader = Browser::signed_in(&bed, Who::Reader).await;
    let ada = bed.person.to_string();
    for action in ["replicate", "withdraw", "employee-in-charge"] {
        let path = format!("/contact-persons/{action}");
        assert_eq!(reader.get(&format!("{path}?id={ada}")).await.status, StatusCode::FORBIDDEN, "{action}");
        assert_eq!(reader.post(&path, &[("id", &ada)]).await.status, StatusCode::FORBIDDEN, "{action}");
    }
    let mailbox = bed.mailbox;
    assert_eq!(
        reader.get(&format!("/contact-persons?mailbox={mailbox}")).await.status,
        StatusCode::NOT_FOUND
    );
    let polled = format!("/contact-persons/switches?mailbox={mailbox}&ids={}", bed.person.hex());
    assert_eq!(reader.part(&polled, "persons-live").await.status, StatusCode::NO_CONTENT);
    let run = bed.run;
    assert_eq!(
        reader.post(&format!("/contact-persons/replicate/{run}/undo"), &[]).await.status,
        StatusCode::FORBIDDEN
    );
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    assert_eq!(
        stranger.post(&format!("/contact-persons/withdraw/{run}/undo"), &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let none = stranger.post("/contact-persons/replicate", &[("id", &ada)]).await;
    assert!(none.html.contains("No mailbox is connected"));
}

#[tokio::test]
async fn the_badges_are_asked_for_at_once_and_answered_when_they_change() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let poll = |html: &str| {
        let live = html.split("id=\"persons-live\"").nth(1).unwrap();
        live.split("hx-get=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&")
    };
    let path = poll(&owner.get("/contact-persons").await.html);
    assert_eq!(owner.part(&path, "persons-live").await.status, StatusCode::NO_CONTENT);
    let me = viewer(&bed, Who::Owner).await;
    bed.store.withdraw(&me, bed.person, bed.mailbox, 1_700_000_000_000_002).await.unwrap();
    let changed = owner.part(&path, "persons-live").await;
    assert_eq!(changed.status, StatusCode::OK);
    let place = format!("hx-target=\"#switch-{}\"", bed.person.hex());
    assert!(changed.html.contains(&place) && !changed.html.contains("Being created"), "{}", changed.html);
    assert_eq!(owner.part(&poll(&changed.html), "persons-live").await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn hostile_names_are_shown_as_they_are_and_do_nothing() {
    let bed = Bed::new().await;
    let name = "<script>alert(1)</script>\" onmouseover=\"x";
    add(&bed, "\u{202e}مريم", name, true).await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    for path in [
        "/contact-persons",
        "/contact-persons?q=%3Cscript%3E",
        "/contact-persons?city=%22%3E%3Cscript%3E&q=%27%3B--",
    ] {
        let html = owner.get(path).await.html;
        assert!(!html.contains("<script>") && !html.contains("\" onmouseover"), "{path}");
    }
    assert!(owner.get("/contact-persons?q=script").await.html.contains("&#60;<mark>script</mark>&#62;"));
    let everybody = bed.store.count_persons(&Viewer::program(), &PersonFilter::default()).await.unwrap();
    assert_eq!(everybody, Count::Exactly(2));
}
