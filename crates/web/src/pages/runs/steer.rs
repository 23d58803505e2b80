//! What a person does with a run: pause, continue, cancel, try again.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use contacts::RunId;
use store::{Run, RunKind, RunState, StoreError};

use super::{Asked, place};
use crate::filling;
use crate::pages::flash::Flash;
use crate::pages::ids::Ids;
use crate::pages::list::Address;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/runs/{id}/pause", post(pause))
        .route("/runs/{id}/continue", post(go_on))
        .route("/runs/{id}/cancel", get(ask_cancel).post(cancel))
        .route("/runs/{id}/retry", post(retry))
}

/// What is asked before a run is cancelled.
#[derive(Template)]
#[template(path = "runs/cancel.html", blocks = ["dialog"])]
pub(crate) struct CancelPage {
    pub(super) shell: Shell,
    pub(super) path: String,
    /// What the addresses end with, so that the wizard's head stays.
    pub(super) kept: String,
    pub(super) waiting: u64,
}

/// What a person may do with a run.
pub(super) struct Steering {
    pub(super) pause: bool,
    pub(super) go_on: bool,
    pub(super) cancel: bool,
}

impl Steering {
    pub(super) fn of(run: &Run) -> Self {
        let (pause, go_on, cancel) = match (run.kind, run.state) {
            (RunKind::Export | RunKind::Import, RunState::Preparing | RunState::Running) => {
                (true, false, true)
            }
            (RunKind::Export | RunKind::Import, RunState::Paused) => (false, true, true),
            (RunKind::Rename, RunState::Preparing | RunState::Running | RunState::Paused) => {
                (false, false, true)
            }
            (RunKind::Export | RunKind::Import | RunKind::Rename, RunState::Cancelled | RunState::Done)
            | (RunKind::Cycle, _) => (false, false, false),
        };
        Steering { pause, go_on, cancel }
    }
}

async fn pause(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<RunId>,
    Query(asked): Query<Asked>,
) -> Answer {
    visitor.writes()?;
    let done = state.store.pause_run(&visitor.viewer, id).await;
    told(&visitor, &place(id, &asked.wizard), done, ["runs-pause-done", "runs-pause-late"])
}

async fn go_on(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<RunId>,
    Query(asked): Query<Asked>,
) -> Answer {
    visitor.writes()?;
    let done = state.store.continue_run(&visitor.viewer, id, visitor.now).await;
    if let Ok(run) = &done {
        filling::went_on(&state, run);
    }
    told(&visitor, &place(id, &asked.wizard), done, ["runs-continue-done", "runs-pause-late"])
}

async fn ask_cancel(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<RunId>,
    Query(asked): Query<Asked>,
) -> Answer {
    visitor.writes()?;
    let run = state.store.read_run(&visitor.viewer, id).await?;
    let shell = visitor.shell(&state, Room::Runs).await?;
    let page = CancelPage {
        shell,
        path: format!("/runs/{id}"),
        kept: place(id, &asked.wizard).query(),
        waiting: run.counts.waiting,
    };
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn cancel(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<RunId>,
    Query(asked): Query<Asked>,
) -> Answer {
    visitor.writes()?;
    let done = state.store.cancel_run(&visitor.viewer, id, visitor.now).await;
    told(&visitor, &place(id, &asked.wizard), done, ["runs-cancel-done", "runs-cancel-late"])
}

async fn retry(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<RunId>,
    Query(asked): Query<Asked>,
) -> Answer {
    visitor.writes()?;
    let done = state.store.retry_run(&visitor.viewer, id, visitor.now).await;
    if let Ok(run) = &done {
        state.engine.wake(Some(run.mailbox));
    }
    told(&visitor, &place(id, &asked.wizard), done, ["runs-retry-done", "runs-retry-nothing"])
}

/// Goes back to the run with the one of two texts that says whether it was `done`, or came too late.
fn told(
    visitor: &Visitor,
    place: &Address,
    done: Result<Run, StoreError>,
    texts: [&'static str; 2],
) -> Answer {
    let flash = match done {
        Ok(_) => Flash::done(visitor.say(texts[0])),
        Err(StoreError::Invalid(_)) => Flash::failed(visitor.say(texts[1])),
        Err(error) => return Err(error.into()),
    };
    Ok(reply::go(visitor, &place.to_string(), Some(&flash)))
}
