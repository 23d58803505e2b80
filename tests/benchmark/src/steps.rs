//! What each step does.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use contacts::{FieldKey, Patch, PersonId, Value};
use engine::CycleError;
use files::csv::Options;
use store::{
    ExportMode, ExportRequest, LoadOptions, LoadPerson, Loaded, NewMailbox, NewUser, Paging, PersonFilter,
    PersonPatch, Role, RunState, Selection, Viewer,
};

use crate::measure::{Cost, Watch};
use crate::outlook_beside::MAILBOX;
use crate::step::{Engine, Measured, Step, now};

/// Persons handed to the store at a time, as `tandem load` does.
const BATCH: usize = 2_000;

impl Step {
    pub(crate) async fn load(&self) -> anyhow::Result<Measured> {
        let database = self.open().await?;
        let watch = Watch::start()?;
        let file = std::fs::File::open(self.data.join("persons.csv"))?;
        let options = LoadOptions { create_partners: true, partner: None };
        let (mut rows, mut taken) = (Vec::with_capacity(BATCH), 0);
        let mut records = files::csv::read_persons(file, Options::default())?.peekable();
        while let Some(record) = records.next() {
            rows.push(row(record?));
            if rows.len() == BATCH || records.peek().is_none() {
                let loaded = database.load_persons(&Viewer::program(), &rows, &options, now()).await?;
                taken += loaded.iter().filter(|one| matches!(one, Loaded::Created(_))).count();
                rows.clear();
            }
        }
        let cost = watch.stop()?;
        Ok(Measured { cost, count: taken as u64, ..Measured::default() })
    }

    pub(crate) async fn connect(&self) -> anyhow::Result<Measured> {
        let (database, root) = (self.open().await?, Viewer::program());
        let new = NewUser { mail: MAILBOX.to_owned(), name: "Anna".to_owned(), role: Role::User };
        let owner = database.add_user(&root, &new, now()).await?.id;
        let new = NewMailbox {
            owner,
            address: MAILBOX.to_owned(),
            name: String::new(),
            base_url: format!("{}/v1.0", self.standin),
            token: self.token.clone(),
        };
        let mailbox = database.connect_mailbox(&root, &new, now()).await?.id;
        database.activate_mailbox(&root, mailbox, now()).await?;
        database.close().await?;
        self.engine().await?.settle().await?;
        Ok(Measured::default())
    }

    pub(crate) async fn export(&self) -> anyhow::Result<Measured> {
        let engine = self.engine().await?;
        // What is known of folders is known: the export alone is measured.
        engine.settle().await?;
        let watch = Watch::start()?;
        let run = start(&engine).await?;
        let prepared = watch.stop()?;
        while engine.store.read_run(&Viewer::program(), run).await?.state != RunState::Done {
            engine.cycle().await?;
        }
        let cost = watch.stop()?;
        let counts = engine.store.read_run(&Viewer::program(), run).await?.counts;
        ensure!(counts.created == counts.total, "not all were created: {counts:?}");
        Ok(Measured { cost, prepared, count: counts.created, ..Measured::default() })
    }

    pub(crate) async fn quota_export(&self) -> anyhow::Result<Measured> {
        let engine = self.engine().await?;
        let run = start(&engine).await?;
        let watch = Watch::start()?;
        while engine.store.read_run(&Viewer::program(), run).await?.state != RunState::Done {
            match engine.cycle().await {
                Ok(_) => {}
                Err(CycleError::OnHold { until }) => {
                    let wait = u64::try_from(until - now()).unwrap_or_default();
                    tokio::time::sleep(Duration::from_micros(wait)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        let cost = watch.stop()?;
        let counts = engine.store.read_run(&Viewer::program(), run).await?.counts;
        ensure!(counts.created == counts.total, "not all were created: {counts:?}");
        Ok(Measured { cost, count: counts.created, ..Measured::default() })
    }

    pub(crate) async fn echo(&self) -> anyhow::Result<Measured> {
        let engine = self.engine().await?;
        let watch = Watch::start()?;
        let report = engine.settle().await?;
        let cost = watch.stop()?;
        ensure!(report.taken + report.sent == 0, "an echo was taken for an edit: {report:?}");
        Ok(Measured { cost, ..Measured::default() })
    }

    /// Averages over so many cycles; the first, which looks up folders, does not count.
    pub(crate) async fn idle(&self) -> anyhow::Result<Measured> {
        let engine = self.engine().await?;
        engine.settle().await?;
        let (cycles, watch) = (self.count.max(1), Watch::start()?);
        for _ in 0..cycles {
            let report = engine.cycle().await?;
            ensure!(report.idle && report.sent + report.taken == 0, "something had changed: {report:?}");
        }
        let (total, share) = (watch.stop()?, cycles as f64);
        let cost = Cost { cpu_ms: total.cpu_ms / share, wall_ms: total.wall_ms / share };
        Ok(Measured { cost, count: cycles as u64, ..Measured::default() })
    }

    pub(crate) async fn change(&self) -> anyhow::Result<Measured> {
        let database = self.open().await?;
        let watch = Watch::start()?;
        for person in some_persons(&database, self.from, self.count).await? {
            let mut card = Patch::new();
            card.set(FieldKey::Department, Some(Value::Text(format!("Department {}", self.from))));
            let patch = PersonPatch { card, ..PersonPatch::default() };
            database.change_person(&Viewer::program(), person, &patch, None, now()).await?;
        }
        Ok(Measured { cost: watch.stop()?, count: self.count as u64, ..Measured::default() })
    }

    pub(crate) async fn travel(&self) -> anyhow::Result<Measured> {
        let engine = self.engine().await?;
        let watch = Watch::start()?;
        let report = engine.settle().await?;
        let cost = watch.stop()?;
        let moved = u64::from(report.taken) + u64::from(report.sent);
        ensure!(moved == self.count as u64, "{} edits were made: {report:?}", self.count);
        Ok(Measured { cost, count: moved, ..Measured::default() })
    }

    pub(crate) async fn sweep(&self) -> anyhow::Result<Measured> {
        let engine = self.engine().await?;
        let watch = Watch::start()?;
        let report = engine.settle().await?;
        let cost = watch.stop()?;
        ensure!(report.taken + report.sent == 0, "the sweep found differences: {report:?}");
        Ok(Measured { cost, count: self.count as u64, ..Measured::default() })
    }
}

fn row(record: files::PersonRecord) -> LoadPerson {
    LoadPerson {
        file: std::sync::Arc::default(),
        line: record.line,
        external_id: record.external_id,
        card: record.card,
        company: record.company,
        partner_external_id: record.partner_external_id,
        company_phone: record.company_phone,
        employee_in_charge: record.employee_in_charge,
        inactive: record.inactive,
    }
}

async fn start(engine: &Engine) -> anyhow::Result<contacts::RunId> {
    let request = everybody(engine, ExportMode::New);
    Ok(engine.store.start_export(&Viewer::program(), &request, None, now()).await?)
}

/// Asks for everybody there is.
fn everybody(engine: &Engine, mode: ExportMode) -> ExportRequest {
    ExportRequest {
        mailbox: engine.mailbox,
        persons: Selection::Search(PersonFilter::default()),
        mode,
        taken_off: Vec::new(),
        withdraw_taken_off: false,
        photos: true,
    }
}

/// Returns so many persons, in the order of names.
async fn some_persons(
    database: &store::Database,
    from: usize,
    count: usize,
) -> anyhow::Result<Vec<PersonId>> {
    let (mut found, mut paging) = (BTreeMap::new(), Paging::first(500));
    while found.len() < from + count {
        let page = database.list_persons(&Viewer::program(), &PersonFilter::default(), &paging).await?;
        for record in page.items {
            found.insert(found.len(), record.person.id);
        }
        paging.after = Some(page.next.context("there are not so many persons")?);
    }
    Ok(found.into_values().skip(from).take(count).collect())
}
