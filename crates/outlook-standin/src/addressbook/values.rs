//! A contact as texts: what stands in each input of the form, and on the card.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::{ADDRESS_PARTS, Field, Input, PRIVATE, SENSITIVITY, all};
use crate::snapshot::StoredContact;
use crate::state::extended::PropertyId;
use crate::state::property::MOST_EMAILS;

/// What stands in the inputs, by their names; an input with nothing in it is in it too.
pub(crate) type Shown = BTreeMap<String, String>;

/// The value of a check box that is checked.
pub(crate) const YES: &str = "yes";

/// The inputs of a contact.
pub(crate) fn shown(contact: &StoredContact) -> Shown {
    let mut shown = Shown::new();
    for field in all() {
        put(field, contact, &mut shown);
    }
    shown
}

fn put(field: &Field, contact: &StoredContact, shown: &mut Shown) {
    let value = contact.properties.get(field.name);
    let name = field.name;
    let entry = |index: usize| value.and_then(|value| value.get(index));
    let mut set = |name: String, text: String| {
        let _ = shown.insert(name, text);
    };
    match field.input {
        Input::Line => set(name.to_owned(), line(&text(value))),
        Input::Lines => set(name.to_owned(), lines(&text(value))),
        Input::Date => set(name.to_owned(), date(&text(value))),
        Input::Commas => set(name.to_owned(), line(&joined(value))),
        Input::List(most) => {
            for index in 0..most {
                set(format!("{name}.{index}"), line(&text(entry(index))));
            }
        }
        Input::Emails => {
            for index in 0..MOST_EMAILS {
                let part = |key: &str| line(&text(entry(index).and_then(|entry| entry.get(key))));
                set(format!("{name}.{index}"), part("address"));
                set(format!("{name}.{index}.name"), part("name"));
            }
        }
        Input::Address => {
            for (part, _) in ADDRESS_PARTS {
                let text = text(value.and_then(|value| value.get(part)));
                let text = if part == "street" { lines(&text) } else { line(&text) };
                set(format!("{name}.{part}"), text);
            }
        }
        Input::Extended(id) => set(name.to_owned(), line(extended(contact, id))),
        Input::ExtendedDate(id) => set(name.to_owned(), date(extended(contact, id))),
        Input::Choice(id, _) => set(name.to_owned(), line(extended(contact, id))),
        Input::Private => {
            let text = if is_private(contact) { YES } else { "" };
            set(name.to_owned(), text.to_owned());
        }
    }
}

/// Whether a contact carries the private flag, in either of its places.
pub(crate) fn is_private(contact: &StoredContact) -> bool {
    extended(contact, PRIVATE) == "true" || extended(contact, SENSITIVITY) == "2"
}

/// Finds an extended property whichever way its id is spelled; empty when there is none.
pub(crate) fn extended<'a>(contact: &'a StoredContact, id: &str) -> &'a str {
    let spelled = PropertyId::parse(id).map(|id| id.spelled());
    spelled.and_then(|spelled| contact.extended.get(&spelled)).map(String::as_str).unwrap_or_default()
}

/// The name that a contact is shown by; empty when it has none.
pub(crate) fn name(contact: &StoredContact) -> String {
    line(&text(contact.properties.get("displayName")))
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn date(text: &str) -> String {
    text.split('T').next().unwrap_or_default().to_owned()
}

fn joined(value: Option<&Value>) -> String {
    let texts = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    texts.collect::<Vec<_>>().join(", ")
}

/// A text as a browser hands it back from a line: without line breaks, and with a mark for what it cannot hold.
fn line(text: &str) -> String {
    lines(text).replace(['\n', '\t'], " ")
}

/// A text as a browser hands it back from an area of several lines.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let visible =
        |letter: char| if letter.is_control() && !"\n\t".contains(letter) { '\u{fffd}' } else { letter };
    text.chars().map(visible).collect()
}
