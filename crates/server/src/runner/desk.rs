//! [`Desk`]: what the web side reaches the mailboxes through.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use contacts::{Card, MailboxId};
use outlook::folder::{ContactFolder as _, MailboxDirectory as _, Place, ReadOutcome, RemoteId};
use outlook::graph::GraphClient;
use store::{Connection, MailboxHealth};
use tokio::time::timeout;

use super::{Shared, Wake};

/// How long somebody who chooses a contact waits for Outlook.
const PATIENCE: Duration = Duration::from_secs(20);

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

    async fn contacts(&self, mailbox: MailboxId, ids: &[String]) -> Result<Vec<(String, Card)>, String> {
        let connected = self.shared.folders.of(&self.shared.database, mailbox).await;
        let connected = connected.map_err(|error| error.to_string())?;
        let ids: Vec<RemoteId> = ids.iter().cloned().map(RemoteId).collect();
        let read = timeout(PATIENCE, connected.folder.read(&ids)).await.map_err(|_| {
            let seconds = PATIENCE.as_secs();
            format!("Outlook did not answer within {seconds} seconds; nothing was changed. Try again later")
        })?;
        let mut contacts = Vec::with_capacity(read.len());
        for outcome in read {
            match outcome.map_err(|error| format!("{error}; nothing was changed. Try again later"))? {
                ReadOutcome::Found(contact) => match contact.place {
                    Place::Followed | Place::Elsewhere(_) => contacts.push((contact.id.0, contact.card)),
                    Place::Deleted => {}
                },
                ReadOutcome::Gone => {}
            }
        }
        Ok(contacts)
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
