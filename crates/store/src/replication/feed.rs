//! A mailbox, where its change feed stands, and the pages of it that wait.

use std::collections::BTreeMap;

use contacts::{MailboxId, UserId};
use sea_orm::{ConnectionTrait, Value};

use crate::database::Tx;
use crate::failure::failed;
use crate::replication::lease;
use crate::replication_store::{
    Feed, Fence, Health, MailboxRecord, MailboxState, Staged, StagedWhat, StoreError,
};
use crate::statements::{all, all_in, one, run, run_rows};
use crate::words::{json, parse_json, parse_word, word};

/// Reads a mailbox.
pub(super) async fn mailbox<C: ConnectionTrait>(
    on: &C,
    id: MailboxId,
) -> Result<Option<MailboxRecord>, StoreError> {
    let read = "SELECT owner, address, folder, state, feed, health, EXISTS
            (SELECT 1 FROM user_account WHERE user_account.id = mailbox.owner AND NOT user_account.disabled),
            cycles < wanted
        FROM mailbox WHERE id = $1";
    let Some(row) = one(on, read, vec![id.0.into()]).await? else { return Ok(None) };
    let text = |index| row.try_get_by_index::<String>(index).map_err(failed);
    Ok(Some(MailboxRecord {
        id,
        owner: UserId(row.try_get_by_index(0).map_err(failed)?),
        owner_active: row.try_get_by_index(6).map_err(failed)?,
        asked: row.try_get_by_index(7).map_err(failed)?,
        address: text(1)?,
        folder: row.try_get_by_index(2).map_err(failed)?,
        state: parse_word(&text(3)?)?,
        feed: parse_json(&text(4)?)?,
        health: parse_json(&text(5)?)?,
    }))
}

/// Writes where the feed stands.
pub(super) async fn set_feed(tx: &Tx, fence: &Fence, feed: &Feed) -> Result<(), StoreError> {
    lease::check(tx, fence).await?;
    let set = "UPDATE mailbox SET feed = $2 WHERE id = $1";
    run(tx.as_ref(), set, vec![fence.mailbox.0.into(), json(feed)?.into()]).await.map(|_| ())
}

/// Writes how the mailbox fares. A state that a person gave it meanwhile stays.
pub(super) async fn set_health(
    tx: &Tx,
    fence: &Fence,
    state: Option<MailboxState>,
    health: &Health,
) -> Result<(), StoreError> {
    lease::check(tx, fence).await?;
    let id: Value = fence.mailbox.0.into();
    let set = "UPDATE mailbox SET health = $2, next_cycle = $3, wake_after = $4, cycles = cycles + 1
        WHERE id = $1";
    let values = vec![id.clone(), json(health)?.into(), health.next_cycle.into(), wake_after(health).into()];
    run(tx.as_ref(), set, values).await?;
    let Some(state) = state else { return Ok(()) };
    let Some(before) = state.reached_by_itself_from() else { return Ok(()) };
    let set = "UPDATE mailbox SET state = $2 WHERE id = $1 AND state = $3";
    run(tx.as_ref(), set, vec![id, word(&state)?.into(), word(&before)?.into()]).await.map(|_| ())
}

/// Returns from when on work that a person made wakes the mailbox: a moment after its last cycle, or, while its
/// cycles fail, not before the next is due anyway.
fn wake_after(health: &Health) -> i64 {
    const MOMENT: i64 = 1_000_000;
    if health.failures == 0 { health.last_cycle.saturating_add(MOMENT) } else { health.next_cycle }
}

/// Writes a page of the feed with the feed's new position.
pub(super) async fn stage(
    tx: &Tx,
    fence: &Fence,
    entries: &[(String, StagedWhat)],
    feed: &Feed,
) -> Result<(), StoreError> {
    lease::check(tx, fence).await?;
    let mailbox: Value = fence.mailbox.0.into();
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    let advance = "UPDATE mailbox SET feed = $2, staged_number = staged_number + $3 WHERE id = $1
        RETURNING staged_number";
    let row = one(tx.as_ref(), advance, vec![mailbox.clone(), json(feed)?.into(), count.into()]).await?;
    let row = row.ok_or(StoreError::NotFound("the mailbox"))?;
    let last: i64 = row.try_get_by_index(0).map_err(failed)?;

    let waiting = waiting(tx, fence.mailbox, entries).await?;
    let put = "INSERT INTO staged (mailbox, remote_id, number, what) VALUES {rows}
        ON CONFLICT (mailbox, remote_id) DO UPDATE SET number = excluded.number, what = excluded.what";
    let rows: Result<Vec<Vec<Value>>, StoreError> = settle(waiting, entries, last - count)
        .into_iter()
        .map(|(remote_id, (number, what))| {
            Ok(vec![mailbox.clone(), remote_id.into(), number.into(), json(&what)?.into()])
        })
        .collect();
    run_rows(tx.as_ref(), put, &[], rows?).await.map(|_| ())
}

/// Reads what waits already of the contacts in a page.
async fn waiting(
    tx: &Tx,
    mailbox: MailboxId,
    entries: &[(String, StagedWhat)],
) -> Result<BTreeMap<String, StagedWhat>, StoreError> {
    let ids: Vec<Value> = entries.iter().map(|(id, _)| id.as_str().into()).collect();
    let read = "SELECT remote_id, what FROM staged WHERE mailbox = $1 AND remote_id IN ({list})";
    let rows = all_in(tx.as_ref(), read, &[mailbox.0.into()], &ids).await?;
    rows.iter()
        .map(|row| {
            let what: String = row.try_get_by_index(1).map_err(failed)?;
            Ok((row.try_get_by_index(0).map_err(failed)?, parse_json(&what)?))
        })
        .collect()
}

/// Decides what a page leaves per contact: the last word, with what earlier ones carried kept beneath. Pure.
fn settle(
    mut waiting: BTreeMap<String, StagedWhat>,
    entries: &[(String, StagedWhat)],
    before: i64,
) -> BTreeMap<String, (i64, StagedWhat)> {
    let mut settled = BTreeMap::new();
    for (number, (remote_id, what)) in (before + 1..).zip(entries) {
        let what = match waiting.get(remote_id) {
            Some(earlier) => what.clone().after(earlier),
            None => what.clone(),
        };
        waiting.insert(remote_id.clone(), what.clone());
        settled.insert(remote_id.clone(), (number, what));
    }
    settled
}

/// Reads entries that wait, lowest numbers first.
pub(super) async fn staged<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    above: i64,
    limit: u32,
) -> Result<Vec<Staged>, StoreError> {
    let read = "SELECT number, remote_id, what FROM staged WHERE mailbox = $1 AND number > $2
        ORDER BY number LIMIT $3";
    let rows = all(on, read, vec![mailbox.0.into(), above.into(), i64::from(limit).into()]).await?;
    rows.iter()
        .map(|row| {
            let what: String = row.try_get_by_index(2).map_err(failed)?;
            Ok(Staged {
                number: row.try_get_by_index(0).map_err(failed)?,
                remote_id: row.try_get_by_index(1).map_err(failed)?,
                what: parse_json(&what)?,
            })
        })
        .collect()
}
