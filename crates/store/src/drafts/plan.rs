//! The plan of a draft, worked out in steps: some hundred persons each, so that every answer is quick.

use contacts::{DraftId, PersonId};
use sea_orm::{QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::drafts::row::{self, Draft};
use crate::drafts::{PlanState, rows};
use crate::exports::{ExportRequest, PlanCounts, PlanItem, Planned, Selection};
use crate::failure::failed;
use crate::links::open_mailbox;
use crate::page::{Page, Paging};
use crate::replication_store::StoreError;
use crate::statements::{all, one, run, run_rows};
use crate::viewer::Viewer;
use crate::words::{json, parse_json, parse_word, word};

/// How many persons one step plans.
const STEP: usize = 600;
/// For how long a plan is good, in microseconds: the world moves on.
const LASTS: i64 = 15 * 60_000_000;

/// How far a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    /// Of which version of the draft.
    version: i64,
    /// When it was begun.
    begun: i64,
    done: u64,
    of: u64,
    counts: PlanCounts,
    unread: bool,
    /// When it was finished.
    made: Option<i64>,
}

impl Progress {
    fn state(&self) -> PlanState {
        match self.made {
            Some(made) => PlanState::Ready { counts: self.counts, unread: self.unread, made },
            None => PlanState::Working { done: self.done, of: self.of },
        }
    }

    /// Returns the plan of a draft so far, where it is of its present version and not too old.
    fn of(draft: &Draft, now: i64) -> Result<Option<Progress>, StoreError> {
        let progress: Option<Progress> = draft.plan.as_deref().map(parse_json).transpose()?;
        Ok(progress.filter(|plan| plan.version == draft.version && plan.begun > now - LASTS))
    }
}

/// Plans the next persons.
pub(super) async fn work(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<PlanState, StoreError> {
    let on = database.reading();
    let draft = row::seen(on, viewer, id, now).await?;
    let owner = open_mailbox(on, viewer, draft.mailbox).await?;
    let list = list(&draft);
    let so_far = match Progress::of(&draft, now)? {
        Some(progress) if progress.made.is_some() => return Ok(progress.state()),
        Some(progress) => progress,
        None => Progress {
            version: draft.version,
            begun: now,
            done: 0,
            of: list.len() as u64,
            counts: PlanCounts::default(),
            unread: !database.knows_the_contacts(draft.mailbox).await?,
            made: None,
        },
    };
    let start = usize::try_from(so_far.done).unwrap_or(usize::MAX).min(list.len());
    let next = &list[start..list.len().min(start + STEP)];
    let items = planned(database, (viewer, &owner), &draft, next).await?;
    let mut progress = so_far;
    items.iter().for_each(|item| progress.counts.count(item.what));
    progress.done += next.len() as u64;
    progress.made = (progress.done >= progress.of).then_some(now);
    let rows = next.iter().zip(&items).map(|((place, _), item)| values(id, *place, item));
    let rows = &rows.collect::<Result<Vec<_>, _>>()?;
    let (before, after) = (&draft, &progress);
    database.write(|tx| async move { write(&tx, viewer, (before, after), rows, now).await }).await
}

/// The list of an export, by places: who is selected, then who was taken off, if that matters.
fn list(draft: &Draft) -> Vec<(u32, bool)> {
    let selected = draft.assignment.selected.places();
    let off = match draft.options.withdraw_taken_off {
        true => draft.assignment.taken_off().places(),
        false => Vec::new(),
    };
    let selected = selected.into_iter().map(|place| (place, false));
    selected.chain(off.into_iter().map(|place| (place, true))).collect()
}

async fn planned(
    database: &Database,
    viewers: (&Viewer, &Viewer),
    draft: &Draft,
    next: &[(u32, bool)],
) -> Result<Vec<PlanItem>, StoreError> {
    let mut places: Vec<u32> = next.iter().map(|(place, _)| *place).collect();
    places.sort_unstable();
    let ids = row::hits(database.reading(), draft.id, &places).await?;
    let person = |place: &u32| places.binary_search(place).ok().and_then(|at| ids.get(at)).copied();
    let group: Vec<(PersonId, bool)> =
        next.iter().filter_map(|(place, off)| Some((PersonId(person(place)?), *off))).collect();
    let request = ExportRequest {
        mailbox: draft.mailbox,
        persons: Selection::Ids(Vec::new()),
        mode: draft.options.mode,
        taken_off: Vec::new(),
        withdraw_taken_off: draft.options.withdraw_taken_off,
        photos: draft.options.photos,
    };
    database.plan_some(viewers, &request, &group).await
}

fn values(draft: DraftId, place: u32, item: &PlanItem) -> Result<Vec<Value>, StoreError> {
    let candidates = (!item.candidates.is_empty()).then(|| json(&item.candidates)).transpose()?;
    Ok(vec![
        draft.0.into(),
        i64::from(place).into(),
        word(&item.what)?.into(),
        item.reason.clone().into(),
        candidates.into(),
    ])
}

/// Writes a step, unless another one came first: then its state counts.
async fn write(
    tx: &Tx,
    viewer: &Viewer,
    (before, after): (&Draft, &Progress),
    rows: &[Vec<Value>],
    now: i64,
) -> Result<PlanState, StoreError> {
    let on = tx.as_ref();
    let held = row::held_open(tx, viewer, before.id, now).await?;
    if held.version != before.version || held.plan != before.plan {
        let of = list(&held).len() as u64;
        return Ok(match Progress::of(&held, now)? {
            Some(progress) => progress.state(),
            None => PlanState::Working { done: 0, of },
        });
    }
    if after.done == rows.len() as u64 {
        run(on, "DELETE FROM draft_plan WHERE draft = $1", vec![before.id.0.into()]).await?;
    }
    let put = "INSERT INTO draft_plan (draft, place, what, reason, candidates) VALUES {rows}";
    run_rows(on, put, &[], rows.to_vec()).await?;
    let set = "UPDATE export_draft SET plan = $2 WHERE id = $1";
    run(on, set, vec![before.id.0.into(), json(after)?.into()]).await?;
    Ok(after.state())
}

/// Lists the persons of a plan.
pub(super) async fn page(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    what: Option<Planned>,
    paging: &Paging,
) -> Result<Page<PlanItem>, StoreError> {
    let on = database.reading();
    let own = "SELECT 1 FROM export_draft WHERE id = $1 AND user_id = $2";
    let own = one(on, own, vec![id.0.into(), viewer.user.0.into()]).await?;
    own.ok_or(StoreError::NotFound("the export that was being put together"))?;
    let after = match &paging.after {
        None => -1,
        Some(text) => i64::from(text.parse::<u32>().map_err(|_| {
            StoreError::Invalid(format!(
                "\"{text}\" is no place in this list; give the \"next\" of the page before"
            ))
        })?),
    };
    let size = usize::try_from(paging.size()).unwrap_or(usize::MAX);
    let mut values: Vec<Value> = vec![id.0.into(), after.into(), (i64::from(paging.size()) + 1).into()];
    let of = match what {
        None => "TRUE",
        Some(what) => {
            values.push(word(&what)?.into());
            "what = $4"
        }
    };
    let read = format!(
        "SELECT place, what, reason, candidates FROM draft_plan WHERE draft = $1 AND place > $2 AND {of}
            ORDER BY place LIMIT $3"
    );
    let mut rows = all(on, &read, values).await?;
    let more = rows.len() > size;
    rows.truncate(size);
    let places = rows.iter().map(place).collect::<Result<Vec<u32>, _>>()?;
    let ids = row::hits(on, id, &places).await?;
    let names = rows::names(on, viewer, &ids).await?;
    let item = |(row, id): (&QueryResult, &Uuid)| item(row, *id, names.get(id).cloned().unwrap_or_default());
    let items = rows.iter().zip(&ids).map(item).collect::<Result<Vec<_>, _>>()?;
    Ok(Page { items, next: places.last().filter(|_| more).map(u32::to_string) })
}

fn place(row: &QueryResult) -> Result<u32, StoreError> {
    let place: i64 = row.try_get_by_index(0).map_err(failed)?;
    u32::try_from(place).map_err(|_| StoreError::Database("a plan has a place that is none".into()))
}

fn item(row: &QueryResult, id: Uuid, name: String) -> Result<PlanItem, StoreError> {
    let what: String = row.try_get_by_index(1).map_err(failed)?;
    let candidates: Option<String> = row.try_get_by_index(3).map_err(failed)?;
    Ok(PlanItem {
        person: PersonId(id),
        name,
        what: parse_word(&what)?,
        reason: row.try_get_by_index(2).map_err(failed)?,
        candidates: candidates.as_deref().map(parse_json).transpose()?.unwrap_or_default(),
    })
}
