//! [`Wake`]: asks for cycles at once.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use contacts::MailboxId;
use tokio::sync::Notify;

/// Asks the runner for cycles. Cheap to clone. It is a speed-up only: what is due stands in the database, and the
/// runner looks there by itself.
#[derive(Debug, Clone, Default)]
pub struct Wake(Arc<Bell>);

#[derive(Debug, Default)]
struct Bell {
    woken: Mutex<Woken>,
    notify: Notify,
}

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Woken {
    /// Cycles of these mailboxes.
    pub(crate) mailboxes: BTreeSet<MailboxId>,
    /// Of any mailbox that has work: the database knows.
    pub(crate) any: bool,
}

impl Wake {
    /// Asks for a mailbox's cycle at once; without a mailbox, for those of any that have work.
    pub fn wake(&self, mailbox: Option<MailboxId>) {
        let mut woken = self.0.woken.lock().unwrap_or_else(PoisonError::into_inner);
        match mailbox {
            Some(mailbox) => {
                woken.mailboxes.insert(mailbox);
            }
            None => woken.any = true,
        }
        drop(woken);
        self.0.notify.notify_one();
    }

    /// Waits until somebody asks; returns everything asked for.
    pub(crate) async fn woken(&self) -> Woken {
        loop {
            let woken = std::mem::take(&mut *self.0.woken.lock().unwrap_or_else(PoisonError::into_inner));
            if woken != Woken::default() {
                return woken;
            }
            self.0.notify.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_asked_for_before_anybody_waited_is_heard() {
        let (wake, mailbox) = (Wake::default(), MailboxId::from_u128(1));
        wake.wake(Some(mailbox));
        wake.clone().wake(Some(mailbox));
        wake.wake(None);
        let woken = wake.woken().await;
        assert_eq!((woken.mailboxes.len(), woken.any), (1, true));
        wake.wake(None);
        assert_eq!(wake.woken().await, Woken { any: true, ..Woken::default() });
    }
}
