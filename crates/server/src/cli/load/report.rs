//! [`Report`]: how many rows were taken, which were refused, and why.

use std::fs::File;
use std::path::Path;

use store::{DuplicateStatus, EarlierDuplicate, FoundPerson, Loaded};

use crate::cli::print;
use crate::failure::Failure;

/// How many refusals are printed; the file has all.
const SHOWN: u64 = 20;

/// What became of the rows.
pub(super) struct Report {
    what: &'static str,
    created: u64,
    updated: u64,
    unchanged: u64,
    refused: u64,
    photos: u64,
    photos_refused: u64,
    remarks: u64,
    /// Persons that are certainly, and possibly, somebody who was there before.
    duplicates: [u64; 2],
    file: Option<csv::Writer<File>>,
}

impl Report {
    /// Begins a report, also into a CSV file if one is named.
    pub(super) fn begin(what: &'static str, file: Option<&Path>) -> Result<Self, Failure> {
        let file = match file {
            None => None,
            Some(path) => {
                let cannot = |error: csv::Error| {
                    let path = path.display();
                    Failure::Misuse(format!(
                        "the report {path} cannot be written ({error}); nothing was loaded"
                    ))
                };
                let mut writer = csv::Writer::from_path(path).map_err(cannot)?;
                writer.write_record(["file", "line", "kind", "field", "reason"]).map_err(cannot)?;
                Some(writer)
            }
        };
        Ok(Report {
            what,
            created: 0,
            updated: 0,
            unchanged: 0,
            refused: 0,
            photos: 0,
            photos_refused: 0,
            remarks: 0,
            duplicates: [0; 2],
            file,
        })
    }

    /// Returns how many rows were dealt with.
    pub(super) fn rows(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.refused
    }

    /// Notes what became of a row.
    pub(super) fn loaded<Id>(&mut self, file: &str, line: u64, loaded: &Loaded<Id>) -> Result<(), Failure> {
        match loaded {
            Loaded::Created(_) => self.created += 1,
            Loaded::Updated(_) => self.updated += 1,
            Loaded::Unchanged(_) => self.unchanged += 1,
            Loaded::Refused(reason) => self.refused(file, line, reason)?,
        }
        Ok(())
    }

    /// Notes a row that was refused.
    pub(super) fn refused(&mut self, file: &str, line: u64, reason: &str) -> Result<(), Failure> {
        self.refused += 1;
        self.show(self.refused, file, line, reason);
        self.note([file, &line.to_string(), "refused", "", reason])
    }

    /// Notes a photo that was set.
    pub(super) fn photo(&mut self) {
        self.photos += 1;
    }

    /// Notes a photo that was refused; the person was loaded.
    pub(super) fn photo_refused(&mut self, file: &str, line: u64, reason: &str) -> Result<(), Failure> {
        self.photos_refused += 1;
        self.show(self.photos_refused, file, line, reason);
        self.note([file, &line.to_string(), "photo refused", "photo", reason])
    }

    /// Notes something that was left out of a row that was loaded.
    pub(super) fn remark(
        &mut self,
        file: &str,
        line: Option<u64>,
        field: &str,
        text: &str,
    ) -> Result<(), Failure> {
        self.remarks += 1;
        let line = line.map_or_else(String::new, |line| line.to_string());
        self.note([file, &line, "remark", field, text])
    }

    /// Notes that a person that was created is probably somebody who was there before.
    pub(super) fn duplicate(
        &mut self,
        file: &str,
        line: u64,
        found: &EarlierDuplicate,
    ) -> Result<(), Failure> {
        let [certain, possible] = &mut self.duplicates;
        let (count, kind, how) = match found.status {
            DuplicateStatus::Certain => (certain, "certain", "certainly"),
            DuplicateStatus::Possible => (possible, "possible", "possibly"),
        };
        *count += 1;
        let FoundPerson { id, name, partner_name, .. } = &found.earlier;
        let text = format!(
            "this is {how} the same person as \"{name}\" at \"{partner_name}\" ({id}, {} points); it was loaded all the \
             same. Look at both, and delete one or say that they are not the same",
            found.points
        );
        self.note([file, &line.to_string(), "duplicate", kind, &text])
    }

    /// Says of a table without a single row that it is one: nobody then looks for what became of it.
    pub(super) fn only_a_header(&mut self, file: &str) -> Result<(), Failure> {
        if self.rows() > 0 {
            return Ok(());
        }
        let hint =
            "the file has a header and no rows; nothing was loaded. Export it again if that is not meant";
        print::aside(&format!("{file}: {hint}"));
        self.remark(file, None, "", hint)
    }

    fn show(&self, count: u64, file: &str, line: u64, reason: &str) {
        if count <= SHOWN {
            print::aside(&format!("{file}:{line}: {}", reason.replace('\n', " ")));
        } else if count == SHOWN + 1 {
            print::aside("… and more; --report FILE.csv writes all of them");
        }
    }

    fn note(&mut self, cells: [&str; 5]) -> Result<(), Failure> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_record(cells.map(harmless)).map_err(|error| {
            Failure::Failed(format!(
                "the report cannot be written ({error}); what was loaded is kept, load again"
            ))
        })
    }

    /// Prints the sums and, if anything was refused, fails.
    pub(super) fn end(mut self) -> Result<(), Failure> {
        if let Some(file) = &mut self.file {
            file.flush().map_err(|error| {
                Failure::of("everything is loaded, but the report cannot be written", error)
            })?;
        }
        let Report {
            what,
            created,
            updated,
            unchanged,
            refused,
            photos,
            photos_refused,
            remarks,
            duplicates,
            ..
        } = self;
        let mut line =
            format!("{what}: {created} created, {updated} updated, {unchanged} unchanged, {refused} refused");
        if photos + photos_refused > 0 {
            line.push_str(&format!("; photos: {photos} set, {photos_refused} refused"));
        }
        if remarks > 0 {
            line.push_str(&format!("; {remarks} remarks"));
        }
        if let [certain, possible] = duplicates
            && certain + possible > 0
        {
            line.push_str(&format!("; duplicates: {certain} certain, {possible} possible"));
        }
        print::line(&line);
        if refused + photos_refused == 0 {
            return Ok(());
        }
        Err(Failure::Failed(
            "some were refused, all others are loaded; mend those named and load the file again".to_owned(),
        ))
    }
}

/// Keeps spreadsheet programs from taking a cell for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_file_line_and_reason_and_no_cell_is_a_formula() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.csv");
        let mut report = Report::begin("contact persons", Some(&path)).unwrap();
        report.loaded("a.csv", 2, &Loaded::Created(1)).unwrap();
        report.refused("a.csv", 3, "=1+1 is no name").unwrap();
        report.remark("a.csv", None, "Telex", "left out").unwrap();
        assert_eq!(report.rows(), 2);
        assert!(report.end().is_err());
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "file,line,kind,field,reason\na.csv,3,refused,,'=1+1 is no name\na.csv,,remark,Telex,left out\n"
        );
    }
}
