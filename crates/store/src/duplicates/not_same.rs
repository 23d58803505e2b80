//! *Not the same*: what a person has said of two contact persons, remembered until somebody takes it back.

use std::collections::BTreeSet;

use contacts::{PersonId, UserId};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::duplicates::{FoundPerson, find};
use crate::failure::failed;
use crate::records;
use crate::replication_store::StoreError;
use crate::statements::{all, run};
use crate::viewer::Viewer;

/// The most pairs that are told of at once.
const TOLD: i64 = 200;

/// Two contact persons that are not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSame {
    /// The one.
    pub one: FoundPerson,
    /// The other.
    pub other: FoundPerson,
    /// Who said so; none: the program, or a user that is gone.
    pub by: Option<UserId>,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
}

/// Puts two persons into the order in which a pair is kept.
pub(super) fn pair(one: PersonId, other: PersonId) -> (Uuid, Uuid) {
    (one.0.min(other.0), one.0.max(other.0))
}

/// Returns a person with those that are known not to be the same as it.
pub(super) async fn of<C: ConnectionTrait>(on: &C, person: PersonId) -> Result<BTreeSet<Uuid>, StoreError> {
    let read =
        "SELECT other FROM not_same WHERE one = $1 UNION ALL SELECT one FROM not_same WHERE other = $1";
    let rows = all(on, read, vec![person.0.into()]).await?;
    let others = rows.iter().map(|row| row.try_get_by_index::<Uuid>(0).map_err(failed));
    others.chain(std::iter::once(Ok(person.0))).collect()
}

impl Database {
    /// Remembers that two contact persons are not the same: they are no duplicates of each other any more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the viewer does not see both; [`StoreError::NotAllowed`] for a reader;
    /// [`StoreError::Invalid`] for one and the same person.
    pub async fn mark_not_same(
        &self,
        viewer: &Viewer,
        one: PersonId,
        other: PersonId,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { mark(&tx, viewer, (one, other), now).await }).await
    }

    /// Takes back that two contact persons are not the same; does nothing when nobody said so.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`] as for [`Database::mark_not_same`].
    pub async fn unmark_not_same(
        &self,
        viewer: &Viewer,
        one: PersonId,
        other: PersonId,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move {
            may(&tx, viewer, (one, other)).await?;
            let (one, other) = pair(one, other);
            let delete = "DELETE FROM not_same WHERE one = $1 AND other = $2";
            run(tx.as_ref(), delete, vec![one.into(), other.into()]).await.map(|_| ())
        })
        .await
    }

    /// Lists the pairs that are not the same, of persons that the viewer sees: the latest first, at most 200.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn list_not_same(&self, viewer: &Viewer) -> Result<Vec<NotSame>, StoreError> {
        let on = self.reading();
        let read = "SELECT one, other, by_user, at FROM not_same ORDER BY at DESC, one, other LIMIT $1";
        let rows = all(on, read, vec![TOLD.into()]).await?;
        let mut pairs: Vec<(Uuid, Uuid, Option<Uuid>, i64)> = Vec::new();
        for row in rows {
            let ids = (row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(1).map_err(failed)?);
            let said = (row.try_get_by_index(2).map_err(failed)?, row.try_get_by_index(3).map_err(failed)?);
            pairs.push((ids.0, ids.1, said.0, said.1));
        }
        let persons = pairs.iter().flat_map(|(one, other, _, _)| [*one, *other]).collect();
        let shown = find::shown(on, viewer, &persons).await?;
        let told = pairs.into_iter().filter_map(|(one, other, by, at)| {
            let (one, other) = (shown.get(&one)?.clone(), shown.get(&other)?.clone());
            Some(NotSame { one, other, by: by.map(UserId), at })
        });
        Ok(told.collect())
    }
}

async fn may(tx: &Tx, viewer: &Viewer, (one, other): (PersonId, PersonId)) -> Result<(), StoreError> {
    if !viewer.writes() {
        return Err(StoreError::NotAllowed("say who is not the same"));
    }
    records::seen_person(tx.as_ref(), viewer, one).await?;
    records::seen_person(tx.as_ref(), viewer, other).await.map(|_| ())
}

async fn mark(
    tx: &Tx,
    viewer: &Viewer,
    (one, other): (PersonId, PersonId),
    now: i64,
) -> Result<(), StoreError> {
    if one == other {
        return Err(StoreError::Invalid(
            "these are one and the same contact person; nothing was saved".into(),
        ));
    }
    may(tx, viewer, (one, other)).await?;
    let (one, other) = pair(one, other);
    let put = "INSERT INTO not_same (one, other, by_user, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (one, other) DO NOTHING";
    let by = viewer.acting().map(|user| user.0);
    run(tx.as_ref(), put, vec![one.into(), other.into(), by.into(), now.into()]).await.map(|_| ())
}
