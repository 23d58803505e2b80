//! What a merge changes in the CRM, and what its history says of it.

use contacts::field::Owner;
use replication::{Ended, FieldOutcome, Link, LinkState, Merge};
use store::{Cause, Change, HistoryKind, HistoryWrite, LinkCase, PersonView, PersonWrite};

use crate::bugs::Bug;
use crate::cycle::Running;

impl Running<'_> {
    /// The CRM's part of a merge: what is taken over from Outlook, and the losers of conflicts.
    pub(crate) fn taken(&self, case: &LinkCase, person: &PersonView, merged: &Merge) -> Change {
        let mut change = Change::default();
        if !person.visible {
            change.history = self.unseen(case, merged);
            return change;
        }
        if !merged.crm_patch.is_empty() && person.editable {
            change.person = Some(PersonWrite {
                id: person.id,
                version: person.version,
                patch: merged.crm_patch.clone(),
                photo: None,
            });
        }
        change.history = self.history_of(case, merged);
        change.history.extend(self.not_taken(case, person, merged));
        change
    }

    /// Keeps for the inbox what its owner edited of a person that it may not see (any more). The store shows nothing
    /// of such a person: there is nothing to merge with, and nothing may be written over.
    fn unseen(&self, case: &LinkCase, merged: &Merge) -> Vec<HistoryWrite> {
        let mut entries = Vec::new();
        for outcome in &merged.outcomes {
            let edited = match outcome.outcome {
                FieldOutcome::Nothing | FieldOutcome::Settle | FieldOutcome::Send => continue,
                FieldOutcome::Take
                | FieldOutcome::PutBack
                | FieldOutcome::CrmWins
                | FieldOutcome::OutlookWins
                | FieldOutcome::KeepBoth => outcome.outlook.as_ref(),
            };
            let edited = edited.map(contacts::Value::to_json);
            if edited.is_some() {
                let field = Some(outcome.field.as_str());
                entries.push(self.entry(&case.link, HistoryKind::Conflict, field, edited, None));
            }
        }
        entries
    }

    fn history_of(&self, case: &LinkCase, merged: &Merge) -> Vec<HistoryWrite> {
        let mut entries = Vec::new();
        for outcome in &merged.outcomes {
            let (kind, before, after) = match outcome.outcome {
                FieldOutcome::Nothing | FieldOutcome::Settle | FieldOutcome::Send => continue,
                FieldOutcome::Take => (HistoryKind::Edited, &outcome.crm, &outcome.outlook),
                FieldOutcome::PutBack => (HistoryKind::PutBack, &outcome.outlook, &outcome.crm),
                FieldOutcome::CrmWins => (HistoryKind::Conflict, &outcome.outlook, &outcome.crm),
                FieldOutcome::OutlookWins => (HistoryKind::Conflict, &outcome.crm, &outcome.outlook),
                FieldOutcome::KeepBoth if outcome.field.field().owner == Owner::Partner => continue,
                FieldOutcome::KeepBoth => (HistoryKind::Conflict, &outcome.outlook, &outcome.crm),
            };
            if kind == HistoryKind::Conflict && self.has(Bug::LoserForgotten) {
                continue;
            }
            entries.push(self.entry(
                &case.link,
                kind,
                Some(outcome.field.as_str()),
                before.as_ref().map(contacts::Value::to_json),
                after.as_ref().map(contacts::Value::to_json),
            ));
        }
        entries
    }

    /// Makes a history entry caused by the mailbox.
    pub(crate) fn entry(
        &self,
        link: &Link,
        kind: HistoryKind,
        field: Option<&str>,
        before: Option<serde_json::Value>,
        after: Option<serde_json::Value>,
    ) -> HistoryWrite {
        let cause = match kind {
            HistoryKind::Edited | HistoryKind::Conflict | HistoryKind::PutBack | HistoryKind::Revived => {
                Cause::Outlook { mailbox: link.mailbox }
            }
            HistoryKind::Exported | HistoryKind::Linked => Cause::Crm { user: link.asked_by },
            HistoryKind::LinkEnded => ended_by(link),
            HistoryKind::Sent
            | HistoryKind::Created
            | HistoryKind::Deleted
            | HistoryKind::Restored
            | HistoryKind::CopyReleased
            | HistoryKind::Problem => Cause::Crm { user: None },
        };
        HistoryWrite {
            person: link.person,
            mailbox: Some(link.mailbox),
            kind,
            field: field.map(str::to_owned),
            before,
            after,
            cause,
            run: link.run,
        }
    }
}

/// Who ended a link.
fn ended_by(link: &Link) -> Cause {
    match link.state {
        LinkState::Ended { by: Ended::OutlookDelete, .. } => Cause::Outlook { mailbox: link.mailbox },
        LinkState::Ended { user, .. } => Cause::Crm { user },
        LinkState::Leaving { by, .. } => Cause::Crm { user: by },
        LinkState::Adopting { .. } | LinkState::Linked => Cause::Crm { user: None },
    }
}
