//! A small address book at `/`, so that a person can play the Outlook side.

mod fields;
mod form;
mod multipart;
mod page;
mod view;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use serde::Deserialize;

use crate::outlook::{EditError, Outlook};
use crate::standin::Standin;
use page::{Place, encoded};

/// A photo of 4 MB with the form around it.
const MOST_BODY: usize = 6 * 1024 * 1024;

/// Builds the routes.
pub(crate) fn routes(standin: &Standin) -> Router {
    Router::new()
        .route("/", get(list))
        .route("/book/style.css", get(style))
        .route("/book/new", get(blank).post(create))
        .route("/book/contacts/{id}", get(open).post(save))
        .route("/book/contacts/{id}/photo", get(photo).post(set_photo))
        .route("/book/contacts/{id}/{action}", post(act))
        .layer(from_fn(guarded))
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .with_state(standin.clone())
}

/// Refuses forms sent by other sites, and lets the browser load nothing but this page's own style and photos.
async fn guarded(request: Request, next: Next) -> Response {
    let from = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let foreign = from.is_some_and(|site| !["same-origin", "none"].contains(&site));
    if foreign && !request.method().is_safe() {
        return (StatusCode::FORBIDDEN, "This form was sent by another site; nothing was changed.")
            .into_response();
    }
    let mut response = next.run(request).await;
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    for (name, value) in [("content-security-policy", policy), ("x-content-type-options", "nosniff")] {
        let _ = response.headers_mut().insert(name, axum::http::HeaderValue::from_static(value));
    }
    response
}

/// Where the reader is: which mailbox, which folder, what was searched.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    mailbox: Option<String>,
    #[serde(default)]
    folder: Option<String>,
    #[serde(default)]
    q: String,
}

/// A page that says what went wrong.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Html(page::refusal(&self.1))).into_response()
    }
}

impl From<EditError> for Refusal {
    fn from(error: EditError) -> Self {
        let status = match error {
            EditError::NoSuchContact | EditError::NoSuchFolder(_) => StatusCode::NOT_FOUND,
            EditError::Refused(_) => StatusCode::BAD_REQUEST,
        };
        Self(status, error.to_string())
    }
}

/// Opens the mailbox that was asked for, or the first.
fn mailbox(standin: &Standin, asked: &Asked) -> Result<(Outlook, Place), Refusal> {
    let mailboxes: Vec<String> = standin.tokens().into_iter().map(|(address, _)| address).collect();
    let address = asked.mailbox.clone().or_else(|| mailboxes.first().cloned()).unwrap_or_default();
    let outlook = standin.outlook(&address).ok_or_else(|| {
        Refusal(
            StatusCode::NOT_FOUND,
            format!("There is no mailbox {address:?}; choose one from the address book."),
        )
    })?;
    let folders = outlook.folders();
    let default = folders.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let folder = asked.folder.clone().unwrap_or(default);
    Ok((outlook, Place { mailboxes, address, folders, folder, search: asked.q.clone() }))
}

async fn list(State(standin): State<Standin>, Query(asked): Query<Asked>) -> Result<Html<String>, Refusal> {
    let (outlook, place) = mailbox(&standin, &asked)?;
    let (lines, total) = outlook.search(&place.folder, &place.search, page::MOST_LINES)?;
    Ok(Html(page::list(&place, &lines, total)))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("style.css")).into_response()
}

async fn blank(State(standin): State<Standin>, Query(asked): Query<Asked>) -> Result<Html<String>, Refusal> {
    let (_, place) = mailbox(&standin, &asked)?;
    Ok(Html(view::blank(&place)))
}

async fn create(
    State(standin): State<Standin>,
    Query(asked): Query<Asked>,
    body: Bytes,
) -> Result<Redirect, Refusal> {
    let (outlook, place) = mailbox(&standin, &asked)?;
    let contact = outlook.create(Some(&place.folder), &form::values(&body, None))?;
    Ok(to_contact(&place, &contact.id))
}

async fn open(
    State(standin): State<Standin>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Refusal> {
    let (outlook, place) = mailbox(&standin, &asked)?;
    Ok(Html(view::contact(&place, &outlook.read(&id)?)))
}

async fn save(
    State(standin): State<Standin>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    body: Bytes,
) -> Result<Redirect, Refusal> {
    let (outlook, place) = mailbox(&standin, &asked)?;
    let changed = form::values(&body, Some(&outlook.read(&id)?));
    if !changed.is_empty() {
        let _ = outlook.edit(&id, &changed)?;
    }
    Ok(to_contact(&place, &id))
}

async fn photo(
    State(standin): State<Standin>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (outlook, _) = mailbox(&standin, &asked)?;
    let (bytes, content_type) = outlook.photo(&id).ok_or(EditError::NoSuchContact)?;
    Ok(([(header::CONTENT_TYPE, content_type)], bytes).into_response())
}

async fn set_photo(
    State(standin): State<Standin>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Refusal> {
    let (outlook, place) = mailbox(&standin, &asked)?;
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let file = multipart::file(content_type, &body).filter(|file| !file.is_empty());
    let file =
        file.ok_or_else(|| EditError::Refused("No picture was chosen; the contact is as it was.".into()))?;
    let _ = outlook.set_photo(&id, file)?;
    Ok(to_contact(&place, &id))
}

async fn act(
    State(standin): State<Standin>,
    Path((id, action)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    body: Bytes,
) -> Result<Redirect, Refusal> {
    let (outlook, place) = mailbox(&standin, &asked)?;
    let to = form::pairs(&body).remove("to");
    let id = match action.as_str() {
        "delete" => {
            outlook.delete(&id)?;
            return Ok(to_list(&place));
        }
        "move" => outlook.relocate(&id, to.as_deref().unwrap_or_default())?.id,
        "copy" => outlook.copy(&id, to.as_deref())?.id,
        "restore" => outlook.restore(&id, None)?.id,
        "no-photo" => outlook.set_photo(&id, Bytes::new())?.id,
        other => {
            return Err(EditError::Refused(format!("{other:?} is nothing that a contact can do.")).into());
        }
    };
    Ok(to_contact(&place, &id))
}

fn to_contact(place: &Place, id: &str) -> Redirect {
    Redirect::to(&format!("/book/contacts/{}?{}", encoded(id), place.query()))
}

fn to_list(place: &Place) -> Redirect {
    Redirect::to(&format!("/?{}", place.query()))
}
