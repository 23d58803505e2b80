//! Typing slips: which known words somebody may have meant.

/// From how many letters on two slips are forgiven.
const LONG: usize = 9;
/// From how many letters on one slip is forgiven.
const SHORT: usize = 4;

/// How many slips are forgiven in a word.
pub(crate) fn forgiven(word: &[char]) -> usize {
    match word.len() {
        0..SHORT => 0,
        SHORT..LONG => 1,
        _ => 2,
    }
}

/// The letters of a word as bits: one slip changes at most two of them.
pub(crate) fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |set, byte| set | 1 << (byte & 63))
}

/// A word to which others are compared: for each letter, where it stands in it, as bits.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    places: [u64; 128],
    length: usize,
}

/// Up to how many letters are compared; longer words have no slips.
const COMPARED: usize = 64;

impl Typed {
    /// Reads a word in normal form; none: it is empty, too long, or has letters of which none is in a normal form.
    pub(crate) fn read(word: &str) -> Option<Typed> {
        if word.is_empty() || word.len() > COMPARED {
            return None;
        }
        let mut places = [0; 128];
        for (place, letter) in word.bytes().enumerate() {
            *places.get_mut(usize::from(letter))? |= 1 << place;
        }
        Some(Typed { places, length: word.len() })
    }

    /// Counts the slips between two words: a letter too many, one too few, another one, or two neighbours exchanged
    /// (optimal string alignment, a column of its table as bits: Hyyrö 2003); none when there are more than `most`.
    pub(crate) fn slips(&self, word: &str, most: usize) -> Option<usize> {
        if self.length.abs_diff(word.len()) > most {
            return None;
        }
        let last = 1_u64 << (self.length - 1);
        let (mut more, mut less, mut zero, mut before) = (u64::MAX, 0_u64, 0_u64, 0_u64);
        let mut slips = self.length;
        for letter in word.bytes() {
            let here = self.places.get(usize::from(letter)).copied().unwrap_or(0);
            let exchanged = (((!zero) & here) << 1) & before;
            zero = (((here & more).wrapping_add(more)) ^ more) | here | less | exchanged;
            let (up, down) = (less | !(zero | more), zero & more);
            slips = slips + usize::from(up & last != 0) - usize::from(down & last != 0);
            let up = (up << 1) | 1;
            more = (down << 1) | !(zero | up);
            less = zero & up;
            before = here;
        }
        (slips <= most).then_some(slips)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> Option<usize> {
        Typed::read(a)?.slips(b, 2)
    }

    #[test]
    fn slips_are_counted_wherever_they_are() {
        for (a, b, count) in [
            ("meier", "meier", Some(0)),
            ("meier", "maier", Some(1)),
            ("eier", "meier", Some(1)),
            ("neier", "meier", Some(1)),
            ("schimdt", "schmidt", Some(1)),
            ("emier", "meier", Some(1)),
            ("meierr", "meier", Some(1)),
            ("shcmitd", "schmidt", Some(2)),
            ("schmidt", "schulze", None),
            ("abc", "abcdef", None),
        ] {
            assert_eq!(between(a, b), count, "{a} {b}");
            assert_eq!(between(b, a), count, "{b} {a}");
        }
    }
}
