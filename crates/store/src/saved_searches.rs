//! Searches kept under a name: one's own, and those that a team shares.

use contacts::{SavedSearchId, TeamId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::persons::PersonFilter;
use crate::records::check_team;
use crate::replication_store::StoreError;
use crate::statements::{all, one, run};
use crate::viewer::Viewer;
use crate::words::{json, parse_json};

/// The most characters of a name.
const NAME: usize = 100;
/// How many searches one user keeps at most.
const MOST: i64 = 200;

/// A search to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSavedSearch {
    /// Its name: one per user, whatever the case.
    pub name: String,
    /// What is searched for.
    pub filter: PersonFilter,
    /// The team whose members may use it, too; none: only its owner.
    pub team: Option<TeamId>,
}

/// A search that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its identity.
    pub id: SavedSearchId,
    /// Who saved it, may change and delete it.
    pub owner: UserId,
    /// The owner's name.
    pub owner_name: String,
    /// Whether that is the viewer.
    pub own: bool,
    /// Its name.
    pub name: String,
    /// What is searched for, always with the rights of who searches. A mailbox in it is the owner's: where it is used
    /// for an export, the export's mailbox takes its place.
    pub filter: PersonFilter,
    /// The team whose members may use it.
    pub team: Option<TeamId>,
    /// When it was saved first, in microseconds since 1970 UTC.
    pub created: i64,
    /// When it was changed last.
    pub changed: i64,
}

impl Database {
    /// Lists the searches that the viewer may use, by name: its own, and those shared with its teams.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn list_saved_searches(&self, viewer: &Viewer) -> Result<Vec<SavedSearch>, StoreError> {
        let read = format!("{READ} ORDER BY saved_search.name_key, saved_search.id");
        let rows = all(self.reading(), &read, vec![viewer.user.0.into()]).await?;
        rows.iter().map(|row| search(row, viewer)).collect()
    }

    /// Reads a search that the viewer may use.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for one that is not shared with the viewer.
    pub async fn read_saved_search(
        &self,
        viewer: &Viewer,
        id: SavedSearchId,
    ) -> Result<SavedSearch, StoreError> {
        seen(self.reading(), viewer, id).await
    }

    /// Keeps a search under a name. A search of the viewer's with this name is replaced.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a name that is none, or too many searches; [`StoreError::NotAllowed`] for a team
    /// that is not the viewer's.
    pub async fn save_search(
        &self,
        viewer: &Viewer,
        new: &NewSavedSearch,
        now: i64,
    ) -> Result<SavedSearch, StoreError> {
        self.write(|tx| async move { save(&tx, viewer, new, now).await }).await
    }

    /// Changes one of the viewer's own searches: its name, what it searches for, with whom it is shared.
    ///
    /// # Errors
    /// As [`Database::save_search`]; [`StoreError::NotFound`] for one that the viewer may not use;
    /// [`StoreError::NotAllowed`] for another user's; [`StoreError::Invalid`] for the name of another one.
    pub async fn change_saved_search(
        &self,
        viewer: &Viewer,
        id: SavedSearchId,
        new: &NewSavedSearch,
        now: i64,
    ) -> Result<SavedSearch, StoreError> {
        self.write(|tx| async move { change(&tx, viewer, id, new, now).await }).await
    }

    /// Deletes one of the viewer's own searches; does nothing when it is gone.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for another user's.
    pub async fn delete_saved_search(&self, viewer: &Viewer, id: SavedSearchId) -> Result<(), StoreError> {
        self.write(|tx| async move {
            match seen(tx.as_ref(), viewer, id).await {
                Ok(found) if !found.own => Err(not_own()),
                Err(StoreError::NotFound(_)) => Ok(()),
                Err(error) => Err(error),
                Ok(_) => {
                    let delete = "DELETE FROM saved_search WHERE id = $1 AND owner = $2";
                    run(tx.as_ref(), delete, vec![id.0.into(), viewer.user.0.into()]).await.map(|_| ())
                }
            }
        })
        .await
    }
}

/// Reads what a user, `$1`, may use.
const READ: &str = "SELECT saved_search.id, saved_search.owner, user_account.name, saved_search.name,
    saved_search.filter, saved_search.team, saved_search.created, saved_search.changed
    FROM saved_search JOIN user_account ON user_account.id = saved_search.owner
    WHERE (saved_search.owner = $1
        OR saved_search.team IN (SELECT team FROM team_member WHERE team_member.user_id = $1))";

fn search(row: &QueryResult, viewer: &Viewer) -> Result<SavedSearch, StoreError> {
    let filter: String = row.try_get_by_index(4).map_err(failed)?;
    let filter = parse_json(&filter)?;
    let read = || -> Result<SavedSearch, sea_orm::DbErr> {
        let owner = UserId(row.try_get_by_index(1)?);
        Ok(SavedSearch {
            id: SavedSearchId(row.try_get_by_index(0)?),
            owner,
            owner_name: row.try_get_by_index(2)?,
            own: owner == viewer.user,
            name: row.try_get_by_index(3)?,
            filter,
            team: row.try_get_by_index::<Option<Uuid>>(5)?.map(TeamId),
            created: row.try_get_by_index(6)?,
            changed: row.try_get_by_index(7)?,
        })
    };
    read().map_err(failed)
}

async fn seen<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    id: SavedSearchId,
) -> Result<SavedSearch, StoreError> {
    let read = format!("{READ} AND saved_search.id = $2");
    let row = one(on, &read, vec![viewer.user.0.into(), id.0.into()]).await?;
    search(&row.ok_or(StoreError::NotFound("the saved search"))?, viewer)
}

fn not_own() -> StoreError {
    StoreError::NotAllowed("change a search that somebody else has saved")
}

fn named(new: &NewSavedSearch) -> Result<(String, String), StoreError> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > NAME {
        return Err(StoreError::Invalid(format!(
            "a saved search needs a name of at most {NAME} characters, without control characters; nothing was saved"
        )));
    }
    Ok((name.to_owned(), name.to_lowercase()))
}

async fn save(tx: &Tx, viewer: &Viewer, new: &NewSavedSearch, now: i64) -> Result<SavedSearch, StoreError> {
    let on = tx.as_ref();
    let (name, key) = named(new)?;
    check_team(on, viewer, new.team).await?;
    let user: Value = viewer.user.0.into();
    let read = "SELECT COUNT(*) FROM saved_search WHERE owner = $1 AND name_key <> $2";
    let others = one(on, read, vec![user.clone(), key.clone().into()]).await?;
    let others: i64 = others.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(failed)?;
    if others >= MOST {
        return Err(StoreError::Invalid(format!(
            "you have saved {MOST} searches already; this one was not saved. Delete some that you need no more"
        )));
    }
    let put = "INSERT INTO saved_search (id, owner, name, name_key, filter, team, created, changed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
        ON CONFLICT (owner, name_key) DO UPDATE SET name = excluded.name, filter = excluded.filter,
            team = excluded.team, changed = excluded.changed";
    let team = new.team.map(|team| team.0);
    let values = vec![
        Uuid::now_v7().into(),
        user.clone(),
        name.into(),
        key.clone().into(),
        json(&new.filter)?.into(),
        team.into(),
        now.into(),
    ];
    run(on, put, values).await?;
    let read = format!("{READ} AND saved_search.owner = $1 AND saved_search.name_key = $2");
    let row = one(on, &read, vec![user, key.into()]).await?;
    search(&row.ok_or(StoreError::NotFound("the saved search"))?, viewer)
}

async fn change(
    tx: &Tx,
    viewer: &Viewer,
    id: SavedSearchId,
    new: &NewSavedSearch,
    now: i64,
) -> Result<SavedSearch, StoreError> {
    let on = tx.as_ref();
    if !seen(on, viewer, id).await?.own {
        return Err(not_own());
    }
    let (name, key) = named(new)?;
    check_team(on, viewer, new.team).await?;
    let taken = "SELECT 1 FROM saved_search WHERE owner = $1 AND name_key = $2 AND id <> $3";
    if one(on, taken, vec![viewer.user.0.into(), key.clone().into(), id.0.into()]).await?.is_some() {
        return Err(StoreError::Invalid(format!(
            "you have saved another search as \"{name}\"; nothing was changed. Choose another name"
        )));
    }
    let set = "UPDATE saved_search SET name = $2, name_key = $3, filter = $4, team = $5, changed = $6 WHERE id = $1";
    let team = new.team.map(|team| team.0);
    let values =
        vec![id.0.into(), name.into(), key.into(), json(&new.filter)?.into(), team.into(), now.into()];
    run(on, set, values).await?;
    seen(on, viewer, id).await
}
