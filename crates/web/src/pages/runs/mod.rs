//! Runs: what somebody asked for at once, how far it is, and how it ended for everybody in it.

mod delay;
pub(crate) mod steer;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use contacts::{MailboxId, RunId, UserId};
use serde::Deserialize;
use store::{EndState, ItemAction, Paging, Run, RunItem, RunKind, RunState};

use self::steer::Steering;
use super::ids::Ids;
use super::list::{Address, Pager};
use super::live;
use super::person::Avatar;
use super::reasons::{self, Told};
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use super::trouble::Trouble;
use super::wizard::Wizard;
use super::{export, import};
use crate::language::Words;
use crate::run_report::{self, single};
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many stand on a page.
const PAGE: u32 = 50;
/// The end states in the order in which they are shown.
const ENDS: [EndState; 9] = [
    EndState::Failed,
    EndState::Waiting,
    EndState::Created,
    EndState::Updated,
    EndState::Linked,
    EndState::Imported,
    EndState::Skipped,
    EndState::Withdrawn,
    EndState::Unchanged,
];

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/runs", get(list))
        .route("/runs/{id}", get(show))
        .route("/runs/{id}/report.csv", get(csv))
        .merge(steer::routes())
}

/// The runs, newest first.
#[derive(Template)]
#[template(path = "runs/list.html", blocks = ["list"])]
pub(crate) struct ListPage {
    shell: Shell,
    rows: Vec<Head>,
    pager: Pager,
    /// The address of this part of the list, when something in it is under way.
    follow: Option<String>,
}

/// The report of a run.
#[derive(Template)]
#[template(path = "runs/report.html", blocks = ["report"])]
pub(crate) struct ReportPage {
    shell: Shell,
    /// The wizard's head, when it led here.
    wizard: Option<Wizard>,
    /// Whether the import wizard led here: what comes after an import is offered.
    importing: bool,
    /// Of an import, how many contacts ended how: number, what, tone.
    figures: Vec<(u64, String, &'static str)>,
    /// What the addresses of this run's actions end with, so that the wizard's head stays.
    kept: String,
    head: Head,
    writes: bool,
    error: Option<Told>,
    /// The filters: address, words, whether set.
    chips: Vec<(Address, String, bool)>,
    items: Vec<Item>,
    pager: Pager,
    /// Where the report is, with filter and place.
    address: String,
    seen: String,
}

/// A run in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    path: String,
    kind: String,
    icon: &'static str,
    /// Who asked for it; none: the program.
    by: Option<String>,
    /// The mailbox: its path and address.
    mailbox: Option<(String, String)>,
    state: (String, &'static str),
    begun: i64,
    finished: Option<i64>,
    done: u64,
    all: u64,
    /// How many ended how, where there are any.
    counts: Vec<(String, &'static str)>,
    under_way: bool,
    /// Why it does not get on just now.
    delay: Option<String>,
    pauses: bool,
    goes_on: bool,
    cancels: bool,
    /// The address of its report as a table.
    csv: Option<String>,
    /// How many of its items can be tried again.
    again: u64,
}

/// One person in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    avatar: Avatar,
    href: Option<String>,
    end: (String, &'static str),
    told: Option<Told>,
    /// Who it certainly is: name and path.
    same_as: Option<(String, String)>,
}

/// What is known of those that runs name.
#[derive(Default)]
struct Names {
    users: BTreeMap<UserId, String>,
    mailboxes: BTreeMap<MailboxId, String>,
    /// Why runs do not get on just now.
    delays: BTreeMap<RunId, String>,
}

/// How the pages are asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    after: Option<String>,
    trail: Option<String>,
    end: Option<String>,
    /// The wizard that led here, whose last step this is; empty: none.
    #[serde(default)]
    wizard: String,
    #[serde(default)]
    seen: String,
}

/// Returns the address of a run's report, as the last step of the wizard that led there, if one did.
fn place(id: RunId, wizard: &str) -> Address {
    Address::new(format!("/runs/{id}")).with("wizard", wizard)
}

/// The key of an end state's name, its tone, and how many of a run's items ended so.
fn end_of(end: EndState, run: &Run) -> (&'static str, &'static str, u64) {
    let counts = &run.counts;
    match end {
        EndState::Waiting => ("runs-waiting", "busy", counts.waiting),
        EndState::Created => ("runs-created", "good", counts.created),
        EndState::Updated => ("runs-updated", "good", counts.updated),
        EndState::Linked => ("runs-linked", "good", counts.linked),
        EndState::Imported => ("runs-imported", "good", counts.imported),
        EndState::Skipped => ("runs-skipped", "warn", counts.skipped),
        EndState::Withdrawn => ("runs-withdrawn", "", counts.withdrawn),
        EndState::Unchanged => ("runs-unchanged", "", counts.unchanged),
        EndState::Failed => ("runs-failed", "bad", counts.failed),
    }
}

/// The word of an end state in addresses.
const fn word(end: EndState) -> &'static str {
    match end {
        EndState::Waiting => "waiting",
        EndState::Created => "created",
        EndState::Updated => "updated",
        EndState::Linked => "linked",
        EndState::Imported => "imported",
        EndState::Skipped => "skipped",
        EndState::Withdrawn => "withdrawn",
        EndState::Unchanged => "unchanged",
        EndState::Failed => "failed",
    }
}

fn state_of(run: &Run) -> (&'static str, &'static str) {
    match (run.state, run.error.is_some(), run.counts.failed) {
        (RunState::Preparing, _, _) => ("runs-preparing", "busy"),
        (RunState::Running, _, _) => ("runs-running", "busy"),
        (RunState::Paused, _, _) => ("runs-paused", "quiet"),
        (RunState::Cancelled, _, _) if run.finished.is_none() => ("runs-cancelling", "busy"),
        (RunState::Cancelled, _, _) => ("runs-cancelled", "quiet"),
        (RunState::Done, true, _) => ("runs-ended-early", "bad"),
        (RunState::Done, false, 0) => ("runs-done", "good"),
        (RunState::Done, false, _) => ("runs-done-partly", "warn"),
    }
}

/// Tells whether a run did nothing but take persons out of the mailbox.
fn only_withdrew(run: &Run) -> bool {
    let counts = &run.counts;
    counts.withdrawn > 0 && counts.created + counts.updated + counts.linked == 0
}

fn head(run: &Run, names: &Names, words: Words) -> Head {
    let (kind, icon) = match run.kind {
        RunKind::Export if only_withdrew(run) => ("runs-withdrawal", "unlink"),
        RunKind::Export => ("runs-export", "upload"),
        RunKind::Import => ("runs-import", "download"),
        RunKind::Cycle => ("runs-cycle", "refresh-cw"),
        RunKind::Rename => ("runs-rename", "building-2"),
    };
    let (state, tone) = state_of(run);
    let count = |end: &EndState| {
        let (key, tone, count) = end_of(*end, run);
        (count > 0).then(|| (words.put("count", count).say(key), tone))
    };
    let under_way = match run.state {
        RunState::Preparing | RunState::Running | RunState::Paused => true,
        RunState::Cancelled => run.finished.is_none(),
        RunState::Done => false,
    };
    let can = Steering::of(run);
    let mailbox = names.mailboxes.get(&run.mailbox);
    Head {
        path: format!("/runs/{}", run.id),
        kind: words.say(kind),
        icon,
        by: run.user.and_then(|user| names.users.get(&user).cloned()),
        mailbox: mailbox.map(|address| (super::mailbox::path(run.mailbox), address.clone())),
        state: (words.say(state), tone),
        begun: run.created,
        finished: run.finished,
        done: run.counts.total.saturating_sub(run.counts.waiting),
        all: run.counts.total,
        counts: ENDS.iter().filter_map(count).collect(),
        under_way,
        delay: names.delays.get(&run.id).cloned(),
        pauses: can.pause,
        goes_on: can.go_on,
        cancels: can.cancel,
        csv: (run.counts.total > 0).then(|| format!("/runs/{}/report.csv", run.id)),
        again: match run.kind {
            RunKind::Export | RunKind::Import if !under_way => run.counts.failed,
            RunKind::Export | RunKind::Import | RunKind::Cycle | RunKind::Rename => 0,
        },
    }
}

/// Reads the names of those that runs name. What is gone has none any more; that is no trouble.
async fn names(state: &WebState, visitor: &Visitor, runs: &[Run]) -> Names {
    let mut names = Names::default();
    for run in runs {
        if let Some(user) = run.user
            && !names.users.contains_key(&user)
            && let Ok(known) = state.store.read_user(&visitor.viewer, user).await
        {
            names.users.insert(user, known.name);
        }
        if !(names.mailboxes.contains_key(&run.mailbox) && run.finished.is_some())
            && let Ok(known) = state.store.read_mailbox(&visitor.viewer, run.mailbox, visitor.now).await
        {
            let delay = delay::of(run, &known, visitor.now, (visitor.words, &visitor.zone));
            let waits = || state.waits.of(run.id).map(|why| reasons::told(&why, visitor.words).text());
            let delay = delay.or_else(|| waits().filter(|_| run.finished.is_none()));
            names.delays.extend(delay.map(|delay| (run.id, delay)));
            names.mailboxes.insert(run.mailbox, known.address);
        }
    }
    names
}

async fn list(State(state): State<WebState>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let paging = Paging { limit: PAGE, after: asked.after.clone() };
    let found = state.store.list_runs(&visitor.viewer, &paging).await?;
    let names = names(&state, &visitor, &found.items).await;
    let rows: Vec<Head> = found.items.iter().map(|run| head(run, &names, visitor.words)).collect();
    let place = Address::new("/runs");
    let pager = Pager::new(&place, asked.after.as_deref(), asked.trail.as_deref(), found.next.as_deref());
    let here =
        place.with("after", asked.after.unwrap_or_default()).with("trail", asked.trail.unwrap_or_default());
    let follow = rows.iter().any(|row| row.under_way).then(|| here.to_string());
    let page = ListPage { shell: visitor.shell(&state, Room::Runs).await?, rows, pager, follow };
    if visitor.wants("runs-list") { reply::show(&page.as_list()) } else { reply::show(&page) }
}

/// Tells whether an item has a contact person: a contact that was not imported has none.
fn has_person(item: &RunItem) -> bool {
    match (item.action, item.end) {
        (None | Some(ItemAction::Link), _) | (_, EndState::Imported | EndState::Linked) => true,
        (
            Some(ItemAction::Import),
            EndState::Waiting
            | EndState::Created
            | EndState::Updated
            | EndState::Skipped
            | EndState::Withdrawn
            | EndState::Unchanged
            | EndState::Failed,
        ) => false,
    }
}

/// Sums a wizard's run up.
fn figures(run: &Run, words: Words) -> Vec<(u64, String, &'static str)> {
    let counts = &run.counts;
    let all = match run.kind {
        RunKind::Import => vec![
            (counts.imported, "runs-figure-imported", "good"),
            (counts.linked, "runs-figure-linked", "good"),
            (counts.skipped, "runs-figure-skipped", "warn"),
            (counts.failed, "runs-figure-failed", "bad"),
        ],
        RunKind::Export => vec![
            (counts.created, "runs-figure-created", "good"),
            (counts.updated, "runs-figure-updated", "good"),
            (counts.linked, "runs-figure-joined", "good"),
            (counts.withdrawn, "runs-figure-withdrawn", "good"),
            (counts.unchanged, "runs-figure-unchanged", "none"),
            (counts.failed, "runs-figure-failed", "bad"),
        ],
        RunKind::Cycle | RunKind::Rename => Vec::new(),
    };
    // Of an export's many ends those that there are.
    let shown = |(count, _, _): &(u64, &str, &str)| *count > 0 || run.kind == RunKind::Import;
    all.into_iter()
        .filter(shown)
        .map(|(count, key, tone)| (count, words.put("count", count).say(key), tone))
        .collect()
}

/// Returns what an item is called.
pub(crate) fn named(item: &RunItem, words: Words) -> String {
    match (item.name.as_str(), has_person(item)) {
        ("", true) => words.say("runs-erased"),
        // Of what was not imported nobody but the importer knows the name, and that while the list is kept.
        ("", false) => words.say("runs-nameless"),
        (name, _) => name.to_owned(),
    }
}

fn item(item: &RunItem, run: &Run, words: Words) -> Item {
    let (_, tone, _) = end_of(item.end, run);
    let known = !item.name.is_empty();
    Item {
        href: (known && has_person(item)).then(|| format!("/contact-persons/{}", item.person)),
        same_as: item.same_as.as_ref().map(|same| (same.name.clone(), super::persons::path(same.id))),
        avatar: Avatar::of(&named(item, words)),
        end: (words.say(single(item.end)), tone),
        told: item.reason.as_deref().map(|reason| reasons::told(reason, words)),
    }
}

async fn report(
    state: &WebState,
    visitor: &Visitor,
    id: RunId,
    asked: &Asked,
) -> Result<ReportPage, Trouble> {
    let run = state.store.read_run(&visitor.viewer, id).await?;
    let end = ENDS.into_iter().find(|end| asked.end.as_deref() == Some(word(*end)));
    let paging = Paging { limit: PAGE, after: asked.after.clone() };
    let found = state.store.list_run_items(&visitor.viewer, id, end, &paging).await?;
    let names = names(state, visitor, std::slice::from_ref(&run)).await;
    let words = visitor.words;
    let path = place(id, &asked.wizard);
    let chip = |wanted: EndState| {
        let (key, _, count) = end_of(wanted, &run);
        let on = end == Some(wanted);
        let address = path.with("end", if on { "" } else { word(wanted) });
        (on || count > 0).then(|| (address, words.put("count", count).say(key), on))
    };
    let filtered = path.with("end", end.map_or("", word));
    let here = filtered
        .with("after", asked.after.clone().unwrap_or_default())
        .with("trail", asked.trail.clone().unwrap_or_default());
    let items: Vec<Item> = found.items.iter().map(|one| item(one, &run, words)).collect();
    let shown: Vec<_> = found.items.iter().map(|one| (one.person, word(one.end))).collect();
    let counts = ENDS.map(|end| end_of(end, &run).2);
    let head = head(&run, &names, words);
    let seen =
        live::digest((state_of(&run), counts, &head.delay, run.finished, shown, words.language().tag()));
    let mailbox = names.mailboxes.get(&run.mailbox).map_or("", String::as_str);
    let importing = asked.wizard == "import" && run.kind == RunKind::Import;
    let exporting = asked.wizard == "export" && run.kind == RunKind::Export;
    let wizard = match (importing, exporting) {
        (true, _) => Some(Wizard::of(import::Step::Result, None, mailbox, words)),
        (false, true) => Some(Wizard::of(export::Step::Result, None, mailbox, words)),
        (false, false) => None,
    };
    let room = if wizard.is_some() { Room::None } else { Room::Runs };
    Ok(ReportPage {
        shell: visitor.shell(state, room).await?,
        wizard,
        importing,
        figures: figures(&run, words),
        kept: path.query(),
        head,
        writes: visitor.viewer.writes(),
        error: run.error.as_deref().map(|error| reasons::told(error, words)),
        chips: ENDS.into_iter().filter_map(chip).collect(),
        items,
        pager: Pager::new(&filtered, asked.after.as_deref(), asked.trail.as_deref(), found.next.as_deref()),
        address: here.to_string(),
        seen,
    })
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<RunId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let page = report(&state, &visitor, id, &asked).await?;
    if !visitor.wants("report") {
        return reply::show(&page);
    }
    if page.seen == asked.seen { Ok(reply::unchanged()) } else { reply::show(&page.as_report()) }
}

async fn csv(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<RunId>) -> Answer {
    let run = state.store.read_run(&visitor.viewer, id).await?;
    Ok(run_report::answer(&state, visitor.viewer.clone(), &run, visitor.words.language()))
}

#[cfg(test)]
mod samples;
