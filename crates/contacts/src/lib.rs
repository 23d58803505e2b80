//! What a contact person is: the field map, cards, identities and normal forms.
//!
//! Pure: no clock, no randomness, no input or output. Start with [`field`], the map of every field that
//! Tandem keeps in the CRM and in Outlook; everything else (storage, forms, the merge, the connectors, the
//! documentation) follows from it.

pub mod card;
pub mod compare;
pub mod field;
pub mod normalise;
pub mod outlook_form;
pub mod person;

pub use card::{Card, CardError, Patch, Value};
pub use field::{Direction, Field, FieldKey, FieldKind, WriteMode};
pub use person::{
    BusinessPartner, ContactPerson, DraftId, InstallationId, LinkId, MailboxId, OperationId, PartnerField,
    PartnerId, PersonId, PhotoId, RunId, SavedSearchId, ShareId, TeamId, UserId,
};
