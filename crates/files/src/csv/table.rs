//! A file with its columns understood: what persons and partners have in common.

use std::collections::HashMap;
use std::io::{Read, Seek};

use contacts::card::CRM_LINE_LIMIT;

use super::cell::unprotected;
use super::columns::normal;
use super::rows::{Row, Rows};
use crate::record::short;
use crate::{FileError, Refused, Warning, text};

/// A column of the file.
#[derive(Debug, Clone)]
pub(crate) struct Column<T> {
    /// Its name as written.
    pub name: String,
    /// What it is for; none when it is not understood.
    pub target: Option<T>,
    /// Whether its name is written exactly as Tandem writes it.
    pub own: bool,
    /// In how many rows it had something that was left out.
    pub left_out: u64,
}

/// A file whose header was read.
pub(crate) struct Table<R, T> {
    pub rows: Rows<R>,
    pub columns: Vec<Column<T>>,
}

impl<R: Read + Seek, T: Copy + Eq> Table<R, T> {
    /// Reads the header. `repeatable` tells which targets several columns may have.
    pub(crate) fn open(
        mut source: R,
        known: &HashMap<String, T>,
        repeatable: impl Fn(T) -> bool,
    ) -> Result<Self, FileError> {
        let survey = text::survey(&mut source)?;
        let mut rows = Rows::new(source, survey)?;
        let header = match rows.next() {
            None => return Err(FileError::Empty),
            Some(Err(refused)) => return Err(FileError::NoHeader { first: short(&refused.reason) }),
            Some(Ok(row)) => row,
        };
        let columns: Vec<Column<T>> =
            (0..header.len()).map(|place| column(header.cell(place), known)).collect();
        if columns.iter().all(|column| column.target.is_none()) {
            return Err(FileError::NoHeader { first: short(header.cell(0)) });
        }
        for (place, column) in columns.iter().enumerate() {
            let twin = columns[..place].iter().find(|before| before.target == column.target);
            if let (Some(twin), Some(target)) = (twin, column.target)
                && !repeatable(target)
            {
                return Err(FileError::SameColumnTwice {
                    first: twin.name.clone(),
                    second: column.name.clone(),
                });
            }
        }
        Ok(Self { rows, columns })
    }

    /// Returns what is to be said of whole columns: those not understood, and those left out so far.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for column in &self.columns {
            let rows = column.left_out;
            let message = match (column.target, column.name.is_empty()) {
                (None, false) => {
                    "the column is not understood and not loaded. Rename it to the field that is meant"
                        .to_owned()
                }
                (None, true) if rows > 0 => {
                    format!(
                        "a column without a name is not loaded (rows with something in it: {rows}). Name it"
                    )
                }
                (Some(_), _) if rows > 0 => {
                    format!(
                        "Tandem has no place for this column; it is not loaded (rows with something in it: {rows})"
                    )
                }
                (None, true) | (Some(_), _) => continue,
            };
            warnings.push(Warning::new(column.name.clone(), message));
        }
        warnings
    }
}

fn column<T: Copy>(cell: &str, known: &HashMap<String, T>) -> Column<T> {
    let name = cell.trim().to_owned();
    let own =
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    Column { target: known.get(&normal(&name)).copied(), name, own, left_out: 0 }
}

/// Refuses a row that has not one cell for each column: something in it would land in a wrong field.
pub(crate) fn check_width(row: &Row<'_>, columns: usize) -> Result<(), Refused> {
    let surplus_is_blank = (columns..row.len()).all(|place| row.cell(place).trim().is_empty());
    if row.len() >= columns && surplus_is_blank {
        return Ok(());
    }
    Err(Refused {
        line: row.line,
        reason: format!(
            "the row has {} values and the first line {columns} names; it was not loaded. Most likely a value with a delimiter or a line break in it is not in quotation marks",
            row.len()
        ),
    })
}

/// Returns a cell as one line of text, or none when it is blank.
///
/// # Errors
/// [`Refused`] when it is too long or has a control character.
pub(crate) fn line_of(row: &Row<'_>, place: usize, name: &str) -> Result<Option<String>, Refused> {
    let line = unprotected(row.cell(place)).replace(['\r', '\n', '\t'], " ");
    let line = line.trim();
    if let Some(control) = line.chars().find(|c| c.is_control()) {
        let problem = format!("it contains the control character U+{:04X}; remove it", u32::from(control));
        return Err(refused(row, name, &problem));
    }
    if line.chars().nth(CRM_LINE_LIMIT).is_some() {
        return Err(refused(
            row,
            name,
            &format!("it is longer than {CRM_LINE_LIMIT} characters; shorten it"),
        ));
    }
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

/// Says what is wrong with a cell.
pub(crate) fn refused(row: &Row<'_>, column: &str, problem: &str) -> Refused {
    Refused { line: row.line, reason: format!("column \"{column}\": {problem}. The row was not loaded") }
}
