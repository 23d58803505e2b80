//! Filling a run with its items, in the background if there are many: it goes on where it was interrupted, whoever
//! interrupted it, and may be paused or cancelled meanwhile.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use contacts::{PersonId, RunId, UserId};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::exports::ExportRequest;
use crate::exports::ground::{self, GROUP};
use crate::exports::start::{Items, Order, gathers, leave_out, set_going};
use crate::failure::failed;
use crate::mailboxes;
use crate::replication_store::StoreError;
use crate::rights::viewer_of;
use crate::runs::{RunState, take_back_waiting};
use crate::statements::{all, for_update, one, run};
use crate::viewer::Viewer;
use crate::words::parse_json;

/// What a run says of persons when whoever asked for it may no longer change the mailbox.
const NOT_ALLOWED: &str =
    "whoever asked for this export may no longer change what is in the mailbox; nothing was done";

/// The runs that this process is filling just now: nobody else in it does the same.
#[derive(Clone, Default)]
pub(crate) struct Filling(Arc<Mutex<BTreeSet<Uuid>>>);

/// A run that is being filled, for as long as this lives.
struct Filled {
    all: Filling,
    run: Uuid,
}

impl Filling {
    /// Begins to fill a run; none when somebody does already.
    fn begin(&self, id: RunId) -> Option<Filled> {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.insert(id.0).then(|| Filled { all: self.clone(), run: id.0 })
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.run);
    }
}

/// Gathers the items of a run and sets its links going; may be called again at any time.
pub(super) async fn fill(database: &Database, id: RunId, now: i64) -> Result<(), StoreError> {
    let Some(_filled) = database.filling().begin(id) else { return Ok(()) };
    if gathers(database.reading(), id).await?.is_none() {
        return Ok(());
    }
    let read = "SELECT user_id, request FROM run WHERE id = $1 AND kind = 'export'";
    let Some(row) = one(database.reading(), read, vec![id.0.into()]).await? else { return Ok(()) };
    let user: Option<Uuid> = row.try_get_by_index(0).map_err(failed)?;
    let request: String = row.try_get_by_index(1).map_err(failed)?;
    let request: ExportRequest = parse_json(&request)?;
    let viewer = match user {
        Some(user) => viewer_of(database.reading(), UserId(user)).await?,
        None => Some(Viewer::program()),
    };
    let Some(viewer) = viewer else {
        // Whoever asked is disabled: what was gathered so far is the run.
        return prepared(database, &Viewer::program(), id, now).await;
    };
    let order = Order { viewer: &viewer, request: &request, run: id, items: Items::New };
    let list = ground::list(database, &viewer, &request).await?;
    gather(database, order, &list, now).await?;
    prepared(database, &viewer, id, now).await
}

/// Sets the links of all persons of an order going, group by group. Where the mailbox takes none any more, the rest is
/// written down as left out.
pub(crate) async fn gather(
    database: &Database,
    order: Order<'_>,
    list: &[(PersonId, bool)],
    now: i64,
) -> Result<(), StoreError> {
    for (place, group) in list.chunks(GROUP).enumerate() {
        let going = database.write(|tx| async move { set_going(&tx, order, group, now).await }).await;
        let why = match going {
            Ok(true) => continue,
            Ok(false) => return Ok(()),
            Err(StoreError::Invalid(why)) => why,
            Err(StoreError::NotFound(_) | StoreError::NotAllowed(_)) => NOT_ALLOWED.to_owned(),
            Err(
                error @ (StoreError::Fenced
                | StoreError::Busy(_)
                | StoreError::Conflict { .. }
                | StoreError::Database(_)),
            ) => return Err(error),
        };
        for rest in list.chunks(GROUP).skip(place) {
            let why = why.as_str();
            database.write(|tx| async move { leave_out(&tx, order, rest, why).await }).await?;
        }
        return Ok(());
    }
    Ok(())
}

/// Notes that every item of a run is there: it runs, stays paused, or has ended.
pub(crate) async fn prepared(
    database: &Database,
    viewer: &Viewer,
    id: RunId,
    now: i64,
) -> Result<(), StoreError> {
    if gathers(database.reading(), id).await? == Some(RunState::Cancelled) {
        // What was set going while it was being cancelled.
        take_back_waiting(database, viewer, id, now).await?;
    }
    database.write(|tx| async move { note_prepared(&tx, id, now).await }).await
}

/// Notes in a transaction that every item of a run is there.
pub(crate) async fn note_prepared(tx: &Tx, id: RunId, now: i64) -> Result<(), StoreError> {
    let on = tx.as_ref();
    // Held first: the engine may be ending the last item just now.
    let hold = format!("SELECT mailbox FROM run WHERE id = $1{}", for_update(on));
    let row = one(on, &hold, vec![id.0.into()]).await?;
    let mailbox: Option<Uuid> =
        row.and_then(|row| row.try_get_by_index(0).transpose()).transpose().map_err(failed)?;
    let done = "UPDATE run SET prepared = TRUE,
            finished = CASE WHEN EXISTS
                (SELECT 1 FROM run_item WHERE run_item.run = run.id AND run_item.end_state = 'waiting')
                THEN NULL ELSE CAST($2 AS BIGINT) END,
            state = CASE WHEN state = 'cancelled' THEN 'cancelled'
                WHEN NOT EXISTS
                    (SELECT 1 FROM run_item WHERE run_item.run = run.id AND run_item.end_state = 'waiting')
                THEN 'done'
                WHEN state = 'paused' THEN 'paused' ELSE 'running' END
        WHERE id = $1 AND (NOT prepared OR state = 'preparing')";
    run(on, done, vec![id.0.into(), now.into()]).await?;
    match mailbox {
        Some(mailbox) => mailboxes::wake(tx, contacts::MailboxId(mailbox), now).await,
        None => Ok(()),
    }
}

/// Lists the exports whose items are not all gathered.
pub(super) async fn unprepared(database: &Database) -> Result<Vec<RunId>, StoreError> {
    let read = "SELECT id FROM run WHERE finished IS NULL AND kind = 'export'
        AND (NOT prepared OR state = 'preparing') ORDER BY created, id";
    let rows = all(database.reading(), read, vec![]).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map(RunId).map_err(failed)).collect()
}
