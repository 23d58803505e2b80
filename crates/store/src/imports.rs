//! Import drafts: contacts of Outlook that one user looks through before some of them become contact persons.
//!
//! A draft holds whole cards, and is therefore that user's alone, of a mailbox that is the user's own; it goes after a
//! day, and with the mailbox. Contacts that Outlook marks as private are kept in it only if this draft asked for them.
//! Outlook's own lists of contacts for distribution are no contacts to Microsoft Graph (`/contacts` never shows one), so
//! there is nothing to leave out.

mod assign;
mod begin;
mod carry;
mod check;
mod complete;
mod contact;
mod detect;
mod draft;
mod fill;
mod link;
mod list;
mod neighbours;
mod order;
mod outcome;
mod plan;
mod query;
mod row;
mod window;

use contacts::{DraftId, MailboxId, Patch, PersonId, RunId};

use crate::database::Database;
use crate::exports::Begun;
use crate::idempotency::IdempotencyKey;
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

pub use list::{
    Assign, GroupBy, GroupRow, IMPORT_BATCH, IMPORT_DRAFT_LASTS, IMPORT_DRAFTS_MOST, IMPORT_ROWS_MOST,
    IMPORT_WINDOW_LIMIT, ImportCounts, ImportDraft, ImportFilter, ImportFolder, ImportGroup, ImportOrder,
    ImportRow, ImportState, ImportWindow, OutlookContact, RowAction, RowBar, RowGroup, RowPartner, RowStatus,
    Rows, RowsChanged,
};
pub use order::{
    Candidacy, Detecting, ImportAction, ImportBatch, ImportOrderItem, ItemAction, LinkField, LinkPreview,
    LinkWhy, PlannedAction, PlannedImport,
};

pub(crate) use draft::{any_old, drop_of_mailbox, drop_of_user, purge};
pub(crate) use fill::stop;
pub(crate) use order::shown_end;
pub(crate) use outcome::{names, retry};

impl Database {
    /// Begins a draft: its folders are to be read from now on. See [`Database::begin_detecting`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a mailbox that is not the viewer's own; [`StoreError::NotAllowed`] for readers;
    /// [`StoreError::Invalid`] when it is disconnected, no folder is named, or too many drafts wait.
    pub async fn create_import_draft(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        folders: &[ImportFolder],
        with_private: bool,
        now: i64,
    ) -> Result<ImportDraft, StoreError> {
        draft::create(self, viewer, (mailbox, folders, with_private), now).await
    }

    /// Lists the viewer's drafts that wait, the one changed last first. Expired and started ones are not among them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn waiting_import_drafts(
        &self,
        viewer: &Viewer,
        now: i64,
    ) -> Result<Vec<ImportDraft>, StoreError> {
        draft::waiting(self, viewer, now).await
    }

    /// Reads a draft. One whose reading stopped (the program was restarted) still says *reading*: whoever asks begins
    /// it anew ([`Database::begin_detecting`] does nothing while somebody is at it).
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for another user's, an expired and a dropped one.
    pub async fn read_import_draft(
        &self,
        viewer: &Viewer,
        id: DraftId,
        now: i64,
    ) -> Result<ImportDraft, StoreError> {
        draft::read(self, viewer, id, now).await
    }

    /// Drops a draft with everything that was read for it. One whose import was started keeps its run.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for another user's, an expired and a dropped one.
    pub async fn drop_import_draft(&self, viewer: &Viewer, id: DraftId, now: i64) -> Result<(), StoreError> {
        draft::discard(self, viewer, id, now).await
    }

    /// Takes the reading of a draft's folders for the caller, unless somebody is at it. A reading that stopped begins
    /// anew. What is to be done then is told by [`Database::next_detecting`].
    ///
    /// # Errors
    /// As [`Database::read_import_draft`].
    pub async fn begin_detecting(&self, viewer: &Viewer, id: DraftId, now: i64) -> Result<bool, StoreError> {
        detect::begin(self, viewer, id, now).await
    }

    /// Lets the folders of a draft be read again that could not be read; does nothing with any other draft.
    ///
    /// # Errors
    /// As [`Database::read_import_draft`].
    pub async fn detect_again(&self, viewer: &Viewer, id: DraftId, now: i64) -> Result<(), StoreError> {
        detect::again(self, viewer, id, now).await
    }

    /// Tells what the task that took the reading has to do next.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next_detecting(&self, id: DraftId) -> Result<Detecting, StoreError> {
        detect::next(self, id).await
    }

    /// Says that whoever reads the folders of a draft is still at it: nobody else takes the work for a minute.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn go_on_detecting(&self, id: DraftId, now: i64) -> Result<(), StoreError> {
        self.write(|tx| async move { detect::go_on(&tx, id, now).await }).await
    }

    /// Adds a page of a folder to a draft: contacts that are linked are left out, private ones unless they were asked
    /// for. `last`: the folder has no further page.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the draft was dropped; [`StoreError::Invalid`] when it has too many rows.
    #[allow(clippy::too_many_arguments)] // As the reader has it.
    pub async fn add_import_page(
        &self,
        viewer: &Viewer,
        id: DraftId,
        folder: usize,
        contacts: &[OutlookContact],
        last: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        detect::add(self, viewer, id, (folder, contacts, last), now).await
    }

    /// Looks for duplicates and business partners of some hundred rows that were read; at the end for duplicates among
    /// the rows. Tells whether it is done: the draft is then ready.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the draft was dropped.
    pub async fn check_import(&self, viewer: &Viewer, id: DraftId, now: i64) -> Result<bool, StoreError> {
        check::some(self, viewer, id, now).await
    }

    /// Notes that a draft's folders could not be read, in words for people.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn fail_detecting(&self, id: DraftId, reason: &str, now: i64) -> Result<(), StoreError> {
        detect::fail(self, id, reason, now).await
    }

    /// Reads a part of the list, from its `from`-th row on; beyond the end: the last rows. Duplicates, evidence and
    /// suggestions are worked out for the rows shown, with the rights of this moment.
    ///
    /// # Errors
    /// As [`Database::read_import_draft`].
    #[allow(clippy::too_many_arguments)] // As the page asks for it.
    pub async fn import_window(
        &self,
        viewer: &Viewer,
        id: DraftId,
        filter: &ImportFilter,
        order: ImportOrder,
        from: u64,
        size: u32,
        now: i64,
    ) -> Result<ImportWindow, StoreError> {
        window::window(self, (viewer, id, now), (filter, order), (from, size)).await
    }

    /// Reads one row.
    ///
    /// # Errors
    /// As [`Database::read_import_draft`]; [`StoreError::NotFound`] for a row that is none.
    pub async fn import_row(
        &self,
        viewer: &Viewer,
        id: DraftId,
        number: u32,
        now: i64,
    ) -> Result<ImportRow, StoreError> {
        window::one_row(self, (viewer, id, now), number).await
    }

    /// Lists groups of rows without stamp that have the same company text or domain, the largest first; those with one
    /// row are none. At most 200.
    ///
    /// # Errors
    /// As [`Database::read_import_draft`].
    pub async fn import_groups(
        &self,
        viewer: &Viewer,
        id: DraftId,
        by: GroupBy,
        now: i64,
    ) -> Result<Vec<ImportGroup>, StoreError> {
        window::groups(self, (viewer, id, now), by).await
    }

    /// Checks or unchecks rows. Rows that cannot be imported ([`RowBar`]) stay unchecked, unless a link was chosen for
    /// them. Of rows that are certainly the same person one stays checked: the first of those asked for, and those
    /// checked before give way.
    ///
    /// # Errors
    /// As [`Database::read_import_draft`]; [`StoreError::Invalid`] while it is not ready, and when it was started.
    pub async fn tick_import_rows(
        &self,
        viewer: &Viewer,
        id: DraftId,
        rows: &Rows,
        checked: bool,
        now: i64,
    ) -> Result<RowsChanged, StoreError> {
        assign::tick(self, (viewer, id, now), rows, checked).await
    }

    /// Counts the rows of a filter that could be imported and lack something yet: a business partner, or a name.
    ///
    /// # Errors
    /// As [`Database::read_import_draft`].
    pub async fn count_unready_import_rows(
        &self,
        viewer: &Viewer,
        id: DraftId,
        filter: &ImportFilter,
        now: i64,
    ) -> Result<u64, StoreError> {
        assign::unready(self, (viewer, id, now), filter).await
    }

    /// Assigns a business partner to rows without stamp.
    ///
    /// # Errors
    /// As [`Database::tick_import_rows`]; [`StoreError::NotFound`] for a partner that the viewer does not see;
    /// [`StoreError::Invalid`] for a new one without a name.
    pub async fn assign_import_rows(
        &self,
        viewer: &Viewer,
        id: DraftId,
        rows: &Rows,
        partner: &Assign,
        now: i64,
    ) -> Result<RowsChanged, StoreError> {
        assign::assign(self, (viewer, id, now), rows, partner).await
    }

    /// Completes or corrects fields of a row; its duplicate status and suggestions are found anew. Returns the row.
    ///
    /// # Errors
    /// As [`Database::tick_import_rows`]; [`StoreError::Invalid`] for a field that is off or the partner's;
    /// [`StoreError::NotAllowed`] for one that is hidden from the viewer.
    pub async fn complete_import_row(
        &self,
        viewer: &Viewer,
        id: DraftId,
        number: u32,
        patch: &Patch,
        now: i64,
    ) -> Result<ImportRow, StoreError> {
        complete::complete(self, (viewer, id, now), number, patch).await
    }

    /// Chooses that a row is linked to a contact person instead of being imported, and checks it; with none, that it is
    /// imported, unchecked. Returns the row.
    ///
    /// # Errors
    /// As [`Database::tick_import_rows`]; [`StoreError::Invalid`] when the person cannot be linked
    /// ([`LinkPreview::not_possible`]).
    pub async fn link_import_row(
        &self,
        viewer: &Viewer,
        id: DraftId,
        number: u32,
        person: Option<PersonId>,
        now: i64,
    ) -> Result<ImportRow, StoreError> {
        link::choose(self, (viewer, id, now), number, person).await
    }

    /// Says field by field what linking a row to a contact person would do; nothing is changed.
    ///
    /// # Errors
    /// As [`Database::import_row`]; [`StoreError::NotFound`] for a person that the viewer does not see.
    pub async fn preview_import_link(
        &self,
        viewer: &Viewer,
        id: DraftId,
        number: u32,
        person: PersonId,
        now: i64,
    ) -> Result<LinkPreview, StoreError> {
        link::preview_row(self, (viewer, id, now), number, person).await
    }

    /// Starts the import of the checked rows, once: every further call returns the same run. The rows are worked on by
    /// whoever calls [`Database::next_import_batch`] and [`Database::carry_import_batch`].
    ///
    /// # Errors
    /// As [`Database::tick_import_rows`]; [`StoreError::Invalid`] when no row is checked, or one has no business partner
    /// or names nobody.
    pub async fn start_import(&self, viewer: &Viewer, id: DraftId, now: i64) -> Result<RunId, StoreError> {
        begin::start(self, viewer, id, now).await
    }

    /// Finds the draft of a run, while it is kept: for the way back to the list.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn import_of_run(
        &self,
        viewer: &Viewer,
        run: RunId,
        now: i64,
    ) -> Result<Option<ImportDraft>, StoreError> {
        draft::of_run(self, viewer, run, now).await
    }

    /// Tells what a program sees of contacts that are not linked: whether they are duplicates, where they belong.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a mailbox that is not the viewer's own.
    pub async fn import_candidacies(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        contacts: &[OutlookContact],
    ) -> Result<Vec<Option<Candidacy>>, StoreError> {
        plan::candidacies(self, viewer, mailbox, contacts).await
    }

    /// Says what an import by a program would do; nothing is changed.
    ///
    /// # Errors
    /// As [`Database::begin_import`].
    pub async fn plan_import(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        items: &[ImportOrderItem],
    ) -> Result<Vec<PlannedImport>, StoreError> {
        plan::plan(self, viewer, mailbox, items).await
    }

    /// Begins an import by a program: what cannot be done becomes *skipped*, with the reason.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a mailbox that is not the viewer's own; [`StoreError::NotAllowed`] for readers;
    /// [`StoreError::Invalid`] when it is disconnected or about to be, or nothing is ordered.
    pub async fn begin_import(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        items: &[ImportOrderItem],
        key: Option<&IdempotencyKey>,
        now: i64,
    ) -> Result<Begun, StoreError> {
        begin::ordered(self, viewer, (mailbox, items), key, now).await
    }

    /// Returns the next contacts that a run has to import; none: all are dealt with, or it is paused or cancelled.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next_import_batch(&self, run: RunId, now: i64) -> Result<Option<ImportBatch>, StoreError> {
        fill::next(self, run, now).await
    }

    /// Imports contacts as Outlook has them now: `read` are those of the batch that are there. What is gone, stamped,
    /// linked or certainly somebody meanwhile is skipped, with the reason. Does nothing a second time.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn carry_import_batch(
        &self,
        run: RunId,
        batch: &ImportBatch,
        read: &[OutlookContact],
        now: i64,
    ) -> Result<(), StoreError> {
        fill::carry(self, run, batch, read, now).await
    }

    /// Ends the items of contacts of a batch that cannot be read, as failed and with the reason. They can be tried again.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn give_up_import_batch(
        &self,
        run: RunId,
        batch: &ImportBatch,
        why: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        fill::give_up(self, run, batch, why, now).await
    }

    /// Lists the imports that are not worked through, for going on with them when the program starts.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn unfinished_imports(&self) -> Result<Vec<(RunId, MailboxId)>, StoreError> {
        fill::unfinished(self).await
    }
}
