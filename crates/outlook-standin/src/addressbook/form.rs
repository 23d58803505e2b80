//! Reads a sent form into the properties that a person changed.
//!
//! The form carries beside its inputs what stood in them when it was opened. What the person did not touch is taken
//! from the contact as it is now: an edit that came in between is not undone by saving.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::fields::{ADDRESS_PARTS, Field, Input, PRIVATE, SENSITIVITY, all};
use super::values::{Shown, YES, extended, is_private, shown};
use crate::snapshot::StoredContact;
use crate::state::property::MOST_EMAILS;

/// The input that carries what stood in the others.
pub(crate) const BASE: &str = "base";

/// Reads a form into its pairs; line breaks become those of Unix.
pub(crate) fn pairs(body: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(body)
        .map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n")))
        .collect()
}

/// Reads a form into Graph's properties: those that differ from the contact, or are not empty in a new one.
pub(crate) fn values(sent: &BTreeMap<String, String>, contact: Option<&StoredContact>) -> Map<String, Value> {
    let sent = merged(sent, contact);
    let mut changed = Map::new();
    let mut properties = Vec::new();
    for field in all() {
        match field.input {
            Input::Extended(id) | Input::ExtendedDate(id) | Input::Choice(id, _) => {
                properties.extend(property(field, id, &sent, contact));
            }
            Input::Private => properties.extend(private(field, &sent, contact)),
            Input::Line
            | Input::Lines
            | Input::Date
            | Input::List(_)
            | Input::Commas
            | Input::Emails
            | Input::Address => {
                let Some(value) = value(field, &sent) else { continue };
                let old = contact.and_then(|contact| contact.properties.get(field.name));
                if !same(old.unwrap_or(&Value::Null), &value) {
                    let _ = changed.insert(field.name.to_owned(), value);
                }
            }
        }
    }
    if !properties.is_empty() {
        let _ = changed.insert("singleValueExtendedProperties".to_owned(), properties.into());
    }
    changed
}

/// Takes inputs that the person did not touch from the contact as it is now; without a base all count as touched.
/// A whole field that nobody touched is left out, so that what an input cannot show is not lost.
fn merged(sent: &BTreeMap<String, String>, contact: Option<&StoredContact>) -> Shown {
    let base = sent.get(BASE).and_then(|base| serde_json::from_str::<Shown>(base).ok());
    let (Some(base), Some(contact)) = (base, contact) else { return sent.clone() };
    let now = shown(contact);
    let touched = |name: &str| sent.get(name).is_some_and(|text| base.get(name) != Some(text));
    let mut merged = Shown::new();
    for field in all() {
        let own: Vec<&String> = now.keys().filter(|name| belongs(name, field.name)).collect();
        if !own.iter().any(|name| touched(name)) {
            continue;
        }
        for name in own {
            let text = if touched(name) { sent.get(name) } else { now.get(name) };
            let _ = merged.insert(name.clone(), text.cloned().unwrap_or_default());
        }
    }
    merged
}

fn belongs(input: &str, field: &str) -> bool {
    input.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// An extended property as it is to be written, if it changed.
fn property(field: &Field, id: &str, sent: &Shown, contact: Option<&StoredContact>) -> Option<Value> {
    let text = sent.get(field.name)?.trim();
    let old = contact.map(|contact| extended(contact, id)).unwrap_or_default();
    let (text, old) = match field.input {
        Input::ExtendedDate(_) if !text.is_empty() => (format!("{text}T00:00:00Z"), old),
        // A number cannot be taken away: 0 says nothing.
        Input::Choice(..) if text.is_empty() || text == "0" => {
            ("0".to_owned(), if old.is_empty() { "0" } else { old })
        }
        Input::Line
        | Input::Lines
        | Input::Date
        | Input::List(_)
        | Input::Commas
        | Input::Emails
        | Input::Address
        | Input::Extended(_)
        | Input::ExtendedDate(_)
        | Input::Choice(..)
        | Input::Private => (text.to_owned(), old),
    };
    let value = if text.is_empty() { Value::Null } else { json!(text) };
    (text != old).then(|| json!({"id": id, "value": value}))
}

/// Both places of the private flag, if it changed.
fn private(field: &Field, sent: &Shown, contact: Option<&StoredContact>) -> Vec<Value> {
    let Some(text) = sent.get(field.name) else { return Vec::new() };
    let wanted = text == YES;
    if wanted == contact.is_some_and(is_private) {
        return Vec::new();
    }
    let (flag, number) = if wanted { ("true", "2") } else { ("false", "0") };
    vec![json!({"id": PRIVATE, "value": flag}), json!({"id": SENSITIVITY, "value": number})]
}

/// One field's value in Graph's form; `None` when the form did not carry it.
fn value(field: &Field, sent: &Shown) -> Option<Value> {
    let part = |suffix: &str| sent.get(&format!("{}.{suffix}", field.name)).map(|text| text.trim());
    match field.input {
        Input::Line => sent.get(field.name).map(|text| json!(text.trim())),
        Input::Lines => sent.get(field.name).map(|text| json!(text)),
        Input::Date => sent.get(field.name).map(|text| match text.trim() {
            "" => Value::Null,
            date => json!(format!("{date}T11:59:00Z")),
        }),
        Input::Commas => sent.get(field.name).map(|text| {
            text.split(',').map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>().into()
        }),
        Input::List(lines) => part("0").map(|_| {
            (0..lines).filter_map(|line| part(&line.to_string())).filter(|text| !text.is_empty()).collect()
        }),
        Input::Emails => part("0").map(|_| (0..MOST_EMAILS).filter_map(|line| email(&part, line)).collect()),
        Input::Address => part("city").map(|_| {
            let parts = ADDRESS_PARTS.iter().filter_map(|(name, _)| Some((*name, part(name)?)));
            parts
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, text)| (name.to_owned(), json!(text)))
                .collect()
        }),
        Input::Extended(_) | Input::ExtendedDate(_) | Input::Choice(..) | Input::Private => None,
    }
}

fn email<'a>(part: &impl Fn(&str) -> Option<&'a str>, line: usize) -> Option<Value> {
    let address = part(&line.to_string()).filter(|address| !address.is_empty())?;
    // A name that is an address follows the address: nobody chose it.
    let chosen = |name: &&str| !name.is_empty() && (name.contains(' ') || !name.contains('@'));
    let name = part(&format!("{line}.name")).filter(chosen).unwrap_or(address);
    Some(json!({"address": address, "name": name}))
}

/// Whether two values mean the same; nothing, `""` and `[]` do.
fn same(left: &Value, right: &Value) -> bool {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    left == right || (empty(left) && empty(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_typed_is_sent_for_a_new_contact() {
        let body = b"givenName=Ada&surname=&emailAddresses.0=a%40b.c&emailAddresses.1=&businessPhones.0=&birthday=1815-12-10&homeAddress.city=Bonn&homeAddress.street=A%0D%0AB&x-fax=1&x-gender=0&x-private=yes";
        let values = values(&pairs(body), None);
        assert_eq!(
            Value::Object(values),
            json!({
                "givenName": "Ada", "birthday": "1815-12-10T11:59:00Z",
                "emailAddresses": [{"address": "a@b.c", "name": "a@b.c"}],
                "homeAddress": {"city": "Bonn", "street": "A\nB"},
                "singleValueExtendedProperties": [
                    {"id": "String 0x3A24", "value": "1"},
                    {"id": PRIVATE, "value": "true"},
                    {"id": SENSITIVITY, "value": "2"},
                ],
            })
        );
    }
}
