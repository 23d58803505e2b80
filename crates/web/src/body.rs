//! [`Sent`]: a request's JSON body, read strictly.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, OptionalFromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use serde_json::{Map, Value as Json};

use crate::problem::{Kind, Problem};
use crate::properties::{Asked, Origin, Properties};

/// The longest JSON body, in bytes.
pub const JSON_LIMIT: usize = 1024 * 1024;

/// A request's JSON body.
#[derive(Debug)]
pub struct Sent<T> {
    /// What it asks for.
    pub asked: T,
    /// The body itself.
    pub bytes: Bytes,
}

/// A body in which nothing is asked: absent, or an empty object.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl<T: Asked, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media_type = check_media_type(request.method(), request.headers());
        let bytes = read_body(request, state, JSON_LIMIT).await?;
        media_type?;
        let asked = Properties::read_all(Origin::Body, parse_object(&bytes)?)?;
        Ok(Sent { asked, bytes })
    }
}

impl<S: Send + Sync> FromRequest<S> for Nothing {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media_type = check_media_type(request.method(), request.headers());
        let bytes = read_body(request, state, JSON_LIMIT).await?;
        if bytes.is_empty() {
            return Ok(Nothing);
        }
        media_type?;
        Properties::read_all(Origin::Body, parse_object(&bytes)?)
    }
}

impl<T: Asked, S: Send + Sync> OptionalFromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        let media_type = check_media_type(request.method(), request.headers());
        let bytes = read_body(request, state, JSON_LIMIT).await?;
        if bytes.is_empty() {
            return Ok(None);
        }
        media_type?;
        let asked = Properties::read_all(Origin::Body, parse_object(&bytes)?)?;
        Ok(Some(Sent { asked, bytes }))
    }
}

impl Asked for Nothing {
    fn read(_: &mut Properties) -> Option<Self> {
        Some(Nothing)
    }
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// [`Problem`] when it is longer, or breaks off.
pub(crate) async fn read_body<S: Send + Sync>(
    mut request: Request,
    state: &S,
    limit: usize,
) -> Result<Bytes, Problem> {
    DefaultBodyLimit::max(limit).apply(&mut request);
    Bytes::from_request(request, state).await.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(
            Kind::TooLarge,
            format!(
                "The body is longer than {limit} bytes; nothing was changed. Make it smaller, or split the request"
            ),
        ),
        _ => Problem::new(Kind::Malformed, "The body broke off; nothing was changed. Send it again"),
    })
}

fn check_media_type(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let patch = *method == Method::PATCH;
    match essence.as_str() {
        "application/json" => Ok(()),
        "application/merge-patch+json" if patch => Ok(()),
        other => {
            let wanted =
                if patch { "application/merge-patch+json or application/json" } else { "application/json" };
            let other = if other.is_empty() { "missing" } else { other };
            Err(Problem::new(
                Kind::UnknownMediaType,
                format!("The Content-Type is {other}; nothing was changed. Send {wanted}"),
            ))
        }
    }
}

fn parse_object(bytes: &[u8]) -> Result<Map<String, Json>, Problem> {
    let malformed = |why: String| Problem::new(Kind::Malformed, format!("{why}; nothing was changed"));
    let text = std::str::from_utf8(bytes).map_err(|error| {
        malformed(format!("The body is no UTF-8 text: byte {} is wrong", error.valid_up_to()))
    })?;
    match crate::strict_json::read(text) {
        Ok(Json::Object(object)) => Ok(object),
        Ok(Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_)) => {
            Err(malformed("The body is no JSON object".to_owned()))
        }
        Err(error) if error.is_data() => Err(malformed(format!("In the body, {error}"))),
        Err(error) => Err(malformed(format!("The body is no JSON: {error}"))),
    }
}
