//! [`Page`]: a part of a list, and where the next one begins. Lists go by key, never by counting rows.

use sea_orm::Value;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::replication_store::StoreError;

/// The most entries one page has.
pub const PAGE_LIMIT: u32 = 500;

/// Up to how many matches are counted.
pub(crate) const COUNTED: u64 = 1_000;

/// How many entries a list has. Counting ends at 1,000: no list is walked through for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// So many, no more and no less.
    Exactly(u64),
    /// More than so many.
    MoreThan(u64),
}

impl Count {
    /// Makes one of how many were found when looking for one more than are counted.
    pub(crate) fn of(found: u64) -> Self {
        if found > COUNTED { Count::MoreThan(COUNTED) } else { Count::Exactly(found) }
    }
}

/// Turns a filter into names and values for the query of an address.
pub(crate) fn query_pairs<T: Serialize>(filter: &T) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(filter) else { return Vec::new() };
    let mut pairs: Vec<(String, String)> = fields
        .into_iter()
        .map(|(name, value)| match &value {
            serde_json::Value::String(text) => (name, text.clone()),
            serde_json::Value::Number(at) if name == "changed_since" => {
                let at = at.as_i64().and_then(|at| jiff::Timestamp::from_microsecond(at).ok());
                (name, at.unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string())
            }
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => {
                let text = value.to_string();
                (name, text)
            }
        })
        .collect();
    pairs.sort();
    pairs
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The entries, in order.
    pub items: Vec<T>,
    /// What to give as `after` for the next page; none: this was the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of rows read with a limit one above its size. `place` tells where an entry stands.
    pub(crate) fn of<R>(
        mut rows: Vec<R>,
        size: usize,
        place: impl Fn(&R) -> String,
        entry: impl FnMut(R) -> Result<T, StoreError>,
    ) -> Result<Page<T>, StoreError> {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).map(place);
        Ok(Page { items: rows.into_iter().map(entry).collect::<Result<_, _>>()?, next })
    }
}

/// What an entry is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Key {
    /// A number, or a time.
    Number(i64),
    /// A text in normal form.
    Text(String),
}

impl Key {
    /// Returns it as a statement takes it.
    pub(crate) fn value(&self) -> Value {
        match self {
            Key::Number(number) => (*number).into(),
            Key::Text(text) => text.clone().into(),
        }
    }
}

/// A place in a list: behind the entry with these keys and this id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    /// The order of the list: a place in one is none in another.
    #[serde(rename = "l")]
    pub(crate) list: String,
    /// The group that the entry stands in, where the list goes group by group.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<Uuid>,
    /// What the entry is sorted by, before its id.
    #[serde(rename = "k")]
    pub(crate) keys: Vec<Key>,
    /// The entry.
    #[serde(rename = "i")]
    pub(crate) id: Uuid,
}

impl Place {
    /// Writes it as the `next` of a page.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Says that it is no place in the list that was asked for.
    pub(crate) fn unknown(&self) -> StoreError {
        no_place(&self.text())
    }
}

fn no_place(after: &str) -> StoreError {
    StoreError::Invalid(format!(
        "\"{after}\" is no place in this list; give the \"next\" of the page before, as it was"
    ))
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paging {
    /// At most this many entries; zero means 50, more than [`PAGE_LIMIT`] means that.
    pub limit: u32,
    /// The `next` of the page before; none: from the beginning.
    pub after: Option<String>,
}

impl Paging {
    /// Asks for the first entries.
    pub fn first(limit: u32) -> Self {
        Paging { limit, after: None }
    }

    /// Returns how many entries the page has at most.
    pub(crate) fn size(&self) -> u32 {
        if self.limit == 0 { 50 } else { self.limit.min(PAGE_LIMIT) }
    }

    /// Reads where the page begins, in one of some lists.
    pub(crate) fn place(&self, lists: &[&str]) -> Result<Option<Place>, StoreError> {
        let Some(after) = &self.after else { return Ok(None) };
        let place: Option<Place> = serde_json::from_str(after).ok();
        let place = place.filter(|place| lists.contains(&place.list.as_str()));
        place.map(Some).ok_or_else(|| no_place(after))
    }

    /// Reads where the page begins: after the entry with this key and id.
    pub(crate) fn start(&self) -> Result<Option<(String, Uuid)>, StoreError> {
        let Some(after) = &self.after else { return Ok(None) };
        let read = || {
            let (id, key) = after.split_once('.')?;
            Some((key.replace('_', " "), Uuid::try_parse(id).ok()?))
        };
        read().map(Some).ok_or_else(|| no_place(after))
    }
}

/// Makes a page of rows read with a limit one above its size. `place` tells an entry's key and id.
pub(crate) fn page<R, T>(
    mut rows: Vec<R>,
    size: u32,
    place: impl Fn(&R) -> (String, Uuid),
    entry: impl FnMut(R) -> Result<T, StoreError>,
) -> Result<Page<T>, StoreError> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|row| {
        let (key, id) = place(row);
        format!("{}.{}", id.simple(), key.replace(' ', "_"))
    });
    Ok(Page { items: rows.into_iter().map(entry).collect::<Result<_, _>>()?, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_begins_after_the_last_entry_of_this_one() {
        let rows = vec![("mueller ada", 1), ("mueller ben", 2), ("zorn", 3)];
        let place = |row: &(&str, u128)| (row.0.to_owned(), Uuid::from_u128(row.1));
        let first = page(rows, 2, place, |row| Ok(row.1)).unwrap();
        assert_eq!(first.items, [1, 2]);
        let paging = Paging { limit: 2, after: first.next };
        assert_eq!(paging.start().unwrap(), Some(("mueller ben".to_owned(), Uuid::from_u128(2))));
        assert!(Paging { limit: 2, after: Some("page 7".to_owned()) }.start().is_err());
    }
}
