//! Creating and changing a contact person by its form.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use contacts::person::names_someone;
use contacts::{Card, PartnerField, PartnerId, normalise};
use store::{IdempotencyKey, NewPerson, PersonPatch, PersonRecord, StoreError};
use uuid::Uuid;

use super::duplicates;
use super::edit::{About, opened, page};
use super::fields::{self, Base};
use super::{Whose, look_up, path};
use crate::pages::components::Choice;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::reply::{self, Answer};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// Creates a contact person, once however often the form is sent.
pub(super) async fn add(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.writes()?;
    let found = choose_partner(&state, &visitor, &mut form, None).await?;
    let patch = fields::changes(&mut form, &Base::default(), &visitor.viewer.hidden, visitor.words);
    let card = fields::with(&Card::new(), &patch);
    check_named(&mut form, &card, &visitor);
    let about = |warned| About { found: found.clone(), warned, ..About::default() };
    let partner = form.value("business_partner").parse::<PartnerId>().ok();
    let (Some(partner), true) = (partner, form.is_good()) else {
        return reply::again(&page(&state, &visitor, form, about(false)).await?);
    };
    let new = NewPerson {
        employee_in_charge: patch.employee_in_charge.flatten(),
        team: patch.team.flatten(),
        inactive: patch.inactive.unwrap_or_default(),
        ..NewPerson::new(partner, card)
    };
    let key = key(&form, &new);
    // Sent a second time, it would find the person that the first time has made.
    let asks = form.value("anyway").is_empty() && !state.store.was_done(&visitor.viewer, &key).await?;
    if asks && !duplicates::find(&state, &visitor, &form, None).await?.is_empty() {
        return reply::again(&page(&state, &visitor, form, about(true)).await?);
    }
    match create(&state, &visitor, &key, &new).await {
        Ok(id) => Ok(created(&visitor, &id)),
        Err(error) => {
            let form = refused(form, error, &visitor)?;
            reply::again(&page(&state, &visitor, form, about(false)).await?)
        }
    }
}

/// Returns the form's own key.
fn key(form: &Form, new: &NewPerson) -> IdempotencyKey {
    let token = form.value("token").parse::<Uuid>().unwrap_or_else(|_| Uuid::now_v7());
    IdempotencyKey::new(&format!("page-{token}"), "POST /contact-persons/new", format!("{new:?}").as_bytes())
}

/// Creates under the form's own key: the same form again gets the same answer.
async fn create(
    state: &WebState,
    visitor: &Visitor,
    key: &IdempotencyKey,
    new: &NewPerson,
) -> Result<String, StoreError> {
    let answer = |created: store::PersonCreated| Ok(created.record.person.id.to_string());
    state.store.create_person_once(&visitor.viewer, new, key, answer, visitor.now).await
}

fn created(visitor: &Visitor, id: &str) -> Response {
    let place = format!("/contact-persons/{id}");
    reply::go(visitor, &place, Some(&Flash::done(visitor.say("person-created"))))
}

/// Notes why the store did not take a form; other trouble is told as a page.
fn refused(mut form: Form, error: StoreError, visitor: &Visitor) -> Result<Form, Trouble> {
    match error {
        // Sent before, and changed since: the first one is there.
        StoreError::Invalid(said) if said.contains("Idempotency-Key") => {
            form.refuse(visitor.say("person-created-already"));
            form.set("token", Uuid::now_v7().to_string());
            Ok(form)
        }
        StoreError::Invalid(said) => {
            form.refuse(visitor.words.put("why", said).say("person-refused"));
            Ok(form)
        }
        StoreError::NotFound("the business partner") => {
            form.complain("business_partner", visitor.say("person-partner-not-found"));
            Ok(form)
        }
        StoreError::NotFound(_)
        | StoreError::NotAllowed(_)
        | StoreError::Conflict { .. }
        | StoreError::Fenced
        | StoreError::Busy(_)
        | StoreError::Database(_) => Err(error.into()),
    }
}

/// Saves the changes of a form. What others changed meanwhile stays; where both changed the same field, it is asked.
pub(super) async fn change(
    State(state): State<WebState>,
    visitor: Visitor,
    Whose(id): Whose,
    mut form: Form,
) -> Answer {
    visitor.writes()?;
    let record = state.store.read_person(&visitor.viewer, id).await?;
    if record.person.deleted.is_some() {
        // What was typed stays in the form: the person may be restored beside it.
        form.refuse(visitor.say("person-in-bin-first"));
        let about = About { record: Some(&record), ..About::default() };
        return reply::again(&page(&state, &visitor, form, about).await?);
    }
    let base = Base::read(form.value("base"));
    let found = choose_partner(&state, &visitor, &mut form, Some(&record)).await?;
    let mut patch = fields::changes(&mut form, &base, &visitor.viewer.hidden, visitor.words);
    patch.partner = other_partner(&form, &base);
    check_chosen(&mut form, &visitor);
    check_named(&mut form, &fields::with(&record.person.card, &patch), &visitor);
    let about = |record| About { record: Some(record), found: found.clone(), warned: false };
    if !form.is_good() {
        return reply::again(&page(&state, &visitor, form, about(&record)).await?);
    }
    if form.value("anyway").is_empty() && duplicates::is_news(&state, &visitor, &form, &record).await? {
        let about = About { warned: true, ..about(&record) };
        return reply::again(&page(&state, &visitor, form, about).await?);
    }
    let version = form.value("version").parse::<i64>().ok();
    match state.store.change_person(&visitor.viewer, id, &patch, version, visitor.now).await {
        Ok(saved) => {
            state.engine.wake(None);
            Ok(told(&visitor, &saved, version, &patch))
        }
        Err(StoreError::Conflict { fields, .. }) => {
            let record = state.store.read_person(&visitor.viewer, id).await?;
            let form = clashing(form, &visitor, &record, &patch, fields);
            reply::again(&page(&state, &visitor, form, about(&record)).await?)
        }
        Err(error) => {
            let form = refused(form, error, &visitor)?;
            reply::again(&page(&state, &visitor, form, about(&record)).await?)
        }
    }
}

fn other_partner(form: &Form, base: &Base) -> Option<PartnerId> {
    let chosen = form.value("business_partner");
    if fields::lets_theirs(form, "business_partner") || chosen == base.value("business_partner") {
        return None;
    }
    chosen.parse().ok()
}

/// Leads to the page and says what was saved: that others' changes were kept as well, when there were any.
fn told(visitor: &Visitor, saved: &PersonRecord, version: Option<i64>, patch: &PersonPatch) -> Response {
    let nothing = fields::changed(patch).is_empty();
    let merged = version.is_some_and(|version| saved.person.version > version + i64::from(!nothing));
    let key = match (nothing, merged) {
        (true, _) => "person-nothing-changed",
        (false, true) => "person-saved-merged",
        (false, false) => "person-saved",
    };
    reply::go(visitor, &path(saved.person.id), Some(&Flash::done(visitor.say(key))))
}

/// Makes the form that shows what both changed: what was typed stays, everything else is as it stands now.
fn clashing(
    form: Form,
    visitor: &Visitor,
    record: &PersonRecord,
    patch: &PersonPatch,
    both: Vec<String>,
) -> Form {
    let mut form = opened(form, visitor, record, &fields::changed(patch));
    form.clear("conflict");
    for field in both {
        form.clear(&format!("choice-{field}"));
        form.add("conflict", field);
    }
    form.refuse(visitor.say("person-clash"));
    form
}

/// Checks that something was chosen for every field that both changed.
fn check_chosen(form: &mut Form, visitor: &Visitor) {
    let open: BTreeSet<String> = form
        .values("conflict")
        .iter()
        .filter(|field| form.value(&format!("choice-{field}")).is_empty())
        .cloned()
        .collect();
    for field in open {
        form.complain(&format!("choice-{field}"), visitor.say("person-clash-choose"));
    }
}

fn check_named(form: &mut Form, card: &Card, visitor: &Visitor) {
    if !names_someone(card) && form.error("last_name").is_empty() {
        form.complain("last_name", visitor.say("person-names-nobody"));
    }
}

/// Finds out which business partner is meant: the one chosen, or the only one of the name typed. Without script the
/// name may differ from what was chosen before: then the name counts. Returns what is offered to choose from.
async fn choose_partner(
    state: &WebState,
    visitor: &Visitor,
    form: &mut Form,
    known: Option<&PersonRecord>,
) -> Result<Vec<Choice>, Trouble> {
    let picked = form.value("business_partner_pick").to_owned();
    let typed = form.trimmed("business_partner_text").to_owned();
    let same = |name: &str| normalise::name(name) == normalise::name(&typed);
    if known.is_some_and(|known| {
        form.value("business_partner") == known.person.partner.to_string() && same(&known.partner_name)
    }) {
        // It stays, even one that the visitor does not see.
        return Ok(Vec::new());
    }
    let chosen = if picked.is_empty() { form.value("business_partner").to_owned() } else { picked.clone() };
    if let Ok(id) = chosen.parse::<PartnerId>()
        && let Ok(partner) = state.store.read_partner(&visitor.viewer, id).await
    {
        let name = partner.card.text(PartnerField::Name);
        if !picked.is_empty() || typed.is_empty() || same(name) {
            form.set("business_partner", id.to_string());
            form.set("business_partner_text", name);
            return Ok(Vec::new());
        }
    }
    form.set("business_partner", "");
    if typed.is_empty() {
        form.complain("business_partner", visitor.say("person-partner-missing"));
        return Ok(Vec::new());
    }
    let found = look_up::find(state, visitor, &typed).await?;
    if let Some(partner) = look_up::named(&found, &typed) {
        form.set("business_partner", partner.id.to_string());
        return Ok(Vec::new());
    }
    let key = if found.is_empty() { "person-partner-not-found" } else { "person-partner-choose" };
    form.complain("business_partner", visitor.say(key));
    Ok(found.iter().map(look_up::choice).collect())
}
