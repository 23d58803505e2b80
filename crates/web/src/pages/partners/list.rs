//! The list of business partners.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::routing::get;
use contacts::{BusinessPartner, PartnerField};
use store::{Count, Page, Paging, PartnerFilter, PartnerOrder, PartnerSort, StoreError};

use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::list::{Address, Pager, Sorting};
use crate::pages::person::Avatar;
use crate::pages::persons::list::marks::{Marked, Sought};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many partners a page has.
const PAGE: u32 = 50;
const PATH: &str = "/business-partners";
const ORDERS: [(&str, PartnerOrder); 4] = [
    ("name", PartnerOrder::Name),
    ("city", PartnerOrder::City),
    ("changed", PartnerOrder::Changed),
    ("created", PartnerOrder::Created),
];

pub(super) fn routes() -> Router<WebState> {
    Router::new().route(PATH, get(list))
}

/// The page of all business partners.
#[derive(Template)]
#[template(path = "partners/list.html", blocks = ["list"])]
pub(crate) struct ListPage {
    pub(super) shell: Shell,
    pub(super) asked: Asked,
    pub(super) address: Address,
    pub(super) sorting: Sorting,
    pub(super) rows: Vec<Row>,
    pub(super) count: String,
    pub(super) pager: Pager,
    pub(super) writes: bool,
}

/// A business partner in the list.
pub(crate) struct Row {
    avatar: Avatar,
    path: String,
    name: Marked,
    inactive: bool,
    place: Marked,
    phone: Marked,
    mail: Marked,
    web: String,
    number: Marked,
    changed: i64,
}

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Asked {
    pub(super) q: String,
    pub(super) inactive: Option<bool>,
    pub(super) sort: String,
    pub(super) after: String,
    pub(super) trail: String,
}

impl Asked {
    /// Reads a query. What it does not know is not asked for.
    pub(super) fn read(query: &str) -> Self {
        let form = Form::read(query.as_bytes());
        Asked {
            q: form.trimmed("q").chars().take(200).collect(),
            inactive: match form.value("inactive") {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            sort: form.value("sort").to_owned(),
            after: form.value("after").to_owned(),
            trail: form.value("trail").to_owned(),
        }
    }

    fn filter(&self) -> PartnerFilter {
        let q = (!self.q.is_empty()).then(|| self.q.clone());
        PartnerFilter { q, inactive: self.inactive, ..PartnerFilter::default() }
    }

    fn sort(&self) -> Option<PartnerSort> {
        let column = self.sort.trim_start_matches('-');
        let by = ORDERS.iter().find(|(name, _)| *name == column).map(|(_, by)| *by)?;
        Some(PartnerSort { by, descending: self.sort.starts_with('-') })
    }

    pub(super) fn sorting(&self) -> Sorting {
        if self.q.is_empty() || self.sort().is_some() {
            return Sorting::read(Some(&self.sort), &ORDERS.map(|(name, _)| name), "name");
        }
        Sorting { column: String::new(), descending: false }
    }

    pub(super) fn address(&self) -> Address {
        let inactive = self.inactive.map_or("", |yes| if yes { "true" } else { "false" });
        Address::new(PATH).with("q", &self.q).with("inactive", inactive).with("sort", &self.sort)
    }
}

impl Row {
    pub(super) fn of(partner: &BusinessPartner, sought: &Sought) -> Self {
        let text = |field| partner.card.text(field);
        Row {
            avatar: Avatar::of(text(PartnerField::Name)),
            path: super::path(partner.id),
            name: sought.mark(text(PartnerField::Name)),
            inactive: partner.inactive,
            place: sought.mark(text(PartnerField::City)),
            phone: sought.mark_phone(text(PartnerField::MainPhone)),
            mail: sought.mark(text(PartnerField::Email)),
            web: text(PartnerField::WebPage).trim_start_matches("https://").trim_end_matches('/').to_owned(),
            number: sought.mark(text(PartnerField::CustomerNumber)),
            changed: partner.changed.at,
        }
    }
}

impl ListPage {
    /// Tells whether there is no business partner at all.
    fn is_bare(&self) -> bool {
        self.rows.is_empty()
            && self.asked.q.is_empty()
            && self.asked.inactive.is_none()
            && self.asked.after.is_empty()
    }

    /// Returns the address at which one filter is turned round.
    fn turned(&self, inactive: bool) -> Address {
        let on = self.asked.inactive == Some(inactive);
        let value = if on {
            ""
        } else if inactive {
            "true"
        } else {
            "false"
        };
        self.address.from_the_beginning().with("inactive", value)
    }
}

async fn list(State(state): State<WebState>, visitor: Visitor, uri: Uri) -> Answer {
    let mut asked = Asked::read(uri.query().unwrap_or_default());
    let (page, count) = found(&state, &visitor, &mut asked).await?;
    let (address, sought) = (asked.address(), Sought::of(&asked.q));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let page = ListPage {
        shell: visitor.shell(&state, Room::Partners).await?,
        sorting: asked.sorting(),
        rows: page.items.iter().map(|partner| Row::of(partner, &sought)).collect(),
        count: counted(count, visitor.words),
        pager: Pager::new(
            &address,
            some(&asked.after).as_deref(),
            some(&asked.trail).as_deref(),
            page.next.as_deref(),
        ),
        writes: visitor.viewer.writes(),
        address,
        asked,
    };
    if visitor.wants("partners-list") { reply::show(&page.as_list()) } else { reply::show(&page) }
}

/// Finds the partners of the page and how many there are. A place that is none (any more) is the beginning.
async fn found(
    state: &WebState,
    visitor: &Visitor,
    asked: &mut Asked,
) -> Result<(Page<BusinessPartner>, Count), Trouble> {
    let (store, viewer, filter) = (&state.store, &visitor.viewer, asked.filter());
    let paging = Paging { limit: PAGE, after: (!asked.after.is_empty()).then(|| asked.after.clone()) };
    let first = store.list_partners(viewer, &filter, asked.sort(), &paging);
    let (page, count) = tokio::join!(first, store.count_partners(viewer, &filter));
    let page = match page {
        Err(StoreError::Invalid(_)) if paging.after.is_some() => {
            (asked.after, asked.trail) = (String::new(), String::new());
            store.list_partners(viewer, &filter, asked.sort(), &Paging::first(PAGE)).await?
        }
        page => page?,
    };
    Ok((page, count?))
}

pub(super) fn counted(count: Count, words: Words) -> String {
    match count {
        Count::Exactly(count) => words.put("count", count).say("partners-count"),
        Count::MoreThan(count) => words.put("count", count).say("partners-count-more"),
    }
}
