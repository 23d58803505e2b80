//! Who is there twice: taking stock of duplicates among all contact persons, who is *not the same*, and the switch for
//! what several persons share.

#[cfg(test)]
pub(crate) mod samples;
mod switch;
mod work;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use contacts::PersonId;
use serde::Deserialize;
use store::{DuplicateStatus, Family, FamilyPair, FoundPerson, NotSame, StockTaking};

use super::flash::Flash;
use super::form::Form;
use super::live;
use super::person::Avatar;
use super::persons;
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use super::trouble::Trouble;
use crate::evidence::Told;
use crate::language::Words;
use crate::state::WebState;
use crate::visitor::Visitor;

const PATH: &str = "/duplicates";
const APART: &str = "/duplicates/not-the-same";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route(PATH, get(show).post(take))
        .route(APART, get(show_apart).post(part))
        .route("/duplicates/perhaps-the-same", post(unite))
        .merge(switch::routes())
}

/// The duplicates that were found.
#[derive(Template)]
#[template(path = "duplicates/page.html", blocks = ["stock"])]
pub(crate) struct StockPage {
    shell: Shell,
    taking: Option<StockTaking>,
    families: Vec<ShownFamily>,
    /// The number of the family before the first one that is shown.
    after: i64,
    /// Where there are more.
    next: Option<i64>,
    /// Whether the visitor may write.
    writes: bool,
    /// Whether the visitor may change settings.
    administers: bool,
    address: String,
    seen: String,
}

/// Contact persons that are duplicates of each other.
#[derive(Debug, Clone)]
pub(crate) struct ShownFamily {
    number: i64,
    names: String,
    pairs: Vec<Pair>,
}

/// Two contact persons.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    one: Who,
    other: Who,
    certain: bool,
    told: Told,
}

/// A contact person as it is shown in a pair.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    id: PersonId,
    avatar: Avatar,
    partner: String,
    href: String,
    inactive: bool,
}

/// Who is not the same.
#[derive(Template)]
#[template(path = "duplicates/apart.html")]
pub(crate) struct ApartPage {
    shell: Shell,
    pairs: Vec<Apart>,
    writes: bool,
}

/// Two contact persons that are not the same.
#[derive(Debug, Clone)]
pub(crate) struct Apart {
    one: Who,
    other: Who,
    by: Option<String>,
    at: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: i64,
    seen: String,
}

impl StockPage {
    /// Tells whether stock is being taken.
    fn under_way(&self) -> Option<&StockTaking> {
        self.taking.as_ref().filter(|taking| taking.ended.is_none())
    }
}

impl Who {
    fn of(person: FoundPerson) -> Who {
        Who {
            avatar: Avatar::of(&person.name),
            partner: person.partner_name,
            href: persons::path(person.id),
            inactive: person.inactive,
            id: person.id,
        }
    }
}

impl Apart {
    fn persons(&self) -> [&Who; 2] {
        [&self.one, &self.other]
    }
}

impl Pair {
    fn persons(&self) -> [&Who; 2] {
        [&self.one, &self.other]
    }

    fn of(pair: FamilyPair, words: Words) -> Pair {
        Pair {
            certain: pair.status == DuplicateStatus::Certain,
            told: Told::of(&pair.evidence, words),
            one: Who::of(pair.one),
            other: Who::of(pair.other),
        }
    }
}

impl ShownFamily {
    fn of(family: Family, words: Words) -> ShownFamily {
        let pairs: Vec<Pair> = family.pairs.into_iter().map(|pair| Pair::of(pair, words)).collect();
        let mut names: Vec<String> = Vec::new();
        for who in pairs.iter().flat_map(|pair| [&pair.one, &pair.other]) {
            if !names.contains(&who.avatar.name) {
                names.push(who.avatar.name.clone());
            }
        }
        ShownFamily { number: family.number, names: names.join(" · "), pairs }
    }
}

async fn page(state: &WebState, visitor: &Visitor, after: i64) -> Result<StockPage, Trouble> {
    let (viewer, words) = (&visitor.viewer, visitor.words);
    let taking = state.store.stock_taking(viewer).await?;
    if let Some(under_way) = taking.filter(|taking| taking.ended.is_none() && taking.until < visitor.now) {
        work::go_on(state, under_way);
    }
    let (families, next) = state.store.list_families(viewer, after).await?;
    let families: Vec<ShownFamily> = families.into_iter().map(|one| ShownFamily::of(one, words)).collect();
    let numbers: Vec<i64> = families.iter().map(|family| family.number).collect();
    let so_far = taking.map(|taking| (taking.number, taking.ended, taking.dealt_with));
    Ok(StockPage {
        shell: visitor.shell(state, Room::Duplicates).await?,
        seen: live::digest((so_far, numbers, words.language().tag())),
        address: format!("{PATH}?after={after}"),
        writes: viewer.writes(),
        administers: viewer.administers(),
        taking,
        families,
        after,
        next,
    })
}

async fn show(State(state): State<WebState>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let page = page(&state, &visitor, asked.after).await?;
    if !visitor.wants("stock") {
        return reply::show(&page);
    }
    if page.seen == asked.seen { Ok(reply::unchanged()) } else { reply::show(&page.as_stock()) }
}

async fn take(State(state): State<WebState>, visitor: Visitor) -> Answer {
    visitor.writes()?;
    let taking = state.store.take_stock(&visitor.viewer, visitor.now).await?;
    work::go_on(&state, taking);
    Ok(reply::go(&visitor, PATH, None))
}

/// Reads the two persons that a form is about.
fn both(form: &Form) -> Result<(PersonId, PersonId), Trouble> {
    let id = |name: &str| form.value(name).parse::<PersonId>().map_err(|_| Trouble::NotFound);
    Ok((id("one")?, id("other")?))
}

#[derive(Debug, Deserialize)]
struct Both {
    one: PersonId,
    other: PersonId,
}

async fn part(State(state): State<WebState>, visitor: Visitor, form: Form) -> Answer {
    visitor.writes()?;
    let (one, other) = both(&form)?;
    state.store.mark_not_same(&visitor.viewer, one, other, visitor.now).await?;
    let after = form.value("after").parse::<i64>().unwrap_or_default();
    let said = Flash::done(visitor.say("duplicates-parted"));
    let said = said.undo(format!("/duplicates/perhaps-the-same?one={one}&other={other}"));
    Ok(reply::go(&visitor, &format!("{PATH}?after={after}"), Some(&said)))
}

async fn unite(State(state): State<WebState>, visitor: Visitor, Query(asked): Query<Both>) -> Answer {
    visitor.writes()?;
    state.store.unmark_not_same(&visitor.viewer, asked.one, asked.other).await?;
    Ok(reply::go(&visitor, PATH, Some(&Flash::done(visitor.say("duplicates-united")))))
}

async fn show_apart(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let viewer = &visitor.viewer;
    let users = state.store.list_users(viewer).await?;
    let name =
        |pair: &NotSame| users.iter().find(|user| Some(user.id) == pair.by).map(|user| user.name.clone());
    let pairs = state.store.list_not_same(viewer).await?;
    let pairs = pairs.into_iter().map(|pair| Apart {
        by: name(&pair),
        at: pair.at,
        one: Who::of(pair.one),
        other: Who::of(pair.other),
    });
    let shell = visitor.shell(&state, Room::Duplicates).await?;
    reply::show(&ApartPage { shell, pairs: pairs.collect(), writes: viewer.writes() })
}
