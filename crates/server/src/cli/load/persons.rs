//! `tandem load persons`: contact persons.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::{Args, ValueEnum};
use contacts::{PartnerId, PersonId};
use files::csv::{Options, SlashDates};
use files::{PersonRecord, Refused};
use store::{Database, LoadOptions, LoadPerson, LoadSoFar, Loaded, Viewer};

use super::photos::{self, Photo, PhotoFolder};
use super::progress::{Counted, Progress};
use super::report::Report;
use super::{BATCH, no_such_content, open, unreadable};
use crate::cli::Place;
use crate::failure::Failure;
use crate::now;

/// The most duplicates that are told of one row.
const TWINS: usize = 3;
/// How many bytes of photos are held before a batch is written.
const PHOTO_BYTES: usize = 64 * 1024 * 1024;

/// The options of `tandem load persons`.
#[derive(Debug, Args)]
pub(crate) struct Persons {
    #[command(flatten)]
    place: Place,
    /// The CSV file, the vCard file, or the folder of vCard files.
    file: PathBuf,
    /// The folder of photos: <external id>.jpg, <e-mail address>.jpg, or as the column photo names them.
    #[arg(long, value_name = "DIR")]
    photos: Option<PathBuf>,
    /// Creates companies that are not known, instead of refusing their persons.
    #[arg(long)]
    create_partners: bool,
    /// The id of the business partner of persons without a company.
    #[arg(long, value_name = "ID")]
    partner: Option<PartnerId>,
    /// The CSV file into which refused rows and remarks are written.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Does not look for duplicates among the persons that are created: quicker, for a very large file.
    #[arg(long)]
    no_duplicate_check: bool,
    /// What stands first in dates such as 3/4/1980.
    #[arg(long, value_enum, default_value_t = First::Month)]
    slash_dates: First,
}

/// What stands first in a date with slashes.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum First {
    /// The month, as in the United States.
    Month,
    /// The day, as in most of the world.
    Day,
}

impl Persons {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let folder = self.photos.as_deref().map(PhotoFolder::open).transpose()?;
        let about = std::fs::metadata(&self.file).map_err(|error| unreadable(&self.file, &error))?;
        let kind = if about.is_dir() { Kind::Folder } else { kind(&self.file)? };
        let database = self.place.open_for_many().await?;
        let report = Report::begin("contact persons", self.report.as_deref())?;
        let options = LoadOptions { create_partners: self.create_partners, partner: self.partner };
        let (so_far, rows, beside) = (LoadSoFar::default(), Vec::new(), Vec::new());
        let checks = !self.no_duplicate_check;
        let mut loader = Loader { database, options, checks, so_far, folder, report, rows, beside, held: 0 };
        match kind {
            Kind::Table => loader.table(&self.file, self.slash_dates).await?,
            Kind::Cards => loader.cards(&self.file).await?,
            Kind::Folder => loader.folder_of_cards(&self.file).await?,
        }
        loader.report.end()
    }
}

enum Kind {
    Table,
    Cards,
    Folder,
}

fn kind(file: &Path) -> Result<Kind, Failure> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "csv" | "txt" | "tsv" => Ok(Kind::Table),
        "vcf" | "vcard" => Ok(Kind::Cards),
        _ => Err(Failure::Misuse(format!(
            "{} is neither a .csv nor a .vcf file; nothing was loaded. Give it the ending of what it is",
            file.display()
        ))),
    }
}

/// Writes persons batch by batch, and their photos behind them.
struct Loader {
    database: Database,
    options: LoadOptions,
    /// Whether duplicates are looked for.
    checks: bool,
    so_far: LoadSoFar,
    folder: Option<PhotoFolder>,
    report: Report,
    rows: Vec<LoadPerson>,
    /// Of each row, its photo.
    beside: Vec<Option<Photo>>,
    /// How many bytes the photos have.
    held: usize,
}

impl Loader {
    async fn table(&mut self, path: &Path, first: First) -> Result<(), Failure> {
        let slash_dates = match first {
            First::Month => SlashDates::MonthFirst,
            First::Day => SlashDates::DayFirst,
        };
        let (source, size) = open(path)?;
        let (source, position) = Counted::new(source);
        let rows = files::csv::read_persons(source, Options { slash_dates });
        let mut rows = rows.map_err(|error| no_such_content(path, &error))?;
        let name = Arc::from(path.display().to_string());
        let progress = Progress::begin(size);
        for row in rows.by_ref() {
            if self.take(&name, row)? {
                self.write().await?;
                progress.at(position.load(Ordering::Relaxed), self.report.rows());
            }
        }
        self.write().await?;
        for warning in rows.warnings() {
            self.report.remark(&name, None, &warning.field, &warning.message)?;
        }
        self.report.only_a_header(&name)
    }

    async fn cards(&mut self, path: &Path) -> Result<(), Failure> {
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
        let cards = files::vcard::read(&bytes).map_err(|error| no_such_content(path, &error))?;
        let name = Arc::from(path.display().to_string());
        for card in cards {
            if self.take(&name, card)? {
                self.write().await?;
            }
        }
        self.write().await
    }

    async fn folder_of_cards(&mut self, folder: &Path) -> Result<(), Failure> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
            let path = entry.map_err(|error| unreadable(folder, &error))?.path();
            if path.is_file() && matches!(kind(&path), Ok(Kind::Cards)) {
                paths.push(path);
            }
        }
        if paths.is_empty() {
            let folder = folder.display();
            return Err(Failure::Failed(format!(
                "{folder} has no .vcf file; nothing was loaded. Choose another"
            )));
        }
        // In the same order each time, so that reports can be compared.
        paths.sort();
        let progress = Progress::begin(paths.len() as u64);
        for (path, done) in paths.iter().zip(1..) {
            let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
            let name: Arc<str> = Arc::from(path.display().to_string());
            // One file that is no vCard keeps none of the others out.
            let cards = match files::vcard::read(&bytes) {
                Ok(cards) => cards,
                Err(error) => {
                    self.report.refused(&name, 1, &error.to_string())?;
                    continue;
                }
            };
            for card in cards {
                if self.take(&name, card)? {
                    self.write().await?;
                }
            }
            progress.at(done, self.report.rows());
        }
        self.write().await
    }

    /// Takes a record into the batch; tells whether the batch is full.
    fn take(&mut self, file: &Arc<str>, row: Result<PersonRecord, Refused>) -> Result<bool, Failure> {
        match row {
            Ok(mut record) => {
                for warning in &record.warnings {
                    self.report.remark(file, Some(record.line), &warning.field, &warning.message)?;
                }
                let photo = photos::of(&mut record, self.folder.as_ref());
                self.held += photo.as_ref().map_or(0, Photo::held);
                self.beside.push(photo);
                self.rows.push(person(Arc::clone(file), record));
            }
            Err(refused) => self.report.refused(file, refused.line, &refused.reason)?,
        }
        Ok(self.rows.len() >= BATCH || self.held >= PHOTO_BYTES)
    }

    /// Writes the batch.
    async fn write(&mut self) -> Result<(), Failure> {
        let (rows, beside) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.beside));
        self.held = 0;
        let (viewer, so_far) = (Viewer::program(), &mut self.so_far);
        let mut created = BTreeMap::new();
        let loaded = self.database.load_more_persons(&viewer, &rows, &self.options, so_far, now()).await?;
        for remark in self.so_far.take_remarks() {
            self.report.remark(&remark.file, Some(remark.line), remark.field, &remark.text)?;
        }
        for ((row, loaded), photo) in rows.iter().zip(&loaded).zip(beside) {
            self.report.loaded(&row.file, row.line, loaded)?;
            if let Loaded::Created(person) = loaded {
                created.insert(*person, (Arc::clone(&row.file), row.line));
            }
            let (Some(person), Some(photo)) = (loaded.id(), photo) else { continue };
            match photos::set(&self.database, person, photo).await? {
                Ok(true) => self.report.photo(),
                Ok(false) => {}
                Err(reason) => self.report.photo_refused(&row.file, row.line, &reason)?,
            }
        }
        if self.checks { self.tell_duplicates(&created).await } else { Ok(()) }
    }

    /// Names of the persons that were created those that were there before: in the database, or higher up in the file.
    async fn tell_duplicates(
        &mut self,
        created: &BTreeMap<PersonId, (Arc<str>, u64)>,
    ) -> Result<(), Failure> {
        let ids: Vec<PersonId> = created.keys().copied().collect();
        let mut told: BTreeMap<PersonId, usize> = BTreeMap::new();
        for found in self.database.earlier_duplicates(&Viewer::program(), &ids).await? {
            let Some((file, line)) = created.get(&found.person) else { continue };
            let count = told.entry(found.person).or_default();
            *count += 1;
            if *count <= TWINS {
                self.report.duplicate(file, *line, &found)?;
            }
        }
        Ok(())
    }
}

fn person(file: Arc<str>, record: PersonRecord) -> LoadPerson {
    LoadPerson {
        file,
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
