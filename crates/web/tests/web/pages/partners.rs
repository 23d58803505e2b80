use axum::http::StatusCode;
use contacts::person::PartnerCard;
use contacts::{PartnerField, PartnerId};
use store::{NewPartner, PartnerPatch, PersonFilter, Viewer};

use super::browser::Browser;
use crate::bed::{Bed, Who};

async fn add(bed: &Bed, name: &str, city: &str) -> PartnerId {
    let card = PartnerCard::default().with(PartnerField::Name, name).with(PartnerField::City, city);
    let new = NewPartner { card, ..NewPartner::default() };
    bed.store.create_partner(&Viewer::program(), &new, 1_700_000_000_000_001).await.unwrap().id
}

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

/// What a form would send: everything that is in its fields.
fn sent(html: &str, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(rest.split('"').next()?.replace("&#38;", "&").replace("&#60;", "<").replace("&#62;", ">"))
    };
    let form = html.split("class=\"stack partner-form\"").nth(1).unwrap();
    let inputs = form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let mut fields: Vec<(String, String)> = inputs
        .filter(|tag| !tag.contains("type=\"checkbox\"") || tag.contains(" checked"))
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))
        .collect();
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

async fn post(browser: &Browser, path: &str, fields: &[(String, String)]) -> super::browser::Got {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &fields).await
}

#[tokio::test]
async fn the_list_is_searched_sorted_and_shows_what_one_may_see() {
    let bed = Bed::new().await;
    add(&bed, "Öztürk <b>Lojistik</b>", "İzmir").await;
    add(&bed, "Brandt", "Kassel").await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let found = async |query: &str| rows(&owner.get(&format!("/business-partners?{query}")).await.html);
    assert_eq!(
        found("").await,
        ["Brandt", "Kunde GmbH", "Leer AG", "Öztürk &#60;b&#62;Lojistik&#60;/b&#62;"]
    );
    assert_eq!(found("sort=-name").await[3], "Brandt");
    assert_eq!(found("q=izmir").await.len(), 1);
    assert_eq!(found("q=zzzz").await.len(), 0);
    assert_eq!(found("inactive=true").await.len(), 0);
    let part = owner.part("/business-partners?q=brandt", "partners-list").await;
    assert!(part.html.contains("<mark>Brandt</mark>") && !part.html.contains("<html"));
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    assert_eq!(rows(&stranger.get("/business-partners").await.html).len(), 2, "not those of the team");
    assert_eq!(
        stranger.get(&format!("/business-partners/{}", bed.partner)).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(stranger.get("/business-partners/none").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_partners_page_has_its_contact_persons_as_a_list_of_its_own() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/business-partners/{}", bed.partner);
    let page = owner.get(&path).await;
    assert_eq!(rows(&page.html), ["Ada König"]);
    assert!(page.html.contains(&format!("/contact-persons/new?business_partner={}", bed.partner)));
    assert_eq!(rows(&owner.part(&format!("{path}?q=zzz"), "persons-list").await.html).len(), 0);
    let empty = owner.get(&format!("/business-partners/{}", bed.empty_partner)).await;
    assert!(empty.html.contains("No contact persons yet"));
    let reader = Browser::signed_in(&bed, Who::Reader).await;
    let read = reader.get(&path).await.html;
    assert!(!read.contains("/edit\"") && !read.contains("/delete\""));
    for (method, path) in
        [("get", format!("{path}/edit")), ("get", format!("{path}/delete")), ("post", format!("{path}/move"))]
    {
        let got = if method == "get" { reader.get(&path).await } else { reader.post(&path, &[]).await };
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_partner_is_created_with_every_field_and_refused_without_a_name() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let wrong =
        owner.post("/business-partners/new", &[("name", " "), ("email", "none"), ("city", "<b>Köln")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.html.contains("#field-name")
            && wrong.html.contains("#field-email")
            && wrong.html.contains("&#60;b&#62;Köln")
    );
    let made = owner
        .post(
            "/business-partners/new",
            &[("name", "Neu & Söhne"), ("city", "Köln"), ("external_id", "N-1"), ("inactive", "true")],
        )
        .await;
    let id: PartnerId = made.leads_to().rsplit('/').next().unwrap().parse().unwrap();
    let partner = bed.store.read_partner(&Viewer::program(), id).await.unwrap();
    assert_eq!((partner.card.text(PartnerField::City), partner.inactive), ("Köln", true));
    let taken = owner.post("/business-partners/new", &[("name", "X"), ("external_id", "N-1")]).await;
    assert!(taken.status == StatusCode::UNPROCESSABLE_ENTITY && taken.html.contains("#field-external_id"));
    let reader = Browser::signed_in(&bed, Who::Reader).await;
    assert_eq!(reader.post("/business-partners/new", &[("name", "X")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_rename_says_before_how_many_contacts_it_reaches() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/business-partners/{}", bed.partner);
    let form = owner.get(&format!("{path}/edit")).await.html;
    assert!(form.contains("A change goes to one contact in Outlook."));
    let saved = post(&owner, &format!("{path}/edit"), &sent(&form, &[("name", "Kunde SE")])).await;
    assert_eq!(saved.leads_to(), path, "{}", saved.html);
    assert!(owner.get(&path).await.html.contains("on its way to one contact"));
}

#[tokio::test]
async fn two_who_change_different_fields_both_keep_theirs() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/business-partners/{}", bed.partner);
    let form = owner.get(&format!("{path}/edit")).await.html;
    let other = PartnerPatch {
        card: [(PartnerField::City, Some("Bonn".to_owned()))].into(),
        ..PartnerPatch::default()
    };
    bed.store
        .change_partner(&Viewer::program(), bed.partner, &other, None, 1_700_000_000_000_002)
        .await
        .unwrap();
    post(&owner, &format!("{path}/edit"), &sent(&form, &[("fax", "12345")])).await;
    let card = bed.store.read_partner(&Viewer::program(), bed.partner).await.unwrap().card;
    assert_eq!((card.text(PartnerField::City), card.text(PartnerField::Fax)), ("Bonn", "12345"));
}

#[tokio::test]
async fn two_who_change_the_same_field_see_both_values_and_choose() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = format!("/business-partners/{}", bed.partner);
    let form = owner.get(&format!("{path}/edit")).await.html;
    let other = PartnerPatch {
        card: [(PartnerField::City, Some("Bonn <b>".to_owned()))].into(),
        ..PartnerPatch::default()
    };
    bed.store
        .change_partner(&Viewer::program(), bed.partner, &other, None, 1_700_000_000_000_002)
        .await
        .unwrap();
    let mine = sent(&form, &[("city", "Köln"), ("fax", "9")]);
    let clash = post(&owner, &format!("{path}/edit"), &mine).await;
    assert_eq!(clash.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(clash.html.contains("Changed by both of you") && clash.html.contains("Bonn &#60;b&#62;"));
    let city = async || {
        let partner = bed.store.read_partner(&Viewer::program(), bed.partner).await.unwrap();
        partner.card.text(PartnerField::City).to_owned()
    };
    assert_eq!(city().await, "Bonn <b>", "nothing was saved");

    let taken = sent(&clash.html, &[("theirs", "city")]);
    assert_eq!(post(&owner, &format!("{path}/edit"), &taken).await.leads_to(), path);
    let card = bed.store.read_partner(&Viewer::program(), bed.partner).await.unwrap().card;
    assert_eq!((card.text(PartnerField::City), card.text(PartnerField::Fax)), ("Bonn <b>", "9"));
    let again = post(&owner, &format!("{path}/edit"), &sent(&clash.html, &[])).await;
    assert_eq!(again.leads_to(), path, "{}", again.html);
    assert_eq!(city().await, "Köln", "saved knowingly over the other's");
}

#[tokio::test]
async fn a_partner_with_persons_stays_until_they_are_moved() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let (from, to) = (format!("/business-partners/{}", bed.partner), bed.empty_partner.to_string());
    let asked = owner.part(&format!("{from}/delete"), "dialog").await;
    assert!(
        asked.html.contains("2 contact persons are at") && asked.html.contains("1 in the bin"),
        "{}",
        asked.html
    );
    let refused = owner.post(&format!("{from}/delete"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(owner.post(&format!("{from}/move"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let same = owner.post(&format!("{from}/move"), &[("to", &bed.partner.to_string())]).await;
    assert!(same.status == StatusCode::UNPROCESSABLE_ENTITY && same.html.contains("already"));

    let moved = owner.post_part(&format!("{from}/move"), "dialog", &[("to", &to)]).await;
    assert_eq!(moved.leads_to(), from);
    let filter = PersonFilter { business_partner: Some(bed.empty_partner), ..PersonFilter::default() };
    let there = bed.store.count_persons(&Viewer::program(), &filter).await.unwrap();
    assert_eq!(there, store::Count::Exactly(1));
    assert!(owner.part(&format!("{from}/delete"), "dialog").await.html.contains("goes for good"));
    assert_eq!(owner.post(&format!("{from}/delete"), &[]).await.leads_to(), "/business-partners");
    assert_eq!(owner.get(&from).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_script_the_target_of_a_move_is_typed_by_its_name() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let from = format!("/business-partners/{}", bed.partner);
    assert_eq!(owner.post(&format!("{from}/move"), &[("to_text", "leer ag")]).await.leads_to(), from);
    assert_eq!(owner.post(&format!("{from}/delete"), &[]).await.leads_to(), "/business-partners");
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_business_partner_and_changed_meanwhile_it_asks() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let fields = sent(&owner.get("/business-partners/new").await.html, &[("name", "Doppelklick AG")]);
    let (first, again) = tokio::join!(
        post(&owner, "/business-partners/new", &fields),
        post(&owner, "/business-partners/new", &fields)
    );
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.html);
    assert_eq!(again.leads_to(), first.leads_to());
    let other: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| {
            (name.clone(), if name == "name" { "Andere AG".to_owned() } else { value.clone() })
        })
        .collect();
    let asked = post(&owner, "/business-partners/new", &other).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.html.contains("was created from this form before") && asked.html.contains("Andere AG"));
    let twice = post(&owner, "/business-partners/new", &sent(&asked.html, &[])).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER, "{}", twice.html);
    let found = rows(&owner.get("/business-partners").await.html);
    for name in ["Doppelklick AG", "Andere AG"] {
        assert_eq!(found.iter().filter(|found| *found == name).count(), 1, "{found:?}");
    }
}
