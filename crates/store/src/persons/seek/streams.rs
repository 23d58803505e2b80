//! Persons that fit a common word, in streams: from those whose last name is the word to those that have it
//! somewhere. A person comes in the first stream that it is in.

use sea_orm::{ColumnTrait as _, ConnectionTrait};
use uuid::Uuid;

use crate::page::{Key, Page, Place};
use crate::persons::PersonRecord;
use crate::persons::list::behind;
use crate::persons::seek::find::{self, Found, in_order_of, read, select};
use crate::persons::seek::{LOOKED_AT, Person, STREAMED, Seek};
use crate::replication_store::StoreError;
use crate::search::index::{self, By, Subject};
use crate::search::rank::rank;

/// What is read of everybody in a stream.
const COLUMNS: [Person; 4] = [Person::SortKey, Person::FirstNameKey, Person::CompanyKey, Person::CityKey];

/// From how many expected finds on texts are read in their order rather than found all.
const MANY: i64 = 15_000;

/// A stream: a column and a range of it.
type Range = (Person, String, String);

impl<C: ConnectionTrait> Seek<'_, C> {
    /// The streams of two words that are a name, and those of the rarest word: a column and a range of it, each. Where
    /// few of them fit the other words, there are none.
    fn ranges(&self) -> Vec<Range> {
        let mut ranges = self.names();
        if !self.plan.dense() {
            return ranges;
        }
        let mut rarest: Option<(i64, Vec<String>)> = None;
        for term in &self.terms {
            let spelled = self.words.spellings(term);
            let count: i64 = spelled.iter().map(|word| self.words.beginning(word)).sum();
            if count > 0 && rarest.as_ref().is_none_or(|(least, _)| count < *least) {
                rarest = Some((count, spelled));
            }
        }
        let short = || self.terms.iter().find(|term| !term.words.is_empty()).map(|term| term.words.clone());
        let words = rarest.map(|(_, words)| words).or_else(short).unwrap_or_default();
        let columns = self.columns();
        for whole in [true, false] {
            for column in &columns {
                for word in &words {
                    // A blank, which ends a word, comes before every other sign; "!" is the next one.
                    let (from, to) = match whole {
                        true => (word.clone(), format!("{word}!")),
                        false => (format!("{word}!"), format!("{word}\u{10FFFF}")),
                    };
                    ranges.push((*column, from, to));
                }
            }
        }
        ranges
    }

    /// The streams of two words that are a name, in either order.
    fn names(&self) -> Vec<Range> {
        let [one, other] = self.terms.as_slice() else { return Vec::new() };
        let mut ranges = Vec::new();
        for (last, first) in [(one, other), (other, one)] {
            for last in &last.words {
                for first in &first.words {
                    let from = format!("{last} {first}");
                    let to = format!("{from}\u{10FFFF}");
                    ranges.push((Person::SortKey, from, to));
                }
            }
        }
        ranges
    }

    /// Goes from stream to stream until the page is full; the last one is everybody who fits and was in none.
    pub(super) async fn streams(
        &self,
        after: Option<Place>,
        size: usize,
    ) -> Result<Page<PersonRecord>, StoreError> {
        let ranges = self.ranges();
        let mut after = match after {
            Some(place) => Some(Stood::read(&place)?),
            None => None,
        };
        let first = after.as_ref().map_or(0, |stood| stood.stream);
        let hides = !self.unseen.is_empty();
        let mut looked_at = 0;
        let mut fits: Vec<Stood> = Vec::new();
        for stream in first..ranges.len() + self.plan.portions().len() {
            while fits.len() <= size && !(hides && looked_at > LOOKED_AT + fits.len()) {
                let wanted = size + 1 - fits.len();
                let chunk = wanted + wanted / 4 + 8;
                let found = self.stream(&ranges, stream, after.as_ref(), chunk).await?;
                let last = found.len() < chunk;
                looked_at += found.len();
                after = found.last().map(|found| Stood::of(&ranges, stream, found));
                fits.extend(self.fitting(&ranges, stream, found));
                if last {
                    break;
                }
            }
            after = None;
        }
        fits.truncate(size + 1);
        find::page(self.on, (self.viewer, self.narrows), fits, size, (|stood| stood.id, Stood::text)).await
    }

    /// Reads some of a stream. Behind those of columns come the portions of the index.
    async fn stream(
        &self,
        ranges: &[Range],
        stream: usize,
        after: Option<&Stood>,
        limit: usize,
    ) -> Result<Vec<Found>, StoreError> {
        let after = after.filter(|stood| stood.stream == stream);
        let Some((column, from, to)) = ranges.get(stream) else {
            let portions = self.plan.portions();
            let Some(ask) = portions.get(stream - ranges.len()) else { return Ok(Vec::new()) };
            let many = portions.len() == 1 && self.plan.expected() > MANY;
            let by = if many { By::Number(ask) } else { By::Words(ask) };
            let mut select = select(self.on, by, &COLUMNS);
            select.cond_where(self.narrows.looked_at());
            if self.terms.len() > 1 {
                select.cond_where(index::having(self.on, Subject::Person, &self.terms));
            }
            index::by_number(self.on, Subject::Person, by, after.map(|stood| stood.n), &mut select);
            return read(self.on, select.limit(limit as u64), &COLUMNS).await;
        };
        let mut select = select(self.on, By::Record, &COLUMNS);
        select.cond_where(self.narrows.looked_at());
        select.and_where(column.gte(from.as_str())).and_where(column.lt(to.as_str()));
        if self.terms.len() > 1 {
            select.cond_where(index::having(self.on, Subject::Person, &self.terms));
        }
        let order = stream_columns(*column);
        if let Some(stood) = after {
            select.and_where(behind(&order, &stood.place(), false)?);
        }
        in_order_of(&mut select, &order, false, limit);
        read(self.on, &select, &COLUMNS).await
    }

    /// Keeps of a stream who fits and was in no stream before.
    fn fitting<'f>(
        &self,
        ranges: &'f [Range],
        stream: usize,
        found: Vec<Found>,
    ) -> impl Iterator<Item = Stood> + use<'f, '_, C> {
        found.into_iter().filter_map(move |found| {
            let before = ranges.iter().take(stream).any(|(column, from, to)| {
                let value = value(*column, &found);
                value >= from.as_str() && value < to.as_str()
            });
            let before = before || self.plan.earlier(stream.saturating_sub(ranges.len()), &found.text);
            let fits = !before && rank(&found.text, &self.terms, &self.unseen).is_some();
            fits.then(|| Stood::of(ranges, stream, &found))
        })
    }
}

/// Where somebody stands in the streams.
#[derive(Debug, Clone)]
struct Stood {
    stream: usize,
    keys: Vec<Key>,
    n: i64,
    id: Uuid,
}

impl Stood {
    fn of(ranges: &[Range], stream: usize, found: &Found) -> Self {
        let column = ranges.get(stream).map(|(column, _, _)| *column);
        let columns = column.map(stream_columns).unwrap_or_default();
        let keys = columns.into_iter().map(|column| Key::Text(value(column, found).to_owned())).collect();
        Stood { stream, keys, n: found.n, id: found.id }
    }

    /// As a place: the stream and the number stand before the keys.
    fn read(place: &Place) -> Result<Self, StoreError> {
        match place.keys.as_slice() {
            [Key::Number(stream), Key::Number(n), keys @ ..] => {
                let stream = usize::try_from(*stream).map_err(|_| place.unknown())?;
                Ok(Stood { stream, keys: keys.to_vec(), n: *n, id: place.id })
            }
            _ => Err(place.unknown()),
        }
    }

    /// The place for the statement: the keys alone.
    fn place(&self) -> Place {
        Place { list: STREAMED.to_owned(), group: None, keys: self.keys.clone(), id: self.id }
    }

    fn text(&self) -> String {
        let stream = i64::try_from(self.stream).unwrap_or_default();
        let keys = [Key::Number(stream), Key::Number(self.n)].into_iter().chain(self.keys.clone()).collect();
        Place { list: STREAMED.to_owned(), group: None, keys, id: self.id }.text()
    }
}

fn stream_columns(column: Person) -> Vec<Person> {
    if column.as_column_ref() == Person::SortKey.as_column_ref() {
        vec![column]
    } else {
        vec![column, Person::SortKey]
    }
}

fn value(column: Person, found: &Found) -> &str {
    let place = COLUMNS.iter().position(|known| known.as_column_ref() == column.as_column_ref());
    match found.keys.get(place.unwrap_or_default()) {
        Some(Key::Text(text)) => text,
        Some(Key::Number(_)) | None => "",
    }
}
