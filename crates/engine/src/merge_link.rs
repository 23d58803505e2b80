//! One live link: its person, its contact and what the existence table and the merge say, turned into a change.

use std::collections::{BTreeMap, BTreeSet};

use contacts::compare::unchanged;
use contacts::field::FIELDS;
use contacts::{Card, Direction, FieldKey, Patch};
use outlook::{Place, RemoteContact};
use replication::{
    Action, ConflictPolicy, CrmShadow, CrmSide, Ended, Leaving, Link, LinkState, Merge, Operation,
    OperationKind, OperationState, OutlookSide, Rules, Sides, decide, merge,
};
use store::{Change, Due, EndState, LinkCase, LinkWrite, OperationWrite, PersonView, RunItemWrite};

use crate::bugs::Bug;
use crate::cycle::Running;
use crate::photo::PhotoSeen;

mod leaving;
mod pictures;
mod taken;

pub(crate) use leaving::released;
use pictures::{photo_edited, writes_photo};

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
}

/// Returns the fields under the policy *newest* that were changed in the CRM before Outlook's contact was.
fn older_in_crm(person: &PersonView, modified: i64, rules: &Rules) -> BTreeSet<FieldKey> {
    let fields = FIELDS.iter().map(|field| field.key);
    let newest = fields.filter(|key| rules.conflict(*key) == ConflictPolicy::Newest);
    newest.filter(|key| person.edited.get(key).copied().unwrap_or(person.created) < modified).collect()
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
