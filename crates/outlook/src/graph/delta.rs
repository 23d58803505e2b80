//! The change feed: Graph's delta over the followed folder.
//!
//! The links of the service are the cursors, whole and unread. A page without a delta link goes on at its next
//! link; either may expire, which means reading everything anew.

use reqwest::Method;

use super::client::{Call, parsed};
use super::directory::refused;
use super::errors::Fault;
use super::folder::GraphFolder;
use super::link::encoded;
use super::read;
use super::wire::{Contact, Page, WRITABLE};
use crate::folder::{ChangeEntry, ChangeKey, ChangePage, ConnectorError, Cursor, RemoteId};

impl GraphFolder {
    pub(super) async fn change_page(&self, cursor: Option<&Cursor>) -> Result<ChangePage, ConnectorError> {
        let url = match cursor {
            None => {
                self.check_alive().await?;
                let folder = encoded(self.id().await?);
                // Only the first request says what is selected; the links remember it.
                let select = WRITABLE.join(",");
                let path = format!("contactFolders/{folder}/contacts/delta?$select=changeKey,{select}");
                self.client.address(&self.client.path(&path))?
            }
            // A cursor of another address (the configuration was changed) is worth nothing; it is not followed.
            Some(cursor) => self.client.link(&cursor.0).map_err(|error| {
                tracing::warn!(%error, "a stored cursor is not followed");
                ConnectorError::Resync
            })?,
        };
        let mut call = Call::new("changes", Method::GET, url);
        call.page_size = Some(self.client.options().change_page);
        let answer = self.client.read(&call).await?;
        if !answer.is_success() {
            return Err(Fault::of(&answer).reading_changes(cursor.is_some()));
        }
        self.page_of(parsed(&answer)?)
    }

    fn page_of(&self, page: Page<Contact>) -> Result<ChangePage, ConnectorError> {
        let (link, more) = match (page.next_link, page.delta_link) {
            (Some(next), _) => (next, true),
            (None, Some(delta)) => (delta, false),
            (None, None) => {
                let what = "its change feed ends without saying where to go on".to_owned();
                return Err(ConnectorError::Retry { after: None, what });
            }
        };
        self.client.link(&link).map_err(refused)?;
        Ok(ChangePage { entries: page.value.iter().filter_map(entry).collect(), cursor: Cursor(link), more })
    }
}

/// Makes an entry; one without id or version says nothing.
fn entry(contact: &Contact) -> Option<ChangeEntry> {
    if contact.id.is_empty() {
        return None;
    }
    let id = RemoteId(contact.id.clone());
    if contact.removed.is_some() {
        return Some(ChangeEntry::Removed { id });
    }
    let change_key = ChangeKey(contact.version().unwrap_or_default().to_owned());
    Some(ChangeEntry::Changed { id, change_key, carried: read::carried(contact) })
}
