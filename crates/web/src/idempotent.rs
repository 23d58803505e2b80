//! `Idempotency-Key`: a request that was done is not done again, and is answered as it was.

use std::collections::BTreeSet;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contacts::FieldKey;
use serde::{Deserialize, Serialize};
use store::{IdempotencyKey, StoreError};

use crate::problem::{Kind, Problem};

/// The header's name.
pub const HEADER: &str = "idempotency-key";
/// The longest key, in characters.
const KEY_LIMIT: usize = 200;

/// The key that a client chose for a request, if it chose one, and the path it was sent to.
#[derive(Debug)]
pub struct Repeatable {
    key: Option<String>,
    target: String,
}

/// An answer that can be kept and given again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    location: Option<String>,
    etag: Option<String>,
    body: serde_json::Value,
}

impl<S: Send + Sync> FromRequestParts<S> for Repeatable {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let target = format!("{} {}", parts.method, parts.uri.path());
        let key = key(&parts.headers).map_err(|()| {
            Problem::new(
                Kind::Malformed,
                format!(
                    "The Idempotency-Key is empty, longer than {KEY_LIMIT} characters, given twice, or has other \
                     than visible ASCII characters; nothing was done. Send a UUID, for example"
                ),
            )
        })?;
        Ok(Repeatable { key, target })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, ()> {
    let mut given = headers.get_all(HEADER).iter();
    let text = match (given.next(), given.next()) {
        (None, _) => return Ok(None),
        (Some(only), None) => only.to_str().map_err(|_| ())?,
        (Some(_), Some(_)) => return Err(()),
    };
    let fine =
        !text.is_empty() && text.len() <= KEY_LIMIT && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fine { Ok(Some(text.to_owned())) } else { Err(()) }
}

impl Repeatable {
    /// Returns the key together with what identifies the request.
    pub fn of(&self, body: &[u8]) -> Option<IdempotencyKey> {
        self.key.as_deref().map(|key| IdempotencyKey::new(key, &self.target, body))
    }
}

impl Answer {
    /// Makes the answer to a create: where the record is, its version, and the record.
    pub fn created(location: String, etag: &HeaderValue, body: &impl Serialize) -> Result<Self, Problem> {
        let etag = etag.to_str().ok().map(str::to_owned);
        Ok(Answer { status: 201, location: Some(location), etag, body: json(body)? })
    }
}

impl Answer {
    /// Returns the answer as it is kept, for the transaction that does what it answers.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be written, which no answer of this crate is.
    pub fn to_keep(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|error| {
            StoreError::Database(format!("the answer could not be kept ({error}); nothing was saved"))
        })
    }

    /// Reads an answer that was kept.
    ///
    /// # Errors
    /// [`Problem`] when it was kept by another program.
    pub fn kept(text: &str) -> Result<Self, Problem> {
        serde_json::from_str(text)
            .map_err(|_| Problem::new(Kind::Failed, "The kept answer cannot be read; nothing was done"))
    }

    /// Returns the id of the record that it shows.
    pub fn id(&self) -> Option<uuid::Uuid> {
        self.body.get("id")?.as_str()?.parse().ok()
    }

    /// Takes out of a kept answer what is hidden from its reader by now.
    pub fn without(mut self, hidden: &BTreeSet<FieldKey>) -> Self {
        if let Some(fields) = self.body.get_mut("fields").and_then(serde_json::Value::as_object_mut) {
            for key in hidden {
                fields.remove(key.as_str());
            }
        }
        self
    }

    /// Returns the duplicates that a kept answer tells of.
    pub fn duplicates(&mut self) -> &mut [serde_json::Value] {
        let duplicates = self.body.get_mut("duplicates").and_then(serde_json::Value::as_array_mut);
        duplicates.map_or(&mut [], Vec::as_mut_slice)
    }

    /// Makes the answer to a create of something without version.
    pub fn placed(location: String, body: serde_json::Value) -> Self {
        Answer { status: 201, location: Some(location), etag: None, body }
    }

    /// Makes the answer to a request that is worked on: where to look.
    pub fn accepted(location: String, body: serde_json::Value) -> Self {
        Answer { status: 202, location: Some(location), etag: None, body }
    }
}

/// Says that an answer could not be written, so that what it answers is not done either.
pub fn unwritten(_: Problem) -> StoreError {
    StoreError::Database("the answer could not be written; nothing was saved".to_owned())
}

/// Returns a value as JSON.
///
/// # Errors
/// [`Problem`] when it is none, which no shape of this crate is.
pub fn json(value: &impl Serialize) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(value).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        Problem::new(Kind::Failed, "The answer could not be written. What was asked may have been done: look")
    })
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = (status, axum::Json(self.body)).into_response();
        for (name, value) in [(header::LOCATION, self.location), (header::ETAG, self.etag)] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
