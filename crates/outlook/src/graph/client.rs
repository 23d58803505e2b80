//! [`GraphClient`]: one mailbox over Microsoft Graph, within its limits.
//!
//! At most four requests run at once, counted over all clones; nothing is sent before a time that the server
//! named; reading calls are repeated a few times within a bound; writes are sent once. Immutable ids are asked
//! for with every request.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde::de::DeserializeOwned;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep};
use tracing::{Instrument, debug_span};
use url::Url;

use super::directory::Directory;
use super::errors::Fault;
use super::link::{self, LinkError, encoded};
use super::quota::{Quota, Spent};
use super::retry::wait_before_next;
use super::token::{AccessToken, TokenError, TokenSource};
use super::transport::{Answer, Failure, Request, Transport, TransportError};
use crate::folder::ConnectorError;

/// What every request says; without it ids change when a contact is moved.
pub(crate) const PREFER: &str = r#"IdType="ImmutableId""#;
/// The most requests that Outlook takes from one program for one mailbox at a time.
pub const MOST_IN_FLIGHT: usize = 4;
/// How often a reading call is tried in all.
const TRIES: u32 = 3;

/// Whose mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GraphUser {
    /// The one who signed in.
    Me,
    /// Another user by object id or address, as a program with its own permission.
    Id(String),
}

/// What a [`GraphClient`] needs to know.
#[derive(Debug, Clone)]
pub struct GraphOptions {
    /// The address of Microsoft Graph with its version, as in `https://graph.microsoft.com/v1.0`.
    pub base: Url,
    /// Whose mailbox.
    pub user: GraphUser,
    /// Where access tokens come from.
    pub token: Arc<dyn TokenSource>,
    /// The most requests at a time, 1 to [`MOST_IN_FLIGHT`].
    pub max_in_flight: usize,
    /// How many requests are sent within a span of time; none: as many as there are, until the server refuses.
    pub quota: Option<Quota>,
    /// How long one request may take.
    pub timeout: Duration,
    /// How long a call may wait in all: for a time that the server named, and between tries.
    pub patience: Duration,
    /// The most bytes of one answer.
    pub response_limit: usize,
    /// How many entries a page of the change feed should have.
    pub change_page: u32,
    /// How many contacts a page of a listing should have.
    pub list_page: u32,
    /// How long it is remembered which folders there are and where they lie.
    pub folder_memory: Duration,
    /// The connections; without them the client prepares its own.
    pub transport: Option<Transport>,
}

impl GraphOptions {
    /// Makes options with the defaults that suit the real service; set [`Quota::OUTLOOK`] for it.
    pub fn new(base: Url, user: GraphUser, token: Arc<dyn TokenSource>) -> Self {
        GraphOptions {
            base,
            user,
            token,
            max_in_flight: MOST_IN_FLIGHT,
            quota: None,
            timeout: Duration::from_secs(100),
            patience: Duration::from_secs(10),
            response_limit: 64 * 1024 * 1024,
            change_page: 500,
            list_page: 250,
            folder_memory: Duration::from_secs(120),
            transport: None,
        }
    }
}

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum GraphSetupError {
    /// The address is none of Microsoft Graph.
    #[error(transparent)]
    Base(#[from] LinkError),
    /// The connections could not be prepared.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

/// One mailbox over Microsoft Graph. Clones share its limits and what they know of its folders.
#[derive(Clone)]
pub struct GraphClient(Arc<Mailbox>);

struct Mailbox {
    options: GraphOptions,
    base: Url,
    /// `me` or `users/…`, encoded.
    root: String,
    transport: Transport,
    in_flight: Semaphore,
    /// Nothing is sent before this.
    not_before: Mutex<Option<Instant>>,
    spent: Spent,
    directory: Directory,
}

impl std::fmt::Debug for GraphClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GraphClient").field("base", &self.0.base.as_str()).finish_non_exhaustive()
    }
}

/// One call. `name` says in logs what it is for.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<(&'static str, Bytes)>,
    pub(crate) if_match: Option<String>,
    /// How many entries a page should have, where the call may say so.
    pub(crate) page_size: Option<u32>,
    /// How many requests it is: the parts of a batch. It takes as many of the mailbox's places.
    pub(crate) parts: usize,
}

impl Call {
    /// Makes a call without body.
    pub(crate) fn new(name: &'static str, method: Method, url: Url) -> Self {
        Call { name, method, url, body: None, if_match: None, page_size: None, parts: 1 }
    }
}

impl GraphClient {
    /// Makes a client for one mailbox; nothing is sent yet.
    ///
    /// # Errors
    /// [`GraphSetupError`] when the address cannot be used or the connections cannot be prepared.
    pub fn new(options: GraphOptions) -> Result<Self, GraphSetupError> {
        let base = link::base(&options.base)?;
        let transport = match &options.transport {
            Some(transport) => transport.clone(),
            None if base.scheme() == "http" => Transport::plain()?,
            None => Transport::new()?,
        };
        let root = match &options.user {
            GraphUser::Me => "me".to_owned(),
            GraphUser::Id(id) => format!("users/{}", encoded(id)),
        };
        Ok(GraphClient(Arc::new(Mailbox {
            in_flight: Semaphore::new(options.max_in_flight.clamp(1, MOST_IN_FLIGHT)),
            directory: Directory::new(options.folder_memory),
            not_before: Mutex::new(None),
            spent: Spent::default(),
            options,
            base,
            root,
            transport,
        })))
    }

    pub(crate) fn options(&self) -> &GraphOptions {
        &self.0.options
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.0.directory
    }

    /// Returns a path of the mailbox as batches want it: `/me/…`.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/{}/{rest}", self.0.root)
    }

    /// Returns the whole address of such a path, or of any other under the version.
    pub(crate) fn address(&self, path: &str) -> Result<Url, Failure> {
        let whole = format!("{}{path}", self.0.base.as_str().trim_end_matches('/'));
        Url::parse(&whole)
            .map_err(|_| Failure::Impossible { what: "an id cannot be part of an address".to_owned() })
    }

    /// Checks a link of an answer or a stored cursor.
    pub(crate) fn link(&self, link: &str) -> Result<Url, LinkError> {
        link::checked(&self.0.base, link)
    }

    /// Makes a reading call; tries again a few times, within the client's patience, when that may help.
    pub(crate) async fn read(&self, call: &Call) -> Result<Answer, Failure> {
        let started = Instant::now();
        for tried in 1.. {
            let result = self.send(call).await;
            let asked = match &result {
                Ok(answer) if matches!(answer.status, 429 | 500 | 502 | 503 | 504) => answer.after,
                Err(Failure::NotSent { after: None, .. } | Failure::Lost { .. }) => None,
                Ok(_)
                | Err(
                    Failure::NotSent { .. }
                    | Failure::Limit { .. }
                    | Failure::SignIn { .. }
                    | Failure::Impossible { .. },
                ) => {
                    return result;
                }
            };
            let wait = wait_before_next(tried, asked, fastrand::f64());
            if tried >= TRIES || started.elapsed() + wait > self.0.options.patience {
                return result;
            }
            sleep(wait).await;
        }
        Err(Failure::Lost { what: "there was no answer".to_owned() })
    }

    /// Makes a reading call and reads its answer.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        name: &'static str,
        url: Url,
    ) -> Result<T, ConnectorError> {
        let answer = self.read(&Call::new(name, Method::GET, url)).await?;
        if answer.is_success() { parsed(&answer) } else { Err(Fault::of(&answer).reading()) }
    }

    /// Sends a call once; again only where the server refused the token and the source has another one.
    pub(crate) async fn send(&self, call: &Call) -> Result<Answer, Failure> {
        let span = debug_span!("graph", call = call.name, request_id = tracing::field::Empty);
        async {
            let _places = self.places(call.parts).await?;
            let token = self.token().await?;
            let request = self.request(call)?;
            let mut answer = self.sent(&request, &token, call.parts).await?;
            if answer.status == 401 {
                self.0.options.token.refused(&token).await;
                let renewed = self.token().await?;
                if renewed != token {
                    answer = self.sent(&request, &renewed, call.parts).await?;
                }
            }
            tracing::debug!(status = answer.status, bytes = answer.body.len(), "answered");
            Ok(answer)
        }
        .instrument(span)
        .await
    }

    async fn sent(&self, request: &Request, token: &AccessToken, parts: usize) -> Result<Answer, Failure> {
        self.wait_for_turn(u32::try_from(parts).unwrap_or(u32::MAX)).await?;
        let answer = self.0.transport.send(request, token).await?;
        if answer.status == 429 || answer.status == 503 {
            self.hold(answer.after);
        }
        Ok(answer)
    }

    fn request(&self, call: &Call) -> Result<Request, Failure> {
        let prefer = match call.page_size {
            Some(size) => HeaderValue::try_from(format!("{PREFER}, odata.maxpagesize={size}")),
            None => Ok(HeaderValue::from_static(PREFER)),
        };
        Ok(Request {
            method: call.method.clone(),
            url: call.url.clone(),
            body: call.body.clone(),
            prefer: prefer.map_err(|error| Failure::Impossible { what: error.to_string() })?,
            if_match: call.if_match.clone(),
            limit: self.0.options.response_limit,
            timeout: self.0.options.timeout,
        })
    }

    async fn places(&self, wanted: usize) -> Result<SemaphorePermit<'_>, Failure> {
        let most = self.0.options.max_in_flight.clamp(1, MOST_IN_FLIGHT);
        let places = u32::try_from(wanted.clamp(1, most)).unwrap_or(1);
        let closed = |_| Failure::NotSent { after: None, what: "the client was closed".to_owned() };
        self.0.in_flight.acquire_many(places).await.map_err(closed)
    }

    async fn token(&self) -> Result<AccessToken, Failure> {
        self.0.options.token.token().await.map_err(|error| match error {
            TokenError::Unavailable { after, what } => Failure::NotSent { after, what },
            TokenError::Refused { what } => Failure::SignIn { what },
        })
    }

    /// Remembers that the server wants nothing for a while.
    pub(crate) fn hold(&self, after: Option<Duration>) {
        let Some(until) = after.and_then(|after| Instant::now().checked_add(after)) else { return };
        let mut not_before = self.0.not_before.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *not_before = Some(not_before.map_or(until, |earlier| earlier.max(until)));
    }

    fn held(&self) -> Duration {
        let not_before = self.0.not_before.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        not_before.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    /// Tells how many of so many requests may be sent at once; none but a wait that is longer than the patience is
    /// an error.
    pub(crate) fn room(&self, wanted: u32) -> Result<u32, Duration> {
        let patience = self.0.options.patience;
        let held = self.held();
        if held > patience {
            return Err(held);
        }
        let Some(quota) = self.0.options.quota else { return Ok(wanted) };
        self.0.spent.room(quota, wanted, patience, Instant::now())
    }

    /// Waits until the server wants to be asked again and the quota has room, or says how long that would be.
    async fn wait_for_turn(&self, parts: u32) -> Result<(), Failure> {
        loop {
            let mut wait = self.held();
            if wait.is_zero() {
                let room = |quota| self.0.spent.take(quota, parts, Instant::now());
                match self.0.options.quota.map_or(Ok(()), room) {
                    Ok(()) => return Ok(()),
                    Err(until_room) => wait = until_room,
                }
            }
            if wait > self.0.options.patience {
                return Err(Failure::Limit { after: wait });
            }
            sleep(wait).await;
        }
    }
}

/// Reads a successful answer to a reading call.
pub(crate) fn parsed<'a, T: serde::Deserialize<'a>>(answer: &'a Answer) -> Result<T, ConnectorError> {
    serde_json::from_slice(&answer.body).map_err(|error| ConnectorError::Retry {
        after: None,
        what: format!("its answer could not be read ({error})"),
    })
}
