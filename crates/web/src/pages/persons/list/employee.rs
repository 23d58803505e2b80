//! *Change employee in charge* of several contact persons.

use std::collections::BTreeSet;

use axum::extract::State;
use contacts::{PersonId, UserId};
use store::{PersonPatch, PersonRecord, StoreError, User};

use super::bulk::{self, BulkPage, Picked};
use super::replicate::named;
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::reply::Answer;
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

const ACTION: &str = "/contact-persons/employee-in-charge";
/// What is chosen to have nobody in charge.
const NOBODY: &str = "nobody";

/// Those selected: who can be changed, and who cannot and why.
struct Sorted {
    can: u64,
    cannot: Vec<(String, String)>,
}

async fn sorted(state: &WebState, visitor: &Visitor, persons: &[PersonId]) -> Result<Sorted, Trouble> {
    let changeable = state.store.changeable_persons(&visitor.viewer, persons).await?;
    let mut sorted = Sorted { can: 0, cannot: Vec::new() };
    for person in persons {
        let record = match state.store.read_person(&visitor.viewer, *person).await {
            Ok(record) => Some(record),
            Err(StoreError::NotFound(_)) => None,
            Err(error) => return Err(error.into()),
        };
        match refusal(record.as_ref(), &changeable, visitor.words) {
            None => sorted.can += 1,
            Some(why) => {
                let name = record.map(|record| record.name).unwrap_or_default();
                sorted.cannot.push((named(&name, visitor.words), why));
            }
        }
    }
    Ok(sorted)
}

/// Says why a person cannot be changed; none: it can.
fn refusal(record: Option<&PersonRecord>, changeable: &BTreeSet<PersonId>, words: Words) -> Option<String> {
    match record {
        None => Some(words.say("persons-reason-unseen")),
        Some(record) if record.person.deleted.is_some() => Some(words.say("persons-reason-bin")),
        Some(record) if !changeable.contains(&record.person.id) => {
            Some(words.say("persons-reason-read-only"))
        }
        Some(_) => None,
    }
}

/// Asks who it is to be.
pub(super) async fn ask(State(state): State<WebState>, visitor: Visitor, uri: axum::http::Uri) -> Answer {
    let picked = Picked::asked(&uri);
    bulk::ask(&visitor, page(&state, &visitor, &picked, Form::new()).await?)
}

async fn page(state: &WebState, visitor: &Visitor, picked: &Picked, form: Form) -> Result<BulkPage, Trouble> {
    let page = BulkPage::new(bulk::shell(state, visitor).await?, ACTION, picked);
    if picked.persons.is_empty() {
        return Ok(page.nobody(visitor.words));
    }
    let sorted = sorted(state, visitor, &picked.persons).await?;
    let users = state.store.list_users(&visitor.viewer).await?;
    Ok(filled(page, form, sorted, &users, visitor.words))
}

fn filled(mut page: BulkPage, form: Form, sorted: Sorted, users: &[User], words: Words) -> BulkPage {
    page.title = words.put("count", page.ids.len()).say("persons-employee-ask");
    page.form = form;
    page.line(sorted.can, "user-cog", "good", || words.put("count", sorted.can).say("persons-employee-some"));
    page.line(sorted.can, "info", "", || words.say("persons-employee-sight"));
    page.name_those_that_cannot(sorted.cannot);
    if sorted.can > 0 {
        page.employees = vec![(String::new(), words.say("common-nothing-chosen"))];
        let active = users.iter().filter(|user| !user.disabled);
        page.employees.extend(active.map(|user| (user.id.to_string(), user.name.clone())));
        page.employees.push((NOBODY.to_owned(), words.say("persons-employee-nobody")));
        page.yes = words.put("count", sorted.can).say("persons-employee-do");
        page.undo = words.say("persons-employee-undo");
    }
    page
}

/// Changes it, person by person.
pub(super) async fn change(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.writes()?;
    let picked = Picked::of(&form);
    let users = state.store.list_users(&visitor.viewer).await?;
    let wanted: Option<Option<UserId>> = match form.value("employee") {
        NOBODY => Some(None),
        id => {
            id.parse().ok().filter(|id| users.iter().any(|user| user.id == *id && !user.disabled)).map(Some)
        }
    };
    let Some(employee) = wanted.filter(|_| !picked.persons.is_empty()) else {
        if !picked.persons.is_empty() {
            form.complain("employee", visitor.say("persons-employee-missing"));
        }
        return bulk::ask_again(&visitor, page(&state, &visitor, &picked, form).await?);
    };
    let patch = PersonPatch { employee_in_charge: Some(employee), ..PersonPatch::default() };
    let (mut changed, mut left) = (0_u64, 0_u64);
    for person in &picked.persons {
        match state.store.change_person(&visitor.viewer, *person, &patch, None, visitor.now).await {
            Ok(record) if record.person.changed.at == visitor.now => changed += 1,
            // It was so already.
            Ok(_) => {}
            Err(StoreError::NotFound(_) | StoreError::NotAllowed(_) | StoreError::Invalid(_)) => left += 1,
            Err(error) => return Err(error.into()),
        }
    }
    state.engine.wake(None);
    let flash = told(&visitor, changed, left);
    let undo = picked.undo(&format!("{ACTION}/{}/undo", visitor.now));
    let flash = if changed > 0 { flash.undo(undo) } else { flash };
    bulk::done(&state, &visitor, &picked.back, &flash).await
}

fn told(visitor: &Visitor, changed: u64, left: u64) -> Flash {
    let text = visitor.words.put("count", changed).put("left", left);
    match (changed, left) {
        (0, _) => Flash::note(visitor.say("persons-employee-nothing")),
        (_, 0) => Flash::done(visitor.words.put("count", changed).say("persons-employee-changed")),
        (_, _) => Flash::note(text.say("persons-employee-changed-some")),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use store::{PasswordState, Role};

    use super::*;
    use crate::pages::shell::Shell;

    pub(crate) fn pages(shell: &Shell) -> Vec<BulkPage> {
        let picked = Picked::of(&Form::new().with("id", PersonId::from_u128(7).to_string()));
        let users = [User {
            id: UserId::from_u128(7),
            mail: "anna@example.com".to_owned(),
            name: "Anna <b>x</b>".to_owned(),
            role: Role::User,
            disabled: false,
            created: 1,
            password: PasswordState::Own,
            last_sign_in: None,
        }];
        let cannot = || {
            let reasons = ["persons-reason-unseen", "persons-reason-bin", "persons-reason-read-only"];
            reasons.map(|key| ("Ben <b>x</b>".to_owned(), shell.say(key))).to_vec()
        };
        let mut wrong = Form::new();
        wrong.complain("employee", shell.say("persons-employee-missing"));
        let page = |form, can| {
            let page = BulkPage::new(shell.clone(), ACTION, &picked);
            filled(page, form, Sorted { can, cannot: cannot() }, &users, shell.words)
        };
        vec![page(Form::new(), 12), page(wrong, 1), page(Form::new(), 0)]
    }
}
