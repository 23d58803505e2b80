//! The address book page, as a browser without the script asks for it.

use reqwest::redirect::Policy;
use serde_json::json;

use crate::bed::{ALICE, Bed, STAMP, encoded, jpeg, values};

struct Book {
    bed: Bed,
    client: reqwest::Client,
}

impl Book {
    async fn new() -> Self {
        let bed = Bed::new().await;
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { bed, client }
    }

    async fn page(&self, path: &str) -> (u16, String) {
        let response = self.client.get(format!("{}{path}", self.bed.origin)).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Sends a form and returns where it leads.
    async fn send(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = self.client.post(format!("{}{path}", self.bed.origin));
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").body(body.join("&"));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 303, "{path}");
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Sends a form that is refused, and returns the page that says so.
    async fn send_in_vain(&self, path: &str, pairs: &[(&str, &str)]) -> (u16, String) {
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = self.client.post(format!("{}{path}", self.bed.origin)).body(body.join("&"));
        let response =
            request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Uploads a file as the photo of a contact; returns the status.
    async fn upload(&self, path: &str, file: &[u8]) -> u16 {
        let head = b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n";
        let body = [&head[..], file, b"\r\n--x--\r\n"].concat();
        let request = self.client.post(format!("{}{path}/photo", self.bed.origin)).body(body);
        let request = request.header("content-type", "multipart/form-data; boundary=x");
        request.send().await.unwrap().status().as_u16()
    }

    /// Makes a contact by hand and returns the path of its page.
    fn contact(&self, body: serde_json::Value) -> String {
        let made = self.bed.outlook().create(None, &values(body)).unwrap();
        format!("/book/contacts/{}", encoded(&made.id))
    }
}

/// The value of an input of a page, as it is written there.
fn typed_in<'a>(page: &'a str, name: &str) -> &'a str {
    let input = page.split(&format!("name=\"{name}\"")).nth(1).unwrap();
    input.split("value=\"").nth(1).unwrap().split('"').next().unwrap()
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[tokio::test]
async fn a_contact_is_made_found_and_changed_in_the_browser() {
    let book = Book::new().await;
    let typed = [
        ("givenName", "Ada"),
        ("surname", "Lovelace"),
        ("emailAddresses.0", "ada@x.test"),
        ("x-fax", "+49 1"),
    ];
    let to = book.send("/book/new", &typed).await;
    let (status, page) = book.page(&to).await;
    assert_eq!(status, 200);
    assert!(page.contains(">Ada Lovelace</h1>") && page.contains("mailto:ada@x.test"));
    let (_, form) = book.page(&to.replace('?', "/edit?")).await;
    assert_eq!(typed_in(&form, "x-fax"), "+49 1");
    assert!(book.page("/?q=LOVE").await.1.contains("Ada Lovelace"));
    assert!(!book.page("/?q=nobody").await.1.contains("Ada Lovelace"));
    let _ = book
        .send(to.as_str(), &[("givenName", "Ada"), ("surname", "King"), ("personalNotes", "One\r\nTwo")])
        .await;
    let stored = &book.bed.standin.snapshot(ALICE)[0];
    assert_eq!(stored.properties["displayName"], "Ada King");
    assert_eq!(stored.properties["personalNotes"], "One\nTwo");
    assert_eq!(
        stored.properties["emailAddresses"][0]["address"], "ada@x.test",
        "what the form did not carry stays"
    );
    assert_eq!(stored.extended["String 0x3a24"], "+49 1");
    assert!(stored.by_hand);
}

#[tokio::test]
async fn saving_an_unchanged_form_changes_nothing() {
    let book = Book::new().await;
    let to = book.send("/book/new", &[("givenName", "Ada"), ("homeAddress.city", "Bonn")]).await;
    let before = book.bed.standin.snapshot(ALICE);
    let _ = book
        .send(
            &to,
            &[("givenName", "Ada"), ("surname", ""), ("homeAddress.city", "Bonn"), ("displayName", "Ada")],
        )
        .await;
    assert_eq!(book.bed.standin.snapshot(ALICE), before);
}

#[tokio::test]
async fn it_deletes_restores_copies_and_moves() {
    let book = Book::new().await;
    let folder = book.bed.outlook().create_folder("Team").unwrap();
    let made = book.bed.outlook().create(None, &values(json!({"givenName": "Ada"}))).unwrap();
    let path = format!("/book/contacts/{}", encoded(&made.id));
    let _ = book.send(&format!("{path}/delete"), &[]).await;
    assert!(book.bed.standin.snapshot(ALICE).is_empty());
    assert!(book.page(&path).await.1.contains("Restore"));
    let _ = book.send(&format!("{path}/restore"), &[]).await;
    let copy = book.send(&format!("{path}/copy"), &[]).await;
    assert!(!copy.starts_with(&path));
    let _ = book.send(&format!("{path}/move"), &[("to", &folder)]).await;
    let folders: Vec<_> =
        book.bed.standin.snapshot(ALICE).into_iter().map(|contact| contact.folder_name).collect();
    assert_eq!(folders, ["Team", "Kontakte"]);
}

#[tokio::test]
async fn a_photo_is_uploaded_shown_and_removed() {
    let book = Book::new().await;
    let made = book.bed.outlook().create(None, &values(json!({"givenName": "Ada"}))).unwrap();
    let path = format!("/book/contacts/{}", encoded(&made.id));
    let photo = jpeg(7, 16);
    assert_eq!(book.upload(&path, &jpeg(9, 8)).await, 303);
    assert_eq!(book.upload(&path, &photo).await, 303, "a second one takes its place");
    assert!(book.page(&path).await.1.contains("<img class=\"portrait\""));
    assert_eq!(book.upload(&path, b"no picture").await, 400);
    assert_eq!(book.upload(&path, b"").await, 400, "nothing was chosen");
    let shown = book.client.get(format!("{}{path}/photo", book.bed.origin)).send().await.unwrap();
    assert_eq!(shown.bytes().await.unwrap(), photo);
    let _ = book.send(&format!("{path}/no-photo"), &[]).await;
    assert_eq!(book.page(&format!("{path}/photo")).await.0, 404);
}

#[tokio::test]
async fn values_never_become_markup() {
    let book = Book::new().await;
    let evil = "\"><script>alert('x')</script>";
    let body = json!({
        "givenName": evil, "displayName": evil, "companyName": evil, "personalNotes": "</textarea><script>",
        "emailAddresses": [{"address": evil, "name": evil}], "categories": [evil],
        "singleValueExtendedProperties": [{"id": "String 0x3A24", "value": evil}],
    });
    let made = book.bed.outlook().create(None, &values(body)).unwrap();
    let _ = book.bed.outlook().create_folder(evil).unwrap();
    let contact = format!("/book/contacts/{}", encoded(&made.id));
    let edit = format!("{contact}/edit");
    for path in ["/".to_owned(), format!("/?q={}", encoded(evil)), contact, edit] {
        let (status, page) = book.page(&path).await;
        assert_eq!(status, 200);
        assert_eq!(page.matches("<script").count(), 1, "{path}: the page's own and no other");
        assert!(page.contains("&lt;script&gt;"), "{path}");
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused_and_pages_load_nothing_from_elsewhere() {
    let book = Book::new().await;
    let request = book.client.post(format!("{}/book/new", book.bed.origin)).body("givenName=Ada");
    let refused = request.header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!(refused.status(), 403);
    assert!(book.bed.standin.snapshot(ALICE).is_empty());
    let page = book.client.get(&book.bed.origin).send().await.unwrap();
    assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let text = page.text().await.unwrap();
    assert!(!text.contains("http://") && !text.contains("https://"));
    assert_eq!(book.page("/book/style.css").await.0, 200);
}

#[tokio::test]
async fn a_mistake_is_shown_in_words() {
    let book = Book::new().await;
    let (status, page) = book.page("/book/contacts/nonsense").await;
    assert_eq!(status, 404);
    assert!(page.contains("not in the mailbox any more"));
    assert_eq!(book.page("/?mailbox=nobody").await.0, 404);
    assert_eq!(book.page("/?folder=nowhere").await.0, 404);
}

/// What is typed into every input of the form.
const EVERYTHING: &[(&str, &str)] = &[
    ("title", "Dr."),
    ("givenName", "Ayşe"),
    ("middleName", "Nur"),
    ("surname", "Öztürk"),
    ("generation", "jr."),
    ("nickName", "Ay"),
    ("displayName", "Dr. Ayşe N. Öztürk jr."),
    ("fileAs", "Öztürk, Ayşe"),
    ("initials", "AÖ"),
    ("yomiGivenName", "アイシェ"),
    ("yomiSurname", "オズトゥルク"),
    ("yomiCompanyName", "カイシャ"),
    ("companyName", "Öztürk & Söhne"),
    ("department", "Einkauf"),
    ("jobTitle", "Leiterin"),
    ("profession", "Kauffrau"),
    ("officeLocation", "2.14"),
    ("manager", "Emre Kaya"),
    ("assistantName", "Lena Vogt"),
    ("businessHomePage", "https://www.o.example"),
    ("x-customer-number", "K-1"),
    ("x-account", "A-1"),
    ("x-government-id", "G-1"),
    ("emailAddresses.0", "a@o.example"),
    ("emailAddresses.0.name", "Ayşe"),
    ("emailAddresses.1", "b@o.example"),
    ("emailAddresses.1.name", ""),
    ("emailAddresses.2", "c@o.example"),
    ("emailAddresses.2.name", ""),
    ("businessPhones.0", "+49 221 4710-1"),
    ("businessPhones.1", "+49 221 4710-2"),
    ("mobilePhone", "0171 39 200 01"),
    ("homePhones.0", "+49 221 4710-3"),
    ("homePhones.1", "+49 221 4710-4"),
    ("x-company-phone", "1"),
    ("x-assistant-phone", "2"),
    ("x-primary-phone", "3"),
    ("x-other-phone", "4"),
    ("x-car-phone", "5"),
    ("x-pager", "6"),
    ("x-fax", "7"),
    ("x-home-fax", "8"),
    ("x-other-fax", "9"),
    ("imAddresses.0", "sip:a"),
    ("imAddresses.1", "sip:b"),
    ("imAddresses.2", "sip:c"),
    ("businessAddress.street", "Venloer Straße 301\r\nHinterhaus"),
    ("businessAddress.postalCode", "50823"),
    ("businessAddress.city", "Köln"),
    ("businessAddress.state", "NRW"),
    ("businessAddress.countryOrRegion", "Deutschland"),
    ("homeAddress.street", ""),
    ("homeAddress.postalCode", ""),
    ("homeAddress.city", "Bonn"),
    ("homeAddress.state", ""),
    ("homeAddress.countryOrRegion", ""),
    ("otherAddress.street", "Sahil Yolu 1"),
    ("otherAddress.postalCode", "35210"),
    ("otherAddress.city", "İzmir"),
    ("otherAddress.state", ""),
    ("otherAddress.countryOrRegion", "Türkiye"),
    ("x-business-po-box", "10"),
    ("x-home-po-box", "11"),
    ("x-other-po-box", "12"),
    ("x-mailing-address", "2"),
    ("birthday", "1980-02-29"),
    ("x-anniversary", "2005-06-01"),
    ("spouseName", "Can"),
    ("children", "Ela, Kerem"),
    ("x-gender", "1"),
    ("categories", "VIP, Messe 2026"),
    ("personalNotes", "Eins\r\nZwei"),
    ("x-user-1", "u1"),
    ("x-user-2", "u2"),
    ("x-user-3", "u3"),
    ("x-user-4", "u4"),
    ("x-private", "yes"),
];

#[tokio::test]
async fn every_field_that_is_typed_is_read_by_graph_and_stands_in_the_form_again() {
    let book = Book::new().await;
    let to = book.send("/book/new", EVERYTHING).await;
    let got = book.bed.get("/me/contacts").await;
    let contact = &got.values()[0];
    for (pointer, wanted) in [
        ("/title", json!("Dr.")),
        ("/givenName", json!("Ayşe")),
        ("/displayName", json!("Dr. Ayşe N. Öztürk jr.")),
        ("/manager", json!("Emre Kaya")),
        ("/emailAddresses/0", json!({"address": "a@o.example", "name": "Ayşe"})),
        ("/emailAddresses/2/address", json!("c@o.example")),
        ("/businessPhones", json!(["+49 221 4710-1", "+49 221 4710-2"])),
        ("/homePhones/1", json!("+49 221 4710-4")),
        ("/imAddresses", json!(["sip:a", "sip:b", "sip:c"])),
        ("/businessAddress/street", json!("Venloer Straße 301\nHinterhaus")),
        ("/homeAddress", json!({"city": "Bonn"})),
        ("/otherAddress/countryOrRegion", json!("Türkiye")),
        ("/birthday", json!("1980-02-29T11:59:00Z")),
        ("/children", json!(["Ela", "Kerem"])),
        ("/categories", json!(["VIP", "Messe 2026"])),
        ("/personalNotes", json!("Eins\nZwei")),
        ("/yomiCompanyName", json!("カイシャ")),
    ] {
        assert_eq!(contact.pointer(pointer), Some(&wanted), "{pointer}");
    }
    let stored = &book.bed.standin.snapshot(ALICE)[0];
    for (id, wanted) in [
        ("String 0x3a24", "7"),
        ("SystemTime 0x3a41", "2005-06-01T00:00:00Z"),
        ("Short 0x3a4d", "1"),
        ("Integer 0x36", "2"),
        ("Boolean {00062008-0000-0000-c000-000000000046} Id 0x8506", "true"),
        ("Integer {00062004-0000-0000-c000-000000000046} Id 0x8022", "2"),
        ("String {00062004-0000-0000-c000-000000000046} Id 0x8052", "u4"),
    ] {
        assert_eq!(stored.extended.get(id).map(String::as_str), Some(wanted), "{id}");
    }
    let (_, form) = book.page(&to.replace('?', "/edit?")).await;
    let plain = EVERYTHING
        .iter()
        .filter(|(name, value)| !value.contains('\n') && !name.starts_with("x-") && !name.ends_with(".name"));
    for (name, value) in plain {
        let found = typed_in(&form, name);
        assert!(unescaped(found) == *value || form.contains(value), "{name}: {found}");
    }
    // Saved as it stands there, nothing changes; emptied, everything goes.
    let before = book.bed.standin.snapshot(ALICE);
    let base = unescaped(typed_in(&form, "base"));
    let same: Vec<(&str, &str)> = EVERYTHING.iter().copied().chain([("base", base.as_str())]).collect();
    let _ = book.send(&to, &same).await;
    assert_eq!(book.bed.standin.snapshot(ALICE)[0].properties, before[0].properties);
    let empty: Vec<(&str, &str)> =
        EVERYTHING.iter().map(|(name, _)| (*name, "")).chain([("givenName", "A")]).collect();
    let _ = book.send(&to, &empty).await;
    let left = &book.bed.standin.snapshot(ALICE)[0];
    let says = |value: &serde_json::Value| {
        value.as_str().is_some_and(|text| !text.is_empty())
            || value.as_array().is_some_and(|list| !list.is_empty())
    };
    let values: Vec<_> =
        left.properties.iter().filter(|(_, value)| says(value)).map(|(name, _)| name.as_str()).collect();
    assert_eq!(values, ["givenName"]);
    let numbers = left.extended.values().filter(|value| !["0", "false"].contains(&value.as_str()));
    assert_eq!(numbers.count(), 0, "{:?}", left.extended);
}

#[tokio::test]
async fn saving_does_not_undo_what_somebody_else_wrote_while_the_form_was_open() {
    let book = Book::new().await;
    let path = book.contact(json!({
        "givenName": "Ada", "jobTitle": "First", "department": "Old",
        "emailAddresses": [{"address": "a@x.test", "name": "a@x.test"}],
    }));
    let (_, form) = book.page(&format!("{path}/edit")).await;
    let base = unescaped(typed_in(&form, "base"));
    let id = book.bed.standin.snapshot(ALICE)[0].id.clone();
    let other = json!({
        "jobTitle": "Second", "emailAddresses": [{"address": "b@x.test", "name": "b@x.test"}],
    });
    let _ = book.bed.outlook().edit(&id, &values(other)).unwrap();
    let typed = [
        ("base", base.as_str()),
        ("givenName", "Ada"),
        ("jobTitle", "First"),
        ("department", "New"),
        ("emailAddresses.0", "a@x.test"),
        ("emailAddresses.0.name", "a@x.test"),
        ("emailAddresses.1", "second@x.test"),
    ];
    let _ = book.send(&path, &typed).await;
    let stored = &book.bed.standin.snapshot(ALICE)[0];
    assert_eq!(
        (&stored.properties["jobTitle"], &stored.properties["department"]),
        (&json!("Second"), &json!("New"))
    );
    assert_eq!(stored.properties["emailAddresses"][0]["address"], "b@x.test");
    assert_eq!(stored.properties["emailAddresses"][1]["address"], "second@x.test");
}

#[tokio::test]
async fn what_outlook_refuses_comes_back_with_what_was_typed() {
    let book = Book::new().await;
    let long = "x".repeat(300);
    let path = book.contact(json!({"givenName": "Ada"}));
    for path in [path.as_str(), "/book/new"] {
        let (status, page) = book.send_in_vain(path, &[("givenName", "Mine"), ("surname", &long)]).await;
        assert_eq!(status, 400);
        assert!(page.contains("role=\"alert\"") && page.contains("exceeds the maximum"));
        assert_eq!((typed_in(&page, "givenName"), typed_in(&page, "surname")), ("Mine", long.as_str()));
    }
    assert_eq!(book.bed.standin.snapshot(ALICE)[0].properties["givenName"], "Ada");
}

#[tokio::test]
async fn only_what_lies_in_deleted_items_can_be_deleted_for_good() {
    let book = Book::new().await;
    let path = book.contact(json!({"givenName": "Ada"}));
    assert_eq!(book.send_in_vain(&format!("{path}/destroy"), &[]).await.0, 400);
    let to = book.send(&format!("{path}/delete"), &[]).await;
    assert!(book.page(&to).await.1.contains("/restore?"), "it can be taken back at once");
    let _ = book.send(&format!("{path}/delete"), &[]).await;
    assert_eq!(book.bed.standin.whole_snapshot(ALICE).len(), 1, "an old page deletes nothing for good");
    assert!(book.page("/?folder=deleteditems").await.1.contains("Ada"));
    let _ = book.send(&format!("{path}/destroy"), &[]).await;
    assert!(book.bed.standin.whole_snapshot(ALICE).is_empty());
    assert_eq!(book.page(&path).await.0, 404);
}

#[tokio::test]
async fn folders_are_made_once_and_contacts_are_copied_into_them() {
    let book = Book::new().await;
    let path = book.contact(json!({"givenName": "Ada"}));
    let to = book.send("/book/folders", &[("name", "Projekt Süd")]).await;
    assert!(book.page(&to).await.1.contains("Projekt Süd"));
    assert_eq!(book.send_in_vain("/book/folders", &[("name", "projekt süd")]).await.0, 400);
    assert_eq!(book.send_in_vain("/book/folders", &[("name", "  ")]).await.0, 400);
    let copy = book.send(&format!("{path}/copy"), &[("to", "Projekt Süd")]).await;
    assert!(!copy.starts_with(&path));
    assert!(book.page("/?folder=Projekt%20S%C3%BCd").await.1.contains("Ada"));
    assert_eq!(book.bed.standin.snapshot(ALICE).len(), 2);
}

#[tokio::test]
async fn searching_forgives_diacritics_and_the_way_a_number_is_written() {
    let book = Book::new().await;
    let _ = book.contact(json!({
        "givenName": "Ayşe", "surname": "Öztürk", "companyName": "Feinkost Łódź", "mobilePhone": "+49 (171) 39-200 01",
        "emailAddresses": [{"address": "erste@x.test"}, {"address": "zweite@y.test"}],
    }));
    let _ = book.contact(json!({"givenName": "Bob"}));
    for wanted in ["ozturk", "ÖZTÜRK ayse", "lodz", "zweite@", "0171 39200", "öztürk feinkost"] {
        let (_, page) = book.page(&format!("/?q={}", encoded(wanted))).await;
        assert!(page.contains("Öztürk") && !page.contains(">Bob<"), "{wanted}");
    }
    assert!(book.page("/?q=ozturk%20bob").await.1.contains("Nothing found"));
}

#[tokio::test]
async fn the_state_changes_with_every_write_of_a_program_and_only_then() {
    let book = Book::new().await;
    let id = book.bed.contact("Ada").await;
    let (_, first) = book.page("/book/state").await;
    let _ = book.bed.get("/me/contacts").await;
    assert_eq!(book.page("/book/state").await.1, first);
    let _ = book.bed.patch(&format!("/me/contacts/{id}"), json!({"jobTitle": "Head"})).await;
    let (_, second) = book.page("/book/state").await;
    assert_ne!(second, first);
    assert!(book.page("/").await.1.contains(&format!("data-version=\"{second}\"")));
}

#[tokio::test]
async fn a_contact_that_tandem_stamped_is_marked_and_any_other_program_s_is_not() {
    let book = Book::new().await;
    let tandem = "String {0b03b54c-f5e8-4c4d-819d-c61436bdafe3} Name TandemStamp";
    let stamped =
        |id| json!({"givenName": "Ada", "singleValueExtendedProperties": [{"id": id, "value": "1"}]});
    let other = book.contact(stamped(STAMP));
    assert!(!book.page(&other).await.1.contains("Replicated by Tandem"));
    let ours = book.contact(stamped(tandem));
    let (_, page) = book.page(&ours).await;
    assert_eq!(page.matches("badge tandem").count(), 1);
    assert!(page.contains("Name TandemStamp</dt>") && page.contains("Change key"));
}

#[tokio::test]
async fn it_speaks_german_to_whom_prefers_or_chose_it() {
    let book = Book::new().await;
    let german = |header: &'static str, value: &'static str| {
        let request = book.client.get(&book.bed.origin).header(header, value);
        async move { request.send().await.unwrap().text().await.unwrap().contains("<html lang=\"de\">") }
    };
    assert!(german("accept-language", "de-AT,de;q=0.9").await);
    assert!(german("cookie", "a=b; standin-language=de").await);
    assert!(!german("accept-language", "fr").await);
    let chosen = book.client.get(format!("{}/?lang=de", book.bed.origin)).send().await.unwrap();
    assert!(chosen.headers()["set-cookie"].to_str().unwrap().starts_with("standin-language=de;"));
    assert!(chosen.text().await.unwrap().contains("Neuer Kontakt"));
}

#[tokio::test]
async fn strange_names_break_nothing() {
    let book = Book::new().await;
    let long = "W".repeat(255);
    for name in ["a\u{0}b", "\u{202e}gnp.exe", "محمد العربي", "🦊", "  ", long.as_str()] {
        let path = book.contact(json!({"displayName": name, "givenName": name}));
        let (status, page) = book.page(&path).await;
        assert_eq!(status, 200);
        assert!(!page.contains('\u{0}'));
        let (_, form) = book.page(&format!("{path}/edit")).await;
        let before = book.bed.standin.snapshot(ALICE);
        let (base, shown) = (unescaped(typed_in(&form, "base")), unescaped(typed_in(&form, "givenName")));
        let _ = book.send(&path, &[("base", &base), ("givenName", &shown)]).await;
        assert_eq!(book.bed.standin.snapshot(ALICE), before, "{name:?} is as it was");
    }
    assert_eq!(book.page("/").await.0, 200);
}
