//! Contact persons that fit words, the best first.
//!
//! Few are gathered by the index of words, judged and sorted here; of those, only the page's are read whole. Where
//! many fit, nobody wants them all: the list goes along indexes ([`streams`]), or along the order that was asked for
//! ([`along`]), and ends with the page.

mod along;
mod find;
mod streams;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use contacts::FieldKey;
use sea_orm::sea_query::{Condition, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait};
use uuid::Uuid;

use crate::page::{Count, Key, Page, Paging, Place};
use crate::persons::list::{self, columns, employees, tag};
use crate::persons::narrow::{CITY, Narrows, begins};
use crate::persons::seek::find::{Found, read, select};
use crate::persons::{PersonOrder, PersonRecord, PersonSort};
use crate::replication_store::StoreError;
use crate::search::entries::ADDRESSES;
use crate::search::index::{self, By, Subject};
use crate::search::plan::{Plan, Scope};
use crate::search::rank::{Rank, rank, unseen};
use crate::search::terms::Term;
use crate::search::vocabulary::{Vocabulary, Words};
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
/// Up to how many persons are gathered to be sorted by what no index has them by.
const GROUPED: usize = 4_000;
/// From how many expected finds on it is not worth trying to gather them.
const COMMON: i64 = 700;
/// The places in a list that was gathered, and in one that goes in streams.
const GATHERED: &str = "fit";
const STREAMED: &str = "fits";

/// What is looked for, by whom.
pub(super) struct Seek<'a, C> {
    on: &'a C,
    viewer: &'a Viewer,
    narrows: &'a Narrows,
    terms: Vec<Term>,
    words: Arc<Words>,
    /// The letters of the lines by which the viewer does not find.
    unseen: String,
    /// Something is hidden, and the index does not know it.
    blind: bool,
    plan: Plan,
}

/// Persons that fit so far, and whether what was read last was as much as is read.
struct Gathering {
    fits: BTreeMap<Uuid, (Rank, Found)>,
    full: bool,
}

/// Persons that fit, each with how well; and whether there may be more.
struct Gathered {
    fits: Vec<(Rank, Found)>,
    more: bool,
    /// Typing slips are forgiven: of very many only so many are listed, since no index has them in an order.
    slipped: bool,
}

impl Gathered {
    /// Tells whether these are all that are listed.
    fn suffices(&self) -> bool {
        !self.more || self.slipped
    }
}

impl<'a, C: ConnectionTrait> Seek<'a, C> {
    /// Makes ready to look for terms.
    pub(super) async fn of(
        (on, vocabulary): (&'a C, &Vocabulary),
        viewer: &'a Viewer,
        narrows: &'a Narrows,
        terms: Vec<Term>,
    ) -> Result<Self, StoreError> {
        let words = vocabulary.words(on).await?;
        let unseen = unseen(&viewer.hidden);
        let blind = unseen.chars().any(|line| !ADDRESSES.iter().any(|(address, _)| *address == line));
        let plan =
            Plan::of(&terms, Scope { subject: Subject::Person, words: &words, unseen: &unseen, parts: true });
        Ok(Seek { on, viewer, narrows, terms, words, unseen, blind, plan })
    }

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
            // A list that was gathered goes on so, whatever is expected by now.
            let gathered = match streaming || (place.is_none() && self.expects_more_than(COMMON)) {
                true => None,
                false => Some(self.gather(RANKED, &[Person::SortKey]).await?),
            };
            return match gathered.filter(|gathered| gathered.suffices() || place.is_some()) {
                Some(gathered) => self.best_first(gathered, place.as_ref(), size).await,
                None => self.streams(place.filter(|place| place.list == STREAMED), size).await,
            };
        };
        list::check(self.viewer, sort)?;
        let place = paging.place(&[tag(sort)])?;
        // What falls into portions cannot be read in an order.
        let grouped = sort.by == PersonOrder::EmployeeInCharge || self.plan.portions().len() > 1;
        let (most, common) = if grouped { (GROUPED, GROUPED as i64) } else { (RANKED, COMMON) };
        let gathered = match self.expects_more_than(common) {
            true => None,
            false => Some(self.gather(most, columns(sort.by)).await?),
        };
        match gathered.filter(Gathered::suffices) {
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
    fn expects_more_than(&self, common: i64) -> bool {
        !self.narrowed() && self.plan.expected() > common
    }

    /// Tells whether the filter lets so few through that all of them are looked at.
    fn narrowed(&self) -> bool {
        self.narrows.few().is_some_and(|few| few <= RANKED as u64)
    }

    /// Gathers who fits, at most so many; with typing slips when few fit without.
    async fn gather(&self, most: usize, columns: &[Person]) -> Result<Gathered, StoreError> {
        let found = self.gather_by((&self.terms, &self.plan), most, columns).await?;
        // Several words that are found together are hardly slips.
        let enough = if self.terms.len() > 1 { 0 } else { SLIPS_BELOW };
        if found.more || found.fits.len() > enough {
            return Ok(found);
        }
        let mut terms = self.terms.clone();
        for term in &mut terms {
            term.slips = self.words.meant(term);
        }
        if terms.iter().all(|term| term.slips.is_empty()) {
            return Ok(found);
        }
        // Parts of words were looked for already.
        let (words, unseen) = (&*self.words, self.unseen.as_str());
        let scope = Scope { subject: Subject::Person, words, unseen, parts: false };
        let mut slipped = self.gather_by((&terms, &Plan::of(&terms, scope)), most, columns).await?;
        let known: BTreeSet<Uuid> = slipped.fits.iter().map(|(_, found)| found.id).collect();
        slipped.fits.extend(found.fits.into_iter().filter(|(_, found)| !known.contains(&found.id)));
        Ok(Gathered { slipped: true, ..slipped })
    }

    async fn gather_by(
        &self,
        (terms, plan): (&[Term], &Plan),
        most: usize,
        columns: &[Person],
    ) -> Result<Gathered, StoreError> {
        let mut gathered = Gathering { fits: BTreeMap::new(), full: false };
        if self.narrowed() || (plan.portions().is_empty() && !plan.nobody()) {
            let mut select = select(self.on, By::Record, columns);
            match self.narrowed() {
                true => select.cond_where(self.narrows.by_narrowest()),
                false => select.cond_where(self.narrows.looked_at()).cond_where(self.beginnings(terms)),
            };
            self.gather_of(&mut gathered, terms, select, (most, columns)).await?;
        } else {
            for ask in plan.portions() {
                let mut select = select(self.on, By::Words(ask), columns);
                select.cond_where(self.narrows.looked_at());
                if terms.len() > 1 {
                    select.cond_where(index::having(self.on, Subject::Person, terms));
                }
                // In an order, so that PostgreSQL does not hope to come across enough by reading everybody.
                index::by_number(self.on, Subject::Person, By::Words(ask), None, &mut select);
                self.gather_of(&mut gathered, terms, select, (most, columns)).await?;
                if gathered.full || gathered.fits.len() > most {
                    break;
                }
            }
        }
        // Whether there is more is said by what the viewer sees alone.
        let full = gathered.full && !self.blind;
        let more = full || gathered.fits.len() > most;
        Ok(Gathered { fits: gathered.fits.into_values().collect(), more, slipped: false })
    }

    async fn gather_of(
        &self,
        gathered: &mut Gathering,
        terms: &[Term],
        mut select: SelectStatement,
        (most, columns): (usize, &[Person]),
    ) -> Result<(), StoreError> {
        if most < usize::MAX {
            let looked_at = if self.blind { LOOKED_AT.max(most + 1) } else { most + 1 };
            select.limit(looked_at as u64);
        }
        let found = read(self.on, &select, columns).await?;
        gathered.full = found.len() > most;
        for found in found {
            if let Some(rank) = rank(&found.text, terms, &self.unseen) {
                gathered.fits.insert(found.id, (rank, found));
            }
        }
        Ok(())
    }

    /// The condition for words too short for the index: a list's own index has the beginnings.
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
