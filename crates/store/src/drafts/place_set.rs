//! [`PlaceSet`]: which places of a list are meant, one bit each. Pure.

use std::ops::RangeInclusive;

/// How many places stand in one word.
const WORD: usize = 64;

/// A set of places in a list of fixed size. A place is an index into the list; what lies behind its end is never in
/// the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlaceSet {
    size: usize,
    /// Bits behind the end are zero.
    words: Vec<u64>,
}

impl PlaceSet {
    /// Makes a set without places, of a list with so many.
    pub(crate) fn none(size: usize) -> Self {
        PlaceSet { size, words: vec![0; size.div_ceil(WORD)] }
    }

    /// Makes the set of all places of a list.
    pub(crate) fn all(size: usize) -> Self {
        let mut set = PlaceSet { size, words: vec![u64::MAX; size.div_ceil(WORD)] };
        set.close();
        set
    }

    /// Makes the set of the places in ranges; what lies behind the end is left out.
    pub(crate) fn of_ranges(size: usize, ranges: &[RangeInclusive<u32>]) -> Self {
        let mut set = PlaceSet::none(size);
        for range in ranges {
            set.insert_range(*range.start() as usize, (*range.end() as usize).min(size.saturating_sub(1)));
        }
        set
    }

    /// Reads a set of a list of this size from its bytes; none when they are those of another size.
    pub(crate) fn from_bytes(size: usize, bytes: &[u8]) -> Option<Self> {
        if bytes.len() != size.div_ceil(8) {
            return None;
        }
        let word = |chunk: &[u8]| chunk.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte));
        let mut set = PlaceSet { size, words: bytes.chunks(8).map(word).collect() };
        set.close();
        Some(set)
    }

    /// Writes it as bytes: the first place is the lowest bit of the first.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes.truncate(self.size.div_ceil(8));
        bytes
    }

    /// Tells how many places the list has.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Tells how many places are in the set.
    pub(crate) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Tells whether no place is in the set.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Tells whether a place is in the set.
    pub(crate) fn contains(&self, place: u32) -> bool {
        let place = place as usize;
        self.words.get(place / WORD).is_some_and(|word| word & (1 << (place % WORD)) != 0)
    }

    /// Adds a place; one behind the end is left out.
    pub(crate) fn insert(&mut self, place: u32) {
        self.insert_range(place as usize, place as usize);
    }

    /// Returns the places that are in both.
    pub(crate) fn and(&self, other: &PlaceSet) -> PlaceSet {
        self.joined(other, |own, other| own & other)
    }

    /// Returns the places that are in either.
    pub(crate) fn or(&self, other: &PlaceSet) -> PlaceSet {
        self.joined(other, |own, other| own | other)
    }

    /// Returns the places that are not in the other.
    pub(crate) fn minus(&self, other: &PlaceSet) -> PlaceSet {
        self.joined(other, |own, other| own & !other)
    }

    /// Returns the places of the set from its `skipped`-th on (the first is the zeroth), in order, at most so many.
    pub(crate) fn window(&self, skipped: u64, most: usize) -> Vec<u32> {
        let mut skipped = skipped;
        let mut places = Vec::with_capacity(most.min(1024));
        for (at, word) in self.words.iter().enumerate() {
            let here = u64::from(word.count_ones());
            if skipped >= here {
                skipped -= here;
                continue;
            }
            let of_word = (0..WORD).filter(|bit| word & (1 << bit) != 0);
            for bit in of_word.skip(usize::try_from(skipped).unwrap_or(WORD)) {
                if places.len() == most {
                    return places;
                }
                places.extend(u32::try_from(at * WORD + bit));
            }
            skipped = 0;
        }
        places
    }

    /// Returns every place of the set, in order.
    pub(crate) fn places(&self) -> Vec<u32> {
        self.window(0, usize::MAX)
    }

    /// Returns the last place of the set.
    pub(crate) fn last(&self) -> Option<u32> {
        let (at, word) = self.words.iter().enumerate().rev().find(|(_, word)| **word != 0)?;
        u32::try_from(at * WORD + WORD - 1 - word.leading_zeros() as usize).ok()
    }

    /// Returns the first place of the set that lies behind another.
    pub(crate) fn after(&self, place: u32) -> Option<u32> {
        let start = place as usize + 1;
        let beyond = u64::MAX << (start % WORD);
        let words = self.words.iter().enumerate().skip(start / WORD);
        let mut words = words.map(|(at, word)| (at, if at == start / WORD { word & beyond } else { *word }));
        let (at, word) = words.find(|(_, word)| *word != 0)?;
        u32::try_from(at * WORD + word.trailing_zeros() as usize).ok()
    }

    fn insert_range(&mut self, first: usize, last: usize) {
        if first > last || last >= self.size {
            return;
        }
        let (from, to) = (first / WORD, last / WORD);
        for (at, word) in self.words.iter_mut().enumerate().take(to + 1).skip(from) {
            let low = if at == from { u64::MAX << (first % WORD) } else { u64::MAX };
            let high = if at == to { u64::MAX >> (WORD - 1 - last % WORD) } else { u64::MAX };
            *word |= low & high;
        }
    }

    fn joined(&self, other: &PlaceSet, join: impl Fn(u64, u64) -> u64) -> PlaceSet {
        let others = other.words.iter().copied().chain(std::iter::repeat(0));
        let words = self.words.iter().zip(others).map(|(own, other)| join(*own, other));
        let mut set = PlaceSet { size: self.size, words: words.collect() };
        set.close();
        set
    }

    /// Takes out what lies behind the end.
    fn close(&mut self) {
        let rest = self.size % WORD;
        if let Some(last) = self.words.last_mut().filter(|_| rest != 0) {
            *last &= u64::MAX >> (WORD - rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A plain list of yes and no: what a set is compared with.
    fn of(plain: &[bool]) -> PlaceSet {
        let mut set = PlaceSet::none(plain.len());
        (0..).zip(plain).filter(|(_, yes)| **yes).for_each(|(place, _)| set.insert(place));
        set
    }

    fn plain(set: &PlaceSet) -> Vec<bool> {
        (0..set.size()).map(|place| set.contains(u32::try_from(place).unwrap())).collect()
    }

    fn meant(plain: &[bool]) -> Vec<u32> {
        (0..).zip(plain).filter(|(_, yes)| **yes).map(|(place, _)| place).collect()
    }

    #[test]
    fn the_table_of_ranges() {
        // The size of the list, the ranges, and the places that they mean.
        type Case = (usize, &'static [RangeInclusive<u32>], &'static [u32]);
        #[allow(clippy::reversed_empty_ranges)] // One that means nobody.
        let table: [Case; 9] = [
            (0, &[0..=9], &[]),
            (5, &[], &[]),
            (5, &[0..=0], &[0]),
            (5, &[1..=2, 4..=4], &[1, 2, 4]),
            (5, &[3..=1], &[]),
            (5, &[3..=99], &[3, 4]),
            (5, &[5..=5, u32::MAX..=u32::MAX], &[]),
            (130, &[62..=65, 64..=66, 127..=128], &[62, 63, 64, 65, 66, 127, 128]),
            (3, &[0..=u32::MAX], &[0, 1, 2]),
        ];
        for (size, ranges, expected) in table {
            assert_eq!(PlaceSet::of_ranges(size, ranges).places(), expected, "{size} {ranges:?}");
        }
    }

    #[test]
    fn all_of_a_list_ends_where_the_list_ends() {
        for size in [0, 1, 63, 64, 65, 128, 1000] {
            let all = PlaceSet::all(size);
            assert_eq!(all.count(), size as u64);
            assert_eq!(all.last(), u32::try_from(size).unwrap().checked_sub(1));
            assert!(!all.contains(u32::try_from(size).unwrap()));
            assert!(all.minus(&all).is_empty());
        }
    }

    #[test]
    fn bytes_of_another_list_are_no_set_and_bits_behind_the_end_do_not_count() {
        assert_eq!(PlaceSet::from_bytes(9, &[0xff]), None);
        assert_eq!(PlaceSet::from_bytes(8, &[0xff, 0]), None);
        assert_eq!(PlaceSet::from_bytes(0, &[]), Some(PlaceSet::none(0)));
        assert_eq!(PlaceSet::from_bytes(9, &[0x01, 0xff]).unwrap().places(), [0, 8]);
        assert_eq!(PlaceSet::from_bytes(9, &[0x01, 0x01]).unwrap().to_bytes(), [0x01, 0x01]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn a_set_is_what_a_plain_list_of_yes_and_no_is(
            both in proptest::collection::vec(any::<(bool, bool)>(), 0..300),
            skipped in 0_u64..320,
            most in 0_usize..100,
        ) {
            let (one, other): (Vec<bool>, Vec<bool>) = both.iter().copied().unzip();
            let (set, second) = (of(&one), of(&other));
            prop_assert_eq!(plain(&set), one.clone());
            let join = |join: fn(bool, bool) -> bool| -> Vec<bool> {
                both.iter().map(|(one, other)| join(*one, *other)).collect()
            };
            prop_assert_eq!(plain(&set.and(&second)), join(|a, b| a && b));
            prop_assert_eq!(plain(&set.or(&second)), join(|a, b| a || b));
            prop_assert_eq!(plain(&set.minus(&second)), join(|a, b| a && !b));
            let places = meant(&one);
            prop_assert_eq!(set.count(), places.len() as u64);
            prop_assert_eq!(set.is_empty(), places.is_empty());
            prop_assert_eq!(set.places(), places.clone());
            prop_assert_eq!(set.last(), places.last().copied());
            let skip = usize::try_from(skipped).unwrap();
            let window: Vec<u32> = places.iter().copied().skip(skip).take(most).collect();
            prop_assert_eq!(set.window(skipped, most), window);
            for place in 0..u32::try_from(one.len()).unwrap() + 2 {
                prop_assert_eq!(set.after(place), places.iter().copied().find(|other| *other > place));
            }
            prop_assert_eq!(PlaceSet::from_bytes(one.len(), &set.to_bytes()), Some(set));
        }

        #[test]
        fn ranges_mean_every_place_in_one_of_them(
            size in 0_usize..300,
            ranges in proptest::collection::vec((0_u32..320, 0_u32..320), 0..6),
        ) {
            let ranges: Vec<RangeInclusive<u32>> = ranges.into_iter().map(|(from, to)| from..=to).collect();
            let within = |place: u32| ranges.iter().any(|range| range.contains(&place));
            let expected: Vec<bool> = (0..u32::try_from(size).unwrap()).map(within).collect();
            prop_assert_eq!(plain(&PlaceSet::of_ranges(size, &ranges)), expected);
        }
    }
}
