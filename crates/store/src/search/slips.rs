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

/// Counts the slips between two words: a letter too many, one too few, another one, or two neighbours exchanged
/// (optimal string alignment); none when there are more than `most`.
pub(crate) fn slips(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let equal = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[equal..], &b[equal..]);
    let equal = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - equal], &b[..b.len() - equal]);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            next.push(cost);
        }
        if next.iter().all(|cost| *cost > most) {
            return None;
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> Option<usize> {
        slips(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 2)
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
