//! What the index of words is asked to find some terms, and about how many fit.
//!
//! A term is found by whole words and beginnings, which the index has; by words that have it as a part, which are
//! looked up in memory; and by words that stand in for a typing slip. Where a part is in very many words, they are
//! asked for in **portions**, each text in the first portion that it is in.

use std::collections::{BTreeMap, BTreeSet};

use crate::search::ask::Ask;
use crate::search::entries::{DIGITS, cut, indexed, pieces};
use crate::search::index::Subject;
use crate::search::terms::Term;
use crate::search::vocabulary::Words;
use crate::search::zone::Zone;

/// Up to how many words that have a part one question asks for: databases look at each of them for every find.
const PORTION: usize = 64;
/// How many finds a portion is to have where there are very many.
const FINDS: i64 = 2_000;
/// Beginnings of more records than this are asked for word by word, which the databases go through as they need.
const LISTED: i64 = 2_000;
/// Up to how many words a beginning is asked for so, and how many of them stand in the main question.
const FEW_WORDS: usize = 64;
const MAIN_WORDS: usize = 8;
/// A term of which so few are expected is asked for alone, and the others are looked for in what it finds.
const ALONE: i64 = 1_000;
/// Beside a piece of an address of which no more are expected nothing else is asked for.
const RARE: i64 = 100;
/// Looking the others up in so many finds costs about what asking for a word that has a term as a part does.
const PER_PART: i64 = 10;
/// How many records an address is expected to have when nothing is known of its pieces.
const UNKNOWN: i64 = 50;

/// Where terms are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// Whose texts.
    pub(crate) subject: Subject,
    /// The words there are.
    pub(crate) words: &'a Words,
    /// The letters of the lines that are not seen.
    pub(crate) unseen: &'a str,
    /// Words that have a term as a part are asked for, too.
    pub(crate) parts: bool,
}

/// How one term is asked for.
#[derive(Debug, Clone, Default)]
struct Wanted {
    /// Whole words, beginnings, addresses and numbers.
    main: Vec<Ask>,
    /// Words that have the term as a part.
    parts: BTreeSet<String>,
    /// Addresses with a piece that ends as the term begins.
    endings: Vec<Ask>,
    expected: i64,
    /// How many of them have it as a part.
    of_parts: i64,
    /// A letter or two: asked for only when nothing longer is.
    short: bool,
}

/// How terms are asked for.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    asks: Vec<Ask>,
    expected: i64,
    dense: bool,
    nobody: bool,
}

impl Plan {
    /// Plans how terms are asked for.
    pub(crate) fn of(terms: &[Term], scope: Scope<'_>) -> Plan {
        let mut wanted: Vec<Wanted> = terms.iter().filter_map(|term| Wanted::of(term, scope)).collect();
        let nobody = wanted.iter().any(Wanted::is_empty);
        wanted.sort_by_key(|wanted| (wanted.short, wanted.expected));
        let all = scope.words.all(scope.subject) as f64;
        let share: f64 = wanted.iter().map(|wanted| (wanted.expected as f64 / all).min(1.0)).product();
        let rarest = wanted.iter().map(|wanted| wanted.expected).min();
        let expected = match rarest {
            Some(rarest) if wanted.len() < 2 => rarest,
            Some(_) => (share * all) as i64,
            // A letter alone is not asked for; how many begin with it is known.
            None => terms
                .iter()
                .flat_map(|term| &term.words)
                .map(|word| scope.words.beginning(word))
                .min()
                .unwrap_or(0),
        };
        let dense = rarest.is_none_or(|rarest| expected * 20 >= rarest);
        Plan { asks: if nobody { Vec::new() } else { asks(&wanted) }, expected, dense, nobody }
    }

    /// Estimates how many fit.
    pub(crate) fn expected(&self) -> i64 {
        self.expected
    }

    /// Tells whether a term can be found nowhere.
    pub(crate) fn nobody(&self) -> bool {
        self.nobody
    }

    /// Tells whether of those who fit the rarest term so many fit the others that an order is soon read through.
    pub(crate) fn dense(&self) -> bool {
        self.dense
    }

    /// Returns the portions into which the question falls; none: no term is long enough to ask for. Not every text
    /// that is found has every term.
    pub(crate) fn portions(&self) -> &[Ask] {
        &self.asks
    }

    /// Tells whether a text has been in a portion before one.
    pub(crate) fn earlier(&self, portion: usize, text: &str) -> bool {
        if portion == 0 {
            return false;
        }
        let entries = indexed(text);
        let entries: BTreeSet<&str> = entries.split(' ').collect();
        self.asks.iter().take(portion).any(|ask| ask.applies(&entries))
    }
}

/// Writes the questions for terms, the rarest of which comes first.
fn asks(wanted: &[Wanted]) -> Vec<Ask> {
    let Some(rarest) = wanted.first() else { return Vec::new() };
    let together: Vec<&Wanted> = wanted.iter().filter(|wanted| !wanted.short).collect();
    let parts: usize = together.iter().skip(1).map(|wanted| wanted.parts.len() + wanted.endings.len()).sum();
    let few = ALONE.max(PER_PART.saturating_mul(i64::try_from(parts).unwrap_or(i64::MAX)));
    if together.len() < 2 || rarest.expected <= few {
        return rarest.portions();
    }
    // Common words together, then for each term the words that have it as a part, with what the others have.
    let main = |wanted: &&Wanted| Ask::any(wanted.main.clone());
    let mut asks: Vec<Ask> = Ask::all(together.iter().filter_map(main).collect()).into_iter().collect();
    for (nth, one) in together.iter().enumerate() {
        for portion in one.parts_in_portions() {
            let others = together.iter().enumerate().filter(|(other, _)| *other != nth);
            // In few finds the others are soon looked for.
            let others = others.filter(|_| one.of_parts > ALONE).filter_map(|(_, other)| other.everything());
            asks.extend(Ask::all(std::iter::once(portion).chain(others).collect()));
        }
    }
    asks
}

impl Wanted {
    /// None: a letter alone is not asked for.
    fn of(term: &Term, scope: Scope<'_>) -> Option<Wanted> {
        let mut wanted = Wanted::default();
        for word in &term.words {
            match word.chars().count() {
                0 | 1 => return None,
                2 => wanted.short = true,
                _ => {}
            }
            let expected = wanted.word(cut(word), scope);
            wanted.expected = wanted.expected.max(expected);
        }
        if let Some(address) = &term.address {
            let expected = wanted.address(address, scope);
            wanted.expected = wanted.expected.max(expected);
        }
        if let Some(digits) = &term.digits {
            let expected = wanted.number(digits, scope);
            wanted.expected = wanted.expected.max(expected);
        }
        for slip in &term.slips {
            wanted.expected += scope.words.with(scope.subject, slip);
            wanted.main.push(Ask::Entry(cut(slip).to_owned()));
        }
        Some(wanted)
    }

    fn is_empty(&self) -> bool {
        self.main.is_empty() && self.parts.is_empty() && self.endings.is_empty()
    }

    /// All in one question; none: it would be too long.
    fn everything(&self) -> Option<Ask> {
        let parts = self.parts.iter().cloned().map(Ask::Entry);
        let all = self.main.iter().chain(&self.endings).cloned().chain(parts);
        if self.parts.len() > PORTION { None } else { Ask::any(all.collect()) }
    }

    /// The words that have the term as a part, so many in one question.
    fn parts_in_portions(&self) -> Vec<Ask> {
        let mut shared: BTreeMap<usize, Vec<Ask>> = BTreeMap::new();
        // By themselves alone: a word that is new changes the portion of no other.
        let portions = match self.parts.len() > PORTION {
            true => (self.parts.len() * 2 / PORTION).max(usize::try_from(self.expected / FINDS).unwrap_or(0)),
            false => 1,
        };
        let portions = portions.next_power_of_two();
        for word in &self.parts {
            shared.entry(hash(word) % portions).or_default().push(Ask::Entry(word.clone()));
        }
        let endings = Ask::any(self.endings.clone());
        endings.into_iter().chain(shared.into_values().filter_map(Ask::any)).collect()
    }

    /// The questions for this term alone: where they are few, one.
    fn portions(&self) -> Vec<Ask> {
        match self.everything() {
            Some(ask) => vec![ask],
            None => Ask::any(self.main.clone()).into_iter().chain(self.parts_in_portions()).collect(),
        }
    }

    /// Asks for a word; returns how many records are expected to have it.
    fn word(&mut self, word: &str, scope: Scope<'_>) -> i64 {
        let part = scope.parts && word.chars().nth(2).is_some();
        let mut most = 0;
        for (mark, zone) in scope.zones() {
            let starting = zone.starting(word);
            let mut expected: i64 = starting.clone().map(|place| scope.expected(zone, place)).sum();
            if expected > LISTED && starting.len() <= FEW_WORDS {
                let mut places: Vec<usize> = starting.collect();
                places.sort_by_key(|place| std::cmp::Reverse(scope.expected(zone, *place)));
                let mut entries = places.into_iter().map(|place| entry(mark, zone.word(place)));
                self.main.extend(entries.by_ref().take(MAIN_WORDS).map(Ask::Entry));
                self.parts.extend(entries);
            } else if mark.is_none() || !zone.is_empty() {
                self.main.push(Ask::Start(entry(mark, word)));
            }
            for place in if part { zone.within(word) } else { Vec::new() } {
                self.parts.insert(entry(mark, zone.word(place)));
                expected += scope.expected(zone, place);
                self.of_parts += scope.expected(zone, place);
            }
            most = most.max(expected);
        }
        most
    }

    /// Asks for a part of an address by its pieces; returns how many records are expected to have it.
    fn address(&mut self, address: &str, scope: Scope<'_>) -> i64 {
        let pieces: Vec<&str> = pieces(address).map(cut).collect();
        let begins = !address.starts_with(char::is_alphanumeric);
        let ends = !address.ends_with(char::is_alphanumeric);
        let mut least = UNKNOWN;
        for (mark, zone) in scope.zones().filter(|(mark, zone)| mark.is_some() && !zone.is_empty()) {
            let last = pieces.len().saturating_sub(1);
            let mut asked: Vec<(i64, Ask)> = Vec::new();
            for (nth, piece) in pieces.iter().enumerate().skip(usize::from(!begins)) {
                asked.extend(asked_piece(scope, (mark, zone), piece, nth < last || ends));
            }
            // The rarest three find few enough; what is found is looked at anyway. A beginning of many is costly: its
            // finds are put together before any is compared.
            asked.sort_by_key(|(expected, _)| *expected);
            asked.truncate(3);
            let others = asked.split_off(asked.len().min(1));
            let costly = |ask: &Ask, expected: i64| expected > ALONE && matches!(ask, Ask::Start(_));
            asked.extend(others.into_iter().filter(|(expected, ask)| !costly(ask, *expected)));
            least = asked.first().map_or(least, |(expected, _)| *expected);
            let asked: Vec<Ask> = asked.into_iter().map(|(_, ask)| ask).collect();
            // A first letter or two say too little beside other pieces, and nothing more need be said of rare ones.
            let rare = !asked.is_empty() && least <= RARE;
            let says =
                |piece: &&&str| !begins && !rare && (asked.is_empty() || piece.chars().nth(2).is_some());
            let Some(piece) = pieces.first().filter(says) else {
                let short = || pieces.last().map(|piece| Ask::Start(entry(mark, piece)));
                self.main.extend(Ask::all(asked).or_else(short));
                continue;
            };
            // The first piece may have begun before: "anna.mu" stands in "hanna.mueller", too.
            let whole = if last == 0 && !ends {
                Ask::Start(entry(mark, piece))
            } else {
                Ask::Entry(entry(mark, piece))
            };
            self.main.extend(Ask::all(asked.iter().cloned().chain([whole]).collect()));
            let open = last == 0 && !ends;
            let places = if open { zone.within(piece) } else { zone.ending(piece) };
            let places: Vec<usize> = places.into_iter().filter(|place| zone.word(*place) != *piece).collect();
            let words = places.iter().map(|place| entry(mark, zone.word(*place)));
            if asked.is_empty() {
                least = places.iter().map(|place| scope.expected(zone, *place)).sum::<i64>().max(UNKNOWN);
                self.parts.extend(words);
            } else if places.len() <= PORTION {
                let ending = Ask::any(words.map(Ask::Entry).collect());
                self.endings
                    .extend(ending.and_then(|ending| Ask::all(asked.into_iter().chain([ending]).collect())));
            } else {
                self.endings.extend(Ask::all(asked));
            }
        }
        least
    }

    /// Asks for a part of a number; returns how many records are expected to have it.
    fn number(&mut self, digits: &str, scope: Scope<'_>) -> i64 {
        let all = scope.words.all(scope.subject);
        let Some(last) = digits.len().checked_sub(4) else {
            self.main.push(Ask::Start(entry(Some(DIGITS), digits)));
            return all / 60;
        };
        // Every second four and the last: they cover the part, and fewer lists have to be compared.
        let places = (0..last).step_by(2).chain([last]);
        let fours: Vec<Ask> = places
            .filter_map(|at| digits.get(at..at + 4))
            .map(|four| Ask::Entry(entry(Some(DIGITS), four)))
            .collect();
        let expected = if fours.len() > 1 { all / 20_000 } else { all / 600 };
        self.main.extend(Ask::all(fours));
        expected.max(1)
    }
}

/// Asks for one piece of an address, which ends here or may go on; none: it says too little.
fn asked_piece(
    scope: Scope<'_>,
    (mark, zone): (Option<char>, &Zone),
    piece: &str,
    ends: bool,
) -> Option<(i64, Ask)> {
    let known = piece.chars().nth(2).is_some();
    if ends {
        // What is no more than two letters is not counted.
        let expected = if known { scope.words.with(scope.subject, &entry(mark, piece)) } else { i64::MAX };
        return Some((expected, Ask::Entry(entry(mark, piece))));
    }
    let expected = zone.starting(piece).map(|place| scope.expected(zone, place)).sum();
    known.then(|| (expected, Ask::Start(entry(mark, piece))))
}

impl<'a> Scope<'a> {
    fn zones(self) -> impl Iterator<Item = (Option<char>, &'a Zone)> {
        self.words.zones(self.unseen)
    }

    fn expected(self, zone: &Zone, place: usize) -> i64 {
        self.words.expected(self.subject, zone.count(place))
    }
}

fn entry(mark: Option<char>, word: &str) -> String {
    mark.into_iter().chain(word.chars()).collect()
}

/// A number of a word that is the same on every machine and in every version (FNV-1a).
fn hash(word: &str) -> usize {
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    usize::try_from(hash >> 40).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::terms::terms;
    use crate::search::vocabulary::known;

    fn plan(q: &str, words: &Words, unseen: &str) -> Plan {
        Plan::of(&terms(q), Scope { subject: Subject::Person, words, unseen, parts: true })
    }

    fn asked(q: &str, unseen: &str) -> Vec<String> {
        let words = known(&[
            ("hinzmueller", 2, 0),
            ("mueller", 90, 0),
            ("muellerin", 1, 0),
            ("anna", 500, 0),
            ("@mueller", 80, 0),
            ("@nord", 3, 0),
            ("@hanna", 5, 0),
        ]);
        plan(q, &words, unseen).portions().iter().map(Ask::fts5).collect()
    }

    #[test]
    fn a_word_is_asked_for_as_a_beginning_and_by_the_words_that_have_it_as_a_part() {
        assert_eq!(asked("nzm", ""), ["(\"nzm\" * OR \"@nzm\" * OR \"hinzmueller\")"]);
        assert_eq!(asked("nzm", "E"), ["(\"nzm\" * OR \"hinzmueller\")"]);
        assert_eq!(asked("li", "E"), ["\"li\" *"]);
        assert_eq!(asked("l", ""), Vec::<String>::new());
    }

    #[test]
    fn the_rarest_term_is_asked_for_alone_when_it_is_rare() {
        assert_eq!(asked("anna hinz", "E"), ["\"hinz\" *"]);
        assert_eq!(asked("anna a", "E"), ["\"anna\" *"]);
        let many: Vec<String> = (0..300).map(|n| format!("x{n}anna")).collect();
        let mut tokens: Vec<(&str, i64, i64)> = many.iter().map(|token| (token.as_str(), 5, 0)).collect();
        tokens.extend([("anna", 90_000, 0), ("wojcik", 2_900, 0)]);
        let one = plan("anna wojcik", &known(&tokens), "E");
        assert_eq!(one.portions().len(), 1, "300 words with a part are dearer than 2,900 finds");
        tokens.truncate(20);
        tokens.extend([("anna", 90_000, 0), ("wojcik", 2_900, 0)]);
        assert_eq!(plan("anna wojcik", &known(&tokens), "E").portions().len(), 2);
    }

    #[test]
    fn an_address_is_asked_for_by_its_rarest_pieces() {
        let tokens = [("@mueller", 2_000, 0), ("@hanna", 5, 0)];
        let asked_for: Vec<String> =
            plan("anna.mueller@", &known(&tokens), "").portions().iter().map(Ask::fts5).collect();
        let expected = "((\"@mueller\" AND \"@anna\") OR (\"@mueller\" AND \"@hanna\"))";
        assert_eq!(asked_for, [expected], "an address may have begun before");
        assert_eq!(asked("x.mueller@nord.de", ""), ["(\"@nord\" AND \"@mueller\")"]);
        assert_eq!(asked("x.mueller@nord.de", "E"), Vec::<String>::new());
        let tokens = [("@mueller", 2_000, 0), ("@nord", 3, 0), ("@com", 9_000, 0)];
        let asked_for: Vec<String> =
            plan("x.mueller@nord.com", &known(&tokens), "").portions().iter().map(Ask::fts5).collect();
        assert_eq!(asked_for, ["(\"@nord\" AND \"@mueller\")"], "a beginning of very many is not compared");
    }

    #[test]
    fn digits_are_asked_for_by_fours_that_cover_them() {
        assert_eq!(asked("0171 2345 6", ""), ["(\"#1712\" AND \"#1234\" AND \"#3456\")"]);
        assert_eq!(asked("0171", ""), ["(\"0171\" * OR \"@0171\" * OR \"#171\" *)"]);
    }

    #[test]
    fn a_part_of_very_many_words_is_asked_for_in_portions_and_a_text_is_in_the_first_of_its_own() {
        let tokens: Vec<String> = (0..1_000).map(|n| format!("x{n}berg")).collect();
        let tokens: Vec<(&str, i64, i64)> = tokens.iter().map(|token| (token.as_str(), 1, 0)).collect();
        let words = known(&tokens);
        let plan = plan("berg", &words, "");
        assert!(plan.portions().len() > 3);
        for (n, text) in [(0, "N x7berg bergen"), (1, "N x7berg x8berg"), (2, "N x9berg")] {
            let entries = indexed(text);
            let entries: BTreeSet<&str> = entries.split(' ').collect();
            let mut found = Vec::new();
            for (portion, ask) in plan.portions().iter().enumerate() {
                if ask.applies(&entries) && !plan.earlier(portion, text) {
                    found.push(portion);
                }
            }
            assert_eq!(found.len(), 1, "{n}");
        }
    }
}
