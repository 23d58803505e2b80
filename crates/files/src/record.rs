//! What reading a file yields.

use contacts::Card;
use contacts::person::PartnerCard;
use serde::Serialize;

/// Something in a file that was left out on purpose, or that people should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The column or property.
    pub field: String,
    /// What was left out and why, with the text where there is one.
    pub message: String,
}

/// A row or card that was not read. All others are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Refused {
    /// The line of the file in which the row or card starts, counted from 1.
    pub line: u64,
    /// What is wrong with it and how to mend it.
    pub reason: String,
}

/// Why a whole file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Nothing in it.
    #[error("the file is empty; nothing was loaded. Choose another file")]
    Empty,
    /// Not a text file.
    #[error("the file is {found}; nothing was loaded. {hint}")]
    NotText {
        /// What it seems to be.
        found: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// No column of the first line is known.
    #[error(
        "no column of the first line is known (it starts with \"{first}\"); nothing was loaded. The first line must have the column names: Outlook's, in English or German, or Tandem's field names"
    )]
    NoHeader {
        /// Its first cell.
        first: String,
    },
    /// Two columns for the same field.
    #[error(
        "the columns \"{first}\" and \"{second}\" mean the same field; nothing was loaded. Remove or rename one of them"
    )]
    SameColumnTwice {
        /// One.
        first: String,
        /// The other.
        second: String,
    },
    /// No card in a vCard file.
    #[error("the file has no vCard (no line BEGIN:VCARD); nothing was loaded. Choose another file")]
    NoCard,
    /// More bytes than are read.
    #[error("the file has more than {limit} bytes; nothing was loaded. Divide it into several files")]
    TooLarge {
        /// The most that is read.
        limit: u64,
    },
    /// The file could not be read.
    #[error("the file could not be read ({0}); nothing was loaded")]
    Io(#[from] std::io::Error),
}

/// A contact person as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonRecord {
    /// The line of the file in which it starts, counted from 1.
    pub line: u64,
    /// Its id in the system that wrote the file: the column `external_id`, or the card's UID.
    pub external_id: Option<String>,
    /// Its own fields: without those that belong to the business partner. Slots have no gaps.
    pub card: Card,
    /// The name of the company it is at, as text.
    pub company: Option<String>,
    /// The external id of the business partner it is at.
    pub partner_external_id: Option<String>,
    /// The company's main phone number.
    pub company_phone: Option<String>,
    /// The e-mail address of the user responsible for it.
    pub employee_in_charge: Option<String>,
    /// Whether it is no longer active.
    pub inactive: bool,
    /// The name of its photo's file: relative, and never out of its folder.
    pub photo_file: Option<String>,
    /// Its photo, as embedded; not looked at yet.
    pub photo: Option<Vec<u8>>,
    /// What was left out.
    pub warnings: Vec<Warning>,
}

/// A business partner as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnerRecord {
    /// The line of the file in which it starts, counted from 1.
    pub line: u64,
    /// Its id in the system that wrote the file.
    pub external_id: Option<String>,
    /// Its fields.
    pub card: PartnerCard,
    /// Whether it is no longer active.
    pub inactive: bool,
    /// What was left out.
    pub warnings: Vec<Warning>,
}

impl Warning {
    pub(crate) fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Returns a text short enough for a message, on one line.
pub(crate) fn short(text: &str) -> String {
    const SHOWN: usize = 60;
    let line: String = text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() { format!("{line}…") } else { line }
}
