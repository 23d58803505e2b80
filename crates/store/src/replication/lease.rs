//! The lease: which engine writes for a mailbox, and the check that every commit begins with.

use contacts::MailboxId;
use sea_orm::Value;
use uuid::Uuid;

use crate::database::Tx;
use crate::failure::failed;
use crate::replication_store::{Fence, StoreError};
use crate::statements::{one, run};

/// Takes or extends the lease; the epoch rises when the holder changes.
pub(super) async fn take(
    tx: &Tx,
    mailbox: MailboxId,
    holder: Uuid,
    now: i64,
    until: i64,
) -> Result<Option<Fence>, StoreError> {
    let take = "INSERT INTO lease (mailbox, holder, epoch, until)
        SELECT id, $2, 1, $3 FROM mailbox WHERE id = $1
        ON CONFLICT (mailbox) DO UPDATE SET
            epoch = CASE WHEN lease.holder = excluded.holder THEN lease.epoch ELSE lease.epoch + 1 END,
            holder = excluded.holder, until = excluded.until
        WHERE lease.holder = excluded.holder OR lease.until <= $4
        RETURNING epoch";
    let row = one(tx.as_ref(), take, vec![mailbox.0.into(), holder.into(), until.into(), now.into()]).await?;
    row.map(|row| Ok(Fence { mailbox, holder, epoch: row.try_get_by_index(0).map_err(failed)? })).transpose()
}

/// Gives the lease back: whoever takes it next, the same engine too, gets a higher epoch. Does nothing when
/// another engine holds it by now.
pub(super) async fn give_back(tx: &Tx, fence: &Fence) -> Result<(), StoreError> {
    let give = "UPDATE lease SET holder = $4, until = 0 WHERE mailbox = $1 AND holder = $2 AND epoch = $3";
    let values = vec![fence.mailbox.0.into(), fence.holder.into(), fence.epoch.into(), Uuid::nil().into()];
    run(tx.as_ref(), give, values).await.map(|_| ())
}

/// Checks the fence, as the first statement of every transaction that writes for a mailbox. It writes, so that on
/// PostgreSQL no other engine can take the lease before this transaction has ended.
pub(super) async fn check(tx: &Tx, fence: &Fence) -> Result<(), StoreError> {
    let check = "UPDATE lease SET epoch = epoch WHERE mailbox = $1 AND holder = $2 AND epoch = $3";
    let values = vec![fence.mailbox.0.into(), fence.holder.into(), fence.epoch.into()];
    match run(tx.as_ref(), check, values).await? {
        0 => Err(StoreError::Fenced),
        _ => Ok(()),
    }
}

/// Takes the leases of mailboxes from whoever holds them: a cycle under way there writes nothing any more, and the
/// next one reads everything anew. `which` is a condition on `mailbox.id`.
pub(crate) async fn revoke(tx: &Tx, which: &str, values: Vec<Value>) -> Result<(), StoreError> {
    let revoke = format!(
        "UPDATE lease SET epoch = epoch + 1, until = 0 WHERE mailbox IN (SELECT id FROM mailbox WHERE {which})"
    );
    run(tx.as_ref(), &revoke, values).await.map(|_| ())
}
