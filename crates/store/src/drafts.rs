//! Export drafts: the assignment table between a search and an export, kept on the server until the export is started
//! or the draft is dropped. A draft says nothing of a person but its identity.

mod assignment;
mod create;
mod place_set;
mod plan;
mod row;
mod rows;
mod shown;
mod start;
mod window;

use std::ops::RangeInclusive;

use contacts::{DraftId, MailboxId, PersonId, RunId};
use serde::{Deserialize, Serialize};

use crate::database::Database;
use crate::exports::{Begun, ExportMode, PlanCounts, PlanItem, Planned};
use crate::page::{Page, Paging};
use crate::persons::PersonFilter;
use crate::replication_store::StoreError;
use crate::statements::run;
use crate::viewer::Viewer;

pub(crate) use row::{drop_of_mailbox, drop_of_user, purge};

/// The most hits that a draft takes.
pub const MOST_HITS: usize = 100_000;
/// For how long after its last change a draft waits, in microseconds: 24 hours.
pub const DRAFT_LASTS: i64 = 24 * 3_600_000_000;
/// How many drafts of one user wait at most.
pub const WAITING_MOST: usize = 25;
/// The most rows that a window of a list has.
pub const WINDOW_LIMIT: u32 = 100;

/// One of the two lists of the assignment table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Those found and not selected.
    Found,
    /// The selected ones.
    Selected,
}

impl Side {
    /// Returns the other list.
    pub const fn other(self) -> Side {
        match self {
            Side::Found => Side::Selected,
            Side::Selected => Side::Found,
        }
    }

    /// Returns the stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Found => "found",
            Side::Selected => "selected",
        }
    }
}

/// What an export does with its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportOptions {
    /// New ones, changed ones, or both.
    pub mode: ExportMode,
    /// Whether those taken off the list are withdrawn; else they stay in the mailbox.
    pub withdraw_taken_off: bool,
    /// Whether photos go along.
    pub photos: bool,
}

impl Default for ExportOptions {
    fn default() -> Self {
        ExportOptions { mode: ExportMode::NewAndChanged, withdraw_taken_off: false, photos: true }
    }
}

/// An export that is being put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportDraft {
    /// Its identity.
    pub id: DraftId,
    /// Into this mailbox.
    pub mailbox: MailboxId,
    /// The search it began with, as it was made: with the standing restriction.
    pub filter: PersonFilter,
    /// What happens with the list.
    pub options: ExportOptions,
    /// How many hits are not selected.
    pub found: u64,
    /// How many are.
    pub selected: u64,
    /// How many of all hits were in the mailbox when they were searched for.
    pub exported: u64,
    /// How many of those were taken off the list.
    pub taken_off: u64,
    /// Whether the list was saved as it is now.
    pub saved: bool,
    /// The run that was started; none: it waits.
    pub run: Option<RunId>,
    /// When it was begun, in microseconds since 1970 UTC.
    pub created: i64,
    /// When it was changed last.
    pub changed: i64,
    /// When it goes by itself.
    pub goes: i64,
}

/// Why a contact person cannot be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Bar {
    /// It was deleted or erased, or the viewer may not see it any more.
    Gone,
    /// The mailbox's owner may not see it.
    HiddenFromOwner,
}

/// A row of a list, as it is at this moment and as the viewer may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Where the hit stands in the search: how it is named in a move.
    pub place: u32,
    /// The person.
    pub person: PersonId,
    /// Its name; empty: it is gone, or not to be seen.
    pub name: String,
    /// Its business partner's name.
    pub company: String,
    /// Its business city, else the private one.
    pub city: String,
    /// Its first e-mail address.
    pub email: String,
    /// Whether it was in the mailbox when it was searched for.
    pub exported: bool,
    /// Why it cannot be exported; none: it can.
    pub bar: Option<Bar>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftWindow {
    /// The rows.
    pub rows: Vec<DraftRow>,
    /// Which of the filtered list the first row is, from zero.
    pub first: u64,
    /// How many the filter lets through.
    pub of: u64,
    /// How many there are without filter.
    pub all: u64,
}

/// Which rows of a list a move is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Places {
    /// All that are shown.
    All,
    /// Those at these places.
    Ranges(Vec<RangeInclusive<u32>>),
}

/// What a move did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlacesMoved {
    /// How many were moved.
    pub moved: u64,
    /// How many were meant and stayed: the mailbox's owner may not see them.
    pub barred: u64,
    /// The place of the row of the list they left that follows the last one moved, else of the last that is left.
    pub next: Option<u32>,
}

/// How far the plan of a draft is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanState {
    /// It is being worked out: ask again.
    Working {
        /// So many persons are done.
        done: u64,
        /// Of so many.
        of: u64,
    },
    /// It can be read.
    Ready {
        /// In numbers.
        counts: PlanCounts,
        /// Whether the mailbox's contacts are not all known yet ([`crate::UNREAD`]).
        unread: bool,
        /// When it was made, in microseconds since 1970 UTC.
        made: i64,
    },
}

impl Database {
    /// Searches, and begins a draft with what is found: those in the mailbox already are selected. The viewer's
    /// standing restriction is added to the search.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when there are more than [`MOST_HITS`] or the viewer has too many drafts;
    /// [`StoreError::NotFound`] for a mailbox that is not the viewer's; [`StoreError::NotAllowed`] for readers.
    pub async fn create_export_draft(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        filter: &PersonFilter,
        now: i64,
    ) -> Result<ExportDraft, StoreError> {
        create::create(self, viewer, mailbox, filter, now).await
    }

    /// Lists the viewer's drafts that wait, the one changed last first. Expired and started ones are not among them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn waiting_export_drafts(
        &self,
        viewer: &Viewer,
        now: i64,
    ) -> Result<Vec<ExportDraft>, StoreError> {
        let waiting = row::waiting(self.reading(), viewer, now).await?;
        Ok(waiting.into_iter().map(row::Draft::view).collect())
    }

    /// Reads a draft.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for another user's, an expired and a dropped one.
    pub async fn read_export_draft(
        &self,
        viewer: &Viewer,
        id: DraftId,
        now: i64,
    ) -> Result<ExportDraft, StoreError> {
        row::seen(self.reading(), viewer, id, now).await.map(row::Draft::view)
    }

    /// Reads a part of one of the two lists, from its `from`-th row on; beyond the end: the last rows. With words in
    /// `q`, only those that are found by them.
    ///
    /// # Errors
    /// As [`Database::read_export_draft`].
    #[allow(clippy::too_many_arguments)] // As the page asks for it.
    pub async fn draft_window(
        &self,
        viewer: &Viewer,
        id: DraftId,
        side: Side,
        q: &str,
        from: u64,
        size: u32,
        now: i64,
    ) -> Result<DraftWindow, StoreError> {
        window::of_side(self, (viewer, id, now), (side, q), (from, size)).await
    }

    /// Reads a part of the list of those taken off.
    ///
    /// # Errors
    /// As [`Database::read_export_draft`].
    pub async fn draft_taken_off(
        &self,
        viewer: &Viewer,
        id: DraftId,
        from: u64,
        size: u32,
        now: i64,
    ) -> Result<DraftWindow, StoreError> {
        window::of_taken_off(self, (viewer, id, now), (from, size)).await
    }

    /// Moves rows to a list. What does not stand on the other side, is not shown there under `q`, or is barred, is
    /// left alone: the same move again does nothing.
    ///
    /// # Errors
    /// As [`Database::read_export_draft`]; [`StoreError::Invalid`] when the export was started.
    #[allow(clippy::too_many_arguments)] // As the page asks for it.
    pub async fn move_in_draft(
        &self,
        viewer: &Viewer,
        id: DraftId,
        to: Side,
        places: &Places,
        q: &str,
        now: i64,
    ) -> Result<PlacesMoved, StoreError> {
        window::take(self, (viewer, id, now), to, places, q).await
    }

    /// Keeps the list as it is, for the options.
    ///
    /// # Errors
    /// As [`Database::move_in_draft`]; [`StoreError::Invalid`] when nothing is selected and nothing taken off.
    pub async fn save_export_draft(&self, viewer: &Viewer, id: DraftId, now: i64) -> Result<(), StoreError> {
        self.write(|tx| async move {
            let mut draft = row::held_open(&tx, viewer, id, now).await?;
            if draft.assignment.selected.is_empty() && draft.assignment.taken_off().is_empty() {
                return Err(StoreError::Invalid(
                    "nobody is selected and nobody was taken off the list, so there is nothing to export; the list \
                     is kept as it was. Move contact persons into the selected datasets first"
                        .into(),
                ));
            }
            draft.saved = true;
            row::write(&tx, &draft, now).await
        })
        .await
    }

    /// Chooses what happens with the list; another choice makes the plan out of date.
    ///
    /// # Errors
    /// As [`Database::move_in_draft`].
    pub async fn choose_export_options(
        &self,
        viewer: &Viewer,
        id: DraftId,
        options: &ExportOptions,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move {
            let mut draft = row::held_open(&tx, viewer, id, now).await?;
            if draft.options == *options {
                return Ok(());
            }
            draft.options = *options;
            draft.version += 1;
            row::write(&tx, &draft, now).await
        })
        .await
    }

    /// Works the plan out for the list and the options as they are now, some hundred persons per call: call again
    /// until it is ready. A plan that is some minutes old is made anew.
    ///
    /// # Errors
    /// As [`Database::plan_export`]; as [`Database::move_in_draft`].
    pub async fn plan_export_draft(
        &self,
        viewer: &Viewer,
        id: DraftId,
        now: i64,
    ) -> Result<PlanState, StoreError> {
        plan::work(self, viewer, id, now).await
    }

    /// Lists the persons of a draft's plan, in the order of the list; with `what`, those with whom that would happen.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for another user's and a dropped draft; [`StoreError::Invalid`] for a place that is
    /// none.
    pub async fn draft_plan(
        &self,
        viewer: &Viewer,
        id: DraftId,
        what: Option<Planned>,
        paging: &Paging,
    ) -> Result<Page<PlanItem>, StoreError> {
        plan::page(self, viewer, id, what, paging).await
    }

    /// Begins the export of a saved draft, once: every further call returns the same run. As after
    /// [`Database::begin_export`], [`Database::fill_export`] has to follow.
    ///
    /// # Errors
    /// As [`Database::start_export`]; [`StoreError::NotFound`] for another user's, an expired and a dropped draft;
    /// [`StoreError::Invalid`] when the list was not saved as it is now.
    pub async fn begin_export_draft(
        &self,
        viewer: &Viewer,
        id: DraftId,
        now: i64,
    ) -> Result<Begun, StoreError> {
        self.write(|tx| async move { start::begin(&tx, viewer, id, now).await }).await
    }

    /// Begins the export of a saved draft and gathers its items.
    ///
    /// # Errors
    /// As [`Database::begin_export_draft`] and [`Database::fill_export`].
    pub async fn start_export_draft(
        &self,
        viewer: &Viewer,
        id: DraftId,
        now: i64,
    ) -> Result<RunId, StoreError> {
        let begun = self.begin_export_draft(viewer, id, now).await?;
        self.fill_export(begun.run, now).await?;
        Ok(begun.run)
    }

    /// Drops a draft; does nothing when it is gone, or another user's. A run that was started goes on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn drop_export_draft(&self, viewer: &Viewer, id: DraftId) -> Result<(), StoreError> {
        let delete = "DELETE FROM export_draft WHERE id = $1 AND user_id = $2";
        let values = vec![id.0.into(), viewer.user.0.into()];
        self.write(|tx| {
            let values = values.clone();
            async move { run(tx.as_ref(), delete, values).await.map(|_| ()) }
        })
        .await
    }

    /// Removes the drafts whose time is over; returns how many. Called by the server now and then.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn drop_old_export_drafts(&self, now: i64) -> Result<u64, StoreError> {
        if !row::any_old(self.reading(), now).await? {
            return Ok(0);
        }
        self.write(|tx| async move { purge(&tx, now).await }).await
    }
}
