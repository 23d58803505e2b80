//! Next and delta links keep the scheme and host of the request.

use reqwest::Method;

use crate::bed::{ALICE, Bed, send};

#[tokio::test]
async fn links_follow_the_host_and_the_forwarded_scheme() {
    let bed = Bed::new().await;
    let got = bed.get("/me/contacts/delta").await;
    assert!(got.text("/@odata.deltaLink").starts_with(&bed.origin));
    let request = bed.request(Method::GET, &format!("/users/{ALICE}/contacts/delta"));
    let request = request.header("host", "graph.example.test").header("x-forwarded-proto", "https");
    let link = send(request).await.text("/@odata.deltaLink").to_owned();
    assert!(
        link.starts_with("https://graph.example.test/v1.0/users/alice@example.com/contacts/delta?"),
        "{link}"
    );
}

#[tokio::test]
async fn links_inside_a_batch_keep_the_host_of_the_envelope() {
    let bed = Bed::new().await;
    let body = serde_json::json!({"requests": [{"id": "1", "method": "GET", "url": "/me/contacts/delta"}]});
    let got = bed.post("/$batch", body).await;
    let link = got.text("/responses/0/body/@odata.deltaLink");
    assert_eq!(bed.get(link).await.status, 200);
}
