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
    within(a, b, most)
}

/// Tries at the first letter that differs what a slip may have done there: with at most three slips there is little to
/// try, and mostly nothing is left to compare after the first.
fn within(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let (Some((x, after_x)), Some((y, after_y))) = (a.split_first(), b.split_first()) else {
        return Some(a.len().max(b.len()));
    };
    let left = most.checked_sub(1)?;
    let turned = match (after_x.split_first(), after_y.split_first()) {
        (Some((second_x, rest_x)), Some((second_y, rest_y))) if x == second_y && y == second_x => {
            within(rest_x, rest_y, left)
        }
        (_, _) => None,
    };
    let tries = [turned, within(after_x, after_y, left), within(after_x, b, left), within(a, after_y, left)];
    tries.into_iter().flatten().min().map(|slips| slips + 1)
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

    /// Optimal string alignment, by the whole table.
    fn by_the_table(a: &str, b: &str) -> usize {
        let (a, b) = (a.as_bytes(), b.as_bytes());
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                if i == 0 || j == 0 {
                    table[i][j] = i + j;
                    continue;
                }
                let exchanged = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                table[i][j] = exchanged.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    table[i][j] = table[i][j].min(table[i - 2][j - 2] + 1);
                }
            }
        }
        table[a.len()][b.len()]
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(20_000))]

        #[test]
        fn slips_are_those_of_the_whole_table(a in "[abc]{0,9}", b in "[abc]{0,9}", most in 0usize..4) {
            let distance = by_the_table(&a, &b);
            proptest::prop_assert_eq!(slips(&a, &b, most), (distance <= most).then_some(distance));
        }
    }
}
