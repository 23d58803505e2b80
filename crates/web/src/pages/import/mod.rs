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

use super::export::Stage;
use super::flash::Flash;
use super::reply;
use super::trouble::Trouble;
use crate::language::Words;
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

impl Step {
    const ALL: [Step; 3] = [Step::Detect, Step::Assign, Step::Result];

    const fn name(self) -> &'static str {
        match self {
            Step::Detect => "import-step-detect",
            Step::Assign => "import-step-assign",
            Step::Result => "import-step-result",
        }
    }

    /// Where a step of a draft is; none: one comes there by an action only.
    fn place(self, draft: DraftId) -> Option<String> {
        match self {
            Step::Detect => Some(format!("{PATH}?draft={draft}")),
            Step::Assign => Some(path(draft)),
            Step::Result => None,
        }
    }
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
    /// Makes the head of a step. Steps that were taken lead back, unless the import has begun.
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
pub(crate) fn path(draft: DraftId) -> String {
    format!("{PATH}/{draft}")
}

/// Returns where a draft's run is shown: the wizard's last step.
fn result(run: RunId) -> String {
    format!("/runs/{run}?wizard=import")
}

/// A draft that can be worked on, or where its visitor is led instead.
enum Opened {
    Draft(Box<ImportDraft>),
    Elsewhere(Response),
}

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

/// Reads the address of a draft's mailbox; empty when it is gone.
async fn mailbox_of(state: &WebState, visitor: &Visitor, draft: &ImportDraft) -> Result<String, Trouble> {
    match state.store.read_mailbox(&visitor.viewer, draft.mailbox, visitor.now).await {
        Ok(mailbox) => Ok(mailbox.address),
        Err(StoreError::NotFound(_)) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}
