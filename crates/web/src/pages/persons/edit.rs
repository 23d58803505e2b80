//! The form of a contact person: shown for a new one, and for one that is there.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use contacts::{FieldKey, PartnerField, PartnerId, PersonId};
use store::PersonRecord;
use uuid::Uuid;

use super::clash::{Clash, clashes};
use super::duplicates::{self, Twin};
use super::fields::{self, Base, FieldGroup, Input};
use super::look_up;
use super::save;
use super::{Whose, avatar, path};
use crate::pages::components::Choice;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::person::Avatar;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/contact-persons/new", get(ask_new).post(save::add))
        .route("/contact-persons/{id}/edit", get(ask).post(save::change))
}

/// The form of a contact person.
#[derive(Template)]
#[template(path = "persons/form.html")]
pub(crate) struct FormPage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    /// The person; none: a new one.
    pub(super) known: Option<Avatar>,
    pub(super) action: String,
    pub(super) back: String,
    pub(super) groups: Vec<FieldGroup>,
    pub(super) users: Vec<(String, String)>,
    pub(super) teams: Vec<(String, String)>,
    /// The business partners that were found by what was typed.
    pub(super) found: Vec<Choice>,
    pub(super) clashes: Vec<Clash>,
    pub(super) twins: Vec<Twin>,
    /// Where duplicates are looked for.
    pub(super) check: String,
    /// Whether duplicates were told of, and only a second "yes" saves.
    pub(super) warned: bool,
}

impl FormPage {
    /// Tells whether the form is new to its reader: nothing is wrong, and nobody is asked anything.
    fn is_fresh(&self) -> bool {
        self.form.is_good() && self.clashes.is_empty() && !self.warned
    }

    fn groups(&self) -> Vec<(bool, Vec<&Twin>)> {
        duplicates::groups(&self.twins)
    }

    /// Tells whether typing begins with the business partner: where none is known yet.
    pub(super) fn begins_with_partner(&self) -> bool {
        self.is_fresh() && self.form.value("business_partner").is_empty()
    }

    /// Tells whether typing begins with this field.
    pub(super) fn begins_with(&self, field: &Input) -> bool {
        self.is_fresh() && field.key == FieldKey::FirstName.as_str() && !self.begins_with_partner()
    }
}

/// What a form is about.
#[derive(Debug, Default)]
pub(super) struct About<'a> {
    pub(super) record: Option<&'a PersonRecord>,
    pub(super) found: Vec<Choice>,
    pub(super) warned: bool,
}

/// Makes the page of a form.
pub(super) async fn page(
    state: &WebState,
    visitor: &Visitor,
    form: Form,
    about: About<'_>,
) -> Result<FormPage, Trouble> {
    let (viewer, words) = (&visitor.viewer, visitor.words);
    let rules = state.store.read_rules(viewer).await?;
    let id = about.record.map(|record| record.person.id);
    let users = users(state, visitor, &form).await?;
    let teams = teams(state, visitor, &form).await?;
    let names: Vec<(String, String)> = users.iter().chain(&teams).cloned().collect();
    let clashes = match about.record {
        Some(record) => clashes(state, visitor, &form, record, &names).await?,
        None => Vec::new(),
    };
    let back = match id {
        Some(id) => path(id),
        None => "/contact-persons".to_owned(),
    };
    Ok(FormPage {
        shell: visitor.shell(state, Room::Persons).await?,
        groups: fields::groups(&form, &viewer.hidden, &rules, words),
        known: about.record.map(avatar),
        action: id.map_or("/contact-persons/new".to_owned(), |id| format!("{}/edit", path(id))),
        back,
        users,
        teams,
        found: about.found,
        clashes,
        twins: duplicates::find(state, visitor, &form, id).await?,
        check: duplicates::address(id),
        warned: about.warned,
        form,
    })
}

/// Lists those who can be in charge; one who cannot sign in any more only while it is.
async fn users(state: &WebState, visitor: &Visitor, form: &Form) -> Result<Vec<(String, String)>, Trouble> {
    let chosen = form.value("employee_in_charge");
    let mut users: Vec<(String, String)> = state
        .store
        .list_users(&visitor.viewer)
        .await?
        .into_iter()
        .filter(|user| !user.disabled || user.id.to_string() == chosen)
        .map(|user| (user.id.to_string(), user.name))
        .collect();
    users.sort_by_key(|(_, name)| name.to_lowercase());
    users.insert(0, (String::new(), visitor.say("person-nobody")));
    Ok(users)
}

/// Lists the teams that a person can be restricted to; none when there is nothing to choose.
async fn teams(state: &WebState, visitor: &Visitor, form: &Form) -> Result<Vec<(String, String)>, Trouble> {
    let (viewer, chosen) = (&visitor.viewer, form.value("team"));
    let known = state.store.list_teams(viewer).await?.into_iter();
    let own = known.filter(|team| {
        viewer.administers() || viewer.teams.contains(&team.id) || team.id.to_string() == chosen
    });
    let mut teams: Vec<(String, String)> = own.map(|team| (team.id.to_string(), team.name)).collect();
    if !teams.is_empty() {
        teams.insert(0, (String::new(), visitor.say("person-everybody")));
    }
    Ok(teams)
}

/// Reads a form that came back by the magnifier without script: everything typed stands in the query.
fn came_back(query: Option<&str>) -> Option<Form> {
    let form = Form::read(query?.as_bytes());
    (!form.value("look").is_empty()).then_some(form)
}

async fn ask_new(State(state): State<WebState>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    visitor.writes()?;
    if let Some(form) = came_back(query.as_deref()) {
        return looked_up(&state, &visitor, form, None).await;
    }
    let asked = Form::read(query.unwrap_or_default().as_bytes());
    let mut form = Form::new()
        .with("token", Uuid::now_v7().to_string())
        .with("employee_in_charge", visitor.viewer.user.to_string());
    if let Ok(id) = asked.value("business_partner").parse::<PartnerId>() {
        let partner = state.store.read_partner(&visitor.viewer, id).await?;
        form.set("business_partner", id.to_string());
        form.set("business_partner_text", partner.card.text(PartnerField::Name));
    }
    reply::show(&page(&state, &visitor, form, About::default()).await?)
}

/// Shows the form once more with the business partners that were found.
async fn looked_up(state: &WebState, visitor: &Visitor, form: Form, record: Option<&PersonRecord>) -> Answer {
    let found = look_up::find(state, visitor, form.value("business_partner_text")).await?;
    let mut form = form;
    if found.is_empty() {
        form.complain("business_partner", visitor.say("person-partner-not-found"));
    }
    let about = About { record, found: found.iter().map(look_up::choice).collect(), warned: false };
    reply::show(&page(state, visitor, form, about).await?)
}

async fn ask(
    State(state): State<WebState>,
    visitor: Visitor,
    Whose(id): Whose,
    RawQuery(query): RawQuery,
) -> Answer {
    visitor.writes()?;
    let record = state.store.read_person(&visitor.viewer, id).await?;
    if record.person.deleted.is_some() {
        return Ok(in_the_bin(&visitor, id));
    }
    if let Some(form) = came_back(query.as_deref()) {
        return looked_up(&state, &visitor, form, Some(&record)).await;
    }
    let form = opened(Form::new(), &visitor, &record, &std::collections::BTreeSet::new());
    reply::show(&page(&state, &visitor, form, About { record: Some(&record), ..About::default() }).await?)
}

/// Fills a form with a person as it is now; of the fields named in `keep`, what was typed stays.
pub(super) fn opened(
    mut form: Form,
    visitor: &Visitor,
    record: &PersonRecord,
    keep: &std::collections::BTreeSet<String>,
) -> Form {
    fields::fill(&mut form, record, keep);
    form.set("version", record.person.version.to_string());
    form.set("base", Base::of(record, &visitor.viewer.hidden).text());
    form
}

/// Leads back to the page of a person in the bin, which says so.
pub(super) fn in_the_bin(visitor: &Visitor, id: PersonId) -> axum::response::Response {
    reply::go(visitor, &path(id), Some(&Flash::failed(visitor.say("person-in-bin-first"))))
}
