//! Lists: [`Asking`] which part is wanted, [`Listing`] the part, and the opaque place where the next one begins.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use store::{Page, Paging};
use utoipa::{IntoParams, ToSchema};

use crate::problem::{Kind, Problem};
use crate::properties::{Asked, Properties};

/// The most entries that one answer has.
pub const MOST: i64 = 200;
/// How many entries an answer has when the request does not say.
pub const USUAL: u32 = 50;

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asking {
    /// At most this many entries.
    #[param(minimum = 1, maximum = 200, default = 50, required = false)]
    pub limit: u32,
    /// The `next` of the page before, as it was; without it the list begins at its beginning.
    #[param(required = false)]
    pub after: Option<String>,
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    /// The entries, in order.
    pub items: Vec<T>,
    /// What to give as `after` for the next part; null: this was the last one.
    pub next: Option<String>,
}

impl Asked for Asking {
    fn read(properties: &mut Properties) -> Option<Self> {
        let limit = properties.number("limit", 1, MOST).and_then(|limit| u32::try_from(limit).ok());
        Some(Asking { limit: limit.unwrap_or(USUAL), after: properties.text("after") })
    }
}

impl Asking {
    /// Returns which part of a list the store is to read. A place in one list is none in another: `list` names it.
    ///
    /// # Errors
    /// [`Problem`] when `after` is no place in this list.
    pub fn of(&self, list: &str) -> Result<Paging, Problem> {
        let after = self.after.as_deref().map(|after| open(list, after)).transpose()?;
        Ok(Paging { limit: self.limit, after })
    }
}

impl<T> Listing<T> {
    /// Makes the answer of a page of the store.
    pub fn of<R>(list: &str, page: Page<R>, shown: impl FnMut(R) -> T) -> Self {
        let next = page.next.map(|place| seal(list, &place));
        Listing { items: page.items.into_iter().map(shown).collect(), next }
    }

    /// Makes a part of a list that is here as a whole, in the order of its keys, which differ.
    ///
    /// # Errors
    /// [`Problem`] when `after` is no place in this list.
    pub fn part<R>(
        list: &str,
        asking: &Asking,
        whole: Vec<R>,
        key: impl Fn(&R) -> String,
        shown: impl FnMut(R) -> T,
    ) -> Result<Self, Problem> {
        let after = asking.of(list)?.after;
        let mut keyed: Vec<(String, R)> = whole.into_iter().map(|entry| (key(&entry), entry)).collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        keyed.retain(|(key, _)| after.as_ref().is_none_or(|after| key > after));
        let size = usize::try_from(asking.limit).unwrap_or(usize::MAX);
        let more = keyed.len() > size;
        keyed.truncate(size);
        let next = keyed.last().filter(|_| more).map(|(key, _)| seal(list, key));
        Ok(Listing { items: keyed.into_iter().map(|(_, entry)| entry).map(shown).collect(), next })
    }
}

/// Makes a place opaque. The check tells a damaged one, or one of another list, from one of ours; it keeps no
/// secret and gives no right.
fn seal(list: &str, place: &str) -> String {
    URL_SAFE_NO_PAD.encode([&check(list, place)[..], place.as_bytes()].concat())
}

fn open(list: &str, sealed: &str) -> Result<String, Problem> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (given, place) = bytes.split_at_checked(8)?;
        let place = std::str::from_utf8(place).ok()?;
        (check(list, place) == given).then(|| place.to_owned())
    };
    read().ok_or_else(|| {
        Problem::new(
            Kind::Malformed,
            "\"after\" is no place in this list; nothing was read. Give the \"next\" of the page before, as it \
             was, with the same path, or leave it out to begin at the beginning",
        )
    })
}

fn check(list: &str, place: &str) -> [u8; 8] {
    let hash = Sha256::new_with_prefix(list).chain_update([0]).chain_update(place).finalize();
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(hash) {
        *to = from;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_good_in_its_own_list_only_and_only_whole() {
        let sealed = seal("persons", "müller.1");
        assert_eq!(open("persons", &sealed).unwrap(), "müller.1");
        assert!(open("partners", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone().into_bytes();
            damaged[at] = if damaged[at] == b'A' { b'B' } else { b'A' };
            let damaged = String::from_utf8(damaged).unwrap();
            assert!(open("persons", &damaged).is_err() || damaged == sealed, "{damaged}");
        }
        assert!(open("persons", "").is_err());
    }

    #[test]
    fn a_whole_list_goes_out_in_parts_without_gap_or_repetition() {
        let asking = |after| Asking { limit: 2, after };
        let part = |after| {
            Listing::part("l", &asking(after), vec!["c", "a", "b"], |e| (*e).to_owned(), |e| e).unwrap()
        };
        let first = part(None);
        assert_eq!(first.items, ["a", "b"]);
        let second = part(first.next);
        assert_eq!((second.items, second.next), (vec!["c"], None));
    }
}
