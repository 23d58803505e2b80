//! What a write's effect means for its link: the shadows, the history, the run, in one change.

use contacts::field::Owner;
use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, FieldKey, Patch};
use outlook::{RemoteContact, Written};
use replication::{CrmShadow, Ended, Link, LinkState, Operation, OperationKind, PhotoShadow};
use store::{
    CandidateWrite, Change, Due, EndState, HistoryKind, HistoryWrite, LinkCase, LinkWrite, OperationWrite,
};

use crate::cycle::Running;
use crate::merge_link::run_item;
use crate::photo::{PhotoAct, PhotoSeen};

impl Running<'_> {
    /// The contact of a create with a lost answer was found: the shadow is what Outlook makes of what was sent,
    /// and what it looks like now goes through the merge.
    pub(crate) fn created(&self, case: &LinkCase, create: &Operation, contact: &RemoteContact) -> Change {
        let OperationKind::Create { card, .. } = &create.kind else { return Change::default() };
        let written =
            Written { id: contact.id.clone(), change_key: contact.change_key.clone(), echoed: Patch::new() };
        let mut change = self.create_done(case, create, card, &written);
        if let Some(write) = &mut change.link {
            write.link.change_key = String::new();
            if self.has(crate::Bug::ShadowIsWhatIsRead) {
                write.link.change_key = contact.change_key.0.clone();
                write.link.outlook = contact.card.clone();
            }
            write.due = Due::Again;
        }
        change
    }

    /// A create was answered.
    pub(crate) fn create_done(
        &self,
        case: &LinkCase,
        create: &Operation,
        sent: &Card,
        written: &Written,
    ) -> Change {
        let mut link = case.link.clone();
        link.remote_id = Some(written.id.0.clone());
        link.former = None;
        link.change_key = written.change_key.0.clone();
        link.stamp = Some(create.id);
        link.outlook = as_outlook_stores(sent);
        link.outlook.apply(&written.echoed);
        link.crm = CrmShadow { version: create.person_version, fields: create.agreed.clone() };
        link.in_step = self.now();
        link.problem = None;
        let mut due = Due::Done;
        match link.state {
            LinkState::Adopting { .. } => link.state = LinkState::Linked,
            // Taken back while it was on its way: it leaves again.
            LinkState::Leaving { .. } => due = Due::Again,
            LinkState::Linked | LinkState::Ended { .. } => {}
        }
        let mut change = Change {
            operations: vec![OperationWrite::Remove(create.id)],
            history: vec![self.entry(&link, HistoryKind::Exported, None, None, None)],
            candidates: vec![CandidateWrite::Remove { remote_id: written.id.0.clone() }],
            ..Change::default()
        };
        let run = link.run;
        change.run_items.extend(run_item(&mut link, EndState::Created, None));
        if self.has(crate::Bug::ItemEndsTwice) {
            link.run = run;
        }
        if let Some(person) = case.person.as_ref().filter(|person| !person.deleted && person.visible) {
            let decision = self.decide_photo(&link, person, &PhotoSeen::NotLooked);
            link.photo = decision.shadow;
            let send = match decision.act {
                PhotoAct::Send(digest) => self.photo_operation(case, &link, person.version, Some(digest)),
                PhotoAct::Nothing
                | PhotoAct::Look
                | PhotoAct::Take(_)
                | PhotoAct::SendKeeping(_, _)
                | PhotoAct::Remove => None,
            };
            change.operations.extend(send.map(|operation| OperationWrite::Put(Box::new(operation))));
        }
        change.link =
            Some(LinkWrite { link: Box::new(link), due: if case.link.due > 0 { Due::Keep } else { due } });
        change
    }

    /// An update had its effect; without an answer, the shadow is what Outlook makes of what was sent.
    pub(crate) fn update_done(
        &self,
        case: &LinkCase,
        update: &Operation,
        written: Option<&Written>,
    ) -> Change {
        let OperationKind::Update { remote_id, patch, before, stamp, .. } = &update.kind else {
            return Change::default();
        };
        let mut link = case.link.clone();
        link.outlook.apply(patch);
        let mut due = if case.link.due > 0 { Due::Keep } else { Due::Done };
        match written {
            Some(written) => {
                link.outlook.apply(&written.echoed);
                // Still to be looked at (its photo failed, say): the write does not change that.
                if link.change_key.is_empty() {
                    due = Due::Again;
                } else {
                    link.change_key = written.change_key.0.clone();
                }
            }
            None => {
                link.change_key = String::new();
                due = Due::Again;
            }
        }
        link.crm.version = update.person_version;
        link.crm.fields.extend(update.agreed.clone());
        link.in_step = self.now();
        link.problem = None;
        let mut change = Change { operations: vec![OperationWrite::Remove(update.id)], ..Change::default() };
        for (key, after) in patch.iter() {
            let before = before.get(key).flatten().map(contacts::Value::to_json);
            let after = after.map(contacts::Value::to_json);
            change.history.push(self.entry(&link, HistoryKind::Sent, Some(key.as_str()), before, after));
        }
        let mut end = EndState::Updated;
        if stamp.is_some() {
            let created = self.has(crate::Bug::LinkedCountsAsCreated);
            end = if created { EndState::Created } else { EndState::Linked };
            change.history.push(self.entry(&link, HistoryKind::Linked, None, None, None));
            change.candidates.push(CandidateWrite::Remove { remote_id: remote_id.clone() });
            if let LinkState::Adopting { .. } = link.state {
                link.state = LinkState::Linked;
            }
            // The photo is compared at the next look.
            link.remote_id = Some(remote_id.clone());
            link.former = None;
            link.change_key = String::new();
            due = Due::Again;
        }
        change.run_items.extend(run_item(&mut link, end, None));
        change.link = Some(LinkWrite { link: Box::new(link), due });
        change
    }

    /// A contact was removed, or lost its stamp: its link ends.
    pub(crate) fn gone(&self, case: &LinkCase, operation: &Operation, released: bool) -> Change {
        if let (LinkState::Linked | LinkState::Leaving { .. }, Some(now)) =
            (&case.link.state, case.link.remote_id.as_deref())
            && operation.kind.remote_id() != Some(now)
        {
            // A copy took the link over meanwhile: what becomes of it is decided anew.
            let link = Some(LinkWrite { link: Box::new(case.link.clone()), due: Due::Again });
            return Change {
                operations: vec![OperationWrite::Remove(operation.id)],
                link,
                ..Change::default()
            };
        }
        // What lost its stamp is still there.
        let history = if released { Vec::new() } else { self.went_with_it(case) };
        let by = match (&case.link.state, crate::merge_link::released(&case.link.state)) {
            (_, Some(Ended::ReleasedEdited)) if !released => Ended::PersonDeleted,
            (_, Some(by)) => by,
            // Wanted again while the removal was on its way.
            (LinkState::Linked | LinkState::Adopting { .. }, None) => {
                return self.wanted_again(case, operation, history);
            }
            (LinkState::Ended { by, .. }, None) => *by,
            (LinkState::Leaving { .. }, None) => Ended::Withdrawn,
        };
        let mut change = self.end(case, Change { history, ..Change::default() }, by).change;
        change.operations.push(OperationWrite::Remove(operation.id));
        change
    }

    /// Keeps for the inbox what only the contact had, since it was left apart, and what is removed with it.
    fn went_with_it(&self, case: &LinkCase) -> Vec<HistoryWrite> {
        if case.person.is_none() {
            // Erased: nothing of it is kept.
            return Vec::new();
        }
        let link = &case.link;
        let apart = |key: FieldKey| key.field().owner == Owner::Person && link.crm.left_apart(key);
        let only_there = link.outlook.iter().filter(|(key, _)| apart(*key));
        only_there
            .map(|(key, value)| {
                let before = Some(value.to_json());
                self.entry(link, HistoryKind::Conflict, Some(key.as_str()), before, None)
            })
            .collect()
    }

    /// Wanted again while the contact was on its way out: another one is made, without what only that one had.
    fn wanted_again(&self, case: &LinkCase, operation: &Operation, history: Vec<HistoryWrite>) -> Change {
        let mut link = case.link.clone();
        link.state = LinkState::adopting(None);
        link.let_go();
        Change {
            operations: vec![OperationWrite::Remove(operation.id)],
            history,
            link: Some(LinkWrite { link: Box::new(link), due: Due::Again }),
            ..Change::default()
        }
    }

    /// A copy lost its stamp.
    pub(crate) fn copy_released(&self, operation: &Operation) -> Change {
        Change {
            operations: vec![OperationWrite::Remove(operation.id)],
            history: vec![HistoryWrite {
                person: operation.person,
                mailbox: Some(operation.mailbox),
                kind: HistoryKind::CopyReleased,
                field: None,
                before: None,
                after: None,
                cause: store::Cause::Outlook { mailbox: operation.mailbox },
                run: None,
            }],
            ..Change::default()
        }
    }

    /// A photo was written; `stored` is its digest as the server stored it, none when it was removed. The contact's new version is noted if
    /// nothing else changed in it meanwhile.
    pub(crate) fn photo_done(
        &self,
        case: &LinkCase,
        operation: &Operation,
        stored: Option<&str>,
        contact: Option<&RemoteContact>,
    ) -> Change {
        let OperationKind::Photo { digest, .. } = &operation.kind else { return Change::default() };
        let mut link = case.link.clone();
        let before = link.photo.crm.clone().filter(|before| Some(before) != digest.as_ref());
        let outlook = stored.map(str::to_owned);
        link.photo = PhotoShadow { crm: digest.clone(), outlook, agreed: true, ..PhotoShadow::default() };
        let looked = !link.change_key.is_empty();
        if let Some(contact) = contact.filter(|contact| looked && contact.card == link.outlook) {
            link.change_key = contact.change_key.0.clone();
        }
        let (before, after) = (before.map(Into::into), digest.clone().map(Into::into));
        let history = vec![self.entry(&link, HistoryKind::Sent, Some("photo"), before, after)];
        Change {
            operations: vec![OperationWrite::Remove(operation.id)],
            history,
            run_items: photo_item(case, &mut link, EndState::Updated, None),
            link: Some(LinkWrite { link: Box::new(link), due: if looked { Due::Keep } else { Due::Again } }),
            ..Change::default()
        }
    }

    /// A photo is not needed any more, since nobody keeps it: an item that waited for it has ended, unless its link is
    /// decided about anew.
    pub(crate) fn photo_not_needed(&self, case: &LinkCase, operation: &Operation) -> Change {
        let mut change =
            Change { operations: vec![OperationWrite::Remove(operation.id)], ..Change::default() };
        if case.link.due == 0 && case.link.run.is_some() {
            let mut link = case.link.clone();
            change.run_items = photo_item(case, &mut link, EndState::Unchanged, None);
            change.link = Some(LinkWrite { link: Box::new(link), due: Due::Keep });
        }
        change
    }

    /// A photo could not be written: the text fields are not touched by that.
    pub(crate) fn photo_refused(&self, case: &LinkCase, operation: &Operation, reason: &str) -> Change {
        let OperationKind::Photo { digest, .. } = &operation.kind else { return Change::default() };
        let mut link: Link = case.link.clone();
        let apart = link.photo.outlook.is_some();
        link.photo = PhotoShadow { crm: digest.clone(), agreed: true, apart, ..link.photo };
        let told = Some(reason.into());
        let history = vec![self.entry(&link, HistoryKind::Problem, Some("photo"), None, told)];
        // Nothing but the photo was to be written: what else was has ended the item before.
        let reason =
            Some(format!("the photo could not be written, the text fields are as they were: {reason}"));
        Change {
            operations: vec![OperationWrite::Remove(operation.id)],
            history,
            run_items: photo_item(case, &mut link, EndState::Failed, reason),
            link: Some(LinkWrite { link: Box::new(link), due: Due::Keep }),
            ..Change::default()
        }
    }
}

/// Ends the item of a run that waits for a photo and nothing else: a write of the text fields that is still to go ends it
/// itself.
fn photo_item(
    case: &LinkCase,
    link: &mut Link,
    end: EndState,
    reason: Option<String>,
) -> Vec<store::RunItemWrite> {
    let text_waits = case.operations.iter().any(|other| !matches!(other.kind, OperationKind::Photo { .. }));
    if text_waits { Vec::new() } else { run_item(link, end, reason).into_iter().collect() }
}
