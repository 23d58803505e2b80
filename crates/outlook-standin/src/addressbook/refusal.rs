//! Pages that say what went wrong.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::frame;
use super::language::{Language, Word};
use crate::outlook::EditError;

/// Why something was not done, in the reader's language.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    language: Language,
    message: String,
}

impl Refusal {
    /// Something is not there.
    pub(crate) fn missing(language: Language, what: Word) -> Self {
        Self { status: StatusCode::NOT_FOUND, language, message: language.say(what).to_owned() }
    }

    /// Something cannot be done like this.
    pub(crate) fn bad(language: Language, why: Word) -> Self {
        Self { status: StatusCode::BAD_REQUEST, language, message: language.say(why).to_owned() }
    }

    /// What Outlook said to an edit.
    pub(crate) fn of(language: Language, error: &EditError) -> Self {
        match error {
            EditError::NoSuchContact => Self::missing(language, Word::NoSuchContact),
            EditError::NoSuchFolder(_) => Self::missing(language, Word::NoSuchFolder),
            EditError::Refused(reason) => {
                let message = format!("{} {reason}", language.say(Word::Refused));
                Self { status: StatusCode::BAD_REQUEST, language, message }
            }
        }
    }

    /// What a reader is told.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Whether the person can mend it in the form that was sent.
    pub(crate) fn can_be_mended(&self) -> bool {
        self.status == StatusCode::BAD_REQUEST
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Html(frame::refusal(self.language, &self.message))).into_response()
    }
}
