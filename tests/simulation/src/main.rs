//! Runs many schedules: `cargo run --profile sim -p simulation -- --schedules 200000`.

use std::time::Instant;

use clap::Parser;
use engine::Bug;
use simulation::plan::invariant;
use simulation::saved::{Case, named};
use simulation::{Edition, Kept, Plan, run, shrink};

/// How many schedules shrinking one may take.
const TRIES: u32 = 4_000;

/// Runs schedules of the World.
#[derive(Debug, Parser)]
struct Arguments {
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// How many schedules to run.
    #[arg(long, default_value_t = 5_000)]
    schedules: u64,
    /// Plant a bug, by its name, or `all`: each has to be found.
    #[arg(long)]
    bug: Option<String>,
    /// Which edition's schedules to take: 1 as the saved seeds do, 2 without imports, 3 with everything.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=3))]
    edition: u8,
    /// Keep the CRM's data in SQLite.
    #[arg(long)]
    sqlite: bool,
    /// Shrink what fails: print the smallest case that breaks the same invariant, ready to be saved.
    #[arg(long)]
    shrink: bool,
    /// Look for complaints about this invariant only, by its number.
    #[arg(long)]
    invariant: Option<String>,
    /// Print the trace of the first seed, or of the case.
    #[arg(long)]
    trace: bool,
    /// A saved case (a line of `saved/cases.jsonl`) to run with its trace.
    #[arg(long)]
    case: Option<String>,
}

impl Arguments {
    fn plan(&self, seed: u64, bug: Option<Bug>) -> Plan {
        let edition = match self.edition {
            1 => Edition::First,
            2 => Edition::Second,
            _ => Edition::Third,
        };
        let kept = if self.sqlite { Kept::Sqlite } else { Kept::Twin };
        Plan { edition, bug, kept, ..Plan::of(seed) }
    }
}

#[allow(clippy::print_stdout)] // A program for the command line.
fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    let bugs: Vec<Option<Bug>> = match arguments.bug.as_deref() {
        None => vec![None],
        Some("all") => Bug::ALL.iter().copied().map(Some).collect(),
        Some(name) => vec![named(name)],
    };
    if let Some(line) = &arguments.case {
        return match serde_json::from_str::<Case>(line) {
            Ok(case) => tell(&case.plan()),
            Err(error) => {
                println!("this is no saved case ({error}); give one line of saved/cases.jsonl");
                std::process::ExitCode::FAILURE
            }
        };
    }
    if arguments.trace {
        return tell(&arguments.plan(arguments.from, bugs.first().copied().flatten()));
    }
    let failed = bugs.into_iter().map(|bug| search(&arguments, bug)).fold(false, |a, b| a | b);
    if failed { std::process::ExitCode::FAILURE } else { std::process::ExitCode::SUCCESS }
}

#[allow(clippy::print_stdout)] // A program for the command line.
fn tell(plan: &Plan) -> std::process::ExitCode {
    let life = run(&plan.clone().traced());
    for line in life.trace.iter().chain(&life.complaints) {
        println!("{line}");
    }
    std::process::ExitCode::SUCCESS
}

/// Runs the schedules; tells whether they went other than they should.
#[allow(clippy::print_stdout)] // A program for the command line.
fn search(arguments: &Arguments, bug: Option<Bug>) -> bool {
    let began = Instant::now();
    let mut found = Vec::new();
    let mut ran = 0;
    for seed in arguments.from..arguments.from + arguments.schedules {
        ran += 1;
        let life = run(&arguments.plan(seed, bug));
        let wanted = |complaint: &&String| {
            arguments.invariant.as_deref().is_none_or(|number| invariant(complaint) == number)
        };
        if let Some(complaint) = life.complaints.iter().find(wanted) {
            found.push((seed, complaint.clone()));
            if bug.is_some() || found.len() >= 20 {
                break;
            }
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let word = bug.map_or_else(|| "no bug".to_owned(), |bug| format!("{bug:?}"));
    let rate = f64::from(u32::try_from(ran).unwrap_or(u32::MAX)) / seconds;
    println!("{word}: {ran} schedules in {seconds:.1} s ({rate:.0}/s), {} failing", found.len());
    for (seed, complaint) in &found {
        println!("  seed {seed}: {complaint}");
        if arguments.shrink {
            smallest(&arguments.plan(*seed, bug), complaint);
        }
    }
    found.is_empty() == bug.is_some()
}

#[allow(clippy::print_stdout)] // A program for the command line.
fn smallest(plan: &Plan, complaint: &str) {
    let Some(shrunk) = shrink(plan, TRIES) else { return };
    let turns: usize = shrunk.life.phases.iter().map(|phase| phase.turns.len()).sum();
    println!(
        "  shrunk in {} tries: {} phases, {turns} turns, {} faults, {} persons",
        shrunk.tried,
        shrunk.life.phases.len(),
        shrunk.life.struck.len(),
        shrunk.life.persons
    );
    match serde_json::to_string(&Case::of(&shrunk.plan, complaint)) {
        Ok(line) => println!("{line}"),
        Err(error) => println!("  it cannot be written down: {error}"),
    }
}
