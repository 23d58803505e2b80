//! The items of runs that end, and the runs that end with their last item.

use std::collections::BTreeMap;

use contacts::{PersonId, RunId};
use sea_orm::Value;

use crate::database::Tx;
use crate::replication_store::{RunItemWrite, StoreError};
use crate::statements::{all_in, for_update, run_in};
use crate::words::word;

/// Writes the ends of items; an item that has ended keeps its end. A run without a waiting item is done.
pub(crate) async fn end(tx: &Tx, items: &[RunItemWrite], now: i64) -> Result<(), StoreError> {
    let mut ends: BTreeMap<(RunId, PersonId), &RunItemWrite> = BTreeMap::new();
    for item in items {
        ends.entry((item.run, item.person)).or_insert(item);
    }
    let mut runs: Vec<Value> = ends.keys().map(|(run, _)| run.0.into()).collect();
    runs.dedup();
    let lock = for_update(tx.as_ref());
    if !lock.is_empty() {
        // Two mailboxes that end a run's last two items must not both see the other's waiting.
        let hold = format!("SELECT id FROM run WHERE id IN ({{list}}) ORDER BY id{lock}");
        all_in(tx.as_ref(), &hold, &[], &runs).await?;
    }
    // By list, not joined with rows of values: SQLite would walk through all of a run's items for each statement.
    let end = "UPDATE run_item SET end_state = $2, reason = COALESCE($3, reason)
        WHERE run = $1 AND person IN ({list}) AND (end_state = 'waiting') IS TRUE";
    let mut alike: BTreeMap<(RunId, String, Option<&str>), Vec<Value>> = BTreeMap::new();
    for item in ends.values() {
        let kind = (item.run, word(&item.end)?, item.reason.as_deref());
        alike.entry(kind).or_default().push(item.person.0.into());
    }
    for ((run, end_state, reason), persons) in alike {
        let first = [run.0.into(), end_state.into(), reason.map(str::to_owned).into()];
        run_in(tx.as_ref(), end, &first, &persons).await?;
    }
    let finish = "UPDATE run SET state = CASE WHEN state = 'cancelled' THEN state ELSE 'done' END, finished = $1
        WHERE id IN ({list}) AND prepared AND finished IS NULL
        AND state IN ('queued', 'running', 'paused', 'cancelled')
        AND NOT EXISTS (SELECT 1 FROM run_item WHERE run_item.run = run.id AND run_item.end_state = 'waiting')";
    run_in(tx.as_ref(), finish, &[now.into()], &runs).await.map(|_| ())
}
