//! Who is certainly or possibly the same person already: told while one types, and before it is saved.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::post;
use contacts::field::{FIELDS, Owner};
use contacts::person::with_partner;
use contacts::{Card, FieldKey, PartnerId, PersonId, Value};
use serde::Deserialize;
use store::{DuplicateStatus, FoundDuplicate, PersonRecord};

use super::{fields, path};
use crate::evidence::Told;
use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::person::Avatar;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// Tells whether persons are compared by a field.
pub(super) fn is_telling(key: FieldKey) -> bool {
    use FieldKey as F;
    let phone = key.kind() == contacts::FieldKind::Phone || key.kind() == contacts::FieldKind::Email;
    phone
        || matches!(
            key,
            F::FirstName
                | F::MiddleName
                | F::LastName
                | F::Nickname
                | F::Suffix
                | F::Title
                | F::FullName
                | F::FileAs
                | F::Gender
                | F::Birthday
                | F::GovernmentId
                | F::FurtherEmails
                | F::FurtherPhones
                | F::BusinessStreet
                | F::BusinessPostalCode
                | F::BusinessCity
                | F::HomeStreet
                | F::HomePostalCode
                | F::HomeCity
                | F::OtherStreet
                | F::OtherPostalCode
                | F::OtherCity
        )
}

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/contact-persons/duplicates", post(check))
}

/// Who is the same.
#[derive(Template)]
#[template(path = "persons/duplicates.html")]
pub(crate) struct DuplicatesPart {
    pub(super) shell: Shell,
    pub(super) twins: Vec<Twin>,
    pub(super) check: String,
}

impl DuplicatesPart {
    fn groups(&self) -> Vec<(bool, Vec<&Twin>)> {
        groups(&self.twins)
    }
}

/// Puts those of whom it is certain before the others; a group without anybody is left out.
pub(super) fn groups(twins: &[Twin]) -> Vec<(bool, Vec<&Twin>)> {
    let group = |certain| (certain, twins.iter().filter(|twin| twin.certain == certain).collect::<Vec<_>>());
    [true, false].map(group).into_iter().filter(|(_, twins)| !twins.is_empty()).collect()
}

/// Somebody who is certainly or possibly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Twin {
    /// Whether it is certain.
    pub(super) certain: bool,
    /// Name, business partner and address; none: outside the viewer's permissions.
    pub(super) person: Option<(Avatar, String, String)>,
    /// Whether the person is no longer active.
    pub(super) inactive: bool,
    /// What was seen.
    pub(super) told: Told,
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

/// Finds who is the same as what is typed; what is no value yet does not count.
pub(super) async fn find(
    state: &WebState,
    visitor: &Visitor,
    form: &Form,
    except: Option<PersonId>,
) -> Result<Vec<Twin>, Trouble> {
    let card = typed(state, visitor, form).await?;
    if card.iter().all(|(key, _)| key == FieldKey::Company || key == FieldKey::CompanyPhone) {
        return Ok(Vec::new());
    }
    let found = state.store.check_duplicates(&visitor.viewer, &[card], except).await?;
    Ok(found.into_iter().flatten().map(|one| twin(one, visitor.words)).collect())
}

/// Tells whether what is typed makes a person the same as somebody that it was not the same as before.
pub(super) async fn is_news(
    state: &WebState,
    visitor: &Visitor,
    form: &Form,
    record: &PersonRecord,
) -> Result<bool, Trouble> {
    let cards = [record.card.clone(), typed(state, visitor, form).await?];
    let except = Some(record.person.id);
    let [before, after] =
        match <[_; 2]>::try_from(state.store.check_duplicates(&visitor.viewer, &cards, except).await?) {
            Ok(both) => both,
            Err(_) => return Ok(false),
        };
    let who = |found: &FoundDuplicate| {
        (found.person.as_ref().map(|person| person.id), found.status == DuplicateStatus::Certain)
    };
    let before: BTreeSet<(Option<PersonId>, bool)> = before.iter().map(who).collect();
    let known = |(person, certain)| before.contains(&(person, certain)) || before.contains(&(person, true));
    Ok(!after.iter().map(who).all(known))
}

/// Reads what is typed as a card, with what its business partner adds.
async fn typed(state: &WebState, visitor: &Visitor, form: &Form) -> Result<Card, Trouble> {
    let hidden = &visitor.viewer.hidden;
    let mut card = Card::new();
    let own = FIELDS.iter().filter(|field| field.owner == Owner::Person && is_telling(field.key));
    for field in own.filter(|field| !hidden.contains(&field.key)) {
        card.set(field.key, fields::written(form, field.key).unwrap_or_default());
    }
    let partner = match form.value("business_partner").parse::<PartnerId>() {
        Ok(id) => state.store.read_partner(&visitor.viewer, id).await.ok(),
        Err(_) => None,
    };
    let company = form.trimmed("business_partner_text");
    Ok(match partner {
        Some(partner) => with_partner(&card, &partner.card),
        None if company.is_empty() => card,
        None => {
            card.set(FieldKey::Company, Some(Value::Text(company.to_owned())));
            card
        }
    })
}

fn twin(found: FoundDuplicate, words: Words) -> Twin {
    let inactive = found.person.as_ref().is_some_and(|person| person.inactive);
    Twin {
        certain: found.status == DuplicateStatus::Certain,
        inactive,
        person: found.person.map(|one| (Avatar::of(&one.name), one.partner_name, path(one.id))),
        told: Told::of(&found.evidence, words),
    }
}
