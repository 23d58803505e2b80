//! Pausing runs: what a paused export or import holds back, and what it does not.
//!
//! Held back is what the run wants and has not happened: links that are to get a contact, and links that are to be
//! withdrawn. Contacts that are linked go on as always, so that an edit never waits for a run; and so does whatever
//! else makes a link leave (the person deleted or erased, a right lost, the mailbox disconnected).

use contacts::RunId;
use replication::Link;
use sea_orm::ConnectionTrait;

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::mailboxes;
use crate::replication::run_items;
use crate::replication_store::{EndState, MailboxState, RunItemWrite, StoreError};
use crate::runs::read::one_run;
use crate::runs::{RunKind, RunState};
use crate::statements::{one, run};
use crate::viewer::Viewer;
use crate::words::parse_word;

/// The condition on `link` that holds for those that a paused run holds back. The runs that are paused are looked up
/// once per statement, in the index of those that have not ended.
pub(crate) const HELD: &str = "(link.run IS NOT NULL AND link.state <> 'linked'
    AND (link.state <> 'leaving' OR link.details LIKE '%\"cause\":\"withdrawn\"%')
    AND link.run IN (SELECT paused.id FROM run AS paused WHERE paused.state = 'paused' AND paused.finished IS NULL))";

/// What a run says of a person whom somebody has switched by hand meanwhile.
const BY_HAND: &str = "somebody has switched this contact person by hand meanwhile; the run left it alone";

/// Returns the condition on `operation` that holds for those that no paused run holds back. Without a paused run, no
/// link is looked at.
pub(crate) fn goes() -> String {
    format!(
        "(operation.link IS NULL
            OR NOT EXISTS (SELECT 1 FROM run AS paused WHERE paused.state = 'paused' AND paused.finished IS NULL)
            OR NOT EXISTS (SELECT 1 FROM link WHERE link.id = operation.link AND {HELD}))"
    )
}

/// Pauses an export or import. What was sent already ends; what was not, waits.
pub(super) async fn pause(database: &Database, viewer: &Viewer, id: RunId) -> Result<(), StoreError> {
    let found = one_run(database, viewer, id).await?;
    if !viewer.writes() {
        return Err(StoreError::NotAllowed("pause a run"));
    }
    match (found.kind, found.state) {
        (RunKind::Cycle, _) => {
            return Err(StoreError::Invalid("a cycle cannot be paused; pause the mailbox instead".into()));
        }
        (RunKind::Rename, _) => {
            return Err(StoreError::Invalid(
                "a company's new name goes along with its persons and cannot be paused; nothing was changed. Pause \
                 the mailbox instead"
                    .into(),
            ));
        }
        (RunKind::Export | RunKind::Import, RunState::Done | RunState::Cancelled) => return Err(ended()),
        (RunKind::Export | RunKind::Import, RunState::Preparing | RunState::Running | RunState::Paused) => {}
    }
    let pause = "UPDATE run SET state = 'paused' WHERE id = $1 AND state IN ('preparing', 'running')
        AND NOT EXISTS (SELECT 1 FROM mailbox WHERE mailbox.id = run.mailbox
            AND mailbox.state IN ('disconnecting', 'disconnected'))";
    database
        .write(|tx| async move {
            let touched = run(tx.as_ref(), pause, vec![id.0.into()]).await?;
            if touched > 0 || state(tx.as_ref(), id).await? == Some(RunState::Paused) {
                return Ok(());
            }
            Err(match mailbox_state(tx.as_ref(), id).await? {
                Some(MailboxState::Disconnecting | MailboxState::Disconnected) => StoreError::Invalid(
                    "the mailbox is disconnected, or about to be, so its runs come to their ends; nothing was \
                     changed"
                        .into(),
                ),
                Some(
                    MailboxState::Active
                    | MailboxState::Paused
                    | MailboxState::ReconnectNeeded
                    | MailboxState::Braked,
                )
                | None => ended(),
            })
        })
        .await
}

/// Lets a paused run go on, where it was: gathering its items, or working on them.
pub(super) async fn go_on(
    database: &Database,
    viewer: &Viewer,
    id: RunId,
    now: i64,
) -> Result<(), StoreError> {
    let found = one_run(database, viewer, id).await?;
    if !viewer.writes() {
        return Err(StoreError::NotAllowed("let a run go on"));
    }
    match (found.kind, found.state) {
        (RunKind::Cycle | RunKind::Rename, _) => {
            return Err(StoreError::Invalid("only a paused export can go on; nothing was changed".into()));
        }
        (RunKind::Export | RunKind::Import, RunState::Done | RunState::Cancelled) => return Err(ended()),
        (RunKind::Export | RunKind::Import, RunState::Preparing | RunState::Running | RunState::Paused) => {}
    }
    let go = "UPDATE run SET state = CASE WHEN prepared THEN 'running' ELSE 'preparing' END
        WHERE id = $1 AND state = 'paused'";
    database
        .write(|tx| async move {
            run(tx.as_ref(), go, vec![id.0.into()]).await?;
            mailboxes::wake(&tx, found.mailbox, now).await
        })
        .await
}

fn ended() -> StoreError {
    StoreError::Invalid("this run has ended; nothing was changed".into())
}

async fn state<C: ConnectionTrait>(on: &C, id: RunId) -> Result<Option<RunState>, StoreError> {
    let row = one(on, "SELECT state FROM run WHERE id = $1", vec![id.0.into()]).await?;
    let state: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    state.as_deref().map(parse_word).transpose()
}

async fn mailbox_state<C: ConnectionTrait>(on: &C, id: RunId) -> Result<Option<MailboxState>, StoreError> {
    let read = "SELECT mailbox.state FROM run JOIN mailbox ON mailbox.id = run.mailbox WHERE run.id = $1";
    let row = one(on, read, vec![id.0.into()]).await?;
    let state: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    state.as_deref().map(parse_word).transpose()
}

/// Lets the paused runs of a mailbox that is being disconnected go on: everything has to leave it.
pub(crate) async fn release_all(tx: &Tx, mailbox: contacts::MailboxId) -> Result<(), StoreError> {
    let go = "UPDATE run SET state = CASE WHEN prepared THEN 'running' ELSE 'preparing' END
        WHERE mailbox = $1 AND state = 'paused' AND finished IS NULL";
    run(tx.as_ref(), go, vec![mailbox.0.into()]).await.map(|_| ())
}

/// Takes a link that somebody switches by hand out of the paused run that holds it back: what a person asks for now
/// does not wait for it. The run's item ends.
pub(crate) async fn take_out(tx: &Tx, link: &mut Link, now: i64) -> Result<(), StoreError> {
    let Some(id) = link.run else { return Ok(()) };
    if state(tx.as_ref(), id).await? != Some(RunState::Paused) {
        return Ok(());
    }
    link.run = None;
    let item = RunItemWrite {
        run: id,
        person: link.person,
        end: EndState::Failed,
        reason: Some(BY_HAND.to_owned()),
    };
    run_items::end(tx, &[item], now).await
}
