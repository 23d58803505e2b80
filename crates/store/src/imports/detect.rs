//! Reading the folders: who is at it, what comes next, and what of a page becomes rows.

use std::collections::BTreeSet;

use contacts::{DraftId, FieldKey, InstallationId, MailboxId, PersonId};
use replication::Stamp;
use sea_orm::{ConnectionTrait, Value};

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::imports::draft::{self, Draft, Step, unknown};
use crate::imports::row::{self, NewRow};
use crate::imports::{Detecting, IMPORT_ROWS_MOST, OutlookContact};
use crate::replication_store::{CandidateKind, StoreError};
use crate::statements::{all_in, one, run};
use crate::viewer::Viewer;

/// How long whoever took the work may be silent before somebody else takes it, in microseconds.
const SILENCE: i64 = 60_000_000;

/// Takes the work on a draft, unless somebody is at it.
pub(super) async fn begin(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<bool, StoreError> {
    database
        .write(|tx| async move {
            let draft = draft::held(&tx, viewer, id, now).await?;
            take(&tx, &draft, now).await
        })
        .await
}

async fn take(tx: &Tx, draft: &Draft, now: i64) -> Result<bool, StoreError> {
    match draft.step {
        Step::Reading | Step::Checking => {}
        Step::Ready | Step::Failed => return Ok(false),
    }
    let on = tx.as_ref();
    let take = "UPDATE import_draft SET at_work_until = $2 WHERE id = $1 AND at_work_until <= $3";
    let taken = run(on, take, vec![draft.id.0.into(), (now + SILENCE).into(), now.into()]).await? == 1;
    if taken && draft.step == Step::Reading && draft.read > 0 {
        // Where the folder goes on is known to nobody any more.
        read_anew(tx, draft.id).await?;
    }
    Ok(taken)
}

async fn read_anew(tx: &Tx, id: DraftId) -> Result<(), StoreError> {
    for table in ["import_card", "import_row"] {
        run(tx.as_ref(), &format!("DELETE FROM {table} WHERE draft = $1"), vec![id.0.into()]).await?;
    }
    let set = "UPDATE import_draft SET folder = 0, read = 0, private = 0, checked = 0, error = NULL, state = 'reading'
        WHERE id = $1";
    run(tx.as_ref(), set, vec![id.0.into()]).await.map(|_| ())
}

/// Reads the folders of a draft again that could not be read.
pub(super) async fn again(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<(), StoreError> {
    database
        .write(|tx| async move {
            let draft = draft::held(&tx, viewer, id, now).await?;
            match draft.step {
                Step::Failed => {
                    draft::touch(&tx, id, now).await?;
                    read_anew(&tx, id).await
                }
                Step::Reading | Step::Checking | Step::Ready => Ok(()),
            }
        })
        .await
}

/// Tells what comes next.
pub(super) async fn next(database: &Database, id: DraftId) -> Result<Detecting, StoreError> {
    let Some(draft) = draft::any(database.reading(), id).await? else { return Ok(Detecting::Nothing) };
    Ok(match draft.step {
        Step::Reading => {
            let folder = usize::try_from(draft.folder).unwrap_or_default();
            match draft.folders.get(folder) {
                Some(read) => Detecting::Read { mailbox: draft.mailbox, folder, id: read.id.clone() },
                None => Detecting::Check,
            }
        }
        Step::Checking => Detecting::Check,
        Step::Ready | Step::Failed => Detecting::Nothing,
    })
}

/// Adds a page of a folder.
pub(super) async fn add(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    (folder, contacts, last): (usize, &[OutlookContact], bool),
    now: i64,
) -> Result<(), StoreError> {
    let installation = database.installation_id();
    database
        .write(|tx| async move {
            let draft = draft::held(&tx, viewer, id, now).await?;
            let reading = i64::try_from(folder).unwrap_or(i64::MAX);
            if draft.step != Step::Reading || draft.folder != reading {
                return Ok(());
            }
            let left_out = put(&tx, &draft, contacts, installation).await?;
            let step = if last && folder + 1 >= draft.folders.len() { "checking" } else { "reading" };
            let set =
                "UPDATE import_draft SET read = read + $2, private = private + $3, folder = folder + $4,
                state = $5, at_work_until = $6, changed = $7 WHERE id = $1";
            let values: Vec<Value> = vec![
                id.0.into(),
                i64::try_from(contacts.len()).unwrap_or(i64::MAX).into(),
                left_out.into(),
                i64::from(last).into(),
                step.into(),
                (now + SILENCE).into(),
                now.max(draft.changed).into(),
            ];
            run(tx.as_ref(), set, values).await.map(|_| ())
        })
        .await
}

/// Makes rows of contacts that no link names; returns how many were left out because they are private.
async fn put(
    tx: &Tx,
    draft: &Draft,
    contacts: &[OutlookContact],
    installation: InstallationId,
) -> Result<i64, StoreError> {
    let on = tx.as_ref();
    let ids: Vec<&str> = contacts.iter().map(|contact| contact.id.as_str()).collect();
    let mut known = linked(on, draft.mailbox, &ids).await?;
    known.extend(in_draft(on, draft.id, &ids).await?);
    let count = "SELECT COALESCE(MAX(number), 0) FROM import_row WHERE draft = $1";
    let row = one(on, count, vec![draft.id.0.into()]).await?.ok_or_else(unknown)?;
    let mut number: i64 = row.try_get_by_index(0).map_err(failed)?;
    let (mut rows, mut private) = (Vec::new(), 0);
    for contact in contacts {
        if !known.insert(contact.id.clone()) {
            continue;
        }
        let (kind, stamped) = kind(contact.stamp.as_deref(), installation);
        let is_private = contact.card.get(FieldKey::Private).is_some();
        if is_private && !draft.with_private {
            private += i64::from(kind == CandidateKind::Unstamped);
            continue;
        }
        number += 1;
        rows.push(NewRow { number, folder: draft.folder, kind, stamped, contact });
    }
    if number > i64::try_from(IMPORT_ROWS_MOST).unwrap_or(i64::MAX) {
        return Err(StoreError::Invalid(format!(
            "there are more than {IMPORT_ROWS_MOST} contacts that are not linked; none were imported. Choose fewer \
             folders"
        )));
    }
    row::insert(tx, draft.id, &rows).await?;
    Ok(private)
}

/// Tells what a contact is by its stamp, and whom that names.
pub(super) fn kind(stamp: Option<&str>, installation: InstallationId) -> (CandidateKind, Option<PersonId>) {
    match stamp {
        None => (CandidateKind::Unstamped, None),
        Some(text) => match Stamp::parse(text) {
            Some(stamp) if stamp.installation == installation => (CandidateKind::Relink, Some(stamp.person)),
            Some(_) | None => (CandidateKind::Foreign, None),
        },
    }
}

/// Returns those contacts of a mailbox that a live link names, or is on its way to.
pub(super) async fn linked<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    contacts: &[&str],
) -> Result<BTreeSet<String>, StoreError> {
    let asked: Vec<Value> = contacts.iter().map(|contact| (*contact).into()).collect();
    let mut found = BTreeSet::new();
    for read in [
        "SELECT remote_id FROM link WHERE mailbox = $1 AND live AND remote_id IN ({list})",
        "SELECT chosen FROM link WHERE mailbox = $1 AND chosen IS NOT NULL AND chosen IN ({list})",
    ] {
        for row in all_in(on, read, &[mailbox.0.into()], &asked).await? {
            found.insert(row.try_get_by_index(0).map_err(failed)?);
        }
    }
    Ok(found)
}

async fn in_draft<C: ConnectionTrait>(
    on: &C,
    draft: DraftId,
    contacts: &[&str],
) -> Result<BTreeSet<String>, StoreError> {
    let asked: Vec<Value> = contacts.iter().map(|contact| (*contact).into()).collect();
    let read = "SELECT remote_id FROM import_row WHERE draft = $1 AND remote_id IN ({list})";
    let rows = all_in(on, read, &[draft.0.into()], &asked).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(failed)).collect()
}

/// Notes that the folders could not be read.
pub(super) async fn fail(database: &Database, id: DraftId, reason: &str, now: i64) -> Result<(), StoreError> {
    database
        .write(|tx| async move {
            let set = "UPDATE import_draft SET state = 'failed', error = $2, at_work_until = 0 WHERE id = $1
                AND state IN ('reading', 'checking')";
            run(tx.as_ref(), set, vec![id.0.into(), reason.into()]).await?;
            draft::touch(&tx, id, now).await
        })
        .await
}

/// Notes that somebody is still at it.
pub(super) async fn go_on(tx: &Tx, id: DraftId, now: i64) -> Result<(), StoreError> {
    let set = "UPDATE import_draft SET at_work_until = $2 WHERE id = $1";
    run(tx.as_ref(), set, vec![id.0.into(), (now + SILENCE).into()]).await.map(|_| ())
}
