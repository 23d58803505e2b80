//! [`Database`]: opening, migrating and writing, on SQLite and PostgreSQL alike.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use contacts::InstallationId;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::Mutex;

use crate::duplicates::{self, Compared};
use crate::exports::fill::Filling;
use crate::failure::{contention, failed};
use crate::migrations::Migrations;
use crate::replication_store::StoreError;
use crate::search::Renewing;
use crate::search::vocabulary::Vocabulary;
use crate::statements;

/// How often a transaction that lost against another one is tried again before the caller is told.
const TRIES: u32 = 6;

/// How much a commit survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// A committed write survives a killed program and a power cut: SQLite writes through at every commit
    /// (`synchronous=FULL`), PostgreSQL as its server is configured.
    #[default]
    PowerCut,
    /// A committed write survives a killed program; a power cut may take the last few commits, never more and
    /// never half of one (`synchronous=NORMAL`). PostgreSQL: as its server is configured.
    Kill,
}

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// How much a commit survives.
    pub durability: Durability,
    /// The most connections held at once. In-memory SQLite always has one.
    pub connections: u32,
    /// The installation's identity and the salt of its hashes, for a database that has none yet; none: drawn at
    /// random. For the simulator, whose runs are repeatable.
    pub installation: Option<(InstallationId, [u8; 32])>,
    /// When the installation is founded, if it has to be, in microseconds since 1970 UTC.
    pub now: i64,
    /// Whether very many rows are about to be written: a SQLite file then has much more memory for its pages (some
    /// 200 MiB), and they are copied from the log more seldom.
    pub bulk: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { durability: Durability::default(), connections: 8, installation: None, now: 0, bulk: false }
    }
}

/// The store: one database with the installation that lives in it. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Database {
    /// For people's reading, several at a time.
    connection: DatabaseConnection,
    /// For writing and for the engine. On a SQLite file it is one connection: each keeps a cache of its own, and what
    /// another one writes empties it. On PostgreSQL, and in memory, the same as for reading.
    writing: DatabaseConnection,
    /// SQLite has one writer at a time: writers of this process queue here, in order, instead of polling.
    writer: Arc<Mutex<()>>,
    installation: InstallationId,
    salt: [u8; 32],
    vocabulary: Vocabulary,
    renewing: Renewing,
    filling: Filling,
    compared: Compared,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("installation", &self.installation).finish_non_exhaustive()
    }
}

/// A transaction that writes. Cheap to clone; it ends when [`Database::write`] does.
pub(crate) type Tx = Arc<DatabaseTransaction>;

impl Database {
    /// Opens a database, brings its tables up to date and founds the installation if there is none:
    /// `sqlite:PATH` (made if missing), `sqlite::memory:`, or `postgres://…`.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be reached, or a table cannot be made.
    pub async fn open(url: &str, options: &Options) -> Result<Self, StoreError> {
        let writing = connect(url, options, Use::Writing).await?;
        let connection = match url.starts_with("sqlite:") && !in_memory(url) {
            true => connect(url, options, Use::Reading).await?,
            false => writing.clone(),
        };
        let mut database = Database {
            connection,
            writing,
            writer: Arc::new(Mutex::new(())),
            installation: InstallationId::from_u128(0),
            salt: [0; 32],
            vocabulary: Vocabulary::default(),
            renewing: Renewing::default(),
            filling: Filling::default(),
            compared: Compared::default(),
        };
        database.migrate().await?;
        let (id, salt) = database.write(|tx| async move { found(&tx, options).await }).await?;
        (database.installation, database.salt) = (id, salt);
        database.renew_keys().await?;
        database.write(|tx| async move { duplicates::keys::note_form(&tx).await }).await?;
        if database.search_waiting().await? > 0 {
            database.renew_search_behind();
        }
        Ok(database)
    }

    /// Brings the tables up to date; does nothing when they are. Several programs may do so at once: each step is
    /// one transaction, and who comes second finds it done when it tries again.
    ///
    /// # Errors
    /// [`StoreError`] when a table cannot be made.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let mut tries = 1;
        loop {
            match Migrations::up(&self.writing, None).await {
                Ok(()) => return Ok(()),
                Err(error) if tries == TRIES => return Err(failed(error)),
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(u64::from(tries) * 50)).await;
                    tries += 1;
                }
            }
        }
    }

    /// Returns the identity of the installation that lives in this database.
    pub fn installation_id(&self) -> InstallationId {
        self.installation
    }

    /// Closes every connection, so that the file can be moved or removed.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the last writes could not be finished.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.connection.close_by_ref().await.map_err(failed)?;
        self.writing.close_by_ref().await.map_err(failed)
    }

    /// The salt of this installation's hashes (match keys of candidates).
    pub(crate) fn salt(&self) -> &[u8; 32] {
        &self.salt
    }

    /// The words that names are made of.
    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Whether texts for the search are being written anew.
    pub(crate) fn renewing(&self) -> &Renewing {
        &self.renewing
    }

    /// The runs that are being filled.
    pub(crate) fn filling(&self) -> &Filling {
        &self.filling
    }

    /// What is compared of persons, remembered from one duplicate check to the next.
    pub(crate) fn compared(&self) -> &Compared {
        &self.compared
    }

    /// The connections, for reading. Never used while a transaction is open: in-memory SQLite has one only.
    pub(crate) fn reading(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// The connection of the engine, for reading by one statement. Never used while a transaction is open.
    pub(crate) fn beside_writing(&self) -> &DatabaseConnection {
        &self.writing
    }

    /// Runs `work`, which reads by several statements for the engine, in one transaction: on SQLite all of them see
    /// the same state, and a connection is taken and given back once instead of for each.
    ///
    /// # Errors
    /// Whatever `work` answers.
    pub(crate) async fn look<T, W, F>(&self, work: W) -> Result<T, StoreError>
    where
        W: FnOnce(Tx) -> F,
        F: Future<Output = Result<T, StoreError>>,
    {
        let tx = Arc::new(self.writing.begin().await.map_err(failed)?);
        let result = work(Arc::clone(&tx)).await;
        if let Some(tx) = Arc::into_inner(tx) {
            tx.commit().await.map_err(failed)?;
        }
        result
    }

    /// Runs `work` in one transaction, whole or not at all. On SQLite it begins as a writer (so that it never
    /// fails half-way for want of the write lock) and waits for its turn; on PostgreSQL it is tried again when
    /// it lost against another transaction. `work` may therefore run several times, and must not keep anything.
    ///
    /// # Errors
    /// Whatever `work` answers (everything is rolled back), or [`StoreError::Busy`].
    pub(crate) async fn write<T, W, F>(&self, work: W) -> Result<T, StoreError>
    where
        W: Fn(Tx) -> F,
        F: Future<Output = Result<T, StoreError>>,
    {
        let mut tries = 1;
        loop {
            match self.write_once(&work).await {
                Err(error) if contention(&error) && tries < TRIES => {
                    tokio::time::sleep(Duration::from_millis(u64::from(tries) * 4)).await;
                    tries += 1;
                }
                done => return done,
            }
        }
    }

    async fn write_once<T, W, F>(&self, work: &W) -> Result<T, StoreError>
    where
        W: Fn(Tx) -> F,
        F: Future<Output = Result<T, StoreError>>,
    {
        let single_writer = self.writing.get_database_backend() == DbBackend::Sqlite;
        let _turn = if single_writer { Some(self.writer.lock().await) } else { None };
        let mode = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = Arc::new(self.writing.begin_with_options(mode).await.map_err(failed)?);
        let result = work(Arc::clone(&tx)).await;
        let tx = Arc::into_inner(tx).ok_or_else(|| {
            StoreError::Database("a transaction outlived its work; nothing was written".into())
        })?;
        match result {
            Ok(value) => tx.commit().await.map_err(failed).map(|()| value),
            Err(error) => {
                // The work's own error says more than a rollback that fails with it.
                let _ = tx.rollback().await;
                Err(error)
            }
        }
    }
}

/// Connects. SQLite answers *busy* at once, without waiting, while another program makes or recovers the same
/// file; PostgreSQL refuses while it starts: tried again for a moment.
async fn connect(url: &str, options: &Options, to: Use) -> Result<DatabaseConnection, StoreError> {
    let mut tries = 1;
    loop {
        match sea_orm::Database::connect(connect_options(url, options, to)).await.map_err(failed) {
            Err(StoreError::Busy(_)) if tries < TRIES => {
                tokio::time::sleep(Duration::from_millis(u64::from(tries) * 50)).await;
                tries += 1;
            }
            connected => return connected,
        }
    }
}

/// What connections are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Reading,
    Writing,
}

fn in_memory(url: &str) -> bool {
    url.contains(":memory:")
}

fn connect_options(url: &str, options: &Options, to: Use) -> ConnectOptions {
    let in_memory = in_memory(url);
    let file = url.starts_with("sqlite:") && !in_memory && !url.contains("mode=");
    let url = match (file, url.contains('?')) {
        (true, true) => format!("{url}&mode=rwc"),
        (true, false) => format!("{url}?mode=rwc"),
        (false, _) => url.to_owned(),
    };
    let single = in_memory || (to == Use::Writing && url.starts_with("sqlite:"));
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(if single { 1 } else { options.connections.max(2) })
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    if in_memory {
        // The database is gone with its only connection.
        connect.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    }
    let synchronous = match options.durability {
        Durability::PowerCut => SqliteSynchronous::Full,
        Durability::Kill => SqliteSynchronous::Normal,
    };
    // KiB; what people read is small, and there are several of them.
    let (cache, checkpoint) = match (single, options.bulk) {
        (true, true) => ("-192000", "40000"),
        (true, false) => ("-12000", "4000"),
        (false, _) => ("-4000", "4000"),
    };
    connect.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            // A page of links fits in: the thread that reads them does not wait for the one that takes them.
            .row_buffer_size(1024)
            .pragma("temp_store", "memory")
            .pragma("cache_size", cache)
            // Pages that are written often are copied from the log into the file more seldom.
            .pragma("wal_autocheckpoint", checkpoint)
    });
    // Compiling a plan takes longer than any of ours runs, and so does starting helpers; what is looked for decides
    // how; no disk has arms; and nothing that people wait for reads a table whole, whatever is guessed of words.
    let settings = [
        ("jit", "off"),
        ("max_parallel_workers_per_gather", "0"),
        ("plan_cache_mode", "force_custom_plan"),
        ("random_page_cost", "1.1"),
        ("enable_seqscan", "off"),
    ];
    connect.map_sqlx_postgres_opts(move |postgres| postgres.statement_cache_capacity(256).options(settings));
    connect
}

/// Reads the installation, or founds it.
async fn found(tx: &Tx, options: &Options) -> Result<(InstallationId, [u8; 32]), StoreError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        // Of several programs that start at once, one founds it. SQLite has one writer anyway.
        statements::run(tx.as_ref(), "LOCK TABLE installation IN EXCLUSIVE MODE", vec![]).await?;
    }
    let row = statements::one(tx.as_ref(), "SELECT id, salt FROM installation", vec![]).await?;
    if let Some(row) = row {
        let salt: Vec<u8> = row.try_get_by_index(1).map_err(failed)?;
        let salt =
            salt.try_into().map_err(|_| StoreError::Database("the installation's salt is damaged".into()))?;
        return Ok((InstallationId(row.try_get_by_index(0).map_err(failed)?), salt));
    }
    let (id, salt) = match options.installation {
        Some(given) => given,
        None => (InstallationId(uuid::Uuid::now_v7()), crate::random::bytes()?),
    };
    let values = vec![id.0.into(), salt.to_vec().into(), options.now.into()];
    statements::run(tx.as_ref(), "INSERT INTO installation (id, salt, created) VALUES ($1, $2, $3)", values)
        .await?;
    Ok((id, salt))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_keeps_its_installation_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/tandem.db", folder.path().display());
        let first = Database::open(&url, &Options::default()).await.unwrap();
        let (id, salt) = (first.installation_id(), *first.salt());
        first.close().await.unwrap();
        let again = Database::open(&url, &Options::default()).await.unwrap();
        assert_eq!((again.installation_id(), *again.salt()), (id, salt));
    }

    #[tokio::test]
    async fn what_a_transaction_did_is_gone_when_it_fails() {
        let database = Database::open("sqlite::memory:", &Options::default()).await.unwrap();
        let insert = "INSERT INTO setting (name, value, changed_at) VALUES ('a', '1', 0)";
        let failed: Result<(), StoreError> = database
            .write(|tx| async move {
                statements::run(tx.as_ref(), insert, vec![]).await?;
                Err(StoreError::Invalid("changed my mind".into()))
            })
            .await;
        assert!(matches!(failed, Err(StoreError::Invalid(_))));
        let rows = statements::all(database.reading(), "SELECT name FROM setting WHERE name = 'a'", vec![])
            .await
            .unwrap();
        assert!(rows.is_empty());
    }
}
