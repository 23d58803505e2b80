//! [`Wake`]: asks for a mailbox's cycle at once.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use contacts::MailboxId;
use tokio::sync::Notify;

/// Asks the runner for cycles. Cheap to clone. It is a speed-up only: what is due stands in the database, and the
/// runner looks there by itself.
#[derive(Debug, Clone, Default)]
pub struct Wake(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    woken: Mutex<BTreeSet<MailboxId>>,
    notify: Notify,
}

impl Wake {
    /// Asks for a mailbox's cycle at once.
    pub fn wake(&self, mailbox: MailboxId) {
        self.0.woken.lock().unwrap_or_else(PoisonError::into_inner).insert(mailbox);
        self.0.notify.notify_one();
    }

    /// Waits until somebody asks; returns every mailbox asked for.
    pub(crate) async fn woken(&self) -> BTreeSet<MailboxId> {
        loop {
            let woken = std::mem::take(&mut *self.0.woken.lock().unwrap_or_else(PoisonError::into_inner));
            if !woken.is_empty() {
                return woken;
            }
            self.0.notify.notified().await;
        }
    }
}
