//! A draft as a row, and what drops it.

use contacts::{DraftId, MailboxId, RunId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::drafts::assignment::Assignment;
use crate::drafts::place_set::PlaceSet;
use crate::drafts::{DRAFT_LASTS, ExportDraft, ExportOptions, Side};
use crate::failure::failed;
use crate::imports;
use crate::links::own_mailbox;
use crate::persons::PersonFilter;
use crate::replication_store::StoreError;
use crate::statements::{all, for_update, one, run};
use crate::viewer::Viewer;
use crate::words::{json, parse_json};

/// How many bytes an identity has.
const ID: usize = 16;

/// A draft without its hits.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: DraftId,
    pub(super) mailbox: MailboxId,
    pub(super) filter: PersonFilter,
    pub(super) options: ExportOptions,
    pub(super) created: i64,
    pub(super) changed: i64,
    pub(super) saved: bool,
    pub(super) run: Option<RunId>,
    /// Rises with every change of the list or the options: what was worked out for an earlier one is out of date.
    pub(super) version: i64,
    pub(super) assignment: Assignment,
    /// How far the plan is, as JSON.
    pub(super) plan: Option<String>,
}

impl Draft {
    /// Shows it.
    pub(super) fn view(self) -> ExportDraft {
        ExportDraft {
            id: self.id,
            mailbox: self.mailbox,
            filter: self.filter,
            options: self.options,
            found: self.assignment.side(Side::Found).count(),
            selected: self.assignment.selected.count(),
            exported: self.assignment.exported.count(),
            taken_off: self.assignment.taken_off().count(),
            saved: self.saved,
            run: self.run,
            created: self.created,
            changed: self.changed,
            goes: self.changed + DRAFT_LASTS,
        }
    }
}

const READ: &str =
    "SELECT export_draft.id, mailbox, filter, options, created, changed, saved, run, version, size,
    selected, plan, exported, barred
    FROM export_draft JOIN export_draft_hits ON export_draft_hits.draft = export_draft.id";

fn draft(row: &QueryResult) -> Result<Draft, StoreError> {
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    let size: i64 = row.try_get_by_index(9).map_err(failed)?;
    let size = usize::try_from(size).unwrap_or_default();
    let set = |index: usize| {
        let bytes: Vec<u8> = row.try_get_by_index(index).map_err(failed)?;
        PlaceSet::from_bytes(size, &bytes).ok_or_else(damaged)
    };
    let (selected, exported, barred) = (set(10)?, set(12)?, set(13)?);
    let (filter, options) = (parse_json(&text(2)?)?, parse_json(&text(3)?)?);
    let read = || -> Result<Draft, sea_orm::DbErr> {
        Ok(Draft {
            id: DraftId(row.try_get_by_index(0)?),
            mailbox: MailboxId(row.try_get_by_index(1)?),
            filter,
            options,
            created: row.try_get_by_index(4)?,
            changed: row.try_get_by_index(5)?,
            saved: row.try_get_by_index(6)?,
            run: row.try_get_by_index::<Option<Uuid>>(7)?.map(RunId),
            version: row.try_get_by_index(8)?,
            assignment: Assignment { exported, barred, selected },
            plan: row.try_get_by_index(11)?,
        })
    };
    read().map_err(failed)
}

fn damaged() -> StoreError {
    StoreError::Database(
        "an export draft is damaged; nothing was changed. Discard it and search again".into(),
    )
}

fn unknown() -> StoreError {
    StoreError::NotFound("the export that was being put together")
}

/// Reads a draft of the viewer's that has not expired.
pub(super) async fn seen<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<Draft, StoreError> {
    let read = format!("{READ} WHERE export_draft.id = $1 AND user_id = $2 AND changed > $3");
    let values = vec![id.0.into(), viewer.user.0.into(), now.saturating_sub(DRAFT_LASTS).into()];
    let row = one(on, &read, values).await?.ok_or_else(unknown)?;
    let draft = draft(&row)?;
    crate::mailboxes::known(on, viewer, draft.mailbox).await?;
    Ok(draft)
}

/// Reads a draft of the viewer's, and holds it until the transaction ends.
pub(super) async fn held(tx: &Tx, viewer: &Viewer, id: DraftId, now: i64) -> Result<Draft, StoreError> {
    let on = tx.as_ref();
    let hold = for_update(on);
    if !hold.is_empty() {
        // What stands beside it is read only when it is held: another's change is then seen whole.
        let read = format!("SELECT 1 FROM export_draft WHERE id = $1{hold}");
        one(on, &read, vec![id.0.into()]).await?;
    }
    let draft = seen(on, viewer, id, now).await?;
    own_mailbox(on, viewer, draft.mailbox).await?;
    Ok(draft)
}

/// Holds a draft whose export was not started.
pub(super) async fn held_open(tx: &Tx, viewer: &Viewer, id: DraftId, now: i64) -> Result<Draft, StoreError> {
    let draft = held(tx, viewer, id, now).await?;
    match draft.run {
        None => Ok(draft),
        Some(_) => Err(StoreError::Invalid(
            "this export was started already; nothing was changed. Look at its run, or begin another export"
                .into(),
        )),
    }
}

/// Lists the viewer's drafts that wait.
pub(super) async fn waiting<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    now: i64,
) -> Result<Vec<Draft>, StoreError> {
    let read = format!(
        "{READ} WHERE user_id = $1 AND changed > $2 AND run IS NULL ORDER BY changed DESC, export_draft.id DESC"
    );
    let rows = all(on, &read, vec![viewer.user.0.into(), (now - DRAFT_LASTS).into()]).await?;
    rows.iter().map(draft).collect()
}

/// Writes what may change of a draft that is held.
pub(super) async fn write(tx: &Tx, draft: &Draft, now: i64) -> Result<(), StoreError> {
    let set = "UPDATE export_draft SET options = $2, changed = $3, saved = $4, run = $5, version = $6, selected = $7
        WHERE id = $1";
    let values: Vec<Value> = vec![
        draft.id.0.into(),
        json(&draft.options)?.into(),
        draft.changed.max(now).into(),
        draft.saved.into(),
        draft.run.map(|run| run.0).into(),
        draft.version.into(),
        draft.assignment.selected.to_bytes().into(),
    ];
    run(tx.as_ref(), set, values).await.map(|_| ())
}

/// Writes a new draft.
pub(super) async fn insert(tx: &Tx, user: UserId, draft: &Draft, hits: &[Uuid]) -> Result<(), StoreError> {
    let put = "INSERT INTO export_draft (id, user_id, mailbox, filter, options, created, changed, saved, version, size,
        selected) VALUES ($1, $2, $3, $4, $5, $6, $6, FALSE, $7, $8, $9)";
    let size = i64::try_from(hits.len()).unwrap_or(i64::MAX);
    let values: Vec<Value> = vec![
        draft.id.0.into(),
        user.0.into(),
        draft.mailbox.0.into(),
        json(&draft.filter)?.into(),
        json(&draft.options)?.into(),
        draft.created.into(),
        draft.version.into(),
        size.into(),
        draft.assignment.selected.to_bytes().into(),
    ];
    run(tx.as_ref(), put, values).await?;
    let bytes: Vec<u8> = hits.iter().flat_map(|id| *id.as_bytes()).collect();
    let put = "INSERT INTO export_draft_hits (draft, exported, barred, hits) VALUES ($1, $2, $3, $4)";
    let values: Vec<Value> = vec![
        draft.id.0.into(),
        draft.assignment.exported.to_bytes().into(),
        draft.assignment.barred.to_bytes().into(),
        bytes.into(),
    ];
    run(tx.as_ref(), put, values).await.map(|_| ())
}

/// Reads who stands at places, which are in order.
pub(super) async fn hits<C: ConnectionTrait>(
    on: &C,
    id: DraftId,
    places: &[u32],
) -> Result<Vec<Uuid>, StoreError> {
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return Ok(Vec::new()) };
    let read = "SELECT substr(hits, $2, $3) FROM export_draft_hits WHERE draft = $1";
    let bytes = |places: u32| i32::try_from(places as usize * ID).unwrap_or(i32::MAX);
    let values = vec![id.0.into(), (bytes(*first) + 1).into(), bytes(last - first + 1).into()];
    let row = one(on, read, values).await?.ok_or_else(unknown)?;
    let part: Vec<u8> = row.try_get_by_index(0).map_err(failed)?;
    let at = |place: &u32| {
        let start = (place - first) as usize * ID;
        part.get(start..start + ID).and_then(|id| Uuid::from_slice(id).ok()).ok_or_else(damaged)
    };
    places.iter().map(at).collect()
}

/// Reads all hits, in order.
pub(super) async fn all_hits<C: ConnectionTrait>(on: &C, draft: &Draft) -> Result<Vec<Uuid>, StoreError> {
    let every: Vec<u32> = (0..u32::try_from(draft.assignment.size()).unwrap_or(u32::MAX)).collect();
    hits(on, draft.id, &every).await
}

/// Tells whether the time of some draft, of an export or an import, is over.
pub(super) async fn any_old<C: ConnectionTrait>(on: &C, now: i64) -> Result<bool, StoreError> {
    let read = "SELECT 1 FROM export_draft WHERE changed <= $1 LIMIT 1";
    let of_exports = one(on, read, vec![(now - DRAFT_LASTS).into()]).await?.is_some();
    Ok(of_exports || imports::any_old(on, now).await?)
}

/// Removes the drafts, of exports and of imports, whose time is over; returns how many.
pub(crate) async fn purge(tx: &Tx, now: i64) -> Result<u64, StoreError> {
    let delete = "DELETE FROM export_draft WHERE changed <= $1";
    let of_exports = run(tx.as_ref(), delete, vec![(now - DRAFT_LASTS).into()]).await?;
    Ok(of_exports + imports::purge(tx, now).await?)
}

/// Drops the drafts of exports into a mailbox, and of imports out of it.
pub(crate) async fn drop_of_mailbox(tx: &Tx, mailbox: MailboxId) -> Result<(), StoreError> {
    let delete = "DELETE FROM export_draft WHERE mailbox = $1";
    run(tx.as_ref(), delete, vec![mailbox.0.into()]).await?;
    imports::drop_of_mailbox(tx, mailbox).await
}

/// Drops a user's drafts.
pub(crate) async fn drop_of_user(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    let delete = "DELETE FROM export_draft WHERE user_id = $1";
    run(tx.as_ref(), delete, vec![user.0.into()]).await?;
    imports::drop_of_user(tx, user).await
}
