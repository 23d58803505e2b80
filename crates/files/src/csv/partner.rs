//! Business partners from a table.

use std::collections::HashMap;
use std::io::{Read, Seek};

use contacts::PartnerField;
use contacts::card::{CRM_LINE_LIMIT, CRM_TEXT_LIMIT};
use contacts::person::PARTNER_FIELDS;

use super::cell::unprotected;
use super::columns::normal;
use super::rows::Row;
use super::table::{Column, Table, check_width, refused};
use crate::record::short;
use crate::{FileError, PartnerRecord, Refused, Warning, word};

/// What a column of a file of business partners is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Field(PartnerField),
    ExternalId,
    Inactive,
}

/// Names of columns beside the keys and labels of the fields.
const COLUMNS: &[(Target, &[&str])] = &[
    (Target::ExternalId, &["external_id"]),
    (Target::Inactive, &["inactive"]),
    (Target::Field(PartnerField::Name), &["Company", "Company Name", "Firma", "Firmenname"]),
    (Target::Field(PartnerField::MainPhone), &["Phone", "Telefon", "Company Main Phone", "Telefon Firma"]),
    (Target::Field(PartnerField::Fax), &["Fax number", "Telefax"]),
    (Target::Field(PartnerField::Email), &["E-mail Address", "E-Mail-Adresse"]),
    (Target::Field(PartnerField::WebPage), &["Website", "Homepage", "Internet"]),
    (Target::Field(PartnerField::PostalCode), &["Zip", "Zip Code", "Postleitzahl"]),
    (Target::Field(PartnerField::City), &["Town", "Stadt"]),
    (Target::Field(PartnerField::State), &["Bundesland", "Kanton"]),
    (Target::Field(PartnerField::Country), &["Country/Region", "Land/Region"]),
];

fn known() -> HashMap<String, Target> {
    let mut known = HashMap::new();
    for (field, en, de) in PARTNER_FIELDS {
        known.extend([field.as_str(), en, de].map(|name| (normal(name), Target::Field(*field))));
    }
    for (target, names) in COLUMNS {
        known.extend(names.iter().map(|name| (normal(name), *target)));
    }
    known
}

/// The business partners of a file, row by row.
pub struct Partners<R> {
    table: Table<R, Target>,
}

impl<R: Read + Seek> Partners<R> {
    pub(super) fn new(source: R) -> Result<Self, FileError> {
        Ok(Self { table: Table::open(source, &known(), |_| false)? })
    }

    /// Lists the fields that the file has a column for: what it says nothing about stays as it is.
    pub fn fields(&self) -> Vec<PartnerField> {
        let field = |column: &Column<Target>| match column.target? {
            Target::Field(field) => Some(field),
            Target::ExternalId | Target::Inactive => None,
        };
        self.table.columns.iter().filter_map(field).collect()
    }

    /// Lists the columns that are not understood.
    pub fn warnings(&self) -> Vec<Warning> {
        self.table.warnings()
    }
}

impl<R: Read + Seek> Iterator for Partners<R> {
    type Item = Result<PartnerRecord, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match self.table.rows.next()? {
            Ok(row) => row,
            Err(refused) => return Some(Err(refused)),
        };
        Some(partner(&row, &mut self.table.columns))
    }
}

fn partner(row: &Row<'_>, columns: &mut [Column<Target>]) -> Result<PartnerRecord, Refused> {
    check_width(row, columns.len())?;
    let mut record = PartnerRecord { line: row.line, ..PartnerRecord::default() };
    for (place, column) in columns.iter_mut().enumerate() {
        let cell = unprotected(row.cell(place)).replace('\u{b}', "\n");
        if cell.trim().is_empty() {
            continue;
        }
        match column.target {
            None => column.left_out += 1,
            Some(Target::ExternalId) => {
                record.external_id = super::table::line_of(row, place, &column.name)?;
            }
            Some(Target::Inactive) => {
                let problem = || format!("\"{}\" is neither yes nor no; write true or false", short(&cell));
                record.inactive = word::flag(&cell).ok_or_else(|| refused(row, &column.name, &problem()))?;
            }
            Some(Target::Field(field)) => {
                check(field, &cell).map_err(|problem| refused(row, &column.name, &problem))?;
                record.card.set(field, &cell);
            }
        }
    }
    if record.card.text(PartnerField::Name).is_empty() {
        return Err(Refused {
            line: row.line,
            reason: "the business partner has no name; it was not loaded. Fill in its name".to_owned(),
        });
    }
    Ok(record)
}

fn check(field: PartnerField, text: &str) -> Result<(), String> {
    let limit = if field == PartnerField::Notes { CRM_TEXT_LIMIT } else { CRM_LINE_LIMIT };
    if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(format!("it contains the control character U+{:04X}; remove it", u32::from(control)));
    }
    if text.trim().chars().nth(limit).is_some() {
        return Err(format!("it is longer than {limit} characters; shorten it"));
    }
    Ok(())
}
