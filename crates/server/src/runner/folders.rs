//! [`Folders`]: the connectors to the mailboxes, kept while their connections stay the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use contacts::MailboxId;
use outlook::graph::{
    FixedToken, FolderChoice, GraphClient, GraphFolder, GraphOptions, GraphSetupError, GraphUser, Quota,
    Transport, TransportError,
};
use store::{Connection, Database, StoreError};

use crate::graph_address::{self, AddressError};

/// Why there is no connector to a mailbox.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address is not one to send tokens to.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The client could not be made.
    #[error(transparent)]
    Setup(#[from] GraphSetupError),
}

/// How mailboxes are reached.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// Whether Microsoft Graph may be plain HTTP or on this computer.
    pub allow_insecure: bool,
    /// Whether to keep within Microsoft's quota of requests.
    pub quota: bool,
    /// The connections that all mailboxes share; none: plain HTTP only, or the connector's own.
    pub transport: Option<Transport>,
}

impl Reach {
    /// Prepares the connections, trusting a certificate authority of one's own if one is given (PEM).
    ///
    /// # Errors
    /// [`TransportError`] when certificates cannot be read.
    pub fn new(allow_insecure: bool, quota: bool, authority: Option<&[u8]>) -> Result<Self, TransportError> {
        let transport = match authority {
            Some(authority) => Some(Transport::trusting(authority)?),
            None if allow_insecure => None,
            None => Some(Transport::new()?),
        };
        Ok(Reach { allow_insecure, quota, transport })
    }

    /// Makes a connector; nothing is sent yet.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub fn connect(&self, connection: &Connection) -> Result<Connected, ConnectError> {
        let base = graph_address::check(&connection.base_url, self.allow_insecure)?;
        let plain = base.scheme() == "http";
        let token = Arc::new(FixedToken::new(connection.token.as_str()));
        let mut options = GraphOptions::new(base, GraphUser::Id(connection.user.clone()), token);
        options.quota = self.quota.then_some(Quota::OUTLOOK);
        options.transport = self.transport.clone().filter(|_| !plain);
        let choice = match &connection.folder {
            Some(id) => FolderChoice::Id(id.clone()),
            None => FolderChoice::Default,
        };
        let client = GraphClient::new(options)?;
        Ok(Connected { folder: GraphFolder::new(client.clone(), choice), client })
    }
}

/// The connectors to one mailbox; both keep within the same limits.
#[derive(Debug, Clone)]
pub struct Connected {
    /// The mailbox as a whole.
    pub client: GraphClient,
    /// The folder followed.
    pub folder: GraphFolder,
}

/// The connectors of a process.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    reach: Reach,
    known: Mutex<HashMap<MailboxId, (Connection, Arc<Connected>)>>,
}

impl Folders {
    pub(crate) fn new(reach: Reach) -> Self {
        Folders { reach, known: Mutex::default() }
    }

    /// Returns how mailboxes are reached.
    pub(crate) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Returns a mailbox's connector: the one there is, or a new one when the connection has changed.
    pub(crate) async fn of(
        &self,
        database: &Database,
        mailbox: MailboxId,
    ) -> Result<Arc<Connected>, ConnectError> {
        let connection = database.connection(mailbox).await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, connected)) = known.get(&mailbox).filter(|(was, _)| *was == connection) {
            return Ok(Arc::clone(connected));
        }
        // A new connection is made anew, with everything remembered of folders and limits.
        known.remove(&mailbox);
        let connected = Arc::new(self.reach.connect(&connection)?);
        known.insert(mailbox, (connection, Arc::clone(&connected)));
        Ok(connected)
    }

    /// Forgets a mailbox that does not take part any more.
    pub(crate) fn forget(&self, mailbox: MailboxId) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&mailbox);
    }
}
