//! [`Form`]: what was typed into a form, and what is wrong with it, so that it can be shown once more as it was.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;

use super::trouble::Trouble;
use crate::body::{JSON_LIMIT, read_body};

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field's name.
    pub field: String,
    /// What is wrong, and what to do, in the person's language.
    pub text: String,
}

/// A form: values by the names of its fields, and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    values: BTreeMap<String, Vec<String>>,
    /// What is wrong, in the order in which it was found.
    pub wrong: Vec<Wrong>,
    /// What is wrong with the form as a whole.
    pub general: Option<String>,
    /// What somebody else said of it, word for word: shown last, and small.
    pub said: Option<String>,
}

impl Form {
    /// Makes an empty form.
    pub fn new() -> Self {
        Form::default()
    }

    /// Gives a field its value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// Gives a field its only value.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), vec![value.into()]);
    }

    /// Gives a field another value beside those it has.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.values.entry(name.to_owned()).or_default().push(value.into());
    }

    /// Takes all values of a field away.
    pub fn clear(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// Returns a field's value, empty without one.
    pub fn value(&self, name: &str) -> &str {
        self.values(name).first().map_or("", String::as_str)
    }

    /// Returns the text that a look-up shows for its value.
    pub fn text_of(&self, name: &str) -> &str {
        self.value(&format!("{name}_text"))
    }

    /// Returns a field's value without the spaces around it.
    pub fn trimmed(&self, name: &str) -> &str {
        self.value(name).trim()
    }

    /// Returns all values of a field.
    pub fn values(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Tells whether a field has this value among others: for check boxes.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).iter().any(|known| known == value)
    }

    /// Tells whether a check box is checked.
    pub fn checked(&self, name: &str) -> bool {
        !self.values(name).is_empty() && self.value(name) != "false"
    }

    /// Returns the names of the fields that were sent.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Notes what is wrong with a field.
    pub fn complain(&mut self, field: &str, text: impl Into<String>) {
        self.wrong.push(Wrong { field: field.to_owned(), text: text.into() });
    }

    /// Notes what is wrong with the form as a whole.
    pub fn refuse(&mut self, text: impl Into<String>) {
        self.general = Some(text.into());
    }

    /// Returns what is wrong with a field, empty when it is good.
    pub fn error(&self, field: &str) -> &str {
        self.wrong.iter().find(|wrong| wrong.field == field).map_or("", |wrong| wrong.text.as_str())
    }

    /// Tells whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.wrong.is_empty() && self.general.is_none()
    }

    /// Reads the body of a form (`application/x-www-form-urlencoded`).
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut form = Form::new();
        for (name, value) in url::form_urlencoded::parse(bytes) {
            form.add(&name, tidy(&value));
        }
        form
    }
}

/// Writes line ends as one sign, and drops what nobody can type and PostgreSQL cannot keep.
pub(crate) fn tidy(value: &str) -> String {
    value.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "")
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence =
            given.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let bytes: Bytes = read_body(request, state, JSON_LIMIT).await.map_err(|problem| {
            if problem.kind == crate::problem::Kind::TooLarge {
                Trouble::TooLarge
            } else {
                Trouble::Malformed
            }
        })?;
        match essence.as_str() {
            "application/x-www-form-urlencoded" => Ok(Form::read(&bytes)),
            // A button alone has nothing to say.
            _ if bytes.is_empty() => Ok(Form::new()),
            _ => Err(Trouble::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_as_it_was() {
        let form =
            Form::read("name=%C3%96zt%C3%BCrk+%3Cb%3E&id=1&id=2&note=a%0D%0Ab%00&on=on&bad=%FF".as_bytes());
        assert_eq!(form.value("name"), "Öztürk <b>");
        assert_eq!(form.values("id"), ["1", "2"]);
        assert_eq!(form.value("note"), "a\nb");
        assert!(form.checked("on") && !form.checked("off") && form.has("id", "2"));
        assert_eq!((form.value("bad"), form.value("none")), ("\u{fffd}", ""));
    }

    #[test]
    fn a_field_shows_the_first_thing_that_is_wrong_with_it() {
        let mut form = Form::new();
        assert!(form.is_good());
        form.complain("mail", "first");
        form.complain("mail", "second");
        assert_eq!((form.error("mail"), form.error("name"), form.is_good()), ("first", "", false));
    }
}
