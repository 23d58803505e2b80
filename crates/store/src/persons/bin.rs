//! Into the bin, out of it, and erased for good.

use contacts::PersonId;
use replication::{Leaving, LinkState};

use crate::audit;
use crate::database::Tx;
use crate::history;
use crate::links::turn;
use crate::persons::write::entry;
use crate::records;
use crate::replication_store::{HistoryKind, StagedWhat, StoreError};
use crate::search::index::Subject;
use crate::search::keep;
use crate::statements::run;
use crate::tables::contact_person;
use crate::viewer::Viewer;
use crate::words::json;

/// Puts a person into the bin; its live links are to leave.
pub(super) async fn delete(
    tx: &Tx,
    viewer: &Viewer,
    id: PersonId,
    version: Option<i64>,
    now: i64,
) -> Result<(), StoreError> {
    let row = records::held_person(tx, viewer, id).await?;
    if row.deleted_at.is_some() {
        return Ok(());
    }
    records::check_version(version, row.version)?;
    let delete = "UPDATE contact_person SET version = version + 1, changed_by = $2, changed_at = $3,
        deleted_by = $2, deleted_at = $3 WHERE id = $1";
    let by = viewer.acting();
    run(tx.as_ref(), delete, vec![id.0.into(), by.map(|user| user.0).into(), now.into()]).await?;
    let links = turn::live_links_of(tx, id).await?;
    turn::send_away(tx, links, Leaving::PersonDeleted, by).await?;
    history::append(tx, &[entry(viewer, id, HistoryKind::Deleted, None, None, None)], now).await
}

/// Takes a person out of the bin. A link that was about to leave for that stays.
pub(super) async fn restore(
    tx: &Tx,
    viewer: &Viewer,
    id: PersonId,
    now: i64,
) -> Result<contact_person::Model, StoreError> {
    let mut row = records::held_person(tx, viewer, id).await?;
    if row.deleted_at.is_none() {
        return Err(StoreError::Invalid("this contact person is not in the bin; nothing was changed".into()));
    }
    let restore = "UPDATE contact_person SET version = version + 1, changed_by = $2, changed_at = $3,
        deleted_by = NULL, deleted_at = NULL WHERE id = $1";
    let by = viewer.acting().map(|user| user.0);
    run(tx.as_ref(), restore, vec![id.0.into(), by.into(), now.into()]).await?;
    let links = turn::live_links_of(tx, id).await?;
    let leaving = links.into_iter().filter(|link| match &link.state {
        LinkState::Leaving { cause, .. } => *cause == Leaving::PersonDeleted,
        LinkState::Adopting { .. } | LinkState::Linked | LinkState::Ended { .. } => false,
    });
    turn::keep(tx, leaving.collect()).await?;
    history::append(tx, &[entry(viewer, id, HistoryKind::Restored, None, None, None)], now).await?;
    row.version += 1;
    (row.changed_by, row.changed_at, row.deleted_by, row.deleted_at) = (by, now, None, None);
    Ok(row)
}

/// Erases a person: nothing that says anything about it stays but the chain of its history, the proof.
pub(super) async fn erase(tx: &Tx, viewer: &Viewer, id: PersonId, now: i64) -> Result<(), StoreError> {
    if !viewer.administers() {
        records::seen_person(tx.as_ref(), viewer, id).await?;
        return Err(StoreError::NotAllowed("erase a contact person"));
    }
    records::held_person(tx, viewer, id).await?;
    let links = turn::live_links_of(tx, id).await?;
    turn::send_away(tx, links, Leaving::Erased, viewer.acting()).await?;
    let forgotten =
        json(&StagedWhat::Changed { change_key: String::new(), carried: contacts::Patch::new() })?;
    let stage = "UPDATE staged SET what = $2 WHERE EXISTS (SELECT 1 FROM link
        WHERE link.person = $1 AND link.mailbox = staged.mailbox AND link.remote_id = staged.remote_id)";
    run(tx.as_ref(), stage, vec![id.0.into(), forgotten.into()]).await?;
    keep::forget(tx.as_ref(), Subject::Person, &[id.0]).await?;
    for forget in FORGET {
        run(tx.as_ref(), forget, vec![id.0.into()]).await?;
    }
    let answers = "DELETE FROM idempotency_key WHERE response LIKE $1";
    run(tx.as_ref(), answers, vec![format!("%{id}%").into()]).await?;
    history::erase(tx, id).await?;
    let proof = entry(viewer, id, HistoryKind::Deleted, None, None, Some("erased".into()));
    history::append(tx, &[proof], now).await?;
    audit::append(tx, viewer, "contact_person.erased", Some(&id.to_string()), now).await
}

/// What is forgotten of a person, one statement each. An operation that was sent keeps its body until it is known
/// what became of it; then it goes.
const FORGET: [&str; 11] = [
    "UPDATE link SET outlook = '{}', crm = '{\"version\":0,\"fields\":{}}',
        photo = '{\"crm\":null,\"outlook\":null,\"agreed\":false}', problem = NULL, parked = FALSE
        WHERE person = $1",
    "DELETE FROM operation WHERE person = $1 AND state = 'pending'",
    "UPDATE run_item SET name = '' WHERE person = $1",
    "DELETE FROM photo WHERE person = $1",
    "DELETE FROM person_key WHERE person = $1",
    "DELETE FROM person_match WHERE person = $1",
    "DELETE FROM not_same WHERE one = $1 OR other = $1",
    "DELETE FROM duplicate_pair WHERE one = $1 OR other = $1",
    "DELETE FROM field_version WHERE record = $1",
    "DELETE FROM share WHERE person = $1",
    "DELETE FROM contact_person WHERE id = $1",
];
