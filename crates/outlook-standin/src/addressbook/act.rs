//! What a person does: every form of the page ends here, and leads on to the page that shows what came of it.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;

use super::editor::Opened;
use super::form::{BASE, pairs, values};
use super::language::Word;
use super::markup::encoded;
use super::place::{Asked, Place, Said};
use super::refusal::Refusal;
use super::{form_page, multipart, new, path, refused};
use crate::outlook::Outlook;
use crate::snapshot::StoredContact;
use crate::standin::Standin;

/// Makes a contact of what was typed.
pub(super) async fn create(
    State(standin): State<Standin>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let sent = pairs(&body);
    match outlook.create(Some(&place.folder), &values(&sent, None)).map_err(refused(&place)) {
        Ok(contact) => Ok(to_contact(&place, &contact.id, Said::Created).into_response()),
        Err(refusal) if refusal.can_be_mended() => {
            let page =
                form_page(&outlook, &place, "/book/new", &new(&place, &sent, Some(refusal.message())))?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(refusal) => Err(refusal),
    }
}

/// Writes what the person changed; what was typed comes back when Outlook refuses it.
pub(super) async fn save(
    State(standin): State<Standin>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let sent = pairs(&body);
    let contact = outlook.read(&id).map_err(refused(&place))?;
    let changed = values(&sent, Some(&contact));
    let edited = if changed.is_empty() { Ok(contact) } else { outlook.edit(&id, &changed) };
    match edited.map_err(refused(&place)) {
        Ok(_) => Ok(to_contact(&place, &id, Said::Saved).into_response()),
        Err(refusal) if refusal.can_be_mended() => {
            let opened = Opened {
                action: place.contact(&id),
                back: place.contact(&id),
                heading: Word::EditContact,
                inputs: &sent,
                base: sent.get(BASE).cloned(),
                refused: Some(refusal.message()),
            };
            let page = form_page(&outlook, &place, &path(&id, "/edit"), &opened)?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(refusal) => Err(refusal),
    }
}

/// Sets or replaces the photo.
pub(super) async fn set_photo(
    State(standin): State<Standin>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let file = multipart::file(content_type, &body).filter(|file| !file.is_empty());
    let file = file.ok_or_else(|| Refusal::bad(place.language, Word::NoPicture))?;
    if image::guess_format(&file).is_err() {
        return Err(Refusal::bad(place.language, Word::NotAPicture));
    }
    let _ = outlook.set_photo(&id, file).map_err(refused(&place))?;
    Ok(to_contact(&place, &id, Said::Photo))
}

/// Makes a folder beneath the default one.
pub(super) async fn create_folder(
    State(standin): State<Standin>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let name = pairs(&body).remove("name").unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        return Err(Refusal::bad(place.language, Word::UnnamedFolder));
    }
    let made = outlook.create_folder(&name).map_err(|_| Refusal::bad(place.language, Word::FolderIsThere))?;
    Ok(to_list(&Place { folder: made, search: String::new(), ..place }, Said::Folder, None))
}

/// Does one of the things that need no form of their own.
pub(super) async fn act(
    State(standin): State<Standin>,
    Path((id, action)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Refusal> {
    let (outlook, place) = Place::open(&standin, &asked, &headers)?;
    let contact = outlook.read(&id).map_err(refused(&place))?;
    let to = pairs(&body).remove("to");
    let (done, said) = match action.as_str() {
        "delete" => return delete(&outlook, &place, &contact),
        "destroy" => return destroy(&outlook, &place, &contact),
        "move" => (outlook.relocate(&id, to.as_deref().unwrap_or_default()), Said::Moved),
        "copy" => (outlook.copy(&id, to.as_deref()), Said::Copied),
        "restore" => (outlook.restore(&id, None), Said::Restored),
        "no-photo" => (outlook.set_photo(&id, Bytes::new()), Said::NoPhoto),
        _ => return Err(Refusal::bad(place.language, Word::UnknownAction)),
    };
    let contact = done.map_err(refused(&place))?;
    // The list follows the contact to where it is now.
    Ok(to_contact(&Place { folder: contact.folder_id, ..place }, &contact.id, said))
}

/// Puts a contact into Deleted Items; one that lies there already stays, for a page may be older than the bin.
fn delete(outlook: &Outlook, place: &Place, contact: &StoredContact) -> Result<Redirect, Refusal> {
    if !contact.deleted {
        outlook.delete(&contact.id).map_err(refused(place))?;
    }
    Ok(to_list(place, Said::Deleted, Some(&contact.id)))
}

fn destroy(outlook: &Outlook, place: &Place, contact: &StoredContact) -> Result<Redirect, Refusal> {
    if !contact.deleted {
        return Err(Refusal::bad(place.language, Word::DeleteFirst));
    }
    outlook.delete(&contact.id).map_err(refused(place))?;
    Ok(to_list(place, Said::Gone, None))
}

fn to_contact(place: &Place, id: &str, said: Said) -> Redirect {
    Redirect::to(&format!("{}&said={}", place.contact(id), said.code()))
}

fn to_list(place: &Place, said: Said, about: Option<&str>) -> Redirect {
    let about = about.map(|id| format!("&about={}", encoded(id))).unwrap_or_default();
    Redirect::to(&format!("{}&said={}{about}", place.list(), said.code()))
}
