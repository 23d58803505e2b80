//! Reading runs and their items.

use contacts::{MailboxId, PersonId, RunId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::database::Database;
use crate::failure::failed;
use crate::page::{Page, Paging, page};
use crate::replication_store::{EndState, Health, MailboxState, StoreError};
use crate::runs::{Run, RunCounts, RunItem, RunKind, RunState};
use crate::statements::{all, one};
use crate::viewer::Viewer;
use crate::words::{parse_json, parse_word, word};

/// A run as its row has it.
struct Row {
    run: Run,
    /// What was asked for, as JSON.
    request: String,
    counted: bool,
}

const COLUMNS: &str = "id, kind, mailbox, user_id, state, request, counts, created, finished";

/// Reads a run that the viewer may see, with its request.
pub(super) async fn one_run(
    database: &Database,
    viewer: &Viewer,
    id: RunId,
) -> Result<(Run, String), StoreError> {
    let read = format!("SELECT {COLUMNS} FROM run WHERE id = $1");
    let found = one(database.reading(), &read, vec![id.0.into()]).await?;
    let row = found.as_ref().map(row).transpose()?;
    let row = row.filter(|row| viewer.administers() || row.run.user == Some(viewer.user));
    let row = row.ok_or(StoreError::NotFound("the run"))?;
    let request = row.request.clone();
    Ok((complete(database, row).await?, request))
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
    Ok(Row { run: plain().map_err(failed)?, request: text(5)?, counted })
}

/// Adds what is counted: an export's items, or a mailbox's cycles.
async fn complete(database: &Database, row: Row) -> Result<Run, StoreError> {
    let mut run = row.run;
    match run.kind {
        RunKind::Cycle => cycle(database, &mut run, &row.request).await?,
        RunKind::Export | RunKind::Rename if row.counted => {}
        RunKind::Export | RunKind::Rename => {
            run.counts = counts(database.reading(), run.id).await?;
            if run.finished.is_some() {
                keep_counts(database, &run).await?;
            } else {
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
    let read = "SELECT end_state, COUNT(*) FROM run_item WHERE run = $1 GROUP BY end_state";
    let mut counts = RunCounts::default();
    for row in all(on, read, vec![id.0.into()]).await? {
        let end: String = row.try_get_by_index(0).map_err(failed)?;
        let count: i64 = row.try_get_by_index(1).map_err(failed)?;
        let count = u64::try_from(count).unwrap_or_default();
        counts.total += count;
        let place = match parse_word::<EndState>(&end)? {
            EndState::Waiting => &mut counts.waiting,
            EndState::Created => &mut counts.created,
            EndState::Updated => &mut counts.updated,
            EndState::Linked => &mut counts.linked,
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

/// Lists a run's items, by person.
pub(super) async fn items<C: ConnectionTrait>(
    on: &C,
    id: RunId,
    end: Option<EndState>,
    paging: &Paging,
) -> Result<Page<RunItem>, StoreError> {
    let size = paging.size();
    let after = paging.start()?.map_or(Uuid::nil(), |(_, person)| person);
    let mut values: Vec<Value> = vec![id.0.into(), after.into(), (i64::from(size) + 1).into()];
    let ended = match end {
        None => "TRUE",
        Some(end) => {
            values.push(word(&end)?.into());
            "end_state = $4"
        }
    };
    let read = format!(
        "SELECT person, name, end_state, reason FROM run_item WHERE run = $1 AND person > $2 AND {ended}
            ORDER BY person LIMIT $3"
    );
    let rows = all(on, &read, values).await?;
    let rows = rows.iter().map(item).collect::<Result<Vec<RunItem>, _>>()?;
    page(rows, size, |item| (String::new(), item.person.0), Ok)
}

fn item(row: &QueryResult) -> Result<RunItem, StoreError> {
    let end: String = row.try_get_by_index(2).map_err(failed)?;
    let end = parse_word(&end)?;
    let read = || -> Result<RunItem, sea_orm::DbErr> {
        Ok(RunItem {
            person: PersonId(row.try_get_by_index(0)?),
            name: row.try_get_by_index(1)?,
            end,
            reason: row.try_get_by_index(3)?,
        })
    };
    read().map_err(failed)
}
