use std::time::Duration;

use axum::http::StatusCode;
use contacts::{Card, FieldKey};
use store::{Paging, PersonFilter, Viewer};

use super::browser::{Browser, Got};
use crate::bed::{Bed, GONE, Mood, UNREAD, Who, contact};

fn card(first: &str, last: &str, company: &str, mail: &str) -> Card {
    let fields = [
        (FieldKey::FirstName, first),
        (FieldKey::LastName, last),
        (FieldKey::Company, company),
        (FieldKey::Email1, mail),
    ];
    fields
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .fold(Card::new(), |card, (key, text)| card.with(key, text))
}

/// Puts contacts into the mailbox: one at the known partner, two of another company, one that is Ada, one without a name.
fn outlook(bed: &Bed) {
    let ada = Card::new()
        .with(FieldKey::LastName, "König")
        .with(FieldKey::Email1, "ada@kunde.example")
        .with(FieldKey::JobTitle, "Einkauf <b>");
    *bed.engine.2.lock().unwrap() = vec![
        contact("c1", card("Jörg", "Öz<b>türk", "Kunde GmbH", "joerg@mail.example")),
        contact("c2", card("Zoë", "Zander", "Neuland", "zoe@mail.example")),
        contact("c3", card("Zyra", "Zobel", "Neuland", "zyra@mail.example")),
        contact("c4", ada),
        contact(
            "c5",
            Card::new().with(FieldKey::Company, "Neuland").with(FieldKey::MobilePhone, "0171 3920011"),
        ),
    ];
}

fn good(got: &Got) -> &str {
    assert_eq!(got.status, StatusCode::OK, "{}", got.html);
    &got.html
}

/// Begins an import and waits for its list; returns the draft's path.
async fn begin(bed: &Bed, browser: &Browser) -> String {
    let mailbox = bed.mailbox.to_string();
    let got = browser.post("/import", &[("mailbox", &mailbox), ("folder", "")]).await;
    assert!(got.leads_to().starts_with("/import/"), "{} {}", got.status, got.html);
    let path = got.leads_to().to_owned();
    read(browser, &path).await;
    path
}

/// Waits until a draft is read.
async fn read(browser: &Browser, path: &str) {
    for _ in 0..2_000 {
        let got = browser.get(path).await;
        if !good(&got).contains("<progress") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the contacts are not read in time");
}

/// The number of the row with a name.
fn number(html: &str, name: &str) -> String {
    let row = html.split("<tr id=\"row-").skip(1).find(|row| row.contains(name));
    row.unwrap_or_else(|| panic!("no row with {name}")).split('"').next().unwrap().to_owned()
}

/// The row with a number.
fn row<'a>(html: &'a str, number: &str) -> &'a str {
    let (_, row) = html.split_once(&format!("<tr id=\"row-{number}\"")).unwrap();
    row.split("</tr>").next().unwrap()
}

fn is_ticked(html: &str, number: &str) -> bool {
    let (_, input) = row(html, number).split_once("data-tick").unwrap();
    input.split('>').next().unwrap().contains(" checked")
}

async fn persons(bed: &Bed) -> u64 {
    let found =
        bed.store.list_persons(&Viewer::program(), &PersonFilter::default(), &Paging::first(100)).await;
    found.unwrap().items.len() as u64
}

#[tokio::test]
async fn an_import_goes_from_one_click_to_its_run_without_script() {
    let bed = Bed::new().await;
    outlook(&bed);
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let bar = good(&owner.get("/").await).to_owned();
    assert!(bar.contains("<form method=\"post\" action=\"/import\">") && bar.contains("value=\"bar\""));
    let start = owner.get("/import").await;
    assert!(good(&start).contains("Which contacts?") && start.html.contains("Kunden"), "folders to tick");

    let path = begin(&bed, &owner).await;
    let list = owner.get(&path).await;
    assert!(good(&list).contains("5 contacts can be imported"), "{}", list.html);
    assert!(list.html.contains("Nothing ticked") && !list.html.contains("Öz<b>"));
    let [joerg, zoe, zyra] = ["Jörg", "Zoë", "Zyra"].map(|name| number(&list.html, name));
    assert!(row(&list.html, &joerg).contains("Kunde GmbH"), "preset by its name");
    assert!(row(&list.html, &zoe).contains("Not assigned"));

    // Searched for and assigned; a new one for the other and all of its company.
    let search = owner.get(&format!("{path}/partner?row={zoe}&pq=leer")).await;
    assert!(good(&search).contains("Leer AG"));
    let partner = bed.empty_partner.to_string();
    let taken = owner.post(&format!("{path}/partner?row={zoe}"), &[("partner", &partner)]).await;
    assert_eq!(taken.leads_to(), format!("{path}#row-{zoe}"));
    let form = owner.get(&format!("{path}/partner/new?row={zyra}")).await;
    assert!(good(&form).contains("value=\"Neuland\"") && form.html.contains("Also for 1 other contact"));
    let new = [("name", "Neuland"), ("alike", "on")];
    assert!(owner.post(&format!("{path}/partner/new?row={zyra}"), &new).await.leads_to().starts_with(&path));
    let list = owner.get(&path).await;
    assert!(
        row(&list.html, &zoe).contains("Leer AG")
            && row(&list.html, &zyra).contains("is created with the import")
    );

    // The check boxes travel with the import, as they stand on the page.
    let before = persons(&bed).await;
    let ticked = [("shown", joerg.as_str()), ("shown", &zoe), ("shown", &zyra), ("n", &joerg), ("n", &zyra)];
    let run = owner.post(&format!("{path}/run"), &ticked).await.leads_to().to_owned();
    assert!(run.starts_with("/runs/") && run.ends_with("?wizard=import"), "{run}");
    assert_eq!(
        owner.post(&format!("{path}/run"), &ticked).await.leads_to(),
        run,
        "a second click, the same run"
    );
    assert_eq!(owner.get(&path).await.leads_to(), run, "the other tab is led there, too");
    for _ in 0..2_000 {
        if persons(&bed).await == before + 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(persons(&bed).await, before + 2);
    let report = owner.get(&run).await;
    assert!(good(&report).contains("Step 3 of 3") && report.html.contains("Import contact persons"));
}

#[tokio::test]
async fn who_is_certainly_known_is_linked_instead_after_a_look_at_both_sides() {
    let bed = Bed::new().await;
    outlook(&bed);
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = begin(&bed, &owner).await;
    let list = owner.get(&path).await;
    let ada = number(good(&list), "Einkauf");
    let known = row(&list.html, &ada).to_owned();
    assert!(
        known.contains("Certain duplicate") && known.contains(" disabled") && known.contains("Same e-mail"),
        "{known}"
    );
    owner.post(&format!("{path}/ticks"), &[("on", &ada)]).await;
    assert!(!is_ticked(&owner.get(&path).await.html, &ada), "it cannot be ticked");

    let place = format!("{path}/rows/{ada}/link?person={}", bed.person);
    let sides = owner.get(&place).await;
    assert!(
        good(&sides).contains("Einkauf &#60;b&#62;") && sides.html.contains("What will stand"),
        "{}",
        sides.html
    );
    assert!(sides.html.contains("Nothing is linked before you import"));
    assert_eq!(owner.post(&place, &[]).await.leads_to(), format!("{path}#row-{ada}"));
    let chosen = owner.get(&path).await;
    assert!(row(good(&chosen), &ada).contains("Is linked instead to"), "{}", row(&chosen.html, &ada));
    assert!(is_ticked(&chosen.html, &ada));
    owner.post(&format!("{path}/rows/{ada}/apart"), &[]).await;
    let back = owner.get(&path).await;
    assert!(!is_ticked(&back.html, &ada) && row(&back.html, &ada).contains("Link instead"));
    for nobody in ["/rows/99/link", "/rows/1/link?person=x"] {
        assert_eq!(owner.get(&format!("{path}{nobody}")).await.leads_to(), path, "{nobody}");
    }
}

#[tokio::test]
async fn nothing_begins_before_every_ticked_contact_has_a_partner_and_a_name() {
    let bed = Bed::new().await;
    outlook(&bed);
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = begin(&bed, &owner).await;
    let list = owner.get(&path).await;
    let (zoe, nameless) = (number(good(&list), "Zoë"), number(&list.html, "No name"));
    let go = format!("{path}/run");
    assert_eq!(owner.post(&go, &[]).await.leads_to(), path, "nothing is ticked");
    let open = owner.post(&go, &[("shown", &zoe), ("n", &zoe)]).await;
    assert_eq!(open.leads_to(), format!("{path}?show=open"), "those are shown");
    let shown = owner.get(open.leads_to()).await;
    assert!(good(&shown).contains("Zoë") && !shown.html.contains("Jörg"));
    assert!(shown.html.contains("1 ticked contact has no business partner yet"), "the toast says so");

    let partner = bed.partner.to_string();
    for number in [&zoe, &nameless] {
        owner.post(&format!("{path}/partner?row={number}"), &[("partner", &partner)]).await;
    }
    let gaps = owner.post(&go, &[("n", &zoe), ("n", &nameless)]).await;
    assert_eq!(gaps.leads_to(), format!("{path}?show=gaps"));
    let complete = format!("{path}/rows/{nameless}/complete");
    let asked = owner.part(&complete, "dialog").await;
    assert!(good(&asked).contains("dialog-form") && asked.html.contains("0171 3920011"));
    for (field, value) in [("last_name", ""), ("email_1", "nobody")] {
        assert_eq!(owner.post(&complete, &[(field, value)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert!(owner.post(&complete, &[("last_name", "Jemand")]).await.leads_to().starts_with(&path));
    assert!(good(&owner.get(&path).await).contains("Jemand"));
    assert!(owner.post(&go, &[]).await.leads_to().starts_with("/runs/"));
}

#[tokio::test]
async fn groups_are_assigned_at_once_and_all_that_is_ready_is_ticked() {
    let bed = Bed::new().await;
    outlook(&bed);
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = begin(&bed, &owner).await;
    let groups = owner.get(&format!("{path}?by=company")).await;
    assert!(good(&groups).contains("3 contacts") && groups.html.contains("3 without business partner"));
    let (_, action) = groups.html.split_once("import-group-ways").unwrap();
    let (_, address) = action.split_once("href=\"").unwrap();
    let address = address.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let partner = bed.empty_partner.to_string();
    let done = owner.post_part(&address, "import-list", &[("partner", &partner)]).await;
    assert!(
        good(&done).contains("all assigned") && done.html.contains("3 contacts are assigned to Leer AG"),
        "{}",
        done.html
    );
    assert!(!done.html.contains("<html"), "a part");

    let all = owner.post_part(&format!("{path}/ticks"), "import-list", &[("do", "all")]).await;
    assert!(good(&all).contains("3 contacts are ticked. 1 was left out"), "{}", all.html);
    let none = owner.post_part(&format!("{path}/ticks"), "import-list", &[("do", "none")]).await;
    assert!(good(&none).contains("Nothing ticked"));
    let zoe = number(&none.html, "Zoë");
    let foot =
        owner.post_part(&format!("{path}/ticks"), "import-foot", &[("on", &zoe), ("shown", &zoe)]).await;
    assert!(good(&foot).contains("1 ticked") && !foot.html.contains("import-row"), "the foot alone");
    assert!(good(&owner.get(&format!("{path}?show=ticked")).await).contains("Zoë"));
    let found = owner.part(&format!("{path}?q=zyra"), "import-list").await;
    assert!(good(&found).contains("Zyra") && !found.html.contains("Jörg"));
    assert!(good(&owner.get(&format!("{path}?q=nobody-is-called-so")).await).contains("No contact fits"));
}

#[tokio::test]
async fn a_draft_is_its_users_alone_and_one_that_is_gone_says_so() {
    let bed = Bed::new().await;
    outlook(&bed);
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = begin(&bed, &owner).await;
    let list = owner.get(&path).await;
    let zoe = number(good(&list), "Zoë");
    let pages = ["", "/exit", "/partner?row=1", "/partner/new?row=1", "/rows/1/complete", "/rows/1/link"];
    for who in [Who::Stranger, Who::Administrator] {
        let other = Browser::signed_in(&bed, who).await;
        for page in pages {
            assert_eq!(other.get(&format!("{path}{page}")).await.leads_to(), "/import", "{who:?} {page}");
        }
        assert_eq!(other.get(&format!("{path}/rows/1/photo")).await.status, StatusCode::NOT_FOUND);
        for action in ["/ticks", "/run", "/partner?row=1", "/rows/1/apart", "/again"] {
            assert_eq!(other.post(&format!("{path}{action}"), &[("on", &zoe)]).await.leads_to(), "/import");
        }
        other.post(&format!("{path}/exit"), &[]).await;
        assert!(!other.get("/import").await.html.contains(&path));
    }
    let reader = Browser::signed_in(&bed, Who::Reader).await;
    for place in ["/import", path.as_str()] {
        assert_eq!(reader.get(place).await.status, StatusCode::FORBIDDEN);
    }
    assert!(good(&owner.get("/import").await).contains(&path), "it waits for its user");
    assert_eq!(owner.post(&format!("{path}/exit"), &[]).await.leads_to(), "/");
    for page in pages {
        assert_eq!(owner.get(&format!("{path}{page}")).await.leads_to(), "/import", "{page}");
    }
    assert!(owner.get("/import").await.html.contains("This import is no longer there"), "kindly");
    assert_eq!(owner.post(&format!("{path}/exit"), &[("from", "start")]).await.leads_to(), "/import");
}

#[tokio::test]
async fn a_mailbox_without_new_contacts_gives_an_information() {
    let bed = Bed::new().await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = begin(&bed, &owner).await;
    let none = owner.get(&path).await;
    assert!(good(&none).contains("No contacts to import") && !none.html.contains("<table"));
    assert!(none.html.contains("href=\"/\"") && none.html.contains("/import?draft="), "ways on");
}

#[tokio::test]
async fn the_bar_begins_at_once_where_nothing_is_to_be_chosen() {
    let bed = Bed::new().await;
    outlook(&bed);
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let click = [("from", "bar")];
    assert_eq!(
        owner.post("/import", &click).await.leads_to(),
        "/import",
        "two mailboxes: one is chosen first"
    );
    let stranger = Browser::signed_in(&bed, Who::Stranger).await;
    assert_eq!(stranger.post("/import", &click).await.leads_to(), "/import");
    assert!(good(&stranger.get("/import").await).contains("Connect your mailbox first"));
    let none = owner.post("/import", &[("mailbox", &bed.mailbox.to_string())]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.html.contains("Tick at least one folder"));
    let foreign = stranger.post("/import", &[("mailbox", &bed.mailbox.to_string()), ("folder", "")]).await;
    assert_eq!(foreign.leads_to(), "/import", "nobody reads another one’s mailbox");
}

#[tokio::test]
async fn an_outlook_that_is_away_is_said_where_one_begins() {
    let bed = Bed::with(Mood::Fails, web::PATIENCE).await;
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let start = owner.get("/import").await;
    assert!(good(&start).contains("callout warn") && start.html.contains("Read contacts"), "{}", start.html);
}

#[tokio::test]
async fn a_contact_that_is_gone_when_its_turn_comes_is_skipped_with_the_reason() {
    let bed = Bed::new().await;
    *bed.engine.2.lock().unwrap() =
        vec![contact(GONE, card("Weg", "Gegangen", "Kunde GmbH", "weg@mail.example"))];
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = begin(&bed, &owner).await;
    let number = number(good(&owner.get(&path).await), "Gegangen");
    let run = owner.post(&format!("{path}/run"), &[("n", &number)]).await.leads_to().to_owned();
    for _ in 0..2_000 {
        if owner.get(&run).await.html.contains("Skipped") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let report = owner.get(&run).await;
    assert!(good(&report).contains("Skipped") && report.html.contains("Gegangen"), "{}", report.html);
    let (_, row) = report.html.split_once("Gegangen").unwrap();
    assert!(row.split("</tr>").next().unwrap().contains("<p>"), "with its reason");
    assert!(!report.html.contains("href=\"/contact-persons/0"), "nobody was made of it");
}

#[tokio::test]
async fn a_contact_that_cannot_be_read_holds_nobody_up_and_the_page_says_why_it_waits() {
    let bed = Bed::new().await;
    let mails = ["eva@x.example", "bo@x.example"];
    let card = |mail: &str| card("Vor", "Handen", "Kunde GmbH", mail);
    *bed.engine.2.lock().unwrap() = vec![contact(UNREAD, card(mails[0])), contact("b", card(mails[1]))];
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = begin(&bed, &owner).await;
    let before = persons(&bed).await;
    let run = owner.post(&format!("{path}/run"), &[("n", "1"), ("n", "2")]).await.leads_to().to_owned();
    let mut html = String::new();
    for _ in 0..2_000 {
        html = owner.get(&run).await.html;
        if html.contains("Outlook did not answer") && persons(&bed).await == before + 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(persons(&bed).await, before + 1, "the other one is imported");
    assert!(html.contains("callout info") && html.contains("Outlook did not answer"), "{html}");
}

#[tokio::test]
async fn exit_in_another_tab_after_the_start_leads_to_the_result() {
    let bed = Bed::new().await;
    *bed.engine.2.lock().unwrap() = vec![contact("b", card("Bo", "Berg", "Kunde GmbH", "bo@x.example"))];
    let owner = Browser::signed_in(&bed, Who::Owner).await;
    let path = begin(&bed, &owner).await;
    let run = owner.post(&format!("{path}/run"), &[("n", "1")]).await.leads_to().to_owned();
    let exit = owner.post(&format!("{path}/exit"), &[]).await;
    assert_eq!(exit.leads_to(), run, "nothing is said of an import that was left");
}
