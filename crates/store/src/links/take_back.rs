//! Taking an export back: what it created may leave again, what it only linked is let go of and stays.

use std::collections::BTreeMap;

use contacts::{MailboxId, PersonId, RunId};
use replication::{Leaving, Link, LinkState, Operation, OperationKind};
use sea_orm::Value;
use uuid::Uuid;

use super::{own_mailbox, turn};
use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::mailboxes;
use crate::replication::{link_row, operation_row};
use crate::replication_store::StoreError;
use crate::runs::RunKind;
use crate::statements::{all, all_in, for_update};
use crate::viewer::Viewer;

/// How long after its start an export may be taken back, in microseconds: an hour. Later people have worked with what
/// it brought, and withdraw what they choose.
const UNDO_WITHIN: i64 = 3_600_000_000;
/// Items dealt with in one transaction.
const GROUP: i64 = 300;

/// What taking an export back came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenBack {
    /// Those whose contact this very export created, and that are in the mailbox by it: they may be withdrawn.
    pub created: Vec<PersonId>,
    /// How many links were let go of, because this export had linked a contact that was there before: it stays, and
    /// loses its stamp.
    pub released: u64,
}

/// How a person came into a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Created,
    Linked,
}

impl Database {
    /// Takes an export back as far as nobody has done anything with its contacts since: lets go of contacts that it
    /// linked, and names the persons whose contact it created. What has not begun is for [`Database::cancel_run`].
    ///
    /// A contact that was there before is its owner's: it is never removed by this.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a run that is not the viewer's, [`StoreError::NotAllowed`] for readers,
    /// [`StoreError::Invalid`] when it is no export, or began more than an hour ago.
    pub async fn take_export_back(
        &self,
        viewer: &Viewer,
        id: RunId,
        now: i64,
    ) -> Result<TakenBack, StoreError> {
        let run = self.read_run(viewer, id).await?;
        own_mailbox(self.reading(), viewer, run.mailbox).await?;
        match run.kind {
            RunKind::Export if now - run.created <= UNDO_WITHIN => {}
            RunKind::Export => {
                return Err(StoreError::Invalid(
                    "this began more than an hour ago and is no longer taken back as a whole; nothing was changed. \
                     Withdraw those that are to leave the mailbox"
                        .into(),
                ));
            }
            RunKind::Import | RunKind::Rename | RunKind::Cycle => {
                return Err(StoreError::Invalid("only an export is taken back; nothing was changed".into()));
            }
        }
        let (mut taken, mut after) = (TakenBack::default(), Uuid::nil());
        loop {
            let group =
                self.write(|tx| async move { some(&tx, viewer, (id, run.mailbox), after).await }).await?;
            let Some((last, part)) = group else { break };
            after = last;
            taken.created.extend(part.created);
            taken.released += part.released;
        }
        self.write(|tx| async move { mailboxes::wake(&tx, run.mailbox, now).await }).await?;
        Ok(taken)
    }
}

/// Takes some items back; returns the last one looked at, or none when there were no more.
async fn some(
    tx: &Tx,
    viewer: &Viewer,
    (run, mailbox): (RunId, MailboxId),
    after: Uuid,
) -> Result<Option<(Uuid, TakenBack)>, StoreError> {
    let on = tx.as_ref();
    let read = "SELECT person FROM run_item WHERE run = $1 AND person > $2
        AND end_state IN ('waiting', 'created', 'linked') ORDER BY person LIMIT $3";
    let rows = all(on, read, vec![run.0.into(), after.into(), GROUP.into()]).await?;
    let persons: Result<Vec<Uuid>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    let persons = persons.map_err(failed)?;
    let Some(last) = persons.last().copied() else { return Ok(None) };
    let asked: Vec<Value> = persons.iter().map(|person| (*person).into()).collect();
    let (columns, lock) = (link_row::COLUMNS, for_update(on));
    let read = format!(
        "SELECT {columns} FROM link WHERE live AND mailbox = $1 AND person IN ({{list}}) ORDER BY id{lock}"
    );
    let links = all_in(on, &read, &[mailbox.0.into()], &asked).await?;
    let links = links.iter().map(link_row::read).collect::<Result<Vec<Link>, _>>()?;
    let came = came_by(tx, run, mailbox, &asked).await?;
    let under_way = under_way(tx, &links).await?;
    let mut taken = TakenBack::default();
    let mut released = Vec::new();
    for link in links {
        let how = match &link.state {
            LinkState::Linked => came.get(&link.person).copied(),
            LinkState::Adopting { .. } if link.run == Some(run) => under_way.get(&link.person).copied(),
            LinkState::Adopting { .. } | LinkState::Leaving { .. } | LinkState::Ended { .. } => None,
        };
        match how {
            Some(Came::Created) => taken.created.push(link.person),
            Some(Came::Linked) => released.push(link),
            None => {}
        }
    }
    taken.released = u64::try_from(released.len()).unwrap_or(u64::MAX);
    turn::send_away(tx, released, Leaving::Released, viewer.acting()).await?;
    Ok(Some((last, taken)))
}

/// Finds out who is in a mailbox by a run, and how: what was told last of a person's coming and going is the run's.
async fn came_by(
    tx: &Tx,
    run: RunId,
    mailbox: MailboxId,
    persons: &[Value],
) -> Result<BTreeMap<PersonId, Came>, StoreError> {
    let read = "SELECT person, kind, run, number FROM history WHERE mailbox = $1 AND person IN ({list})
        AND kind IN ('exported', 'linked', 'revived', 'link_ended')";
    let mut newest: BTreeMap<PersonId, (i64, Option<Came>)> = BTreeMap::new();
    for row in all_in(tx.as_ref(), read, &[mailbox.0.into()], persons).await? {
        let read = || -> Result<_, sea_orm::DbErr> {
            let person = PersonId(row.try_get_by_index(0)?);
            let kind: String = row.try_get_by_index(1)?;
            let by: Option<Uuid> = row.try_get_by_index(2)?;
            Ok((person, kind, by, row.try_get_by_index::<i64>(3)?))
        };
        let (person, kind, by, number) = read().map_err(failed)?;
        let came = match (kind.as_str(), by == Some(run.0)) {
            ("exported", true) => Some(Came::Created),
            ("linked", true) => Some(Came::Linked),
            (_, true | false) => None,
        };
        let known = newest.entry(person).or_insert((number, came));
        if number >= known.0 {
            *known = (number, came);
        }
    }
    Ok(newest.into_iter().filter_map(|(person, (_, came))| came.map(|came| (person, came))).collect())
}

/// Tells of links with a write under way whether it creates a contact or links one.
async fn under_way(tx: &Tx, links: &[Link]) -> Result<BTreeMap<PersonId, Came>, StoreError> {
    let ids: Vec<Value> = links.iter().map(|link| link.id.0.into()).collect();
    let columns = operation_row::COLUMNS;
    let read = format!("SELECT {columns} FROM operation WHERE state = 'sent' AND link IN ({{list}})");
    let rows = all_in(tx.as_ref(), &read, &[], &ids).await?;
    let operations = rows.iter().map(operation_row::read).collect::<Result<Vec<Operation>, _>>()?;
    let came = |operation: &Operation| match operation.kind {
        OperationKind::Create { .. } => Some(Came::Created),
        OperationKind::Update { stamp: Some(_), .. } => Some(Came::Linked),
        OperationKind::Update { stamp: None, .. }
        | OperationKind::Delete { .. }
        | OperationKind::Release { .. }
        | OperationKind::Photo { .. } => None,
    };
    Ok(operations.iter().filter_map(|operation| Some((operation.person, came(operation)?))).collect())
}
