//! Contact persons, as people see and change them.

mod bin;
mod filter;
mod find;
mod list;
mod narrow;
mod photos;
mod seek;
mod write;

use contacts::{Card, ContactPerson, PartnerId, Patch, PersonId, TeamId, UserId};

use crate::database::Database;
use crate::duplicates::FoundDuplicate;
use crate::idempotency::{self, IdempotencyKey};
use crate::page::{Count, Page, Paging};
use crate::records;
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

pub use filter::{PersonFilter, PersonOrder, PersonSort};
pub(crate) use find::{everybody, record};
pub(crate) use narrow::begins;
pub(crate) use photos::put_back as put_photo_back;
pub(crate) use write::{change, create_from, entry};

/// A contact person to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Its business partner.
    pub partner: PartnerId,
    /// The user responsible for it.
    pub employee_in_charge: Option<UserId>,
    /// The team it is restricted to; none: every user may see it.
    pub team: Option<TeamId>,
    /// Whether it is no longer active.
    pub inactive: bool,
    /// Its id in another system; no two persons share one.
    pub external_id: Option<String>,
    /// Its own fields: at least one of last name, first name, e-mail.
    pub card: Card,
}

impl NewPerson {
    /// Makes one with a partner and a card, and nothing else.
    pub fn new(partner: PartnerId, card: Card) -> Self {
        NewPerson { partner, employee_in_charge: None, team: None, inactive: false, external_id: None, card }
    }
}

/// A change to a contact person: what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonPatch {
    /// The fields that change.
    pub card: Patch,
    /// Another business partner.
    pub partner: Option<PartnerId>,
    /// Another employee in charge, or none.
    pub employee_in_charge: Option<Option<UserId>>,
    /// Another team, or none.
    pub team: Option<Option<TeamId>>,
    /// Whether it is no longer active.
    pub inactive: Option<bool>,
    /// Another external id, or none.
    pub external_id: Option<Option<String>>,
}

/// A contact person with what lists show beside it. Fields that the viewer does not see are not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// The person, with its own fields.
    pub person: ContactPerson,
    /// Its name for lists.
    pub name: String,
    /// Its card with the business partner's fields (company, company main phone).
    pub card: Card,
    /// The name of its business partner.
    pub partner_name: String,
    /// What is known of its photo, if it has one.
    pub photo: Option<PhotoFacts>,
}

/// What is known of a photo without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoFacts {
    /// The SHA-256 of the full-size picture, in hexadecimal.
    pub digest: String,
    /// The full-size picture's width, in pixels; none of one that was kept before widths were.
    pub width: Option<u32>,
    /// Its height, in pixels.
    pub height: Option<u32>,
}

/// A contact person just created.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonCreated {
    /// The person.
    pub record: PersonRecord,
    /// Who is certainly or possibly the same person already.
    pub duplicates: Vec<FoundDuplicate>,
}

/// A photo as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPhoto {
    /// The full-size picture, or the rendition for Outlook.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: String,
    /// The digest of the original: a good ETag.
    pub digest: String,
}

/// Which of a photo's two pictures is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSize {
    /// The full-size picture.
    Original,
    /// The small square that goes to Outlook.
    Rendition,
}

impl Database {
    /// Creates a contact person.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when nobody is named, a field belongs to the business partner, or the external id is
    /// taken; [`StoreError::NotFound`] when the viewer does not see the partner; [`StoreError::NotAllowed`] for a
    /// reader, a hidden field, or a team that is not the viewer's.
    pub async fn create_person(
        &self,
        viewer: &Viewer,
        new: &NewPerson,
        now: i64,
    ) -> Result<PersonCreated, StoreError> {
        self.write(|tx| async move { write::create(&tx, viewer, new, now).await }).await
    }

    /// Creates a contact person once: the same request again gets the answer that was given then. The answer, made by
    /// `answer`, is kept in the transaction that creates the person.
    ///
    /// # Errors
    /// As [`Database::create_person`]; [`StoreError::Invalid`] when the key was used for another request.
    pub async fn create_person_once(
        &self,
        viewer: &Viewer,
        new: &NewPerson,
        key: &IdempotencyKey,
        answer: impl Fn(PersonCreated) -> Result<String, StoreError>,
        now: i64,
    ) -> Result<String, StoreError> {
        let answer = &answer;
        self.write(|tx| async move {
            idempotency::once(&tx, viewer, key, now, async {
                answer(write::create(&tx, viewer, new, now).await?)
            })
            .await
        })
        .await
    }

    /// Reads a contact person, in the bin or not (`person.deleted` tells).
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn read_person(&self, viewer: &Viewer, id: PersonId) -> Result<PersonRecord, StoreError> {
        let row = records::seen_person(self.reading(), viewer, id).await?;
        record(self.reading(), viewer, &row).await
    }

    /// Lists contact persons: those that fit the words best first, without words by name.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when `after` is no place in the list; [`StoreError::NotAllowed`] when a filter looks
    /// at a field that is hidden from the viewer; [`StoreError::NotFound`] for a mailbox that is not the viewer's.
    pub async fn list_persons(
        &self,
        viewer: &Viewer,
        filter: &PersonFilter,
        paging: &Paging,
    ) -> Result<Page<PersonRecord>, StoreError> {
        self.list_persons_sorted(viewer, filter, None, paging).await
    }

    /// Lists contact persons in an order; none: as [`Database::list_persons`].
    ///
    /// # Errors
    /// As [`Database::list_persons`]; [`StoreError::Invalid`] when `after` is a place in another order.
    pub async fn list_persons_sorted(
        &self,
        viewer: &Viewer,
        filter: &PersonFilter,
        sort: Option<PersonSort>,
        paging: &Paging,
    ) -> Result<Page<PersonRecord>, StoreError> {
        let mut page = find::list(self, viewer, filter, sort, paging).await?;
        photos::fill(self.reading(), &mut page.items).await?;
        Ok(page)
    }

    /// Counts contact persons: exactly up to 1,000.
    ///
    /// # Errors
    /// As [`Database::list_persons`].
    pub async fn count_persons(&self, viewer: &Viewer, filter: &PersonFilter) -> Result<Count, StoreError> {
        find::count(self, viewer, filter).await
    }

    /// Changes a contact person. With a version, fields that others changed since are not overwritten: different
    /// fields merge.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] names the fields that were changed since that version; [`StoreError::Invalid`],
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`] as for [`Database::create_person`].
    pub async fn change_person(
        &self,
        viewer: &Viewer,
        id: PersonId,
        patch: &PersonPatch,
        version: Option<i64>,
        now: i64,
    ) -> Result<PersonRecord, StoreError> {
        self.write(|tx| async move {
            let row = change(&tx, viewer, id, patch, version, now).await?;
            record(tx.as_ref(), viewer, &row).await
        })
        .await
    }

    /// Puts a contact person into the bin; every live link of it is to leave its mailbox.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was changed since that version; [`StoreError::NotFound`],
    /// [`StoreError::NotAllowed`].
    pub async fn delete_person(
        &self,
        viewer: &Viewer,
        id: PersonId,
        version: Option<i64>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { bin::delete(&tx, viewer, id, version, now).await }).await
    }

    /// Takes a contact person out of the bin. Links that have ended stay ended: a person adopts again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not in the bin; [`StoreError::NotAllowed`].
    pub async fn restore_person(
        &self,
        viewer: &Viewer,
        id: PersonId,
        now: i64,
    ) -> Result<PersonRecord, StoreError> {
        self.write(|tx| async move {
            let row = bin::restore(&tx, viewer, id, now).await?;
            record(tx.as_ref(), viewer, &row).await
        })
        .await
    }

    /// Erases a contact person (data protection): fields, photo, keys, external id, history values and shadows.
    /// Its contacts leave every mailbox, even if edited. The chain of its history stays, as the proof.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::NotFound`].
    pub async fn erase_person(&self, viewer: &Viewer, id: PersonId, now: i64) -> Result<(), StoreError> {
        self.write(|tx| async move { bin::erase(&tx, viewer, id, now).await }).await
    }

    /// Sets a contact person's photo.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`].
    pub async fn set_photo(
        &self,
        viewer: &Viewer,
        id: PersonId,
        photo: &photo::Prepared,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { photos::set(&tx, viewer, id, photo, now).await }).await
    }

    /// Reads a contact person's photo; none when it has none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn read_photo(
        &self,
        viewer: &Viewer,
        id: PersonId,
        size: PhotoSize,
    ) -> Result<Option<StoredPhoto>, StoreError> {
        let row = records::seen_person(self.reading(), viewer, id).await?;
        photos::read(self.reading(), &row, size).await
    }

    /// Reads a picture that a contact person has or had, by the digest that the history names; none when it is not kept
    /// (any more).
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the viewer does not see the person.
    pub async fn read_kept_photo(
        &self,
        viewer: &Viewer,
        id: PersonId,
        digest: &str,
        size: PhotoSize,
    ) -> Result<Option<StoredPhoto>, StoreError> {
        records::seen_person(self.reading(), viewer, id).await?;
        photos::read_kept(self.reading(), id, digest, size).await
    }

    /// Removes a contact person's photo; does nothing when it has none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`].
    pub async fn remove_photo(&self, viewer: &Viewer, id: PersonId, now: i64) -> Result<(), StoreError> {
        self.write(|tx| async move { photos::remove(&tx, viewer, id, now).await }).await
    }
}
