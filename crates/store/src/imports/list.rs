//! What an import draft and its list show: the words of the wizard.

use contacts::person::PartnerCard;
use contacts::{Card, DraftId, MailboxId, PartnerId, Patch, PersonId, RunId};
use matching::duplicate::{Evidence, Status};
use serde::{Deserialize, Serialize};

use crate::duplicates::{FoundDuplicate, FoundPerson, PartnerSuggestion};
use crate::replication_store::CandidateKind;

/// For how long after its last change an import draft waits, in microseconds: 24 hours.
pub const IMPORT_DRAFT_LASTS: i64 = 24 * 3_600_000_000;
/// How many import drafts of one user wait at most.
pub const IMPORT_DRAFTS_MOST: usize = 5;
/// The most contacts that a draft takes.
pub const IMPORT_ROWS_MOST: usize = 50_000;
/// The most rows that a window has.
pub const IMPORT_WINDOW_LIMIT: u32 = 100;
/// How many contacts an import reads again from Outlook at once.
pub const IMPORT_BATCH: u32 = 40;

/// A contact folder from which an import reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFolder {
    /// Its id; none: the default contact folder.
    pub id: Option<String>,
    /// Its name, in the mailbox's language.
    pub name: String,
}

/// A contact as Outlook has it now: what the connector read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlookContact {
    /// Its immutable id.
    pub id: String,
    /// Its version.
    pub change_key: String,
    /// Its fields. Whether its owner marked it as private is the field of that name.
    pub card: Card,
    /// The text of its stamp, if it has one, whoever wrote it.
    pub stamp: Option<String>,
    /// Whether it has a photo.
    pub has_photo: bool,
}

/// An import that is being put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportDraft {
    /// Its identity.
    pub id: DraftId,
    /// Out of this mailbox, which is the user's own.
    pub mailbox: MailboxId,
    /// The folders that are read.
    pub folders: Vec<ImportFolder>,
    /// Whether contacts marked as private were asked for.
    pub with_private: bool,
    /// How far it is.
    pub state: ImportState,
    /// In numbers.
    pub counts: ImportCounts,
    /// The run that was started; none: it waits.
    pub run: Option<RunId>,
    /// When it was begun, in microseconds since 1970 UTC.
    pub created: i64,
    /// When it was changed last.
    pub changed: i64,
    /// When it goes by itself.
    pub goes: i64,
}

/// How far an import draft is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportState {
    /// The folders are being read.
    Reading {
        /// So many contacts were read.
        read: u64,
    },
    /// Duplicates and business partners are being looked for.
    Checking {
        /// So many rows are done.
        done: u64,
        /// Of so many.
        of: u64,
    },
    /// The list can be worked on. It may be empty.
    Ready,
    /// The folders could not be read.
    Failed {
        /// Why, and what to do, in words.
        reason: String,
    },
}

/// An import draft in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// All rows: contacts without stamp, those to link again, and those of other installations.
    pub rows: u64,
    /// Contacts without stamp: what can be imported.
    pub new: u64,
    /// Contacts of this installation whose link is unknown or has ended: they can be linked again.
    pub relink: u64,
    /// Contacts of other installations: reported, never imported.
    pub foreign: u64,
    /// Contacts without stamp that are left out because they are marked as private.
    pub private_left_out: u64,
    /// Certain duplicates of contact persons.
    pub certain: u64,
    /// Possible ones.
    pub possible: u64,
    /// Contacts without stamp that have no business partner yet.
    pub unassigned: u64,
    /// Contacts without stamp that name nobody yet.
    pub incomplete: u64,
    /// Checked rows.
    pub checked: u64,
    /// Checked rows that are to be linked instead (or again).
    pub checked_links: u64,
    /// Checked rows that are to be imported and have no business partner: the import cannot begin.
    pub checked_unassigned: u64,
    /// Checked rows that are to be imported and name nobody: the import cannot begin.
    pub checked_incomplete: u64,
}

/// Which rows of a draft are meant. All conditions hold together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportFilter {
    /// Words, all of which are in the name, the company text, an e-mail address or a phone number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// With this duplicate status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<RowStatus>,
    /// Of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CandidateKind>,
    /// Without a business partner.
    #[serde(default)]
    pub unassigned: bool,
    /// Naming nobody.
    #[serde(default)]
    pub incomplete: bool,
    /// Checked.
    #[serde(default)]
    pub checked: bool,
    /// In one of the groups by company text or domain: its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// As `company`, by the domain of the first e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

/// A row's duplicate status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    /// It is certainly a contact person that exists.
    Certain,
    /// It may be one.
    Possible,
    /// Nothing was found.
    None,
}

impl RowStatus {
    /// Returns the stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            RowStatus::Certain => "certain",
            RowStatus::Possible => "possible",
            RowStatus::None => "none",
        }
    }

    /// Returns the status that the check's answer means.
    pub const fn of(status: Option<Status>) -> Self {
        match status {
            Some(Status::Certain) => RowStatus::Certain,
            Some(Status::Possible) => RowStatus::Possible,
            None => RowStatus::None,
        }
    }
}

/// The order of a window. Rows that are duplicates of each other stand together in the order by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportOrder {
    /// By name.
    #[default]
    Name,
    /// By company text, then name.
    Company,
    /// By the domain of the first e-mail address, then name.
    Domain,
}

/// By what rows are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// The company text, in normal form.
    Company,
    /// The domain of the first e-mail address; freemail is no group.
    Domain,
}

/// Rows with the same company text or domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportGroup {
    /// What the filter names it by.
    pub key: String,
    /// The company text as one of the rows has it, or the domain.
    pub label: String,
    /// How many rows without stamp it has.
    pub rows: u64,
    /// How many of them have no business partner yet.
    pub unassigned: u64,
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportWindow {
    /// The rows.
    pub rows: Vec<ImportRow>,
    /// Which of the filtered list the first row is, from zero.
    pub first: u64,
    /// How many the filter lets through.
    pub of: u64,
}

/// One contact of the list, with what is known of it at this moment and as the viewer may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRow {
    /// Its number: how it is named in the draft.
    pub number: u32,
    /// The contact's immutable id.
    pub contact: String,
    /// The name of the folder it lies in.
    pub folder: String,
    /// What it is.
    pub kind: CandidateKind,
    /// Whether it is marked as private.
    pub private: bool,
    /// Its fields as Outlook had them when it was read, with what was completed here.
    pub card: Card,
    /// What was completed or corrected here.
    pub completed: Patch,
    /// Its name for lists; empty when it has none.
    pub name: String,
    /// The company text.
    pub company: String,
    /// Its first e-mail address.
    pub email: String,
    /// Its first phone number.
    pub phone: String,
    /// Whether it has a photo.
    pub has_photo: bool,
    /// Its duplicate status against the contact persons there are.
    pub status: RowStatus,
    /// Whom it is the same as, best first, with evidence.
    pub duplicates: Vec<FoundDuplicate>,
    /// The rows of this list that it is a duplicate of.
    pub group: Option<RowGroup>,
    /// The business partner.
    pub partner: Option<RowPartner>,
    /// Whether the partner was preset, and nobody has chosen it.
    pub preset: bool,
    /// Which partners it may belong to, best first.
    pub suggestions: Vec<PartnerSuggestion>,
    /// Whether it names nobody: last name, first name or an e-mail address has to be completed.
    pub incomplete: bool,
    /// Of a contact to link again: the person that its stamp names, if the viewer may see it.
    pub relink: Option<FoundPerson>,
    /// What is to happen with it.
    pub action: RowAction,
    /// Whether it is checked.
    pub checked: bool,
    /// Why it cannot be checked for importing; none: it can.
    pub bar: Option<RowBar>,
}

/// What is to happen with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowAction {
    /// It becomes a contact person.
    Import,
    /// It is linked to this contact person (and merged for the first time).
    Link(PersonId),
}

/// Why a row cannot be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowBar {
    /// It is certainly a contact person that exists: link it instead.
    Certain,
    /// It belongs to a contact person of this installation: link it again.
    Relink,
    /// It belongs to a contact person of this installation that is not there any more, or not the viewer's to see.
    RelinkGone,
    /// It belongs to a contact person of this installation that has another contact in the mailbox.
    RelinkTaken,
    /// It belongs to another installation.
    Foreign,
}

/// The business partner of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowPartner {
    /// One that exists.
    Existing {
        /// The partner.
        id: PartnerId,
        /// Its name.
        name: String,
    },
    /// One that the import creates; rows with the same name get one.
    New(PartnerCard),
}

/// Rows of one list that are duplicates of each other.
#[derive(Debug, Clone, PartialEq)]
pub struct RowGroup {
    /// Its number.
    pub number: u32,
    /// The rows that this one is a duplicate of, directly.
    pub others: Vec<GroupRow>,
}

/// Another row of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRow {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Whether it is checked: of rows that are certainly one person only one can be.
    pub checked: bool,
    /// How sure it is.
    pub status: Status,
    /// On what evidence.
    pub evidence: Vec<Evidence>,
}

/// Which rows a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// Those with these numbers.
    Numbers(Vec<u32>),
    /// All that a filter lets through.
    Found(ImportFilter),
    /// Those that a filter lets through and that need nothing more: they have what they need, and where one that is
    /// certainly the same person is checked already, that one stays.
    Ready(ImportFilter),
}

/// What a change to rows did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowsChanged {
    /// How many rows were changed.
    pub changed: u64,
    /// How many were meant and stayed, because what was asked for is not possible with them ([`RowBar`]).
    pub barred: u64,
    /// How many were unchecked, because they are certainly the same person as one that was checked.
    pub unchecked: u64,
}

/// Which business partner rows get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assign {
    /// One that exists.
    Existing(PartnerId),
    /// A new one, created with the import.
    New(PartnerCard),
    /// None (any more).
    Nothing,
}
