//! Counts requests by kind, as a benchmark or a test wants to know them.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde::Serialize;

use crate::lock;

/// What has been asked of the stand-in since it started or the counters were cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// HTTP requests to `/v1.0`; a batch is one.
    pub requests: u64,
    /// Operations by kind (`list`, `get`, `create`, ...); the parts of a batch are counted here one by one.
    pub by_kind: BTreeMap<&'static str, u64>,
    /// Answers by status, those of batch parts included.
    pub by_status: BTreeMap<u16, u64>,
    /// Operations answered 429 by the mailbox's limits.
    pub throttled: u64,
    /// Faults that struck.
    pub faults: u64,
    /// Bytes of request bodies.
    pub bytes_in: u64,
    /// Bytes of answer bodies.
    pub bytes_out: u64,
}

/// The counters, for all mailboxes and for each.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    all: Mutex<Tables>,
}

#[derive(Debug, Default)]
struct Tables {
    total: Counts,
    mailboxes: BTreeMap<String, Counts>,
}

impl Counters {
    /// Changes the total and, if it is known, the mailbox's own table alike.
    pub(crate) fn note(&self, mailbox: Option<&str>, change: impl Fn(&mut Counts)) {
        let mut tables = lock(&self.all);
        change(&mut tables.total);
        if let Some(mailbox) = mailbox {
            match tables.mailboxes.get_mut(mailbox) {
                Some(counts) => change(counts),
                None => change(tables.mailboxes.entry(mailbox.to_owned()).or_default()),
            }
        }
    }

    /// The table of all mailboxes.
    pub(crate) fn total(&self) -> Counts {
        lock(&self.all).total.clone()
    }

    /// The tables by mailbox.
    pub(crate) fn by_mailbox(&self) -> BTreeMap<String, Counts> {
        lock(&self.all).mailboxes.clone()
    }

    /// Sets every counter to zero.
    pub(crate) fn clear(&self) {
        *lock(&self.all) = Tables::default();
    }
}
