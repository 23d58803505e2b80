//! Disconnecting a mailbox: contacts stay or go; and giving one up that cannot be reached any more.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::MailboxId;
use store::{Farewell, StoreError};

use super::{path, refusal};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/mailboxes/{id}/disconnect", get(ask).post(disconnect))
        .route("/mailboxes/{id}/forget", get(ask_forget).post(forget))
}

/// What is asked before a mailbox is disconnected.
#[derive(Template)]
#[template(path = "mailbox/leave.html", blocks = ["dialog"])]
pub(crate) struct LeavePage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    pub(super) path: String,
    pub(super) address: String,
    pub(super) links: u64,
    /// Whether it is given up without being reached.
    pub(super) force: bool,
}

async fn shown(
    state: &WebState,
    visitor: &Visitor,
    id: MailboxId,
    form: Form,
    force: bool,
) -> Result<(LeavePage, bool), crate::pages::trouble::Trouble> {
    let mailbox = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    let page = LeavePage {
        shell: visitor.shell(state, Room::Mailbox).await?,
        form,
        path: path(id),
        address: mailbox.address,
        links: mailbox.health.links,
        force,
    };
    Ok((page, visitor.wants("dialog")))
}

async fn ask(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.writes()?;
    let (page, dialog) = shown(&state, &visitor, id, Form::new(), false).await?;
    if dialog { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn ask_forget(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.administers()?;
    let (page, dialog) = shown(&state, &visitor, id, Form::new(), true).await?;
    if dialog { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn disconnect(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<MailboxId>,
    mut form: Form,
) -> Answer {
    visitor.writes()?;
    let farewell = match form.value("contacts") {
        "leave" => Farewell::Leave,
        "remove" => Farewell::Remove,
        _ => {
            form.complain("contacts", visitor.say("mailbox-leave-missing"));
            let (page, dialog) = shown(&state, &visitor, id, form, false).await?;
            return if dialog { reply::again(&page.as_dialog()) } else { reply::again(&page) };
        }
    };
    let flash = match state.store.disconnect_mailbox(&visitor.viewer, id, farewell, visitor.now).await {
        Ok(()) => {
            state.engine.wake(Some(id));
            Flash::done(visitor.say("mailbox-left"))
        }
        Err(StoreError::Invalid(why)) => refusal(&why, &visitor),
        Err(error) => return Err(error.into()),
    };
    Ok(reply::go(&visitor, &path(id), Some(&flash)))
}

async fn forget(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.administers()?;
    let unreached = state.store.forget_mailbox(&visitor.viewer, id, visitor.now).await?;
    let said = visitor.words.put("count", unreached).say("mailbox-forgotten");
    Ok(reply::go(&visitor, &path(id), Some(&Flash::done(said))))
}
