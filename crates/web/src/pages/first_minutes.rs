//! The first minutes: what a newcomer tries first, each step ticked by what this user really did since its first visit.
//!
//! What was done is read from the history of the user's own mailboxes; what leaves no trace there (a look, an undo) is
//! noted where it happens. It is kept as one of the user's own choices, so that a step once done is never asked again.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use serde::{Deserialize, Serialize};
use store::{MailboxView, Paging, PersonFilter, Preference};

use super::flash::Flash;
use super::mailbox;
use super::reply::{self, Answer};
use super::trouble::Trouble;
use crate::language::Words;
use crate::state::WebState;
use crate::visitor::Visitor;

/// The name under which it is kept among the user's choices.
const KEPT: &str = "first-minutes";

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/first-minutes/hide", post(hide)).route("/first-minutes/show", post(show))
}

/// A step of the first minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// Somebody is there to work with; only where nobody was.
    People,
    /// A mailbox is connected.
    Mailbox,
    /// Its page was looked at, and it is active.
    Look,
    /// Somebody was exported.
    Export,
    /// A contact born in Outlook was imported.
    Import,
    /// An edit made in Outlook arrived.
    Outlook,
    /// An edit made here was written to Outlook.
    Here,
    /// Somebody was withdrawn.
    Withdraw,
    /// Something was taken back.
    TakeBack,
}

impl Step {
    const ALL: [Step; 9] = [
        Step::People,
        Step::Mailbox,
        Step::Look,
        Step::Export,
        Step::Outlook,
        Step::Here,
        Step::Import,
        Step::Withdraw,
        Step::TakeBack,
    ];
}

/// What is kept of a user's first minutes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    /// What happened before was not this user's doing: in microseconds since 1970 UTC.
    since: i64,
    /// Whether nobody was there at the beginning.
    empty: bool,
    done: Vec<Step>,
    hidden: bool,
}

impl Kept {
    fn has(&self, step: Step) -> bool {
        self.done.contains(&step)
    }

    fn note(&mut self, step: Step, happened: bool) {
        if happened && !self.has(step) {
            self.done.push(step);
        }
    }

    fn shows(&self, step: Step) -> bool {
        step != Step::People || self.empty
    }
}

/// A step as it stands on the start page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) icon: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) path: String,
    /// Whether it leads out of Tandem: to the address book of the demo.
    pub(crate) outside: bool,
    pub(crate) done: bool,
}

/// Reads what is kept; begins with the visitor's session where nothing is.
async fn read(state: &WebState, visitor: &Visitor) -> Result<(Kept, bool), Trouble> {
    let known = state.store.list_preference(&visitor.viewer, KEPT).await?;
    if let Some(kept) = known.and_then(|known| serde_json::from_value(known).ok()) {
        return Ok((kept, true));
    }
    let empty = !anybody(state, visitor).await?;
    Ok((Kept { since: visitor.session.created, empty, ..Kept::default() }, false))
}

async fn keep(state: &WebState, visitor: &Visitor, kept: &Kept) -> Result<(), Trouble> {
    let Ok(value) = serde_json::to_value(kept) else { return Err(Trouble::Failed) };
    let choice = Preference::List { list: KEPT.to_owned(), value };
    Ok(state.store.set_preference(&visitor.viewer, &choice).await?)
}

async fn anybody(state: &WebState, visitor: &Visitor) -> Result<bool, Trouble> {
    let found =
        state.store.list_persons(&visitor.viewer, &PersonFilter::default(), &Paging::first(1)).await?;
    Ok(!found.items.is_empty())
}

/// Notes a step that leaves no trace elsewhere.
///
/// # Errors
/// [`Trouble`] when the database fails.
pub(crate) async fn note(state: &WebState, visitor: &Visitor, step: Step) -> Result<(), Trouble> {
    if !visitor.viewer.writes() {
        return Ok(());
    }
    let (mut kept, _) = read(state, visitor).await?;
    if kept.hidden || kept.has(step) {
        return Ok(());
    }
    kept.note(step, true);
    keep(state, visitor, &kept).await
}

/// Lists the steps with what of them is done; none when all are, when the visitor put them away, and for readers.
///
/// # Errors
/// [`Trouble`] when the database fails.
pub(super) async fn steps(
    state: &WebState,
    visitor: &Visitor,
    mailboxes: &[MailboxView],
) -> Result<Vec<Shown>, Trouble> {
    if !visitor.viewer.writes() {
        return Ok(Vec::new());
    }
    let (mut kept, known) = read(state, visitor).await?;
    if kept.hidden {
        return Ok(Vec::new());
    }
    let before = kept.clone();
    kept.note(Step::Mailbox, !mailboxes.is_empty());
    if kept.empty && !kept.has(Step::People) {
        kept.note(Step::People, anybody(state, visitor).await?);
    }
    let asked = [Step::Export, Step::Import, Step::Outlook, Step::Here, Step::Withdraw];
    if asked.iter().any(|step| !kept.has(*step)) && !mailboxes.is_empty() {
        let ids: Vec<_> = mailboxes.iter().map(|mailbox| mailbox.id).collect();
        let done = state.store.first_minutes(&visitor.viewer, &ids, kept.since).await?;
        kept.note(Step::Export, done.exported);
        kept.note(Step::Import, done.imported);
        kept.note(Step::Outlook, done.changed_in_outlook);
        kept.note(Step::Here, done.changed_here);
        kept.note(Step::Withdraw, done.withdrawn);
    }
    if !known || kept != before {
        keep(state, visitor, &kept).await?;
    }
    Ok(shown(&kept, mailboxes, state.address_book.as_deref(), visitor.words))
}

/// Decides how the steps stand. Pure.
pub(crate) fn shown(
    kept: &Kept,
    mailboxes: &[MailboxView],
    address_book: Option<&str>,
    words: Words,
) -> Vec<Shown> {
    let active = mailboxes.iter().any(|mailbox| mailbox.health.last_cycle > 0);
    let done = |step| kept.has(step) && (step != Step::Look || active);
    let steps = Step::ALL.into_iter().filter(|step| kept.shows(*step));
    let steps: Vec<Shown> = steps.map(|step| one(step, done(step), mailboxes, address_book, words)).collect();
    if steps.iter().all(|step| step.done) { Vec::new() } else { steps }
}

fn one(step: Step, done: bool, mailboxes: &[MailboxView], address_book: Option<&str>, words: Words) -> Shown {
    let waiting = mailboxes.iter().find(|mailbox| mailbox.health.last_cycle == 0).or(mailboxes.first());
    let own = waiting.map_or_else(|| "/mailbox".to_owned(), |mailbox| mailbox::path(mailbox.id));
    let persons = || "/contact-persons".to_owned();
    let (icon, path, title, text) = match step {
        Step::People => {
            ("building-2", "/business-partners/new".to_owned(), "start-step-people", "start-step-people-text")
        }
        Step::Mailbox => {
            let connect = if mailboxes.is_empty() { "/mailbox/connect" } else { "/mailbox" };
            ("mailbox", connect.to_owned(), "start-step-mailbox", "start-step-mailbox-text")
        }
        Step::Look => ("eye", own, "start-step-look", "start-step-look-text"),
        Step::Export => ("upload", "/export".to_owned(), "start-step-export", "start-step-export-text"),
        Step::Outlook => match address_book {
            Some(book) => {
                ("arrow-right-left", book.to_owned(), "start-step-outlook", "start-step-outlook-demo")
            }
            None => ("arrow-right-left", persons(), "start-step-outlook", "start-step-outlook-text"),
        },
        Step::Import => ("download", "/import".to_owned(), "start-step-import", "start-step-import-text"),
        Step::Here => ("pencil", persons(), "start-step-here", "start-step-here-text"),
        Step::Withdraw => ("unlink", persons(), "start-step-withdraw", "start-step-withdraw-text"),
        Step::TakeBack => ("history", persons(), "start-step-undo", "start-step-undo-text"),
    };
    let outside = step == Step::Outlook && address_book.is_some();
    Shown { icon, title: words.say(title), text: words.say(text), path, outside, done }
}

async fn set_hidden(state: &WebState, visitor: &Visitor, hidden: bool) -> Result<(), Trouble> {
    let (kept, _) = read(state, visitor).await?;
    keep(state, visitor, &Kept { hidden, ..kept }).await
}

async fn hide(State(state): State<WebState>, visitor: Visitor) -> Answer {
    set_hidden(&state, &visitor, true).await?;
    let flash = Flash::done(visitor.say("start-guide-hidden")).undo("/first-minutes/show");
    Ok(reply::go(&visitor, "/", Some(&flash)))
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    set_hidden(&state, &visitor, false).await?;
    Ok(reply::go(&visitor, "/", None))
}

#[cfg(test)]
impl Kept {
    /// Nothing was done yet, and nobody was there.
    pub(crate) fn empty() -> Self {
        Kept { empty: true, ..Kept::default() }
    }

    /// Some of it is done.
    pub(crate) fn begun() -> Self {
        Kept { done: vec![Step::Mailbox, Step::Look, Step::Export], ..Kept::default() }
    }
}

#[cfg(test)]
mod tests {
    use store::{MailboxHealth, MailboxState};

    use super::*;
    use crate::language::Language;

    #[test]
    fn the_steps_go_when_all_are_done_and_looking_counts_once_the_mailbox_is_active() {
        let words = Words::of(Language::English);
        let mailbox = |last_cycle| {
            let health = MailboxHealth { last_cycle, ..MailboxHealth::default() };
            vec![mailbox::samples::mailbox(MailboxState::Active, health)]
        };
        let mut kept = Kept::begun();
        let look = |mailboxes: &[MailboxView], kept: &Kept| {
            shown(kept, mailboxes, None, words).into_iter().filter(|step| step.done).count()
        };
        assert_eq!((look(&mailbox(0), &kept), look(&mailbox(7), &kept)), (2, 3));
        assert_eq!(shown(&kept, &mailbox(7), None, words).len(), 8, "somebody was there");
        kept.done.extend([Step::Outlook, Step::Here, Step::Import, Step::Withdraw]);
        assert_eq!(shown(&kept, &mailbox(7), None, words).iter().filter(|step| !step.done).count(), 1);
        kept.note(Step::TakeBack, true);
        assert_eq!(shown(&kept, &mailbox(7), None, words), []);
        assert_eq!(shown(&kept, &mailbox(0), None, words).len(), 8);
    }

    #[test]
    fn the_demo_leads_to_its_address_book_and_an_empty_installation_begins_with_people() {
        let words = Words::of(Language::English);
        let steps = shown(&Kept::empty(), &[], Some("http://127.0.0.1:8081/"), words);
        assert_eq!((steps.len(), steps[0].path.as_str()), (9, "/business-partners/new"));
        let outside: Vec<&str> =
            steps.iter().filter(|step| step.outside).map(|step| step.path.as_str()).collect();
        assert_eq!(outside, ["http://127.0.0.1:8081/"]);
        assert!(shown(&Kept::empty(), &[], None, words).iter().all(|step| !step.outside));
    }
}
