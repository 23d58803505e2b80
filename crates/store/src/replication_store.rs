//! [`ReplicationStore`]: what the engine needs of the store, as data.
//!
//! The engine reads cases, decides, and hands back [`Change`]s; the store writes each of them whole or not at
//! all. Every write names the mailbox's lease ([`Fence`]) and is refused when another engine holds it by then.
//! An in-memory twin for the simulator passes the same contract suite.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use bytes::Bytes;
use contacts::field::Field;
use contacts::{
    Card, Direction, FieldKey, InstallationId, LinkId, MailboxId, OperationId, Patch, PersonId, PhotoId,
    RunId, UserId,
};
use matching::equal::Claim;
use replication::{Link, Operation, Rules, outwards};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why the store did not do as told.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another engine holds the mailbox's lease by now; nothing was written.
    #[error("another engine has taken over this mailbox; nothing was written")]
    Fenced,
    /// The database is busy, restarting or lost the transaction; nothing was written, try again.
    #[error("the database is busy: {0}; nothing was written, it is tried again")]
    Busy(String),
    /// The record does not exist, or the viewer may not see it.
    #[error("{0} was not found, or you may not see it")]
    NotFound(&'static str),
    /// The viewer may see it but not do this.
    #[error("you may not {0}; ask an administrator")]
    NotAllowed(&'static str),
    /// The input breaks a rule; nothing was written.
    #[error("{0}")]
    Invalid(String),
    /// Somebody else changed the same fields meanwhile; nothing was written.
    #[error("somebody else changed this meanwhile; nothing was saved")]
    Conflict {
        /// The version that is current now.
        current: i64,
        /// The fields that both changed, by their stable names.
        fields: Vec<String>,
    },
    /// The database refused or returned something that cannot be.
    #[error("the database failed: {0}")]
    Database(String),
}

/// The right to write for a mailbox: checked by every commit in its own statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fence {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// The engine that holds the lease.
    pub holder: Uuid,
    /// Rises with every change of holder.
    pub epoch: i64,
}

/// Whether a mailbox takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum MailboxState {
    /// Its owner has not looked at folder, preset and fields yet, or has paused it.
    Paused,
    /// It is replicated.
    Active,
    /// It has to be connected again; nothing is changed anywhere meanwhile.
    ReconnectNeeded,
    /// The brake stopped it; a person has to release it.
    Braked,
    /// It is being disconnected: its links end, then it goes.
    Disconnecting,
    /// It is disconnected.
    Disconnected,
}

impl MailboxState {
    /// Returns the state from which the program, and not a person, brings a mailbox into this one; none: only a
    /// person does. So a cycle that began before a person paused or disconnected the mailbox cannot undo that.
    pub fn reached_by_itself_from(self) -> Option<MailboxState> {
        match self {
            MailboxState::ReconnectNeeded | MailboxState::Braked => Some(MailboxState::Active),
            MailboxState::Disconnected => Some(MailboxState::Disconnecting),
            MailboxState::Paused | MailboxState::Active | MailboxState::Disconnecting => None,
        }
    }

    /// Tells whether a mailbox in this state is written to.
    pub fn takes_part(self) -> bool {
        match self {
            MailboxState::Active | MailboxState::Disconnecting => true,
            MailboxState::Paused
            | MailboxState::ReconnectNeeded
            | MailboxState::Braked
            | MailboxState::Disconnected => false,
        }
    }
}

/// Where a mailbox's change feed stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Feed {
    /// Where to go on; none: from the beginning.
    pub cursor: Option<String>,
    /// Whether the reading from the beginning is under way: what it does not mention is a candidate for
    /// removal when it ends.
    pub resyncing: bool,
    /// Whether a sweep has to follow (after a resync).
    pub sweep_due: bool,
    /// When the last sweep began that came to its end, in microseconds since 1970 UTC; zero: there was none.
    pub swept: i64,
}

impl Feed {
    /// Tells whether the mailbox's contacts are known: all were read once, and the feed was read to its end since.
    /// Before that nobody can say that no equal contact is there, and none is created.
    pub fn knows_the_contacts(&self) -> bool {
        self.swept > 0 && !self.sweep_due
    }
}

/// How a mailbox fares, for people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Health {
    /// When the last cycle ended, in microseconds since 1970 UTC.
    pub last_cycle: i64,
    /// When the next cycle is to begin.
    pub next_cycle: i64,
    /// What kept the last cycle from ending well.
    pub error: Option<String>,
    /// How many cycles in a row failed.
    pub failures: u32,
    /// How many links the brake saw ending, of how many.
    pub brake: Option<(u32, u32)>,
    /// Whether a person released the brake for the next cycle.
    pub brake_released: bool,
    /// Outlook asked not to be called before this time; zero: it did not.
    #[serde(default)]
    pub hold_until: i64,
    /// How many cycles in a row found nothing to do: the base of adaptive polling.
    pub quiet: u32,
}

/// A connected mailbox as the engine sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxRecord {
    /// Its identity.
    pub id: MailboxId,
    /// The user whose rights decide what may be in it.
    pub owner: UserId,
    /// Whether that user may still sign in. While not, the mailbox rests: nothing is changed anywhere.
    pub owner_active: bool,
    /// Whether a person asked for a cycle that has not ended yet: it compares the whole folder.
    pub asked: bool,
    /// Its address, for people.
    pub address: String,
    /// The folder followed; none: the default one.
    pub folder: Option<String>,
    /// Whether it takes part.
    pub state: MailboxState,
    /// Where its change feed stands.
    pub feed: Feed,
    /// How it fares.
    pub health: Health,
}

/// What a staged entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StagedWhat {
    /// The contact was created or changed; `carried` are the fields that the feed showed of a linked contact
    /// (nothing is kept of an unlinked one).
    Changed {
        /// Its version, empty when it is not known.
        change_key: String,
        /// The fields the feed carried.
        carried: Patch,
    },
    /// The contact is said to be gone from the folder.
    Removed,
}

impl StagedWhat {
    /// Returns what is staged when `self` comes after an earlier entry of the same contact: the fields that the
    /// earlier one carried are kept beneath.
    pub fn after(self, earlier: &StagedWhat) -> StagedWhat {
        let StagedWhat::Changed { carried: before, .. } = earlier else { return self };
        let (change_key, carried) = match self {
            StagedWhat::Changed { change_key, carried } => (change_key, carried),
            StagedWhat::Removed if before.is_empty() => return StagedWhat::Removed,
            StagedWhat::Removed => (String::new(), Patch::new()),
        };
        let mut both = before.clone();
        for (key, value) in carried.iter() {
            both.set(key, value.cloned());
        }
        StagedWhat::Changed { change_key, carried: both }
    }
}

/// One entry of the change feed that waits to be dealt with. A later entry of the same contact replaces an
/// earlier one and has a higher number; what an earlier one carried is kept beneath what the later one carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// Rises with every staging in the mailbox.
    pub number: i64,
    /// The contact.
    pub remote_id: String,
    /// What is said of it.
    pub what: StagedWhat,
}

/// A person as replication sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    /// Its identity.
    pub id: PersonId,
    /// Its version.
    pub version: i64,
    /// Its card with the business partner's fields, without those that the mailbox's owner may not see.
    pub card: Card,
    /// Its photo.
    pub photo: Option<PhotoView>,
    /// When it was created, in microseconds since 1970 UTC.
    pub created: i64,
    /// When it was changed last.
    pub changed: i64,
    /// When fields were edited last; one that is missing never was since the person was created. Read only while a
    /// field is under the policy *newest*.
    pub edited: BTreeMap<FieldKey, i64>,
    /// Whether it is in the bin or erased.
    pub deleted: bool,
    /// Whether the mailbox's owner may see it.
    pub visible: bool,
    /// Whether the mailbox's owner may change it: what a reader edits in Outlook is not taken over.
    pub editable: bool,
    /// The fields that the mailbox's owner does not see: in `card` they look empty, and nothing is taken over into
    /// them.
    pub hidden: BTreeSet<FieldKey>,
}

impl PersonView {
    /// Tells whether the mailbox's owner sees the person, but may not change a field of it.
    pub fn restricts(&self, field: &Field) -> bool {
        self.visible && (!self.editable || self.hidden.contains(&field.key))
    }

    /// Returns the rules by which the person is merged: nothing is taken over that the mailbox's owner may not change.
    pub fn rules<'a>(&self, rules: &'a Rules) -> Cow<'a, Rules> {
        rules.outwards_in(|field| self.restricts(field))
    }

    /// Returns which way the person's photo travels.
    pub fn photo_direction(&self, rules: &Rules) -> Direction {
        if self.editable || !self.visible { rules.photo } else { outwards(rules.photo) }
    }
}

/// A person's photo as replication sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoView {
    /// Its identity.
    pub id: PhotoId,
    /// The digest of the original.
    pub digest: String,
}

/// A link with everything needed to decide about it.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkCase {
    /// The link.
    pub link: Link,
    /// Its person; none when it was erased.
    pub person: Option<PersonView>,
    /// Its operations that are under way, oldest first.
    pub operations: Vec<Operation>,
}

/// An Outlook contact that is not linked. Nothing is kept of it but what recognising needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The contact.
    pub remote_id: String,
    /// Its version.
    pub change_key: String,
    /// What it is.
    pub kind: CandidateKind,
    /// Whether it is marked private.
    pub private: bool,
}

/// What an unlinked contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum CandidateKind {
    /// Born in Outlook, without a stamp: may be imported.
    Unstamped,
    /// With this installation's stamp, but its link has ended or is unknown: may be linked again.
    Relink,
    /// With another installation's stamp: left alone.
    Foreign,
}

/// What happens to a mailbox's candidates in a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CandidateWrite {
    /// The contact is one, with these match keys (in clear; the store keeps salted hashes only).
    Put {
        /// The candidate.
        candidate: Candidate,
        /// Its match keys: for *certain*, or, of a contact to re-link, its person.
        keys: Vec<String>,
        /// The person its stamp names, for a re-link.
        person: Option<PersonId>,
    },
    /// The contact is none any more.
    Remove {
        /// The contact.
        remote_id: String,
    },
}

/// A link's part of a change: the link is written as it stands. It is refused as [`Applied::Stale`] when the row
/// is no longer the one read (`link.row`).
#[derive(Debug, Clone, PartialEq)]
pub struct LinkWrite {
    /// The link, with the `row` and `due` that were read.
    pub link: Box<Link>,
    /// What becomes of the work that waited on it.
    pub due: Due,
}

/// What becomes of the work that waits on a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It is done, if nothing new became due since the link was read; else it stays.
    Done,
    /// It stays as it is.
    Keep,
    /// It is to be done anew, whatever it was, and whatever problem there was.
    Again,
}

/// A photo to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhoto {
    /// Its identity.
    pub id: PhotoId,
    /// The full-size picture and its media type.
    pub original: Bytes,
    /// The media type of the original.
    pub media_type: String,
    /// The digest of the original, lower-case hexadecimal SHA-256.
    pub digest: String,
    /// The original's width, in pixels.
    pub width: u32,
    /// The original's height, in pixels.
    pub height: u32,
    /// The rendition for Outlook, a JPEG of at most 48 KB.
    pub rendition: Bytes,
}

/// A person's part of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonWrite {
    /// The person.
    pub id: PersonId,
    /// The version read; the change is [`Applied::Stale`] when it is no longer current, or when the mailbox's owner may
    /// not change the person (any more).
    pub version: i64,
    /// The fields that change. Those of the business partner, and those that the mailbox's owner does not see, are
    /// left as they are; gaps in numbered slots are closed. The person's other live links become due.
    pub patch: Patch,
    /// A new photo.
    pub photo: Option<NewPhoto>,
}

/// What happens to an operation in a change.
#[derive(Debug, Clone, PartialEq)]
pub enum OperationWrite {
    /// It is intended. Replaces every pending operation of the same link but a photo's, or, if this is a
    /// photo's, the pending photo. An operation without a link replaces the pending one of the same contact.
    Put(Box<Operation>),
    /// It is done with, one way or the other.
    Remove(OperationId),
    /// It waits: back to pending, or still sent and to be looked for again. One that stays sent does not change: it
    /// keeps the time of sending as its `not_before`.
    Wait {
        /// The operation.
        id: OperationId,
        /// Whether it certainly had no effect, so that it is pending again.
        pending: bool,
        /// Not before this time, in microseconds since 1970 UTC.
        not_before: i64,
    },
}

/// Who or what caused a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "side")]
pub enum Cause {
    /// A user in the CRM, by page, API or file.
    Crm {
        /// The user; none for the program itself.
        user: Option<UserId>,
    },
    /// An edit made in a mailbox.
    Outlook {
        /// The mailbox.
        mailbox: MailboxId,
    },
}

/// What a history entry tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// A field changed in the CRM.
    Edited,
    /// A field was written to Outlook.
    Sent,
    /// A field edited in Outlook was put back, because it travels to Outlook only.
    PutBack,
    /// Both sides had changed a field; `after` stands, `before` is the value that lost and is kept.
    Conflict,
    /// The person was created.
    Created,
    /// The person was deleted.
    Deleted,
    /// The person was restored from the bin.
    Restored,
    /// The contact was created in a mailbox.
    Exported,
    /// An equal contact of a mailbox was linked.
    Linked,
    /// The link lives again, because the contact was restored in Outlook.
    Revived,
    /// The link ended; `after` says by what.
    LinkEnded,
    /// A copy of the contact in Outlook lost its stamp.
    CopyReleased,
    /// Something was not possible; `after` says what.
    Problem,
}

/// One entry for a person's history. The store numbers and chains it.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryWrite {
    /// The person.
    pub person: PersonId,
    /// The mailbox concerned.
    pub mailbox: Option<MailboxId>,
    /// What happened.
    pub kind: HistoryKind,
    /// The field's stable name, or `photo`.
    pub field: Option<String>,
    /// What was there before.
    pub before: Option<serde_json::Value>,
    /// What is there after.
    pub after: Option<serde_json::Value>,
    /// Who or what caused it.
    pub cause: Cause,
    /// The run it belongs to.
    pub run: Option<RunId>,
}

/// How an item of a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum EndState {
    /// It waits.
    Waiting,
    /// The contact was created.
    Created,
    /// The contact was updated.
    Updated,
    /// An equal contact was linked.
    Linked,
    /// The contact was withdrawn.
    Withdrawn,
    /// There was nothing to change.
    Unchanged,
    /// It was not possible; the reason says why.
    Failed,
}

/// An item's end in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunItemWrite {
    /// The run.
    pub run: RunId,
    /// The person.
    pub person: PersonId,
    /// How it ended.
    pub end: EndState,
    /// Why, in words.
    pub reason: Option<String>,
}

/// Everything that changes together, for one link at most: written whole or not at all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// The link.
    pub link: Option<LinkWrite>,
    /// The person.
    pub person: Option<PersonWrite>,
    /// The operations.
    pub operations: Vec<OperationWrite>,
    /// The history.
    pub history: Vec<HistoryWrite>,
    /// Pictures of persons that lost a conflict: kept for the history, which names them by their digest, without
    /// becoming the person's photo. One that is kept already stays as it is.
    pub kept_photos: Vec<(PersonId, NewPhoto)>,
    /// The candidates.
    pub candidates: Vec<CandidateWrite>,
    /// The staged entries that are dealt with, by contact and number; a later one stays.
    pub staged: Vec<(String, i64)>,
    /// The items of runs that ended.
    pub run_items: Vec<RunItemWrite>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It is written.
    Done,
    /// The link or the person changed (or was deleted) since it was read, or the contact belongs to another live link of the mailbox
    /// by now; nothing of it was written. Read and decide again.
    Stale,
}

/// What the engine needs of the store.
#[async_trait]
pub trait ReplicationStore: Send + Sync {
    /// Returns this installation's id.
    async fn installation(&self) -> Result<InstallationId, StoreError>;

    /// Returns the replication settings.
    async fn rules(&self) -> Result<Rules, StoreError>;

    /// Takes or extends a mailbox's lease until the given time; none when another engine holds it. A lease that
    /// changes hands gets a higher epoch. Times are microseconds since 1970 UTC.
    async fn lease(
        &self,
        mailbox: MailboxId,
        holder: Uuid,
        now: i64,
        until: i64,
    ) -> Result<Option<Fence>, StoreError>;

    /// Gives the lease back: its fence is worth nothing from then on, and whoever takes the lease next (the same
    /// engine too) gets a higher epoch.
    async fn release(&self, fence: &Fence) -> Result<(), StoreError>;

    /// Reads a mailbox.
    async fn mailbox(&self, id: MailboxId) -> Result<Option<MailboxRecord>, StoreError>;

    /// Writes where a mailbox's change feed stands.
    async fn set_feed(&self, fence: &Fence, feed: &Feed) -> Result<(), StoreError>;

    /// Writes how a mailbox fares, and its state, if it is still the one that the program changes into that one
    /// ([`MailboxState::reached_by_itself_from`]): what a person decided meanwhile stays.
    async fn set_health(
        &self,
        fence: &Fence,
        state: Option<MailboxState>,
        health: &Health,
    ) -> Result<(), StoreError>;

    /// Writes one page of the change feed together with the feed's new position. Later entries of a contact
    /// replace earlier ones.
    async fn stage(
        &self,
        fence: &Fence,
        entries: &[(String, StagedWhat)],
        feed: &Feed,
    ) -> Result<(), StoreError>;

    /// Reads staged entries, lowest numbers first, from above the given number.
    async fn staged(&self, mailbox: MailboxId, above: i64, limit: u32) -> Result<Vec<Staged>, StoreError>;

    /// Reads the links of contacts. At most one live link of a mailbox names a contact (the database sees to
    /// it); any number of ended ones may name it too, of the same or other persons, and are returned as well.
    async fn cases(&self, mailbox: MailboxId, remote_ids: &[String]) -> Result<Vec<LinkCase>, StoreError>;

    /// Reads which of the contacts a live link names, each with the version at its last look: enough to tell our own
    /// writes from edits when the change feed shows them, without reading cards.
    async fn versions(
        &self,
        mailbox: MailboxId,
        remote_ids: &[String],
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let cases = self.cases(mailbox, remote_ids).await?;
        let live = cases.into_iter().filter(|case| !case.link.ended());
        Ok(live.filter_map(|case| Some((case.link.remote_id?, case.link.change_key))).collect())
    }

    /// Reads the link (ended or not) of each person in a mailbox.
    async fn cases_of(&self, mailbox: MailboxId, persons: &[PersonId]) -> Result<Vec<LinkCase>, StoreError>;

    /// Reads live links on which work waits (`due` above zero) and that have no operation in state *sent*, in a
    /// fixed order, after the given link. Links whose problem is parked are not among them; whatever makes a
    /// link due anew (an edit, a person's *retry*) also takes the problem off.
    async fn due(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError>;

    /// Reads live links that have a contact in a fixed order, after the given link: for resync and sweep.
    async fn live(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError>;

    /// Counts a mailbox's live links that have a contact.
    async fn count_live(&self, mailbox: MailboxId) -> Result<u32, StoreError>;

    /// Finds the candidates, of whatever kind, that have one of the match keys, each with the key (in clear, as given)
    /// that it was found by; keys of several persons may be asked for at once.
    async fn equal_candidates(
        &self,
        mailbox: MailboxId,
        keys: &[String],
    ) -> Result<Vec<(String, Candidate)>, StoreError>;

    /// Finds which unstamped contacts of the mailbox are certainly the same as persons, by match keys of these: for
    /// each contact that has one of the keys, every person of the installation that has it, too, whether the mailbox's
    /// owner may see it or not. Left out are persons in the bin and those with a live contact in the mailbox.
    async fn claims(&self, mailbox: MailboxId, keys: &[String]) -> Result<Vec<Claim>, StoreError>;

    /// Lists candidates in the order of their ids, after the given one: for a resync, which drops those gone.
    async fn candidates(
        &self,
        mailbox: MailboxId,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError>;

    /// Writes changes, in order, each whole or not at all; answers in the same order. All of them are in one
    /// transaction; one that is stale leaves the others alone. A change that reaches into another mailbox is
    /// refused with all others ([`StoreError::Invalid`]).
    async fn commit(&self, fence: &Fence, now: i64, changes: &[Change]) -> Result<Vec<Applied>, StoreError>;

    /// Reads operations in a state, oldest first: pending ones whose time has come (`not_before`) and whose link
    /// has no operation in state *sent*; sent ones whatever their time.
    async fn operations(
        &self,
        mailbox: MailboxId,
        state: replication::OperationState,
        now: i64,
        limit: u32,
    ) -> Result<Vec<Operation>, StoreError>;

    /// Commits the intent: turns pending operations into sent ones, counting an attempt and setting their
    /// `not_before` to `now` (the time of sending); one at a time per link. Returns the operations that are to be
    /// sent now, in the order asked; others (unknown ones, ones of other mailboxes, ones that are sent already)
    /// are passed over. Of a mailbox that does not take part (any more: a person paused it meanwhile) none is sent, and
    /// all stay pending.
    ///
    /// In the same transaction it checks what sends data (creates, updates, photos) against what the mailbox's
    /// owner may see right then. Not sent, but removed, are those
    /// - of a person that the owner may no longer see (or that is deleted or erased): the link is turned to leave
    ///   ([`replication::Leaving::RightLost`], …), or, if it was still adopting, ended in the same sense; an item of a run
    ///   that waited for it has failed;
    /// - with a value in a field that is hidden from the owner, and those of a link that is leaving or has ended:
    ///   the link becomes due and is decided about anew.
    async fn send(
        &self,
        fence: &Fence,
        now: i64,
        operations: &[OperationId],
    ) -> Result<Vec<OperationId>, StoreError>;

    /// Reads the rendition for Outlook of the photo that has this digest.
    async fn rendition(&self, digest: &str) -> Result<Option<Bytes>, StoreError>;
}
