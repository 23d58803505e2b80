//! Filling a database with as many persons as are searched, and what a change costs in it.

use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use anyhow::ensure;
use contacts::{FieldKey, Patch, PersonId, TeamId, Value};
use serde::{Deserialize, Serialize};
use store::{Database, LoadOptions, LoadPerson, NewUser, Paging, PersonFilter, PersonPatch, Role, Viewer};

use crate::measure::Watch;
use crate::report::number;
use crate::search::input;
use crate::step::now;

/// Rows handed to the store at a time.
const BATCH: usize = 5_000;
/// Persons that are restricted to a team which the viewer is not in.
const RESTRICTED: usize = 1_000;

/// How many of the last persons are told of by themselves.
pub(super) const LAST: usize = 100_000;

/// How a database was filled and what a change costs in it. It is kept beside the database, so that filling goes on
/// where it was interrupted.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Filled {
    /// How many persons there are.
    pub(super) persons: usize,
    /// Seconds on the wall.
    pub(super) seconds: f64,
    /// Seconds of CPU time of this process.
    pub(super) cpu: f64,
    /// The same for the last persons.
    pub(super) last: Last,
    /// Milliseconds an edit.
    pub(super) edits: f64,
}

/// What the last persons took.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Last {
    pub(super) seconds: f64,
    pub(super) cpu: f64,
}

/// Fills a database, unless it is filled; restricts some persons.
pub(super) async fn fill(
    database: &Database,
    figures: &Path,
    persons: usize,
    partners: usize,
) -> anyhow::Result<Filled> {
    let mut filled: Filled = match std::fs::read(figures) {
        Ok(bytes) => serde_json::from_slice(&bytes)?,
        Err(_) => Filled::default(),
    };
    // The figures may be of another server's database: one that is gone.
    let anybody =
        database.list_persons(&Viewer::program(), &PersonFilter::default(), &Paging::first(1)).await?;
    if anybody.items.is_empty() {
        filled = Filled::default();
    }
    let started = Watch::start()?;
    if filled.persons == 0 {
        companies(database, partners).await?;
    }
    for from in (filled.persons..persons).step_by(BATCH) {
        let watch = Watch::start()?;
        load(database, from..persons.min(from + BATCH), partners).await?;
        let cost = watch.stop()?;
        filled.seconds += cost.wall_ms / 1e3;
        filled.cpu += cost.cpu_ms / 1e3;
        if from + LAST >= persons {
            filled.last.seconds += cost.wall_ms / 1e3;
            filled.last.cpu += cost.cpu_ms / 1e3;
        }
        filled.persons = persons.min(from + BATCH);
        std::fs::write(figures, serde_json::to_vec(&filled)?)?;
        if from % 50_000 == 0 {
            eprintln!("  {} persons, {:.0} s", number(from), started.stop()?.wall_ms / 1e3);
        }
    }
    database.renew_search().await?;
    let root = Viewer::program();
    let team = match database.list_teams(&root).await?.first() {
        Some(team) => team.id,
        None => database.add_team(&root, "Vertraulich", now()).await?.id,
    };
    if filled.edits == 0.0 {
        // A second time nothing would change.
        filled.edits = restrict(database, team, RESTRICTED.min(persons / 10)).await?;
        std::fs::write(figures, serde_json::to_vec(&filled)?)?;
    }
    Ok(filled)
}

async fn companies(database: &Database, partners: usize) -> anyhow::Result<()> {
    let root = Viewer::program();
    for n in 0..40 {
        let mail = format!("user{n}@example.org");
        let new = NewUser { mail, name: format!("{} {n}", input::company(n)), role: Role::User };
        database.add_user(&root, &new, now()).await?;
    }
    for from in (0..partners).step_by(BATCH) {
        let rows: Vec<_> = (from..partners.min(from + BATCH)).map(input::partner).collect();
        database.load_partners(&root, &rows, now()).await?;
    }
    Ok(())
}

async fn load(database: &Database, some: Range<usize>, partners: usize) -> anyhow::Result<()> {
    let options = LoadOptions { create_partners: false, partner: None };
    let rows: Vec<LoadPerson> = some.map(|n| input::person(n, partners)).collect();
    let loaded = database.load_persons(&Viewer::program(), &rows, &options, now()).await?;
    ensure!(loaded.iter().all(|one| one.id().is_some()), "a person was refused: {:?}", loaded.first());
    Ok(())
}

/// Restricts persons to a team, and gives each another mobile number: an ordinary edit that is indexed. Returns how
/// many milliseconds each took.
async fn restrict(database: &Database, team: TeamId, count: usize) -> anyhow::Result<f64> {
    let root = Viewer::program();
    let (mut ids, mut paging): (Vec<PersonId>, Paging) = (Vec::new(), Paging::first(500));
    while ids.len() < count {
        let page = database.list_persons(&root, &PersonFilter::default(), &paging).await?;
        ids.extend(page.items.iter().map(|record| record.person.id));
        paging.after = page.next;
        if paging.after.is_none() {
            break;
        }
    }
    let started = Instant::now();
    for (n, id) in ids.iter().enumerate() {
        let mut card = Patch::new();
        card.set(FieldKey::MobilePhone, Some(Value::Text(format!("0170 {n:07}"))));
        let patch = PersonPatch { card, team: Some(Some(team)), ..PersonPatch::default() };
        database.change_person(&root, *id, &patch, None, now()).await?;
    }
    Ok(started.elapsed().as_secs_f64() * 1e3 / ids.len().max(1) as f64)
}
