//! Deleting, restoring and destroying.

use outlook_standin::{Quirks, SoftDeleted};
use reqwest::Method;
use serde_json::json;

use crate::bed::{ALICE, Bed, send};

#[tokio::test]
async fn a_deleted_contact_goes_to_deleted_items_and_a_second_delete_finds_nothing() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let path = format!("/me/contacts/{id}");
    let got = bed.delete(&path).await;
    assert_eq!((got.status, got.bytes.len(), got.header("content-type")), (204, 0, None));
    let again = bed.delete(&path).await;
    assert_eq!((again.status, again.code()), (404, "ErrorItemNotFound"));
    assert_eq!(bed.get(&path).await.status, 404);
    assert!(bed.standin.snapshot(ALICE).is_empty());
    let whole = bed.standin.whole_snapshot(ALICE);
    assert!(whole[0].deleted);
    assert_eq!(whole[0].folder_name, "Gelöschte Elemente");
}

#[tokio::test]
async fn a_soft_deleted_contact_by_immutable_id_is_not_found_by_default() {
    let bed = Bed::new().await;
    let id = bed.immutable_contact("A").await;
    let path = format!("/me/contacts/{id}");
    assert_eq!(bed.delete(&path).await.status, 204);
    assert_eq!(bed.get_immutable(&path).await.code(), "ErrorItemNotFound");
    assert_eq!(bed.delete(&path).await.status, 404);
}

#[tokio::test]
async fn or_it_is_found_in_deleted_items_where_the_quirk_says_so() {
    let found = Quirks { soft_deleted_by_immutable_id: SoftDeleted::Found, ..Quirks::default() };
    let bed = Bed::with(found).await;
    let id = bed.immutable_contact("A").await;
    let path = format!("/me/contacts/{id}");
    assert_eq!(bed.delete(&path).await.status, 204);
    let got = bed.get_immutable(&path).await;
    assert_eq!(got.status, 200);
    assert_eq!(got.text("/parentFolderId"), bed.get("/me/mailFolders/deleteditems").await.id());
    assert_eq!(bed.delete(&path).await.status, 404, "a second delete finds nothing either way");
}

#[tokio::test]
async fn a_restored_contact_keeps_its_immutable_id_and_its_values() {
    let bed = Bed::new().await;
    let id = bed.immutable_contact("A").await;
    let path = format!("/me/contacts/{id}");
    let _ = bed.delete(&path).await;
    let _ = bed.outlook().restore(&id, None).unwrap();
    let got = bed.get_immutable(&path).await;
    assert_eq!((got.status, got.text("/givenName")), (200, "A"));
}

#[tokio::test]
async fn permanent_delete_needs_a_content_length() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    let path = format!("/me/contacts/{id}/permanentDelete");
    let without = send(bed.request(Method::POST, &path)).await;
    assert_eq!(without.status, 411);
    let with = send(bed.request(Method::POST, &path).header("content-length", "0")).await;
    assert_eq!(with.status, 204);
    assert!(bed.standin.whole_snapshot(ALICE).is_empty());
}

#[tokio::test]
async fn a_folder_is_destroyed_with_what_it_holds() {
    let bed = Bed::new().await;
    let folder = bed.post("/me/contactFolders", json!({"displayName": "Team"})).await.id();
    let _ = bed.post(&format!("/me/contactFolders/{folder}/contacts"), json!({"givenName": "A"})).await;
    let path = format!("/me/contactFolders/{folder}/permanentDelete");
    let got = send(bed.request(Method::POST, &path).header("content-length", "0")).await;
    assert_eq!(got.status, 204);
    assert!(bed.standin.whole_snapshot(ALICE).is_empty());
    assert_eq!(bed.get(&format!("/me/contactFolders/{folder}")).await.status, 404);
}
