//! The search mask: whom to look for, within the standing restriction; waiting drafts; saved searches.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::routing::get;
use contacts::{DraftId, MailboxId, PartnerField, TeamId};
use jiff::civil::Date;
use store::{ExportDraft, PersonFilter, Restriction, SavedSearch, StoreError, Team, User, Viewer};

use super::{PATH, Step, path};
use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::persons::list::asked::Asked;
use crate::pages::persons::list::hints;
use crate::pages::persons::list::partner_named;
use crate::pages::persons::list::switches::{self, Own};
use crate::pages::reasons;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::pages::wizard::Wizard;
use crate::state::WebState;
use crate::visitor::Visitor;

/// The most characters of a postal code that count.
const LONGEST: usize = 40;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route(PATH, get(show).post(search))
}

/// The search mask.
#[derive(Template)]
#[template(path = "export/search.html")]
pub(crate) struct SearchPage {
    pub(super) shell: Shell,
    pub(super) wizard: Wizard,
    pub(super) form: Form,
    /// The visitor's mailboxes: id and address.
    pub(super) mailboxes: Vec<(String, String)>,
    /// Whether the visitor may change the restriction.
    pub(super) administers: bool,
    /// Whether only those are found that the visitor is in charge of.
    pub(super) restricted: bool,
    pub(super) employees: Vec<(String, String)>,
    pub(super) replicated: Vec<(&'static str, String)>,
    pub(super) states: Vec<(&'static str, String)>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) searches: Vec<Search>,
    /// The teams that a search can be shared with: id and name.
    pub(super) teams: Vec<(String, String)>,
    /// The saved search that fills the mask.
    pub(super) used: Option<Search>,
}

impl SearchPage {
    fn administers(&self) -> bool {
        self.administers
    }

    /// Tells whether a saved search fills the mask.
    fn uses(&self, search: &Search) -> bool {
        self.used.as_ref().is_some_and(|used| used.id == search.id)
    }

    fn delete_label(&self, search: &Search) -> String {
        self.shell.put("name", &search.name).say("export-search-delete")
    }
}

/// A draft that waits to be gone on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(super) path: String,
    /// Where it is gone on with.
    pub(super) on: String,
    pub(super) criteria: Vec<String>,
    pub(super) selected: u64,
    pub(super) changed: i64,
    pub(super) goes: i64,
}

/// A search that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search {
    pub(super) id: String,
    pub(super) name: String,
    /// The team it is shared with.
    pub(super) team: Option<String>,
    /// Whether the visitor may change and delete it.
    pub(super) own: bool,
    pub(super) owner: String,
}

/// What the visitor may see around the mask.
pub(super) struct Ground {
    pub(super) own: Vec<Own>,
    pub(super) users: Vec<User>,
    pub(super) restriction: Restriction,
    pub(super) searches: Vec<SavedSearch>,
    pub(super) teams: Vec<(TeamId, String)>,
}

impl Ground {
    pub(super) async fn read(state: &WebState, visitor: &Visitor) -> Result<Self, Trouble> {
        let (store, viewer) = (&state.store, &visitor.viewer);
        Ok(Ground {
            own: switches::own(state, visitor).await?,
            users: store.list_users(viewer).await?,
            restriction: store.export_restriction(viewer).await?,
            searches: store.list_saved_searches(viewer).await?,
            teams: teams(store.list_teams(viewer).await?, viewer),
        })
    }

    fn restricted(&self) -> bool {
        match self.restriction {
            Restriction::EmployeeInChargeIsMe => true,
            Restriction::None => false,
        }
    }

    fn search(&self, saved: &SavedSearch) -> Search {
        let team =
            |id: TeamId| self.teams.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone());
        Search {
            id: saved.id.to_string(),
            name: saved.name.clone(),
            team: saved.team.and_then(team),
            own: saved.own,
            owner: saved.owner_name.clone(),
        }
    }
}

/// The viewer's own teams.
fn teams(all: Vec<Team>, viewer: &Viewer) -> Vec<(TeamId, String)> {
    let own = all.into_iter().filter(|team| viewer.teams.contains(&team.id));
    own.map(|team| (team.id, team.name)).collect()
}

/// The values of the mask's fields for a filter.
pub(super) fn filled(filter: &PersonFilter, partner: &str, zone: &crate::language::Zone) -> Form {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let either = |value: Option<bool>| value.map_or("", |yes| if yes { "true" } else { "false" });
    let replicated = match (filter.replicated, filter.not_replicated) {
        (Some(_), _) => "true",
        (None, Some(_)) => "false",
        (None, None) => "",
    };
    Form::new()
        .with("q", text(&filter.q))
        .with("business_partner", filter.business_partner.map(|id| id.to_string()).unwrap_or_default())
        .with("business_partner_text", partner)
        .with("city", text(&filter.city))
        .with("postal_code", text(&filter.postal_code))
        .with("category", text(&filter.category))
        .with("employee_in_charge", filter.employee_in_charge.map(|id| id.to_string()).unwrap_or_default())
        .with("replicated", replicated)
        .with("inactive", either(filter.inactive))
        .with("changed_since", filter.changed_since.map(|at| zone.date(at).to_string()).unwrap_or_default())
}

/// Reads the mask. What cannot be read is complained of in the form.
pub(super) async fn read(
    state: &WebState,
    visitor: &Visitor,
    form: &mut Form,
    mailbox: Option<MailboxId>,
) -> Result<PersonFilter, Trouble> {
    let asked = Asked::of(form);
    let mut filter = asked.filter(mailbox);
    (filter.mine, filter.attention, filter.deleted) = (false, false, false);
    let code: String = form.trimmed("postal_code").chars().take(LONGEST).collect();
    filter.postal_code = (!code.is_empty()).then_some(code);
    let typed = form.trimmed("business_partner_text").to_owned();
    if filter.business_partner.is_none() && !typed.is_empty() {
        match partner_named(state, visitor, &typed).await? {
            Some(partner) => filter.business_partner = Some(partner),
            None => form.complain("business_partner", visitor.say("export-partner-unknown")),
        }
    }
    let since = form.trimmed("changed_since");
    if !since.is_empty() {
        match since.parse::<Date>().ok().and_then(|date| visitor.zone.start_of(date)) {
            Some(at) => filter.changed_since = Some(at),
            None => form.complain("changed_since", visitor.say("export-date-wrong")),
        }
    }
    Ok(filter)
}

/// Says a filter in words, one for each condition.
pub(super) async fn criteria(
    state: &WebState,
    visitor: &Visitor,
    filter: &PersonFilter,
) -> Result<Vec<String>, Trouble> {
    let partner = partner_name(state, visitor, filter).await?;
    let users = match filter.employee_in_charge {
        Some(_) => state.store.list_users(&visitor.viewer).await?,
        None => Vec::new(),
    };
    let employee = filter.employee_in_charge.and_then(|id| users.iter().find(|user| user.id == id));
    Ok(said(filter, &partner, employee.map_or("", |user| &user.name), visitor))
}

fn said(filter: &PersonFilter, partner: &str, employee: &str, visitor: &Visitor) -> Vec<String> {
    let words = visitor.words;
    let since = filter.changed_since.map(|at| words.day(at, &visitor.zone));
    let named = [
        ("export-says-words", filter.q.as_deref()),
        ("persons-set-partner", filter.business_partner.map(|_| partner)),
        ("persons-set-employee", filter.employee_in_charge.map(|_| employee)),
        ("persons-set-city", filter.city.as_deref()),
        ("export-says-postal-code", filter.postal_code.as_deref()),
        ("persons-set-category", filter.category.as_deref()),
        ("export-says-since", since.as_deref()),
    ];
    let named = named.into_iter().filter_map(|(key, name)| {
        let name = name.filter(|name| !name.trim().is_empty())?;
        Some(words.put("name", name).say(key))
    });
    let mut all: Vec<String> =
        filter.mine.then(|| words.say("export-says-mine")).into_iter().chain(named).collect();
    for (set, key) in [
        (filter.replicated.is_some(), "persons-replicated"),
        (filter.not_replicated.is_some(), "persons-not-replicated"),
        (filter.inactive == Some(false), "persons-active-only"),
        (filter.inactive == Some(true), "persons-inactive-only"),
    ] {
        if set {
            all.push(words.say(key));
        }
    }
    if all.is_empty() {
        all.push(words.say("export-says-everybody"));
    }
    all
}

async fn partner_name(state: &WebState, visitor: &Visitor, filter: &PersonFilter) -> Result<String, Trouble> {
    let Some(id) = filter.business_partner else { return Ok(String::new()) };
    match state.store.read_partner(&visitor.viewer, id).await {
        Ok(partner) => Ok(partner.card.text(PartnerField::Name).to_owned()),
        Err(StoreError::NotFound(_)) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor, uri: Uri) -> Answer {
    visitor.writes()?;
    let asked = Form::read(uri.query().unwrap_or_default().as_bytes());
    let ground = Ground::read(&state, &visitor).await?;
    // The mask is filled by a draft, by a saved search, or by the address itself.
    let draft = match asked.value("draft").parse::<DraftId>() {
        Ok(id) => state.store.read_export_draft(&visitor.viewer, id, visitor.now).await.ok(),
        Err(_) => None,
    };
    let saved = ground.searches.iter().find(|saved| saved.id.to_string() == asked.value("saved")).cloned();
    let filter = draft.as_ref().map(|draft| &draft.filter).or(saved.as_ref().map(|saved| &saved.filter));
    let mut form = match filter {
        Some(filter) => {
            let partner = partner_name(&state, &visitor, filter).await?;
            filled(filter, &partner, &visitor.zone)
        }
        None if asked.names().next().is_some() => asked,
        None => Form::new().with("inactive", "false"),
    };
    if let Some(draft) = &draft {
        form.set("mailbox", draft.mailbox.to_string());
        form.set("replaces", draft.id.to_string());
    }
    let page = page(&state, &visitor, ground, form, saved.as_ref()).await?;
    reply::show(&page)
}

/// Makes the page around a filled mask.
pub(super) async fn page(
    state: &WebState,
    visitor: &Visitor,
    ground: Ground,
    form: Form,
    used: Option<&SavedSearch>,
) -> Result<SearchPage, Trouble> {
    let words = visitor.words;
    let mut waiting = Vec::new();
    for draft in state.store.waiting_export_drafts(&visitor.viewer, visitor.now).await? {
        waiting.push(wait(state, visitor, &draft).await?);
    }
    Ok(SearchPage {
        shell: visitor.shell(state, Room::None).await?,
        wizard: Wizard::of(Step::Search, None, "", words),
        mailboxes: ground.own.iter().map(|own| (own.id.to_string(), own.address.clone())).collect(),
        administers: visitor.viewer.administers(),
        restricted: ground.restricted(),
        employees: hints::employees(&ground.users, None, words),
        replicated: vec![
            ("", words.say("export-replicated-or-not")),
            ("false", words.say("persons-not-replicated")),
            ("true", words.say("persons-replicated")),
        ],
        states: hints::states(["false", "", "true"], words),
        waiting,
        searches: ground.searches.iter().map(|saved| ground.search(saved)).collect(),
        used: used.map(|saved| ground.search(saved)),
        teams: ground.teams.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
        form,
    })
}

async fn wait(state: &WebState, visitor: &Visitor, draft: &ExportDraft) -> Result<Waiting, Trouble> {
    let here = path(draft.id);
    Ok(Waiting {
        on: if draft.saved { format!("{here}/options") } else { here.clone() },
        path: here,
        criteria: criteria(state, visitor, &draft.filter).await?,
        selected: draft.selected,
        changed: draft.changed,
        goes: draft.goes,
    })
}

async fn search(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.writes()?;
    let ground = Ground::read(&state, &visitor).await?;
    let Some(mailbox) = chosen(&ground.own, form.value("mailbox")) else {
        form.refuse(visitor.say("export-no-mailbox"));
        return reply::again(&page(&state, &visitor, ground, form, None).await?);
    };
    let filter = read(&state, &visitor, &mut form, Some(mailbox)).await?;
    if form.is_good() {
        match state.store.create_export_draft(&visitor.viewer, mailbox, &filter, visitor.now).await {
            Ok(draft) if draft.found + draft.selected > 0 => {
                // The search was changed: the draft of before is over.
                if let Ok(before) = form.value("replaces").parse::<DraftId>() {
                    state.store.drop_export_draft(&visitor.viewer, before).await?;
                }
                return Ok(reply::go(&visitor, &path(draft.id), None));
            }
            Ok(draft) => {
                state.store.drop_export_draft(&visitor.viewer, draft.id).await?;
                form.refuse(nobody(ground.restricted(), visitor.words));
            }
            Err(StoreError::Invalid(why)) => {
                form.refuse(reasons::told(&why, visitor.words).text());
            }
            Err(error) => return Err(error.into()),
        }
    }
    reply::again(&page(&state, &visitor, ground, form, None).await?)
}

fn nobody(restricted: bool, words: Words) -> String {
    words.say(if restricted { "export-nobody-of-yours" } else { "export-nobody" })
}

/// The mailbox that was chosen; the only one, where there is no choice.
pub(super) fn chosen(own: &[Own], asked: &str) -> Option<MailboxId> {
    let wanted: Option<MailboxId> = asked.parse().ok();
    match wanted {
        Some(wanted) => own.iter().find(|own| own.id == wanted).map(|own| own.id),
        None => own.first().map(|own| own.id),
    }
}
