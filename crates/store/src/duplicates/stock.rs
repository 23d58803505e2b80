//! STOCK-TAKING: who among all contact persons is probably there twice.
//!
//! All persons are compared, some hundred at a time, each with those of higher ids that share a search key. What is
//! kept of a pair is its ids, how sure it is, and its points; on what evidence is worked out when somebody looks, from
//! what both are then and with the viewer's rights. Persons that are pairs of each other, directly or by way of others,
//! are a *family*; families are numbered, best first, once all pairs are there. The pairs of the last taking stay until
//! the next one has ended.

mod families;
mod step;

use contacts::UserId;
use matching::duplicate::{Evidence, Status};
use sea_orm::{ConnectionTrait, QueryResult};

use crate::database::{Database, Tx};
use crate::duplicates::FoundPerson;
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::{one, run};
use crate::viewer::Viewer;

/// How long somebody who is at a taking may be silent before another one goes on with it, in microseconds.
const PATIENCE: i64 = 30_000_000;

/// A taking of stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockTaking {
    /// Its number; the latest has the highest.
    pub number: i64,
    /// Who asked for it; none: the program.
    pub by: Option<UserId>,
    /// When it began, in microseconds since 1970 UTC.
    pub began: i64,
    /// When it ended; none: it is under way.
    pub ended: Option<i64>,
    /// How many contact persons it has dealt with.
    pub dealt_with: u64,
    /// How many there were when it began.
    pub expected: u64,
    /// Until when somebody is certainly at it: later, another one may go on.
    pub until: i64,
}

/// Contact persons that are duplicates of each other, directly or by way of others.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// Its number in its taking: the place to go on after.
    pub number: i64,
    /// The pairs in it, best first.
    pub pairs: Vec<FamilyPair>,
}

/// Two contact persons that are probably the same.
#[derive(Debug, Clone, PartialEq)]
pub struct FamilyPair {
    /// The one.
    pub one: FoundPerson,
    /// The other.
    pub other: FoundPerson,
    /// How sure it is.
    pub status: Status,
    /// The points of the evidence.
    pub points: i32,
    /// What was seen, strongest first.
    pub evidence: Vec<Evidence>,
}

impl Database {
    /// Reads the latest taking of stock; none: stock was never taken.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn stock_taking(&self, _viewer: &Viewer) -> Result<Option<StockTaking>, StoreError> {
        latest(self.reading(), "TRUE").await
    }

    /// Begins a taking of stock, unless one is under way; returns it. Go on with [`Database::go_on_taking_stock`].
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for a reader.
    pub async fn take_stock(&self, viewer: &Viewer, now: i64) -> Result<StockTaking, StoreError> {
        if !viewer.writes() {
            return Err(StoreError::NotAllowed("take stock of duplicates"));
        }
        self.write(|tx| async move { begin(&tx, viewer, now).await }).await
    }

    /// Deals with some more contact persons of a taking of stock; tells whether more are left. Several may do so at
    /// once: what the second has worked out is dropped, and it is told that nothing is left.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails: it goes on from there the next time.
    pub async fn go_on_taking_stock(&self, taking: StockTaking, now: i64) -> Result<bool, StoreError> {
        step::step(self, taking.number, now).await
    }

    /// Lists families of the last taking that has ended, as far as the viewer sees both persons of a pair, best first:
    /// those after a number, and whether there are more. Pairs that are known not to be the same, and those that are
    /// no duplicates any more, are left out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn list_families(
        &self,
        viewer: &Viewer,
        after: i64,
    ) -> Result<(Vec<Family>, Option<i64>), StoreError> {
        match latest(self.reading(), "ended IS NOT NULL").await? {
            Some(taking) => families::list(self, viewer, taking.number, after).await,
            None => Ok((Vec::new(), None)),
        }
    }
}

async fn latest<C: ConnectionTrait>(on: &C, which: &str) -> Result<Option<StockTaking>, StoreError> {
    let read = format!(
        "SELECT number, by_user, began, ended, dealt_with, expected, until FROM stock_taking WHERE {which}
            ORDER BY number DESC LIMIT 1"
    );
    one(on, &read, vec![]).await?.map(|row| taking(&row)).transpose().map_err(failed)
}

fn taking(row: &QueryResult) -> Result<StockTaking, sea_orm::DbErr> {
    let count =
        |place| row.try_get_by_index::<i64>(place).map(|count| u64::try_from(count).unwrap_or_default());
    Ok(StockTaking {
        number: row.try_get_by_index(0)?,
        by: row.try_get_by_index::<Option<uuid::Uuid>>(1)?.map(UserId),
        began: row.try_get_by_index(2)?,
        ended: row.try_get_by_index(3)?,
        dealt_with: count(4)?,
        expected: count(5)?,
        until: row.try_get_by_index(6)?,
    })
}

async fn begin(tx: &Tx, viewer: &Viewer, now: i64) -> Result<StockTaking, StoreError> {
    let on = tx.as_ref();
    let last = latest(on, "TRUE").await?;
    if let Some(under_way) = last.filter(|taking| taking.ended.is_none()) {
        return Ok(under_way);
    }
    let number = last.map_or(1, |taking| taking.number + 1);
    // Two who begin at the same moment begin the same.
    let put = "INSERT INTO stock_taking (number, by_user, began, expected)
        SELECT CAST($1 AS BIGINT), $2, CAST($3 AS BIGINT), COUNT(*) FROM contact_person WHERE deleted_at IS NULL
        ON CONFLICT (number) DO NOTHING";
    let by = viewer.acting().map(|user| user.0);
    run(on, put, vec![number.into(), by.into(), now.into()]).await?;
    let begun = latest(on, "TRUE").await?;
    begun.ok_or_else(|| StoreError::Database("the taking of stock that was begun is gone".into()))
}
