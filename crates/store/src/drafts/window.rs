//! Windows of the lists, and moves between them.

use contacts::DraftId;

use crate::database::Database;
use crate::drafts::place_set::PlaceSet;
use crate::drafts::row::{self, Draft};
use crate::drafts::shown::{self, For};
use crate::drafts::{DraftWindow, Places, PlacesMoved, Side, WINDOW_LIMIT, rows};
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

/// Reads a part of a side.
pub(super) async fn of_side(
    database: &Database,
    (viewer, id, now): (&Viewer, DraftId, i64),
    (side, q): (Side, &str),
    (from, size): (u64, u32),
) -> Result<DraftWindow, StoreError> {
    let draft = row::seen(database.reading(), viewer, id, now).await?;
    let shown = shown::places(database, viewer, &draft, (side, q), (For::Showing, now)).await?;
    let all = draft.assignment.side(side);
    let list = shown.map_or_else(|| all.clone(), |shown| all.and(&shown));
    window(database, viewer, &draft, (&list, all.count()), (from, size)).await
}

/// Reads a part of those taken off.
pub(super) async fn of_taken_off(
    database: &Database,
    (viewer, id, now): (&Viewer, DraftId, i64),
    (from, size): (u64, u32),
) -> Result<DraftWindow, StoreError> {
    let draft = row::seen(database.reading(), viewer, id, now).await?;
    let list = draft.assignment.taken_off();
    window(database, viewer, &draft, (&list, list.count()), (from, size)).await
}

async fn window(
    database: &Database,
    viewer: &Viewer,
    draft: &Draft,
    (list, all): (&PlaceSet, u64),
    (from, size): (u64, u32),
) -> Result<DraftWindow, StoreError> {
    let of = list.count();
    let size = size.min(WINDOW_LIMIT);
    let first = if from < of { from } else { of.saturating_sub(u64::from(size)) };
    let places = list.window(first, size as usize);
    let rows = rows::read(database.reading(), viewer, draft, &places).await?;
    Ok(DraftWindow { rows, first, of, all })
}

/// Moves rows to a side.
pub(super) async fn take(
    database: &Database,
    (viewer, id, now): (&Viewer, DraftId, i64),
    to: Side,
    places: &Places,
    q: &str,
) -> Result<PlacesMoved, StoreError> {
    let shown = match q.trim().is_empty() {
        true => None,
        false => {
            let draft = row::seen(database.reading(), viewer, id, now).await?;
            shown::places(database, viewer, &draft, (to.other(), q), (For::Moving, now)).await?
        }
    };
    let shown = shown.as_ref();
    database
        .write(|tx| async move {
            let mut draft = row::held_open(&tx, viewer, id, now).await?;
            let moved = draft.assignment.take(to, places, shown);
            if moved.moved > 0 {
                draft.version += 1;
                draft.saved = false;
                row::write(&tx, &draft, now).await?;
            }
            Ok(moved)
        })
        .await
}
