//! Microsoft Graph v1.0.
//!
//! [`wire`] has Microsoft's words, `map.rs` says where each field of a card lives in them, `read.rs` and
//! `write.rs` walk that map. [`GraphClient`] is one mailbox within its limits, [`GraphFolder`] one contact
//! folder of it. `errors.rs` is the table of refusals.

mod batch;
mod client;
mod delta;
mod directory;
mod errors;
mod folder;
mod link;
mod list;
mod map;
mod photo;
mod property;
mod quota;
mod read;
mod retry;
mod token;
mod transport;
pub mod wire;
mod write;

pub use client::{GraphClient, GraphOptions, GraphSetupError, GraphUser, MOST_IN_FLIGHT};
pub use folder::{FolderChoice, GraphFolder};
pub use link::LinkError;
pub use quota::Quota;
pub use token::{AccessToken, FixedToken, TokenError, TokenSource};
pub use transport::{Transport, TransportError};
