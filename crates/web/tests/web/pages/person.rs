use axum::body::Body;
use axum::http::{Request, StatusCode};
use contacts::{FieldKey, PersonId, Value};
use store::{PersonFilter, PersonPatch, PhotoSize, Viewer};

use super::browser::{Browser, Got};
use crate::bed::{Bed, Who, picture};

fn page(id: PersonId) -> String {
    format!("/contact-persons/{id}")
}

/// Takes a hidden field's value out of a form, as a browser sends it.
fn hidden(html: &str, name: &str) -> String {
    let sign = format!("name=\"{name}\" value=\"");
    let (_, rest) = html.split_once(&sign).unwrap_or_else(|| panic!("no {name}: {html}"));
    rest.split('"').next().unwrap().replace("&#34;", "\"").replace("&quot;", "\"")
}

async fn text(bed: &Bed, key: FieldKey) -> String {
    bed.store.read_person(&Viewer::program(), bed.person).await.unwrap().card.text(key).to_owned()
}

async fn count(bed: &Bed) -> usize {
    let all = store::Paging::first(100);
    bed.store.list_persons(&Viewer::program(), &PersonFilter::default(), &all).await.unwrap().items.len()
}

/// Somebody else changes a field.
async fn elsewhere(bed: &Bed, key: FieldKey, text: &str) {
    let mut patch = PersonPatch::default();
    patch.card.set(key, Some(Value::Text(text.to_owned())));
    bed.store
        .change_person(&Viewer::program(), bed.person, &patch, None, 1_700_000_000_900_000)
        .await
        .unwrap();
}

async fn upload(browser: &Browser, path: &str, name: &str, bytes: &[u8]) -> Got {
    let mut body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let request = Request::post(path).header("sec-fetch-site", "same-origin");
    browser.send(request.header("content-type", "multipart/form-data; boundary=b"), Body::from(body)).await
}

#[tokio::test]
async fn who_may_not_see_a_person_finds_nothing_and_readers_see_no_way_to_change_it() {
    let bed = Bed::new().await;
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    let reader = Browser::signed_in(&bed, Who::Reader).await;
    for part in ["", "/live", "/edit", "/history", "/delete", "/photo", "/photo/edit"] {
        let path = page(bed.person) + part;
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let seen = reader.get(&page(bed.person)).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.html.contains("Ada König") && seen.html.contains("mailto:ada@kunde.example"));
    for way in ["/edit", "/delete", "/erase", "/photo/edit", "/undo"] {
        assert!(!seen.html.contains(&format!("{}{way}", page(bed.person))), "{way}");
    }
    for part in ["/edit", "/delete", "/photo/edit", "/erase"] {
        assert_eq!(reader.get(&(page(bed.person) + part)).await.status, StatusCode::FORBIDDEN, "{part}");
    }
    assert_eq!(reader.get("/contact-persons/new").await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.get("/contact-persons/no-such-id").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_page_tells_at_once_when_somebody_else_changes_a_field() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let html = browser.get(&page(bed.person)).await.html;
    let (_, rest) = html.split_once("/live?").unwrap();
    let live = format!("{}/live?{}", page(bed.person), rest.split('"').next().unwrap().replace("&amp;", "&"));
    assert_eq!(browser.part(&live, "person").await.status, StatusCode::NO_CONTENT);
    elsewhere(&bed, FieldKey::JobTitle, "Countess <b>").await;
    let got = browser.part(&live, "person").await;
    assert_eq!(got.status, StatusCode::OK);
    assert!(!got.html.contains("<html") && !got.html.contains("Countess <b>"));
    assert!(got.html.contains("id=\"row-job_title\" class=\"mask-row fresh\""), "{}", got.html);
    assert!(got.html.contains("hx-target=\"#fields\"") && got.html.contains("hx-target=\"#history\""));
}

#[tokio::test]
async fn a_person_is_created_once_however_often_the_form_is_sent() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let partner = bed.partner.to_string();
    let form = browser.get(&format!("/contact-persons/new?business_partner={partner}")).await;
    assert!(form.html.contains("value=\"Kunde GmbH\""));
    let token = hidden(&form.html, "token");
    let fields = [
        ("token", token.as_str()),
        ("business_partner", &partner),
        ("business_partner_text", "Kunde GmbH"),
        ("last_name", "Łukasz <b>"),
        ("birthday", "1984-03-12"),
        ("categories", "VIP"),
        ("categories", "A"),
    ];
    let before = count(&bed).await;
    let first = browser.post("/contact-persons/new", &fields).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.html);
    let second = browser.post("/contact-persons/new", &fields).await;
    assert_eq!((second.leads_to(), count(&bed).await), (first.leads_to(), before + 1));
    let shown = browser.get(first.leads_to()).await;
    assert!(
        shown.html.contains("Łukasz &#60;b&#62;") && shown.html.contains("12 Mar 1984"),
        "{}",
        shown.html
    );

    let other = fields.map(|(name, value)| if name == "last_name" { (name, "Other") } else { (name, value) });
    let refused = browser.post("/contact-persons/new", &other).await;
    assert_eq!((refused.status, count(&bed).await), (StatusCode::UNPROCESSABLE_ENTITY, before + 1));
    assert_ne!(hidden(&refused.html, "token"), token, "saving once more creates another one");
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let got = browser
        .post(
            "/contact-persons/new",
            &[("email_1", "nobody"), ("birthday", "tomorrow"), ("notes", "kept\nhere")],
        )
        .await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sign in
        ["#field-business_partner", "#field-email_1", "#field-birthday", "kept\nhere", "value=\"nobody\""]
    {
        assert!(got.html.contains(sign), "{sign}");
    }
    let nobody =
        [("business_partner", &*bed.partner.to_string()), ("business_partner_text", ""), ("title", "Dr.")];
    let got = browser.post("/contact-persons/new", &nobody).await;
    assert!(got.status == StatusCode::UNPROCESSABLE_ENTITY && got.html.contains("#field-last_name"));
}

#[tokio::test]
async fn a_business_partner_is_found_by_its_name_without_script() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let options = browser.part("/business-partners/options?q=kun", "options").await.html;
    assert!(options.contains("Kunde GmbH") && options.contains(&bed.partner.to_string()));
    let looked = browser
        .get("/contact-persons/new?look=business_partner&business_partner_text=kun&last_name=Typed")
        .await;
    assert!(looked.html.contains("business_partner_pick") && looked.html.contains("value=\"Typed\""));
    let named = [("business_partner", ""), ("business_partner_text", "kunde gmbh"), ("last_name", "Neu")];
    assert_eq!(browser.post("/contact-persons/new", &named).await.status, StatusCode::SEE_OTHER);
    let picked = [
        ("business_partner_text", "un"),
        ("business_partner_pick", &*bed.partner.to_string()),
        ("last_name", "Wahl"),
    ];
    assert_eq!(browser.post("/contact-persons/new", &picked).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn certain_duplicates_are_told_of_and_created_only_on_a_second_yes() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let partner = bed.partner.to_string();
    let same = [("business_partner", &*partner), ("last_name", "X"), ("email_1", "ADA@kunde.example")];
    let told = browser.post_part("/contact-persons/duplicates", "duplicates", &same).await;
    assert!(told.html.contains("Ada König") && !told.html.contains("<html"), "{}", told.html);
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    let told = stranger.post_part("/contact-persons/duplicates", "duplicates", &same).await;
    assert!(told.html.contains("outside your permissions") && !told.html.contains("König"), "{}", told.html);

    let before = count(&bed).await;
    let asked = browser.post("/contact-persons/new", &same).await;
    assert_eq!((asked.status, count(&bed).await), (StatusCode::UNPROCESSABLE_ENTITY, before));
    assert!(asked.html.contains("name=\"anyway\""));
    let yes = [same[0], same[1], same[2], ("anyway", "yes")];
    assert_eq!(browser.post("/contact-persons/new", &yes).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn two_people_who_change_different_fields_both_keep_their_change() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let edit = page(bed.person) + "/edit";
    let html = browser.get(&edit).await.html;
    let (version, base) = (hidden(&html, "version"), hidden(&html, "base"));
    elsewhere(&bed, FieldKey::JobTitle, "Countess").await;
    let partner = bed.partner.to_string();
    let mine = [
        ("version", &*version),
        ("base", &*base),
        ("business_partner", &*partner),
        ("business_partner_text", "Kunde GmbH"),
        ("team", &*bed.team.to_string()),
        ("nickname", "Enchantress"),
        ("job_title", ""),
        ("last_name", "König"),
    ];
    let saved = browser.post(&edit, &mine).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    assert_eq!(
        (text(&bed, FieldKey::JobTitle).await, text(&bed, FieldKey::Nickname).await),
        ("Countess".to_owned(), "Enchantress".to_owned())
    );
    assert!(browser.get(saved.leads_to()).await.html.contains("both changes are kept"));
}

#[tokio::test]
async fn two_people_who_change_the_same_field_see_both_values_and_choose() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let edit = page(bed.person) + "/edit";
    let html = browser.get(&edit).await.html;
    let (version, base) = (hidden(&html, "version"), hidden(&html, "base"));
    elsewhere(&bed, FieldKey::Nickname, "Theirs").await;
    let (partner, team) = (bed.partner.to_string(), bed.team.to_string());
    let beside = [("business_partner", &*partner), ("business_partner_text", "Kunde GmbH"), ("team", &*team)];
    let typed = [("nickname", "Mine"), ("department", "Kept"), ("version", &*version), ("base", &*base)];
    let clash = browser.post(&edit, &[&beside[..], &typed[..]].concat()).await;
    assert_eq!(clash.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sign in ["name=\"conflict\" value=\"nickname\"", "Theirs", "value=\"Mine\"", "value=\"Kept\""] {
        assert!(clash.html.contains(sign), "{sign}");
    }
    let (version, base) = (hidden(&clash.html, "version"), hidden(&clash.html, "base"));
    let again = [
        ("nickname", "Mine"),
        ("department", "Kept"),
        ("conflict", "nickname"),
        ("version", &*version),
        ("base", &*base),
    ];
    let unchosen = browser.post(&edit, &[&beside[..], &again[..]].concat()).await;
    assert!(
        unchosen.status == StatusCode::UNPROCESSABLE_ENTITY
            && unchosen.html.contains("#field-choice-nickname")
    );
    let theirs = [&beside[..], &again[..], &[("choice-nickname", "theirs")]].concat();
    assert_eq!(browser.post(&edit, &theirs).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        (text(&bed, FieldKey::Nickname).await, text(&bed, FieldKey::Department).await),
        ("Theirs".to_owned(), "Kept".to_owned())
    );
    let html = browser.get(&edit).await.html;
    let (version, base) = (hidden(&html, "version"), hidden(&html, "base"));
    let mine = [
        ("nickname", "Mine"),
        ("conflict", "nickname"),
        ("choice-nickname", "mine"),
        ("version", &*version),
        ("base", &*base),
    ];
    assert_eq!(browser.post(&edit, &[&beside[..], &mine[..]].concat()).await.status, StatusCode::SEE_OTHER);
    assert_eq!(text(&bed, FieldKey::Nickname).await, "Mine");
}

#[tokio::test]
async fn a_photo_is_set_kept_by_the_browser_removed_and_taken_back() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let path = page(bed.person) + "/photo";
    let set = upload(&browser, &path, "photo", &picture(40, 30)).await;
    assert_eq!(set.leads_to(), page(bed.person), "{}", set.html);
    let shown = browser.get(&path).await;
    assert_eq!((shown.status, shown.header("cache-control")), (StatusCode::OK, "private, no-cache"));
    let etag = shown.header("etag").to_owned();
    let known = Request::get(&path).header("if-none-match", &etag);
    assert_eq!(browser.send(known, Body::empty()).await.status, StatusCode::NOT_MODIFIED);
    let lasting = format!("{path}?size=small&v={}", &etag[1..17]);
    assert!(browser.get(&lasting).await.header("cache-control").contains("max-age"));

    let large = vec![b'x'; photo::BYTE_LIMIT + 1];
    for (name, bytes, status) in [
        ("photo", &b"no picture"[..], StatusCode::UNPROCESSABLE_ENTITY),
        ("photo", &large[..], StatusCode::UNPROCESSABLE_ENTITY),
        ("other", &b"x"[..], StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let refused = upload(&browser, &path, name, bytes).await;
        assert!(
            refused.status == status && refused.html.contains("the photo is as it was"),
            "{}",
            refused.html
        );
    }
    let removed = browser.post(&format!("{path}/remove"), &[]).await;
    assert_eq!(removed.leads_to(), page(bed.person));
    let toast = browser.get(&page(bed.person)).await.html;
    assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
    let (_, undo) = toast.split_once("data-toast").unwrap();
    let undo = undo.split_once("action=\"").unwrap().1.split('"').next().unwrap().to_owned();
    browser.post(&undo, &[]).await;
    let back =
        bed.store.read_photo(&Viewer::program(), bed.person, PhotoSize::Original).await.unwrap().unwrap();
    assert_eq!(format!("\"{}\"", back.digest), etag);
}

#[tokio::test]
async fn a_change_is_taken_back_from_the_history_and_an_older_one_is_refused_in_words() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    elsewhere(&bed, FieldKey::Nickname, "Second").await;
    let html = browser.get(&(page(bed.person) + "/history")).await.html;
    assert!(html.contains("Addie") && html.contains("Second"));
    let actions: Vec<&str> =
        html.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let undo = actions.iter().find(|action| action.contains("/history/")).unwrap();
    assert_eq!(browser.post(undo, &[]).await.leads_to(), page(bed.person));
    assert_eq!(text(&bed, FieldKey::Nickname).await, "Addie");
    browser.post(undo, &[]).await;
    assert_eq!(text(&bed, FieldKey::Nickname).await, "Addie");
    assert!(browser.get(&page(bed.person)).await.html.contains("cannot be taken back any more"));
}

#[tokio::test]
async fn deleting_says_which_mailboxes_it_leaves_and_is_taken_back() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let asked = browser.part(&(page(bed.person) + "/delete"), "dialog").await.html;
    assert!(asked.contains("leave one mailbox") && asked.contains("owner@example.com"), "{asked}");
    assert_eq!(browser.post(&(page(bed.person) + "/delete"), &[]).await.leads_to(), page(bed.person));
    let binned = browser.get(&page(bed.person)).await.html;
    assert!(binned.contains("/restore") && !binned.contains(&format!("{}/edit", page(bed.person))));
    assert_eq!(browser.get(&(page(bed.person) + "/edit")).await.leads_to(), page(bed.person));
    browser.post(&(page(bed.person) + "/restore"), &[]).await;
    let back = bed.store.read_person(&Viewer::program(), bed.person).await.unwrap();
    assert_eq!(back.person.deleted, None);
}

#[tokio::test]
async fn erasing_is_for_administrators_who_type_the_word() {
    let bed = Bed::new().await;
    let path = page(bed.person) + "/erase";
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    assert_eq!(owner.post(&path, &[("word", "erase")]).await.status, StatusCode::FORBIDDEN);
    let browser = Browser::signed_in(&bed, Who::Administrator).await;
    let wrong = browser.post_part(&path, "dialog", &[("word", "yes")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bed.store.read_person(&Viewer::program(), bed.person).await.is_ok());
    assert_eq!(browser.post(&path, &[("word", " Erase ")]).await.leads_to(), "/contact-persons");
    assert!(bed.store.read_person(&Viewer::program(), bed.person).await.is_err());
    let history = browser.get(&(page(bed.person) + "/history")).await;
    assert!(
        history.status == StatusCode::OK && history.html.contains("The values are erased"),
        "{}",
        history.html
    );
}

#[tokio::test]
async fn what_others_typed_is_text_on_every_page_of_a_person() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let hostile =
        "\"><script>alert(1)</script>\u{202e}\u{1f468}\u{200d}\u{1f469}".to_owned() + &"ש".repeat(300);
    let mut patch = PersonPatch::default();
    for field in contacts::field::FIELDS {
        if field.owner == contacts::field::Owner::Person {
            let value = Value::parse(field.key, &hostile).unwrap_or_default();
            patch.card.set(field.key, value);
        }
    }
    bed.store
        .change_person(&Viewer::program(), bed.person, &patch, None, 1_700_000_000_900_000)
        .await
        .unwrap();
    for part in ["", "?empty=1", "/edit", "/history", "/delete", "/photo/edit"] {
        let got = browser.get(&(page(bed.person) + part)).await;
        assert_eq!(got.status, StatusCode::OK, "{part}");
        assert!(!got.html.contains("<script>alert"), "{part}");
    }
}

#[tokio::test]
async fn a_form_saved_after_the_person_went_into_the_bin_keeps_what_was_typed() {
    let bed = Bed::new().await;
    let browser = Browser::signed_in(&bed, Who::Owner).await;
    let all = Viewer::program();
    bed.store.delete_person(&all, bed.person, None, 1_700_000_000_000_100).await.unwrap();
    let path = format!("{}/edit", page(bed.person));
    let partner = bed.partner.to_string();
    let typed = [
        ("last_name", "Lovelace-King"),
        ("business_partner", partner.as_str()),
        ("version", "1"),
        ("base", "{}"),
    ];
    let refused = browser.post(&path, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("They are in the bin") && refused.html.contains("Lovelace-King"));
}
