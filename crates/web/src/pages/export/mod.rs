//! *Export contact persons*: the wizard. Search, selection, review, options with the plan, and the run that follows.
//! The state lives in a draft on the server; every step has its address and works without script.

pub(crate) mod assign;
pub(crate) mod exit;
pub(crate) mod options;
pub(crate) mod plan;
pub(crate) mod review;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod search;
pub(crate) mod searches;

use axum::Router;
use axum::response::Response;
use contacts::{DraftId, RunId};
use store::{ExportDraft, StoreError};

use super::flash::Flash;
use super::reply;
use super::trouble::Trouble;
use super::wizard::{self, Steps};
use crate::state::WebState;
use crate::visitor::Visitor;

/// Where the wizard begins.
pub(crate) const PATH: &str = "/export";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .merge(search::routes())
        .merge(searches::routes())
        .merge(assign::routes())
        .merge(review::routes())
        .merge(options::routes())
        .merge(plan::routes())
        .merge(exit::routes())
}

/// A step of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Whom to look for.
    Search,
    /// The assignment table.
    Selection,
    /// The list for review.
    Review,
    /// The export options and the plan.
    Options,
    /// The run: progress and result.
    Result,
}

impl Steps for Step {
    const ALL: &'static [Step] = &[Step::Search, Step::Selection, Step::Review, Step::Options, Step::Result];
    const PATH: &'static str = PATH;
    const WORDS: [&'static str; 3] = ["shell-export", "export-into", "export-steps"];

    fn name(self) -> &'static str {
        match self {
            Step::Search => "export-step-search",
            Step::Selection => "export-step-selection",
            Step::Review => "export-step-review",
            Step::Options => "export-step-options",
            Step::Result => "export-step-result",
        }
    }

    fn place(self, draft: DraftId) -> Option<String> {
        match self {
            Step::Search => Some(format!("{PATH}?draft={draft}")),
            Step::Selection => Some(path(draft)),
            Step::Review => Some(format!("{}/review", path(draft))),
            Step::Options => Some(format!("{}/options", path(draft))),
            Step::Result => None,
        }
    }
}

/// Returns a draft's path.
fn path(draft: DraftId) -> String {
    format!("{PATH}/{draft}")
}

/// Returns where a draft's run is shown: the wizard's last step.
fn result(run: RunId) -> String {
    format!("/runs/{run}?wizard=export")
}

type Opened = wizard::Opened<ExportDraft>;

/// Opens a draft. One that has gone leads to the wizard's beginning, and one that was exported to its run.
async fn open(state: &WebState, visitor: &Visitor, id: DraftId) -> Result<Opened, Trouble> {
    visitor.writes()?;
    match state.store.read_export_draft(&visitor.viewer, id, visitor.now).await {
        Ok(draft) => Ok(match draft.run {
            Some(run) => Opened::Elsewhere(reply::go(visitor, &result(run), None)),
            None => Opened::Draft(Box::new(draft)),
        }),
        Err(StoreError::NotFound(_)) => Ok(Opened::Elsewhere(gone(visitor))),
        Err(error) => Err(error.into()),
    }
}

/// Says that a draft is no longer there.
fn gone(visitor: &Visitor) -> Response {
    reply::go(visitor, PATH, Some(&Flash::note(visitor.say("export-gone"))))
}
