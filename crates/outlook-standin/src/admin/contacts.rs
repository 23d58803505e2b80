//! Edits as a person makes them in Outlook, and what a mailbox really holds.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Refusal, read};
use crate::outlook::Outlook;
use crate::snapshot::StoredContact;
use crate::standin::Standin;

type Shown = Result<Json<StoredContact>, Refusal>;

#[derive(Deserialize)]
pub(crate) struct Listed {
    /// Whether contacts in Deleted Items are listed too.
    #[serde(default)]
    deleted: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Destination {
    #[serde(default)]
    folder: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFolder {
    name: String,
}

fn open(standin: &Standin, mailbox: &str) -> Result<Outlook, Refusal> {
    standin.outlook(mailbox).ok_or_else(|| Refusal::no_mailbox(mailbox))
}

/// Lists a mailbox's contacts.
pub(crate) async fn list(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
    Query(listed): Query<Listed>,
) -> Result<Json<Vec<StoredContact>>, Refusal> {
    let _ = open(&standin, &mailbox)?;
    Ok(Json(if listed.deleted { standin.whole_snapshot(&mailbox) } else { standin.snapshot(&mailbox) }))
}

/// Dumps every contact of a mailbox with everything.
pub(crate) async fn snapshot(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
) -> Result<Json<Vec<StoredContact>>, Refusal> {
    let _ = open(&standin, &mailbox)?;
    Ok(Json(standin.whole_snapshot(&mailbox)))
}

/// Creates a contact as Outlook does; `folder` beside the properties chooses where.
pub(crate) async fn create(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<StoredContact>), Refusal> {
    let mut values: Map<String, Value> = read(&body)?;
    let folder = values.remove("folder").and_then(|folder| folder.as_str().map(str::to_owned));
    let contact = open(&standin, &mailbox)?.create(folder.as_deref(), &values)?;
    Ok((StatusCode::CREATED, Json(contact)))
}

/// Shows one contact, wherever it lies.
pub(crate) async fn show(
    State(standin): State<Standin>,
    Path((mailbox, id)): Path<(String, String)>,
) -> Shown {
    Ok(Json(open(&standin, &mailbox)?.read(&id)?))
}

/// Changes the named properties.
pub(crate) async fn edit(
    State(standin): State<Standin>,
    Path((mailbox, id)): Path<(String, String)>,
    body: Bytes,
) -> Shown {
    Ok(Json(open(&standin, &mailbox)?.edit(&id, &read(&body)?)?))
}

/// Deletes a contact.
pub(crate) async fn delete(
    State(standin): State<Standin>,
    Path((mailbox, id)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    open(&standin, &mailbox)?.delete(&id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Moves a contact to the `folder` of the body.
pub(crate) async fn relocate(
    State(standin): State<Standin>,
    Path((mailbox, id)): Path<(String, String)>,
    body: Bytes,
) -> Shown {
    let folder = read::<Destination>(&body)?.folder;
    let folder = folder.ok_or_else(|| Refusal::bad_request("Say to which folder: {\"folder\": \"...\"}."))?;
    Ok(Json(open(&standin, &mailbox)?.relocate(&id, &folder)?))
}

/// Copies a contact, into its own folder unless the body names another.
pub(crate) async fn copy(
    State(standin): State<Standin>,
    Path((mailbox, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<(StatusCode, Json<StoredContact>), Refusal> {
    let folder = read::<Destination>(&body)?.folder;
    Ok((StatusCode::CREATED, Json(open(&standin, &mailbox)?.copy(&id, folder.as_deref())?)))
}

/// Takes a contact out of Deleted Items, into the default folder unless the body names another.
pub(crate) async fn restore(
    State(standin): State<Standin>,
    Path((mailbox, id)): Path<(String, String)>,
    body: Bytes,
) -> Shown {
    let folder = read::<Destination>(&body)?.folder;
    Ok(Json(open(&standin, &mailbox)?.restore(&id, folder.as_deref())?))
}

/// Shows a contact's photo.
pub(crate) async fn photo(
    State(standin): State<Standin>,
    Path((mailbox, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let photo = open(&standin, &mailbox)?.photo(&id).ok_or(crate::outlook::EditError::NoSuchContact)?;
    Ok(([(header::CONTENT_TYPE, photo.1)], photo.0).into_response())
}

/// Sets a contact's photo to the bytes of the body.
pub(crate) async fn set_photo(
    State(standin): State<Standin>,
    Path((mailbox, id)): Path<(String, String)>,
    body: Bytes,
) -> Shown {
    Ok(Json(open(&standin, &mailbox)?.set_photo(&id, body)?))
}

/// Removes a contact's photo, which Outlook can and Graph cannot.
pub(crate) async fn remove_photo(
    State(standin): State<Standin>,
    Path((mailbox, id)): Path<(String, String)>,
) -> Shown {
    Ok(Json(open(&standin, &mailbox)?.set_photo(&id, Bytes::new())?))
}

/// Lists a mailbox's folders.
pub(crate) async fn folders(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
) -> Result<Json<Vec<Value>>, Refusal> {
    let folders = open(&standin, &mailbox)?.folders().into_iter();
    Ok(Json(folders.map(|(id, name)| json!({"id": id, "name": name})).collect()))
}

/// Makes a folder beneath the default contacts folder.
pub(crate) async fn add_folder(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let name = read::<NewFolder>(&body)?.name;
    let id = open(&standin, &mailbox)?.create_folder(&name)?;
    Ok((StatusCode::CREATED, Json(json!({"id": id, "name": name}))))
}
