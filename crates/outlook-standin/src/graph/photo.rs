//! A contact's photo: its metadata, its bytes, and setting it.

use axum::http::StatusCode;
use serde_json::json;

use super::Setting;
use super::call::{Body, Reply};
use super::contacts::find;
use crate::errors::GraphError;
use crate::quirks::{EmptyPhotoPut, Quirks};
use crate::state::mailbox::Mailbox;
use crate::state::photo::{MOST_BYTES, Photo};

/// Answers the photo's metadata.
///
/// # Errors
/// 404 for an unknown contact and, with the same code, for one without a photo.
pub(crate) fn describe(setting: &Setting<'_>, mailbox: &Mailbox, id: &str) -> Result<Reply, GraphError> {
    let photo = find(setting, mailbox, id)?.photo.as_ref();
    let (content_type, etag, width, height) = match photo {
        Some(photo) => (photo.content_type, photo.media_etag(), photo.width, photo.height),
        None if setting.quirks.missing_photo_is_1x1 => ("image/gif", String::new(), 1, 1),
        None => return Err(GraphError::item_not_found()),
    };
    let user = &setting.account.address;
    Reply::json(
        StatusCode::OK,
        &json!({
            "@odata.context": setting.context(&format!("/contacts('{}')/photo/$entity", id.replace('=', "%3D"))),
            "@odata.id": format!("{}/users('{user}')/contacts('{id}')/photo", setting.call.base()),
            "@odata.mediaContentType": content_type,
            "@odata.mediaEtag": etag,
            "id": format!("{width}X{height}"),
            "width": width,
            "height": height,
        }),
    )
}

/// Answers the photo's bytes as they are stored.
///
/// # Errors
/// 404 for an unknown contact and, with the same code, for one without a photo.
pub(crate) fn show(setting: &Setting<'_>, mailbox: &Mailbox, id: &str) -> Result<Reply, GraphError> {
    let photo = find(setting, mailbox, id)?.photo.as_ref().ok_or_else(GraphError::item_not_found)?;
    let body = Body::Bytes(photo.content_type, photo.bytes.clone());
    Ok(Reply { status: StatusCode::OK, headers: vec![("etag", photo.media_etag())], body })
}

/// Sets the photo; the contact's change key changes with it.
///
/// # Errors
/// 404 for an unknown contact, 413 above 4 MB, 400 where a quirk refuses the bytes.
pub(crate) fn put(setting: &Setting<'_>, mailbox: &mut Mailbox, id: &str) -> Result<Reply, GraphError> {
    let number = find(setting, mailbox, id)?.identity.item;
    let photo = read(setting.call.body.clone(), &setting.quirks)?;
    let _ = mailbox.set_photo(number, photo, setting.now);
    Ok(Reply::empty(StatusCode::OK))
}

/// Updates the photo as a property of the contact, and describes it. A picture is set like [`put`] sets it. Of the
/// metadata nothing can be changed, for all of it comes from the picture: what a client sends is passed over.
///
/// # Errors
/// 404 for an unknown contact, or one without a photo; 413 above 4 MB; 400 where the body is neither
/// a picture nor JSON, or a quirk refuses the bytes.
pub(crate) fn patch(setting: &Setting<'_>, mailbox: &mut Mailbox, id: &str) -> Result<Reply, GraphError> {
    if setting.call.header("content-type").is_some_and(|sent| sent.starts_with("image/")) {
        let _ = put(setting, mailbox, id)?;
    } else if serde_json::from_slice::<serde_json::Map<_, _>>(&setting.call.body).is_err() {
        return Err(GraphError::bad_request("The body is neither a picture nor the photo's metadata."));
    }
    describe(setting, mailbox, id)
}

/// Reads what is to become the photo; `None` removes it.
///
/// # Errors
/// 413 above 4 MB, 400 where a quirk refuses the bytes.
pub(crate) fn read(bytes: bytes::Bytes, quirks: &Quirks) -> Result<Option<Photo>, GraphError> {
    if bytes.len() > MOST_BYTES {
        return Err(GraphError::too_large());
    }
    if bytes.is_empty() {
        return match quirks.empty_photo_put {
            EmptyPhotoPut::Removes => Ok(None),
            EmptyPhotoPut::Refused => Err(GraphError::bad_request("The photo is empty.")),
        };
    }
    match Photo::read(bytes.clone()) {
        Some(photo) if quirks.photo_reencoded => Ok(Some(photo.encoded_anew())),
        Some(photo) => Ok(Some(photo)),
        None if quirks.photo_must_decode => Err(GraphError::bad_request("The photo is not a valid image.")),
        None => Ok(Some(Photo::unread(bytes))),
    }
}

/// Refuses to delete a photo, as the service does although its description lists the operation.
///
/// # Errors
/// 405, unless a quirk allows it; 404 for an unknown contact.
pub(crate) fn delete(setting: &Setting<'_>, mailbox: &mut Mailbox, id: &str) -> Result<Reply, GraphError> {
    if setting.quirks.photo_delete_refused {
        return Err(GraphError::odata_not_supported());
    }
    let item = find(setting, mailbox, id)?;
    let number = item.photo.as_ref().map(|_| item.identity.item).ok_or_else(GraphError::item_not_found)?;
    let _ = mailbox.set_photo(number, None, setting.now);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Contacts have no photo sizes.
pub(crate) fn no_sizes() -> GraphError {
    let message = "Resource not found for the segment 'photos'.";
    GraphError::new(StatusCode::BAD_REQUEST, "RequestBroker--ParseUri", message)
}
