//! *Exit*: the draft goes with everything that was read for it, and nothing is left behind on either side.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::DraftId;
use store::StoreError;

use super::{Opened, PATH, open, path};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/import/{draft}/exit", get(ask).post(leave))
}

/// What is asked before a draft goes.
#[derive(Template)]
#[template(path = "import/exit.html", blocks = ["dialog"])]
pub(crate) struct ExitPage {
    pub(super) shell: Shell,
    pub(super) path: String,
}

async fn ask(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>) -> Answer {
    if let Opened::Elsewhere(answer) = open(&state, &visitor, id).await? {
        return Ok(answer);
    }
    let page = ExitPage { shell: visitor.shell(&state, Room::None).await?, path: path(id) };
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

/// Drops the draft. From the list of waiting ones it leads back to it.
async fn leave(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>, form: Form) -> Answer {
    // What was imported is no list any more: in the other tab it was started.
    if let Opened::Elsewhere(answer) = open(&state, &visitor, id).await? {
        return Ok(answer);
    }
    match state.store.drop_import_draft(&visitor.viewer, id, visitor.now).await {
        // In the other tab it was left already.
        Ok(()) | Err(StoreError::NotFound(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let (place, said) = match form.value("from") {
        "start" => (PATH, "import-discarded"),
        _ => ("/", "import-exited"),
    };
    Ok(reply::go(&visitor, place, Some(&Flash::note(visitor.say(said)))))
}
