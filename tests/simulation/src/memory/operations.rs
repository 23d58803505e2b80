//! Intended writes.

use std::collections::BTreeSet;

use contacts::{LinkId, MailboxId, OperationId};
use replication::{Operation, OperationKind, OperationState};
use store::OperationWrite;

use super::Memory;

impl Memory {
    pub(super) fn write_operation(&mut self, mailbox: MailboxId, write: &OperationWrite) {
        match write {
            OperationWrite::Put(operation) => {
                self.operations.retain(|_, other| {
                    !(other.state == OperationState::Pending && same_place(operation, other))
                });
                self.operations.insert(operation.id, (**operation).clone());
            }
            OperationWrite::Remove(id) => {
                if self.of_mailbox(*id, mailbox).is_some() {
                    self.operations.remove(id);
                }
            }
            OperationWrite::Wait { id, pending, not_before } => {
                // What became of a sent one is looked for at every occasion; nothing changes until it is known.
                if let (true, Some(operation)) = (*pending, self.of_mailbox(*id, mailbox)) {
                    operation.state = OperationState::Pending;
                    operation.not_before = *not_before;
                }
            }
        }
    }

    fn of_mailbox(&mut self, id: OperationId, mailbox: MailboxId) -> Option<&mut Operation> {
        self.operations.get_mut(&id).filter(|operation| operation.mailbox == mailbox)
    }

    /// Returns the links that have an operation of which it is not known what became.
    pub(super) fn busy_links(&self) -> BTreeSet<LinkId> {
        let sent = self.operations.values().filter(|o| o.state == OperationState::Sent);
        sent.filter_map(|operation| operation.link).collect()
    }

    /// Returns operations in a state that may go on now, oldest first.
    pub(super) fn ready(
        &self,
        mailbox: MailboxId,
        state: OperationState,
        now: i64,
        limit: usize,
    ) -> Vec<Operation> {
        let own = self.operations.values().filter(|o| o.mailbox == mailbox && o.state == state);
        match state {
            OperationState::Sent => own.take(limit).cloned().collect(),
            OperationState::Pending => {
                let busy = self.busy_links();
                own.filter(|o| o.not_before <= now && o.link.is_none_or(|link| !busy.contains(&link)))
                    .take(limit)
                    .cloned()
                    .collect()
            }
        }
    }
}

/// Tells whether only one of two pending operations can be meant.
fn same_place(a: &Operation, b: &Operation) -> bool {
    match (a.link, b.link) {
        (Some(one), Some(other)) => one == other && is_photo(a) == is_photo(b),
        (None, None) => a.mailbox == b.mailbox && a.kind.remote_id() == b.kind.remote_id(),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn is_photo(operation: &Operation) -> bool {
    match operation.kind {
        OperationKind::Photo { .. } => true,
        OperationKind::Create { .. }
        | OperationKind::Update { .. }
        | OperationKind::Delete { .. }
        | OperationKind::Release { .. } => false,
    }
}
