//! The replication switch of a contact person: in which mailboxes it is, adopt, withdraw, try again, choose.
//!
//! One part, `#switch`, that stands on the person's page and follows what happens; without script a page of its own.

pub(crate) mod choose;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod view;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use contacts::{MailboxId, PersonId, UserId};
use serde::Deserialize;
use store::{LinkView, MailboxState, StoreError, SwitchState};

use super::first_minutes::{self, Step};
use super::flash::Flash;
use super::form::Form;
use super::ids::Ids;
use super::mailbox;
use super::reasons;
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use super::start::Seen;
use super::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;
use view::{Known, View};

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/contact-persons/{id}/switch", get(show))
        .route("/contact-persons/{id}/switch/{mailbox}/adopt", post(adopt))
        .route("/contact-persons/{id}/switch/{mailbox}/withdraw", get(ask_withdraw).post(withdraw))
        .route("/contact-persons/{id}/switch/{mailbox}/retry", post(retry))
        .merge(choose::routes())
}

/// The switch as a page.
#[derive(Template)]
#[template(path = "switch/page.html")]
pub(crate) struct SwitchPage {
    shell: Shell,
    name: String,
    person_path: String,
    view: View,
}

/// The switch as a part of the person's page.
#[derive(Template)]
#[template(path = "switch/part.html")]
pub(crate) struct SwitchPart {
    shell: Shell,
    view: View,
}

/// What is asked before a contact leaves a mailbox.
#[derive(Template)]
#[template(path = "switch/withdraw.html", blocks = ["dialog"])]
pub(crate) struct WithdrawPage {
    shell: Shell,
    name: String,
    address: String,
    action: String,
    back: String,
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(person): Ids<PersonId>,
    Query(Seen { seen }): Query<Seen>,
) -> Answer {
    let (name, view) = read(&state, &visitor, person).await?;
    if visitor.wants("switch") {
        if view.seen == seen {
            return Ok(reply::unchanged());
        }
        return reply::show(&SwitchPart { shell: Shell::plain(&visitor, Room::Persons), view });
    }
    let shell = visitor.shell(&state, Room::Persons).await?;
    reply::show(&SwitchPage { shell, name, person_path: person_path(person), view })
}

fn person_path(person: PersonId) -> String {
    format!("/contact-persons/{person}")
}

/// Reads a person's name and how its switches stand.
async fn read(state: &WebState, visitor: &Visitor, person: PersonId) -> Result<(String, View), Trouble> {
    let viewer = &visitor.viewer;
    let (record, links, mut mailboxes) = tokio::try_join!(
        async { state.store.read_person(viewer, person).await.map_err(Trouble::from) },
        async { state.store.list_links(viewer, person).await.map_err(Trouble::from) },
        mailbox::own(state, visitor),
    )?;
    mailboxes.retain(|mailbox| mailbox.state != MailboxState::Disconnected);
    let names = enders(state, visitor, &links).await;
    let view = view::view(&Known {
        person,
        in_bin: record.person.deleted.is_some(),
        viewer: viewer.user,
        administers: viewer.administers(),
        writes: viewer.writes(),
        mailboxes: &mailboxes,
        links: &links,
        names: &|user| names.get(&user).cloned(),
        words: visitor.words,
    });
    Ok((record.name, view))
}

/// Reads the names of those who ended links. A user who is gone has none any more; that is no trouble.
async fn enders(state: &WebState, visitor: &Visitor, links: &[LinkView]) -> BTreeMap<UserId, String> {
    let mut names = BTreeMap::new();
    for detail in links.iter().filter_map(|link| link.detail.as_ref()) {
        let SwitchState::Ended { user: Some(user), .. } = detail.state else { continue };
        if let (false, Ok(known)) =
            (names.contains_key(&user), state.store.read_user(&visitor.viewer, user).await)
        {
            names.insert(user, known.name);
        }
    }
    names
}

/// Answers an action: the switch as it stands now, and a toast; without script the person's page.
async fn done(
    state: &WebState,
    visitor: &Visitor,
    person: PersonId,
    form: &Form,
    flash: Option<Flash>,
) -> Answer {
    if visitor.wants("switch") {
        let (_, view) = read(state, visitor, person).await?;
        let part = SwitchPart { shell: Shell::plain(visitor, Room::Persons), view };
        return match flash {
            Some(flash) => reply::show_and_say(&part, visitor, &flash),
            None => reply::show(&part),
        };
    }
    let back = if form.value("back") == "switch" { view::path(person) } else { person_path(person) };
    Ok(reply::go(visitor, &back, flash.as_ref()))
}

/// Tells a refusal of the store in words, as a toast beside the switch as it stands.
async fn refused(state: &WebState, visitor: &Visitor, person: PersonId, form: &Form, why: &str) -> Answer {
    let text = reasons::told(why, visitor.words).text();
    done(state, visitor, person, form, Some(Flash::failed(text))).await
}

/// Whether something is asked for to take something else back.
#[derive(Debug, Default, Deserialize)]
struct Undo {
    #[serde(default)]
    undo: bool,
}

async fn adopt(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((person, mailbox)): Ids<(PersonId, MailboxId)>,
    Query(Undo { undo }): Query<Undo>,
    form: Form,
) -> Answer {
    visitor.writes()?;
    let chosen = Some(form.trimmed("contact")).filter(|chosen| !chosen.is_empty());
    match state.store.adopt(&visitor.viewer, person, mailbox, chosen, visitor.now).await {
        Ok(_) => {
            state.engine.wake(Some(mailbox));
            if undo {
                first_minutes::note(&state, &visitor, Step::TakeBack).await?;
            }
        }
        Err(StoreError::Invalid(why)) => return refused(&state, &visitor, person, &form, &why).await,
        Err(error) => return Err(error.into()),
    }
    done(&state, &visitor, person, &form, None).await
}

async fn ask_withdraw(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((person, mailbox)): Ids<(PersonId, MailboxId)>,
) -> Answer {
    visitor.writes()?;
    let (name, view) = read(&state, &visitor, person).await?;
    let known = state.store.read_mailbox(&visitor.viewer, mailbox, visitor.now).await?;
    let page = WithdrawPage {
        shell: visitor.shell(&state, Room::Persons).await?,
        name,
        address: known.address,
        action: format!("{}/{mailbox}/withdraw", view.path),
        back: view.path,
    };
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn withdraw(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((person, mailbox)): Ids<(PersonId, MailboxId)>,
    form: Form,
) -> Answer {
    visitor.writes()?;
    match state.store.withdraw(&visitor.viewer, person, mailbox, visitor.now).await {
        Ok(_) => state.engine.wake(Some(mailbox)),
        Err(StoreError::Invalid(why)) => return refused(&state, &visitor, person, &form, &why).await,
        Err(error) => return Err(error.into()),
    }
    let undo = format!("{}/{mailbox}/adopt?undo=true", view::path(person));
    let flash = Flash::done(visitor.say("switch-withdrawing")).undo(undo);
    done(&state, &visitor, person, &form, Some(flash)).await
}

async fn retry(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((person, mailbox)): Ids<(PersonId, MailboxId)>,
    form: Form,
) -> Answer {
    visitor.writes()?;
    match state.store.retry_link(&visitor.viewer, person, mailbox, visitor.now).await {
        Ok(_) => state.engine.wake(Some(mailbox)),
        Err(StoreError::Invalid(why)) => return refused(&state, &visitor, person, &form, &why).await,
        Err(error) => return Err(error.into()),
    }
    done(&state, &visitor, person, &form, None).await
}

/// Leads back to a person's page.
fn to_person(visitor: &Visitor, person: PersonId, flash: &Flash) -> Response {
    reply::go(visitor, &person_path(person), Some(flash))
}
