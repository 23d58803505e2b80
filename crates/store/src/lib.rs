//! The only crate that knows SQL: people, links, operations, history, runs, accounts, settings.
//!
//! Two faces: [`Database`]'s functions for people (each takes a [`Viewer`]), and [`ReplicationStore`], the
//! engine's view of the same tables. SQLite and PostgreSQL behind one set of typed queries.

pub mod replication_store;
pub mod viewer;

pub use replication_store::{
    Applied, Candidate, CandidateKind, CandidateWrite, Cause, Change, EndState, Feed, Fence, Health,
    HistoryKind, HistoryWrite, LinkCase, LinkWrite, MailboxRecord, MailboxState, NewPhoto, OperationWrite,
    PersonView, PersonWrite, PhotoView, ReplicationStore, RunItemWrite, Staged, StagedWhat, StoreError,
};
pub use viewer::{Role, Viewer};
