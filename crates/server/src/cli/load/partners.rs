//! `tandem load partners`: business partners.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::Args;
use files::PartnerRecord;
use store::{Database, LoadPartner, LoadSoFar, Viewer};

use super::progress::{Counted, Progress};
use super::report::Report;
use super::{BATCH, no_such_content, open};
use crate::cli::Place;
use crate::failure::Failure;
use crate::now;

/// The options of `tandem load partners`.
#[derive(Debug, Args)]
pub(crate) struct Partners {
    #[command(flatten)]
    place: Place,
    /// The CSV file.
    file: PathBuf,
    /// The CSV file into which refused rows and remarks are written.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Partners {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let (source, size) = open(&self.file)?;
        let (source, position) = Counted::new(source);
        let mut rows =
            files::csv::read_partners(source).map_err(|error| no_such_content(&self.file, &error))?;
        let database = self.place.open_for_many().await?;
        let name = self.file.display().to_string();
        let mut report = Report::begin("business partners", self.report.as_deref())?;
        let progress = Progress::begin(size);
        let (mut batch, mut so_far) = (Vec::with_capacity(BATCH), LoadSoFar::default());
        for row in rows.by_ref() {
            match row {
                Ok(record) => {
                    for warning in &record.warnings {
                        report.remark(&name, Some(record.line), &warning.field, &warning.message)?;
                    }
                    batch.push(partner(record));
                }
                Err(refused) => report.refused(&name, refused.line, &refused.reason)?,
            }
            if batch.len() == BATCH {
                write((&database, &mut so_far), &name, &mut batch, &mut report).await?;
                progress.at(position.load(Ordering::Relaxed), report.rows());
            }
        }
        write((&database, &mut so_far), &name, &mut batch, &mut report).await?;
        for warning in rows.warnings() {
            report.remark(&name, None, &warning.field, &warning.message)?;
        }
        report.only_a_header(&name)?;
        drop(progress);
        report.end()
    }
}

fn partner(record: PartnerRecord) -> LoadPartner {
    let PartnerRecord { line, external_id, card, inactive, warnings: _ } = record;
    LoadPartner { line, external_id, card, inactive }
}

async fn write(
    (database, so_far): (&Database, &mut LoadSoFar),
    file: &str,
    batch: &mut Vec<LoadPartner>,
    report: &mut Report,
) -> Result<(), Failure> {
    let loaded = database.load_more_partners(&Viewer::program(), batch, so_far, now()).await?;
    for (row, loaded) in batch.iter().zip(&loaded) {
        report.loaded(file, row.line, loaded)?;
    }
    batch.clear();
    Ok(())
}
