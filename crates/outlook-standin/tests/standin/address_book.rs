//! The address book page.

use reqwest::redirect::Policy;
use serde_json::json;

use crate::bed::{ALICE, Bed, encoded, jpeg, values};

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
    assert!(page.contains("<h1>Ada Lovelace</h1>"));
    assert!(page.contains("value=\"+49 1\""));
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
    let mut body =
        b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n".to_vec();
    body.extend_from_slice(&photo);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = book.client.post(format!("{}{path}/photo", book.bed.origin)).body(body);
    let response = request.header("content-type", "multipart/form-data; boundary=x").send().await.unwrap();
    assert_eq!(response.status(), 303);
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
    for path in
        ["/".to_owned(), format!("/?q={}", encoded(evil)), contact, format!("/?mailbox={}", encoded(evil))]
    {
        let (_, page) = book.page(&path).await;
        assert!(!page.contains("<script"), "{path}");
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
    assert!(page.contains("There is no such contact"));
    assert_eq!(book.page("/?mailbox=nobody").await.0, 404);
    assert_eq!(book.page("/?folder=nowhere").await.0, 404);
}
