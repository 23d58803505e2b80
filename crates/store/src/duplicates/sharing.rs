//! THE SWITCH: whether addresses and mobiles that several share make persons of different first names possible
//! duplicates only.

use std::collections::BTreeSet;

use matching::duplicate::Sharing;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

use crate::audit;
use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::settings::{administers, write_setting};
use crate::settings_row::read_setting;
use crate::statements::one;
use crate::viewer::Viewer;

/// The name of the setting.
const DUPLICATES: &str = "duplicates";

/// How keys that several persons share are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SharedKeys {
    /// Whether they make persons of different first names possible duplicates only. Off: literally the same address,
    /// or last name and mobile number, is certain.
    #[serde(default)]
    pub possible_only: bool,
}

impl SharedKeys {
    /// Returns how the check takes them, with what is known of who shares what.
    pub(crate) fn sharing(self, held_by_several: &BTreeSet<String>) -> Sharing<'_> {
        Sharing {
            is_possible_only: self.possible_only,
            by_points: false,
            held_by_several: Some(held_by_several),
        }
    }

    /// Returns the same for taking stock: of persons who were let in already, those that share a key and nothing else
    /// are not told.
    pub(crate) fn among_stock(self, held_by_several: &BTreeSet<String>) -> Sharing<'_> {
        Sharing { by_points: true, ..self.sharing(held_by_several) }
    }
}

/// Reads the switch.
pub(crate) async fn read<C: ConnectionTrait>(on: &C) -> Result<SharedKeys, StoreError> {
    Ok(read_setting(on, DUPLICATES).await?.unwrap_or_default())
}

impl Database {
    /// Reads how keys that several persons share are taken by the duplicate check.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn read_shared_keys(&self, _viewer: &Viewer) -> Result<SharedKeys, StoreError> {
        read(self.reading()).await
    }

    /// Changes how keys that several persons share are taken by the duplicate check.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators.
    pub async fn change_shared_keys(
        &self,
        viewer: &Viewer,
        shared: SharedKeys,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { change(&tx, viewer, shared, now).await }).await
    }

    /// Counts the contact persons whom the switch concerns: those who share an e-mail address, or last name and mobile
    /// number, with somebody of another first name. Persons in the bin are left out. Reads the index of keys from one
    /// end to the other, so a page asks for it beside itself.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators.
    pub async fn count_sharing(&self, viewer: &Viewer) -> Result<u64, StoreError> {
        administers(viewer)?;
        let row = one(self.reading(), CONCERNED, vec![]).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(failed)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

/// Keys that several hold stand together in the index; the rest is only counted past.
const CONCERNED: &str = "
    WITH shared AS (
        SELECT kind, value FROM person_key WHERE kind IN ('e', 'm') GROUP BY kind, value HAVING COUNT(*) > 1
    ), held AS (
        SELECT person_key.kind, person_key.value, contact_person.id, contact_person.first_name_key AS first
            FROM shared
            JOIN person_key ON person_key.kind = shared.kind AND person_key.value = shared.value
            JOIN contact_person ON contact_person.id = person_key.person AND contact_person.deleted_at IS NULL
            WHERE contact_person.first_name_key <> ''
    ), unlike AS (
        SELECT kind, value FROM held GROUP BY kind, value HAVING COUNT(DISTINCT first) > 1
    )
    SELECT COUNT(DISTINCT held.id) FROM held
        JOIN unlike ON unlike.kind = held.kind AND unlike.value = held.value";

async fn change(tx: &Tx, viewer: &Viewer, shared: SharedKeys, now: i64) -> Result<(), StoreError> {
    administers(viewer)?;
    write_setting(tx, viewer, DUPLICATES, &shared, now).await?;
    audit::append(tx, viewer, "settings.duplicates", None, now).await
}
