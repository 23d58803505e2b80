//! Duplicates among the rows of one list: who belongs together.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Sharing, Status, status_among};
use super::compare::Signs;
use super::keys::{MOST_HOLDERS, search_numbers};
use super::traits::Traits;
use super::weights::Held;

/// Two rows that are certainly or possibly one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The place of one row.
    pub one: usize,
    /// The place of the other, behind it.
    pub other: usize,
    /// How sure it is.
    pub status: Status,
    /// The points.
    pub points: i32,
}

/// Rows that are duplicates of each other, directly or by way of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The places of the rows, in order.
    pub rows: Vec<usize>,
    /// What was found between them.
    pub pairs: Vec<Pair>,
}

/// Finds all pairs of duplicates among rows, in order. How much a name says is seen from how many rows have it.
pub fn pairs(rows: &[Traits], sharing: Sharing<'_>) -> Vec<Pair> {
    let held = names_held(rows);
    let found = worth_comparing(rows).into_iter().filter_map(|(one, other)| {
        let (status, points) =
            status_among(rows.get(one)?, rows.get(other)?, sharing, held.get(one).copied())?;
        Some(Pair { one, other, status, points })
    });
    found.collect()
}

/// How many rows have the names of each.
fn names_held(rows: &[Traits]) -> Vec<Held> {
    let cards = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let mut held = vec![Held { last_name: 1, first_name: 1, cards }; rows.len()];
    for part in [0, 1] {
        let mut names: Vec<(u64, usize)> = Vec::with_capacity(rows.len());
        names.extend(
            rows.iter().enumerate().filter_map(|(place, row)| Some((row.name_numbers()[part]?, place))),
        );
        names.sort_unstable();
        for bucket in names.chunk_by(|a, b| a.0 == b.0) {
            let count = u32::try_from(bucket.len()).unwrap_or(u32::MAX);
            for (_, place) in bucket {
                if let Some(held) = held.get_mut(*place) {
                    *(if part == 0 { &mut held.first_name } else { &mut held.last_name }) = count;
                }
            }
        }
    }
    held
}

/// Returns the keys for *certain* that rows of clearly different persons hold: for [`Sharing::held_by_several`].
pub fn held_by_several(rows: &[Traits]) -> BTreeSet<String> {
    let mut holders: Vec<(String, usize)> = Vec::with_capacity(rows.len() * 2);
    for (place, row) in rows.iter().enumerate() {
        holders.extend(row.certain_keys().map(|key| (key, place)));
    }
    holders.sort_unstable();
    let different = |one: &Traits, other: &Traits| {
        let named =
            !one.first.is_empty() && !other.first.is_empty() && one.first.whole() != other.first.whole();
        named && Signs::of(one, other).first.is_some_and(|sign| sign.weight() < 0)
    };
    let several = holders.chunk_by(|a, b| a.0 == b.0).filter(|holders| {
        let mut rows = holders.iter().filter_map(|(_, place)| rows.get(*place));
        rows.next().is_some_and(|first| rows.any(|row| different(first, row)))
    });
    several.filter_map(|holders| Some(holders.first()?.0.clone())).collect()
}

/// Groups rows that are duplicates of each other; rows without one are in no group.
pub fn groups(rows: &[Traits], sharing: Sharing<'_>) -> Vec<Group> {
    let pairs = pairs(rows, sharing);
    let mut leader: Vec<usize> = (0..rows.len()).collect();
    for pair in &pairs {
        let (a, b) = (find(&mut leader, pair.one), find(&mut leader, pair.other));
        // The lowest place leads, so that groups come in the order of their first rows.
        if let Some(place) = leader.get_mut(a.max(b)) {
            *place = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    let mut rows_of: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for pair in pairs {
        let leading = find(&mut leader, pair.one);
        rows_of.entry(leading).or_default().extend([pair.one, pair.other]);
        let group = groups.entry(leading).or_insert_with(|| Group { rows: vec![], pairs: vec![] });
        group.pairs.push(pair);
    }
    let whole = groups.into_iter().map(|(leading, group)| {
        let rows = rows_of.remove(&leading).unwrap_or_default();
        Group { rows: rows.into_iter().collect(), ..group }
    });
    whole.collect()
}

fn find(leader: &mut [usize], row: usize) -> usize {
    let mut at = row;
    while let Some(above) = leader.get(at).copied().filter(|above| *above != at) {
        let top = leader.get(above).copied().unwrap_or(above);
        if let Some(place) = leader.get_mut(at) {
            *place = top;
        }
        at = above;
    }
    at
}

/// Returns the pairs of rows that share a search key, each once, in order.
pub fn worth_comparing(rows: &[Traits]) -> Vec<(usize, usize)> {
    let mut holders: Vec<(u64, u32)> = Vec::with_capacity(rows.len() * 10);
    for (place, row) in (0u32..).zip(rows) {
        holders.extend(search_numbers(row).into_iter().map(|key| (key, place)));
    }
    holders.sort_unstable();
    // Both places in one number: sorted and compared at once.
    let pair = |one: u32, other: u32| u64::from(one) << 32 | u64::from(other);
    let mut pairs: Vec<u64> = Vec::with_capacity(rows.len() * 8);
    for bucket in holders.chunk_by(|a, b| a.0 == b.0) {
        // Too many to compare each with each: neighbours still find each other.
        let reach = if bucket.len() > MOST_HOLDERS { 1 } else { bucket.len() };
        for (at, (_, one)) in bucket.iter().enumerate() {
            pairs.extend(bucket.iter().skip(at + 1).take(reach).map(|(_, other)| pair(*one, *other)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter().map(|pair| ((pair >> 32) as usize, (pair & u64::from(u32::MAX)) as usize)).collect()
}
