//! A contact person's photo: shown, chosen, cropped, replaced, removed.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use contacts::PersonId;
use photo::{BYTE_LIMIT, PhotoError, Prepared};
use serde::Deserialize;
use store::{Paging, PhotoSize, StoredPhoto};

use super::{Whose, avatar, path};
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::person::Avatar;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::precondition::{client_has, quoted};
use crate::state::WebState;
use crate::visitor::Visitor;

/// The longest body that is read, in bytes: a little above the photo's limit, so that the refusal tells of the photo.
const BODY_LIMIT: usize = BYTE_LIMIT + 256 * 1024;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/contact-persons/{id}/photo", get(picture).post(set).layer(DefaultBodyLimit::max(BODY_LIMIT)))
        .route("/contact-persons/{id}/photos/{digest}", get(kept))
        .route("/contact-persons/{id}/photo/edit", get(ask))
        .route("/contact-persons/{id}/photo/remove", get(ask_remove).post(remove))
}

/// The page on which a photo is chosen and cropped.
#[derive(Template)]
#[template(path = "persons/photo.html", blocks = ["dialog"])]
pub(crate) struct PhotoPage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) avatar: Avatar,
}

/// What is asked before a photo is removed.
#[derive(Template)]
#[template(path = "persons/photo_remove.html", blocks = ["dialog"])]
pub(crate) struct RemovePage {
    pub(super) shell: Shell,
    pub(super) name: String,
    pub(super) action: String,
    pub(super) path: String,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    size: String,
    #[serde(default)]
    v: String,
}

impl Asked {
    fn size(&self) -> PhotoSize {
        if self.size == "small" { PhotoSize::Rendition } else { PhotoSize::Original }
    }
}

async fn picture(
    State(state): State<WebState>,
    visitor: Visitor,
    Whose(id): Whose,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Answer {
    let kept = state.store.read_photo(&visitor.viewer, id, asked.size()).await?.ok_or(Trouble::NotFound)?;
    let lasting = !asked.v.is_empty() && kept.digest.starts_with(&asked.v);
    Ok(shown(kept, asked.size(), lasting, &headers))
}

/// A picture that the person has or had: it lost a conflict, or was replaced or removed.
async fn kept(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((id, digest)): Path<(PersonId, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Answer {
    let kept = state.store.read_kept_photo(&visitor.viewer, id, &digest, asked.size()).await?;
    Ok(shown(kept.ok_or(Trouble::NotFound)?, asked.size(), true, &headers))
}

/// Answers with a picture, for this browser to keep; under an address that names the picture, for long.
fn shown(kept: StoredPhoto, size: PhotoSize, lasting: bool, headers: &HeaderMap) -> Response {
    let etag = match size {
        PhotoSize::Original => quoted(&kept.digest),
        PhotoSize::Rendition => quoted(&format!("{}-small", kept.digest)),
    };
    // A day: whoever loses the right to see the person keeps the picture no longer than that.
    let keep = if lasting { "private, max-age=86400" } else { "private, no-cache" };
    let keep = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, HeaderValue::from_static(keep))];
    if client_has(headers, &etag) {
        return (StatusCode::NOT_MODIFIED, keep).into_response();
    }
    let media_type = HeaderValue::from_str(&kept.media_type);
    let what = [
        (header::CONTENT_TYPE, media_type.unwrap_or(HeaderValue::from_static("application/octet-stream"))),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
        ),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"photo\"")),
    ];
    (keep, what, kept.bytes).into_response()
}

async fn page(state: &WebState, visitor: &Visitor, id: PersonId, form: Form) -> Result<PhotoPage, Trouble> {
    visitor.writes()?;
    let record = state.store.read_person(&visitor.viewer, id).await?;
    let shell = visitor.shell(state, Room::Persons).await?;
    Ok(PhotoPage { shell, form, avatar: avatar(&record), name: record.name, path: path(id) })
}

async fn ask(State(state): State<WebState>, visitor: Visitor, Whose(id): Whose) -> Answer {
    let page = page(&state, &visitor, id, Form::new()).await?;
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn set(State(state): State<WebState>, visitor: Visitor, Whose(id): Whose, request: Request) -> Answer {
    visitor.writes()?;
    let record = state.store.read_person(&visitor.viewer, id).await?;
    let sent = {
        let _turn = Arc::clone(&state.uploads).acquire_owned().await.map_err(|_| Trouble::Failed)?;
        sent(request).await
    };
    let prepared = match sent {
        Ok(bytes) => prepare(&state, bytes).await?.map_err(|error| refused(&error, visitor.words)),
        Err(fault) => Err(visitor.say(fault)),
    };
    match prepared {
        Ok(prepared) => {
            state.store.set_photo(&visitor.viewer, id, &prepared, visitor.now).await?;
            state.engine.wake(None);
            let mut flash = Flash::done(visitor.say("person-photo-saved"));
            if record.photo.as_ref().is_some_and(|facts| facts.digest != prepared.original.digest) {
                flash = flash.undo(last_entry(&state, &visitor, id).await?);
            }
            Ok(reply::go(&visitor, &path(id), Some(&flash)))
        }
        Err(said) => {
            let mut form = Form::new();
            form.complain("photo", said);
            let page = page(&state, &visitor, id, form).await?;
            if visitor.wants("dialog") { reply::again(&page.as_dialog()) } else { reply::again(&page) }
        }
    }
}

/// Reads the file out of a form; the key of what is wrong when there is none.
async fn sent(request: Request) -> Result<Bytes, &'static str> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| "person-photo-none")?;
    loop {
        let part = parts.next_field().await.map_err(|error| broken(error.status()))?;
        let Some(part) = part else { return Err("person-photo-none") };
        if part.name() == Some("photo") {
            return part.bytes().await.map_err(|error| broken(error.status()));
        }
    }
}

fn broken(status: StatusCode) -> &'static str {
    if status == StatusCode::PAYLOAD_TOO_LARGE { "person-photo-too-large" } else { "person-photo-broke-off" }
}

/// Decodes a photo beside the threads that answer requests, one at a time.
async fn prepare(state: &WebState, bytes: Bytes) -> Result<Result<Prepared, PhotoError>, Trouble> {
    let place = Arc::clone(&state.photos).acquire_owned().await.map_err(|_| Trouble::Failed)?;
    let work = tokio::task::spawn_blocking(move || {
        let prepared = photo::prepare(&bytes);
        drop(place);
        prepared
    });
    work.await.map_err(|_| Trouble::Failed)
}

/// Says why a photo is not taken, and what to do.
pub(super) fn refused(error: &PhotoError, words: Words) -> String {
    match error {
        PhotoError::Empty => words.say("person-photo-none"),
        PhotoError::TooLarge { .. } => words.say("person-photo-too-large"),
        PhotoError::TooManyPixels { width, height } => {
            words.put("width", *width).put("height", *height).say("person-photo-too-many-pixels")
        }
        PhotoError::TooMuchMemory => words.say("person-photo-too-much-memory"),
        PhotoError::UnknownFormat { .. } => words.say("person-photo-unknown"),
        PhotoError::Truncated => words.say("person-photo-cut-off"),
        PhotoError::Broken { .. } => words.say("person-photo-damaged"),
    }
}

async fn ask_remove(State(state): State<WebState>, visitor: Visitor, Whose(id): Whose) -> Answer {
    visitor.writes()?;
    let record = state.store.read_person(&visitor.viewer, id).await?;
    let action = format!("{}/photo/remove", path(id));
    let shell = visitor.shell(&state, Room::Persons).await?;
    let page = RemovePage { shell, name: record.name, action, path: path(id) };
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn remove(State(state): State<WebState>, visitor: Visitor, Whose(id): Whose) -> Answer {
    visitor.writes()?;
    let record = state.store.read_person(&visitor.viewer, id).await?;
    let mut flash = Flash::done(visitor.say("person-photo-removed"));
    if record.photo.is_some() {
        state.store.remove_photo(&visitor.viewer, id, visitor.now).await?;
        state.engine.wake(None);
        flash = flash.undo(last_entry(&state, &visitor, id).await?);
    }
    Ok(reply::go(&visitor, &path(id), Some(&flash)))
}

/// Returns where a POST takes the newest change of the photo back.
async fn last_entry(state: &WebState, visitor: &Visitor, id: PersonId) -> Result<String, Trouble> {
    let newest = state.store.list_history(&visitor.viewer, id, &Paging::first(10)).await?;
    let entry = newest.items.into_iter().find(|entry| entry.field.as_deref() == Some("photo"));
    let number = entry.map_or(0, |entry| entry.id.number);
    Ok(format!("{}/history/{number}/undo", path(id)))
}
