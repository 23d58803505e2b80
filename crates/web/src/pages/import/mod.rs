//! *Import contact persons*: the wizard. Contacts that were born in Outlook are read, looked through with their business
//! partners and duplicates, and become contact persons; the run follows. The state lives in a draft on the server that is
//! its user's alone; every step has its address and works without script.

pub(crate) mod asked;
pub(crate) mod complete;
pub(crate) mod detect;
pub(crate) mod exit;
pub(crate) mod line;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod new_partner;
pub(crate) mod partner;
mod photo;
pub(crate) mod reasons;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod start;
pub(crate) mod ticks;

use axum::Router;
use axum::response::Response;
use contacts::{DraftId, RunId};
use store::{ImportDraft, ImportState, StoreError};

use super::flash::Flash;
use super::reply;
use super::trouble::Trouble;
use super::wizard::{self, Steps};
use crate::state::WebState;
use crate::visitor::Visitor;

/// Where the wizard begins.
pub(crate) const PATH: &str = "/import";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .merge(start::routes())
        .merge(list::routes())
        .merge(ticks::routes())
        .merge(partner::routes())
        .merge(complete::routes())
        .merge(link::routes())
        .merge(photo::routes())
        .merge(exit::routes())
}

/// A step of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// The contacts are found.
    Detect,
    /// They get business partners, and some are ticked.
    Assign,
    /// The run: progress and result.
    Result,
}

impl Steps for Step {
    const ALL: &'static [Step] = &[Step::Detect, Step::Assign, Step::Result];
    const PATH: &'static str = PATH;
    const WORDS: [&'static str; 3] = ["shell-import", "import-from", "import-steps"];

    fn name(self) -> &'static str {
        match self {
            Step::Detect => "import-step-detect",
            Step::Assign => "import-step-assign",
            Step::Result => "import-step-result",
        }
    }

    fn place(self, draft: DraftId) -> Option<String> {
        match self {
            Step::Detect => Some(format!("{PATH}?draft={draft}")),
            Step::Assign => Some(path(draft)),
            Step::Result => None,
        }
    }
}

/// Returns a draft's path.
pub(crate) fn path(draft: DraftId) -> String {
    format!("{PATH}/{draft}")
}

/// Returns where a draft's run is shown: the wizard's last step.
fn result(run: RunId) -> String {
    format!("/runs/{run}?wizard=import")
}

type Opened = wizard::Opened<ImportDraft>;

/// Opens a draft. One that has gone leads to the wizard's beginning, and one that was imported to its run.
async fn open(state: &WebState, visitor: &Visitor, id: DraftId) -> Result<Opened, Trouble> {
    visitor.writes()?;
    match state.store.read_import_draft(&visitor.viewer, id, visitor.now).await {
        Ok(draft) => Ok(match draft.run {
            Some(run) => Opened::Elsewhere(reply::go(visitor, &result(run), None)),
            None => Opened::Draft(Box::new(draft)),
        }),
        Err(StoreError::NotFound(_)) => Ok(Opened::Elsewhere(gone(visitor))),
        Err(error) => Err(error.into()),
    }
}

/// Opens a draft whose list can be worked on; one that is still being read leads to where that is shown.
async fn open_ready(state: &WebState, visitor: &Visitor, id: DraftId) -> Result<Opened, Trouble> {
    Ok(match open(state, visitor, id).await? {
        Opened::Draft(draft) => match draft.state {
            ImportState::Ready => Opened::Draft(draft),
            ImportState::Reading { .. } | ImportState::Checking { .. } | ImportState::Failed { .. } => {
                Opened::Elsewhere(reply::go(visitor, &path(id), None))
            }
        },
        Opened::Elsewhere(answer) => Opened::Elsewhere(answer),
    })
}

/// Says that a draft is no longer there.
fn gone(visitor: &Visitor) -> Response {
    reply::go(visitor, PATH, Some(&Flash::note(visitor.say("import-gone"))))
}

/// Leads on after the store refused: what was asked for came too late, because the draft went on in another tab.
fn overtaken(visitor: &Visitor, id: DraftId, error: StoreError) -> Result<Response, Trouble> {
    match error {
        StoreError::NotFound(_) => {
            Ok(reply::go(visitor, &path(id), Some(&Flash::note(visitor.say("import-overtaken")))))
        }
        StoreError::Invalid(why) => {
            let told = super::reasons::told(&why, visitor.words).text();
            Ok(reply::go(visitor, &path(id), Some(&Flash::failed(told))))
        }
        other @ (StoreError::Fenced
        | StoreError::Busy(_)
        | StoreError::NotAllowed(_)
        | StoreError::Conflict { .. }
        | StoreError::Database(_)) => Err(other.into()),
    }
}
