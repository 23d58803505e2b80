//! Who is certainly the same person already: told while one types.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::post;
use contacts::{Card, FieldKey, PersonId};
use serde::Deserialize;
use store::Duplicate;

use super::{fields, path};
use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::person::Avatar;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// The fields by which persons are certainly the same.
const TELLING: [FieldKey; 5] =
    [FieldKey::LastName, FieldKey::Email1, FieldKey::Email2, FieldKey::Email3, FieldKey::MobilePhone];

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/contact-persons/duplicates", post(check))
}

/// Who is certainly the same.
#[derive(Template)]
#[template(path = "persons/duplicates.html")]
pub(crate) struct DuplicatesPart {
    pub(super) shell: Shell,
    pub(super) twins: Vec<Twin>,
    pub(super) check: String,
}

/// Somebody who is certainly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Twin {
    /// Name, business partner and address; none: outside the viewer's permissions.
    pub(super) person: Option<(Avatar, String, String)>,
    /// What is the same.
    pub(super) evidence: String,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    except: Option<PersonId>,
}

async fn check(
    State(state): State<WebState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    form: Form,
) -> Answer {
    visitor.writes()?;
    let twins = find(&state, &visitor, &form, asked.except).await?;
    let shell = Shell::plain(&visitor, Room::None);
    reply::show(&DuplicatesPart { shell, twins, check: address(asked.except) })
}

/// Returns where the check is asked for.
pub(super) fn address(except: Option<PersonId>) -> String {
    match except {
        Some(id) => format!("/contact-persons/duplicates?except={id}"),
        None => "/contact-persons/duplicates".to_owned(),
    }
}

/// Finds who is certainly the same as what is typed; what is no value yet does not count.
pub(super) async fn find(
    state: &WebState,
    visitor: &Visitor,
    form: &Form,
    except: Option<PersonId>,
) -> Result<Vec<Twin>, Trouble> {
    let mut card = Card::new();
    for key in TELLING.into_iter().filter(|key| !visitor.viewer.hidden.contains(key)) {
        card.set(key, fields::written(form, key).unwrap_or_default());
    }
    let found = state.store.find_duplicates(&visitor.viewer, &card, except).await?;
    Ok(found.into_iter().map(|one| twin(one, visitor.words)).collect())
}

fn twin(duplicate: Duplicate, words: Words) -> Twin {
    let said = |evidence: &String| match evidence.as_str() {
        "same e-mail address" => words.say("person-same-mail"),
        "same last name and mobile number" => words.say("person-same-mobile"),
        other => other.to_owned(),
    };
    Twin {
        person: duplicate.person.map(|(id, name, partner)| (Avatar::of(&name), partner, path(id))),
        evidence: duplicate.evidence.iter().map(said).collect::<Vec<_>>().join(", "),
    }
}
