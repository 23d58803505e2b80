//! One live link: its person, its contact and what the existence table and the merge say, turned into a change.

use std::collections::{BTreeMap, BTreeSet};

use contacts::compare::unchanged;
use contacts::field::{FIELDS, Owner};
use contacts::{Card, Direction, FieldKey, Patch};
use outlook::{Place, RemoteContact};
use replication::{
    Action, ConflictPolicy, CrmShadow, CrmSide, Ended, FieldOutcome, Leaving, Link, LinkState, Merge,
    Operation, OperationKind, OperationState, OutlookSide, Rules, Sides, decide, merge,
};
use store::{
    Cause, Change, Due, EndState, HistoryKind, HistoryWrite, LinkCase, LinkWrite, NewPhoto, OperationWrite,
    PersonView, PersonWrite, RunItemWrite,
};

use crate::bugs::Bug;
use crate::cycle::Running;
use crate::photo::{PhotoAct, PhotoDecision, PhotoSeen};

/// What was seen of a linked contact.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seen<'a> {
    /// Nothing new: the shadow stands for it.
    Shadow,
    /// The contact, alive.
    Contact(&'a RemoteContact),
    /// It is gone. What is known of its last look: as found in Deleted Items, or as the feed carried it.
    Deleted(Option<&'a RemoteContact>, &'a Patch),
}

/// A look at a linked contact: what was seen, its photo, and Outlook's card as it follows from that.
struct Looked<'a> {
    seen: Seen<'a>,
    photo: &'a PhotoSeen,
    outlook: Card,
}

/// A change, and whether it ends a link (the brake counts those).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) change: Change,
    pub(crate) ending: Ending,
}

/// Whether a change ends a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It does not.
    No,
    /// It does, and the brake counts it.
    Counted,
    /// It does, by a person's decision that said how many: the brake does not count it.
    Exempt,
}

impl Running<'_> {
    /// Decides about a live link.
    pub(crate) fn settle(&self, case: &LinkCase, seen: Seen<'_>, photo: &PhotoSeen) -> Verdict {
        let outlook = self.outlook_card(&case.link, seen);
        let crm_side = crm_side(case);
        let outlook_side = match seen {
            Seen::Deleted(_, _) => OutlookSide::Deleted,
            Seen::Shadow | Seen::Contact(_)
                if self.edited(&case.link, &outlook) || photo_edited(&case.link, photo) =>
            {
                OutlookSide::Edited
            }
            Seen::Shadow | Seen::Contact(_) => OutlookSide::Same,
        };
        let action = self.planted(decide(crm_side, outlook_side));
        if let (Some(by), Seen::Contact(contact)) = (released(&case.link.state), seen)
            && contact.stamp.is_none()
        {
            // Its stamp is off already: it is not ours any more.
            return self.end(case, Change::default(), by);
        }
        let merged = case
            .person
            .as_ref()
            .filter(|person| !person.deleted)
            .map(|person| (person, self.merge_fields(&case.link, person, &outlook, seen)));
        match (action, merged) {
            (Action::Merge, Some((person, merged))) => {
                self.write_merge(case, person, merged, Looked { seen, photo, outlook })
            }
            (Action::MergeThenRemove(_) | Action::Remove(_), Some(_)) if *photo == PhotoSeen::Failed => {
                // Its photo may hold an edit: looked at again before anything goes.
                self.unread(case)
            }
            (Action::MergeThenRemove(by), Some((person, merged))) => {
                let mut taken = self.taken(case, person, &merged);
                let decision = self.decide_photo(&case.link, person, photo);
                let shadow = decision.shadow.clone();
                self.take_last_photo(case, person, decision, &mut taken);
                let mut verdict = self.leave(case, seen, taken, Some(by));
                if let Some(write) = &mut verdict.change.link {
                    write.link.photo = shadow;
                    if person.visible {
                        // Should it be wanted again before it is gone, what was to be put back still is.
                        write.link.crm.fields = merged.crm_fields;
                    }
                }
                verdict
            }
            (Action::End(by), Some((person, merged))) => {
                let takes = matches!(by, Ended::OutlookDelete | Ended::Withdrawn | Ended::DisconnectRemove);
                let taken = if takes { self.taken(case, person, &merged) } else { Change::default() };
                self.end(case, taken, by)
            }
            (Action::End(by), None) => self.end(case, Change::default(), by),
            (Action::MergeThenRemove(_), None) if case.person.is_some() => {
                // Nobody is left to take the edit over to: an edit beats a delete.
                self.leave(case, seen, Change::default(), None)
            }
            (Action::Remove(by) | Action::MergeThenRemove(by), _) => {
                self.leave(case, seen, Change::default(), Some(by))
            }
            (Action::Release(_), _) => self.leave(case, seen, Change::default(), None),
            (Action::Merge, None) => self.leave(case, seen, Change::default(), Some(Ended::Erased)),
        }
    }

    /// Nothing is decided: the contact is read again, whatever becomes of what led to this look. An edit seen here
    /// must not be taken for dealt with should the link be wanted again meanwhile.
    fn unread(&self, case: &LinkCase) -> Verdict {
        let mut change = Change::default();
        if !case.link.change_key.is_empty() {
            let link = Link { change_key: String::new(), ..case.link.clone() };
            change.link = Some(LinkWrite { link: Box::new(link), due: Due::Again });
        }
        Verdict { change, ending: Ending::No }
    }

    fn planted(&self, action: Action) -> Action {
        match action {
            Action::MergeThenRemove(by) if self.has(Bug::WithdrawWithoutTaking) => Action::Remove(by),
            Action::Release(Ended::ReleasedEdited) if self.has(Bug::DeleteBeatsEdit) => {
                Action::Remove(Ended::PersonDeleted)
            }
            Action::Merge
            | Action::Remove(_)
            | Action::MergeThenRemove(_)
            | Action::Release(_)
            | Action::End(_) => action,
        }
    }

    fn outlook_card(&self, link: &Link, seen: Seen<'_>) -> Card {
        match seen {
            Seen::Shadow => link.outlook.clone(),
            Seen::Contact(contact) | Seen::Deleted(Some(contact), _) => contact.card.clone(),
            Seen::Deleted(None, carried) => {
                let mut card = link.outlook.clone();
                card.apply(carried);
                card
            }
        }
    }

    /// Tells whether Outlook's card differs from its shadow in a field that is on.
    fn edited(&self, link: &Link, outlook: &Card) -> bool {
        FIELDS.iter().any(|field| {
            self.rules.field(field.key).direction != Direction::Off
                && !unchanged(link.outlook.get(field.key), outlook.get(field.key))
        })
    }

    pub(crate) fn merge_fields(
        &self,
        link: &Link,
        person: &PersonView,
        outlook: &Card,
        seen: Seen<'_>,
    ) -> Merge {
        let modified = match seen {
            Seen::Contact(contact) | Seen::Deleted(Some(contact), _) => contact.modified,
            Seen::Shadow | Seen::Deleted(None, _) => 0,
        };
        let no_shadow = CrmShadow::default();
        let (crm_shadow, outlook_shadow) =
            if self.has(Bug::NoShadow) { (&no_shadow, outlook) } else { (&link.crm, &link.outlook) };
        let rules = self.rules_for(person);
        let older_in_crm = older_in_crm(person, modified, &rules);
        let sides =
            Sides { crm: &person.card, crm_shadow, outlook, outlook_shadow, older_in_crm: &older_in_crm };
        merge(&sides, &rules)
    }

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

    fn write_merge(
        &self,
        case: &LinkCase,
        person: &PersonView,
        mut merged: Merge,
        looked: Looked<'_>,
    ) -> Verdict {
        let Looked { seen, photo, outlook } = looked;
        if self.has(Bug::CategoriesReplaced) && merged.outlook_patch.get(FieldKey::Categories).is_some() {
            let ours = person.card.get(FieldKey::Categories).cloned();
            merged.outlook_patch.set(FieldKey::Categories, ours);
        }
        let mut change = self.taken(case, person, &merged);
        let mut link = case.link.clone();
        if let Seen::Contact(contact) = seen {
            note_contact(&mut link, contact);
        }
        let before = merged.outlook_patch.iter().map(|(key, _)| (key, outlook.get(key).cloned()));
        let before = before.fold(Patch::new(), |mut patch, (key, value)| {
            patch.set(key, value);
            patch
        });
        link.outlook = outlook;
        let version = person.version + i64::from(change.person.is_some());
        link.crm = CrmShadow { version, fields: merged.crm_fields };
        let looked = self.photo_part(case, person, &mut link, photo, &mut change);
        let pending = case.operations.iter().find(|o| !matches!(o.kind, OperationKind::Photo { .. }));
        if !merged.outlook_patch.is_empty() {
            let kind = OperationKind::Update {
                remote_id: link.remote_id.clone().unwrap_or_default(),
                change_key: link.change_key.clone(),
                patch: merged.outlook_patch,
                before,
                card: merged.outlook_target,
                stamp: None,
            };
            change.operations.push(self.put(&link, kind, version, merged.agreed));
        } else {
            change.operations.extend(pending.map(|operation| OperationWrite::Remove(operation.id)));
            link.in_step = self.now();
            link.problem = None;
            // A photo on its way ends the item with what becomes of it.
            if (looked || *photo == PhotoSeen::Failed) && !writes_photo(&change) {
                change.run_items.extend(run_item(&mut link, EndState::Unchanged, None));
            }
        }
        if !looked {
            link.change_key = String::new();
        }
        let due = if looked { Due::Done } else { Due::Again };
        change.link = Some(LinkWrite { link: Box::new(link), due });
        Verdict { change, ending: Ending::No }
    }

    /// Decides about the photo; tells whether enough was seen of it to do so.
    fn photo_part(
        &self,
        case: &LinkCase,
        person: &PersonView,
        link: &mut Link,
        seen: &PhotoSeen,
        change: &mut Change,
    ) -> bool {
        let version = link.crm.version;
        let decision = self.decide_photo(link, person, seen);
        link.photo = decision.shadow.clone();
        let write = match &decision.act {
            PhotoAct::Send(digest) | PhotoAct::SendKeeping(digest, _) => Some(Some(digest.clone())),
            PhotoAct::Remove => Some(None),
            PhotoAct::Nothing | PhotoAct::Look | PhotoAct::Take(_) => None,
        };
        let looked = *seen != PhotoSeen::Failed && decision.act != PhotoAct::Look;
        match write {
            Some(digest) => {
                let operation = self.photo_operation(case, link, version, digest);
                change.operations.extend(operation.map(|o| OperationWrite::Put(Box::new(o))));
            }
            None if looked => {
                let pending = case.operations.iter().filter(|operation| {
                    operation.state == OperationState::Pending
                        && matches!(operation.kind, OperationKind::Photo { .. })
                });
                change.operations.extend(pending.map(|operation| OperationWrite::Remove(operation.id)));
            }
            None => {}
        }
        if let PhotoAct::Take(_) = decision.act {
            link.crm.version = person.version + 1;
        }
        self.take_photo(case, person, decision, change);
        looked
    }

    /// Takes over what a contact that leaves shows last: as the person's photo, or, where it lost a conflict or the
    /// owner may not write the person, for the history.
    fn take_last_photo(
        &self,
        case: &LinkCase,
        person: &PersonView,
        decision: PhotoDecision,
        change: &mut Change,
    ) {
        match &decision.act {
            PhotoAct::Take(_) | PhotoAct::SendKeeping(_, _) if person.visible => {
                self.take_photo(case, person, decision, change);
            }
            PhotoAct::Take(_) | PhotoAct::SendKeeping(_, _) => {
                self.keep_photo(case, decision.act.outlooks(), change);
            }
            PhotoAct::Nothing | PhotoAct::Look | PhotoAct::Send(_) | PhotoAct::Remove => {}
        }
    }

    /// Keeps a picture from Outlook in the history that is not taken over.
    fn keep_photo(&self, case: &LinkCase, picture: Option<NewPhoto>, change: &mut Change) {
        let Some(picture) = picture else { return };
        let before = Some(picture.digest.clone().into());
        change.history.push(self.entry(&case.link, HistoryKind::Conflict, Some("photo"), before, None));
        change.kept_photos.push((case.link.person, picture));
    }

    /// Notes what a decision about a photo says, takes over the picture that is to be taken, and keeps the one that
    /// lost.
    fn take_photo(&self, case: &LinkCase, person: &PersonView, decision: PhotoDecision, change: &mut Change) {
        if let Some((kind, before, after)) = decision.history {
            let text = |digest: Option<String>| digest.map(serde_json::Value::from);
            change.history.push(self.entry(&case.link, kind, Some("photo"), text(before), text(after)));
        }
        if let PhotoAct::SendKeeping(_, lost) = decision.act {
            change.kept_photos.push((person.id, lost));
        } else if let PhotoAct::Take(photo) = decision.act {
            let write = change.person.get_or_insert_with(|| PersonWrite {
                id: person.id,
                version: person.version,
                patch: Patch::new(),
                photo: None,
            });
            write.photo = Some(photo);
        }
    }

    pub(crate) fn put(
        &self,
        link: &Link,
        kind: OperationKind,
        person_version: i64,
        agreed: BTreeMap<FieldKey, String>,
    ) -> OperationWrite {
        OperationWrite::Put(Box::new(Operation {
            id: self.new_operation(),
            mailbox: link.mailbox,
            person: link.person,
            link: Some(link.id),
            kind,
            person_version,
            agreed,
            state: OperationState::Pending,
            attempts: 0,
            not_before: 0,
            run: link.run,
        }))
    }

    /// Makes the contact leave: to Deleted Items, or, without an end by removal, unstamped where it is.
    fn leave(&self, case: &LinkCase, seen: Seen<'_>, mut change: Change, removed: Option<Ended>) -> Verdict {
        let mut link = case.link.clone();
        let mut change_key = link.change_key.clone();
        if let Seen::Contact(contact) = seen {
            change_key = contact.change_key.0.clone();
            // An edit that beats a delete goes on doing so until the contact is released: its shadow stays. So does
            // one of a person that its owner may not see: it was not taken over, and may be when the right returns.
            let seen_by_owner = case.person.as_ref().is_some_and(|person| person.visible);
            if removed.is_some() && seen_by_owner {
                note_contact(&mut link, contact);
                link.outlook = contact.card.clone();
            } else if removed.is_some() {
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
            link.state = LinkState::Adopting { chosen: None };
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
            Ended::NeverCreated => {
                (EndState::Failed, Some("it was taken back before the contact was created"))
            }
        };
        change.run_items.extend(run_item(&mut link, state, reason.map(str::to_owned)));
        change.link = Some(LinkWrite { link: Box::new(link), due: Due::Done });
        let ending = match by {
            Ended::Erased | Ended::DisconnectLeave | Ended::DisconnectRemove | Ended::NeverCreated => {
                Ending::Exempt
            }
            Ended::OutlookDelete
            | Ended::Withdrawn
            | Ended::PersonDeleted
            | Ended::ReleasedEdited
            | Ended::RightLost => Ending::Counted,
        };
        Verdict { change, ending }
    }
}

/// Returns the fields under the policy *newest* that were changed in the CRM before Outlook's contact was.
fn older_in_crm(person: &PersonView, modified: i64, rules: &Rules) -> BTreeSet<FieldKey> {
    let fields = FIELDS.iter().map(|field| field.key);
    let newest = fields.filter(|key| rules.conflict(*key) == ConflictPolicy::Newest);
    newest.filter(|key| person.edited.get(key).copied().unwrap_or(person.created) < modified).collect()
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

/// What the CRM wants of a link's contact.
fn crm_side(case: &LinkCase) -> CrmSide {
    match (&case.link.state, &case.person) {
        (_, None) => CrmSide::Leaving(Leaving::Erased),
        (LinkState::Leaving { cause, .. }, Some(_)) => CrmSide::Leaving(*cause),
        (_, Some(person)) if person.deleted => CrmSide::Leaving(Leaving::PersonDeleted),
        (_, Some(person)) if !person.visible => CrmSide::Leaving(Leaving::RightLost),
        (LinkState::Adopting { .. } | LinkState::Linked | LinkState::Ended { .. }, Some(_)) => {
            CrmSide::Present
        }
    }
}

fn leaving_cause(case: &LinkCase, removed: Option<Ended>) -> (Leaving, Ending) {
    let cause = match crm_side(case) {
        CrmSide::Leaving(cause) => cause,
        CrmSide::Present => Leaving::Withdrawn,
    };
    let ending = match (cause, removed) {
        (_, None) | (Leaving::Erased | Leaving::DisconnectLeave | Leaving::DisconnectRemove, Some(_)) => {
            Ending::Exempt
        }
        (Leaving::Withdrawn | Leaving::PersonDeleted | Leaving::RightLost, Some(_)) => Ending::Counted,
    };
    (cause, ending)
}

/// Notes which version of the contact was dealt with, and where it lies.
pub(crate) fn note_contact(link: &mut Link, contact: &RemoteContact) {
    link.remote_id = Some(contact.id.0.clone());
    link.change_key = contact.change_key.0.clone();
    link.elsewhere = match &contact.place {
        Place::Followed | Place::Deleted => None,
        Place::Elsewhere(folder) => Some(folder.clone()),
    };
}

/// Tells a run how its item ended, once.
pub(crate) fn run_item(link: &mut Link, end: EndState, reason: Option<String>) -> Option<RunItemWrite> {
    link.run.take().map(|run| RunItemWrite { run, person: link.person, end, reason })
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
    })
}

/// Tells whether a change has a photo written to Outlook or removed there.
fn writes_photo(change: &Change) -> bool {
    change.operations.iter().any(|write| match write {
        OperationWrite::Put(operation) => matches!(operation.kind, OperationKind::Photo { .. }),
        OperationWrite::Remove(_) | OperationWrite::Wait { .. } => false,
    })
}

/// Tells whether the photo seen is not the one that both sides agreed on.
fn photo_edited(link: &Link, seen: &PhotoSeen) -> bool {
    match seen {
        PhotoSeen::Picture { digest, alike, .. } => !alike && link.photo.outlook.as_deref() != Some(digest),
        PhotoSeen::NotLooked | PhotoSeen::Failed | PhotoSeen::None => false,
    }
}
