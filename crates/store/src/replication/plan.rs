//! What a commit writes: judged against the rows it found, and gathered so that many changes are few statements.
//! Pure.

use std::collections::{BTreeMap, BTreeSet};

use ::replication::{Link, LinkState, Operation, OperationKind};
use contacts::field::Owner;
use contacts::{Card, FieldKey, LinkId, MailboxId, OperationId, PersonId, PhotoId, UserId};

use crate::derived::PersonUpdate;
use crate::replication::candidates::Wanted;
use crate::replication_store::{
    Applied, CandidateWrite, Change, Due, HistoryWrite, LinkWrite, NewPhoto, OperationWrite, PersonWrite,
    RunItemWrite,
};

/// A link as the commit found it, and as the changes so far have left it.
#[derive(Debug, Clone)]
pub(super) struct LinkGround {
    pub(super) mailbox: MailboxId,
    pub(super) person: PersonId,
    pub(super) row: i64,
    pub(super) due: i64,
    pub(super) live: bool,
}

/// A person as the commit found it, and as the changes so far have left it.
#[derive(Debug, Clone)]
pub(super) struct PersonGround {
    pub(super) version: i64,
    pub(super) card: Card,
    pub(super) photo: Option<PhotoId>,
}

/// What the commit found.
#[derive(Debug, Default)]
pub(super) struct Ground {
    pub(super) links: BTreeMap<LinkId, LinkGround>,
    pub(super) persons: BTreeMap<PersonId, PersonGround>,
    /// Which live link a contact belongs to.
    pub(super) contacts: BTreeMap<String, LinkId>,
}

/// What the commit writes.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) applied: Vec<Applied>,
    /// Links as they are to stand, in the order of the changes.
    pub(super) links: Vec<Link>,
    /// Links that became due by a person's change.
    pub(super) marked: BTreeSet<LinkId>,
    pub(super) persons: BTreeMap<PersonId, PersonUpdate>,
    pub(super) photos: Vec<(PersonId, &'a NewPhoto)>,
    /// Pictures for the history only.
    pub(super) kept_photos: Vec<(PersonId, &'a NewPhoto)>,
    pub(super) operations: OperationPlan,
    pub(super) history: Vec<HistoryWrite>,
    pub(super) candidates: BTreeMap<&'a str, Wanted<'a>>,
    pub(super) staged: Vec<i64>,
    pub(super) run_items: Vec<RunItemWrite>,
}

/// What becomes of operations.
#[derive(Debug, Default)]
pub(super) struct OperationPlan {
    pub(super) removed: BTreeSet<OperationId>,
    /// Links whose pending operations are replaced: all but a photo's.
    pub(super) replaced: BTreeSet<LinkId>,
    /// Links whose pending photo is replaced.
    pub(super) replaced_photo: BTreeSet<LinkId>,
    /// Contacts whose pending operation without a link is replaced.
    pub(super) replaced_of_contact: BTreeSet<String>,
    pub(super) put: Vec<Operation>,
    /// Those that are pending again, and until when they wait.
    pub(super) waits: BTreeMap<OperationId, i64>,
}

/// Who writes, and when.
#[derive(Debug, Clone)]
pub(super) struct Occasion {
    pub(super) mailbox: MailboxId,
    /// The mailbox's owner, for whom the engine writes.
    pub(super) owner: Option<UserId>,
    /// The fields that the owner does not see, and so never writes: to it they look empty.
    pub(super) hidden: BTreeSet<FieldKey>,
    pub(super) now: i64,
}

/// Judges the changes in order and gathers what those that apply write.
pub(super) fn plan<'a>(mut ground: Ground, changes: &'a [Change], occasion: &Occasion) -> Plan<'a> {
    let mut plan = Plan::default();
    for change in changes {
        let applied = if ground.stale(change, occasion.mailbox) {
            Applied::Stale
        } else {
            plan.take(&mut ground, change, occasion);
            Applied::Done
        };
        plan.applied.push(applied);
    }
    plan
}

impl Ground {
    /// Tells whether the link or the person is no longer the one read, or the contact belongs to another link by
    /// now.
    fn stale(&self, change: &Change, mailbox: MailboxId) -> bool {
        let link_stale = change.link.as_ref().is_some_and(|LinkWrite { link, .. }| {
            let taken = link.remote_id.as_ref().and_then(|contact| self.contacts.get(contact));
            let taken = !link.ended() && taken.is_some_and(|holder| *holder != link.id);
            let same = self.links.get(&link.id).is_some_and(|ground| {
                (ground.mailbox, ground.person, ground.row) == (mailbox, link.person, link.row)
            });
            taken || !same
        });
        let person_stale = change.person.as_ref().is_some_and(|write| {
            self.persons.get(&write.id).is_none_or(|ground| ground.version != write.version)
        });
        link_stale || person_stale
    }
}

impl<'a> Plan<'a> {
    fn take(&mut self, ground: &mut Ground, change: &'a Change, occasion: &Occasion) {
        if let Some(write) = &change.person {
            let own = change.link.as_ref().map(|write| write.link.id);
            self.take_person(ground, write, own, occasion);
        }
        if let Some(write) = &change.link {
            self.take_link(ground, write);
        }
        for write in &change.operations {
            self.operations.take(write);
        }
        for write in &change.candidates {
            let (remote_id, wanted) = match write {
                CandidateWrite::Put { candidate, keys, person } => {
                    (candidate.remote_id.as_str(), Some((candidate, keys.as_slice(), *person)))
                }
                CandidateWrite::Remove { remote_id } => (remote_id.as_str(), None),
            };
            self.candidates.insert(remote_id, wanted);
        }
        self.kept_photos.extend(change.kept_photos.iter().map(|(person, photo)| (*person, photo)));
        self.history.extend(change.history.iter().cloned());
        self.staged.extend(change.staged.iter().map(|(_, number)| *number));
        self.run_items.extend(change.run_items.iter().cloned());
    }

    /// Takes a person's change, and makes its links due, but the one that the change itself deals with.
    fn take_person(
        &mut self,
        ground: &mut Ground,
        write: &'a PersonWrite,
        own: Option<LinkId>,
        occasion: &Occasion,
    ) {
        let Some(person) = ground.persons.get_mut(&write.id) else { return };
        let before = person.card.clone();
        for (key, value) in write.patch.iter() {
            match (key.field().owner, occasion.hidden.contains(&key)) {
                (Owner::Person, false) => person.card.set(key, value.cloned()),
                // The business partner is changed in the CRM only.
                (Owner::Partner, _) | (Owner::Person, true) => {}
            }
        }
        person.card.close_gaps();
        person.version += 1;
        if let Some(photo) = &write.photo {
            person.photo = Some(photo.id);
            self.photos.push((write.id, photo));
        }
        let mut fields = self.persons.remove(&write.id).map(|update| update.fields).unwrap_or_default();
        fields.extend(before.diff(&person.card).iter().map(|(key, _)| key.as_str()));
        let update = PersonUpdate {
            id: write.id,
            version: person.version,
            fields,
            card: person.card.clone(),
            photo: person.photo,
            changed_by: occasion.owner,
            changed_at: occasion.now,
        };
        self.persons.insert(write.id, update);
        let links = ground.links.iter_mut();
        for (id, link) in links.filter(|(_, link)| link.live && link.person == write.id) {
            if own == Some(*id) {
                continue;
            }
            link.due += 1;
            self.marked.insert(*id);
        }
    }

    fn take_link(&mut self, ground: &mut Ground, write: &LinkWrite) {
        let mut link = (*write.link).clone();
        let Some(was) = ground.links.get_mut(&link.id) else { return };
        let news = was.due != link.due;
        if news || write.due == Due::Again {
            // What became due anew must not wait behind a problem of before.
            link.problem = None;
        }
        link.due = match (write.due, news) {
            (Due::Done, false) => 0,
            (Due::Done, true) | (Due::Keep, _) => was.due,
            (Due::Again, _) => was.due + 1,
        };
        link.row = was.row + 1;
        self.marked.remove(&link.id);
        (was.row, was.due, was.live) = (link.row, link.due, !link.ended());
        ground.contacts.retain(|_, holder| *holder != link.id);
        if let (false, Some(contact)) = (link.ended(), &link.remote_id) {
            ground.contacts.insert(contact.clone(), link.id);
        }
        self.links.push(link);
    }
}

impl OperationPlan {
    fn take(&mut self, write: &OperationWrite) {
        match write {
            OperationWrite::Put(operation) => {
                self.put.retain(|other| other.id != operation.id && !same_place(other, operation));
                match (operation.link, is_photo(operation), operation.kind.remote_id()) {
                    (Some(link), true, _) => drop(self.replaced_photo.insert(link)),
                    (Some(link), false, _) => drop(self.replaced.insert(link)),
                    (None, _, Some(contact)) => drop(self.replaced_of_contact.insert(contact.to_owned())),
                    (None, _, None) => {}
                }
                self.put.push((**operation).clone());
            }
            OperationWrite::Remove(id) => {
                self.put.retain(|other| other.id != *id);
                self.waits.remove(id);
                self.removed.insert(*id);
            }
            OperationWrite::Wait { id, pending, not_before } => {
                // What became of a sent one is looked for at every occasion; nothing changes until it is known.
                if *pending {
                    self.waits.insert(*id, *not_before);
                }
            }
        }
    }
}

/// Tells whether only one of two pending operations can be meant.
fn same_place(a: &Operation, b: &Operation) -> bool {
    match (a.link, b.link) {
        (Some(one), Some(other)) => one == other && is_photo(a) == is_photo(b),
        (None, None) => a.kind.remote_id() == b.kind.remote_id(),
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

/// Splits links into those that let go of a contact and those that may take one, in the order in which they have
/// to be written: a contact belongs to at most one live link at any time.
pub(super) fn letting_go_first(links: &[Link]) -> (Vec<&Link>, Vec<&Link>) {
    links.iter().partition(|link| match link.state {
        LinkState::Ended { .. } => true,
        LinkState::Adopting { .. } | LinkState::Linked | LinkState::Leaving { .. } => {
            link.remote_id.is_none()
        }
    })
}
