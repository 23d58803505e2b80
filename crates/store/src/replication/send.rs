//! Committing the intent: from pending to sent, checked against what the mailbox's owner may see right now.

use std::collections::{BTreeMap, BTreeSet};

use ::replication::{Ended, Leaving, Link, LinkState, Operation, OperationKind};
use contacts::{FieldKey, LinkId, OperationId, PersonId, Value as FieldValue};
use sea_orm::Value;

use crate::database::Tx;
use crate::failure::failed;
use crate::history;
use crate::replication::{lease, link_row, operation_row, person_view, run_items};
use crate::replication_store::{
    Cause, EndState, Fence, HistoryKind, HistoryWrite, PersonView, RunItemWrite, StoreError,
};
use crate::statements::{all_in, for_update, run_in};
use crate::viewer::Viewer;

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
    let operations = pending(tx, fence, asked).await?;
    let owner = person_view::owner(tx.as_ref(), fence.mailbox).await?;
    let persons: Vec<PersonId> = operations.iter().map(|operation| operation.person).collect();
    let persons = person_view::read(tx.as_ref(), owner.as_ref(), &persons, true).await?;
    let links = links(tx, &operations).await?;
    let mut busy = busy(tx, &operations).await?;

    let (mut going, mut removed, mut fates) = (Vec::new(), Vec::new(), BTreeMap::new());
    for operation in &operations {
        let link = operation.link.and_then(|link| links.get(&link));
        let waits = operation.link.is_some_and(|link| busy.contains(&link) || fates.contains_key(&link));
        let person = persons.get(&operation.person);
        match verdict(operation, link, person, owner.as_ref(), waits) {
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
    turn_links(tx, now, &links, &fates).await?;
    Ok(going)
}

/// Decides about one operation. Pure.
fn verdict(
    operation: &Operation,
    link: Option<&Link>,
    person: Option<&PersonView>,
    owner: Option<&Viewer>,
    waits: bool,
) -> Verdict {
    let sends_data = match operation.kind {
        OperationKind::Create { .. } | OperationKind::Update { .. } | OperationKind::Photo { .. } => true,
        OperationKind::Delete { .. } | OperationKind::Release { .. } => false,
    };
    let stays = link.is_some_and(|link| match link.state {
        LinkState::Adopting { .. } | LinkState::Linked => true,
        LinkState::Leaving { .. } | LinkState::Ended { .. } => false,
    });
    match (sends_data, waits, stays, person) {
        (_, true, _, _) => Verdict::Wait,
        (false, false, _, _) => Verdict::Go,
        (true, false, false, _) => Verdict::Anew,
        (true, false, true, None) => Verdict::Leave(Leaving::Erased),
        (true, false, true, Some(person)) => match (person.deleted, person.visible) {
            (true, _) => Verdict::Leave(Leaving::PersonDeleted),
            (false, false) => Verdict::Leave(Leaving::RightLost),
            (false, true) if shows_hidden(operation, owner) => Verdict::Anew,
            (false, true) => Verdict::Go,
        },
    }
}

/// Tells whether the body has a field that the owner does not see.
fn shows_hidden(operation: &Operation, owner: Option<&Viewer>) -> bool {
    let Some(owner) = owner else { return true };
    let hidden =
        |(key, value): (FieldKey, Option<&FieldValue>)| value.is_some() && owner.hidden.contains(&key);
    match &operation.kind {
        OperationKind::Create { card, .. } => card.iter().map(|(key, value)| (key, Some(value))).any(hidden),
        OperationKind::Update { patch, .. } => patch.iter().any(hidden),
        OperationKind::Delete { .. } | OperationKind::Release { .. } | OperationKind::Photo { .. } => false,
    }
}

async fn pending(tx: &Tx, fence: &Fence, asked: &[OperationId]) -> Result<Vec<Operation>, StoreError> {
    let ids: Vec<Value> = asked.iter().map(|id| id.0.into()).collect();
    let columns = operation_row::COLUMNS;
    let read = format!(
        "SELECT {columns} FROM operation WHERE id IN ({{list}}) AND state = 'pending' AND (mailbox = $1) IS TRUE"
    );
    let mut found: BTreeMap<OperationId, Operation> = BTreeMap::new();
    for row in all_in(tx.as_ref(), &read, &[fence.mailbox.0.into()], &ids).await? {
        let operation = operation_row::read(&row)?;
        found.insert(operation.id, operation);
    }
    Ok(asked.iter().filter_map(|id| found.remove(id)).collect())
}

async fn links(tx: &Tx, operations: &[Operation]) -> Result<BTreeMap<LinkId, Link>, StoreError> {
    let ids: BTreeSet<LinkId> = operations.iter().filter_map(|operation| operation.link).collect();
    let ids: Vec<Value> = ids.into_iter().map(|link| link.0.into()).collect();
    let (columns, lock) = (link_row::COLUMNS, for_update(tx.as_ref()));
    let read = format!("SELECT {columns} FROM link WHERE id IN ({{list}}) ORDER BY id{lock}");
    let rows = all_in(tx.as_ref(), &read, &[], &ids).await?;
    rows.iter().map(|row| link_row::read(row).map(|link| (link.id, link))).collect()
}

/// Returns the links that have an operation of which it is not known what became.
async fn busy(tx: &Tx, operations: &[Operation]) -> Result<BTreeSet<LinkId>, StoreError> {
    let ids: Vec<Value> =
        operations.iter().filter_map(|operation| operation.link).map(|link| link.0.into()).collect();
    let read = "SELECT link FROM operation WHERE state = 'sent' AND link IN ({list})";
    let rows = all_in(tx.as_ref(), read, &[], &ids).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map(LinkId).map_err(failed)).collect()
}

type Fates = BTreeMap<LinkId, (Option<Leaving>, Option<contacts::RunId>)>;

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
        let run = run.or(link.run);
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
    }
}

fn ended_entry(
    link: &Link,
    cause: Leaving,
    run: Option<contacts::RunId>,
) -> Result<HistoryWrite, StoreError> {
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

fn not_possible(run: contacts::RunId, person: PersonId, cause: Leaving) -> RunItemWrite {
    let reason = match cause {
        Leaving::RightLost => "the mailbox's owner may no longer see this contact person; nothing was sent",
        Leaving::PersonDeleted | Leaving::Erased => {
            "the contact person was deleted meanwhile; nothing was sent"
        }
        Leaving::Withdrawn | Leaving::DisconnectLeave | Leaving::DisconnectRemove => {
            "the contact person was withdrawn meanwhile; nothing was sent"
        }
    };
    RunItemWrite { run, person, end: EndState::Failed, reason: Some(reason.to_owned()) }
}
