//! One cycle of one mailbox, and what it says of the next one.

use std::time::{Duration, Instant};

use contacts::MailboxId;
use engine::{Bugs, Cycle, CycleError, CycleReport, SystemClock, SystemIds};
use outlook::ConnectorError;
use store::{Health, MailboxState, ReplicationStore as _, StoreError};
use tracing::{debug, info, warn};
use uuid::Uuid;

use super::Shared;
use super::folders::ConnectError;
use super::timetable::Outlook;
use crate::measures;

/// How long a mailbox is left to another engine that works on it, in microseconds.
const LEFT_TO_OTHERS: i64 = 5_000_000;

/// How a cycle ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) mailbox: MailboxId,
    /// What is known of the next one; none: the mailbox does not take part.
    pub(crate) outlook: Option<Outlook>,
    /// Whether other mailboxes may have work now.
    pub(crate) spread: bool,
}

/// Why there was no cycle, or why it ended early.
#[derive(Debug, thiserror::Error)]
enum Unfinished {
    #[error(transparent)]
    Cycle(#[from] CycleError),
    #[error(transparent)]
    Connect(#[from] ConnectError),
}

/// Runs one cycle.
pub(crate) async fn run(shared: &Shared, mailbox: MailboxId) -> Ended {
    let begun = Instant::now();
    let mut result = cycle(shared, mailbox, shared.holder).await;
    if matches!(result, Err(Unfinished::Cycle(CycleError::Busy))) && take_back(shared, mailbox).await {
        result = cycle(shared, mailbox, shared.holder).await;
    }
    let took = begun.elapsed();
    told(mailbox, &result, took);
    if let Err(Unfinished::Connect(error @ (ConnectError::Address(_) | ConnectError::Setup(_)))) = &result {
        needs_reconnecting(shared, mailbox, &error.to_string()).await;
    }
    let outlook = outlook(shared, mailbox, &result).await;
    if outlook.is_none() {
        shared.folders.forget(mailbox);
    }
    Ended { mailbox, outlook, spread: result.is_ok_and(|report| report.taken > 0) }
}

async fn cycle(shared: &Shared, mailbox: MailboxId, holder: Uuid) -> Result<CycleReport, Unfinished> {
    let connected = shared.folders.of(&shared.database, mailbox).await?;
    let cycle = Cycle {
        store: &shared.database,
        folder: &connected.folder,
        clock: &SystemClock,
        ids: &SystemIds,
        pictures: &shared.photos,
        mailbox,
        holder,
        looks: &shared.looks,
        bugs: Bugs::default(),
    };
    Ok(cycle.run().await?)
}

/// Gives back the lease of an earlier process of this data directory that has ended; tells whether there was one.
/// The next holder gets a higher epoch, so that nothing of the old one can still be written.
async fn take_back(shared: &Shared, mailbox: MailboxId) -> bool {
    let (store, now) = (&shared.database, crate::now());
    for predecessor in &shared.predecessors {
        if let Ok(Some(fence)) = store.lease(mailbox, *predecessor, now, now).await {
            return store.release(&fence).await.is_ok();
        }
    }
    false
}

/// Notes at the mailbox that it cannot be reached as it is connected.
async fn needs_reconnecting(shared: &Shared, mailbox: MailboxId, why: &str) {
    let (store, now) = (&shared.database, crate::now());
    let noted = async {
        let Some(fence) = store.lease(mailbox, shared.holder, now, now + engine::cycle::LEASE).await? else {
            return Ok(());
        };
        if let Some(record) = store.mailbox(mailbox).await? {
            let failures = record.health.failures.saturating_add(1);
            let health = Health { error: Some(why.to_owned()), failures, last_cycle: now, ..record.health };
            store.set_health(&fence, Some(MailboxState::ReconnectNeeded), &health).await?;
        }
        store.release(&fence).await
    };
    let noted: Result<(), StoreError> = noted.await;
    if let Err(error) = noted {
        warn!(%mailbox, %error, "the mailbox's health could not be written");
    }
}

/// Says in log and measures how a cycle ended. No address, no name: the mailbox's id only.
fn told(mailbox: MailboxId, result: &Result<CycleReport, Unfinished>, took: Duration) {
    let milliseconds = took.as_millis();
    let end = match result {
        Ok(report) => {
            let CycleReport { staged, taken, sent, ended, idle } = *report;
            if staged + taken + sent + ended > 0 {
                info!(%mailbox, staged, taken, sent, ended, idle, milliseconds, "replicated");
            } else {
                debug!(%mailbox, idle, milliseconds, "nothing changed");
            }
            measures::cycle("ok", took, sent, taken);
            return;
        }
        Err(Unfinished::Cycle(CycleError::Busy)) => "busy",
        Err(Unfinished::Cycle(CycleError::NotActive(_))) => "not_active",
        Err(Unfinished::Cycle(CycleError::Stopped)) => "stopped",
        Err(Unfinished::Cycle(CycleError::OnHold { .. })) => "on_hold",
        Err(Unfinished::Cycle(CycleError::Braked { .. })) => "braked",
        Err(Unfinished::Cycle(CycleError::Store(_))) => "store_failed",
        Err(Unfinished::Cycle(CycleError::Outlook(ConnectorError::SignIn { .. }))) => "sign_in",
        Err(Unfinished::Cycle(CycleError::Outlook(_))) => "outlook_failed",
        Err(Unfinished::Connect(_)) => "not_connected",
    };
    if let Err(error) = result {
        match end {
            "on_hold" => info!(%mailbox, %error, "the rest waits"),
            "busy" | "not_active" | "stopped" => debug!(%mailbox, end, %error, "no cycle"),
            _ => {
                measures::error("cycle");
                warn!(%mailbox, end, %error, "the cycle ended early; it goes on from there");
            }
        }
    }
    measures::cycle(end, took, 0, 0);
}

/// Says when the mailbox's next cycle is due.
async fn outlook(
    shared: &Shared,
    mailbox: MailboxId,
    result: &Result<CycleReport, Unfinished>,
) -> Option<Outlook> {
    let now = crate::now();
    match result {
        Err(Unfinished::Cycle(CycleError::NotActive(_)) | Unfinished::Connect(_)) => return None,
        Err(Unfinished::Cycle(CycleError::Busy)) => {
            return Some(Outlook { next: now + LEFT_TO_OTHERS, hold_until: 0, failed: true });
        }
        Ok(_)
        | Err(Unfinished::Cycle(
            CycleError::Stopped
            | CycleError::OnHold { .. }
            | CycleError::Braked { .. }
            | CycleError::Store(_)
            | CycleError::Outlook(_),
        )) => {}
    }
    let Ok(record) = shared.database.mailbox(mailbox).await else {
        return Some(Outlook { next: now + LEFT_TO_OTHERS, hold_until: 0, failed: true });
    };
    let record = record.filter(|record| match record.state {
        MailboxState::Active | MailboxState::Disconnecting => true,
        MailboxState::Paused
        | MailboxState::ReconnectNeeded
        | MailboxState::Braked
        | MailboxState::Disconnected => false,
    })?;
    let idle = result.as_ref().is_ok_and(|report| report.idle);
    let pause = shared.schedule.pause(&record.health, idle);
    Some(Outlook { next: now + pause, hold_until: record.health.hold_until, failed: result.is_err() })
}
