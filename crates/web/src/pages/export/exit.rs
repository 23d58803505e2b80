//! *Exit*: the draft goes, and nothing is left behind on either side.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::DraftId;

use super::{Opened, PATH, open, path};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/export/{draft}/exit", get(ask).post(leave))
}

/// What is asked before a draft goes.
#[derive(Template)]
#[template(path = "export/exit.html", blocks = ["dialog"])]
pub(crate) struct ExitPage {
    pub(super) shell: Shell,
    pub(super) path: String,
    pub(super) selected: u64,
}

async fn ask(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>) -> Answer {
    let draft = match open(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let shell = visitor.shell(&state, Room::None).await?;
    let page = ExitPage { shell, path: path(id), selected: draft.selected };
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

/// Deletes the draft. From the list of waiting ones it leads back to it.
async fn leave(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>, form: Form) -> Answer {
    visitor.writes()?;
    state.store.drop_export_draft(&visitor.viewer, id).await?;
    let (place, said) = match form.value("from") {
        "start" => (PATH, "export-discarded"),
        _ => ("/", "export-exited"),
    };
    Ok(reply::go(&visitor, place, Some(&Flash::note(visitor.say(said)))))
}
