//! Mailboxes: connect, look before the first cycle, follow, pause, disconnect; who needs attention and why.

pub(crate) mod brake;
pub(crate) mod connect;
pub(crate) mod fields;
pub(crate) mod folder;
pub(crate) mod leave;
pub(crate) mod page;
pub(crate) mod problems;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod view;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::MailboxId;
use store::{MailboxState, MailboxView, Role, Viewer};

use super::flash::Flash;
use super::reasons;
use super::reply::{self, Answer};
use super::shell::{Pulse, Room, Shell};
use super::trouble::Trouble;
use crate::language::Words;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/mailbox", get(mine))
        .route("/mailboxes", get(list))
        .merge(page::routes())
        .merge(connect::routes())
        .merge(folder::routes())
        .merge(leave::routes())
        .merge(problems::routes())
        .merge(brake::routes())
}

/// Several mailboxes: the visitor's, or for administrators all.
#[derive(Template)]
#[template(path = "mailbox/list.html")]
pub(crate) struct ListPage {
    shell: Shell,
    /// Whether all mailboxes are shown, and not only the visitor's.
    all: bool,
    writes: bool,
    administers: bool,
    rows: Vec<Row>,
}

/// A mailbox in the list.
pub(crate) struct Row {
    path: String,
    address: String,
    owner: String,
    state: (String, &'static str),
    links: u64,
    problems: u64,
    last: Option<i64>,
}

/// Returns where a mailbox's page is.
pub(crate) fn path(id: MailboxId) -> String {
    format!("/mailboxes/{id}")
}

/// Reads the visitor's own mailboxes, an administrator's too, disconnected ones included.
pub(crate) async fn own(state: &WebState, visitor: &Visitor) -> Result<Vec<MailboxView>, Trouble> {
    let viewer = Viewer { role: Role::User, ..visitor.viewer.clone() };
    Ok(state.store.list_mailboxes(&viewer, visitor.now).await?)
}

fn row(mailbox: &MailboxView, words: Words) -> Row {
    let standing = view::standing(mailbox);
    let pulse = Pulse::of(std::slice::from_ref(mailbox));
    let state = match mailbox.state {
        MailboxState::Active => (pulse.said(&words), pulse.tone()),
        MailboxState::Paused
        | MailboxState::ReconnectNeeded
        | MailboxState::Braked
        | MailboxState::Disconnecting
        | MailboxState::Disconnected => (words.say(standing.title), standing.tone),
    };
    Row {
        path: path(mailbox.id),
        address: mailbox.address.clone(),
        owner: mailbox.owner_name.clone(),
        state,
        links: mailbox.health.links,
        problems: mailbox.health.problems,
        last: (mailbox.health.last_cycle > 0).then_some(mailbox.health.last_cycle),
    }
}

/// The visitor's mailbox itself when there is one; a list when there are several; the way to connect when none.
async fn mine(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let mut mailboxes = own(&state, &visitor).await?;
    if mailboxes.iter().any(|mailbox| mailbox.state != MailboxState::Disconnected) {
        mailboxes.retain(|mailbox| mailbox.state != MailboxState::Disconnected);
    }
    if let [only] = mailboxes.as_slice()
        && only.state != MailboxState::Disconnected
    {
        return page::show_one(&state, &visitor, only.clone()).await;
    }
    let shell = visitor.shell(&state, Room::Mailbox).await?;
    reply::show(&listed(shell, &visitor, false, &mailboxes))
}

async fn list(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let mailboxes = state.store.list_mailboxes(&visitor.viewer, visitor.now).await?;
    let shell = visitor.shell(&state, Room::Mailbox).await?;
    reply::show(&listed(shell, &visitor, visitor.viewer.administers(), &mailboxes))
}

fn listed(shell: Shell, visitor: &Visitor, all: bool, mailboxes: &[MailboxView]) -> ListPage {
    ListPage {
        all,
        writes: visitor.viewer.writes(),
        administers: visitor.viewer.administers(),
        rows: mailboxes.iter().map(|mailbox| row(mailbox, visitor.words)).collect(),
        shell,
    }
}

/// Says in a toast why the store refused something.
fn refusal(why: &str, visitor: &Visitor) -> Flash {
    Flash::failed(reasons::told(why, visitor.words).text())
}
