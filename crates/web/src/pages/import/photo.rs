//! The photo of a contact in the list, read from Outlook when it is looked at and kept nowhere.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use contacts::DraftId;

use super::{Opened, open};
use crate::pages::ids::Ids;
use crate::pages::reply::Answer;
use crate::state::WebState;
use crate::visitor::Visitor;

/// Browsers keep it for an hour, for this person alone.
const FOR_A_WHILE: HeaderValue = HeaderValue::from_static("private, max-age=3600");

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/import/{draft}/rows/{number}/photo", get(show))
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((id, number)): Ids<(DraftId, u32)>,
) -> Answer {
    let Opened::Draft(draft) = open(&state, &visitor, id).await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let contact = state.store.import_contact(&visitor.viewer, id, number, visitor.now).await?;
    Ok(match state.engine.photo(draft.mailbox, &contact).await {
        Ok(Some(bytes)) => picture(bytes),
        // A picture that is gone, or that Outlook does not give just now, is none.
        Ok(None) | Err(_) => StatusCode::NOT_FOUND.into_response(),
    })
}

/// Answers with a picture, and nothing that a browser could take for something else.
fn picture(bytes: Bytes) -> Response {
    let Some(kind) = media_type(&bytes) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOR_A_WHILE)];
    (headers, Body::from(bytes)).into_response()
}

/// Tells the kind of a picture by its first bytes.
fn media_type(bytes: &[u8]) -> Option<HeaderValue> {
    let kinds: [(&[u8], &'static str); 3] =
        [(b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n", "image/png"), (b"GIF8", "image/gif")];
    let known = kinds.into_iter().find(|(sign, _)| bytes.starts_with(sign));
    known.map(|(_, kind)| HeaderValue::from_static(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_are_shown_as_pictures() {
        assert_eq!(media_type(b"\xff\xd8\xff\xe0").unwrap(), "image/jpeg");
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n").unwrap(), "image/png");
        assert_eq!(media_type(b"<svg onload=alert(1)>"), None);
        assert_eq!(media_type(b""), None);
    }
}
