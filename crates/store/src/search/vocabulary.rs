//! All words there are, in memory: which have a part, which somebody may have meant who made a typing slip, and how
//! many records have a word. Every node has its own and asks the database for new words before it is used.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use sea_orm::ConnectionTrait;

use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::search::entries::{ADDRESSES, Count};
use crate::search::index::{Subject, clock};
use crate::search::slips::forgiven;
use crate::search::terms::Term;
use crate::search::zone::Zone;
use crate::statements::all;

/// How far back new words are asked for, in microseconds: a transaction that noted its words may be that old when
/// it commits.
const OVERLAP: i64 = 30_000_000;
/// After how long all words are read again, in microseconds: counts have changed, and some words are gone.
const RENEWED: i64 = 900_000_000;
/// How many words stand in for a slipped one at most.
const MEANT: usize = 16;

/// The words as they were last read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// Words of names, companies and cities, and for each mark of addresses the pieces that stand after it.
    names: Zone,
    addresses: [Zone; ADDRESSES.len()],
    persons: i64,
    partners: i64,
    read: i64,
    read_all: i64,
}

/// The words of an installation. Cheap to clone; clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary(Arc<RwLock<Arc<Words>>>);

impl Vocabulary {
    /// Reads what is new since it was read last; at first, everything. Returns the words.
    pub(crate) async fn words<C: ConnectionTrait>(&self, on: &C) -> Result<Arc<Words>, StoreError> {
        let (read, read_all) = {
            let words = self.0.read().unwrap_or_else(PoisonError::into_inner);
            (words.read, words.read_all)
        };
        let since = if read_all == 0 { i64::MIN } else { read - OVERLAP };
        let mut new = New::read(on, since).await?;
        let everything = read_all == 0 || new.now - read_all > RENEWED;
        if everything && since > i64::MIN {
            new = New::read(on, i64::MIN).await?;
        }
        let mut words = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let changed = Arc::make_mut(&mut words);
        if everything {
            *changed = Words { read_all: new.now, ..Words::default() };
        }
        (changed.read, changed.persons, changed.partners) = (new.now, new.persons, new.partners);
        changed.names.take(new.names);
        for (zone, new) in changed.addresses.iter_mut().zip(new.addresses) {
            zone.take(new);
        }
        Ok(Arc::clone(&words))
    }
}

/// What was read of the database.
#[derive(Default)]
struct New {
    now: i64,
    persons: i64,
    partners: i64,
    names: BTreeMap<String, Count>,
    addresses: [BTreeMap<String, Count>; ADDRESSES.len()],
}

impl New {
    async fn read<C: ConnectionTrait>(on: &C, since: i64) -> Result<New, StoreError> {
        let read = format!(
            "SELECT c.now, c.persons, c.partners, name_token.token, name_token.count, name_token.companies
                FROM (SELECT {} AS now, COALESCE((SELECT MAX(n) FROM person_search), 0) AS persons,
                    COALESCE((SELECT MAX(n) FROM partner_search), 0) AS partners) AS c
                LEFT JOIN name_token ON name_token.added >= $1",
            clock(on)
        );
        let mut new = New::default();
        for row in all(on, &read, vec![since.into()]).await? {
            new.now = row.try_get_by_index(0).map_err(failed)?;
            new.persons = row.try_get_by_index(1).map_err(failed)?;
            new.partners = row.try_get_by_index(2).map_err(failed)?;
            let Some(token) = row.try_get_by_index::<Option<String>>(3).map_err(failed)? else { break };
            let texts = row.try_get_by_index(4).map_err(failed)?;
            new.take(token, Count { texts, companies: row.try_get_by_index(5).map_err(failed)? });
        }
        Ok(new)
    }

    fn take(&mut self, token: String, count: Count) {
        for ((_, mark), addresses) in ADDRESSES.iter().zip(&mut self.addresses) {
            if let Some(piece) = token.strip_prefix(*mark) {
                addresses.insert(piece.to_owned(), count);
                return;
            }
        }
        self.names.insert(token, count);
    }
}

impl Words {
    /// The words by mark: without one those of names, companies and cities, then those of addresses. Those of lines
    /// that are not seen are left out.
    pub(crate) fn zones(&self, unseen: &str) -> impl Iterator<Item = (Option<char>, &Zone)> {
        let seen =
            ADDRESSES.iter().zip(&self.addresses).filter(move |((line, _), _)| !unseen.contains(*line));
        let addresses = seen.map(|((_, mark), zone)| (Some(*mark), zone));
        std::iter::once((None, &self.names)).chain(addresses)
    }

    /// Estimates how many texts of a kind there are.
    pub(crate) fn all(&self, subject: Subject) -> i64 {
        match subject {
            Subject::Person => self.persons.max(1),
            Subject::Partner => self.partners.max(1),
        }
    }

    /// Estimates how many records have a word that is counted so: a company's stands at its persons, too.
    pub(crate) fn expected(&self, subject: Subject, count: Count) -> i64 {
        match subject {
            Subject::Person => count.texts + count.companies * self.persons / self.partners.max(1),
            Subject::Partner => count.companies.max(1),
        }
    }

    /// Returns the words that may have been meant by one with a slip, the likeliest first.
    pub(crate) fn meant(&self, term: &Term) -> Vec<String> {
        let mut meant: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
        for word in &term.words {
            let typed: Vec<char> = word.chars().collect();
            let most = forgiven(&typed);
            if most == 0 || typed.iter().all(char::is_ascii_digit) {
                continue;
            }
            for (place, slips) in self.names.near(word, most) {
                let token = self.names.word(place);
                if !term.words.iter().any(|word| word == token) {
                    let place = (slips, -self.expected(Subject::Person, self.names.count(place)));
                    let best = meant.entry(token).or_insert(place);
                    *best = place.min(*best);
                }
            }
        }
        let mut meant: Vec<(&str, (usize, i64))> = meant.into_iter().collect();
        meant.sort_by_key(|(token, place)| (*place, *token));
        meant.into_iter().take(MEANT).map(|(token, _)| token.to_owned()).collect()
    }

    /// Estimates how many records have an entry of the index, a word or a piece of an address after its mark.
    pub(crate) fn with(&self, subject: Subject, entry: &str) -> i64 {
        let of = |zone: &Zone, word: &str| {
            let place = zone.starting(word).next().filter(|place| zone.word(*place) == word);
            place.map_or(0, |place| self.expected(subject, zone.count(place)))
        };
        for ((_, mark), zone) in ADDRESSES.iter().zip(&self.addresses) {
            if let Some(piece) = entry.strip_prefix(*mark) {
                return of(zone, piece);
            }
        }
        of(&self.names, entry)
    }

    /// Tells how many persons have a word that begins so in a name, company or city.
    pub(crate) fn beginning(&self, word: &str) -> i64 {
        let places = self.names.starting(word);
        places.map(|place| self.expected(Subject::Person, self.names.count(place))).sum()
    }

    /// Returns the beginnings that a term has as words are stored: "mull" is written "muell", too.
    pub(crate) fn spellings(&self, term: &Term) -> Vec<String> {
        let mut spelled: Vec<String> = Vec::new();
        for word in &term.words {
            for written in written(word) {
                let any = !self.names.starting(&written).is_empty();
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

/// Makes words of some, for tests: each with its mark, in how many texts, and in how many names of partners.
#[cfg(test)]
pub(crate) fn known(tokens: &[(&str, i64, i64)]) -> Words {
    let mut new = New::default();
    for (token, texts, companies) in tokens {
        new.take((*token).to_owned(), Count { texts: *texts, companies: *companies });
    }
    let mut words = Words { persons: 1_000, partners: 100, ..Words::default() };
    words.names.take(new.names);
    for (zone, new) in words.addresses.iter_mut().zip(new.addresses) {
        zone.take(new);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::terms::terms;

    #[test]
    fn the_words_that_may_have_been_meant_are_those_one_slip_away() {
        let tokens =
            [("maier", 9), ("meier", 3), ("schmidt", 7), ("mai", 1), ("meierhofer", 2), ("@meyer", 9)];
        let known = known(&tokens.map(|(token, count)| (token, count, 0)));
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
        let known = known(&[("mueller", 9, 0), ("muster", 3, 0), ("muellner", 1, 2)]);
        assert_eq!(known.spellings(&terms("mull")[0]), ["mull", "muell"]);
        assert_eq!(known.beginning("mue"), 30, "a company has ten persons here");
        assert_eq!(known.beginning("x"), 0);
    }
}
