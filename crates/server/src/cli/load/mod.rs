//! `tandem load`: an existing CRM's data from files.

mod partners;
mod persons;
mod photos;
mod progress;
mod report;

use std::fs::File;
use std::path::Path;

use clap::Subcommand;
use files::FileError;

use crate::failure::Failure;

/// How many rows are written at a time.
const BATCH: usize = 2_000;

/// What is loaded.
#[derive(Debug, Subcommand)]
pub(crate) enum Load {
    /// Loads business partners from a CSV file.
    Partners(partners::Partners),
    /// Loads contact persons from a CSV file, a vCard file, or a folder of vCard files.
    Persons(persons::Persons),
}

impl Load {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        match self {
            Load::Partners(partners) => partners.run().await,
            Load::Persons(persons) => persons.run().await,
        }
    }
}

/// Opens a file, and returns its size.
fn open(path: &Path) -> Result<(File, u64), Failure> {
    let opened = File::open(path).and_then(|file| file.metadata().map(|about| (file, about.len())));
    opened.map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Misuse(format!(
        "{} cannot be read ({error}); check its name. Nothing was loaded",
        path.display()
    ))
}

fn no_such_content(path: &Path, error: &FileError) -> Failure {
    Failure::Failed(format!("{}: {error}", path.display()))
}
