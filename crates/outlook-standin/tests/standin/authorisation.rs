//! Tokens and whose mailbox they open.

use reqwest::Method;
use serde_json::json;

use crate::bed::{BOB, Bed, send};

#[tokio::test]
async fn without_a_valid_token_nothing_opens() {
    let bed = Bed::new().await;
    let url = format!("{}/v1.0/me/contacts", bed.origin);
    let none = send(bed.client.get(&url)).await;
    assert_eq!((none.status, none.code()), (401, "InvalidAuthenticationToken"));
    assert!(none.header("www-authenticate").is_some());
    let wrong = send(bed.client.get(&url).bearer_auth("nonsense")).await;
    assert!(wrong.text("/error/message").starts_with("IDX14100: JWT is not well formed"));
}

#[tokio::test]
async fn a_token_opens_its_own_mailbox_only() {
    let bed = Bed::new().await;
    let denied = bed.get(&format!("/users/{BOB}/contacts")).await;
    assert_eq!((denied.status, denied.code()), (403, "ErrorAccessDenied"));
    let nobody = bed.get("/users/nobody@example.com/contacts").await;
    assert_eq!((nobody.status, nobody.code()), (404, "ErrorInvalidUser"));
    let bobs = bed.standin.tokens()[1].1.clone();
    let alices = bed.contact("A").await;
    let got =
        send(bed.client.get(format!("{}/v1.0/me/contacts/{alices}", bed.origin)).bearer_auth(bobs)).await;
    assert_eq!(got.status, 404, "an id of one mailbox names nothing in another");
}

#[tokio::test]
async fn tokens_are_revoked_and_expire_and_the_list_shows_a_new_one() {
    let bed = Bed::new().await;
    for (path, words) in
        [("revoke", "Continuous access evaluation"), ("expire", "Lifetime validation failed")]
    {
        let token = bed.standin.tokens()[0].1.clone();
        let list = || send(bed.client.get(format!("{}/v1.0/me/contacts", bed.origin)).bearer_auth(&token));
        assert_eq!(list().await.status, 200);
        let shown =
            bed.admin(Method::POST, &format!("/mailboxes/alice@example.com/{path}"), json!(null)).await;
        let refused = list().await;
        assert_eq!(refused.status, 401);
        assert!(refused.text("/error/message").starts_with(words));
        assert_ne!(shown.text("/token"), token);
    }
}

#[tokio::test]
async fn any_token_from_the_list_opens_its_mailbox() {
    let bed = Bed::new().await;
    let further = bed.admin(Method::POST, "/mailboxes/alice@example.com/tokens", json!(null)).await;
    let listed = bed.admin(Method::GET, "/mailboxes", json!(null)).await;
    assert_eq!(listed.text("/1/address"), BOB);
    for (token, address) in [
        (further.text("/token"), "alice@example.com"),
        (listed.text("/0/token"), "alice@example.com"),
        (listed.text("/1/token"), BOB),
    ] {
        let got = send(bed.client.get(format!("{}/v1.0/me", bed.origin)).bearer_auth(token)).await;
        assert_eq!(got.text("/mail"), address);
    }
}

#[tokio::test]
async fn a_mailbox_that_is_gone_answers_404() {
    let bed = Bed::new().await;
    bed.admin(Method::POST, "/mailboxes/alice@example.com/gone", json!(null)).await;
    let got = bed.get("/me/contacts").await;
    assert_eq!((got.status, got.code()), (404, "MailboxNotEnabledForRESTAPI"));
    bed.admin(Method::PATCH, "/quirks", json!({"gone_is_resource_not_found": true})).await;
    assert_eq!(bed.get("/me/contacts").await.code(), "ResourceNotFound");
    bed.admin(Method::POST, "/mailboxes/alice@example.com/gone", json!({"on": false})).await;
    assert_eq!(bed.get("/me/contacts").await.status, 200);
}
