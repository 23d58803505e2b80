//! The audit: who changed settings, accounts and mailboxes, numbered and chained, without any value or token.

use contacts::UserId;
use sea_orm::{DbBackend, DbErr, QueryResult};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::history::Chain;
use crate::page::{Page, Paging};
use crate::replication_store::StoreError;
use crate::statements::{all, one, run};
use crate::viewer::Viewer;
use crate::words::json;

/// Appends an entry, in the transaction that does what it tells of.
pub(crate) async fn append(
    tx: &Tx,
    viewer: &Viewer,
    what: &str,
    subject: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    let on = tx.as_ref();
    if sea_orm::ConnectionTrait::get_database_backend(on) == DbBackend::Postgres {
        // One writer at a time: the numbers have no gap.
        one(on, "SELECT id FROM installation FOR UPDATE", vec![]).await?;
    }
    let last = one(on, "SELECT number, chain FROM audit ORDER BY number DESC LIMIT 1", vec![]).await?;
    let (number, chain): (i64, Vec<u8>) = match last {
        Some(row) => (row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(1).map_err(failed)?),
        None => (0, Vec::new()),
    };
    let user = viewer.acting().map(|user| user.0);
    let chain = after(&chain, number + 1, now, user, what, subject)?;
    let insert =
        "INSERT INTO audit (number, at, user_id, what, subject, chain) VALUES ($1, $2, $3, $4, $5, $6)";
    let subject = subject.map(str::to_owned);
    let values =
        vec![(number + 1).into(), now.into(), user.into(), what.into(), subject.into(), chain.into()];
    run(on, insert, values).await.map(|_| ())
}

fn entry(row: &QueryResult) -> Result<AuditEntry, DbErr> {
    Ok(AuditEntry {
        number: row.try_get_by_index(0)?,
        at: row.try_get_by_index(1)?,
        user: row.try_get_by_index::<Option<Uuid>>(2)?.map(UserId),
        what: row.try_get_by_index(3)?,
        subject: row.try_get_by_index(4)?,
    })
}

fn after(
    chain: &[u8],
    number: i64,
    at: i64,
    user: Option<Uuid>,
    what: &str,
    subject: Option<&str>,
) -> Result<Vec<u8>, StoreError> {
    let part = json(&(number, at, user, what, subject))?;
    Ok(Sha256::new_with_prefix(chain).chain_update(part).finalize().to_vec())
}

/// An entry of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number, from 1 on, without gaps.
    pub number: i64,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
    /// Who; none: the program itself, or nobody who was signed in.
    pub user: Option<UserId>,
    /// What was done: a stable name, such as `user.role`.
    pub what: String,
    /// To what: an id, or the name of a setting; never a value.
    pub subject: Option<String>,
}

impl Database {
    /// Lists the audit, the newest entry first.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators.
    pub async fn list_audit(&self, viewer: &Viewer, paging: &Paging) -> Result<Page<AuditEntry>, StoreError> {
        if !viewer.administers() {
            return Err(StoreError::NotAllowed("read the audit"));
        }
        let before = match &paging.after {
            None => i64::MAX,
            Some(number) => number.parse().map_err(|_| {
                StoreError::Invalid(format!(
                    "\"{number}\" is no place in this list; give the \"next\" of the page before, as it was"
                ))
            })?,
        };
        let size = paging.size();
        let read = "SELECT number, at, user_id, what, subject FROM audit WHERE number < $1
            ORDER BY number DESC LIMIT $2";
        let rows = all(self.reading(), read, vec![before.into(), i64::from(size + 1).into()]).await?;
        let entries: Result<Vec<AuditEntry>, _> = rows.iter().map(entry).collect();
        let mut items = entries.map_err(failed)?;
        let more = items.len() > usize::try_from(size).unwrap_or(usize::MAX);
        items.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        let next = items.last().filter(|_| more).map(|entry| entry.number.to_string());
        Ok(Page { items, next })
    }

    /// Checks the audit: that no entry was changed, put in or taken out before the last one.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators.
    pub async fn verify_audit(&self, viewer: &Viewer) -> Result<Chain, StoreError> {
        if !viewer.administers() {
            return Err(StoreError::NotAllowed("check the audit"));
        }
        let read = "SELECT number, at, user_id, what, subject, chain FROM audit ORDER BY number";
        let (mut number, mut chain) = (0, Vec::new());
        for row in all(self.reading(), read, vec![]).await? {
            number += 1;
            let at: i64 = row.try_get_by_index(1).map_err(failed)?;
            let user: Option<Uuid> = row.try_get_by_index(2).map_err(failed)?;
            let what: String = row.try_get_by_index(3).map_err(failed)?;
            let subject: Option<String> = row.try_get_by_index(4).map_err(failed)?;
            let stored: Vec<u8> = row.try_get_by_index(5).map_err(failed)?;
            let own: i64 = row.try_get_by_index(0).map_err(failed)?;
            chain = after(&chain, number, at, user, &what, subject.as_deref())?;
            if own != number || chain != stored {
                return Ok(Chain::Broken { number });
            }
        }
        Ok(Chain::Whole { entries: number })
    }
}
