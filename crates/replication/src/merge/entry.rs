//! What the CRM shadow notes of one field, as text: see [`crate::link::CrmShadow::fields`].

use contacts::compare::fingerprint;
use contacts::{FieldKey, FieldKind, Value};

use super::table::Agreement;
use crate::link::CrmShadow;

/// The CRM's value still has to travel. No value has this fingerprint.
pub(super) const TO_SEND: &str = "to send";
const APART: &str = "apart:";
const SET: &str = "set:";

/// What is known of a field from the last look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted<'a> {
    /// What both sides ever agreed on.
    pub(super) agreement: Agreement,
    fingerprint: &'a str,
}

impl<'a> Noted<'a> {
    /// Reads an entry of the CRM shadow.
    pub(super) fn read(entry: Option<&'a String>) -> Self {
        match entry.map(|entry| (entry.strip_prefix(APART), entry.as_str())) {
            None => Noted { agreement: Agreement::Never, fingerprint: "" },
            Some((Some(fingerprint), _)) => Noted { agreement: Agreement::Apart, fingerprint },
            Some((None, fingerprint)) => Noted { agreement: Agreement::Agreed, fingerprint },
        }
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
pub(super) fn agreed(key: FieldKey, value: Option<&Value>) -> String {
    match (key.kind(), value) {
        (FieldKind::Set, Some(Value::List(entries))) => {
            format!("{SET}{}", serde_json::Value::from(entries.clone()))
        }
        (FieldKind::Set, _) => format!("{SET}[]"),
        (_, value) => fingerprint(value),
    }
}

/// Writes the entry of a field that was left different.
pub(super) fn apart(value: Option<&Value>) -> String {
    format!("{APART}{}", fingerprint(value))
}

/// Reads the entries of a set that both sides agreed on.
pub(super) fn set(entry: Option<&String>) -> Option<Vec<String>> {
    entry.and_then(|entry| entry.strip_prefix(SET)).and_then(|json| serde_json::from_str(json).ok())
}
