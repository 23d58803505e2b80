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
use crate::language::Words;
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

impl Step {
    const ALL: [Step; 5] = [Step::Search, Step::Selection, Step::Review, Step::Options, Step::Result];

    const fn name(self) -> &'static str {
        match self {
            Step::Search => "export-step-search",
            Step::Selection => "export-step-selection",
            Step::Review => "export-step-review",
            Step::Options => "export-step-options",
            Step::Result => "export-step-result",
        }
    }

    /// Where a step of a draft is; none: one comes there by an action only.
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

/// How a step stands beside the one that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) number: usize,
    pub(crate) name: String,
    /// `done`, `current` or `coming`, as in classes.
    pub(crate) stands: &'static str,
    /// Where it is, when one can go back to it.
    pub(crate) place: Option<String>,
}

/// What every step shows above its own content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wizard {
    pub(crate) stages: Vec<Stage>,
    /// The number and the name of the step that is shown.
    pub(crate) step: (usize, String),
    /// The draft's path; empty while there is none.
    pub(crate) path: String,
    /// The mailbox's address; empty while it is not chosen.
    pub(crate) mailbox: String,
}

impl Wizard {
    /// Makes the head of a step. Steps that were taken lead back, unless the export has begun.
    pub(crate) fn of(step: Step, draft: Option<DraftId>, mailbox: &str, words: Words) -> Self {
        let stage = |(place, one): (usize, Step)| Stage {
            number: place + 1,
            name: words.say(one.name()),
            stands: match one.cmp(&step) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "current",
                std::cmp::Ordering::Greater => "coming",
            },
            place: draft.filter(|_| one < step && step < Step::Result).and_then(|draft| one.place(draft)),
        };
        let stages: Vec<Stage> = Step::ALL.into_iter().enumerate().map(stage).collect();
        let number = Step::ALL.iter().position(|one| *one == step).unwrap_or_default() + 1;
        Wizard {
            stages,
            step: (number, words.say(step.name())),
            path: draft.map(path).unwrap_or_default(),
            mailbox: mailbox.to_owned(),
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

/// A draft that can be worked on, or where its visitor is led instead.
enum Opened {
    Draft(Box<ExportDraft>),
    Elsewhere(Response),
}

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

/// Reads the address of a draft's mailbox; empty when it is gone.
async fn mailbox_of(state: &WebState, visitor: &Visitor, draft: &ExportDraft) -> Result<String, Trouble> {
    match state.store.read_mailbox(&visitor.viewer, draft.mailbox, visitor.now).await {
        Ok(mailbox) => Ok(mailbox.address),
        Err(StoreError::NotFound(_)) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}
