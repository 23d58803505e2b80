//! [`ReplicationStore`]: what the engine needs of the store, as data.
//!
//! The engine reads cases, decides, and hands back [`Change`]s; the store writes each of them whole or not at
//! all. Every write names the mailbox's lease ([`Fence`]) and is refused when another engine holds it by then.
//! An in-memory twin for the simulator passes the same contract suite.

mod case;
mod change;
mod mailbox;
mod staged;

use std::collections::BTreeMap;

use async_trait::async_trait;
use bytes::Bytes;
use contacts::{InstallationId, LinkId, MailboxId, OperationId, PersonId};
use matching::equal::Claim;
use replication::{Operation, Rules};
use uuid::Uuid;

pub use case::{Candidate, CandidateKind, LinkCase, PersonView, PhotoView};
pub use change::{
    Applied, CandidateWrite, Cause, Change, Due, EndState, HistoryKind, HistoryWrite, LinkWrite, NewPhoto,
    OperationWrite, PersonWrite, RunItemWrite,
};
pub use mailbox::{Feed, Fence, Health, MailboxRecord, MailboxState};
pub use staged::{Staged, StagedWhat};

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
