//! Contact persons that fit words, the best first.
//!
//! Few are gathered by the index of trigrams, judged and sorted here; of those, only the page's are read whole. Where
//! many fit, nobody wants them all: the list goes along indexes ([`streams`]), or along the order that was asked for
//! ([`along`]), and ends with the page.

mod along;
mod find;
mod streams;

use contacts::FieldKey;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait};
use uuid::Uuid;

use crate::page::{Count, Key, Page, Paging, Place};
use crate::persons::list::{self, columns, employees, tag};
use crate::persons::narrow::{CITY, Narrows, begins};
use crate::persons::seek::find::{Found, read, select};
use crate::persons::{PersonOrder, PersonRecord, PersonSort};
use crate::replication_store::StoreError;
use crate::search::grams::{self, Subject};
use crate::search::rank::{Rank, rank, unseen};
use crate::search::terms::Term;
use crate::search::vocabulary::Vocabulary;
use crate::tables::contact_person;
use crate::viewer::Viewer;

use contact_person::Column as Person;

/// Up to how many persons are gathered, judged and sorted for a page.
const RANKED: usize = 500;
/// Up to how many persons are gathered to be counted.
const COUNTED: usize = 1_000;
/// How many finds are looked at for a viewer from whom something is hidden, since not all of them fit. Beyond, nobody
/// is found: else a count or a further page would tell how many fit by what is hidden.
const LOOKED_AT: usize = 4_000;
/// Up to how many finds typing slips are forgiven, in a search for one word.
const SLIPS_BELOW: usize = 5;
/// Up to how many persons are gathered to be sorted by their employees in charge.
const GROUPED: usize = 4_000;
/// From how many expected finds on it is not worth trying to gather them.
const COMMON: i64 = 4_000;
/// The places in a list that was gathered, and in one that goes in streams.
const GATHERED: &str = "fit";
const STREAMED: &str = "fits";

/// What is looked for, by whom.
pub(super) struct Seek<'a, C> {
    pub(super) on: &'a C,
    pub(super) viewer: &'a Viewer,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) narrows: &'a Narrows,
    pub(super) terms: Vec<Term>,
}

/// Persons that fit, each with how well; and whether there may be more.
struct Gathered {
    fits: Vec<(Rank, Found)>,
    more: bool,
}

impl<C: ConnectionTrait> Seek<'_, C> {
    /// Lists who fits: the best first, or in an order.
    pub(super) async fn list(
        &self,
        sort: Option<PersonSort>,
        after: Option<&str>,
        size: usize,
    ) -> Result<Page<PersonRecord>, StoreError> {
        let paging = Paging { limit: 0, after: after.map(str::to_owned) };
        let Some(sort) = sort else {
            let place = paging.place(&[GATHERED, STREAMED])?;
            let streaming = place.as_ref().is_some_and(|place| place.list == STREAMED);
            let gathered = match streaming || self.common().await? {
                true => None,
                false => Some(self.gather(RANKED, &[Person::SortKey]).await?),
            };
            return match gathered.filter(|gathered| !gathered.more || place.is_some()) {
                Some(gathered) => self.best_first(gathered, place.as_ref(), size).await,
                None => self.streams(place.filter(|place| place.list == STREAMED), size).await,
            };
        };
        list::check(self.viewer, sort)?;
        let place = paging.place(&[tag(sort)])?;
        let most = if sort.by == PersonOrder::EmployeeInCharge { GROUPED } else { RANKED };
        let gathered = match self.common().await? {
            true => None,
            false => Some(self.gather(most, columns(sort.by)).await?),
        };
        match gathered.filter(|gathered| !gathered.more) {
            Some(gathered) => self.sorted(gathered, sort, place.as_ref(), size).await,
            None => self.along(sort, place, size).await,
        }
    }

    /// Counts who fits.
    pub(super) async fn count(&self) -> Result<Count, StoreError> {
        let gathered = self.gather(COUNTED, &[]).await?;
        let count = gathered.fits.len() as u64;
        let most = COUNTED as u64;
        Ok(if gathered.more { Count::MoreThan(Ord::min(count, most)) } else { Count::Exactly(count) })
    }

    /// Returns everybody who fits, by name.
    pub(super) async fn everybody(&self) -> Result<Vec<Uuid>, StoreError> {
        let mut fits = self.gather(usize::MAX, &[Person::SortKey]).await?.fits;
        fits.sort_by(|(_, a), (_, b)| (&a.keys, a.id).cmp(&(&b.keys, b.id)));
        Ok(fits.into_iter().map(|(_, found)| found.id).collect())
    }

    /// Tells whether so many are expected to fit that gathering them would be in vain.
    async fn common(&self) -> Result<bool, StoreError> {
        if self.narrows.few().is_some_and(|few| few <= RANKED as u64) {
            return Ok(false);
        }
        Ok(self.expected().await? > COMMON)
    }

    /// Estimates how many fit, by the counts of known words; zero where the terms are none.
    async fn expected(&self) -> Result<i64, StoreError> {
        self.vocabulary.load(self.on).await?;
        let counts: Vec<i64> = self.terms.iter().map(|term| self.vocabulary.containing(term)).collect();
        let least = counts.iter().copied().min().unwrap_or_default();
        if counts.len() < 2 || least <= COMMON {
            return Ok(least);
        }
        let all = grams::texts(self.on, Subject::Person).await?.max(1) as f64;
        let share: f64 = counts.iter().map(|count| (*count as f64 / all).min(1.0)).product();
        Ok((share * all) as i64)
    }

    /// Gathers who fits, at most so many; with typing slips when few fit without.
    async fn gather(&self, most: usize, columns: &[Person]) -> Result<Gathered, StoreError> {
        let found = self.gather_by(&self.terms, most, columns).await?;
        // Several words that are found together are hardly slips.
        let enough = if self.terms.len() > 1 { 0 } else { SLIPS_BELOW };
        if found.more || found.fits.len() > enough {
            return Ok(found);
        }
        self.vocabulary.refresh(self.on).await?;
        let mut terms = self.terms.clone();
        for term in &mut terms {
            term.slips = self.vocabulary.meant(term);
        }
        if terms.iter().all(|term| term.slips.is_empty()) {
            return Ok(found);
        }
        self.gather_by(&terms, most, columns).await
    }

    async fn gather_by(
        &self,
        terms: &[Term],
        most: usize,
        columns: &[Person],
    ) -> Result<Gathered, StoreError> {
        let few = self.narrows.few().is_some_and(|few| few <= RANKED as u64);
        let grams = if few { None } else { grams::containing(self.on, Subject::Person, terms) };
        let mut select = select(self.on, grams.is_some(), columns);
        match grams {
            Some(grams) => select.cond_where(grams).cond_where(self.narrows.looked_at()),
            None if few => select.cond_where(self.narrows.by_narrowest()),
            None => select.cond_where(self.narrows.looked_at()).cond_where(self.beginnings(terms)),
        };
        let unseen = unseen(&self.viewer.hidden);
        if most < usize::MAX {
            let looked_at = if unseen.is_empty() { most + 1 } else { LOOKED_AT.max(most + 1) };
            select.limit(looked_at as u64);
        }
        let found = read(self.on, &select, columns).await?;
        let full = found.len() > most;
        let fits = found.into_iter().filter_map(|found| Some((rank(&found.text, terms, &unseen)?, found)));
        let fits: Vec<(Rank, Found)> = fits.collect();
        // Whether there is more is said by what the viewer sees alone.
        let more = if unseen.is_empty() { full } else { fits.len() > most };
        Ok(Gathered { fits, more })
    }

    /// The condition for words too short for trigrams: a list's own index has the beginnings.
    fn beginnings(&self, terms: &[Term]) -> Condition {
        let streams = self.columns();
        terms.iter().fold(Condition::all(), |all, term| {
            let ranges =
                term.words.iter().flat_map(|word| streams.iter().map(|column| begins(*column, word)));
            let any = ranges.fold(Condition::any(), Condition::add);
            all.add(if any.is_empty() { any.add(Person::Id.is_null()) } else { any })
        })
    }

    async fn best_first(
        &self,
        gathered: Gathered,
        after: Option<&Place>,
        size: usize,
    ) -> Result<Page<PersonRecord>, StoreError> {
        let key = |(rank, found): &(Rank, Found)| {
            (
                [Key::Number(i64::from(*rank))].into_iter().chain(found.keys.clone()).collect::<Vec<_>>(),
                found.id,
            )
        };
        let mut fits = gathered.fits;
        fits.sort_by_cached_key(key);
        if let Some(place) = after {
            let last = (place.keys.clone(), place.id);
            fits.retain(|fit| key(fit) > last);
        }
        fits.truncate(size + 1);
        let place = |fit: &(Rank, Found)| {
            let (keys, id) = key(fit);
            Place { list: GATHERED.to_owned(), group: None, keys, id }.text()
        };
        self.page(fits, size, place).await
    }

    async fn sorted(
        &self,
        gathered: Gathered,
        sort: PersonSort,
        after: Option<&Place>,
        size: usize,
    ) -> Result<Page<PersonRecord>, StoreError> {
        let by_employee = sort.by == PersonOrder::EmployeeInCharge;
        let employees = if by_employee { employees(self.on).await? } else { Vec::new() };
        let place_of = |group: Option<Uuid>| employees.iter().position(|user| *user == group);
        let key = |found: &Found| (place_of(found.employee), found.keys.clone(), found.id);
        let mut fits = gathered.fits;
        fits.sort_by_cached_key(|(_, found)| key(found));
        if sort.descending {
            fits.reverse();
        }
        if let Some(place) = after {
            let last = (place_of(place.group), place.keys.clone(), place.id);
            fits.retain(|(_, found)| if sort.descending { key(found) < last } else { key(found) > last });
        }
        fits.truncate(size + 1);
        let place = |(_, found): &(Rank, Found)| {
            let group = found.employee.filter(|_| by_employee);
            Place { list: tag(sort).to_owned(), group, keys: found.keys.clone(), id: found.id }.text()
        };
        self.page(fits, size, place).await
    }

    async fn page(
        &self,
        fits: Vec<(Rank, Found)>,
        size: usize,
        place: impl Fn(&(Rank, Found)) -> String,
    ) -> Result<Page<PersonRecord>, StoreError> {
        find::page(self.on, (self.viewer, self.narrows), fits, size, (|(_, found)| found.id, place)).await
    }

    /// The columns by which streams go, the nearest to the name first.
    fn columns(&self) -> Vec<Person> {
        let hidden = |keys: &[FieldKey]| keys.iter().any(|key| self.viewer.hidden.contains(key));
        let mut columns = vec![Person::SortKey, Person::FirstNameKey];
        columns.extend((!hidden(&[FieldKey::Company])).then_some(Person::CompanyKey));
        columns.extend((!hidden(&CITY)).then_some(Person::CityKey));
        columns
    }
}
