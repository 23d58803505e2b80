//! Into the bin, out of it, and erasing for good.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use contacts::PersonId;
use store::{LinkView, SwitchState};

use super::{Whose, path};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/contact-persons/{id}/delete", get(ask_delete).post(delete))
        .route("/contact-persons/{id}/restore", post(restore))
        .route("/contact-persons/{id}/erase", get(ask_erase).post(erase))
}

/// What is asked before a contact person goes into the bin.
#[derive(Template)]
#[template(path = "persons/delete.html", blocks = ["dialog"])]
pub(crate) struct DeletePage {
    pub(super) shell: Shell,
    pub(super) name: String,
    pub(super) action: String,
    pub(super) path: String,
    pub(super) mailboxes: Vec<String>,
}

/// What is asked before a contact person is erased.
#[derive(Template)]
#[template(path = "persons/erase.html", blocks = ["dialog"])]
pub(crate) struct ErasePage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) mailboxes: Vec<String>,
}

/// Says in whose mailboxes a contact person is, or is about to be.
pub(super) fn mailboxes(links: &[LinkView], visitor: &Visitor) -> Vec<String> {
    let live = |link: &&LinkView| match &link.detail {
        // Of colleagues' mailboxes only those are told in which the person is.
        None => true,
        Some(detail) => match detail.state {
            SwitchState::Adopting | SwitchState::Replicated | SwitchState::Leaving(_) => true,
            SwitchState::Ended { .. } => false,
        },
    };
    let said = |link: &LinkView| match &link.detail {
        Some(detail) => visitor
            .words
            .put("name", link.owner_name.as_str())
            .put("address", detail.address.as_str())
            .say("person-mailbox-at"),
        None => visitor.words.put("name", link.owner_name.as_str()).say("person-mailbox-of"),
    };
    links.iter().filter(live).map(said).collect()
}

async fn known(state: &WebState, visitor: &Visitor, id: PersonId) -> Result<(String, Vec<String>), Trouble> {
    let record = state.store.read_person(&visitor.viewer, id).await?;
    let links = state.store.list_links(&visitor.viewer, id).await?;
    Ok((record.name, mailboxes(&links, visitor)))
}

async fn ask_delete(State(state): State<WebState>, visitor: Visitor, Whose(id): Whose) -> Answer {
    visitor.writes()?;
    let (name, mailboxes) = known(&state, &visitor, id).await?;
    let shell = visitor.shell(&state, Room::Persons).await?;
    let page = DeletePage { shell, name, action: format!("{}/delete", path(id)), path: path(id), mailboxes };
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn delete(State(state): State<WebState>, visitor: Visitor, Whose(id): Whose) -> Answer {
    visitor.writes()?;
    state.store.delete_person(&visitor.viewer, id, None, visitor.now).await?;
    state.engine.wake(None);
    let flash = Flash::done(visitor.say("person-deleted")).undo(format!("{}/restore", path(id)));
    Ok(reply::go(&visitor, &path(id), Some(&flash)))
}

async fn restore(State(state): State<WebState>, visitor: Visitor, Whose(id): Whose) -> Answer {
    visitor.writes()?;
    let record = state.store.read_person(&visitor.viewer, id).await?;
    if record.person.deleted.is_some() {
        state.store.restore_person(&visitor.viewer, id, visitor.now).await?;
        state.engine.wake(None);
    }
    Ok(reply::go(&visitor, &path(id), Some(&Flash::done(visitor.say("person-restored")))))
}

async fn erase_page(
    state: &WebState,
    visitor: &Visitor,
    id: PersonId,
    form: Form,
) -> Result<ErasePage, Trouble> {
    let (name, mailboxes) = known(state, visitor, id).await?;
    let shell = visitor.shell(state, Room::Persons).await?;
    Ok(ErasePage { shell, form, name, path: path(id), mailboxes })
}

async fn ask_erase(State(state): State<WebState>, visitor: Visitor, Whose(id): Whose) -> Answer {
    visitor.administers()?;
    let page = erase_page(&state, &visitor, id, Form::new()).await?;
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn erase(State(state): State<WebState>, visitor: Visitor, Whose(id): Whose, mut form: Form) -> Answer {
    visitor.administers()?;
    if form.trimmed("word").to_lowercase() != visitor.say("person-erase-word").to_lowercase() {
        form.complain("word", visitor.say("person-erase-word-wrong"));
        let page = erase_page(&state, &visitor, id, form).await?;
        return if visitor.wants("dialog") { reply::again(&page.as_dialog()) } else { reply::again(&page) };
    }
    state.store.erase_person(&visitor.viewer, id, visitor.now).await?;
    state.engine.wake(None);
    Ok(reply::go(&visitor, "/contact-persons", Some(&Flash::done(visitor.say("person-erased")))))
}
