//! The items of runs that end, and the runs that end with their last item.

use std::collections::BTreeMap;

use contacts::{PersonId, RunId};
use sea_orm::Value;

use crate::database::Tx;
use crate::replication_store::{RunItemWrite, StoreError};
use crate::statements::{all_in, for_update, run_in, run_rows};
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
    let end = "UPDATE run_item SET end_state = v.column3, reason = v.column4 FROM (VALUES {rows}) AS v
        WHERE run_item.run = v.column1 AND run_item.person = v.column2 AND run_item.end_state = 'waiting'";
    let rows: Result<Vec<Vec<Value>>, StoreError> = ends
        .values()
        .map(|item| {
            let (end, reason) = (word(&item.end)?, item.reason.clone());
            Ok(vec![item.run.0.into(), item.person.0.into(), end.into(), reason.into()])
        })
        .collect();
    run_rows(tx.as_ref(), end, &[], rows?).await?;
    let finish = "UPDATE run SET state = 'done', finished = $1
        WHERE id IN ({list}) AND state IN ('queued', 'running', 'paused')
        AND NOT EXISTS (SELECT 1 FROM run_item WHERE run_item.run = run.id AND run_item.end_state = 'waiting')";
    run_in(tx.as_ref(), finish, &[now.into()], &runs).await.map(|_| ())
}
