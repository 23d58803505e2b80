//! Writing what the engine decided: each change whole or not at all.

use contacts::field::Owner;
use contacts::{FieldKey, MailboxId, PersonId};
use replication::Link;
use store::{
    Applied, CandidateWrite, Change, Due, EndState, Fence, HistoryWrite, LinkWrite, OperationWrite,
    PersonWrite, RunItemWrite, StoreError,
};

use super::{Memory, MemoryEntry};

impl Memory {
    /// Writes one change, or finds it stale.
    pub(super) fn apply(&mut self, fence: &Fence, now: i64, change: &Change) -> Applied {
        if self.link_stale(fence.mailbox, change) || self.person_stale(fence.mailbox, change) {
            return Applied::Stale;
        }
        self.writes += 1;
        if let Some(write) = &change.person {
            self.write_person(fence.mailbox, now, write);
            self.mark_due(write.id, change.link.as_ref().map(|link| link.link.id));
        }
        if let Some(write) = &change.link {
            self.write_link(write);
        }
        for operation in &change.operations {
            self.write_operation(fence.mailbox, operation);
        }
        for entry in &change.history {
            self.remember(now, entry.clone());
        }
        for (person, photo) in &change.kept_photos {
            if self.persons.contains_key(person) {
                self.keep_photo(photo);
            }
        }
        for candidate in &change.candidates {
            self.write_candidate(fence.mailbox, candidate);
        }
        for (remote_id, number) in &change.staged {
            let key = (fence.mailbox, remote_id.clone());
            if self.staged.get(&key).is_some_and(|(current, _)| current == number) {
                self.staged.remove(&key);
            }
        }
        for item in &change.run_items {
            self.end_item(item);
        }
        Applied::Done
    }

    /// Tells whether the link is no longer the one read, or its contact belongs to another live link by now.
    fn link_stale(&self, mailbox: MailboxId, change: &Change) -> bool {
        change.link.as_ref().is_some_and(|LinkWrite { link, .. }| {
            let same = self.links.get(&link.id).is_some_and(|known| {
                (known.mailbox, known.person, known.row) == (mailbox, link.person, link.row)
            });
            !same || (!link.ended() && self.taken(link))
        })
    }

    fn taken(&self, link: &Link) -> bool {
        link.remote_id.is_some()
            && self.links.values().any(|other| {
                other.id != link.id
                    && other.mailbox == link.mailbox
                    && other.remote_id == link.remote_id
                    && !other.ended()
            })
    }

    fn person_stale(&self, mailbox: MailboxId, change: &Change) -> bool {
        let sight = self.sight(mailbox);
        change.person.as_ref().is_some_and(|write| {
            self.persons.get(&write.id).is_none_or(|person| {
                let editable = sight.is_some_and(|sight| sight.edits(person) || sight.shows_unseen);
                person.version != write.version || person.deleted || !editable
            })
        })
    }

    fn write_person(&mut self, mailbox: MailboxId, now: i64, write: &PersonWrite) {
        let sight = self.sight(mailbox);
        let hides = |key: FieldKey| sight.is_some_and(|sight| sight.hides(key));
        let own: Vec<_> = write
            .patch
            .iter()
            .filter(|(key, _)| match key.field().owner {
                Owner::Person => !hides(*key),
                // The business partner is changed in the CRM only.
                Owner::Partner => false,
            })
            .collect();
        let photo = write.photo.as_ref().map(|photo| self.keep_photo(photo));
        let Some(person) = self.persons.get_mut(&write.id) else { return };
        for (key, value) in own {
            person.card.set(key, value.cloned());
        }
        person.card.close_gaps();
        person.version += 1;
        person.changed = now;
        if photo.is_some() {
            person.photo = photo;
        }
        self.note_values(write.id);
    }

    fn write_link(&mut self, write: &LinkWrite) {
        let Some(current) = self.links.get(&write.link.id) else { return };
        let mut link = (*write.link).clone();
        let news = current.due != write.link.due;
        if news || write.due == Due::Again {
            // What became due anew must not wait behind a problem of before.
            link.problem = None;
        }
        link.due = match write.due {
            Due::Done if !news || self.forget_due => 0,
            Due::Done | Due::Keep => current.due,
            Due::Again => current.due + 1,
        };
        link.row = current.row + 1;
        self.links.insert(link.id, link);
    }

    fn write_candidate(&mut self, mailbox: MailboxId, write: &CandidateWrite) {
        match write {
            CandidateWrite::Put { candidate, keys, person } => {
                let key = (mailbox, candidate.remote_id.clone());
                self.candidates.insert(key, (candidate.clone(), keys.iter().cloned().collect(), *person));
            }
            CandidateWrite::Remove { remote_id } => {
                self.candidates.remove(&(mailbox, remote_id.clone()));
            }
        }
    }

    /// Writes an entry into its person's history.
    pub(super) fn remember(&mut self, at: i64, told: HistoryWrite) {
        if let Some(person) = self.persons.get_mut(&told.person) {
            person.history.push(MemoryEntry { at, told });
        }
    }

    /// Ends a run's item; one that has ended keeps its end.
    pub(crate) fn end_item(&mut self, write: &RunItemWrite) {
        let key: (contacts::RunId, PersonId) = (write.run, write.person);
        match self.run_items.get_mut(&key) {
            Some(item) if item.0 == EndState::Waiting => *item = (write.end, write.reason.clone()),
            Some((first, _)) => self.second_ends.push((write.run, write.person, *first, write.end)),
            None => {}
        }
    }
}

/// Refuses changes that reach into another mailbox: only a mistake in the engine makes such ones.
pub(super) fn behind_the_wall(mailbox: MailboxId, changes: &[Change]) -> Result<(), StoreError> {
    let elsewhere = |change: &Change| {
        let link = change.link.as_ref().is_some_and(|write| write.link.mailbox != mailbox);
        link || change.operations.iter().any(|write| match write {
            OperationWrite::Put(operation) => operation.mailbox != mailbox,
            OperationWrite::Remove(_) | OperationWrite::Wait { .. } => false,
        })
    };
    match changes.iter().any(elsewhere) {
        true => Err(StoreError::Invalid("a change reaches into another mailbox; nothing was written".into())),
        false => Ok(()),
    }
}

/// Says a change in one line, for traces.
pub(super) fn summary(change: &Change, applied: Applied) -> String {
    let link = change.link.as_ref().map(|write| {
        let link = &write.link;
        format!(
            "{} {:?} at {:?} {} photo {:?} {:?}",
            link.person, link.state, link.remote_id, link.change_key, link.photo, write.due
        )
    });
    let operations: Vec<String> = change
        .operations
        .iter()
        .map(|write| match write {
            OperationWrite::Put(operation) => format!("put {} {:?}", operation.id, operation.kind),
            OperationWrite::Remove(id) => format!("remove {id}"),
            OperationWrite::Wait { id, pending, .. } => format!("wait {id} {pending}"),
        })
        .collect();
    format!(
        "    commit {applied:?}: {link:?} person {:?} {operations:?} {:?}",
        change.person.as_ref().map(|p| &p.patch),
        change.staged
    )
}
