//! While the contacts are read and looked at; and what is said when that failed, or when there is nothing to import.

use askama::Template;
use axum::extract::State;
use contacts::DraftId;
use store::{ImportCounts, ImportDraft, ImportState};

use super::{Opened, PATH, Step, open, path};
use crate::detecting;
use crate::language::Words;
use crate::pages::ids::Ids;
use crate::pages::live;
use crate::pages::reasons::{self, Reason, Told};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::wizard::{Wizard, mailbox_of};
use crate::state::WebState;
use crate::visitor::Visitor;

/// How far the detection is.
#[derive(Template)]
#[template(path = "import/detect.html", blocks = ["detect"])]
pub(crate) struct DetectPage {
    pub(super) shell: Shell,
    pub(super) wizard: Wizard,
    pub(super) found: Found,
    /// Where other folders are chosen.
    pub(super) change: String,
    pub(super) seen: String,
}

/// What is known so far.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Found {
    /// Contacts are being read.
    Reading { read: u64 },
    /// Duplicates and business partners are being looked for.
    Checking { done: u64, of: u64 },
    /// Outlook did not answer.
    Failed(Told),
    /// There is nothing to import; what there was besides, in words.
    Nothing(Vec<String>),
}

impl DetectPage {
    /// Tells whether it asks again by itself.
    fn works(&self) -> bool {
        match self.found {
            Found::Reading { .. } | Found::Checking { .. } => true,
            Found::Failed(_) | Found::Nothing(_) => false,
        }
    }
}

/// Says what is left out of a list, or stands in it without being new: one sentence each.
pub(super) fn facts(counts: &ImportCounts, words: Words) -> Vec<String> {
    [
        (counts.relink, "import-fact-relink"),
        (counts.private_left_out, "import-fact-private"),
        (counts.foreign, "import-fact-foreign"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, key)| words.put("count", count).say(key))
    .collect()
}

/// What there is to show before the list; none: the list itself.
pub(super) fn found(draft: &ImportDraft, words: Words) -> Option<Found> {
    match &draft.state {
        ImportState::Reading { read } => Some(Found::Reading { read: *read }),
        ImportState::Checking { done, of } => Some(Found::Checking { done: *done, of: *of }),
        ImportState::Failed { reason } => {
            let told = reasons::told(reason, words);
            // Here it is not tried again by itself: the page asks.
            let again = Reason::of(reason) == Reason::NoAnswer;
            Some(Found::Failed(Told { advice: told.advice.filter(|_| !again), ..told }))
        }
        ImportState::Ready if draft.counts.new + draft.counts.relink == 0 => {
            Some(Found::Nothing(facts(&draft.counts, words)))
        }
        ImportState::Ready => None,
    }
}

/// Shows how far it is. Whoever looks keeps it going: after a restart of the program the reading begins anew.
pub(super) async fn show(
    state: &WebState,
    visitor: &Visitor,
    draft: &ImportDraft,
    found: Found,
    seen: &str,
) -> Answer {
    match &found {
        Found::Reading { .. } | Found::Checking { .. } => {
            detecting::begin(state, &visitor.viewer, draft.id).await?;
        }
        Found::Failed(_) | Found::Nothing(_) => {}
    }
    let address = mailbox_of(state, visitor, draft.mailbox).await?;
    let page = DetectPage {
        shell: visitor.shell(state, Room::None).await?,
        wizard: Wizard::of(Step::Detect, Some(draft.id), &address, visitor.words),
        seen: live::digest((&found, visitor.words.language().tag())),
        change: format!("{PATH}?draft={}", draft.id),
        found,
    };
    if !visitor.wants("detect") {
        return reply::show(&page);
    }
    if page.seen == seen { Ok(reply::unchanged()) } else { reply::show(&page.as_detect()) }
}

/// Reads the folders once more, after Outlook did not answer.
pub(super) async fn again(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>) -> Answer {
    if let Opened::Elsewhere(answer) = open(&state, &visitor, id).await? {
        return Ok(answer);
    }
    detecting::begin(&state, &visitor.viewer, id).await?;
    Ok(reply::go(&visitor, &path(id), None))
}
