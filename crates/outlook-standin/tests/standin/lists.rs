//! Lists: pages, filters, order, notes.

use outlook_standin::Quirks;
use serde_json::json;

use crate::bed::{Bed, encoded};

#[tokio::test]
async fn a_page_has_ten_entries_unless_top_says_otherwise() {
    let bed = Bed::new().await;
    for number in 0..12 {
        let _ = bed.contact(&format!("N{number:02}")).await;
    }
    let first = bed.get("/me/contacts?$select=givenName").await;
    assert_eq!(first.values().len(), 10);
    let link = first.text("/@odata.nextLink").to_owned();
    assert!(link.starts_with(&format!("{}/v1.0/me/contacts?", bed.origin)), "{link}");
    let second = bed.get(&link).await;
    assert_eq!(second.names("givenName"), ["N10", "N11"]);
    assert!(second.json["value"][0].get("surname").is_none(), "the link keeps $select");
    assert!(second.json.get("@odata.nextLink").is_none());
    assert_eq!(bed.get("/me/contacts?$top=1000").await.values().len(), 12);
    assert_eq!(bed.get("/me/contacts?$top=1001").await.status, 400);
    assert_eq!(bed.get("/me/contacts?$top=many").await.status, 400);
    assert_eq!(bed.get("/me/contacts?$skip=11&$top=5").await.names("givenName"), ["N11"]);
    assert_eq!(bed.get("/me/contacts/$count").await.bytes, b"12");
    assert_eq!(bed.get("/me/contacts?$count=true&$top=1").await.json["@odata.count"], 12);
}

#[tokio::test]
async fn contacts_are_found_by_e_mail_address() {
    let bed = Bed::new().await;
    let body =
        json!({"givenName": "A", "emailAddresses": [{"address": "one@x.test"}, {"address": "Two@x.test"}]});
    let id = bed.post("/me/contacts", body).await.id();
    let _ = bed.contact("B").await;
    let find = |filter: &str| format!("/me/contacts?$filter={}", encoded(filter));
    let found = bed.get(&find("emailAddresses/any(a:a/address eq 'two@X.test')")).await;
    assert_eq!(found.names("id"), [id.as_str()]);
    let none = bed.get(&find("emailAddresses/any(a:a/address eq 'two@x')")).await;
    assert!(none.values().is_empty());
    let refused = bed.get(&find("emailAddresses/any(a:startswith(a/address,'two'))")).await;
    assert_eq!(refused.status, 400);
    let _ = bed.patch(&format!("/me/contacts/{id}"), json!({"emailAddresses": []})).await;
    assert!(bed.get(&find("emailAddresses/any(a:a/address eq 'two@x.test')")).await.values().is_empty());
}

#[tokio::test]
async fn other_filters_and_orders_work_too() {
    let bed = Bed::new().await;
    for (name, category) in [("Berta", "x"), ("Ada", "y"), ("Conny", "x")] {
        let _ = bed.post("/me/contacts", json!({"givenName": name, "categories": [category]})).await;
    }
    let names = |path: String| {
        let bed = &bed;
        async move { bed.get(&path).await.names("givenName").join(",") }
    };
    let find = |filter: &str| format!("/me/contacts?$filter={}", encoded(filter));
    assert_eq!(names(find("startswith(displayName,'b')")).await, "Berta");
    assert_eq!(names(find("categories/any(c:c eq 'x') and not (givenName eq 'Conny')")).await, "Berta");
    assert_eq!(names(find("givenName eq 'Ada' or givenName eq 'Conny'")).await, "Ada,Conny");
    assert_eq!(names("/me/contacts?$orderby=displayName".into()).await, "Ada,Berta,Conny");
    assert_eq!(names("/me/contacts?$orderby=displayName%20desc".into()).await, "Conny,Berta,Ada");
    assert_eq!(bed.get(&find("nonsense eq 'x'")).await.status, 400);
    assert_eq!(bed.get("/me/contacts?$orderby=nonsense").await.status, 400);
}

#[tokio::test]
async fn notes_that_begin_with_a_line_break_are_whole_only_when_read_by_id() {
    let bed = Bed::new().await;
    let notes = format!("\nFirst\nSecond {}", "x".repeat(400));
    let id = bed.post("/me/contacts", json!({"personalNotes": notes})).await.id();
    let alone = bed.get(&format!("/me/contacts/{id}")).await;
    assert_eq!(alone.text("/personalNotes"), notes);
    let listed = bed.get("/me/contacts").await;
    let cut = listed.text("/value/0/personalNotes");
    assert_eq!(cut.chars().count(), 256);
    assert!(cut.starts_with("FirstSecond x"));
    bed.standin.set_quirks(Quirks { list_notes_stripped: false, ..Quirks::default() });
    assert_eq!(bed.get("/me/contacts").await.text("/value/0/personalNotes"), notes);
}
