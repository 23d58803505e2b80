//! The list of contact persons: search, filters, order, columns, selection. A business partner's page has it too.

pub(crate) mod asked;
mod bulk;
pub(crate) mod columns;
mod employee;
pub(crate) mod hints;
pub(crate) mod marks;
mod replicate;
pub(crate) mod rows;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod switches;
mod taken_back;
mod withdraw;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use contacts::{PartnerId, PersonId};
use store::{Count, Page, Paging, PersonRecord, StoreError, User};

use asked::Asked;
use columns::Column;
use hints::{Chip, Filters};
use rows::Row;
use switches::{Live, Own};

use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::list::{Address, Pager, Sorting};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::{Visitor, local_path};

/// How many persons a page has.
const PAGE: u32 = 50;
/// The address of the list.
const PATH: &str = "/contact-persons";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route(PATH, get(list))
        .route("/contact-persons/switches", get(switches::show))
        .route("/contact-persons/columns", post(choose_columns))
        .route("/contact-persons/replicate", get(replicate::ask).post(replicate::start))
        .route("/contact-persons/replicate/{run}/undo", post(taken_back::replicate))
        .route("/contact-persons/withdraw", get(withdraw::ask).post(withdraw::start))
        .route("/contact-persons/withdraw/{run}/undo", post(taken_back::withdraw))
        .route("/contact-persons/employee-in-charge", get(employee::ask).post(employee::change))
        .route("/contact-persons/employee-in-charge/{at}/undo", post(taken_back::employee))
}

/// The page of all contact persons.
#[derive(Template)]
#[template(path = "persons/list.html", blocks = ["list"])]
pub(crate) struct ListPage {
    shell: Shell,
    part: People,
}

/// The list itself, as it stands on its own page and on a business partner's.
pub(crate) struct People {
    /// The path of the page it is on.
    pub(crate) path: String,
    /// The address of this state, without the beginning of the page.
    pub(crate) address: Address,
    /// The address of this very page: where an action leads back to.
    pub(crate) back: String,
    pub(crate) asked: Asked,
    pub(crate) sorting: Sorting,
    /// The columns shown, and those that can be.
    pub(crate) columns: Vec<Column>,
    pub(crate) choices: Vec<(Column, bool)>,
    /// What the list can be sorted by where the columns have no heads: address, name, whether it is.
    pub(crate) orders: Vec<(Address, String, bool)>,
    pub(crate) rows: Vec<Row>,
    pub(crate) count: String,
    pub(crate) pager: Pager,
    pub(crate) chips: Vec<Chip>,
    pub(crate) set: Vec<Chip>,
    pub(crate) filters: Filters,
    pub(crate) mailbox: Option<Own>,
    /// The visitor's mailboxes, when there are several: address, name, whether it is this one.
    pub(crate) mailboxes: Vec<(Address, String, bool)>,
    pub(crate) live: Option<Live>,
    /// Whether the visitor may change anything here.
    pub(crate) writes: bool,
    /// Whether it is the list of one business partner; its id then.
    pub(crate) partner: Option<PartnerId>,
}

impl People {
    /// Tells whether nobody is here at all, filters or not.
    pub(crate) fn is_bare(&self) -> bool {
        self.rows.is_empty()
            && !self.asked.bin
            && !self.asked.narrows(self.partner.is_some())
            && self.asked.after.is_empty()
    }

    /// Returns the address at which a new person is made.
    pub(crate) fn new_person(&self) -> String {
        match self.partner {
            Some(partner) => format!("/contact-persons/new?business_partner={partner}"),
            None => "/contact-persons/new".to_owned(),
        }
    }

    /// Returns the address of the list without search and filters.
    pub(crate) fn cleared(&self) -> Address {
        let kept = Asked {
            bin: self.asked.bin,
            sort: self.asked.sort.clone(),
            mailbox: self.asked.mailbox,
            ..Asked::default()
        };
        kept.address(&self.path, self.partner.is_some())
    }

    /// Tells whether more than one filter is set, so that they can be cleared together.
    pub(crate) fn has_several_filters(&self) -> bool {
        self.set.len() + self.chips.iter().filter(|chip| chip.on).count() > 1
    }

    /// Tells whether rows can be selected: when something can be done with them.
    pub(crate) fn can_select(&self) -> bool {
        self.writes && !self.asked.bin
    }

    pub(crate) fn words_of(&self, column: &Column, shell: &Shell) -> String {
        column.name(shell.words)
    }
}

async fn list(State(state): State<WebState>, visitor: Visitor, asked: Asked) -> Answer {
    let shell = visitor.shell(&state, Room::Persons).await?.searching(&asked.q);
    let part = people(&state, &visitor, asked, None).await?;
    let page = ListPage { shell, part };
    if visitor.wants("persons-list") { reply::show(&page.as_list()) } else { reply::show(&page) }
}

/// Reads the list: of everybody, or of one business partner's.
pub(crate) async fn people(
    state: &WebState,
    visitor: &Visitor,
    mut asked: Asked,
    partner: Option<(PartnerId, String)>,
) -> Result<People, Trouble> {
    let path = partner.as_ref().map_or_else(|| PATH.to_owned(), |(id, _)| format!("/business-partners/{id}"));
    let fixed = partner.as_ref().map(|(id, _)| *id);
    asked.partner = fixed.or(asked.partner);
    let own = switches::own(state, visitor).await?;
    let mailbox = match asked.mailbox {
        Some(wanted) => Some(own.iter().find(|own| own.id == wanted).ok_or(Trouble::NotFound)?.clone()),
        None => own.first().cloned(),
    };
    if mailbox.is_none() {
        asked.replicated = None;
    }
    settle_partner(state, visitor, &mut asked).await?;
    let (page, count) = found(state, visitor, &mut asked, mailbox.as_ref()).await?;
    let persons: Vec<PersonId> = page.items.iter().map(|record| record.person.id).collect();
    let badges = match &mailbox {
        Some(mailbox) if !asked.bin => switches::badges(state, visitor, mailbox, &persons).await?,
        Some(_) | None => std::collections::BTreeMap::new(),
    };
    let users = state.store.list_users(&visitor.viewer).await?;
    let filters = Filters::of(state, visitor, &asked, &users).await?;
    let mut columns = columns::chosen(state, &visitor.viewer).await?;
    let choices = Column::ALL.into_iter().map(|column| (column, columns.contains(&column))).collect();
    columns.retain(|column| match column {
        Column::Switch => mailbox.is_some() && !asked.bin,
        Column::Partner => fixed.is_none(),
        Column::Mail
        | Column::Phone
        | Column::City
        | Column::Employee
        | Column::Categories
        | Column::Changed
        | Column::Created => true,
    });
    let ground = rows::Ground { users: &users, badges: &badges, columns: &columns, q: &asked.q };
    let rows = rows::rows(&page.items, &ground);
    let shown: Vec<_> = persons.iter().filter_map(|person| badges.get(person).cloned()).collect();
    let live = mailbox
        .as_ref()
        .filter(|_| columns.contains(&Column::Switch))
        .and_then(|own| Live::of(own.id, &shown));
    let address = asked.address(&path, fixed.is_some());
    let (after, trail) = (some(&asked.after), some(&asked.trail));
    Ok(People {
        back: address.with("after", &asked.after).with("trail", &asked.trail).to_string(),
        sorting: asked.sorting(),
        orders: orders(&asked, &address, visitor.words, fixed.is_some()),
        count: counted(count, visitor.words),
        pager: Pager::new(&address, after, trail, page.next.as_deref()),
        chips: hints::chips(&asked, &address, mailbox.is_some(), visitor.words),
        set: hints::set(&asked, &address, &filters, fixed.is_some(), visitor.words),
        mailboxes: mailboxes(&own, &address, mailbox.as_ref()),
        writes: visitor.viewer.writes(),
        partner: fixed,
        path,
        address,
        asked,
        columns,
        choices,
        rows,
        filters,
        mailbox,
        live,
    })
}

/// Takes a business partner's name that was typed, but not chosen, for the one partner of that name.
async fn settle_partner(state: &WebState, visitor: &Visitor, asked: &mut Asked) -> Result<(), Trouble> {
    let typed = std::mem::take(&mut asked.partner_typed);
    if asked.partner.is_none() && !typed.is_empty() {
        asked.partner = partner_named(state, visitor, &typed).await?;
    }
    Ok(())
}

/// Finds the one business partner that a typed name means; none when it could be several.
pub(crate) async fn partner_named(
    state: &WebState,
    visitor: &Visitor,
    typed: &str,
) -> Result<Option<PartnerId>, Trouble> {
    let found = super::look_up::find(state, visitor, typed).await?;
    let only = if found.len() == 1 { found.first() } else { None };
    Ok(super::look_up::named(&found, typed).or(only).map(|partner| partner.id))
}

/// Finds the persons of the page and how many there are in all. A place that is none (any more) is the beginning.
async fn found(
    state: &WebState,
    visitor: &Visitor,
    asked: &mut Asked,
    mailbox: Option<&Own>,
) -> Result<(Page<PersonRecord>, Count), Trouble> {
    let filter = asked.filter(mailbox.map(|own| own.id));
    let (store, viewer) = (&state.store, &visitor.viewer);
    let paging = Paging { limit: PAGE, after: some(&asked.after).map(str::to_owned) };
    let first = store.list_persons_sorted(viewer, &filter, asked.sort(), &paging);
    let (page, count) = tokio::join!(first, store.count_persons(viewer, &filter));
    let page = match page {
        Err(StoreError::Invalid(_)) if paging.after.is_some() => {
            (asked.after, asked.trail) = (String::new(), String::new());
            store.list_persons_sorted(viewer, &filter, asked.sort(), &Paging::first(PAGE)).await?
        }
        page => page?,
    };
    Ok((page, count?))
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Says how many there are.
pub(crate) fn counted(count: Count, words: Words) -> String {
    match count {
        Count::Exactly(count) => words.put("count", count).say("persons-count"),
        Count::MoreThan(count) => words.put("count", count).say("persons-count-more"),
    }
}

fn orders(asked: &Asked, address: &Address, words: Words, fixed: bool) -> Vec<(Address, String, bool)> {
    let sorting = asked.sorting();
    let name = ("name", words.say("persons-name"));
    let others = Column::ALL.into_iter().filter(|column| !column.order().is_empty());
    let others = others.filter(|column| !fixed || *column != Column::Partner);
    let all = std::iter::once(name).chain(others.map(|column| (column.order(), column.name(words))));
    let best = (!asked.q.is_empty()).then(|| {
        (
            address.from_the_beginning().without("sort"),
            words.say("persons-best-first"),
            sorting.column.is_empty(),
        )
    });
    let order = |(order, name): (&str, String)| {
        let here = sorting.column == order;
        let name = if here && sorting.descending {
            words.put("column", &name).say("persons-backwards")
        } else {
            name
        };
        (address.from_the_beginning().with("sort", sorting.next(order)), name, here)
    };
    best.into_iter().chain(all.map(order)).collect()
}

fn mailboxes(own: &[Own], address: &Address, this: Option<&Own>) -> Vec<(Address, String, bool)> {
    if own.len() < 2 {
        return Vec::new();
    }
    let one = |mailbox: &Own| {
        let place = address.from_the_beginning().with("mailbox", mailbox.id.to_string());
        (place, mailbox.address.clone(), this.is_some_and(|this| this.id == mailbox.id))
    };
    own.iter().map(one).collect()
}

/// Keeps which columns are shown; then shows the list as it was.
async fn choose_columns(State(state): State<WebState>, visitor: Visitor, form: Form) -> Answer {
    columns::choose(&state, &visitor.viewer, form.values("column")).await?;
    let back = back(&form);
    if visitor.wants("persons-list") {
        return shown_again(&state, &visitor, &back).await;
    }
    Ok(reply::go(&visitor, &back, None))
}

/// Returns where a form of the list leads back to: a list.
fn back(form: &Form) -> String {
    let path = local_path(form.value("back"));
    let ours =
        path.split('?').next().is_some_and(|path| path == PATH || path.starts_with("/business-partners/"));
    if ours { path.to_owned() } else { PATH.to_owned() }
}

/// Shows the list once more, as a part, for the script.
async fn shown_again(state: &WebState, visitor: &Visitor, back: &str) -> Answer {
    let page = again(state, visitor, back).await?;
    reply::show(&page.as_list())
}

/// Reads the list of an address once more.
async fn again(state: &WebState, visitor: &Visitor, back: &str) -> Result<ListPage, Trouble> {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let partner = match path.strip_prefix("/business-partners/").map(str::parse::<PartnerId>) {
        Some(Ok(id)) => Some((id, String::new())),
        Some(Err(_)) | None => None,
    };
    let part = people(state, visitor, Asked::read(query), partner).await?;
    Ok(ListPage { shell: Shell::plain(visitor, Room::Persons), part })
}

/// Returns a user's name.
fn name_of(users: &[User], id: contacts::UserId) -> String {
    users.iter().find(|user| user.id == id).map(|user| user.name.clone()).unwrap_or_default()
}
