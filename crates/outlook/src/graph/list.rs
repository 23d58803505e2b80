//! Listing the followed folder, and finding a stamp in any folder.

use futures::future::try_join_all;
use reqwest::Method;
use url::Url;

use super::client::{Call, parsed};
use super::directory::refused;
use super::errors::Fault;
use super::folder::GraphFolder;
use super::link::encoded;
use super::property::{READ, STAMP};
use super::read;
use super::wire::{Contact, Page};
use crate::folder::{ConnectorError, ListPage, MailboxDirectory, PageToken, Place, RemoteContact, RemoteId};

/// How many contacts with one stamp a page may show; there should be one.
const FIND_PAGE: u32 = 50;

/// Asks for every extended property of the field map and the stamp. Encoded.
pub(super) fn expand() -> String {
    let ids: Vec<String> = READ.iter().map(|id| format!("id eq '{id}'")).collect();
    let filter = encoded(&ids.join(" or "));
    format!("$expand=singleValueExtendedProperties($filter={filter})")
}

impl GraphFolder {
    pub(super) async fn list_page(&self, page: Option<&PageToken>) -> Result<ListPage, ConnectorError> {
        let url = match page {
            None => {
                self.check_alive().await?;
                let (folder, top) = (encoded(self.id().await?), self.client.options().list_page);
                let path = format!("contactFolders/{folder}/contacts?$top={top}&{}", expand());
                self.client.address(&self.client.path(&path))?
            }
            Some(token) => self.client.link(&token.0).map_err(refused)?,
        };
        let answer = self.client.read(&Call::new("list", Method::GET, url)).await?;
        if !answer.is_success() {
            let fault = Fault::of(&answer);
            return Err(if fault.is_item_not_found() {
                ConnectorError::MailboxGone { what: fault.what() }
            } else {
                fault.reading()
            });
        }
        let page: Page<Contact> = parsed(&answer)?;
        let mut listed =
            ListPage { contacts: Vec::with_capacity(page.value.len()), notes_cut: Vec::new(), next: None };
        for contact in &page.value {
            if read::note_may_be_cut(contact) {
                listed.notes_cut.push(RemoteId(contact.id.clone()));
            }
            listed.contacts.push(self.contact(contact).await?);
        }
        if let Some(link) = page.next_link {
            self.client.link(&link).map_err(refused)?;
            listed.next = Some(PageToken(link));
        }
        Ok(listed)
    }

    /// Looks in the followed folder and in every other contact folder: a listing never spans folders. What is not
    /// found in those that are remembered is looked for in those that came since.
    pub(super) async fn find_stamp(&self, stamp: &str) -> Result<Vec<RemoteContact>, ConnectorError> {
        let mut folders = vec![self.id().await?.to_owned()];
        for folder in self.client.remembered_folders().await? {
            if !folders.contains(&folder.id) {
                folders.push(folder.id);
            }
        }
        let found = self.find_among(&folders, stamp).await?;
        if !found.is_empty() {
            return Ok(found);
        }
        let mut since: Vec<String> =
            self.client.folders().await?.into_iter().map(|folder| folder.id).collect();
        since.retain(|id| !folders.contains(id));
        self.find_among(&since, stamp).await
    }

    async fn find_among(
        &self,
        folders: &[String],
        stamp: &str,
    ) -> Result<Vec<RemoteContact>, ConnectorError> {
        let found = try_join_all(folders.iter().map(|folder| self.find_in(folder, stamp))).await?;
        let mut contacts = Vec::new();
        for contact in found.iter().flatten() {
            let exactly = contact.property(STAMP).is_some_and(|text| text.eq_ignore_ascii_case(stamp));
            if exactly {
                contacts.push(self.contact(contact).await?);
            }
        }
        contacts.retain(|contact| contact.place != Place::Deleted);
        Ok(contacts)
    }

    async fn find_in(&self, folder: &str, stamp: &str) -> Result<Vec<Contact>, ConnectorError> {
        let url = self.find_address(folder, stamp)?;
        match self.client.pages("find", url).await {
            // A folder that was deleted since the folders were listed has no contacts of ours to find.
            Err(ConnectorError::MailboxGone { .. }) if self.id().await? != folder => Ok(Vec::new()),
            found => found,
        }
    }

    fn find_address(&self, folder: &str, stamp: &str) -> Result<Url, ConnectorError> {
        let stamp = stamp.replace('\'', "''");
        let filter =
            format!("singleValueExtendedProperties/Any(ep: ep/id eq '{STAMP}' and ep/value eq '{stamp}')");
        let path = format!(
            "contactFolders/{}/contacts?$top={FIND_PAGE}&$filter={}&{}",
            encoded(folder),
            encoded(&filter),
            expand()
        );
        Ok(self.client.address(&self.client.path(&path))?)
    }
}
