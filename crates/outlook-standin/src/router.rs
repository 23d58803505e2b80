//! Puts the three faces of the stand-in behind one address: Graph, admin API, address book.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use futures::stream;

use crate::errors::GraphError;
use crate::graph::batch;
use crate::graph::call::{Answer, Call, Outcome};
use crate::graph::{answered, perform};
use crate::odata::query::Query;
use crate::standin::Standin;
use crate::{addressbook, admin};

/// Bodies are read up to this size so that too large ones get an answer rather than a reset.
const MOST_BODY: usize = 64 * 1024 * 1024;
/// The service's own limit for a whole request body.
const SERVICE_BODY: usize = 4 * 1024 * 1024;

/// The stand-in together with the scheme under which a router serves it.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) standin: Standin,
    scheme: &'static str,
}

/// Builds the routes for one scheme.
pub(crate) fn routes(standin: &Standin, scheme: &'static str) -> Router {
    let served = Served { standin: standin.clone(), scheme };
    Router::new()
        .route("/v1.0/{*path}", any(graph))
        .with_state(served)
        .merge(admin::routes(standin))
        .merge(addressbook::routes(standin))
}

async fn graph(State(served): State<Served>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let counters = &served.standin.inner.counters;
    let Ok(body) = to_bytes(body, MOST_BODY).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, [(header::CONNECTION, "close")]).into_response();
    };
    counters.request(body.len());
    let call = Call {
        method: head.method,
        path: head.uri.path().trim_start_matches("/v1.0").to_owned(),
        query_text: head.uri.query().unwrap_or_default().to_owned(),
        query: Query::parse(head.uri.query().unwrap_or_default(), served.standin.quirks().plus_is_space),
        origin: origin(&head.headers, &head.uri, served.scheme),
        has_length: head.headers.contains_key(header::CONTENT_LENGTH),
        headers: head.headers,
        body,
    };
    let is_batch = call.path.trim_end_matches('/') == "/$batch" || call.path == "/%24batch";
    let outcome = if call.body.len() > SERVICE_BODY {
        answered(&served.standin, &call, Err(GraphError::too_large()))
    } else if is_batch {
        batch::run(&served.standin, &call).await
    } else {
        perform(&served.standin, &call, None).await
    };
    respond(outcome)
}

/// `scheme://host` as the client sees it, also behind a proxy.
fn origin(headers: &HeaderMap, uri: &Uri, scheme: &str) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let forwarded = text("x-forwarded-proto").and_then(|value| value.split(',').next()).map(str::trim);
    let scheme = forwarded.unwrap_or(scheme);
    let host = text("x-forwarded-host")
        .or_else(|| text("host"))
        .or_else(|| uri.authority().map(Authority::as_str))
        .unwrap_or("localhost");
    format!("{scheme}://{host}")
}

fn respond(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Answered(answer) => whole(answer),
        Outcome::Cut => cut(),
        Outcome::CutHalfway(answer) => cut_halfway(&answer),
    }
}

fn head(answer: &Answer) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    for (name, value) in &answer.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            let _ = headers.append(*name, value);
        }
    }
    if let Some(content_type) = answer.content_type {
        let _ = headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let _ = headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
    let _ = headers.insert("x-ms-ags-diagnostic", HeaderValue::from_static(DIAGNOSTIC));
    response
}

const DIAGNOSTIC: &str = "{\"ServerInfo\":{\"DataCenter\":\"Stand-in\",\"Slice\":\"E\",\"Ring\":\"0\",\"ScaleUnit\":\"000\",\"RoleInstance\":\"STANDIN\"}}";

fn whole(answer: Answer) -> Response {
    let mut response = head(&answer);
    *response.body_mut() = Body::from(answer.body);
    response
}

/// A body that fails before its first byte: the server closes the connection without sending anything.
fn cut() -> Response {
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(lost())])))
}

/// A body that promises its whole length, sends half of it, and fails.
fn cut_halfway(answer: &Answer) -> Response {
    let mut response = head(answer);
    let length = HeaderValue::from(answer.body.len().max(2));
    let _ = response.headers_mut().insert(header::CONTENT_LENGTH, length);
    let half = answer.body.slice(..answer.body.len() / 2);
    let chunks = stream::unfold(Some(half), |half| async move {
        match half {
            Some(half) if !half.is_empty() => Some((Ok(half), Some(Bytes::new()))),
            Some(_) => {
                // Time for the half to leave; the length of the wait decides nothing.
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                Some((Err(lost()), None))
            }
            None => None,
        }
    });
    *response.body_mut() = Body::from_stream(chunks);
    response
}

fn lost() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::ConnectionAborted, "cut by a fault")
}
