//! A person's photo: outside the row, the full-size picture and the rendition for Outlook.

use std::collections::{BTreeMap, BTreeSet};

use contacts::PersonId;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::note_fields;
use crate::failure::failed;
use crate::history;
use crate::persons::write::entry;
use crate::persons::{PersonRecord, PhotoFacts, PhotoSize, StoredPhoto};
use crate::records;
use crate::replication_store::{HistoryKind, StoreError};
use crate::statements::{all_in, one, run};
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
    stored(on, size, "id = $1", vec![photo.into()]).await
}

/// Reads one of the pictures that a person has or had, by its digest.
pub(super) async fn read_kept<C: ConnectionTrait>(
    on: &C,
    person: PersonId,
    digest: &str,
    size: PhotoSize,
) -> Result<Option<StoredPhoto>, StoreError> {
    stored(on, size, "person = $1 AND digest = $2", vec![person.0.into(), digest.into()]).await
}

async fn stored<C: ConnectionTrait>(
    on: &C,
    size: PhotoSize,
    which: &str,
    values: Vec<Value>,
) -> Result<Option<StoredPhoto>, StoreError> {
    let columns = match size {
        PhotoSize::Original => "original, media_type",
        PhotoSize::Rendition => "rendition, 'image/jpeg'",
    };
    let read = format!("SELECT {columns}, digest FROM photo WHERE {which} ORDER BY id LIMIT 1");
    let Some(row) = one(on, &read, values).await? else { return Ok(None) };
    let read = || -> Result<StoredPhoto, sea_orm::DbErr> {
        Ok(StoredPhoto {
            bytes: row.try_get_by_index(0)?,
            media_type: row.try_get_by_index(1)?,
            digest: row.try_get_by_index(2)?,
        })
    };
    read().map(Some).map_err(failed)
}

/// Adds to records what is known of their photos: one query for all of them.
pub(super) async fn fill<C: ConnectionTrait>(on: &C, records: &mut [PersonRecord]) -> Result<(), StoreError> {
    let asked: Vec<Value> =
        records.iter().filter_map(|record| record.person.photo).map(|photo| photo.0.into()).collect();
    if asked.is_empty() {
        return Ok(());
    }
    let read = "SELECT id, digest, width, height FROM photo WHERE id IN ({list})";
    let mut found = BTreeMap::new();
    for row in all_in(on, read, &[], &asked).await? {
        let facts = || -> Result<(Uuid, PhotoFacts), sea_orm::DbErr> {
            let side = |side: Option<i64>| side.and_then(|side| u32::try_from(side).ok());
            let (width, height) = (side(row.try_get_by_index(2)?), side(row.try_get_by_index(3)?));
            Ok((row.try_get_by_index(0)?, PhotoFacts { digest: row.try_get_by_index(1)?, width, height }))
        };
        found.extend([facts().map_err(failed)?]);
    }
    for record in records {
        record.photo = record.person.photo.and_then(|photo| found.get(&photo.0).cloned());
    }
    Ok(())
}
