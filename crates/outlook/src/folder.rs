//! [`ContactFolder`]: one contact folder of one Outlook mailbox, as replication needs it.
//!
//! Every connector passes the same contract suite. All calls may be given up at any point: a dropped future is
//! a lost answer.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use contacts::{Card, FieldKey, Patch};
use serde::{Deserialize, Serialize};

macro_rules! opaque {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )* };
}

opaque! {
    /// Outlook's id of a contact: opaque, case-sensitive, stable over moves where the server allows.
    RemoteId;
    /// Outlook's version of a contact: differs after every write, by anybody.
    ChangeKey;
    /// Where the change feed was left: opaque.
    Cursor;
    /// Where a listing goes on: opaque.
    PageToken;
}

/// Where a contact lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the folder that replication follows.
    Followed,
    /// In another contact folder of the mailbox, by its id.
    Elsewhere(String),
    /// In Deleted Items or beneath it.
    Deleted,
}

/// A contact as read from Outlook, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteContact {
    /// Its id.
    pub id: RemoteId,
    /// Its version at the time of reading.
    pub change_key: ChangeKey,
    /// Where it lies.
    pub place: Place,
    /// Its fields, all that the field map knows.
    pub card: Card,
    /// The stamp's text, if it has one, whoever wrote it.
    pub stamp: Option<String>,
    /// Whether it has a photo.
    pub has_photo: bool,
    /// When it was changed last by Microsoft's clock, in microseconds since 1970 UTC.
    pub modified: i64,
}

/// One contact looked up by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadOutcome {
    /// It exists (perhaps in Deleted Items: see its place).
    Found(Box<RemoteContact>),
    /// The server knows no such contact.
    Gone,
}

/// One entry of the change feed. It may come twice, late, out of order, or falsely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeEntry {
    /// The contact was created or changed.
    Changed {
        /// Its id.
        id: RemoteId,
        /// Its version.
        change_key: ChangeKey,
        /// The fields that the feed carries in full, cleared ones included; the others are not in it.
        carried: Patch,
    },
    /// The contact is said to be no longer in the folder. A hint: look it up before believing it.
    Removed {
        /// Its id.
        id: RemoteId,
    },
}

impl ChangeEntry {
    /// Returns the contact's id.
    pub fn id(&self) -> &RemoteId {
        match self {
            ChangeEntry::Changed { id, .. } | ChangeEntry::Removed { id } => id,
        }
    }
}

/// One page of the change feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePage {
    /// What changed; the last entry of an id counts.
    pub entries: Vec<ChangeEntry>,
    /// Where to go on.
    pub cursor: Cursor,
    /// Whether more pages wait now; after the last page the feed is up to date.
    pub more: bool,
}

/// One page of a folder's contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    /// The contacts, whole. A note that the server cut in the listing is marked in `notes_cut`.
    pub contacts: Vec<RemoteContact>,
    /// Those of them whose note came cut and has to be read by id.
    pub notes_cut: Vec<RemoteId>,
    /// Where the listing goes on; none after the last page.
    pub next: Option<PageToken>,
}

/// A contact to be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewContact {
    /// All its fields.
    pub card: Card,
    /// Its stamp.
    pub stamp: String,
}

/// A change to a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactUpdate {
    /// Its id.
    pub id: RemoteId,
    /// The version it must still have.
    pub change_key: ChangeKey,
    /// The fields to write.
    pub patch: Patch,
    /// The whole contact after the change: what shares a value in Outlook (an address, a list of numbers, the
    /// display name) is written whole.
    pub card: Card,
    /// What happens to the stamp.
    pub stamp: StampChange,
}

/// What an update does to a contact's stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StampChange {
    /// It stays as it is.
    Keep,
    /// It is written.
    Set(String),
    /// It is removed.
    Clear,
}

/// The answer to a successful create or update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The contact's id.
    pub id: RemoteId,
    /// Its version after the write.
    pub change_key: ChangeKey,
    /// The fields that the answer shows, as the server stored them; the others are not in it.
    pub echoed: Patch,
}

/// A contact folder as listed for choosing one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteFolder {
    /// Its id.
    pub id: String,
    /// Its name, as localized in the mailbox.
    pub name: String,
    /// Whether it is the mailbox's default contact folder.
    pub default: bool,
}

/// Why a call that reads failed, by what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectorError {
    /// Try again later: throttled, unavailable, or the network failed.
    #[error("Outlook did not answer as it should: {what}")]
    Retry {
        /// How long the server asked to wait.
        after: Option<Duration>,
        /// What happened.
        what: String,
    },
    /// The requests that Outlook takes from one mailbox are used up: nothing is wrong, and nothing is sent before.
    #[error("Outlook's limit of requests for this mailbox is used up; it goes on in {} s", after.as_secs().max(1))]
    Limit {
        /// How long until then.
        after: Duration,
    },
    /// The cursor is no longer valid: read everything anew.
    #[error("Outlook no longer knows where the last cycle ended; everything is compared anew")]
    Resync,
    /// The change feed is refused because the mailbox is full; listing still works.
    #[error("the mailbox is full; Outlook refuses its change feed")]
    MailboxFull,
    /// The sign-in is no longer accepted: the owner has to connect the mailbox again.
    #[error("Outlook refused the sign-in: {what}")]
    SignIn {
        /// What the server said.
        what: String,
    },
    /// The mailbox or the folder is not there any more.
    #[error("the mailbox or its contact folder was not found: {what}")]
    MailboxGone {
        /// What the server said.
        what: String,
    },
    /// The server refused for good; a repetition will not help.
    #[error("Outlook refused: {what}")]
    Refused {
        /// What the server said.
        what: String,
    },
}

/// Why a write failed, by what is known of its effect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// It certainly had no effect: try again later.
    #[error("Outlook did not take the change: {what}")]
    NotDone {
        /// How long the server asked to wait.
        after: Option<Duration>,
        /// What happened.
        what: String,
    },
    /// It may have had its effect: read before trying again.
    #[error("the answer of Outlook was lost: {what}")]
    Unknown {
        /// How long the server asked to wait.
        after: Option<Duration>,
        /// What happened.
        what: String,
    },
    /// Somebody changed the contact meanwhile; nothing was written.
    #[error("the contact was changed in Outlook meanwhile")]
    Changed,
    /// The contact is not there any more.
    #[error("the contact is no longer in Outlook")]
    Gone,
    /// The server refused this content for good.
    #[error("Outlook refused the contact: {what}")]
    Refused {
        /// The field it named, if it did.
        field: Option<FieldKey>,
        /// What the server said.
        what: String,
    },
    /// The sign-in is no longer accepted.
    #[error("Outlook refused the sign-in: {what}")]
    SignIn {
        /// What the server said.
        what: String,
    },
    /// The mailbox or the folder is not there any more, or is full.
    #[error("the mailbox cannot take contacts: {what}")]
    Mailbox {
        /// What the server said.
        what: String,
    },
}

/// One contact folder of one mailbox.
#[async_trait]
pub trait ContactFolder: Send + Sync {
    /// Tells how many of so many requests may be sent now or after a short wait, at least one, or how long to wait
    /// before the next. Asked before writes are noted as sent: what is certainly not sent need not be looked for.
    /// A connector without a quota of its own takes all of them.
    ///
    /// # Errors
    /// How long to wait.
    fn room(&self, wanted: u32) -> Result<u32, Duration> {
        Ok(wanted)
    }

    /// Reads one page of the change feed; without a cursor, from the beginning (every contact once).
    ///
    /// # Errors
    /// [`ConnectorError::Resync`] when the cursor is no longer valid.
    async fn changes(&self, cursor: Option<&Cursor>) -> Result<ChangePage, ConnectorError>;

    /// Reads one page of the folder's contacts, whole, with stamps.
    ///
    /// # Errors
    /// [`ConnectorError`], never `Resync`.
    async fn list(&self, page: Option<&PageToken>) -> Result<ListPage, ConnectorError>;

    /// Looks contacts up by id, wherever they lie in the mailbox; answers in the order asked. A contact whose
    /// look-up failed is an error of its own.
    async fn read(&self, ids: &[RemoteId]) -> Vec<Result<ReadOutcome, ConnectorError>>;

    /// Finds the contacts with exactly this stamp, wherever they lie outside Deleted Items. A contact created a
    /// moment ago may not be found yet.
    ///
    /// # Errors
    /// [`ConnectorError`], never `Resync`.
    async fn find(&self, stamp: &str) -> Result<Vec<RemoteContact>, ConnectorError>;

    /// Creates contacts in the folder; each fails alone, answers in order.
    async fn create(&self, contacts: &[NewContact]) -> Vec<Result<Written, WriteError>>;

    /// Changes contacts, each only if it still has the given version; each fails alone, answers in order.
    async fn update(&self, updates: &[ContactUpdate]) -> Vec<Result<Written, WriteError>>;

    /// Moves contacts to Deleted Items, each only if it still has the given version; each fails alone.
    async fn delete(&self, contacts: &[(RemoteId, ChangeKey)]) -> Vec<Result<(), WriteError>>;

    /// Reads a contact's photo; none when it has none.
    ///
    /// # Errors
    /// [`ConnectorError`], never `Resync`.
    async fn photo(&self, id: &RemoteId) -> Result<Option<Bytes>, ConnectorError>;

    /// Writes a contact's photo (JPEG, at most 48 KB). It changes the contact's version; read it afterwards.
    ///
    /// # Errors
    /// [`WriteError`], never `Changed`.
    async fn put_photo(&self, id: &RemoteId, jpeg: Bytes) -> Result<(), WriteError>;

    /// Removes a contact's photo; does nothing when it has none. It changes the contact's version; read it afterwards:
    /// a server may take the removal and show the photo still.
    ///
    /// # Errors
    /// [`WriteError`], never `Changed`; `Refused` by servers that remove no photos.
    async fn remove_photo(&self, id: &RemoteId) -> Result<(), WriteError>;
}

/// What a mailbox offers before a folder is chosen.
#[async_trait]
pub trait MailboxDirectory: Send + Sync {
    /// Lists the contact folders, the default one first, beneath one another ones included.
    ///
    /// # Errors
    /// [`ConnectorError`], never `Resync`.
    async fn folders(&self) -> Result<Vec<RemoteFolder>, ConnectorError>;
}
