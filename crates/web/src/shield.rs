//! What every answer gets, whatever was asked: an id, headers that keep browsers from guessing, an end in time.

use std::any::Any;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;
use uuid::Uuid;

use crate::pages;
use crate::problem::{Kind, Problem};
use crate::state::WebState;

/// The headers of every answer. An answer that needs others sets its own.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Lets a request through, ends it in time, and dresses its answer.
pub async fn around(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = Uuid::now_v7();
    let method = known_method(request.method());
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)".to_owned(), |path| path.as_str().to_owned());
    let (uri, asked) = (request.uri().clone(), request.headers().clone());
    let work = next.run(request).instrument(tracing::info_span!("request", %id));
    let mut answer = match tokio::time::timeout(state.patience, work).await {
        Ok(answer) => answer,
        Err(_) if is_for_programs(uri.path()) => given_up(state.patience.as_secs()).into_response(),
        Err(_) => pages::around::given_up(&uri, &asked),
    };
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        headers.insert("x-request-id", id);
    }
    let (status, took) = (answer.status().as_u16(), begun.elapsed());
    tracing::info!(%id, method, path, status, ms = took.as_millis(), "answered");
    let labels = [("method", method.to_owned()), ("path", path), ("status", status.to_string())];
    metrics::counter!("tandem_http_requests_total", &labels).increment(1);
    metrics::histogram!("tandem_http_request_seconds", &labels).record(took.as_secs_f64());
    answer
}

/// Returns the method's name, one for all that nobody knows: a client must not be able to make up figures.
fn known_method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

fn given_up(seconds: u64) -> Problem {
    Problem::new(
        Kind::Busy,
        format!(
            "The request took longer than {seconds} seconds and was given up; it may have been done. Look before \
             repeating it, or repeat it with the same Idempotency-Key"
        ),
    )
}

/// Answers for a handler that panicked.
#[allow(clippy::needless_pass_by_value)] // The layer hands the payload over.
pub fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let said = payload.downcast_ref::<&str>().copied().map(str::to_owned);
    let said = said.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = said, "a handler panicked");
    Problem::new(
        Kind::Failed,
        "The server failed while it worked on this; it may have been done. Look before repeating it, and tell \
         whoever runs the server: its log has the cause",
    )
    .into_response()
}

/// Tells whether an address is one for programs: they are answered with problem+json, people with a page.
fn is_for_programs(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    matches!(first, "api" | "healthz" | "readyz" | "metrics")
}

/// Answers for a path that does not exist.
pub async fn no_such_path(State(state): State<WebState>, request: Request) -> Response {
    if !is_for_programs(request.uri().path()) {
        return pages::around::no_such_page(&state, request).await;
    }
    Problem::new(
        Kind::NotFound,
        "There is nothing at this address. GET /api/openapi.json lists what there is",
    )
    .into_response()
}

/// Answers for a method that a path does not know.
pub async fn no_such_method() -> Problem {
    Problem::new(
        Kind::MethodNotAllowed,
        "This address does not know the method; nothing was done. The Allow header lists those it knows",
    )
}
