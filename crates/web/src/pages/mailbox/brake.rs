//! The brake: which links would end and why, and releasing it.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use contacts::MailboxId;
use replication::BrakeRule;
use store::{Departing, DepartingLink, MailboxState, StoreError};

use super::problems::Place;
use super::{path, refusal};
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::ids::Ids;
use crate::pages::list::Pager;
use crate::pages::person::Avatar;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/mailboxes/{id}/brake", get(show))
        .route("/mailboxes/{id}/brake/release", get(ask).post(release))
}

/// What the brake holds back.
#[derive(Template)]
#[template(path = "mailbox/brake.html", blocks = ["list"])]
pub(crate) struct BrakePage {
    pub(super) shell: Shell,
    pub(super) path: String,
    pub(super) address: String,
    pub(super) writes: bool,
    /// How many links would end, of how many; none: the brake is off.
    pub(super) stopped: Option<(u32, u32)>,
    pub(super) rule: BrakeRule,
    pub(super) rows: Vec<Row>,
    pub(super) pager: Pager,
}

/// A contact person whose link would end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(super) avatar: Avatar,
    pub(super) href: Option<String>,
    pub(super) why: String,
    /// What happens to contact and contact person.
    pub(super) then: String,
}

/// What is asked before the brake is released.
#[derive(Template)]
#[template(path = "mailbox/release.html", blocks = ["dialog"])]
pub(crate) struct ReleasePage {
    pub(super) shell: Shell,
    pub(super) path: String,
    pub(super) address: String,
    pub(super) ending: u32,
    pub(super) links: u32,
}

/// The keys of why a link would end, and of what happens then.
const fn keys(why: Departing) -> (&'static str, &'static str) {
    match why {
        Departing::Withdrawn => ("mailbox-ends-withdrawn", "mailbox-ends-removed"),
        Departing::PersonDeleted => ("mailbox-ends-deleted", "mailbox-ends-removed"),
        Departing::RightLost => ("mailbox-ends-right", "mailbox-ends-removed"),
        Departing::GoneFromFolder => ("mailbox-ends-gone", "mailbox-ends-kept"),
    }
}

pub(super) fn row(link: DepartingLink, words: Words) -> Row {
    let (why, then) = keys(link.why);
    Row {
        href: link.name.is_some().then(|| format!("/contact-persons/{}", link.person)),
        avatar: Avatar::of(&link.name.unwrap_or_else(|| words.say("mailbox-somebody"))),
        why: words.say(why),
        then: words.say(then),
    }
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<MailboxId>,
    Query(place): Query<Place>,
) -> Answer {
    let mailbox = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    let found = state.store.list_departing_links(&visitor.viewer, id, &place.paging()).await?;
    let rules = state.store.read_rules(&visitor.viewer).await?;
    let braked = mailbox.state == MailboxState::Braked;
    let page = BrakePage {
        shell: visitor.shell(&state, Room::Mailbox).await?,
        path: path(id),
        address: mailbox.address,
        writes: visitor.viewer.writes(),
        stopped: mailbox.health.brake.filter(|_| braked),
        rule: rules.brake,
        pager: place.pager(format!("{}/brake", path(id)), found.next.as_deref()),
        rows: found.items.into_iter().map(|link| row(link, visitor.words)).collect(),
    };
    if visitor.wants("brake-list") { reply::show(&page.as_list()) } else { reply::show(&page) }
}

async fn ask(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.writes()?;
    let mailbox = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    let (ending, links) = mailbox.health.brake.unwrap_or_default();
    let shell = visitor.shell(&state, Room::Mailbox).await?;
    let page = ReleasePage { shell, path: path(id), address: mailbox.address, ending, links };
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn release(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.writes()?;
    let flash = match state.store.release_brake(&visitor.viewer, id, visitor.now).await {
        Ok(()) => {
            state.engine.wake(Some(id));
            Flash::done(visitor.say("mailbox-released"))
        }
        Err(StoreError::Invalid(why)) => refusal(&why, &visitor),
        Err(error) => return Err(error.into()),
    };
    Ok(reply::go(&visitor, &path(id), Some(&flash)))
}
