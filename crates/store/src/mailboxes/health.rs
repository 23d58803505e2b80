//! Mailboxes with their health, and which of them have to run.

use contacts::{MailboxId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};

use crate::failure::failed;
use crate::mailboxes::{MailboxHealth, MailboxView};
use crate::replication_store::{Health, MailboxState, StoreError};
use crate::runs::{HELD, goes};
use crate::statements::{all, one};
use crate::words::{parse_json, parse_word};

/// Why the mailbox of a disabled user rests.
const RESTS: &str = "its owner's account is disabled: nothing is changed anywhere, and everything is kept as it is. \
    Enable the account, or disconnect the mailbox";

/// Reads mailboxes under a condition, each with its health at a moment.
pub(super) async fn views<C: ConnectionTrait>(
    on: &C,
    condition: &str,
    values: Vec<Value>,
    now: i64,
) -> Result<Vec<MailboxView>, StoreError> {
    let read = format!(
        "SELECT mailbox.id, mailbox.owner, user_account.name, mailbox.address, mailbox.name, mailbox.base_url,
            mailbox.folder, mailbox.state, mailbox.created, mailbox.health, user_account.disabled
         FROM mailbox JOIN user_account ON user_account.id = mailbox.owner
         WHERE {condition} ORDER BY mailbox.address, mailbox.id"
    );
    let mut found = Vec::new();
    for row in all(on, &read, values).await? {
        let mut view = view(&row)?;
        count(on, &mut view).await?;
        let health = &mut view.health;
        health.idle = health.due + health.staged + health.pending + health.sent == 0;
        health.lag = if health.idle { 0 } else { (now - health.last_cycle.max(view.created)).max(0) };
        found.push(view);
    }
    Ok(found)
}

fn view(row: &QueryResult) -> Result<MailboxView, StoreError> {
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    let mut health: Health = parse_json(&text(9)?)?;
    let mut state = parse_word(&text(7)?)?;
    if state == MailboxState::Active && row.try_get_by_index(10).map_err(failed)? {
        state = MailboxState::Paused;
        health.error = Some(RESTS.to_owned());
    }
    Ok(MailboxView {
        id: MailboxId(row.try_get_by_index(0).map_err(failed)?),
        owner: UserId(row.try_get_by_index(1).map_err(failed)?),
        owner_name: text(2)?,
        address: text(3)?,
        name: text(4)?,
        base_url: text(5)?,
        folder: row.try_get_by_index(6).map_err(failed)?,
        state,
        created: row.try_get_by_index(8).map_err(failed)?,
        health: MailboxHealth {
            last_cycle: health.last_cycle,
            next_cycle: health.next_cycle,
            hold_until: health.hold_until,
            error: health.error,
            failures: health.failures,
            brake: health.brake,
            brake_released: health.brake_released,
            ..MailboxHealth::default()
        },
    })
}

/// Counts what waits; every number comes from an index.
async fn count<C: ConnectionTrait>(on: &C, view: &mut MailboxView) -> Result<(), StoreError> {
    // What a paused run holds back waits for a person, not for a cycle.
    let counts = format!(
        "SELECT
            (SELECT COUNT(*) FROM link WHERE mailbox = $1 AND live AND remote_id IS NOT NULL),
            (SELECT COUNT(*) FROM link WHERE mailbox = $1 AND live AND due > 0 AND NOT parked AND NOT {HELD}),
            (SELECT COUNT(*) FROM staged WHERE mailbox = $1),
            (SELECT COUNT(*) FROM operation WHERE mailbox = $1 AND state = 'pending' AND {}),
            (SELECT COUNT(*) FROM operation WHERE mailbox = $1 AND state = 'sent'),
            (SELECT COUNT(*) FROM link WHERE mailbox = $1 AND problem IS NOT NULL AND parked),
            (SELECT COUNT(*) FROM candidate WHERE mailbox = $1)",
        goes()
    );
    let Some(row) = one(on, &counts, vec![view.id.0.into()]).await? else { return Ok(()) };
    let health = &mut view.health;
    let places = [
        &mut health.links,
        &mut health.due,
        &mut health.staged,
        &mut health.pending,
        &mut health.sent,
        &mut health.problems,
        &mut health.candidates,
    ];
    for (index, place) in places.into_iter().enumerate() {
        let count: i64 = row.try_get_by_index(index).map_err(failed)?;
        *place = u64::try_from(count).unwrap_or_default();
    }
    Ok(())
}

/// Lists the mailboxes whose next cycle is due. A mailbox whose time has not come is woken by work that a person
/// made, or by a person who asked for a cycle.
pub(super) async fn to_run<C: ConnectionTrait>(on: &C, now: i64) -> Result<Vec<MailboxId>, StoreError> {
    let read = format!(
        "SELECT id FROM mailbox WHERE (state = 'disconnecting' OR (state = 'active' AND EXISTS
            (SELECT 1 FROM user_account WHERE user_account.id = mailbox.owner AND NOT user_account.disabled)))
        AND (next_cycle <= $1
        OR cycles < wanted
        OR (wake_after <= $1 AND (
            EXISTS (SELECT 1 FROM link WHERE link.mailbox = mailbox.id AND live AND due > 0 AND NOT parked
                AND NOT {HELD} AND NOT EXISTS (SELECT 1 FROM operation
                    WHERE operation.link = link.id AND operation.state = 'sent'))
            OR EXISTS (SELECT 1 FROM operation WHERE operation.mailbox = mailbox.id AND state = 'pending'
                AND not_before <= $1 AND NOT EXISTS (SELECT 1 FROM operation AS first
                    WHERE first.link = operation.link AND first.state = 'sent') AND {}))))
        ORDER BY next_cycle, id",
        goes()
    );
    let rows = all(on, &read, vec![now.into()]).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map(MailboxId).map_err(failed)).collect()
}
