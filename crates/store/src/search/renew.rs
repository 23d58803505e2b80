//! Writing texts and the keys of the duplicate check anew in the background: all of them in a database that has none
//! yet, those of a partner's persons when its name has changed. In small transactions, so that nobody waits; it goes on where it was interrupted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contacts::{Card, PersonId};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Value};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::derived::{derive, insert_keys};
use crate::duplicates::{keys, partner_keys};
use crate::failure::failed;
use crate::records;
use crate::replication_store::StoreError;
use crate::search::index::{self, Subject};
use crate::search::keep;
use crate::search::text::partner_text;
use crate::statements::{all, for_update, one, run, run_in};
use crate::tables::business_partner;
use crate::words::parse_json;

/// Persons dealt with in one transaction.
const PERSONS: usize = 300;
/// Partners dealt with in one transaction.
const PARTNERS: usize = 100;

/// How long to wait before looking whether another process is done.
const PATIENCE: Duration = Duration::from_millis(50);

/// Whether this process is writing texts anew just now.
pub(crate) type Renewing = Arc<AtomicBool>;

impl Database {
    /// Tells of how many business partners the texts by which they and their persons are found wait to be written
    /// anew. Zero: everything is found.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn search_waiting(&self) -> Result<u64, StoreError> {
        let row = one(self.reading(), "SELECT COUNT(*) FROM search_due", vec![]).await?;
        let waiting: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(failed)?;
        Ok(u64::try_from(waiting).unwrap_or_default())
    }

    /// Writes everything anew by which records are found and that waits for it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails: it goes on from there the next time.
    pub async fn renew_search(&self) -> Result<(), StoreError> {
        let mut some = 0;
        loop {
            if self.write(|tx| async move { renew_some(&tx).await }).await? {
                some += 1;
            } else if self.search_waiting().await? == 0 {
                break;
            } else {
                // Another one is at the rest: it is waited for, since it may fail.
                tokio::time::sleep(PATIENCE).await;
            }
        }
        // After a first filling PostgreSQL does not know yet what is in the tables.
        if some > 20 { index::look_at_tables(self.reading()).await } else { Ok(()) }
    }

    /// Writes anew what a change of a partner makes necessary: a few persons at once, many in the background, so
    /// that nobody waits for a partner with thousands.
    pub(crate) async fn renew_search_soon(&self) {
        // What made it necessary is committed: a failure here is none of that.
        match self.write(|tx| async move { renew_some(&tx).await }).await {
            Ok(false) => {}
            Ok(true) | Err(_) => self.renew_search_behind(),
        }
    }

    /// Goes on with writing texts anew in the background, unless that is under way.
    pub(crate) fn renew_search_behind(&self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if self.renewing().swap(true, Ordering::AcqRel) {
            return;
        }
        let database = self.clone();
        runtime.spawn(async move {
            let renewed = database.renew_search().await;
            database.renewing().store(false, Ordering::Release);
            if let Err(error) = renewed {
                tracing::warn!(%error, "texts for the search were not all written anew; it goes on at the next start");
            }
        });
    }
}

/// Writes some texts anew; tells whether more wait.
async fn renew_some(tx: &Tx) -> Result<bool, StoreError> {
    let on = tx.as_ref();
    let (mut persons, mut partners) = (0, 0);
    while persons < PERSONS && partners < PARTNERS {
        let skip =
            if on.get_database_backend() == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
        let next = format!("SELECT partner, after FROM search_due ORDER BY partner LIMIT 1{skip}");
        let Some(row) = one(on, &next, vec![]).await? else { return Ok(false) };
        let partner: Uuid = row.try_get_by_index(0).map_err(failed)?;
        let after: Option<Uuid> = row.try_get_by_index(1).map_err(failed)?;
        if after.is_none() {
            renew_partner(tx, partner).await?;
        }
        persons += renew_persons_of(tx, partner, after.unwrap_or_default()).await?;
        partners += 1;
    }
    Ok(true)
}

async fn renew_partner(tx: &Tx, id: Uuid) -> Result<(), StoreError> {
    let on = tx.as_ref();
    let row = business_partner::Entity::find_by_id(id).one(on).await.map_err(failed)?;
    let Some(row) = row.filter(|row| row.deleted_at.is_none()) else { return Ok(()) };
    let card = records::partner(&row)?.card;
    let country = records::country(on).await?;
    let text = partner_text(&card, country, row.web_domain.as_deref());
    partner_keys::renew(on, std::iter::once((id, &card)), country).await?;
    let (city, code) = crate::partners::place_of(&card);
    let place = "UPDATE business_partner SET city_key = $2, postal_code = $3 WHERE id = $1";
    run(on, place, vec![id.into(), city.into(), code.into()]).await?;
    keep::renew(on, Subject::Partner, vec![(id, text)]).await
}

/// Renews the persons of a partner after one; returns how many.
async fn renew_persons_of(tx: &Tx, partner: Uuid, after: Uuid) -> Result<usize, StoreError> {
    let on = tx.as_ref();
    let country = records::country(on).await?;
    let lock = for_update(on);
    let read = format!(
        "SELECT id, card FROM contact_person WHERE partner = $1 AND id > $2 ORDER BY id LIMIT $3{lock}"
    );
    let limit = i64::try_from(PERSONS).unwrap_or(i64::MAX);
    let mut persons: Vec<(PersonId, Card)> = Vec::new();
    for row in all(on, &read, vec![partner.into(), after.into(), limit.into()]).await? {
        let card: String = row.try_get_by_index(1).map_err(failed)?;
        persons.push((PersonId(row.try_get_by_index(0).map_err(failed)?), parse_json(&card)?));
    }
    let ids: Vec<Value> = persons.iter().map(|(id, _)| id.0.into()).collect();
    run_in(on, "DELETE FROM person_key WHERE person IN ({list})", &[], &ids).await?;
    let derived: Vec<_> = persons.iter().map(|(id, card)| (*id, derive(card, country))).collect();
    insert_keys(on, &derived).await?;
    keys::renew(on, persons.iter().map(|(id, card)| (id.0, card)), country).await?;
    keep::renew_persons(on, persons.iter().map(|(id, card)| (id.0, card)), country).await?;
    match persons.last().filter(|_| persons.len() == PERSONS) {
        Some((last, _)) => {
            let note = "UPDATE search_due SET after = $2 WHERE partner = $1";
            run(on, note, vec![partner.into(), last.0.into()]).await?;
        }
        None => {
            run(on, "DELETE FROM search_due WHERE partner = $1", vec![partner.into()]).await?;
        }
    }
    Ok(persons.len())
}
