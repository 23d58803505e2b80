//! [`Page`]: a part of a list, and where the next one begins. Lists go by key, never by counting rows.

use uuid::Uuid;

use crate::replication_store::StoreError;

/// The most entries one page has.
pub const PAGE_LIMIT: u32 = 500;

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The entries, in order.
    pub items: Vec<T>,
    /// What to give as `after` for the next page; none: this was the last one.
    pub next: Option<String>,
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

    /// Reads where the page begins: after the entry with this key and id.
    pub(crate) fn start(&self) -> Result<Option<(String, Uuid)>, StoreError> {
        let Some(after) = &self.after else { return Ok(None) };
        let read = || {
            let (id, key) = after.split_once('.')?;
            Some((key.replace('_', " "), Uuid::try_parse(id).ok()?))
        };
        read().map(Some).ok_or_else(|| {
            StoreError::Invalid(format!(
                "\"{after}\" is no place in this list; give the \"next\" of the page before, as it was"
            ))
        })
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
