//! Many words in memory, in their order: which begin, end or go on with something, and which are a slip away.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::search::entries::Count;
use crate::search::slips::{Typed, letters};

/// A word of a zone.
#[derive(Debug, Clone, Copy)]
struct Word {
    /// Where it begins in the text of all.
    at: u32,
    /// Its letters as bits.
    letters: u64,
    texts: u32,
    companies: u32,
}

/// Words in their order, one after the other in one text: a part of a word is looked for in all of them at once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Zone {
    text: String,
    words: Vec<Word>,
}

impl Zone {
    /// Takes in words that may be new; a known one gets its new count.
    pub(crate) fn take(&mut self, words: BTreeMap<String, Count>) {
        let mut new = BTreeMap::new();
        for (word, count) in words {
            match self.place(&word) {
                Some(place) => {
                    if let Some(known) = self.words.get_mut(place) {
                        (known.texts, known.companies) = (small(count.texts), small(count.companies));
                    }
                }
                None => {
                    new.insert(word, count);
                }
            }
        }
        if !new.is_empty() {
            self.merge(&new);
        }
    }

    fn merge(&mut self, new: &BTreeMap<String, Count>) {
        let old = std::mem::take(self);
        let length = old.text.len() + new.keys().map(|word| word.len() + 1).sum::<usize>();
        self.text.reserve_exact(length);
        self.words.reserve_exact(old.words.len() + new.len());
        let mut new = new.iter().peekable();
        for (place, word) in old.words.iter().enumerate() {
            let text = old.word(place);
            while let Some((word, count)) = new.next_if(|(word, _)| word.as_str() < text) {
                self.push(word, letters(word), small(count.texts), small(count.companies));
            }
            self.push(text, word.letters, word.texts, word.companies);
        }
        for (word, count) in new {
            self.push(word, letters(word), small(count.texts), small(count.companies));
        }
    }

    fn push(&mut self, word: &str, letters: u64, texts: u32, companies: u32) {
        self.text.push('\n');
        // Beyond four thousand million letters there is nobody.
        let at = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push_str(word);
        self.words.push(Word { at, letters, texts, companies });
    }

    /// Tells whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns the word at a place.
    pub(crate) fn word(&self, place: usize) -> &str {
        let from = self.words.get(place).map_or(0, |word| word.at as usize);
        let to = self.words.get(place + 1).map_or(self.text.len() + 1, |next| next.at as usize);
        self.text.get(from..to.saturating_sub(1)).unwrap_or_default()
    }

    /// Returns in how many texts the word at a place stands.
    pub(crate) fn count(&self, place: usize) -> Count {
        let count = |word: &Word| Count { texts: word.texts.into(), companies: word.companies.into() };
        self.words.get(place).map(count).unwrap_or_default()
    }

    fn place(&self, word: &str) -> Option<usize> {
        let place = self.bound(|known| known < word);
        (place < self.words.len() && self.word(place) == word).then_some(place)
    }

    /// The place of the first word for which something is not so.
    fn bound(&self, before: impl Fn(&str) -> bool) -> usize {
        let (mut from, mut to) = (0, self.words.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if before(self.word(middle)) { from = middle + 1 } else { to = middle }
        }
        from
    }

    /// Returns the places of the words that begin so.
    pub(crate) fn starting(&self, start: &str) -> Range<usize> {
        let from = self.bound(|known| known < start);
        from..self.bound(|known| known < start || known.starts_with(start))
    }

    /// Returns the places of the words that have a part, but not at their beginning.
    pub(crate) fn within(&self, part: &str) -> Vec<usize> {
        let mut places: Vec<usize> = Vec::new();
        for at in memchr::memmem::find_iter(self.text.as_bytes(), part) {
            let place = self.words.partition_point(|word| word.at as usize <= at).saturating_sub(1);
            let begins = self.words.get(place).is_some_and(|word| word.at as usize == at);
            if !begins && places.last() != Some(&place) {
                places.push(place);
            }
        }
        places.retain(|place| !self.word(*place).starts_with(part));
        places
    }

    /// Returns the places of the words that end so.
    pub(crate) fn ending(&self, end: &str) -> Vec<usize> {
        let ended = format!("{end}\n");
        let found = memchr::memmem::find_iter(self.text.as_bytes(), &ended);
        let place = |at| self.words.partition_point(|word| word.at as usize <= at).saturating_sub(1);
        let mut places: Vec<usize> = found.map(place).collect();
        // Behind the last word there is nothing.
        places.extend(self.words.len().checked_sub(1).filter(|last| self.word(*last).ends_with(end)));
        places
    }

    /// Returns the places of the words that differ from a word by slips, with how many.
    pub(crate) fn near(&self, typed: &str, most: usize) -> Vec<(usize, usize)> {
        let (mut near, typed_letters) = (Vec::new(), letters(typed));
        let Some(typed) = Typed::read(typed) else { return near };
        for (place, word) in self.words.iter().enumerate() {
            if (word.letters ^ typed_letters).count_ones() as usize > 2 * most {
                continue;
            }
            if let Some(slips) = typed.slips(self.word(place), most) {
                near.push((place, slips));
            }
        }
        near
    }
}

fn small(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(words: &[&str]) -> Zone {
        let mut zone = Zone::default();
        for word in words {
            zone.take(BTreeMap::from([((*word).to_owned(), Count { texts: 1, companies: 0 })]));
        }
        zone
    }

    #[test]
    fn words_are_found_by_beginning_end_and_part_in_whatever_order_they_came() {
        let zone = zone(&["mueller", "anna", "hannah", "muellerin", "joanna", "annanna"]);
        let words = |places: Vec<usize>| places.into_iter().map(|place| zone.word(place)).collect::<Vec<_>>();
        assert_eq!(words(zone.starting("muell").collect()), ["mueller", "muellerin"]);
        assert_eq!(words(zone.starting("anna").collect()), ["anna", "annanna"]);
        assert_eq!(words(zone.starting("x").collect()), Vec::<&str>::new());
        assert_eq!(words(zone.within("anna")), ["hannah", "joanna"]);
        assert_eq!(words(zone.ending("anna")), ["anna", "annanna", "joanna"]);
        assert_eq!(words(zone.starting("").collect()).len(), 6);
    }

    #[test]
    fn a_known_word_gets_its_new_count() {
        let mut zone = zone(&["anna", "bert"]);
        zone.take(BTreeMap::from([("anna".to_owned(), Count { texts: 7, companies: 2 })]));
        assert_eq!(zone.count(0), Count { texts: 7, companies: 2 });
        assert_eq!((zone.word(0), zone.word(1), zone.words.len()), ("anna", "bert", 2));
    }
}
