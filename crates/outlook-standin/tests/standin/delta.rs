//! Delta rounds.

use outlook_standin::{DeltaExpand, IdTypeToggle, Quirks};
use reqwest::Method;
use serde_json::json;

use crate::bed::{Bed, Got, STAMP, encoded, immutable, send, values};

/// Follows a round to its end and returns its entries and the link to the next.
async fn round(bed: &Bed, start: &str) -> (Vec<serde_json::Value>, String) {
    let (mut entries, mut link) = (Vec::new(), start.to_owned());
    loop {
        let page = bed.get_immutable(&link).await;
        assert_eq!(page.status, 200, "{}", page.json);
        entries.extend_from_slice(page.values());
        match page.json.get("@odata.nextLink").and_then(|next| next.as_str()) {
            Some(next) => link = next.to_owned(),
            None => return (entries, page.text("/@odata.deltaLink").to_owned()),
        }
    }
}

async fn with_page_size(bed: &Bed, link: &str, size: usize) -> Got {
    let prefer = format!("IdType=\"ImmutableId\", odata.maxpagesize={size}");
    send(bed.request(Method::GET, link).header("prefer", prefer)).await
}

#[tokio::test]
async fn a_round_tells_everything_once_and_the_next_only_what_changed() {
    let bed = Bed::new().await;
    let first = bed.immutable_contact("A").await;
    let second = bed.immutable_contact("B").await;
    let (entries, link) = round(&bed, "/me/contacts/delta").await;
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0]["@odata.type"], "#microsoft.graph.contact");
    assert_eq!(entries[0]["id"], first.as_str());
    assert!(entries[0]["@odata.etag"].is_string());
    let (entries, link) = round(&bed, &link).await;
    assert!(entries.is_empty());
    let own = bed.patch(&format!("/me/contacts/{second}"), json!({"jobTitle": "Chief"})).await;
    let (entries, link) = round(&bed, &link).await;
    assert_eq!(entries.len(), 1, "own writes come back");
    assert_eq!((&entries[0]["jobTitle"], &entries[0]["givenName"]), (&json!("Chief"), &json!("B")));
    assert_eq!(entries[0]["changeKey"], own.json["changeKey"]);
    let _ = bed.delete(&format!("/me/contacts/{first}")).await;
    let (entries, _) = round(&bed, &link).await;
    assert_eq!(
        entries,
        [json!({"@odata.type": "#microsoft.graph.contact", "id": first, "@removed": {"reason": "deleted"}})]
    );
}

#[tokio::test]
async fn pages_are_as_large_as_preferred_and_tokens_may_be_used_again() {
    let bed = Bed::new().await;
    for number in 0..5 {
        let _ = bed.contact(&format!("N{number}")).await;
    }
    let page = with_page_size(&bed, "/me/contacts/delta()?$select=givenName", 2).await;
    assert_eq!(page.names("givenName"), ["N0", "N1"]);
    let next = page.text("/@odata.nextLink").to_owned();
    assert!(next.starts_with(&format!("{}/v1.0/me/contacts/delta?$skiptoken=", bed.origin)), "{next}");
    let page = with_page_size(&bed, &next, 2).await;
    let again = with_page_size(&bed, &next, 2).await;
    assert_eq!(page.values(), again.values());
    let page = with_page_size(&bed, page.text("/@odata.nextLink"), 2).await;
    assert_eq!(page.names("givenName"), ["N4"]);
    assert!(page.text("/@odata.deltaLink").contains("/me/contacts/delta?$deltatoken="));
    assert!(page.json.get("@odata.nextLink").is_none());
    let keys: Vec<_> = page.json["value"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["@odata.etag", "@odata.type", "givenName", "id"], "the token remembers $select");
}

#[tokio::test]
async fn a_contact_changed_during_a_round_comes_again_at_its_end() {
    let bed = Bed::new().await;
    let first = bed.immutable_contact("A").await;
    let _ = bed.contact("B").await;
    let page = with_page_size(&bed, "/me/contacts/delta", 1).await;
    let _ = bed.patch(&format!("/me/contacts/{first}"), json!({"surname": "Z"})).await;
    let (rest, _) = round(&bed, page.text("/@odata.nextLink")).await;
    assert_eq!(rest.len(), 2);
    assert_eq!(rest[1]["surname"], "Z");
}

#[tokio::test]
async fn what_is_created_and_deleted_between_rounds_is_never_shown() {
    let bed = Bed::new().await;
    let (_, link) = round(&bed, "/me/contacts/delta").await;
    let id = bed.contact("A").await;
    let _ = bed.delete(&format!("/me/contacts/{id}")).await;
    assert!(round(&bed, &link).await.0.is_empty());
}

#[tokio::test]
async fn a_contact_moved_away_and_back_is_reported_deleted_for_ever() {
    let bed = Bed::new().await;
    let folder = bed.post("/me/contactFolders", json!({"displayName": "B"})).await.id();
    let id = bed.immutable_contact("A").await;
    let (_, link) = round(&bed, "/me/contacts/delta").await;
    let _ = bed.outlook().relocate(&id, &folder).unwrap();
    let _ = bed.outlook().relocate(&id, "contacts").unwrap();
    let (entries, link) = round(&bed, &link).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["@removed"]["reason"], "deleted");
    assert_eq!(entries[0]["id"], id.as_str());
    let (entries, link) = round(&bed, &link).await;
    assert!(entries.is_empty(), "never re-added");
    let _ = bed.patch(&format!("/me/contacts/{id}"), json!({"surname": "Z"})).await;
    assert!(round(&bed, &link).await.0.is_empty(), "nor are its later changes told");
    assert_eq!(bed.get_immutable(&format!("/me/contacts/{id}")).await.status, 200);
    assert_eq!(round(&bed, "/me/contacts/delta").await.0.len(), 1, "a fresh start sees it");
}

#[tokio::test]
async fn with_default_ids_the_same_journey_is_a_removal_and_a_new_contact() {
    let bed = Bed::new().await;
    let folder = bed.post("/me/contactFolders", json!({"displayName": "B"})).await.id();
    let id = bed.contact("A").await;
    let link = bed.get("/me/contacts/delta").await.text("/@odata.deltaLink").to_owned();
    let moved = bed.outlook().relocate(&id, &folder).unwrap();
    let back = bed.outlook().relocate(&moved.id, "contacts").unwrap();
    let got = bed.get(&link).await;
    assert_eq!(got.names("id"), [id.as_str(), back.default_id.as_str()]);
    assert!(got.json["value"][0].get("@removed").is_some());
    assert_eq!(got.json["value"][1]["givenName"], "A");
}

#[tokio::test]
async fn a_move_is_a_removal_here_and_an_arrival_there() {
    let bed = Bed::new().await;
    let folder = bed.post("/me/contactFolders", json!({"displayName": "B"})).await.id();
    let id = bed.immutable_contact("A").await;
    let (_, here) = round(&bed, "/me/contactFolders/contacts/contacts/delta").await;
    let (_, there) = round(&bed, &format!("/me/contactFolders/{folder}/contacts/delta")).await;
    let _ = bed.outlook().relocate(&id, &folder).unwrap();
    assert!(round(&bed, &here).await.0[0].get("@removed").is_some());
    assert_eq!(round(&bed, &there).await.0[0]["givenName"], "A");
}

#[tokio::test]
async fn a_restore_stays_unseen_by_delta_unless_the_quirk_shows_it() {
    for (shows, seen) in [(false, 0), (true, 1)] {
        let bed = Bed::with(Quirks { restore_appears_in_delta: shows, ..Quirks::default() }).await;
        let id = bed.immutable_contact("A").await;
        let (_, link) = round(&bed, "/me/contacts/delta").await;
        let _ = bed.delete(&format!("/me/contacts/{id}")).await;
        let (_, link) = round(&bed, &link).await;
        let _ = bed.outlook().restore(&id, None).unwrap();
        assert_eq!(round(&bed, &link).await.0.len(), seen);
    }
}

#[tokio::test]
async fn a_malformed_token_is_a_bad_request_and_an_old_one_is_gone() {
    let bed = Bed::new().await;
    let got = bed.get("/me/contacts/delta?$deltatoken=opaque-token-1").await;
    assert_eq!(
        (got.status, got.code(), got.text("/error/message")),
        (400, "BadRequest", "Badly formed token.")
    );
    let link = bed.get("/me/contacts/delta").await.text("/@odata.deltaLink").to_owned();
    bed.admin(Method::POST, "/mailboxes/alice@example.com/delta/expire", json!(null)).await;
    let got = bed.get(&link).await;
    assert_eq!((got.status, got.code()), (410, "SyncStateNotFound"));
    assert!(got.text("/error/message").starts_with("The sync state generation is not found; generation="));
    assert_eq!(got.header("location"), None);
    bed.standin.set_quirks(Quirks { resync_location: true, ..Quirks::default() });
    let fresh = bed.get(&link).await.header("location").unwrap().to_owned();
    assert_eq!(bed.get(&fresh).await.status, 200);
}

#[tokio::test]
async fn tokens_age_on_the_stand_ins_clock() {
    let bed = Bed::with(Quirks { delta_token_seconds: Some(3600), ..Quirks::default() }).await;
    let link = bed.get("/me/contacts/delta").await.text("/@odata.deltaLink").to_owned();
    assert_eq!(bed.get(&link).await.status, 200);
    bed.standin.advance(std::time::Duration::from_secs(3601));
    assert_eq!(bed.get(&link).await.status, 410);
}

#[tokio::test]
async fn another_id_preference_makes_the_token_invalid() {
    let bed = Bed::new().await;
    let link = bed.get("/me/contacts/delta").await.text("/@odata.deltaLink").to_owned();
    let got = send(immutable(bed.request(Method::GET, &link))).await;
    assert_eq!((got.status, got.code()), (410, "SyncStateInvalid"));
    bed.standin.set_quirks(Quirks { id_type_toggle: IdTypeToggle::Tolerated, ..Quirks::default() });
    assert_eq!(send(immutable(bed.request(Method::GET, &link))).await.status, 200);
}

#[tokio::test]
async fn a_token_opens_no_other_folder_and_no_other_mailbox() {
    let bed = Bed::new().await;
    let link = bed.get("/me/contacts/delta").await.text("/@odata.deltaLink").to_owned();
    let folder = bed.post("/me/contactFolders", json!({"displayName": "B"})).await.id();
    let elsewhere = link.replace("/me/contacts/", &format!("/me/contactFolders/{folder}/contacts/"));
    assert_eq!(bed.get(&elsewhere).await.status, 400);
    let bobs = bed.standin.tokens()[1].1.clone();
    assert_eq!(send(bed.client.get(&link).bearer_auth(bobs)).await.status, 400);
}

#[tokio::test]
async fn a_full_mailbox_refuses_delta_but_still_lists() {
    let bed = Bed::new().await;
    bed.admin(Method::POST, "/mailboxes/alice@example.com/full", json!(null)).await;
    let got = bed.get("/me/contacts/delta").await;
    assert_eq!((got.status, got.code()), (403, "ErrorQuotaExceeded"));
    assert_eq!(bed.get("/me/contacts").await.status, 200);
    bed.admin(Method::POST, "/mailboxes/alice@example.com/full", json!({"on": false})).await;
    assert_eq!(bed.get("/me/contacts/delta").await.status, 200);
}

#[tokio::test]
async fn expand_fails_on_delta_unless_the_quirk_supports_it() {
    let bed = Bed::new().await;
    let body = json!({"givenName": "A", "singleValueExtendedProperties": [{"id": STAMP, "value": "x"}]});
    let _ = bed.post("/me/contacts", body).await;
    let expand = encoded(&format!("singleValueExtendedProperties($filter=id eq '{STAMP}')"));
    let path = format!("/me/contacts/delta?$expand={expand}");
    let got = bed.get(&path).await;
    assert_eq!(
        (got.status, got.text("/error/message")),
        (500, "Value cannot be null.\r\nParameter name: type")
    );
    bed.standin.set_quirks(Quirks { delta_expand: DeltaExpand::Supported, ..Quirks::default() });
    let got = bed.get(&path).await;
    assert_eq!(got.json["value"][0]["singleValueExtendedProperties"][0]["value"], "x");
    let _ = bed.outlook().edit(got.text("/value/0/id"), &values(json!({"surname": "B"}))).unwrap();
    let got = bed.get(got.text("/@odata.deltaLink")).await;
    assert_eq!(
        got.json["value"][0]["singleValueExtendedProperties"][0]["value"], "x",
        "the token remembers $expand"
    );
}

#[tokio::test]
async fn an_edit_in_outlook_is_told_by_the_next_round() {
    let bed = Bed::new().await;
    let id = bed.immutable_contact("A").await;
    let (_, link) = round(&bed, "/me/contacts/delta").await;
    let _ = bed.outlook().edit(&id, &values(json!({"mobilePhone": "+49 1"}))).unwrap();
    let made = bed.outlook().create(None, &values(json!({"givenName": "New"}))).unwrap();
    let (entries, _) = round(&bed, &link).await;
    assert_eq!((&entries[0]["mobilePhone"], &entries[1]["id"]), (&json!("+49 1"), &json!(made.id)));
}

#[tokio::test]
async fn noise_doubles_shuffles_and_reports_the_living_as_removed() {
    let bed = Bed::new().await;
    let id = bed.contact("A").await;
    bed.fault(json!({"kind": "delta", "times": 1, "effect": {"type": "delta_noise", "duplicate": true, "false_removals": 1}})).await;
    let got = bed.get("/me/contacts/delta").await;
    assert_eq!(got.names("id"), [id.as_str(), id.as_str(), id.as_str()]);
    assert!(got.json["value"][2].get("@removed").is_some());
    assert_eq!(bed.get("/me/contacts/delta").await.values().len(), 1);
}
