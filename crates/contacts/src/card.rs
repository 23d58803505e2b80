//! [`Card`]: the fields of a contact person as either side sees them, and [`Patch`], a change to one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::field::{FIELDS, FieldKey, FieldKind, SLOTS};

mod json;

/// The longest single-line value the CRM keeps, in characters.
pub const CRM_LINE_LIMIT: usize = 2_000;
/// The longest text with line breaks the CRM keeps, in characters.
pub const CRM_TEXT_LIMIT: usize = 100_000;
/// The longest list the CRM keeps, in entries.
pub const CRM_LIST_LIMIT: usize = 500;

/// The value of one field. Empty values do not exist: a field without a value is absent from its card.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A line, a text, an address, a number or a choice, as written.
    Text(String),
    /// The entries of a list or a set.
    List(Vec<String>),
    /// A date without time and zone.
    Date(Date),
    /// A flag that is set.
    Flag,
}

/// Why a value cannot be in a card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// No field has this name.
    #[error(
        "there is no field \"{0}\"; nothing was saved. The field list is in the settings and in the API description"
    )]
    UnknownField(String),
    /// The value is of another sort than the field.
    #[error("{key} needs {expected}; nothing was saved")]
    WrongKind {
        /// The field.
        key: FieldKey,
        /// What it would take, in words.
        expected: &'static str,
    },
    /// The value is longer than the CRM keeps.
    #[error("{key} is longer than {limit} {unit}; nothing was saved. Shorten it")]
    TooLong {
        /// The field.
        key: FieldKey,
        /// The most that is kept.
        limit: usize,
        /// Of what.
        unit: &'static str,
    },
    /// The value has a character that no side can keep.
    #[error("{key} contains the control character U+{code:04X}; nothing was saved. Remove it")]
    ControlCharacter {
        /// The field.
        key: FieldKey,
        /// The character.
        code: u32,
    },
}

impl Value {
    /// Reads a value for a field from JSON; `null`, `""`, `[]` and `false` mean no value.
    ///
    /// # Errors
    /// [`CardError`] when the value is of another sort, too long, or has a control character.
    pub fn from_json(key: FieldKey, json: &serde_json::Value) -> Result<Option<Value>, CardError> {
        use serde_json::Value as Json;
        match (key.kind(), json) {
            (_, Json::Null) => Ok(None),
            (FieldKind::Flag, Json::Bool(on)) => Ok(on.then_some(Value::Flag)),
            (FieldKind::List | FieldKind::Set, Json::Array(entries)) => {
                let texts: Option<Vec<&str>> = entries.iter().map(Json::as_str).collect();
                let texts = texts.ok_or(CardError::WrongKind { key, expected: expectation(key.kind()) })?;
                Value::list(key, texts)
            }
            (FieldKind::List | FieldKind::Set | FieldKind::Flag, _) => {
                Err(CardError::WrongKind { key, expected: expectation(key.kind()) })
            }
            (_, Json::String(text)) => Value::parse(key, text),
            (_, _) => Err(CardError::WrongKind { key, expected: expectation(key.kind()) }),
        }
    }

    /// Reads a value for a field from text, as typed or as found in a file. Blank means no value.
    ///
    /// # Errors
    /// [`CardError`] when the text is no value of that field.
    pub fn parse(key: FieldKey, text: &str) -> Result<Option<Value>, CardError> {
        let wrong = CardError::WrongKind { key, expected: expectation(key.kind()) };
        match key.kind() {
            FieldKind::List | FieldKind::Set => Value::list(key, text.split(';')),
            FieldKind::Date => match text.trim() {
                "" => Ok(None),
                date => date.parse::<Date>().map(|d| Some(Value::Date(d))).map_err(|_| wrong),
            },
            FieldKind::Choice(words) => match text.trim() {
                "" => Ok(None),
                word if words.contains(&word) => Ok(Some(Value::Text(word.to_owned()))),
                _ => Err(wrong),
            },
            FieldKind::Flag => match text.trim() {
                "" | "false" | "0" => Ok(None),
                "true" | "1" => Ok(Some(Value::Flag)),
                _ => Err(wrong),
            },
            FieldKind::Text => {
                let text = if text.contains('\r') {
                    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
                } else {
                    Cow::Borrowed(text)
                };
                checked(key, text.trim_end(), CRM_TEXT_LIMIT, |c| c == '\n' || c == '\t')
            }
            FieldKind::Line | FieldKind::Email | FieldKind::Phone | FieldKind::Url => {
                const BREAKS: [char; 3] = ['\r', '\n', '\t'];
                let line = if text.contains(BREAKS) {
                    Cow::Owned(text.replace(BREAKS, " "))
                } else {
                    Cow::Borrowed(text)
                };
                checked(key, line.trim(), CRM_LINE_LIMIT, |_| false)
            }
        }
    }

    fn list<'a>(
        key: FieldKey,
        entries: impl IntoIterator<Item = &'a str>,
    ) -> Result<Option<Value>, CardError> {
        let mut kept: Vec<String> = Vec::new();
        for entry in entries {
            let line = entry.replace(['\r', '\n', '\t'], " ");
            if let Some(Value::Text(text)) = checked(key, line.trim(), CRM_LINE_LIMIT, |_| false)?
                && !(key.kind() == FieldKind::Set && kept.contains(&text))
            {
                kept.push(text);
            }
        }
        if kept.len() > CRM_LIST_LIMIT {
            return Err(CardError::TooLong { key, limit: CRM_LIST_LIMIT, unit: "entries" });
        }
        if key.kind() == FieldKind::Set {
            kept.sort();
        }
        Ok((!kept.is_empty()).then_some(Value::List(kept)))
    }

    /// Returns the value as JSON: a string, a list of strings, a date as `YYYY-MM-DD`, or `true`.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Value::Text(text) => text.clone().into(),
            Value::List(entries) => entries.clone().into(),
            Value::Date(date) => date.to_string().into(),
            Value::Flag => true.into(),
        }
    }

    /// Returns the value as one text for people: list entries joined by `; `.
    pub fn to_text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::List(entries) => entries.join("; "),
            Value::Date(date) => date.to_string(),
            Value::Flag => "true".to_owned(),
        }
    }
}

fn checked(
    key: FieldKey,
    text: &str,
    limit: usize,
    allowed: fn(char) -> bool,
) -> Result<Option<Value>, CardError> {
    if let Some(control) = text.chars().find(|c| c.is_control() && !allowed(*c)) {
        return Err(CardError::ControlCharacter { key, code: control.into() });
    }
    if text.len() > limit && text.chars().nth(limit).is_some() {
        return Err(CardError::TooLong { key, limit, unit: "characters" });
    }
    Ok((!text.trim().is_empty()).then(|| Value::Text(text.to_owned())))
}

fn expectation(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Line | FieldKind::Text | FieldKind::Email | FieldKind::Phone | FieldKind::Url => "a text",
        FieldKind::Date => "a date in the form YYYY-MM-DD",
        FieldKind::List | FieldKind::Set => "a list of texts",
        FieldKind::Choice(_) => "one of its words (see the field list)",
        FieldKind::Flag => "true or false",
    }
}

/// The fields of a contact person as one side sees them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Card(BTreeMap<FieldKey, Value>);

impl Card {
    /// Makes a card without any value.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a field's value.
    pub fn get(&self, key: FieldKey) -> Option<&Value> {
        self.0.get(&key)
    }

    /// Returns a field's text; empty when it has none or holds no text.
    pub fn text(&self, key: FieldKey) -> &str {
        match self.0.get(&key) {
            Some(Value::Text(text)) => text,
            Some(Value::List(_) | Value::Date(_) | Value::Flag) | None => "",
        }
    }

    /// Returns the entries of a list or set; empty when it has none.
    pub fn list(&self, key: FieldKey) -> &[String] {
        match self.0.get(&key) {
            Some(Value::List(entries)) => entries,
            Some(Value::Text(_) | Value::Date(_) | Value::Flag) | None => &[],
        }
    }

    /// Sets or, with `None`, removes a field's value.
    pub fn set(&mut self, key: FieldKey, value: Option<Value>) {
        match value {
            Some(value) => self.0.insert(key, value),
            None => self.0.remove(&key),
        };
    }

    /// Sets a text field, for building cards in code and tests; a blank text removes it.
    pub fn with(mut self, key: FieldKey, text: &str) -> Self {
        self.set(key, Value::parse(key, text).unwrap_or(None));
        self
    }

    /// Iterates over the fields that have a value.
    pub fn iter(&self) -> impl Iterator<Item = (FieldKey, &Value)> {
        self.0.iter().map(|(key, value)| (*key, value))
    }

    /// Tells whether no field has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Applies a change.
    pub fn apply(&mut self, patch: &Patch) {
        for (key, value) in patch.iter() {
            self.set(key, value.cloned());
        }
    }

    /// Returns what has to change for `self` to become `target`, over all fields.
    pub fn diff(&self, target: &Card) -> Patch {
        let mut patch = Patch::new();
        for field in FIELDS {
            if self.get(field.key) != target.get(field.key) {
                patch.set(field.key, target.get(field.key).cloned());
            }
        }
        patch
    }

    /// Moves the values of numbered slots (e-mail 1 to 3, …) up, so that no gap is before a value. Outlook
    /// keeps such values as lists without gaps; the CRM does the same, so that slots correspond.
    pub fn close_gaps(&mut self) {
        for slots in SLOTS {
            let values: Vec<Value> = slots.iter().filter_map(|slot| self.0.remove(slot)).collect();
            for (slot, value) in slots.iter().zip(values) {
                self.0.insert(*slot, value);
            }
        }
    }
}

/// A change to a card: absent fields stay, `None` clears, a value sets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Patch(BTreeMap<FieldKey, Option<Value>>);

impl Patch {
    /// Makes a change that changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field: `None` clears it.
    pub fn set(&mut self, key: FieldKey, value: Option<Value>) {
        self.0.insert(key, value);
    }

    /// Returns what happens to a field: `None` nothing, `Some(None)` it is cleared.
    pub fn get(&self, key: FieldKey) -> Option<Option<&Value>> {
        self.0.get(&key).map(Option::as_ref)
    }

    /// Takes a field out of the change.
    pub fn remove(&mut self, key: FieldKey) {
        self.0.remove(&key);
    }

    /// Iterates over the fields that change.
    pub fn iter(&self) -> impl Iterator<Item = (FieldKey, Option<&Value>)> {
        self.0.iter().map(|(key, value)| (*key, value.as_ref()))
    }

    /// Tells whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of fields that change.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Reads a change from a JSON object (merge-patch: `null` clears).
    ///
    /// # Errors
    /// [`CardError`] at the first field that is unknown or refuses its value.
    pub fn from_json(object: &serde_json::Map<String, serde_json::Value>) -> Result<Self, CardError> {
        let mut patch = Patch::new();
        for (name, json) in object {
            let key = FieldKey::parse(name).ok_or_else(|| CardError::UnknownField(name.clone()))?;
            patch.set(key, Value::from_json(key, json)?);
        }
        Ok(patch)
    }
}
