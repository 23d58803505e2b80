//! The in-memory twin of the store: the same contract, a thousand times as fast.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use bytes::Bytes;
use contacts::{Card, InstallationId, LinkId, MailboxId, OperationId, PersonId, UserId};
use replication::{Ended, Leaving, Link, LinkState, Operation, OperationKind, OperationState, Rules};
use store::{
    Applied, Candidate, CandidateWrite, Change, Due, Feed, Fence, Health, HistoryWrite, LinkCase,
    MailboxRecord, MailboxState, OperationWrite, PersonView, PhotoView, ReplicationStore, RunItemWrite,
    Staged, StagedWhat, StoreError,
};
use uuid::Uuid;

use crate::chance::{Chance, Trace};
use crate::step::step;

/// A person of the memory store.
#[derive(Debug, Clone)]
pub struct MemoryPerson {
    /// Its identity.
    pub id: PersonId,
    /// Its version.
    pub version: i64,
    /// Its card.
    pub card: Card,
    /// Its photo's digest and bytes.
    pub photo: Option<(String, Bytes)>,
    /// When it was changed last.
    pub changed: i64,
    /// Whether it is in the bin.
    pub deleted: bool,
    /// The mailboxes whose owners may not see it.
    pub hidden_from: BTreeSet<MailboxId>,
    /// Its history, oldest first.
    pub history: Vec<HistoryWrite>,
}

/// Everything in the memory store.
#[derive(Debug, Default)]
pub struct Memory {
    /// All persons.
    pub persons: BTreeMap<PersonId, MemoryPerson>,
    /// All links.
    pub links: BTreeMap<LinkId, Link>,
    /// All operations under way, in the order of their making.
    pub operations: BTreeMap<OperationId, Operation>,
    /// The mailboxes.
    pub mailboxes: BTreeMap<MailboxId, MailboxRecord>,
    /// The candidates with their keys.
    pub candidates: BTreeMap<(MailboxId, String), (Candidate, BTreeSet<String>, Option<PersonId>)>,
    /// How the items of runs ended.
    pub run_items: Vec<RunItemWrite>,
    leases: BTreeMap<MailboxId, (Uuid, i64, i64)>,
    staged: BTreeMap<(MailboxId, String), (i64, StagedWhat)>,
    numbers: i64,
    photos: BTreeMap<String, Bytes>,
    /// Commits that changed something.
    pub writes: u64,
    /// The rules.
    pub rules: Rules,
    /// How often the database is busy, per mille.
    pub busy: u32,
    /// Whether work that becomes due during a look is forgotten (a planted bug of the store's user).
    pub forget_due: bool,
}

/// The in-memory twin of the store.
#[derive(Clone)]
pub struct MemoryStore {
    state: Arc<Mutex<Memory>>,
    chance: Chance,
    trace: Trace,
}

impl MemoryStore {
    /// Makes an empty store.
    pub fn new(chance: Chance, trace: Trace) -> Self {
        MemoryStore { state: Arc::new(Mutex::new(Memory::default())), chance, trace }
    }

    /// Looks at everything.
    pub fn state(&self) -> MutexGuard<'_, Memory> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn enter(&self) -> Result<(), StoreError> {
        step().await;
        let busy = self.state().busy;
        if self.chance.of(busy) {
            return Err(StoreError::Busy("the world is".to_owned()));
        }
        Ok(())
    }

    async fn write<T>(
        &self,
        fence: &Fence,
        act: impl FnOnce(&mut Memory) -> T + Send,
    ) -> Result<T, StoreError> {
        self.enter().await?;
        let done = {
            let mut state = self.state();
            match state.leases.get(&fence.mailbox) {
                Some((holder, epoch, _)) if *holder == fence.holder && *epoch == fence.epoch => {}
                Some(_) | None => return Err(StoreError::Fenced),
            }
            act(&mut state)
        };
        // Killed here, the commit holds although nobody was told.
        step().await;
        Ok(done)
    }
}

impl Memory {
    /// Marks every live link of a person due, but one.
    pub fn mark_due(&mut self, person: PersonId, but: Option<LinkId>) {
        for link in self.links.values_mut().filter(|l| l.person == person && Some(l.id) != but) {
            if !link.ended() {
                link.due += 1;
                link.problem = None;
            }
        }
    }

    /// Finds a person's link in a mailbox.
    pub fn link_of(&mut self, person: PersonId, mailbox: MailboxId) -> Option<&mut Link> {
        self.links.values_mut().find(|link| link.person == person && link.mailbox == mailbox)
    }

    fn case(&self, link: &Link) -> LinkCase {
        let person = self.persons.get(&link.person).map(|person| PersonView {
            id: person.id,
            version: person.version,
            card: person.card.clone(),
            photo: person
                .photo
                .as_ref()
                .map(|(digest, _)| PhotoView { id: contacts::PhotoId::from_u128(1), digest: digest.clone() }),
            changed: person.changed,
            deleted: person.deleted,
            visible: !person.hidden_from.contains(&link.mailbox),
        });
        let operations = self.operations.values().filter(|o| o.link == Some(link.id)).cloned().collect();
        LinkCase { link: link.clone(), person, operations }
    }

    fn apply(&mut self, fence: &Fence, now: i64, change: &Change) -> Applied {
        let stale_link = change.link.as_ref().is_some_and(|write| {
            self.links.get(&write.link.id).is_none_or(|link| link.row != write.link.row)
        });
        let stale_person = change.person.as_ref().is_some_and(|write| {
            self.persons.get(&write.id).is_none_or(|person| person.version != write.version || person.deleted)
        });
        if stale_link || stale_person {
            return Applied::Stale;
        }
        self.writes += 1;
        if let Some(write) = &change.link {
            self.write_link(write);
        }
        if let Some(write) = &change.person {
            if let Some(person) = self.persons.get_mut(&write.id) {
                person.card.apply(&write.patch);
                person.card.close_gaps();
                person.version += 1;
                person.changed = now;
                if let Some(photo) = &write.photo {
                    person.photo = Some((photo.digest.clone(), photo.original.clone()));
                    self.photos.insert(photo.digest.clone(), photo.rendition.clone());
                }
            }
            self.mark_due(write.id, change.link.as_ref().map(|link| link.link.id));
        }
        for operation in &change.operations {
            self.write_operation(operation);
        }
        for entry in &change.history {
            if let Some(person) = self.persons.get_mut(&entry.person) {
                person.history.push(entry.clone());
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
        self.run_items.extend(change.run_items.iter().cloned());
        Applied::Done
    }

    fn write_link(&mut self, write: &store::LinkWrite) {
        let Some(current) = self.links.get(&write.link.id) else { return };
        let due = match write.due {
            Due::Done if current.due == write.link.due || self.forget_due => 0,
            Due::Done | Due::Keep => current.due,
            Due::Again => current.due + 1,
        };
        let mut link = (*write.link).clone();
        link.due = due;
        link.row = current.row + 1;
        if write.due == Due::Again {
            link.problem = None;
        }
        self.links.insert(link.id, link);
    }

    fn write_operation(&mut self, write: &OperationWrite) {
        match write {
            OperationWrite::Put(operation) => {
                let photo = |kind: &OperationKind| matches!(kind, OperationKind::Photo { .. });
                self.operations.retain(|_, other| {
                    let same = match (operation.link, other.link) {
                        (Some(a), Some(b)) => a == b && photo(&operation.kind) == photo(&other.kind),
                        (None, None) => {
                            other.mailbox == operation.mailbox
                                && other.kind.remote_id() == operation.kind.remote_id()
                        }
                        (Some(_), None) | (None, Some(_)) => false,
                    };
                    !(same && other.state == OperationState::Pending)
                });
                self.operations.insert(operation.id, (**operation).clone());
            }
            OperationWrite::Remove(id) => {
                self.operations.remove(id);
            }
            OperationWrite::Wait { id, pending, not_before } => {
                if let Some(operation) = self.operations.get_mut(id) {
                    if *pending {
                        operation.state = OperationState::Pending;
                        operation.not_before = *not_before;
                    }
                }
            }
        }
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

    /// Turns pending operations into sent ones where the owner may see the person.
    fn send(&mut self, mailbox: MailboxId, now: i64, ids: &[OperationId]) -> Vec<OperationId> {
        let mut sent = Vec::new();
        for id in ids {
            let Some(operation) =
                self.operations.get(id).filter(|o| o.state == OperationState::Pending).cloned()
            else {
                continue;
            };
            let shows = match operation.kind {
                OperationKind::Create { .. } | OperationKind::Update { .. } | OperationKind::Photo { .. } => {
                    true
                }
                OperationKind::Delete { .. } | OperationKind::Release { .. } => false,
            };
            let visible =
                self.persons.get(&operation.person).is_some_and(|p| !p.hidden_from.contains(&mailbox));
            if shows && !visible {
                self.operations.remove(id);
                self.right_lost(&operation, now);
                continue;
            }
            if let Some(operation) = self.operations.get_mut(id) {
                operation.state = OperationState::Sent;
                operation.attempts += 1;
                operation.not_before = now;
                sent.push(*id);
            }
        }
        sent
    }

    fn right_lost(&mut self, operation: &Operation, now: i64) {
        let Some(link) = operation.link.and_then(|id| self.links.get_mut(&id)) else { return };
        link.row += 1;
        match (&link.state, &link.remote_id) {
            (LinkState::Linked, Some(_)) => {
                link.state = LinkState::Leaving { cause: Leaving::RightLost, by: None };
                link.due += 1;
            }
            (LinkState::Adopting { .. }, _) | (LinkState::Linked, None) => {
                link.state = LinkState::Ended { by: Ended::RightLost, user: None, at: now };
            }
            (LinkState::Leaving { .. } | LinkState::Ended { .. }, _) => {}
        }
    }
}

#[async_trait]
impl ReplicationStore for MemoryStore {
    async fn installation(&self) -> Result<InstallationId, StoreError> {
        Ok(InstallationId::from_u128(7))
    }

    async fn rules(&self) -> Result<Rules, StoreError> {
        Ok(self.state().rules.clone())
    }

    async fn lease(
        &self,
        mailbox: MailboxId,
        holder: Uuid,
        now: i64,
        until: i64,
    ) -> Result<Option<Fence>, StoreError> {
        self.enter().await?;
        let mut state = self.state();
        let (current, epoch, expires) = state.leases.get(&mailbox).copied().unwrap_or((Uuid::nil(), 0, 0));
        if current != holder && expires > now {
            return Ok(None);
        }
        let epoch = if current == holder { epoch } else { epoch + 1 };
        state.leases.insert(mailbox, (holder, epoch, until));
        Ok(Some(Fence { mailbox, holder, epoch }))
    }

    async fn release(&self, fence: &Fence) -> Result<(), StoreError> {
        self.write(fence, |state| {
            state.leases.insert(fence.mailbox, (Uuid::nil(), fence.epoch, 0));
        })
        .await
    }

    async fn mailbox(&self, id: MailboxId) -> Result<Option<MailboxRecord>, StoreError> {
        self.enter().await?;
        Ok(self.state().mailboxes.get(&id).cloned())
    }

    async fn set_feed(&self, fence: &Fence, feed: &Feed) -> Result<(), StoreError> {
        self.stage(fence, &[], feed).await
    }

    async fn set_health(
        &self,
        fence: &Fence,
        to: Option<MailboxState>,
        health: &Health,
    ) -> Result<(), StoreError> {
        self.write(fence, |state| {
            if let Some(mailbox) = state.mailboxes.get_mut(&fence.mailbox) {
                mailbox.health = health.clone();
                mailbox.state = to.unwrap_or(mailbox.state);
            }
        })
        .await
    }

    async fn stage(
        &self,
        fence: &Fence,
        entries: &[(String, StagedWhat)],
        feed: &Feed,
    ) -> Result<(), StoreError> {
        self.write(fence, |state| {
            for (remote_id, what) in entries {
                state.numbers += 1;
                let number = state.numbers;
                let key = (fence.mailbox, remote_id.clone());
                let what = match state.staged.get(&key) {
                    Some((_, earlier)) => what.clone().after(earlier),
                    None => what.clone(),
                };
                self.trace.note(|| format!("    stage {remote_id} {number} {what:?}"));
                state.staged.insert(key, (number, what));
            }
            if let Some(mailbox) = state.mailboxes.get_mut(&fence.mailbox) {
                mailbox.feed = feed.clone();
            }
        })
        .await
    }

    async fn staged(&self, mailbox: MailboxId, above: i64, limit: u32) -> Result<Vec<Staged>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let mut staged: Vec<Staged> = state
            .staged
            .iter()
            .filter(|((of, _), (number, _))| *of == mailbox && *number > above)
            .map(|((_, id), (number, what))| Staged {
                number: *number,
                remote_id: id.clone(),
                what: what.clone(),
            })
            .collect();
        staged.sort_by_key(|staged| staged.number);
        staged.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(staged)
    }

    async fn cases(&self, mailbox: MailboxId, remote_ids: &[String]) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let named = |link: &&Link| {
            link.mailbox == mailbox && link.remote_id.as_ref().is_some_and(|id| remote_ids.contains(id))
        };
        Ok(state.links.values().filter(named).map(|link| state.case(link)).collect())
    }

    async fn cases_of(&self, mailbox: MailboxId, persons: &[PersonId]) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let of = |link: &&Link| link.mailbox == mailbox && persons.contains(&link.person);
        Ok(state.links.values().filter(of).map(|link| state.case(link)).collect())
    }

    async fn due(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let cases = state
            .links
            .values()
            .filter(|link| link.mailbox == mailbox && link.due > 0 && !link.ended() && Some(link.id) > after)
            .filter(|link| !link.problem.as_ref().is_some_and(|problem| problem.parked))
            .map(|link| state.case(link))
            .filter(|case| !case.operations.iter().any(|o| o.state == OperationState::Sent));
        Ok(cases.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
    }

    async fn live(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let live = |link: &&Link| {
            link.mailbox == mailbox && !link.ended() && link.remote_id.is_some() && Some(link.id) > after
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(state.links.values().filter(live).take(limit).map(|link| state.case(link)).collect())
    }

    async fn count_live(&self, mailbox: MailboxId) -> Result<u32, StoreError> {
        self.enter().await?;
        let count = self.state().links.values().filter(|l| l.mailbox == mailbox && !l.ended()).count();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    async fn equal_candidates(
        &self,
        mailbox: MailboxId,
        keys: &[String],
    ) -> Result<Vec<(String, Candidate)>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let mut found = Vec::new();
        for ((of, _), (candidate, own, _)) in &state.candidates {
            if *of == mailbox {
                let shared = keys.iter().filter(|key| own.contains(*key));
                found.extend(shared.map(|key| (key.clone(), candidate.clone())));
            }
        }
        Ok(found)
    }

    async fn candidates(
        &self,
        mailbox: MailboxId,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let of = state.candidates.iter().filter(|((of, id), _)| *of == mailbox && Some(id.as_str()) > after);
        Ok(of.take(usize::try_from(limit).unwrap_or(usize::MAX)).map(|(_, (c, _, _))| c.clone()).collect())
    }

    async fn commit(&self, fence: &Fence, now: i64, changes: &[Change]) -> Result<Vec<Applied>, StoreError> {
        self.write(fence, |state| {
            let one = |change: &Change| {
                let applied = state.apply(fence, now, change);
                self.trace.note(|| summary(change, applied));
                applied
            };
            changes.iter().map(one).collect()
        })
        .await
    }

    async fn operations(
        &self,
        mailbox: MailboxId,
        wanted: OperationState,
        now: i64,
        limit: u32,
    ) -> Result<Vec<Operation>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let sent_links: BTreeSet<LinkId> = state
            .operations
            .values()
            .filter(|o| o.state == OperationState::Sent)
            .filter_map(|o| o.link)
            .collect();
        let mut found: Vec<Operation> = state
            .operations
            .values()
            .filter(|o| {
                o.mailbox == mailbox
                    && o.state == wanted
                    && (wanted == OperationState::Sent || o.not_before <= now)
            })
            .filter(|o| {
                wanted == OperationState::Sent || o.link.is_none_or(|link| !sent_links.contains(&link))
            })
            .cloned()
            .collect();
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    async fn send(
        &self,
        fence: &Fence,
        now: i64,
        operations: &[OperationId],
    ) -> Result<Vec<OperationId>, StoreError> {
        self.write(fence, |state| state.send(fence.mailbox, now, operations)).await
    }

    async fn rendition(&self, digest: &str) -> Result<Option<Bytes>, StoreError> {
        self.enter().await?;
        Ok(self.state().photos.get(digest).cloned())
    }
}

impl Memory {
    /// Keeps a photo's rendition.
    pub fn keep_photo(&mut self, digest: &str, bytes: Bytes) {
        self.photos.insert(digest.to_owned(), bytes);
    }
}

/// The user that owns everything.
pub const OWNER: UserId = UserId::from_u128(1);

fn summary(change: &Change, applied: Applied) -> String {
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
