//! What surrounds every page: who asks and how, whether it may, what is shown when there is no page, and headers.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::flash;
use super::held;
use super::trouble::Trouble;
use crate::cross_site;
use crate::state::WebState;
use crate::visitor::Caller;

/// The headers of pages where they differ from those of all other answers: a page may load our own things, and
/// nothing else; no inline script or style. With `no-referrer`, browsers would hide the origin of our own forms.
const HEADERS: [(HeaderName, &str); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; \
         base-uri 'none'; form-action 'self'",
    ),
    (header::REFERRER_POLICY, "same-origin"),
    (header::VARY, "HX-Request, HX-Target"),
];

/// Lets a request through to its page.
pub(crate) async fn around(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let (method, uri, headers) = asked(&request);
    let caller = match recognise(&state, &method, &uri, &headers).await {
        Ok(caller) => caller,
        Err((caller, trouble)) => return dress(trouble.told(&caller)),
    };
    if held::is_sent_by_nobody(&caller, &request) {
        return dress(held::ask_to_sign_in(&state, &caller, request).await);
    }
    let mut request = request;
    request.extensions_mut().insert(caller.clone());
    let answer = next.run(request).await;
    match answer.extensions().get::<Trouble>() {
        Some(trouble) => dress(with_headers_of(&answer, trouble.told(&caller))),
        None => dress(said_once(&headers, answer)),
    }
}

/// Answers for an address at which there is no page.
pub(crate) async fn no_such_page(state: &WebState, request: Request) -> Response {
    let (method, uri, headers) = asked(&request);
    drop(request); // A body cannot be shared between threads.
    let (caller, trouble) = match recognise(state, &method, &uri, &headers).await {
        Ok(caller) => (caller, Trouble::NotFound),
        Err(refused) => refused,
    };
    dress(trouble.told(&caller))
}

/// Answers for a method that a page does not know.
pub(crate) async fn no_such_method() -> Trouble {
    Trouble::Method
}

/// Answers for a page that took too long, without asking the database anything.
pub(crate) fn given_up(uri: &Uri, headers: &HeaderMap) -> Response {
    dress(Trouble::Busy.told(&Caller::stranger(uri, headers, 0)))
}

fn asked(request: &Request) -> (Method, Uri, HeaderMap) {
    (request.method().clone(), request.uri().clone(), request.headers().clone())
}

/// Finds out who asks, and whether the request may go on.
async fn recognise(
    state: &WebState,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Caller, (Caller, Trouble)> {
    let stranger = || Caller::stranger(uri, headers, state.now());
    if !cross_site::allows(method, headers) {
        return Err((stranger(), Trouble::CrossSite));
    }
    Caller::recognise(state, uri, headers).await.map_err(|error| (stranger(), error.into()))
}

/// Keeps what a refusal of the router says in headers (`Allow`).
fn with_headers_of(refusal: &Response, mut told: Response) -> Response {
    if let Some(allow) = refusal.headers().get(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, allow.clone());
    }
    told
}

/// Gives an answer the headers of pages.
fn dress(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    answer
}

/// Forgets what the page before wanted said once a whole page has said it. A page that tells of a trouble never says
/// it: it may be the answer for a picture that is gone, which nobody reads.
fn said_once(asked: &HeaderMap, mut answer: Response) -> Response {
    let whole_page = !asked.contains_key("hx-request") && answer.status() != StatusCode::SEE_OTHER;
    let headers = answer.headers_mut();
    let is_html =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if whole_page && is_html && flash::read(asked).is_some() {
        headers.extend(flash::forget().map(|cookie| (header::SET_COOKIE, cookie)));
    }
    answer
}
