//! [`Desk`]: what the web side reaches the mailboxes through.

use std::sync::Arc;

use async_trait::async_trait;
use contacts::MailboxId;
use outlook::folder::MailboxDirectory as _;

use super::{Shared, Wake};

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

    async fn folders(&self, mailbox: MailboxId) -> Result<Vec<web::Folder>, String> {
        let connected = self.shared.folders.of(&self.shared.database, mailbox).await;
        let connected = connected.map_err(|error| error.to_string())?;
        let folders = connected.client.folders().await.map_err(|error| error.to_string())?;
        let folder = |folder: outlook::RemoteFolder| web::Folder {
            id: (!folder.default).then_some(folder.id),
            name: folder.name,
            contacts: None,
        };
        Ok(folders.into_iter().map(folder).collect())
    }
}
