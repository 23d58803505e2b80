//! Live parts of pages: polled by the script, answered only when something has changed.

use std::hash::{DefaultHasher, Hash, Hasher as _};

/// Sums up what a part shows. The part asks again with it (`?seen=…`), and while it is the same the answer is
/// [`super::reply::unchanged`]. After an update of the program sums may differ once: the part is then shown anew.
pub fn digest(shown: impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    shown.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_changes_with_what_is_shown() {
        assert_eq!(digest(("a", 1)), digest(("a", 1)));
        assert_ne!(digest(("a", 1)), digest(("a", 2)));
    }
}
