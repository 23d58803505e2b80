//! Reads a sent form into the properties that a person changed.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::fields::{ADDRESS_PARTS, Field, GROUPS, Input};
use crate::snapshot::StoredContact;
use crate::state::extended::PropertyId;
use crate::state::property::MOST_EMAILS;

/// Reads a form into its pairs; line breaks become those of Unix.
pub(crate) fn pairs(body: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(body)
        .map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n")))
        .collect()
}

/// Reads a form into Graph's properties: those that differ from the contact, or are not empty in a new one.
pub(crate) fn values(body: &[u8], contact: Option<&StoredContact>) -> Map<String, Value> {
    let sent = pairs(body);
    let mut changed = Map::new();
    let mut extended = Vec::new();
    for field in GROUPS.iter().flat_map(|(_, fields)| fields.iter()) {
        match field.input {
            Input::Extended(id) => {
                let Some(value) = sent.get(field.name) else { continue };
                let old = contact.and_then(|contact| extended_value(contact, id)).unwrap_or_default();
                if *value != old {
                    let value = if value.is_empty() { Value::Null } else { json!(value) };
                    extended.push(json!({"id": id, "value": value}));
                }
            }
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
    if !extended.is_empty() {
        let _ = changed.insert("singleValueExtendedProperties".to_owned(), extended.into());
    }
    changed
}

/// Finds an extended property whichever way its id is spelled.
pub(crate) fn extended_value<'a>(contact: &'a StoredContact, id: &str) -> Option<&'a str> {
    let spelled = PropertyId::parse(id)?.spelled();
    contact.extended.get(&spelled).map(String::as_str)
}

/// One field's value in Graph's form; `None` when the form did not carry it.
fn value(field: &Field, sent: &BTreeMap<String, String>) -> Option<Value> {
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
        Input::Extended(_) => None,
    }
}

fn email<'a>(part: &impl Fn(&str) -> Option<&'a str>, line: usize) -> Option<Value> {
    let address = part(&line.to_string()).filter(|address| !address.is_empty())?;
    let name = part(&format!("{line}.name")).filter(|name| !name.is_empty()).unwrap_or(address);
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
        let body = b"givenName=Ada&surname=&emailAddresses.0=a%40b.c&emailAddresses.1=&businessPhones.0=&birthday=1815-12-10&homeAddress.city=Bonn&homeAddress.street=A%0D%0AB&x-fax=1";
        let values = values(body, None);
        assert_eq!(
            Value::Object(values),
            json!({
                "givenName": "Ada", "birthday": "1815-12-10T11:59:00Z",
                "emailAddresses": [{"address": "a@b.c", "name": "a@b.c"}],
                "homeAddress": {"city": "Bonn", "street": "A\nB"},
                "singleValueExtendedProperties": [{"id": "String 0x3A24", "value": "1"}],
            })
        );
    }
}
