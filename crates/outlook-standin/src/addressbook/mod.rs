//! An address book at `/`, so that a person can play the Outlook side.
//!
//! Three panes: mailboxes and folders, a list, a contact. Every page is whole without the script; the script
//! (`book.js`) exchanges panes instead of loading pages, searches while one types, and asks the cheap
//! `/book/state` whether somebody else wrote, to show it at once.

mod act;
mod card;
mod editor;
mod fields;
mod form;
mod frame;
mod language;
mod listing;
mod markup;
mod multipart;
mod place;
mod refusal;
mod values;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

use crate::outlook::{EditError, Outlook};
use crate::standin::Standin;
use editor::Opened;
use frame::{Page, View};
use language::{Language, Word};
use listing::rows;
use place::{Asked, LANGUAGE_COOKIE, Place};
use refusal::Refusal;
use values::Shown;

/// A photo of 4 MB with the form around it.
const MOST_BODY: usize = 6 * 1024 * 1024;
/// What a browser may load and where it may send: nothing but this page's own.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Builds the routes.
pub(crate) fn routes(standin: &Standin) -> Router {
    Router::new()
        .route("/", get(list))
        .route("/book/state", get(state))
        .route("/book/style.css", get(async || file("text/css; charset=utf-8", include_str!("style.css"))))
        .route("/book/book.js", get(async || file("text/javascript; charset=utf-8", include_str!("book.js"))))
        .route("/book/icon.svg", get(async || file("image/svg+xml", include_str!("icon.svg"))))
        .route("/book/new", get(blank).post(act::create))
        .route("/book/folders", post(act::create_folder))
        .route("/book/contacts/{id}", get(open).post(act::save))
        .route("/book/contacts/{id}/edit", get(edit))
        .route("/book/contacts/{id}/photo", get(photo).post(act::set_photo))
        .route("/book/contacts/{id}/{action}", post(act::act))
        .layer(from_fn(guarded))
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .with_state(standin.clone())
}

/// Refuses forms sent by other sites, lets the browser load nothing but this page's own files, and remembers the
/// language that was asked for.
async fn guarded(request: Request, next: Next) -> Response {
    let from = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let foreign = from.is_some_and(|site| !["same-origin", "none"].contains(&site));
    if foreign && !request.method().is_safe() {
        return (StatusCode::FORBIDDEN, "This form was sent by another site; nothing was changed.")
            .into_response();
    }
    let query = request.uri().query().unwrap_or_default().split('&');
    let asked = query.filter_map(|pair| pair.strip_prefix("lang=")).find_map(Language::parse);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
    ] {
        let _ = headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        let _ = headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let cookie = asked.map(|language| {
        format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", language.code())
    });
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        let _ = headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

fn file(content_type: &'static str, text: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-cache")];
    (headers, text).into_response()
}

/// Says a number that is another one after every change of the mailbox.
async fn state(
    State(standin): State<Standin>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<String, Refusal> {
    let (_, place) = Place::open(&standin, &asked, &headers)?;
    Ok(place.version.to_string())
}

async fn list(
    State(standin): State<Standin>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Html<String>, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let title = place.current().map(|folder| folder.name.clone()).unwrap_or_default();
    let list = pane(&outlook, &place, None)?;
    let page = Page { view: View::List, title: &title, path: "/", list, main: frame::nobody(&place) };
    Ok(Html(frame::page(&place, &page)))
}

async fn open(
    State(standin): State<Standin>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Html<String>, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let contact = outlook.read(&id).map_err(refused(&place))?;
    let title = values::name(&contact);
    let title = if title.trim().is_empty() { place.say(Word::NoName) } else { &title };
    let page = Page {
        view: View::Card,
        title,
        path: &path(&id, ""),
        list: pane(&outlook, &place, Some(&contact.id))?,
        main: card::contact(&place, &contact),
    };
    Ok(Html(frame::page(&place, &page)))
}

async fn edit(
    State(standin): State<Standin>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Html<String>, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let inputs = values::shown(&outlook.read(&id).map_err(refused(&place))?);
    let opened = Opened {
        action: place.contact(&id),
        back: place.contact(&id),
        heading: Word::EditContact,
        base: Some(serde_json::json!(inputs).to_string()),
        inputs: &inputs,
        refused: None,
    };
    form_page(&outlook, &place, &path(&id, "/edit"), &opened)
}

async fn blank(
    State(standin): State<Standin>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Html<String>, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let inputs = Shown::new();
    form_page(&outlook, &place, "/book/new", &new(&place, &inputs, None))
}

/// The form of a new contact.
fn new<'a>(place: &Place, inputs: &'a Shown, refused: Option<&'a str>) -> Opened<'a> {
    let (action, back) = (format!("/book/new?{}", place.query()), place.list());
    Opened { action, back, heading: Word::NewContact, inputs, base: None, refused }
}

fn form_page(
    outlook: &Outlook,
    place: &Place,
    path: &str,
    opened: &Opened<'_>,
) -> Result<Html<String>, Refusal> {
    let page = Page {
        view: View::Form,
        title: place.say(opened.heading),
        path,
        list: pane(outlook, place, Some(""))?,
        main: editor::form(place, opened),
    };
    Ok(Html(frame::page(place, &page)))
}

async fn photo(
    State(standin): State<Standin>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let (bytes, content_type) =
        outlook.photo(&id).ok_or(EditError::NoSuchContact).map_err(refused(&place))?;
    // Its address changes with the picture; a stand-in that starts anew may use the same one again.
    let headers =
        [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "private, max-age=60".to_owned())];
    Ok((headers, bytes).into_response())
}

fn pane(outlook: &Outlook, place: &Place, open: Option<&str>) -> Result<String, Refusal> {
    let (rows, total) = rows(outlook, place).map_err(refused(place))?;
    Ok(listing::pane(place, &rows, total, open))
}

/// Tells an error in the reader's language.
fn refused(place: &Place) -> impl Fn(EditError) -> Refusal + use<> {
    let language = place.language;
    move |error| Refusal::of(language, &error)
}

/// The path of a contact.
fn path(id: &str, more: &str) -> String {
    format!("/book/contacts/{}{more}", markup::encoded(id))
}
