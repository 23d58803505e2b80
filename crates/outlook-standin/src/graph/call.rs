//! A request and its answer, the same whether they come alone or as parts of a batch.

use axum::http::{HeaderMap, Method, StatusCode};
use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

use crate::clock::date_time_without_offset;
use crate::errors::GraphError;
use crate::odata::prefer::Preferences;
use crate::odata::query::Query;

/// What the service calls its JSON.
pub(crate) const JSON: &str =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
/// What it calls the JSON of a refusal.
pub(crate) const PLAIN_JSON: &str = "application/json";

/// One request to Graph.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path after `/v1.0`, as sent.
    pub(crate) path: String,
    /// The query as sent, without the question mark.
    pub(crate) query_text: String,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// `scheme://host` as the client sees it.
    pub(crate) origin: String,
    /// Whether the request says how long its body is; `permanentDelete` insists on it.
    pub(crate) has_length: bool,
}

impl Call {
    /// What the request prefers.
    pub(crate) fn preferences(&self) -> Preferences {
        Preferences::read(&self.headers)
    }

    /// `scheme://host/v1.0`, the start of every link and context.
    pub(crate) fn base(&self) -> String {
        format!("{}/v1.0", self.origin)
    }

    /// Reads a header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The bearer token, if the request carries one.
    pub(crate) fn token(&self) -> Option<&str> {
        let value = self.header("authorization")?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token)
    }

    /// Path and query as sent, for faults.
    pub(crate) fn address(&self) -> String {
        match self.query_text.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }
}

/// What an answer's body is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    Empty,
    Json(Vec<u8>),
    Bytes(&'static str, Bytes),
}

/// An answer before it gets its request id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
}

impl Reply {
    /// An answer without a body, and so without a content type.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Body::Empty }
    }

    /// An answer in JSON.
    ///
    /// # Errors
    /// 500 when the value cannot be written, which would be a mistake of the stand-in.
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Result<Self, GraphError> {
        let body = serde_json::to_vec(value).map_err(|error| {
            GraphError::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", error.to_string())
        })?;
        Ok(Self { status, headers: Vec::new(), body: Body::Json(body) })
    }

    /// Adds a header.
    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// A finished answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Bytes,
}

/// Whether an answer reaches the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Answered(Answer),
    /// The connection is cut without a byte.
    Cut,
    /// Half the body arrives, then the connection is cut.
    CutHalfway(Answer),
}

impl Answer {
    /// Finishes what an operation replied or refused: request ids, envelope, preferences applied.
    pub(crate) fn finish(result: Result<Reply, GraphError>, call: &Call, now: i64) -> Self {
        let request_id = uuid::Uuid::now_v7().to_string();
        let echoed = call.header("client-request-id").map(str::to_owned);
        let client_id = echoed.unwrap_or_else(|| request_id.clone());
        let mut answer = match result {
            Ok(reply) => Self::from_reply(reply),
            Err(error) => Self::from_error(error, &request_id, &client_id, now),
        };
        let applied = call.preferences().applied().filter(|_| answer.status.is_success());
        answer.headers.extend(applied.map(|text| ("preference-applied", text)));
        answer.headers.push(("request-id", request_id));
        answer.headers.push(("client-request-id", client_id));
        answer
    }

    fn from_reply(reply: Reply) -> Self {
        let (content_type, body) = match reply.body {
            Body::Empty => (None, Bytes::new()),
            Body::Json(json) => (Some(JSON), json.into()),
            Body::Bytes(content_type, bytes) => (Some(content_type), bytes),
        };
        Self { status: reply.status, headers: reply.headers, content_type, body }
    }

    fn from_error(error: GraphError, request_id: &str, client_id: &str, now: i64) -> Self {
        let mut envelope = json!({"error": {"code": error.code, "message": error.message}});
        if error.inner {
            envelope["error"]["innerError"] = json!({
                "date": date_time_without_offset(now),
                "request-id": request_id,
                "client-request-id": client_id,
            });
        }
        let body = envelope.to_string().into();
        Self { status: error.status, headers: error.headers, content_type: Some(PLAIN_JSON), body }
    }

    /// Whether the body is JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.content_type.is_some_and(|content_type| content_type.starts_with(PLAIN_JSON))
    }
}
