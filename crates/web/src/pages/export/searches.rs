//! Saved searches of the wizard, and the standing restriction, which administrators change for each role.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use contacts::{SavedSearchId, TeamId};
use store::{NewSavedSearch, Restriction, Role, StoreError};

use super::PATH;
use super::search::{Ground, chosen, page, read};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::reasons;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/export/searches", post(save))
        .route("/export/searches/{search}/delete", post(delete))
        .route("/export/restrictions", get(restrictions).post(restrict))
}

/// The standing restriction of each role.
#[derive(Template)]
#[template(path = "export/restrictions.html")]
pub(crate) struct RestrictionsPage {
    pub(super) shell: Shell,
    /// Each role: its name in forms, its name for people, whether it is restricted.
    pub(super) roles: Vec<(&'static str, String, bool)>,
}

/// Saves what the mask asks for under a name. The same name again: that search is changed.
async fn save(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.writes()?;
    let ground = Ground::read(&state, &visitor).await?;
    let name = form.trimmed("search_name").to_owned();
    let mailbox = chosen(&ground.own, form.value("mailbox"));
    let filter = read(&state, &visitor, &mut form, mailbox).await?;
    if name.is_empty() {
        form.complain("search_name", visitor.say("export-search-name-missing"));
    }
    if !form.is_good() {
        return reply::again(&page(&state, &visitor, ground, form, None).await?);
    }
    let team: Option<TeamId> = form.value("search_team").parse().ok();
    let new = NewSavedSearch { name, filter, team };
    let saved = match state.store.save_search(&visitor.viewer, &new, visitor.now).await {
        Ok(saved) => saved,
        Err(StoreError::Invalid(why)) => {
            form.complain("search_name", reasons::told(&why, visitor.words).what);
            return reply::again(&page(&state, &visitor, ground, form, None).await?);
        }
        Err(error) => return Err(error.into()),
    };
    let said = visitor.words.put("name", &saved.name).say("export-search-saved");
    Ok(reply::go(&visitor, &format!("{PATH}?saved={}", saved.id), Some(&Flash::done(said))))
}

async fn delete(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<SavedSearchId>) -> Answer {
    visitor.writes()?;
    state.store.delete_saved_search(&visitor.viewer, id).await?;
    Ok(reply::go(&visitor, PATH, Some(&Flash::done(visitor.say("export-search-deleted")))))
}

const ROLES: [(Role, &str); 2] =
    [(Role::User, "export-role-user"), (Role::Administrator, "export-role-administrator")];

async fn restrictions(State(state): State<WebState>, visitor: Visitor) -> Answer {
    visitor.administers()?;
    let known = state.store.read_export_restrictions(&visitor.viewer).await?;
    let restricted = |role| match known.get(&role).copied().unwrap_or_default() {
        Restriction::EmployeeInChargeIsMe => true,
        Restriction::None => false,
    };
    let role = |(role, key): &(Role, &str)| (role.as_str(), visitor.say(key), restricted(*role));
    reply::show(&RestrictionsPage {
        shell: visitor.shell(&state, Room::Settings).await?,
        roles: ROLES.iter().map(role).collect(),
    })
}

async fn restrict(State(state): State<WebState>, visitor: Visitor, form: Form) -> Answer {
    visitor.administers()?;
    let chosen = |role: Role| match form.checked(role.as_str()) {
        true => Restriction::EmployeeInChargeIsMe,
        false => Restriction::None,
    };
    let all: BTreeMap<Role, Restriction> = ROLES.iter().map(|(role, _)| (*role, chosen(*role))).collect();
    state.store.change_export_restrictions(&visitor.viewer, &all, visitor.now).await?;
    Ok(reply::go(&visitor, PATH, Some(&Flash::done(visitor.say("export-restrictions-saved")))))
}
