//! An operation as a row.

use ::replication::{Operation, OperationState};
use contacts::{LinkId, MailboxId, OperationId, PersonId, RunId};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::runs::goes;
use crate::statements::{all, run_rows};
use crate::words::{json, parse_json, parse_word, word};

/// The columns that [`read`] reads, in its order.
pub(crate) const COLUMNS: &str = "id, mailbox, link, person, state, attempts, not_before, person_version, run, \
    agreed, body";

/// Reads an operation from a row of [`COLUMNS`].
pub(crate) fn read(row: &QueryResult) -> Result<Operation, StoreError> {
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    let (kind, agreed) = (parse_json(&text(10)?)?, parse_json(&text(9)?)?);
    let (state, attempts) = (parse_word(&text(4)?)?, row.try_get_by_index::<i64>(5).map_err(failed)?);
    let plain = || -> Result<Operation, DbErr> {
        Ok(Operation {
            id: OperationId(row.try_get_by_index(0)?),
            mailbox: MailboxId(row.try_get_by_index(1)?),
            link: row.try_get_by_index::<Option<_>>(2)?.map(LinkId),
            person: PersonId(row.try_get_by_index(3)?),
            kind,
            person_version: row.try_get_by_index(7)?,
            agreed,
            state,
            attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
            not_before: row.try_get_by_index(6)?,
            run: row.try_get_by_index::<Option<_>>(8)?.map(RunId),
        })
    };
    plain().map_err(failed)
}

/// Writes operations that are intended; one that exists is replaced.
pub(crate) async fn put<C: ConnectionTrait>(on: &C, operations: &[Operation]) -> Result<(), StoreError> {
    let put =
        "INSERT INTO operation (id, mailbox, link, person, remote_id, kind, state, attempts, not_before,
            person_version, run, agreed, body) VALUES {rows}
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
            not_before = excluded.not_before, person_version = excluded.person_version, run = excluded.run,
            agreed = excluded.agreed, body = excluded.body, kind = excluded.kind,
            remote_id = excluded.remote_id";
    let rows: Result<Vec<Vec<Value>>, StoreError> = operations.iter().map(values).collect();
    run_rows(on, put, &[], rows?).await.map(|_| ())
}

fn values(operation: &Operation) -> Result<Vec<Value>, StoreError> {
    Ok(vec![
        operation.id.0.into(),
        operation.mailbox.0.into(),
        operation.link.map(|link| link.0).into(),
        operation.person.0.into(),
        operation.kind.remote_id().map(str::to_owned).into(),
        operation.kind.word().into(),
        word(&operation.state)?.into(),
        i64::from(operation.attempts).into(),
        operation.not_before.into(),
        operation.person_version.into(),
        operation.run.map(|run| run.0).into(),
        json(&operation.agreed)?.into(),
        json(&operation.kind)?.into(),
    ])
}

/// Reads operations in a state that may go on now, oldest first.
pub(super) async fn ready<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    state: OperationState,
    now: i64,
    limit: u32,
) -> Result<Vec<Operation>, StoreError> {
    let (turn, now) = match state {
        OperationState::Pending => {
            let turn = format!(
                "AND NOT EXISTS (SELECT 1 FROM operation AS first
                    WHERE first.link = operation.link AND first.state = 'sent') AND {}",
                goes()
            );
            (turn, now)
        }
        // Found out at every occasion: `not_before` is the time of sending, by another node's clock perhaps.
        OperationState::Sent => (String::new(), i64::MAX),
    };
    let read_ready = format!(
        "SELECT {COLUMNS} FROM operation WHERE mailbox = $1 AND state = $2 AND not_before <= $3 {turn}
            ORDER BY id LIMIT $4"
    );
    let values = vec![mailbox.0.into(), word(&state)?.into(), now.into(), i64::from(limit).into()];
    all(on, &read_ready, values).await?.iter().map(read).collect()
}
