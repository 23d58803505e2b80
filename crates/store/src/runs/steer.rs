//! Starting cycles; cancelling runs and trying their failures again.

use contacts::{MailboxId, PersonId, RunId};
use replication::{Leaving, Link, LinkState};
use sea_orm::Value;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::exports::{ExportRequest, Items, Order, fill};
use crate::failure::failed;
use crate::imports;
use crate::links::{own_mailbox, turn};
use crate::replication::{link_row, run_items};
use crate::replication_store::{EndState, MailboxState, RunItemWrite, StoreError};
use crate::runs::read::one_run;
use crate::runs::{RunKind, RunState};
use crate::statements::{all, all_in, for_update, one, run};
use crate::viewer::Viewer;
use crate::words::{json, parse_json, parse_word};

/// Items dealt with in one transaction.
const GROUP: i64 = 300;

/// What a run that asks for a cycle waits for.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct CycleRequest {
    /// How many cycles of the mailbox have to have ended.
    pub(super) cycles: i64,
}

/// Asks for a cycle. One that is under way may have looked at Outlook already: then the next one counts.
pub(super) async fn start_cycle(
    tx: &Tx,
    viewer: &Viewer,
    mailbox: MailboxId,
    now: i64,
) -> Result<RunId, StoreError> {
    let on = tx.as_ref();
    own_mailbox(on, viewer, mailbox).await?;
    let read = format!("SELECT cycles, state FROM mailbox WHERE id = $1{}", for_update(on));
    let row = one(on, &read, vec![mailbox.0.into()]).await?.ok_or(StoreError::NotFound("the mailbox"))?;
    let cycles: i64 = row.try_get_by_index(0).map_err(failed)?;
    let state: String = row.try_get_by_index(1).map_err(failed)?;
    match parse_word::<MailboxState>(&state)? {
        MailboxState::Active | MailboxState::Disconnecting => {}
        MailboxState::Paused => return Err(not_now("it is paused; activate it first")),
        MailboxState::ReconnectNeeded => return Err(not_now("it has to be connected again first")),
        MailboxState::Braked => return Err(not_now("its brake has to be released first")),
        MailboxState::Disconnected => return Err(not_now("it is disconnected")),
    }
    let held = "SELECT 1 FROM lease WHERE mailbox = $1 AND until > $2";
    let under_way = one(on, held, vec![mailbox.0.into(), now.into()]).await?.is_some();
    let target = cycles + if under_way { 2 } else { 1 };
    let want = "UPDATE mailbox SET wanted = CASE WHEN wanted > $2 THEN wanted ELSE $2 END WHERE id = $1";
    run(on, want, vec![mailbox.0.into(), target.into()]).await?;
    let id = RunId(Uuid::now_v7());
    let insert = "INSERT INTO run (id, kind, mailbox, user_id, state, request, created, started)
        VALUES ($1, 'cycle', $2, $3, 'running', $4, $5, $5)";
    let by = viewer.acting().map(|user| user.0);
    let request = json(&CycleRequest { cycles: target })?;
    run(on, insert, vec![id.0.into(), mailbox.0.into(), by.into(), request.into(), now.into()]).await?;
    Ok(id)
}

fn not_now(why: &str) -> StoreError {
    StoreError::Invalid(format!("the mailbox cannot be replicated now: {why}"))
}

/// Cancels a run: what has not begun does not happen.
pub(super) async fn cancel(
    database: &Database,
    viewer: &Viewer,
    id: RunId,
    now: i64,
) -> Result<(), StoreError> {
    let found = one_run(database, viewer, id).await?;
    match (found.kind, found.state) {
        (RunKind::Cycle, _) => {
            return Err(StoreError::Invalid("a cycle cannot be cancelled; pause the mailbox instead".into()));
        }
        (RunKind::Export | RunKind::Import | RunKind::Rename, RunState::Done) => {
            return Err(StoreError::Invalid("this run has ended; nothing was changed".into()));
        }
        (
            RunKind::Export | RunKind::Import | RunKind::Rename,
            RunState::Preparing | RunState::Running | RunState::Paused | RunState::Cancelled,
        ) => {}
    }
    let stop = "UPDATE run SET state = 'cancelled' WHERE id = $1 AND state <> 'done'";
    database.write(|tx| async move { run(tx.as_ref(), stop, vec![id.0.into()]).await }).await?;
    match found.kind {
        // Whoever is a contact person by now is linked; the rest does not become one.
        RunKind::Import => return imports::stop(database, id, "cancelled before it began", now).await,
        RunKind::Export | RunKind::Rename | RunKind::Cycle => {}
    }
    take_back_waiting(database, viewer, id, now).await?;
    // One whose items are still being gathered ends when they are.
    let end = "UPDATE run SET finished = $2 WHERE id = $1 AND finished IS NULL AND prepared AND NOT EXISTS
        (SELECT 1 FROM run_item WHERE run_item.run = run.id AND run_item.end_state = 'waiting')";
    database
        .write(|tx| async move { run(tx.as_ref(), end, vec![id.0.into(), now.into()]).await.map(|_| ()) })
        .await
}

/// Takes the waiting items of a run that was cancelled back.
pub(crate) async fn take_back_waiting(
    database: &Database,
    viewer: &Viewer,
    id: RunId,
    now: i64,
) -> Result<(), StoreError> {
    let mut after = Uuid::nil();
    loop {
        let last = database.write(|tx| async move { cancel_some(&tx, viewer, id, after, now).await }).await?;
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// Takes some waiting items back; returns the last one looked at, or none when there were no more.
async fn cancel_some(
    tx: &Tx,
    viewer: &Viewer,
    id: RunId,
    after: Uuid,
    now: i64,
) -> Result<Option<Uuid>, StoreError> {
    let on = tx.as_ref();
    let read = "SELECT run_item.person, run.mailbox FROM run_item JOIN run ON run.id = run_item.run
        WHERE run_item.run = $1 AND run_item.end_state = 'waiting' AND run_item.person > $2
        ORDER BY run_item.person LIMIT $3";
    let rows = all(on, read, vec![id.0.into(), after.into(), GROUP.into()]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let mailbox: Uuid = first.try_get_by_index(1).map_err(failed)?;
    let persons: Result<Vec<Uuid>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    let persons = persons.map_err(failed)?;
    let asked: Vec<Value> = persons.iter().map(|person| (*person).into()).collect();
    let (columns, lock) = (link_row::COLUMNS, for_update(on));
    let read =
        format!("SELECT {columns} FROM link WHERE mailbox = $1 AND person IN ({{list}}) ORDER BY id{lock}");
    let links = all_in(on, &read, &[mailbox.into()], &asked).await?;
    let links = links.iter().map(link_row::read).collect::<Result<Vec<Link>, _>>()?;
    let sent = turn::with_sent_operation(tx, &links).await?;
    let (mut turned, mut begun) = (Vec::new(), Vec::new());
    for link in links.into_iter().filter(|link| link.run == Some(id)) {
        if sent.contains(&link.id) {
            begun.push(link.person.0);
        } else {
            turned.push(taken_back(link, viewer));
        }
    }
    turn::write(tx, turned).await?;
    let ends: Vec<RunItemWrite> = persons
        .iter()
        .filter(|person| !begun.contains(person))
        .map(|person| RunItemWrite {
            run: id,
            person: PersonId(*person),
            end: EndState::Failed,
            reason: Some("cancelled before it began".to_owned()),
        })
        .collect();
    if !ends.is_empty() {
        run_items::end(tx, &ends, now).await?;
    }
    Ok(persons.last().copied())
}

/// Returns a link as it is when what its run wanted does not happen. An update only loses its run: the edit travels
/// as every edit does.
fn taken_back(link: Link, viewer: &Viewer) -> Link {
    let mut back = match &link.state {
        LinkState::Adopting { .. } => {
            turn::away(link.clone(), Leaving::Withdrawn, viewer.acting(), true).unwrap_or(link)
        }
        LinkState::Leaving { .. } => turn::kept(link, None),
        LinkState::Linked | LinkState::Ended { .. } => link,
    };
    back.run = None;
    back
}

/// Tries the failed items of a run again.
pub(super) async fn retry(
    database: &Database,
    viewer: &Viewer,
    id: RunId,
    now: i64,
) -> Result<(), StoreError> {
    let found = one_run(database, viewer, id).await?;
    match found.kind {
        RunKind::Cycle => return Err(StoreError::Invalid("ask for a new cycle instead".into())),
        RunKind::Rename => {
            return Err(StoreError::Invalid(
                "the new name goes along as soon as what keeps a contact from it is over; nothing was changed. Try the \
                 persons' links again"
                    .into(),
            ));
        }
        RunKind::Export | RunKind::Import => {}
    }
    match (found.state, found.finished) {
        (RunState::Paused, _) => {
            return Err(StoreError::Invalid(
                "this run is paused; nothing was changed. Let it go on first".into(),
            ));
        }
        (RunState::Preparing, _) | (RunState::Cancelled, None) => {
            return Err(StoreError::Invalid(
                "this run is being prepared or cancelled just now; nothing was changed. Try again in a moment"
                    .into(),
            ));
        }
        (RunState::Running | RunState::Done, _) | (RunState::Cancelled, Some(_)) => {}
    }
    if found.kind == RunKind::Import {
        return imports::retry(database, viewer, &found, now).await;
    }
    let read = "SELECT request FROM run WHERE id = $1";
    let row =
        one(database.reading(), read, vec![id.0.into()]).await?.ok_or(StoreError::NotFound("the run"))?;
    let request: String = row.try_get_by_index(0).map_err(failed)?;
    let request: ExportRequest = parse_json(&request)?;
    let read = "SELECT person FROM run_item WHERE run = $1 AND end_state = 'failed' ORDER BY person";
    let rows = all(database.reading(), read, vec![id.0.into()]).await?;
    let failures: Result<Vec<PersonId>, _> =
        rows.iter().map(|row| row.try_get_by_index(0).map(PersonId)).collect();
    let failures = failures.map_err(failed)?;
    if failures.is_empty() {
        return Err(StoreError::Invalid("nothing in this run has failed; nothing was changed".into()));
    }
    let begin =
        "UPDATE run SET state = 'preparing', prepared = FALSE, finished = NULL, counts = NULL WHERE id = $1";
    database.write(|tx| async move { run(tx.as_ref(), begin, vec![id.0.into()]).await }).await?;
    let again: Vec<(PersonId, bool)> =
        failures.iter().map(|person| (*person, request.taken_off.contains(person))).collect();
    let order = Order { viewer, request: &request, run: id, items: Items::Again };
    fill::gather(database, order, &again, now).await?;
    fill::prepared(database, viewer, id, now).await
}
