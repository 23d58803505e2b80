//! A person's photo: outside the row, the full-size picture and the rendition for Outlook.

use std::collections::BTreeSet;

use contacts::PersonId;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::note_fields;
use crate::failure::failed;
use crate::history;
use crate::persons::write::entry;
use crate::persons::{PhotoSize, StoredPhoto};
use crate::records;
use crate::replication_store::{HistoryKind, StoreError};
use crate::statements::{one, run};
use crate::tables::contact_person;
use crate::viewer::Viewer;

/// Sets the photo; does nothing when it is the one there is.
pub(super) async fn set(
    tx: &Tx,
    viewer: &Viewer,
    id: PersonId,
    photo: &photo::Prepared,
    now: i64,
) -> Result<(), StoreError> {
    let row = records::held_living_person(tx, viewer, id).await?;
    let before = digest(tx.as_ref(), row.photo).await?;
    if before.as_deref() == Some(photo.original.digest.as_str()) {
        return Ok(());
    }
    let new = Uuid::now_v7();
    let insert =
        "INSERT INTO photo (id, person, digest, media_type, width, height, created, rendition, original)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = vec![
        new.into(),
        id.0.into(),
        photo.original.digest.clone().into(),
        photo.original.media_type.into(),
        i64::from(photo.original.width).into(),
        i64::from(photo.original.height).into(),
        now.into(),
        photo.rendition.bytes.clone().into(),
        photo.original.bytes.clone().into(),
    ];
    run(tx.as_ref(), insert, values).await?;
    point_at(tx, viewer, &row, Some(new), (before, Some(photo.original.digest.clone())), now).await
}

/// Removes the photo.
pub(super) async fn remove(tx: &Tx, viewer: &Viewer, id: PersonId, now: i64) -> Result<(), StoreError> {
    let row = records::held_living_person(tx, viewer, id).await?;
    if row.photo.is_none() {
        return Ok(());
    }
    let before = digest(tx.as_ref(), row.photo).await?;
    point_at(tx, viewer, &row, None, (before, None), now).await
}

/// Puts an earlier photo back by its digest, or none.
pub(crate) async fn put_back(
    tx: &Tx,
    viewer: &Viewer,
    id: PersonId,
    wanted: Option<&str>,
    now: i64,
) -> Result<contact_person::Model, StoreError> {
    let row = records::held_living_person(tx, viewer, id).await?;
    let photo: Option<Uuid> = match wanted {
        None => None,
        Some(wanted) => {
            let read = "SELECT id FROM photo WHERE person = $1 AND digest = $2 ORDER BY id LIMIT 1";
            let found = one(tx.as_ref(), read, vec![id.0.into(), wanted.into()]).await?;
            let found = found.ok_or_else(|| {
                StoreError::Invalid("that photo is not kept any more; nothing was changed".into())
            })?;
            Some(found.try_get_by_index(0).map_err(failed)?)
        }
    };
    let before = digest(tx.as_ref(), row.photo).await?;
    point_at(tx, viewer, &row, photo, (before, wanted.map(str::to_owned)), now).await?;
    records::held_person(tx, viewer, id).await
}

async fn point_at(
    tx: &Tx,
    viewer: &Viewer,
    row: &contact_person::Model,
    photo: Option<Uuid>,
    (before, after): (Option<String>, Option<String>),
    now: i64,
) -> Result<(), StoreError> {
    let set = "UPDATE contact_person SET photo = $2, version = version + 1, changed_by = $3, changed_at = $4
        WHERE id = $1";
    let by = viewer.acting().map(|user| user.0);
    run(tx.as_ref(), set, vec![row.id.into(), photo.into(), by.into(), now.into()]).await?;
    let fields = BTreeSet::from(["photo"]);
    note_fields(tx.as_ref(), std::iter::once((row.id, row.version + 1, &fields))).await?;
    records::mark_links_of(tx.as_ref(), &[row.id]).await?;
    let (before, after) = (before.map(Into::into), after.map(Into::into));
    let edited = entry(viewer, PersonId(row.id), HistoryKind::Edited, Some("photo"), before, after);
    history::append(tx, &[edited], now).await
}

async fn digest<C: ConnectionTrait>(on: &C, photo: Option<Uuid>) -> Result<Option<String>, StoreError> {
    let Some(photo) = photo else { return Ok(None) };
    let row = one(on, "SELECT digest FROM photo WHERE id = $1", vec![photo.into()]).await?;
    row.map(|row| row.try_get_by_index(0).map_err(failed)).transpose()
}

/// Reads one of the photo's pictures.
pub(super) async fn read<C: ConnectionTrait>(
    on: &C,
    row: &contact_person::Model,
    size: PhotoSize,
) -> Result<Option<StoredPhoto>, StoreError> {
    let Some(photo) = row.photo else { return Ok(None) };
    let read = match size {
        PhotoSize::Original => "SELECT original, media_type, digest FROM photo WHERE id = $1",
        PhotoSize::Rendition => "SELECT rendition, 'image/jpeg', digest FROM photo WHERE id = $1",
    };
    let Some(row) = one(on, read, vec![photo.into()]).await? else { return Ok(None) };
    let read = || -> Result<StoredPhoto, sea_orm::DbErr> {
        Ok(StoredPhoto {
            bytes: row.try_get_by_index(0)?,
            media_type: row.try_get_by_index(1)?,
            digest: row.try_get_by_index(2)?,
        })
    };
    read().map(Some).map_err(failed)
}
