//! Typing slips: how many letters were left out, added, exchanged or turned round.

/// The longest word that is compared letter by letter, in bytes; longer ones are the same or not.
const LONGEST: usize = 48;

/// Returns the number of slips between two words (a letter left out, added, exchanged, or two neighbours turned
/// round), when it is at most `most`.
pub fn slips(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a == b {
        return Some(0);
    }
    if a.len().abs_diff(b.len()) > most || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    let found = distance(a, b, most);
    (found <= most).then_some(found)
}

/// Optimal string alignment, by three rows of the usual table; stops where no row can come back below `most`.
fn distance(a: &[u8], b: &[u8], most: usize) -> usize {
    let mut before = [0usize; LONGEST + 1];
    let mut last: [usize; LONGEST + 1] = std::array::from_fn(|place| place);
    for (i, x) in a.iter().enumerate() {
        let mut row = [0usize; LONGEST + 1];
        row[0] = i + 1;
        let mut least = row[0];
        for (j, y) in b.iter().enumerate() {
            let exchanged = last[j] + usize::from(x != y);
            let mut best = exchanged.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best;
            least = least.min(best);
        }
        if least > most {
            return most + 1;
        }
        before = last;
        last = row;
    }
    last[b.len()]
}

/// Tells whether two different words could be one with a typing slip: one in words of four letters, two from nine on.
pub fn slipped(a: &str, b: &str) -> bool {
    let most = match a.len().min(b.len()) {
        0..=3 => return false,
        4..=8 => 1,
        _ => 2,
    };
    slips(a, b, most).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_slips() {
        for (a, b, most, expected) in [
            ("", "", 0, Some(0)),
            ("meyer", "meyer", 0, Some(0)),
            ("meyer", "meier", 1, Some(1)),
            ("meyer", "mayer", 1, Some(1)),
            ("meyer", "meyre", 1, Some(1)),
            ("meyer", "meyerr", 1, Some(1)),
            ("meyer", "eyer", 1, Some(1)),
            ("meyer", "maier", 1, None),
            ("meyer", "maier", 2, Some(2)),
            ("", "ab", 2, Some(2)),
            ("kitten", "sitting", 3, Some(3)),
        ] {
            assert_eq!(slips(a, b, most), expected, "{a} {b}");
            assert_eq!(slips(b, a, most), expected, "{b} {a}");
        }
        assert_eq!(slips(&"a".repeat(90), &"a".repeat(91), 1), None, "too long to be looked at");
    }
}
