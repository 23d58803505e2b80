//! Creating and editing a business partner, also when two people save at once.

use std::borrow::Borrow;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::person::PARTNER_FIELDS;
use contacts::{BusinessPartner, PartnerField, PartnerId};
use store::{IdempotencyKey, PartnerChanged, StoreError};
use uuid::Uuid;

use super::fields::{self, INACTIVE, TEAM};
use super::page::{by, id};
use super::{name, path};
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::persons::Whose;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/business-partners/new", get(ask_new).post(create))
        .route("/business-partners/{id}/edit", get(ask).post(save))
}

/// The form of a business partner.
#[derive(Template)]
#[template(path = "partners/form.html")]
pub(crate) struct FormPage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    /// The partner's name and path; none: a new one.
    pub(super) known: Option<(String, String)>,
    pub(super) teams: Vec<(String, String)>,
    /// How many contacts in Outlook a new name or main phone goes to.
    pub(super) links: u64,
    /// What somebody else has changed meanwhile, too.
    pub(super) clashes: Vec<Clash>,
}

/// A field that two people have changed.
pub(crate) struct Clash {
    pub(super) field: String,
    pub(super) label: String,
    pub(super) mine: String,
    pub(super) theirs: String,
    /// Who was the other, where that is known.
    pub(super) by: String,
}

impl FormPage {
    fn label(&self, field: impl Borrow<PartnerField>) -> &'static str {
        fields::label(*field.borrow(), self.shell.words)
    }

    fn address(&self) -> [PartnerField; 5] {
        use PartnerField::{City, Country, PostalCode, State, Street};
        [Street, PostalCode, City, State, Country]
    }

    fn reach(&self) -> [PartnerField; 4] {
        use PartnerField::{Email, Fax, MainPhone, WebPage};
        [MainPhone, Fax, Email, WebPage]
    }

    fn kind(&self, field: impl Borrow<PartnerField>) -> &'static str {
        fields::kind(*field.borrow())
    }

    /// Says beside the name and the main phone where a change goes.
    fn hint(&self, field: impl Borrow<PartnerField>) -> String {
        let travels =
            matches!(field.borrow(), PartnerField::Name | PartnerField::MainPhone) && self.links > 0;
        if travels { self.shell.put("count", self.links).say("partners-travels") } else { String::new() }
    }

    /// Names the other of two who changed the same.
    fn theirs(&self, clash: &Clash) -> String {
        match clash.by.as_str() {
            "" => self.shell.say("partners-clash-theirs"),
            by => self.shell.put("name", by).say("partners-clash-theirs-of"),
        }
    }

    /// Returns what the form had when it was opened: name and value of hidden fields.
    fn before(&self) -> Vec<(String, String)> {
        let names = PARTNER_FIELDS.iter().map(|(field, _, _)| field.as_str()).chain([
            TEAM,
            fields::EXTERNAL,
            INACTIVE,
        ]);
        let names = names.map(|name| format!("was_{name}")).chain(["version".to_owned()]);
        let mut before: Vec<(String, String)> =
            names.map(|name| (name.clone(), self.form.value(&name).to_owned())).collect();
        before
            .extend(self.known.is_none().then(|| ("token".to_owned(), self.form.value("token").to_owned())));
        before
    }
}

async fn page(
    state: &WebState,
    visitor: &Visitor,
    form: Form,
    known: Option<&BusinessPartner>,
    clashes: Vec<Clash>,
) -> Result<FormPage, Trouble> {
    let links = match known {
        Some(partner) => state.store.partner_link_count(&visitor.viewer, partner.id).await?,
        None => 0,
    };
    Ok(FormPage {
        shell: visitor.shell(state, Room::Partners).await?,
        teams: teams(state, visitor, form.value(TEAM)).await?,
        known: known.map(|partner| (name(partner).to_owned(), path(partner.id))),
        form,
        links,
        clashes,
    })
}

/// Lists the teams that the visitor may restrict a record to, and the one it is restricted to.
async fn teams(state: &WebState, visitor: &Visitor, current: &str) -> Result<Vec<(String, String)>, Trouble> {
    let viewer = &visitor.viewer;
    let mut teams = state.store.list_teams(viewer).await?;
    teams.retain(|team| {
        viewer.administers() || viewer.teams.contains(&team.id) || team.id.to_string() == current
    });
    if teams.is_empty() {
        return Ok(Vec::new());
    }
    let everybody = (String::new(), visitor.say("partners-team-none"));
    Ok(std::iter::once(everybody)
        .chain(teams.into_iter().map(|team| (team.id.to_string(), team.name)))
        .collect())
}

async fn ask_new(State(state): State<WebState>, visitor: Visitor) -> Answer {
    visitor.writes()?;
    let form = Form::new().with("token", Uuid::now_v7().to_string());
    reply::show(&page(&state, &visitor, form, None, Vec::new()).await?)
}

/// Creates a business partner, once however often the form is sent.
async fn create(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.writes()?;
    form = unchecked(form);
    fields::check(&mut form, visitor.words);
    if form.is_good() {
        match create_once(&state, &visitor, &form).await {
            Ok((id, name)) => {
                let flash = Flash::done(visitor.words.put("name", name).say("partners-created"));
                return Ok(reply::go(&visitor, &format!("/business-partners/{id}"), Some(&flash)));
            }
            // Sent before, and changed since: the first one is there.
            Err(StoreError::Invalid(why)) if why.contains("Idempotency-Key") => {
                form.refuse(visitor.say("partners-created-already"));
                form.set("token", Uuid::now_v7().to_string());
            }
            Err(StoreError::Invalid(why)) => refuse(&mut form, &why, visitor.words),
            Err(error) => return Err(error.into()),
        }
    }
    reply::again(&page(&state, &visitor, form, None, Vec::new()).await?)
}

/// Creates under the form's own key: the same form again gets the same answer. Returns the partner's id and name.
async fn create_once(
    state: &WebState,
    visitor: &Visitor,
    form: &Form,
) -> Result<(String, String), StoreError> {
    let new = fields::new(form);
    let token = form.value("token").parse::<Uuid>().unwrap_or_else(|_| Uuid::now_v7());
    let asked = format!("{new:?}");
    let key = IdempotencyKey::new(&format!("page-{token}"), "POST /business-partners/new", asked.as_bytes());
    let answer = |partner: BusinessPartner| Ok(partner.id.to_string());
    let id = state.store.create_partner_once(&visitor.viewer, &new, &key, answer, visitor.now).await?;
    Ok((id, new.card.text(PartnerField::Name).to_owned()))
}

/// Notes a rule of the store beside the field it is about, where that is known.
fn refuse(form: &mut Form, why: &str, words: Words) {
    if why.contains("is taken by another record") {
        form.complain(fields::EXTERNAL, words.say("partners-external-id-taken"));
    } else {
        form.refuse(words.put("why", why).say("partners-refused"));
    }
}

/// Makes a check box that was not ticked a plain no, so that the form shows it as it was.
fn unchecked(form: Form) -> Form {
    let on = form.checked(INACTIVE);
    form.with(INACTIVE, if on { "true" } else { "false" })
}

async fn ask(State(state): State<WebState>, visitor: Visitor, whose: Whose) -> Answer {
    visitor.writes()?;
    let partner = state.store.read_partner(&visitor.viewer, id(whose)).await?;
    reply::show(&page(&state, &visitor, fields::filled(&partner), Some(&partner), Vec::new()).await?)
}

async fn save(State(state): State<WebState>, visitor: Visitor, whose: Whose, form: Form) -> Answer {
    visitor.writes()?;
    let mut form = unchecked(form);
    let partner = state.store.read_partner(&visitor.viewer, id(whose)).await?;
    fields::check(&mut form, visitor.words);
    if !form.is_good() {
        return reply::again(&page(&state, &visitor, form, Some(&partner), Vec::new()).await?);
    }
    let patch = fields::patch(&form);
    if fields::is_empty(&patch) {
        return Ok(reply::go(
            &visitor,
            &path(partner.id),
            Some(&Flash::note(visitor.say("partners-unchanged"))),
        ));
    }
    let version = form.value("version").parse().ok();
    match state.store.change_partner(&visitor.viewer, partner.id, &patch, version, visitor.now).await {
        Ok(changed) => {
            state.engine.wake(None);
            Ok(reply::go(&visitor, &path(partner.id), Some(&Flash::done(saved(&changed, visitor.words)))))
        }
        Err(StoreError::Conflict { fields, .. }) => {
            overtaken(&state, &visitor, partner.id, form, &fields).await
        }
        Err(StoreError::Invalid(why)) => {
            refuse(&mut form, &why, visitor.words);
            reply::again(&page(&state, &visitor, form, Some(&partner), Vec::new()).await?)
        }
        Err(error) => Err(error.into()),
    }
}

fn saved(changed: &PartnerChanged, words: Words) -> String {
    match changed.links_due {
        0 => words.say("partners-saved"),
        count => words.put("count", count).say("partners-saved-travels"),
    }
}

/// Shows the form once more, with both values of what somebody else has changed too. What is saved next is based on
/// what is there now.
async fn overtaken(
    state: &WebState,
    visitor: &Visitor,
    id: PartnerId,
    mut form: Form,
    fields: &[String],
) -> Answer {
    let now = state.store.read_partner(&visitor.viewer, id).await?;
    let (by, teams) =
        (by(state, visitor, now.changed.by).await?, state.store.list_teams(&visitor.viewer).await?);
    let shown = |name: &str, value: &str| match name {
        TEAM => {
            let team = teams.iter().find(|team| team.id.to_string() == value);
            team.map_or_else(|| visitor.say("partners-team-none"), |team| team.name.clone())
        }
        INACTIVE => visitor.say(if value == "true" { "partners-yes" } else { "partners-no" }),
        _ => value.to_owned(),
    };
    let values = fields::values(&now);
    let current =
        |name: &str| values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str());
    let clashes: Vec<Clash> = fields
        .iter()
        .map(|field| Clash {
            label: fields::name_of(field, visitor.words),
            mine: shown(field, form.value(field)),
            theirs: shown(field, current(field)),
            by: by.clone(),
            field: field.clone(),
        })
        .collect();
    // What only the other has changed is in the form from now on; what only this visitor has changed stays typed.
    for (name, value) in &values {
        let was = format!("was_{name}");
        if form.value(name) == form.value(&was) {
            form.set(name, value);
        }
        form.set(&was, value);
    }
    form.set("version", now.version.to_string());
    form.refuse(visitor.words.put("count", clashes.len()).say("partners-clash"));
    reply::again(&page(state, visitor, form, Some(&now), clashes).await?)
}
