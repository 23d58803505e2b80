//! [`Cycle`]: one pass over one mailbox, from taking its lease to giving it back.

use contacts::{InstallationId, MailboxId, OperationId};
use outlook::{ConnectorError, ContactFolder};
use replication::{Leaving, LinkState, OperationState, Rules};
use store::{Change, Due, Fence, LinkWrite, MailboxRecord, MailboxState, ReplicationStore, StoreError};
use uuid::Uuid;

use crate::bugs::{Bug, Bugs};
use crate::surroundings::{Clock, Ids, Pictures};

/// How long a lease lasts, in microseconds; it is extended while work goes on.
pub const LEASE: i64 = 60_000_000;
/// How often a mailbox is compared as a whole, in microseconds.
pub const SWEEP_EVERY: i64 = 24 * 3_600_000_000;
/// How many times one cycle goes through reconcile and push before it leaves the rest to the next.
const ROUNDS: u32 = 40;

/// Why a cycle ended early. What it had committed stays; the next one goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum CycleError {
    /// Another engine is at work on the mailbox.
    #[error("another engine is at work on this mailbox")]
    Busy,
    /// The mailbox is paused, disconnected or unknown.
    #[error("the mailbox does not take part: {0}")]
    NotActive(&'static str),
    /// A person paused or disconnected the mailbox while the cycle was at work. What was sent by then stays.
    #[error("the mailbox was paused or disconnected meanwhile; what was not sent yet waits")]
    Stopped,
    /// Outlook asked to be left alone for a while.
    #[error("Outlook asked to wait until {until} (microseconds since 1970 UTC)")]
    OnHold {
        /// Until when, in microseconds since 1970 UTC.
        until: i64,
    },
    /// The brake stopped it.
    #[error("stopped before ending {ending} of {links} links; release the brake if that is what you want")]
    Braked {
        /// How many links would have ended.
        ending: u32,
        /// Of how many.
        links: u32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Outlook failed.
    #[error(transparent)]
    Outlook(#[from] ConnectorError),
}

/// What a cycle did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CycleReport {
    /// Entries of the change feed that were staged.
    pub staged: u32,
    /// Changes written to the CRM's side.
    pub taken: u32,
    /// Writes made in Outlook.
    pub sent: u32,
    /// Links that ended.
    pub ended: u32,
    /// Whether nothing is left to do: no entry staged, no link due, no operation under way.
    pub idle: bool,
}

/// One pass over one mailbox.
pub struct Cycle<'a> {
    /// Where everything is kept.
    pub store: &'a dyn ReplicationStore,
    /// The mailbox's contact folder.
    pub folder: &'a dyn ContactFolder,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Fresh ids.
    pub ids: &'a dyn Ids,
    /// Pictures.
    pub pictures: &'a dyn Pictures,
    /// The mailbox.
    pub mailbox: MailboxId,
    /// This engine.
    pub holder: Uuid,
    /// What this process looked for in vain.
    pub looks: &'a crate::recover::Looks,
    /// Planted bugs, for the simulator.
    pub bugs: Bugs,
}

/// A cycle that holds the lease.
pub(crate) struct Running<'a> {
    pub(crate) cycle: &'a Cycle<'a>,
    pub(crate) folder: crate::patient::Patient<'a>,
    pub(crate) fence: Fence,
    pub(crate) until: i64,
    pub(crate) installation: InstallationId,
    pub(crate) rules: Rules,
    pub(crate) record: MailboxRecord,
    pub(crate) report: CycleReport,
    /// Why contacts that the feed named could not be read.
    pub(crate) not_handed_out: Option<ConnectorError>,
}

impl Cycle<'_> {
    /// Runs the cycle.
    ///
    /// # Errors
    /// [`CycleError`]; the mailbox's health says so too, unless the lease was lost.
    pub async fn run(&self) -> Result<CycleReport, CycleError> {
        let mut running = self.begin().await?;
        let result = match running.work().await {
            // Not a failure: the rest waits, as Outlook wants it.
            Err(CycleError::Outlook(ConnectorError::Limit { .. })) => {
                Err(CycleError::OnHold { until: running.folder.hold_until() })
            }
            result => result,
        };
        running.finish(&result).await?;
        result.map(|()| running.report)
    }

    async fn begin(&self) -> Result<Running<'_>, CycleError> {
        let now = self.clock.now();
        let until = now + LEASE;
        let fence = self.store.lease(self.mailbox, self.holder, now, until).await?.ok_or(CycleError::Busy)?;
        let record = self.store.mailbox(self.mailbox).await?.ok_or(CycleError::NotActive("it is unknown"))?;
        let refused = match record.state {
            // Nobody's rights say what may be in it: that is no right lost, everything waits.
            MailboxState::Active if !record.owner_active => Some("its owner's account is disabled"),
            MailboxState::Active | MailboxState::Disconnecting => None,
            MailboxState::Paused => Some("it is paused"),
            MailboxState::ReconnectNeeded => Some("it has to be connected again"),
            MailboxState::Braked => Some("its brake has to be released"),
            MailboxState::Disconnected => Some("it is disconnected"),
        };
        if now < record.health.hold_until {
            self.store.release(&fence).await?;
            return Err(CycleError::OnHold { until: record.health.hold_until });
        }
        if let Some(why) = refused {
            self.store.release(&fence).await?;
            return Err(CycleError::NotActive(why));
        }
        let installation = self.store.installation().await?;
        let rules = self.store.rules().await?;
        let report = CycleReport::default();
        let folder = crate::patient::Patient::new(self.folder, self.clock);
        let not_handed_out = None;
        Ok(Running { cycle: self, folder, fence, until, installation, rules, record, report, not_handed_out })
    }
}

impl Running<'_> {
    pub(crate) fn now(&self) -> i64 {
        self.cycle.clock.now()
    }

    pub(crate) fn has(&self, bug: Bug) -> bool {
        self.cycle.bugs.has(bug)
    }

    pub(crate) fn new_operation(&self) -> OperationId {
        OperationId(self.cycle.ids.next())
    }

    /// Extends the lease when half of it has passed.
    pub(crate) async fn hold_lease(&mut self) -> Result<(), CycleError> {
        let now = self.now();
        if self.until - now < LEASE / 2 {
            let until = now + LEASE;
            let lease = self.cycle.store.lease(self.fence.mailbox, self.fence.holder, now, until).await?;
            match lease {
                Some(fence) if fence.epoch == self.fence.epoch => self.until = until,
                Some(_) | None => return Err(StoreError::Fenced.into()),
            }
        }
        Ok(())
    }

    /// Refuses to call Outlook once the lease has run out by this engine's own clock: another one may be at work.
    pub(crate) fn still_ours(&self) -> Result<(), CycleError> {
        let ours = self.now() < self.until || self.has(Bug::StaleNodeWrites);
        if ours { Ok(()) } else { Err(StoreError::Fenced.into()) }
    }

    /// Tells whether contacts may be created and linked: not before all that are there are known.
    pub(crate) fn may_adopt(&self) -> bool {
        self.record.feed.knows_the_contacts() || self.has(Bug::AdoptsUnread)
    }

    /// Stops the cycle once a person has paused or disconnected the mailbox, or given it up otherwise, since it began.
    pub(crate) async fn still_wanted(&self) -> Result<(), CycleError> {
        let state = self.cycle.store.mailbox(self.fence.mailbox).await?.map(|record| record.state);
        if state == Some(self.record.state) { Ok(()) } else { Err(CycleError::Stopped) }
    }

    async fn work(&mut self) -> Result<(), CycleError> {
        self.recover().await?;
        self.pull().await?;
        // Nobody is adopted in here while the mailbox's contacts are not all known: a sweep is due then.
        self.rounds().await?;
        if self.sweep_is_due() {
            self.sweep().await?;
            self.rounds().await?;
        }
        // Taken up anew, because somebody got a contact a second time: what the old feed hid is compared at once.
        let anew = self.record.feed.cursor.is_none();
        if self.report.sent > 0 || anew {
            // Our own writes are taken out of the feed at once: what is created and deleted between two reads of
            // a feed may never be in it.
            self.pull().await?;
            self.rounds().await?;
        }
        if anew && self.sweep_is_due() {
            self.sweep().await?;
            self.rounds().await?;
        }
        self.report.idle = self.nothing_left().await?;
        if self.report.idle && self.record.state == MailboxState::Disconnecting {
            self.report.idle = !self.send_left_behind_away().await?;
            if self.report.idle {
                self.record.state = MailboxState::Disconnected;
            }
        }
        self.not_handed_out.take().map_or(Ok(()), |error| Err(error.into()))
    }

    /// Links that came to life again while their mailbox was being disconnected leave it too, their contacts being
    /// left; tells whether there were any. Without this they would live on in a mailbox that nobody follows.
    async fn send_left_behind_away(&mut self) -> Result<bool, CycleError> {
        let cases = self.cycle.store.live(self.fence.mailbox, None, u32::MAX).await?;
        let behind = cases.into_iter().filter(|case| case.link.state == LinkState::Linked);
        let changes: Vec<Change> = behind
            .map(|case| {
                let mut link = case.link;
                link.state = LinkState::Leaving { cause: Leaving::DisconnectLeave, by: None };
                let link = Some(LinkWrite { link: Box::new(link), due: Due::Again });
                Change { link, ..Change::default() }
            })
            .collect();
        let any = !changes.is_empty();
        self.commit(changes).await?;
        Ok(any)
    }

    /// Goes through reconcile and push until neither gets any further.
    async fn rounds(&mut self) -> Result<(), CycleError> {
        for _ in 0..ROUNDS {
            let reconciled = self.reconcile().await?;
            let pushed = self.push().await?;
            let recovered = self.recover().await?;
            if !(reconciled || pushed || recovered) {
                break;
            }
        }
        Ok(())
    }

    async fn nothing_left(&self) -> Result<bool, CycleError> {
        let (store, mailbox) = (self.cycle.store, self.fence.mailbox);
        let never = i64::MAX;
        Ok(store.staged(mailbox, 0, 1).await?.is_empty()
            && store.due(mailbox, None, 1).await?.is_empty()
            && store.operations(mailbox, OperationState::Pending, never, 1).await?.is_empty()
            && store.operations(mailbox, OperationState::Sent, never, 1).await?.is_empty())
    }

    /// Gives the lease back. The mailbox is as a person left it, but for the wait that Outlook asked for: whoever lets
    /// it go on, or sees it out, begins with that.
    async fn stop(&self) -> Result<(), CycleError> {
        let (store, hold_until) = (self.cycle.store, self.folder.hold_until());
        let record = store.mailbox(self.fence.mailbox).await?;
        if let Some(mut health) = record.map(|record| record.health).filter(|is| is.hold_until < hold_until) {
            health.hold_until = hold_until;
            health.next_cycle = health.next_cycle.max(hold_until);
            match store.set_health(&self.fence, None, &health).await {
                Ok(()) => {}
                Err(StoreError::Fenced) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(store.release(&self.fence).await?)
    }

    /// Writes how the cycle ended and gives the lease back. A lost lease is no error here: somebody else writes.
    async fn finish(&mut self, result: &Result<(), CycleError>) -> Result<(), CycleError> {
        let now = self.now();
        let was = self.record.health.clone();
        let health = &mut self.record.health;
        health.last_cycle = now;
        let state = match result {
            Ok(()) => {
                health.error = None;
                health.failures = 0;
                health.brake = None;
                let busy = self.report.staged + self.report.taken + self.report.sent + self.report.ended > 0;
                health.quiet = if busy || !self.report.idle { 0 } else { was.quiet.saturating_add(1) };
                Some(self.record.state)
            }
            Err(CycleError::Stopped) => return self.stop().await,
            Err(CycleError::Store(StoreError::Fenced) | CycleError::Busy | CycleError::NotActive(_)) => {
                return Ok(());
            }
            Err(CycleError::OnHold { .. }) => {
                (health.error, health.failures, health.quiet) = (None, 0, 0);
                None
            }
            Err(CycleError::Braked { ending, links }) => {
                health.brake = Some((*ending, *links));
                Some(MailboxState::Braked)
            }
            Err(
                error @ CycleError::Outlook(
                    ConnectorError::SignIn { .. } | ConnectorError::MailboxGone { .. },
                ),
            ) => {
                health.error = Some(error.to_string());
                health.failures = was.failures.saturating_add(1);
                Some(MailboxState::ReconnectNeeded)
            }
            Err(error @ (CycleError::Outlook(_) | CycleError::Store(_))) => {
                health.error = Some(error.to_string());
                // Where others got on, it is not longer and longer before they do again.
                let others = self.report.taken + self.report.sent + self.report.ended > 0;
                health.failures = if others { 1 } else { was.failures.saturating_add(1) };
                None
            }
        };
        health.hold_until = self.folder.hold_until();
        let pause = crate::schedule::next_pause(health, self.report.idle);
        health.next_cycle = health.hold_until.max(now + pause);
        let written = self.cycle.store.set_health(&self.fence, state, &self.record.health).await;
        match written {
            Ok(()) => self.cycle.store.release(&self.fence).await?,
            Err(StoreError::Fenced) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}
