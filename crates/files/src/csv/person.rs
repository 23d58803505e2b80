//! Contact persons from a table.

use std::io::{Read, Seek};
use std::path::{Component, Path};

use contacts::field::FieldKind;
use contacts::{FieldKey, Value};

use super::Options;
use super::cell::{self, Content, unprotected};
use super::columns::{Target, known};
use super::rows::Row;
use super::table::{Column, Table, check_width, line_of, refused};
use crate::date::{self, SlashDates};
use crate::record::short;
use crate::word::{self, Word};
use crate::{FileError, PersonRecord, Refused, Warning};

/// The contact persons of a file, row by row.
pub struct Persons<R> {
    table: Table<R, Target>,
    options: Options,
    /// The first date with slashes that the other order would have made another day of: its column, and as written.
    ambiguous: Option<(String, String)>,
}

impl<R: Read + Seek> Persons<R> {
    pub(super) fn new(source: R, options: Options) -> Result<Self, FileError> {
        let repeatable = |target: Target| matches!(target, Target::StreetLine(_) | Target::LeftOut);
        Ok(Self { table: Table::open(source, &known(), repeatable)?, options, ambiguous: None })
    }

    /// Lists the fields that the file has a column for: what it says nothing about stays as it is.
    pub fn fields(&self) -> Vec<FieldKey> {
        let field = |column: &Column<Target>| match column.target? {
            Target::Field(key) | Target::StreetLine(key) => Some(key),
            Target::Sensitivity => Some(FieldKey::Private),
            Target::EmailType(_)
            | Target::ExternalId
            | Target::PartnerExternalId
            | Target::EmployeeInCharge
            | Target::Inactive
            | Target::PhotoFile
            | Target::LeftOut => None,
        };
        let mut fields: Vec<FieldKey> = self.table.columns.iter().filter_map(field).collect();
        fields.sort();
        fields.dedup();
        fields
    }

    /// Lists what is to be said of whole columns: at once those not understood, after the last row also those
    /// that were left out, with the number of rows, and in which order dates with slashes were read if that is a guess.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = self.table.warnings();
        if let Some((column, cell)) = &self.ambiguous {
            let why = format!(
                "dates such as {cell} were read month first. If the day stands first in this file, load it again and say \
                 so (--slash-dates day)"
            );
            warnings.push(Warning::new(column.clone(), why));
        }
        warnings
    }
}

impl<R: Read + Seek> Iterator for Persons<R> {
    type Item = Result<PersonRecord, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match self.table.rows.next()? {
            Ok(row) => row,
            Err(refused) => return Some(Err(refused)),
        };
        if self.ambiguous.is_none() && self.options.slash_dates == SlashDates::MonthFirst {
            self.ambiguous = ambiguous_date(&row, &self.table.columns);
        }
        Some(person(&row, &mut self.table.columns, self.options))
    }
}

/// Finds a date in a row that is another day when the day stands first: its column, and as written.
fn ambiguous_date(row: &Row<'_>, columns: &[Column<Target>]) -> Option<(String, String)> {
    let dates = columns.iter().enumerate().filter(|(_, column)| match column.target {
        Some(Target::Field(key)) => key.kind() == FieldKind::Date,
        Some(_) | None => false,
    });
    let mut cells = dates.map(|(place, column)| (column, unprotected(row.cell(place))));
    cells.find(|(_, cell)| date::is_ambiguous(cell)).map(|(column, cell)| (column.name.clone(), short(cell)))
}

/// What of a row is put together only when all its cells are read.
#[derive(Default)]
struct Pending {
    streets: Vec<(FieldKey, Vec<String>)>,
    email_types: Vec<(FieldKey, String)>,
    private: bool,
}

fn person(row: &Row<'_>, columns: &mut [Column<Target>], options: Options) -> Result<PersonRecord, Refused> {
    check_width(row, columns.len())?;
    let mut record = PersonRecord { line: row.line, ..PersonRecord::default() };
    let mut pending = Pending::default();
    for (place, column) in columns.iter_mut().enumerate() {
        if row.cell(place).trim().is_empty() {
            continue;
        }
        match column.target {
            Some(Target::LeftOut) | None => column.left_out += u64::from(says_something(row.cell(place))),
            Some(target) => read_cell(row, (place, &*column), target, options, &mut record, &mut pending)?,
        }
    }
    finish(row, pending, &mut record)?;
    Ok(record)
}

/// Tells whether a cell of a column that is left out has more than what programs always write there.
fn says_something(cell: &str) -> bool {
    !matches!(cell.trim().to_lowercase().as_str(), "normal" | "unspecified" | "keine angabe")
}

fn read_cell(
    row: &Row<'_>,
    (place, column): (usize, &Column<Target>),
    target: Target,
    options: Options,
    record: &mut PersonRecord,
    pending: &mut Pending,
) -> Result<(), Refused> {
    let line = || line_of(row, place, &column.name);
    match target {
        Target::Field(FieldKey::Company) => record.company = line()?,
        Target::Field(FieldKey::CompanyPhone) => record.company_phone = line()?,
        Target::Field(key @ (FieldKey::BusinessStreet | FieldKey::HomeStreet | FieldKey::OtherStreet))
        | Target::StreetLine(key) => {
            let text = unprotected(row.cell(place)).to_owned();
            match pending.streets.iter_mut().find(|(street, _)| *street == key) {
                Some((_, lines)) => lines.push(text),
                None => pending.streets.push((key, vec![text])),
            }
        }
        Target::Field(key) => {
            let text = unprotected(row.cell(place));
            match cell::read(key, text, options.slash_dates, column.own) {
                Ok(Content::Value(value)) => record.card.set(key, value),
                Ok(Content::LeftOut(why)) => record.warnings.push(Warning::new(&*column.name, why)),
                Err(problem) => return Err(refused(row, &column.name, &problem)),
            }
        }
        Target::EmailType(key) => pending.email_types.extend(line()?.map(|kind| (key, kind))),
        Target::Sensitivity => match word::sensitivity(row.cell(place)) {
            Word::Is(_) => pending.private = true,
            Word::Unset => {}
            Word::Other => {
                let why = format!(
                    "\"{}\" has no place in Tandem, which knows only private",
                    short(row.cell(place))
                );
                record.warnings.push(Warning::new(&*column.name, why));
            }
        },
        Target::ExternalId => record.external_id = line()?,
        Target::PartnerExternalId => record.partner_external_id = line()?,
        Target::EmployeeInCharge => record.employee_in_charge = line()?,
        Target::Inactive => {
            let problem =
                || format!("\"{}\" is neither yes nor no; write true or false", short(row.cell(place)));
            record.inactive =
                word::flag(row.cell(place)).ok_or_else(|| refused(row, &column.name, &problem()))?;
        }
        Target::PhotoFile => {
            record.photo_file = line()?.map(|name| photo_file(row, &column.name, name)).transpose()?;
        }
        Target::LeftOut => {}
    }
    Ok(())
}

/// Accepts the name of a file below the folder of photos only.
fn photo_file(row: &Row<'_>, column: &str, name: String) -> Result<String, Refused> {
    let inside = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_)));
    if inside && !name.contains(['\\', ':']) {
        return Ok(name);
    }
    let problem =
        format!("\"{}\" is no name of a file in the folder of photos; write such as ada.jpg", short(&name));
    Err(refused(row, column, &problem))
}

fn finish(row: &Row<'_>, pending: Pending, record: &mut PersonRecord) -> Result<(), Refused> {
    for (key, lines) in pending.streets {
        let value = Value::parse(key, &lines.join("\n").replace('\u{b}', "\n"));
        record.card.set(key, value.map_err(|error| refused(row, key.field().label.en, &error.to_string()))?);
    }
    for key in [FieldKey::Email1, FieldKey::Email2, FieldKey::Email3] {
        let kind =
            pending.email_types.iter().find(|(of, _)| *of == key).map_or("", |(_, kind)| kind.as_str());
        let address = record.card.text(key);
        if !address.is_empty()
            && (is_internal(address) || (kind.eq_ignore_ascii_case("EX") && !address.contains('@')))
        {
            let why = format!(
                "\"{}\" is an address within Exchange that nobody else can use; it is not loaded",
                short(address)
            );
            record.warnings.push(Warning::new(key.field().label.en, why));
            record.card.set(key, None);
        }
    }
    if pending.private {
        record.card.set(FieldKey::Private, Some(Value::Flag));
    }
    record.card.close_gaps();
    Ok(())
}

/// Tells whether an e-mail address is a name within Exchange (X.500), as exports have it for colleagues.
pub(crate) fn is_internal(address: &str) -> bool {
    let start = address.get(..3).unwrap_or_default().to_lowercase();
    matches!(start.as_str(), "/o=" | "/c=" | "ex:")
}
