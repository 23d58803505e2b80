//! `Idempotency-Key`: a request that was done is not done again, and is answered as it was.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use store::{IdempotencyKey, Remembered, Viewer};

use crate::problem::{Kind, Problem};
use crate::state::WebState;

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

    /// Does a request once. It goes on to its end even if the client goes away meanwhile: an answer that is not
    /// kept would let the request be done twice.
    ///
    /// # Errors
    /// The work's own [`Problem`]; or that the key was used for another request.
    pub async fn once<F>(
        self,
        state: &WebState,
        viewer: &Viewer,
        body: &[u8],
        work: F,
    ) -> Result<Answer, Problem>
    where
        F: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        let Some(key) = self.of(body) else { return work.await };
        match state.store.recall(viewer, &key, state.now()).await? {
            Remembered::New => {}
            Remembered::Answer(kept) => {
                return serde_json::from_str(&kept).map_err(|_| {
                    Problem::new(Kind::Failed, "The kept answer cannot be read; nothing was done")
                });
            }
        }
        let (store, viewer) = (state.store.clone(), viewer.clone());
        let done = tokio::spawn(async move {
            let done = work.await;
            let noted = match &done {
                Ok(answer) => match serde_json::to_string(answer) {
                    Ok(kept) => store.remember(&viewer, &key, &kept).await,
                    Err(_) => store.forget(&viewer, &key).await,
                },
                Err(_) => store.forget(&viewer, &key).await,
            };
            if let Err(error) = noted {
                tracing::warn!(%error, "an answer was not kept under its Idempotency-Key");
            }
            done
        });
        done.await.unwrap_or_else(|_| {
            Err(Problem::new(Kind::Failed, "The request failed; look before repeating it"))
        })
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
    /// Makes the answer to a create of something without version.
    pub fn placed(location: String, body: serde_json::Value) -> Self {
        Answer { status: 201, location: Some(location), etag: None, body }
    }

    /// Makes the answer to a request that is worked on: where to look.
    pub fn accepted(location: String, body: serde_json::Value) -> Self {
        Answer { status: 202, location: Some(location), etag: None, body }
    }
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
