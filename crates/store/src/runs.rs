//! Runs: exports and cycles that a person asked for, with their items.

mod pause;
mod read;
mod steer;

pub(crate) use pause::{HELD, goes, release_all, take_out};
pub(crate) use steer::take_back_waiting;

use contacts::{MailboxId, PersonId, RunId, UserId};
use serde::{Deserialize, Serialize};

use crate::database::Database;
use crate::duplicates::FoundPerson;
use crate::imports::ItemAction;
use crate::page::{Page, Paging};
use crate::replication_store::{EndState, StoreError};
use crate::viewer::Viewer;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// Exports persons into a mailbox.
    Export,
    /// Imports contacts of a mailbox.
    Import,
    /// Replicates a mailbox once.
    Cycle,
    /// Carries a business partner's new name or main phone to its persons' contacts in a mailbox.
    Rename,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Its items are being gathered.
    Preparing,
    /// Items wait.
    Running,
    /// A person has paused it: what has not begun waits until a person lets it go on. Linked contacts go on meanwhile.
    Paused,
    /// It was cancelled; what was under way may still end.
    Cancelled,
    /// Every item has ended.
    Done,
}

/// How many items of a run ended how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RunCounts {
    /// All items; of a run that is being prepared, as many as it will have.
    pub total: u64,
    /// Items that wait, those not gathered yet among them.
    pub waiting: u64,
    /// Contacts created.
    pub created: u64,
    /// Contacts updated.
    pub updated: u64,
    /// Equal contacts linked.
    pub linked: u64,
    /// Contacts that became contact persons.
    #[serde(default)]
    pub imported: u64,
    /// Contacts that an import left as they were.
    #[serde(default)]
    pub skipped: u64,
    /// Contacts withdrawn.
    pub withdrawn: u64,
    /// Items with nothing to change.
    pub unchanged: u64,
    /// Items that were not possible.
    pub failed: u64,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its identity.
    pub id: RunId,
    /// What it does.
    pub kind: RunKind,
    /// In which mailbox.
    pub mailbox: MailboxId,
    /// Who asked for it.
    pub user: Option<UserId>,
    /// How far it is.
    pub state: RunState,
    /// Its items.
    pub counts: RunCounts,
    /// Why a cycle did not end well.
    pub error: Option<String>,
    /// Of a run that has not ended: until when Outlook is not asked, because Microsoft's limit for the mailbox is
    /// reached; in microseconds since 1970 UTC, zero or past when it is not so.
    pub hold_until: i64,
    /// When it was asked for, in microseconds since 1970 UTC.
    pub created: i64,
    /// When it ended.
    pub finished: Option<i64>,
}

/// One person in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunItem {
    /// The person.
    pub person: PersonId,
    /// Its name when the run began; empty when it was erased since.
    pub name: String,
    /// How it ended.
    pub end: EndState,
    /// Why.
    pub reason: Option<String>,
    /// What an import was to do with it; none in other runs.
    pub action: Option<ItemAction>,
    /// Of a contact that was skipped because it is certainly a contact person: who that is, as far as the viewer may
    /// know.
    pub same_as: Option<FoundPerson>,
    /// Of an import: Outlook's id of the contact; for the user whose import it is, while its list is kept.
    pub contact: Option<String>,
}

impl Database {
    /// Asks for a cycle of a mailbox, at once. The run is done when a cycle that began afterwards has ended.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the mailbox does not take part; [`StoreError::NotFound`],
    /// [`StoreError::NotAllowed`] for readers.
    pub async fn start_cycle(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        now: i64,
    ) -> Result<RunId, StoreError> {
        self.write(|tx| async move { steer::start_cycle(&tx, viewer, mailbox, now).await }).await
    }

    /// Lists runs, newest first: the viewer's own, for administrators all.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when `after` is no place in the list.
    pub async fn list_runs(&self, viewer: &Viewer, paging: &Paging) -> Result<Page<Run>, StoreError> {
        read::list(self, viewer, paging).await
    }

    /// Reads a run.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for another user's.
    pub async fn read_run(&self, viewer: &Viewer, id: RunId) -> Result<Run, StoreError> {
        read::one_run(self, viewer, id).await
    }

    /// Lists a run's items, by person; only those that ended in one way, if asked.
    ///
    /// # Errors
    /// As [`Database::read_run`].
    pub async fn list_run_items(
        &self,
        viewer: &Viewer,
        id: RunId,
        end: Option<EndState>,
        paging: &Paging,
    ) -> Result<Page<RunItem>, StoreError> {
        read::one_run(self, viewer, id).await?;
        read::items(self.reading(), viewer, id, end, paging).await
    }

    /// Pauses an export or import: what has not begun waits, what was sent already ends, and contacts that are linked go on as
    /// always. It stays paused, through a restart too, until [`Database::continue_run`] or [`Database::cancel_run`].
    /// Does nothing when it is paused already. Returns the run.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when it has ended, is neither, or its mailbox is being disconnected;
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`] for readers.
    pub async fn pause_run(&self, viewer: &Viewer, id: RunId) -> Result<Run, StoreError> {
        pause::pause(self, viewer, id).await?;
        self.read_run(viewer, id).await
    }

    /// Lets a paused export or import go on. Does nothing when it is not paused. Returns the run: one in state
    /// *preparing* has to be filled ([`Database::fill_export`], [`Database::next_import_batch`]) unless somebody is at it.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when it has ended, or is no export; [`StoreError::NotFound`], [`StoreError::NotAllowed`]
    /// for readers.
    pub async fn continue_run(&self, viewer: &Viewer, id: RunId, now: i64) -> Result<Run, StoreError> {
        pause::go_on(self, viewer, id, now).await?;
        self.read_run(viewer, id).await
    }

    /// Lists a run's items by person, after one of them: for a report of all of them, however many. At most 2,000.
    ///
    /// # Errors
    /// As [`Database::read_run`].
    pub async fn list_run_items_after(
        &self,
        viewer: &Viewer,
        id: RunId,
        after: Option<PersonId>,
        limit: u32,
    ) -> Result<Vec<RunItem>, StoreError> {
        read::items_after(self.reading(), viewer, id, after, limit.min(2_000)).await
    }

    /// Cancels a run: what has not begun does not happen. Returns the run.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when it has ended, or is a cycle; [`StoreError::NotFound`].
    pub async fn cancel_run(&self, viewer: &Viewer, id: RunId, now: i64) -> Result<Run, StoreError> {
        steer::cancel(self, viewer, id, now).await?;
        self.read_run(viewer, id).await
    }

    /// Tries the failed items of a run again. Returns the run.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when nothing failed; [`StoreError::NotFound`].
    pub async fn retry_run(&self, viewer: &Viewer, id: RunId, now: i64) -> Result<Run, StoreError> {
        steer::retry(self, viewer, id, now).await?;
        self.read_run(viewer, id).await
    }
}
