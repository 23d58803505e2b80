//! `/mailboxes`: list, connect, read with health, list folders.

use axum::extract::State;
use contacts::{MailboxId, UserId, normalise};
use serde::Serialize;
use store::{MailboxHealth, MailboxView, NewMailbox};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::PREFIX;
use crate::body::Sent;
use crate::idempotent::{Answer, json};
use crate::listing::{Asking, Listing};
use crate::pages::reasons::Reason;
use crate::place::Place;
use crate::problem::{FieldError, Kind, Problem};
use crate::properties::{Asked, Properties};
use crate::query::Query;
use crate::shape::{Named, time, time_unless_never};
use crate::signed::Signed;
use crate::state::{Folder, GraphAddresses, WebState};
use crate::words::MailboxStateWord;

/// A connected mailbox.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mailbox)]
pub struct ShownMailbox {
    /// Its id.
    pub id: Uuid,
    /// The user whose rights decide what may be in it.
    pub owner: Named,
    /// Its address.
    pub address: String,
    /// Its name for people.
    pub name: String,
    /// Where Microsoft Graph is.
    pub graph: String,
    /// The id of the folder followed; null: the default contact folder.
    pub folder: Option<String>,
    /// Whether it takes part.
    pub state: MailboxStateWord,
    /// When it was connected.
    #[schema(format = DateTime)]
    pub created: String,
    /// How it fares.
    pub health: ShownHealth,
}

/// How a mailbox fares.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailboxHealth)]
pub struct ShownHealth {
    /// When the last cycle ended; null: never.
    #[schema(format = DateTime)]
    pub last_cycle: Option<String>,
    /// When the next cycle begins at the latest; null: it is not planned.
    #[schema(format = DateTime)]
    pub next_cycle: Option<String>,
    /// For how long work has waited since the last cycle ended, in seconds; zero when nothing waits.
    pub lag_seconds: i64,
    /// What kept the last cycle from ending well.
    pub error: Option<String>,
    /// How many cycles in a row failed.
    pub failures: u32,
    /// Why the brake stopped the last cycle.
    pub brake: Option<ShownBrake>,
    /// Whether the brake was released for the next cycle.
    pub brake_released: bool,
    /// Live links.
    pub links: u64,
    /// What waits.
    pub queue: ShownQueue,
    /// Links with a problem that a person has to look at.
    pub problems: u64,
    /// Unlinked contacts in the mailbox.
    pub candidates: u64,
    /// Whether nothing waits and nothing is under way.
    pub idle: bool,
}

/// Why the brake stopped a cycle.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Brake)]
pub struct ShownBrake {
    /// How many links the cycle would have ended,
    pub ending: u32,
    /// of how many.
    pub links: u32,
}

/// What waits in a mailbox.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Queue)]
pub struct ShownQueue {
    /// Links on which work waits.
    pub due: u64,
    /// Changes read from Outlook that wait.
    pub staged: u64,
    /// Writes to Outlook that wait.
    pub pending: u64,
    /// Writes sent to Outlook whose answer is not known yet.
    pub sent: u64,
}

/// A mailbox to be connected.
#[derive(ToSchema)]
pub struct NewConnection {
    /// The owner's id; without it, yours. Only administrators connect for others.
    #[schema(value_type = Option<Uuid>)]
    pub owner: Option<UserId>,
    /// Its address: also how Microsoft Graph names its user.
    pub address: String,
    /// Its name for people; without it, the address.
    pub name: Option<String>,
    /// Where Microsoft Graph is; without it, where this installation is set up to find it.
    pub graph: Option<String>,
    /// The bearer token for Microsoft Graph. It is never shown again.
    pub token: String,
}

/// A contact folder of a mailbox.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Folder)]
pub struct ShownFolder {
    /// Its id; null: the default contact folder.
    pub id: Option<String>,
    /// Its name, in the mailbox's language.
    pub name: String,
    /// How many contacts lie in it, where that is known.
    pub contacts: Option<u64>,
}

/// Which mailboxes are looked for.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MailboxAsked {
    /// A part of the address, the name or the owner's name.
    #[param(required = false)]
    pub q: Option<String>,
    /// Which part of the list.
    #[param(ignore)]
    pub part: Asking,
}

impl Asked for MailboxAsked {
    fn read(properties: &mut Properties) -> Option<Self> {
        Some(MailboxAsked { q: properties.words("q"), part: Asking::read(properties)? })
    }
}

impl Asked for NewConnection {
    fn read(properties: &mut Properties) -> Option<Self> {
        let (owner, name, graph) =
            (properties.id("owner"), properties.text("name"), properties.text("graph"));
        let (address, token) = (properties.text("address"), properties.secret("token"));
        let address = properties.required("address", address);
        let token = properties.required("token", token);
        Some(NewConnection { owner, address: address?, name, graph, token: token? })
    }
}

/// List mailboxes
///
/// Your own; for administrators all. Disconnected ones too.
#[utoipa::path(get, path = "/mailboxes", tag = "mailboxes", params(MailboxAsked, Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownMailbox>)))]
pub async fn list(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Query(asked): Query<MailboxAsked>,
) -> Result<axum::Json<Listing<ShownMailbox>>, Problem> {
    let wanted = asked.q.unwrap_or_default().to_lowercase();
    let mut mailboxes = state.store.list_mailboxes(&viewer, state.now()).await?;
    mailboxes.retain(|mailbox| {
        [&mailbox.address, &mailbox.name, &mailbox.owner_name]
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    });
    let key = |mailbox: &MailboxView| format!("{} {}", mailbox.address.to_lowercase(), mailbox.id);
    Ok(axum::Json(Listing::part("mailboxes", &asked.part, mailboxes, key, |mailbox| shown(&state, mailbox))?))
}

/// Connect a mailbox
///
/// The token is tried before anything is kept. It is paused at first: choose its folder, look at preset and fields (`/settings/replication`), then activate it.
#[utoipa::path(post, path = "/mailboxes", tag = "mailboxes", request_body = NewConnection,
    responses((status = 201, description = "It is connected, and paused", body = ShownMailbox,
        headers(("Location" = String, description = "Where it is"))),
        (status = 502, description = "Outlook did not answer as it should", body = crate::problem::ProblemDocument, content_type = "application/problem+json")))]
pub async fn connect(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Sent { asked, .. }: Sent<NewConnection>,
) -> Result<Answer, Problem> {
    let new = NewMailbox {
        owner: asked.owner.unwrap_or(viewer.user),
        base_url: graph_address(&state.graph, asked.graph.as_deref())?.to_owned(),
        name: asked.name.unwrap_or_default(),
        address: asked.address,
        token: asked.token,
    };
    let for_others = new.owner != viewer.user && !viewer.administers();
    if let (true, false, Some(address)) = (viewer.writes(), for_others, normalise::mailbox(&new.address)) {
        prove(&state, &new.base_url, &address, &new.token).await?;
    }
    let mailbox = state.store.connect_mailbox(&viewer, &new, state.now()).await?;
    Ok(Answer::placed(format!("{PREFIX}/mailboxes/{}", mailbox.id), json(&shown(&state, mailbox))?))
}

/// Read a mailbox
///
/// With its health: state, last cycle, lag, queue, and whether it is idle.
#[utoipa::path(get, path = "/mailboxes/{id}", tag = "mailboxes",
    params(("id" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The mailbox", body = ShownMailbox)))]
pub async fn read(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
) -> Result<axum::Json<ShownMailbox>, Problem> {
    Ok(axum::Json(shown(&state, state.store.read_mailbox(&viewer, id, state.now()).await?)))
}

/// List a mailbox's contact folders
///
/// As Outlook has them now, the default one included.
#[utoipa::path(get, path = "/mailboxes/{id}/folders", tag = "mailboxes",
    params(("id" = Uuid, Path, description = "The mailbox"), Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownFolder>),
        (status = 502, description = "Outlook did not answer as it should", body = crate::problem::ProblemDocument, content_type = "application/problem+json")))]
pub async fn folders(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<MailboxId>,
    Query(asking): Query<Asking>,
) -> Result<axum::Json<Listing<ShownFolder>>, Problem> {
    state.store.read_mailbox(&viewer, id, state.now()).await?;
    let list = format!("folders of {id}");
    asking.of(&list)?;
    let folders = state.engine.folders(id).await.map_err(|why| Problem::new(Kind::Outlook, why))?;
    let key = |folder: &Folder| match &folder.id {
        None => String::new(),
        Some(id) => format!("{} {id}", folder.name),
    };
    let shown = |folder: Folder| ShownFolder { id: folder.id, name: folder.name, contacts: folder.contacts };
    Ok(axum::Json(Listing::part(&list, &asking, folders, key, shown)?))
}

/// Returns the address of Microsoft Graph that a request means.
///
/// # Errors
/// [`Problem`] when it is not one of those set up: a token is sent to no other.
pub(crate) fn graph_address<'a>(graph: &'a GraphAddresses, asked: Option<&str>) -> Result<&'a str, Problem> {
    graph.choose(asked).ok_or_else(|| {
        let detail = format!(
            "is not an address of Microsoft Graph that this installation is set up for ({}). Leave it out, or ask \
             whoever runs the server",
            graph.named()
        );
        Problem::properties(Kind::Invalid, vec![FieldError { field: "graph".to_owned(), detail }])
    })
}

/// Makes sure that a token opens a mailbox, before either is kept: nobody connects a mailbox that is not theirs to open.
///
/// # Errors
/// [`Problem`] with what Outlook said.
pub(crate) async fn prove(state: &WebState, graph: &str, address: &str, token: &str) -> Result<(), Problem> {
    let Err(why) = state.engine.try_connection(graph, address, token).await else { return Ok(()) };
    let known = [(Reason::SignIn, "token"), (Reason::MailboxGone, "address")];
    let reason = Reason::of(&why);
    let at_fault = known.into_iter().find(|(known, _)| *known == reason).map(|(_, field)| field);
    Err(match at_fault {
        Some(field) => {
            let detail = format!("was tried, and does not open the mailbox ({why}); nothing was connected");
            Problem::properties(Kind::Invalid, vec![FieldError { field: field.to_owned(), detail }])
        }
        None => Problem::new(Kind::Outlook, format!("{why}; nothing was connected")),
    })
}

/// Shows a mailbox.
pub(crate) fn shown(state: &WebState, mut mailbox: MailboxView) -> ShownMailbox {
    mailbox.health.next_cycle = state.engine.next_cycle(&mailbox.health);
    ShownMailbox {
        id: mailbox.id.0,
        owner: Named { id: mailbox.owner.0, name: mailbox.owner_name },
        address: mailbox.address,
        name: mailbox.name,
        graph: mailbox.base_url,
        folder: mailbox.folder,
        state: mailbox.state.into(),
        created: time(mailbox.created),
        health: health(mailbox.health),
    }
}

fn health(health: MailboxHealth) -> ShownHealth {
    ShownHealth {
        last_cycle: time_unless_never(health.last_cycle),
        next_cycle: time_unless_never(health.next_cycle),
        lag_seconds: health.lag / 1_000_000,
        error: health.error,
        failures: health.failures,
        brake: health.brake.map(|(ending, links)| ShownBrake { ending, links }),
        brake_released: health.brake_released,
        links: health.links,
        queue: ShownQueue {
            due: health.due,
            staged: health.staged,
            pending: health.pending,
            sent: health.sent,
        },
        problems: health.problems,
        candidates: health.candidates,
        idle: health.idle,
    }
}
