//! [`WebState`]: what the handlers share, and the small traits through which they reach the rest of the program.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use contacts::{MailboxId, RunId};
use store::{Database, MailboxHealth, OutlookContact};
use tokio::sync::Semaphore;

/// How long a request may take before it is given up.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How many photos are received and kept in memory at once; others wait for their turn.
const UPLOADS: usize = 4;

/// What the engine does for the web side. The program that wires both together implements it.
#[async_trait]
pub trait Engine: Send + Sync + 'static {
    /// Says that work waits: in this mailbox, or with none, in any. Returns at once.
    fn wake(&self, mailbox: Option<MailboxId>);

    /// Tells when a mailbox's next cycle begins if nothing happens, in microseconds since 1970 UTC. A program with a
    /// schedule of its own knows better than the mailbox's health.
    fn next_cycle(&self, health: &MailboxHealth) -> i64 {
        health.next_cycle
    }

    /// Lists the contact folders of a mailbox, the default one included.
    ///
    /// # Errors
    /// Says in words for people what kept Outlook from answering, and what to do.
    async fn folders(&self, mailbox: MailboxId) -> Result<Vec<Folder>, String>;

    /// Tries a connection before it is kept: lists the contact folders that it leads to.
    ///
    /// # Errors
    /// As [`Engine::folders`].
    async fn try_connection(&self, graph: &str, address: &str, token: &str) -> Result<Vec<Folder>, String>;

    /// Reads contacts of a mailbox as Outlook has them now. Nothing of them is kept.
    ///
    /// # Errors
    /// Says in words for people what kept Outlook from answering, and what to do.
    async fn contacts(&self, mailbox: MailboxId, ids: &[String]) -> Result<Looked, String>;

    /// Reads a page of a contact folder (none: the default one) as Outlook has it now, from where the page before
    /// ended (none: from the beginning). Contacts come whole; nothing of them is kept.
    ///
    /// # Errors
    /// As [`Engine::contacts`].
    async fn read_folder(
        &self,
        mailbox: MailboxId,
        folder: Option<&str>,
        after: Option<&str>,
    ) -> Result<FolderPage, String>;

    /// Reads the photo of a contact as Outlook has it; none when it has none.
    ///
    /// # Errors
    /// As [`Engine::contacts`].
    async fn photo(&self, mailbox: MailboxId, contact: &str) -> Result<Option<Bytes>, String>;
}

/// A part of a contact folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FolderPage {
    /// The contacts.
    pub contacts: Vec<OutlookContact>,
    /// Where the next page begins: opaque; none after the last.
    pub next: Option<String>,
}

/// A contact folder of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its id; none: the default contact folder.
    pub id: Option<String>,
    /// Its name, in the mailbox's language.
    pub name: String,
    /// How many contacts lie in it, where that is known.
    pub contacts: Option<u64>,
}

/// The addresses of Microsoft Graph that mailboxes may be connected at. A token is never sent to any other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GraphAddresses(Vec<String>);

impl GraphAddresses {
    /// Allows these addresses; the first one is used when a request names none.
    pub fn new(addresses: impl IntoIterator<Item = String>) -> Self {
        let trimmed = addresses.into_iter().map(|address| address.trim_end_matches('/').to_owned());
        GraphAddresses(trimmed.collect())
    }

    /// Returns the address that a request means, or none when it is not allowed.
    pub fn choose(&self, asked: Option<&str>) -> Option<&str> {
        match asked.map(|address| address.trim_end_matches('/')) {
            None => self.0.first().map(String::as_str),
            Some(address) => self.0.iter().map(String::as_str).find(|allowed| *allowed == address),
        }
    }

    /// Returns them, the one that is used when a request names none first.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Returns all of them, as one text for people.
    pub fn named(&self) -> String {
        self.0.join(", ")
    }
}

/// What Outlook has of some contacts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Looked {
    /// Those that are there, in the order in which they were asked for. Those that are gone, or in Deleted Items, are
    /// left out.
    pub found: Vec<OutlookContact>,
    /// The ids of those that could not be read, each with the reason in words for people.
    pub unread: BTreeMap<String, String>,
}

impl Looked {
    /// Returns what is there.
    ///
    /// # Errors
    /// The reason, when one could not be read.
    pub fn whole(self) -> Result<Vec<OutlookContact>, String> {
        match self.unread.into_values().next() {
            Some(why) => Err(why),
            None => Ok(self.found),
        }
    }
}

/// Why runs wait that are worked through behind whoever asked for them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waits(Arc<Mutex<HashMap<RunId, String>>>);

impl Waits {
    /// Notes why a run waits; none: it does not.
    pub(crate) fn note(&self, run: RunId, why: Option<&str>) {
        let mut waits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match why {
            Some(why) => drop(waits.insert(run, why.to_owned())),
            None => drop(waits.remove(&run)),
        }
    }

    /// Tells why a run waits.
    pub(crate) fn of(&self, run: RunId) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&run).cloned()
    }
}

/// What the handlers share. Cheap to clone.
#[derive(Clone)]
pub struct WebState {
    /// Why imports wait, in words for people.
    pub(crate) waits: Waits,
    /// The database.
    pub store: Database,
    /// The engine.
    pub engine: Arc<dyn Engine>,
    /// Where Microsoft Graph may be.
    pub graph: Arc<GraphAddresses>,
    /// Tells the time, in microseconds since 1970 UTC.
    pub clock: fn() -> i64,
    /// How long a request may take.
    pub patience: Duration,
    /// Writes the program's figures as Prometheus reads them.
    pub figures: Arc<dyn Fn() -> String + Send + Sync>,
    /// Where the stand-in's address book is, in the demo: the start page leads there.
    pub address_book: Option<String>,
    /// Whether people reach the pages by TLS: the session's cookie then travels by TLS only.
    pub secure: bool,
    /// Whether requests come through a proxy that says in `X-Forwarded-For` where they come from.
    pub behind_proxy: bool,
    /// One photo is decoded at a time: each may take 200 MiB.
    pub(crate) photos: Arc<Semaphore>,
    /// A few photos are received at a time: each may have 8 MB.
    pub(crate) uploads: Arc<Semaphore>,
}

impl WebState {
    /// Makes the state of a program: its database, its engine, where Microsoft Graph may be, and its figures.
    pub fn new(
        store: Database,
        engine: Arc<dyn Engine>,
        graph: GraphAddresses,
        figures: Arc<dyn Fn() -> String + Send + Sync>,
    ) -> Self {
        WebState {
            waits: Waits::default(),
            store,
            engine,
            graph: Arc::new(graph),
            clock: || jiff::Timestamp::now().as_microsecond(),
            patience: PATIENCE,
            figures,
            address_book: None,
            secure: false,
            behind_proxy: false,
            photos: Arc::new(Semaphore::new(1)),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
        }
    }

    /// Returns the name of the session's cookie. Browsers keep `__Host-` to the host and to TLS.
    pub(crate) fn session_cookie(&self) -> &'static str {
        if self.secure { "__Host-tandem" } else { "tandem" }
    }

    /// Returns the time, in microseconds since 1970 UTC.
    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }
}

impl std::fmt::Debug for WebState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebState").field("graph", &self.graph).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_to_an_allowed_address_only() {
        let graph = GraphAddresses::new(["https://graph.microsoft.com/v1.0/".to_owned()]);
        assert_eq!(graph.choose(None), Some("https://graph.microsoft.com/v1.0"));
        assert_eq!(graph.choose(Some("https://graph.microsoft.com/v1.0")), graph.choose(None));
        for other in ["http://graph.microsoft.com/v1.0", "https://graph.microsoft.com.evil.example/v1.0", ""]
        {
            assert_eq!(graph.choose(Some(other)), None, "{other}");
        }
        assert_eq!(GraphAddresses::default().choose(None), None);
    }
}
