//! Reads contact files (CSV, vCard) into cards. No network, no database.
//!
//! One rule holds everywhere: nothing is dropped silently. What the writer of a file can mend (a date that is
//! none, a row with a column too many, a control character) refuses the row or card, with the line, the reason
//! and what to do; the others are read all the same, so that a mended file can be loaded again. What Tandem has
//! no place for (a telex number, a birthday without a year, an Exchange-internal address) is left out with a
//! warning that has the text in it.

pub mod csv;
mod date;
mod record;
mod text;
pub mod vcard;
mod word;

pub use record::{FileError, PartnerRecord, PersonRecord, Refused, Warning};
