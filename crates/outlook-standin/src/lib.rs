//! A stateful stand-in for Microsoft Graph's contacts, with faults on demand. Imports none of the product's crates.
//!
//! [`Standin`] holds mailboxes in memory and serves them over HTTP: Microsoft Graph under `/v1.0`, the admin API
//! under `/standin`, a small address book at `/`. What has been captured from the real service or documented by
//! Microsoft is how it behaves; what nobody has confirmed is a switch in [`Quirks`]. Time is its own clock, which
//! tests move; [`Limits`] are Microsoft's limits per mailbox; [`Fault`] says what goes wrong, and when.

mod account;
mod addressbook;
mod admin;
mod clock;
mod counters;
mod errors;
mod faults;
mod graph;
mod odata;
mod openapi;
mod outlook;
mod quirks;
mod router;
mod snapshot;
mod standin;
mod state;
mod throttle;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use clock::ClockReading;
pub use counters::{Counts, MailboxCounts};
pub use faults::{ActiveFault, Effect, Fault};
pub use outlook::{EditError, Outlook};
pub use quirks::{
    AddressPatch, DeletedFolderName, DeltaExpand, EmptyPhotoPut, EmptyTexts, IdTypeToggle, IfMatchOnPatch,
    Quirks, SoftDeleted,
};
pub use snapshot::{StoredContact, StoredPhoto};
pub use standin::{Standin, StandinOptions};
pub use throttle::Limits;

/// Locks what a panicking test may have left locked: the data is kept whole by each single assignment.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
