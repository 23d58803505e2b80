//! Reading runs and their items.

use std::collections::BTreeSet;

use contacts::{MailboxId, PersonId, RunId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, QuerySelect, Value};
use uuid::Uuid;

use crate::database::Database;
use crate::failure::failed;
use crate::imports::{self, shown_end};
use crate::page::{Page, Paging, page};
use crate::replication_store::{EndState, Health, MailboxState, StoreError};
use crate::rights::visible_to;
use crate::runs::{Run, RunCounts, RunItem, RunKind, RunState};
use crate::statements::{all, one};
use crate::tables::contact_person;
use crate::viewer::Viewer;
use crate::words::{parse_json, parse_word, word};

/// A run as its row has it.
struct Row {
    run: Run,
    /// What a cycle waits for, as JSON. That of an export may be large, and is not read.
    request: String,
    counted: bool,
    /// How many items there will be, while they are still being gathered.
    expected: Option<u64>,
}

const COLUMNS: &str =
    "id, kind, mailbox, user_id, state, CASE WHEN kind = 'cycle' THEN request ELSE '' END, counts,
    created, finished, CASE WHEN prepared THEN NULL ELSE expected END";

/// Reads a run that the viewer may see.
pub(super) async fn one_run(database: &Database, viewer: &Viewer, id: RunId) -> Result<Run, StoreError> {
    let read = format!("SELECT {COLUMNS} FROM run WHERE id = $1");
    let found = one(database.reading(), &read, vec![id.0.into()]).await?;
    let row = found.as_ref().map(row).transpose()?;
    let row = row.filter(|row| viewer.administers() || row.run.user == Some(viewer.user));
    let row = row.ok_or(StoreError::NotFound("the run"))?;
    complete(database, row).await
}

/// Lists runs, newest first.
pub(super) async fn list(
    database: &Database,
    viewer: &Viewer,
    paging: &Paging,
) -> Result<Page<Run>, StoreError> {
    let size = paging.size();
    let (before, id) = match paging.start()? {
        None => (i64::MAX, Uuid::max()),
        Some((created, id)) => (
            created
                .parse()
                .map_err(|_| StoreError::Invalid("this is no place in the list of runs".into()))?,
            id,
        ),
    };
    let own = if viewer.administers() { "TRUE" } else { "user_id = $4" };
    let read = format!(
        "SELECT {COLUMNS} FROM run WHERE {own} AND (created < $1 OR (created = $1 AND id < $2))
            ORDER BY created DESC, id DESC LIMIT $3"
    );
    let mut values: Vec<Value> = vec![before.into(), id.into(), (i64::from(size) + 1).into()];
    if !viewer.administers() {
        values.push(viewer.user.0.into());
    }
    let rows = all(database.reading(), &read, values).await?;
    let rows = rows.iter().map(row).collect::<Result<Vec<Row>, _>>()?;
    let page = page(rows, size, |row| (row.run.created.to_string(), row.run.id.0), Ok)?;
    let mut items = Vec::new();
    for row in page.items {
        items.push(complete(database, row).await?);
    }
    Ok(Page { items, next: page.next })
}

fn row(row: &QueryResult) -> Result<Row, StoreError> {
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    let (kind, state) = (parse_word::<RunKind>(&text(1)?)?, parse_word::<RunState>(&text(4)?)?);
    let counts: Option<String> = row.try_get_by_index(6).map_err(failed)?;
    let counted = counts.is_some();
    let counts = counts.as_deref().map(parse_json).transpose()?.unwrap_or_default();
    let plain = || -> Result<Run, sea_orm::DbErr> {
        Ok(Run {
            id: RunId(row.try_get_by_index(0)?),
            kind,
            mailbox: MailboxId(row.try_get_by_index::<Option<Uuid>>(2)?.unwrap_or_default()),
            user: row.try_get_by_index::<Option<Uuid>>(3)?.map(UserId),
            state,
            counts,
            error: None,
            hold_until: 0,
            created: row.try_get_by_index(7)?,
            finished: row.try_get_by_index(8)?,
        })
    };
    let expected: Option<i64> = row.try_get_by_index(9).map_err(failed)?;
    let expected = expected.and_then(|expected| u64::try_from(expected).ok());
    Ok(Row { run: plain().map_err(failed)?, request: text(5)?, counted, expected })
}

/// Adds what is counted: an export's items, or a mailbox's cycles.
async fn complete(database: &Database, row: Row) -> Result<Run, StoreError> {
    let mut run = row.run;
    match run.kind {
        RunKind::Cycle => cycle(database, &mut run, &row.request).await?,
        RunKind::Export | RunKind::Import | RunKind::Rename if row.counted => {}
        RunKind::Export | RunKind::Import | RunKind::Rename => {
            run.counts = counts(database.reading(), run.id).await?;
            if run.finished.is_some() {
                keep_counts(database, &run).await?;
            } else {
                let missing = row.expected.unwrap_or_default().saturating_sub(run.counts.total);
                run.counts.total += missing;
                run.counts.waiting += missing;
                run.hold_until = hold_until(database, run.mailbox).await?;
            }
        }
    }
    Ok(run)
}

/// Tells until when a mailbox's Outlook is not to be asked.
async fn hold_until(database: &Database, mailbox: MailboxId) -> Result<i64, StoreError> {
    let read = "SELECT health FROM mailbox WHERE id = $1";
    let Some(row) = one(database.reading(), read, vec![mailbox.0.into()]).await? else { return Ok(0) };
    let health: String = row.try_get_by_index(0).map_err(failed)?;
    Ok(parse_json::<Health>(&health)?.hold_until)
}

/// Counts a run's items by their end.
pub(super) async fn counts<C: ConnectionTrait>(on: &C, id: RunId) -> Result<RunCounts, StoreError> {
    let read = "SELECT end_state, COUNT(*), action FROM run_item WHERE run = $1 GROUP BY end_state, action";
    let mut counts = RunCounts::default();
    for row in all(on, read, vec![id.0.into()]).await? {
        let end: String = row.try_get_by_index(0).map_err(failed)?;
        let count: i64 = row.try_get_by_index(1).map_err(failed)?;
        let count = u64::try_from(count).unwrap_or_default();
        counts.total += count;
        let action: Option<String> = row.try_get_by_index(2).map_err(failed)?;
        let action = action.as_deref().map(parse_word).transpose()?;
        let place = match shown_end(parse_word::<EndState>(&end)?, action) {
            EndState::Waiting => &mut counts.waiting,
            EndState::Created => &mut counts.created,
            EndState::Updated => &mut counts.updated,
            EndState::Linked => &mut counts.linked,
            EndState::Imported => &mut counts.imported,
            EndState::Skipped => &mut counts.skipped,
            EndState::Withdrawn => &mut counts.withdrawn,
            EndState::Unchanged => &mut counts.unchanged,
            EndState::Failed => &mut counts.failed,
        };
        *place += count;
    }
    Ok(counts)
}

/// Keeps the counts of a run that has ended: they change no more unless it is tried again.
async fn keep_counts(database: &Database, run: &Run) -> Result<(), StoreError> {
    let text = crate::words::json(&run.counts)?;
    let keep = "UPDATE run SET counts = $2 WHERE id = $1 AND finished IS NOT NULL";
    let values: Vec<Value> = vec![run.id.0.into(), text.into()];
    database
        .write(|tx| {
            let values = values.clone();
            async move { crate::statements::run(tx.as_ref(), keep, values).await.map(|_| ()) }
        })
        .await
}

/// Tells how far a cycle is: it has ended when the mailbox has seen as many cycles end as the run waits for.
async fn cycle(database: &Database, run: &mut Run, request: &str) -> Result<(), StoreError> {
    let target: i64 = parse_json::<super::steer::CycleRequest>(request)?.cycles;
    let read = "SELECT cycles, state, health FROM mailbox WHERE id = $1";
    let row = one(database.reading(), read, vec![run.mailbox.0.into()]).await?;
    let row = row.ok_or(StoreError::NotFound("the mailbox"))?;
    let cycles: i64 = row.try_get_by_index(0).map_err(failed)?;
    let (state, health): (String, String) =
        (row.try_get_by_index(1).map_err(failed)?, row.try_get_by_index(2).map_err(failed)?);
    let (state, health) = (parse_word::<MailboxState>(&state)?, parse_json::<Health>(&health)?);
    let stopped = match state {
        MailboxState::Active | MailboxState::Disconnecting => None,
        MailboxState::Paused => Some("the mailbox is paused"),
        MailboxState::ReconnectNeeded => Some("the mailbox has to be connected again"),
        MailboxState::Braked => Some("the brake stopped the mailbox; release it to go on"),
        MailboxState::Disconnected => Some("the mailbox is disconnected"),
    };
    if cycles >= target || stopped.is_some() {
        run.state = RunState::Done;
        run.finished = Some(health.last_cycle.max(run.created));
        run.error = health.error.or_else(|| stopped.map(str::to_owned));
    }
    Ok(())
}

/// The columns of an item, as [`item`] reads them.
const ITEM: &str = "person, name, end_state, reason, action";

/// Lists a run's items, by person.
pub(super) async fn items<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    id: RunId,
    end: Option<EndState>,
    paging: &Paging,
) -> Result<Page<RunItem>, StoreError> {
    let size = paging.size();
    let after = paging.start()?.map_or(Uuid::nil(), |(_, person)| person);
    let mut values: Vec<Value> = vec![id.0.into(), after.into(), (i64::from(size) + 1).into()];
    let ended = match end {
        None => "TRUE",
        Some(EndState::Imported) => "end_state = 'linked' AND action = 'import'",
        Some(EndState::Linked) => "end_state = 'linked' AND (action IS NULL OR action = 'link')",
        Some(
            end @ (EndState::Waiting
            | EndState::Created
            | EndState::Updated
            | EndState::Skipped
            | EndState::Withdrawn
            | EndState::Unchanged
            | EndState::Failed),
        ) => {
            values.push(word(&end)?.into());
            "end_state = $4"
        }
    };
    let read = format!(
        "SELECT {ITEM} FROM run_item WHERE run = $1 AND person > $2 AND {ended}
            ORDER BY person LIMIT $3"
    );
    let rows = all(on, &read, values).await?;
    let rows = rows.iter().map(item).collect::<Result<Vec<RunItem>, _>>()?;
    let mut rows = named(on, viewer, rows).await?;
    imports::names(on, viewer, id, &mut rows).await?;
    page(rows, size, |item| (String::new(), item.person.0), Ok)
}

/// Lists items of a run that the viewer may see, without counting any.
pub(super) async fn items_after<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    id: RunId,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Vec<RunItem>, StoreError> {
    let row = one(on, "SELECT user_id FROM run WHERE id = $1", vec![id.0.into()]).await?;
    let user = row.map(|row| row.try_get_by_index::<Option<Uuid>>(0)).transpose().map_err(failed)?;
    user.filter(|user| viewer.administers() || *user == Some(viewer.user.0))
        .ok_or(StoreError::NotFound("the run"))?;
    let read = format!("SELECT {ITEM} FROM run_item WHERE run = $1 AND person > $2 ORDER BY person LIMIT $3");
    let after = after.map_or(Uuid::nil(), |person| person.0);
    let rows = all(on, &read, vec![id.0.into(), after.into(), i64::from(limit).into()]).await?;
    let rows = rows.iter().map(item).collect::<Result<Vec<RunItem>, _>>()?;
    let mut rows = named(on, viewer, rows).await?;
    imports::names(on, viewer, id, &mut rows).await?;
    Ok(rows)
}

/// Leaves names to those whom the viewer may see now: a run keeps them as they were when it began.
async fn named<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    mut items: Vec<RunItem>,
) -> Result<Vec<RunItem>, StoreError> {
    use contact_person::Column::Id;
    let mut seen = BTreeSet::new();
    for group in items.chunks(500) {
        let find = contact_person::Entity::find().select_only().column(Id);
        let find = find.filter(Id.is_in(group.iter().map(|item| item.person.0))).filter(visible_to(viewer));
        seen.extend(find.into_tuple::<Uuid>().all(on).await.map_err(failed)?);
    }
    for item in items.iter_mut().filter(|item| !seen.contains(&item.person.0)) {
        item.name.clear();
    }
    Ok(items)
}

fn item(row: &QueryResult) -> Result<RunItem, StoreError> {
    let end: String = row.try_get_by_index(2).map_err(failed)?;
    let action: Option<String> = row.try_get_by_index(4).map_err(failed)?;
    let action = action.as_deref().map(parse_word).transpose()?;
    let end = shown_end(parse_word(&end)?, action);
    let read = || -> Result<RunItem, sea_orm::DbErr> {
        Ok(RunItem {
            person: PersonId(row.try_get_by_index(0)?),
            name: row.try_get_by_index(1)?,
            end,
            reason: row.try_get_by_index(3)?,
            action,
            same_as: None,
            contact: None,
        })
    };
    read().map_err(failed)
}
