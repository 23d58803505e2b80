//! [`Operation`]: one intended write to Outlook, committed before it is made.

use std::collections::BTreeMap;

use contacts::{Card, FieldKey, LinkId, MailboxId, OperationId, Patch, PersonId, RunId};
use serde::{Deserialize, Serialize};

/// One intended write to Outlook. It is committed with its exact body before it is sent, and it goes in the
/// same commit as its effect on the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its identity; a create's stamp names it.
    pub id: OperationId,
    /// The mailbox it writes to.
    pub mailbox: MailboxId,
    /// The contact person it is about.
    pub person: PersonId,
    /// The link it belongs to; none for a copy that loses its stamp.
    pub link: Option<LinkId>,
    /// What it writes.
    pub kind: OperationKind,
    /// The version of the person that the body was built from.
    pub person_version: i64,
    /// The CRM shadow's fields that hold once the write is done.
    pub agreed: BTreeMap<FieldKey, String>,
    /// How far it got.
    pub state: OperationState,
    /// How often it was sent or looked for.
    pub attempts: u32,
    /// Not before this time, in microseconds since 1970 UTC.
    pub not_before: i64,
    /// The run that waits for it.
    pub run: Option<RunId>,
}

/// What an operation writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum OperationKind {
    /// Creates the contact.
    Create {
        /// All its fields, in Outlook's form.
        card: Card,
        /// Its stamp.
        stamp: String,
    },
    /// Changes the contact; with a stamp, links it.
    Update {
        /// The contact.
        remote_id: String,
        /// The version it must still have.
        change_key: String,
        /// The fields written, in Outlook's form.
        patch: Patch,
        /// What those fields held before.
        before: Patch,
        /// The whole contact after the change.
        card: Card,
        /// The stamp to write, when this links the contact.
        stamp: Option<String>,
    },
    /// Moves the contact to Deleted Items.
    Delete {
        /// The contact.
        remote_id: String,
        /// The version it must still have.
        change_key: String,
    },
    /// Takes the stamp off the contact, which stays.
    Release {
        /// The contact.
        remote_id: String,
        /// The version it must still have.
        change_key: String,
    },
    /// Writes the photo, or removes it.
    Photo {
        /// The contact.
        remote_id: String,
        /// The digest of the CRM's picture; none: Outlook's is removed.
        digest: Option<String>,
    },
}

/// How far an operation got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// It was not sent yet; it may be replaced.
    Pending,
    /// It was, or is about to be, sent; what became of it has to be found out before anything else happens
    /// to its link.
    Sent,
}

impl OperationKind {
    /// Returns the contact it is about, if it exists already.
    pub fn remote_id(&self) -> Option<&str> {
        match self {
            OperationKind::Create { .. } => None,
            OperationKind::Update { remote_id, .. }
            | OperationKind::Delete { remote_id, .. }
            | OperationKind::Release { remote_id, .. }
            | OperationKind::Photo { remote_id, .. } => Some(remote_id),
        }
    }

    /// Returns its kind in one word, for tables and traces.
    pub fn word(&self) -> &'static str {
        match self {
            OperationKind::Create { .. } => "create",
            OperationKind::Update { .. } => "update",
            OperationKind::Delete { .. } => "delete",
            OperationKind::Release { .. } => "release",
            OperationKind::Photo { .. } => "photo",
        }
    }
}
