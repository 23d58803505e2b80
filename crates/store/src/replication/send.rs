//! Committing the intent: from pending to sent, checked against what the mailbox's owner may see right now.

use std::collections::{BTreeMap, BTreeSet};

use ::replication::{Ended, Leaving, Link, LinkState, OperationKind};
use contacts::{FieldKey, LinkId, MailboxId, OperationId, PersonId, RunId, Value as FieldValue};
use sea_orm::{DbErr, QueryResult, Value};

use crate::database::Tx;
use crate::failure::failed;
use crate::history;
use crate::replication::person_view::Standing;
use crate::replication::{lease, link_row, person_view, run_items};
use crate::replication_store::{
    Cause, EndState, Fence, HistoryKind, HistoryWrite, MailboxState, RunItemWrite, StoreError,
};
use crate::runs::HELD;
use crate::statements::{all_in, for_update, one, run_in};
use crate::viewer::Viewer;
use crate::words::{parse_json, parse_word};

/// What has to be known of an operation before it is sent. Bodies and cards are large and not read for it.
struct Intended {
    id: OperationId,
    link: Option<LinkId>,
    person: PersonId,
    run: Option<RunId>,
    /// Whether values leave with it.
    sends_data: bool,
    /// Whether a value of a field that the owner does not see (any more) would leave with it.
    shows_hidden: bool,
}

/// What becomes of an operation that was to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It is sent.
    Go,
    /// It waits: what became of an earlier one of its link is not known yet.
    Wait,
    /// It is removed, and its link decided about anew.
    Anew,
    /// It is removed, and its link has to leave the mailbox.
    Leave(Leaving),
}

/// Turns pending operations into sent ones; returns those that are to be sent now, in the order asked.
pub(super) async fn send(
    tx: &Tx,
    fence: &Fence,
    now: i64,
    asked: &[OperationId],
) -> Result<Vec<OperationId>, StoreError> {
    lease::check(tx, fence).await?;
    if !takes_part(tx, fence.mailbox).await? {
        return Ok(Vec::new());
    }
    let owner = person_view::owner(tx.as_ref(), fence.mailbox).await?;
    let operations = pending(tx, fence, owner.as_ref(), asked).await?;
    let persons: Vec<PersonId> = operations.iter().map(|operation| operation.person).collect();
    let persons = person_view::standings(tx.as_ref(), owner.as_ref(), &persons).await?;
    let (stays, held) = staying(tx, &operations).await?;
    let mut busy = busy(tx, &operations).await?;
    // Of a run that was paused since they were read, nothing is sent: they wait.
    busy.extend(held);

    let (mut going, mut removed, mut fates) = (Vec::new(), Vec::new(), BTreeMap::new());
    for operation in &operations {
        let stays = operation.link.is_some_and(|link| stays.contains(&link));
        let waits = operation.link.is_some_and(|link| busy.contains(&link) || fates.contains_key(&link));
        match verdict(operation, stays, persons.get(&operation.person), waits) {
            Verdict::Go => {
                going.push(operation.id);
                busy.extend(operation.link);
            }
            Verdict::Wait => {}
            Verdict::Anew => {
                removed.push(operation.id);
                fates.extend(operation.link.map(|link| (link, (None, operation.run))));
            }
            Verdict::Leave(cause) => {
                removed.push(operation.id);
                fates.extend(operation.link.map(|link| (link, (Some(cause), operation.run))));
            }
        }
    }
    let ids = |ids: &[OperationId]| ids.iter().map(|id| id.0.into()).collect::<Vec<Value>>();
    let sent = "UPDATE operation SET state = 'sent', attempts = attempts + 1, not_before = $1
        WHERE id IN ({list})";
    run_in(tx.as_ref(), sent, &[now.into()], &ids(&going)).await?;
    run_in(tx.as_ref(), "DELETE FROM operation WHERE id IN ({list})", &[], &ids(&removed)).await?;
    turn_links(tx, now, &links(tx, &fates).await?, &fates).await?;
    Ok(going)
}

/// Tells whether the mailbox takes part as of now.
async fn takes_part(tx: &Tx, mailbox: MailboxId) -> Result<bool, StoreError> {
    let read = "SELECT state FROM mailbox WHERE id = $1";
    let Some(row) = one(tx.as_ref(), read, vec![mailbox.0.into()]).await? else { return Ok(false) };
    let state: String = row.try_get_by_index(0).map_err(failed)?;
    Ok(parse_word::<MailboxState>(&state)?.takes_part())
}

/// Decides about one operation. Pure.
fn verdict(operation: &Intended, stays: bool, person: Option<&Standing>, waits: bool) -> Verdict {
    match (operation.sends_data, waits, stays, person) {
        (_, true, _, _) => Verdict::Wait,
        (false, false, _, _) => Verdict::Go,
        (true, false, false, _) => Verdict::Anew,
        (true, false, true, None) => Verdict::Leave(Leaving::Erased),
        (true, false, true, Some(person)) => match (person.deleted, person.visible) {
            (true, _) => Verdict::Leave(Leaving::PersonDeleted),
            (false, false) => Verdict::Leave(Leaving::RightLost),
            (false, true) if operation.shows_hidden => Verdict::Anew,
            (false, true) => Verdict::Go,
        },
    }
}

/// Tells whether the body has a field that the owner does not see.
fn shows_hidden(kind: &OperationKind, owner: &Viewer) -> bool {
    let hidden =
        |(key, value): (FieldKey, Option<&FieldValue>)| value.is_some() && owner.hidden.contains(&key);
    match kind {
        OperationKind::Create { card, .. } => card.iter().map(|(key, value)| (key, Some(value))).any(hidden),
        OperationKind::Update { patch, .. } => patch.iter().any(hidden),
        OperationKind::Delete { .. } | OperationKind::Release { .. } | OperationKind::Photo { .. } => false,
    }
}

/// Reads the operations asked for that are still pending, in the order asked. A body is read only where the owner
/// has fields hidden.
async fn pending(
    tx: &Tx,
    fence: &Fence,
    owner: Option<&Viewer>,
    asked: &[OperationId],
) -> Result<Vec<Intended>, StoreError> {
    let ids: Vec<Value> = asked.iter().map(|id| id.0.into()).collect();
    let hides = owner.is_none_or(|owner| !owner.hidden.is_empty());
    let body = if hides { "body" } else { "NULL" };
    let read = format!(
        "SELECT id, link, person, run, kind, {body} FROM operation
            WHERE id IN ({{list}}) AND state = 'pending' AND (mailbox = $1) IS TRUE"
    );
    let mut found: BTreeMap<OperationId, Intended> = BTreeMap::new();
    for row in all_in(tx.as_ref(), &read, &[fence.mailbox.0.into()], &ids).await? {
        let (mut operation, body) = intended(&row).map_err(failed)?;
        if let (Some(owner), Some(body)) = (owner, body) {
            operation.shows_hidden = shows_hidden(&parse_json(&body)?, owner);
        }
        found.insert(operation.id, operation);
    }
    Ok(asked.iter().filter_map(|id| found.remove(id)).collect())
}

fn intended(row: &QueryResult) -> Result<(Intended, Option<String>), DbErr> {
    let kind: String = row.try_get_by_index(4)?;
    let operation = Intended {
        id: OperationId(row.try_get_by_index(0)?),
        link: row.try_get_by_index::<Option<_>>(1)?.map(LinkId),
        person: PersonId(row.try_get_by_index(2)?),
        run: row.try_get_by_index::<Option<_>>(3)?.map(RunId),
        sends_data: !matches!(kind.as_str(), "delete" | "release"),
        shows_hidden: false,
    };
    Ok((operation, row.try_get_by_index(5)?))
}

/// Reads and holds the operations' links; returns those that stay in the mailbox, and those that a paused run holds
/// back.
async fn staying(
    tx: &Tx,
    operations: &[Intended],
) -> Result<(BTreeSet<LinkId>, BTreeSet<LinkId>), StoreError> {
    let ids: BTreeSet<LinkId> = operations.iter().filter_map(|operation| operation.link).collect();
    let ids: Vec<Value> = ids.into_iter().map(|link| link.0.into()).collect();
    let lock = for_update(tx.as_ref());
    let read = format!(
        "SELECT id, state, CASE WHEN {HELD} THEN 1 ELSE 0 END FROM link WHERE id IN ({{list}}) ORDER BY id{lock}"
    );
    let (mut stays, mut held) = (BTreeSet::new(), BTreeSet::new());
    for row in all_in(tx.as_ref(), &read, &[], &ids).await? {
        let link = LinkId(row.try_get_by_index(0).map_err(failed)?);
        let state: String = row.try_get_by_index(1).map_err(failed)?;
        if matches!(state.as_str(), "adopting" | "linked") {
            stays.insert(link);
        }
        if row.try_get_by_index::<i32>(2).map_err(failed)? == 1 {
            held.insert(link);
        }
    }
    Ok((stays, held))
}

/// Reads the links that are to be turned; they are held already.
async fn links(tx: &Tx, fates: &Fates) -> Result<BTreeMap<LinkId, Link>, StoreError> {
    let ids: Vec<Value> = fates.keys().map(|link| link.0.into()).collect();
    let columns = link_row::COLUMNS;
    let read = format!("SELECT {columns} FROM link WHERE id IN ({{list}}) ORDER BY id");
    let rows = all_in(tx.as_ref(), &read, &[], &ids).await?;
    rows.iter().map(|row| link_row::read(row).map(|link| (link.id, link))).collect()
}

/// Returns the links that have an operation of which it is not known what became.
async fn busy(tx: &Tx, operations: &[Intended]) -> Result<BTreeSet<LinkId>, StoreError> {
    let ids: Vec<Value> =
        operations.iter().filter_map(|operation| operation.link).map(|link| link.0.into()).collect();
    let read = "SELECT link FROM operation WHERE state = 'sent' AND link IN ({list})";
    let rows = all_in(tx.as_ref(), read, &[], &ids).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map(LinkId).map_err(failed)).collect()
}

type Fates = BTreeMap<LinkId, (Option<Leaving>, Option<RunId>)>;

/// Turns the links whose operations were not sent: to leave, to their end, or to be decided about anew.
async fn turn_links(
    tx: &Tx,
    now: i64,
    links: &BTreeMap<LinkId, Link>,
    fates: &Fates,
) -> Result<(), StoreError> {
    let (mut turned, mut history, mut items) = (Vec::new(), Vec::new(), Vec::new());
    for (id, (cause, run)) in fates {
        let Some(link) = links.get(id) else { continue };
        let mut link = link.clone();
        // The item of the run that the link belongs to now: the one of an earlier run has ended.
        let run = link.run.or(*run);
        (link.row, link.due) = (link.row + 1, link.due + 1);
        link.problem = None;
        if let Some(cause) = *cause {
            items.extend(run.map(|run| not_possible(run, link.person, cause)));
            link.run = None;
            if let LinkState::Adopting { .. } = link.state {
                history.push(ended_entry(&link, cause, run)?);
                link.due = 0;
                link.state = LinkState::Ended { by: ended_by(cause), user: None, at: now };
            } else {
                link.state = LinkState::Leaving { cause, by: None };
            }
        }
        turned.push(link);
    }
    let ids: Vec<Value> =
        fates.iter().filter(|(_, (cause, _))| cause.is_some()).map(|(link, _)| link.0.into()).collect();
    // Nothing else is sent for a link that leaves.
    run_in(tx.as_ref(), "DELETE FROM operation WHERE state = 'pending' AND link IN ({list})", &[], &ids)
        .await?;
    link_row::update(tx.as_ref(), turned.iter()).await?;
    if !items.is_empty() {
        run_items::end(tx, &items, now).await?;
    }
    history::append(tx, &history, now).await
}

fn ended_by(cause: Leaving) -> Ended {
    match cause {
        Leaving::Withdrawn => Ended::Withdrawn,
        Leaving::PersonDeleted => Ended::PersonDeleted,
        Leaving::Erased => Ended::Erased,
        Leaving::RightLost => Ended::RightLost,
        Leaving::DisconnectLeave => Ended::DisconnectLeave,
        Leaving::DisconnectRemove => Ended::DisconnectRemove,
        Leaving::Released => Ended::Released,
    }
}

fn ended_entry(link: &Link, cause: Leaving, run: Option<RunId>) -> Result<HistoryWrite, StoreError> {
    Ok(HistoryWrite {
        person: link.person,
        mailbox: Some(link.mailbox),
        kind: HistoryKind::LinkEnded,
        field: None,
        before: None,
        after: Some(crate::words::word(&ended_by(cause))?.into()),
        cause: Cause::Crm { user: None },
        run,
    })
}

fn not_possible(run: RunId, person: PersonId, cause: Leaving) -> RunItemWrite {
    let reason = match cause {
        Leaving::RightLost => "the mailbox's owner may no longer see this contact person; nothing was sent",
        Leaving::PersonDeleted | Leaving::Erased => {
            "the contact person was deleted meanwhile; nothing was sent"
        }
        Leaving::Withdrawn | Leaving::DisconnectLeave | Leaving::DisconnectRemove | Leaving::Released => {
            "the contact person was withdrawn meanwhile; nothing was sent"
        }
    };
    RunItemWrite { run, person, end: EndState::Failed, reason: Some(reason.to_owned()) }
}
