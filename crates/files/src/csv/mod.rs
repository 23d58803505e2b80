//! Contact files as tables: Outlook's exports (classic and new, English and German) and Tandem's own.
//!
//! The first line names the columns ([`columns`] has the names). Commas, semicolons and tabs divide; quoted
//! cells may have line breaks. Files of any size are read in a steady amount of memory.
//!
//! Dates: `22.3.1980` is day first, `1980-03-22` is ISO, and `3/4/1980` is month first as in Outlook's American
//! exports unless [`Options::slash_dates`] says otherwise. Two-digit years are refused, not guessed.
//!
//! A cell that starts with an apostrophe followed by one of `= + - @`, a tab or a carriage return loses that
//! apostrophe: it protects spreadsheet programs from formulas, and [`write_persons`] puts it there.

mod cell;
pub(crate) mod columns;
mod partner;
mod person;
mod rows;
mod table;
mod write;

use std::io::{Read, Seek};

pub use crate::date::SlashDates;
pub use partner::Partners;
pub use person::Persons;
pub(crate) use person::is_internal;
pub use write::write_persons;

use crate::FileError;

/// The longest row that is read, in bytes.
pub const ROW_LIMIT: usize = 1024 * 1024;

/// What the file itself does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Which part of a date with slashes stands first.
    pub slash_dates: SlashDates,
}

/// Reads contact persons. The source is read twice: once to find out its encoding.
///
/// # Errors
/// [`FileError`] when the file as a whole is none; what is wrong with a row comes from the iterator.
pub fn read_persons<R: Read + Seek>(source: R, options: Options) -> Result<Persons<R>, FileError> {
    Persons::new(source, options)
}

/// Reads business partners. The source is read twice: once to find out its encoding.
///
/// # Errors
/// [`FileError`] when the file as a whole is none; what is wrong with a row comes from the iterator.
pub fn read_partners<R: Read + Seek>(source: R) -> Result<Partners<R>, FileError> {
    Partners::new(source)
}
