//! The list for review, after *Ok*: who is selected, and who was taken off; *Save* leads to the export options.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use contacts::DraftId;
use serde::Deserialize;
use store::{Side, StoreError};

use super::assign::{Line, Pane, WINDOW};
use super::{Opened, Step, open, path};
use crate::pages::flash::Flash;
use crate::pages::ids::Ids;
use crate::pages::list::Address;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::wizard::{Wizard, mailbox_of};
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many of those taken off are named.
const NAMED: u32 = 20;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/export/{draft}/review", get(show).post(save))
}

/// The list for review.
#[derive(Template)]
#[template(path = "export/review.html", blocks = ["list"])]
pub(crate) struct ReviewPage {
    pub(super) shell: Shell,
    pub(super) wizard: Wizard,
    pub(super) selected: Pane,
    pub(super) taken_off: Vec<Line>,
    /// How many were taken off, named or not.
    pub(super) off: u64,
}

impl ReviewPage {
    /// How many of those taken off are not named; none: all are.
    fn more_off(&self) -> Option<u64> {
        self.off.checked_sub(self.taken_off.len() as u64).filter(|more| *more > 0)
    }
}

/// Where the list begins.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    selected_from: String,
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<DraftId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let draft = match open(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let from = asked.selected_from.parse().unwrap_or_default();
    let (viewer, now) = (&visitor.viewer, visitor.now);
    let window = state.store.draft_window(viewer, id, Side::Selected, "", from, WINDOW, now).await?;
    let off = state.store.draft_taken_off(viewer, id, 0, NAMED, now).await?;
    let address = mailbox_of(&state, &visitor, draft.mailbox).await?;
    let here = Address::new(format!("{}/review", path(id)));
    let page = ReviewPage {
        shell: visitor.shell(&state, Room::None).await?,
        wizard: Wizard::of(Step::Review, Some(id), &address, visitor.words),
        selected: Pane::of(Side::Selected, window, "", &here, visitor.words),
        off: off.of,
        taken_off: off.rows.into_iter().map(|row| Line::of(row, visitor.words)).collect(),
    };
    if visitor.wants("review") { reply::show(&page.as_list()) } else { reply::show(&page) }
}

async fn save(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>) -> Answer {
    if let Opened::Elsewhere(answer) = open(&state, &visitor, id).await? {
        return Ok(answer);
    }
    match state.store.save_export_draft(&visitor.viewer, id, visitor.now).await {
        Ok(()) => Ok(reply::go(&visitor, &format!("{}/options", path(id)), None)),
        Err(StoreError::Invalid(_)) => {
            let nobody = Flash::failed(visitor.say("export-nobody-selected"));
            Ok(reply::go(&visitor, &path(id), Some(&nobody)))
        }
        Err(error) => Err(error.into()),
    }
}
