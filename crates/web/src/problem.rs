//! [`Problem`]: every refusal, as problem+json (RFC 9457): what happened, what was kept, what to do.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// What went wrong, as clients tell problems apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The request cannot be read.
    Malformed,
    /// There is no token, or it is not valid.
    NotSignedIn,
    /// The user or its token may not do this.
    NotAllowed,
    /// There is no such record, or the user may not see it.
    NotFound,
    /// The path does not know this method.
    MethodNotAllowed,
    /// The record was changed meanwhile.
    Overtaken,
    /// The body is too long.
    TooLarge,
    /// The body is of a media type that is not read here.
    UnknownMediaType,
    /// The request can be read, but breaks a rule.
    Invalid,
    /// Outlook did not answer as it should.
    Outlook,
    /// The program cannot just now.
    Busy,
    /// The program failed.
    Failed,
}

impl Kind {
    /// Every kind, for the documentation.
    pub const ALL: [Kind; 12] = [
        Kind::Malformed,
        Kind::NotSignedIn,
        Kind::NotAllowed,
        Kind::NotFound,
        Kind::MethodNotAllowed,
        Kind::Overtaken,
        Kind::TooLarge,
        Kind::UnknownMediaType,
        Kind::Invalid,
        Kind::Outlook,
        Kind::Busy,
        Kind::Failed,
    ];

    /// Returns the status, the `type` and the `title`.
    pub const fn said(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Kind::Malformed => {
                (StatusCode::BAD_REQUEST, "urn:tandem:problem:malformed", "The request cannot be read")
            }
            Kind::NotSignedIn => {
                (StatusCode::UNAUTHORIZED, "urn:tandem:problem:not-signed-in", "A valid token is needed")
            }
            Kind::NotAllowed => {
                (StatusCode::FORBIDDEN, "urn:tandem:problem:not-allowed", "You may not do this")
            }
            Kind::NotFound => (StatusCode::NOT_FOUND, "urn:tandem:problem:not-found", "Not found"),
            Kind::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "urn:tandem:problem:method-not-allowed",
                "This path does not know the method",
            ),
            Kind::Overtaken => (
                StatusCode::PRECONDITION_FAILED,
                "urn:tandem:problem:overtaken",
                "Somebody else changed this meanwhile",
            ),
            Kind::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "urn:tandem:problem:too-large", "The body is too long")
            }
            Kind::UnknownMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "urn:tandem:problem:unknown-media-type",
                "This media type is not read here",
            ),
            Kind::Invalid => {
                (StatusCode::UNPROCESSABLE_ENTITY, "urn:tandem:problem:invalid", "The request breaks a rule")
            }
            Kind::Outlook => {
                (StatusCode::BAD_GATEWAY, "urn:tandem:problem:outlook", "Outlook did not answer as it should")
            }
            Kind::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "urn:tandem:problem:busy",
                "The server cannot do this just now",
            ),
            Kind::Failed => {
                (StatusCode::INTERNAL_SERVER_ERROR, "urn:tandem:problem:failed", "The server failed")
            }
        }
    }
}

/// A refusal.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// What went wrong.
    pub kind: Kind,
    /// What happened, what was kept, and what to do.
    pub detail: String,
    /// The properties that are at fault, each with its reason.
    pub errors: Vec<FieldError>,
    /// The record as it is now, when it was changed meanwhile.
    pub current: Option<Box<serde_json::Value>>,
}

/// What is wrong with one property of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The property, as a path: `fields.email_1`.
    pub field: String,
    /// What is wrong with it, and what to do.
    pub detail: String,
}

/// A refusal as it is sent (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument<'a> {
    /// Names the kind of problem; stable.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// The kind of problem in words.
    pub title: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// What happened, what was kept, and what to do.
    pub detail: &'a str,
    /// The properties that are at fault.
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    #[schema(required = false)]
    pub errors: &'a [FieldError],
    /// The record as it is now, when it was changed meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<&'a serde_json::Value>,
}

impl Problem {
    /// Makes a refusal.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Problem { kind, detail: detail.into(), errors: Vec::new(), current: None }
    }

    /// Makes the refusal of a request whose properties are at fault.
    pub fn properties(kind: Kind, errors: Vec<FieldError>) -> Self {
        let said: Vec<String> =
            errors.iter().map(|error| format!("{}: {}", error.field, error.detail)).collect();
        let detail = format!("Nothing was changed. {}", said.join("; "));
        Problem { kind, detail, errors, current: None }
    }

    /// Makes the refusal of an edit that would overwrite what somebody else wrote, with the record as it is now.
    pub fn overtaken(fields: &[String], current: Option<serde_json::Value>) -> Self {
        let detail = match fields {
            [] => "The record was changed since the version named; nothing was saved. Look at \"current\" \
                   and repeat the request with its version"
                .to_owned(),
            fields => format!(
                "Somebody else changed {} since the version named; nothing was saved. Compare with \"current\", \
                 decide, and repeat the request with its version",
                fields.join(", ")
            ),
        };
        let errors = fields.iter().map(|field| FieldError {
            field: field.clone(),
            detail: "was changed by somebody else meanwhile".to_owned(),
        });
        let errors = errors.collect();
        Problem { kind: Kind::Overtaken, detail, errors, current: current.map(Box::new) }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(_) => Problem::new(Kind::NotFound, error.to_string()),
            StoreError::NotAllowed(_) => {
                Problem::new(Kind::NotAllowed, format!("{error}. Nothing was changed"))
            }
            StoreError::Invalid(said) => Problem::new(Kind::Invalid, said),
            StoreError::Conflict { fields, .. } => Problem::overtaken(&fields, None),
            StoreError::Busy(why) => {
                tracing::warn!(%why, "the database is busy");
                Problem::new(
                    Kind::Busy,
                    "The database is busy, or the same request is still under way; nothing was written by this \
                     one. Try again in a second",
                )
            }
            StoreError::Fenced | StoreError::Database(_) => {
                tracing::error!(%error, "a request failed");
                Problem::new(
                    Kind::Failed,
                    "The request failed and nothing was written. Try again; if it stays, the server's log has \
                     the cause under this answer's X-Request-Id",
                )
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, kind, title) = self.kind.said();
        let document = ProblemDocument {
            kind,
            title,
            status: status.as_u16(),
            detail: &self.detail,
            errors: &self.errors,
            current: self.current.as_deref(),
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let media_type = HeaderValue::from_static("application/problem+json");
        let mut answer = (status, [(header::CONTENT_TYPE, media_type)], body).into_response();
        match self.kind {
            Kind::NotSignedIn => {
                let challenge = HeaderValue::from_static("Bearer realm=\"tandem\"");
                answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            Kind::Busy => {
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            Kind::Malformed
            | Kind::NotAllowed
            | Kind::NotFound
            | Kind::MethodNotAllowed
            | Kind::Overtaken
            | Kind::TooLarge
            | Kind::UnknownMediaType
            | Kind::Invalid
            | Kind::Outlook
            | Kind::Failed => {}
        }
        answer
    }
}
