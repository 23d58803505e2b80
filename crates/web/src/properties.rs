//! [`Properties`]: reads a request's properties one by one. What was not asked for is unknown, and refused.

use std::str::FromStr;

use serde_json::{Map, Value as Json};

use crate::problem::{FieldError, Kind, Problem};

/// The longest text of a property that no field of the field map is behind, in characters.
pub const TEXT_LIMIT: usize = 2_000;

/// The most words that a search has.
pub const WORDS_LIMIT: usize = 10;
/// The longest search, in characters.
pub const WORDS_LENGTH: usize = 200;

/// Something that a request asks for, in its body or in its query.
pub trait Asked: Sized {
    /// Reads it. What is wrong is noted in the properties; none when it cannot be made at all.
    fn read(properties: &mut Properties) -> Option<Self>;
}

/// Where properties come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A JSON object in the body.
    Body,
    /// The query: every value is a text.
    Query,
}

/// The properties of a request, taken one by one.
#[derive(Debug)]
pub struct Properties {
    origin: Origin,
    path: String,
    given: Map<String, Json>,
    known: Vec<&'static str>,
    errors: Vec<FieldError>,
}

impl Properties {
    /// Reads `T` from properties.
    ///
    /// # Errors
    /// [`Problem`] names every property that is unknown, missing or wrong.
    pub fn read_all<T: Asked>(origin: Origin, given: Map<String, Json>) -> Result<T, Problem> {
        let mut properties = Properties::new(origin, String::new(), given);
        let asked = T::read(&mut properties);
        let errors = properties.end();
        match (asked, errors.is_empty()) {
            (Some(asked), true) => Ok(asked),
            (_, _) => Err(Problem::properties(origin.refusal(), errors)),
        }
    }

    fn new(origin: Origin, path: String, given: Map<String, Json>) -> Self {
        Properties { origin, path, given, known: Vec::new(), errors: Vec::new() }
    }

    /// Tells whether a property is given, and not taken yet.
    pub fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    /// Takes a property out, as it is.
    pub fn take(&mut self, name: &'static str) -> Option<Json> {
        self.known.push(name);
        self.given.remove(name)
    }

    /// Takes everything that is left: a map whose names are data.
    pub fn take_rest(&mut self) -> Map<String, Json> {
        std::mem::take(&mut self.given)
    }

    /// Notes that a property is wrong.
    pub fn refuse(&mut self, name: &str, detail: impl Into<String>) {
        let field = format!("{}{name}", self.path);
        self.errors.push(FieldError { field, detail: detail.into() });
    }

    /// Returns a value, or notes that the property is missing.
    pub fn required<T>(&mut self, name: &'static str, value: Option<T>) -> Option<T> {
        let field = format!("{}{name}", self.path);
        if value.is_none() && !self.errors.iter().any(|error| error.field == field) {
            self.errors.push(FieldError { field, detail: "is required".to_owned() });
        }
        value
    }

    /// Takes a text; an absent one and `null` are none.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.clearable_text(name).flatten()
    }

    /// Takes words to search by: each one costs a look into the index.
    pub fn words(&mut self, name: &'static str) -> Option<String> {
        let text = self.text(name)?;
        if text.split_whitespace().nth(WORDS_LIMIT).is_some() || text.chars().nth(WORDS_LENGTH).is_some() {
            self.refuse(
                name,
                format!("has more than {WORDS_LIMIT} words or {WORDS_LENGTH} characters. Search by fewer"),
            );
            return None;
        }
        Some(text)
    }

    /// Takes a text that can be cleared: absent is none, `null` clears.
    pub fn clearable_text(&mut self, name: &'static str) -> Option<Option<String>> {
        match self.take(name)? {
            Json::Null => Some(None),
            Json::String(text) => self.checked(name, text).map(Some),
            Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
                self.refuse(name, "needs a text");
                None
            }
        }
    }

    fn checked(&mut self, name: &'static str, text: String) -> Option<String> {
        if let Some(control) = text.chars().find(|c| c.is_control()) {
            let code = u32::from(control);
            self.refuse(name, format!("contains the control character U+{code:04X}. Remove it"));
            return None;
        }
        if text.chars().nth(TEXT_LIMIT).is_some() {
            self.refuse(name, format!("is longer than {TEXT_LIMIT} characters. Shorten it"));
            return None;
        }
        Some(text)
    }

    /// Tells whether a property is given as `null`, and takes it out then.
    pub fn take_null(&mut self, name: &'static str) -> bool {
        let null = self.given.get(name) == Some(&Json::Null);
        if null {
            self.take(name);
        }
        null
    }

    /// Takes a text that may be long: a token.
    pub fn secret(&mut self, name: &'static str) -> Option<String> {
        match self.take(name)? {
            Json::String(text)
                if text.len() <= 16_384 && text.bytes().all(|byte| byte.is_ascii_graphic()) =>
            {
                Some(text)
            }
            Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::String(_)
            | Json::Array(_)
            | Json::Object(_) => {
                self.refuse(name, "needs a text of visible ASCII characters, at most 16384");
                None
            }
        }
    }

    /// Takes an id.
    pub fn id<T: FromStr>(&mut self, name: &'static str) -> Option<T> {
        self.clearable_id(name).flatten()
    }

    /// Takes an id that can be cleared: absent is none, `null` clears.
    pub fn clearable_id<T: FromStr>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.clearable_text(name)? {
            None => Some(None),
            Some(text) => match text.parse() {
                Ok(id) => Some(Some(id)),
                Err(_) => {
                    self.refuse(name, "needs an id, such as 0192f3c4-5b6a-7c8d-9e0f-1a2b3c4d5e6f");
                    None
                }
            },
        }
    }

    /// Takes a list of ids.
    pub fn ids<T: FromStr>(&mut self, name: &'static str) -> Option<Vec<T>> {
        let entries = match self.take(name)? {
            Json::Array(entries) => entries,
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => {
                self.refuse(name, "needs a list of ids");
                return None;
            }
        };
        let ids: Option<Vec<T>> = entries.iter().map(|id| id.as_str()?.parse().ok()).collect();
        if ids.is_none() {
            self.refuse(name, "has an entry that is no id");
        }
        ids
    }

    /// Takes yes or no.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let flag = match (self.origin, self.take(name)?) {
            (_, Json::Bool(flag)) => Some(flag),
            (Origin::Query, Json::String(text)) => text.parse().ok(),
            (Origin::Body, Json::String(_))
            | (_, Json::Null | Json::Number(_) | Json::Array(_) | Json::Object(_)) => None,
        };
        if flag.is_none() {
            self.refuse(name, "needs true or false");
        }
        flag
    }

    /// Takes a whole number within bounds.
    pub fn number(&mut self, name: &'static str, least: i64, most: i64) -> Option<i64> {
        let number = match (self.origin, self.take(name)?) {
            (Origin::Query, Json::String(text)) => text.parse().ok(),
            (_, Json::Number(number)) => number.as_i64(),
            (_, Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) | Json::Object(_)) => None,
        };
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.refuse(name, format!("needs a whole number from {least} to {most}"));
        }
        number
    }

    /// Takes one of a few words.
    pub fn word<T: Copy>(&mut self, name: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let given = self.take(name)?;
        let found = words.iter().find(|(word, _)| given.as_str() == Some(*word));
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.refuse(name, format!("needs one of {}", known.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    /// Takes an object within, and reads it; its properties are named `name.…`.
    pub fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Properties) -> Option<T>,
    ) -> Option<T> {
        let given = match self.take(name)? {
            Json::Object(given) => given,
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => {
                self.refuse(name, "needs an object");
                return None;
            }
        };
        self.within(name, given, read)
    }

    /// Reads an object that stands under a name.
    pub fn within<T>(
        &mut self,
        name: &str,
        given: Map<String, Json>,
        read: impl FnOnce(&mut Properties) -> Option<T>,
    ) -> Option<T> {
        let mut inner = Properties::new(self.origin, format!("{}{name}.", self.path), given);
        let value = read(&mut inner);
        let errors = inner.end();
        let fine = errors.is_empty();
        self.errors.extend(errors);
        value.filter(|_| fine)
    }

    /// Ends the reading: notes what is left over, and returns what was wrong.
    fn end(mut self) -> Vec<FieldError> {
        let unknown: Vec<String> = self.given.keys().cloned().collect();
        let known = self.known.join(", ");
        for name in unknown {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
            self.refuse(
                &shown,
                match known.as_str() {
                    "" => "cannot be set here: nothing is read here".to_owned(),
                    known => format!("cannot be set here. What can: {known}"),
                },
            );
        }
        self.errors
    }
}

impl Origin {
    /// The kind of refusal: what stands in an address is malformed, what stands in a body breaks a rule.
    fn refusal(self) -> Kind {
        match self {
            Origin::Body => Kind::Invalid,
            Origin::Query => Kind::Malformed,
        }
    }
}
