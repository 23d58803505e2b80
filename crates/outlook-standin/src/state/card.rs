//! Holds the values of one contact, only those that are set.

use std::mem;

use jiff::civil::Date;

use super::property::{self, NAME_PARTS};

/// One e-mail address as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Email {
    pub(crate) name: Option<Box<str>>,
    pub(crate) address: Option<Box<str>>,
}

/// One postal address; unset parts are left out of answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Address {
    pub(crate) city: Option<Box<str>>,
    pub(crate) country_or_region: Option<Box<str>>,
    pub(crate) postal_code: Option<Box<str>>,
    pub(crate) state: Option<Box<str>>,
    pub(crate) street: Option<Box<str>>,
}

/// What one property holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(Box<str>),
    Date(Date),
    List(Vec<Box<str>>),
    Emails(Vec<Email>),
    Address(Box<Address>),
}

/// The values of a contact by their place in the property table, sorted, without the unset ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Card {
    values: Vec<(u8, Value)>,
}

impl Card {
    /// Reads the value at a place of the property table.
    pub(crate) fn get(&self, position: usize) -> Option<&Value> {
        let found = self.values.binary_search_by_key(&position, |(place, _)| usize::from(*place));
        found.ok().and_then(|index| self.values.get(index)).map(|(_, value)| value)
    }

    /// Reads a text property by its name.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.get(property::position(name)?) {
            Some(Value::Text(text)) => Some(text),
            Some(Value::Date(_) | Value::List(_) | Value::Emails(_) | Value::Address(_)) | None => None,
        }
    }

    /// Sets or, with `None`, removes the value at a place of the property table.
    pub(crate) fn set(&mut self, position: usize, value: Option<Value>) {
        let Ok(place) = u8::try_from(position) else { return };
        match (self.values.binary_search_by_key(&place, |(place, _)| *place), value) {
            (Ok(index), Some(value)) => {
                if let Some(slot) = self.values.get_mut(index) {
                    let _ = mem::replace(&mut slot.1, value);
                }
            }
            (Ok(index), None) => {
                let _ = self.values.remove(index);
            }
            (Err(index), Some(value)) => self.values.insert(index, (place, value)),
            (Err(_), None) => {}
        }
    }

    /// Lists the e-mail addresses.
    pub(crate) fn emails(&self) -> &[Email] {
        match property::position("emailAddresses").and_then(|position| self.get(position)) {
            Some(Value::Emails(emails)) => emails,
            Some(Value::Text(_) | Value::Date(_) | Value::List(_) | Value::Address(_)) | None => &[],
        }
    }

    /// Makes the display name the way the service does: title, given, middle, surname, generation.
    pub(crate) fn generated_display_name(&self) -> String {
        let parts = NAME_PARTS.iter().filter_map(|part| self.text(part)).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }
}
