//! The words that names are made of, in memory: which of them somebody may have meant who made a typing slip, and
//! how many records have a word. Every node has its own and asks the database for new words before it is used.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use sea_orm::ConnectionTrait;

use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::search::grams::clock;
use crate::search::slips::{forgiven, letters, slips};
use crate::search::terms::Term;
use crate::statements::{all, one};

/// How far back new words are asked for, in microseconds: a transaction that noted its words may be that old when
/// it commits.
const OVERLAP: i64 = 30_000_000;
/// After how long all words are read again, in microseconds: counts have changed, and some words are gone.
const RENEWED: i64 = 900_000_000;
/// How many words stand in for a slipped one at most.
const MEANT: usize = 8;

/// The words as they were last read.
#[derive(Debug, Default)]
struct Words {
    tokens: BTreeMap<String, Token>,
    read: i64,
    read_all: i64,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    count: i64,
    letters: u64,
}

/// The words of an installation. Cheap to clone; clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary(Arc<RwLock<Words>>);

impl Vocabulary {
    /// Reads everything, unless that was done: counts need not be of this moment.
    pub(crate) async fn load<C: ConnectionTrait>(&self, on: &C) -> Result<(), StoreError> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).read_all != 0;
        if known { Ok(()) } else { self.refresh(on).await }
    }

    /// Reads what is new since it was read last; at first, everything.
    pub(crate) async fn refresh<C: ConnectionTrait>(&self, on: &C) -> Result<(), StoreError> {
        let now = one(on, &format!("SELECT {}", clock(on)), vec![]).await?;
        let now: i64 = now.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(failed)?;
        let (since, everything) = {
            let words = self.0.read().unwrap_or_else(PoisonError::into_inner);
            let everything = words.read_all == 0 || now - words.read_all > RENEWED;
            (if everything { i64::MIN } else { words.read - OVERLAP }, everything)
        };
        let read = "SELECT token, count FROM name_token WHERE added >= $1";
        let mut tokens = Vec::new();
        for row in all(on, read, vec![since.into()]).await? {
            let token: String = row.try_get_by_index(0).map_err(failed)?;
            tokens.push((token, row.try_get_by_index::<i64>(1).map_err(failed)?));
        }
        let mut words = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if everything {
            words.tokens.clear();
            words.read_all = now;
        }
        words.read = now;
        for (token, count) in tokens {
            let letters = letters(&token);
            words.tokens.insert(token, Token { count, letters });
        }
        Ok(())
    }

    /// Returns the words that may have been meant by one with a slip, the likeliest first.
    pub(crate) fn meant(&self, term: &Term) -> Vec<String> {
        let words = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut meant: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
        for word in &term.words {
            let typed: Vec<char> = word.chars().collect();
            let most = forgiven(&typed);
            if most == 0 || typed.iter().all(char::is_ascii_digit) {
                continue;
            }
            let letters = letters(word);
            for (token, known) in &words.tokens {
                let near = (known.letters ^ letters).count_ones() as usize <= 2 * most;
                if !near || token.len().abs_diff(word.len()) > most || term.words.contains(token) {
                    continue;
                }
                let token_letters: Vec<char> = token.chars().collect();
                if let Some(slips) = slips(&typed, &token_letters, most) {
                    let place = (slips, -known.count);
                    let best = meant.entry(token).or_insert(place);
                    *best = place.min(*best);
                }
            }
        }
        let mut meant: Vec<(&str, (usize, i64))> = meant.into_iter().collect();
        meant.sort_by_key(|(token, place)| (*place, *token));
        meant.into_iter().take(MEANT).map(|(token, _)| token.to_owned()).collect()
    }

    /// Tells how many records have a word that begins so, by names, companies and cities together.
    pub(crate) fn beginning(&self, word: &str) -> i64 {
        let words = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let range =
            words.tokens.range::<str, _>((std::ops::Bound::Included(word), std::ops::Bound::Unbounded));
        range.take_while(|(token, _)| token.starts_with(word)).map(|(_, known)| known.count).sum()
    }

    /// Estimates how many records have a word of a term in a name, company or city.
    pub(crate) fn containing(&self, term: &Term) -> i64 {
        let words = self.0.read().unwrap_or_else(PoisonError::into_inner);
        words
            .tokens
            .iter()
            .filter(|(token, _)| term.words.iter().any(|word| token.contains(word.as_str())))
            .map(|(_, known)| known.count)
            .sum()
    }

    /// Returns the beginnings that a term has as words are stored: "mull" is written "muell", too.
    pub(crate) fn spellings(&self, term: &Term) -> Vec<String> {
        let words = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut spelled: Vec<String> = Vec::new();
        for word in &term.words {
            for written in written(word) {
                let known = words.tokens.range::<str, _>((
                    std::ops::Bound::Included(written.as_str()),
                    std::ops::Bound::Unbounded,
                ));
                let any = known.take(1).any(|(token, _)| token.starts_with(&written));
                if (any || written == *word) && !spelled.contains(&written) {
                    spelled.push(written);
                }
            }
        }
        spelled
    }
}

/// Returns a word with an e behind each of its a, o and u, or not: at most eight ways.
fn written(word: &str) -> Vec<String> {
    let mut ways = vec![String::new()];
    let letters: Vec<char> = word.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        for way in &mut ways {
            way.push(*letter);
        }
        let open = matches!(letter, 'a' | 'o' | 'u') && letters.get(at + 1).is_some_and(|next| *next != 'e');
        if open && ways.len() < 8 {
            let more: Vec<String> = ways.iter().map(|way| format!("{way}e")).collect();
            ways.extend(more);
        }
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::terms::terms;

    fn known(tokens: &[(&str, i64)]) -> Vocabulary {
        let tokens = tokens
            .iter()
            .map(|(token, count)| ((*token).to_owned(), Token { count: *count, letters: letters(token) }));
        Vocabulary(Arc::new(RwLock::new(Words { tokens: tokens.collect(), read: 1, read_all: 1 })))
    }

    #[test]
    fn the_words_that_may_have_been_meant_are_those_one_slip_away() {
        let known = known(&[("maier", 9), ("meier", 3), ("schmidt", 7), ("mai", 1), ("meierhofer", 2)]);
        let meant = |q: &str| known.meant(&terms(q)[0]);
        assert_eq!(meant("meyer"), ["meier"]);
        assert_eq!(meant("neier"), ["meier"]);
        assert_eq!(meant("meier"), ["maier"]);
        assert_eq!(meant("schimdt"), ["schmidt"]);
        assert_eq!(meant("meirhofre"), ["meierhofer"]);
        assert_eq!(meant("mia"), Vec::<String>::new());
    }

    #[test]
    fn a_word_typed_without_its_umlaut_is_known_as_it_is_stored() {
        let known = known(&[("mueller", 9), ("muster", 3), ("muellner", 1)]);
        assert_eq!(known.spellings(&terms("mull")[0]), ["mull", "muell"]);
        assert_eq!(known.beginning("mue"), 10);
        assert_eq!(known.beginning("x"), 0);
    }
}
