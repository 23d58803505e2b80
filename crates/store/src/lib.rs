//! The only crate that knows SQL: people, links, operations, history, runs, accounts, settings.
//!
//! Two faces: [`Database`]'s functions for people (each takes a [`Viewer`]), and [`ReplicationStore`], the
//! engine's view of the same tables. SQLite and PostgreSQL behind one set of typed queries.

mod accounts;
mod audit;
mod backup;
#[cfg(feature = "contract")]
pub mod contract;
mod database;
mod derived;
mod drafts;
mod duplicates;
mod exports;
mod failure;
mod first_minutes;
mod histories;
mod history;
mod idempotency;
mod imports;
mod links;
mod load;
mod mailboxes;
mod migrations;
mod page;
mod partners;
mod persons;
mod random;
mod records;
mod replication;
pub mod replication_store;
mod restriction;
mod rights;
mod runs;
mod saved_searches;
mod search;
mod settings;
mod settings_row;
mod statements;
mod tables;
pub mod viewer;
mod words;

pub use accounts::{
    ApiToken, Authenticated, Credentials, Language, NewToken, NewUser, PASSWORD_LONGEST, PASSWORD_SHORTEST,
    Password, PasswordFault, PasswordLasts, PasswordRefused, PasswordState, Preference, Preferences,
    SESSION_IDLE, SESSION_LONGEST, Session, SessionRecord, SetUp, SetUpRefused, Share, ShareWith, Shared,
    SignIn, SignInRefused, Team, TeamPatch, Theme, User, UserPatch,
};
pub use audit::AuditEntry;
pub use database::{Database, Durability, Options};
pub use drafts::{
    Bar, DRAFT_LASTS, DraftRow, DraftWindow, ExportDraft, ExportOptions, MOST_HITS, Places, PlacesMoved,
    PlanState, Side, WAITING_MOST, WINDOW_LIMIT,
};
pub use duplicates::{
    EarlierDuplicate, Family, FamilyPair, FoundDuplicate, FoundPerson, NotSame, POSSIBLE_MOST,
    PartnerSuggestion, PartnerSuggestions, SharedKeys, StockTaking,
};
/// The words of the duplicate check and of the suggestions, for those who show them.
pub use matching::duplicate::{Evidence, How, Reason, Status as DuplicateStatus};
pub use matching::partner::Because;

pub use exports::{
    Begun, ExportMode, ExportPlan, ExportRequest, FieldChange, FieldWhy, IfDifferent, MOST_DETAILED,
    PhotoPlan, PlanCounts, PlanItem, Planned, PlannedChanges, Selection, UNREAD,
};
pub use first_minutes::FirstMinutes;
pub use histories::{EntryId, HistoryEntry, Kept};
pub use history::Chain;
pub use idempotency::{IdempotencyKey, REMEMBERED};
pub use imports::{
    Assign, Candidacy, Detecting, GroupBy, GroupRow, IMPORT_BATCH, IMPORT_DRAFT_LASTS, IMPORT_DRAFTS_MOST,
    IMPORT_ROWS_MOST, IMPORT_WINDOW_LIMIT, ImportAction, ImportBatch, ImportCounts, ImportDraft,
    ImportFilter, ImportFolder, ImportGroup, ImportOrder, ImportOrderItem, ImportRow, ImportState,
    ImportWindow, ItemAction, LinkField, LinkPreview, LinkWhy, OutlookContact, PlannedAction, PlannedImport,
    RowAction, RowBar, RowGroup, RowPartner, RowStatus, Rows, RowsChanged,
};
pub use links::{LinkDetail, LinkView, SwitchState, TakenBack};
pub use load::{LoadOptions, LoadPartner, LoadPerson, LoadSoFar, Loaded, Remark};
pub use mailboxes::{
    Connection, Departing, DepartingLink, Farewell, MailboxHealth, MailboxView, NewMailbox, TroubledLink,
};
pub use page::{Count, PAGE_LIMIT, Page, Paging};
pub use partners::{
    Moved, NewPartner, PartnerChanged, PartnerFilter, PartnerOrder, PartnerPatch, PartnerSort,
};
pub use persons::{
    NewPerson, PersonCreated, PersonFilter, PersonOrder, PersonPatch, PersonRecord, PersonSort, PhotoFacts,
    PhotoSize, StoredPhoto,
};
pub use restriction::Restriction;
pub use runs::{Run, RunCounts, RunItem, RunKind, RunState};
pub use saved_searches::{NewSavedSearch, SavedSearch};

pub use replication_store::{
    Applied, Candidate, CandidateKind, CandidateWrite, Cause, Change, Due, EndState, Feed, Fence, Health,
    HistoryKind, HistoryWrite, LinkCase, LinkWrite, MailboxRecord, MailboxState, NewPhoto, OperationWrite,
    PersonView, PersonWrite, PhotoView, ReplicationStore, RunItemWrite, Staged, StagedWhat, StoreError,
};
pub use settings::RulesEdited;
pub use viewer::{Role, Viewer};
