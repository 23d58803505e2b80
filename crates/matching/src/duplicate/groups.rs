//! Duplicates among the rows of one list: who belongs together.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Sharing, Status, status};
use super::keys::{MOST_HOLDERS, search_keys};
use super::traits::Traits;

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

/// Finds all pairs of duplicates among rows, in order.
pub fn pairs(rows: &[Traits], sharing: Sharing<'_>) -> Vec<Pair> {
    let found = worth_comparing(rows).into_iter().filter_map(|(one, other)| {
        let (status, points) = status(rows.get(one)?, rows.get(other)?, sharing)?;
        Some(Pair { one, other, status, points })
    });
    found.collect()
}

/// Returns the keys for *certain* that rows of clearly different persons hold: for [`Sharing::held_by_several`].
pub fn held_by_several(rows: &[Traits]) -> BTreeSet<String> {
    let mut holders: BTreeMap<&str, (&Traits, bool)> = BTreeMap::new();
    for row in rows {
        for key in &row.certain {
            let (first, several) = holders.entry(key).or_insert((row, false));
            let other =
                !first.first.is_empty() && !row.first.is_empty() && first.first.whole != row.first.whole;
            *several |=
                other && super::compare::Signs::of(first, row).first.is_some_and(|sign| sign.weight() < 0);
        }
    }
    holders.into_iter().filter(|(_, (_, several))| *several).map(|(key, _)| key.to_owned()).collect()
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
    let mut holders: Vec<(u64, usize)> = Vec::with_capacity(rows.len() * 12);
    for (place, row) in rows.iter().enumerate() {
        holders.extend(search_keys(row).iter().map(|key| (key.number(), place)));
    }
    holders.sort_unstable();
    let mut pairs = Vec::new();
    for bucket in holders.chunk_by(|a, b| a.0 == b.0) {
        if bucket.len() > MOST_HOLDERS {
            // Too many to compare each with each: neighbours still find each other.
            pairs.extend(bucket.windows(2).filter_map(|two| Some((two.first()?.1, two.last()?.1))));
            continue;
        }
        for (at, (_, one)) in bucket.iter().enumerate() {
            pairs.extend(bucket.iter().skip(at + 1).map(|(_, other)| (*one, *other)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
