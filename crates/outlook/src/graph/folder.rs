//! [`GraphFolder`]: a contact folder over Microsoft Graph, as replication needs it.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::Method;

use super::batch::{Effect, Part};
use super::client::GraphClient;
use super::errors::{Fault, not_written};
use super::link::encoded;
use super::transport::{Answer, Failure};
use super::wire::Contact;
use super::{read, write};
use crate::folder::{
    ChangeKey, ChangePage, ConnectorError, ContactFolder, ContactUpdate, Cursor, ListPage, NewContact,
    PageToken, Place, ReadOutcome, RemoteContact, RemoteId, WriteError, Written,
};

/// Which folder is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderChoice {
    /// The mailbox's default contact folder.
    Default,
    /// Another one, by its id.
    Id(String),
}

/// What an update or a delete needs to know of the contact as it is now.
const BEFORE_WRITE: &str = "$select=id,changeKey,parentFolderId,title,givenName,middleName,surname,generation,\
     displayName,fileAs,companyName,emailAddresses,imAddresses,businessPhones,homePhones,businessAddress,\
     homeAddress,otherAddress";

/// A contact folder over Microsoft Graph.
#[derive(Debug, Clone)]
pub struct GraphFolder {
    pub(super) client: GraphClient,
    choice: FolderChoice,
}

impl GraphFolder {
    /// Follows a folder of a mailbox; nothing is sent yet.
    pub fn new(client: GraphClient, choice: FolderChoice) -> Self {
        GraphFolder { client, choice }
    }

    /// Returns the followed folder's id.
    pub(super) async fn id(&self) -> Result<&str, ConnectorError> {
        match &self.choice {
            FolderChoice::Id(id) => Ok(id),
            FolderChoice::Default => self.client.default_folder().await.map(|folder| folder.id.as_str()),
        }
    }

    /// Makes sure that the followed folder has not been deleted; one that was goes on answering for a while.
    pub(super) async fn check_alive(&self) -> Result<(), ConnectorError> {
        match &self.choice {
            FolderChoice::Default => Ok(()),
            FolderChoice::Id(id) if self.client.is_deleted(id).await? => Err(ConnectorError::MailboxGone {
                what: "the contact folder lies in Deleted Items".to_owned(),
            }),
            FolderChoice::Id(_) => Ok(()),
        }
    }

    /// Makes a contact out of an answer.
    pub(super) async fn contact(&self, contact: &Contact) -> Result<RemoteContact, ConnectorError> {
        let version = contact.version().ok_or_else(|| ConnectorError::Retry {
            after: None,
            what: "it answered a contact without a version".to_owned(),
        })?;
        Ok(RemoteContact {
            id: RemoteId(contact.id.clone()),
            change_key: ChangeKey(version.to_owned()),
            place: self.client.place(self.id().await?, contact.parent_folder_id.as_deref()).await?,
            card: read::card(contact),
            stamp: contact.property(super::property::STAMP).map(str::to_owned),
            has_photo: read::has_photo(contact),
            modified: read::modified(contact),
        })
    }

    pub(super) fn contact_path(&self, id: &RemoteId, rest: &str) -> String {
        self.client.path(&format!("contacts/{}{rest}", encoded(&id.0)))
    }

    async fn read_outcome(&self, answer: Result<Answer, Failure>) -> Result<ReadOutcome, ConnectorError> {
        let answer = answer?;
        if !answer.is_success() {
            let fault = Fault::of(&answer);
            return if fault.is_item_not_found() { Ok(ReadOutcome::Gone) } else { Err(fault.reading()) };
        }
        let contact: Contact = super::client::parsed(&answer)?;
        Ok(ReadOutcome::Found(Box::new(self.contact(&contact).await?)))
    }

    async fn create_all(&self, contacts: &[NewContact]) -> Vec<Result<Written, WriteError>> {
        let folder = match self.id().await {
            Ok(id) => self.client.path(&format!("contactFolders/{}/contacts", encoded(id))),
            Err(error) => return vec![Err(not_written(error)); contacts.len()],
        };
        let bodies: Vec<Contact> = contacts.iter().map(write::create).collect();
        let parts = bodies.iter().map(|body| Part {
            method: Method::POST,
            path: folder.clone(),
            body: Some(json(body)),
            if_match: None,
        });
        let answers = self.client.exchange("create", Effect::Write, parts.collect()).await;
        answers.into_iter().zip(&bodies).map(|(answer, body)| written(answer, body, false)).collect()
    }

    /// Reads each contact as it is now, in the order asked, and refuses those that are not what the caller saw.
    pub(super) async fn expected<'a>(
        &self,
        contacts: impl Iterator<Item = (&'a RemoteId, &'a ChangeKey)>,
    ) -> Vec<Result<Contact, WriteError>> {
        let contacts: Vec<_> = contacts.collect();
        let parts =
            contacts.iter().map(|(id, _)| Part::get(self.contact_path(id, &format!("?{BEFORE_WRITE}"))));
        let answers = self.client.exchange("read before write", Effect::None, parts.collect()).await;
        answers.into_iter().zip(contacts).map(|(answer, (_, key))| expected_contact(answer, key)).collect()
    }

    async fn update_all(&self, updates: &[ContactUpdate]) -> Vec<Result<Written, WriteError>> {
        let current = self.expected(updates.iter().map(|update| (&update.id, &update.change_key))).await;
        let bodies: Vec<Result<Option<Contact>, WriteError>> = current
            .into_iter()
            .zip(updates)
            .map(|(current, update)| current.map(|current| write::update(&current, update)))
            .collect();
        let to_write = bodies
            .iter()
            .zip(updates)
            .filter_map(|(body, update)| Some((body.as_ref().ok()?.as_ref()?, update)));
        let parts = to_write.map(|(body, update)| Part {
            method: Method::PATCH,
            path: self.contact_path(&update.id, ""),
            body: Some(json(body)),
            if_match: Some(etag(&update.change_key)),
        });
        let mut answers = self.client.exchange("update", Effect::Write, parts.collect()).await.into_iter();
        let finished = bodies.into_iter().zip(updates).map(|(body, update)| match body? {
            Some(body) => written(answers.next().unwrap_or_else(left_out), &body, true),
            None => Ok(unchanged(update)),
        });
        finished.collect()
    }

    async fn delete_all(&self, contacts: &[(RemoteId, ChangeKey)]) -> Vec<Result<(), WriteError>> {
        let current = self.expected(contacts.iter().map(|(id, key)| (id, key))).await;
        let mut checked: Vec<Result<(), WriteError>> = Vec::with_capacity(contacts.len());
        for contact in current {
            checked.push(match contact {
                Ok(contact) => self.deletable(&contact).await,
                Err(error) => Err(error),
            });
        }
        let to_delete = checked.iter().zip(contacts).filter(|(check, _)| check.is_ok());
        let parts = to_delete.map(|(_, (id, key))| Part {
            method: Method::DELETE,
            path: self.contact_path(id, ""),
            body: None,
            if_match: Some(etag(key)),
        });
        let mut answers = self.client.exchange("delete", Effect::Write, parts.collect()).await.into_iter();
        let finished = checked.into_iter().map(|check| {
            check?;
            let answer = answers.next().unwrap_or_else(left_out).map_err(WriteError::from)?;
            if answer.is_success() { Ok(()) } else { Err(Fault::of(&answer).writing(true)) }
        });
        finished.collect()
    }

    /// A contact that already lies in Deleted Items would be destroyed by a second delete.
    async fn deletable(&self, contact: &Contact) -> Result<(), WriteError> {
        let followed = self.id().await.map_err(not_written)?;
        let place =
            self.client.place(followed, contact.parent_folder_id.as_deref()).await.map_err(not_written)?;
        if place == Place::Deleted { Err(WriteError::Gone) } else { Ok(()) }
    }
}

fn expected_contact(answer: Result<Answer, Failure>, key: &ChangeKey) -> Result<Contact, WriteError> {
    let answer = answer.map_err(|failure| not_written(failure.into()))?;
    if !answer.is_success() {
        let fault = Fault::of(&answer);
        return Err(if fault.is_item_not_found() { WriteError::Gone } else { not_written(fault.reading()) });
    }
    let contact: Contact = super::client::parsed(&answer).map_err(not_written)?;
    if contact.version() == Some(key.0.as_str()) { Ok(contact) } else { Err(WriteError::Changed) }
}

fn written(answer: Result<Answer, Failure>, body: &Contact, on_contact: bool) -> Result<Written, WriteError> {
    let answer = answer.map_err(WriteError::from)?;
    if !answer.is_success() {
        return Err(Fault::of(&answer).writing(on_contact));
    }
    let unknown = |what: String| WriteError::Unknown { after: None, what };
    let contact: Contact = serde_json::from_slice(&answer.body)
        .map_err(|error| unknown(format!("its answer could not be read ({error})")))?;
    match contact.version() {
        Some(version) if !contact.id.is_empty() => Ok(Written {
            change_key: ChangeKey(version.to_owned()),
            echoed: read::echoed(&contact, body),
            id: RemoteId(contact.id),
        }),
        Some(_) | None => Err(unknown("its answer names no contact".to_owned())),
    }
}

fn unchanged(update: &ContactUpdate) -> Written {
    Written { id: update.id.clone(), change_key: update.change_key.clone(), echoed: contacts::Patch::new() }
}

fn left_out() -> Result<Answer, Failure> {
    Err(Failure::Lost { what: "there was no answer to this part".to_owned() })
}

fn etag(key: &ChangeKey) -> String {
    format!("W/\"{}\"", key.0)
}

/// Writes a body; a struct of texts and lists cannot fail to be written.
fn json(body: &Contact) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}

#[async_trait]
impl ContactFolder for GraphFolder {
    fn room(&self, wanted: u32) -> Result<u32, Duration> {
        self.client.room(wanted)
    }

    async fn changes(&self, cursor: Option<&Cursor>) -> Result<ChangePage, ConnectorError> {
        self.change_page(cursor).await
    }

    async fn list(&self, page: Option<&PageToken>) -> Result<ListPage, ConnectorError> {
        self.list_page(page).await
    }

    async fn read(&self, ids: &[RemoteId]) -> Vec<Result<ReadOutcome, ConnectorError>> {
        let query = super::list::expand();
        let parts = ids.iter().map(|id| Part::get(self.contact_path(id, &format!("?{query}"))));
        let answers = self.client.exchange("read", Effect::None, parts.collect()).await;
        let mut outcomes = Vec::with_capacity(ids.len());
        for answer in answers {
            outcomes.push(self.read_outcome(answer).await);
        }
        outcomes
    }

    async fn find(&self, stamp: &str) -> Result<Vec<RemoteContact>, ConnectorError> {
        self.find_stamp(stamp).await
    }

    async fn create(&self, contacts: &[NewContact]) -> Vec<Result<Written, WriteError>> {
        self.create_all(contacts).await
    }

    async fn update(&self, updates: &[ContactUpdate]) -> Vec<Result<Written, WriteError>> {
        self.update_all(updates).await
    }

    async fn delete(&self, contacts: &[(RemoteId, ChangeKey)]) -> Vec<Result<(), WriteError>> {
        self.delete_all(contacts).await
    }

    async fn photo(&self, id: &RemoteId) -> Result<Option<Bytes>, ConnectorError> {
        self.read_photo(id).await
    }

    async fn put_photo(&self, id: &RemoteId, jpeg: Bytes) -> Result<(), WriteError> {
        self.write_photo(id, jpeg).await
    }

    async fn remove_photo(&self, id: &RemoteId) -> Result<(), WriteError> {
        self.write_photo(id, Bytes::new()).await
    }
}
