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
    /// Bytes of answer bodies, those of batch parts counted again within their batch.
    pub bytes_out: u64,
}

/// What has been asked of one mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MailboxCounts {
    /// Operations by kind.
    pub by_kind: BTreeMap<&'static str, u64>,
    /// Operations answered 429 by the mailbox's limits.
    pub throttled: u64,
    /// Faults that struck.
    pub faults: u64,
}

/// The counters, for all mailboxes and for each.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    all: Mutex<Tables>,
}

#[derive(Debug, Default)]
struct Tables {
    total: Counts,
    mailboxes: BTreeMap<String, MailboxCounts>,
}

impl Tables {
    fn mailbox(&mut self, address: &str) -> &mut MailboxCounts {
        self.mailboxes.entry(address.to_owned()).or_default()
    }
}

impl Counters {
    /// Counts an HTTP request with the size of its body.
    pub(crate) fn request(&self, bytes: usize) {
        let mut tables = lock(&self.all);
        tables.total.requests += 1;
        tables.total.bytes_in += bytes as u64;
    }

    /// Counts `number` operations of a kind.
    pub(crate) fn operations(&self, mailbox: &str, kind: &'static str, number: usize) {
        let mut tables = lock(&self.all);
        *tables.total.by_kind.entry(kind).or_default() += number as u64;
        *tables.mailbox(mailbox).by_kind.entry(kind).or_default() += number as u64;
    }

    /// Counts an operation that the mailbox's limits refused.
    pub(crate) fn throttled(&self, mailbox: &str) {
        let mut tables = lock(&self.all);
        tables.total.throttled += 1;
        tables.mailbox(mailbox).throttled += 1;
    }

    /// Counts a fault that struck.
    pub(crate) fn fault(&self, mailbox: &str) {
        let mut tables = lock(&self.all);
        tables.total.faults += 1;
        tables.mailbox(mailbox).faults += 1;
    }

    /// Counts an answer with the size of its body.
    pub(crate) fn answer(&self, status: u16, bytes: usize) {
        let mut tables = lock(&self.all);
        *tables.total.by_status.entry(status).or_default() += 1;
        tables.total.bytes_out += bytes as u64;
    }

    /// The table of all mailboxes.
    pub(crate) fn total(&self) -> Counts {
        lock(&self.all).total.clone()
    }

    /// The tables by mailbox.
    pub(crate) fn by_mailbox(&self) -> BTreeMap<String, MailboxCounts> {
        lock(&self.all).mailboxes.clone()
    }

    /// Sets every counter to zero.
    pub(crate) fn clear(&self) {
        *lock(&self.all) = Tables::default();
    }
}
