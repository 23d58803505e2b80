//! One HTTP exchange: sent once, its answer read whole within limits, or a failure by what is known of it.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, IF_MATCH, RETRY_AFTER};
use reqwest::{Certificate, Client, Method, Response};
use url::Url;
use uuid::Uuid;

use super::retry::retry_after;
use super::token::AccessToken;

/// How long setting up a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept; shorter than the service keeps it, so that few writes meet a closed one.
const IDLE: Duration = Duration::from_secs(50);

/// The connections to Microsoft Graph. Cheap to clone; all mailboxes of a program share one.
#[derive(Debug, Clone)]
pub struct Transport(Client);

/// Why the connections could not be prepared.
#[derive(Debug, thiserror::Error)]
#[error(
    "the connection to Microsoft Graph could not be prepared: {0}. Check the certificates of this computer"
)]
pub struct TransportError(#[from] reqwest::Error);

impl Transport {
    /// Prepares connections that trust the certificates of this computer.
    ///
    /// # Errors
    /// [`TransportError`] when the certificates cannot be read.
    pub fn new() -> Result<Self, TransportError> {
        Self::built(builder())
    }

    /// Prepares connections that also trust a certificate authority of one's own, given as PEM.
    ///
    /// # Errors
    /// [`TransportError`] when it cannot be read.
    pub fn trusting(authority: &[u8]) -> Result<Self, TransportError> {
        Self::built(builder().tls_certs_merge(Certificate::from_pem_bundle(authority)?))
    }

    /// Prepares connections without TLS, for a stand-in on this computer: needs no certificates.
    pub(super) fn plain() -> Result<Self, TransportError> {
        Self::built(builder().tls_certs_only([]))
    }

    fn built(builder: reqwest::ClientBuilder) -> Result<Self, TransportError> {
        // Whoever comes first decides; a second time is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Transport(builder.build()?))
    }
}

fn builder() -> reqwest::ClientBuilder {
    Client::builder()
        .user_agent(concat!("Tandem/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .tcp_nodelay(true)
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Content type and body.
    pub(crate) body: Option<(&'static str, Bytes)>,
    /// The whole `Prefer` header.
    pub(crate) prefer: HeaderValue,
    /// The ETag that the item must still have.
    pub(crate) if_match: Option<String>,
    /// The most bytes of answer that are read.
    pub(crate) limit: usize,
    pub(crate) timeout: Duration,
}

/// An answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// How long the server asked to wait.
    pub(crate) after: Option<Duration>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nothing was sent.
    NotSent { after: Option<Duration>, what: String },
    /// Nothing was sent, because nothing may be sent before so long.
    Limit { after: Duration },
    /// It was sent, and no whole answer came back.
    Lost { what: String },
    /// There is no valid sign-in.
    SignIn { what: String },
    /// Such a request or answer can never be.
    Impossible { what: String },
}

impl Transport {
    /// Sends a request once and reads its answer.
    pub(crate) async fn send(&self, request: &Request, token: &AccessToken) -> Result<Answer, Failure> {
        let mut builder = self
            .0
            .request(request.method.clone(), request.url.clone())
            .headers(headers(request, token)?)
            .timeout(request.timeout);
        if let Some((_, body)) = &request.body {
            builder = builder.body(body.clone());
        }
        let response = builder.send().await.map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        let header = response.headers().get(RETRY_AFTER).and_then(|header| header.to_str().ok());
        let after = header.and_then(|header| retry_after(header, SystemTime::now()));
        let body = read_body(response, request.limit).await?;
        Ok(Answer { status, after, body })
    }
}

fn headers(request: &Request, token: &AccessToken) -> Result<HeaderMap, Failure> {
    let impossible = |what: &str| Failure::Impossible { what: what.to_owned() };
    let mut headers = HeaderMap::with_capacity(6);
    let mut bearer = HeaderValue::try_from(format!("Bearer {}", token.secret()))
        .map_err(|_| impossible("the access token has characters that cannot be sent"))?;
    bearer.set_sensitive(true);
    headers.insert(AUTHORIZATION, bearer);
    headers.insert("prefer", request.prefer.clone());
    headers.insert("return-client-request-id", HeaderValue::from_static("true"));
    if let Ok(id) = HeaderValue::try_from(Uuid::now_v7().to_string()) {
        tracing::Span::current().record("request_id", id.to_str().unwrap_or_default());
        headers.insert("client-request-id", id);
    }
    if let Some(etag) = &request.if_match {
        let etag = HeaderValue::try_from(etag.as_str());
        headers.insert(IF_MATCH, etag.map_err(|_| impossible("the change key cannot be sent"))?);
    }
    match &request.body {
        Some((content_type, _)) => headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type)),
        // Without a body the length has to be said all the same: the service refuses writes without one (411).
        None if request.method != Method::GET => {
            headers.insert("content-length", HeaderValue::from_static("0"))
        }
        None => None,
    };
    Ok(headers)
}

async fn read_body(mut response: Response, limit: usize) -> Result<Bytes, Failure> {
    let too_long =
        || Failure::Lost { what: format!("its answer was longer than {limit} bytes and was dropped") };
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    if announced > limit {
        return Err(too_long());
    }
    let Some(first) = response.chunk().await.map_err(|error| lost(&error))? else { return Ok(Bytes::new()) };
    if first.len() == announced {
        return Ok(first);
    }
    let mut body = Vec::with_capacity(announced.max(first.len()));
    body.extend_from_slice(&first);
    while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
        if body.len() + chunk.len() > limit {
            return Err(too_long());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Bytes::from(body))
}

fn failure(error: &reqwest::Error) -> Failure {
    if error.is_connect() {
        Failure::NotSent { after: None, what: said(error) }
    } else if error.is_builder() {
        Failure::Impossible { what: said(error) }
    } else {
        lost(error)
    }
}

fn lost(error: &reqwest::Error) -> Failure {
    Failure::Lost { what: said(error) }
}

/// Says what went wrong without the address, which may name a person.
fn said(error: &reqwest::Error) -> String {
    let kind = if error.is_connect() {
        "the connection failed"
    } else if error.is_timeout() {
        "there was no answer in time"
    } else if error.is_body() || error.is_decode() {
        "the answer was cut off"
    } else {
        "the connection broke"
    };
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    format!("{kind} ({cause})")
}
