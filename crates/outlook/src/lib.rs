//! How Microsoft says it: the contact folder trait ([`folder`]) and its connectors.
//!
//! The engine knows the trait and its types only. Each connector keeps Microsoft's own words in its `wire.rs`
//! and turns them into [`contacts::Card`] in its `map.rs`; nothing else crosses. `ews` keeps its place free
//! beside `graph`.

pub mod folder;
#[cfg(feature = "graph")]
pub mod graph;

pub use folder::{
    ChangeEntry, ChangeKey, ChangePage, ConnectorError, ContactFolder, ContactUpdate, Cursor, ListPage,
    MailboxDirectory, NewContact, PageToken, Place, ReadOutcome, RemoteContact, RemoteFolder, RemoteId,
    StampChange, WriteError, Written,
};
