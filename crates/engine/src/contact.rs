//! One Outlook contact that no live link names: a candidate, a copy, our own create, or an old acquaintance.

use contacts::PersonId;
use outlook::{Place, RemoteContact};
use replication::decide::{Return, returned};
use replication::{LinkState, Operation, OperationKind, OperationState, Stamp};
use store::{
    Candidate, CandidateKind, CandidateWrite, Change, Due, HistoryKind, LinkCase, LinkWrite, MailboxState,
    OperationWrite,
};

use crate::bugs::Bug;
use crate::cycle::Running;
use crate::merge_link::{Ending, Verdict, note_contact};

/// What a contact without a live link is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Unlinked<'a> {
    /// It lies where nothing is imported from, or is gone: no candidate (any more).
    OutOfSight,
    /// Born in Outlook.
    Unstamped,
    /// Another installation's.
    Foreign,
    /// Ours, but nothing says that it should be linked now.
    Stray(PersonId),
    /// The contact of a create whose answer was lost.
    OwnCreate(&'a LinkCase, &'a Operation),
    /// The contact of a linking whose answer was lost: recovery sees to it.
    UnderWay,
    /// A copy of a contact that is linked and alive.
    Copy(&'a LinkCase),
    /// The linked contact under a new id.
    Renamed(&'a LinkCase),
    /// The contact of a link that its owner's delete had ended, taken out of Deleted Items.
    Returned(&'a LinkCase),
}

impl Running<'_> {
    /// Tells what a contact without a live link is. `of_person` is the link of the person that its stamp names;
    /// `original_lives` says whether that link's own contact was found alive, where it has another one.
    pub(crate) fn recognise<'a>(
        &self,
        contact: &RemoteContact,
        of_person: Option<&'a LinkCase>,
        original_lives: bool,
    ) -> Unlinked<'a> {
        let alive = self.counts_as_alive(&contact.place);
        let stamp = match (&contact.stamp, alive) {
            (_, false) => return Unlinked::OutOfSight,
            (None, true) => None,
            (Some(text), true) => match Stamp::parse(text) {
                Some(stamp) if stamp.installation == self.installation => Some(stamp),
                Some(_) | None => return Unlinked::Foreign,
            },
        };
        match (stamp, &contact.place, of_person) {
            (None, Place::Followed, _) => Unlinked::Unstamped,
            (None, Place::Elsewhere(_) | Place::Deleted, _) => Unlinked::OutOfSight,
            (Some(stamp), _, None) => Unlinked::Stray(stamp.person),
            (Some(stamp), _, Some(case)) => self.recognise_stamped(stamp, contact, case, original_lives),
        }
    }

    fn recognise_stamped<'a>(
        &self,
        stamp: Stamp,
        contact: &RemoteContact,
        case: &'a LinkCase,
        original_lives: bool,
    ) -> Unlinked<'a> {
        let create = case.operations.iter().find(|operation| {
            operation.id == stamp.operation && matches!(operation.kind, OperationKind::Create { .. })
        });
        match (&case.link.state, create, &case.link.remote_id) {
            (LinkState::Ended { by, .. }, _, _) => {
                // Nothing comes back to life in a mailbox that is on its way out.
                let gone = self.record.state == MailboxState::Disconnecting
                    || case.person.as_ref().is_none_or(|person| person.deleted || !person.visible);
                match returned(*by) {
                    Return::Revive if !gone => Unlinked::Returned(case),
                    Return::Revive | Return::OfferRelink => Unlinked::Stray(stamp.person),
                }
            }
            (_, Some(create), None) => Unlinked::OwnCreate(case, create),
            (_, None, None) if links(case, &contact.id.0) => Unlinked::UnderWay,
            (_, _, Some(remote_id)) if *remote_id == contact.id.0 => Unlinked::Renamed(case),
            (_, _, Some(_)) if original_lives && !self.has(Bug::CopyTakesLink) => Unlinked::Copy(case),
            (_, _, Some(_)) => Unlinked::Renamed(case),
            // A create is on its way; this one was left over by an earlier life of the link.
            (_, _, None) => Unlinked::Copy(case),
        }
    }

    pub(crate) fn counts_as_alive(&self, place: &Place) -> bool {
        match place {
            Place::Followed | Place::Elsewhere(_) => true,
            Place::Deleted => self.has(Bug::DeletedItemsIgnored),
        }
    }

    /// Turns what a contact is into a change.
    pub(crate) fn settle_unlinked(&self, contact: &RemoteContact, what: &Unlinked<'_>) -> Verdict {
        let mut change = Change::default();
        let mut ending = Ending::No;
        match what {
            Unlinked::UnderWay => {}
            Unlinked::OutOfSight => {
                change.candidates.push(CandidateWrite::Remove { remote_id: contact.id.0.clone() })
            }
            Unlinked::Unstamped => {
                let keys = matching::duplicate::certain_keys(&contact.card, self.rules.country);
                let candidate = self.candidate(contact, CandidateKind::Unstamped);
                let keys = keys.into_iter().chain(matching::duplicate::name_key(&contact.card)).collect();
                change.candidates.push(CandidateWrite::Put { candidate, keys, person: None });
            }
            Unlinked::Foreign => {
                let candidate = self.candidate(contact, CandidateKind::Foreign);
                change.candidates.push(CandidateWrite::Put { candidate, keys: Vec::new(), person: None });
            }
            Unlinked::Stray(person) => {
                let candidate = self.candidate(contact, CandidateKind::Relink);
                change.candidates.push(CandidateWrite::Put {
                    candidate,
                    keys: vec![crate::adopt::relink_key(*person)],
                    person: Some(*person),
                });
            }
            Unlinked::OwnCreate(case, create) => change = self.created(case, create, contact),
            Unlinked::Copy(case) => change = self.release_copy(case, contact),
            Unlinked::Renamed(case) => change = self.follow(case, contact, false),
            Unlinked::Returned(case) => {
                change = self.follow(case, contact, true);
                ending = Ending::No;
            }
        }
        Verdict { change, ending }
    }

    fn candidate(&self, contact: &RemoteContact, kind: CandidateKind) -> Candidate {
        Candidate {
            remote_id: contact.id.0.clone(),
            change_key: contact.change_key.0.clone(),
            kind,
            private: contact.card.get(contacts::FieldKey::Private).is_some(),
        }
    }

    /// A copy loses its stamp and nothing else.
    fn release_copy(&self, case: &LinkCase, contact: &RemoteContact) -> Change {
        let operation = Operation {
            id: self.new_operation(),
            mailbox: case.link.mailbox,
            person: case.link.person,
            link: None,
            kind: OperationKind::Release {
                remote_id: contact.id.0.clone(),
                change_key: contact.change_key.0.clone(),
            },
            person_version: 0,
            agreed: std::collections::BTreeMap::new(),
            state: OperationState::Pending,
            attempts: 0,
            not_before: 0,
            run: None,
        };
        Change {
            operations: vec![OperationWrite::Put(Box::new(operation))],
            candidates: vec![CandidateWrite::Remove { remote_id: contact.id.0.clone() }],
            ..Change::default()
        }
    }

    /// The link follows its contact: to a new id, or back to life. The contact is merged at the next look,
    /// against the shadow that was kept.
    fn follow(&self, case: &LinkCase, contact: &RemoteContact, revived: bool) -> Change {
        let mut link = case.link.clone();
        let mut change = Change::default();
        note_contact(&mut link, contact);
        link.change_key = String::new();
        if revived {
            link.state = LinkState::Linked;
            change.history.push(self.entry(&link, HistoryKind::Revived, None, None, None));
        }
        change.operations.extend(
            case.operations
                .iter()
                .filter(|o| o.state == OperationState::Pending)
                .map(|o| OperationWrite::Remove(o.id)),
        );
        change.candidates.push(CandidateWrite::Remove { remote_id: contact.id.0.clone() });
        change.link = Some(LinkWrite { link: Box::new(link), due: Due::Again });
        change
    }
}

/// Tells whether an operation is under way that links the contact.
fn links(case: &LinkCase, remote_id: &str) -> bool {
    case.operations.iter().any(|operation| match &operation.kind {
        OperationKind::Update { remote_id: id, stamp: Some(_), .. } => id == remote_id,
        OperationKind::Update { stamp: None, .. }
        | OperationKind::Create { .. }
        | OperationKind::Delete { .. }
        | OperationKind::Release { .. }
        | OperationKind::Photo { .. } => false,
    })
}
