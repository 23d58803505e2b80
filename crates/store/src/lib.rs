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
mod duplicates;
mod exports;
mod failure;
mod histories;
mod history;
mod idempotency;
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
mod rights;
mod runs;
mod settings;
mod settings_row;
mod statements;
mod tables;
pub mod viewer;
mod words;

pub use accounts::{ApiToken, Authenticated, NewToken, NewUser, Share, ShareWith, Shared, Team, User};
pub use database::{Database, Durability, Options};
pub use duplicates::Duplicate;
pub use exports::{ExportMode, ExportPlan, ExportRequest, PlanCounts, PlanItem, Planned, Selection};
pub use histories::{EntryId, HistoryEntry};
pub use history::Chain;
pub use idempotency::{IdempotencyKey, REMEMBERED, Remembered};
pub use links::{LinkDetail, LinkView, SwitchState};
pub use load::{LoadOptions, LoadPartner, LoadPerson, Loaded};
pub use mailboxes::{Connection, Farewell, MailboxHealth, MailboxView, NewMailbox};
pub use page::{PAGE_LIMIT, Page, Paging};
pub use partners::{Moved, NewPartner, PartnerChanged, PartnerPatch, PartnerSearch};
pub use persons::{
    NewPerson, PersonCreated, PersonFilter, PersonPatch, PersonRecord, PhotoSize, StoredPhoto,
};
pub use runs::{Run, RunCounts, RunItem, RunKind, RunState};

pub use replication_store::{
    Applied, Candidate, CandidateKind, CandidateWrite, Cause, Change, Due, EndState, Feed, Fence, Health,
    HistoryKind, HistoryWrite, LinkCase, LinkWrite, MailboxRecord, MailboxState, NewPhoto, OperationWrite,
    PersonView, PersonWrite, PhotoView, ReplicationStore, RunItemWrite, Staged, StagedWhat, StoreError,
};
pub use viewer::{Role, Viewer};
