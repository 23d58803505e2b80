//! The page of a mailbox, its live part, and what is done with one click.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use contacts::MailboxId;
use store::{MailboxView, StoreError};

use super::fields::{self, Travel};
use super::view::{self, Eye, View};
use super::{path, refusal};
use crate::pages::first_minutes::{self, Step};
use crate::pages::flash::Flash;
use crate::pages::ids::Ids;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::start::Seen;
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/mailboxes/{id}", get(show))
        .route("/mailboxes/{id}/live", get(live))
        .route("/mailboxes/{id}/activate", post(activate))
        .route("/mailboxes/{id}/pause", post(pause))
        .route("/mailboxes/{id}/run", post(run))
}

/// The page of a mailbox.
#[derive(Template)]
#[template(path = "mailbox/page.html")]
pub(crate) struct MailboxPage {
    pub(super) shell: Shell,
    pub(super) view: View,
    pub(super) travel: Travel,
}

/// What of it follows what happens.
#[derive(Template)]
#[template(path = "mailbox/live.html")]
pub(crate) struct LivePart {
    pub(super) shell: Shell,
    pub(super) view: View,
}

pub(super) fn eye(visitor: &Visitor, mailbox: &MailboxView) -> Eye {
    let viewer = &visitor.viewer;
    Eye { writes: viewer.writes(), administers: viewer.administers(), own: mailbox.owner == viewer.user }
}

/// Decides what is shown of a mailbox, by the program's own schedule.
fn looked_at(state: &WebState, visitor: &Visitor, mailbox: &MailboxView) -> View {
    let mut known = mailbox.clone();
    known.health.next_cycle = state.engine.next_cycle(&mailbox.health);
    view::view(&known, eye(visitor, mailbox), visitor.words)
}

/// Shows the page of a mailbox that was read already.
pub(super) async fn show_one(state: &WebState, visitor: &Visitor, mailbox: MailboxView) -> Answer {
    if mailbox.owner == visitor.viewer.user {
        first_minutes::note(state, visitor, Step::Look).await?;
    }
    let rules = state.store.read_rules(&visitor.viewer).await?;
    reply::show(&MailboxPage {
        shell: visitor.shell(state, Room::Mailbox).await?,
        view: looked_at(state, visitor, &mailbox),
        travel: fields::travel(&rules, visitor.words),
    })
}

async fn show(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    let mailbox = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    show_one(&state, &visitor, mailbox).await
}

async fn live(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<MailboxId>,
    Query(Seen { seen }): Query<Seen>,
) -> Answer {
    let part = part(&state, &visitor, id).await?;
    if part.view.seen == seen { Ok(reply::unchanged()) } else { reply::show(&part) }
}

async fn part(state: &WebState, visitor: &Visitor, id: MailboxId) -> Result<LivePart, Trouble> {
    let mailbox = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    let view = looked_at(state, visitor, &mailbox);
    Ok(LivePart { shell: Shell::plain(visitor, Room::Mailbox), view })
}

/// Answers an action: the mailbox as it stands now and a toast; without script its page.
pub(super) async fn done(state: &WebState, visitor: &Visitor, id: MailboxId, flash: &Flash) -> Answer {
    if visitor.wants("mailbox") {
        return reply::show_and_say(&part(state, visitor, id).await?, visitor, flash);
    }
    Ok(reply::go(visitor, &path(id), Some(flash)))
}

async fn activate(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.writes()?;
    let before = state.store.read_mailbox(&visitor.viewer, id, visitor.now).await?;
    let first = view::view(&before, eye(&visitor, &before), visitor.words).fresh;
    match state.store.activate_mailbox(&visitor.viewer, id, visitor.now).await {
        Ok(()) => state.engine.wake(Some(id)),
        Err(StoreError::Invalid(why)) => return done(&state, &visitor, id, &refusal(&why, &visitor)).await,
        Err(error) => return Err(error.into()),
    }
    if first {
        // What was looked at before the first cycle makes room for how it fares.
        let flash = Flash::done(visitor.say("mailbox-activated"));
        return Ok(reply::go(&visitor, &path(id), Some(&flash)));
    }
    done(&state, &visitor, id, &Flash::done(visitor.say("mailbox-resumed"))).await
}

async fn pause(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.writes()?;
    let flash = match state.store.pause_mailbox(&visitor.viewer, id).await {
        Ok(()) => Flash::done(visitor.say("mailbox-paused")).undo(format!("{}/activate", path(id))),
        Err(StoreError::Invalid(why)) => refusal(&why, &visitor),
        Err(error) => return Err(error.into()),
    };
    done(&state, &visitor, id, &flash).await
}

async fn run(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<MailboxId>) -> Answer {
    visitor.writes()?;
    let flash = match state.store.start_cycle(&visitor.viewer, id, visitor.now).await {
        Ok(run) => {
            state.engine.wake(Some(id));
            Flash::done(visitor.say("mailbox-running")).see(format!("/runs/{run}"))
        }
        Err(StoreError::Invalid(why)) => refusal(&why, &visitor),
        Err(error) => return Err(error.into()),
    };
    done(&state, &visitor, id, &flash).await
}
