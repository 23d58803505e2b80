//! `/contact-persons/{id}/photo`: read, put, delete.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contacts::PersonId;
use serde::Serialize;
use store::{PhotoSize, StoredPhoto};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::{IntoParams, ToSchema};

use crate::body::read_body;
use crate::place::Place;
use crate::precondition::{client_has, quoted};
use crate::problem::{Kind, Problem};
use crate::properties::{Asked, Properties};
use crate::query::Query;
use crate::signed::Signed;
use crate::state::WebState;

/// The longest body that is read, in bytes: a little above the limit, so that the refusal tells of the photo.
const BODY_LIMIT: usize = photo::BYTE_LIMIT + 64 * 1024;

/// Which of the two pictures is wanted.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PhotoAsked {
    /// `original`: the full-size picture; `outlook`: the small square that goes to Outlook.
    #[param(required = false, value_type = Option<String>, default = "original")]
    pub size: PhotoSize,
}

impl Asked for PhotoAsked {
    fn read(properties: &mut Properties) -> Option<Self> {
        let words = [("original", PhotoSize::Original), ("outlook", PhotoSize::Rendition)];
        Some(PhotoAsked { size: properties.word("size", &words).unwrap_or(PhotoSize::Original) })
    }
}

/// A photo as it is kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Photo)]
pub struct ShownPhoto {
    /// The SHA-256 of the full-size picture, in hexadecimal; the picture's ETag.
    pub digest: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A picture as it was sent: the bytes alone are the body. It keeps its turn until it is dealt with.
#[derive(Debug)]
pub struct SentPicture(Bytes, OwnedSemaphorePermit);

impl FromRequest<WebState> for SentPicture {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Problem> {
        let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence =
            given.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !(essence.starts_with("image/") || essence == "application/octet-stream") {
            let essence = if essence.is_empty() { "missing".to_owned() } else { essence };
            return Err(Problem::new(
                Kind::UnknownMediaType,
                format!(
                    "The Content-Type is {essence}; the photo is as it was. Send the picture's bytes alone, as \
                     image/jpeg, image/png, image/webp, image/gif or image/bmp"
                ),
            ));
        }
        let turn = Arc::clone(&state.uploads).acquire_owned().await.map_err(|_| failed())?;
        Ok(SentPicture(read_body(request, state, BODY_LIMIT).await?, turn))
    }
}

/// Read the photo
///
/// The full-size picture as it is kept (without metadata), or the small square that goes to Outlook.
#[utoipa::path(get, path = "/contact-persons/{id}/photo", tag = "photos",
    params(("id" = Uuid, Path, description = "The contact person"), PhotoAsked,
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the picture that the client has")),
    responses(
        (status = 200, description = "The picture", content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp")),
            headers(("ETag" = String, description = "Differs with every picture"))),
        (status = 304, description = "The client has it already")))]
pub async fn read(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PersonId>,
    Query(asked): Query<PhotoAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kept = state.store.read_photo(&viewer, id, asked.size).await?;
    let kept = kept.ok_or_else(|| Problem::new(Kind::NotFound, "This contact person has no photo"))?;
    Ok(picture(kept, &asked, &headers))
}

/// Read a picture from the history
///
/// One that the contact person has or had, or that lost a conflict, by the digest that the history names. Taking the
/// entry back makes it the photo again.
#[utoipa::path(get, path = "/contact-persons/{id}/photos/{digest}", tag = "photos",
    params(("id" = Uuid, Path, description = "The contact person"),
        ("digest" = String, Path, description = "The SHA-256 of the full-size picture, in hexadecimal"), PhotoAsked,
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the picture that the client has")),
    responses(
        (status = 200, description = "The picture", content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp")),
            headers(("ETag" = String, description = "Differs with every picture"))),
        (status = 304, description = "The client has it already")))]
pub async fn kept(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place((id, digest)): Place<(PersonId, String)>,
    Query(asked): Query<PhotoAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kept = state.store.read_kept_photo(&viewer, id, &digest, asked.size).await?;
    let gone = "This contact person has no such picture, or it is not kept any more";
    let kept = kept.ok_or_else(|| Problem::new(Kind::NotFound, gone))?;
    Ok(picture(kept, &asked, &headers))
}

/// Answers with a picture, unless the client has it.
fn picture(kept: StoredPhoto, asked: &PhotoAsked, headers: &HeaderMap) -> Response {
    let etag = match asked.size {
        PhotoSize::Original => quoted(&kept.digest),
        PhotoSize::Rendition => quoted(&format!("{}-outlook", kept.digest)),
    };
    if client_has(headers, &etag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let media_type = HeaderValue::from_str(&kept.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::ETAG, etag),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
        ),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"photo\"")),
    ];
    (headers, kept.bytes).into_response()
}

/// Set the photo
///
/// The body is the picture alone: JPEG, PNG, WebP, GIF or BMP, at most 8 MB and 50 megapixels. It is recognised by
/// its content, turned upright and kept in full size without metadata; Outlook gets a small square of it.
#[utoipa::path(put, path = "/contact-persons/{id}/photo", tag = "photos",
    params(("id" = Uuid, Path, description = "The contact person")),
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "image/gif"), (Vec<u8> = "image/bmp"), (Vec<u8> = "application/octet-stream"))),
    responses((status = 200, description = "The photo as it is kept", body = ShownPhoto)))]
pub async fn put(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PersonId>,
    SentPicture(bytes, _turn): SentPicture,
) -> Result<axum::Json<ShownPhoto>, Problem> {
    state.store.read_person(&viewer, id).await?;
    if !viewer.writes() {
        return Err(store::StoreError::NotAllowed("change this contact person").into());
    }
    let prepared = prepare(&state, bytes).await?;
    state.store.set_photo(&viewer, id, &prepared, state.now()).await?;
    state.engine.wake(None);
    let original = prepared.original;
    Ok(axum::Json(ShownPhoto { digest: original.digest, width: original.width, height: original.height }))
}

/// Remove the photo
///
/// From the CRM, and from the mailboxes that still show it: a picture that somebody put into Outlook since is an edit,
/// and comes back as the photo. It stays in the history, to be put back.
#[utoipa::path(delete, path = "/contact-persons/{id}/photo", tag = "photos",
    params(("id" = Uuid, Path, description = "The contact person")),
    responses((status = 204, description = "There is no photo (any more)")))]
pub async fn delete(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<PersonId>,
) -> Result<StatusCode, Problem> {
    state.store.remove_photo(&viewer, id, state.now()).await?;
    state.engine.wake(None);
    Ok(StatusCode::NO_CONTENT)
}

/// Decodes a photo beside the threads that answer requests. The place is kept until the decoding has ended, even
/// when the client goes away meanwhile.
async fn prepare(state: &WebState, bytes: Bytes) -> Result<photo::Prepared, Problem> {
    let failed =
        || Problem::new(Kind::Failed, "The photo could not be worked on; the one before is kept. Try again");
    let place = Arc::clone(&state.photos).acquire_owned().await.map_err(|_| failed())?;
    let work = tokio::task::spawn_blocking(move || {
        let prepared = photo::prepare(&bytes);
        drop(place);
        prepared
    });
    let prepared = work.await.map_err(|_| failed())?;
    prepared.map_err(|refused| {
        let said = format!("{}. The photo before, if any, is kept", capitalised(&refused.to_string()));
        match refused {
            photo::PhotoError::TooLarge { .. } => Problem::new(Kind::TooLarge, said),
            photo::PhotoError::UnknownFormat { .. } => Problem::new(Kind::UnknownMediaType, said),
            photo::PhotoError::Empty
            | photo::PhotoError::TooManyPixels { .. }
            | photo::PhotoError::TooMuchMemory
            | photo::PhotoError::Truncated
            | photo::PhotoError::Broken { .. } => Problem::new(Kind::Invalid, said),
        }
    })
}

fn failed() -> Problem {
    Problem::new(Kind::Failed, "The photo could not be worked on; the one before is kept. Try again")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
