//! From the text of a cell to a value.

use contacts::field::FieldKind;
use contacts::{CardError, FieldKey, Value};

use crate::date::{self, Reading, SlashDates};
use crate::record::short;
use crate::word::{self, Word};

/// What a cell holds for its field.
pub(crate) enum Content {
    /// A value, or none.
    Value(Option<Value>),
    /// Something with no place in the field map; the reason.
    LeftOut(String),
}

/// Takes the apostrophe away that keeps a spreadsheet program from reading a cell as a formula.
pub(crate) fn unprotected(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_protection(cell) => rest,
        Some(_) | None => cell,
    }
}

/// Tells whether a cell starts like a formula, or like one that is already protected.
pub(crate) fn needs_protection(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Reads a cell for a field.
///
/// # Errors
/// What is wrong with it, to be mended in the file.
pub(crate) fn read(key: FieldKey, cell: &str, slashes: SlashDates, own: bool) -> Result<Content, String> {
    let refusal = |error: CardError| error.to_string();
    match key.kind() {
        FieldKind::Date => read_date(cell, slashes).map(Content::Value),
        FieldKind::Choice(_) => Ok(choice(key, cell)),
        FieldKind::Flag => word::flag(cell)
            .map(|on| Content::Value(on.then_some(Value::Flag)))
            .ok_or_else(|| format!("\"{}\" is neither yes nor no; write true or false", short(cell))),
        FieldKind::List | FieldKind::Set => list(key, cell, own).map(Content::Value).map_err(refusal),
        FieldKind::Text => {
            // Outlook divides lines within a paragraph by vertical tabs.
            Value::parse(key, &cell.replace('\u{b}', "\n")).map(Content::Value).map_err(refusal)
        }
        FieldKind::Line | FieldKind::Email | FieldKind::Phone | FieldKind::Url => {
            Value::parse(key, cell).map(Content::Value).map_err(refusal)
        }
    }
}

fn read_date(cell: &str, slashes: SlashDates) -> Result<Option<Value>, String> {
    match date::read(cell, slashes) {
        Reading::Date(date) => Ok(Some(Value::Date(date))),
        Reading::Unset => Ok(None),
        Reading::WithTime(date) => Err(format!(
            "\"{}\" has a time beside the date; write {date}, or the day that is meant",
            short(cell)
        )),
        Reading::NoSuchDay => Err(format!(
            "\"{}\" is a day that does not exist; write the day that is meant as YYYY-MM-DD",
            short(cell)
        )),
        Reading::Unclear => Err(format!(
            "\"{}\" is no date that is understood{}; write it as YYYY-MM-DD",
            short(cell),
            match (cell.contains('/'), slashes) {
                (false, _) => "",
                (true, SlashDates::MonthFirst) => " (with slashes, month/day/year is expected here)",
                (true, SlashDates::DayFirst) => " (with slashes, day/month/year is expected here)",
            }
        )),
    }
}

fn choice(key: FieldKey, cell: &str) -> Content {
    let word = if key == FieldKey::Gender { word::gender(cell) } else { word::mailing_address(cell) };
    match word {
        Word::Is(word) => Content::Value(Some(Value::Text(word.to_owned()))),
        Word::Unset => Content::Value(None),
        Word::Other => Content::LeftOut(format!(
            "\"{}\" has no place in {key}, which Outlook knows few words for",
            short(cell)
        )),
    }
}

/// Divides a cell at its semicolons; in Tandem's own columns `\;` is a semicolon within an entry.
fn list(key: FieldKey, cell: &str, own: bool) -> Result<Option<Value>, CardError> {
    let mut entries = vec![String::new()];
    let mut letters = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = own && letter == '\\' && matches!(letters.peek(), Some(';' | '\\'));
        match (letter, entries.last_mut()) {
            (';', _) if !escaped => entries.push(String::new()),
            (_, Some(entry)) => entry.extend(if escaped { letters.next() } else { Some(letter) }),
            (_, None) => {}
        }
    }
    let entries = entries.into_iter().map(serde_json::Value::String).collect();
    Value::from_json(key, &serde_json::Value::Array(entries))
}

/// Writes a list so that [`list`] reads the same from it.
pub(crate) fn list_text(entries: &[String]) -> String {
    entries.iter().map(|entry| entry.replace('\\', "\\\\").replace(';', "\\;")).collect::<Vec<_>>().join("; ")
}
