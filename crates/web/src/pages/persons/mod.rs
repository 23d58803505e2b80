//! Contact persons: the page of one (its "mask"), creating, editing, photo, history, bin.
//!
//! The list is a room of its own in `list.rs`; it is merged in [`routes`].

mod clash;
mod delete;
mod duplicates;
mod edit;
mod fields;
mod history;
pub(crate) mod list;
mod look_up;
mod page;
mod photo;
#[cfg(test)]
pub(crate) mod samples;
mod save;
pub(crate) mod view;

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use contacts::{FieldKey, PersonId};
use store::PersonRecord;

use super::person::Avatar;
use super::trouble::Trouble;
use crate::language::{Language, Words};
use crate::state::WebState;

/// Collects the rooms of contact persons.
pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .merge(page::routes())
        .merge(edit::routes())
        .merge(duplicates::routes())
        .merge(look_up::routes())
        .merge(photo::routes())
        .merge(history::routes())
        .merge(delete::routes())
        .merge(list::routes())
}

/// The contact person whose id stands in the path. An id that cannot be one is that of nobody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose(pub(crate) PersonId);

impl<S: Send + Sync> FromRequestParts<S> for Whose {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let named = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Path(named) = named.map_err(|_| Trouble::NotFound)?;
        let id = named.iter().find(|(name, _)| name == "id").and_then(|(_, id)| id.parse().ok());
        id.map(Whose).ok_or(Trouble::NotFound)
    }
}

/// Returns the address of a contact person's page.
pub(crate) fn path(id: PersonId) -> String {
    format!("/contact-persons/{id}")
}

/// Returns the picture of a contact person.
pub(crate) fn avatar(record: &PersonRecord) -> Avatar {
    let photo = record.photo.as_ref().map(|facts| {
        format!(
            "{}/photo?size=small&v={}",
            path(record.person.id),
            facts.digest.get(..16).unwrap_or_default()
        )
    });
    Avatar::of(&record.name).photo(photo)
}

/// Returns a field's name in a language.
pub(crate) fn label(key: FieldKey, words: Words) -> &'static str {
    let label = key.field().label;
    match words.language() {
        Language::English => label.en,
        Language::German => label.de,
    }
}

/// Returns the name of anything that a history entry or a conflict names: a field, or what stands beside the card.
pub(crate) fn name_of(field: &str, words: Words) -> String {
    match field {
        "photo" => words.say("person-photo"),
        "business_partner" => words.say("person-partner"),
        "employee_in_charge" => words.say("person-in-charge"),
        "team" => words.say("person-team"),
        "inactive" => words.say("person-inactive"),
        "external_id" => words.say("person-external-id"),
        other => match FieldKey::parse(other) {
            Some(key) => label(key, words).to_owned(),
            None => other.to_owned(),
        },
    }
}
