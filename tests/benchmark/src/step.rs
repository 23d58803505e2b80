//! One step: a process that opens the database, does one thing, and says what it cost.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use clap::{Args, ValueEnum};
use contacts::MailboxId;
use engine::{Bugs, Clock, Cycle, CycleError, CycleReport, Looks, Pictures, PreparedPicture, SystemIds};
use outlook::graph::{FixedToken, FolderChoice, GraphClient, GraphFolder, GraphOptions, GraphUser, Quota};
use serde::{Deserialize, Serialize};
use store::{Database, Options, Viewer};

use crate::import::Took;
use crate::measure::{self, Cost};
use crate::wizard::Taken;

/// One step and what it needs.
#[derive(Debug, Args)]
pub(crate) struct Step {
    /// What to do.
    #[arg(value_enum)]
    pub(crate) what: What,
    /// Where the database and the files are.
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// Where the stand-in is.
    #[arg(long, default_value = "")]
    pub(crate) standin: String,
    /// A token for the mailbox.
    #[arg(long, default_value = "")]
    pub(crate) token: String,
    /// Another database than the SQLite file in the folder.
    #[arg(long)]
    pub(crate) database: Option<String>,
    /// How many persons the step is about.
    #[arg(long, default_value_t = 0)]
    pub(crate) count: usize,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    pub(crate) from: usize,
    /// How many requests may be sent within the quota's window; zero: as many as there are.
    #[arg(long, default_value_t = 0)]
    pub(crate) quota: u32,
    /// The quota's window in seconds.
    #[arg(long, default_value_t = 0)]
    pub(crate) window: u64,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// Loads persons from the CSV file.
    Load,
    /// Connects the mailbox and lets its first cycle pass.
    Connect,
    /// Uses the export wizard for everybody, up to the plan.
    Wizard,
    /// Uses the import wizard for contacts that are not linked.
    Import,
    /// Exports everybody.
    Export,
    /// Exports everybody within the quota, waiting where it has to.
    QuotaExport,
    /// Reads our own writes back from the change feed.
    Echo,
    /// Runs cycles in which nothing has changed.
    Idle,
    /// Changes persons in the CRM.
    Change,
    /// Runs cycles until everything has travelled.
    Travel,
    /// Compares the whole mailbox.
    Sweep,
}

/// What a step measured.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// What it cost, without opening the database.
    pub(crate) cost: Cost,
    /// Of that, before the first cycle: the export's preparation.
    pub(crate) prepared: Cost,
    /// The peak memory of the process, in MiB.
    pub(crate) peak_mib: f64,
    /// What it counted: persons, contacts, changes, cycles.
    pub(crate) count: u64,
    /// How many bytes the database's files have.
    pub(crate) database_mib: f64,
    /// What the export wizard took.
    pub(crate) wizard: Option<Taken>,
    /// What the import wizard took.
    pub(crate) import: Option<Took>,
}

impl Step {
    /// Does the step.
    pub(crate) async fn run(&self) -> anyhow::Result<Measured> {
        let mut measured = match self.what {
            What::Load => self.load().await?,
            What::Connect => self.connect().await?,
            What::Wizard => self.wizard().await?,
            What::Import => self.import().await?,
            What::Export => self.export().await?,
            What::QuotaExport => self.quota_export().await?,
            What::Echo => self.echo().await?,
            What::Idle => self.idle().await?,
            What::Change => self.change().await?,
            What::Travel => self.travel().await?,
            What::Sweep => self.sweep().await?,
        };
        measured.peak_mib = measure::peak_memory()?;
        if self.database.is_none() {
            let file = std::fs::metadata(self.data.join("tandem.db"))?;
            measured.database_mib = file.len() as f64 / 1_048_576.0;
        }
        Ok(measured)
    }

    pub(crate) async fn open(&self) -> anyhow::Result<Database> {
        let file = || format!("sqlite:{}", self.data.join("tandem.db").display());
        let url = self.database.clone().unwrap_or_else(file);
        let bulk = self.what == What::Load;
        Ok(Database::open(&url, &Options { now: now(), bulk, ..Options::default() }).await?)
    }

    pub(crate) async fn engine(&self) -> anyhow::Result<Engine> {
        let store = self.open().await?;
        let mailboxes = store.list_mailboxes(&Viewer::program(), now()).await?;
        let mailbox = mailboxes.first().context("no mailbox is connected")?;
        let connection = store.connection(mailbox.id).await?;
        let token = Arc::new(FixedToken::new(connection.token.as_str()));
        let user = GraphUser::Id(connection.user.clone());
        let mut options = GraphOptions::new(connection.base_url.parse()?, user, token);
        if self.quota > 0 {
            let window = Duration::from_secs(self.window);
            options.quota = Some(Quota { requests: self.quota, window });
            // As much of the window as the ten seconds are of the real one, or the engine never sees a wait.
            options.patience = window.mul_f64(10.0 / 600.0);
        }
        let folder = GraphFolder::new(GraphClient::new(options)?, FolderChoice::Default);
        let holder = uuid::Uuid::now_v7();
        let ahead = if self.what == What::Sweep { 25 * 3_600_000_000 } else { 0 };
        Ok(Engine {
            store,
            folder,
            mailbox: mailbox.id,
            holder,
            clock: Ahead(ahead),
            looks: Looks::default(),
        })
    }
}

/// The time, in microseconds since 1970 UTC.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

/// The machine's clock, or one that is ahead of it by so many microseconds.
struct Ahead(i64);

impl Clock for Ahead {
    fn now(&self) -> i64 {
        now() + self.0
    }
}

/// No person that is measured with has a photo.
struct NoPictures;

impl Pictures for NoPictures {
    fn prepare(&self, _bytes: &Bytes) -> Result<PreparedPicture, String> {
        Err("there are no photos".to_owned())
    }

    fn alike(&self, a: &Bytes, b: &Bytes) -> bool {
        a == b
    }

    fn digest(&self, _bytes: &Bytes) -> String {
        String::new()
    }
}

/// The engine of the mailbox.
pub(crate) struct Engine {
    pub(crate) store: Database,
    folder: GraphFolder,
    pub(crate) mailbox: MailboxId,
    holder: uuid::Uuid,
    clock: Ahead,
    looks: Looks,
}

impl Engine {
    pub(crate) async fn cycle(&self) -> Result<CycleReport, CycleError> {
        let cycle = Cycle {
            store: &self.store,
            folder: &self.folder,
            clock: &self.clock,
            ids: &SystemIds,
            pictures: &NoPictures,
            mailbox: self.mailbox,
            holder: self.holder,
            looks: &self.looks,
            bugs: Bugs::default(),
        };
        cycle.run().await
    }

    /// Runs cycles until nothing is left to do; returns what they did.
    pub(crate) async fn settle(&self) -> anyhow::Result<CycleReport> {
        let mut done = CycleReport::default();
        for _ in 0..1_000 {
            let report = self.cycle().await?;
            done.staged += report.staged;
            done.taken += report.taken;
            done.sent += report.sent;
            if report.idle {
                return Ok(done);
            }
        }
        anyhow::bail!("the mailbox does not come to rest: {done:?}")
    }
}
