//! Contact folders, well-known names, Deleted Items.

use outlook_standin::{DeletedFolderName, Quirks};
use serde_json::json;

use crate::bed::Bed;

#[tokio::test]
async fn the_list_leaves_the_default_folder_out_and_it_is_found_by_name_and_id() {
    let bed = Bed::new().await;
    assert!(bed.get("/me/contactFolders").await.values().is_empty());
    let default = bed.get("/me/contactFolders/contacts").await;
    assert_eq!(default.json["displayName"], "Kontakte");
    let made = bed.post("/me/contactFolders", json!({"displayName": "Team"})).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.text("/parentFolderId"), default.id());
    let listed = bed.get("/me/contactFolders").await;
    assert_eq!(listed.names("displayName"), ["Team"]);
    assert_eq!(bed.get(&format!("/me/contactFolders/{}", default.id())).await.id(), default.id());
    let contact = bed.contact("A").await;
    assert_eq!(bed.get(&format!("/me/contacts/{contact}")).await.text("/parentFolderId"), default.id());
    assert!(bed.get("/me/contactFolders/nonsense").await.code() == "ErrorInvalidIdMalformed");
}

#[tokio::test]
async fn deleted_items_is_resolved_by_its_well_known_name() {
    let bed = Bed::new().await;
    let bin = bed.get("/me/mailFolders/deleteditems").await;
    assert_eq!(bin.json["displayName"], "Gelöschte Elemente");
    assert_eq!(bed.get("/me/contactFolders/deleteditems").await.id(), bin.id());
    let id = bed.contact("A").await;
    let _ = bed.delete(&format!("/me/contacts/{id}")).await;
    let inside = bed.get("/me/contactFolders/deleteditems/contacts").await;
    assert_eq!(inside.names("givenName"), ["A"]);
    assert_eq!(inside.names("parentFolderId"), [bin.id().as_str()]);
}

#[tokio::test]
async fn folders_nest_and_hold_contacts_of_their_own() {
    let bed = Bed::new().await;
    let outer = bed.post("/me/contactFolders", json!({"displayName": "Outer"})).await.id();
    let inner = bed
        .post(&format!("/me/contactFolders/{outer}/childFolders"), json!({"displayName": "Inner"}))
        .await
        .id();
    assert_eq!(
        bed.get(&format!("/me/contactFolders/{outer}/childFolders")).await.names("id"),
        [inner.as_str()]
    );
    assert_eq!(bed.get(&format!("/me/contactFolders/{outer}/childFolders/$count")).await.bytes, b"1");
    let path = format!("/me/contactFolders/{outer}/childFolders/{inner}/contacts");
    let made = bed.post(&path, json!({"givenName": "A"})).await;
    assert_eq!(made.text("/parentFolderId"), inner);
    assert_eq!(bed.get(&format!("/me/contactFolders/{inner}/contacts")).await.values().len(), 1);
    assert!(bed.get("/me/contacts").await.values().is_empty(), "/me/contacts is the default folder only");
    assert_eq!(bed.get(&format!("/me/contacts/{}", made.id())).await.status, 200);
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused() {
    let bed = Bed::new().await;
    let first = bed.post("/me/contactFolders", json!({"displayName": "Team"})).await.id();
    let refused = bed.post("/me/contactFolders", json!({"displayName": "TEAM"})).await;
    assert_eq!((refused.status, refused.code()), (409, "ErrorFolderExists"));
    let renamed = bed.patch(&format!("/me/contactFolders/{first}"), json!({"displayName": "Other"})).await;
    assert_eq!((renamed.status, renamed.text("/displayName")), (200, "Other"));
    assert_eq!(bed.post("/me/contactFolders", json!({"displayName": "Team"})).await.status, 201);
}

#[tokio::test]
async fn a_deleted_folder_lies_in_deleted_items_with_its_contacts() {
    let bed = Bed::new().await;
    let folder = bed.post("/me/contactFolders", json!({"displayName": "Team"})).await.id();
    let contact =
        bed.post(&format!("/me/contactFolders/{folder}/contacts"), json!({"givenName": "A"})).await.id();
    assert_eq!(bed.delete(&format!("/me/contactFolders/{folder}")).await.status, 204);
    assert!(bed.get("/me/contactFolders").await.values().is_empty());
    let bin = bed.get("/me/mailFolders/deleteditems").await.id();
    assert_eq!(bed.get(&format!("/me/contactFolders/{folder}")).await.text("/parentFolderId"), bin);
    assert_eq!(bed.get(&format!("/me/contacts/{contact}")).await.text("/parentFolderId"), folder);
    let second = bed.post("/me/contactFolders", json!({"displayName": "Team"})).await;
    let refused = bed.delete(&format!("/me/contactFolders/{}", second.id())).await;
    assert_eq!((refused.status, refused.code()), (409, "ErrorFolderExists"));
}

#[tokio::test]
async fn the_name_of_a_deleted_folder_may_block_a_new_one_instead() {
    let bed =
        Bed::with(Quirks { deleted_folder_name: DeletedFolderName::BlocksCreate, ..Quirks::default() }).await;
    let folder = bed.post("/me/contactFolders", json!({"displayName": "Team"})).await.id();
    let _ = bed.delete(&format!("/me/contactFolders/{folder}")).await;
    let refused = bed.post("/me/contactFolders", json!({"displayName": "Team"})).await;
    assert_eq!((refused.status, refused.code()), (409, "ErrorFolderExists"));
}

#[tokio::test]
async fn well_known_folders_cannot_be_deleted() {
    let bed = Bed::new().await;
    for name in ["contacts", "deleteditems"] {
        let refused = bed.delete(&format!("/me/contactFolders/{name}")).await;
        assert_eq!((refused.status, refused.code()), (403, "ErrorCannotDeleteObject"));
    }
}

#[tokio::test]
async fn folder_delta_tells_new_renamed_and_deleted_folders() {
    let bed = Bed::new().await;
    let first = bed.post("/me/contactFolders", json!({"displayName": "One"})).await.id();
    let round = bed.get("/me/contactFolders/delta").await;
    assert_eq!(round.names("displayName"), ["One"]);
    let second = bed.post("/me/contactFolders", json!({"displayName": "Two"})).await.id();
    let _ = bed.delete(&format!("/me/contactFolders/{first}")).await;
    let round = bed.get(round.text("/@odata.deltaLink")).await;
    assert_eq!(round.names("id"), [second.as_str(), first.as_str()]);
    assert_eq!(round.json["value"][1]["@removed"]["reason"], "deleted");
    let round = bed.get(round.text("/@odata.deltaLink")).await;
    assert!(round.values().is_empty());
}

#[tokio::test]
async fn a_folder_is_found_by_its_name() {
    let bed = Bed::new().await;
    for name in ["One", "Two"] {
        let _ = bed.post("/me/contactFolders", json!({"displayName": name})).await;
    }
    let found = bed.get("/me/contactFolders?$filter=displayName%20eq%20'two'").await;
    assert_eq!(found.names("displayName"), ["Two"]);
    assert_eq!(bed.get("/me/contactFolders?$filter=parentFolderId%20eq%20'x'").await.status, 400);
    assert_eq!(bed.get("/me/contactFolders?$select=nonsense").await.status, 400);
}
