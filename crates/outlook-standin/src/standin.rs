//! The stand-in as a whole: its mailboxes, its clock, its switches, and how it is served.

use std::future::Future;
use std::sync::{Arc, Mutex, RwLock};

use axum::Router;
use axum::serve::ListenerExt;
use axum_server::tls_rustls::RustlsConfig;
use tokio::net::TcpListener;

use crate::account::{Account, Directory};
use crate::clock::Clock;
use crate::counters::{Counters, Counts};
use crate::faults::{Fault, Faults};
use crate::lock;
use crate::quirks::Quirks;
use crate::router;
use crate::snapshot::{StoredContact, stored};
use crate::state::mailbox::{FolderNames, Mailbox};
use crate::throttle::Limits;

/// How a stand-in starts.
#[derive(Debug, Clone)]
pub struct StandinOptions {
    /// The mail addresses of its mailboxes.
    pub mailboxes: Vec<String>,
    /// The localized name of the default contacts folder.
    pub folder_name: String,
    /// The localized name of Deleted Items.
    pub deleted_items_name: String,
    /// The switches at the start and after a reset.
    pub quirks: Quirks,
    /// The limits at the start and after a reset.
    pub limits: Limits,
}

impl Default for StandinOptions {
    /// One German mailbox under Microsoft's limits.
    fn default() -> Self {
        Self {
            mailboxes: vec!["alice@example.com".to_owned()],
            folder_name: "Kontakte".to_owned(),
            deleted_items_name: "Gelöschte Elemente".to_owned(),
            quirks: Quirks::default(),
            limits: Limits::default(),
        }
    }
}

/// A stand-in for Microsoft Graph's contacts; clones share everything.
#[derive(Debug, Clone)]
pub struct Standin {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) options: StandinOptions,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) counters: Counters,
    pub(crate) directory: Mutex<Directory>,
    quirks: RwLock<Arc<Quirks>>,
    limits: RwLock<Arc<Limits>>,
}

impl Standin {
    /// Makes a stand-in with empty mailboxes.
    pub fn new(options: StandinOptions) -> Self {
        let inner = Inner {
            clock: Clock::default(),
            faults: Faults::default(),
            counters: Counters::default(),
            directory: Mutex::new(Directory::default()),
            quirks: RwLock::new(Arc::new(options.quirks.clone())),
            limits: RwLock::new(Arc::new(options.limits.clone())),
            options,
        };
        let standin = Self { inner: Arc::new(inner) };
        for address in &standin.inner.options.mailboxes {
            let _ = standin.add_mailbox(address);
        }
        standin
    }

    /// The routes for plain HTTP: Graph, the admin API and the address book.
    pub fn router(&self) -> Router {
        router::routes(self, "http")
    }

    /// Serves plain HTTP until the future is dropped.
    ///
    /// # Errors
    /// What the listener reports.
    pub fn serve(&self, listener: TcpListener) -> impl Future<Output = std::io::Result<()>> + Send + use<> {
        let router = self.router();
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        async move { axum::serve(listener, router).await }
    }

    /// Serves TLS until the future is dropped; certificate and key are PEM texts.
    ///
    /// # Errors
    /// What is wrong with certificate or key, or what the listener reports.
    pub fn serve_tls(
        &self,
        listener: std::net::TcpListener,
        certificate: Vec<u8>,
        key: Vec<u8>,
    ) -> impl Future<Output = std::io::Result<()>> + Send + use<> {
        let router = router::routes(self, "https");
        async move {
            // Another part of the process may have chosen a provider already; then that one serves.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let config = RustlsConfig::from_pem(certificate, key).await?;
            listener.set_nonblocking(true)?;
            axum_server::from_tcp_rustls(listener, config)?.serve(router.into_make_service()).await
        }
    }

    /// Lists each mailbox with a token that opens it.
    pub fn tokens(&self) -> Vec<(String, String)> {
        let mut directory = lock(&self.inner.directory);
        let accounts = directory.accounts().to_vec();
        accounts.iter().map(|account| (account.address.clone(), directory.valid_token(account))).collect()
    }

    /// Adds a mailbox, if it is not there yet, and returns a token for it.
    pub fn add_mailbox(&self, address: &str) -> String {
        let names = self.folder_names();
        let mut directory = lock(&self.inner.directory);
        let account = directory.add(address, &names);
        directory.valid_token(&account)
    }

    /// Lists every contact that is not in Deleted Items, with everything it has; empty for an unknown mailbox.
    pub fn snapshot(&self, mailbox: &str) -> Vec<StoredContact> {
        self.whole_snapshot(mailbox).into_iter().filter(|contact| !contact.deleted).collect()
    }

    /// Lists every contact, those in Deleted Items included.
    pub fn whole_snapshot(&self, mailbox: &str) -> Vec<StoredContact> {
        let quirks = self.quirks();
        let contacts = |mailbox: &Mailbox| {
            mailbox.items().into_iter().map(|item| stored(mailbox, item, &quirks)).collect()
        };
        self.account(mailbox).map(|account| contacts(&lock(&account.mailbox))).unwrap_or_default()
    }

    /// The switches as they stand.
    pub fn quirks(&self) -> Arc<Quirks> {
        Arc::clone(&self.inner.quirks.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Replaces the switches.
    pub fn set_quirks(&self, quirks: Quirks) {
        *self.inner.quirks.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(quirks);
    }

    /// The limits as they stand.
    pub fn limits(&self) -> Arc<Limits> {
        Arc::clone(&self.inner.limits.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Replaces the limits.
    pub fn set_limits(&self, limits: Limits) {
        *self.inner.limits.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(limits);
    }

    /// What has been asked so far.
    pub fn counts(&self) -> Counts {
        self.inner.counters.total()
    }

    /// Sets the counters to zero.
    pub fn clear_counts(&self) {
        self.inner.counters.clear();
    }

    /// Adds a fault and returns its id.
    ///
    /// # Errors
    /// What is wrong with its path expression or probability.
    pub fn add_fault(&self, fault: Fault) -> Result<u64, String> {
        self.inner.faults.add(fault)
    }

    /// Removes every fault.
    pub fn clear_faults(&self) {
        self.inner.faults.remove(None);
    }

    /// Moves the stand-in's clock on.
    pub fn advance(&self, by: std::time::Duration) {
        self.inner.clock.advance(i64::try_from(by.as_micros()).unwrap_or(i64::MAX));
    }

    /// Empties everything and returns to how it started; mailboxes and their tokens stay.
    pub fn reset(&self) {
        let names = self.folder_names();
        for account in lock(&self.inner.directory).accounts() {
            lock(&account.mailbox).clear(&names);
            account.usage.reset();
            account.set_full(false);
            account.set_gone(false);
        }
        self.inner.clock.reset();
        self.inner.faults.remove(None);
        self.inner.counters.clear();
        self.set_quirks(self.inner.options.quirks.clone());
        self.set_limits(self.inner.options.limits.clone());
    }

    pub(crate) fn account(&self, name: &str) -> Option<Arc<Account>> {
        lock(&self.inner.directory).find(name)
    }

    pub(crate) fn now(&self) -> i64 {
        self.inner.clock.now()
    }

    fn folder_names(&self) -> FolderNames {
        FolderNames {
            contacts: self.inner.options.folder_name.clone(),
            deleted_items: self.inner.options.deleted_items_name.clone(),
        }
    }
}
