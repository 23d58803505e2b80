//! A draft as a row: its life, and its numbers.

use contacts::{DraftId, MailboxId, RunId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::imports::{
    IMPORT_DRAFT_LASTS, IMPORT_DRAFTS_MOST, ImportCounts, ImportDraft, ImportFolder, ImportState,
};
use crate::links::open_mailbox;
use crate::mailboxes;
use crate::replication_store::StoreError;
use crate::statements::{all, for_update, one, run};
use crate::viewer::Viewer;
use crate::words::{json, parse_json, parse_word, word};

/// How far a draft is, as its row has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    Reading,
    Checking,
    Ready,
    Failed,
}

/// A draft without its rows.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: DraftId,
    pub(super) user: UserId,
    pub(super) mailbox: MailboxId,
    pub(super) folders: Vec<ImportFolder>,
    pub(super) with_private: bool,
    pub(super) step: Step,
    /// Which folder is being read.
    pub(super) folder: i64,
    /// How many contacts were read.
    pub(super) read: i64,
    /// How many of them are private, and were left out.
    pub(super) private: i64,
    /// Up to which row duplicates and partners were looked for.
    pub(super) checked: i64,
    pub(super) error: Option<String>,
    pub(super) run: Option<RunId>,
    pub(super) created: i64,
    pub(super) changed: i64,
}

const READ: &str =
    "SELECT id, user_id, mailbox, folders, with_private, state, folder, read, private, checked, error,
    run, created, changed FROM import_draft";

fn draft(row: &QueryResult) -> Result<Draft, StoreError> {
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    let (folders, step) = (parse_json(&text(3)?)?, parse_word(&text(5)?)?);
    let read = || -> Result<Draft, sea_orm::DbErr> {
        Ok(Draft {
            id: DraftId(row.try_get_by_index(0)?),
            user: UserId(row.try_get_by_index(1)?),
            mailbox: MailboxId(row.try_get_by_index(2)?),
            folders,
            with_private: row.try_get_by_index(4)?,
            step,
            folder: row.try_get_by_index(6)?,
            read: row.try_get_by_index(7)?,
            private: row.try_get_by_index(8)?,
            checked: row.try_get_by_index(9)?,
            error: row.try_get_by_index(10)?,
            run: row.try_get_by_index::<Option<Uuid>>(11)?.map(RunId),
            created: row.try_get_by_index(12)?,
            changed: row.try_get_by_index(13)?,
        })
    };
    read().map_err(failed)
}

/// What is said of a draft that is not the viewer's to see.
pub(super) fn unknown() -> StoreError {
    StoreError::NotFound("the import that was being put together")
}

/// Checks that a mailbox is the viewer's own, and that it may import. What is not linked in a mailbox is nobody else's
/// to see, not even an administrator's.
pub(super) async fn own_mailbox<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    mailbox: MailboxId,
) -> Result<(), StoreError> {
    if mailboxes::known(on, viewer, mailbox).await? != viewer.user {
        return Err(StoreError::NotFound("the mailbox"));
    }
    if viewer.writes() { Ok(()) } else { Err(StoreError::NotAllowed("import contact persons")) }
}

/// Reads a draft of the viewer's that has not expired.
pub(super) async fn seen<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<Draft, StoreError> {
    let read = format!("{READ} WHERE id = $1 AND user_id = $2 AND changed > $3");
    let since = now.saturating_sub(IMPORT_DRAFT_LASTS);
    let row = one(on, &read, vec![id.0.into(), viewer.user.0.into(), since.into()]).await?;
    let draft = draft(&row.ok_or_else(unknown)?)?;
    own_mailbox(on, viewer, draft.mailbox).await?;
    Ok(draft)
}

/// Reads a draft for the program's own work on it.
pub(super) async fn any<C: ConnectionTrait>(on: &C, id: DraftId) -> Result<Option<Draft>, StoreError> {
    let row = one(on, &format!("{READ} WHERE id = $1"), vec![id.0.into()]).await?;
    row.as_ref().map(draft).transpose()
}

/// Reads the draft of a run.
pub(super) async fn by_run<C: ConnectionTrait>(on: &C, run: RunId) -> Result<Option<Draft>, StoreError> {
    let row = one(on, &format!("{READ} WHERE run = $1"), vec![run.0.into()]).await?;
    row.as_ref().map(draft).transpose()
}

/// Reads a draft of the viewer's, and holds it until the transaction ends.
pub(super) async fn held(tx: &Tx, viewer: &Viewer, id: DraftId, now: i64) -> Result<Draft, StoreError> {
    hold(tx, id).await?;
    seen(tx.as_ref(), viewer, id, now).await
}

async fn hold(tx: &Tx, id: DraftId) -> Result<(), StoreError> {
    let lock = for_update(tx.as_ref());
    if !lock.is_empty() {
        one(tx.as_ref(), &format!("SELECT 1 FROM import_draft WHERE id = $1{lock}"), vec![id.0.into()])
            .await?;
    }
    Ok(())
}

/// Holds a draft whose list can be worked on.
pub(super) async fn held_open(tx: &Tx, viewer: &Viewer, id: DraftId, now: i64) -> Result<Draft, StoreError> {
    open(held(tx, viewer, id, now).await?)
}

/// Checks that a draft's list can be worked on.
pub(super) fn open(draft: Draft) -> Result<Draft, StoreError> {
    match (draft.run, draft.step) {
        (Some(_), _) => Err(StoreError::Invalid(
            "this import was started already; nothing was changed. Look at its run, or begin another import"
                .into(),
        )),
        (None, Step::Ready) => Ok(draft),
        (None, Step::Reading | Step::Checking | Step::Failed) => Err(StoreError::Invalid(
            "the contacts are still being read; nothing was changed. Try again when the list is there".into(),
        )),
    }
}

/// Notes that a draft was changed: its day begins anew.
pub(super) async fn touch(tx: &Tx, id: DraftId, now: i64) -> Result<(), StoreError> {
    let set = "UPDATE import_draft SET changed = $2 WHERE id = $1 AND changed < $2";
    run(tx.as_ref(), set, vec![id.0.into(), now.into()]).await.map(|_| ())
}

/// Begins a draft.
pub(super) async fn create(
    database: &Database,
    viewer: &Viewer,
    (mailbox, folders, with_private): (MailboxId, &[ImportFolder], bool),
    now: i64,
) -> Result<ImportDraft, StoreError> {
    if folders.is_empty() {
        return Err(StoreError::Invalid(
            "no folder is chosen, so there is nothing to read; no import was begun. Choose at least one"
                .into(),
        ));
    }
    let id = database
        .write(|tx| async move {
            let on = tx.as_ref();
            own_mailbox(on, viewer, mailbox).await?;
            open_mailbox(on, viewer, mailbox).await?;
            purge(&tx, now).await?;
            if waiting_of(on, viewer, now).await?.len() >= IMPORT_DRAFTS_MOST {
                return Err(StoreError::Invalid(format!(
                    "{IMPORT_DRAFTS_MOST} imports that you have begun wait already; no other one was begun. Go on with \
                     one of them, or discard some"
                )));
            }
            insert(&tx, viewer, (mailbox, folders, with_private, Step::Reading), now).await
        })
        .await?;
    read(database, viewer, id, now).await
}

/// Writes a new draft.
pub(super) async fn insert(
    tx: &Tx,
    viewer: &Viewer,
    (mailbox, folders, with_private, step): (MailboxId, &[ImportFolder], bool, Step),
    now: i64,
) -> Result<DraftId, StoreError> {
    let id = DraftId(Uuid::now_v7());
    let put =
        "INSERT INTO import_draft (id, user_id, mailbox, folders, with_private, state, created, changed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    let values: Vec<Value> = vec![
        id.0.into(),
        viewer.user.0.into(),
        mailbox.0.into(),
        json(&folders)?.into(),
        with_private.into(),
        word(&step)?.into(),
        now.into(),
    ];
    run(tx.as_ref(), put, values).await?;
    Ok(id)
}

/// Reads a draft with its numbers.
pub(super) async fn read(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<ImportDraft, StoreError> {
    let draft = seen(database.reading(), viewer, id, now).await?;
    view(database.reading(), draft).await
}

/// Lists the viewer's drafts that wait.
pub(super) async fn waiting(
    database: &Database,
    viewer: &Viewer,
    now: i64,
) -> Result<Vec<ImportDraft>, StoreError> {
    let mut views = Vec::new();
    for draft in waiting_of(database.reading(), viewer, now).await? {
        views.push(view(database.reading(), draft).await?);
    }
    Ok(views)
}

async fn waiting_of<C: ConnectionTrait>(on: &C, viewer: &Viewer, now: i64) -> Result<Vec<Draft>, StoreError> {
    let read =
        format!("{READ} WHERE user_id = $1 AND changed > $2 AND run IS NULL ORDER BY changed DESC, id DESC");
    let rows = all(on, &read, vec![viewer.user.0.into(), (now - IMPORT_DRAFT_LASTS).into()]).await?;
    rows.iter().map(draft).collect()
}

/// Finds the draft of a run, while it is kept.
pub(super) async fn of_run(
    database: &Database,
    viewer: &Viewer,
    run: RunId,
    now: i64,
) -> Result<Option<ImportDraft>, StoreError> {
    let Some(draft) = by_run(database.reading(), run).await? else { return Ok(None) };
    match seen(database.reading(), viewer, draft.id, now).await {
        Ok(draft) => view(database.reading(), draft).await.map(Some),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Drops a draft; one whose import is not worked through is only left.
pub(super) async fn discard(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<(), StoreError> {
    database
        .write(|tx| async move {
            held(&tx, viewer, id, now).await?;
            let delete = format!("DELETE FROM import_draft WHERE id = $1 AND {UNNEEDED}");
            run(tx.as_ref(), &delete, vec![id.0.into()]).await.map(|_| ())
        })
        .await
}

async fn view<C: ConnectionTrait>(on: &C, draft: Draft) -> Result<ImportDraft, StoreError> {
    let counts = counts(on, &draft).await?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(ImportDraft {
        id: draft.id,
        mailbox: draft.mailbox,
        folders: draft.folders,
        with_private: draft.with_private,
        state: match draft.step {
            Step::Reading => ImportState::Reading { read: count(draft.read) },
            Step::Checking => ImportState::Checking { done: count(draft.checked), of: counts.rows },
            Step::Ready => ImportState::Ready,
            Step::Failed => ImportState::Failed { reason: draft.error.unwrap_or_default() },
        },
        counts,
        run: draft.run,
        created: draft.created,
        changed: draft.changed,
        goes: draft.changed + IMPORT_DRAFT_LASTS,
    })
}

/// Counts a draft's rows.
pub(super) async fn counts<C: ConnectionTrait>(on: &C, draft: &Draft) -> Result<ImportCounts, StoreError> {
    // One look at the rows. A sum of nothing is no number.
    let sums = [
        "TRUE",
        "kind = 'unstamped'",
        "kind = 'relink'",
        "kind = 'foreign'",
        "kind = 'unstamped' AND status = 'certain'",
        "kind = 'unstamped' AND status = 'possible'",
        "kind = 'unstamped' AND action = 'import' AND partner IS NULL AND new_partner IS NULL",
        "kind = 'unstamped' AND action = 'import' AND incomplete",
        "checked",
        "checked AND action = 'link'",
        "checked AND action = 'import' AND partner IS NULL AND new_partner IS NULL",
        "checked AND action = 'import' AND incomplete",
    ]
    .map(|condition| format!("COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)"));
    let read = format!("SELECT {} FROM import_row WHERE draft = $1", sums.join(", "));
    let row = one(on, &read, vec![draft.id.0.into()]).await?.ok_or_else(unknown)?;
    let mut numbers = [0_u64; 12];
    for (index, number) in numbers.iter_mut().enumerate() {
        *number = u64::try_from(row.try_get_by_index::<i64>(index).map_err(failed)?).unwrap_or_default();
    }
    let [
        rows,
        new,
        relink,
        foreign,
        certain,
        possible,
        unassigned,
        incomplete,
        checked,
        links,
        bare,
        nameless,
    ] = numbers;
    Ok(ImportCounts {
        rows,
        new,
        relink,
        foreign,
        private_left_out: u64::try_from(draft.private).unwrap_or_default(),
        certain,
        possible,
        unassigned,
        incomplete,
        checked,
        checked_links: links,
        checked_unassigned: bare,
        checked_incomplete: nameless,
    })
}

/// The condition on `import_draft` that holds for those that no run needs any more.
const UNNEEDED: &str =
    "NOT EXISTS (SELECT 1 FROM run WHERE run.id = import_draft.run AND run.finished IS NULL)";

/// Tells whether the time of some draft is over.
pub(crate) async fn any_old<C: ConnectionTrait>(on: &C, now: i64) -> Result<bool, StoreError> {
    let read = format!("SELECT 1 FROM import_draft WHERE changed <= $1 AND {UNNEEDED} LIMIT 1");
    Ok(one(on, &read, vec![(now - IMPORT_DRAFT_LASTS).into()]).await?.is_some())
}

/// Removes the drafts whose time is over; returns how many.
pub(crate) async fn purge(tx: &Tx, now: i64) -> Result<u64, StoreError> {
    let delete = format!("DELETE FROM import_draft WHERE changed <= $1 AND {UNNEEDED}");
    run(tx.as_ref(), &delete, vec![(now - IMPORT_DRAFT_LASTS).into()]).await
}

/// Drops the drafts out of a mailbox. One whose import is under way goes when that has come to its end.
pub(crate) async fn drop_of_mailbox(tx: &Tx, mailbox: MailboxId) -> Result<(), StoreError> {
    let delete = format!("DELETE FROM import_draft WHERE mailbox = $1 AND {UNNEEDED}");
    run(tx.as_ref(), &delete, vec![mailbox.0.into()]).await.map(|_| ())
}

/// Drops a user's drafts. One whose import is under way goes when that has come to its end.
pub(crate) async fn drop_of_user(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    let delete = format!("DELETE FROM import_draft WHERE user_id = $1 AND {UNNEEDED}");
    run(tx.as_ref(), &delete, vec![user.0.into()]).await.map(|_| ())
}
