//! Which folders a mailbox has, and whether a contact's folder is Deleted Items or lies beneath it.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::try_join_all;
use reqwest::Method;
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use url::Url;

use super::client::{Call, GraphClient, parsed};
use super::errors::Fault;
use super::link::encoded;
use super::wire::{Folder, Page};
use crate::folder::{ConnectorError, MailboxDirectory, Place, RemoteFolder};

/// How deep folders are followed; Outlook allows far fewer.
const DEEPEST: usize = 32;
const SELECT: &str = "$select=id,displayName,parentFolderId";

/// What is known of a mailbox's folders. Ids of well-known folders never change; the rest is forgotten.
#[derive(Debug)]
pub(crate) struct Directory {
    memory: Duration,
    default: OnceCell<Folder>,
    deleted: OnceCell<String>,
    listed: Mutex<Option<(Instant, Vec<RemoteFolder>)>>,
    /// Folder id -> when it was looked up, and whether it is beneath Deleted Items.
    beneath: Mutex<HashMap<String, (Instant, bool)>>,
}

impl Directory {
    pub(crate) fn new(memory: Duration) -> Self {
        Directory {
            memory,
            default: OnceCell::new(),
            deleted: OnceCell::new(),
            listed: Mutex::new(None),
            beneath: Mutex::new(HashMap::new()),
        }
    }

    fn remembered(&self, at: Instant) -> bool {
        at.elapsed() < self.memory
    }

    fn known(&self, folder: &str) -> Option<bool> {
        let known = locked(&self.beneath).get(folder).copied();
        known.filter(|(at, _)| self.remembered(*at)).map(|(_, deleted)| deleted)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl GraphClient {
    /// Returns the id of the mailbox's default contact folder.
    pub(crate) async fn default_folder(&self) -> Result<&Folder, ConnectorError> {
        let find = || async {
            let url = self.address(&self.path(&format!("contactFolders/contacts?{SELECT}")))?;
            self.get::<Folder>("default folder", url).await
        };
        self.directory().default.get_or_try_init(find).await
    }

    /// Returns the id of Deleted Items. The well-known name is documented for mail folders; a program that may
    /// read contacts only is refused there, and asks for it among the contact folders.
    async fn deleted_items(&self) -> Result<&str, ConnectorError> {
        let find = || async {
            let as_mail = self.folder_at("mailFolders", "deleteditems").await?;
            let found = match as_mail {
                Some(folder) => Some(folder),
                None => self.folder_at("contactFolders", "deleteditems").await?,
            };
            found.map(|folder| folder.id).ok_or_else(|| ConnectorError::Refused {
                what:
                    "it does not tell which folder is Deleted Items; allow the program to read the mailbox's \
                       folders (Mail.ReadBasic)"
                        .to_owned(),
            })
        };
        self.directory().deleted.get_or_try_init(find).await.map(String::as_str)
    }

    /// Looks a folder up by id or well-known name; none when it is not among these, or not to be seen.
    async fn folder_at(&self, kind: &str, name: &str) -> Result<Option<Folder>, ConnectorError> {
        let url = self.address(&self.path(&format!("{kind}/{}?$select=id,parentFolderId", encoded(name))))?;
        let answer = self.read(&Call::new("folder", Method::GET, url)).await?;
        match answer.status {
            200..=299 => parsed(&answer).map(Some),
            400 | 403 | 404 | 405 => Ok(None),
            _ => Err(Fault::of(&answer).reading()),
        }
    }

    /// Says where a contact lies whose folder is `parent`.
    pub(crate) async fn place(&self, followed: &str, parent: Option<&str>) -> Result<Place, ConnectorError> {
        match parent {
            None => Ok(Place::Followed),
            Some(parent) if parent == followed => Ok(Place::Followed),
            Some(parent) if self.is_deleted(parent).await? => Ok(Place::Deleted),
            Some(parent) => Ok(Place::Elsewhere(parent.to_owned())),
        }
    }

    /// Tells whether a folder is Deleted Items or lies beneath it. A folder that cannot be looked up is not:
    /// nothing is believed deleted without proof.
    pub(crate) async fn is_deleted(&self, folder: &str) -> Result<bool, ConnectorError> {
        if let Some(known) = self.directory().known(folder) {
            return Ok(known);
        }
        let bin = self.deleted_items().await?;
        let mut above = folder.to_owned();
        let mut deleted = above == bin;
        for _ in 0..DEEPEST {
            if deleted {
                break;
            }
            let Some(parent) = self.parent_of(&above).await?.filter(|parent| *parent != above) else { break };
            deleted = parent == bin;
            above = parent;
        }
        locked(&self.directory().beneath).insert(folder.to_owned(), (Instant::now(), deleted));
        Ok(deleted)
    }

    async fn parent_of(&self, folder: &str) -> Result<Option<String>, ConnectorError> {
        let found = match self.folder_at("contactFolders", folder).await? {
            Some(found) => Some(found),
            None => self.folder_at("mailFolders", folder).await?,
        };
        Ok(found.and_then(|found| found.parent_folder_id).filter(|parent| !parent.is_empty()))
    }

    /// Lists the contact folders, as remembered for a while.
    pub(crate) async fn remembered_folders(&self) -> Result<Vec<RemoteFolder>, ConnectorError> {
        let listed = locked(&self.directory().listed).clone();
        match listed {
            Some((at, folders)) if self.directory().remembered(at) => Ok(folders),
            Some(_) | None => self.folders().await,
        }
    }

    /// Reads all pages of a listing.
    pub(crate) async fn pages<T: DeserializeOwned>(
        &self,
        name: &'static str,
        url: Url,
    ) -> Result<Vec<T>, ConnectorError> {
        let mut page: Page<T> = self.get(name, url).await?;
        let mut all = page.value;
        while let Some(link) = page.next_link {
            page = self.get(name, self.link(&link).map_err(refused)?).await?;
            all.append(&mut page.value);
        }
        Ok(all)
    }

    async fn children(&self, of: Option<&str>) -> Result<Vec<Folder>, ConnectorError> {
        let path = match of {
            None => format!("contactFolders?$top=100&{SELECT}"),
            Some(id) => format!("contactFolders/{}/childFolders?$top=100&{SELECT}", encoded(id)),
        };
        self.pages("folders", self.address(&self.path(&path))?).await
    }
}

/// Turns a link that is not followed into what to do next.
pub(crate) fn refused(error: impl std::fmt::Display) -> ConnectorError {
    ConnectorError::Refused { what: error.to_string() }
}

#[async_trait]
impl MailboxDirectory for GraphClient {
    async fn folders(&self) -> Result<Vec<RemoteFolder>, ConnectorError> {
        let default = self.default_folder().await?;
        let named = |folder: &Folder, default| RemoteFolder {
            id: folder.id.clone(),
            name: folder.display_name.clone().unwrap_or_default(),
            default,
        };
        let mut seen = HashSet::from([default.id.clone()]);
        let mut folders = vec![named(default, true)];
        // The listing leaves the default folder out and shows what lies in it.
        let mut level = self.children(None).await?;
        for _ in 0..DEEPEST {
            level.retain(|folder| seen.insert(folder.id.clone()));
            if level.is_empty() {
                break;
            }
            folders.extend(level.iter().map(|folder| named(folder, false)));
            let deeper = try_join_all(level.iter().map(|folder| self.children(Some(&folder.id)))).await?;
            level = deeper.into_iter().flatten().collect();
        }
        *locked(&self.directory().listed) = Some((Instant::now(), folders.clone()));
        Ok(folders)
    }
}
