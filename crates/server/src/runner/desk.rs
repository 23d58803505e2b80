//! [`Desk`]: what the web side reaches the mailboxes through.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use contacts::MailboxId;
use outlook::folder::{
    ConnectorError, ContactFolder as _, MailboxDirectory as _, PageToken, Place, ReadOutcome, RemoteContact,
    RemoteId,
};
use outlook::graph::{FolderChoice, GraphClient, GraphFolder};
use store::{Connection, MailboxHealth, OutlookContact};
use tokio::time::timeout;
use web::Looked;

use super::{Shared, Wake};

/// How long somebody who chooses a contact waits for Outlook.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it is waited before contacts that could not be read are read again.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// Passes the web side's wishes on to the runner.
#[derive(Clone)]
pub struct Desk {
    pub(super) shared: Arc<Shared>,
    pub(super) wake: Wake,
}

#[async_trait]
impl web::Engine for Desk {
    fn wake(&self, mailbox: Option<MailboxId>) {
        self.wake.wake(mailbox);
    }

    fn next_cycle(&self, health: &MailboxHealth) -> i64 {
        self.shared.schedule.next(health.last_cycle, health.next_cycle, health.hold_until)
    }

    async fn folders(&self, mailbox: MailboxId) -> Result<Vec<web::Folder>, String> {
        let connected = self.shared.folders.of(&self.shared.database, mailbox).await;
        let connected = connected.map_err(|error| error.to_string())?;
        folders(&connected.client).await
    }

    async fn try_connection(
        &self,
        graph: &str,
        address: &str,
        token: &str,
    ) -> Result<Vec<web::Folder>, String> {
        let connection = Connection {
            mailbox: MailboxId::from_u128(0),
            base_url: graph.to_owned(),
            token: token.to_owned(),
            user: address.to_owned(),
            folder: None,
        };
        let connected =
            self.shared.folders.reach().connect(&connection).map_err(|error| error.to_string())?;
        timeout(PATIENCE, folders(&connected.client)).await.unwrap_or_else(|_| {
            let seconds = PATIENCE.as_secs();
            Err(format!(
                "Outlook did not answer within {seconds} seconds; nothing was changed. Try again later"
            ))
        })
    }

    async fn contacts(&self, mailbox: MailboxId, ids: &[String]) -> Result<Looked, String> {
        let connected = self.shared.folders.of(&self.shared.database, mailbox).await;
        let connected = connected.map_err(|error| error.to_string())?;
        let ids: Vec<RemoteId> = ids.iter().cloned().map(RemoteId).collect();
        look(&connected.folder, &ids).await
    }

    async fn read_folder(
        &self,
        mailbox: MailboxId,
        folder: Option<&str>,
        after: Option<&str>,
    ) -> Result<web::FolderPage, String> {
        let connected = self.shared.folders.of(&self.shared.database, mailbox).await;
        let connected = connected.map_err(|error| error.to_string())?;
        let choice = folder.map_or(FolderChoice::Default, |id| FolderChoice::Id(id.to_owned()));
        let folder = GraphFolder::new(connected.client.clone(), choice);
        let after = after.map(|token| PageToken(token.to_owned()));
        let page = in_time(folder.list(after.as_ref())).await?.map_err(tell)?;
        let next = page.next.map(|token| token.0);
        let mut contacts: Vec<OutlookContact> = page.contacts.into_iter().filter_map(alive).collect();
        if !page.notes_cut.is_empty() {
            // A listing cuts long notes: those contacts are read by id. One that cannot be read stands here as it was
            // listed; before it is imported it is read anyway.
            for read in look(&folder, &page.notes_cut).await?.found {
                contacts.iter_mut().filter(|cut| cut.id == read.id).for_each(|cut| *cut = read.clone());
            }
        }
        Ok(web::FolderPage { contacts, next })
    }

    async fn photo(&self, mailbox: MailboxId, contact: &str) -> Result<Option<Bytes>, String> {
        let connected = self.shared.folders.of(&self.shared.database, mailbox).await;
        let connected = connected.map_err(|error| error.to_string())?;
        in_time(connected.folder.photo(&RemoteId(contact.to_owned()))).await?.map_err(tell)
    }
}

/// Reads contacts; those that cannot be read once more after each pause.
async fn look(folder: &GraphFolder, ids: &[RemoteId]) -> Result<Looked, String> {
    let (mut there, mut left) = (HashMap::new(), ids.to_vec());
    let mut pauses = PAUSES.iter();
    let unread = loop {
        let mut unread = BTreeMap::new();
        for (id, outcome) in left.iter().zip(in_time(folder.read(&left)).await?) {
            match outcome {
                Ok(ReadOutcome::Found(contact)) => {
                    there.extend(alive(*contact).map(|contact| (id.0.clone(), contact)))
                }
                Ok(ReadOutcome::Gone) => {}
                Err(error) => drop(unread.insert(id.0.clone(), tell(error))),
            }
        }
        left.retain(|id| unread.contains_key(&id.0));
        match pauses.next() {
            Some(pause) if !left.is_empty() => tokio::time::sleep(*pause).await,
            Some(_) | None => break unread,
        }
    };
    let found = ids.iter().filter_map(|id| there.remove(&id.0)).collect();
    Ok(Looked { found, unread })
}

/// Waits for Outlook as long as somebody waits for the answer.
async fn in_time<T>(asked: impl Future<Output = T>) -> Result<T, String> {
    timeout(PATIENCE, asked).await.map_err(|_| {
        let seconds = PATIENCE.as_secs();
        format!("Outlook did not answer within {seconds} seconds; nothing was changed. Try again later")
    })
}

#[allow(clippy::needless_pass_by_value)] // Handed to `map_err`.
fn tell(error: ConnectorError) -> String {
    format!("{error}; nothing was changed. Try again later")
}

/// Returns a contact as the web side knows it; none of one that lies in Deleted Items.
fn alive(contact: RemoteContact) -> Option<OutlookContact> {
    match contact.place {
        Place::Followed | Place::Elsewhere(_) => Some(OutlookContact {
            id: contact.id.0,
            change_key: contact.change_key.0,
            card: contact.card,
            stamp: contact.stamp,
            has_photo: contact.has_photo,
        }),
        Place::Deleted => None,
    }
}

/// Lists contact folders as the web side shows them.
async fn folders(client: &GraphClient) -> Result<Vec<web::Folder>, String> {
    let folders = client.folders().await.map_err(|error| error.to_string())?;
    let folder = |folder: outlook::RemoteFolder| web::Folder {
        id: (!folder.default).then_some(folder.id),
        name: folder.name,
        contacts: None,
    };
    Ok(folders.into_iter().map(folder).collect())
}
