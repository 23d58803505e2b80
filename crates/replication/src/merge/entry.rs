//! What the CRM shadow notes of one field, as text: see [`crate::link::CrmShadow::fields`].

use contacts::compare::fingerprint;
use contacts::{FieldKey, FieldKind, Value};

use super::table::Agreement;
use crate::link::CrmShadow;

/// The CRM's value still has to travel. No value has this fingerprint.
pub(super) const TO_SEND: &str = "to send";
const APART: &str = "apart:";
const BACK: &str = "back:";
const SET: &str = "set:";

/// What is known of a field from the last look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted<'a> {
    /// What both sides ever agreed on.
    pub(super) agreement: Agreement,
    fingerprint: &'a str,
    /// Whether the CRM's value, which nobody changed, was to be put back in Outlook.
    back: bool,
}

impl<'a> Noted<'a> {
    /// Reads an entry of the CRM shadow.
    pub(super) fn read(entry: Option<&'a String>) -> Self {
        let noted = |agreement, fingerprint, back| Noted { agreement, fingerprint, back };
        let Some(entry) = entry else { return noted(Agreement::Never, "", false) };
        match (entry.strip_prefix(APART), entry.strip_prefix(BACK)) {
            (Some(fingerprint), _) => noted(Agreement::Apart, fingerprint, false),
            (None, Some(fingerprint)) => noted(Agreement::Agreed, fingerprint, true),
            (None, None) => noted(Agreement::Agreed, entry, false),
        }
    }

    /// Tells whether a value of the CRM was on its way when it was looked at last.
    pub(super) fn to_send(self) -> bool {
        self.to_put_back() || self.agreement == Agreement::Agreed && self.fingerprint == TO_SEND
    }

    /// Tells whether the CRM's value, which nobody had changed, was on its way back to Outlook.
    pub(super) fn to_put_back(self) -> bool {
        self.back
    }

    /// Tells whether the CRM has another value now.
    pub(super) fn changed(self, fingerprint: &str) -> bool {
        match self.agreement {
            Agreement::Never => true,
            Agreement::Apart | Agreement::Agreed => self.fingerprint != fingerprint,
        }
    }
}

impl CrmShadow {
    /// Tells whether the sides were left different in a field: what Outlook has in it may be known to Outlook alone.
    pub fn left_apart(&self, key: FieldKey) -> bool {
        match Noted::read(self.fields.get(&key)).agreement {
            Agreement::Apart => true,
            Agreement::Agreed | Agreement::Never => false,
        }
    }
}

/// Writes the entry of a field that both sides agree on.
pub(crate) fn agreed(key: FieldKey, value: Option<&Value>) -> String {
    match (key.kind(), value) {
        (FieldKind::Set, Some(Value::List(entries))) => {
            format!("{SET}{}", serde_json::Value::from(entries.clone()))
        }
        (FieldKind::Set, _) => format!("{SET}[]"),
        (_, value) => fingerprint(value),
    }
}

/// Writes the entry of a field that was left different.
pub(crate) fn apart(value: Option<&Value>) -> String {
    format!("{APART}{}", fingerprint(value))
}

/// Writes the entry of a field whose value of the CRM, as of a fingerprint, still has to be put back in Outlook. It has
/// to travel like any other; but nobody changed it in the CRM, so that what is typed in Outlook meanwhile meets no edit.
pub(super) fn to_put_back(fingerprint: &str) -> String {
    format!("{BACK}{fingerprint}")
}

/// Reads the entries of a set that both sides agreed on.
pub(super) fn set(entry: Option<&String>) -> Option<Vec<String>> {
    entry.and_then(|entry| entry.strip_prefix(SET)).and_then(|json| serde_json::from_str(json).ok())
}
