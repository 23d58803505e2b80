//! The standing restriction of the export's search: what each role may search among.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

use crate::audit;
use crate::database::{Database, Tx};
use crate::replication_store::StoreError;
use crate::settings::{administers, write_setting};
use crate::settings_row::read_setting;
use crate::viewer::{Role, Viewer};

/// The name of the setting: an object from a role's name to its restriction. A role that is not in it has the default.
const EXPORT_RESTRICTION: &str = "export_restriction";

/// Among whom the search of an export looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Restriction {
    /// Among those of whom the user itself is the employee in charge.
    #[default]
    EmployeeInChargeIsMe,
    /// Among all that the user sees.
    None,
}

impl Database {
    /// Reads the restriction that holds for the viewer.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn export_restriction(&self, viewer: &Viewer) -> Result<Restriction, StoreError> {
        of(self.reading(), viewer.role).await
    }

    /// Reads the restrictions of all roles.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators.
    pub async fn read_export_restrictions(
        &self,
        viewer: &Viewer,
    ) -> Result<BTreeMap<Role, Restriction>, StoreError> {
        administers(viewer)?;
        let set = read(self.reading()).await?;
        let roles = [Role::Administrator, Role::User, Role::Reader];
        Ok(roles.into_iter().map(|role| (role, set.get(&role).copied().unwrap_or_default())).collect())
    }

    /// Changes the restrictions of the roles that are named; the others keep theirs. Drafts that wait stay as they are.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators.
    pub async fn change_export_restrictions(
        &self,
        viewer: &Viewer,
        restrictions: &BTreeMap<Role, Restriction>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { change(&tx, viewer, restrictions, now).await }).await
    }
}

/// Reads the restriction of a role.
pub(crate) async fn of<C: ConnectionTrait>(on: &C, role: Role) -> Result<Restriction, StoreError> {
    Ok(read(on).await?.get(&role).copied().unwrap_or_default())
}

async fn read<C: ConnectionTrait>(on: &C) -> Result<BTreeMap<Role, Restriction>, StoreError> {
    Ok(read_setting(on, EXPORT_RESTRICTION).await?.unwrap_or_default())
}

async fn change(
    tx: &Tx,
    viewer: &Viewer,
    restrictions: &BTreeMap<Role, Restriction>,
    now: i64,
) -> Result<(), StoreError> {
    administers(viewer)?;
    let mut all = read(tx.as_ref()).await?;
    all.extend(restrictions);
    write_setting(tx, viewer, EXPORT_RESTRICTION, &all, now).await?;
    audit::append(tx, viewer, "settings.export_restriction", None, now).await
}
