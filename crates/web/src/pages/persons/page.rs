//! The page of a contact person, and its live parts.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use contacts::person::Touch;
use contacts::{PersonId, UserId};
use serde::Deserialize;
use store::{Cause, HistoryEntry, Paging, PersonRecord};

use super::history::{self, Block};
use super::view::{self, Section, Shown};
use super::{Whose, avatar, path};
use crate::language::Words;
use crate::pages::live;
use crate::pages::person::Avatar;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many history entries stand on the page.
const RECENT: u32 = 25;
/// How long a change counts as just made, in microseconds.
const JUST_NOW: i64 = 10 * 60_000_000;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/contact-persons/{id}", get(show)).route("/contact-persons/{id}/live", get(live))
}

/// The page of a contact person.
#[derive(Template)]
#[template(path = "persons/page.html", blocks = ["fields"])]
pub(crate) struct PersonPage {
    pub(super) shell: Shell,
    pub(super) view: View,
}

/// What of the page follows what others do.
#[derive(Template)]
#[template(path = "persons/page_live.html")]
pub(crate) struct LivePart {
    pub(super) shell: Shell,
    pub(super) view: View,
}

/// What is shown of a contact person.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) avatar: Avatar,
    /// Position and department.
    pub(super) position: String,
    pub(super) partner_path: String,
    pub(super) partner_name: String,
    pub(super) in_charge: Option<String>,
    pub(super) team: Option<String>,
    pub(super) inactive: bool,
    /// When and by whom it was put into the bin.
    pub(super) deleted: Option<Done>,
    pub(super) created: Done,
    pub(super) changed: Done,
    pub(super) sections: Vec<Section>,
    /// Whether fields without a value are shown as well.
    pub(super) empty: bool,
    pub(super) writes: bool,
    pub(super) administers: bool,
    /// The history's newest entries, and whether there are more.
    pub(super) entries: Vec<Block>,
    pub(super) more: bool,
    /// Who changed something else than a field just now.
    pub(super) fresh_head: Option<String>,
    /// What is read out when something was changed just now.
    pub(super) news: String,
    /// The history's newest entry when the page was opened.
    pub(super) since: i64,
    /// The sum of what is shown.
    pub(super) seen: String,
}

/// Something done: by whom (none: the program) and when.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Done {
    pub(super) by: Option<String>,
    pub(super) at: i64,
}

/// How the page is asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    empty: String,
    #[serde(default)]
    seen: String,
    since: Option<i64>,
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Whose(id): Whose,
    Query(asked): Query<Asked>,
) -> Answer {
    let view = view(&state, &visitor, id, &asked).await?;
    let page = PersonPage { shell: visitor.shell(&state, Room::Persons).await?, view };
    if visitor.wants("fields") { reply::show(&page.as_fields()) } else { reply::show(&page) }
}

async fn live(
    State(state): State<WebState>,
    visitor: Visitor,
    Whose(id): Whose,
    Query(asked): Query<Asked>,
) -> Answer {
    let view = view(&state, &visitor, id, &asked).await?;
    if view.seen == asked.seen {
        return Ok(reply::unchanged());
    }
    reply::show(&LivePart { shell: Shell::plain(&visitor, Room::Persons), view })
}

async fn view(state: &WebState, visitor: &Visitor, id: PersonId, asked: &Asked) -> Result<View, Trouble> {
    let recent = Paging::first(RECENT);
    let (record, entries) = tokio::try_join!(
        state.store.read_person(&visitor.viewer, id),
        state.store.list_history(&visitor.viewer, id, &recent),
    )?;
    let newest = entries.items.first().map_or(0, |entry| entry.id.number);
    let since = asked.since.unwrap_or(newest);
    let fresh = fresh(visitor, &entries.items, since);
    let names = names(state, visitor, &record).await?;
    let (viewer, words) = (&visitor.viewer, visitor.words);
    let (empty, person) = (asked.empty == "1", &record.person);
    let done = |touch: &Touch| Done { by: touch.by.and_then(|user| names.get(&user).cloned()), at: touch.at };
    let sections =
        view::sections(Shown { card: &record.card, hidden: &viewer.hidden, empty, fresh: &fresh, words });
    let text = |key| record.card.text(key);
    let position = [text(contacts::FieldKey::JobTitle), text(contacts::FieldKey::Department)];
    let seen = live::digest((
        (person.version, newest, &record.partner_name, record.card.iter().collect::<Vec<_>>(), empty),
        // What was said to be new says how long ago, in minutes; then it is new no more.
        (fresh.values().collect::<Vec<_>>(), person.deleted.is_some(), words.language().tag()),
    ));
    Ok(View {
        path: path(id),
        avatar: avatar(&record),
        position: position.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        partner_path: format!("/business-partners/{}", person.partner),
        partner_name: record.partner_name.clone(),
        in_charge: person.employee_in_charge.and_then(|user| names.get(&user).cloned()),
        team: team(state, visitor, &record).await?,
        inactive: person.inactive,
        deleted: person.deleted.as_ref().map(done),
        created: done(&person.created),
        changed: done(&person.changed),
        sections,
        empty,
        writes: viewer.writes(),
        administers: viewer.administers(),
        fresh_head: HEAD.iter().find_map(|field| fresh.get(*field)).cloned(),
        news: news(&fresh, words),
        since,
        seen,
        entries: history::blocks(visitor, &entries.items),
        more: entries.next.is_some(),
        name: record.name,
    })
}

/// What stands in the page's head.
const HEAD: [&str; 6] = ["photo", "business_partner", "employee_in_charge", "team", "inactive", "company"];

/// Returns who changed which field since the page was opened and just now; the viewer's own changes are no news.
fn fresh(visitor: &Visitor, entries: &[HistoryEntry], since: i64) -> BTreeMap<String, String> {
    let mut fresh = BTreeMap::new();
    for entry in entries {
        let own = entry.cause == Cause::Crm { user: Some(visitor.viewer.user) };
        let changes = history::changes(entry.kind);
        let recent = entry.id.number > since && visitor.now - entry.at < JUST_NOW;
        if let (Some(field), true) = (&entry.field, changes && recent && !own && !entry.hidden) {
            let by = history::cause(entry, visitor.words);
            let ago = visitor.words.ago(entry.at, visitor.now, &visitor.zone).said;
            let said = visitor.words.put("by", by).put("ago", ago).say("person-fresh");
            fresh.entry(field.clone()).or_insert(said);
        }
    }
    fresh
}

/// Tells in one sentence what is new, for those who do not see the marks.
fn news(fresh: &BTreeMap<String, String>, words: Words) -> String {
    let Some(first) = fresh.values().next() else { return String::new() };
    let fields: Vec<String> = fresh.keys().map(|field| super::name_of(field, words)).collect();
    words.put("fields", fields.join(", ")).put("how", first.as_str()).say("person-news")
}

/// Reads the names of the users whom the page names.
async fn names(
    state: &WebState,
    visitor: &Visitor,
    record: &PersonRecord,
) -> Result<BTreeMap<UserId, String>, Trouble> {
    let person = &record.person;
    let touched = [Some(person.created), Some(person.changed), person.deleted];
    let mut users: Vec<UserId> = touched.into_iter().flatten().filter_map(|touch| touch.by).collect();
    users.extend(person.employee_in_charge);
    users.sort();
    users.dedup();
    let mut names = BTreeMap::new();
    for user in users {
        // A user who is gone has no name any more; that is no trouble.
        if let Ok(known) = state.store.read_user(&visitor.viewer, user).await {
            names.insert(user, known.name);
        }
    }
    Ok(names)
}

async fn team(state: &WebState, visitor: &Visitor, record: &PersonRecord) -> Result<Option<String>, Trouble> {
    let Some(team) = record.person.team else { return Ok(None) };
    let teams = state.store.list_teams(&visitor.viewer).await?;
    Ok(teams.into_iter().find(|known| known.id == team).map(|known| known.name))
}
