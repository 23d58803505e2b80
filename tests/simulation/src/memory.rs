//! The in-memory twin of the store: the same contract, a thousand times as fast.
//!
//! It passes the suite that the databases pass (`tests/contract.rs`), so what the World finds out over it holds
//! over them.

mod claims;
mod commit;
mod operations;
mod people;
mod send;
mod sight;
mod store_side;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use contacts::person::PartnerCard;
use contacts::{Card, FieldKey, LinkId, MailboxId, OperationId, PersonId, PhotoId, RunId, TeamId, UserId};
use replication::{Link, LinkState, Operation, Rules};
use store::{
    Candidate, EndState, Fence, HistoryWrite, MailboxRecord, NewPhoto, Role, StagedWhat, StoreError,
};
use uuid::Uuid;

use crate::chance::{Chance, Trace};
use crate::faults::{Fault, Faults};
use crate::step::step;

/// The user that owns everything.
pub const OWNER: UserId = UserId::from_u128(1);

/// A user of the memory store.
#[derive(Debug, Clone)]
pub struct MemoryUser {
    /// What it may do.
    pub role: Role,
    /// Its teams.
    pub teams: Vec<TeamId>,
}

/// A photo of the memory store.
#[derive(Debug, Clone)]
pub struct MemoryPhoto {
    /// Its identity.
    pub id: PhotoId,
    /// The digest of the original.
    pub digest: String,
    /// The full-size picture.
    pub original: Bytes,
}

/// An entry of a person's history.
#[derive(Debug, Clone)]
pub struct MemoryEntry {
    /// When it was written, in microseconds since 1970 UTC.
    pub at: i64,
    /// What it tells.
    pub told: HistoryWrite,
}

/// A person of the memory store.
#[derive(Debug, Clone)]
pub struct MemoryPerson {
    /// Its identity.
    pub id: PersonId,
    /// Its version.
    pub version: i64,
    /// Its own card.
    pub card: Card,
    /// Its business partner's card.
    pub partner: PartnerCard,
    /// Its photo.
    pub photo: Option<MemoryPhoto>,
    /// When it was created.
    pub created: i64,
    /// When it was changed last.
    pub changed: i64,
    /// Whether it is in the bin.
    pub deleted: bool,
    /// The team it is restricted to.
    pub team: Option<TeamId>,
    /// The users it is shared with.
    pub shared_with: BTreeSet<UserId>,
    /// The user in charge of it.
    pub in_charge: Option<UserId>,
    /// The mailboxes whose owners may not see it, whatever else: the World's short way to take a right.
    pub hidden_from: BTreeSet<MailboxId>,
    /// Its history, oldest first.
    pub history: Vec<MemoryEntry>,
    /// How many entries of it have lost their values.
    pub erased: usize,
}

impl MemoryPerson {
    /// Makes one that everybody sees, of version 1.
    pub fn new(id: PersonId, card: Card, at: i64) -> Self {
        MemoryPerson {
            id,
            version: 1,
            card,
            partner: PartnerCard::default(),
            photo: None,
            created: at,
            changed: at,
            deleted: false,
            team: None,
            shared_with: BTreeSet::new(),
            in_charge: None,
            hidden_from: BTreeSet::new(),
            history: Vec::new(),
            erased: 0,
        }
    }
}

/// A candidate with its match keys and the person its stamp names.
type KeyedCandidate = (Candidate, BTreeSet<String>, Option<PersonId>);

/// Everything in the memory store.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// All users.
    pub users: BTreeMap<UserId, MemoryUser>,
    /// The fields hidden from each role.
    pub hidden_fields: BTreeMap<Role, BTreeSet<FieldKey>>,
    /// All persons.
    pub persons: BTreeMap<PersonId, MemoryPerson>,
    /// All links.
    pub links: BTreeMap<LinkId, Link>,
    /// All operations under way, in the order of their making.
    pub operations: BTreeMap<OperationId, Operation>,
    /// The mailboxes.
    pub mailboxes: BTreeMap<MailboxId, MailboxRecord>,
    /// The items of runs with their ends and reasons.
    pub run_items: BTreeMap<(RunId, PersonId), (EndState, Option<String>)>,
    /// The mailbox of each run.
    pub run_mailboxes: BTreeMap<RunId, MailboxId>,
    /// Items that were ended although they had ended: run, person, first and second end.
    pub second_ends: Vec<(RunId, PersonId, EndState, EndState)>,
    /// Which value each field of each person had as of which version, in Outlook's form, as JSON.
    pub values: BTreeMap<(PersonId, FieldKey), Vec<(i64, String)>>,
    /// The candidates.
    candidates: BTreeMap<(MailboxId, String), KeyedCandidate>,
    leases: BTreeMap<MailboxId, (Uuid, i64, i64)>,
    staged: BTreeMap<(MailboxId, String), (i64, StagedWhat)>,
    numbers: i64,
    renditions: BTreeMap<String, Bytes>,
    given: BTreeMap<String, NewPhoto>,
    /// Commits that changed something.
    pub writes: u64,
    /// The rules.
    pub rules: Rules,
    /// What goes wrong on the way to the database.
    pub faults: Faults,
    /// Whether the card of a person that the owner may not see is shown nevertheless. The databases show nothing of it.
    pub shows_unseen: bool,
    /// Whether work that becomes due during a look is forgotten (a planted bug of the store's user).
    pub forget_due: bool,
}

impl Memory {
    /// Keeps a photo's rendition; those of replaced photos, and those that lost, stay for the history.
    fn keep_photo(&mut self, photo: &NewPhoto) -> MemoryPhoto {
        self.renditions.insert(photo.digest.clone(), photo.rendition.clone());
        self.given.insert(photo.digest.clone(), photo.clone());
        MemoryPhoto { id: photo.id, digest: photo.digest.clone(), original: photo.original.clone() }
    }

    /// Returns the photo that somebody gave with this digest.
    pub fn given(&self, digest: &str) -> Option<&NewPhoto> {
        self.given.get(digest)
    }

    fn holds(&self, fence: &Fence) -> bool {
        self.leases
            .get(&fence.mailbox)
            .is_some_and(|(holder, epoch, _)| *holder == fence.holder && *epoch == fence.epoch)
    }
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
        stumble(&self.chance, self)
    }

    async fn write<T>(
        &self,
        fence: &Fence,
        act: impl FnOnce(&mut Memory) -> T + Send,
    ) -> Result<T, StoreError> {
        self.enter().await?;
        let done = {
            let mut state = self.state();
            if !state.holds(fence) {
                return Err(StoreError::Fenced);
            }
            act(&mut state)
        };
        // Killed here, the commit holds although nobody was told.
        step().await;
        unheard(&self.chance, self)?;
        Ok(done)
    }
}

/// Fails now and then: nothing was read or written.
pub(crate) fn stumble(chance: &Chance, store: &MemoryStore) -> Result<(), StoreError> {
    let faults = store.state().faults;
    if chance.strikes(Fault::Busy, &faults) {
        return Err(StoreError::Busy("the world is".to_owned()));
    }
    if chance.strikes(Fault::DatabaseFailed, &faults) {
        return Err(StoreError::Database("the disk is full".to_owned()));
    }
    Ok(())
}

/// Fails now and then although everything was written.
pub(crate) fn unheard(chance: &Chance, store: &MemoryStore) -> Result<(), StoreError> {
    let faults = store.state().faults;
    if chance.strikes(Fault::CommitUnheard, &faults) {
        return Err(StoreError::Database("the connection broke".to_owned()));
    }
    Ok(())
}

/// Tells whether a link waits for a contact that was chosen for it.
pub fn chooses(link: &Link, contact: &str) -> bool {
    match &link.state {
        LinkState::Adopting { chosen, .. } => chosen.as_deref() == Some(contact),
        LinkState::Linked | LinkState::Leaving { .. } | LinkState::Ended { .. } => false,
    }
}
