//! Runs many schedules: `cargo run --profile sim -p simulation -- --schedules 200000`.

use std::time::Instant;

use clap::Parser;
use engine::Bug;
use simulation::{Plan, run};

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
    /// Print the trace of the first seed.
    #[arg(long)]
    trace: bool,
}

#[allow(clippy::print_stdout)] // A program for the command line.
fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    if arguments.trace {
        let bug = arguments.bug.as_deref().and_then(named);
        let (complaints, trace) = run(Plan { seed: arguments.from, bug, trace: true });
        for line in trace.iter().chain(&complaints) {
            println!("{line}");
        }
        return std::process::ExitCode::SUCCESS;
    }
    let bugs: Vec<Option<Bug>> = match arguments.bug.as_deref() {
        None => vec![None],
        Some("all") => Bug::ALL.iter().copied().map(Some).collect(),
        Some(name) => vec![named(name)],
    };
    let mut failed = false;
    for bug in bugs {
        let began = Instant::now();
        let mut found = Vec::new();
        let mut ran = 0;
        for seed in arguments.from..arguments.from + arguments.schedules {
            ran += 1;
            let (complaints, _) = run(Plan { seed, bug, trace: false });
            if let Some(complaint) = complaints.first() {
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
        }
        failed |= found.is_empty() == bug.is_some();
    }
    if failed { std::process::ExitCode::FAILURE } else { std::process::ExitCode::SUCCESS }
}

fn named(name: &str) -> Option<Bug> {
    Bug::ALL.iter().copied().find(|bug| format!("{bug:?}") == name)
}
