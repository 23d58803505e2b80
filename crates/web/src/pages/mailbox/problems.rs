//! The contact persons of a mailbox that wait for somebody, with why and what to do; tried again one by one or together.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use contacts::{MailboxId, PersonId};
use serde::Deserialize;
use store::{Paging, StoreError, TroubledLink};

use super::{path, refusal};
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::ids::Ids;
use crate::pages::list::{Address, Pager};
use crate::pages::person::Avatar;
use crate::pages::reasons::{self, Reason, Told};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many stand on a page.
const PAGE: u32 = 50;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/mailboxes/{id}/problems", get(show))
        .route("/mailboxes/{id}/problems/retry", post(retry_all))
        .route("/mailboxes/{id}/problems/{person}/retry", post(retry))
}

/// The contact persons that wait for somebody.
#[derive(Template)]
#[template(path = "mailbox/problems.html", blocks = ["list"])]
pub(crate) struct ProblemsPage {
    pub(super) shell: Shell,
    pub(super) path: String,
    pub(super) address: String,
    pub(super) writes: bool,
    pub(super) rows: Vec<Row>,
    pub(super) pager: Pager,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(super) person: String,
    pub(super) avatar: Avatar,
    /// The person's page, for those who may see it.
    pub(super) href: Option<String>,
    /// Where one of several contacts is chosen.
    pub(super) choose: Option<String>,
    pub(super) told: Told,
    pub(super) since: i64,
    pub(super) attempts: u32,
}

/// Where in a list to go on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Place {
    pub(super) after: Option<String>,
    pub(super) trail: Option<String>,
}

impl Place {
    pub(super) fn paging(&self) -> Paging {
        Paging { limit: PAGE, after: self.after.clone() }
    }

    pub(super) fn pager(&self, path: String, next: Option<&str>) -> Pager {
        Pager::new(&Address::new(path), self.after.as_deref(), self.trail.as_deref(), next)
    }
}

pub(super) fn row(link: TroubledLink, mailbox: MailboxId, words: Words) -> Row {
    let person = format!("/contact-persons/{}", link.person);
    let chooses = Reason::of(&link.problem.reason).wants_choice() && link.name.is_some();
    Row {
        person: link.person.to_string(),
        choose: chooses.then(|| format!("{person}/switch/{mailbox}/choose")),
        href: link.name.is_some().then_some(person),
        avatar: Avatar::of(&link.name.unwrap_or_else(|| words.say("mailbox-somebody"))),
        told: reasons::told(&link.problem.reason, words),
        since: link.problem.since,
        attempts: link.problem.attempts,
    }
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<MailboxId>,
    Query(place): Query<Place>,
) -> Answer {
    let mailbox = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    let found = state.store.list_troubled_links(&visitor.viewer, id, &place.paging()).await?;
    let page = ProblemsPage {
        shell: visitor.shell(&state, Room::Mailbox).await?,
        path: path(id),
        address: mailbox.address,
        writes: visitor.viewer.writes(),
        pager: place.pager(format!("{}/problems", path(id)), found.next.as_deref()),
        rows: found.items.into_iter().map(|link| row(link, id, visitor.words)).collect(),
    };
    if visitor.wants("problems-list") { reply::show(&page.as_list()) } else { reply::show(&page) }
}

async fn retry_all(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.writes()?;
    let count = state.store.retry_troubled_links(&visitor.viewer, id, visitor.now).await?;
    state.engine.wake(Some(id));
    let said = visitor.words.put("count", count).say("mailbox-retried");
    Ok(reply::go(&visitor, &path(id), Some(&Flash::done(said))))
}

async fn retry(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((id, person)): Ids<(MailboxId, PersonId)>,
) -> Answer {
    visitor.writes()?;
    let flash = match state.store.retry_link(&visitor.viewer, person, id, visitor.now).await {
        Ok(_) => {
            state.engine.wake(Some(id));
            Flash::done(visitor.words.put("count", 1_u64).say("mailbox-retried"))
        }
        Err(StoreError::Invalid(why)) => refusal(&why, &visitor),
        Err(error) => return Err(error.into()),
    };
    Ok(reply::go(&visitor, &format!("{}/problems", path(id)), Some(&flash)))
}
