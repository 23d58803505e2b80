//! Business partners in lists: in an order, or those that fit words, the best first.
//!
//! As with persons, few that fit are gathered, judged and sorted; where many fit, the list goes along the names, those
//! that begin with the word before the others.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{BusinessPartner, normalise};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoColumnRef as _, Order, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::database::Database;
use crate::failure::failed;
use crate::page::{COUNTED, Count, Key, Page, Paging, Place};
use crate::partners::{PartnerFilter, PartnerOrder, PartnerSort};
use crate::persons::begins;
use crate::records;
use crate::replication_store::StoreError;
use crate::rights::partner_visible_to;
use crate::search::ask::Ask;
use crate::search::index::{self, By, Subject};
use crate::search::plan::{Plan, Scope};
use crate::search::rank::{Rank, rank};
use crate::search::terms::{Term, terms};
use crate::search::vocabulary::Vocabulary;
use crate::tables::business_partner::{self, Column as Partner, Model};
use crate::viewer::Viewer;

/// Up to how many partners are gathered, judged and sorted for a page.
const RANKED: u64 = 500;
/// From how many expected finds on it is not worth trying to gather them.
const COMMON: i64 = 700;
/// Up to how many finds typing slips are forgiven, in a search for one word.
const SLIPS_BELOW: usize = 5;
/// The places in a list that was gathered, and in one along the names.
const GATHERED: &str = "fit";
const ALONG: &str = "fits";

/// Lists the partners that a viewer sees and a filter lets through.
pub(super) async fn list(
    database: &Database,
    viewer: &Viewer,
    filter: &PartnerFilter,
    sort: Option<PartnerSort>,
    paging: &Paging,
) -> Result<Page<BusinessPartner>, StoreError> {
    let size = usize::try_from(paging.size()).unwrap_or(usize::MAX);
    let seek = Seek::of(database, viewer, filter);
    match (&seek.terms, sort) {
        (Some(terms), _) if terms.is_empty() => Ok(Page { items: Vec::new(), next: None }),
        (None, sort) => seek.in_order(sort.unwrap_or_default(), paging, size).await,
        (Some(terms), Some(sort)) => seek.fitting_in_order(terms, sort, paging, size).await,
        (Some(terms), None) => {
            let place = paging.place(&[GATHERED, ALONG])?;
            let along = place.as_ref().is_some_and(|place| place.list == ALONG);
            let skip = place.is_none();
            let gathered = if along { None } else { Some(seek.gather(terms, RANKED, skip).await?) };
            match gathered.filter(|gathered| !gathered.more || place.is_some()) {
                Some(gathered) => best_first(gathered, place.as_ref(), size),
                None => seek.along(terms, place.filter(|place| place.list == ALONG), size).await,
            }
        }
    }
}

/// Counts the partners that a viewer sees and a filter lets through.
pub(super) async fn count(
    database: &Database,
    viewer: &Viewer,
    filter: &PartnerFilter,
) -> Result<Count, StoreError> {
    let seek = Seek::of(database, viewer, filter);
    match &seek.terms {
        Some(terms) if terms.is_empty() => Ok(Count::Exactly(0)),
        Some(terms) => {
            let gathered = seek.gather(terms, COUNTED, false).await?;
            let count = gathered.fits.len() as u64;
            Ok(if gathered.more { Count::MoreThan(Ord::min(count, COUNTED)) } else { Count::of(count) })
        }
        None => {
            let mut some = sea_orm::sea_query::Query::select();
            some.expr(Expr::val(1)).from(business_partner::Entity).cond_where(seek.condition);
            let rows = seek.on.query_all(some.limit(COUNTED + 1)).await.map_err(failed)?;
            Ok(Count::of(rows.len() as u64))
        }
    }
}

struct Seek<'a> {
    on: &'a sea_orm::DatabaseConnection,
    vocabulary: &'a Vocabulary,
    condition: Condition,
    terms: Option<Vec<Term>>,
}

struct Gathered {
    fits: Vec<(Rank, Model)>,
    more: bool,
}

impl<'a> Seek<'a> {
    fn of(database: &'a Database, viewer: &Viewer, filter: &PartnerFilter) -> Self {
        let mut condition =
            Condition::all().add(partner_visible_to(viewer)).add(Partner::DeletedAt.is_null());
        condition = condition.add_option(filter.inactive.map(|inactive| Partner::Inactive.eq(inactive)));
        condition = condition.add_option(filter.changed_since.map(|since| Partner::ChangedAt.gte(since)));
        let city = filter.city.as_deref().map(normalise::name).filter(|city| !city.is_empty());
        condition = condition.add_option(city.map(|city| begins(Partner::CityKey, &city)));
        if let Some(code) = &filter.postal_code {
            let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
            condition = condition.add(begins(Partner::PostalCode, &code));
        }
        let terms = filter.q.as_deref().filter(|q| !q.trim().is_empty()).map(terms);
        Seek { on: database.reading(), vocabulary: database.vocabulary(), condition, terms }
    }

    async fn in_order(
        &self,
        sort: PartnerSort,
        paging: &Paging,
        size: usize,
    ) -> Result<Page<BusinessPartner>, StoreError> {
        let mut select = sea_orm::sea_query::Query::select();
        select.expr(Expr::cust("business_partner.*")).from(business_partner::Entity);
        select.cond_where(self.condition.clone());
        if let Some(place) = paging.place(&[tag(sort)])? {
            select.and_where(behind(sort, &place)?);
        }
        ordered(&mut select, sort, size + 1);
        let rows = self.on.query_all(&select).await.map_err(failed)?;
        let rows: Result<Vec<Model>, _> = rows.iter().map(|row| Model::from_query_result(row, "")).collect();
        Page::of(rows.map_err(failed)?, size, |row| place(sort, row).text(), |row| records::partner(&row))
    }

    /// Gathers who fits, at most so many; with typing slips when few fit without. Where it would be in vain, nobody.
    async fn gather(&self, terms: &[Term], most: u64, skip: bool) -> Result<Gathered, StoreError> {
        let words = self.vocabulary.words(self.on).await?;
        let scope = Scope { subject: Subject::Partner, words: &words, unseen: "", parts: true };
        let plan = Plan::of(terms, scope);
        if skip && plan.expected() > COMMON {
            return Ok(Gathered { fits: Vec::new(), more: true });
        }
        let found = self.gather_by(terms, &plan, most).await?;
        // Several words that are found together are hardly slips.
        let enough = if terms.len() > 1 { 0 } else { SLIPS_BELOW };
        if found.more || found.fits.len() > enough {
            return Ok(found);
        }
        let mut terms = terms.to_vec();
        for term in &mut terms {
            term.slips = words.meant(term);
        }
        if terms.iter().all(|term| term.slips.is_empty()) {
            return Ok(found);
        }
        // Parts of words were looked for already; of very many that may have been meant only so many are listed.
        let mut slipped =
            self.gather_by(&terms, &Plan::of(&terms, Scope { parts: false, ..scope }), most).await?;
        let known: BTreeSet<Uuid> = slipped.fits.iter().map(|(_, row)| row.id).collect();
        slipped.fits.extend(found.fits.into_iter().filter(|(_, row)| !known.contains(&row.id)));
        Ok(Gathered { more: false, ..slipped })
    }

    async fn gather_by(&self, terms: &[Term], plan: &Plan, most: u64) -> Result<Gathered, StoreError> {
        let mut fits: BTreeMap<Uuid, (Rank, Model)> = BTreeMap::new();
        let mut more = false;
        let mut asks: Vec<Option<&Ask>> = plan.portions().iter().map(Some).collect();
        if asks.is_empty() && !plan.nobody() {
            asks.push(None);
        }
        for ask in asks {
            let mut select = select(self.on, ask.map_or(By::Record, By::Words));
            select.cond_where(self.condition.clone());
            match ask {
                Some(ask) => {
                    select.cond_where(index::having(self.on, Subject::Partner, terms));
                    // In an order, so that PostgreSQL does not hope to come across enough by reading all.
                    index::by_number(self.on, Subject::Partner, By::Words(ask), None, &mut select);
                }
                None => {
                    select.cond_where(starts(terms));
                }
            }
            let found = read(self.on, select.limit(most + 1)).await?;
            more = more || found.len() as u64 > most;
            let fitting =
                found.into_iter().filter_map(|(row, text)| Some((row.id, (rank(&text, terms, "")?, row))));
            fits.extend(fitting);
            more = more || fits.len() as u64 > most;
            if more {
                break;
            }
        }
        Ok(Gathered { fits: fits.into_values().collect(), more })
    }

    /// Goes along the names: first those that begin with a word, then the others.
    async fn along(
        &self,
        terms: &[Term],
        mut after: Option<Place>,
        size: usize,
    ) -> Result<Page<BusinessPartner>, StoreError> {
        let by_name = PartnerSort::default();
        let first = match after.as_ref().and_then(|place| place.keys.first()) {
            Some(Key::Number(1)) => 1,
            Some(_) | None => 0,
        };
        let stood = |stream: i64, row: &Model| Place {
            list: ALONG.to_owned(),
            group: None,
            keys: vec![Key::Number(stream), Key::Text(row.name_key.clone())],
            id: row.id,
        };
        let mut fits: Vec<(i64, Model)> = Vec::new();
        for stream in first..=1 {
            while fits.len() <= size {
                let mut select = select(self.on, By::Record);
                let starts: Condition = starts(terms);
                select.cond_where(self.condition.clone());
                select.cond_where(if stream == 0 { starts } else { starts.not() });
                select.cond_where(index::having(self.on, Subject::Partner, terms));
                if let Some(place) = &after {
                    let keys = place.keys.iter().skip(1).cloned().collect();
                    select.and_where(behind(by_name, &Place { keys, ..place.clone() })?);
                }
                let chunk = size + 1;
                ordered(&mut select, by_name, chunk);
                let found = read(self.on, &select).await?;
                let last = found.len() < chunk;
                after = found.last().map(|(row, _)| stood(stream, row));
                let fitting = found.into_iter().filter(|(_, text)| rank(text, terms, "").is_some());
                fits.extend(fitting.map(|(row, _)| (stream, row)));
                if last {
                    break;
                }
            }
            after = None;
        }
        fits.truncate(size + 1);
        Page::of(fits, size, |(stream, row)| stood(*stream, row).text(), |(_, row)| records::partner(&row))
    }

    async fn fitting_in_order(
        &self,
        terms: &[Term],
        sort: PartnerSort,
        paging: &Paging,
        size: usize,
    ) -> Result<Page<BusinessPartner>, StoreError> {
        let mut after = paging.place(&[tag(sort)])?;
        let gathered = self.gather(terms, RANKED, true).await?;
        if !gathered.more {
            let mut rows: Vec<Model> = gathered.fits.into_iter().map(|(_, row)| row).collect();
            rows.sort_by_key(|row| (keys(sort.by, row), row.id));
            if sort.descending {
                rows.reverse();
            }
            if let Some(place) = after {
                let last = (place.keys, place.id);
                let key = |row: &Model| (keys(sort.by, row), row.id);
                rows.retain(|row| if sort.descending { key(row) < last } else { key(row) > last });
            }
            rows.truncate(size + 1);
            return Page::of(rows, size, |row| place(sort, row).text(), |row| records::partner(&row));
        }
        let mut fits: Vec<Model> = Vec::new();
        while fits.len() <= size {
            let mut select = select(self.on, By::Record);
            select.cond_where(self.condition.clone());
            select.cond_where(index::having(self.on, Subject::Partner, terms));
            if let Some(place) = &after {
                select.and_where(behind(sort, place)?);
            }
            ordered(&mut select, sort, size + 1);
            let found = read(self.on, &select).await?;
            let last = found.len() < size + 1;
            after = found.last().map(|(row, _)| place(sort, row));
            fits.extend(
                found.into_iter().filter(|(_, text)| rank(text, terms, "").is_some()).map(|(row, _)| row),
            );
            if last {
                break;
            }
        }
        fits.truncate(size + 1);
        Page::of(fits, size, |row| place(sort, row).text(), |row| records::partner(&row))
    }
}

fn best_first(
    gathered: Gathered,
    after: Option<&Place>,
    size: usize,
) -> Result<Page<BusinessPartner>, StoreError> {
    let key = |(rank, row): &(Rank, Model)| {
        (vec![Key::Number(i64::from(*rank)), Key::Text(row.name_key.clone())], row.id)
    };
    let mut fits = gathered.fits;
    fits.sort_by_key(key);
    fits.retain(|fit| after.is_none_or(|place| key(fit) > (place.keys.clone(), place.id)));
    fits.truncate(size + 1);
    let place = |fit: &(Rank, Model)| {
        let (keys, id) = key(fit);
        Place { list: GATHERED.to_owned(), group: None, keys, id }.text()
    };
    Page::of(fits, size, place, |(_, row)| records::partner(&row))
}

/// The condition that the name begins with one of the words.
fn starts(terms: &[Term]) -> Condition {
    let words = terms.iter().flat_map(|term| &term.words);
    let any = words.map(|word| begins(Partner::NameKey, word)).fold(Condition::any(), Condition::add);
    if any.is_empty() { any.add(Partner::Id.is_null()) } else { any }
}

fn tag(sort: PartnerSort) -> &'static str {
    match (sort.by, sort.descending) {
        (PartnerOrder::Name, false) => "name",
        (PartnerOrder::Name, true) => "-name",
        (PartnerOrder::City, false) => "city",
        (PartnerOrder::City, true) => "-city",
        (PartnerOrder::Changed, false) => "changed",
        (PartnerOrder::Changed, true) => "-changed",
        (PartnerOrder::Created, false) => "created",
        (PartnerOrder::Created, true) => "-created",
    }
}

fn columns(order: PartnerOrder) -> &'static [Partner] {
    match order {
        PartnerOrder::Name => &[Partner::NameKey],
        PartnerOrder::City => &[Partner::CityKey, Partner::NameKey],
        PartnerOrder::Changed => &[Partner::ChangedAt],
        PartnerOrder::Created => &[Partner::CreatedAt],
    }
}

fn keys(order: PartnerOrder, row: &Model) -> Vec<Key> {
    match order {
        PartnerOrder::Name => vec![Key::Text(row.name_key.clone())],
        PartnerOrder::City => vec![Key::Text(row.city_key.clone()), Key::Text(row.name_key.clone())],
        PartnerOrder::Changed => vec![Key::Number(row.changed_at)],
        PartnerOrder::Created => vec![Key::Number(row.created_at)],
    }
}

fn place(sort: PartnerSort, row: &Model) -> Place {
    Place { list: tag(sort).to_owned(), group: None, keys: keys(sort.by, row), id: row.id }
}

fn behind(sort: PartnerSort, place: &Place) -> Result<Expr, StoreError> {
    let columns = columns(sort.by);
    if place.keys.len() != columns.len() {
        return Err(place.unknown());
    }
    let own = columns.iter().chain([&Partner::Id]).map(|c| Expr::col(c.as_column_ref().into_column_ref()));
    let values = place.keys.iter().map(Key::value).chain([place.id.into()]).map(Expr::val);
    let (own, values) = (Expr::tuple(own), Expr::tuple(values));
    Ok(if sort.descending { own.lt(values) } else { own.gt(values) })
}

fn ordered(select: &mut SelectStatement, sort: PartnerSort, limit: usize) {
    let order = if sort.descending { Order::Desc } else { Order::Asc };
    for column in columns(sort.by).iter().chain([&Partner::Id]) {
        select.order_by((business_partner::Entity, *column), order.clone());
    }
    select.limit(limit as u64);
}

fn select<C: ConnectionTrait>(on: &C, by: By<'_>) -> SelectStatement {
    let mut select = index::select(on, Subject::Partner, by);
    select.expr(Expr::cust("business_partner.*")).expr(Expr::cust("partner_search.text"));
    select
}

async fn read<C: ConnectionTrait>(
    on: &C,
    select: &SelectStatement,
) -> Result<Vec<(Model, String)>, StoreError> {
    let rows = on.query_all(select).await.map_err(failed)?;
    let row = |row: &sea_orm::QueryResult| Ok((Model::from_query_result(row, "")?, row.try_get("", "text")?));
    rows.iter().map(row).collect::<Result<_, sea_orm::DbErr>>().map_err(failed)
}
