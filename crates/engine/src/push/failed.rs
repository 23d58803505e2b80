//! Writes that failed: whether they wait, are looked into, or are given up.

use outlook::{ConnectorError, WriteError};
use replication::{LinkState, Operation, OperationKind};
use store::{Change, Due, LinkCase, LinkWrite, OperationWrite, StagedWhat};

use super::look_again;
use crate::cycle::{CycleError, Running};

/// How often a photo is tried before it is given up.
const PHOTO_ATTEMPTS: u32 = 6;

impl Running<'_> {
    pub(super) fn failed(
        &self,
        operation: &Operation,
        case: Option<&LinkCase>,
        error: WriteError,
        look: &mut Vec<(String, StagedWhat)>,
        fatal: &mut Option<CycleError>,
    ) -> Change {
        let words = error.to_string();
        let photo = matches!(operation.kind, OperationKind::Photo { .. });
        match (error, case) {
            (WriteError::NotDone { .. } | WriteError::Unknown { .. }, Some(case))
                if photo && operation.attempts >= PHOTO_ATTEMPTS =>
            {
                self.photo_refused(case, operation, &words)
            }
            (WriteError::NotDone { after, what }, _) => {
                hold(fatal, after, what);
                self.wait(operation, true, after)
            }
            (WriteError::Unknown { after, what }, _) => {
                hold(fatal, after, what);
                self.wait(operation, false, after)
            }
            (WriteError::Changed | WriteError::Gone, case) => self.look_before(operation, case, look),
            (WriteError::Refused { .. }, Some(case)) if photo => self.photo_refused(case, operation, &words),
            (WriteError::Refused { .. }, Some(case)) => {
                let mut change = self.park(case, words).change;
                change.operations.push(OperationWrite::Remove(operation.id));
                change
            }
            (WriteError::Refused { .. }, None) => {
                Change { operations: vec![OperationWrite::Remove(operation.id)], ..Change::default() }
            }
            (WriteError::SignIn { what }, _) => {
                *fatal = Some(ConnectorError::SignIn { what }.into());
                self.wait(operation, true, None)
            }
            (WriteError::Mailbox { what }, _) => {
                *fatal = Some(ConnectorError::Retry { after: None, what }.into());
                self.wait(operation, true, Some(std::time::Duration::from_secs(60)))
            }
        }
    }

    /// The contact was changed or is gone: nothing was written; it is looked at, and decided anew.
    pub(crate) fn look_before(
        &self,
        operation: &Operation,
        case: Option<&LinkCase>,
        look: &mut Vec<(String, StagedWhat)>,
    ) -> Change {
        let mut change =
            Change { operations: vec![OperationWrite::Remove(operation.id)], ..Change::default() };
        if let Some(case) = case {
            let mut link = case.link.clone();
            if let (LinkState::Linked | LinkState::Leaving { .. }, Some(_)) = (&link.state, &link.remote_id) {
                link.change_key = String::new();
            }
            change.link = Some(LinkWrite { link: Box::new(link), due: Due::Again });
        } else {
            look.extend(operation.kind.remote_id().map(look_again));
        }
        change
    }

    /// The operation waits as long as Outlook asked for, or longer and longer.
    pub(crate) fn wait(
        &self,
        operation: &Operation,
        pending: bool,
        after: Option<std::time::Duration>,
    ) -> Change {
        let asked = after.map_or(0, |after| i64::try_from(after.as_micros()).unwrap_or(i64::MAX));
        let doubling = 1_000_000_i64 << operation.attempts.min(8);
        let not_before = self.now().saturating_add(asked.max(doubling));
        let wait = OperationWrite::Wait { id: operation.id, pending, not_before };
        Change { operations: vec![wait], ..Change::default() }
    }
}

/// A wait that Outlook asked for holds for the whole mailbox: the cycle ends.
fn hold(fatal: &mut Option<CycleError>, after: Option<std::time::Duration>, what: String) {
    if after.is_some() && fatal.is_none() {
        *fatal = Some(ConnectorError::Retry { after, what }.into());
    }
}
