//! The description of the served routes.

use reqwest::Method;
use serde_json::{Value, json};

use crate::bed::Bed;

async fn document(bed: &Bed) -> Value {
    bed.admin(Method::GET, "/openapi.json", json!(null)).await.json
}

#[tokio::test]
async fn every_described_operation_is_served() {
    let bed = Bed::new().await;
    let contact = bed.contact("A").await;
    let folder = bed.post("/me/contactFolders", json!({"displayName": "Team"})).await.id();
    let user = bed.get("/me").await.id();
    let document = document(&bed).await;
    let mut seen = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.replace("{user-id}", &user).replace("{contact-id}", &contact);
        let path = path.replace("{contactFolder-id}", &folder).replace("{contactFolder-id1}", &folder);
        let path = path.replace("{mailFolder-id}", "deleteditems");
        for method in methods.as_object().unwrap().keys().filter(|method| *method == "get") {
            let got = bed.get(&path).await;
            let is_photo = path.contains("/photo");
            assert!(got.status == 200 || (is_photo && got.status == 404), "{method} {path}: {}", got.json);
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

#[tokio::test]
async fn references_lead_somewhere() {
    let bed = Bed::new().await;
    let document = document(&bed).await;
    let text = document.to_string();
    let references: Vec<&str> =
        text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(references.len() > 100);
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn operations_are_named_as_microsoft_names_them() {
    let bed = Bed::new().await;
    let document = document(&bed).await;
    let named = |path: &str, method: &str| document["paths"][path][method]["operationId"].clone();
    assert_eq!(named("/me/contacts/delta()", "get"), "get.me.contacts.delta");
    assert_eq!(
        named("/me/contacts/{contact-id}/photo/$value", "put"),
        "put.me.contacts.contact-id.photo.value"
    );
    assert_eq!(
        named("/users/{user-id}/contactFolders/{contactFolder-id}", "patch"),
        "patch.users.user-id.contactFolders.contactFolder-id"
    );
}
