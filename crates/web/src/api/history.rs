//! `/contact-persons/{id}/history` and `/history/{entry}/undo`.

use axum::extract::State;
use axum::response::IntoResponse;
use contacts::PersonId;
use serde::Serialize;
use store::{Cause, EntryId, HistoryEntry};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::PREFIX;
use crate::api::contact_persons::{ShownPerson, tagged};
use crate::body::Nothing;
use crate::listing::{Asking, Listing};
use crate::place::Place;
use crate::problem::Problem;
use crate::query::Query;
use crate::shape::time;
use crate::signed::Signed;
use crate::state::WebState;
use crate::words::HistoryKindWord;

/// One change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub struct ShownEntry {
    /// Its name.
    pub id: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// What happened.
    pub kind: HistoryKindWord,
    /// The field's key, or `photo`, `business_partner`, …
    pub field: Option<String>,
    /// What was there before.
    pub before: Option<serde_json::Value>,
    /// What is there after.
    pub after: Option<serde_json::Value>,
    /// Of a change of the photo: where the picture before is, if it is kept. Its digest stands in `before`.
    pub before_photo: Option<String>,
    /// Of a change of the photo: where the picture after is, if it is kept.
    pub after_photo: Option<String>,
    /// Whether the values were erased.
    pub erased: bool,
    /// Whether the field is hidden from you.
    pub hidden: bool,
    /// Which side caused it: `crm` or `outlook`.
    pub cause: &'static str,
    /// The name of the user who caused it, or of the owner of the mailbox it came from.
    pub by: Option<String>,
    /// The id of the mailbox concerned, if it is one that you know.
    pub mailbox: Option<Uuid>,
    /// The id of the run it belongs to.
    pub run: Option<Uuid>,
    /// Whether it can be taken back.
    pub undoable: bool,
}

/// List a person's history
///
/// Every change, newest first: which field, before, after, and who or what caused it.
#[utoipa::path(get, path = "/contact-persons/{id}/history", tag = "history",
    params(("id" = Uuid, Path, description = "The contact person"), Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownEntry>)))]
pub async fn list(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(person): Place<PersonId>,
    Query(asking): Query<Asking>,
) -> Result<axum::Json<Listing<ShownEntry>>, Problem> {
    let list = format!("history of {person}");
    let page = state.store.list_history(&viewer, person, &asking.of(&list)?).await?;
    Ok(axum::Json(Listing::of(&list, page, shown)))
}

/// Take a change back
///
/// As an ordinary edit: the field gets the value it had before, the history goes on.
#[utoipa::path(post, path = "/history/{entry}/undo", tag = "history",
    params(("entry" = String, Path, description = "The entry")),
    responses((status = 200, description = "The contact person as it is now", body = ShownPerson,
        headers(("ETag" = String, description = "Its version")))))]
pub async fn undo(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(entry): Place<String>,
    _: Nothing,
) -> Result<impl IntoResponse, Problem> {
    let entry: EntryId = entry.parse()?;
    let record = state.store.undo_entry(&viewer, entry, state.now()).await?;
    state.engine.wake(None);
    Ok(tagged(record))
}

fn shown(entry: HistoryEntry) -> ShownEntry {
    let cause = match entry.cause {
        Cause::Crm { .. } => "crm",
        Cause::Outlook { .. } => "outlook",
    };
    let place = |kept: bool, digest: Option<&serde_json::Value>| {
        let digest = digest.and_then(serde_json::Value::as_str).filter(|_| kept)?;
        Some(format!("{PREFIX}/contact-persons/{}/photos/{digest}", entry.id.person))
    };
    let before_photo = place(entry.kept.before, entry.before.as_ref());
    let after_photo = place(entry.kept.after, entry.after.as_ref());
    ShownEntry {
        id: entry.id.to_string(),
        at: time(entry.at),
        kind: entry.kind.into(),
        field: entry.field,
        before: entry.before,
        after: entry.after,
        before_photo,
        after_photo,
        erased: entry.erased,
        hidden: entry.hidden,
        cause,
        by: entry.by,
        mailbox: entry.mailbox.map(|mailbox| mailbox.0),
        run: entry.run.map(|run| run.0),
        undoable: entry.undoable,
    }
}
