//! Connecting a mailbox, and connecting it again with a new token. The connection is tried before it is kept.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::normalise;
use contacts::{MailboxId, UserId};
use store::{MailboxState, NewMailbox, StoreError};

use super::path;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::reasons::{self, Reason};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/mailbox/connect", get(ask).post(connect))
        .route("/mailboxes/{id}/reconnect", get(ask_again).post(reconnect))
}

/// The form by which a mailbox is connected, for the first time or again.
#[derive(Template)]
#[template(path = "mailbox/connect.html")]
pub(crate) struct ConnectPage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    /// The mailbox that is connected again: its path and address.
    pub(super) known: Option<(String, String)>,
    /// Where Microsoft Graph may be.
    pub(super) graphs: Vec<(String, String)>,
    /// Whose mailbox it may be, for administrators.
    pub(super) owners: Vec<(String, String)>,
}

async fn page(
    state: &WebState,
    visitor: &Visitor,
    form: Form,
    known: Option<(String, String)>,
) -> Result<ConnectPage, Trouble> {
    let owners = match (visitor.viewer.administers(), &known) {
        (true, None) => {
            let users = state.store.list_users(&visitor.viewer).await?;
            users
                .into_iter()
                .filter(|user| !user.disabled)
                .map(|user| (user.id.to_string(), user.name))
                .collect()
        }
        (true, Some(_)) | (false, _) => Vec::new(),
    };
    let graphs = state.graph.all().map(|graph| (graph.to_owned(), graph.to_owned())).collect();
    Ok(ConnectPage { shell: visitor.shell(state, Room::Mailbox).await?, form, known, graphs, owners })
}

async fn ask(State(state): State<WebState>, visitor: Visitor) -> Answer {
    visitor.writes()?;
    let own = super::own(&state, &visitor).await?;
    let mail = visitor.session.user.mail.as_str();
    let connected = own.iter().any(|mailbox| {
        mailbox.state != MailboxState::Disconnected && mailbox.address.eq_ignore_ascii_case(mail)
    });
    let form = Form::new()
        .with("address", if connected { "" } else { mail })
        .with("owner", visitor.viewer.user.to_string())
        .with("graph", state.graph.choose(None).unwrap_or_default());
    reply::show(&page(&state, &visitor, form, None).await?)
}

/// Reads the address of Microsoft Graph out of a form; one that is not allowed is complained about.
fn graph(state: &WebState, visitor: &Visitor, form: &mut Form) -> Option<String> {
    let asked = Some(form.trimmed("graph")).filter(|graph| !graph.is_empty());
    let graph = state.graph.choose(asked).map(str::to_owned);
    if graph.is_none() {
        form.complain("graph", visitor.say("mailbox-graph-wrong"));
    }
    graph
}

/// Reads the token out of a form.
fn token(visitor: &Visitor, form: &mut Form) -> Option<String> {
    let token = form.trimmed("token").to_owned();
    if token.is_empty() || token.chars().any(|c| c.is_whitespace() || c.is_control()) {
        form.complain("token", visitor.say("mailbox-token-wrong"));
        return None;
    }
    Some(token)
}

/// Tries a connection; what is wrong stands in the form then.
async fn tried(
    state: &WebState,
    visitor: &Visitor,
    form: &mut Form,
    (graph, address, token): (&str, &str, &str),
) -> bool {
    let Err(why) = state.engine.try_connection(graph, address, token).await else { return true };
    let told = reasons::told(&why, visitor.words);
    let quoted = told.quote.map(|quote| visitor.words.put("said", quote).say("mailbox-said"));
    if let Some((field, key)) = at_fault(Reason::of(&why)) {
        form.complain(field, visitor.say(key));
    } else {
        form.refuse(told.what);
    }
    // Our words first; Outlook's own help those who know them.
    form.said = quoted;
    false
}

/// Tells which field is at fault, and the key of what to say there.
fn at_fault(reason: Reason) -> Option<(&'static str, &'static str)> {
    let known = [
        (Reason::SignIn, ("token", "mailbox-token-refused")),
        (Reason::MailboxGone, ("address", "mailbox-address-unknown")),
        (Reason::NoAddress, ("graph", "mailbox-graph-wrong")),
        (Reason::Insecure, ("graph", "mailbox-graph-wrong")),
    ];
    known.into_iter().find(|(known, _)| *known == reason).map(|(_, field)| field)
}

async fn connect(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.writes()?;
    let address = normalise::mailbox(form.trimmed("address"));
    if address.is_none() {
        form.complain("address", visitor.say("mailbox-address-wrong"));
    }
    let (graph, token) = (graph(&state, &visitor, &mut form), token(&visitor, &mut form));
    if let (Some(address), Some(graph), Some(token)) = (address, graph, token)
        && tried(&state, &visitor, &mut form, (&graph, &address, &token)).await
    {
        let owner: Option<UserId> = form.value("owner").parse().ok();
        let owner = owner.filter(|_| visitor.viewer.administers()).unwrap_or(visitor.viewer.user);
        let new = NewMailbox { owner, address, name: String::new(), base_url: graph, token };
        match state.store.connect_mailbox(&visitor.viewer, &new, visitor.now).await {
            Ok(mailbox) => {
                let flash = Flash::done(visitor.say("mailbox-connected"));
                return Ok(reply::go(&visitor, &path(mailbox.id), Some(&flash)));
            }
            Err(StoreError::Invalid(_)) => form.complain("address", visitor.say("mailbox-address-taken")),
            Err(error) => return Err(error.into()),
        }
    }
    reply::again(&page(&state, &visitor, form.with("token", ""), None).await?)
}

async fn ask_again(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.writes()?;
    let known = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    let form = Form::new().with("graph", known.base_url);
    reply::show(&page(&state, &visitor, form, Some((path(id), known.address))).await?)
}

async fn reconnect(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<MailboxId>,
    mut form: Form,
) -> Answer {
    visitor.writes()?;
    let known = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    let (graph, token) = (graph(&state, &visitor, &mut form), token(&visitor, &mut form));
    if let (Some(graph), Some(token)) = (graph, token)
        && tried(&state, &visitor, &mut form, (&graph, &known.address, &token)).await
    {
        let again = state.store.reconnect_mailbox(&visitor.viewer, id, &graph, &token, visitor.now).await;
        match again {
            Ok(()) => {
                state.engine.wake(Some(id));
                let said = match known.state {
                    MailboxState::Paused => "mailbox-reconnected-paused",
                    MailboxState::Active
                    | MailboxState::ReconnectNeeded
                    | MailboxState::Braked
                    | MailboxState::Disconnecting
                    | MailboxState::Disconnected => "mailbox-reconnected",
                };
                return Ok(reply::go(&visitor, &path(id), Some(&Flash::done(visitor.say(said)))));
            }
            Err(StoreError::Invalid(why)) => form.refuse(reasons::told(&why, visitor.words).what),
            Err(error) => return Err(error.into()),
        }
    }
    let known = Some((path(id), known.address));
    reply::again(&page(&state, &visitor, form.with("token", ""), known).await?)
}
