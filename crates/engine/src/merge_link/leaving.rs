//! How a contact leaves its mailbox, and how its link ends.

use std::collections::BTreeMap;

use replication::{CrmSide, Ended, Leaving, LinkState, OperationKind};
use store::{Change, Due, EndState, HistoryKind, LinkCase, LinkWrite, OperationWrite};

use super::{Ending, Seen, Verdict, crm_side, note_contact, run_item};
use crate::bugs::Bug;
use crate::cycle::Running;

impl Running<'_> {
    /// Makes the contact leave: to Deleted Items, or, without an end by removal, unstamped where it is.
    pub(super) fn leave(
        &self,
        case: &LinkCase,
        seen: Seen<'_>,
        mut change: Change,
        removed: Option<Ended>,
    ) -> Verdict {
        let mut link = case.link.clone();
        let mut change_key = link.change_key.clone();
        if let Seen::Contact(contact) = seen {
            change_key = contact.change_key.0.clone();
            // An edit that beats a delete goes on doing so until the contact is released: its shadow stays. So does
            // one of a person that its owner may not see: it was not taken over, and may be when the right returns.
            // Should the contact be wanted again before, it is read and merged.
            let seen_by_owner = case.person.as_ref().is_some_and(|person| person.visible);
            if removed.is_some() && seen_by_owner {
                note_contact(&mut link, contact);
                link.outlook = contact.card.clone();
            } else {
                link.change_key = String::new();
            }
        }
        let remote_id = link.remote_id.clone().unwrap_or_default();
        let kind = match removed {
            Some(_) => OperationKind::Delete { remote_id, change_key },
            None => OperationKind::Release { remote_id, change_key },
        };
        let (cause, ending) = leaving_cause(case, removed);
        let by = match link.state {
            LinkState::Leaving { by, .. } => by,
            LinkState::Adopting { .. } | LinkState::Linked | LinkState::Ended { .. } => None,
        };
        link.state = LinkState::Leaving { cause, by };
        change.operations.push(self.put(&link, kind, link.crm.version, BTreeMap::new()));
        change.link = Some(LinkWrite { link: Box::new(link), due: Due::Done });
        Verdict { change, ending }
    }

    /// Ends a link whose contact is gone.
    pub(crate) fn end(&self, case: &LinkCase, mut change: Change, by: Ended) -> Verdict {
        let mut link = case.link.clone();
        let user = match link.state {
            LinkState::Leaving { by, .. } => by,
            LinkState::Adopting { .. } | LinkState::Linked | LinkState::Ended { .. } => None,
        };
        if self.has(Bug::Resurrection) && by == Ended::OutlookDelete {
            link.state = LinkState::adopting(None);
            link.remote_id = None;
        } else {
            link.state = LinkState::Ended { by, user, at: self.now() };
        }
        link.problem = None;
        change
            .operations
            .extend(case.operations.iter().map(|operation| OperationWrite::Remove(operation.id)));
        let ended = serde_json::to_value(by).ok();
        change.history.push(self.entry(&link, HistoryKind::LinkEnded, None, None, ended));
        let (state, reason) = match by {
            Ended::Withdrawn => (EndState::Withdrawn, None),
            Ended::OutlookDelete => (
                EndState::Failed,
                Some("the contact was deleted in Outlook meanwhile; the contact person was kept"),
            ),
            Ended::PersonDeleted | Ended::ReleasedEdited | Ended::Erased => {
                (EndState::Failed, Some("the contact person was deleted in the CRM meanwhile"))
            }
            Ended::RightLost => {
                (EndState::Failed, Some("the mailbox's owner may no longer see the contact person"))
            }
            Ended::DisconnectLeave | Ended::DisconnectRemove => {
                (EndState::Failed, Some("the mailbox was disconnected"))
            }
            Ended::Released | Ended::NeverCreated => {
                (EndState::Failed, Some("it was taken back before the contact was created"))
            }
        };
        change.run_items.extend(run_item(&mut link, state, reason.map(str::to_owned)));
        change.link = Some(LinkWrite { link: Box::new(link), due: Due::Done });
        let ending = match by {
            Ended::Erased
            | Ended::DisconnectLeave
            | Ended::DisconnectRemove
            | Ended::Released
            | Ended::NeverCreated => Ending::Exempt,
            Ended::OutlookDelete
            | Ended::Withdrawn
            | Ended::PersonDeleted
            | Ended::ReleasedEdited
            | Ended::RightLost => Ending::Counted,
        };
        Verdict { change, ending }
    }
}

fn leaving_cause(case: &LinkCase, removed: Option<Ended>) -> (Leaving, Ending) {
    let cause = match crm_side(case) {
        CrmSide::Leaving(cause) => cause,
        CrmSide::Present => Leaving::Withdrawn,
    };
    let ending = match (cause, removed) {
        (_, None)
        | (
            Leaving::Erased | Leaving::DisconnectLeave | Leaving::DisconnectRemove | Leaving::Released,
            Some(_),
        ) => Ending::Exempt,
        (Leaving::Withdrawn | Leaving::PersonDeleted | Leaving::RightLost, Some(_)) => Ending::Counted,
    };
    (cause, ending)
}

/// By what a link ends whose contact has lost its stamp on the way out.
pub(crate) fn released(state: &LinkState) -> Option<Ended> {
    let LinkState::Leaving { cause, .. } = state else { return None };
    Some(match cause {
        Leaving::Withdrawn => Ended::Withdrawn,
        Leaving::PersonDeleted => Ended::ReleasedEdited,
        Leaving::Erased => Ended::Erased,
        Leaving::RightLost => Ended::RightLost,
        Leaving::DisconnectLeave => Ended::DisconnectLeave,
        Leaving::DisconnectRemove => Ended::DisconnectRemove,
        Leaving::Released => Ended::Released,
    })
}
