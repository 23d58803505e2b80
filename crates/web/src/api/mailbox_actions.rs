//! `/mailboxes/{id}/…`: what can be done with a mailbox.

use axum::extract::State;
use contacts::MailboxId;
use serde::Serialize;
use store::{Farewell, Viewer};
use utoipa::ToSchema;

use crate::api::mailboxes::{ShownMailbox, graph_address, prove, shown};
use crate::api::runs::{ShownRun, accepted};
use crate::body::{Nothing, Sent};
use crate::idempotent::Answer;
use crate::place::Place;
use crate::problem::Problem;
use crate::properties::{Asked, Properties};
use crate::signed::Signed;
use crate::state::WebState;
use crate::words::FarewellWord;

/// Which folder replication follows.
#[derive(Debug, ToSchema)]
pub struct FolderChoice {
    /// The folder's id; null: the default contact folder.
    #[schema(required = true)]
    pub folder: Option<String>,
}

/// How a mailbox is connected again.
#[derive(ToSchema)]
pub struct Reconnection {
    /// The new bearer token for Microsoft Graph.
    pub token: String,
    /// Where Microsoft Graph is; without it, where it was.
    pub graph: Option<String>,
}

/// How a mailbox is disconnected.
#[derive(Debug, ToSchema)]
pub struct Disconnection {
    /// What becomes of its contacts: `leave` (they stay, without stamp) or `remove` (they go to Deleted Items).
    #[schema(value_type = FarewellWord)]
    pub contacts: Farewell,
    /// By administrators only, of a mailbox that cannot be reached any more: its links end at once, its contacts stay
    /// where they are, and the history of each person says so.
    #[schema(required = false, default = false)]
    pub force: bool,
}

/// A mailbox that is disconnected, or about to be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailboxDisconnected)]
pub struct ShownDisconnected {
    /// The mailbox.
    #[serde(flatten)]
    pub mailbox: ShownMailbox,
    /// With `force`: how many contacts were left as they are because nobody reached them.
    pub unreached: u64,
}

impl Asked for FolderChoice {
    fn read(properties: &mut Properties) -> Option<Self> {
        let folder = properties.clearable_text("folder");
        Some(FolderChoice { folder: properties.required("folder", folder)? })
    }
}

impl Asked for Reconnection {
    fn read(properties: &mut Properties) -> Option<Self> {
        let (token, graph) = (properties.secret("token"), properties.text("graph"));
        Some(Reconnection { token: properties.required("token", token)?, graph })
    }
}

impl Asked for Disconnection {
    fn read(properties: &mut Properties) -> Option<Self> {
        let contacts = properties.word("contacts", FarewellWord::WORDS);
        let force = properties.flag("force").unwrap_or_default();
        Some(Disconnection { contacts: properties.required("contacts", contacts)?, force })
    }
}

/// Choose a mailbox's folder
///
/// Only while no contact is linked in it.
#[utoipa::path(put, path = "/mailboxes/{id}/folder", tag = "mailboxes", request_body = FolderChoice,
    params(("id" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The mailbox as it is now", body = ShownMailbox)))]
pub async fn choose_folder(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    Sent { asked, .. }: Sent<FolderChoice>,
) -> Result<axum::Json<ShownMailbox>, Problem> {
    state.store.choose_folder(&viewer, id, asked.folder.as_deref()).await?;
    now(&state, &viewer, id).await
}

/// Activate a mailbox
///
/// From now on it is replicated, as often as its activity asks for.
#[utoipa::path(post, path = "/mailboxes/{id}/activate", tag = "mailboxes",
    params(("id" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The mailbox as it is now", body = ShownMailbox)))]
pub async fn activate(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    _: Nothing,
) -> Result<axum::Json<ShownMailbox>, Problem> {
    state.store.activate_mailbox(&viewer, id, state.now()).await?;
    state.engine.wake(Some(id));
    now(&state, &viewer, id).await
}

/// Pause a mailbox
///
/// Nothing is changed anywhere until it is activated again; edits wait.
#[utoipa::path(post, path = "/mailboxes/{id}/pause", tag = "mailboxes",
    params(("id" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The mailbox as it is now", body = ShownMailbox)))]
pub async fn pause(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    _: Nothing,
) -> Result<axum::Json<ShownMailbox>, Problem> {
    state.store.pause_mailbox(&viewer, id).await?;
    now(&state, &viewer, id).await
}

/// Connect a mailbox again
///
/// With a new token, after Microsoft refused the old one. It is tried before it is kept. Its links are kept and go on.
#[utoipa::path(post, path = "/mailboxes/{id}/reconnect", tag = "mailboxes", request_body = Reconnection,
    params(("id" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The mailbox as it is now", body = ShownMailbox),
        (status = 502, description = "Outlook did not answer as it should", body = crate::problem::ProblemDocument, content_type = "application/problem+json")))]
pub async fn reconnect(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    Sent { asked, .. }: Sent<Reconnection>,
) -> Result<axum::Json<ShownMailbox>, Problem> {
    let before = state.store.read_mailbox(&viewer, id, state.now()).await?;
    let graph = graph_address(&state.graph, Some(asked.graph.as_deref().unwrap_or(&before.base_url)))?;
    if viewer.writes() {
        prove(&state, graph, &before.address, &asked.token).await?;
    }
    state.store.reconnect_mailbox(&viewer, id, graph, &asked.token, state.now()).await?;
    state.engine.wake(Some(id));
    now(&state, &viewer, id).await
}

/// Disconnect a mailbox
///
/// Its links end, then it is disconnected; the contact persons stay in the CRM. You choose what becomes of the
/// contacts in Outlook. One whose account is gone stays `disconnecting`, and its health says why, until an
/// administrator says `force`.
#[utoipa::path(post, path = "/mailboxes/{id}/disconnect", tag = "mailboxes", request_body = Disconnection,
    params(("id" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The mailbox as it is now: watch it until it is disconnected", body = ShownDisconnected)))]
pub async fn disconnect(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    Sent { asked, .. }: Sent<Disconnection>,
) -> Result<axum::Json<ShownDisconnected>, Problem> {
    let mut unreached = 0;
    if asked.force {
        unreached = state.store.forget_mailbox(&viewer, id, state.now()).await?;
    } else {
        state.store.disconnect_mailbox(&viewer, id, asked.contacts, state.now()).await?;
        state.engine.wake(Some(id));
    }
    let axum::Json(mailbox) = now(&state, &viewer, id).await?;
    Ok(axum::Json(ShownDisconnected { mailbox, unreached }))
}

/// Release a mailbox's brake
///
/// The next cycle may end as many links as it has to. Look first why it would end so many.
#[utoipa::path(post, path = "/mailboxes/{id}/release-brake", tag = "mailboxes",
    params(("id" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The mailbox as it is now", body = ShownMailbox)))]
pub async fn release_brake(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    _: Nothing,
) -> Result<axum::Json<ShownMailbox>, Problem> {
    state.store.release_brake(&viewer, id, state.now()).await?;
    state.engine.wake(Some(id));
    now(&state, &viewer, id).await
}

/// Replicate a mailbox now
///
/// The run is done when a cycle that began afterwards has ended.
#[utoipa::path(post, path = "/mailboxes/{id}/cycle", tag = "mailboxes",
    params(("id" = Uuid, Path, description = "The mailbox")),
    responses((status = 202, description = "The run: watch it until it is done", body = ShownRun,
        headers(("Location" = String, description = "Where the run is")))))]
pub async fn cycle(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    _: Nothing,
) -> Result<Answer, Problem> {
    let run = state.store.start_cycle(&viewer, id, state.now()).await?;
    state.engine.wake(Some(id));
    accepted(state.store.read_run(&viewer, run).await?)
}

async fn now(state: &WebState, viewer: &Viewer, id: MailboxId) -> Result<axum::Json<ShownMailbox>, Problem> {
    Ok(axum::Json(shown(state, state.store.read_mailbox(viewer, id, state.now()).await?)))
}
