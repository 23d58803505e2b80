//! [`Wizard`]: what every step of a wizard shows above its own content; and how a step opens its draft.

use std::cmp::Ordering;

use axum::response::Response;
use contacts::{DraftId, MailboxId};
use store::StoreError;

use super::trouble::Trouble;
use crate::language::Words;
use crate::state::WebState;
use crate::visitor::Visitor;

/// The steps of a wizard, in their order. The last one is the run that it leads to.
pub(crate) trait Steps: Copy + Ord + 'static {
    /// All of them.
    const ALL: &'static [Self];
    /// Where the wizard begins.
    const PATH: &'static str;
    /// The keys of the wizard's name, of what stands before the mailbox, and of the steps' name together.
    const WORDS: [&'static str; 3];

    /// The key of a step's name.
    fn name(self) -> &'static str;

    /// Where a step of a draft is; none: one comes there by an action only.
    fn place(self, draft: DraftId) -> Option<String>;
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
    /// The wizard's name, what stands before the mailbox, and the steps' name together.
    pub(crate) words: [String; 3],
    pub(crate) stages: Vec<Stage>,
    /// The number and the name of the step that is shown.
    pub(crate) step: (usize, String),
    /// The draft's path; empty while there is none.
    pub(crate) path: String,
    /// The mailbox's address; empty while it is not chosen.
    pub(crate) mailbox: String,
}

impl Wizard {
    /// Makes the head of a step. Steps that were taken lead back, unless the run has begun.
    pub(crate) fn of<S: Steps>(step: S, draft: Option<DraftId>, mailbox: &str, words: Words) -> Self {
        let begun = S::ALL.last() == Some(&step);
        let stage = |(place, one): (usize, &S)| Stage {
            number: place + 1,
            name: words.say(one.name()),
            stands: match one.cmp(&step) {
                Ordering::Less => "done",
                Ordering::Equal => "current",
                Ordering::Greater => "coming",
            },
            place: draft.filter(|_| *one < step && !begun).and_then(|draft| one.place(draft)),
        };
        let number = S::ALL.iter().position(|one| *one == step).unwrap_or_default() + 1;
        Wizard {
            words: S::WORDS.map(|key| words.say(key)),
            stages: S::ALL.iter().enumerate().map(stage).collect(),
            step: (number, words.say(step.name())),
            path: draft.map(|draft| format!("{}/{draft}", S::PATH)).unwrap_or_default(),
            mailbox: mailbox.to_owned(),
        }
    }
}

/// A draft that can be worked on, or where its visitor is led instead.
pub(crate) enum Opened<D> {
    Draft(Box<D>),
    Elsewhere(Response),
}

/// Reads the address of a draft's mailbox; empty when it is gone.
pub(crate) async fn mailbox_of(
    state: &WebState,
    visitor: &Visitor,
    mailbox: MailboxId,
) -> Result<String, Trouble> {
    match state.store.read_mailbox(&visitor.viewer, mailbox, visitor.now).await {
        Ok(mailbox) => Ok(mailbox.address),
        Err(StoreError::NotFound(_)) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}
