//! What a refusal of Graph means: the tables from status and code to what to do next.
//!
//! Codes are compared without regard to case; messages are for people, save that they may name a property.

use std::time::Duration;

use contacts::FieldKey;

use super::transport::{Answer, Failure};
use super::wire::ErrorEnvelope;
use crate::folder::{ConnectorError, WriteError};

/// The most of a server's sentence that is passed on, in characters.
const LONGEST_SENTENCE: usize = 300;

/// An answer that is not a success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) status: u16,
    /// In lower case.
    pub(crate) code: String,
    /// As the server wrote it, for people.
    written: String,
    pub(crate) message: String,
    pub(crate) after: Option<Duration>,
}

impl Fault {
    /// Reads a refusal; its body may be empty or not even JSON.
    pub(crate) fn of(answer: &Answer) -> Fault {
        let error = serde_json::from_slice::<ErrorEnvelope>(&answer.body).unwrap_or_default().error;
        Fault {
            status: answer.status,
            code: error.code.to_ascii_lowercase(),
            written: error.code.chars().filter(|c| !c.is_control()).take(LONGEST_SENTENCE).collect(),
            message: error.message.chars().filter(|c| !c.is_control()).take(LONGEST_SENTENCE).collect(),
            after: answer.after,
        }
    }

    /// Says what happened, for people and logs.
    pub(crate) fn what(&self) -> String {
        match (self.written.as_str(), self.message.as_str()) {
            ("", _) => format!("it answered with status {}", self.status),
            (code, "") => format!("{code} (status {})", self.status),
            (code, message) => format!("{message} ({code}, status {})", self.status),
        }
    }

    /// Tells whether the server says that this very item does not exist. Another 404 (a proxy's, or a mailbox
    /// that is being moved) is no proof of that.
    pub(crate) fn is_item_not_found(&self) -> bool {
        self.status == 404
            && matches!(self.code.as_str(), "erroritemnotfound" | "itemnotfound" | "errorobjectnotfound")
    }

    fn is_mailbox_gone(&self) -> bool {
        matches!(
            self.code.as_str(),
            "mailboxnotenabledforrestapi"
                | "mailboxnotsupportedforrestapi"
                | "resourcenotfound"
                | "request_resourcenotfound"
                | "errorinvaliduser"
                | "errornonexistentmailbox"
        ) && matches!(self.status, 400 | 403 | 404)
    }

    fn is_folder_gone(&self) -> bool {
        matches!(
            self.code.as_str(),
            "errorsyncfoldernotfound" | "errorfoldernotfound" | "errorparentfoldernotfound"
        )
    }

    fn is_sign_in(&self) -> bool {
        self.status == 401
            || self.status == 403
                && matches!(
                    self.code.as_str(),
                    "erroraccessdenied" | "authorization_requestdenied" | "accessdenied" | "forbidden"
                )
    }

    fn is_full(&self) -> bool {
        self.code == "errorquotaexceeded" || self.status == 507
    }

    fn is_resync(&self) -> bool {
        self.status == 410 || self.code.starts_with("syncstate") || self.code == "resyncrequired"
    }

    fn is_passing(&self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 500..=506 | 508..=599)
            || matches!(self.code.as_str(), "errormailboxmoveinprogress" | "mailboxinfostale")
    }

    /// Turns a refusal of a reading call into what to do next.
    pub(crate) fn reading(&self) -> ConnectorError {
        let what = self.what();
        if self.is_sign_in() {
            ConnectorError::SignIn { what }
        } else if self.is_mailbox_gone() || self.is_folder_gone() {
            ConnectorError::MailboxGone { what }
        } else if let Some(after) = self.after.filter(|after| self.status == 429 && !after.is_zero()) {
            ConnectorError::Limit { after }
        } else if self.is_passing() {
            ConnectorError::Retry { after: self.after, what }
        } else if self.status == 404 && self.code.is_empty() {
            // Not Graph's own 404: something on the way answered.
            ConnectorError::Retry { after: self.after, what }
        } else {
            ConnectorError::Refused { what }
        }
    }

    /// Turns a refusal of the change feed into what to do next. `with_token`: the call followed a stored link;
    /// the service answers a token it does not like with any 4xx.
    pub(crate) fn reading_changes(&self, with_token: bool) -> ConnectorError {
        if self.is_full() {
            ConnectorError::MailboxFull
        } else if self.is_resync() || with_token && self.status == 400 {
            ConnectorError::Resync
        } else if self.is_item_not_found() {
            ConnectorError::MailboxGone { what: self.what() }
        } else {
            self.reading()
        }
    }

    /// Turns a refusal of a write into what is known of its effect. `on_contact`: it was to an existing contact
    /// rather than to the folder.
    pub(crate) fn writing(&self, on_contact: bool) -> WriteError {
        let (after, what) = (self.after, self.what());
        if self.is_sign_in() {
            WriteError::SignIn { what }
        } else if self.is_full() || self.is_mailbox_gone() || self.is_folder_gone() {
            WriteError::Mailbox { what }
        } else if self.is_item_not_found() && on_contact {
            WriteError::Gone
        } else if self.is_item_not_found() {
            WriteError::Mailbox { what }
        } else {
            match self.status {
                409 | 412 if on_contact => WriteError::Changed,
                404 | 409 | 412 | 424 | 425 => WriteError::NotDone { after, what },
                // Throttling has been seen to answer after the effect; nothing tells the two apart.
                408 | 429 | 500..=599 => WriteError::Unknown { after, what },
                _ => WriteError::Refused { field: self.named_field(), what },
            }
        }
    }

    /// Finds the field whose property the message names, the longest name first.
    fn named_field(&self) -> Option<FieldKey> {
        let message = self.message.to_ascii_lowercase();
        let named = NAMED.iter().filter(|(name, _)| message.contains(&name.to_ascii_lowercase()));
        named.max_by_key(|(name, _)| name.len()).map(|(_, key)| *key)
    }
}

/// Properties that refusals have been seen to name or may well name.
const NAMED: &[(&str, FieldKey)] = &[
    ("businessPhones", FieldKey::BusinessPhone),
    ("homePhones", FieldKey::HomePhone),
    ("mobilePhone", FieldKey::MobilePhone),
    ("emailAddresses", FieldKey::Email1),
    ("imAddresses", FieldKey::Im1),
    ("birthday", FieldKey::Birthday),
    ("personalNotes", FieldKey::Notes),
    ("categories", FieldKey::Categories),
    ("children", FieldKey::Children),
    ("businessHomePage", FieldKey::WebPage),
    ("givenName", FieldKey::FirstName),
    ("surname", FieldKey::LastName),
    ("middleName", FieldKey::MiddleName),
    ("displayName", FieldKey::FullName),
    ("companyName", FieldKey::Company),
    ("jobTitle", FieldKey::JobTitle),
    ("department", FieldKey::Department),
    ("businessAddress", FieldKey::BusinessStreet),
    ("homeAddress", FieldKey::HomeStreet),
    ("otherAddress", FieldKey::OtherStreet),
];

impl From<Failure> for ConnectorError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent { after, what } => ConnectorError::Retry { after, what },
            Failure::Limit { after } => ConnectorError::Limit { after },
            Failure::Lost { what } => ConnectorError::Retry { after: None, what },
            Failure::SignIn { what } => ConnectorError::SignIn { what },
            Failure::Impossible { what } => ConnectorError::Refused { what },
        }
    }
}

impl From<Failure> for WriteError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent { after, what } => WriteError::NotDone { after, what },
            Failure::Limit { after } => not_written(ConnectorError::Limit { after }),
            Failure::Lost { what } => WriteError::Unknown { after: None, what },
            Failure::SignIn { what } => WriteError::SignIn { what },
            Failure::Impossible { what } => WriteError::Refused { field: None, what },
        }
    }
}

/// Turns the failure of a reading call that had to come before a write: the write was not sent.
pub(crate) fn not_written(error: ConnectorError) -> WriteError {
    match error {
        ConnectorError::Retry { after, what } => WriteError::NotDone { after, what },
        limit @ ConnectorError::Limit { after } => {
            WriteError::NotDone { after: Some(after), what: limit.to_string() }
        }
        ConnectorError::SignIn { what } => WriteError::SignIn { what },
        ConnectorError::MailboxGone { what } => WriteError::Mailbox { what },
        ConnectorError::Refused { what } => WriteError::Refused { field: None, what },
        full @ (ConnectorError::MailboxFull | ConnectorError::Resync) => {
            WriteError::Mailbox { what: full.to_string() }
        }
    }
}

#[cfg(test)]
#[path = "errors_tests.rs"]
mod tests;
