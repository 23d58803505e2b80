//! What the engine hands back: changes, each written whole or not at all.

use bytes::Bytes;
use contacts::{MailboxId, OperationId, Patch, PersonId, PhotoId, RunId, UserId};
use replication::{Link, Operation};
use serde::{Deserialize, Serialize};

use super::case::Candidate;

/// What happens to a mailbox's candidates in a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CandidateWrite {
    /// The contact is one, with these match keys (in clear; the store keeps salted hashes only).
    Put {
        /// The candidate.
        candidate: Candidate,
        /// Its match keys: for *certain*, or, of a contact to re-link, its person.
        keys: Vec<String>,
        /// The person its stamp names, for a re-link.
        person: Option<PersonId>,
    },
    /// The contact is none any more.
    Remove {
        /// The contact.
        remote_id: String,
    },
}

/// A link's part of a change: the link is written as it stands. It is refused as [`Applied::Stale`] when the row
/// is no longer the one read (`link.row`).
#[derive(Debug, Clone, PartialEq)]
pub struct LinkWrite {
    /// The link, with the `row` and `due` that were read.
    pub link: Box<Link>,
    /// What becomes of the work that waited on it.
    pub due: Due,
}

/// What becomes of the work that waits on a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It is done, if nothing new became due since the link was read; else it stays.
    Done,
    /// It stays as it is.
    Keep,
    /// It is to be done anew, whatever it was, and whatever problem there was.
    Again,
}

/// A photo to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhoto {
    /// Its identity.
    pub id: PhotoId,
    /// The full-size picture and its media type.
    pub original: Bytes,
    /// The media type of the original.
    pub media_type: String,
    /// The digest of the original, lower-case hexadecimal SHA-256.
    pub digest: String,
    /// The original's width, in pixels.
    pub width: u32,
    /// The original's height, in pixels.
    pub height: u32,
    /// The rendition for Outlook, a JPEG of at most 48 KB.
    pub rendition: Bytes,
}

/// A person's part of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonWrite {
    /// The person.
    pub id: PersonId,
    /// The version read; the change is [`Applied::Stale`] when it is no longer current, or when the mailbox's owner may
    /// not change the person (any more).
    pub version: i64,
    /// The fields that change. Those of the business partner, and those that the mailbox's owner does not see, are
    /// left as they are; gaps in numbered slots are closed. The person's other live links become due.
    pub patch: Patch,
    /// A new photo.
    pub photo: Option<NewPhoto>,
}

/// What happens to an operation in a change.
#[derive(Debug, Clone, PartialEq)]
pub enum OperationWrite {
    /// It is intended. Replaces every pending operation of the same link but a photo's, or, if this is a
    /// photo's, the pending photo. An operation without a link replaces the pending one of the same contact.
    Put(Box<Operation>),
    /// It is done with, one way or the other.
    Remove(OperationId),
    /// It waits: back to pending, or still sent and to be looked for again. One that stays sent does not change: it
    /// keeps the time of sending as its `not_before`.
    Wait {
        /// The operation.
        id: OperationId,
        /// Whether it certainly had no effect, so that it is pending again.
        pending: bool,
        /// Not before this time, in microseconds since 1970 UTC.
        not_before: i64,
    },
}

/// Who or what caused a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "side")]
pub enum Cause {
    /// A user in the CRM, by page, API or file.
    Crm {
        /// The user; none for the program itself.
        user: Option<UserId>,
    },
    /// An edit made in a mailbox.
    Outlook {
        /// The mailbox.
        mailbox: MailboxId,
    },
}

/// What a history entry tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// A field changed in the CRM.
    Edited,
    /// A field was written to Outlook.
    Sent,
    /// A field edited in Outlook was put back, because it travels to Outlook only.
    PutBack,
    /// Both sides had changed a field; `after` stands, `before` is the value that lost and is kept.
    Conflict,
    /// The person was created.
    Created,
    /// The person was deleted.
    Deleted,
    /// The person was restored from the bin.
    Restored,
    /// The contact was created in a mailbox.
    Exported,
    /// An equal contact of a mailbox was linked.
    Linked,
    /// The link lives again, because the contact was restored in Outlook.
    Revived,
    /// The link ended; `after` says by what.
    LinkEnded,
    /// A copy of the contact in Outlook lost its stamp.
    CopyReleased,
    /// Something was not possible; `after` says what.
    Problem,
}

/// One entry for a person's history. The store numbers and chains it.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryWrite {
    /// The person.
    pub person: PersonId,
    /// The mailbox concerned.
    pub mailbox: Option<MailboxId>,
    /// What happened.
    pub kind: HistoryKind,
    /// The field's stable name, or `photo`.
    pub field: Option<String>,
    /// What was there before.
    pub before: Option<serde_json::Value>,
    /// What is there after.
    pub after: Option<serde_json::Value>,
    /// Who or what caused it.
    pub cause: Cause,
    /// The run it belongs to.
    pub run: Option<RunId>,
}

/// How an item of a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum EndState {
    /// It waits.
    Waiting,
    /// The contact was created.
    Created,
    /// The contact was updated.
    Updated,
    /// An equal contact was linked.
    Linked,
    /// A contact person was made from the contact, which is linked. The engine calls it *linked*: it is what that means
    /// in an import.
    Imported,
    /// An import left the contact as it was; the reason says why.
    Skipped,
    /// The contact was withdrawn.
    Withdrawn,
    /// There was nothing to change.
    Unchanged,
    /// It was not possible; the reason says why.
    Failed,
}

/// An item's end in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunItemWrite {
    /// The run.
    pub run: RunId,
    /// The person.
    pub person: PersonId,
    /// How it ended.
    pub end: EndState,
    /// Why, in words.
    pub reason: Option<String>,
}

/// Everything that changes together, for one link at most: written whole or not at all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// The link.
    pub link: Option<LinkWrite>,
    /// The person.
    pub person: Option<PersonWrite>,
    /// The operations.
    pub operations: Vec<OperationWrite>,
    /// The history.
    pub history: Vec<HistoryWrite>,
    /// Pictures of persons that lost a conflict: kept for the history, which names them by their digest, without
    /// becoming the person's photo. One that is kept already stays as it is.
    pub kept_photos: Vec<(PersonId, NewPhoto)>,
    /// The candidates.
    pub candidates: Vec<CandidateWrite>,
    /// The staged entries that are dealt with, by contact and number; a later one stays.
    pub staged: Vec<(String, i64)>,
    /// The items of runs that ended.
    pub run_items: Vec<RunItemWrite>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It is written.
    Done,
    /// The link or the person changed (or was deleted) since it was read, or the contact belongs to another live link of the mailbox
    /// by now; nothing of it was written. Read and decide again.
    Stale,
}
