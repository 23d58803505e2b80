//! The runner: engine cycles of many mailboxes, when they are due.
//!
//! Three things bring a cycle about: somebody asks for it ([`Wake`]), the database says that a mailbox is due
//! (looked up every second; also what other nodes and the command line wrote), or, with another schedule than the
//! engine's own, the time kept in the timetable. At most so many run at once, and one per mailbox.

mod desk;
mod folders;
mod once;
mod pictures;
mod timetable;
mod wake;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use contacts::MailboxId;
use engine::{Looks, Schedule};
use replication::OperationState;
use store::{Database, ReplicationStore as _, StoreError};
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tracing::warn;
use uuid::Uuid;

use crate::measures;
use crate::node::Node;
use folders::Folders;
use once::Ended;
use pictures::Photos;
use timetable::{Due, Timetable};

pub use desk::Desk;
pub use folders::{ConnectError, Connected, Reach};
pub use wake::Wake;

/// How often the database is asked which mailboxes are due.
const POLL: Duration = Duration::from_secs(1);
/// How long cycles may go on after the server was told to stop; what is not finished then is dropped, and goes on
/// from where it was when the server runs again.
const GRACE: Duration = Duration::from_secs(3);
/// How often mailboxes and queues are counted.
const COUNT: Duration = Duration::from_secs(30);

/// What the cycles of a process share.
pub(crate) struct Shared {
    database: Database,
    folders: Folders,
    photos: Photos,
    looks: Looks,
    holder: Uuid,
    predecessors: Vec<Uuid>,
    schedule: Schedule,
}

/// Runs cycles.
pub struct Runner {
    shared: Arc<Shared>,
    timetable: Timetable,
    wake: Wake,
    cycles: JoinSet<Ended>,
    /// Whose cycles they are: one that panicked does not say.
    whose: HashMap<Id, MailboxId>,
}

impl Runner {
    /// Makes a runner; nothing runs yet.
    pub fn new(database: Database, node: &Node, reach: Reach, schedule: Schedule, at_once: usize) -> Self {
        let shared = Shared {
            database,
            folders: Folders::new(reach),
            photos: Photos::default(),
            looks: Looks::default(),
            holder: node.holder,
            predecessors: node.predecessors.clone(),
            schedule,
        };
        Runner {
            shared: Arc::new(shared),
            timetable: Timetable::new(at_once, schedule != Schedule::default()),
            wake: Wake::default(),
            cycles: JoinSet::new(),
            whose: HashMap::new(),
        }
    }

    /// Returns what asks for cycles.
    pub fn wake(&self) -> Wake {
        self.wake.clone()
    }

    /// Returns what the web side reaches the mailboxes through.
    pub fn desk(&self) -> Desk {
        Desk { shared: Arc::clone(&self.shared), wake: self.wake.clone() }
    }

    /// Runs cycles until it is told to stop.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut poll = interval(POLL);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut count = interval(COUNT);
        count.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stopped(&mut stop) => break,
                woken = self.wake.woken() => {
                    let now = crate::now();
                    woken.mailboxes.into_iter().for_each(|mailbox| self.timetable.woken(mailbox, now));
                    if woken.any {
                        poll.reset_immediately();
                    }
                }
                Some(ended) = self.cycles.join_next_with_id() => {
                    if self.ended(ended) {
                        poll.reset_immediately();
                    }
                }
                _ = poll.tick() => self.poll().await,
                _ = count.tick() => measures::count_mailboxes(&self.shared.database).await,
            }
            self.begin();
        }
        self.wind_down().await;
    }

    /// Begins as many cycles as may run.
    fn begin(&mut self) {
        while let Some(mailbox) = self.timetable.begin() {
            let shared = Arc::clone(&self.shared);
            let task = self.cycles.spawn(async move { once::run(&shared, mailbox).await });
            self.whose.insert(task.id(), mailbox);
        }
    }

    /// Notes the end of a cycle; tells whether other mailboxes may have work now.
    fn ended(&mut self, ended: Result<(Id, Ended), JoinError>) -> bool {
        match ended {
            Ok((task, ended)) => {
                self.whose.remove(&task);
                self.timetable.ended(ended.mailbox, ended.outlook, crate::now());
                ended.spread
            }
            Err(error) => {
                // Its lease lapses; until then the mailbox is busy.
                measures::error("cycle_panicked");
                warn!(%error, "a cycle broke off; it is tried again");
                if let Some(mailbox) = self.whose.remove(&error.id()) {
                    self.timetable.ended(mailbox, None, crate::now());
                }
                false
            }
        }
    }

    /// Asks the database which mailboxes are due.
    async fn poll(&mut self) {
        let now = crate::now();
        self.timetable.time_passes(now);
        let due = match self.shared.database.mailboxes_to_run(now).await {
            Ok(due) => due,
            Err(error) => {
                measures::error("database");
                warn!(%error, "the database did not say which mailboxes are due; asked again in a second");
                return;
            }
        };
        for mailbox in due {
            match self.timetable.due(mailbox, now) {
                Due::Queued | Due::Left => {}
                Due::IfNotByTime => {
                    if has_reason(&self.shared.database, mailbox, now).await.unwrap_or(false) {
                        self.timetable.bring_forward(mailbox);
                    }
                }
            }
        }
    }

    /// Lets cycles end, for a moment; then drops them and gives their leases back, so that other nodes go on.
    async fn wind_down(mut self) {
        let all_ended = async {
            while let Some(ended) = self.cycles.join_next_with_id().await {
                self.ended(ended);
            }
        };
        if timeout(GRACE, all_ended).await.is_ok() {
            return;
        }
        self.cycles.shutdown().await;
        let (store, now) = (&self.shared.database, crate::now());
        for mailbox in self.timetable.running() {
            if let Ok(Some(fence)) = store.lease(mailbox, self.shared.holder, now, now).await {
                let _ = store.release(&fence).await;
            }
        }
    }
}

/// Waits until the server is told to stop; also when it is gone.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Tells whether a mailbox is due for another reason than that its time by the database has come: work waits, or
/// somebody wishes a cycle.
async fn has_reason(database: &Database, mailbox: MailboxId, now: i64) -> Result<bool, StoreError> {
    let by_time = database.mailbox(mailbox).await?.is_some_and(|record| record.health.next_cycle <= now);
    Ok(!by_time
        || !database.due(mailbox, None, 1).await?.is_empty()
        || !database.operations(mailbox, OperationState::Pending, now, 1).await?.is_empty())
}
