//! Disconnecting a mailbox that cannot be reached any more: its links end without a word to Outlook.

use contacts::MailboxId;
use replication::{Ended, Leaving, Link, LinkState};

use crate::audit;
use crate::database::Tx;
use crate::drafts;
use crate::history;
use crate::mailboxes::life::{held, set};
use crate::replication::{lease, link_row, run_items};
use crate::replication_store::{
    Cause, EndState, HistoryKind, HistoryWrite, MailboxState, RunItemWrite, StoreError,
};
use crate::statements::{all, for_update, run};
use crate::viewer::Viewer;
use crate::words::word;

/// What the history of a person says of a contact that nobody could reach.
const UNREACHED: &str = "the mailbox was disconnected without being reached: the contact may still be in it, with its \
    stamp. If the mailbox is connected again, it is offered for linking";

/// Ends all links of a mailbox at once and disconnects it; returns how many contacts were not reached.
pub(super) async fn forget(tx: &Tx, viewer: &Viewer, id: MailboxId, now: i64) -> Result<u64, StoreError> {
    let (state, health) = held(tx, viewer, id).await?;
    if !viewer.administers() {
        return Err(StoreError::NotAllowed("disconnect a mailbox without reaching it"));
    }
    if state == MailboxState::Disconnected {
        return Ok(0);
    }
    lease::revoke(tx, "id = $1", vec![id.0.into()]).await?;
    let (columns, lock) = (link_row::COLUMNS, for_update(tx.as_ref()));
    let read = format!("SELECT {columns} FROM link WHERE mailbox = $1 AND live ORDER BY id{lock}");
    let rows = all(tx.as_ref(), &read, vec![id.0.into()]).await?;
    let links = rows.iter().map(link_row::read).collect::<Result<Vec<Link>, _>>()?;

    let (mut ended, mut told, mut items) = (Vec::new(), Vec::new(), Vec::new());
    let mut unreached = 0;
    for mut link in links {
        let by = ended_by(&link);
        items.extend(link.run.take().map(|run| RunItemWrite {
            run,
            person: link.person,
            end: EndState::Failed,
            reason: Some("the mailbox was disconnected".to_owned()),
        }));
        told.push(entry(&link, HistoryKind::LinkEnded, word(&by)?));
        if link.remote_id.is_some() {
            unreached += 1;
            told.push(entry(&link, HistoryKind::Problem, UNREACHED.to_owned()));
        }
        link.state = LinkState::Ended { by, user: viewer.acting(), at: now };
        (link.row, link.due, link.problem) = (link.row + 1, 0, None);
        ended.push(link);
    }
    link_row::update(tx.as_ref(), ended.iter()).await?;
    for table in ["operation", "staged", "candidate", "candidate_key"] {
        run(tx.as_ref(), &format!("DELETE FROM {table} WHERE mailbox = $1"), vec![id.0.into()]).await?;
    }
    if !items.is_empty() {
        run_items::end(tx, &items, now).await?;
    }
    drafts::drop_of_mailbox(tx, id).await?;
    history::append(tx, &told, now).await?;
    set(tx, id, MailboxState::Disconnected, &health).await?;
    audit::append(tx, viewer, "mailbox.forgotten", Some(&id.to_string()), now).await?;
    Ok(unreached)
}

fn ended_by(link: &Link) -> Ended {
    match (&link.state, &link.remote_id) {
        (LinkState::Leaving { cause: Leaving::Erased, .. }, _) => Ended::Erased,
        (LinkState::Adopting { .. } | LinkState::Leaving { .. }, None) => Ended::NeverCreated,
        (LinkState::Adopting { .. } | LinkState::Linked | LinkState::Leaving { .. }, _) => {
            Ended::DisconnectLeave
        }
        (LinkState::Ended { by, .. }, _) => *by,
    }
}

fn entry(link: &Link, kind: HistoryKind, after: String) -> HistoryWrite {
    HistoryWrite {
        person: link.person,
        mailbox: Some(link.mailbox),
        kind,
        field: None,
        before: None,
        after: Some(after.into()),
        cause: Cause::Crm { user: None },
        run: link.run,
    }
}
