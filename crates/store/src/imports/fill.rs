//! Working through an import: which contacts come next, and the end of it. It goes on where it was interrupted, whoever
//! interrupted it.

use std::collections::BTreeMap;

use contacts::{MailboxId, PersonId, RunId, UserId};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::exports::fill::note_prepared;
use crate::failure::failed;
use crate::imports::carry::{self, Order};
use crate::imports::draft::{self, Draft};
use crate::imports::{IMPORT_BATCH, ImportBatch, ItemAction, OutlookContact};
use crate::mailboxes;
use crate::replication::run_items;
use crate::replication_store::{EndState, RunItemWrite, StoreError};
use crate::rights::viewer_of;
use crate::runs::RunState;
use crate::statements::{all, one, run_in};
use crate::viewer::Viewer;
use crate::words::parse_word;

/// What an import says of contacts when whoever asked for it may no longer change the mailbox.
const NOT_ALLOWED: &str =
    "whoever asked for this import may no longer change what is in the mailbox; nothing was done";
/// What an import says of contacts that it had not come to when it was cancelled.
const CANCELLED: &str = "cancelled before it began";
/// What an import says of contacts whose list was dropped before it came to them.
const LIST_GONE: &str = "the list of contacts is not there any more; nothing was done. Begin another import";

/// Reads how far an import is that is not worked through, and who asked for it; none: it is, or there is no such run.
async fn going<C: ConnectionTrait>(
    on: &C,
    id: RunId,
) -> Result<Option<(RunState, Option<UserId>)>, StoreError> {
    let read = "SELECT state, user_id FROM run WHERE id = $1 AND kind = 'import' AND NOT prepared";
    let Some(row) = one(on, read, vec![id.0.into()]).await? else { return Ok(None) };
    let state: String = row.try_get_by_index(0).map_err(failed)?;
    let user: Option<Uuid> = row.try_get_by_index(1).map_err(failed)?;
    Ok(Some((parse_word(&state)?, user.map(UserId))))
}

/// Returns the next contacts; ends the run when there are none.
pub(super) async fn next(
    database: &Database,
    id: RunId,
    now: i64,
) -> Result<Option<ImportBatch>, StoreError> {
    let Some((state, _)) = going(database.reading(), id).await? else { return Ok(None) };
    match state {
        RunState::Preparing => {}
        RunState::Paused => return Ok(None),
        RunState::Cancelled | RunState::Running | RunState::Done => {
            return stop(database, id, CANCELLED, now).await.map(|()| None);
        }
    }
    let Some(draft) = draft::by_run(database.reading(), id).await? else {
        return stop(database, id, LIST_GONE, now).await.map(|()| None);
    };
    let read = "SELECT remote_id FROM import_row WHERE draft = $1 AND item IS NOT NULL AND NOT done
        ORDER BY number LIMIT $2";
    let rows = all(database.reading(), read, vec![draft.id.0.into(), i64::from(IMPORT_BATCH).into()]).await?;
    let contacts: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    let contacts = contacts.map_err(failed)?;
    if contacts.is_empty() {
        return stop(database, id, LIST_GONE, now).await.map(|()| None);
    }
    Ok(Some(ImportBatch { mailbox: draft.mailbox, contacts }))
}

/// Imports some contacts as Outlook has them now.
pub(super) async fn carry(
    database: &Database,
    id: RunId,
    batch: &ImportBatch,
    read: &[OutlookContact],
    now: i64,
) -> Result<(), StoreError> {
    let Some((viewer, draft)) = behind(database, id, now).await? else { return Ok(()) };
    let found: BTreeMap<&str, &OutlookContact> =
        read.iter().map(|contact| (contact.id.as_str(), contact)).collect();
    let order = Order {
        viewer: &viewer,
        run: id,
        draft: &draft,
        found: &found,
        installation: database.installation_id(),
        now,
    };
    let asked: Vec<&str> = batch.contacts.iter().map(String::as_str).collect();
    for action in [ItemAction::Import, ItemAction::Link] {
        together_or_alone(database, &order, action, &asked).await?;
    }
    let mailbox = draft.mailbox;
    database.write(|tx| async move { mailboxes::wake(&tx, mailbox, now).await }).await
}

/// Reads who asked for an import, as it stands today, and its list; none: there is nothing left to do. Of somebody who
/// may do it no longer the import is stopped.
async fn behind(database: &Database, id: RunId, now: i64) -> Result<Option<(Viewer, Draft)>, StoreError> {
    let on = database.reading();
    let Some((_, user)) = going(on, id).await? else { return Ok(None) };
    let Some(draft) = draft::by_run(on, id).await? else { return Ok(None) };
    let viewer = match user {
        Some(user) => viewer_of(on, user).await?,
        None => None,
    };
    match viewer {
        Some(viewer) => Ok(Some((viewer, draft))),
        None => stop(database, id, NOT_ALLOWED, now).await.map(|()| None),
    }
}

/// Ends the items of contacts that cannot be read.
pub(super) async fn give_up(
    database: &Database,
    id: RunId,
    batch: &ImportBatch,
    why: &str,
    now: i64,
) -> Result<(), StoreError> {
    let Some((viewer, draft)) = behind(database, id, now).await? else { return Ok(()) };
    let found = BTreeMap::new();
    let installation = database.installation_id();
    let order = Order { viewer: &viewer, run: id, draft: &draft, found: &found, installation, now };
    let asked: Vec<&str> = batch.contacts.iter().map(String::as_str).collect();
    let (order, asked) = (&order, asked.as_slice());
    for action in [ItemAction::Import, ItemAction::Link] {
        database.write(|tx| async move { carry::give_up(&tx, order, action, asked, why).await }).await?;
    }
    Ok(())
}

/// Carries contacts out in one transaction. When one of them cannot be, each has one of its own, so that it stops no
/// other.
async fn together_or_alone(
    database: &Database,
    order: &Order<'_>,
    action: ItemAction,
    asked: &[&str],
) -> Result<(), StoreError> {
    let carried = database.write(|tx| async move { carry::some(&tx, order, action, asked).await }).await;
    if refusal(&carried).is_none() {
        return carried;
    }
    for one in asked {
        let one = std::slice::from_ref(one);
        let carried = database.write(|tx| async move { carry::some(&tx, order, action, one).await }).await;
        match refusal(&carried) {
            None => carried?,
            Some(why) => {
                let why = why.as_str();
                database
                    .write(|tx| async move { carry::give_up(&tx, order, action, one, why).await })
                    .await?;
            }
        }
    }
    Ok(())
}

/// Tells why something was refused for good; none: it was not, or may be tried again.
fn refusal(carried: &Result<(), StoreError>) -> Option<String> {
    match carried {
        Ok(()) | Err(StoreError::Fenced | StoreError::Busy(_) | StoreError::Database(_)) => None,
        Err(
            error @ (StoreError::NotFound(_)
            | StoreError::NotAllowed(_)
            | StoreError::Invalid(_)
            | StoreError::Conflict { .. }),
        ) => Some(error.to_string()),
    }
}

/// Ends what a run has not come to, and the run's gathering. Contacts that have become persons go on to be linked.
pub(crate) async fn stop(database: &Database, id: RunId, why: &str, now: i64) -> Result<(), StoreError> {
    database.write(|tx| async move { stop_in(&tx, id, why, now).await }).await
}

async fn stop_in(tx: &Tx, id: RunId, why: &str, now: i64) -> Result<(), StoreError> {
    let on = tx.as_ref();
    if going(on, id).await?.is_none() {
        return Ok(());
    }
    // Those that have a link, or were dealt with otherwise, have an end of their own.
    let read = "SELECT run_item.person FROM run_item JOIN run ON run.id = run_item.run
        WHERE run_item.run = $1 AND run_item.end_state = 'waiting' AND NOT EXISTS
            (SELECT 1 FROM link WHERE link.mailbox = run.mailbox AND link.person = run_item.person
                AND link.run = run_item.run)";
    let rows = all(on, read, vec![id.0.into()]).await?;
    let items: Result<Vec<Uuid>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    let items = items.map_err(failed)?;
    let ends: Vec<RunItemWrite> = items
        .iter()
        .map(|item| RunItemWrite {
            run: id,
            person: PersonId(*item),
            end: EndState::Skipped,
            reason: Some(why.to_owned()),
        })
        .collect();
    if !ends.is_empty() {
        run_items::end(tx, &ends, now).await?;
    }
    let asked: Vec<Value> = items.iter().map(|item| (*item).into()).collect();
    let done = "UPDATE import_row SET done = TRUE WHERE item IN ({list})
        AND draft IN (SELECT id FROM import_draft WHERE run = $1)";
    run_in(on, done, &[id.0.into()], &asked).await?;
    note_prepared(tx, id, now).await
}

/// Lists the imports that are not worked through.
pub(super) async fn unfinished(database: &Database) -> Result<Vec<(RunId, MailboxId)>, StoreError> {
    let read = "SELECT id, mailbox FROM run WHERE kind = 'import' AND finished IS NULL AND NOT prepared
        ORDER BY created, id";
    let rows = all(database.reading(), read, vec![]).await?;
    let one = |row: &sea_orm::QueryResult| -> Result<(RunId, MailboxId), sea_orm::DbErr> {
        let mailbox: Option<Uuid> = row.try_get_by_index(1)?;
        Ok((RunId(row.try_get_by_index(0)?), MailboxId(mailbox.unwrap_or_default())))
    };
    rows.iter().map(|row| one(row).map_err(failed)).collect()
}
