//! What is ordered of an import, and what would come of it.

use contacts::{Card, FieldKey, MailboxId, PartnerId, Patch, PersonId, Value};
use serde::{Deserialize, Serialize};

use crate::duplicates::{FoundDuplicate, FoundPerson, PartnerSuggestion};
use crate::imports::list::{Assign, OutlookContact, RowPartner, RowStatus};
use crate::replication_store::{CandidateKind, EndState};

/// What linking a contact to a contact person would do, field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPreview {
    /// The person.
    pub person: PersonId,
    /// Its name.
    pub name: String,
    /// Its partner's name.
    pub partner_name: String,
    /// Every field that either side has, in the order of a form; nothing of fields that the viewer does not see.
    pub fields: Vec<LinkField>,
    /// Whether the person has a photo.
    pub photo: bool,
    /// Why it cannot be linked, in words; none: it can.
    pub not_possible: Option<String>,
}

/// A field of both sides before they are linked, and afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkField {
    /// The field.
    pub field: FieldKey,
    /// The contact's value.
    pub outlook: Option<Value>,
    /// The contact person's value.
    pub crm: Option<Value>,
    /// What the contact has afterwards.
    pub outlook_after: Option<Value>,
    /// What the contact person has afterwards.
    pub crm_after: Option<Value>,
    /// Why.
    pub why: LinkWhy,
}

/// What happens to a field when a contact is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkWhy {
    /// Both sides have the same.
    Same,
    /// The contact person's value fills the contact's gap.
    FillsOutlook,
    /// The contact's value fills the contact person's gap.
    FillsCrm,
    /// Both differ: the contact person's stands, the contact's is kept in the history.
    CrmStands,
    /// Both differ: the contact's stands, the contact person's is kept in the history.
    OutlookStands,
    /// Both stay as they are.
    Apart,
    /// The field is off: it is not compared.
    Off,
}

/// What is ordered for one contact by a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOrderItem {
    /// The contact, as it was read for this.
    pub contact: OutlookContact,
    /// What is to happen.
    pub action: ImportAction,
}

/// What a program wants of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportAction {
    /// It becomes a contact person.
    Import {
        /// Its business partner.
        partner: Assign,
        /// Fields completed or corrected.
        completed: Patch,
    },
    /// It is linked to a contact person; none: to the one that its stamp names.
    Link(Option<PersonId>),
}

/// What would happen with a contact, or why nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedImport {
    /// The contact.
    pub contact: String,
    /// Its name.
    pub name: String,
    /// What would happen; none: nothing.
    pub what: Option<PlannedAction>,
    /// Why nothing happens, in words.
    pub reason: Option<String>,
    /// Whom it is the same as.
    pub duplicates: Vec<FoundDuplicate>,
    /// The card that the contact person would have, without fields that are off; of one to be imported.
    pub card: Card,
    /// With *link*: field by field.
    pub preview: Option<LinkPreview>,
}

/// What would happen with a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedAction {
    /// A contact person is created at this partner.
    Import(RowPartner),
    /// It is linked to this contact person.
    Link(PersonId),
}

/// A candidate as a program sees it, without any draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidacy {
    /// What the contact is.
    pub kind: CandidateKind,
    /// Its duplicate status.
    pub status: RowStatus,
    /// Whom it is the same as.
    pub duplicates: Vec<FoundDuplicate>,
    /// Which partners it may belong to.
    pub suggestions: Vec<PartnerSuggestion>,
    /// The partner that is preset.
    pub preset: Option<PartnerId>,
    /// Of a contact to link again: the person that its stamp names, if the viewer may see it.
    pub relink: Option<FoundPerson>,
}

/// What a task that reads folders has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detecting {
    /// Read this folder and hand the page over with [`Database::add_import_page`].
    Read {
        /// Of this mailbox.
        mailbox: MailboxId,
        /// Which of the draft's folders.
        folder: usize,
        /// Its id; none: the default one.
        id: Option<String>,
    },
    /// Call [`Database::check_import`] until it says that it is done.
    Check,
    /// Nothing: it is done, dropped, or somebody else is at it.
    Nothing,
}

/// Contacts that a run is to import, to be read from Outlook again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportBatch {
    /// Of this mailbox.
    pub mailbox: MailboxId,
    /// Their ids, in order.
    pub contacts: Vec<String>,
}

/// How an import's item ended, beyond what its [`EndState`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemAction {
    /// It was to be imported.
    Import,
    /// It was to be linked.
    Link,
}

/// Returns the end that an import's item shows: what the engine calls *linked* was imported, if that was asked for.
pub(crate) fn shown_end(end: EndState, action: Option<ItemAction>) -> EndState {
    match (end, action) {
        (EndState::Linked, Some(ItemAction::Import)) => EndState::Imported,
        (
            EndState::Waiting
            | EndState::Created
            | EndState::Updated
            | EndState::Linked
            | EndState::Imported
            | EndState::Skipped
            | EndState::Withdrawn
            | EndState::Unchanged
            | EndState::Failed,
            _,
        ) => end,
    }
}
