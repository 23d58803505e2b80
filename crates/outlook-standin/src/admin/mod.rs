//! The admin API under `/standin/`: what tests and demonstrations steer the stand-in with. It needs no token.

mod contacts;
mod control;
mod mailboxes;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, extract};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::openapi;
use crate::standin::Standin;

/// Bodies of the admin API, photos included.
const MOST_BODY: usize = 64 * 1024 * 1024;

/// Builds the routes.
pub(crate) fn routes(standin: &Standin) -> Router {
    Router::new()
        .route("/standin/mailboxes", get(mailboxes::list).post(mailboxes::add))
        .route("/standin/mailboxes/{mailbox}", get(mailboxes::show))
        .route("/standin/mailboxes/{mailbox}/full", post(mailboxes::set_full))
        .route("/standin/mailboxes/{mailbox}/gone", post(mailboxes::set_gone))
        .route("/standin/mailboxes/{mailbox}/revoke", post(mailboxes::revoke))
        .route("/standin/mailboxes/{mailbox}/expire", post(mailboxes::expire))
        .route("/standin/mailboxes/{mailbox}/tokens", post(mailboxes::issue))
        .route("/standin/mailboxes/{mailbox}/delta/expire", post(mailboxes::expire_delta))
        .route("/standin/mailboxes/{mailbox}/folders", get(contacts::folders).post(contacts::add_folder))
        .route("/standin/mailboxes/{mailbox}/contacts", get(contacts::list).post(contacts::create))
        .route(
            "/standin/mailboxes/{mailbox}/contacts/{id}",
            get(contacts::show).patch(contacts::edit).delete(contacts::delete),
        )
        .route("/standin/mailboxes/{mailbox}/contacts/{id}/move", post(contacts::relocate))
        .route("/standin/mailboxes/{mailbox}/contacts/{id}/copy", post(contacts::copy))
        .route("/standin/mailboxes/{mailbox}/contacts/{id}/restore", post(contacts::restore))
        .route(
            "/standin/mailboxes/{mailbox}/contacts/{id}/photo",
            put(contacts::set_photo).get(contacts::photo).delete(contacts::remove_photo),
        )
        .route("/standin/snapshot/{mailbox}", get(contacts::snapshot))
        .route("/standin/faults", get(control::faults).post(control::add_fault).delete(control::clear_faults))
        .route("/standin/faults/{id}", axum::routing::delete(control::remove_fault))
        .route("/standin/clock", get(control::clock).post(control::set_clock))
        .route("/standin/quirks", get(control::quirks).patch(control::set_quirks))
        .route("/standin/throttle", get(control::limits).patch(control::set_limits))
        .route("/standin/counters", get(control::counters).delete(control::clear_counters))
        .route("/standin/reset", post(control::reset))
        .route("/standin/openapi.json", get(|| async { Json(openapi::document()) }))
        .layer(extract::DefaultBodyLimit::max(MOST_BODY))
        .with_state(standin.clone())
}

/// A refusal of the admin API: what happened and what to do.
pub(crate) struct Refusal(StatusCode, String);

impl Refusal {
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, message.into())
    }

    pub(crate) fn no_mailbox(mailbox: &str) -> Self {
        let message = format!("There is no mailbox {mailbox:?}; GET /standin/mailboxes lists them.");
        Self(StatusCode::NOT_FOUND, message)
    }
}

impl From<crate::outlook::EditError> for Refusal {
    fn from(error: crate::outlook::EditError) -> Self {
        let status = match error {
            crate::outlook::EditError::NoSuchContact | crate::outlook::EditError::NoSuchFolder(_) => {
                StatusCode::NOT_FOUND
            }
            crate::outlook::EditError::Refused(_) => StatusCode::BAD_REQUEST,
        };
        Self(status, error.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

/// Reads a JSON body without insisting on a content type; an empty body is `{}`.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body)
        .map_err(|error| Refusal::bad_request(format!("The body cannot be read: {error}")))
}
