//! Committing the intent: from pending to sent, checked against what the mailbox's owner may see right now.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{FieldKey, LinkId, MailboxId, OperationId, RunId};
use replication::{Ended, Leaving, Link, LinkState, Operation, OperationKind, OperationState};
use store::{Cause, EndState, HistoryKind, HistoryWrite, RunItemWrite};

use super::Memory;
use super::sight::Sight;

/// What becomes of an operation that was to be sent.
enum Verdict {
    /// It is sent.
    Go,
    /// It waits: what became of an earlier one of its link is not known yet.
    Wait,
    /// It is removed, and its link decided about anew.
    Anew,
    /// It is removed, and its link has to leave the mailbox.
    Leave(Leaving),
}

impl Memory {
    /// Turns pending operations into sent ones; returns those that are to be sent now, in the order asked.
    pub(super) fn send(&mut self, mailbox: MailboxId, now: i64, asked: &[OperationId]) -> Vec<OperationId> {
        let mut busy = self.busy_links();
        let (mut going, mut removed, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        let mut fates: BTreeMap<LinkId, (Option<Leaving>, Option<RunId>)> = BTreeMap::new();
        let sight = self.sight(mailbox);
        for operation in asked.iter().filter_map(|id| self.operations.get(id)) {
            let pending = operation.state == OperationState::Pending && operation.mailbox == mailbox;
            if !pending || !seen.insert(operation.id) {
                continue;
            }
            let waits = operation.link.is_some_and(|link| busy.contains(&link) || fates.contains_key(&link));
            let cause = match self.verdict(operation, sight, waits) {
                Verdict::Go => {
                    going.push(operation.id);
                    busy.extend(operation.link);
                    continue;
                }
                Verdict::Wait => continue,
                Verdict::Anew => None,
                Verdict::Leave(cause) => Some(cause),
            };
            removed.push(operation.id);
            fates.extend(operation.link.map(|link| (link, (cause, operation.run))));
        }
        for id in &removed {
            self.operations.remove(id);
        }
        for id in &going {
            if let Some(operation) = self.operations.get_mut(id) {
                operation.state = OperationState::Sent;
                operation.attempts += 1;
                operation.not_before = now;
            }
        }
        for (link, (cause, run)) in fates {
            self.turn(link, cause, run, now);
        }
        going
    }

    fn verdict(&self, operation: &Operation, sight: Option<Sight<'_>>, waits: bool) -> Verdict {
        if waits {
            return Verdict::Wait;
        }
        match operation.kind {
            OperationKind::Create { .. } | OperationKind::Update { .. } | OperationKind::Photo { .. } => {}
            OperationKind::Delete { .. } | OperationKind::Release { .. } => return Verdict::Go,
        }
        let link = operation.link.and_then(|link| self.links.get(&link));
        let stays = link.is_some_and(|link| match link.state {
            LinkState::Adopting { .. } | LinkState::Linked => true,
            LinkState::Leaving { .. } | LinkState::Ended { .. } => false,
        });
        if !stays {
            return Verdict::Anew;
        }
        let Some(person) = self.persons.get(&operation.person) else {
            return Verdict::Leave(Leaving::Erased);
        };
        match sight.filter(|sight| sight.sees(person)) {
            _ if person.deleted => Verdict::Leave(Leaving::PersonDeleted),
            None => Verdict::Leave(Leaving::RightLost),
            Some(sight) if shows_hidden(operation, sight) => Verdict::Anew,
            Some(_) => Verdict::Go,
        }
    }

    /// Turns a link whose operation was not sent: to leave, to its end, or to be decided about anew.
    fn turn(&mut self, id: LinkId, cause: Option<Leaving>, run: Option<RunId>, now: i64) {
        let Some(link) = self.links.get_mut(&id) else { return };
        link.row += 1;
        link.due += 1;
        link.problem = None;
        let Some(cause) = cause else { return };
        let run = link.run.take().or(run);
        link.run = None;
        let ended = match link.state {
            LinkState::Adopting { .. } => {
                link.due = 0;
                link.state = LinkState::Ended { by: ended_by(cause), user: None, at: now };
                Some(ended_entry(link, cause, run))
            }
            LinkState::Linked | LinkState::Leaving { .. } | LinkState::Ended { .. } => {
                link.state = LinkState::Leaving { cause, by: None };
                None
            }
        };
        let person = link.person;
        // Nothing else is sent for a link that leaves.
        self.operations.retain(|_, o| o.link != Some(id) || o.state != OperationState::Pending);
        if let Some(run) = run {
            let reason = Some("the mailbox's owner may no longer see this contact person".to_owned());
            self.end_item(&RunItemWrite { run, person, end: EndState::Failed, reason });
        }
        if let Some(entry) = ended {
            self.remember(now, entry);
        }
    }
}

/// Tells whether the body has a field that the owner does not see.
fn shows_hidden(operation: &Operation, sight: Sight<'_>) -> bool {
    let hidden = |key: FieldKey, has_value: bool| has_value && sight.hides(key);
    match &operation.kind {
        OperationKind::Create { card, .. } => card.iter().any(|(key, _)| hidden(key, true)),
        OperationKind::Update { patch, .. } => patch.iter().any(|(key, value)| hidden(key, value.is_some())),
        OperationKind::Delete { .. } | OperationKind::Release { .. } | OperationKind::Photo { .. } => false,
    }
}

fn ended_by(cause: Leaving) -> Ended {
    match cause {
        Leaving::Withdrawn => Ended::Withdrawn,
        Leaving::PersonDeleted => Ended::PersonDeleted,
        Leaving::Erased => Ended::Erased,
        Leaving::RightLost => Ended::RightLost,
        Leaving::DisconnectLeave => Ended::DisconnectLeave,
        Leaving::DisconnectRemove => Ended::DisconnectRemove,
        Leaving::Released => Ended::Released,
    }
}

fn ended_entry(link: &Link, cause: Leaving, run: Option<RunId>) -> HistoryWrite {
    HistoryWrite {
        person: link.person,
        mailbox: Some(link.mailbox),
        kind: HistoryKind::LinkEnded,
        field: None,
        before: None,
        after: serde_json::to_value(ended_by(cause)).ok(),
        cause: Cause::Crm { user: None },
        run,
    }
}
