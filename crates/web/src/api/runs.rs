//! `/runs`: exports and cycles that a person asked for, with their items.

use axum::extract::State;
use axum::response::Response;
use contacts::RunId;
use serde::Serialize;
use store::{EndState, Run, RunItem};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::PREFIX;
use crate::body::Nothing;
use crate::filling;
use crate::idempotent::{Answer, json};
use crate::language::Language;
use crate::listing::{Asking, Listing};
use crate::place::Place;
use crate::problem::Problem;
use crate::properties::{Asked, Properties};
use crate::query::Query;
use crate::run_report;
use crate::shape::time;
use crate::signed::Signed;
use crate::state::WebState;
use crate::words::{EndStateWord, RunKindWord, RunStateWord};

/// A run.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Run)]
pub struct ShownRun {
    /// Its id.
    pub id: Uuid,
    /// What it does.
    pub kind: RunKindWord,
    /// The id of the mailbox.
    pub mailbox: Uuid,
    /// The id of the user who asked for it.
    pub user: Option<Uuid>,
    /// How far it is.
    pub state: RunStateWord,
    /// How many items have ended, in percent; 100 when it is done.
    pub progress: u8,
    /// How many items ended how.
    pub counts: ShownCounts,
    /// Why a cycle did not end well.
    pub error: Option<String>,
    /// What a run that has not ended waits for, where it is not its turn: Microsoft's limit of requests.
    pub reason: Option<String>,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub created: String,
    /// When it ended; null: it has not.
    #[schema(format = DateTime)]
    pub finished: Option<String>,
}

/// How many items of a run ended how.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RunCounts)]
pub struct ShownCounts {
    /// All items; of a run that is being prepared, as many as it will have.
    pub total: u64,
    /// Items that wait, those not prepared yet among them.
    pub waiting: u64,
    /// Contacts created.
    pub created: u64,
    /// Contacts updated.
    pub updated: u64,
    /// Equal contacts linked.
    pub linked: u64,
    /// Contacts that became contact persons.
    pub imported: u64,
    /// Contacts that an import left as they were.
    pub skipped: u64,
    /// Contacts withdrawn.
    pub withdrawn: u64,
    /// Items with nothing to change.
    pub unchanged: u64,
    /// Items that were not possible.
    pub failed: u64,
}

/// One person in a run.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RunItem)]
pub struct ShownItem {
    /// The contact person's id; of a contact that an import did not make one of, an id of the item alone.
    pub contact_person: Uuid,
    /// Its name when the run began; empty when it was erased since.
    pub name: String,
    /// How it ended.
    pub end: EndStateWord,
    /// Why.
    pub reason: Option<String>,
    /// Of your own import: Outlook's id of the contact, for a day.
    pub contact: Option<String>,
    /// Of a contact that was skipped because it is certainly a contact person that you may see: its id.
    pub same_as: Option<Uuid>,
}

/// Which items are wanted.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ItemsAsked {
    /// Only those that ended so.
    #[param(required = false, value_type = Option<EndStateWord>)]
    pub end: Option<EndState>,
    /// Which part of the list.
    #[param(ignore)]
    pub part: Asking,
}

impl Asked for ItemsAsked {
    fn read(properties: &mut Properties) -> Option<Self> {
        Some(ItemsAsked { end: properties.word("end", EndStateWord::WORDS), part: Asking::read(properties)? })
    }
}

/// In which language a report is written.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportAsked {
    /// The language of the headings, results and reasons: `en`, or `de` with semicolons between the cells instead of
    /// commas.
    #[param(required = false, value_type = Option<String>, default = "en")]
    pub language: Language,
}

impl Asked for ReportAsked {
    fn read(properties: &mut Properties) -> Option<Self> {
        let words = Language::ALL.map(|language| (language.tag(), language));
        Some(ReportAsked { language: properties.word("language", &words).unwrap_or_default() })
    }
}

/// List runs
///
/// Your own, newest first; for administrators all.
#[utoipa::path(get, path = "/runs", tag = "runs", params(Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownRun>)))]
pub async fn list(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Query(asking): Query<Asking>,
) -> Result<axum::Json<Listing<ShownRun>>, Problem> {
    let page = state.store.list_runs(&viewer, &asking.of("runs")?).await?;
    Ok(axum::Json(Listing::of("runs", page, |run| shown(run, state.now()))))
}

/// Read a run
///
/// Its state, its progress and its counts; its items are at `/runs/{id}/items`.
#[utoipa::path(get, path = "/runs/{id}", tag = "runs",
    params(("id" = Uuid, Path, description = "The run")),
    responses((status = 200, description = "The run", body = ShownRun)))]
pub async fn read(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<RunId>,
) -> Result<axum::Json<ShownRun>, Problem> {
    Ok(axum::Json(shown(state.store.read_run(&viewer, id).await?, state.now())))
}

/// List a run's items
///
/// Every contact person of the run with its end state, and the reason where that is not plain.
#[utoipa::path(get, path = "/runs/{id}/items", tag = "runs",
    params(("id" = Uuid, Path, description = "The run"), ItemsAsked, Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownItem>)))]
pub async fn items(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<RunId>,
    Query(asked): Query<ItemsAsked>,
) -> Result<axum::Json<Listing<ShownItem>>, Problem> {
    let list = format!("items of {id}");
    let page = state.store.list_run_items(&viewer, id, asked.end, &asked.part.of(&list)?).await?;
    Ok(axum::Json(Listing::of(&list, page, item)))
}

/// Read a run's report as CSV
///
/// One line per contact person: name, result, why, what to do, and its id. UTF-8 with a byte order mark; no cell is
/// taken for a formula. The answer is written while it is read: a run of any size costs no memory.
#[utoipa::path(get, path = "/runs/{id}/report.csv", tag = "runs",
    params(("id" = Uuid, Path, description = "The run"), ReportAsked),
    responses((status = 200, description = "The report", content_type = "text/csv; charset=utf-8", body = String)))]
pub async fn report(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<RunId>,
    Query(asked): Query<ReportAsked>,
) -> Result<Response, Problem> {
    let run = state.store.read_run(&viewer, id).await?;
    Ok(run_report::answer(&state, viewer, &run, asked.language))
}

/// Pause an export
///
/// What has not begun waits until the run is continued or cancelled; what was sent already ends. Contacts that are
/// linked go on as always: an edit never waits for a run. A run that is being prepared goes on being prepared. Does
/// nothing when it is paused.
#[utoipa::path(post, path = "/runs/{id}/pause", tag = "runs",
    params(("id" = Uuid, Path, description = "The run")),
    responses((status = 200, description = "The run as it is now", body = ShownRun)))]
pub async fn pause(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<RunId>,
    _: Nothing,
) -> Result<axum::Json<ShownRun>, Problem> {
    Ok(axum::Json(shown(state.store.pause_run(&viewer, id).await?, state.now())))
}

/// Continue a paused export
///
/// It goes on where it was. Does nothing when it is not paused.
#[utoipa::path(post, path = "/runs/{id}/continue", tag = "runs", operation_id = "continue",
    params(("id" = Uuid, Path, description = "The run")),
    responses((status = 200, description = "The run as it is now", body = ShownRun)))]
pub async fn go_on(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<RunId>,
    _: Nothing,
) -> Result<axum::Json<ShownRun>, Problem> {
    let run = state.store.continue_run(&viewer, id, state.now()).await?;
    filling::went_on(&state, &run);
    Ok(axum::Json(shown(run, state.now())))
}

/// Cancel a run
///
/// What has not begun does not happen; what is under way may still end.
#[utoipa::path(post, path = "/runs/{id}/cancel", tag = "runs",
    params(("id" = Uuid, Path, description = "The run")),
    responses((status = 200, description = "The run as it is now", body = ShownRun)))]
pub async fn cancel(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<RunId>,
    _: Nothing,
) -> Result<axum::Json<ShownRun>, Problem> {
    Ok(axum::Json(shown(state.store.cancel_run(&viewer, id, state.now()).await?, state.now())))
}

/// Try a run's failed items again
///
/// The same run goes on with them.
#[utoipa::path(post, path = "/runs/{id}/retry", tag = "runs",
    params(("id" = Uuid, Path, description = "The run")),
    responses((status = 200, description = "The run as it is now", body = ShownRun)))]
pub async fn retry(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(id): Place<RunId>,
    _: Nothing,
) -> Result<axum::Json<ShownRun>, Problem> {
    let run = state.store.retry_run(&viewer, id, state.now()).await?;
    state.engine.wake(Some(run.mailbox));
    Ok(axum::Json(shown(run, state.now())))
}

/// Makes the answer to a request that set a run going.
pub(crate) fn accepted(run: Run) -> Result<Answer, Problem> {
    Ok(Answer::accepted(format!("{PREFIX}/runs/{}", run.id), json(&shown(run, i64::MAX))?))
}

/// Shows a run as it is at a time.
fn shown(run: Run, now: i64) -> ShownRun {
    let counts = run.counts;
    let held = run.finished.is_none() && run.hold_until > now;
    ShownRun {
        id: run.id.0,
        kind: run.kind.into(),
        mailbox: run.mailbox.0,
        user: run.user.map(|user| user.0),
        state: run.state.into(),
        progress: progress(&run),
        counts: ShownCounts {
            total: counts.total,
            waiting: counts.waiting,
            created: counts.created,
            updated: counts.updated,
            linked: counts.linked,
            imported: counts.imported,
            skipped: counts.skipped,
            withdrawn: counts.withdrawn,
            unchanged: counts.unchanged,
            failed: counts.failed,
        },
        error: run.error,
        reason: held.then(|| format!("waiting for Microsoft's limit until {}", time(run.hold_until))),
        created: time(run.created),
        finished: run.finished.map(time),
    }
}

fn progress(run: &Run) -> u8 {
    let (total, ended) = (run.counts.total, run.counts.total.saturating_sub(run.counts.waiting));
    match (run.finished, total) {
        (Some(_), _) => 100,
        (None, 0) => 0,
        (None, total) => u8::try_from(ended * 100 / total).unwrap_or(100),
    }
}

fn item(item: RunItem) -> ShownItem {
    ShownItem {
        contact_person: item.person.0,
        name: item.name,
        end: item.end.into(),
        reason: item.reason,
        contact: item.contact,
        same_as: item.same_as.map(|person| person.id.0),
    }
}
