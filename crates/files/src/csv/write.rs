//! Contact persons as a table that Tandem and spreadsheet programs read.

use std::io::{self, Write};

use contacts::field::{FIELDS, Owner};
use contacts::{FieldKey, Value};

use super::cell::{list_text, needs_protection};
use crate::PersonRecord;

/// Columns beside the person's own fields, before them.
const OWN_COLUMNS: [&str; 7] = [
    "external_id",
    "company",
    "company_phone",
    "partner_external_id",
    "employee_in_charge",
    "inactive",
    "photo",
];

/// Writes contact persons under Tandem's own field names, so that [`super::read_persons`] reads the same from
/// it: UTF-8 with a byte order mark (for Excel), commas, line ends as RFC 4180 has them.
///
/// A cell that starts like a formula (`=`, `+`, `-`, `@`, tab, carriage return), as phone numbers do, gets an
/// apostrophe before it; so does one that starts with apostrophes followed by such a character, so that reading
/// takes exactly one away. Embedded photos are not written, only the names of photo files; nor are lines and
/// warnings.
///
/// # Errors
/// What writing to `out` fails with.
pub fn write_persons<'a>(
    mut out: impl Write,
    persons: impl IntoIterator<Item = &'a PersonRecord>,
) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(OWN_COLUMNS.into_iter().chain(own_fields().map(FieldKey::as_str)))?;
    for person in persons {
        let cells = own_cells(person).into_iter().chain(own_fields().map(|key| text(person.card.get(key))));
        table.write_record(cells.map(protected))?;
    }
    table.flush()
}

fn own_fields() -> impl Iterator<Item = FieldKey> {
    FIELDS.iter().filter(|field| field.owner == Owner::Person).map(|field| field.key)
}

fn own_cells(person: &PersonRecord) -> [String; 7] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        text(&person.external_id),
        text(&person.company),
        text(&person.company_phone),
        text(&person.partner_external_id),
        text(&person.employee_in_charge),
        if person.inactive { "true".to_owned() } else { String::new() },
        text(&person.photo_file),
    ]
}

fn text(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::List(entries)) => list_text(entries),
        Some(value @ (Value::Text(_) | Value::Date(_) | Value::Flag)) => value.to_text(),
    }
}

fn protected(cell: String) -> String {
    if needs_protection(&cell) { format!("'{cell}") } else { cell }
}
