//! Which steps run, in which order, and what they say about the goals.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, ensure};
use clap::{Args, ValueEnum};
use tokio::process::Command;

use crate::inputs;
use crate::outlook_beside::{Beside, Counts};
use crate::report::{Report, Row};
use crate::search::What;
use crate::step::Measured;

/// Contacts of an ordinary mailbox.
const MAILBOX: usize = 10_000;
/// Contacts of a very large one, and the persons that are loaded.
const LARGE: usize = 100_000;
/// The quota's clock runs 60 times as fast; in a sixtieth of the window goes a tenth of the requests, so that the
/// quota, not the machine, is what an export waits for.
const QUOTA: (u32, u64) = (1_000, 10);

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// A tenth of everything: for a first look, not for the document.
    #[arg(long)]
    quick: bool,
    /// Only these parts (repeat the option); all without it.
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Where to write the table; without it, it is printed only.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Persons of the part search; less for a machine on which filling takes too long.
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000_000)]
    persons: usize,
    /// Where the databases of the part search are kept, to be measured again without filling them; PostgreSQL is
    /// the server of TANDEM_TEST_POSTGRES, and kept with it. Without it, they are gone afterwards.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// Only this database in the part search; then nothing is written.
    #[arg(long, value_enum)]
    on: Option<crate::search::Which>,
    /// How the program was built, for the document.
    #[arg(long, default_value = "unknown")]
    built: String,
}

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Export, idle cycle, edits and sweep of an ordinary mailbox.
    Mailbox,
    /// The export under the quota.
    Quota,
    /// Loading many persons, and a very large mailbox.
    Large,
    /// Search among a million persons, on both databases; only when asked for. Writes a document of its own.
    Search,
    /// The duplicate check among as many, in the same databases; only when asked for, and printed only.
    Duplicates,
}

/// A database and the stand-in it replicates with.
struct Ground {
    folder: tempfile::TempDir,
    outlook: Beside,
    token: String,
}

impl Plan {
    /// Measures, prints the table and writes it.
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let scale = if self.quick { 10 } else { 1 };
        let what = match self.only.as_slice() {
            [Part::Search] => Some(What::Everything),
            [Part::Duplicates] => Some(What::Duplicates),
            _ => None,
        };
        if let Some(what) = what {
            let (persons, keep) = (self.persons / scale, self.keep.as_deref());
            return crate::search::run(persons, &self.built, keep, (self.on, what)).await;
        }
        let mut report = Report::default();
        for part in [Part::Mailbox, Part::Quota, Part::Large] {
            if self.only.is_empty() || self.only.contains(&part) {
                match part {
                    Part::Mailbox => mailbox(&mut report, MAILBOX / scale).await?,
                    Part::Quota => quota(&mut report, MAILBOX / scale).await?,
                    Part::Large => large(&mut report, LARGE / scale).await?,
                    // They are parts by themselves.
                    Part::Search | Part::Duplicates => {}
                }
            }
        }
        let text = report.text(&self.built);
        println!("{text}");
        if let Some(file) = &self.write {
            write(file, &text)?;
        }
        Ok(())
    }
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(file, text).with_context(|| format!("{} could not be written", file.display()))
}

impl Ground {
    async fn new(persons: usize) -> anyhow::Result<Ground> {
        let folder = tempfile::tempdir()?;
        inputs::write_csv(&folder.path().join("persons.csv"), persons)?;
        let outlook = Beside::start().await?;
        let token = outlook.token().await?;
        Ok(Ground { folder, outlook, token })
    }

    /// Runs a step in a process of its own; returns what it measured and what was asked of the stand-in.
    async fn step(&self, what: &str, options: &[(&str, usize)]) -> anyhow::Result<(Measured, Counts)> {
        eprintln!("{what} {options:?}");
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["step", what, "--data"]).arg(self.folder.path());
        command.args(["--standin", &self.outlook.url, "--token", &self.token]);
        for (name, value) in options {
            command.args([format!("--{name}"), value.to_string()]);
        }
        self.outlook.clear().await?;
        let child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true).spawn()?;
        let output = child.wait_with_output().await?;
        ensure!(output.status.success(), "the step {what} failed: {}", output.status);
        let measured = serde_json::from_slice(&output.stdout)?;
        Ok((measured, self.outlook.counts().await?))
    }
}

async fn mailbox(report: &mut Report, persons: usize) -> anyhow::Result<()> {
    let ground = Ground::new(persons).await?;
    ground.step("load", &[]).await?;
    ground.step("connect", &[]).await?;
    let (wizard, _) = ground.step("wizard", &[]).await?;
    report.wizard(persons, &wizard);
    let (export, asked) = ground.step("export", &[]).await?;
    report.export(persons, &export, &asked);
    let (idle, asked) = ground.step("idle", &[("count", 200)]).await?;
    report.idle(persons, &idle, &asked);

    let (percent, total) = (persons / 100, persons / 50);
    ground.step("change", &[("from", 0), ("count", percent)]).await?;
    ground.outlook.edit(persons / 2, percent, "One per cent").await?;
    let (travel, asked) = ground.step("travel", &[("count", total)]).await?;
    report.one_percent(persons, &travel, &asked);

    let half = persons / 2;
    ground.outlook.edit(0, half, "Half of them").await?;
    let (travel, asked) = ground.step("travel", &[("count", half)]).await?;
    report.delta(&travel, &asked);
    let (sweep, asked) = ground.step("sweep", &[("count", persons)]).await?;
    report.sweep(persons, &sweep, &asked);
    let memory = [&export, &idle, &travel, &sweep].map(|step| step.peak_mib);
    report.memory(persons, &memory, 64.0);
    let (import, _) = ground.step("import", &[("count", persons)]).await?;
    report.import(persons, &import);
    Ok(())
}

async fn quota(report: &mut Report, persons: usize) -> anyhow::Result<()> {
    let ground = Ground::new(persons).await?;
    ground.step("load", &[]).await?;
    ground.step("connect", &[]).await?;
    let (requests, seconds) = QUOTA;
    ground.outlook.limit(requests, seconds).await?;
    let window = usize::try_from(seconds)?;
    let options = [("quota", usize::try_from(requests)?), ("window", window)];
    let (export, asked) = ground.step("quota-export", &options).await?;
    report.quota(persons, &export, &asked, QUOTA);
    Ok(())
}

async fn large(report: &mut Report, persons: usize) -> anyhow::Result<()> {
    let ground = Ground::new(persons).await?;
    let (load, _) = ground.step("load", &[]).await?;
    report.load(persons, &load);
    ground.step("connect", &[]).await?;
    let (wizard, _) = ground.step("wizard", &[]).await?;
    report.wizard(persons, &wizard);
    let (export, _) = ground.step("export", &[]).await?;
    let (idle, _) = ground.step("idle", &[("count", 20)]).await?;
    ground.step("change", &[("from", 0), ("count", persons / 100)]).await?;
    ground.outlook.edit(persons / 2, persons / 100, "One per cent").await?;
    let (travel, _) = ground.step("travel", &[("count", persons / 50)]).await?;
    let (sweep, _) = ground.step("sweep", &[("count", persons)]).await?;
    report.add(Row {
        what: format!("first export of {}, CPU per contact", crate::report::number(persons)),
        goal: String::new(),
        reached: format!("{:.2} ms", export.cost.cpu_ms / persons as f64),
        met: None,
        more: format!(
            "{:.0} s on the wall; database {:.0} MiB",
            export.cost.wall_ms / 1e3,
            export.database_mib
        ),
    });
    report.memory(persons, &[&export, &idle, &travel, &sweep].map(|step| step.peak_mib), 128.0);
    Ok(())
}
