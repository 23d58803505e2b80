//! Measures the program beside its goals: `scripts/bench`, or `scripts/bench --quick`.
//!
//! The stand-in for Outlook runs as a process of its own, and so does each step: CPU time and peak memory are read
//! from `/proc/self` and are those of the step alone. What a step measured travels as one line of JSON.

#![allow(clippy::print_stdout, clippy::print_stderr)] // A program for the command line.

mod browser;
mod import;
mod inputs;
mod measure;
mod nobody;
mod outlook_beside;
mod plan;
mod report;
mod search;
mod step;
mod steps;
mod wizard;

use clap::{Parser, Subcommand};

/// The program's own allocator: what is measured here is what runs there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Debug, Parser)]
#[command(about = "Measures Tandem beside its goals")]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    plan: plan::Plan,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the stand-in until its input ends.
    #[command(hide = true)]
    Standin,
    /// Runs one step and prints what it measured.
    #[command(hide = true)]
    Step(step::Step),
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match arguments.command {
        Some(Command::Standin) => outlook_beside::serve().await,
        Some(Command::Step(step)) => {
            let measured = step.run().await?;
            println!("{}", serde_json::to_string(&measured)?);
            Ok(())
        }
        None => arguments.plan.run().await,
    }
}
