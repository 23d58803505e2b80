//! What a person does in Outlook itself: the edits that a replication has to notice.

use std::sync::Arc;

use axum::http::StatusCode;
use bytes::Bytes;
use serde_json::{Map, Value as Json};
use thiserror::Error;

use crate::account::Account;
use crate::errors::GraphError;
use crate::graph::contact_body::Change;
use crate::graph::read_photo;
use crate::lock;
use crate::quirks::EmptyTexts;
use crate::snapshot::{StoredContact, stored};
use crate::standin::Standin;
use crate::state::card::{Card, Value};
use crate::state::folders::{CONTACTS, DELETED_ITEMS};
use crate::state::ids;
use crate::state::item::{FolderNumber, Item};
use crate::state::mailbox::{self, Draft, Mailbox};
use crate::state::property::{Kind, NAME_PARTS, PROPERTIES};

/// Why an edit by hand was not made; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditError {
    /// The mailbox has no such contact.
    #[error("There is no such contact in this mailbox; look its id up in the list and try again.")]
    NoSuchContact,
    /// The mailbox has no such folder.
    #[error(
        "There is no folder called {0:?} in this mailbox; name it by id, by name, or 'contacts' or 'deleteditems'."
    )]
    NoSuchFolder(String),
    /// The values were refused.
    #[error("{0}")]
    Refused(String),
}

impl From<GraphError> for EditError {
    fn from(error: GraphError) -> Self {
        match error.status {
            StatusCode::NOT_FOUND => Self::NoSuchContact,
            _ => Self::Refused(error.message),
        }
    }
}

/// The mailbox of a person at their Outlook.
#[derive(Debug, Clone)]
pub struct Outlook {
    standin: Standin,
    account: Arc<Account>,
}

impl Standin {
    /// Opens a mailbox the way its owner does; `None` for an unknown one.
    pub fn outlook(&self, mailbox: &str) -> Option<Outlook> {
        self.account(mailbox).map(|account| Outlook { standin: self.clone(), account })
    }
}

impl Outlook {
    /// Creates a contact from Graph's property names; a `folder` of `None` is the default contacts folder.
    ///
    /// # Errors
    /// What is wrong with the values or the folder.
    pub fn create(
        &self,
        folder: Option<&str>,
        values: &Map<String, Json>,
    ) -> Result<StoredContact, EditError> {
        let quirks = self.standin.quirks();
        let body = Json::Object(values.clone()).to_string();
        let change = Change::read(body.as_bytes(), &quirks)?;
        let mut draft = Draft { by_hand: true, ..Draft::default() };
        draft.extended = change.apply(&mut draft.card, &quirks, true);
        fill_empty_texts(&mut draft.card, quirks.empty_texts);
        self.change(|mailbox, now| {
            let folder = folder_of(mailbox, folder)?;
            Ok(mailbox.create(folder, draft, now))
        })
    }

    /// Changes the named properties of a contact.
    ///
    /// # Errors
    /// What is wrong with the values or the id.
    pub fn edit(&self, id: &str, values: &Map<String, Json>) -> Result<StoredContact, EditError> {
        let quirks = self.standin.quirks();
        let body = Json::Object(values.clone()).to_string();
        let change = Change::read(body.as_bytes(), &quirks)?;
        self.change(|mailbox, now| {
            let number = contact_of(mailbox, id)?;
            let mut card = mailbox.item(number).map(|item| item.card.clone()).unwrap_or_default();
            let extended = change.apply(&mut card, &quirks, false);
            let _ = mailbox.update(number, card, extended, now);
            Ok(number)
        })
    }

    /// Deletes a contact: to Deleted Items, or for good when it lies there already.
    ///
    /// # Errors
    /// When there is no such contact.
    pub fn delete(&self, id: &str) -> Result<(), EditError> {
        let renews = self.standin.quirks().move_changes_immutable_id;
        let now = self.standin.now();
        let mut mailbox = lock(&self.account.mailbox);
        let number = contact_of(&mailbox, id)?;
        let lies_in_bin = mailbox.item(number).is_some_and(|item| mailbox.is_deleted(item));
        let done = match lies_in_bin {
            true => mailbox.destroy(number),
            false => mailbox.relocate(number, DELETED_ITEMS, renews, now),
        };
        done.then_some(()).ok_or(EditError::NoSuchContact)
    }

    /// Moves a contact to another folder.
    ///
    /// # Errors
    /// When there is no such contact or folder.
    pub fn relocate(&self, id: &str, folder: &str) -> Result<StoredContact, EditError> {
        let renews = self.standin.quirks().move_changes_immutable_id;
        self.change(|mailbox, now| {
            let (number, folder) = (contact_of(mailbox, id)?, folder_of(mailbox, Some(folder))?);
            let _ = mailbox.relocate(number, folder, renews, now);
            Ok(number)
        })
    }

    /// Copies a contact with its photo and extended properties into a folder (`None`: its own).
    ///
    /// # Errors
    /// When there is no such contact or folder.
    pub fn copy(&self, id: &str, folder: Option<&str>) -> Result<StoredContact, EditError> {
        self.change(|mailbox, now| {
            let number = contact_of(mailbox, id)?;
            let to = match folder {
                Some(folder) => folder_of(mailbox, Some(folder))?,
                None => mailbox.item(number).map_or(CONTACTS, |item| item.folder),
            };
            mailbox.copy(number, to, now).ok_or(EditError::NoSuchContact)
        })
    }

    /// Takes a contact out of Deleted Items again, into a folder (`None`: the default contacts folder).
    ///
    /// # Errors
    /// When there is no such contact or folder.
    pub fn restore(&self, id: &str, folder: Option<&str>) -> Result<StoredContact, EditError> {
        let quirks = self.standin.quirks();
        self.change(|mailbox, now| {
            let (number, folder) = (contact_of(mailbox, id)?, folder_of(mailbox, folder)?);
            if quirks.restore_appears_in_delta {
                mailbox.forget_departure(number, folder);
            }
            let _ = mailbox.relocate(number, folder, quirks.move_changes_immutable_id, now);
            Ok(number)
        })
    }

    /// Sets a contact's photo, or removes it with empty bytes.
    ///
    /// # Errors
    /// When there is no such contact or the bytes are more than 4 MB.
    pub fn set_photo(&self, id: &str, bytes: Bytes) -> Result<StoredContact, EditError> {
        let photo = match bytes.is_empty() {
            true => None,
            false => read_photo(bytes, &self.standin.quirks())?,
        };
        self.change(|mailbox, now| {
            let number = contact_of(mailbox, id)?;
            let _ = mailbox.set_photo(number, photo, now);
            Ok(number)
        })
    }

    /// Reads a contact's photo; `None` when it has none or there is no such contact.
    pub fn photo(&self, id: &str) -> Option<(Bytes, String)> {
        let mailbox = lock(&self.account.mailbox);
        let number = contact_of(&mailbox, id).ok()?;
        let photo = mailbox.item(number)?.photo.as_ref()?;
        Some((photo.bytes.clone(), photo.content_type.to_owned()))
    }

    /// Makes a folder beneath the default contacts folder and returns its id.
    ///
    /// # Errors
    /// When a folder of that name is there already.
    pub fn create_folder(&self, name: &str) -> Result<String, EditError> {
        let mut mailbox = lock(&self.account.mailbox);
        if mailbox.folders.has_child(CONTACTS, name) {
            return Err(EditError::Refused(format!("A folder called {name:?} is there already.")));
        }
        let number = mailbox.create_folder(name, CONTACTS);
        Ok(mailbox.folder_id(number))
    }

    /// Lists the folders, each with its id and name, the default one first.
    pub fn folders(&self) -> Vec<(String, String)> {
        let mailbox = lock(&self.account.mailbox);
        let folders = mailbox.folders.iter().filter(|(number, _)| *number >= CONTACTS);
        folders.map(|(number, folder)| (mailbox.folder_id(number), folder.name.clone())).collect()
    }

    /// Reads a contact, wherever it lies.
    ///
    /// # Errors
    /// When there is no such contact.
    pub fn read(&self, id: &str) -> Result<StoredContact, EditError> {
        let mailbox = lock(&self.account.mailbox);
        let number = contact_of(&mailbox, id)?;
        let item = mailbox.item(number).ok_or(EditError::NoSuchContact)?;
        Ok(stored(&mailbox, item, &self.standin.quirks()))
    }

    /// Reads a folder's contacts while nobody can change them.
    ///
    /// # Errors
    /// When there is no such folder.
    pub(crate) fn in_folder<T>(
        &self,
        folder: &str,
        read: impl FnOnce(&Mailbox, Vec<&Item>) -> T,
    ) -> Result<T, EditError> {
        let mailbox = lock(&self.account.mailbox);
        let folder = mailbox.folders.get(folder_of(&mailbox, Some(folder))?);
        let numbers = folder.into_iter().flat_map(|folder| &folder.items);
        let items = numbers.filter_map(|number| mailbox.item(*number)).collect();
        Ok(read(&mailbox, items))
    }

    /// A number that rises with every change of the mailbox.
    pub(crate) fn version(&self) -> u64 {
        lock(&self.account.mailbox).last_number()
    }

    fn change(
        &self,
        edit: impl FnOnce(&mut Mailbox, i64) -> Result<u64, EditError>,
    ) -> Result<StoredContact, EditError> {
        let now = self.standin.now();
        let mut mailbox = lock(&self.account.mailbox);
        let number = edit(&mut mailbox, now)?;
        let item = mailbox.item(number).ok_or(EditError::NoSuchContact)?;
        Ok(stored(&mailbox, item, &self.standin.quirks()))
    }
}

/// Outlook's form leaves `""` behind where nothing was typed.
fn fill_empty_texts(card: &mut Card, which: EmptyTexts) {
    for (position, property) in PROPERTIES.iter().enumerate() {
        let fills = property.kind == Kind::Text
            && (which == EmptyTexts::All || NAME_PARTS.contains(&property.name))
            && card.get(position).is_none();
        if fills {
            card.set(position, Some(Value::Text("".into())));
        }
    }
}

fn contact_of(mailbox: &Mailbox, id: &str) -> Result<u64, EditError> {
    let found = ids::read_contact_id(id).and_then(|id| mailbox.find(id));
    found.map(|item| item.identity.item).ok_or(EditError::NoSuchContact)
}

fn folder_of(mailbox: &Mailbox, name: Option<&str>) -> Result<FolderNumber, EditError> {
    let Some(name) = name.filter(|name| !name.is_empty()) else { return Ok(CONTACTS) };
    let by_id = ids::read_folder_id(name).and_then(|id| mailbox.find_folder(id));
    let by_name = || mailbox.folders.iter().find(|(_, folder)| folder.name == name).map(|(number, _)| number);
    let found = mailbox::well_known(name).or(by_id).or_else(by_name);
    found.ok_or_else(|| EditError::NoSuchFolder(name.to_owned()))
}
