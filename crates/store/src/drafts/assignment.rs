//! [`Assignment`]: which hits stand on which side of the assignment table, and what a move does. Pure.

use crate::drafts::place_set::PlaceSet;
use crate::drafts::{Places, PlacesMoved, Side};

/// The two lists of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// Hits that were in the mailbox when they were searched for.
    pub(crate) exported: PlaceSet,
    /// Hits that the mailbox's owner may not see: never selected.
    pub(crate) barred: PlaceSet,
    /// Hits that are to be exported; the others stand among the found ones.
    pub(crate) selected: PlaceSet,
}

impl Assignment {
    /// Begins with those selected that are in the mailbox already.
    pub(crate) fn begin(exported: PlaceSet, barred: PlaceSet) -> Self {
        let selected = exported.minus(&barred);
        Assignment { exported, barred, selected }
    }

    /// Tells how many hits there are.
    pub(crate) fn size(&self) -> usize {
        self.selected.size()
    }

    /// Returns the hits on a side.
    pub(crate) fn side(&self, side: Side) -> PlaceSet {
        match side {
            Side::Found => PlaceSet::all(self.size()).minus(&self.selected),
            Side::Selected => self.selected.clone(),
        }
    }

    /// Returns the hits that were in the mailbox and were taken off the list. Those that its owner may not see any
    /// more were taken off by nobody.
    pub(crate) fn taken_off(&self) -> PlaceSet {
        self.exported.minus(&self.selected).minus(&self.barred)
    }

    /// Moves hits to a side: those asked for that stand on the other one and are shown there. What is barred stays.
    pub(crate) fn take(&mut self, to: Side, asked: &Places, shown: Option<&PlaceSet>) -> PlacesMoved {
        let from = self.side(to.other());
        let list = shown.map_or_else(|| from.clone(), |shown| from.and(shown));
        let meant = match asked {
            Places::All => list.clone(),
            Places::Ranges(ranges) => list.and(&PlaceSet::of_ranges(self.size(), ranges)),
        };
        let (moved, barred) = match to {
            Side::Selected => (meant.minus(&self.barred), meant.and(&self.barred).count()),
            Side::Found => (meant, 0),
        };
        self.selected = match to {
            Side::Selected => self.selected.or(&moved),
            Side::Found => self.selected.minus(&moved),
        };
        let left = list.minus(&moved);
        let next = moved.last().and_then(|last| left.after(last).or_else(|| left.last()));
        PlacesMoved { moved: moved.count(), barred, next }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(size: usize, places: &[u32]) -> PlaceSet {
        let mut set = PlaceSet::none(size);
        places.iter().for_each(|place| set.insert(*place));
        set
    }

    #[test]
    fn those_in_the_mailbox_stand_on_the_right_from_the_start_but_the_barred_ones() {
        let begun = Assignment::begin(set(6, &[0, 2, 5]), set(6, &[2, 3]));
        assert_eq!(begun.side(Side::Selected).places(), [0, 5]);
        assert_eq!(begun.side(Side::Found).places(), [1, 2, 3, 4]);
        assert!(begun.taken_off().is_empty(), "nobody was taken off yet");
    }

    #[test]
    fn the_table_of_moves() {
        // Ten hits; 0 and 5 are in the mailbox, 7 is barred; selected are 0, 5 and 6.
        let begin = || {
            let mut begun = Assignment::begin(set(10, &[0, 5]), set(10, &[7]));
            begun.take(Side::Selected, &Places::Ranges(vec![6..=6]), None);
            begun
        };
        let some = |ranges: &[std::ops::RangeInclusive<u32>]| Places::Ranges(ranges.to_vec());
        let shown = set(10, &[2, 5, 6, 7, 8]);
        // Where to, what, filtered or not; then who is selected, how many moved and were barred, and who comes next.
        let (right, left) = (Side::Selected, Side::Found);
        type Case = (Side, Places, bool, &'static [u32], (u64, u64, Option<u32>));
        let table: [Case; 14] = [
            (right, some(&[1..=1]), false, &[0, 1, 5, 6], (1, 0, Some(2))),
            (right, some(&[1..=3]), false, &[0, 1, 2, 3, 5, 6], (3, 0, Some(4))),
            (right, some(&[9..=9]), false, &[0, 5, 6, 9], (1, 0, Some(8))),
            (right, some(&[0..=0, 5..=6]), false, &[0, 5, 6], (0, 0, None)),
            (right, some(&[7..=7]), false, &[0, 5, 6], (0, 1, None)),
            (right, some(&[6..=8]), false, &[0, 5, 6, 8], (1, 1, Some(9))),
            (right, Places::All, false, &[0, 1, 2, 3, 4, 5, 6, 8, 9], (6, 1, Some(7))),
            (right, Places::All, true, &[0, 2, 5, 6, 8], (2, 1, Some(7))),
            (right, some(&[0..=9]), true, &[0, 2, 5, 6, 8], (2, 1, Some(7))),
            (right, some(&[3..=4]), true, &[0, 5, 6], (0, 0, None)),
            (left, some(&[0..=0]), false, &[5, 6], (1, 0, Some(5))),
            (left, some(&[6..=9]), false, &[0, 5], (1, 0, Some(5))),
            (left, Places::All, false, &[], (3, 0, None)),
            (left, Places::All, true, &[0], (2, 0, None)),
        ];
        for (to, places, filtered, selected, (moved, barred, next)) in table {
            let mut assignment = begin();
            let shown = filtered.then_some(&shown);
            let found = assignment.take(to, &places, shown);
            assert_eq!(found, PlacesMoved { moved, barred, next }, "{to:?} {places:?} {filtered}");
            assert_eq!(assignment.selected.places(), selected, "{to:?} {places:?} {filtered}");
            let again = assignment.take(to, &places, shown);
            assert_eq!((again.moved, again.next), (0, None), "the same move again does nothing");
        }
    }

    #[test]
    fn taken_off_is_who_was_in_the_mailbox_and_stands_on_the_left_now() {
        let mut assignment = Assignment::begin(set(4, &[0, 1, 3]), set(4, &[3]));
        assignment.take(Side::Found, &Places::Ranges(vec![1..=1]), None);
        assert_eq!(assignment.taken_off().places(), [1], "the barred one was taken off by nobody");
        assignment.take(Side::Selected, &Places::All, None);
        assert!(assignment.taken_off().is_empty());
    }

    /// The lists as somebody would write them who does not care for time or room.
    #[derive(Debug, Clone)]
    struct Plain {
        exported: Vec<bool>,
        barred: Vec<bool>,
        selected: Vec<bool>,
    }

    impl Plain {
        fn take(&mut self, to: Side, asked: impl Fn(usize) -> bool, shown: &[bool]) -> PlacesMoved {
            let right = to == Side::Selected;
            let (mut moved, mut barred) = (Vec::new(), 0);
            for (place, shown) in shown.iter().enumerate().take(self.selected.len()) {
                if self.selected[place] == right || !shown || !asked(place) {
                    continue;
                }
                if right && self.barred[place] {
                    barred += 1;
                } else {
                    moved.push(place);
                }
            }
            moved.iter().for_each(|place| self.selected[*place] = right);
            let left: Vec<usize> =
                (0..shown.len()).filter(|place| shown[*place] && self.selected[*place] != right).collect();
            let next = moved.last().and_then(|last| {
                left.iter()
                    .find(|place| *place > last)
                    .or(left.last())
                    .map(|place| u32::try_from(*place).unwrap())
            });
            PlacesMoved { moved: moved.len() as u64, barred, next }
        }
    }

    fn of(plain: &[bool]) -> PlaceSet {
        let places: Vec<u32> = (0..).zip(plain).filter(|(_, yes)| **yes).map(|(place, _)| place).collect();
        set(plain.len(), &places)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn any_row_of_moves_ends_as_in_plain_lists(
            hits in proptest::collection::vec(any::<(bool, bool, bool)>(), 0..200),
            moves in proptest::collection::vec(
                (any::<bool>(), proptest::option::of((0_u32..220, 0_u32..220)), any::<bool>()), 0..12),
        ) {
            let exported: Vec<bool> = hits.iter().map(|(exported, _, _)| *exported).collect();
            let barred: Vec<bool> = hits.iter().map(|(_, barred, _)| *barred).collect();
            let words: Vec<bool> = hits.iter().map(|(_, _, shown)| *shown).collect();
            let selected = exported.iter().zip(&barred).map(|(exported, barred)| *exported && !*barred).collect();
            let mut plain = Plain { exported, barred, selected };
            let mut assignment = Assignment::begin(of(&plain.exported), of(&plain.barred));
            for (right, range, filtered) in moves {
                let to = if right { Side::Selected } else { Side::Found };
                let places = range.map_or(Places::All, |(from, to)| Places::Ranges(vec![from..=to]));
                let asked = |place: usize| {
                    range.is_none_or(|(from, to)| (from..=to).contains(&u32::try_from(place).unwrap()))
                };
                let shown = if filtered { words.clone() } else { vec![true; words.len()] };
                let expected = plain.take(to, asked, &shown);
                let set = of(&shown);
                prop_assert_eq!(assignment.take(to, &places, filtered.then_some(&set)), expected);
                prop_assert_eq!(&assignment.selected, &of(&plain.selected));
                prop_assert!(assignment.selected.and(&assignment.barred).is_empty());
                let both = assignment.side(Side::Found).count() + assignment.side(Side::Selected).count();
                prop_assert_eq!(both, hits.len() as u64);
            }
        }
    }
}
