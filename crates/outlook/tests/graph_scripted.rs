//! What the Graph connector sends, to the letter, and what it makes of odd answers.

// All of this is tests: what is not as expected is a failure.
#![allow(clippy::unwrap_used, clippy::panic, clippy::wildcard_enum_match_arm)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use contacts::{Card, FieldKey, Patch};
use outlook::folder::{MailboxDirectory, StampChange};
use outlook::graph::{
    AccessToken, FolderChoice, GraphClient, GraphFolder, GraphOptions, GraphUser, Quota, TokenError,
    TokenSource,
};
use outlook::{
    ChangeKey, ConnectorError, ContactFolder, ContactUpdate, Cursor, NewContact, PageToken, Place,
    ReadOutcome, RemoteId, WriteError,
};
use serde_json::json;

mod scripted;
use scripted::{Line, Scripted, error, folder, refuses, says};

fn cursor(server: &Scripted) -> Cursor {
    Cursor(format!("{}/me/contactFolders/F/contacts/delta?$deltatoken=T%3d", server.base))
}

/// An empty last page of the change feed.
fn quiet(server: &Scripted) -> Line {
    says(200, &json!({"value": [], "@odata.deltaLink": cursor(server).0}))
}

fn ada(n: usize) -> NewContact {
    NewContact { card: Card::new().with(FieldKey::LastName, &format!("King {n}")), stamp: format!("1.{n}") }
}

fn edit(id: &str, key: &str) -> ContactUpdate {
    let card = Card::new().with(FieldKey::LastName, "King").with(FieldKey::JobTitle, "Countess");
    let mut patch = Patch::new();
    patch.set(FieldKey::JobTitle, card.get(FieldKey::JobTitle).cloned());
    let (id, change_key) = (RemoteId(id.into()), ChangeKey(key.into()));
    ContactUpdate { id, change_key, patch, card, stamp: StampChange::Keep }
}

#[tokio::test]
async fn every_request_asks_for_immutable_ids_and_says_who_asks() {
    let server = Scripted::says([]).await;
    server.then(quiet(&server));
    server.then(says(200, &json!({"responses": []})));
    server.then(refuses(200, None));
    let folder = server.folder();
    folder.changes(Some(&cursor(&server))).await.unwrap();
    folder.create(&[ada(1), ada(2)]).await;
    folder.put_photo(&RemoteId("a=".into()), vec![1, 2].into()).await.unwrap();
    let asked = server.asked();
    for request in &asked {
        assert!(request.header("prefer").contains(r#"IdType="ImmutableId""#), "{request:?}");
        assert_eq!(request.header("authorization"), "Bearer secret-token");
        assert_eq!(request.header("return-client-request-id"), "true");
        assert_eq!(request.header("client-request-id").len(), 36);
    }
    assert_ne!(asked[0].header("client-request-id"), asked[1].header("client-request-id"));
    for part in asked[1].json()["requests"].as_array().unwrap() {
        assert_eq!(part["headers"]["Prefer"], r#"IdType="ImmutableId""#);
        assert_eq!(part["headers"]["Content-Type"], "application/json");
        assert_eq!(part["url"], "/me/contactFolders/F/contacts");
    }
    assert_eq!(asked[2].target, "/v1.0/me/contacts/a%3D/photo/$value");
    assert_eq!((asked[2].method.as_str(), asked[2].header("content-type")), ("PUT", "image/jpeg"));
    assert!(!format!("{folder:?} {:?}", server.options()).contains("secret"));
}

#[tokio::test]
async fn a_create_sends_names_stamp_and_fields_in_microsofts_words() {
    let server = Scripted::says([says(
        201,
        &json!({"id": "new", "changeKey": "k1", "surname": "King", "jobTitle": null, "displayName": "King"}),
    )])
    .await;
    let written = server.folder().create(&[ada(1)]).await.remove(0).unwrap();
    assert_eq!((written.id.0.as_str(), written.change_key.0.as_str()), ("new", "k1"));
    assert!(written.echoed.get(FieldKey::LastName).is_some());
    assert_eq!(written.echoed.get(FieldKey::JobTitle), None);
    let asked = server.asked();
    assert_eq!(asked.len(), 1, "one contact needs no batch");
    let mut body = asked[0].json();
    let properties = body.as_object_mut().unwrap().remove("singleValueExtendedProperties").unwrap();
    assert!(properties[0]["id"].as_str().unwrap().ends_with("Name TandemStamp"));
    assert_eq!(properties[0]["value"], "1.1");
    assert_eq!(body, json!({"surname": "King 1", "displayName": "King 1", "fileAs": "King 1"}));
}

#[tokio::test]
async fn a_reading_call_is_tried_again_whatever_the_server_calls_a_second() {
    for header in
        [None, Some(("retry-after", "0.01")), Some(("retry-after", "0")), Some(("retry-after", "soon"))]
    {
        let server = Scripted::says([refuses(429, header), refuses(503, header)]).await;
        server.then(quiet(&server));
        let page = server.folder().changes(Some(&cursor(&server))).await;
        assert!(page.is_ok(), "{header:?}: {page:?}");
        assert_eq!(server.asked().len(), 3);
    }
    let past = Some(("retry-after", "Tue, 30 Jun 2020 16:14:48 GMT"));
    let server = Scripted::says([refuses(429, past), refuses(504, None), refuses(429, past)]).await;
    let error = server.folder().changes(Some(&cursor(&server))).await.unwrap_err();
    assert!(matches!(error, ConnectorError::Retry { after: Some(_), .. }), "{error:?}");
    assert_eq!(server.asked().len(), 3, "three tries, no more");
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_by_a_reading_call_and_by_no_other() {
    let server = Scripted::says([Line::Hangs]).await;
    server.then(quiet(&server));
    server.folder().changes(Some(&cursor(&server))).await.unwrap();
    assert_eq!(server.asked().len(), 2);
    let server = Scripted::says([Line::Hangs, Line::Hangs, Line::Hangs]).await;
    let folder = server.folder();
    let single = folder.create(&[ada(1)]).await;
    let batch = folder.create(&[ada(1), ada(2)]).await;
    for answer in single.iter().chain(&batch) {
        assert!(matches!(answer, Err(WriteError::Unknown { .. })), "{answer:?}");
    }
    let photo = folder.put_photo(&RemoteId("a".into()), vec![1].into()).await;
    assert!(matches!(photo, Err(WriteError::Unknown { .. })), "{photo:?}");
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn what_could_not_even_be_sent_has_had_no_effect() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let server = Scripted::says([]).await;
    let mut options = server.options();
    options.base = format!("http://{closed}/v1.0").parse().unwrap();
    for answer in folder(options).create(&[ada(1), ada(2)]).await {
        assert!(matches!(answer, Err(WriteError::NotDone { .. })), "{answer:?}");
    }
}

#[tokio::test]
async fn a_refused_write_says_whether_it_had_an_effect() {
    for (line, expected) in [
        (refuses(429, None), "unknown"),
        (refuses(503, Some(("retry-after", "0"))), "unknown"),
        (says(500, &error("ErrorInternalServerError")), "unknown"),
        (Line::Says(201, Vec::new(), b"<html>ok</html>".to_vec()), "unknown"),
        (says(201, &json!({"id": "a"})), "unknown"),
        (says(400, &error("ErrorInvalidProperty")), "refused"),
    ] {
        let server = Scripted::says([line.clone()]).await;
        let answer = server.folder().create(&[ada(1)]).await.remove(0);
        let word = match answer {
            Err(WriteError::NotDone { .. }) => "not done",
            Err(WriteError::Unknown { .. }) => "unknown",
            Err(WriteError::Refused { .. }) => "refused",
            other => panic!("{other:?}"),
        };
        assert_eq!(word, expected, "{line:?}");
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn links_to_another_place_are_not_followed_and_not_kept() {
    let evil = Scripted::says([]).await;
    for link in [
        format!("{}/me/contacts/delta?$skiptoken=1", evil.base),
        "https://127.0.0.1/v1.0/me/contacts".to_owned(),
        "/v1.0/me/contacts".to_owned(),
    ] {
        for name in ["@odata.nextLink", "@odata.deltaLink"] {
            let server = Scripted::says([says(200, &json!({"value": [], name: link}))]).await;
            let page = server.folder().changes(Some(&cursor(&server))).await;
            assert!(matches!(page, Err(ConnectorError::Refused { .. })), "{link}: {page:?}");
        }
        let server = Scripted::says([]).await;
        let page = server.folder().list(Some(&PageToken(link.clone()))).await;
        assert!(matches!(page, Err(ConnectorError::Refused { .. })), "{link}: {page:?}");
        let page = server.folder().changes(Some(&Cursor(link))).await;
        assert_eq!(page, Err(ConnectorError::Resync));
        assert_eq!(server.asked().len(), 0);
    }
    assert_eq!(evil.asked().len(), 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let evil = Scripted::says([]).await;
    let server = Scripted::says([]).await;
    for status in [301, 302, 307, 308] {
        server.then(Line::Says(status, vec![("location", format!("{}/x", evil.base))], Vec::new()));
        let page = server.folder().changes(Some(&cursor(&server))).await;
        assert!(matches!(page, Err(ConnectorError::Refused { .. })), "{status}: {page:?}");
    }
    assert_eq!((server.asked().len(), evil.asked().len()), (4, 0));
}

#[tokio::test]
async fn answers_of_a_batch_belong_to_their_parts_in_whatever_order_they_come() {
    let created = |id: &str, n: usize| json!({"id": id, "status": 201, "body": {"id": format!("c{n}"), "@odata.etag": format!("W/\"k{n}\"")}});
    let server = Scripted::says([says(
        200,
        &json!({"responses": [
            created("3", 3),
            {"id": "1", "status": 429, "headers": {"Retry-After": "0.25"}, "body": {"error": {"code": "x"}}},
            created("0", 0),
            {"id": "4", "status": 424, "body": {"error": {"code": "FailedDependency", "innererror": {}}}},
            {"id": "5", "status": 504, "body": "no gateway"},
        ]}),
    )])
    .await;
    let answers = server.folder().create(&(0..6).map(ada).collect::<Vec<_>>()).await;
    for n in [0, 3] {
        let written = answers[n].as_ref().unwrap();
        assert_eq!((written.id.0.clone(), written.change_key.0.clone()), (format!("c{n}"), format!("k{n}")));
    }
    let after = Some(Duration::from_millis(250));
    assert!(
        matches!(&answers[1], Err(WriteError::Unknown { after: a, .. }) if *a == after),
        "{:?}",
        answers[1]
    );
    assert!(matches!(&answers[2], Err(WriteError::Unknown { .. })), "a part left out: {:?}", answers[2]);
    assert!(matches!(&answers[4], Err(WriteError::NotDone { .. })), "{:?}", answers[4]);
    assert!(matches!(&answers[5], Err(WriteError::Unknown { .. })), "{:?}", answers[5]);
}

#[tokio::test]
async fn a_batch_has_at_most_twenty_parts() {
    let server = Scripted::says((0..3).map(|_| says(200, &json!({"responses": []})))).await;
    let answers = server.folder().create(&(0..45).map(ada).collect::<Vec<_>>()).await;
    assert_eq!(answers.len(), 45);
    let parts: Vec<usize> =
        server.asked().iter().map(|asked| asked.json()["requests"].as_array().unwrap().len()).collect();
    assert_eq!(parts, [20, 20, 5]);
}

#[tokio::test]
async fn an_update_compares_the_version_first_and_names_it_when_writing() {
    let now = json!({"id": "a", "changeKey": "k1", "displayName": "King", "surname": "King"});
    let server = Scripted::says([says(200, &now), says(412, &error("ErrorIrresolvableConflict"))]).await;
    let answer = server.folder().update(&[edit("a", "k1")]).await.remove(0);
    assert_eq!(answer, Err(WriteError::Changed));
    let asked = server.asked();
    assert!(asked[0].target.starts_with("/v1.0/me/contacts/a?$select=id,changeKey"), "{}", asked[0].target);
    assert_eq!((asked[1].method.as_str(), asked[1].header("if-match")), ("PATCH", "W/\"k1\""));
    assert_eq!(asked[1].json(), json!({"displayName": "King", "jobTitle": "Countess"}));

    let server = Scripted::says([says(200, &now)]).await;
    let answer = server.folder().update(&[edit("a", "k0")]).await.remove(0);
    assert_eq!(answer, Err(WriteError::Changed));
    assert_eq!(server.asked().len(), 1, "nothing was written");
}

#[tokio::test]
async fn a_missing_contact_is_gone_only_by_the_servers_word_for_it() {
    for (line, gone) in [
        (says(404, &error("ErrorItemNotFound")), true),
        (refuses(404, None), false),
        (says(404, &error("MailboxNotEnabledForRESTAPI")), false),
        (says(404, &error("ResourceNotFound")), false),
    ] {
        let server = Scripted::says([]).await;
        for _ in 0..2 {
            server.then(line.clone());
        }
        let folder = server.folder();
        let read = folder.read(&[RemoteId("a".into())]).await.remove(0);
        assert_eq!(matches!(read, Ok(ReadOutcome::Gone)), gone, "{line:?}: {read:?}");
        let update = folder.update(&[edit("a", "k")]).await.remove(0);
        assert_eq!(matches!(update, Err(WriteError::Gone)), gone, "{line:?}: {update:?}");
        assert_eq!(server.asked().len(), 2);
    }
}

#[tokio::test]
async fn the_change_feed_selects_once_and_then_follows_links_to_the_letter() {
    let server = Scripted::says([
        says(200, &json!({"id": "BIN"})),
        says(200, &json!({"id": "F", "parentFolderId": "ROOT"})),
        says(404, &error("ErrorItemNotFound")),
        says(404, &error("ErrorItemNotFound")),
    ])
    .await;
    let next = format!("{}/users('x')/contacts/delta?$skiptoken=a%2Bb%3d", server.base);
    let entries = json!([
        {"@odata.type": "#microsoft.graph.contact", "id": "a", "@odata.etag": "W/\"k1\"", "title": ""},
        {"id": "b", "@removed": {"reason": "changed"}},
    ]);
    server.then(says(200, &json!({"value": entries, "@odata.nextLink": next})));
    server.then(quiet(&server));
    let folder = server.folder();
    let page = folder.changes(None).await.unwrap();
    assert_eq!((page.entries.len(), page.more, page.cursor.0.as_str()), (2, true, next.as_str()));
    let last = folder.changes(Some(&page.cursor)).await.unwrap();
    assert_eq!((last.more, last.cursor), (false, cursor(&server)));
    let asked = server.asked();
    assert!(asked[4].target.starts_with("/v1.0/me/contactFolders/F/contacts/delta?$select=changeKey,title,"));
    assert!(asked[4].header("prefer").contains("odata.maxpagesize=500"));
    assert_eq!(asked[5].target, "/v1.0/users('x')/contacts/delta?$skiptoken=a%2Bb%3d");
    assert!(asked[5].header("prefer").contains("odata.maxpagesize=500"));
}

#[tokio::test]
async fn deleted_items_is_found_though_mail_is_forbidden() {
    let contact = |folder: &str| json!({"id": "a", "changeKey": "k", "parentFolderId": folder});
    let server = Scripted::says([
        says(200, &contact("X")),
        says(403, &error("ErrorAccessDenied")),
        says(200, &json!({"id": "BIN"})),
        says(200, &json!({"id": "X", "parentFolderId": "BIN"})),
        says(200, &contact("X")),
        says(200, &contact("F")),
    ])
    .await;
    let folder = server.folder();
    for place in [Place::Deleted, Place::Deleted, Place::Followed] {
        match folder.read(&[RemoteId("a".into())]).await.remove(0).unwrap() {
            ReadOutcome::Found(contact) => assert_eq!(contact.place, place),
            ReadOutcome::Gone => panic!("it is there"),
        }
    }
    assert_eq!(server.asked()[2].target, "/v1.0/me/contactFolders/deleteditems?$select=id,parentFolderId");
}

#[tokio::test]
async fn an_answer_without_end_is_dropped() {
    let server = Scripted::says([]).await;
    let long = || Line::Says(200, Vec::new(), vec![b' '; 70_000]);
    for _ in 0..4 {
        server.then(long());
    }
    let options = GraphOptions { response_limit: 65_536, ..server.options() };
    let folder = folder(options);
    let page = folder.changes(Some(&cursor(&server))).await;
    assert!(matches!(page, Err(ConnectorError::Retry { .. })), "{page:?}");
    let answer = folder.create(&[ada(1)]).await.remove(0);
    assert!(matches!(answer, Err(WriteError::Unknown { .. })), "{answer:?}");
}

#[derive(Debug, Default)]
struct Renewing(AtomicUsize);

#[async_trait]
impl TokenSource for Renewing {
    async fn token(&self) -> Result<AccessToken, TokenError> {
        Ok(AccessToken::new(format!("token-{}", self.0.load(Ordering::SeqCst))))
    }

    async fn refused(&self, _token: &AccessToken) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_even_for_a_write() {
    let created = says(201, &json!({"id": "a", "changeKey": "k"}));
    let server = Scripted::says([refuses(401, None), created, refuses(401, None), refuses(401, None)]).await;
    let folder = folder(GraphOptions { token: Arc::new(Renewing::default()), ..server.options() });
    folder.create(&[ada(1)]).await.remove(0).unwrap();
    let answer = folder.create(&[ada(2)]).await.remove(0);
    assert!(matches!(answer, Err(WriteError::SignIn { .. })), "{answer:?}");
    let tokens: Vec<String> =
        server.asked().iter().map(|asked| asked.header("authorization").to_owned()).collect();
    assert_eq!(tokens, ["Bearer token-0", "Bearer token-1", "Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn another_users_mailbox_is_addressed_by_id_and_folders_within_folders_are_listed() {
    let server = Scripted::says([]).await;
    let next = format!("{}/users/u/contactFolders?$skip=1", server.base);
    for line in [
        json!({"id": "D", "displayName": "Kontakte"}),
        json!({"value": [{"id": "A", "displayName": "a", "parentFolderId": "D"}], "@odata.nextLink": next}),
        json!({"value": [{"id": "B", "displayName": "b"}, {"id": "D"}]}),
        json!({"value": [{"id": "C", "displayName": "c"}]}),
        json!({"value": []}),
        json!({"value": [{"id": "A"}]}),
    ] {
        server.then(says(200, &line));
    }
    let user = GraphUser::Id("ada@example.com".into());
    // One at a time, so that the answers come in the order of the script.
    let options = GraphOptions { user, max_in_flight: 1, ..server.options() };
    let folders = GraphClient::new(options).unwrap().folders().await.unwrap();
    let shown: Vec<(&str, &str, bool)> =
        folders.iter().map(|folder| (folder.id.as_str(), folder.name.as_str(), folder.default)).collect();
    assert_eq!(shown, [("D", "Kontakte", true), ("A", "a", false), ("B", "b", false), ("C", "c", false)]);
    let asked = server.asked();
    assert!(asked[0].target.starts_with("/v1.0/users/ada%40example.com/contactFolders/contacts?"));
    assert!(asked[3].target.starts_with("/v1.0/users/ada%40example.com/contactFolders/A/childFolders?"));
}

#[tokio::test]
async fn a_stamp_is_looked_for_in_every_folder_and_cannot_break_out_of_the_filter() {
    let server = Scripted::says([
        says(200, &json!({"id": "D"})),
        says(200, &json!({"value": []})),
        says(200, &json!({"value": []})),
        says(200, &json!({"value": []})),
        // A folder that was made since is looked in as well.
        says(200, &json!({"value": [{"id": "N"}]})),
        says(200, &json!({"value": []})),
        says(200, &json!({"value": []})),
    ])
    .await;
    let options = GraphOptions { max_in_flight: 1, ..server.options() };
    let folder = GraphFolder::new(GraphClient::new(options).unwrap(), FolderChoice::Id("F".into()));
    assert_eq!(folder.find("1' or 1 eq 1").await.unwrap(), []);
    let asked = server.asked();
    for (request, folder) in [&asked[2], &asked[3], &asked[6]].into_iter().zip(["F", "D", "N"]) {
        assert!(request.target.starts_with(&format!("/v1.0/me/contactFolders/{folder}/contacts?")));
        assert!(
            request.target.contains("ep%2Fvalue%20eq%20%271%27%27%20or%201%20eq%201%27%29"),
            "{}",
            request.target
        );
    }
}

#[tokio::test]
async fn a_quota_is_kept_and_the_wait_is_told_before_anything_is_sent() {
    let server = Scripted::says([says(200, &json!({"responses": []}))]).await;
    let quota = Quota { requests: 25, window: Duration::from_secs(600) };
    let folder = folder(GraphOptions { quota: Some(quota), ..server.options() });
    let answers = folder.create(&(0..40).map(ada).collect::<Vec<_>>()).await;
    for (n, answer) in answers.iter().enumerate() {
        let waits = matches!(answer, Err(WriteError::NotDone { after: Some(_), .. }));
        assert_eq!(waits, n >= 20, "{n}: {answer:?}");
    }
    assert_eq!(server.asked().len(), 1);
}
